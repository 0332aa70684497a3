//! A look at the records of a binary Excel workbook (xlsb): lengths before the reader trusts them, and what it does not
//! tell, errors of formulas among it.

use std::io::{self, BufReader, Read};

use super::beside::{Beside, SheetBeside, error_name};
use super::budget::Budget;
use super::format::Format;
use super::layout::{LAST_COLUMN, LAST_ROW, add_run, settle};
use super::ole::{long, short};
use super::parts::Parts;
use super::workbook::input;
use crate::error::{Error, Result};
use crate::origin::{Address, Range};

/// Longest record: the text of a cell and its runs of fonts, with room to spare.
const RECORD_BYTES: u64 = 1 << 20;
/// Bytes of a record that are looked at.
const HEAD_BYTES: u64 = 4096;
/// Most merges of a sheet, and most cell formats.
const MOST: usize = 1_000_000;

/// The types of records that matter here, as MS-XLSB numbers them.
mod record {
    pub(super) const ROW: u16 = 0x0000;
    pub(super) const LAST_VALUE: u16 = 0x000B;
    pub(super) const FORMULA_ERROR: u16 = 0x000B;
    pub(super) const FONT: u16 = 0x002B;
    pub(super) const FORMAT: u16 = 0x002C;
    pub(super) const XF: u16 = 0x002F;
    pub(super) const COLUMN: u16 = 0x003C;
    pub(super) const SHEET: u16 = 0x009C;
    pub(super) const MERGE: u16 = 0x00B0;
    pub(super) const CELL_XFS: u16 = 0x0269;
    pub(super) const CELL_XFS_END: u16 = 0x026A;
}

/// Looks through the parts that the reader will read.
pub(super) fn scan(parts: &mut Parts, name: &str, budget: &Budget) -> Result<Beside> {
    const MAIN: &str = "xl/workbook.bin";
    let sheets = sheets(parts, MAIN, name)?;
    walk(parts, "xl/sharedstrings.bin", name, |_, _| Ok(()))?;
    let formats = formats(parts, name)?;
    let mut beside = Beside { external_links: parts.any_below("xl/externallinks/"), ..Beside::default() };
    let relations = parts.relations(MAIN, name)?;
    for (sheet, id) in sheets {
        let Some(relation) = relations.iter().find(|relation| relation.id == id) else { continue };
        let mut found = Sheet { beside: SheetBeside::default(), row: 0, cells: 0, name, budget };
        walk(parts, &relation.target, name, |kind, data| found.take(kind, data, &formats))?;
        let Sheet { beside: mut found, .. } = found;
        settle(&mut found.layout.hidden_rows);
        settle(&mut found.layout.hidden_columns);
        found.layout.visibility_known = true;
        beside.sheets.insert(sheet, found);
    }
    Ok(beside)
}

/// Names of sheets and the ids of their relations.
fn sheets(parts: &mut Parts, main: &str, name: &str) -> Result<Vec<(String, String)>> {
    let mut sheets = Vec::new();
    walk(parts, main, name, |kind, data| {
        if kind == record::SHEET {
            let id = wide(data, 8).unwrap_or_default();
            let sheet = wide(data, 12 + 2 * id.encode_utf16().count()).unwrap_or_default();
            sheets.push((sheet, id));
        }
        if sheets.len() > MOST { Err(too_large(name, "sheets")) } else { Ok(()) }
    })?;
    Ok(sheets)
}

/// The format of each cell format record.
fn formats(parts: &mut Parts, name: &str) -> Result<Vec<Format>> {
    let mut codes: Vec<(u16, Format)> = Vec::new();
    // Which fonts are struck through.
    let mut fonts: Vec<bool> = Vec::new();
    let mut formats = Vec::new();
    let mut is_inside = false;
    walk(parts, "xl/styles.bin", name, |kind, data| {
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
        if codes.len() + formats.len() + fonts.len() > MOST { Err(too_large(name, "formats")) } else { Ok(()) }
    })?;
    Ok(formats)
}

/// A sheet while its records are read.
struct Sheet<'b> {
    beside: SheetBeside,
    row: u32,
    cells: u64,
    name: &'b str,
    budget: &'b Budget,
}

impl Sheet<'_> {
    fn take(&mut self, kind: u16, data: &[u8], formats: &[Format]) -> Result<()> {
        let layout = &mut self.beside.layout;
        match kind {
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
            1..=record::LAST_VALUE => {
                let col = long(data, 0).saturating_add(1);
                self.cells += 1;
                if self.cells > self.budget.cells || data.len() < 8 {
                    return Err(too_large(self.name, "cells"));
                }
                // 24 bits of the format, then flags.
                let style = long(data, 4) & 0x00FF_FFFF;
                let none = Format::default();
                let format = formats.get(style as usize).unwrap_or(&none);
                let is_error = kind == record::FORMULA_ERROR;
                let fits = self.beside.formats.add(col, self.row, self.row, format)
                    && (!is_error || self.beside.add_error(self.row, col, error_name(*data.get(8).unwrap_or(&0x2A))));
                if !fits {
                    return Err(too_large(self.name, "formats"));
                }
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
fn wide(data: &[u8], at: usize) -> Option<String> {
    let count = usize::try_from(long(data, at)).ok()?;
    let bytes = data.get(at + 4..)?.get(..count.checked_mul(2)?)?;
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| short(pair, 0)).collect();
    String::from_utf16(&units).ok()
}

/// Hands every record of a part to `take`, at most its first bytes. A part that is not there has none.
fn walk(parts: &mut Parts, part: &str, name: &str, mut take: impl FnMut(u16, &[u8]) -> Result<()>) -> Result<()> {
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
        if length > RECORD_BYTES {
            return Err(too_large(name, "record"));
        }
        data.clear();
        let head = length.min(HEAD_BYTES);
        (&mut inner).take(head).read_to_end(&mut data).map_err(cut)?;
        let rest = io::copy(&mut (&mut inner).take(length - head), &mut io::sink()).map_err(cut)?;
        if data.len() as u64 + rest < length {
            return Err(input("input-truncated", name).detail("a record"));
        }
        take(kind, &data)?;
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
