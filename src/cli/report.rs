//! Findings for people (with a drawing of the cells) and for machines (`docs/schema/check.v1.json`).

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::cell_grid::Drawings;
use super::console::{Console, Stream};
use super::verdict;
use crate::check::Waived;
use crate::finding::{Counts, Finding, Severity};
use crate::lang::Lang;
use crate::mapping::masked;
use crate::pack::Pack;
use crate::pipeline::{Examined, arg, citations, findings_json, words};

/// Findings drawn with their cells; whoever has more repairs the first ones first.
const DRAWN: usize = 500;

/// The findings of one case as the JSON contract has them, each with the cells around it that a terminal would draw.
pub(super) fn to_json_with_cells(examined: &Examined, pack: &Pack, lang: Lang) -> Json {
    let mut document = findings_json(examined, pack, lang);
    let all: Vec<&Finding> = examined.findings.iter().collect();
    let drawings = Drawings::read(&all, DRAWN, &examined.files, None);
    let listed = document["findings"].as_array_mut();
    for (json, finding) in listed.into_iter().flatten().zip(&examined.findings) {
        let cells = finding.origin.as_ref().map_or(Json::Null, |origin| drawings.json(origin));
        if let (Json::Object(map), false) = (json, cells.is_null()) {
            map.insert("around".to_owned(), cells);
        }
    }
    document
}

/// Prints the findings of a case for people, then a line that sums them up.
pub(super) fn print(examined: &Examined, pack: &Pack, console: &Console, stream: Stream) {
    let mut text = String::new();
    let shown: Vec<&Finding> = shown(examined, console).collect();
    let drawings = Drawings::read(&shown, DRAWN, &examined.files, console.columns(stream));
    for finding in shown {
        text.push_str(&one(finding, examined, &drawings, pack, console, stream));
        text.push('\n');
    }
    text.push_str(&waived(examined, pack, console));
    if console.verbose {
        inner(examined, pack, console, &mut text);
    }
    text.push_str(&verdict_line(examined, pack, console));
    console.tell(stream, &text);
}

/// Prints a line per code with its count and its first cell, the gravest last, where the eye is; notes share a line.
pub(super) fn print_in_brief(examined: &Examined, pack: &Pack, console: &Console, stream: Stream) {
    let mut groups: Vec<(Severity, &str, Vec<&Finding>)> = Vec::new();
    for finding in shown(examined, console) {
        match groups.iter_mut().find(|(severity, code, _)| (*severity, *code) == (finding.severity, finding.code)) {
            Some((_, _, group)) => group.push(finding),
            None => groups.push((finding.severity, finding.code, vec![finding])),
        }
    }
    let mut text = String::new();
    let of = |wanted: Severity| groups.iter().filter(move |(severity, ..)| *severity == wanted);
    let notes: Vec<String> = of(Severity::Note).map(|(_, code, group)| format!("{code} ×{}", group.len())).collect();
    if !notes.is_empty() {
        let args = [("count", examined.count(Severity::Note).to_string()), ("codes", notes.join(", "))];
        text.push_str(&console.wrap(stream, &console.say(pack, "say-notes", &args), "", "  "));
    }
    for severity in [Severity::Warning, Severity::Error] {
        let word = console.say(pack, &format!("severity-{}", severity.word()), &[]);
        for (_, code, group) in of(severity) {
            let (title, ..) = words(group[0], pack, console.lang);
            let place =
                group[0].origin.as_ref().map_or_else(|| examined.dossier.case.source.file.clone(), ToString::to_string);
            let args = [
                ("severity", console.paint(stream, severity, &word)),
                ("code", (*code).to_owned()),
                ("count", group.len().to_string()),
                ("title", title),
                ("place", place),
            ];
            text.push_str(&console.wrap(stream, &console.say(pack, "say-code", &args), "", "  "));
        }
    }
    if !groups.is_empty() {
        let case = examined.files.shown();
        text.push_str(&console.wrap(stream, &console.say(pack, "say-in-full", &[("case", case)]), "", "  "));
    }
    text.push_str(&waived(examined, pack, console));
    text.push_str(&verdict_line(examined, pack, console));
    console.tell(stream, &text);
}

/// The findings that this console tells.
fn shown<'a>(examined: &'a Examined, console: &Console) -> impl Iterator<Item = &'a Finding> + use<'a> {
    let quiet = console.quiet;
    examined.findings.iter().filter(move |finding| !quiet || finding.severity == Severity::Error)
}

/// The verdict of a case and how many findings it has.
fn verdict_line(examined: &Examined, pack: &Pack, console: &Console) -> String {
    let count = |severity| examined.count(severity).to_string();
    let counts = console.say(
        pack,
        "say-summary",
        &[("errors", count(Severity::Error)), ("warnings", count(Severity::Warning)), ("notes", count(Severity::Note))],
    );
    let of_all = Some(Counts::of(&examined.findings));
    let mut verdict = verdict::words(examined.verdict.word(), examined.draft, of_all, pack, console);
    if !examined.failed.is_empty() {
        let rules = console.say(pack, "verdict-rules", &[("rules", examined.failed.join(", "))]);
        verdict = format!("{verdict} · {rules}");
    }
    format!("{}: {verdict} ({counts})\n", examined.dossier.case.id)
}

/// How many findings somebody answers for, and with `--verbose` which, why and until when.
fn waived(examined: &Examined, pack: &Pack, console: &Console) -> String {
    if examined.waived.is_empty() || console.quiet {
        return String::new();
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for waived in &examined.waived {
        *counts.entry(waived.finding.code).or_default() += 1;
    }
    let codes: Vec<String> = counts.iter().map(|(code, count)| format!("{code} × {count}")).collect();
    let args = [("count", examined.waived.len().to_string()), ("codes", codes.join(", "))];
    let mut text = console.say(pack, "say-waived", &args) + "\n";
    for Waived { finding, waiver } in examined.waived.iter().filter(|_| console.verbose) {
        let place =
            finding.origin.as_ref().map_or_else(|| examined.dossier.case.source.file.clone(), ToString::to_string);
        let args = [
            ("code", finding.code.to_owned()),
            ("place", place),
            ("reason", masked(&waiver.reason)),
            ("approver", masked(&waiver.approver)),
            ("expires", waiver.expires.to_string()),
        ];
        text.push_str(&console.say(pack, "say-waived-one", &args));
        text.push('\n');
    }
    text
}

/// What only `--verbose` shows: findings left out as consequences, and why a rule could not run.
fn inner(examined: &Examined, pack: &Pack, console: &Console, text: &mut String) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for code in &examined.silent {
        *counts.entry(code).or_default() += 1;
    }
    if !counts.is_empty() {
        let codes: Vec<String> = counts.iter().map(|(code, count)| format!("{code} × {count}")).collect();
        text.push_str(&console.say(pack, "say-silent", &[("codes", codes.join(", "))]));
        text.push('\n');
    }
    for failure in &examined.failures {
        text.push_str(&format!("{}: {}\n", failure.code, failure.why));
    }
}

/// One finding: code and title, message, place, drawing, law, remedy.
fn one(
    finding: &Finding,
    examined: &Examined,
    drawings: &Drawings,
    pack: &Pack,
    console: &Console,
    stream: Stream,
) -> String {
    let lang = console.lang;
    let line = |text: &str| console.wrap(stream, text, "  ", "  ");
    let entry = |key: &str, text: &str| {
        console.wrap(stream, &format!("= {}: {text}", console.say(pack, key, &[])), "  ", "    ")
    };
    let (title, message, help) = words(finding, pack, lang);
    let severity = console.say(pack, &format!("severity-{}", finding.severity.word()), &[]);
    let head = console.paint(stream, finding.severity, &format!("{severity}[{}]", finding.code));
    let mut out = format!("{head}: {}\n", console.style(stream, "1", &title));
    for text in message.lines() {
        out.push_str(&line(text));
    }
    if let Some(origin) = &finding.origin {
        out.push_str(&format!("  --> {origin}\n"));
        let here = console.say(pack, "say-here", &[]);
        out.push_str(&drawings.of(origin, &here, |text| console.paint(stream, finding.severity, text)));
    }
    for related in finding.related.iter().take(5) {
        let label = masked(arg(&related.label, lang));
        out.push_str(&entry("say-related", &format!("{} ({label})", related.origin)));
    }
    if finding.related.len() > 5 {
        let args = [("count", (finding.related.len() - 5).to_string())];
        out.push_str(&entry("say-related", &console.say(pack, "say-more", &args)));
    }
    let law = citations(finding, examined, pack);
    if !law.is_empty() {
        out.push_str(&entry("say-law", &law.join(", ")));
    }
    if !help.is_empty() {
        out.push_str(&entry("say-fix", &help));
    }
    out
}
