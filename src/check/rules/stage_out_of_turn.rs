//! FORM08: the stage of a report does not follow what 제출이력 says was filed before it.

use std::collections::BTreeSet;

use crate::check::history::{self, word};
use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::{Record, Stage};
use crate::filing::Filing;
use crate::finding::Arg;

rule::rule!("FORM08", Warning);

fn check(subject: &CheckInput<'_>) -> Checked {
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
            // A stage filed again corrects itself: what was filed is kept, and what changed is said.
            _ if *last == now => filing.follows.as_ref().is_some_and(|before| before.amendment),
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
fn earlier<'a>(subject: &CheckInput<'a>, filing: &Filing) -> Vec<(Stage, &'a Record)> {
    let report_at = subject.dossier.case.report_at.value;
    let rows = history::rows_of(subject, &filing.form, &filing.title).into_iter();
    let before = rows.filter(|row| row.moment("at").value().is_some_and(|at| at.timestamp() < report_at.timestamp()));
    before.filter_map(|row| Some((history::stage_of(subject, row)?, row))).collect()
}

fn order(stage: Stage) -> u32 {
    match stage {
        Stage::Initial => 0,
        Stage::Interim(number) => number,
        Stage::Final => u32::MAX,
    }
}

/// What may follow.
fn next(subject: &CheckInput<'_>, last: Stage) -> Arg {
    let number = match last {
        Stage::Initial => 1,
        Stage::Interim(number) => number + 1,
        Stage::Final => return say::both("정정", "a correction"),
    };
    say::list(&[word(subject, Stage::Interim(number)), word(subject, Stage::Final)])
}
