//! PAY16: two rows state the same payouts of the same day, and neither replaces the other: a sum would count them twice.

use crate::check::payouts::{NUMBERS, is_own, same_series, source, stands, stated, unit};
use crate::check::{Checked, Subject, rule, say};
use crate::dossier::PayoutCount;

rule::rule!("PAY16", Error);

fn check(subject: &Subject<'_>) -> Checked {
    let rows: Vec<&PayoutCount> =
        subject.dossier.payout_counts.iter().filter(|row| stands(subject.dossier, row)).collect();
    let mut findings = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let Some(first) = rows[..index].iter().find(|first| same_row(first, row)) else { continue };
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

fn same_row(a: &PayoutCount, b: &PayoutCount) -> bool {
    same_series(a, b)
        && a.state.value() == b.state.value()
        && a.as_of.value() == b.as_of.value()
        && a.partial.value() == b.partial.value()
}
