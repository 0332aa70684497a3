//! The figures of a case without some of its cells, and those of a single row: what differs is what the cells decide.

use std::collections::{BTreeMap, BTreeSet};

use super::{Role, Sight};
use crate::dossier::{self, Dossier};
use crate::figures::{self, Figure, Figures};
use crate::law::{self, duties::Duties};
use crate::mapping::SheetReader;
use crate::origin::{Address, Origin};
use crate::pack::Pack;
use crate::source::Row;
use crate::value::{Field, Value};

/// A case that is asked of its cells. The dossier is changed while it is asked, and is afterwards what it was.
pub struct Omitted<'a> {
    pub pack: &'a Pack,
    pub dossier: &'a mut Dossier,
    pub figures: &'a Figures,
    pub duties: &'a Duties,
}

/// What a row that is folded comes to alone.
#[derive(Debug, Default)]
pub(super) struct Alone {
    /// Figures that count it, with the unit of what they count.
    pub counts: BTreeMap<String, Option<String>>,
    /// Those of them that its cells decide.
    pub decides: BTreeSet<String>,
}

impl Omitted<'_> {
    /// Figures that would be other ones without the held cells at `origins`.
    pub(super) fn without(&mut self, origins: &BTreeSet<Origin>) -> BTreeSet<String> {
        let mut records = self.dossier.records.clone();
        let mut is_held = false;
        for field in records.values_mut().flatten().flat_map(|record| &mut record.fields) {
            if !matches!(field, Field::Blank(_)) && origins.contains(field.origin()) {
                is_held = true;
                *field = Field::Blank(field.origin().clone());
            }
        }
        if !is_held {
            return BTreeSet::new();
        }
        let before = self.dossier.exchange(records);
        let other = self.computed();
        self.dossier.exchange(before);
        differing(self.figures, &other)
    }

    /// What a row of claims or payouts counts in, and what of that the cells in some columns decide.
    pub(super) fn alone(&mut self, table: usize, row: &Row<'_>, columns: &BTreeSet<u32>) -> Alone {
        let whole = self.of_row(table, row);
        let cells = row.cells.iter().filter(|cell| !columns.contains(&cell.col)).cloned().collect();
        let less = self.of_row(table, &Row { number: row.number, cells, struck: Vec::new() });
        let source = &self.dossier.tables[table].source;
        let stands_in = |figure: &&Figure| {
            figure.origins.iter().any(|origin| covers_row(origin, source, row.number)) && !is_nothing(figure)
        };
        let counts = whole.iter().filter(stands_in).map(|figure| (figure.id.clone(), unit(figure))).collect();
        Alone { counts, decides: differing(&whole, &less) }
    }

    /// The figures of a case whose folded sheets hold this row alone.
    fn of_row(&mut self, table: usize, row: &Row<'_>) -> Figures {
        let reader: &SheetReader = &self.dossier.tables[table];
        let row = reader.as_read(row);
        if reader.schema.id == "payout" {
            let alone = dossier::payout_alone(self.pack, reader, &row).into_iter().collect();
            let all = std::mem::replace(&mut self.dossier.payouts, alone);
            let figures = self.computed();
            self.dossier.payouts = all;
            return figures;
        }
        let alone = dossier::claim_alone(self.pack, self.dossier, reader, &row);
        let all = self.dossier.claims.replace(alone);
        let figures = self.computed();
        self.dossier.claims = all;
        figures
    }

    /// Every figure, as a build computes them.
    fn computed(&self) -> Figures {
        let (mut figures, _) = figures::compute(self.pack, self.dossier);
        let duties = law::duties::examine(self.pack, self.dossier, &figures, self.dossier.case.law_date);
        for figure in law::figures::figures(self.pack, self.dossier, &duties) {
            figures.add(figure);
        }
        figures
    }

    /// Positions of the tables whose rows are folded, on the sheet of `sight`.
    pub(super) fn folded(&self, sight: &Sight) -> Vec<usize> {
        let is_folded = |table: &SheetReader| table.schema.fold || table.schema.id == "payout";
        let tables = self.dossier.tables.iter().enumerate();
        tables.filter(|(_, table)| table.source == sight.target.sheet && is_folded(table)).map(|(at, _)| at).collect()
    }
}

/// Cells of `sight` that a table reads, by row: the columns that are asked of.
pub(super) fn columns_by_row(sight: &Sight, dossier: &Dossier, table: &SheetReader) -> BTreeMap<u32, BTreeSet<u32>> {
    let mut by_row: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for seen in sight.cells(dossier) {
        let is_own = seen.table.is_some_and(|found| std::ptr::eq(found, table));
        if is_own && seen.role == Role::Field {
            by_row.entry(seen.at.row).or_default().insert(seen.at.col);
        }
    }
    by_row
}

/// Whether an origin has a cell in a row.
pub(super) fn covers_row(origin: &Origin, sheet: &crate::origin::SheetRef, row: u32) -> bool {
    origin.address().is_some_and(|first| origin.covers(sheet, Address { row, col: first.col }))
}

/// Ids of the figures of `a` that `b` has otherwise or not at all.
fn differing(a: &Figures, b: &Figures) -> BTreeSet<String> {
    let same = |figure: &&Figure| {
        b.get(&figure.id).is_some_and(|other| (&other.value, other.certainty) == (&figure.value, figure.certainty))
    };
    a.iter().filter(|figure| !same(figure)).map(|figure| figure.id.clone()).collect()
}

/// A count or a sum of nothing.
fn is_nothing(figure: &Figure) -> bool {
    match &figure.value {
        None => true,
        Some(Value::Count(count)) => *count == 0,
        Some(Value::Won(sum) | Value::Share(sum) | Value::Number(sum) | Value::Amount { quantity: sum, .. }) => {
            sum.is_zero()
        }
        Some(_) => false,
    }
}

/// The unit of a sum; none for what is no sum in a unit.
pub(super) fn unit(figure: &Figure) -> Option<String> {
    match &figure.value {
        Some(Value::Won(_)) => Some("won".to_owned()),
        Some(Value::Amount { unit, .. }) => Some(unit.clone()),
        _ => None,
    }
}
