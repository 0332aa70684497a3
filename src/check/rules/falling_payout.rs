//! REP04: an amount or a count of what was paid is lower in a later publication, and neither row says that it replaces the
//! other.

use crate::check::payouts::{NUMBERS, Stated, is_own, source, stated, unit};
use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::{PayoutCount, series};
use crate::finding::{Arg, Finding};
use crate::value::Field;

rule::rule!("REP04", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let rows: Vec<&PayoutCount> = subject.dossier.payout_counts.iter().filter(|row| is_paid_total(row)).collect();
    let fallen = |later: &&PayoutCount| {
        let field = NUMBERS.into_iter().find_map(|field| Some((field, fallen(&rows, later, field)?)));
        field.map(|(field, (earlier, high, low))| finding(subject, (later, &low), (earlier, &high), field))
    };
    Ok(rows.iter().filter(|row| row.supersedes.value().is_none()).filter_map(fallen).collect())
}

/// The row before it that states more than a row does, with both numbers.
fn fallen<'a>(
    rows: &[&'a PayoutCount],
    later: &PayoutCount,
    field: &'static str,
) -> Option<(&'a PayoutCount, Stated, Stated)> {
    let low = stated(later, field)?;
    let before = rows.iter().filter(|row| row.as_of.value() < later.as_of.value() && same_series(row, later, field));
    let known = before.filter_map(|row| Some((*row, stated(row, field)?)));
    let (earlier, high) = known.max_by_key(|(row, _)| row.as_of.value())?;
    (low.to < high.from).then_some((earlier, high, low))
}

fn finding(
    subject: &CheckInput<'_>,
    (later, low): (&PayoutCount, &Stated),
    (earlier, high): (&PayoutCount, &Stated),
    field: &'static str,
) -> Finding {
    let name =
        if field == "amount" { say::both("지급", "The amount paid") } else { say::column(&later.record, field) };
    let mut finding = RULE
        .at(&later.record, field)
        .with("name", name)
        .with("found", low.said(subject, unit(later)))
        .with("day", day(&later.as_of))
        .with("earlier", high.said(subject, unit(earlier)))
        .with("earlier_day", day(&earlier.as_of))
        .with("source", source(later))
        .related(&high.origin, say::text(&earlier.target));
    finding.severity = rule::severity_of(is_own(later) || is_own(earlier));
    finding
}

/// Paid, and no part of another row.
fn is_paid_total(row: &PayoutCount) -> bool {
    row.state.value().is_some_and(|state| state == "paid") && row.partial.value().is_none()
}

/// Amounts of one form stand for each other whatever they are called; counts only of the same people.
fn same_series(a: &PayoutCount, b: &PayoutCount, field: &str) -> bool {
    if field != "amount" {
        return series(a) == series(b);
    }
    a.form.value() == b.form.value()
        && a.unit.value() == b.unit.value()
        && a.claimant.value() == b.claimant.value()
        && a.standard.value() == b.standard.value()
}

fn day(field: &Field<crate::time::AsOf>) -> Arg {
    field.value().map_or_else(|| "-".into(), |day| say::as_of(*day))
}
