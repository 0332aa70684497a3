//! TIME12: one event stands twice in the timeline.

use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::Event;

rule::rule!("TIME12", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let rows = &subject.dossier.events;
    let mut findings = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        if let (Some(first), Some(at)) = (rows.iter().take(index).find(|first| same(first, row)), row.at.value()) {
            findings.push(
                RULE.at(&row.record, "what")
                    .with("at", say::moment(*at))
                    .with("what", say::text(&row.what))
                    .related(first.what.origin(), say::text(&first.what)),
            );
        }
    }
    Ok(findings)
}

fn same(a: &Event, b: &Event) -> bool {
    let words = |row: &Event| {
        let text = row.what.value().cloned().unwrap_or_default();
        text.chars().filter(|c| c.is_alphanumeric()).collect::<String>()
    };
    a.outage.value() == b.outage.value()
        && a.at.value() == b.at.value()
        && a.kind.value() == b.kind.value()
        && a.standing.value() == b.standing.value()
        && words(a) == words(b)
}
