//! PAY15: more was paid than decided, or more decided than announced, of the same compensation.

use std::collections::BTreeMap;

use crate::check::payouts::{counted, is_own, latest, source, standing, stated, unit};
use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::{PayoutCount, Series, series};
use crate::finding::Severity;

rule::rule!("PAY15", Error);

/// What follows cannot exceed what went before it.
const ORDER: [(&str, &str); 3] = [("paid", "decided"), ("decided", "announced"), ("paid", "announced")];

fn check(subject: &CheckInput<'_>) -> Checked {
    let rows = latest(&standing(subject.dossier));
    let mut by: BTreeMap<(Series<'_>, &str), Vec<&PayoutCount>> = BTreeMap::new();
    for row in &rows {
        by.entry((series(row), state(row))).or_default().push(row);
    }
    let mut findings: Vec<crate::finding::Finding> = Vec::new();
    for (small, large) in ORDER {
        for row in rows.iter().filter(|row| state(row) == small) {
            let before = by.get(&(series(row), large)).into_iter().flatten().find(|other| !are_siblings(row, other));
            let Some(before) = before else { continue };
            let pair =
                ["amount", "value"].into_iter().find_map(|field| Some((stated(row, field)?, stated(before, field)?)));
            let Some((part, whole)) = pair.or_else(|| Some((counted(row)?, counted(before)?))) else { continue };
            let again = findings.iter().any(|finding| finding.origin.as_ref() == Some(&part.origin));
            if part.from <= whole.to || again {
                continue;
            }
            let named = |row: &PayoutCount| say::code(subject, "payout_state", state(row));
            let day = |row: &PayoutCount| row.as_of.value().map_or_else(|| "-".into(), |day| say::as_of(*day));
            let mut finding = RULE
                .at(&row.record, part.field)
                .with("small_name", named(row))
                .with("small", part.said(subject, unit(row)))
                .with("day", day(row))
                .with("large_name", named(before))
                .with("large", whole.said(subject, unit(before)))
                .with("earlier_day", day(before))
                .with("source", source(row))
                .related(&whole.origin, whole.said(subject, unit(before)));
            // What was decided or announced on another day may have grown since.
            let is_certain = row.as_of.value() == before.as_of.value() && (is_own(row) || is_own(before));
            finding.severity = if is_certain { Severity::Error } else { Severity::Warning };
            findings.push(finding);
        }
    }
    Ok(findings)
}

fn state(row: &PayoutCount) -> &str {
    row.state.value().map_or("", String::as_str)
}

/// Parts of one whole are told apart by their state: each payout stands in one of them.
fn are_siblings(a: &PayoutCount, b: &PayoutCount) -> bool {
    a.partial.value().is_some() && a.partial.value() == b.partial.value()
}
