//! Where on a sheet a table stands: the rows of its header (one to three, and a row of units), the columns it spans.
//!
//! Finds and judges nothing else: what is missing or unknown in a table is told by [`super::header`].

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::grid::{Grid, Levels};
use super::names::normalise;
use super::unit::{HeaderMeasure, HeaderUnit};
use crate::origin::Range;
use crate::pack::{FieldSchema, SheetSchema};

/// Headers are looked for in these rows.
pub(super) const WINDOW: u32 = 500;
/// Rows in which every depth of header is tried; further down a row must first look like one.
const TRIED: u32 = 60;
/// Rows of a header, one of units not counted.
const DEEPEST: u32 = 3;
/// Fewer matches than this are chance.
const FEWEST: usize = 2;
/// Numbers of columns that a mapping names without their being a field: they help to find the header.
const HINTS: usize = 100_000;
/// A table that nothing but its columns announces has at least so many.
const FEWEST_ALONE: usize = 3;

/// The fields of a sheet by every name they go by.
#[derive(Debug)]
pub(super) struct FieldNames {
    by_name: HashMap<String, usize>,
}

/// How a header names its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// The last level alone.
    Leaf,
    /// Group and name together, or a name without a group.
    Whole,
}

/// A column below a header.
#[derive(Debug, Clone)]
pub(super) struct Head {
    /// From the group down.
    pub levels: Vec<String>,
    pub field: Option<(usize, Strength)>,
    pub unit: Option<HeaderUnit>,
}

impl Head {
    /// The header in one line.
    pub(super) fn text(&self) -> String {
        self.levels.join(" / ")
    }
}

/// A table on a sheet.
#[derive(Debug, Clone)]
pub(super) struct Block {
    /// First row of the header, and the last one, the row of units included.
    pub first: u32,
    pub last: u32,
    /// Row before the next table below; `None` when the table goes on.
    pub until: Option<u32>,
    pub heads: BTreeMap<u32, Head>,
}

impl FieldNames {
    pub(super) fn new(schema: &SheetSchema) -> Self {
        let mut by_name = HashMap::new();
        for (index, field) in schema.field.iter().enumerate() {
            for name in names(field) {
                by_name.entry(normalise(name)).or_insert(index);
            }
        }
        Self { by_name }
    }

    /// No name at all: every header is unknown.
    pub(super) fn none() -> Self {
        Self { by_name: HashMap::new() }
    }

    /// A further name of a field, which outranks what the word means otherwise.
    pub(super) fn add(&mut self, name: &str, field: usize) {
        self.by_name.insert(normalise(name), field);
    }

    /// A name that stands in the header without being that of a field.
    pub(super) fn hint(&mut self, name: &str) {
        let number = HINTS + self.by_name.len();
        self.by_name.entry(normalise(name)).or_insert(number);
    }

    /// The field that a text names, its unit at the end left out.
    fn find(&self, text: &str, grid: &Grid) -> Option<usize> {
        let spelt = grid.spelt(text);
        let whole = self.by_name.get(&spelt.whole);
        let plain = || spelt.unmarked.as_ref().and_then(|plain| self.by_name.get(plain));
        let bare = || spelt.bare.as_ref().and_then(|(_, bare, _)| self.by_name.get(bare));
        whole.or_else(plain).or_else(bare).copied()
    }

    fn head(&self, levels: Vec<String>, grid: &Grid) -> Head {
        let joined = |from: usize| self.find(&levels[from..].join(" "), grid);
        let whole = (0..levels.len().saturating_sub(1)).find_map(joined).map(|field| (field, Strength::Whole));
        let leaf = levels.last().and_then(|leaf| self.find(leaf, grid));
        let strength = if levels.len() == 1 { Strength::Whole } else { Strength::Leaf };
        // 금액(천원) / 청구, 인정: the unit of the group is that of its columns.
        let unit =
            levels.iter().rev().find_map(|level| grid.spelt(level).bare.as_ref().map(|(_, _, unit)| unit.clone()));
        let bare = || {
            let without = |level: &String| {
                grid.spelt(level).bare.as_ref().map_or_else(|| level.clone(), |(bare, ..)| bare.clone())
            };
            let bare: Vec<String> = levels.iter().map(without).collect();
            self.find(&bare.join(" "), grid).map(|field| (field, Strength::Whole))
        };
        // 건수 over 신청 is 신청 건수 as well as 신청 over 건수.
        let turned = || {
            let (last, group) = levels.split_last().filter(|(_, group)| !group.is_empty())?;
            self.find(&format!("{last} {}", group.join(" ")), grid).map(|field| (field, Strength::Whole))
        };
        let field = whole.or_else(bare).or_else(turned).or(leaf.map(|field| (field, strength)));
        Head { levels, field, unit }
    }
}

/// Every name of a field.
pub(super) fn names(field: &FieldSchema) -> impl Iterator<Item = &str> {
    [field.ko.as_str(), field.en.as_str(), field.id.as_str()].into_iter().chain(field.also.iter().map(String::as_str))
}

impl Block {
    /// The header in rows `first` to `last`, as far as it has names above the columns of `span`.
    pub(super) fn read(names: &FieldNames, grid: &Grid, first: u32, last: u32, span: (u32, u32)) -> Self {
        let within = |levels: Levels| levels.into_iter().filter(|(col, _)| (span.0..=span.1).contains(col));
        let mut heads: BTreeMap<u32, Head> =
            within(grid.levels(first, last)).map(|(col, levels)| (col, names.head(levels, grid))).collect();
        let mut last = last;
        if let Some(units) = units(grid, last + 1, span) {
            last += 1;
            for (col, unit) in units {
                if let Some(head) = heads.get_mut(&col) {
                    head.unit = Some(unit);
                }
            }
        }
        let mut block = Self { first, last, until: None, heads };
        block.yield_to_whole_names();
        block
    }

    /// A column that shares only its last word with a field gives way to one that bears the whole name.
    fn yield_to_whole_names(&mut self) {
        let whole: BTreeSet<usize> = self
            .heads
            .values()
            .filter_map(|head| head.field.filter(|(_, how)| *how == Strength::Whole))
            .map(|(field, _)| field)
            .collect();
        for head in self.heads.values_mut() {
            if head.field.is_some_and(|(field, how)| how == Strength::Leaf && whole.contains(&field)) {
                head.field = None;
            }
        }
    }

    /// Takes out the hints with whose help it was found.
    pub(super) fn forget_hints(&mut self) {
        for head in self.heads.values_mut() {
            head.field = head.field.filter(|(field, _)| *field < HINTS);
        }
    }

    /// Takes a field away from the column that bears its name.
    pub(super) fn release(&mut self, field: usize) {
        for head in self.heads.values_mut() {
            head.field = head.field.filter(|(found, _)| *found != field);
        }
    }

    /// Gives a column to a field.
    pub(super) fn assign(&mut self, col: u32, field: usize) {
        let head = self.heads.entry(col).or_insert_with(|| Head { levels: Vec::new(), field: None, unit: None });
        head.field = Some((field, Strength::Whole));
    }

    /// How many fields have a column.
    pub(super) fn fields(&self) -> usize {
        self.heads.values().filter_map(|head| head.field).map(|(field, _)| field).collect::<BTreeSet<_>>().len()
    }

    fn has_required(&self, schema: &SheetSchema) -> bool {
        let known: BTreeSet<usize> =
            self.heads.values().filter_map(|head| head.field).map(|(field, _)| field).collect();
        schema.field.iter().enumerate().all(|(index, field)| !field.required || known.contains(&index))
    }

    fn text(&self) -> Vec<String> {
        self.heads.values().map(Head::text).collect()
    }

    /// First and last column.
    pub(super) fn span(&self) -> (u32, u32) {
        let first = self.heads.keys().next().copied().unwrap_or(1);
        (first, self.heads.keys().next_back().copied().unwrap_or(first))
    }

    /// Tables side by side: a header that names fields twice is cut at its blank columns. What stands beside a table
    /// without naming a field of it is none of its columns.
    fn parts(self) -> Vec<Self> {
        let columns = self.heads.values().filter(|head| head.field.is_some()).count();
        let is_one = self.fields() == columns;
        let own = |heads: &BTreeMap<u32, Head>| {
            heads.values().filter_map(|head| head.field).map(|(field, _)| field).collect::<BTreeSet<_>>()
        };
        let (first, last, until) = (self.first, self.last, self.until);
        let mut parts: Vec<Self> = Vec::new();
        let mut runs = self.runs();
        while runs.last().is_some_and(|heads| own(heads).is_empty()) {
            runs.pop();
        }
        let none = runs.iter().take_while(|heads| own(heads).is_empty()).count();
        for heads in runs.into_iter().skip(none) {
            match parts.last_mut() {
                Some(part) if is_one || own(&part.heads).is_disjoint(&own(&heads)) => part.heads.extend(heads),
                _ => parts.push(Self { first, last, until, heads }),
            }
        }
        parts
    }

    /// The columns in runs without a blank one between.
    fn runs(self) -> Vec<BTreeMap<u32, Head>> {
        let mut runs: Vec<BTreeMap<u32, Head>> = Vec::new();
        let mut before: Option<u32> = None;
        for (col, head) in self.heads {
            match runs.last_mut() {
                Some(run) if before.is_some_and(|before| before + 1 == col) => {
                    run.insert(col, head);
                }
                _ => runs.push(BTreeMap::from([(col, head)])),
            }
            before = Some(col);
        }
        runs
    }

    /// Whether a cell stands in the table or its header.
    fn covers(&self, row: u32, col: u32) -> bool {
        let (first, last) = self.span();
        row >= self.first && self.until.is_none_or(|until| row <= until) && (first..=last).contains(&col)
    }
}

/// The units of a row that holds nothing else.
fn units(grid: &Grid, row: u32, span: (u32, u32)) -> Option<BTreeMap<u32, HeaderUnit>> {
    let cells: Vec<_> = grid.row(row)?.cells.iter().filter(|cell| (span.0..=span.1).contains(&cell.col)).collect();
    let units: Option<BTreeMap<u32, HeaderUnit>> = cells
        .iter()
        .map(|cell| HeaderUnit::parse(&cell.value.display()).filter(|_| grid.is_text(row)).map(|unit| (cell.col, unit)))
        .collect();
    // A lone word below the header may be a value; nor are multipliers without what they count a row of units.
    let in_brackets = |text: String| text.starts_with(['(', '[', '（', '［']);
    let sure = cells.len() > 1 || cells.first().is_some_and(|cell| in_brackets(cell.value.display()));
    units.filter(|units| sure && units.values().any(|unit| unit.measure != HeaderMeasure::Any))
}

/// Columns of a spreadsheet.
pub(super) const ALL_COLUMNS: (u32, u32) = (1, 16_384);

/// The tables of a sheet that its name says are of `schema`.
pub(super) fn named(schema: &SheetSchema, grid: &Grid) -> Vec<Block> {
    let names = FieldNames::new(schema);
    best(&names, grid, ALL_COLUMNS, FEWEST, |_, _| true).map_or_else(Vec::new, Block::parts)
}

/// The table of `schema` that a range of the spreadsheet program holds.
pub(super) fn within(schema: &SheetSchema, grid: &Grid, range: Range) -> Option<Block> {
    let names = FieldNames::new(schema);
    let rows = range.first.row..=range.last.row;
    let mut block = best(&names, grid, (range.first.col, range.last.col), FEWEST, |(row, _), _| rows.contains(&row))?;
    block.until = Some(range.last.row);
    Some(block)
}

/// The best header whose first row is in a range and whose columns are.
pub(super) fn headed(names: &FieldNames, grid: &Grid, range: Range) -> Option<Block> {
    let rows = range.first.row..=range.last.row;
    best(names, grid, (range.first.col, range.last.col), 1, |(row, _), _| rows.contains(&row))
}

/// The best header of a sheet.
pub(super) fn first(names: &FieldNames, grid: &Grid) -> Option<Block> {
    best(names, grid, ALL_COLUMNS, 1, |_, _| true)
}

/// The best header within some columns, rows and cells that `free` lets pass.
fn best(
    names: &FieldNames,
    grid: &Grid,
    span: (u32, u32),
    fewest: usize,
    free: impl Fn((u32, u32), u32) -> bool,
) -> Option<Block> {
    let mut found: Option<(usize, Block)> = None;
    for row in &grid.rows {
        if (row.number > TRIED || fewest > FEWEST) && !grid.hints(row.number, |word| names.by_name.contains_key(word)) {
            continue;
        }
        let is_free = row
            .cells
            .iter()
            .any(|cell| (span.0..=span.1).contains(&cell.col) && free((row.number, row.number), cell.col));
        let texts = row.cells.iter().filter(|cell| matches!(cell.value, crate::source::CellValue::Text(_))).count();
        if !is_free || texts == 0 {
            continue;
        }
        for depth in 1..=DEEPEST {
            let last = row.number + depth - 1;
            if depth > 1 && (row.number > TRIED || !(row.number..=last).all(|row| grid.is_text(row))) {
                break;
            }
            let mut block = Block::read(names, grid, row.number, last, span);
            block.heads.retain(|col, _| free((block.first, block.last), *col));
            let fields = block.fields();
            // More fields win; then the header of fewer rows, then the one further up.
            let better = found.as_ref().is_none_or(|(most, best)| {
                fields > *most || (fields == *most && block.first > best.first && block.last == best.last)
            });
            if fields >= fewest && better {
                found = Some((fields, block));
            }
        }
    }
    found.map(|(_, block)| block)
}

/// Further tables on a sheet, beside or below those already found: only what has every required column of its sheet,
/// and more fields of it than of any other.
pub(super) fn further(
    schemas: &[Arc<SheetSchema>],
    grid: &Grid,
    taken: &[(Arc<SheetSchema>, Block)],
) -> Vec<(Arc<SheetSchema>, Block)> {
    let mut found: Vec<(Arc<SheetSchema>, Block)> = Vec::new();
    for schema in schemas {
        let names = FieldNames::new(schema);
        // Below another table only after a blank row or a title.
        let free = |(first, last): (u32, u32), col: u32| {
            let is_start = first == 1 || grid.row(first - 1).is_none() || grid.is_title(first - 1);
            let covered = |block: &Block| (first..=last).any(|row| block.covers(row, col));
            taken.iter().all(|(_, block)| !covered(block) || (is_start && first > block.last + 1))
        };
        let Some(block) = best(&names, grid, ALL_COLUMNS, FEWEST_ALONE, free) else { continue };
        let is_new = |part: &Block| {
            // A header that is repeated below, as exports by page do, is no other table.
            let same = |known: &Block| known.span() == part.span() && known.text() == part.text();
            !taken.iter().any(|(known, block)| known.id == schema.id && same(block))
        };
        let headed = block
            .parts()
            .into_iter()
            .filter(|part| part.has_required(schema) && part.fields() >= FEWEST_ALONE && is_new(part));
        found.extend(headed.map(|part| (Arc::clone(schema), part)));
    }
    // Of two that claim the same cells the one with more fields; equal ones are nobody's.
    let claims = |a: &Block, b: &Block| a.first <= b.last && b.first <= a.last && overlap(a.span(), b.span());
    let rivals = |at: usize| {
        let own = &found[at].1;
        let others = found.iter().enumerate().filter(|(other, _)| *other != at);
        others.filter(|(_, (_, block))| claims(own, block)).map(|(_, (_, block))| block.fields()).max().unwrap_or(0)
    };
    let kept: Vec<usize> = (0..found.len()).filter(|at| found[*at].1.fields() > rivals(*at)).collect();
    let mut kept: Vec<_> = kept.into_iter().map(|at| found[at].clone()).collect();
    kept.sort_by_key(|(_, block)| (block.first, block.span()));
    kept
}

/// Ends each table where another begins below it.
pub(super) fn bound(tables: &mut [(Arc<SheetSchema>, Block)], grid: &Grid) {
    let starts: Vec<(u32, (u32, u32))> = tables.iter().map(|(_, block)| (block.first, block.span())).collect();
    for (_, block) in tables {
        let below = starts.iter().filter(|(first, span)| *first > block.last && overlap(*span, block.span()));
        let Some(mut start) = below.map(|(first, _)| *first).min() else { continue };
        while start > block.last + 1 && (grid.row(start - 1).is_none() || grid.is_title(start - 1)) {
            start -= 1;
        }
        block.until = Some(block.until.map_or(start - 1, |until| until.min(start - 1)));
    }
}

fn overlap(a: (u32, u32), b: (u32, u32)) -> bool {
    a.0 <= b.1 && b.0 <= a.1
}
