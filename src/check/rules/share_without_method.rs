//! FORM07: a share or number of users affected without a word on how it was estimated.

use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::Record;
use crate::finding::Finding;

rule::rule!("FORM07", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    for row in &subject.dossier.outages {
        findings.extend(finding(&row.record, &["users_share"], "users_share_method"));
    }
    for row in &subject.dossier.interruptions {
        findings.extend(finding(&row.record, &["users_share", "users_affected"], "users_method"));
    }
    Ok(findings)
}

fn finding(record: &Record, fields: &[&str], method: &str) -> Option<Finding> {
    let told = record.text(method);
    let known = fields.iter().find(|field| record.get(field).known().is_some())?;
    if told.value().is_some() {
        return None;
    }
    let finding = RULE
        .at(record, method)
        .with("name", say::column(record, known))
        .with("method", say::column(record, method))
        .related(record.get(known).origin(), say::column(record, known));
    Some(finding)
}
