//! A look at the records of a binary Excel workbook (xlsb): lengths before anybody trusts them, and what a sheet says
//! beside its cells.

use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;

use super::budget::Budget;
use super::cell_formats::Format;
use super::layout::{LAST_COLUMN, LAST_ROW, add_run, settle};
use super::ole::{long, short};
use super::parts::Parts;
use super::sheet_metadata::SheetBeside;
use super::workbook::input;
use super::xlsb::{Binary, Listed};
use crate::error::{Error, Result};
use crate::origin::{Address, Range};

/// All bytes of a record.
pub(super) const WHOLE: u64 = u64::MAX;
/// Bytes of a record that are looked at.
const HEAD_BYTES: u64 = 4096;
/// Most merges of a sheet, and most cell formats.
const MOST: usize = 1_000_000;

/// The types of records that matter here, as MS-XLSB numbers them.
pub(super) mod record {
    pub(crate) const ROW: u16 = 0;
    pub(crate) const BLANK: u16 = 1;
    pub(crate) const RK: u16 = 2;
    pub(crate) const ERROR: u16 = 3;
    pub(crate) const BOOL: u16 = 4;
    pub(crate) const REAL: u16 = 5;
    pub(crate) const TEXT: u16 = 6;
    pub(crate) const SHARED: u16 = 7;
    pub(crate) const FORMULA_TEXT: u16 = 8;
    pub(crate) const FORMULA_NUMBER: u16 = 9;
    pub(crate) const FORMULA_BOOL: u16 = 10;
    pub(crate) const FORMULA_ERROR: u16 = 11;
    pub(crate) const SHORT_BLANK: u16 = 12;
    pub(crate) const SHORT_RK: u16 = 13;
    pub(crate) const SHORT_ERROR: u16 = 14;
    pub(crate) const SHORT_BOOL: u16 = 15;
    pub(crate) const SHORT_REAL: u16 = 16;
    pub(crate) const SHORT_TEXT: u16 = 17;
    pub(crate) const SHORT_SHARED: u16 = 18;
    pub(crate) const RICH_TEXT: u16 = 62;
    pub(super) const STRING: u16 = 19;
    pub(super) const FONT: u16 = 43;
    pub(super) const FORMAT: u16 = 44;
    pub(super) const XF: u16 = 47;
    pub(super) const COLUMN: u16 = 60;
    pub(super) const SHEET_DATA: u16 = 145;
    pub(super) const SHEET_DATA_END: u16 = 146;
    pub(super) const BOOK: u16 = 153;
    pub(super) const SHEET: u16 = 156;
    pub(super) const MERGE: u16 = 176;
    pub(super) const CELL_XFS: u16 = 617;
    pub(super) const CELL_XFS_END: u16 = 618;

    /// Whether it is a cell.
    pub(crate) fn is_cell(kind: u16) -> bool {
        matches!(kind, BLANK..=SHORT_SHARED | RICH_TEXT)
    }

    /// Whether it is a cell without a column of its own.
    pub(crate) fn is_short(kind: u16) -> bool {
        matches!(kind, SHORT_BLANK..=SHORT_SHARED)
    }

    /// Whether it may stand between the cells of a row and holds no value: marks of later versions, metadata, formulas of
    /// several cells. All that MS-XLSB adds has a number of two bytes.
    pub(super) fn is_aside(kind: u16) -> bool {
        matches!(kind, 35..=38 | 49 | 50 | 128..)
    }
}

/// Looks through the parts that are read, and lists the sheets.
pub(super) fn scan(parts: &mut Parts, name: &str, budget: &Budget) -> Result<Binary> {
    const MAIN: &str = "xl/workbook.bin";
    let mut book = Binary { external_links: parts.any_below("xl/externallinks/"), ..Binary::default() };
    let listed = sheets(parts, MAIN, name, &mut book.is_1904)?;
    book.strings = strings(parts, name)?;
    book.formats = formats(parts, name)?;
    let relations = parts.relations(MAIN, name)?;
    for ((called, id, is_hidden), place) in listed.into_iter().zip(0..) {
        // Charts, dialogs and macros are no sheets of cells; a sheet that leads nowhere is shown by nobody.
        let is_sheet = |relation: &&super::parts::Relation| {
            relation.id == id
                && (relation.kind == "worksheet"
                    || relation.kind.is_empty() && relation.target.to_lowercase().contains("worksheets/"))
        };
        let Some(relation) = relations.iter().find(is_sheet) else { continue };
        let part = relation.target.clone();
        let mut found = XlsbSheet { beside: SheetBeside::default(), row: 0, cells: 0, is_inside: false, name, budget };
        walk(parts, &part, name, HEAD_BYTES, |kind, data| found.take(kind, data).map(ControlFlow::Continue))?;
        let XlsbSheet { mut beside, .. } = found;
        settle(&mut beside.layout.hidden_rows);
        settle(&mut beside.layout.hidden_columns);
        beside.layout.visibility_known = true;
        book.sheets.push(Listed { name: called, place, is_hidden, part, beside });
    }
    Ok(book)
}

/// Names of sheets, the ids of their relations, and whether they are hidden.
fn sheets(parts: &mut Parts, main: &str, name: &str, is_1904: &mut bool) -> Result<Vec<(String, String, bool)>> {
    let mut sheets = Vec::new();
    walk(parts, main, name, HEAD_BYTES, |kind, data| {
        match kind {
            record::BOOK => *is_1904 = data.first().is_some_and(|flags| flags & 1 != 0),
            record::SHEET => {
                let id = wide(data, 8).unwrap_or_default();
                let sheet = wide(data, 12 + 2 * id.encode_utf16().count()).unwrap_or_default();
                sheets.push((sheet, id, long(data, 0) != 0));
            }
            _ => {}
        }
        if sheets.len() > MOST { Err(too_large(name, "sheets")) } else { Ok(ControlFlow::Continue(())) }
    })?;
    Ok(sheets)
}

/// The texts that cells share; they are held whole, and are no longer than their part may be.
fn strings(parts: &mut Parts, name: &str) -> Result<Vec<String>> {
    let mut strings = Vec::new();
    walk(parts, "xl/sharedstrings.bin", name, WHOLE, |kind, data| {
        if kind == record::STRING {
            strings.push(wide(data, 1).ok_or_else(|| input("input-broken", name).detail("a shared text"))?);
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(strings)
}

/// The format of each cell format record.
fn formats(parts: &mut Parts, name: &str) -> Result<Vec<Format>> {
    let mut codes: Vec<(u16, Format)> = Vec::new();
    // Which fonts are struck through.
    let mut fonts: Vec<bool> = Vec::new();
    let mut formats = Vec::new();
    let mut is_inside = false;
    walk(parts, "xl/styles.bin", name, HEAD_BYTES, |kind, data| {
        match kind {
            record::FORMAT => codes.push((short(data, 0), Format::of(&wide(data, 2).unwrap_or_default()))),
            record::FONT => fonts.push(short(data, 2) & 0x08 != 0),
            record::CELL_XFS => {
                is_inside = true;
                codes.sort_by_key(|(id, _)| *id);
            }
            record::CELL_XFS_END => is_inside = false,
            record::XF if is_inside => {
                let id = short(data, 2);
                let found = codes.binary_search_by_key(&id, |(known, _)| *known);
                let format = found.map_or_else(|_| Format::builtin(u32::from(id)), |found| codes[found].1.clone());
                formats.push(format.struck(fonts.get(usize::from(short(data, 4))).is_some_and(|struck| *struck)));
            }
            _ => {}
        }
        let most = codes.len() + formats.len() + fonts.len();
        if most > MOST { Err(too_large(name, "formats")) } else { Ok(ControlFlow::Continue(())) }
    })?;
    Ok(formats)
}

/// A sheet while its records are read.
struct XlsbSheet<'b> {
    beside: SheetBeside,
    row: u32,
    cells: u64,
    /// Between the marks of its rows.
    is_inside: bool,
    name: &'b str,
    budget: &'b Budget,
}

impl XlsbSheet<'_> {
    fn take(&mut self, kind: u16, data: &[u8]) -> Result<()> {
        let layout = &mut self.beside.layout;
        match kind {
            record::SHEET_DATA => self.is_inside = true,
            record::SHEET_DATA_END => self.is_inside = false,
            record::ROW => {
                self.row = long(data, 0).saturating_add(1);
                if self.row <= LAST_ROW && data.get(11).is_some_and(|flags| flags & 0x10 != 0) {
                    add_run(&mut layout.hidden_rows, self.row, self.row);
                }
            }
            record::COLUMN if data.get(16).is_some_and(|flags| flags & 1 == 1) => {
                let (first, last) = (long(data, 0), long(data, 4).min(LAST_COLUMN - 1));
                if first <= last {
                    add_run(&mut layout.hidden_columns, first + 1, last + 1);
                }
            }
            record::MERGE => layout.merges.extend(merge(data)),
            kind if record::is_cell(kind) => {
                self.cells += 1;
                if self.cells > self.budget.cells {
                    return Err(too_large(self.name, "cells"));
                }
            }
            // A record among the cells that nobody knows may be one.
            kind if self.is_inside && !record::is_aside(kind) => {
                return Err(input("input-unknown-record", self.name).with("row", self.row.to_string()).detail(kind));
            }
            _ => {}
        }
        let layout = &self.beside.layout;
        let most = layout.merges.len().max(layout.hidden_rows.len()).max(layout.hidden_columns.len());
        if most > MOST { Err(too_large(self.name, "merges")) } else { Ok(()) }
    }
}

fn merge(data: &[u8]) -> Option<Range> {
    let cell = |row: usize, col: usize| Address {
        row: long(data, row).saturating_add(1),
        col: long(data, col).saturating_add(1),
    };
    let Range { first, last } = Range { first: cell(0, 8), last: cell(4, 12) };
    let is_one = first.row <= last.row && first.col <= last.col && last.row <= LAST_ROW && last.col <= LAST_COLUMN;
    is_one.then_some(Range { first, last })
}

/// A text with its length in front.
pub(super) fn wide(data: &[u8], at: usize) -> Option<String> {
    let count = usize::try_from(long(data, at)).ok()?;
    let bytes = data.get(at + 4..)?.get(..count.checked_mul(2)?)?;
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| short(pair, 0)).collect();
    Some(String::from_utf16_lossy(&units))
}

/// Hands every record of a part to `take`, at most its first `most` bytes, until it breaks off. A part that is not there has
/// none.
pub(super) fn walk(
    parts: &mut Parts,
    part: &str,
    name: &str,
    most: u64,
    mut take: impl FnMut(u16, &[u8]) -> Result<ControlFlow<()>>,
) -> Result<()> {
    let longest = parts.longest_record();
    let Some(part) = parts.part(part, name)? else { return Ok(()) };
    let mut inner = BufReader::with_capacity(1 << 15, part);
    let cut = |error: io::Error| input("input-truncated", name).detail(error);
    let mut data = Vec::new();
    while let Some(first) = byte(&mut inner).map_err(cut)? {
        let more = |inner: &mut _| byte(inner).map_err(cut)?.ok_or_else(|| input("input-truncated", name));
        let mut kind = u16::from(first);
        if first & 0x80 != 0 {
            kind = u16::from(first & 0x7F) | (u16::from(more(&mut inner)? & 0x7F) << 7);
        }
        let mut length = 0_u64;
        for shift in [0, 7, 14, 21] {
            let next = more(&mut inner)?;
            length |= u64::from(next & 0x7F) << shift;
            if next & 0x80 == 0 {
                break;
            }
        }
        if length > longest {
            return Err(too_large(name, "record"));
        }
        data.clear();
        let head = length.min(most);
        (&mut inner).take(head).read_to_end(&mut data).map_err(cut)?;
        let rest = io::copy(&mut (&mut inner).take(length - head), &mut io::sink()).map_err(cut)?;
        if data.len() as u64 + rest < length {
            return Err(input("input-truncated", name).detail("a record"));
        }
        if take(kind, &data)?.is_break() {
            break;
        }
    }
    Ok(())
}

fn byte(inner: &mut impl Read) -> io::Result<Option<u8>> {
    let mut one = [0];
    Ok((inner.read(&mut one)? == 1).then_some(one[0]))
}

fn too_large(name: &str, what: &str) -> Error {
    input("input-too-large", name).detail(what)
}
