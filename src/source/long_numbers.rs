//! Whole numbers of more digits than a double holds, as the file writes them: ids of eighteen digits that some program
//! stored as numbers.
//!
//! Spreadsheet programs keep fifteen to seventeen digits and fill the rest with zeros. A column in which every long number
//! ends in zeros was saved by one: its digits are gone, and nothing is kept of it.

use std::collections::BTreeSet;

/// Digits that every spreadsheet program keeps.
const KEPT: usize = 15;
/// Digits of the largest number that is kept here.
const LONGEST: usize = 19;
/// Most numbers that are kept; each takes sixteen bytes.
const MOST: usize = 4_000_000;

/// The long numbers of a sheet.
#[derive(Debug, Clone, Default)]
pub(super) struct LongNumbers {
    /// By row and column.
    numbers: Vec<(u32, u32, u64)>,
    /// Columns in which a digit that no double keeps is other than zero.
    whole: BTreeSet<u32>,
}

impl LongNumbers {
    /// Takes what a cell holds into account; most numbers are short.
    pub(super) fn add(&mut self, row: u32, col: u32, text: &str) {
        let text = text.trim();
        if text.len() <= KEPT || text.len() > LONGEST || self.numbers.len() == MOST || text.starts_with('0') {
            return;
        }
        if let Ok(number) = text.parse::<u64>() {
            self.numbers.push((row, col, number));
            if number % 10 != 0 {
                self.whole.insert(col);
            }
        }
    }

    /// Leaves out the columns whose digits are gone.
    pub(super) fn settle(&mut self) {
        let whole = &self.whole;
        self.numbers.retain(|(_, col, _)| whole.contains(col));
        self.numbers.sort_unstable();
    }

    /// The digits of a cell.
    pub(super) fn get(&self, row: u32, col: u32) -> Option<u64> {
        let found = self.numbers.binary_search_by_key(&(row, col), |(row, col, _)| (*row, *col));
        found.ok().map(|at| self.numbers[at].2)
    }
}

/// Whether a number has more digits than a spreadsheet program keeps.
pub(super) fn is_long(value: f64) -> bool {
    const FIRST: f64 = 1e15;
    value >= FIRST && value.fract() == 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_that_ends_in_zeros_was_saved_by_a_program_that_keeps_fifteen_digits() {
        let mut numbers = LongNumbers::default();
        for (row, text) in [(1, "202609290000000120"), (2, "202609290000000127"), (3, "30000"), (4, "1E+17")] {
            numbers.add(row, 1, text);
        }
        for (row, text) in [(1, "202609290000000100"), (2, "202609290000001000")] {
            numbers.add(row, 2, text);
        }
        numbers.settle();
        let all = |col| [1, 2, 3, 4].map(|row| numbers.get(row, col));
        assert_eq!(all(1), [Some(202_609_290_000_000_120), Some(202_609_290_000_000_127), None, None]);
        assert_eq!(all(2), [None; 4]);
    }
}
