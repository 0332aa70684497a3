//! The rows of a sheet that a child process read.

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::cell::{Cell, CellValue, Row};
use super::cell_formats::Format;
use super::ipc::{DecodedRows, Sent};
use super::sheet_metadata::{SheetBeside, SheetMetadata, place};
use super::workbook::text_cell;

/// What was found beside the cells of a sheet.
pub(super) fn beside<'b>(held: &DecodedRows, sheet: &str, beside: &'b SheetMetadata) -> Option<&'b SheetBeside> {
    let at = || held.sheets.iter().find(|found| found.name == sheet).map(|found| place(found.place as usize));
    beside.sheets.get(sheet).or_else(|| beside.sheets.get(&at()?))
}

/// Hands out the rows one by one; nothing when there is no such sheet.
pub(super) fn walk(
    held: &DecodedRows,
    sheet: &str,
    found: &SheetMetadata,
    mut take: impl FnMut(&Row<'_>) -> ControlFlow<()>,
) -> Option<()> {
    let listed = held.sheets.iter().find(|listed| listed.name == sheet)?;
    let beside = beside(held, sheet, found);
    let mut rows = held.rows(listed);
    let mut sent = Vec::new();
    let mut row = Row::default();
    let none = Format::default();
    while let Some(number) = rows.next(&mut sent) {
        row.number = number;
        row.cells.clear();
        row.struck.clear();
        for (col, value) in &sent {
            let format = beside.and_then(|beside| beside.formats.get(number, *col)).unwrap_or(&none);
            let digits = beside.and_then(|beside| beside.long.get(number, *col));
            let value = match digits {
                Some(digits) => CellValue::long(digits),
                None => typed(*value, format, held.is_1904, found.has_types),
            };
            row.cells.push(Cell { col: *col, value });
            if format.struck {
                row.struck.push(*col);
            }
        }
        if take(&row).is_break() {
            break;
        }
    }
    Some(())
}

/// A cell of a format whose cells may have a type of their own: a day is one there whatever it looks like.
fn typed<'h>(value: Sent<'h>, format: &Format, is_1904: bool, has_types: bool) -> CellValue<'h> {
    match value {
        Sent::Text(text) => text_cell(text).unwrap_or(CellValue::Text(Cow::Borrowed(text))),
        Sent::Number(value) => format.cell(value, is_1904),
        Sent::Bool(flag) => CellValue::Bool(flag),
        Sent::Error(error) => CellValue::Error(error),
        // The reader's own look at the format counts for nothing: it does not take every one of the file's into account.
        Sent::Serial(days) if !has_types => format.cell(days, is_1904),
        Sent::Serial(days) => CellValue::Serial(format.serial(days, is_1904)),
    }
}
