//! One payout, or one row of payout statistics, seen the same way; and sums over them.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::super::builder::Builder;
use super::super::sums;
use crate::dossier::{Dossier, Payout, PayoutCount, divided};
use crate::origin::Origin;
use crate::time::AsOf;
use crate::value::{Certainty, Digits, Field, Value};

/// How many payouts an item stands for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Count<'a> {
    /// It is one.
    One,
    Stated(&'a Field<u64>),
}

impl<'a> Count<'a> {
    /// Whether it says anything about a count: blank says nothing, 파악 중 does.
    pub(super) fn is_given(self) -> bool {
        match self {
            Self::One => true,
            Self::Stated(field) => field.known().is_some() || field.is_pending(),
        }
    }

    pub(super) fn origin(self, item: &PayoutItem<'a>) -> &'a Origin {
        match self {
            Self::One => item.origin,
            Self::Stated(field) => field.origin(),
        }
    }

    pub(super) fn text(self, work: &Builder<'_>, unit: &str) -> String {
        match self {
            Self::One => work.text(&Value::Count(1), Certainty::Exact, unit),
            Self::Stated(field) => work.field_text(field, unit, Value::Count),
        }
    }
}

/// A payout or a row of statistics.
#[derive(Debug, Clone, Copy)]
pub(super) struct PayoutItem<'a> {
    pub(super) origin: &'a Origin,
    pub(super) count: Count<'a>,
    pub(super) amount: &'a Field<Decimal>,
    pub(super) unit: &'a str,
    pub(super) form: Option<&'a str>,
    pub(super) character: Option<&'a str>,
    pub(super) claimant: Option<&'a str>,
    pub(super) target: Option<&'a str>,
    pub(super) state: &'a str,
    pub(super) value: &'a Field<Decimal>,
    pub(super) value_basis: Option<&'a str>,
}

impl PayoutItem<'_> {
    pub(super) fn is_money(&self) -> bool {
        self.form.is_some_and(|form| is_money(form, self.unit))
    }

    /// Whether it has a won value with a stated basis.
    pub(super) fn is_valued(&self) -> bool {
        self.value.known().is_some() && self.value_basis.is_some()
    }
}

/// Whether something paid is money: cash in won.
pub(in super::super) fn is_money(form: &str, unit: &str) -> bool {
    form == "cash" && unit == "won"
}

/// A quantity of a unit as a value.
pub(in super::super) fn quantity(amount: Decimal, unit: &str) -> Value {
    if unit == "won" { Value::Won(amount) } else { Value::Amount { quantity: amount, unit: unit.to_owned() } }
}

/// The payouts of a case, or the rows of its statistics that may be added to one another.
#[derive(Debug)]
pub(super) struct PayoutBook<'a> {
    pub(super) items: Vec<PayoutItem<'a>>,
    pub(super) by_row: bool,
}

impl<'a> PayoutBook<'a> {
    pub(super) fn of_rows(dossier: &'a Dossier) -> Self {
        Self { items: dossier.payouts.iter().map(of_row).collect(), by_row: true }
    }

    /// Statistics without rows that another row replaces, holds, or repeats at a later day, and without rows of several
    /// forms at once, whose scope nothing tells apart.
    pub(super) fn of_statistics(dossier: &'a Dossier) -> Self {
        let replaced: Vec<&String> = dossier.payout_counts.iter().filter_map(|row| row.supersedes.value()).collect();
        let stands = |row: &&PayoutCount| {
            let id = row.id.value();
            id.is_none_or(|id| !replaced.contains(&id)) && row.form.value().is_some_and(|form| form != "mixed")
        };
        let standing: Vec<&PayoutCount> = dossier.payout_counts.iter().filter(stands).collect();
        let latest = latest(&standing);
        let whole = |row: &&PayoutCount| !latest.iter().any(|other| holds(dossier, other, row));
        let rows = once(dossier, latest.iter().copied().filter(whole).collect());
        Self { items: rows.into_iter().map(of_count).collect(), by_row: false }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(super) fn paid(&self) -> Vec<&PayoutItem<'a>> {
        self.items.iter().filter(|item| item.state == "paid").collect()
    }

    /// Cells of items: one range per sheet for rows, each cell for statistics.
    pub(super) fn origins(
        &self,
        items: &[&PayoutItem<'a>],
        cell: fn(&PayoutItem<'a>) -> &'a Origin,
        filter: &str,
    ) -> Vec<Origin> {
        let cells = items.iter().map(|item| cell(item));
        if self.by_row { sums::folded(cells, Some(filter)) } else { cells.cloned().collect() }
    }
}

/// Of rows that divide one whole in several ways, such as by form and by target, those of the first: they are the same payouts.
fn once<'a>(dossier: &'a Dossier, rows: Vec<&'a PayoutCount>) -> Vec<&'a PayoutCount> {
    let mut parts: BTreeMap<_, Vec<&PayoutCount>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.partial.value().is_some()) {
        parts.entry((row.partial.value(), row.state.value())).or_default().push(row);
    }
    let mut again = BTreeSet::new();
    for ((id, _), parts) in &parts {
        let whole = dossier.payout_counts.iter().find(|whole| whole.id.value() == *id);
        let divisions = whole.map(|whole| divided(whole, parts)).unwrap_or_default();
        again.extend(divisions.into_iter().skip(1).flatten().map(|row| row.record.id.as_str()));
    }
    rows.into_iter().filter(|row| !again.contains(row.record.id.as_str())).collect()
}

/// Of rows that differ in their day alone, the last.
fn latest<'a>(rows: &[&'a PayoutCount]) -> Vec<&'a PayoutCount> {
    let key = |row: &PayoutCount| {
        let texts =
            [&row.standard, &row.target, &row.claimant, &row.character, &row.form, &row.state, &row.scope, &row.unit];
        texts.map(|field| field.value().cloned())
    };
    let mut last: BTreeMap<_, Option<AsOf>> = BTreeMap::new();
    for row in rows {
        let found = last.entry(key(row)).or_default();
        *found = row.as_of.value().copied().max(*found);
    }
    rows.iter().filter(|row| last.get(&key(row)) == Some(&row.as_of.value().copied())).copied().collect()
}

/// Whether `part` is a part of `whole`, directly or through the rows between.
fn holds(dossier: &Dossier, whole: &PayoutCount, part: &PayoutCount) -> bool {
    let mut of = part.partial.value();
    // As many steps as there are rows: a circle ends there.
    for _ in &dossier.payout_counts {
        let Some(id) = of else { return false };
        if whole.id.value() == Some(id) {
            return true;
        }
        of = dossier.payout_counts.iter().find(|row| row.id.value() == Some(id)).and_then(|row| row.partial.value());
    }
    false
}

fn of_row(row: &Payout) -> PayoutItem<'_> {
    PayoutItem {
        origin: row.amount.origin(),
        count: Count::One,
        amount: &row.amount,
        unit: &row.unit,
        form: Some(&row.form),
        character: row.character.as_deref(),
        claimant: row.claimant.as_deref(),
        target: None,
        state: &row.state,
        value: &row.value,
        value_basis: row.value_basis.as_deref(),
    }
}

fn of_count(row: &PayoutCount) -> PayoutItem<'_> {
    let state = row.state.value().map_or("", String::as_str);
    PayoutItem {
        origin: &row.record.origin,
        count: Count::Stated(match state {
            "decided" => &row.accepted,
            "open" | "rejected" => &row.applied,
            _ => &row.paid,
        }),
        amount: &row.amount,
        unit: unit_of(row),
        form: row.form.value().map(String::as_str),
        character: row.character.value().map(String::as_str),
        claimant: row.claimant.value().map(String::as_str),
        target: row.target.value().map(String::as_str),
        state,
        value: &row.value,
        value_basis: row.value_basis.value().map(String::as_str),
    }
}

/// The unit of a row's amount; won where the cell is blank.
pub(super) fn unit_of(row: &PayoutCount) -> &str {
    row.unit.value().map_or("won", String::as_str)
}

/// How many payouts items stand for; nothing when one of them is 파악 중, or none gives a count.
pub(super) fn count(items: &[&PayoutItem<'_>]) -> (Option<u64>, Digits) {
    let mut sum = None;
    let mut digits = Digits::default();
    for item in items.iter().filter(|item| item.count.is_given()) {
        let count = match item.count {
            Count::One => 1,
            Count::Stated(Field::Known(fact)) => {
                digits = digits.and(fact.value, fact.certainty);
                fact.value
            }
            Count::Stated(_) => return (None, Digits::default()),
        };
        let Some(next) = sum.unwrap_or(0_u64).checked_add(count) else { return (None, digits) };
        sum = Some(next);
    }
    (sum, digits)
}

/// A sum of amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PayoutSum {
    Known(Decimal),
    /// One of them is not known.
    Unknown,
    TooLarge,
}

impl PayoutSum {
    pub(super) fn value(self) -> Option<Decimal> {
        if let Self::Known(sum) = self { Some(sum) } else { None }
    }
}

/// The sum of amounts, which the caller has chosen to be of one unit.
pub(super) fn amount(items: &[&PayoutItem<'_>]) -> (PayoutSum, Digits) {
    let known = items.iter().filter_map(|item| item.amount.known());
    let digits = known.fold(Digits::default(), |all, fact| all.and(fact.value, fact.certainty));
    let amounts: Option<Vec<Decimal>> = items.iter().map(|item| item.amount.value().copied()).collect();
    let sum = match amounts.map(sums::sum) {
        None => PayoutSum::Unknown,
        Some(None) => PayoutSum::TooLarge,
        Some(Some(sum)) => PayoutSum::Known(sum),
    };
    (sum, digits)
}
