//! Data cells that are merged: a sheet shows one value for several rows, and only the first of them holds it.
//!
//! The value is read in every row of the merge, with the cell that holds it as its origin. A quantity is not repeated:
//! whether it is meant for each row or for all of them together is not ours to say. What headers merge is
//! [`super::grid`]'s.

use std::collections::{BTreeMap, BTreeSet};

use super::codes;
use super::header::Columns;
use super::reader::SheetReader;
use super::report::Report;
use crate::finding::Arg;
use crate::origin::{Address, Origin, Range};
use crate::pack::{FieldType, SheetSchema};
use crate::source::{Cell, CellValue, Row};

/// How many merges of one kind are named; the rest is a count.
const NAMED: usize = 20;

/// First and last row of each merge in one column, in the order of rows.
type Runs = Vec<(u32, u32)>;

/// The merges among the records of one table.
#[derive(Debug, Default)]
pub(super) struct Merges {
    /// By column.
    down: BTreeMap<u32, Runs>,
    /// Over several columns, in the order of rows.
    across: Vec<Range>,
    /// Columns whose values belong to one row alone: quantities, and the names of the records themselves.
    single: BTreeSet<u32>,
}

impl Merges {
    /// Of all merges of the sheet those below the header that a field reads.
    pub(super) fn new(merges: &[Range], schema: &SheetSchema, columns: &Columns) -> Self {
        let mut found = Self::default();
        let reads = |col: u32| (columns.width.0..=columns.width.1).contains(&col) || columns.reads(col);
        let below = |merge: &&Range| {
            merge.first.row > columns.header_row && columns.until.is_none_or(|until| merge.first.row <= until)
        };
        for merge in merges.iter().filter(below) {
            let own = (merge.first.col..=merge.last.col).filter(|col| reads(*col));
            // Two are enough to know that it is not one.
            let own: Vec<u32> = own.take(2).collect();
            if own == [merge.first.col] && merge.last.row > merge.first.row {
                found.down.entry(merge.first.col).or_default().push((merge.first.row, merge.last.row));
            }
            if merge.last.col > merge.first.col && !own.is_empty() {
                found.across.push(*merge);
            }
        }
        found.down.values_mut().for_each(|runs| runs.sort_unstable());
        found.across.sort_by_key(|merge| (merge.first, merge.last));
        if !found.down.is_empty() {
            found.single = single(schema, columns);
        }
        found
    }

    fn is_empty(&self) -> bool {
        self.down.is_empty() && self.across.is_empty()
    }

    /// The row of the cell that holds the value which stands at `row`.
    pub(super) fn holder(&self, row: u32, col: u32) -> u32 {
        let runs = self.down.get(&col).filter(|_| !self.single.contains(&col));
        runs.and_then(|runs| run(runs, row)).map_or(row, |(first, _)| first)
    }
}

/// The run that a row is in.
fn run(runs: &Runs, row: u32) -> Option<(u32, u32)> {
    let after = runs.partition_point(|(first, _)| *first <= row);
    runs[..after].last().copied().filter(|(_, last)| row <= *last)
}

/// Columns of quantities, and of the key. A field that the mapping makes of several columns has its value beyond them.
fn single(schema: &SheetSchema, columns: &Columns) -> BTreeSet<u32> {
    let is_quantity =
        |kind: FieldType| matches!(kind, FieldType::Won | FieldType::Count | FieldType::Amount | FieldType::Share);
    let fields = schema.field.iter().enumerate().filter(|(at, field)| {
        let is_key = schema.key.as_deref() == Some(field.id.as_str()) && columns.made[*at].is_none();
        is_quantity(field.kind) || is_key
    });
    fields.filter_map(|(at, _)| columns.of_field[at]).collect()
}

/// What became of a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Filled,
    Single,
    Across,
}

/// Merges of one fate in one column.
#[derive(Debug, Default)]
struct Told {
    merges: u64,
    /// Cells below the first of each.
    cells: u64,
    /// Of those, cells with a value of their own that nobody sees.
    covered: u64,
    named: Vec<Range>,
}

/// The merges of a table as its rows stream.
#[derive(Debug)]
pub(super) struct Falling<'m> {
    merges: &'m Merges,
    /// The value that falls in a column, and the first row of its merge.
    values: BTreeMap<u32, (u32, CellValue<'static>)>,
    /// Merges over several columns that the next row may be in, and how many came before.
    open: Vec<Range>,
    passed: usize,
    /// What the row met: fate, its column, the merge, and whether a value of its own is covered.
    met: Vec<(Fate, u32, Range, bool)>,
    told: BTreeMap<(Fate, u32), Told>,
}

impl<'m> Falling<'m> {
    pub(super) fn new(merges: &'m Merges) -> Self {
        let (values, told) = (BTreeMap::new(), BTreeMap::new());
        Self { merges, values, open: Vec::new(), passed: 0, met: Vec::new(), told }
    }

    /// The row with the values of merges that begin above it; nothing where it is complete as it stands.
    pub(super) fn fill(&mut self, row: &Row<'_>) -> Option<Row<'static>> {
        if self.merges.is_empty() {
            return None;
        }
        self.met.clear();
        self.cross(row.number);
        let mut filled: Option<Row<'static>> = None;
        for (col, runs) in &self.merges.down {
            let Some((first, last)) = run(runs, row.number) else { continue };
            let own = row.get(*col);
            if row.number == first {
                if let Some(value) = own {
                    self.values.insert(*col, (first, value.to_owned()));
                }
                continue;
            }
            let range = Range { first: Address { row: first, col: *col }, last: Address { row: last, col: *col } };
            if self.merges.single.contains(col) {
                self.met.push((Fate::Single, *col, range, own.is_some()));
                continue;
            }
            let value = self.values.get(col).filter(|(of, _)| *of == first).map(|(_, value)| value);
            // What a merge covers is seen by nobody: the cell that shows counts, an empty one too.
            let covered = own.is_some() && own != value;
            if value.is_some() || covered {
                self.met.push((Fate::Filled, *col, range, covered));
            }
            if own != value {
                put(filled.get_or_insert_with(|| row.to_owned()), *col, value.cloned());
            }
        }
        filled
    }

    /// Merges over several columns that a row is in.
    fn cross(&mut self, row: u32) {
        self.open.retain(|merge| merge.last.row >= row);
        let coming = self.merges.across[self.passed..].iter().take_while(|merge| merge.first.row <= row);
        let before = self.open.len();
        self.open.extend(coming);
        self.passed += self.open.len() - before;
        self.open.retain(|merge| merge.last.row >= row);
        let met = self.open.iter().map(|merge| (Fate::Across, merge.first.col, *merge, false));
        self.met.extend(met);
    }

    /// The row was a record: what it met counts.
    pub(super) fn count(&mut self) {
        for (fate, col, range, covered) in self.met.drain(..) {
            let told = self.told.entry((fate, col)).or_default();
            told.cells += 1;
            told.covered += u64::from(covered);
            // Rows come in order, and the merges of a column do too.
            if told.named.last() != Some(&range) {
                told.merges += 1;
                if told.named.len() > NAMED {
                    told.named.pop();
                }
                told.named.push(range);
            }
        }
    }

    /// Says what was done, once for a column and a fate.
    pub(super) fn tell(self, sheet: &SheetReader, report: &mut Report<'_>) {
        for ((fate, col), told) in self.told {
            let code = match fate {
                Fate::Filled => codes::MERGE_FILLED,
                Fate::Single => codes::MERGE_OF_QUANTITY,
                Fate::Across => codes::MERGE_ACROSS,
            };
            let Some((first, rest)) = told.named.split_first() else { continue };
            let mut finding = Report::finding(code)
                .at(&Origin::range(&sheet.source, *first))
                .with("range", first.to_string())
                .with("column", sheet.columns.header_of(col))
                .with("merges", told.merges.to_string())
                .with("cells", told.cells.to_string())
                .with("covered", told.covered.to_string());
            for range in rest.iter().take(NAMED) {
                finding = finding.related(&Origin::range(&sheet.source, *range), Arg::from(range.to_string()));
            }
            report.push(finding);
        }
    }
}

/// Puts a value, or nothing, where a column of the row is.
fn put(row: &mut Row<'static>, col: u32, value: Option<CellValue<'static>>) {
    let at = row.cells.partition_point(|cell| cell.col < col);
    if row.cells.get(at).is_some_and(|cell| cell.col == col) {
        row.cells.remove(at);
    }
    if let Some(value) = value {
        row.cells.insert(at, Cell { col, value });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u32, texts: &[(u32, &str)]) -> Row<'static> {
        let cell = |(col, text): &(u32, &str)| Cell { col: *col, value: CellValue::Text((*text).to_owned().into()) };
        Row { number, cells: texts.iter().map(cell).collect(), struck: Vec::new() }
    }

    fn shown(row: Option<&Row<'_>>) -> Option<String> {
        row.map(|row| row.cells.iter().map(|cell| cell.value.display()).collect::<Vec<_>>().join("|"))
    }

    #[test]
    fn a_value_falls_as_far_as_its_merge_and_covers_what_is_below() {
        let merges = Merges { down: BTreeMap::from([(2, vec![(5, 7), (8, 9)])]), ..Merges::default() };
        let mut falling = Falling::new(&merges);
        assert_eq!(falling.fill(&row(5, &[(1, "a"), (2, "가")])), None);
        assert_eq!(shown(falling.fill(&row(6, &[(1, "b"), (3, "c")])).as_ref()).as_deref(), Some("b|가|c"));
        assert_eq!(shown(falling.fill(&row(7, &[(2, "나")])).as_ref()).as_deref(), Some("가"), "it covers 나");
        // The first row of the next merge was empty and did not stream: what fell before is not its value.
        assert_eq!(shown(falling.fill(&row(9, &[(1, "d"), (2, "다")])).as_ref()).as_deref(), Some("d"));
        assert_eq!(falling.fill(&row(10, &[(1, "e")])), None);
        let holders: Vec<u32> = (4..=10).map(|row| merges.holder(row, 2)).collect();
        assert_eq!(holders, [4, 5, 5, 5, 8, 8, 10]);
    }

    #[test]
    fn only_rows_that_count_are_told_and_a_quantity_does_not_fall() {
        let across = vec![Range { first: Address { row: 3, col: 1 }, last: Address { row: 4, col: 2 } }];
        let merges = Merges { down: BTreeMap::from([(3, vec![(1, 4)])]), across, single: BTreeSet::from([3]) };
        let mut falling = Falling::new(&merges);
        assert_eq!(falling.fill(&row(1, &[(3, "10")])), None);
        falling.count();
        for number in 2..=4 {
            assert_eq!(falling.fill(&row(number, &[(1, "a")])), None);
            if number != 2 {
                falling.count();
            }
        }
        let told: Vec<_> =
            falling.told.iter().map(|((fate, col), told)| (*fate, *col, told.merges, told.cells)).collect();
        assert_eq!(told, [(Fate::Single, 3, 1, 2), (Fate::Across, 1, 1, 2)]);
        assert_eq!(merges.holder(3, 3), 3, "what does not fall is its own");
    }
}
