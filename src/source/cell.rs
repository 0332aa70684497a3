//! One row of sparse, typed cells, as a spreadsheet stores them. No meaning is read into them here.

use std::borrow::Cow;

/// What a cell holds. A cell with nothing but white space is not there at all.
#[derive(Debug, Clone, PartialEq)]
pub enum CellValue<'a> {
    /// Text, trimmed.
    Text(Cow<'a, str>),
    /// A number; `percent` when its number format shows it as a percentage (0.171 shown as 17.1 %).
    Number {
        value: f64,
        percent: bool,
    },
    Bool(bool),
    /// A number whose format makes it a date, a time of day or an elapsed time.
    Serial(Serial),
    /// A number whose format says more than its digits.
    Shown(Box<Shown>),
    /// An error such as `#REF!`.
    Error(&'static str),
}

/// A number as its format shows it: with a unit, a currency, zeros in front, or without its last thousands.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// What stands in the cell, `12만원`, `00123`; digits that the format rounds away are kept.
    pub text: String,
    /// The number among it, scaled as it is shown.
    pub value: f64,
    /// How many times a thousand is left out.
    pub thousands: u8,
    pub says: Says,
}

/// What a format shows beside the digits of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// Nothing that is no digit: zeros in front, or fewer thousands.
    Digits,
    /// A unit, a currency, a word in place of the number.
    Words,
    /// Too little: the number cannot be seen, or not that it is negative.
    Nothing,
}

/// Days since the workbook's epoch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Serial {
    pub days: f64,
    /// Counted from 1904-01-01 instead of 1899-12-30.
    pub is_1904: bool,
    /// The format counts elapsed hours (`[h]:mm`).
    pub elapsed: bool,
    /// The format shows a time of day.
    pub clock: bool,
    /// The format shows the day.
    pub day: bool,
    /// The format shows seconds.
    pub seconds: bool,
}

impl CellValue<'_> {
    /// A copy that outlives the reader.
    #[must_use]
    pub fn to_owned(&self) -> CellValue<'static> {
        match self {
            Self::Text(text) => CellValue::Text(Cow::Owned(text.to_string())),
            Self::Number { value, percent } => CellValue::Number { value: *value, percent: *percent },
            Self::Bool(flag) => CellValue::Bool(*flag),
            Self::Serial(serial) => CellValue::Serial(*serial),
            Self::Shown(shown) => CellValue::Shown(shown.clone()),
            Self::Error(error) => CellValue::Error(error),
        }
    }

    /// A whole number of more digits than a double holds: as an id it is its digits.
    #[allow(clippy::cast_precision_loss, reason = "as a number it is what a double holds of it")]
    pub(super) fn long(digits: u64) -> CellValue<'static> {
        let shown = Shown { text: digits.to_string(), value: digits as f64, thousands: 0, says: Says::Digits };
        CellValue::Shown(Box::new(shown))
    }

    /// The cell as a person would see it, near enough to recognise it.
    #[must_use]
    pub fn display(&self) -> String {
        match self {
            Self::Text(text) => text.to_string(),
            Self::Number { value, percent: true } => format!("{}%", tidy(*value * 100.0)),
            Self::Number { value, percent: false } => tidy(*value),
            Self::Bool(flag) => if *flag { "TRUE" } else { "FALSE" }.to_owned(),
            Self::Serial(serial) => serial.display(),
            Self::Shown(shown) => shown.text.clone(),
            Self::Error(error) => (*error).to_owned(),
        }
    }
}

/// At most nine decimal places: what a sheet would show of a binary double.
fn tidy(value: f64) -> String {
    /// From here on a double holds more digits than a sheet shows, and other ones.
    const LONG: f64 = 1e16;
    if !value.is_finite() {
        return value.to_string();
    }
    if value.abs() >= LONG {
        return super::cell_formats::shown("0", value, false);
    }
    let text = format!("{value:.9}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl Serial {
    /// A number that stands for a day, whatever it is shown as: nothing of it is hidden.
    #[must_use]
    pub fn plain(days: f64, is_1904: bool) -> Self {
        Self { days, is_1904, elapsed: false, clock: false, day: true, seconds: true }
    }

    /// Whole seconds since the epoch, without those of a minute where the format shows hours and minutes alone; `None`
    /// outside what a spreadsheet can show.
    #[must_use]
    pub fn seconds(&self) -> Option<i64> {
        let seconds = self.parts(1)?;
        Some(if self.clock && !self.seconds { seconds - seconds.rem_euclid(60) } else { seconds })
    }

    /// Whole parts of a second since the epoch, so many to a second.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "the range is checked before the cast"
    )]
    pub(super) fn parts(&self, of_second: i64) -> Option<i64> {
        const LAST_DAY: f64 = 2_958_466.0;
        let plausible = self.days.is_finite() && self.days >= 0.0 && self.days < LAST_DAY;
        plausible.then(|| (self.days * 86_400.0 * of_second as f64).round() as i64)
    }

    /// The date and time of day; `None` outside the calendar, and for 1900-02-29, which never was.
    #[must_use]
    pub fn date_time(&self) -> Option<chrono::NaiveDateTime> {
        const FALSE_LEAP_DAY: i64 = 60;
        let seconds = self.seconds()?;
        let day = seconds / 86_400;
        let epoch = match (self.is_1904, day) {
            (true, _) => chrono::NaiveDate::from_ymd_opt(1904, 1, 1),
            (false, FALSE_LEAP_DAY) => None,
            (false, ..FALSE_LEAP_DAY) => chrono::NaiveDate::from_ymd_opt(1899, 12, 31),
            (false, _) => chrono::NaiveDate::from_ymd_opt(1899, 12, 30),
        }?;
        epoch.and_time(chrono::NaiveTime::MIN).checked_add_signed(chrono::TimeDelta::seconds(seconds))
    }

    fn display(&self) -> String {
        let elapsed = |seconds: i64| format!("{}:{:02}", seconds / 3600, seconds % 3600 / 60);
        match (self.elapsed || self.days < 1.0, self.seconds(), self.date_time()) {
            (true, Some(seconds), _) => elapsed(seconds),
            (_, _, Some(at)) if at.time() == chrono::NaiveTime::MIN => at.format("%Y-%m-%d").to_string(),
            (_, _, Some(at)) => at.format("%Y-%m-%d %H:%M").to_string(),
            _ => tidy(self.days),
        }
    }
}

/// A cell and its column, counted from 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell<'a> {
    pub col: u32,
    pub value: CellValue<'a>,
}

/// The cells of one row that hold something. The buffer is reused from row to row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row<'a> {
    /// Counted from 1.
    pub number: u32,
    pub cells: Vec<Cell<'a>>,
    /// Columns whose cell is struck through.
    pub struck: Vec<u32>,
}

impl Row<'_> {
    /// The cell of a column, counted from 1.
    #[must_use]
    pub fn get(&self, col: u32) -> Option<&CellValue<'_>> {
        self.cells.iter().find(|cell| cell.col == col).map(|cell| &cell.value)
    }

    /// A copy that outlives the reader.
    #[must_use]
    pub fn to_owned(&self) -> Row<'static> {
        let cells = self.cells.iter().map(|cell| Cell { col: cell.col, value: cell.value.to_owned() }).collect();
        Row { number: self.number, cells, struck: self.struck.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn serial(days: f64, is_1904: bool) -> Option<String> {
        let serial = Serial { clock: true, ..Serial::plain(days, is_1904) };
        serial.date_time().map(|at| at.to_string())
    }

    #[test]
    fn serials_count_from_either_epoch() {
        assert_eq!(serial(44_849.638_194_444_445, false).as_deref(), Some("2022-10-15 15:19:00"));
        assert_eq!(serial(44_849.638_194_444_445 - 1462.0, true).as_deref(), Some("2022-10-15 15:19:00"));
        assert_eq!(serial(59.0, false).as_deref(), Some("1900-02-28 00:00:00"));
        assert_eq!(serial(61.0, false).as_deref(), Some("1900-03-01 00:00:00"));
    }

    #[test]
    fn a_serial_outside_the_calendar_is_no_date() {
        assert_eq!(
            [serial(60.0, false), serial(-1.0, false), serial(f64::NAN, false), serial(1e12, false)],
            [None, None, None, None]
        );
    }
}
