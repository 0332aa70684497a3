//! Rows as `mapping.toml` wants them read: rows left out, their words turned into ours, cells cut and put together.
//!
//! What is made so stands in columns beyond those of a sheet, one per field; the origin of a value stays the cell that
//! it was made from.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::names::normalise;
use crate::source::{Cell, CellValue, Row};

/// The column after the last one of a spreadsheet; the field's number is added to it.
pub(super) const BEYOND: u32 = 16_385;

/// What is done to every row of a table.
#[derive(Debug, Clone, Default)]
pub(super) struct Shape {
    filters: Vec<(u32, HashSet<String>, bool)>,
    /// Values that are made, by the column they come to stand in.
    made: Vec<(u32, Made)>,
    /// Their words to ours, by column.
    words: Vec<(u32, HashMap<String, String>)>,
}

/// How a value is made.
#[derive(Debug, Clone)]
pub(super) enum Made {
    Value(String),
    Part { from: u32, mark: String, part: usize },
    Joined { from: Vec<u32>, with: String },
}

impl Made {
    fn sources(&self) -> &[u32] {
        match self {
            Self::Value(_) => &[],
            Self::Part { from, .. } => std::slice::from_ref(from),
            Self::Joined { from, .. } => from,
        }
    }
}

impl Shape {
    pub(super) fn is_empty(&self) -> bool {
        self.filters.is_empty() && self.made.is_empty() && self.words.is_empty()
    }

    /// Whether a filter or a value that is made looks at a column of the sheet.
    pub(super) fn reads(&self, col: u32) -> bool {
        let makes = |(_, made): &(u32, Made)| made.sources().contains(&col);
        self.filters.iter().any(|(at, ..)| *at == col) || self.made.iter().any(makes)
    }

    /// The columns of the sheet that the value in a column beyond them is made of.
    pub(super) fn sources(&self, col: u32) -> Vec<u32> {
        let made = self.made.iter().filter(|(at, _)| *at == col);
        made.flat_map(|(_, made)| made.sources().iter().copied()).collect()
    }

    pub(super) fn filter(&mut self, col: u32, words: &[String], keeps: bool) {
        self.filters.push((col, words.iter().map(|word| normalise(word)).collect(), keeps));
    }

    pub(super) fn make(&mut self, col: u32, made: Made) {
        self.made.push((col, made));
    }

    pub(super) fn say<'w>(&mut self, col: u32, words: impl Iterator<Item = (&'w String, &'w String)>) {
        let words: HashMap<String, String> = words
            .flat_map(|(theirs, ours)| [(theirs.clone(), ours.clone()), (normalise(theirs), ours.clone())])
            .collect();
        if !words.is_empty() {
            self.words.push((col, words));
        }
    }

    /// Whether the words of a column decide which rows are read.
    pub(super) fn filters_by(&self, col: u32) -> bool {
        self.filters.iter().any(|(filter, ..)| *filter == col)
    }

    /// Whether a row is read.
    pub(super) fn keeps(&self, row: &Row<'_>) -> bool {
        self.filters.iter().all(|(col, words, keeps)| {
            let said = row.get(*col).is_some_and(|cell| words.contains(&normalise(&cell.display())));
            said == *keeps
        })
    }

    /// The row as it is to be read.
    pub(super) fn apply<'r>(&'r self, row: &'r Row<'_>) -> Row<'r> {
        let mut cells: Vec<Cell<'r>> =
            row.cells.iter().map(|cell| Cell { col: cell.col, value: lent(&cell.value) }).collect();
        for (col, made) in &self.made {
            let value = match made {
                Made::Value(text) => Some(Cow::Borrowed(text.as_str())),
                Made::Part { from, mark, part } => row.get(*from).and_then(|cell| cut(cell, mark, *part)),
                Made::Joined { from, with } => {
                    let parts: Vec<String> =
                        from.iter().filter_map(|col| row.get(*col)).map(CellValue::display).collect();
                    (!parts.is_empty()).then(|| Cow::Owned(parts.join(with)))
                }
            };
            cells.extend(value.map(|text| Cell { col: *col, value: CellValue::Text(text) }));
        }
        for (col, words) in &self.words {
            for cell in cells.iter_mut().filter(|cell| cell.col == *col) {
                let shown = cell.value.display();
                if let Some(ours) = words.get(&shown).or_else(|| words.get(&normalise(&shown))) {
                    cell.value = CellValue::Text(Cow::Borrowed(ours));
                }
            }
        }
        Row { number: row.number, cells, struck: row.struck.clone() }
    }
}

/// The same cell without its text.
fn lent<'r>(value: &'r CellValue<'_>) -> CellValue<'r> {
    match value {
        CellValue::Text(text) => CellValue::Text(Cow::Borrowed(text)),
        CellValue::Number { value, percent } => CellValue::Number { value: *value, percent: *percent },
        CellValue::Bool(flag) => CellValue::Bool(*flag),
        CellValue::Serial(serial) => CellValue::Serial(*serial),
        CellValue::Shown(shown) => CellValue::Shown(shown.clone()),
        CellValue::Error(error) => CellValue::Error(error),
    }
}

/// A part of a cell, counted from 1; nothing where it has fewer.
fn cut<'r>(cell: &'r CellValue<'_>, mark: &str, part: usize) -> Option<Cow<'r, str>> {
    let text = match cell {
        CellValue::Text(text) => text.split(mark).nth(part.checked_sub(1)?).map(|part| Cow::Borrowed(part.trim())),
        other => other.display().split(mark).nth(part.checked_sub(1)?).map(|part| Cow::Owned(part.trim().to_owned())),
    };
    text.filter(|text| !text.is_empty())
}
