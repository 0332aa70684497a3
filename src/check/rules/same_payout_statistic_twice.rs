//! PAY16: two rows state the same payouts of the same day, and neither replaces the other: a sum would count them twice.

use std::collections::BTreeMap;

use crate::check::payouts::{NUMBERS, is_own, source, standing, stated, unit};
use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::{PayoutCount, series};

rule::rule!("PAY16", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut first_of = BTreeMap::new();
    let mut findings = Vec::new();
    for row in standing(subject.dossier) {
        let key = (series(row), row.state.value(), row.as_of.value(), row.partial.value());
        let first: &PayoutCount = first_of.entry(key).or_insert(row);
        if first.record.id == row.record.id {
            continue;
        }
        let pair = |field: &&'static str| Some((stated(first, field)?, stated(row, field)?));
        let pairs: Vec<_> = NUMBERS.iter().filter_map(pair).collect();
        // One may say what the other leaves out.
        let Some(default) = pairs.first() else { continue };
        let (before, after) = pairs.iter().find(|(a, b)| a.to < b.from || b.to < a.from).unwrap_or(default);
        let mut finding = RULE
            .at(&row.record, after.field)
            .with("id", say::text(&row.id))
            .with("first", say::text(&first.id))
            .with("name", say::column(&row.record, after.field))
            .with("after", after.said(subject, unit(row)))
            .with("before", before.said(subject, unit(first)))
            .with("source", source(row))
            .related(&before.origin, before.said(subject, unit(first)));
        finding.severity = rule::severity_of(is_own(row) && is_own(first));
        findings.push(finding);
    }
    Ok(findings)
}
