//! Why a value was restated (정정 사유): what the row of statistics says that the value was read from.

use std::collections::{BTreeSet, VecDeque};

use super::fill::Material;
use super::model::Source;
use super::suppression::Small;
use crate::dossier::{Dossier, Record};
use crate::figures::{Figure, Figures};

/// Sheets whose rows say why they restate another.
pub(super) const SHEETS: [&str; 2] = ["claim_count", "payout_count"];
/// The sheet that says what no cell decides.
const JUDGEMENT: &str = "judgement";
/// The column that says so.
pub(super) const REASON: &str = "reason";

/// Part of the ids of differences between publications: they are no values that were restated.
const RESTATED: &str = ".restated";

/// Puts the reason to every note of a figure whose row gives one.
pub(super) fn note(sources: &mut [Source], material: Material<'_>, small: &Small) {
    let Material { dossier, figures, .. } = material;
    let reasoned: Vec<&Record> = rows(dossier).filter(|row| row.text(REASON).value().is_some()).collect();
    if reasoned.is_empty() {
        return;
    }
    for source in sources {
        // Words that tell of few people are not repeated either.
        let figure = figures.get(&source.id).filter(|figure| !small.tells(figure) && !figure.id.contains(RESTATED));
        let row = figure.and_then(|figure| behind(figures, figure, &reasoned));
        source.reason = row.and_then(|row| row.text(REASON).value().cloned());
    }
}

/// Rows of the sheets of statistics.
pub(super) fn rows(dossier: &Dossier) -> impl Iterator<Item = &Record> {
    SHEETS.iter().flat_map(|sheet| dossier.sheet(sheet))
}

/// What somebody says of a change that no cell explains: the row of 판단 that asks for the value by its id.
#[must_use]
pub fn judgement_of<'a>(dossier: &'a Dossier, id: &str) -> Option<&'a Record> {
    let asks = |row: &&Record| row.text("question").value().is_some_and(|question| question.trim() == id);
    dossier.sheet(JUDGEMENT).iter().filter(|row| row.text(REASON).value().is_some()).find(asks)
}

/// The row of statistics that a figure was read from, not by way of another figure.
#[must_use]
pub fn statistic_of<'a>(dossier: &'a Dossier, figure: &Figure) -> Option<&'a Record> {
    rows(dossier).filter(|row| figure.origins.iter().any(|origin| row.origin.holds(origin))).last()
}

/// The one of `rows` that a figure was read from, or that the nearest figure below it was read from.
pub(super) fn behind<'r>(figures: &Figures, figure: &Figure, rows: &[&'r Record]) -> Option<&'r Record> {
    let mut seen = BTreeSet::new();
    let mut open = VecDeque::from([figure]);
    while let Some(figure) = open.pop_front() {
        if !seen.insert(figure.id.as_str()) {
            continue;
        }
        let holds = |row: &&&Record| figure.origins.iter().any(|origin| row.origin.holds(origin));
        if let Some(row) = rows.iter().rev().find(holds) {
            return Some(row);
        }
        open.extend(figure.inputs.iter().filter_map(|id| figures.get(id)));
    }
    None
}
