//! A look at the records of an old Excel workbook (xls): sizes before the reader trusts them, and what it does not tell.
//!
//! Reads the globals and each sheet's records once, in bounded memory. Values are the reader's business.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use encoding_rs::{BIG5, EUC_KR, Encoding, GBK, SHIFT_JIS, UTF_16LE, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252};

use super::budget::Budget;
use super::cell_formats::Format;
use super::layout::{add_run, settle};
use super::ole::{Compound, long, short};
use super::sheet_metadata::{SheetBeside, SheetMetadata, place};
use super::unstreamed;
use super::workbook::input;
use crate::error::{Error, Result};
use crate::origin::{Address, Range};

/// Most sheets; Excel itself stops far below.
const SHEETS: usize = 10_000;
/// Most merges of a sheet, and most cell formats.
const MOST: usize = 1_000_000;
const LAST_COLUMN: u16 = 255;

/// The types of records that matter here, as MS-XLS numbers them.
mod record {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const EOF: u16 = 0x000A;
    pub(super) const FILEPASS: u16 = 0x002F;
    pub(super) const CODEPAGE: u16 = 0x0042;
    pub(super) const FONT: u16 = 0x0031;
    pub(super) const COLINFO: u16 = 0x007D;
    pub(super) const BOUNDSHEET: u16 = 0x0085;
    pub(super) const MULRK: u16 = 0x00BD;
    pub(super) const RSTRING: u16 = 0x00D6;
    pub(super) const XF: u16 = 0x00E0;
    pub(super) const MERGEDCELLS: u16 = 0x00E5;
    pub(super) const SST: u16 = 0x00FC;
    pub(super) const LABELSST: u16 = 0x00FD;
    pub(super) const SUPBOOK: u16 = 0x01AE;
    pub(super) const DIMENSIONS: u16 = 0x0200;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const BOOLERR: u16 = 0x0205;
    pub(super) const ROW: u16 = 0x0208;
    pub(super) const RK: u16 = 0x027E;
    pub(super) const FORMAT: u16 = 0x041E;
    pub(super) const BOF: u16 = 0x0809;
}

/// Looks through the stream of the workbook. `stream` is its lower-case name. Says as well which of two formats it is.
pub(super) fn scan(
    compound: &mut Compound,
    stream: &str,
    name: &str,
    budget: &Budget,
) -> Result<(SheetMetadata, unstreamed::WholeFormat)> {
    let Some(stream) = compound.stream(stream, name)? else { return Err(input("input-not-workbook", name)) };
    let mut records = BiffRecords { inner: BufReader::new(stream), data: Vec::new(), name };
    let globals = globals(&mut records, name)?;
    let mut beside = SheetMetadata { external_links: globals.external_links, ..SheetMetadata::default() };
    let mut cells = 0;
    for (index, at) in globals.sheets.iter().enumerate() {
        records.inner.seek(SeekFrom::Start(u64::from(*at))).map_err(|error| cut(name, &error))?;
        let mut sheet = XlsSheet {
            beside: SheetBeside::default(),
            bounds: None,
            cells: &mut cells,
            texts: globals.texts,
            name,
            budget,
        };
        sheet.read(&mut records, &globals.formats)?;
        let XlsSheet { beside: mut found, .. } = sheet;
        settle(&mut found.layout.hidden_rows);
        settle(&mut found.layout.hidden_columns);
        found.layout.visibility_known = true;
        beside.sheets.insert(place(index), found);
    }
    Ok((beside, if globals.is_old { unstreamed::WholeFormat::OldXls } else { unstreamed::WholeFormat::Xls }))
}

fn cut(name: &str, error: &io::Error) -> Error {
    input("input-truncated", name).detail(error)
}

/// The records of a stream, one at a time.
struct BiffRecords<'n, R> {
    inner: R,
    data: Vec<u8>,
    name: &'n str,
}

impl<R: Read> BiffRecords<'_, R> {
    /// The type of the next record, its bytes in `data`; nothing at the end of the stream.
    fn next(&mut self) -> Result<Option<u16>> {
        let mut head = [0; 4];
        let mut read = 0;
        while read < head.len() {
            match self.inner.read(&mut head[read..]).map_err(|error| cut(self.name, &error))? {
                0 if read == 0 => return Ok(None),
                0 => return Err(input("input-truncated", self.name).detail("a record's head")),
                more => read += more,
            }
        }
        self.data.resize(usize::from(short(&head, 2)), 0);
        self.inner.read_exact(&mut self.data).map_err(|error| cut(self.name, &error))?;
        Ok(Some(short(&head, 0)))
    }
}

/// What the first part of the stream says of the whole workbook.
#[derive(Default)]
struct Globals {
    /// Where each sheet's records begin.
    sheets: Vec<u32>,
    /// The format of each cell format record.
    formats: Vec<Format>,
    external_links: bool,
    /// How many texts cells share.
    texts: u32,
    /// Older than Excel 97: text is in the code page of the workbook, a byte or two for a character.
    is_old: bool,
}

fn globals<R: Read>(records: &mut BiffRecords<'_, R>, name: &str) -> Result<Globals> {
    let mut globals = Globals::default();
    let mut codes: Vec<(u16, Format)> = Vec::new();
    // Of each cell format the numbers of its font and of its number format.
    let mut numbers: Vec<(u16, u16)> = Vec::new();
    let mut fonts: Vec<bool> = Vec::new();
    let mut is_first = true;
    let mut encoding = WINDOWS_1252;
    while let Some(kind) = records.next()? {
        let data = &records.data;
        if std::mem::take(&mut is_first) && kind != record::BOF {
            return Err(input("input-broken", name).detail("no beginning of file"));
        }
        match kind {
            record::BOF => globals.is_old = matches!(short(data, 0), 0x0200 | 0x0300 | 0x0400 | 0x0500),
            record::CODEPAGE => encoding = code_page(short(data, 0)),
            record::FILEPASS => return Err(input("input-protected", name)),
            record::BOUNDSHEET => globals.sheets.push(long(data, 0)),
            record::XF => numbers.push((short(data, 0), short(data, 2))),
            record::FONT => fonts.push(short(data, 2) & 0x08 != 0),
            record::FORMAT => codes.push((short(data, 0), Format::of(&format_code(data, globals.is_old, encoding)))),
            // This workbook and functions of add-ins are marked by their length; all else is another file.
            record::SUPBOOK => globals.external_links |= data.len() != 4 || !matches!(short(data, 2), 0x0401 | 0x3A01),
            record::SST => globals.texts = long(data, 4),
            record::EOF => break,
            _ => {}
        }
        if globals.sheets.len() > SHEETS || numbers.len() + fonts.len() > MOST || codes.len() > MOST {
            return Err(input("input-too-large", name).detail("formats"));
        }
    }
    codes.sort_by_key(|(id, _)| *id);
    let format = |(font, id): &(u16, u16)| {
        let format = match codes.binary_search_by_key(id, |(known, _)| *known) {
            Ok(found) => codes[found].1.clone(),
            Err(_) => Format::builtin(u32::from(*id)),
        };
        // No font has the number 4.
        let font = usize::from(if *font > 4 { font - 1 } else { *font });
        format.struck(fonts.get(font).is_some_and(|struck| *struck))
    };
    globals.formats = numbers.iter().map(format).collect();
    Ok(globals)
}

/// The code of a number format. Older workbooks count its bytes in one byte, newer ones its characters in two, and flags
/// follow.
fn format_code(data: &[u8], is_old: bool, encoding: &'static Encoding) -> String {
    let (head, count) =
        if is_old { (3, usize::from(data.get(2).copied().unwrap_or(0))) } else { (5, usize::from(short(data, 2))) };
    let text = data.get(head..).unwrap_or_default();
    if is_old {
        encoding.decode_without_bom_handling(&text[..count.min(text.len())]).0.into_owned()
    } else if data.get(4).is_some_and(|flags| flags & 1 == 1) {
        let units: Vec<u16> = text.chunks_exact(2).take(count).map(|pair| short(pair, 0)).collect();
        String::from_utf16_lossy(&units)
    } else {
        text.iter().take(count).map(|byte| char::from(*byte)).collect()
    }
}

/// The encoding of a code page, as far as spreadsheet programs write it.
fn code_page(number: u16) -> &'static Encoding {
    match number {
        932 | 10001 => SHIFT_JIS,
        936 => GBK,
        949 | 10003 => EUC_KR,
        950 => BIG5,
        1200 => UTF_16LE,
        1250 => WINDOWS_1250,
        1251 => WINDOWS_1251,
        _ => WINDOWS_1252,
    }
}

/// A sheet while its records are read.
struct XlsSheet<'b> {
    beside: SheetBeside,
    /// First and last row and column that hold something, counted from 0.
    bounds: Option<(u16, u16, u16, u16)>,
    /// Cells of all sheets: several may claim the same records.
    cells: &'b mut u64,
    texts: u32,
    name: &'b str,
    budget: &'b Budget,
}

impl XlsSheet<'_> {
    fn read<R: Read>(&mut self, records: &mut BiffRecords<'_, R>, formats: &[Format]) -> Result<()> {
        let mut depth = 0;
        while let Some(kind) = records.next()? {
            match kind {
                // Charts inside a sheet have records of their own.
                record::BOF => depth += 1,
                record::EOF if depth <= 1 => return Ok(()),
                record::EOF => depth -= 1,
                _ if depth > 1 => {}
                _ => self.take(kind, &records.data, formats)?,
            }
        }
        Ok(())
    }

    fn take(&mut self, kind: u16, data: &[u8], formats: &[Format]) -> Result<()> {
        let layout = &mut self.beside.layout;
        match kind {
            record::DIMENSIONS => return self.dimensions(data),
            record::ROW if data.get(12).is_some_and(|flags| flags & 0x20 != 0) => {
                let row = u32::from(short(data, 0)) + 1;
                add_run(&mut layout.hidden_rows, row, row);
            }
            record::COLINFO if data.get(8).is_some_and(|flags| flags & 1 == 1) => {
                let (first, last) = (short(data, 0), short(data, 2).min(LAST_COLUMN));
                if first <= last {
                    add_run(&mut layout.hidden_columns, u32::from(first) + 1, u32::from(last) + 1);
                }
            }
            record::MERGEDCELLS => {
                let ranges = data.get(2..).unwrap_or_default().chunks_exact(8).take(usize::from(short(data, 0)));
                layout.merges.extend(ranges.filter_map(merge));
            }
            record::NUMBER | record::RK | record::FORMULA => {
                if kind == record::FORMULA && is_uncomputed_text(data) {
                    let at = Address { row: u32::from(short(data, 0)) + 1, col: u32::from(short(data, 2)) + 1 };
                    layout.add_uncomputed(at);
                }
                self.cell(short(data, 0), short(data, 2), formats.get(usize::from(short(data, 4))))?;
            }
            // The reader leaves such a cell out unsaid.
            record::LABELSST if long(data, 6) >= self.texts => {
                return Err(input("input-broken", self.name).detail("a text that nobody shares"));
            }
            record::LABELSST | record::LABEL | record::RSTRING | record::BOOLERR => {
                let format = formats.get(usize::from(short(data, 4))).map(Format::of_text);
                self.cell(short(data, 0), short(data, 2), format.as_ref())?;
            }
            record::MULRK => {
                let cells = data.get(4..data.len().saturating_sub(2)).unwrap_or_default().chunks_exact(6);
                for (cell, into) in cells.zip(0_u16..) {
                    let col = short(data, 2).saturating_add(into);
                    self.cell(short(data, 0), col, formats.get(usize::from(short(cell, 0))))?;
                }
            }
            _ => {}
        }
        let layout = &self.beside.layout;
        let most = layout.merges.len().max(layout.hidden_rows.len()).max(layout.hidden_columns.len());
        if most > MOST { Err(self.too_large("merges")) } else { Ok(()) }
    }

    fn cell(&mut self, row: u16, col: u16, format: Option<&Format>) -> Result<()> {
        *self.cells += 1;
        let (top, left, bottom, right) = self.bounds.unwrap_or((row, col, row, col));
        let bounds = (top.min(row), left.min(col), bottom.max(row), right.max(col));
        self.bounds = Some(bounds);
        let area = (u64::from(bounds.2 - bounds.0) + 1) * (u64::from(bounds.3 - bounds.1) + 1);
        if *self.cells > self.budget.cells || area > self.budget.held {
            return Err(self.too_large("cells"));
        }
        let row = u32::from(row) + 1;
        let fits = format.is_none_or(|format| self.beside.formats.add(u32::from(col) + 1, row, row, format));
        if fits { Ok(()) } else { Err(self.too_large("formats")) }
    }

    /// What a sheet says of its size is held against the limit before anybody makes room for it.
    fn dimensions(&self, data: &[u8]) -> Result<()> {
        let (top, bottom, left, right) = if data.len() == 10 {
            (u32::from(short(data, 0)), u32::from(short(data, 2)), short(data, 4), short(data, 6))
        } else {
            (long(data, 0), long(data, 4), short(data, 8), short(data, 10))
        };
        let left = if left > LAST_COLUMN || right < left { 0 } else { left };
        let rows = u64::from(bottom).saturating_sub(u64::from(top));
        let area = rows * u64::from(right).saturating_sub(u64::from(left));
        if area > self.budget.held { Err(self.too_large("dimensions")) } else { Ok(()) }
    }

    fn too_large(&self, what: &str) -> Error {
        input("input-too-large", self.name).detail(what)
    }
}

/// Whether a formula whose last step makes a text has the number zero as its value: `LibreOffice` 7.4, run without a
/// window, writes an xls so, and shows the text that it computes when it opens the file.
fn is_uncomputed_text(data: &[u8]) -> bool {
    const JOIN: u8 = 0x08;
    /// `MID`, `REPT`, `TEXT`, `LEFT`, `RIGHT`, `TRIM`, `SUBSTITUTE`, `CONCATENATE`.
    const TEXT_FUNCTIONS: [u16; 8] = [31, 30, 48, 115, 116, 118, 120, 336];
    let count = usize::from(short(data, 20));
    let tokens = data.get(22..22 + count).unwrap_or_default();
    let is_text = match tokens {
        [.., 0x21 | 0x41 | 0x61, low, high] => TEXT_FUNCTIONS.contains(&u16::from_le_bytes([*low, *high])),
        [.., JOIN] => true,
        // A text, and nothing else.
        [0x17, count, wide, rest @ ..] => rest.len() == usize::from(*count) << (wide & 1),
        _ => false,
    };
    let is_called = matches!(tokens, [.., 0x22 | 0x42 | 0x62, _, low, high]
        if TEXT_FUNCTIONS.contains(&u16::from_le_bytes([*low, *high])));
    data.get(6..14) == Some(&[0; 8]) && (is_text || is_called)
}

fn merge(range: &[u8]) -> Option<Range> {
    let cell = |row: usize, col: usize| Address {
        row: u32::from(short(range, row)) + 1,
        col: u32::from(short(range, col)) + 1,
    };
    let range = Range { first: cell(0, 4), last: cell(2, 6) };
    (range.first.row <= range.last.row && range.first.col <= range.last.col).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn format_codes_are_read_from_their_right_byte() {
        let old = |text: &[u8]| [&[164, 0, u8::try_from(text.len()).expect("short")], text].concat();
        assert_eq!(format_code(&old(b"h:mm"), true, WINDOWS_1252), "h:mm");
        assert_eq!(format_code(&old(&EUC_KR.encode("0\"만원\"").0), true, code_page(949)), "0\"만원\"");
        // As many bytes as make it look like a newer one.
        assert_eq!(format_code(&[164, 0, 2, b'0', b'0', 0, 0], true, WINDOWS_1252), "00");
        let wide: Vec<u8> = "0\"원\"".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(format_code(&[&[50, 0, 4, 0, 1], &wide[..]].concat(), false, code_page(949)), "0\"원\"");
        assert_eq!(format_code(&[&[50, 0, 2, 0, 0], &b"0%"[..]].concat(), false, code_page(949)), "0%");
    }
}
