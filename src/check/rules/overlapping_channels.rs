//! CLM12: two channels that may hold the same claims both enter the total.

use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::Channel;

rule::rule!("CLM12", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let is_counted = |row: &&Channel| row.counted.value().copied().unwrap_or(false);
    let counted: Vec<&Channel> = subject.dossier.channels.iter().filter(is_counted).collect();
    let mut findings = Vec::new();
    for (index, row) in counted.iter().enumerate() {
        if let Some(first) = counted.iter().take(index).find(|first| names(first, row) || names(row, first)) {
            findings.push(
                RULE.at(&row.record, "counted")
                    .with("channel", say::text(&row.name))
                    .with("other", say::text(&first.name))
                    .related(first.counted.origin(), say::text(&first.name)),
            );
        }
    }
    Ok(findings)
}

/// Whether `row` says that it may overlap with `other`.
fn names(row: &Channel, other: &Channel) -> bool {
    let overlaps = row.record.text("overlaps");
    let (Some(list), Some(id)) = (overlaps.value(), other.id.value()) else { return false };
    list.split([',', '·', ';', '/'])
        .any(|part| part.trim() == id || Some(part.trim()) == other.name.value().map(String::as_str))
}
