//! What a sheet says about itself beside its cells: merges, hidden rows and columns, tables, names, formulas without a
//! value.
//!
//! Knows how to hold and to read out such things; which format says them in which way is told elsewhere.

use super::field_counts::RecordCut;
use crate::origin::{Address, Range};

/// Last row and column of a spreadsheet.
pub(super) const LAST_ROW: u32 = 1_048_576;
pub(super) const LAST_COLUMN: u32 = 16_384;

/// How many formulas without a value are kept by their cells; the rest is counted.
const KEPT: usize = 1_000;

/// A sheet beside its cells. Rows and columns are counted from 1, and both ends of a range belong to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    /// Merged cells, in the order of the file.
    pub merges: Vec<Range>,
    /// Rows that are not shown, filtered ones among them, first to last.
    pub hidden_rows: Vec<(u32, u32)>,
    /// Columns that are not shown.
    pub hidden_columns: Vec<(u32, u32)>,
    /// Tables of the spreadsheet program by name, header and total rows included.
    pub tables: Vec<(String, Range)>,
    /// Names that someone gave to one range of this sheet.
    pub names: Vec<(String, Range)>,
    /// Cells with a formula that nobody computed: they look empty. At most a thousand; see [`Self::uncomputed_count`].
    pub uncomputed: Vec<Address>,
    /// All of them.
    pub uncomputed_count: u64,
    /// Whether the format lets us see what is hidden; nothing can be concluded from empty lists otherwise.
    pub visibility_known: bool,
    /// How a text file falls into rows; nothing for a workbook, whose cells say where they stand.
    pub cut: Option<RecordCut>,
}

impl Layout {
    /// Takes a formula without a value into account.
    pub(super) fn add_uncomputed(&mut self, at: Address) {
        self.uncomputed_count += 1;
        if self.uncomputed.len() < KEPT {
            self.uncomputed.push(at);
        }
    }

    /// How many rows are hidden.
    #[must_use]
    pub fn hidden_row_count(&self) -> u64 {
        count(&self.hidden_rows)
    }

    /// How many columns are hidden.
    #[must_use]
    pub fn hidden_column_count(&self) -> u64 {
        count(&self.hidden_columns)
    }

    /// Whether a row, counted from 1, is hidden.
    #[must_use]
    pub fn hides_row(&self, row: u32) -> bool {
        holds(&self.hidden_rows, row)
    }

    /// Whether a column, counted from 1, is hidden.
    #[must_use]
    pub fn hides_column(&self, col: u32) -> bool {
        holds(&self.hidden_columns, col)
    }
}

fn count(runs: &[(u32, u32)]) -> u64 {
    runs.iter().map(|(first, last)| u64::from(last - first) + 1).sum()
}

fn holds(runs: &[(u32, u32)], at: u32) -> bool {
    let after = runs.partition_point(|(first, _)| *first <= at);
    runs[..after].last().is_some_and(|(_, last)| at <= *last)
}

/// Adds a run to runs, joining it with the one before where they touch.
pub(super) fn add_run(runs: &mut Vec<(u32, u32)>, first: u32, last: u32) {
    match runs.last_mut() {
        Some((known_first, known_last)) if first >= *known_first && first <= known_last.saturating_add(1) => {
            *known_last = last.max(*known_last);
        }
        _ => runs.push((first, last)),
    }
}

/// Puts runs in order and joins those that touch.
pub(super) fn settle(runs: &mut Vec<(u32, u32)>) {
    runs.sort_unstable();
    for (first, last) in std::mem::take(runs) {
        add_run(runs, first, last);
    }
}

/// `A1`, `$B$2`, `A1:C9`; nothing for anything else or anything outside a spreadsheet.
pub(super) fn range(text: &str) -> Option<Range> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let (first, last) = (address(first)?, address(last)?);
    (first.row <= last.row && first.col <= last.col).then_some(Range { first, last })
}

/// `A1`, `$B$2`.
pub(super) fn address(text: &str) -> Option<Address> {
    let text = text.strip_prefix('$').unwrap_or(text);
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (column, row) = text.split_at(letters);
    let row = row.strip_prefix('$').unwrap_or(row);
    if !(1..=3).contains(&column.len()) || row.len() > 7 || !row.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let col = column.bytes().fold(0, |col, letter| col * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    let row = row.parse().ok().filter(|row| (1..=LAST_ROW).contains(row))?;
    (col <= LAST_COLUMN).then_some(Address { row, col })
}

/// The sheet and the range of a reference such as `'2022 접수'!$A$1:$D$9`.
pub(super) fn reference(text: &str) -> Option<(String, Range)> {
    let (sheet, cells) = text.trim().rsplit_once('!')?;
    let quoted = sheet.strip_prefix('\'').and_then(|sheet| sheet.strip_suffix('\''));
    // Without quotation marks these belong to a longer formula; the reader of xls leaves the marks out around blanks.
    let is_plain = quoted.is_some() || !sheet.contains([',', '!', '(', '[', ';', ':']);
    let sheet = quoted.map_or_else(|| sheet.to_owned(), |sheet| sheet.replace("''", "'"));
    Some((sheet, range(cells)?)).filter(|_| is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_and_odd_ones_are_not() {
        let told = |text: &str| reference(text).map(|(sheet, range)| format!("{sheet}/{range}"));
        assert_eq!(told("Sheet1!$A$1:$D$20").as_deref(), Some("Sheet1/A1:D20"));
        assert_eq!(told("'2022''s 접수'!B2").as_deref(), Some("2022's 접수/B2"));
        for odd in ["A1", "S!A0", "S!XFE1", "S!A1048577", "S!$A:$D", "S!B2:A1", "S!A1,S!B2", "S!#REF!", "S!AAAA1"] {
            assert_eq!(told(odd), None, "{odd}");
        }
    }

    #[test]
    fn runs_join_whatever_their_order() {
        let mut runs = Vec::new();
        for (first, last) in [(5, 6), (7, 7), (10, 12), (1, 2), (3, 3), (11, 20)] {
            add_run(&mut runs, first, last);
        }
        settle(&mut runs);
        assert_eq!(runs, [(1, 3), (5, 7), (10, 20)]);
        let layout = Layout { hidden_rows: runs, ..Layout::default() };
        assert_eq!(layout.hidden_row_count(), 17);
        let hidden: Vec<u32> = (0..=21).filter(|row| layout.hides_row(*row)).collect();
        assert_eq!(hidden, [1, 2, 3, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
    }
}
