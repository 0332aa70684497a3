//! Rows of a text file that its lines contradict: more or fewer fields than the header, rows inside a cell.
//!
//! What such a row holds stands in the wrong columns, or is not all that it should hold; whatever else is said of it
//! follows from that.

use std::ops::ControlFlow;

use super::reader::SheetReader;
use super::report::Report;
use super::rows::RowKind;
use super::{codes, mask};
use crate::error::Result;
use crate::finding::{Arg, Finding};
use crate::origin::{Address, Origin, Range};
use crate::source::{RecordCut, Row, Swallowed, Workbook};

/// How many rows of one cause are named; the rest is a count.
const NAMED: usize = 20;

/// Says which rows of a text file are not what its lines say.
///
/// # Errors
/// Kind Input when the file cannot be read.
pub(super) fn tell(book: &mut Workbook, sheet: &SheetReader, cut: &RecordCut, report: &mut Report<'_>) -> Result<()> {
    let (from, until) = (sheet.columns.header_row, sheet.columns.until.unwrap_or(u32::MAX));
    let is_here = |row: u32| (from..=until).contains(&row);
    for cell in cut.swallowed.iter().filter(|cell| is_here(cell.row)).take(NAMED) {
        report.push(swallowed(sheet, cell));
    }
    let Some(wanted) = cut.width(from) else { return Ok(()) };
    let is_odd = |row: u32| cut.width(row).is_some_and(|width| width != wanted && width > 0);
    if !cut.runs.iter().any(|run| is_here(run.rows.1) && run.fields != wanted && run.fields > 0) {
        return Ok(());
    }
    let mut longer = OddRow::default();
    let mut shorter = OddRow::default();
    let is_told = |row: u32| cut.swallowed.iter().any(|cell| cell.row == row);
    book.each_row(&sheet.source.sheet, |row| {
        if row.number > until {
            return ControlFlow::Break(());
        }
        if row.number > from && is_odd(row.number) && !is_told(row.number) {
            let width = cut.width(row.number).unwrap_or(wanted);
            match sheet.kind(row) {
                // A total may end where its last number stands.
                RowKind::Record | RowKind::Filtered | RowKind::Total(_) if width > wanted => {
                    longer.add(row, width, wanted, sheet);
                }
                RowKind::Record | RowKind::Filtered if width < wanted && !cut.is_trimmed(row.number) => {
                    shorter.add(row, width, width, sheet);
                }
                _ => {}
            }
        }
        ControlFlow::Continue(())
    })?;
    for (code, odd) in [(codes::LONGER_ROW, longer), (codes::SHORTER_ROW, shorter)] {
        odd.tell(code, wanted, sheet, cut, report);
    }
    Ok(())
}

fn swallowed(sheet: &SheetReader, cell: &Swallowed) -> Finding {
    let ending = if cell.is_open {
        Arg::Term { ko: "파일 끝까지 닫히지 않습니다".to_owned(), en: "never closes".to_owned() }
    } else {
        Arg::Term {
            ko: format!("{}번째 줄에 가서야 닫힙니다", cell.lines.1),
            en: format!("closes only in line {}", cell.lines.1),
        }
    };
    let finding = Report::finding(codes::ROWS_IN_CELL).at(&row_of(sheet, cell.row, cell.col));
    let finding = finding.related(&Origin::cell(&sheet.source, cell.row, cell.col), lines(cell.lines));
    finding.with("first", cell.lines.0.to_string()).with("last", cell.lines.1.to_string()).with("ending", ending)
}

/// A row from its first column to `last`.
fn row_of(sheet: &SheetReader, row: u32, last: u32) -> Origin {
    let last = last.max(sheet.columns.span().1);
    Origin::range(&sheet.source, Range { first: Address { row, col: 1 }, last: Address { row, col: last } })
}

fn lines((first, last): (u64, u64)) -> Arg {
    if first == last {
        Arg::Term { ko: format!("{first}번째 줄"), en: format!("line {first}") }
    } else {
        Arg::Term { ko: format!("{first}~{last}번째 줄"), en: format!("lines {first} to {last}") }
    }
}

/// Rows of another width than the header.
#[derive(Default)]
struct OddRow {
    /// Row, fields, and the cells beyond the header, of the first ones.
    rows: Vec<(u32, u32, Vec<String>)>,
    count: u64,
}

impl OddRow {
    /// Takes a row whose cells from `end` on stand out, whichever of them is the one too many.
    fn add(&mut self, row: &Row<'_>, width: u32, end: u32, sheet: &SheetReader) {
        self.count += 1;
        if self.rows.len() < NAMED {
            // Nobody knows of which column a cell is that was moved.
            let fields = sheet.schema.field.iter().zip(&sheet.columns.of_field);
            let is_personal = fields.into_iter().any(|(field, col)| field.personal && col.is_some());
            let is_hidden = |text: &str| is_personal && text.chars().any(char::is_alphabetic);
            let shown = |text: &str| if is_hidden(text) { "***".to_owned() } else { mask::quoted(text) };
            let cells = row.cells.iter().filter(|cell| cell.col >= end);
            self.rows.push((row.number, width, cells.map(|cell| shown(&cell.value.display())).collect()));
        }
    }

    fn tell(self, code: &'static str, wanted: u32, sheet: &SheetReader, cut: &RecordCut, report: &mut Report<'_>) {
        let mut rows = self.rows.into_iter();
        let Some((row, width, texts)) = rows.next() else { return };
        let line = |row: u32| cut.lines(row).unwrap_or_default();
        let finding = Report::finding(code).at(&row_of(sheet, row, width)).with("lines", lines(line(row)));
        let finding = finding.with("fields", width.to_string()).with("wanted", wanted.to_string());
        let mut finding = finding.with("value", texts.join(" | ")).with("count", self.count.to_string());
        for (row, width, _) in rows {
            finding = finding.related(&row_of(sheet, row, width), lines(line(row)));
        }
        report.push(finding);
    }
}
