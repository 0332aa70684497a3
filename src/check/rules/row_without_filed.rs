//! HIST03: a row of 제출이력 says that a form was filed in writing, and what was filed is not kept. Only where the case keeps
//! any of it.

use crate::check::{CheckInput, Checked, history, rule};
use crate::finding::Arg;
use crate::pack::Audience;

rule::rule!("HIST03", Warning);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    // With a file that is not what it was nobody knows what is kept.
    if subject.kept.is_empty() || subject.kept.iter().any(|kept| !kept.faults.is_empty()) {
        return Ok(findings);
    }
    let report_at = subject.dossier.case.report_at.value;
    for form in subject.pack.forms.values().filter(|form| form.audience == Audience::Agency) {
        let kept = |stage| {
            let of_stage = subject.kept.iter().filter(move |kept| kept.stage == Some(stage));
            of_stage.flat_map(|kept| &kept.filings).any(|filing| filing.file == form.id)
        };
        for row in history::rows_of(subject, &form.id, &form.title) {
            let is_before = row.moment("at").value().is_some_and(|at| at.timestamp() < report_at.timestamp());
            let Some(stage) = history::stage_of(subject, row).filter(|_| is_before && history::is_document(row)) else {
                continue;
            };
            if !kept(stage) {
                let finding = RULE.at(row, "stage").with("form", Arg::Plain(form.title.clone()));
                findings.push(finding.with("stage", history::word(subject, stage)));
            }
        }
    }
    Ok(findings)
}
