//! Rows of payout statistics held against one another: which stand, which are parts of one whole and do not overlap, and how
//! far apart two values may be before they contradict each other.

use rust_decimal::Decimal;

use super::{Subject, say};
use crate::dossier::{Dossier, PayoutCount, Record};
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
    pub(super) fn said(&self, subject: &Subject<'_>, unit: &str) -> Arg {
        let plain = match self.field {
            "amount" => say::amount(subject, self.value, unit),
            "value" => say::won(self.value),
            _ => say::both(format!("{}건", crate::korean::grouped(&self.value)), crate::korean::grouped(&self.value)),
        };
        match self.certainty {
            Certainty::Exact => plain,
            Certainty::Estimate => say::filled("약 {n}", "about {n}", [("n", plain)]),
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

/// Whether no other row replaces it.
pub(super) fn stands(dossier: &Dossier, row: &PayoutCount) -> bool {
    let id = row.id.value();
    id.is_none_or(|id| !dossier.payout_counts.iter().any(|other| other.supersedes.value() == Some(id)))
}

/// By these columns two rows are statistics of one thing.
const SERIES: [&str; 7] = ["standard", "target", "claimant", "character", "form", "scope", "unit"];

/// Whether two rows state the same thing, their states and days aside.
pub(super) fn same_series(a: &PayoutCount, b: &PayoutCount) -> bool {
    SERIES.iter().all(|field| same(&a.record, &b.record, field))
}

fn same(a: &Record, b: &Record, field: &str) -> bool {
    // A unit that is not written is won.
    let plain = |record: &Record| match record.get(field).value() {
        Some(value) => value.plain(),
        None if field == "unit" => Some("won".to_owned()),
        None => None,
    };
    plain(a) == plain(b)
}

/// Rows that together divide one whole: no payout stands in two of them.
#[derive(Debug)]
pub(super) struct Division<'a> {
    pub whole: &'a PayoutCount,
    pub parts: Vec<&'a PayoutCount>,
    /// Every row that says it is a part of the whole, of its own day, is in it.
    pub is_alone: bool,
}

/// Every way in which the rows of a case divide a whole: by form, by target, by state.
pub(super) fn divisions(dossier: &Dossier) -> Vec<Division<'_>> {
    let rows: Vec<&PayoutCount> = dossier.payout_counts.iter().filter(|row| stands(dossier, row)).collect();
    let mut found = Vec::new();
    for whole in &rows {
        let Some(id) = whole.id.value() else { continue };
        let of = rows.iter().filter(|row| row.partial.value() == Some(id) && row.id.value() != Some(id));
        let parts: Vec<&PayoutCount> = of.copied().filter(|part| is_comparable(whole, part)).collect();
        let mut groups: Vec<Vec<&PayoutCount>> = Vec::new();
        for part in latest(&parts) {
            match groups.iter_mut().find(|group| group.iter().all(|other| are_apart(whole, part, other))) {
                Some(group) => group.push(part),
                None => groups.push(vec![part]),
            }
        }
        for parts in groups {
            let is_alone = parts.iter().all(|part| part.as_of.value() == whole.as_of.value());
            found.push(Division { whole, parts, is_alone });
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

/// Of rows that differ in their day alone, the last.
fn latest<'a>(rows: &[&'a PayoutCount]) -> Vec<&'a PayoutCount> {
    let is_later = |a: &PayoutCount, b: &PayoutCount| {
        same_series(a, b) && a.state.value() == b.state.value() && a.as_of.value() > b.as_of.value()
    };
    rows.iter().filter(|row| !rows.iter().any(|other| is_later(other, row))).copied().collect()
}

/// Whether no payout can stand in both: they differ in a form, target, claimant or standard that is not the whole's own, or,
/// where nothing of that tells them apart, in their state or scope.
fn are_apart(whole: &PayoutCount, a: &PayoutCount, b: &PayoutCount) -> bool {
    let differs = |field: &str| {
        let [of_a, of_b, of_whole] =
            [a, b, whole].map(|row| row.record.get(field).value().and_then(crate::value::Value::plain));
        let is_all = |value: &Option<String>| match value.as_deref() {
            None => true,
            Some(value) => (field == "form" && value == "mixed") || (field == "target" && Some(value) == of_whole.as_deref()),
        };
        (of_a != of_b).then_some(!is_all(&of_a) && !is_all(&of_b))
    };
    let told = ["form", "target", "claimant", "standard"].map(differs);
    told.contains(&Some(true))
        || (told.iter().all(Option::is_none) && ["state", "scope", "character"].map(differs).contains(&Some(true)))
}
