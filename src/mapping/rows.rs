//! Which rows below a header are records. Totals, headers that are repeated, notes and titles of pages are none; they
//! are counted, named, and kept out of every sum.
//!
//! Asked of every row of a million: a row with all its required cells costs a few comparisons.

use std::sync::Arc;

use super::header::Columns;
use super::names::normalise;
use super::term::CodeMap;
use super::totals::{self, Rank};
use crate::pack::{FieldType, SheetSchema};
use crate::source::{CellValue, Row};

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowKind {
    Record,
    Total(Rank),
    /// The header again, as exports by page repeat it; or a title that stands above it.
    Header,
    /// A remark that says so itself: ※, *, 주).
    Note,
    /// A single cell that may be a record begun and forgotten.
    Lone,
    /// A record that the mapping leaves out.
    Filtered,
}

/// What tells records from other rows of one table.
#[derive(Debug)]
pub(super) struct Sorter {
    /// Columns whose cells no record can do without.
    required: Vec<u32>,
    /// The column that names a record, or the first required one; the header above it.
    guard: Option<(u32, String)>,
    /// Columns that may be added up.
    pub sums: Vec<u32>,
    /// Columns in which a word of a total is a code like any other: statistics are counted by harm, by claimant, in total.
    whole: Vec<u32>,
    levels: Vec<(u32, Vec<String>)>,
    titles: Vec<String>,
    width: (u32, u32),
}

impl Sorter {
    pub(super) fn new(schema: &SheetSchema, columns: &Columns, lists: &[Option<Arc<CodeMap>>]) -> Self {
        let has_total = |list: &CodeMap| list.names.iter().any(|(ko, _)| totals::rank(ko).is_some());
        let coded = lists.iter().zip(&columns.of_field).filter(|(list, _)| list.as_deref().is_some_and(has_total));
        let whole = coded.filter_map(|(_, col)| *col).collect();
        let column = |field: &str| schema.index(field).and_then(|index| columns.of_field[index]);
        let fields = || schema.field.iter().zip(&columns.of_field);
        let required: Vec<u32> = fields().filter(|(field, _)| field.required).filter_map(|(_, col)| *col).collect();
        let key = schema.key.as_deref().and_then(column);
        let guard = key.or_else(|| required.first().copied()).and_then(|col| {
            let (_, levels) = columns.levels.iter().find(|(at, _)| *at == col)?;
            Some((col, levels.last()?.clone()))
        });
        // Quantities of many units in one column have no sum.
        let mixed = column("unit").is_some();
        let adds = |kind: FieldType| {
            matches!(kind, FieldType::Won | FieldType::Count) || (kind == FieldType::Amount && !mixed)
        };
        let sums = fields().filter(|(field, _)| adds(field.kind)).filter_map(|(_, col)| *col).collect();
        let titles = columns.titles.iter().map(|(_, title)| without_digits(title)).collect();
        Self { required, guard, sums, whole, levels: columns.levels.clone(), titles, width: columns.width }
    }

    /// What a row is.
    pub(super) fn kind(&self, row: &Row<'_>) -> RowKind {
        let whole = self.required.iter().all(|col| row.get(*col).is_some());
        let guard = self.guard.as_ref().and_then(|(col, header)| Some((text(row.get(*col)?)?, header)));
        let odd = guard.is_some_and(|(text, header)| text == header || totals::may_total(text));
        if whole && !odd { RowKind::Record } else { self.look(row) }
    }

    /// A row that lacks something, or whose name is a word of a header or a total.
    #[cold]
    fn look(&self, row: &Row<'_>) -> RowKind {
        let within = |col: u32| (self.width.0.saturating_sub(1)..=self.width.1).contains(&col);
        if self.is_header(row) {
            return RowKind::Header;
        }
        let is_code = |col: &u32| row.get(*col).and_then(text).is_some_and(|text| totals::rank(text).is_some());
        let is_record = self.whole.iter().any(is_code);
        // The label of a total may stand in any column; a note that mentions one is longer than a label.
        let texts =
            row.cells.iter().filter(|cell| within(cell.col)).filter_map(|cell| Some((cell.col, text(&cell.value)?)));
        for (col, label) in texts {
            let Some(rank) = totals::rank(label).filter(|_| !is_record) else { continue };
            let lacks = |required: &&u32| **required != col && row.get(**required).is_none();
            let lacking = self.required.iter().filter(lacks).count();
            // A row with every cell that a record needs is one, whatever it is called; and so is one that lacks a single cell
            // where records may be named for a total themselves.
            if lacking > usize::from(!self.whole.is_empty()) || self.required.iter().all(|required| *required == col) {
                return RowKind::Total(rank);
            }
        }
        let own: Vec<_> = row.cells.iter().filter(|cell| within(cell.col)).collect();
        let [lone] = own.as_slice() else { return RowKind::Record };
        let shown = lone.value.display();
        if self.titles.contains(&without_digits(&shown)) {
            RowKind::Header
        } else if is_note(&shown) {
            RowKind::Note
        } else if self.required.len() > 1 {
            RowKind::Lone
        } else {
            RowKind::Record
        }
    }

    /// Whether every cell says again what the header says above it.
    fn is_header(&self, row: &Row<'_>) -> bool {
        let says = |col: u32, shown: &str| {
            let levels = self.levels.iter().find(|(at, _)| *at == col).map(|(_, levels)| levels);
            levels.is_some_and(|levels| levels.iter().any(|level| normalise(level) == normalise(shown)))
        };
        let known = row.cells.iter().filter(|cell| (self.width.0..=self.width.1).contains(&cell.col));
        let mut count = 0;
        for cell in known {
            if !text(&cell.value)
                .is_some_and(|shown| says(cell.col, shown) || super::unit::HeaderUnit::parse(shown).is_some())
            {
                return false;
            }
            count += 1;
        }
        count > 1
    }
}

fn text<'r>(value: &'r CellValue<'_>) -> Option<&'r str> {
    if let CellValue::Text(text) = value { Some(text) } else { None }
}

/// `피해접수 현황 (2/5)` is the title `피해접수 현황 (1/5)` of another page.
fn without_digits(text: &str) -> String {
    normalise(text).chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// Marks with which people begin a remark.
fn is_note(text: &str) -> bool {
    const MARKS: [&str; 16] = [
        "※",
        "*",
        "＊",
        "주)",
        "주:",
        "주 :",
        "(주)",
        "비고:",
        "비고 :",
        "자료:",
        "자료 :",
        "출처:",
        "출처 :",
        "작성",
        "이하 여백",
        "- 이하",
    ];
    MARKS.iter().any(|mark| text.starts_with(mark)) || is_page(text)
}

/// `- 2 -`, `2/5`, `Page 2 of 5`, `2쪽`.
fn is_page(text: &str) -> bool {
    let bare = normalise(text).replace("page", "").replace("of", "").replace(['쪽', '면'], "");
    let is_marked = text.contains(['-', '/', '쪽', '면']) || text.to_lowercase().contains("page");
    is_marked && text.len() <= 24 && !bare.is_empty() && bare.chars().all(|c| c.is_ascii_digit()) && bare.len() <= 6
}
