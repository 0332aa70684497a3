//! `bogo duties CASE`: which filings are due, to whom, by when, and why or why not.

mod calendar;
mod json;
mod table;
mod words;

use chrono::NaiveDate;
use clap::ArgMatches;

use super::console::{Console, Format, Stream};
use super::{Exit, given};
use crate::dossier::{self, Dossier};
use crate::error::{Error, Kind, Result};
use crate::figures;
use crate::finding::Severity;
use crate::lang::Lang;
use crate::law::duties::{Duties, examine};
use crate::pack::Pack;

pub(super) use words::parameter;

/// What the views of an answer need.
struct View<'a> {
    pack: &'a Pack,
    dossier: &'a Dossier,
    duties: &'a Duties,
    lang: Lang,
    console: &'a Console,
}

pub(super) fn run(matches: &ArgMatches, pack: &Pack, console: &Console) -> Result<Exit> {
    let Some(dir) = given::optional_path(matches, "case") else { return Ok(Exit::CouldNotWork) };
    let law_date = given::optional_text(matches, "law-date").map(|text| date(&text)).transpose()?;
    let (dossier, findings) = dossier::load(&dir, pack)?;
    let (figures, _) = figures::compute(pack, &dossier);
    let duties = examine(pack, &dossier, &figures, law_date);
    let view = View { pack, dossier: &dossier, duties: &duties, lang: console.lang, console };
    let ics = given::optional_text(matches, "format").is_some_and(|format| format == "ics");
    match (ics, console.format) {
        (true, _) => console.write(Stream::Out, &calendar::write(&view)),
        (false, Format::Json) => console.line(Stream::Out, &format!("{:#}", json::document(&view))),
        (false, Format::Human) => console.write(Stream::Out, &table::write(&view)),
    }
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    if errors > 0 && !console.quiet {
        // An answer on facts that could not all be read says so.
        console.line(Stream::Err, &console.say(pack, "duties-errors", &[("errors", errors.to_string())]));
    }
    Ok(Exit::Clean)
}

fn date(text: &str) -> Result<NaiveDate> {
    text.parse().map_err(|_| Error::new(Kind::Input, "law-date-not-understood").with("value", text))
}
