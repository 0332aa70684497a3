//! REP02: the composition of one statistic moved far between two publications: its classes or its base changed.

use rust_decimal::Decimal;

use super::restatements::{Restatement, restatements};
use crate::check::{CheckInput, Checked, rule, say};

rule::rule!("REP02", Error);

/// Percentage points that a correction of a few records never moves. 89.6 to 79.8 is 9.8.
const SHIFT: Decimal = Decimal::from_parts(5, 0, 0, false, 0);

fn check(subject: &CheckInput<'_>) -> Checked {
    let all = restatements(subject);
    let mut groups: Vec<Vec<&Restatement<'_>>> = Vec::new();
    let shifted = |restated: &&Restatement<'_>| {
        restated.shares().is_some_and(|(before, after)| (after - before).abs() >= SHIFT) && !restated.is_explained
    };
    for restated in all.iter().filter(shifted) {
        let same = |group: &&mut Vec<&Restatement<'_>>| {
            group[0].same_publication(restated) && group[0].later.dimension.value() == restated.later.dimension.value()
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(restated),
            None => groups.push(vec![restated]),
        }
    }
    let mut findings = Vec::new();
    for group in groups {
        let (later, Some((before, after))) = (group[0].later, group[0].shares()) else { continue };
        let dimension = later.dimension.value().map_or("", String::as_str);
        let mut finding = RULE
            .at(&later.record, "share")
            .with("dimension", say::code(subject, "claim_dimension", dimension))
            .with("code", say::code(subject, dimension, later.key().unwrap_or("-")))
            .with("before", say::percent(before))
            .with("after", say::percent(after))
            .with("published", group[0].published());
        finding.severity = rule::severity_of(later.is_own());
        for (index, restated) in group.iter().enumerate() {
            if let Some((before, after)) = restated.shares() {
                finding = finding.related(restated.earlier.share.origin(), say::percent(before));
                if index > 0 {
                    finding = finding.related(restated.later.share.origin(), say::percent(after));
                }
            }
        }
        findings.push(finding);
    }
    Ok(findings)
}
