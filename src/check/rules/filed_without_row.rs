//! HIST02: a filing is kept as filed, and no row of 제출이력 says that it was.

use crate::check::{Checked, Subject, history, rule};
use crate::finding::Arg;
use crate::pack::Audience;

rule::rule!("HIST02", Warning);

fn check(subject: &Subject<'_>) -> Checked {
    let mut findings = Vec::new();
    for kept in subject.kept {
        let Some(stage) = kept.stage else { continue };
        for filing in kept.filings.iter().filter(|filing| filing.audience == Audience::Agency) {
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
