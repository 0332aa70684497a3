//! CLM11: the closing day was moved and nothing says why.

use crate::check::{CheckInput, Checked, rule, say};

rule::rule!("CLM11", Warning);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    for row in &subject.dossier.channels {
        let (Some(first), Some(closed)) = (row.closed_first.value(), row.closed.value()) else { continue };
        if first < closed && row.record.text("extension_reason").value().is_none() {
            findings.push(
                RULE.at(&row.record, "extension_reason")
                    .with("channel", say::text(&row.name))
                    .with("first", say::date(*first))
                    .with("closed", say::date(*closed))
                    .related(row.closed_first.origin(), say::date(*first))
                    .related(row.closed.origin(), say::date(*closed)),
            );
        }
    }
    Ok(findings)
}
