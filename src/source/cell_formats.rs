//! What number formats say about numbers, and which cells have which, in formats whose reader does not tell.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::cell::{CellValue, Says, Serial};
use super::number_format::{FormatCode, Sense};

/// Most runs of cells of one format that are kept; each takes some two dozen bytes.
const MOST: usize = 4_000_000;

/// How a cell looks, as far as that is part of what it says.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Format {
    /// Its number format, where that says more than the number.
    code: Option<Arc<FormatCode>>,
    /// Struck through.
    pub struck: bool,
}

/// What a spreadsheet program shows of a number with a format, in a column that is wide enough.
#[must_use]
pub fn shown(code: &str, value: f64, is_1904: bool) -> String {
    FormatCode::parse(code).show(value, is_1904)
}

impl Format {
    /// The format of a code such as `0.0%` or `yyyy-mm-dd hh:mm`.
    pub(super) fn of(code: &str) -> Self {
        // Most cells have none.
        if code.is_empty() || code == "General" {
            return Self::default();
        }
        let code = FormatCode::parse(code);
        Self { code: (code.sense() == Sense::More).then(|| Arc::new(code)), struck: false }
    }

    /// A format that every Excel knows by number. What those of money and of East Asian dates look like is the locale's:
    /// here they are money without a name, and dates.
    pub(super) fn builtin(id: u32) -> Self {
        Self::of(match id {
            9 => "0%",
            10 => "0.00%",
            14 | 30 => "mm-dd-yy",
            15 => "d-mmm-yy",
            16 => "d-mmm",
            17 => "mmm-yy",
            18 => "h:mm AM/PM",
            19 => "h:mm:ss AM/PM",
            20 | 32 => "h:mm",
            21 | 33 => "h:mm:ss",
            22 => "m/d/yy h:mm",
            27..=29 | 31 | 34..=36 | 50..=58 => "yyyy-mm-dd",
            45 => "mm:ss",
            46 => "[h]:mm:ss",
            47 => "mmss.0",
            _ => "",
        })
    }

    /// The same, struck through or not.
    pub(super) fn struck(self, struck: bool) -> Self {
        Self { struck, ..self }
    }

    /// How a text with this format looks: number formats say nothing of it.
    pub(super) fn of_text(&self) -> Self {
        Self { code: None, struck: self.struck }
    }

    /// Whether two cells have one format of their workbook.
    fn is(&self, other: &Self) -> bool {
        let is_same = match (&self.code, &other.code) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        is_same && self.struck == other.struck
    }

    /// Whether the format says something.
    pub(super) fn says(&self) -> bool {
        self.code.is_some()
    }

    /// Whether it writes words or currencies beside positive numbers.
    pub(super) fn has_words(&self) -> bool {
        matches!(self.cell(1.0, false), CellValue::Shown(shown) if shown.says == Says::Words)
    }

    /// A number with this format, as the cell that a person sees.
    pub(super) fn cell(&self, value: f64, is_1904: bool) -> CellValue<'static> {
        self.code.as_ref().map_or(CellValue::Number { value, percent: false }, |code| code.cell(value, is_1904))
    }

    /// What is a day or a time whatever its format.
    pub(super) fn serial(&self, days: f64, is_1904: bool) -> Serial {
        match self.cell(days, is_1904) {
            CellValue::Serial(serial) => serial,
            _ => Serial::plain(days, is_1904),
        }
    }
}

/// A run of rows in a column.
#[derive(Debug, Clone)]
struct FormatRun {
    first: u32,
    last: u32,
    format: Format,
}

/// The formats of the cells of a sheet, where they say something.
#[derive(Debug, Clone, Default)]
pub(super) struct Formats {
    columns: BTreeMap<u32, Vec<FormatRun>>,
    runs: usize,
}

impl Formats {
    /// Says that rows of a column (counted from 1) have a format. Says no when that is one run too many.
    pub(super) fn add(&mut self, col: u32, first: u32, last: u32, format: &Format) -> bool {
        if *format == Format::default() {
            return true;
        }
        let runs = self.columns.entry(col).or_default();
        match runs.last_mut() {
            Some(run) if run.format.is(format) && first == run.last.saturating_add(1) => run.last = last,
            _ => {
                runs.push(FormatRun { first, last, format: format.clone() });
                self.runs += 1;
            }
        }
        self.runs <= MOST
    }

    /// The format of a cell.
    pub(super) fn get(&self, row: u32, col: u32) -> Option<&Format> {
        let runs = self.columns.get(&col)?;
        let after = runs.partition_point(|run| run.first <= row);
        runs[..after].last().filter(|run| row <= run.last).map(|run| &run.format)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_says_what_a_number_is_shown_as() {
        let seen = |code: &str, value: f64| Format::of(code).cell(value, false);
        let serial = |code: &str| match seen(code, 1.5) {
            CellValue::Serial(serial) => Some((serial.elapsed, serial.clock)),
            _ => None,
        };
        assert_eq!(seen("0.0%", 0.5), CellValue::Number { value: 0.5, percent: true });
        assert_eq!(seen("0\" 100%\";0%", 5.0).display(), "5 100%");
        assert_eq!(serial("yyyy-mm-dd hh:mm"), Some((false, true)));
        assert_eq!(serial("[h]:mm"), Some((true, true)));
        assert_eq!(serial("yyyy-mm-dd"), Some((false, false)));
        for plain in [
            "",
            "General",
            "0",
            "#,##0",
            "#,##0.00_);(#,##0.00)",
            "#,##0;[Red]#,##0",
            "_-* #,##0_-;-* #,##0_-;_-* \"-\"_-;_-@_-",
            "@",
        ] {
            assert!(!Format::of(plain).says(), "{plain}");
        }
    }

    #[test]
    fn cells_keep_their_formats_in_runs() {
        let percent = Format::of("0%");
        let mut formats = Formats::default();
        assert!(formats.add(2, 3, 3, &percent) && formats.add(2, 4, 9, &percent) && formats.add(2, 20, 20, &percent));
        assert!(formats.add(3, 1, 1, &Format::default()));
        assert_eq!(formats.runs, 2);
        let found: Vec<u32> = (0..30).filter(|row| formats.get(*row, 2).is_some()).collect();
        assert_eq!(found, [3, 4, 5, 6, 7, 8, 9, 20]);
    }
}
