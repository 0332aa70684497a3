//! The rows of a sheet of a binary Excel workbook (xlsb), streamed.
//!
//! The reader passes over formulas that end in an error and tells no number formats; both come from the look beforehand.

use std::borrow::Cow;
use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;

use calamine::{DataRef, Xlsb, XlsbError};

use super::beside::SheetBeside;
use super::cell::{Cell, CellValue, Row};
use super::layout::{LAST_COLUMN, LAST_ROW};
use super::workbook::visible;
use super::xlsx::plain;

/// Groups the streamed cells into rows.
pub(super) fn walk(
    book: &mut Xlsb<BufReader<File>>,
    sheet: &str,
    beside: Option<&SheetBeside>,
    mut take: impl FnMut(&Row<'_>) -> ControlFlow<()>,
) -> Result<(), XlsbError> {
    let none = SheetBeside::default();
    let beside = beside.unwrap_or(&none);
    let mut errors = beside.errors.as_slice();
    let is_1904 = book.has_1904_epoch();
    let mut reader = book.worksheet_cells_reader(sheet)?;
    let mut row = Row::default();
    while let Some(cell) = reader.next_cell()? {
        let (at, col) = cell.get_position();
        if at >= LAST_ROW || col >= LAST_COLUMN {
            return Err(XlsbError::Unrecognized { typ: "cell", val: "beyond XFD1048576".to_owned() });
        }
        if at + 1 != row.number {
            if give(&mut row, &mut errors, &mut take).is_break() {
                return Ok(());
            }
            row.number = at + 1;
        }
        let format = beside.formats.get(at + 1, col + 1);
        let value = match cell.get_value() {
            DataRef::SharedString(text) => visible(text).map(|text| CellValue::Text(Cow::Borrowed(text))),
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
                visible(text).map(|text| CellValue::Text(Cow::Owned(text.to_owned())))
            }
            other => plain(other, format, is_1904),
        };
        if value.is_some() && format.is_some_and(|format| format.struck) {
            row.struck.push(col + 1);
        }
        row.cells.extend(value.map(|value| Cell { col: col + 1, value }));
        if row.cells.len() > LAST_COLUMN as usize {
            return Err(XlsbError::Unrecognized { typ: "row", val: "more cells than columns".to_owned() });
        }
    }
    if give(&mut row, &mut errors, &mut take).is_continue() {
        row.number = LAST_ROW + 1;
        let _ = give(&mut row, &mut errors, &mut take);
    }
    Ok(())
}

/// Hands out the rows of nothing but errors before `row`, then `row` with its own errors, and empties it.
fn give(
    row: &mut Row<'_>,
    errors: &mut &[(u32, u32, &'static str)],
    take: &mut impl FnMut(&Row<'_>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    while let [(at, ..), ..] = *errors {
        if *at >= row.number {
            break;
        }
        let here = errors.iter().take_while(|(other, ..)| other == at).count();
        let (now, rest) = errors.split_at(here);
        *errors = rest;
        let cells = now.iter().map(|(_, col, error)| Cell { col: *col, value: CellValue::Error(error) });
        take(&Row { number: *at, cells: cells.collect(), struck: Vec::new() })?;
    }
    let here = errors.iter().take_while(|(at, ..)| *at == row.number).count();
    let (now, rest) = errors.split_at(here);
    *errors = rest;
    row.cells.extend(now.iter().map(|(_, col, error)| Cell { col: *col, value: CellValue::Error(error) }));
    if !now.is_empty() {
        row.cells.sort_by_key(|cell| cell.col);
    }
    let flow = if row.cells.is_empty() { ControlFlow::Continue(()) } else { take(row) };
    row.cells.clear();
    row.struck.clear();
    flow
}
