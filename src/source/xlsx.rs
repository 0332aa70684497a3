//! The rows of a sheet of an Office Open XML workbook (xlsx, xlsm), streamed.
//!
//! Markup is cut into rows on a thread of its own, a few batches ahead of whoever takes them: on a long sheet, reading and
//! folding each have a core.

use std::borrow::Cow;
use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::panic::resume_unwind;
use std::sync::mpsc;
use std::thread;

use calamine::{DataRef, Style, Xlsx, XlsxCellReader, XlsxError};

use super::cell::{Cell, CellValue, Row, Serial};
use super::format::Format;
use super::layout::{LAST_COLUMN, LAST_ROW};
use super::workbook::{error_name, visible};

/// Rows that go from the reader to the taker together.
const BATCH: usize = 512;
/// Batches that may wait.
const AHEAD: usize = 4;

/// Hands the rows of a sheet to `take`.
pub(super) fn walk(
    book: &mut Xlsx<BufReader<File>>,
    sheet: &str,
    mut take: impl FnMut(&Row<'_>) -> ControlFlow<()>,
) -> std::result::Result<(), XlsxError> {
    let is_1904 = book.has_1904_epoch();
    let reader = book.worksheet_cells_reader(sheet)?;
    let formats = reader.styles().iter().map(format).collect();
    let mut rows = Rows { reader, formats, is_1904, next: Row::default(), ended: false };
    let mut batch = Vec::new();
    // Most sheets are one batch: no thread for them, nor for a look at the first rows of a longer one.
    rows.fill(&mut batch)?;
    for row in &batch {
        if take(row).is_break() {
            return Ok(());
        }
    }
    if rows.ended {
        return Ok(());
    }
    let (filled, batches) = mpsc::sync_channel(AHEAD);
    let (returned, used) = mpsc::channel::<Vec<Row<'_>>>();
    thread::scope(|scope| {
        let reading = scope.spawn(move || {
            while !rows.ended {
                let mut batch = used.try_recv().unwrap_or_default();
                let read = rows.fill(&mut batch).map(|()| batch);
                // Whoever takes the rows has had enough, or was told why there are no more.
                if filled.send(read).is_err() {
                    return;
                }
            }
        });
        let mut outcome = Ok(());
        'taking: for read in &batches {
            match read {
                Ok(batch) => {
                    for row in &batch {
                        if take(row).is_break() {
                            break 'taking;
                        }
                    }
                    let _ = returned.send(batch);
                }
                Err(error) => {
                    outcome = Err(error);
                    break;
                }
            }
        }
        drop(batches);
        // A panic of the library's goes on here, where it is caught and said in words.
        reading.join().unwrap_or_else(|panic| resume_unwind(panic));
        outcome
    })
}

/// Cells as the reader gives them, grouped into rows.
struct Rows<'a> {
    reader: XlsxCellReader<'a, BufReader<File>>,
    formats: Vec<Format>,
    is_1904: bool,
    /// The row that is being read.
    next: Row<'a>,
    ended: bool,
}

impl<'a> Rows<'a> {
    /// Fills a batch with the rows that come next; what it held is written over.
    fn fill(&mut self, batch: &mut Vec<Row<'a>>) -> std::result::Result<(), XlsxError> {
        let mut count = 0;
        while count < BATCH {
            let read = match self.reader.next_cell_with_style_id() {
                Ok(read) => read,
                Err(error) => {
                    self.ended = true;
                    return Err(error);
                }
            };
            let Some((cell, style)) = read else {
                self.ended = true;
                if !self.next.cells.is_empty() {
                    count += self.put(batch, count);
                }
                break;
            };
            let (at, col) = cell.get_position();
            if at >= LAST_ROW || col >= LAST_COLUMN {
                self.ended = true;
                return Err(XlsxError::Unexpected("cell beyond XFD1048576"));
            }
            if at + 1 != self.next.number {
                if !self.next.cells.is_empty() {
                    count += self.put(batch, count);
                }
                self.next.number = at + 1;
            }
            let format = self.formats.get(style).copied().unwrap_or_default();
            if let Some(value) = typed(cell.get_value(), format, self.is_1904) {
                self.next.cells.push(Cell { col: col + 1, value });
            }
        }
        batch.truncate(count);
        Ok(())
    }

    /// Puts the row that was read at a place of the batch, and takes the room of the row that was there for the next.
    fn put(&mut self, batch: &mut Vec<Row<'a>>, place: usize) -> usize {
        match batch.get_mut(place) {
            Some(used) => std::mem::swap(used, &mut self.next),
            None => batch.push(std::mem::take(&mut self.next)),
        }
        self.next.cells.clear();
        1
    }
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
