//! FORM08: the stage of a report does not follow what 제출이력 says was filed before it.

use std::collections::BTreeSet;

use crate::check::{Checked, Subject, rule, say};
use crate::dossier::{Record, Stage};
use crate::filing::Filing;
use crate::finding::Arg;

rule::rule!("FORM08", Warning);

fn check(subject: &Subject<'_>) -> Checked {
    let mut findings = Vec::new();
    let mut seen = BTreeSet::new();
    for filing in subject.filings {
        let now = subject.dossier.case.stage;
        let earlier = earlier(subject, filing);
        let Some((last, row)) = earlier.iter().max_by_key(|(stage, _)| order(*stage)) else { continue };
        let follows = match (last, now) {
            (Stage::Initial, Stage::Interim(number)) => number == 1,
            (Stage::Interim(before), Stage::Interim(number)) => number == before + 1,
            (Stage::Initial | Stage::Interim(_), Stage::Final) => true,
            (Stage::Initial | Stage::Interim(_), Stage::Initial) | (Stage::Final, _) => false,
        };
        if !follows && seen.insert(row.id.clone()) {
            let finding = RULE
                .at(row, "stage")
                .with("form", Arg::Plain(filing.title.clone()))
                .with("last", word(subject, *last))
                .with("now", word(subject, now))
                .with("next", next(subject, *last));
            findings.push(finding.related(&subject.dossier.case.report_at.origin, word(subject, now)));
        }
    }
    Ok(findings)
}

/// The reports of the same form before this one, with their stage. Of a final one whose moment is not earlier nothing
/// follows: it is this filing itself, entered beforehand.
fn earlier<'a>(subject: &Subject<'a>, filing: &Filing) -> Vec<(Stage, &'a Record)> {
    let duties = subject.pack.duties.duties.iter().filter(|duty| duty.form.as_deref() == Some(&filing.form));
    let names = duties.flat_map(|duty| [&duty.id, &duty.label.ko, &duty.label.en]);
    let names: Vec<String> = names.chain([&filing.form, &filing.title]).map(|name| bare(name)).collect();
    let report_at = subject.dossier.case.report_at.value;
    let rows = subject.dossier.sheet("filed").iter().filter(|row| {
        let named = row.text("duty").value().is_some_and(|duty| names.contains(&bare(duty)));
        named && row.moment("at").value().is_some_and(|at| at.timestamp() < report_at.timestamp())
    });
    rows.filter_map(|row| Some((stage(subject, row.text("stage").value()?)?, row))).collect()
}

/// 최초, 중간 n보, 최종: as the pack words them, or as `case.toml` does.
fn stage(subject: &Subject<'_>, text: &str) -> Option<Stage> {
    let words = &subject.pack.filing.stage;
    let text = bare(text);
    let interim = |pattern: &str| {
        let (front, back) = pattern.split_once("{n}")?;
        text.strip_prefix(&bare(front))?.strip_suffix(&bare(back))?.parse().ok()
    };
    match text {
        _ if text == bare(&words.initial) || text == "initial" => Some(Stage::Initial),
        _ if text == bare(&words.last) || text == "final" => Some(Stage::Final),
        _ => interim(&words.interim).or_else(|| interim("interim:{n}")).map(Stage::Interim),
    }
}

fn order(stage: Stage) -> u32 {
    match stage {
        Stage::Initial => 0,
        Stage::Interim(number) => number,
        Stage::Final => u32::MAX,
    }
}

fn word(subject: &Subject<'_>, stage: Stage) -> Arg {
    let words = &subject.pack.filing.stage;
    let ko = match stage {
        Stage::Initial => words.initial.clone(),
        Stage::Interim(number) => words.interim.replace("{n}", &number.to_string()),
        Stage::Final => words.last.clone(),
    };
    say::both(ko, stage.code())
}

/// What may follow.
fn next(subject: &Subject<'_>, last: Stage) -> Arg {
    let number = match last {
        Stage::Initial => 1,
        Stage::Interim(number) => number + 1,
        Stage::Final => return say::both("정정", "a correction"),
    };
    say::list(&[word(subject, Stage::Interim(number)), word(subject, Stage::Final)])
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
