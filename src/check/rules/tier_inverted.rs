//! STD03: the lower bound of a tier lies above its upper bound, so no loss falls into it.

use crate::check::tiers::is_inverted;
use crate::check::{CheckInput, Checked, rule, say};

rule::rule!("STD03", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    for row in subject.dossier.standards.iter().filter(|row| is_inverted(row)) {
        if let (Some(from), Some(to)) = (row.loss_from.value(), row.loss_to.value()) {
            findings.push(
                RULE.at(&row.record, "loss_from")
                    .with("target", say::text(&row.target))
                    .with("from", say::won(*from))
                    .with("to", say::won(*to))
                    .related(row.loss_to.origin(), say::won(*to)),
            );
        }
    }
    Ok(findings)
}
