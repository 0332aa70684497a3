//! REP04: an amount paid is lower in a later publication, and neither row says that it replaces the other.

use crate::check::{Checked, Subject, rule, say};
use crate::dossier::PayoutCount;
use crate::value::Field;

rule::rule!("REP04", Error);

fn check(subject: &Subject<'_>) -> Checked {
    let rows: Vec<&PayoutCount> = subject.dossier.payout_counts.iter().filter(|row| is_paid_total(row)).collect();
    let mut findings = Vec::new();
    for later in &rows {
        let before = |row: &&&PayoutCount| row.as_of.value() < later.as_of.value() && same_series(row, later);
        let Some(earlier) = rows.iter().filter(before).max_by_key(|row| row.as_of.value()) else { continue };
        let (Some(low), Some(high)) = (later.amount.value(), earlier.amount.value()) else { continue };
        if low < high && later.supersedes.value().is_none() {
            let unit = later.unit.value().map_or("won", String::as_str);
            let mut finding = RULE
                .at(&later.record, "amount")
                .with("found", say::amount(subject, *low, unit))
                .with("day", day(&later.as_of))
                .with("earlier", say::amount(subject, *high, unit))
                .with("earlier_day", day(&earlier.as_of))
                .related(earlier.amount.origin(), say::text(&earlier.target));
            let own = |row: &PayoutCount| row.basis.value().is_none_or(|basis| basis == "own");
            finding.severity = rule::severity_of(own(later) || own(earlier));
            findings.push(finding);
        }
    }
    Ok(findings)
}

/// Paid, known, and no part of another row.
fn is_paid_total(row: &PayoutCount) -> bool {
    row.state.value().is_some_and(|state| state == "paid")
        && row.partial.value().is_none()
        && row.amount.known().is_some()
}

fn same_series(a: &PayoutCount, b: &PayoutCount) -> bool {
    a.form.value() == b.form.value()
        && a.unit.value() == b.unit.value()
        && a.claimant.value() == b.claimant.value()
        && a.standard.value() == b.standard.value()
}

fn day(field: &Field<crate::time::AsOf>) -> crate::finding::Arg {
    field.value().map_or_else(|| "-".into(), |day| say::as_of(*day))
}
