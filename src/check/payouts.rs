//! Rows of payout statistics held against one another: which stand, which are parts of one whole and do not overlap, and how
//! far apart two values may be before they contradict each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::time::AsOf;
use rust_decimal::Decimal;

use super::{CheckInput, say};
use crate::dossier::{Dossier, PayoutCount, Series, divided, series};
use crate::finding::{Arg, Severity};
use crate::origin::Origin;
use crate::value::{Certainty, Fact, Field, spread};

/// A number of a row: the column, the cell, and all that it may stand for.
#[derive(Debug, Clone)]
pub(super) struct Stated {
    pub field: &'static str,
    pub origin: Origin,
    pub value: Decimal,
    pub certainty: Certainty,
    pub from: Decimal,
    pub to: Decimal,
}

impl Stated {
    pub(super) fn of(field: &'static str, fact: &Fact<Decimal>) -> Self {
        let Fact { value, certainty, origin } = fact;
        let (from, to) = spread(*value, *certainty);
        Self { field, origin: origin.clone(), value: *value, certainty: *certainty, from, to }
    }

    /// As a finding quotes it: an estimate as one.
    pub(super) fn said(&self, subject: &CheckInput<'_>, unit: &str) -> Arg {
        let plain = match self.field {
            "amount" => say::amount(subject, self.value, unit),
            "value" => say::won(self.value),
            _ => say::both(format!("{}건", crate::korean::grouped(&self.value)), crate::korean::grouped(&self.value)),
        };
        match self.certainty {
            Certainty::Exact => plain,
            Certainty::Estimate => say::filled("약 {n}", "about {n}", &[("n", &plain)]),
        }
    }
}

/// The numbers that can be parts of one another, the money first.
pub(super) const NUMBERS: [&str; 5] = ["amount", "value", "paid", "accepted", "applied"];

/// A number of a row, when it is known.
pub(super) fn stated(row: &PayoutCount, field: &'static str) -> Option<Stated> {
    let count = |field: &Field<u64>| field.and_then(|count| Some(Decimal::from(*count)));
    let field_of = match field {
        "amount" => row.amount.clone(),
        "value" => row.value.clone(),
        "applied" => count(&row.applied),
        "accepted" => count(&row.accepted),
        _ => count(&row.paid),
    };
    Some(Stated::of(field, field_of.known()?))
}

/// How many payouts a row is about, by its state.
pub(super) fn counted(row: &PayoutCount) -> Option<Stated> {
    match row.state.value().map(String::as_str) {
        Some("decided") => stated(row, "accepted"),
        Some("open" | "rejected") => stated(row, "applied"),
        _ => stated(row, "paid"),
    }
}

/// The unit of a row's amount; won where the cell is blank.
pub(super) fn unit(row: &PayoutCount) -> &str {
    row.unit.value().map_or("won", String::as_str)
}

/// Whether a row is the filer's own to correct.
pub(super) fn is_own(row: &PayoutCount) -> bool {
    row.basis.value().is_none_or(|basis| basis == "own")
}

/// Own values are errors to correct; where all are published it is for the reader to know.
pub(super) fn severity<'r>(rows: impl IntoIterator<Item = &'r PayoutCount>) -> Severity {
    super::rule::severity_of(rows.into_iter().any(is_own))
}

/// Where a published value comes from, to stand behind it: ` (공표값, 출처 [C10])`; nothing behind an own value.
pub(super) fn source(row: &PayoutCount) -> Arg {
    if is_own(row) {
        return Arg::Plain(String::new());
    }
    match row.record.text("source").value().map(|source| crate::mapping::quoted(source)) {
        Some(source) => say::both(format!(" (공표값, 출처 {source})"), format!(" (published, source {source})")),
        None => say::both(" (공표값)", " (published)"),
    }
}

/// The rows that no other row replaces.
pub(super) fn standing(dossier: &Dossier) -> Vec<&PayoutCount> {
    let replaced: BTreeSet<&String> = dossier.payout_counts.iter().filter_map(|row| row.supersedes.value()).collect();
    let stands = |row: &&PayoutCount| row.id.value().is_none_or(|id| !replaced.contains(id));
    dossier.payout_counts.iter().filter(stands).collect()
}

/// Of rows that state the same thing of the same state, those of the last day.
pub(super) fn latest<'a>(rows: &[&'a PayoutCount]) -> Vec<&'a PayoutCount> {
    let key = |row: &'a PayoutCount| (series(row), row.state.value());
    let mut last: BTreeMap<(Series<'a>, Option<&String>), Option<&AsOf>> = BTreeMap::new();
    for row in rows {
        let found = last.entry(key(row)).or_default();
        *found = row.as_of.value().max(*found);
    }
    rows.iter().filter(|row| last.get(&key(row)) == Some(&row.as_of.value())).copied().collect()
}

/// Rows that together divide one whole: no payout stands in two of them.
#[derive(Debug)]
pub(super) struct Division<'a> {
    pub whole: &'a PayoutCount,
    pub parts: Vec<&'a PayoutCount>,
    /// All are of the day of the whole.
    pub is_of_one_day: bool,
}

/// Every way in which the rows of a case divide a whole: by form, by target, by state.
pub(super) fn divisions(dossier: &Dossier) -> Vec<Division<'_>> {
    let rows = standing(dossier);
    let mut parts: BTreeMap<&String, Vec<&PayoutCount>> = BTreeMap::new();
    for row in &rows {
        if let Some(id) = row.partial.value().filter(|id| row.id.value() != Some(id)) {
            parts.entry(id).or_default().push(row);
        }
    }
    let mut found = Vec::new();
    for whole in rows {
        let Some(of) = whole.id.value().and_then(|id| parts.get(id)) else { continue };
        let of: Vec<&PayoutCount> = of.iter().copied().filter(|part| is_comparable(whole, part)).collect();
        for parts in divided(whole, &latest(&of)) {
            let is_of_one_day = parts.iter().all(|part| part.as_of.value() == whole.as_of.value());
            found.push(Division { whole, parts, is_of_one_day });
        }
    }
    found
}

/// Whether a part is of a day and a state that the whole can hold: what was announced is no part of what was paid, and of a
/// later day the whole may have grown.
fn is_comparable(whole: &PayoutCount, part: &PayoutCount) -> bool {
    let [of_whole, of_part] = [whole, part].map(|row| row.state.value().map_or("", String::as_str));
    let fits = of_whole == of_part || !(matches!(of_whole, "paid" | "rejected") || of_part == "announced");
    fits && part.as_of.value() <= whole.as_of.value()
}
