//! PAY11: a statistic of payouts is not what the payouts, row by row, add up to.

use rust_decimal::Decimal;

use crate::check::payouts::source;
use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::{Payout, PayoutCount};
use crate::origin::{Origin, Place, Range};
use crate::value::Certainty;

rule::rule!("PAY11", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    for row in &subject.dossier.payout_counts {
        let paid: Vec<&Payout> = subject.dossier.payouts.iter().filter(|payout| belongs(row, payout)).collect();
        if paid.is_empty() {
            continue;
        }
        let count = paid.len() as u64;
        let sum = paid
            .iter()
            .filter_map(|payout| payout.amount.value())
            .try_fold(Decimal::ZERO, |sum, amount| sum.checked_add(*amount));
        let sum = sum.ok_or_else(|| RULE.failure("the sum of the payouts is too large"))?;
        let unit = row.unit.value().map_or("won", String::as_str);
        let (field, stated, counted) = if let Some(stated) = row.paid.value().filter(|stated| **stated != count) {
            ("paid", say::count(*stated), say::count(count))
        } else if let Some(stated) = row.amount.known().filter(|fact| far(fact.value, fact.certainty, sum)) {
            ("amount", say::amount(subject, stated.value, unit), say::amount(subject, sum, unit))
        } else {
            continue;
        };
        let mut finding = RULE
            .at(&row.record, field)
            .with("name", say::column(&row.record, field))
            .with("stated", stated)
            .with("counted", counted.clone())
            .with("source", source(row));
        finding.severity = rule::severity_of(row.basis.value().is_none_or(|basis| basis == "own"));
        findings.push(match span(&paid) {
            Some(rows) => finding.related(&rows, counted),
            None => finding,
        });
    }
    Ok(findings)
}

/// The rows from the first to the last payout, when they stand in one sheet.
fn span(paid: &[&Payout]) -> Option<Origin> {
    let (first, last) = (paid.first()?, paid.last()?);
    match (&first.origin.place, &last.origin.place) {
        (Place::Cells(top), Place::Cells(bottom)) if first.origin.sheet == last.origin.sheet => {
            Some(Origin::range(&first.origin.sheet, Range { first: top.first, last: bottom.last }))
        }
        _ => Some(first.origin.clone()),
    }
}

/// Payouts of the row's own standard, or claimant kind; a row that names neither covers more than rows can show.
fn belongs(row: &PayoutCount, payout: &Payout) -> bool {
    let fits = |wanted: Option<&String>, found: Option<&String>| wanted.is_none() || wanted == found;
    let named = row.standard.value().is_some() || row.claimant.value().is_some();
    let by_then = match (payout.paid_on.value(), row.as_of.value()) {
        (Some(paid), Some(as_of)) => *paid <= as_of.day(),
        _ => true,
    };
    named
        && by_then
        && payout.state == "paid"
        && row.state.value().is_some_and(|state| state == "paid")
        && row.form.value() == Some(&payout.form)
        && row.unit.value().is_none_or(|unit| *unit == payout.unit)
        && fits(row.standard.value(), payout.standard.as_ref())
        && fits(row.claimant.value(), payout.claimant.as_ref())
}

/// An estimate may be off by one part in twenty.
fn far(stated: Decimal, certainty: Certainty, sum: Decimal) -> bool {
    match certainty {
        Certainty::Exact => stated != sum,
        Certainty::Estimate => (stated - sum).abs() > stated.abs() / Decimal::from(20),
    }
}
