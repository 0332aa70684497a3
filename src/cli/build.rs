//! `bogo build CASE...`: examine, bundle, then write in one step.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::ArgMatches;
use serde_json::{Value as Json, json};

use super::batch::{CaseEnd, CaseReport};
use super::console::{Console, OutputFormat, Stream};
use super::{Exit, arg_values, batch, report};
use crate::check::FilingVerdict;
use crate::dossier::Edition;
use crate::error::Result;
use crate::filing::Filing;
use crate::pack::{Audience, Pack};
use crate::pipeline::{self, Bundler, Examined, Options, Order, findings_json, is_record};
use crate::source::Reading;

/// How a build was asked for.
#[derive(Debug)]
pub(super) struct BuildPlan<'p> {
    pub out: PathBuf,
    pub bundler: Bundler<'p>,
    pub reading: Reading,
    /// Work done side by side; as much as the machine has cores when not said.
    pub jobs: Option<u16>,
    /// A case whose bundle is what this build would write is left as it is.
    pub resume: bool,
}

pub(super) fn run(matches: &ArgMatches, pack: &Pack, console: &Console, reading: &Reading) -> Result<Exit> {
    let order = Order {
        options: options(matches, arg_values::flag(matches, "draft"))?,
        formats: arg_values::texts(matches, "format"),
        attach_inputs: arg_values::flag(matches, "attach-inputs"),
        lang: console.lang,
    };
    let plan = BuildPlan {
        out: arg_values::optional_path(matches, "out").unwrap_or_else(|| PathBuf::from("out")),
        bundler: Bundler::new(pack, order)?,
        reading: reading.clone(),
        jobs: matches.get_one::<u16>("jobs").copied(),
        resume: arg_values::flag(matches, "resume"),
    };
    batch::run(&once(arg_values::paths(matches, "case")), &plan, pack, console)
}

/// The folders in the order given, each once, however it is spelt.
pub(super) fn once(dirs: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut seen = BTreeSet::new();
    dirs.into_iter().filter(|dir| seen.insert(std::fs::canonicalize(dir).unwrap_or_else(|_| dir.clone()))).collect()
}

/// What the flags say over `case.toml`.
pub(super) fn options(matches: &ArgMatches, draft: bool) -> Result<Options> {
    let stage = arg_values::optional_text(matches, "stage").map(|text| pipeline::stage(&text)).transpose()?;
    let law_date = arg_values::optional_text(matches, "law-date").map(|text| pipeline::day(&text)).transpose()?;
    // Another day's law is never more than a draft.
    let edition = arg_values::optional_text(matches, "edition").and_then(|text| Edition::of(&text));
    let draft = draft || law_date.is_some();
    Ok(Options { forms: arg_values::texts(matches, "form"), stage, edition, draft, law_date })
}

/// Builds one examined case: nothing is written when it has errors and no draft was asked for.
pub(super) fn one(examined: &Examined, plan: &BuildPlan<'_>, pack: &Pack, console: &Console) -> Result<CaseReport> {
    let mut document = findings_json(examined, pack, console.lang);
    let human = console.format == OutputFormat::Human;
    if human && console.verbose {
        report::print(examined, pack, console, Stream::Err);
    } else if human {
        report::print_in_brief(examined, pack, console, Stream::Err);
    }
    let exit = Exit::from(examined.verdict);
    if !plan.bundler.accepts(examined) {
        if human {
            console.sentence(Stream::Err, &console.say(pack, "say-nothing-written", &[]));
        }
        let end = if examined.verdict == FilingVerdict::Findings { CaseEnd::Findings } else { CaseEnd::Failed };
        return Ok(CaseReport { exit, end, document });
    }
    let bundle = plan.bundler.bundle(examined)?;
    // A letter comes with its filing, and so does a record.
    let is_own = |filing: &&Filing| filing.audience != Audience::Letter && !is_record(filing);
    let titles: Vec<&str> = examined.filings.iter().filter(is_own).map(|filing| filing.title.as_str()).collect();
    let (count, titles) = (titles.len().to_string(), titles.join(" · "));
    let path = bundle.write(&plan.out)?.display().to_string();
    if human {
        let args = [("path", path.clone()), ("count", count), ("titles", titles)];
        for key in ["say-written", "say-next"].iter().take(if console.quiet { 1 } else { 2 }) {
            console.write(Stream::Out, &console.wrap(Stream::Out, &console.say(pack, key, &args), "", "  "));
        }
    }
    if let Json::Object(map) = &mut document {
        map.insert("bundle".to_owned(), json!(path));
    }
    Ok(CaseReport { exit, end: CaseEnd::Built, document })
}
