//! Payouts (보상 지급): how many, how much, in what form, to whom; row by row where the case has rows, else from statistics.
//!
//! Won totals hold money alone: paid, in cash, in won. Credits, points, days and goods keep their own unit, and enter a
//! won figure only in `payouts.valued_total`, with the basis that the sheet states. Statistics of different scope
//! (`payouts.published.*`) stand side by side and are never added.

mod item;
mod published;
mod rows;

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::builder::{Builder, Draft};
use super::sums;
use crate::dossier::slug;
use crate::value::{Certainty, Digits, Value};
use item::{PayoutBook, PayoutItem};

pub(super) use item::{is_money, quantity};

pub(super) fn compute(work: &mut Builder<'_>) {
    published::compute(work);
    let book = if work.dossier.payouts.is_empty() {
        PayoutBook::of_statistics(work.dossier)
    } else {
        PayoutBook::of_rows(work.dossier)
    };
    if book.is_empty() {
        return;
    }
    let paid = book.paid();
    count(work, &book, &paid, "payouts.count", "payouts.count".to_owned(), None);
    let money: Vec<&PayoutItem<'_>> = paid.iter().filter(|item| item.is_money()).copied().collect();
    total(work, &book, &money);
    mean(work, &paid);
    valued(work, &book, &paid, &money);
    groups(work, &book, &paid, "by_form", |item| item.form);
    groups(work, &book, &paid, "by_character", |item| item.character);
    groups(work, &book, &paid, "by_claimant", |item| item.claimant);
    groups(work, &book, &paid, "by_target", |item| item.target);
    by_state(work, &book);
    if book.by_row {
        rows::compute(work, &book, &money);
    }
}

/// How many payouts there are among `items`. A statistics row that gives no count adds none and is not among the terms.
fn count(
    work: &mut Builder<'_>,
    book: &PayoutBook<'_>,
    items: &[&PayoutItem<'_>],
    pattern: &'static str,
    id: String,
    name: Option<String>,
) {
    let (value, digits) = item::count(items);
    let counted: Vec<&PayoutItem<'_>> = items.iter().filter(|item| item.count.is_given()).copied().collect();
    let unit = work.unit(pattern);
    let terms: Vec<String> = counted
        .iter()
        .filter(|_| !book.by_row)
        .map(|item| format!("{} {}", item.target.unwrap_or_default(), item.count.text(work, &unit)))
        .collect();
    let how = match (book.by_row, terms.is_empty()) {
        (true, _) => "rows",
        (false, true) => "unknown",
        (false, false) => "sum",
    };
    let filter = name.clone().unwrap_or_else(|| work.pack.terms.ko("payout_state", "paid").to_owned());
    let mut draft = Draft::new(pattern, id, how)
        .arg("filter", &*filter)
        .arg("terms", work.joined(&terms))
        .origins(&book.origins(
            if counted.is_empty() { items } else { &counted },
            |item| item.count.origin(item),
            &filter,
        ))
        .sum_of(digits)
        .value(value.map(Value::Count));
    if let Some(name) = name {
        draft = draft.name(name);
    }
    work.add(draft);
}

fn total(work: &mut Builder<'_>, book: &PayoutBook<'_>, money: &[&PayoutItem<'_>]) {
    let id = "payouts.total";
    let (sum, digits) = item::amount(money);
    if sum == item::PayoutSum::TooLarge {
        work.overflow(id, money.first().map(|item| item.amount.origin()));
    }
    // Statistics without a row in money leave it unknown; rows without one say that nothing was paid in money.
    let value = sum.value().filter(|_| book.by_row || !money.is_empty());
    let how = match (book.by_row, money.is_empty()) {
        (true, _) => "rows",
        (false, true) => "unknown",
        (false, false) => "sum",
    };
    let all: Vec<&PayoutItem<'_>> = book.items.iter().collect();
    let draft = Draft::new("payouts.total", id, how)
        .arg("count", work.text(&Value::Count(money.len() as u64), Certainty::Exact, &work.unit("payouts.count")))
        .arg("terms", terms(work, money))
        .origins(&book.origins(
            if money.is_empty() { &all } else { money },
            |item| item.amount.origin(),
            &work.phrase("money"),
        ))
        .sum_of(digits)
        .value(value.map(Value::Won));
    work.add(draft);
}

/// Amounts side by side with what they were paid to; only statistics are few enough to be listed.
fn terms(work: &Builder<'_>, items: &[&PayoutItem<'_>]) -> String {
    let texts: Vec<String> = items
        .iter()
        .map(|item| {
            let amount = work.field_text(item.amount, "", |amount| quantity(amount, item.unit));
            format!("{} {amount}", item.target.unwrap_or_default())
        })
        .collect();
    work.joined(&texts)
}

/// The mean of payouts in money. A count that also holds payouts in other forms has no mean in won.
fn mean(work: &mut Builder<'_>, paid: &[&PayoutItem<'_>]) {
    let (Some(total), Some(count)) = (work.figures.get("payouts.total"), work.figures.get("payouts.count")) else {
        return;
    };
    let (Some(Value::Won(won)), Some(Value::Count(number))) = (&total.value, &count.value) else { return };
    let same_payouts = paid.iter().all(|item| item.is_money() == item.count.is_given());
    if !same_payouts || *number == 0 {
        return;
    }
    let digits = Digits::default().and(*won, total.certainty).and(*number, count.certainty);
    let draft = Draft::new("payouts.mean", "payouts.mean", divided(digits))
        .arg("total", work.shown("payouts.total"))
        .arg("count", work.shown("payouts.count"))
        .ratio_of(digits)
        .input("payouts.total")
        .input("payouts.count")
        .value(sums::mean_won(*won, *number).map(Value::Won));
    work.add(draft);
}

/// How a mean is worded: of exact values it is rounded to whole won, of estimates to their digits.
fn divided(digits: Digits) -> &'static str {
    match digits.certainty() {
        Certainty::Exact => "divided",
        Certainty::Estimate => "about",
    }
}

/// Money, and what else carries a won value with its basis.
fn valued(work: &mut Builder<'_>, book: &PayoutBook<'_>, paid: &[&PayoutItem<'_>], money: &[&PayoutItem<'_>]) {
    let valued: Vec<&PayoutItem<'_>> =
        paid.iter().filter(|item| !item.is_money() && item.is_valued()).copied().collect();
    if valued.is_empty() {
        return;
    }
    let (money_sum, of_money) = item::amount(money);
    let known = valued.iter().filter_map(|item| item.value.known());
    let of_values = known.fold(Digits::default(), |all, fact| all.and(fact.value, fact.certainty));
    let values = sums::sum(valued.iter().filter_map(|item| item.value.value().copied()));
    let total = if money.is_empty() { Some(Decimal::ZERO) } else { money_sum.value() };
    let sum = total.zip(values).and_then(|(a, b)| a.checked_add(b));
    let mut bases: Vec<&str> = valued.iter().filter_map(|item| item.value_basis).collect();
    bases.sort_unstable();
    bases.dedup();
    let text = values
        .map(|values| work.text(&Value::Won(of_values.of_sum(values)), of_values.certainty(), ""))
        .unwrap_or_default();
    let draft = Draft::new("payouts.valued_total", "payouts.valued_total", "sum")
        .arg("money", work.shown("payouts.total"))
        .arg("values", text)
        .arg("basis", bases.join(&work.phrase("list")))
        .origins(&book.origins(&valued, |item| item.value.origin(), &work.column("payout", "value")))
        .input("payouts.total")
        .sum_of(of_money.join(of_values));
    work.add(draft.value(sum.map(Value::Won)));
}

fn groups<'a>(
    work: &mut Builder<'_>,
    book: &PayoutBook<'a>,
    paid: &[&PayoutItem<'a>],
    family: &'static str,
    of: fn(&PayoutItem<'a>) -> Option<&'a str>,
) {
    let mut by: BTreeMap<&str, Vec<&PayoutItem<'a>>> = BTreeMap::new();
    for item in paid {
        if let Some(code) = of(item) {
            by.entry(code).or_default().push(item);
        }
    }
    for (code, items) in by {
        let list = if family == "by_form" { "payout_form" } else { family.trim_start_matches("by_") };
        let name = work.pack.terms.ko(list, code).to_owned();
        let stem = format!("payouts.{family}.{}", slug(code));
        count(work, book, &items, "payouts.by_*.*", stem.clone(), Some(name.clone()));
        amounts(work, book, &items, &stem, &name);
    }
}

/// Amounts of a group, each unit for itself: won, credits and days have no sum.
fn amounts<'a>(work: &mut Builder<'_>, book: &PayoutBook<'a>, items: &[&PayoutItem<'a>], stem: &str, name: &str) {
    let mut by_unit: BTreeMap<&str, Vec<&PayoutItem<'a>>> = BTreeMap::new();
    for item in items.iter().filter(|item| book.by_row || item.amount.known().is_some() || item.amount.is_pending()) {
        by_unit.entry(item.unit).or_default().push(item);
    }
    let is_only = by_unit.len() == 1;
    for (unit, items) in by_unit {
        let (pattern, id) = if is_only {
            ("payouts.by_*.*.amount", format!("{stem}.amount"))
        } else {
            ("payouts.by_*.*.amount.*", format!("{stem}.amount.{unit}"))
        };
        let (sum, digits) = item::amount(&items);
        if sum == item::PayoutSum::TooLarge {
            work.overflow(&id, items.first().map(|item| item.amount.origin()));
        }
        let draft = Draft::new(pattern, id, if book.by_row { "rows" } else { "sum" })
            .name(name)
            .arg("unit", work.pack.terms.ko("unit", unit))
            .arg("count", work.text(&Value::Count(items.len() as u64), Certainty::Exact, &work.unit("payouts.count")))
            .arg("terms", if book.by_row { String::new() } else { terms(work, &items) })
            .origins(&book.origins(&items, |item| item.amount.origin(), name))
            .sum_of(digits)
            .value(sum.value().map(|amount| quantity(amount, unit)));
        work.add(draft);
    }
}

fn by_state(work: &mut Builder<'_>, book: &PayoutBook<'_>) {
    let mut by: BTreeMap<&str, Vec<&PayoutItem<'_>>> = BTreeMap::new();
    for item in &book.items {
        by.entry(item.state).or_default().push(item);
    }
    for (state, items) in by {
        if book.by_row || items.iter().any(|item| item.count.is_given()) {
            let name = work.pack.terms.ko("payout_state", state).to_owned();
            count(work, book, &items, "payouts.by_*.*", format!("payouts.by_state.{state}"), Some(name));
        }
    }
}
