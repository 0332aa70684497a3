//! TIME13: sources give one event different moments, or the parties tell differently when it became known.
//!
//! Nothing is to be corrected: a reader must see both sides, so both are named.

use std::collections::BTreeMap;

use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::Event;
use crate::finding::{Arg, Finding};

rule::rule!("TIME13", Note);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut groups: BTreeMap<(String, String, String), Vec<&Event>> = BTreeMap::new();
    for event in &subject.dossier.events {
        let kind = event.kind.value().cloned().unwrap_or_default();
        let outage = event.outage.value().cloned().unwrap_or_default();
        let told = if kind == "awareness" { String::new() } else { stem(event) };
        groups.entry((outage, kind, told)).or_default().push(event);
    }
    let disputed = groups.iter().filter(|((_, kind, _), rows)| differ(rows) && is_disputed(kind, rows));
    Ok(disputed.map(|(_, rows)| finding(subject, rows)).collect())
}

/// What happened and who did it, without what stands in brackets.
fn stem(event: &Event) -> String {
    let text = event.what.value().map_or("", String::as_str);
    let words = text.split('(').next().unwrap_or(text).trim();
    format!("{} {words}", event.record.text("who").value().map_or("", String::as_str))
}

fn differ(rows: &[&Event]) -> bool {
    rows.iter().any(|row| row.at.value() != rows[0].at.value())
}

/// Awareness is disputed when two sides assert it; another event when not all its rows are established.
fn is_disputed(kind: &str, rows: &[&Event]) -> bool {
    let has = |standing: &str| rows.iter().any(|row| row.standing.value().is_some_and(|found| found == standing));
    if kind == "awareness" {
        has("own_claim") && (has("other_claim") || has("reported"))
    } else {
        has("own_claim") || has("other_claim") || has("reported") || has("investigating")
    }
}

fn finding(subject: &CheckInput<'_>, rows: &[&Event]) -> Finding {
    let mut sides: Vec<(String, Arg)> = Vec::new();
    for row in rows {
        let by = row.asserted_by.value().cloned().unwrap_or_default();
        let standing = row.standing.value().map_or("", String::as_str);
        let side = if by.is_empty() { say::code(subject, "standing", standing) } else { Arg::Plain(by.clone()) };
        let key = if by.is_empty() && rows.len() > 1 { format!("{:?}", row.at.value()) } else { by };
        if let (Some(at), false) = (row.at.value(), sides.iter().any(|(known, _)| *known == key)) {
            sides.push((key, say::pair(&side, &say::moment(*at))));
        }
    }
    let sides: Vec<Arg> = sides.into_iter().map(|(_, side)| side).collect();
    let first = rows[0];
    let kind = first.kind.value().map_or("", String::as_str);
    let what = if kind == "awareness" { say::code(subject, "event_kind", kind) } else { say::text(&first.what) };
    let finding = RULE.at(&first.record, "at").with("what", what).with("sides", say::list(&sides));
    rows.iter().skip(1).fold(finding, |finding, row| finding.related(row.at.origin(), say::text(&row.what)))
}
