//! Where a value came from (출처): file, sheet and cell or range. Never lost on the way to a page.
//!
//! Knows nothing of what the value means. What leaves the house shows a neutral label instead (원자료 1, 서비스 12행).

use std::fmt;
use std::sync::Arc;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// A cell, both numbers counted from 1 as a spreadsheet shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    pub row: u32,
    pub col: u32,
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", column_letters(self.col), self.row)
    }
}

/// The letters of a column counted from 1: 1 is `A`, 27 is `AA`.
#[must_use]
pub fn column_letters(mut col: u32) -> String {
    let mut letters = Vec::new();
    while col > 0 {
        let digit = u8::try_from((col - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        col = (col - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// A rectangle of cells, both corners included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Range {
    pub first: Address,
    pub last: Address,
}

impl Range {
    /// One cell.
    #[must_use]
    pub fn cell(row: u32, col: u32) -> Self {
        let at = Address { row, col };
        Self { first: at, last: at }
    }
}

/// `A1:C9` or `$A$1:$C$9`; nothing for anything else.
#[must_use]
pub fn parse_range(text: &str) -> Option<Range> {
    let (first, last) = text.split_once(':')?;
    let (first, last) = (parse_address(first)?, parse_address(last)?);
    (first.row <= last.row && first.col <= last.col).then_some(Range { first, last })
}

/// `B3`, `$B$3` or `A1:C9`; nothing for anything else.
#[must_use]
pub fn parse_cells(text: &str) -> Option<Range> {
    parse_range(text).or_else(|| parse_address(text).map(|at| Range { first: at, last: at }))
}

fn parse_address(text: &str) -> Option<Address> {
    let text = text.trim().replace('$', "");
    let (letters, digits) = text.split_at(text.bytes().take_while(u8::is_ascii_alphabetic).count());
    let is_plain = (1..=3).contains(&letters.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_plain {
        return None;
    }
    let col = letters.bytes().fold(0, |col, letter| col * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    digits.parse().ok().filter(|row| (1..=1_048_576).contains(row)).map(|row| Address { row, col })
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last { write!(f, "{}", self.first) } else { write!(f, "{}:{}", self.first, self.last) }
    }
}

/// A sheet of an input file, and the numbers of its neutral label.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SheetRef {
    /// File name as the case names it, with `/` between folders.
    pub file: String,
    /// Position of the file among the inputs, from 1, files sorted by name.
    pub file_no: u32,
    /// Sheet name; empty for `case.toml`.
    pub sheet: String,
    /// Position of the sheet in its file, from 1.
    pub sheet_no: u32,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: String,
}

/// The place inside a sheet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Cells of a spreadsheet.
    Cells(Range),
    /// A key of `case.toml`, such as `report_at`.
    Key(String),
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    pub sheet: Arc<SheetRef>,
    pub place: Place,
    /// The filter of a folded group, such as `접수일 = 2022-10-19`.
    pub filter: Option<Arc<str>>,
    /// How many rows the fold took in.
    pub rows: Option<u64>,
}

impl Origin {
    /// One cell of a sheet.
    #[must_use]
    pub fn cell(sheet: &Arc<SheetRef>, row: u32, col: u32) -> Self {
        Self { sheet: Arc::clone(sheet), place: Place::Cells(Range::cell(row, col)), filter: None, rows: None }
    }

    /// A rectangle of a sheet.
    #[must_use]
    pub fn range(sheet: &Arc<SheetRef>, range: Range) -> Self {
        Self { sheet: Arc::clone(sheet), place: Place::Cells(range), filter: None, rows: None }
    }

    /// A key of `case.toml`.
    #[must_use]
    pub fn key(sheet: &Arc<SheetRef>, key: &str) -> Self {
        Self { sheet: Arc::clone(sheet), place: Place::Key(key.to_owned()), filter: None, rows: None }
    }

    /// Whether a cell of a sheet lies in the place.
    #[must_use]
    pub fn covers(&self, sheet: &SheetRef, at: Address) -> bool {
        let Place::Cells(Range { first, last }) = &self.place else { return false };
        (first.row..=last.row).contains(&at.row)
            && (first.col..=last.col).contains(&at.col)
            && (self.sheet.file_no, self.sheet.sheet_no) == (sheet.file_no, sheet.sheet_no)
    }

    /// The first cell, when the place is made of cells.
    #[must_use]
    pub fn address(&self) -> Option<Address> {
        match &self.place {
            Place::Cells(range) => Some(range.first),
            Place::Key(_) => None,
        }
    }

    /// Whether the cells of another place are all among those of this one.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        let (Place::Cells(own), Place::Cells(inner)) = (&self.place, &other.place) else { return false };
        let rows = own.first.row <= inner.first.row && inner.last.row <= own.last.row;
        let columns = own.first.col <= inner.first.col && inner.last.col <= own.last.col;
        self.sheet == other.sheet && rows && columns
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Cells(range) => write!(f, "{} / {} / {range}", self.sheet.file, self.sheet.sheet)?,
            Place::Key(key) => write!(f, "{} / {key}", self.sheet.file)?,
        }
        if let Some(filter) = &self.filter {
            write!(f, " ({filter})")?;
        }
        Ok(())
    }
}

impl Serialize for Origin {
    /// The one origin shape of the JSON contract: file, sheet, range, and cell, where, rows when they apply.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("file", &self.sheet.file)?;
        map.serialize_entry("sheet", &self.sheet.sheet)?;
        match &self.place {
            Place::Cells(range) => {
                map.serialize_entry("range", &range.to_string())?;
                if range.first == range.last {
                    map.serialize_entry("cell", &range.first.to_string())?;
                }
            }
            Place::Key(key) => map.serialize_entry("range", key)?,
        }
        if let Some(filter) = &self.filter {
            map.serialize_entry("where", filter.as_ref())?;
        }
        if let Some(rows) = self.rows {
            map.serialize_entry("rows", &rows)?;
        }
        map.serialize_entry("sha256", &self.sheet.sha256)?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_as_a_spreadsheet_counts_them() {
        let letters: Vec<String> = [1, 26, 27, 52, 702, 703, 16_384].into_iter().map(column_letters).collect();
        assert_eq!(letters, ["A", "Z", "AA", "AZ", "ZZ", "AAA", "XFD"]);
    }
}
