//! The cells of a binary Excel workbook (xlsb), record by record.
//!
//! calamine knows the long cell records alone and passes over the others in silence: the short ones, which name no column
//! (types 12 to 18), rich text in a cell (62) and errors of formulas (11; tafia/calamine#716), in 0.38. So cells are read
//! here, and a record in a row that is none of those of MS-XLSB refuses the file. What names stand for, calamine
//! tells.

use std::io::BufReader;
use std::ops::ControlFlow;

use calamine::{Reader, Xlsb};

use super::Location;
use super::budget::Budget;
use super::cell::{Cell, CellValue, Row};
use super::cell_formats::Format;
use super::layout::{LAST_COLUMN, LAST_ROW};
use super::ole::long;
use super::parts::Parts;
use super::sheet_metadata::{SheetBeside, error_name};
use super::workbook::{broken, guarded, input, text_cell};
use super::xlsb_scan::{WHOLE, record, walk, wide};
use crate::error::Result;

/// A workbook that was looked into.
#[derive(Default)]
pub(super) struct Binary {
    pub sheets: Vec<Listed>,
    /// What names stand for.
    pub names: Vec<(String, String)>,
    pub is_1904: bool,
    pub external_links: bool,
    /// The format of each cell format record.
    pub formats: Vec<Format>,
    /// Texts that cells share.
    pub strings: Vec<String>,
    pub parts: Option<Parts>,
}

/// A sheet as the workbook lists it.
pub(super) struct Listed {
    pub name: String,
    /// Among all sheets of the file, from 0.
    pub place: u32,
    pub is_hidden: bool,
    /// The part it stands in.
    pub part: String,
    pub beside: SheetBeside,
}

impl Binary {
    /// Takes the parts, from which cells are read, and asks calamine for the names.
    pub(super) fn ready(self, parts: Parts, path: &Location, name: &str) -> Self {
        let names = guarded(name, || {
            let file = path.open().map_err(|error| broken(name, error))?;
            let book = Xlsb::new(BufReader::new(file)).map_err(|error| broken(name, error))?;
            Ok(book.defined_names().to_vec())
        });
        // A workbook whose names cannot be read has cells all the same.
        Self { names: names.unwrap_or_default(), parts: Some(parts), ..self }
    }

    pub(super) fn sheet(&self, name: &str) -> Option<&Listed> {
        self.sheets.iter().find(|sheet| sheet.name == name)
    }

    /// What calamine would not tell, in the form of other workbooks.
    pub(super) fn beside(&self, sheet: &str) -> Option<&SheetBeside> {
        self.sheet(sheet).map(|sheet| &sheet.beside)
    }

    /// Hands the rows of a sheet to `take`.
    pub(super) fn walk(
        &mut self,
        name: &str,
        sheet: &str,
        budget: &Budget,
        mut take: impl FnMut(&Row<'_>) -> ControlFlow<()>,
    ) -> Result<()> {
        let part = self.sheet(sheet).map(|sheet| sheet.part.clone());
        let Self { parts: Some(parts), strings, formats, is_1904, .. } = self else {
            return Err(input("input-unreadable", name));
        };
        let part = part.ok_or_else(|| broken(name, "no such sheet"))?;
        let mut reading = XlsbState { strings, formats, is_1904: *is_1904, col: 0, row: Row::default() };
        let mut text = 0;
        walk(parts, &part, name, WHOLE, |kind, data| {
            if kind == record::ROW {
                text = 0;
                if reading.give(&mut take).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
                reading.row.number = long(data, 0).saturating_add(1);
                if reading.row.number > LAST_ROW {
                    return Err(broken(name, "a row beyond all rows"));
                }
            } else if record::is_cell(kind) {
                text += data.len() as u64;
                if text > budget.record {
                    return Err(input("input-too-large", name).detail("record"));
                }
                reading.cell(kind, data).map_err(|what| broken(name, what))?;
            }
            Ok(ControlFlow::Continue(()))
        })?;
        let _ = reading.give(&mut take);
        Ok(())
    }
}

/// A row while its cells are read.
struct XlsbState<'b> {
    strings: &'b [String],
    formats: &'b [Format],
    is_1904: bool,
    /// The column of the last cell, counted from 1.
    col: u32,
    row: Row<'b>,
}

impl XlsbState<'_> {
    /// Hands out the row and empties it.
    fn give(&mut self, take: &mut impl FnMut(&Row<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
        let flow = if self.row.cells.is_empty() { ControlFlow::Continue(()) } else { take(&self.row) };
        self.row.cells.clear();
        self.row.struck.clear();
        self.col = 0;
        flow
    }

    /// Reads a cell: column, then format, then value. The short form has no column: it stands right of the one before.
    fn cell(&mut self, kind: u16, data: &[u8]) -> std::result::Result<(), &'static str> {
        let is_short = record::is_short(kind);
        let col = if is_short { self.col.saturating_add(1) } else { long(data, 0).saturating_add(1) };
        let (style, value) =
            if is_short { data.split_at_checked(4) } else { data.get(4..).and_then(|data| data.split_at_checked(4)) }
                .ok_or("a cell cut short")?;
        if self.row.number == 0 || col <= self.col || col > LAST_COLUMN {
            return Err("a cell outside its row");
        }
        self.col = col;
        // 24 bits of the format, then flags.
        let format = self.formats.get((long(style, 0) & 0x00FF_FFFF) as usize);
        let number = |value: f64| {
            format.map_or(CellValue::Number { value, percent: false }, |format| format.cell(value, self.is_1904))
        };
        let text = |text: Option<String>| text.ok_or("a text cut short");
        let owned = |text: String| text_cell(&text).map(|value| value.to_owned());
        let first = value.first().copied();
        let value = match kind {
            record::BLANK | record::SHORT_BLANK => None,
            record::RK | record::SHORT_RK => Some(number(rk(value).ok_or("a number cut short")?)),
            record::REAL | record::FORMULA_NUMBER | record::SHORT_REAL => {
                Some(number(double(value).ok_or("a number cut short")?))
            }
            record::ERROR | record::FORMULA_ERROR | record::SHORT_ERROR => {
                Some(CellValue::Error(error_name(first.ok_or("an error cut short")?)))
            }
            record::BOOL | record::FORMULA_BOOL | record::SHORT_BOOL => {
                Some(CellValue::Bool(first.ok_or("a flag cut short")? != 0))
            }
            record::TEXT | record::FORMULA_TEXT | record::SHORT_TEXT => owned(text(wide(value, 0))?),
            // Flags stand before the text.
            record::RICH_TEXT => owned(text(wide(value, 1))?),
            record::SHARED | record::SHORT_SHARED => {
                let index = value.get(..4).map(|index| long(index, 0) as usize);
                let shared = index.and_then(|index| self.strings.get(index)).ok_or("a text that nobody shares")?;
                text_cell(shared)
            }
            _ => return Err("a cell of no type"),
        };
        if let Some(value) = value {
            if format.is_some_and(|format| format.struck) {
                self.row.struck.push(col);
            }
            self.row.cells.push(Cell { col, value });
        }
        Ok(())
    }
}

/// A number in four bytes: of a double the upper thirty bits, or a whole number; a hundred times as much, if a flag says so.
fn rk(data: &[u8]) -> Option<f64> {
    let bits = long(data.get(..4)?, 0);
    let value = if bits & 2 != 0 {
        // The sign stays in front.
        f64::from(i32::from_le_bytes(bits.to_le_bytes()) >> 2)
    } else {
        f64::from_bits(u64::from(bits & !3) << 32)
    };
    Some(if bits & 1 != 0 { value / 100.0 } else { value })
}

fn double(data: &[u8]) -> Option<f64> {
    data.get(..8).map(|bytes| f64::from_bits(u64::from(long(bytes, 0)) | (u64::from(long(bytes, 4)) << 32)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_numbers_are_read_in_all_four_forms() {
        let of = |bits: u32| rk(&bits.to_le_bytes());
        assert_eq!(of((12 << 2) | 2), Some(12.0));
        assert_eq!(of((1234 << 2) | 3), Some(12.34));
        assert_eq!(of((-5_i32 << 2).cast_unsigned() | 2), Some(-5.0));
        let upper = u32::try_from(1.5_f64.to_bits() >> 32).expect("thirty-two bits");
        assert_eq!((of(upper), of(upper | 1)), (Some(1.5), Some(0.015)));
        assert_eq!((rk(&[1, 2]), double(&1.25_f64.to_le_bytes())), (None, Some(1.25)));
    }
}
