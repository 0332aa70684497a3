//! The rows of a sheet that a child process read.

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::beside::{Beside, SheetBeside, place};
use super::cell::{Cell, CellValue, Row, Serial};
use super::format::Format;
use super::frames::{Held, Sent};

/// What was found beside the cells of a sheet.
pub(super) fn beside<'b>(held: &Held, sheet: &str, beside: &'b Beside) -> Option<&'b SheetBeside> {
    let at = || held.sheets.iter().find(|found| found.name == sheet).map(|found| place(found.place as usize));
    beside.sheets.get(sheet).or_else(|| beside.sheets.get(&at()?))
}

/// Hands out the rows one by one; nothing when there is no such sheet.
pub(super) fn walk(
    held: &Held,
    sheet: &str,
    found: &Beside,
    mut take: impl FnMut(&Row<'_>) -> ControlFlow<()>,
) -> Option<()> {
    let listed = held.sheets.iter().find(|listed| listed.name == sheet)?;
    let beside = beside(held, sheet, found);
    let mut rows = held.rows(listed);
    let mut sent = Vec::new();
    let mut row = Row::default();
    while let Some(number) = rows.next(&mut sent) {
        row.number = number;
        row.cells.clear();
        row.cells.extend(sent.iter().map(|(col, value)| {
            let format = beside.map_or_else(Format::default, |beside| beside.formats.get(number, *col));
            Cell { col: *col, value: typed(*value, format, held.is_1904) }
        }));
        if take(&row).is_break() {
            break;
        }
    }
    Some(())
}

fn typed(value: Sent<'_>, format: Format, is_1904: bool) -> CellValue<'_> {
    match value {
        Sent::Text(text) => CellValue::Text(Cow::Borrowed(text)),
        Sent::Number(value) => CellValue::Number { value, percent: format.percent },
        Sent::Bool(flag) => CellValue::Bool(flag),
        Sent::Error(error) => CellValue::Error(error),
        Sent::Serial(days) => CellValue::Serial(Serial { days, is_1904, elapsed: format.elapsed, clock: format.clock }),
    }
}
