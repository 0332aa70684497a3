//! TIME10: the duration counts from or to a moment that the parties dispute.

use super::anchors::anchors;
use crate::check::{CheckInput, Checked, rule, say};

rule::rule!("TIME10", Warning);

/// Standings (확인 상태) under which a moment is one side's word.
const DISPUTED: &[&str] = &["own_claim", "other_claim", "investigating"];

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    for anchor in anchors(subject.dossier) {
        let standing =
            |event: &crate::dossier::Event| event.standing.value().map_or("established", String::as_str).to_owned();
        let disputed = anchor.events.iter().find(|event| DISPUTED.contains(&standing(event).as_str()));
        let established = anchor.events.iter().any(|event| standing(event) == "established");
        if let (Some(event), false) = (disputed, established) {
            findings.push(
                RULE.at(&anchor.outage.record, anchor.name)
                    .with("name", say::column(&anchor.outage.record, anchor.name))
                    .with("at", say::moment(anchor.at))
                    .with("standing", say::code(subject, "standing", &standing(event)))
                    .related(event.standing.origin(), say::text(&event.what)),
            );
        }
    }
    Ok(findings)
}
