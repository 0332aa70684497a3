//! HIST02: a filing is kept as filed, and no row of 제출이력 says that it was.

use crate::check::{CheckInput, Checked, history, rule};
use crate::filing::Filing;
use crate::finding::Arg;
use crate::pack::Audience;
use crate::time::Moment;

rule::rule!("HIST02", Warning);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    let now = subject.dossier.case.report_at.value;
    for kept in subject.kept {
        let Some(stage) = kept.stage else { continue };
        // What is filed now, copied there before its row is entered, is not history yet.
        let is_before = |filing: &&Filing| {
            Moment::parse_rfc3339(&filing.report_at).is_some_and(|at| at.timestamp() < now.timestamp())
        };
        let to_agencies = kept.filings.iter().filter(|filing| filing.audience == Audience::Agency);
        for filing in to_agencies.filter(is_before) {
            let rows = history::rows_of(subject, &filing.form, &filing.title);
            if !rows.iter().any(|row| history::stage_of(subject, row).is_none_or(|said| said == stage)) {
                let path = format!("{}/{}.json", kept.folder, filing.file);
                let finding = RULE.on(&history::kept_file(&path, "form"));
                let finding = finding.with("form", Arg::Plain(filing.title.clone()));
                findings.push(finding.with("stage", history::word(subject, stage)));
            }
        }
    }
    Ok(findings)
}
