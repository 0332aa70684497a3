//! Formats that cannot be streamed (xls, ods): read whole by calamine, written out cell by cell.
//!
//! Runs in a child process under limits; as a function of the library it is what tests and fuzzing drive.

use std::io::{self, BufReader, Cursor, Read, Seek, Write};

use calamine::{Data, Ods, OdsError, Range, Reader, SheetType, SheetVisible, Xls, XlsError, XlsOptions};

use super::Location;
use super::budget::Budget;
use super::ipc::{FrameWriter, Sent};
use super::ods_plain;
use super::typed_dates::{days, elapsed_days};
use super::workbook::{error_name, guarded, input, visible};
use crate::error::{Error, Result};

/// A format that cannot be streamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WholeFormat {
    /// Excel 97 and later: text is Unicode, whatever the record of the code page says.
    Xls,
    /// Excel 5 and 95: text is in the code page of the workbook.
    OldXls,
    Ods,
    /// White space, or remarks, between the elements of its content.
    SpacedOds,
}

impl WholeFormat {
    /// How the two processes name it to each other.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Xls => "xls",
            Self::OldXls => "xls5",
            Self::Ods => "ods",
            Self::SpacedOds => "ods-spaced",
        }
    }

    pub(super) fn of_word(word: &str) -> Option<Self> {
        [Self::Xls, Self::OldXls, Self::Ods, Self::SpacedOds].into_iter().find(|format| format.word() == word)
    }
}

/// Writes the cells of a workbook, or why they cannot be read.
///
/// # Errors
/// When nobody takes what is written.
pub(super) fn write(path: &Location, format: WholeFormat, budget: &Budget, out: impl Write) -> io::Result<()> {
    let mut writer = FrameWriter::new(out)?;
    // The name is the parent's to say.
    let read = guarded("", || {
        let file = path.open().map_err(|error| input("input-broken", "").detail(error))?;
        let file = BufReader::new(file);
        match format {
            WholeFormat::Xls | WholeFormat::OldXls => {
                let mut options = XlsOptions::default();
                // calamine 0.38 decodes the text of newer workbooks by their code page too, which turns Hangul into other
                // characters; no upstream issue is known. The number of UTF-16 takes that away.
                options.force_codepage = (format == WholeFormat::Xls).then_some(1200);
                let book = Xls::new_with_options(file, options);
                let mut book = book.map_err(|error| broken(matches!(error, XlsError::Password), error))?;
                let is_1904 = book.has_1904_epoch();
                Ok((send(&mut book, budget, &mut writer)?, is_1904))
            }
            WholeFormat::Ods => {
                let book = Ods::new(file);
                let mut book = book.map_err(|error| broken(matches!(error, OdsError::Password), error))?;
                Ok((send(&mut book, budget, &mut writer)?, false))
            }
            // calamine 0.38 takes white space between cells for damage; no upstream issue is known.
            WholeFormat::SpacedOds => {
                let bytes = ods_plain::without_space(file).map_err(|error| broken(false, error))?;
                let book = Ods::new(Cursor::new(bytes));
                let mut book = book.map_err(|error| broken(matches!(error, OdsError::Password), error))?;
                Ok((send(&mut book, budget, &mut writer)?, false))
            }
        }
    });
    match read {
        Ok((written, is_1904)) => written.and_then(|()| writer.end(is_1904)),
        // A library that finds no room may say so as if the file were to blame.
        Err(error) if error.key == "input-broken" && is_without_room() => {
            writer.failure("input-too-large", "no memory left")
        }
        Err(error) => writer.failure(error.key, error.detail.as_deref().unwrap_or("")),
    }
}

/// Whether the limit of memory is reached.
fn is_without_room() -> bool {
    const LITTLE: usize = 16 << 20;
    Vec::<u8>::new().try_reserve_exact(LITTLE).is_err()
}

fn broken(is_protected: bool, error: impl std::fmt::Display) -> Error {
    input(if is_protected { "input-protected" } else { "input-broken" }, "").detail(error)
}

/// Writes all sheets. The outer result is about the file, the inner one about whoever reads.
fn send<B, R, E>(book: &mut B, budget: &Budget, out: &mut FrameWriter<impl Write>) -> Result<io::Result<()>>
where
    R: Read + Seek,
    E: std::fmt::Display,
    B: Reader<R, Error = E>,
{
    let (sheets, names) = (book.sheets_metadata().to_vec(), book.defined_names().to_vec());
    for (sheet, place) in sheets.iter().zip(0..).filter(|(sheet, _)| sheet.typ == SheetType::WorkSheet) {
        let range = book.worksheet_range(&sheet.name).map_err(|error| broken(false, error))?;
        let (height, width) = range.get_size();
        if height as u64 * width as u64 > budget.held {
            return Err(input("input-too-large", "").detail("cells"));
        }
        let written =
            out.sheet(place, &sheet.name, sheet.visible != SheetVisible::Visible).and_then(|()| rows(&range, out));
        if written.is_err() {
            return Ok(written);
        }
    }
    Ok(names.iter().try_for_each(|(name, formula)| out.name(name, formula)))
}

fn rows(range: &Range<Data>, out: &mut FrameWriter<impl Write>) -> io::Result<()> {
    let Some((top, left)) = range.start() else { return Ok(()) };
    for (row, number) in range.rows().zip(top + 1..) {
        let mut cells = row.iter().zip(left + 1..).filter_map(|(cell, col)| Some((col, value(cell)?))).peekable();
        if cells.peek().is_some() {
            out.row(number)?;
        }
        cells.try_for_each(|(col, value)| out.cell(col, value))?;
    }
    Ok(())
}

fn value(cell: &Data) -> Option<Sent<'_>> {
    Some(match cell {
        Data::Empty => return None,
        Data::String(text) => {
            // Errors of open documents are texts; whoever takes them tells them apart.
            visible(text).map(Sent::Text)?
        }
        #[allow(clippy::cast_precision_loss, reason = "a spreadsheet's numbers are doubles")]
        Data::Int(number) => Sent::Number(*number as f64),
        Data::Float(number) => Sent::Number(*number),
        Data::Bool(flag) => Sent::Bool(*flag),
        Data::DateTime(at) => Sent::Serial(at.as_f64()),
        Data::DateTimeIso(text) => days(text).map_or_else(|| Sent::Text(text.trim()), Sent::Serial),
        Data::DurationIso(text) => elapsed_days(text).map_or_else(|| Sent::Text(text.trim()), Sent::Serial),
        Data::Error(error) => Sent::Error(error_name(error)),
    })
}
