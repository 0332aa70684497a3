//! The rows of a sheet of an Office Open XML workbook (xlsx, xlsm), streamed.
//!
//! Markup is cut into cells on a thread of its own, a few batches ahead of whoever takes them: on a long sheet, reading has
//! a core to itself. What it need not do, the taker does: text is trimmed on its side.

use std::collections::HashSet;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::panic::resume_unwind;
use std::sync::{Arc, mpsc};
use std::thread;

use calamine::{DataRef, Reader, Style, Xlsx, XlsxCellReader, XlsxError};

use super::Location;
use super::budget::Budget;
use super::cell::{Cell, CellValue, Row};
use super::cell_formats::Format;
use super::layout::{LAST_COLUMN, LAST_ROW};
use super::long_numbers::{LongNumbers, is_long};
use super::parts::Parts;
use super::prefetch::{Ahead, PrefetchPlan, Refused};
use super::preflight::{self, XlsxObservations};
use super::workbook::{broken, error_name, input, text_cell};
use super::{struck_texts, typed_dates, xlsx_layout};
use crate::error::Result;

/// Cells, and bytes of text, with which a batch of rows is full.
const BATCH: usize = 5_000;
const BATCH_TEXT: usize = 1 << 20;
/// Batches that may wait.
const AHEAD: usize = 8;
/// Bytes of shared texts, as markup, that are looked through for parts that are struck through.
const STRUCK_TEXT: u64 = 4 << 20;

/// A workbook whose cells stream.
pub(super) struct Streamed {
    pub book: Xlsx<BufReader<Ahead>>,
    pub seen: XlsxObservations,
    plan: Arc<PrefetchPlan>,
    refused: Refused,
    /// Texts of which a part is struck through, once they were looked for.
    struck: Option<Arc<HashSet<String>>>,
}

impl Streamed {
    /// Opens a file of which everything but the sheets was looked into.
    pub(super) fn open(path: &Location, name: &str, plan: &Arc<PrefetchPlan>, depth: u64) -> Result<Self> {
        let file = Ahead::open(path, plan, depth).map_err(|error| input("input-unreadable", name).detail(error))?;
        let refused = file.refused();
        let book = Xlsx::new(BufReader::new(file)).map_err(|error| broken(name, error));
        // What was refused may look to the reader as if it were missing.
        if let Some(what) = refused.get() {
            return Err(preflight::refusal(name, what));
        }
        let (seen, plan) = (XlsxObservations::default(), Arc::clone(plan));
        Ok(Self { book: book?, seen, plan, refused, struck: None })
    }

    /// The same with what was seen of its parts.
    pub(super) fn with(self, seen: XlsxObservations) -> Self {
        Self { seen, ..self }
    }

    /// The same file open once more.
    pub(super) fn twin(&self, path: &Location, name: &str, depth: u64) -> Result<Self> {
        Self::open(path, name, &self.plan, depth).map(|twin| twin.with(self.seen.clone()))
    }

    /// Hands the rows of a sheet to `take`.
    pub(super) fn walk(
        &mut self,
        path: &Location,
        name: &str,
        sheet: &str,
        budget: &Budget,
        mut take: impl FnMut(&Row<'_>) -> ControlFlow<()>,
    ) -> Result<()> {
        let Self { book, refused, seen, struck, .. } = self;
        let struck = match struck {
            Some(known) => Arc::clone(known),
            None if seen.shared_text > STRUCK_TEXT => Arc::default(),
            None => {
                let read = struck_texts::read(&mut Parts::open(path, name, budget)?, name, budget)?;
                Arc::clone(struck.insert(Arc::new(read)))
            }
        };
        let failed = |stop: SheetStop| match (refused.get(), stop) {
            (Some(what), _) => preflight::refusal(name, what),
            (None, SheetStop::Unreadable(error)) => broken(name, error),
            (None, SheetStop::TooLarge) => input("input-too-large", name).detail("record"),
        };
        let is_1904 = book.has_1904_epoch();
        let reader = book.worksheet_cells_reader(sheet).map_err(|error| failed(error.into()))?;
        let formats = reader.styles().iter().map(format).collect();
        let rows = XlsxRows {
            reader,
            formats,
            plain: Format::default(),
            is_1904,
            most: budget.record,
            next: None,
            ended: false,
        };
        // Numbers whose digits a double does not hold are rare: the sheet is looked through for them when one comes.
        let (mut long, mut lost) = (None, None);
        let mut digits = |row: &mut Row<'_>| {
            let is_long = |cell: &Cell<'_>| matches!(cell.value, CellValue::Number { value, .. } if is_long(value));
            if lost.is_some() || !row.cells.iter().any(is_long) {
                return;
            }
            if long.is_none() {
                let read = Parts::open(path, name, budget)
                    .and_then(|mut parts| xlsx_layout::long_numbers(&mut parts, sheet, name, budget));
                long = Some(read.unwrap_or_else(|error| {
                    lost = Some(error);
                    LongNumbers::default()
                }));
            }
            let number = row.number;
            for cell in row.cells.iter_mut().filter(|cell| is_long(cell)) {
                if let Some(digits) = long.as_ref().and_then(|long| long.get(number, cell.col)) {
                    cell.value = CellValue::long(digits);
                }
            }
        };
        let take = |batch: &RowBatch<'_>| {
            batch.rows().filter(|row| !row.cells.is_empty()).try_for_each(|mut row| {
                digits(&mut row);
                if !struck.is_empty() {
                    strike(&mut row, &struck);
                }
                take(&row)
            })
        };
        let walked = walk(rows, take).map_err(failed);
        lost.map_or(walked, Err)
    }
}

/// Why a sheet is not read on.
enum SheetStop {
    Unreadable(XlsxError),
    /// The text of a row is longer than a record may be.
    TooLarge,
}

impl From<XlsxError> for SheetStop {
    fn from(error: XlsxError) -> Self {
        Self::Unreadable(error)
    }
}

fn walk(
    mut rows: XlsxRows<'_>,
    mut take: impl FnMut(&RowBatch<'_>) -> ControlFlow<()>,
) -> std::result::Result<(), SheetStop> {
    let mut batch = RowBatch::default();
    // Most sheets are one batch: no thread for them, nor for a look at the first rows of a longer one.
    rows.fill(&mut batch)?;
    if take(&batch).is_break() || rows.ended {
        return Ok(());
    }
    let (filled, batches) = mpsc::sync_channel(AHEAD);
    let (returned, used) = mpsc::channel();
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
        let outcome = batches.iter().try_for_each(|read| match read {
            Ok(batch) => {
                let flow = take(&batch).map_break(Ok);
                let _ = returned.send(batch);
                flow
            }
            Err(stop) => ControlFlow::Break(Err(stop)),
        });
        drop(batches);
        // A panic of the library's goes on here, where it is caught and said in words.
        reading.join().unwrap_or_else(|panic| resume_unwind(panic));
        outcome.break_value().unwrap_or(Ok(()))
    })
}

/// Cells as their reader gives them, grouped into rows.
struct XlsxRows<'a> {
    reader: XlsxCellReader<'a, BufReader<Ahead>>,
    formats: Vec<Format>,
    plain: Format,
    is_1904: bool,
    /// Most bytes of text in a row.
    most: u64,
    /// The first cell of the row behind the batch, and the number of its format.
    next: Option<(calamine::Cell<DataRef<'a>>, usize)>,
    ended: bool,
}

/// Rows that go from the reader to the taker together, in few pieces of memory: what one core wrote is dear to another.
#[derive(Default)]
struct RowBatch<'a> {
    /// Columns from 1, and what stands there.
    cells: Vec<(u32, RawValue<'a>)>,
    /// The number of each row, from 1, and where its cells end.
    ends: Vec<(u32, usize)>,
    /// Text that cells own.
    text: String,
    /// Row and column of cells that are struck through.
    struck: Vec<(u32, u32)>,
}

/// What a cell holds, before text is trimmed.
enum RawValue<'a> {
    /// A text that many cells share.
    Shared(&'a str),
    /// Where a text of its own begins and ends in the batch.
    Own(usize, usize),
    Plain(CellValue<'static>),
}

impl<'a> XlsxRows<'a> {
    /// Fills a batch with the rows that come next; what it held is dropped.
    fn fill(&mut self, batch: &mut RowBatch<'a>) -> std::result::Result<(), SheetStop> {
        batch.cells.clear();
        batch.ends.clear();
        batch.text.clear();
        batch.struck.clear();
        let filled = self.rows(batch);
        if self.next.is_none() || filled.is_err() {
            self.ended = true;
        }
        filled
    }

    fn rows(&mut self, batch: &mut RowBatch<'a>) -> std::result::Result<(), SheetStop> {
        // The row that is being read, and where its text begins.
        let (mut number, mut text) = (0, 0);
        loop {
            let (cell, style) = match self.next.take() {
                Some(first) => first,
                None => match self.reader.next_cell_with_style_id()? {
                    Some(next) => next,
                    None => break,
                },
            };
            let format = self.formats.get(style);
            let (at, col) = cell.get_position();
            if at >= LAST_ROW || col >= LAST_COLUMN {
                return Err(XlsxError::Unexpected("cell beyond XFD1048576").into());
            }
            if at + 1 != number {
                batch.end(number);
                if batch.cells.len() >= BATCH || batch.text.len() >= BATCH_TEXT {
                    self.next = Some((cell, style));
                    return Ok(());
                }
                (number, text) = (at + 1, batch.text.len());
            }
            let day = match cell.get_value() {
                DataRef::DateTimeIso(text) => typed_dates::days(text),
                _ => None,
            };
            let kept = match cell.get_value() {
                DataRef::SharedString(text) => RawValue::Shared(text),
                DataRef::DateTimeIso(_) if day.is_some() => {
                    let format = format.unwrap_or(&self.plain);
                    RawValue::Plain(CellValue::Serial(format.serial(day.unwrap_or_default(), false)))
                }
                DataRef::String(own) | DataRef::DateTimeIso(own) | DataRef::DurationIso(own) => {
                    let start = batch.text.len();
                    batch.text.push_str(own);
                    RawValue::Own(start, batch.text.len())
                }
                other => match plain(other, format, self.is_1904) {
                    Some(value) => RawValue::Plain(value),
                    None => continue,
                },
            };
            if format.is_some_and(|format| format.struck) {
                batch.struck.push((at + 1, col + 1));
            }
            batch.cells.push((col + 1, kept));
            if batch.open() > LAST_COLUMN as usize {
                return Err(XlsxError::Unexpected("more cells in a row than columns").into());
            }
            if (batch.text.len() - text) as u64 > self.most {
                return Err(SheetStop::TooLarge);
            }
        }
        batch.end(number);
        Ok(())
    }
}

impl RowBatch<'_> {
    /// Cells of the row that has not ended.
    fn open(&self) -> usize {
        self.cells.len() - self.ends.last().map_or(0, |(_, end)| *end)
    }

    /// Ends row `number`, if it holds a cell.
    fn end(&mut self, number: u32) {
        if self.open() > 0 {
            self.ends.push((number, self.cells.len()));
        }
    }

    /// The rows without their blank cells.
    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let mut start = 0;
        self.ends.iter().map(move |(number, end)| {
            let cells = &self.cells[std::mem::replace(&mut start, *end)..*end];
            let struck = &self.struck[self.struck.partition_point(|(row, _)| row < number)..];
            let struck = struck.iter().take_while(|(row, _)| row == number).map(|(_, col)| *col).collect();
            let mut row = Row { number: *number, cells: Vec::with_capacity(cells.len()), struck };
            row.cells.extend(cells.iter().filter_map(|(col, kept)| {
                let value = match kept {
                    RawValue::Shared(shared) => text_cell(shared)?,
                    RawValue::Own(start, end) => text_cell(&self.text[*start..*end])?,
                    RawValue::Plain(value) => value.clone(),
                };
                Some(Cell { col: *col, value })
            }));
            if row.cells.windows(2).any(|pair| pair[0].col >= pair[1].col) {
                in_order(&mut row.cells);
            }
            row
        })
    }
}

/// Marks the cells whose text is struck through in part.
fn strike(row: &mut Row<'_>, texts: &HashSet<String>) {
    for cell in &row.cells {
        if matches!(&cell.value, CellValue::Text(text) if texts.contains(text.as_ref()))
            && !row.struck.contains(&cell.col)
        {
            row.struck.push(cell.col);
        }
    }
}

/// Cells from left to right, of a place that is written twice the last one: so spreadsheet programs read such a row.
fn in_order(cells: &mut Vec<Cell<'_>>) {
    cells.reverse();
    cells.sort_by_key(|cell| cell.col);
    cells.dedup_by_key(|cell| cell.col);
}

fn format(style: &Style) -> Format {
    // What the reader says where the file leaves it to the locale, whose money is not America's.
    const LOCAL: [(u32, &str); 2] = [
        (42, "_($* #,##0_);_($* (#,##0);_($* \"-\"_);_(@_)"),
        (44, "_($* #,##0.00_);_($* (#,##0.00);_($* \"-\"??_);_(@_)"),
    ];
    let struck = style.font.as_ref().is_some_and(calamine::Font::has_strikethrough);
    let Some(stated) = &style.number_format else { return Format::default().struck(struck) };
    let (id, code) = (stated.format_id.unwrap_or(0), stated.format_code.as_str());
    let is_open = code == "General" || LOCAL.contains(&(id, code));
    let format = if is_open { Format::builtin(id) } else { Format::of(code) };
    format.struck(struck)
}

/// What a cell holds that is no text; nothing when it is empty.
pub(super) fn plain(value: &DataRef<'_>, format: Option<&Format>, is_1904: bool) -> Option<CellValue<'static>> {
    let number =
        |value: f64| format.map_or(CellValue::Number { value, percent: false }, |format| format.cell(value, is_1904));
    Some(match value {
        DataRef::Empty
        | DataRef::SharedString(_)
        | DataRef::String(_)
        | DataRef::DateTimeIso(_)
        | DataRef::DurationIso(_) => return None,
        #[allow(clippy::cast_precision_loss, reason = "xlsx stores every number as a double")]
        DataRef::Int(value) => number(*value as f64),
        DataRef::Float(value) => number(*value),
        // The reader's own look at the format counts for nothing.
        DataRef::DateTime(at) => number(at.as_f64()),
        DataRef::Bool(flag) => CellValue::Bool(*flag),
        DataRef::Error(error) => CellValue::Error(error_name(error)),
    })
}
