//! Findings in words: as JSON (`docs/schema/check.v1.json`), and for workbooks to correct from.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::Examined;
use crate::check::Waived;
use crate::dossier::Waiver;
use crate::finding::{Arg, Counts, Finding};
use crate::lang::Lang;
use crate::law;
use crate::mapping::masked;
use crate::pack::Pack;
use crate::workbooks::FindingRemark;

/// Version of the JSON shape; fields are only added within one.
const VERSION: u32 = 1;

/// The findings of one case as the JSON contract has them.
#[must_use]
pub fn findings_json(examined: &Examined, pack: &Pack, lang: Lang) -> Json {
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
#[must_use]
pub fn remarks(examined: &Examined, pack: &Pack, lang: Lang) -> Vec<FindingRemark> {
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
#[must_use]
pub fn words(finding: &Finding, pack: &Pack, lang: Lang) -> (String, String, String) {
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

/// What fills a place of a message, in a language.
#[must_use]
pub fn arg(arg: &Arg, lang: Lang) -> &str {
    match (arg, lang) {
        (Arg::Plain(text), _) => text,
        (Arg::Term { ko, .. }, Lang::Ko) => ko,
        (Arg::Term { en, .. }, Lang::En) => en,
    }
}

/// The articles behind a finding and its rule, as numbered on the law date, each once: two duties may stand in one article.
#[must_use]
pub fn citations(finding: &Finding, examined: &Examined, pack: &Pack) -> Vec<String> {
    let day = law::day(&examined.dossier).law_date;
    let rule = pack.rules.get(finding.code).map_or(&[][..], |rule| &rule.law);
    let cited = finding.law.iter().chain(rule).filter_map(|id| pack.statutes.cite(id, day));
    let mut seen = BTreeSet::new();
    cited.map(|citation| citation.text).filter(|text| seen.insert(text.clone())).collect()
}
