//! What small counts of payout statistics could be computed back from: the equations between the counts of the rows,
//! their sums, what is left of one after another, and the amounts that go with them.
//!
//! Which cells a figure adds up is read from its origins: how it chose them is the business of `figures`.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::prelude::ToPrimitive;

use super::suppression::{CountFamily, Families};
use crate::dossier::slug;
use crate::dossier::{Dossier, PayoutCount};
use crate::figures::{Figure, Figures};
use crate::origin::Origin;
use crate::value::{Field, Value};

/// The counts of a row, each a part of the one before.
const COUNTS: [&str; 3] = ["applied", "accepted", "paid"];
/// What goes with them.
const AMOUNTS: [&str; 2] = ["amount", "value"];

/// Cells of the sheet by their place: id of the fact and its number, as far as the choice of what to withhold needs it.
type Cells<'a> = BTreeMap<&'a Origin, (String, u64)>;

/// The equations that hold between what may be printed of payouts.
pub(super) fn families(dossier: &Dossier, figures: &Figures) -> Families {
    let fields = |names: &[&'static str]| -> Vec<(String, Field<Value>)> {
        let of_row = |row: &PayoutCount| {
            names.iter().map(|name| (row.record.fact_id(name), row.record.get(name))).collect::<Vec<_>>()
        };
        dossier.payout_counts.iter().flat_map(of_row).collect()
    };
    let (counts, amounts) = (fields(&COUNTS), fields(&AMOUNTS));
    let (counts, amounts) = (by_place(&counts), by_place(&amounts));
    let mut families = Families::new();
    for figure in figures.iter().filter(|figure| is_of_payouts(&figure.id)) {
        let is_count = matches!(figure.value, Some(Value::Count(_)));
        if is_count {
            families.entry(String::new()).or_default().add(cell(figures, &figure.id));
        }
        let cells = if is_count { &counts } else { &amounts };
        let mut terms: BTreeMap<String, u64> =
            figure.origins.iter().filter_map(|origin| cells.get(origin)).cloned().collect();
        if figure.id == "payouts.valued_total" {
            terms.extend(cell(figures, "payouts.total"));
        }
        if !terms.is_empty() && is_sum(figure) {
            families.insert(format!("terms of {}", figure.id), CountFamily::new([figure.id.clone()], terms));
        }
    }
    // A figure of one cell under the id of its row, whatever its origins are.
    for row in &dossier.payout_counts {
        let Some(id) = row.id.value().map(|id| slug(id)) else { continue };
        for field in COUNTS.iter().chain(&AMOUNTS) {
            let Some(value) = row.record.get(field).value().and_then(number) else { continue };
            let own = BTreeMap::from([(row.record.fact_id(field), value)]);
            families.insert(format!("cell of {id}.{field}"), CountFamily::new([format!("payouts.{id}.{field}")], own));
        }
    }
    families.extend(open(dossier, figures));
    families.extend(parts(&dossier.payout_counts));
    families.extend(of_standards(figures));
    families
}

fn by_place(fields: &[(String, Field<Value>)]) -> Cells<'_> {
    fields.iter().filter_map(|(id, field)| Some((field.origin(), (id.clone(), number(field.value()?)?)))).collect()
}

fn number(value: &Value) -> Option<u64> {
    match value {
        Value::Count(count) => Some(*count),
        Value::Won(amount) | Value::Amount { quantity: amount, .. } => amount.trunc().to_u64(),
        _ => None,
    }
}

fn cell(figures: &Figures, id: &str) -> Option<(String, u64)> {
    Some((id.to_owned(), figures.value(id).and_then(number)?))
}

fn is_of_payouts(id: &str) -> bool {
    id.starts_with("payouts.") || (id.starts_with("standards.") && id.contains(".paid"))
}

/// Whether a figure is the sum of the cells that it names; a mean or a rate is none.
fn is_sum(figure: &Figure) -> bool {
    let last = figure.id.rsplit('.').next().unwrap_or_default();
    !matches!(last, "mean" | "acceptance_rate" | "median" | "largest") && !figure.id.starts_with("payouts.open.")
}

/// What is left of applications after acceptance, and of those after payment.
fn open(dossier: &Dossier, figures: &Figures) -> Families {
    let mut families = Families::new();
    // What was paid is one of the states.
    if let Some(paid) = cell(figures, "payouts.by_state.paid") {
        families.insert("paid of states".to_owned(), CountFamily::new(["payouts.count".to_owned()], [paid]));
    }
    let (rejected, unpaid) = ("payouts.open.not_accepted", "payouts.open.unpaid");
    if let (Some(accepted), Some(rest)) = (cell(figures, "payouts.accepted"), cell(figures, rejected)) {
        families.insert(rejected.to_owned(), CountFamily::new(["payouts.applied".to_owned()], [accepted, rest]));
    }
    let Some(rest) = cell(figures, unpaid) else { return families };
    if dossier.payouts.is_empty() {
        let accepted = figures.get("payouts.accepted").map(|figure| figure.origins.as_slice()).unwrap_or_default();
        let rows = dossier.payout_counts.iter().filter(|row| accepted.contains(row.accepted.origin()));
        let paid = rows.filter_map(|row| Some((row.record.fact_id("paid"), *row.paid.value()?)));
        let cells = paid.chain([rest]);
        families.insert(unpaid.to_owned(), CountFamily::new(["payouts.accepted".to_owned()], cells));
    } else {
        // Row by row what was decided and not paid is a state like any other.
        families.insert(unpaid.to_owned(), CountFamily::new(["payouts.by_state.decided".to_owned()], [rest]));
    }
    families
}

/// Rows that together are another one.
fn parts(rows: &[PayoutCount]) -> Families {
    let mut families = Families::new();
    for whole in rows {
        let Some(id) = whole.id.value() else { continue };
        for field in COUNTS {
            let parts = rows.iter().filter(|row| row.partial.value() == Some(id));
            let counts: Option<BTreeMap<String, u64>> = parts
                .map(|row| Some((row.record.fact_id(field), row.record.get(field).value().and_then(number)?)))
                .collect();
            let Some(counts) = counts.filter(|counts| !counts.is_empty()) else { continue };
            // Of parts that leave something out nobody knows how much.
            if whole.record.get(field).value().and_then(number) == Some(counts.values().sum()) {
                let total = whole.record.fact_id(field);
                families.insert(format!("parts of {total}"), CountFamily::new([total], counts));
            }
        }
    }
    families
}

/// Payouts counted under each standard are all payouts, where none is without one.
fn of_standards(figures: &Figures) -> Families {
    let is_paid = |id: &str| id.split('.').next() == Some("standards") && id.rsplit('.').next() == Some("paid");
    let of = figures.iter().filter(|figure| is_paid(&figure.id));
    let cells: BTreeMap<String, u64> = of.filter_map(|figure| cell(figures, &figure.id)).collect();
    let sum: u64 = cells.values().sum();
    let is_all = cell(figures, "payouts.count").is_some_and(|(_, count)| count == sum);
    let totals = is_all.then(|| "payouts.count".to_owned());
    if cells.is_empty() {
        Families::new()
    } else {
        Families::from([("payouts of standards".to_owned(), CountFamily::new(totals, cells))])
    }
}

/// A whole and a part of it in one row, and how many are left: few of them are told by the difference.
pub(super) fn rests(rows: &[PayoutCount]) -> Vec<(String, String, u64)> {
    let mut rests = Vec::new();
    for row in rows {
        let counts = COUNTS.map(|field| row.record.get(field).value().and_then(number));
        let known: Vec<(&str, u64)> =
            COUNTS.into_iter().zip(counts).filter_map(|(field, count)| Some((field, count?))).collect();
        for pair in known.windows(2) {
            if let [(whole, all), (part, some)] = pair {
                rests.push((row.record.fact_id(whole), row.record.fact_id(part), all.saturating_sub(*some)));
            }
        }
    }
    rests
}

/// Counts of each row, and the amounts that go where one of them goes: with a mean or a rate they tell it.
pub(super) fn bonds(rows: &[PayoutCount]) -> Vec<(Vec<String>, Vec<String>)> {
    let ids = |row: &PayoutCount, fields: &[&str]| fields.iter().map(|field| row.record.fact_id(field)).collect();
    rows.iter().map(|row| (ids(row, &COUNTS), ids(row, &AMOUNTS))).collect()
}

/// Rates and means that anything hidden could be computed from.
pub(super) fn ratios(figures: &Figures, hidden: &dyn Fn(&str) -> bool) -> BTreeSet<String> {
    let ratios = figures.iter().filter(|figure| {
        let last = figure.id.rsplit('.').next().unwrap_or_default();
        figure.id.starts_with("payouts.") && matches!(last, "mean" | "acceptance_rate")
    });
    let tells = |figure: &&Figure| {
        // The rate over all rows is that of two totals, whatever is hidden below them.
        let of_totals = figure.id == "payouts.acceptance_rate" && figures.get("payouts.accepted").is_some();
        let from: Vec<&str> = if of_totals {
            vec!["payouts.applied", "payouts.accepted"]
        } else {
            figure.inputs.iter().map(String::as_str).collect()
        };
        from.into_iter().any(hidden)
    };
    ratios.filter(tells).map(|figure| figure.id.clone()).collect()
}
