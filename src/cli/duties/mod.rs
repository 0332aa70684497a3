//! `bogo duties CASE`: which filings are due, to whom, by when, and why or why not.

mod calendar;
mod json;
mod table;

use clap::ArgMatches;

use super::console::{Console, OutputFormat, Stream};
use super::{Exit, arg_values};
use crate::dossier;
use crate::error::Result;
use crate::figures;
use crate::finding::Severity;
use crate::law::LawWords;
use crate::law::duties::{Duties, examine};
use crate::pack::Pack;
use crate::pipeline::day;
use crate::source::{CaseFiles, Reading};

/// What the views of an answer need.
struct DutiesView<'a> {
    words: LawWords<'a>,
    duties: &'a Duties,
    console: &'a Console,
}

pub(super) fn run(matches: &ArgMatches, pack: &Pack, console: &Console, reading: &Reading) -> Result<Exit> {
    let Some(dir) = arg_values::optional_path(matches, "case") else { return Ok(Exit::CouldNotWork) };
    let law_date = arg_values::optional_text(matches, "law-date").map(|text| day(&text)).transpose()?;
    let (dossier, findings) = dossier::load(CaseFiles::at(dir).read_with(reading.clone()), pack)?;
    let (figures, _) = figures::compute(pack, &dossier);
    let duties = examine(pack, &dossier, &figures, law_date);
    let view = DutiesView { words: LawWords { pack, dossier: &dossier, lang: console.lang }, duties: &duties, console };
    let ics = arg_values::optional_text(matches, "format").is_some_and(|format| format == "ics");
    match (ics, console.format) {
        (true, _) => console.write(Stream::Out, &calendar::write(&view)),
        (false, OutputFormat::Json) => console.line(Stream::Out, &format!("{:#}", json::document(&view))),
        (false, OutputFormat::Human) => console.tell(Stream::Out, &table::write(&view)),
    }
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    if errors > 0 && !console.quiet {
        // An answer on facts that could not all be read says so.
        console.sentence(Stream::Err, &console.say(pack, "duties-errors", &[("errors", errors.to_string())]));
    }
    Ok(Exit::Clean)
}
