//! What number formats say about numbers, and which cells have which, in formats whose reader does not tell.

use std::collections::BTreeMap;

/// Most runs of cells of one format that are kept; each takes a dozen bytes.
const MOST: usize = 4_000_000;

/// What a number format says about a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Format {
    /// Shown as a percentage.
    pub percent: bool,
    /// Shows a time of day.
    pub clock: bool,
    /// Counts hours beyond a day.
    pub elapsed: bool,
}

impl Format {
    /// What a format code such as `0.0%` or `yyyy-mm-dd hh:mm` says.
    pub(super) fn of(code: &str) -> Self {
        // Only the section for positive numbers, and nothing between quotation marks.
        let shown: String = code.split(';').next().unwrap_or("").split('"').step_by(2).collect();
        let lower = shown.to_ascii_lowercase();
        let elapsed = ["[h", "[m", "[s"].iter().any(|unit| lower.contains(unit));
        Self { percent: lower.contains('%'), clock: lower.contains('h'), elapsed }
    }

    /// What a format that every Excel knows by number says.
    pub(super) fn builtin(id: u16) -> Self {
        Self { percent: matches!(id, 9 | 10), clock: matches!(id, 18..=22 | 32 | 33 | 46), elapsed: id == 46 }
    }
}

/// A run of rows in a column.
#[derive(Debug, Clone, Copy)]
struct Run {
    first: u32,
    last: u32,
    format: Format,
}

/// The formats of the cells of a sheet, where they say something.
#[derive(Debug, Clone, Default)]
pub(super) struct Formats {
    columns: BTreeMap<u32, Vec<Run>>,
    runs: usize,
}

impl Formats {
    /// Says that rows of a column (counted from 1) have a format. Says no when that is one run too many.
    pub(super) fn add(&mut self, col: u32, first: u32, last: u32, format: Format) -> bool {
        if format == Format::default() {
            return true;
        }
        let runs = self.columns.entry(col).or_default();
        match runs.last_mut() {
            Some(run) if run.format == format && first == run.last.saturating_add(1) => run.last = last,
            _ => {
                runs.push(Run { first, last, format });
                self.runs += 1;
            }
        }
        self.runs <= MOST
    }

    /// The format of a cell.
    pub(super) fn get(&self, row: u32, col: u32) -> Format {
        let Some(runs) = self.columns.get(&col) else { return Format::default() };
        let after = runs.partition_point(|run| run.first <= row);
        let run = runs[..after].last().filter(|run| row <= run.last);
        run.map_or_else(Format::default, |run| run.format)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_says_what_a_number_is_shown_as() {
        let none = Format::default();
        assert_eq!(Format::of("0.0%"), Format { percent: true, ..none });
        assert_eq!(Format::of("yyyy-mm-dd hh:mm"), Format { clock: true, ..none });
        assert_eq!(Format::of("[h]:mm"), Format { clock: true, elapsed: true, ..none });
        assert_eq!(Format::of("0\" 100%\";0%"), none);
        assert_eq!(Format::of("yyyy-mm-dd"), none);
    }

    #[test]
    fn cells_keep_their_formats_in_runs() {
        let percent = Format { percent: true, ..Format::default() };
        let mut formats = Formats::default();
        assert!(formats.add(2, 3, 3, percent) && formats.add(2, 4, 9, percent) && formats.add(2, 20, 20, percent));
        assert!(formats.add(3, 1, 1, Format::default()));
        assert_eq!(formats.runs, 2);
        let found: Vec<u32> = (0..30).filter(|row| formats.get(*row, 2) == percent).collect();
        assert_eq!(found, [3, 4, 5, 6, 7, 8, 9, 20]);
    }
}
