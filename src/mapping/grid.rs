//! The first rows of a sheet as a grid, with merged cells filled in: what stands above each column, level by level.
//!
//! Merges that the file does not state (text files, or a look without merging) are inferred for headers alone: a name
//! with blank cells to its right, below which further names stand, is the name of the group.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::header::field_of;
use super::names::{normalise, unmarked};
use super::unit::HeaderUnit;
use crate::origin::Range;
use crate::pack::SheetSchema;
use crate::source::{CellValue, Row};

/// The first rows of a sheet.
#[derive(Debug, Default)]
pub(super) struct Grid {
    pub rows: Vec<Row<'static>>,
    /// The merges over each row.
    merges: BTreeMap<u32, Vec<Range>>,
    /// The texts of each row in one spelling, for a first look.
    words: Vec<Vec<String>>,
    /// Texts that were spelt before: every kind of table asks for the same ones, at every depth.
    spelt: RefCell<HashMap<String, Rc<Spelt>>>,
}

/// A text in one spelling, and taken apart where it ends in a unit: the name without it, that in one spelling, the unit.
#[derive(Debug)]
pub(super) struct Spelt {
    pub whole: String,
    /// Without footnote marks, where it has some.
    pub unmarked: Option<String>,
    pub bare: Option<(String, String, HeaderUnit)>,
}

/// What stands above each column, from the group down; a level that says the same again is left out.
pub(super) type Levels = BTreeMap<u32, Vec<String>>;

impl Grid {
    pub(super) fn new(rows: Vec<Row<'static>>, merges: &[Range]) -> Self {
        let last = rows.last().map_or(0, |row| row.number);
        let mut of_row: BTreeMap<u32, Vec<Range>> = BTreeMap::new();
        for merge in merges.iter().filter(|merge| merge.first.row <= last) {
            for row in merge.first.row..=merge.last.row.min(last) {
                let over = of_row.entry(row).or_default();
                if over.len() < MERGES {
                    over.push(*merge);
                }
            }
        }
        let words = rows.iter().map(words).collect();
        Self { rows, merges: of_row, words, spelt: RefCell::default() }
    }

    /// A text in one spelling.
    pub(super) fn spelt(&self, text: &str) -> Rc<Spelt> {
        if let Some(known) = self.spelt.borrow().get(text) {
            return Rc::clone(known);
        }
        let plain = unmarked(text);
        let split = HeaderUnit::split(text).or_else(|| plain.and_then(HeaderUnit::split));
        // A mark may stand before the unit as well as behind it.
        let bare = split.map(|(bare, unit)| {
            let bare = unmarked(bare).unwrap_or(bare);
            (bare.trim().to_owned(), normalise(bare), unit)
        });
        let spelt = Rc::new(Spelt { whole: normalise(text), unmarked: plain.map(normalise), bare });
        if text.len() <= LONGEST {
            self.spelt.borrow_mut().insert(text.to_owned(), Rc::clone(&spelt));
        }
        spelt
    }

    /// Whether a row or one of the two below it names something that `knows` knows.
    pub(super) fn hints(&self, number: u32, knows: impl Fn(&str) -> bool) -> bool {
        let Ok(at) = self.rows.binary_search_by_key(&number, |row| row.number) else { return false };
        let near = self.rows[at..].iter().zip(&self.words[at..]).take_while(|(row, _)| row.number <= number + 2);
        near.flat_map(|(_, words)| words).any(|word| knows(word))
    }

    pub(super) fn row(&self, number: u32) -> Option<&Row<'static>> {
        self.rows.binary_search_by_key(&number, |row| row.number).ok().map(|at| &self.rows[at])
    }

    /// Where the names of a table's columns stand below one another, as they do in a table on its side: the first of them.
    pub(super) fn side(&self, schema: &SheetSchema) -> Option<(u32, u32)> {
        const FEWEST: usize = 3;
        const COLUMNS: u32 = 8;
        let named = |col: u32| {
            let cells = self.rows.iter().filter_map(move |row| Some((row.number, row.get(col)?)));
            let fields = cells.filter_map(|(row, cell)| match cell {
                CellValue::Text(text) => field_of(schema, text).map(|field| (row, field)),
                _ => None,
            });
            let fields: Vec<(u32, usize)> = fields.collect();
            let different: std::collections::BTreeSet<usize> = fields.iter().map(|(_, field)| *field).collect();
            (different.len() >= FEWEST).then(|| (fields[0].0, col))
        };
        (1..=COLUMNS).find_map(named)
    }

    /// Whether a row holds texts and nothing else, as a header does.
    pub(super) fn is_text(&self, number: u32) -> bool {
        self.row(number).is_some_and(|row| row.cells.iter().all(|cell| matches!(cell.value, CellValue::Text(_))))
    }

    /// Whether all that a row shows is one text: a title, or a note.
    pub(super) fn is_title(&self, number: u32) -> bool {
        self.row(number).is_some_and(|row| row.cells.len() == 1)
    }

    /// What the rows from `first` to `last` say above each column.
    pub(super) fn levels(&self, first: u32, last: u32) -> Levels {
        let lines: Vec<BTreeMap<u32, String>> = (first..=last).map(|row| self.line(row, first)).collect();
        let mut levels = Levels::new();
        for (at, line) in lines.iter().enumerate() {
            let below = |col: u32| lines[at + 1..].iter().any(|line| line.contains_key(&col));
            for col in lines.iter().flat_map(BTreeMap::keys).copied().collect::<std::collections::BTreeSet<_>>() {
                let group = || self.group(line, first + u32::try_from(at).unwrap_or(0), col, &below);
                let Some(text) = line.get(&col).cloned().or_else(group) else { continue };
                let said = levels.entry(col).or_default();
                if said.last() != Some(&text) {
                    said.push(text);
                }
            }
        }
        levels
    }

    /// The texts of a row by column, those of merges that begin at row `first` or later filled in.
    fn line(&self, number: u32, first: u32) -> BTreeMap<u32, String> {
        let shown = |row: u32, col: u32| self.row(row).and_then(|row| row.get(col)).map(CellValue::display);
        let own = self.row(number).into_iter().flat_map(|row| &row.cells);
        let mut line: BTreeMap<u32, String> = own.map(|cell| (cell.col, tidy(&cell.value.display()))).collect();
        let over = self.merges.get(&number).into_iter().flatten();
        for merge in over.filter(|merge| merge.first.row >= first) {
            if let Some(text) = shown(merge.first.row, merge.first.col) {
                for col in merge.first.col..=merge.last.col.min(merge.first.col + WIDEST) {
                    line.entry(col).or_insert_with(|| tidy(&text));
                }
            }
        }
        line
    }

    /// The group that a blank cell belongs to: the nearest name on its left, where names stand below both.
    fn group(&self, line: &BTreeMap<u32, String>, row: u32, col: u32, below: &impl Fn(u32) -> bool) -> Option<String> {
        let (from, text) = line.range(..col).next_back()?;
        let is_run = (*from..=col).all(below);
        let mut over = self.merges.get(&row).into_iter().flatten();
        let is_merged = over.any(|merge| (merge.first.col..=merge.last.col).contains(from));
        (is_run && !is_merged).then(|| text.clone())
    }
}

/// Bytes of a text that is kept in one spelling: names are short.
const LONGEST: usize = 256;
/// Columns that a merge is followed over.
const WIDEST: u32 = 512;
/// Merges over one row that are looked at: more make no header.
const MERGES: usize = 256;

fn words(row: &Row<'_>) -> Vec<String> {
    let texts = row.cells.iter().filter_map(|cell| match &cell.value {
        CellValue::Text(text) => {
            let plain = unmarked(text).unwrap_or(text);
            let bare = HeaderUnit::split(plain).map_or(plain, |(bare, _)| bare);
            Some(unmarked(bare).unwrap_or(bare))
        }
        _ => None,
    });
    texts.map(normalise).collect()
}

fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::Address;
    use crate::source::Cell;

    fn rows(lines: &[&str]) -> Vec<Row<'static>> {
        let row = |(number, line): (u32, &&str)| {
            let cells = (1..).zip(line.split('|').map(str::trim)).filter(|(_, text)| !text.is_empty());
            let cell = |(col, text): (u32, &str)| Cell { col, value: CellValue::Text(text.to_owned().into()) };
            Row { number, cells: cells.map(cell).collect(), struck: Vec::new() }
        };
        (1..).zip(lines).map(row).filter(|row| !row.cells.is_empty()).collect()
    }

    fn paths(grid: &Grid, first: u32, last: u32) -> Vec<String> {
        grid.levels(first, last).values().map(|levels| levels.join("/")).collect()
    }

    #[test]
    fn a_group_reaches_over_blank_cells_that_have_names_below() {
        let grid = Grid::new(rows(&["접수번호 | 피해 | | 상태", " | 유형 | 금액 |"]), &[]);
        assert_eq!(paths(&grid, 1, 2), ["접수번호", "피해/유형", "피해/금액", "상태"]);
    }

    #[test]
    fn a_merge_says_how_far_its_name_reaches() {
        let range = |row, col, last_row, last_col| Range {
            first: Address { row, col },
            last: Address { row: last_row, col: last_col },
        };
        let merges = [range(1, 1, 2, 1), range(1, 2, 1, 3)];
        let grid = Grid::new(rows(&["접수번호 | 피해", " | 유형 | 금액 | 상태"]), &merges);
        assert_eq!(paths(&grid, 1, 2), ["접수번호", "피해/유형", "피해/금액", "상태"]);
    }
}
