//! Opening a workbook and walking its sheets row by row. Cells are streamed wherever the format allows it.
//!
//! Knows which format is read by whom. How each of them is walked, and what a file must not be, stands beside it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::sync::Arc;

use calamine::{CellErrorType, Reader, SheetType, SheetVisible};
use sha2::{Digest, Sha256};

use super::budget::Budget;
use super::cell::{CellValue, Row};
use super::ipc::{DecodedRows, ERRORS};
use super::layout::{Layout, reference};
use super::parts::Parts;
use super::preflight::{self, Recognised};
use super::sheet_metadata::{SheetBeside, SheetMetadata};
use super::text::{TextTable, Writing};
use super::xlsb::Binary;
use super::xlsx::Streamed;
use super::{Location, OpenFile, Reading, decoded, sandbox, xlsx_layout};
use crate::error::{Error, ErrorKind, Result};
use crate::korean::{compose, is_decomposed};
use crate::origin::{Range, SheetRef};

/// A worksheet of a workbook.
#[derive(Debug, Clone)]
pub struct SheetInfo {
    pub source: Arc<SheetRef>,
    /// Not shown to someone who opens the file.
    pub hidden: bool,
}

/// An open workbook.
pub struct Workbook {
    location: Location,
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
    budget: Budget,
    layouts: BTreeMap<String, Layout>,
}

/// What a file was found to be.
enum Book {
    Xlsx(Box<Streamed>),
    Xlsb(Box<Binary>),
    /// Cells that a child process read.
    Held(DecodedRows, SheetMetadata),
    /// A text file: one sheet, named for the file.
    Text(TextTable),
}

/// Bytes of shared text, as markup, that may be held once more for each sheet that is read beside another.
const TWIN_TEXT: u64 = 4 << 20;

impl Workbook {
    /// Opens a file that the case calls `name`, as input number `no`. What it holds decides how it is read, not what it is
    /// called.
    ///
    /// # Errors
    /// Kind Input: missing, not a workbook, protected, truncated, or beyond a budget.
    pub fn open(location: impl Into<Location>, name: &str, no: u32, reading: &Reading) -> Result<Self> {
        let (location, budget) = (location.into(), &reading.budget);
        let missing = |error: std::io::Error| input("input-unreadable", name).detail(error);
        let mut file = location.open().map_err(missing)?;
        let bytes = file.length().map_err(missing)?;
        // Hashing reads the whole of it.
        if bytes > budget.file.max(budget.text) {
            return Err(input("input-too-large", name).detail("file"));
        }
        // The hash of a large file takes as long as a good part of the look into it: both at once.
        let (digest, found) = std::thread::scope(|scope| {
            let digest = scope.spawn(move || digest(&mut file));
            let found = preflight::examine(&location, name, budget);
            (digest.join().unwrap_or_else(|panic| resume_unwind(panic)), found)
        });
        let ((sha256, bytes), found) = (digest.map_err(missing)?, found?);
        let held = |format, beside| Ok(Book::Held(sandbox::read(&location, format, name, reading)?, beside));
        let book = guarded(name, || match found {
            Recognised::Xlsx(book) => Ok(Book::Xlsx(book)),
            Recognised::Xlsb(book) => Ok(Book::Xlsb(book)),
            Recognised::Held(format, beside) => held(format, beside),
            Recognised::Text => Ok(Book::Text(TextTable::open(&location, name, budget)?)),
        })?;
        let sheet = |(sheet, no_in_file, hidden): (String, u32, bool)| SheetInfo {
            source: Arc::new(SheetRef {
                file: name.to_owned(),
                file_no: no,
                sheet,
                sheet_no: no_in_file,
                sha256: sha256.clone(),
            }),
            hidden,
        };
        let sheets = book.sheets(name).into_iter().map(sheet).collect();
        let external_links = book.external_links();
        let (name, budget) = (name.to_owned(), budget.clone());
        Ok(Self { location, name, sha256, bytes, sheets, external_links, book, budget, layouts: BTreeMap::new() })
    }

    /// Whether [`Self::twin`] costs little: its cells stream, and few texts are shared between them.
    #[must_use]
    pub fn has_twins(&self) -> bool {
        matches!(&self.book, Book::Xlsx(book) if book.seen.shared_text <= TWIN_TEXT)
    }

    /// The same file open once more, so that two of its sheets can be read side by side; it was looked into before.
    ///
    /// # Errors
    /// Kind Input when the file cannot be opened any more.
    pub fn twin(&self) -> Result<Self> {
        let (location, name) = (&self.location, self.name.as_str());
        let book = match &self.book {
            Book::Xlsx(book) => guarded(name, || book.twin(location, name, self.budget.depth))?,
            Book::Xlsb(_) | Book::Held(..) | Book::Text(_) => return Err(input("input-unreadable", name)),
        };
        Ok(Self {
            location: location.clone(),
            name: self.name.clone(),
            sha256: self.sha256.clone(),
            bytes: self.bytes,
            sheets: self.sheets.clone(),
            external_links: self.external_links,
            book: Book::Xlsx(Box::new(book)),
            budget: self.budget.clone(),
            layouts: self.layouts.clone(),
        })
    }

    /// How a text file is written; `None` for a workbook.
    #[must_use]
    pub fn writing(&self) -> Option<Writing> {
        match &self.book {
            Book::Text(table) => Some(table.writing()),
            Book::Xlsx(_) | Book::Xlsb(_) | Book::Held(..) => None,
        }
    }

    /// Whether days are counted from 1904, as workbooks of old Macs do; a number that nobody formatted as a date is one
    /// in the same count.
    #[must_use]
    pub fn is_1904(&self) -> bool {
        match &self.book {
            Book::Xlsx(book) => book.book.has_1904_epoch(),
            Book::Xlsb(book) => book.is_1904,
            Book::Held(held, _) => held.is_1904,
            Book::Text(_) => false,
        }
    }

    /// Whether it is an old workbook (xls), in which some programs cut texts short.
    #[must_use]
    pub fn is_old(&self) -> bool {
        matches!(&self.book, Book::Held(_, beside) if !beside.has_types)
    }

    /// What a name of the workbook stands for, as its formula; `None` for a text file.
    #[must_use]
    pub fn defined_name(&self, name: &str) -> Option<&str> {
        let names: &[(String, String)] = match &self.book {
            Book::Xlsx(book) => book.book.defined_names(),
            Book::Xlsb(book) => &book.names,
            Book::Held(held, _) => &held.names,
            Book::Text(_) => &[],
        };
        names.iter().find(|(found, _)| found == name).map(|(_, formula)| formula.as_str())
    }

    /// Hands every row with a cell in it to `take`, until it breaks off.
    ///
    /// # Errors
    /// Kind Input when the sheet cannot be read to where `take` wants it.
    pub fn each_row(&mut self, sheet: &str, mut take: impl FnMut(&Row<'_>) -> ControlFlow<()>) -> Result<()> {
        let Self { location, book, name, budget, .. } = self;
        // A panic inside `take` is our own fault and must not be blamed on the file.
        let inside = std::cell::Cell::new(false);
        let over = std::cell::Cell::new(None);
        let walk = || {
            let mut cells = 0;
            let take = |row: &Row<'_>| {
                cells += row.cells.len() as u64;
                if let Some(what) = beyond(row, cells, budget) {
                    over.set(Some(what));
                    return ControlFlow::Break(());
                }
                inside.set(true);
                let flow = take(row);
                inside.set(false);
                flow
            };
            match book {
                Book::Xlsx(book) => book.walk(location, name, sheet, budget, take),
                Book::Xlsb(book) => book.walk(name, sheet, budget, take),
                Book::Held(held, beside) => {
                    decoded::walk(held, sheet, beside, take).ok_or_else(|| broken(name, "no such sheet"))
                }
                Book::Text(table) => table.walk(name, take),
            }
        };
        match catch_unwind(AssertUnwindSafe(walk)) {
            Ok(result) => match over.get() {
                Some(what) => Err(input("input-too-large", name).detail(what)),
                None => result.map_err(|error| error.with("sheet", sheet)),
            },
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
        let Self { location, name, book, budget, .. } = self;
        let layout = match book {
            Book::Xlsx(book) => guarded(name, || {
                let mut parts = Parts::open(location, name, budget)?;
                xlsx_layout::read(&mut parts, sheet, |part| book.seen.plain.contains(part), name, budget)
            })?,
            Book::Xlsb(book) => named(book.beside(sheet), &book.names, sheet),
            Book::Held(held, beside) => named(decoded::beside(held, sheet, beside), &held.names, sheet),
            // Nothing can be hidden in a text file.
            Book::Text(table) => Layout { visibility_known: true, cut: Some(table.cut(name)?), ..Layout::default() },
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

impl Book {
    /// Name, number and whether it is hidden of every worksheet.
    fn sheets(&self, name: &str) -> Vec<(String, u32, bool)> {
        let listed = |sheets: &[calamine::Sheet]| {
            let sheets = sheets.iter().zip(1..).filter(|(sheet, _)| sheet.typ == SheetType::WorkSheet);
            sheets.map(|(sheet, no)| (sheet.name.clone(), no, sheet.visible != SheetVisible::Visible)).collect()
        };
        match self {
            Self::Xlsx(book) => listed(book.book.sheets_metadata()),
            Self::Xlsb(book) => {
                let sheets = book.sheets.iter();
                sheets.map(|sheet| (sheet.name.clone(), sheet.place.saturating_add(1), sheet.is_hidden)).collect()
            }
            Self::Held(held, _) => {
                // What a spreadsheet remembers of other files stands among its own sheets.
                let own = held.sheets.iter().filter(|sheet| !sheet.name.starts_with("'file:"));
                own.map(|sheet| (sheet.name.clone(), sheet.place.saturating_add(1), sheet.is_hidden)).collect()
            }
            Self::Text(_) => {
                let stem = Path::new(name).file_stem().map(|stem| stem.to_string_lossy().into_owned());
                vec![(stem.unwrap_or_default(), 1, false)]
            }
        }
    }

    fn external_links(&self) -> bool {
        match self {
            Self::Xlsx(book) => book.seen.external_links,
            Self::Xlsb(book) => book.external_links,
            Self::Held(_, beside) => beside.external_links,
            Self::Text(_) => false,
        }
    }
}

/// Which limit a row goes beyond, `cells` being all cells so far.
fn beyond(row: &Row<'_>, cells: u64, budget: &Budget) -> Option<&'static str> {
    let is_long = |value: &CellValue<'_>| matches!(value, CellValue::Text(text) if text.len() as u64 > budget.string);
    match row.cells.last() {
        _ if cells > budget.cells => Some("cells"),
        Some(last) if u64::from(last.col) > budget.columns => Some("columns"),
        _ if row.cells.iter().any(|cell| is_long(&cell.value)) => Some("string"),
        _ => None,
    }
}

/// The layout that the look beforehand found, with the names that the reader knows.
fn named(beside: Option<&SheetBeside>, names: &[(String, String)], sheet: &str) -> Layout {
    let mut layout = beside.map(|beside| beside.layout.clone()).unwrap_or_default();
    if layout.names.is_empty() {
        // Names of the program's own are marked, in the older format by a single control character.
        let own = names.iter().filter(|(name, _)| !name.starts_with("_xlnm.") && !name.contains(char::is_control));
        let here = own.filter_map(|(name, formula)| Some((name, reference(formula)?)));
        let here = here.filter(|(_, (place, _))| place == sheet);
        layout.names = here.map(|(name, (_, range)): (_, (_, Range))| (name.clone(), range)).collect();
    }
    layout
}

/// The text without surrounding white space; `None` when nothing is left.
pub(super) fn visible(text: &str) -> Option<&str> {
    const FILLER: char = '\u{3164}';
    let is_blank = |c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | FILLER);
    let trimmed = text.trim_start_matches(is_blank);
    // A filler before letters spells a syllable.
    let before = &text[..text.len() - trimmed.len()];
    let spells = before.ends_with(FILLER) && trimmed.starts_with(|c| ('\u{3131}'..='\u{314e}').contains(&c));
    let start = before.len() - if spells { FILLER.len_utf8() } else { 0 };
    let trimmed = text[start..].trim_end_matches(is_blank);
    (!trimmed.is_empty()).then_some(trimmed)
}

/// A cell of text as a person sees it: trimmed, its Hangul composed; the text of an error is one. `None` when nothing is
/// left.
pub(super) fn text_cell(text: &str) -> Option<CellValue<'_>> {
    let text = visible(text)?;
    if text.starts_with(['#', 'E'])
        && let Some(error) = ERRORS.iter().chain(&OF_LIBREOFFICE).find(|error| **error == text)
    {
        return Some(CellValue::Error(error));
    }
    Some(CellValue::Text(if is_decomposed(text) { Cow::Owned(compose(text)) } else { Cow::Borrowed(text) }))
}

/// Errors that `LibreOffice` shows by number.
const OF_LIBREOFFICE: [&str; 33] = [
    "Err:501", "Err:502", "Err:503", "Err:504", "Err:505", "Err:506", "Err:507", "Err:508", "Err:509", "Err:510",
    "Err:511", "Err:512", "Err:513", "Err:514", "Err:515", "Err:516", "Err:517", "Err:518", "Err:519", "Err:520",
    "Err:521", "Err:522", "Err:523", "Err:524", "Err:525", "Err:526", "Err:527", "Err:528", "Err:529", "Err:530",
    "Err:531", "Err:532", "Err:540",
];

pub(super) fn error_name(error: &CellErrorType) -> &'static str {
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

fn digest(file: &mut OpenFile) -> std::io::Result<(String, u64)> {
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

pub(super) fn broken(name: &str, error: impl std::fmt::Display) -> Error {
    input("input-broken", name).detail(error)
}

pub(super) fn input(key: &'static str, file: &str) -> Error {
    Error::new(ErrorKind::Input, key).with("file", file)
}
