//! What a filer says of a case from stage to stage: each value as stated, and whether it grew.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::gather::number;
use super::{FilingRow, StatedValue};
use crate::pack::ReviewMeasure;

/// A measure over the stages of one case.
#[derive(Debug, Clone)]
pub struct Trend<'a> {
    pub filer: &'a str,
    pub incident: &'a str,
    pub measure: &'a ReviewMeasure,
    /// Stage and value of each filing by its time; none where it states nothing.
    pub stages: Vec<(&'a str, Option<&'a StatedValue>)>,
    /// From the filing before to the last.
    pub change: TrendChange,
}

/// What became of a value between the last two filings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrendChange {
    Same,
    Grew,
    Shrank,
    /// It is said in another way and cannot be compared: bounded, or of another kind.
    Differs,
    /// The filing before did not state it.
    New,
    /// The last filing states it no more.
    Gone,
}

impl TrendChange {
    /// The word of the JSON contract.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Grew => "grew",
            Self::Shrank => "shrank",
            Self::Differs => "differs",
            Self::New => "new",
            Self::Gone => "gone",
        }
    }
}

/// The measures of every case of which several stages were received, those that any of them states.
#[must_use]
pub fn trends<'a>(rows: &'a [FilingRow], measures: &'a [ReviewMeasure]) -> Vec<Trend<'a>> {
    let mut cases: BTreeMap<(&str, &str), Vec<&FilingRow>> = BTreeMap::new();
    for row in rows {
        cases.entry((&row.filer, &row.case)).or_default().push(row);
    }
    let mut found = Vec::new();
    for mut stages in cases.into_values().filter(|stages| stages.len() > 1) {
        stages.sort_by_key(|row| row.order());
        let [.., before, last] = stages[..] else { continue };
        for measure in measures {
            let of = |row: &'a FilingRow| row.values.get(&measure.id);
            if stages.iter().all(|row| of(row).is_none()) {
                continue;
            }
            found.push(Trend {
                filer: &last.filer,
                incident: &last.incident,
                measure,
                stages: stages.iter().map(|row| (row.stage.as_str(), of(row))).collect(),
                change: change(of(before), of(last)),
            });
        }
    }
    found
}

fn change(before: Option<&StatedValue>, last: Option<&StatedValue>) -> TrendChange {
    let (before, last) = match (before, last) {
        (None, None) => return TrendChange::Same,
        (None, Some(_)) => return TrendChange::New,
        (Some(_), None) => return TrendChange::Gone,
        (Some(before), Some(last)) => (before, last),
    };
    if before.text == last.text {
        return TrendChange::Same;
    }
    let is_number = |stated: &StatedValue| number(stated).is_finite();
    if before.kind != last.kind || !is_number(before) || !is_number(last) {
        return TrendChange::Differs;
    }
    match number(last).total_cmp(&number(before)) {
        Ordering::Less => TrendChange::Shrank,
        Ordering::Greater => TrendChange::Grew,
        // One of them is an estimate.
        Ordering::Equal => TrendChange::Differs,
    }
}
