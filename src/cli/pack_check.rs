//! `bogo pack check DIR`: all that is wrong with a pack, with file and line.
//!
//! Reads every part, proves the duties by their cases, sweeps the boundary days, and tries out the templates.

use clap::ArgMatches;
use serde_json::json;

use super::console::{Console, OutputFormat, Stream};
use super::{Exit, arg_values};
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Severity;
use crate::lang::Lang;
use crate::law::cases;
use crate::pack::{Assets, Pack, PackProblem, diagnose};
use crate::render;

/// Version of the JSON shape (`docs/schema/pack.v1.json`).
const VERSION: u32 = 1;

/// What was found and how much was looked at.
struct Checked {
    problems: Vec<PackProblem>,
    duties: usize,
    cases: usize,
    forms: usize,
    /// Whether the pack could be put together at all.
    whole: bool,
}

/// Runs `bogo pack check`; `words` is the pack whose sentences are used.
pub(super) fn run(matches: &ArgMatches, words: &Pack, console: &Console) -> Result<Exit> {
    let Some(("check", matches)) = matches.subcommand() else { return Ok(Exit::CouldNotWork) };
    let Some(dir) = arg_values::optional_path(matches, "dir") else { return Ok(Exit::CouldNotWork) };
    let missing = || Error::new(ErrorKind::Pack, "pack-folder-missing").with("path", dir.display().to_string());
    if !dir.join("pack.toml").is_file() {
        return Err(missing());
    }
    let folder = dir.canonicalize().map_err(|why| missing().detail(why))?;
    let id = folder.file_name().and_then(|name| name.to_str()).ok_or_else(missing)?.to_owned();
    let checked = check(Assets::of_folder(&folder, &id));
    match console.format {
        OutputFormat::Json => json_document(&id, &checked, words, console),
        OutputFormat::Human => human(&id, &checked, words, console),
    }
    Ok(if checked.problems.is_empty() { Exit::Clean } else { Exit::Findings })
}

fn check(assets: Assets) -> Checked {
    let mut found = diagnose(assets);
    let mut checked = Checked { problems: Vec::new(), duties: 0, cases: 0, forms: 0, whole: found.pack.is_some() };
    if let Some(pack) = found.pack.take() {
        checked.duties = pack.duties.duties.len();
        checked.forms = pack.forms.len();
        let parts = ["duties/", "forms/"].map(|folder| pack.assets.own(folder));
        let shared = found.problems.iter().all(|problem| parts.iter().any(|part| problem.path.starts_with(part)));
        for duty in &pack.duties.duties {
            let cases = pack.cases(duty).unwrap_or_default();
            checked.cases += cases.len();
            let beside = duty.file.replace(".toml", ".cases.toml");
            // What was cut out of a file, or of one that all duties share, would be missed here.
            if shared && found.is_whole(&duty.file) && found.is_whole(&beside) {
                checked.problems.extend(cases::examine(&pack, duty, &cases));
            }
        }
        let swept = cases::sweep(&pack);
        checked.problems.extend(swept.into_iter().filter(|_| found.problems.is_empty()));
        checked.problems.extend(render::template_problems(&pack));
    }
    checked.problems.append(&mut found.problems);
    checked.problems.sort_by(|a, b| (&a.path, a.line, a.code).cmp(&(&b.path, b.line, b.code)));
    checked
}

fn human(id: &str, checked: &Checked, words: &Pack, console: &Console) {
    let error = console.say(words, "severity-error", &[]);
    for problem in &checked.problems {
        let head = console.paint(Stream::Out, Severity::Error, &format!("{error}[{}]", problem.code));
        let said = problem.sentence(&words.messages, console.lang);
        console.sentence(Stream::Out, &format!("{}:{}: {head} {said}", problem.path, problem.line));
    }
    let count = |number: usize| number.to_string();
    let summary = if checked.problems.is_empty() {
        let numbers = [("duties", checked.duties), ("cases", checked.cases), ("forms", checked.forms)];
        let mut args = vec![("pack", id.to_owned())];
        args.extend(numbers.map(|(name, number)| (name, count(number))));
        console.say(words, "pack-is-clean", &args)
    } else {
        let args = [("pack", id.to_owned()), ("count", count(checked.problems.len()))];
        console.say(words, "pack-has-problems", &args)
    };
    console.sentence(Stream::Err, &summary);
    if !checked.whole {
        console.sentence(Stream::Err, &console.say(words, "pack-incomplete", &[]));
    }
}

fn json_document(id: &str, checked: &Checked, words: &Pack, console: &Console) {
    let findings: Vec<_> = checked
        .problems
        .iter()
        .map(|problem| {
            json!({
                "code": problem.code,
                "file": problem.path,
                "line": problem.line,
                "message": {
                    "ko": problem.sentence(&words.messages, Lang::Ko),
                    "en": problem.sentence(&words.messages, Lang::En),
                },
            })
        })
        .collect();
    let verdict = if checked.problems.is_empty() { "clean" } else { "findings" };
    let document = json!({
        "version": VERSION,
        "pack": id,
        "verdict": verdict,
        "complete": checked.whole,
        "examined": { "duties": checked.duties, "cases": checked.cases, "forms": checked.forms },
        "findings": findings,
    });
    console.line(Stream::Out, &format!("{document:#}"));
}
