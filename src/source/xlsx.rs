//! The rows of a sheet of an Office Open XML workbook (xlsx, xlsm), streamed.

use std::borrow::Cow;
use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;

use calamine::{DataRef, Style, Xlsx, XlsxError};

use super::cell::{Cell, CellValue, Row, Serial};
use super::format::Format;
use super::layout::{LAST_COLUMN, LAST_ROW};
use super::workbook::{error_name, visible};

/// Groups the streamed cells into rows.
pub(super) fn walk(
    book: &mut Xlsx<BufReader<File>>,
    sheet: &str,
    mut take: impl FnMut(&Row<'_>) -> ControlFlow<()>,
) -> std::result::Result<(), XlsxError> {
    let is_1904 = book.has_1904_epoch();
    let mut reader = book.worksheet_cells_reader(sheet)?;
    let formats: Vec<Format> = reader.styles().iter().map(format).collect();
    let mut row = Row::default();
    while let Some((cell, style)) = reader.next_cell_with_style_id()? {
        let (at, col) = cell.get_position();
        if at >= LAST_ROW || col >= LAST_COLUMN {
            return Err(XlsxError::Unexpected("cell beyond XFD1048576"));
        }
        if at + 1 != row.number {
            if !row.cells.is_empty() && take(&row).is_break() {
                return Ok(());
            }
            row.cells.clear();
            row.number = at + 1;
        }
        let format = formats.get(style).copied().unwrap_or_default();
        if let Some(value) = typed(cell.get_value(), format, is_1904) {
            row.cells.push(Cell { col: col + 1, value });
        }
    }
    if !row.cells.is_empty() {
        let _ = take(&row);
    }
    Ok(())
}

fn format(style: &Style) -> Format {
    Format::of(style.number_format.as_ref().map_or("", |format| format.format_code.as_str()))
}

/// A cell as its reader gives it; nothing when it is empty.
pub(super) fn typed<'a>(value: &DataRef<'a>, format: Format, is_1904: bool) -> Option<CellValue<'a>> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::SharedString(text) => CellValue::Text(Cow::Borrowed(visible(text)?)),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            CellValue::Text(Cow::Owned(visible(text)?.to_owned()))
        }
        #[allow(clippy::cast_precision_loss, reason = "xlsx stores every number as a double")]
        DataRef::Int(number) => CellValue::Number { value: *number as f64, percent: format.percent },
        DataRef::Float(value) => CellValue::Number { value: *value, percent: format.percent },
        DataRef::Bool(flag) => CellValue::Bool(*flag),
        DataRef::DateTime(at) => {
            CellValue::Serial(Serial { days: at.as_f64(), is_1904, elapsed: at.is_duration(), clock: format.clock })
        }
        DataRef::Error(error) => CellValue::Error(error_name(error)),
    })
}
