//! Opening a workbook and walking its sheets row by row. Cells are streamed; a sheet is never held.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use calamine::{CellErrorType, DataRef, Reader, SheetType, SheetVisible, Style, Xlsx, XlsxError};
use sha2::{Digest, Sha256};

use super::cell::{Cell, CellValue, Row, Serial};
use super::layout::{LAST_COLUMN, LAST_ROW, Layout};
use super::parts::Parts;
use super::preflight::{self, Seen};
use super::text::{self, TextTable, Writing};
use super::xlsx_layout;
use crate::error::{Error, Kind, Result};
use crate::origin::SheetRef;

/// A worksheet of a workbook.
#[derive(Debug, Clone)]
pub struct SheetInfo {
    pub source: Arc<SheetRef>,
    /// Not shown to someone who opens the file.
    pub hidden: bool,
}

/// An open workbook.
pub struct Workbook {
    pub path: PathBuf,
    pub name: String,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: String,
    pub bytes: u64,
    /// Worksheets in the order of the file; charts and dialogs left out.
    pub sheets: Vec<SheetInfo>,
    /// Some formulas refer to other workbooks, which nobody reads: their values are as old as the last time both were
    /// open.
    pub external_links: bool,
    book: Book,
    seen: Seen,
    layouts: BTreeMap<String, Layout>,
}

/// What a file was found to be.
enum Book {
    Xlsx(Box<Xlsx<BufReader<File>>>),
    /// A text file: one sheet, named for the file.
    Text(TextTable),
}

impl Workbook {
    /// Opens a file that the case calls `name`, as input number `no`.
    ///
    /// # Errors
    /// Kind Input: missing, not a workbook, protected, of the old format, truncated, or beyond a budget.
    pub fn open(path: &Path, name: &str, no: u32) -> Result<Self> {
        let missing = |error: std::io::Error| input("input-unreadable", name).detail(error);
        let mut file = File::open(path).map_err(missing)?;
        let (sha256, bytes) = digest(&mut file).map_err(missing)?;
        let sheet = |sheet: &str, sheet_no: u32, hidden: bool| SheetInfo {
            source: Arc::new(SheetRef {
                file: name.to_owned(),
                file_no: no,
                sheet: sheet.to_owned(),
                sheet_no,
                sha256: sha256.clone(),
            }),
            hidden,
        };
        // What a file holds decides, not what it is called: a workbook named .csv is a workbook.
        let (book, sheets, seen) = if text::is_text(path) && !preflight::is_container(path).map_err(missing)? {
            let stem = Path::new(name).file_stem().map(|stem| stem.to_string_lossy().into_owned());
            let table = guarded(name, || TextTable::open(path, name))?;
            (Book::Text(table), vec![sheet(&stem.unwrap_or_default(), 1, false)], Seen::default())
        } else {
            let seen = preflight::check(path, name)?;
            let file = BufReader::new(File::open(path).map_err(missing)?);
            let book = guarded(name, || Xlsx::new(file).map_err(|error| broken(name, error)))?;
            let listed = book.sheets_metadata().iter().zip(1..).filter(|(sheet, _)| sheet.typ == SheetType::WorkSheet);
            let sheets =
                listed.map(|(found, no)| sheet(&found.name, no, found.visible != SheetVisible::Visible)).collect();
            (Book::Xlsx(Box::new(book)), sheets, seen)
        };
        let external_links = seen.external_links;
        let (path, name) = (path.to_owned(), name.to_owned());
        Ok(Self { path, name, sha256, bytes, sheets, external_links, book, seen, layouts: BTreeMap::new() })
    }

    /// How a text file is written; `None` for a workbook.
    #[must_use]
    pub fn writing(&self) -> Option<Writing> {
        match &self.book {
            Book::Text(table) => Some(table.writing()),
            Book::Xlsx(_) => None,
        }
    }

    /// Hands every row with a cell in it to `take`, until it breaks off.
    ///
    /// # Errors
    /// Kind Input when the sheet cannot be read to where `take` wants it.
    pub fn each_row(&mut self, sheet: &str, mut take: impl FnMut(&Row<'_>) -> ControlFlow<()>) -> Result<()> {
        let Self { book, name, .. } = self;
        // A panic inside `take` is our own fault and must not be blamed on the file.
        let inside = std::cell::Cell::new(false);
        let walk = || {
            let take = |row: &Row<'_>| {
                inside.set(true);
                let flow = take(row);
                inside.set(false);
                flow
            };
            match book {
                Book::Xlsx(book) => walk(book, sheet, take).map_err(|error| broken(name, error).with("sheet", sheet)),
                Book::Text(table) => table.walk(name, take),
            }
        };
        match catch_unwind(AssertUnwindSafe(walk)) {
            Ok(result) => result,
            Err(panic) if inside.get() => resume_unwind(panic),
            Err(panic) => Err(panicked(name, panic.as_ref())),
        }
    }

    /// What a sheet says about itself beside its cells. It is read once.
    ///
    /// # Errors
    /// Kind Input when the sheet cannot be read.
    pub fn layout(&mut self, sheet: &str) -> Result<Layout> {
        if let Some(known) = self.layouts.get(sheet) {
            return Ok(known.clone());
        }
        let Self { path, name, book, seen, .. } = self;
        let layout = match book {
            Book::Xlsx(_) => guarded(name, || {
                let mut parts = Parts::open(path, name)?;
                xlsx_layout::read(&mut parts, sheet, |part| seen.plain.contains(part), name)
            })?,
            // Nothing can be hidden in a text file.
            Book::Text(_) => Layout { visibility_known: true, ..Layout::default() },
        };
        self.layouts.insert(sheet.to_owned(), layout.clone());
        Ok(layout)
    }

    /// The first rows of a sheet, up to row `last`.
    ///
    /// # Errors
    /// As [`Self::each_row`].
    pub fn head(&mut self, sheet: &str, last: u32) -> Result<Vec<Row<'static>>> {
        let mut rows = Vec::new();
        self.each_row(sheet, |row| {
            if row.number > last {
                return ControlFlow::Break(());
            }
            rows.push(row.to_owned());
            ControlFlow::Continue(())
        })?;
        Ok(rows)
    }
}

/// Groups the streamed cells into rows.
fn walk(
    book: &mut Xlsx<BufReader<File>>,
    sheet: &str,
    mut take: impl FnMut(&Row<'_>) -> ControlFlow<()>,
) -> std::result::Result<(), XlsxError> {
    let is_1904 = book.has_1904_epoch();
    let mut reader = book.worksheet_cells_reader(sheet)?;
    let formats: Vec<Format> = reader.styles().iter().map(Format::of).collect();
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

/// What a number format says about a number.
#[derive(Debug, Clone, Copy, Default)]
struct Format {
    percent: bool,
    clock: bool,
}

impl Format {
    fn of(style: &Style) -> Self {
        let code = style.number_format.as_ref().map_or("", |format| format.format_code.as_str());
        // Only the section for positive numbers, and nothing between quotation marks.
        let shown: String = code.split(';').next().unwrap_or("").split('"').step_by(2).collect();
        let lower = shown.to_ascii_lowercase();
        Self { percent: lower.contains('%'), clock: lower.contains('h') }
    }
}

fn typed<'a>(value: &DataRef<'a>, format: Format, is_1904: bool) -> Option<CellValue<'a>> {
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

/// The text without surrounding white space; `None` when nothing is left.
pub(super) fn visible(text: &str) -> Option<&str> {
    let trimmed = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{3164}'));
    (!trimmed.is_empty()).then_some(trimmed)
}

fn error_name(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#DATA!",
    }
}

fn digest(file: &mut File) -> std::io::Result<(String, u64)> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
        bytes += read as u64;
    }
    Ok((hex(&hash.finalize()), bytes))
}

/// Lower-case hexadecimal, as hashes are written.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Runs a library call; a panic inside becomes an Input error.
pub(super) fn guarded<T>(name: &str, call: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|panic| Err(panicked(name, panic.as_ref())))
}

fn panicked(name: &str, panic: &(dyn std::any::Any + Send)) -> Error {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    input("input-broken", name).detail(text.unwrap_or("panic"))
}

fn broken(name: &str, error: XlsxError) -> Error {
    let key = if matches!(error, XlsxError::Password) { "input-protected" } else { "input-broken" };
    input(key, name).detail(error)
}

pub(super) fn input(key: &'static str, file: &str) -> Error {
    Error::new(Kind::Input, key).with("file", file)
}
