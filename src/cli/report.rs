//! Findings for people (with a drawing of the cells) and for machines (`docs/schema/check.v1.json`).

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value as Json, json};

use super::cell_grid::Drawings;
use super::console::{Console, Stream};
use super::examine::Examined;
use super::verdict;
use crate::check::Waived;
use crate::dossier::Waiver;
use crate::finding::{Arg, Counts, Finding, Severity};
use crate::lang::Lang;
use crate::law;
use crate::mapping::masked;
use crate::pack::Pack;
use crate::workbooks::FindingRemark;

/// Version of the JSON shape; fields are only added within one.
const VERSION: u32 = 1;
/// Findings drawn with their cells; whoever has more repairs the first ones first.
const DRAWN: usize = 500;

/// The findings of one case as the JSON contract has them, each with the cells around it that a terminal would draw.
pub(super) fn to_json_with_cells(examined: &Examined, dir: &Path, pack: &Pack, lang: Lang) -> Json {
    let mut document = to_json(examined, pack, lang);
    let all: Vec<&Finding> = examined.findings.iter().collect();
    let drawings = Drawings::read(&all, DRAWN, dir, None);
    let listed = document["findings"].as_array_mut();
    for (json, finding) in listed.into_iter().flatten().zip(&examined.findings) {
        let cells = finding.origin.as_ref().map_or(Json::Null, |origin| drawings.json(origin));
        if let (Json::Object(map), false) = (json, cells.is_null()) {
            map.insert("around".to_owned(), cells);
        }
    }
    document
}

/// The findings of one case as the JSON contract has them.
pub(super) fn to_json(examined: &Examined, pack: &Pack, lang: Lang) -> Json {
    let findings: Vec<Json> = examined.findings.iter().map(|finding| one_json(finding, examined, pack, lang)).collect();
    let waived: Vec<Json> = examined.waived.iter().map(|waived| waived_json(waived, examined, pack, lang)).collect();
    json!({
        "version": VERSION,
        "case": examined.dossier.case.id,
        "verdict": examined.verdict.word(),
        "draft": examined.draft,
        "counts": Counts::of(&examined.findings),
        "failed_rules": examined.failed,
        "findings": findings,
        "waived": waived,
    })
}

/// A finding that somebody answers for, with who and why.
fn waived_json(waived: &Waived, examined: &Examined, pack: &Pack, lang: Lang) -> Json {
    let mut json = one_json(&waived.finding, examined, pack, lang);
    let Waiver { reason, approver, expires, origin, .. } = &waived.waiver;
    if let Json::Object(map) = &mut json {
        let waiver = json!({
            "reason": masked(reason),
            "approver": masked(approver),
            "expires": expires.to_string(),
            "origin": origin,
        });
        map.insert("waiver".to_owned(), waiver);
    }
    json
}

fn one_json(finding: &Finding, examined: &Examined, pack: &Pack, lang: Lang) -> Json {
    let (_, message, help) = words(finding, pack, lang);
    let related: Vec<Json> = finding
        .related
        .iter()
        .map(|related| json!({ "origin": related.origin, "label": masked(arg(&related.label, lang)) }))
        .collect();
    json!({
        "code": finding.code,
        "severity": finding.severity.word(),
        "message": message,
        "origin": finding.origin,
        "related": related,
        "field": finding.field,
        "law": citations(finding, examined, pack),
        "help": help,
    })
}

/// The findings of a case in words, for a workbook to correct from.
pub(super) fn remarks(examined: &Examined, pack: &Pack, lang: Lang) -> Vec<FindingRemark> {
    let remark = |finding: &Finding| {
        let (title, message, help) = words(finding, pack, lang);
        FindingRemark {
            code: finding.code,
            severity: finding.severity,
            title,
            message,
            help,
            law: citations(finding, examined, pack).join(", "),
            origin: finding.origin.clone(),
            related: finding.related.iter().map(|related| related.origin.clone()).collect(),
        }
    };
    examined.findings.iter().map(remark).collect()
}

/// Title, message and help of a finding; the bare code when the catalogue lacks it.
fn words(finding: &Finding, pack: &Pack, lang: Lang) -> (String, String, String) {
    pack.rules.get(finding.code).map_or_else(
        || (finding.code.to_owned(), finding.code.to_owned(), String::new()),
        |rule| {
            (
                rule.title.get(lang).to_owned(),
                // Whatever a cell held, a message that may reach a log repeats no personal data.
                masked(&rule.message.fill(lang, &finding.args)),
                masked(&rule.help.fill(lang, &finding.args)),
            )
        },
    )
}

fn arg(arg: &Arg, lang: Lang) -> &str {
    match (arg, lang) {
        (Arg::Plain(text), _) => text,
        (Arg::Term { ko, .. }, Lang::Ko) => ko,
        (Arg::Term { en, .. }, Lang::En) => en,
    }
}

/// The articles behind a finding and its rule, as numbered on the law date, each once: two duties may stand in one article.
fn citations(finding: &Finding, examined: &Examined, pack: &Pack) -> Vec<String> {
    let day = law::day(&examined.dossier).law_date;
    let rule = pack.rules.get(finding.code).map_or(&[][..], |rule| &rule.law);
    let cited = finding.law.iter().chain(rule).filter_map(|id| pack.statutes.cite(id, day));
    let mut seen = std::collections::BTreeSet::new();
    cited.map(|citation| citation.text).filter(|text| seen.insert(text.clone())).collect()
}

/// Prints the findings of a case for people, then a line that sums them up.
pub(super) fn print(examined: &Examined, dir: &Path, pack: &Pack, console: &Console, stream: Stream) {
    let mut text = String::new();
    let shown: Vec<&Finding> =
        examined.findings.iter().filter(|finding| !console.quiet || finding.severity == Severity::Error).collect();
    let drawings = Drawings::read(&shown, DRAWN, dir, console.columns(stream));
    for finding in shown {
        text.push_str(&one(finding, examined, &drawings, pack, console, stream));
        text.push('\n');
    }
    text.push_str(&waived(examined, pack, console));
    if console.verbose {
        inner(examined, pack, console, &mut text);
    }
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
    text.push_str(&format!("{}: {verdict} ({counts})\n", examined.dossier.case.id));
    console.write(stream, &text);
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
        let place = finding.origin.as_ref().map_or_else(|| "case.toml".to_owned(), ToString::to_string);
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
        out.push_str(&entry("say-related", &format!("… +{}", finding.related.len() - 5)));
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
