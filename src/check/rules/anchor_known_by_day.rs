//! TIME09: the duration counts from or to a moment of which only the day is known.

use super::anchors::anchors;
use crate::check::{CheckInput, Checked, rule, say};

rule::rule!("TIME09", Warning);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    for anchor in anchors(subject.dossier) {
        let precision =
            |event: &crate::dossier::Event| event.precision.value().map_or("minute", String::as_str) == "day";
        let (by_day, finer): (Vec<&crate::dossier::Event>, Vec<&crate::dossier::Event>) =
            anchor.events.iter().copied().partition(|event| precision(event));
        if let (Some(event), true) = (by_day.first(), finer.is_empty()) {
            findings.push(
                RULE.at(&anchor.outage.record, anchor.name)
                    .with("name", say::column(&anchor.outage.record, anchor.name))
                    .with("day", say::date(anchor.at.date()))
                    .related(event.precision.origin(), say::text(&event.what)),
            );
        }
    }
    Ok(findings)
}
