//! Counting the periods of the law: hours as elapsed time, days and months by a named method, yearly dates.
//!
//! Knows no duty. A result that needs a day beyond the known holidays is undetermined, never guessed.

use chrono::{Datelike, Days, Months, NaiveDate, TimeDelta};

use crate::pack::{Begins, Holidays, Method, Period, PeriodUnit};
use crate::time::Moment;

/// When a period ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodEnd {
    /// A period of hours or minutes ends at a moment.
    At(Moment),
    /// A period of days or months ends with a day.
    On {
        /// The last day as counted.
        counted: NaiveDate,
        /// The day on which the period ends after moving.
        day: NaiveDate,
    },
    /// The last day, or the day it would move to, lies outside the known holidays.
    Undetermined,
}

/// A fixed date of every year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Yearly {
    /// As the statute says.
    pub statutory: NaiveDate,
    /// Moved to the next working day by analogy: no text says so for a fixed date.
    pub by_analogy: Option<NaiveDate>,
    /// The last working day on or before it.
    pub safe: Option<NaiveDate>,
}

/// The end of a period that runs from `anchor`.
#[must_use]
pub fn end(anchor: Moment, period: Period, method: &Method, holidays: &Holidays) -> PeriodEnd {
    let count = i64::from(period.count);
    match period.unit {
        PeriodUnit::Minutes => later(anchor, TimeDelta::minutes(count)),
        PeriodUnit::Hours => later(anchor, TimeDelta::hours(count)),
        PeriodUnit::Days | PeriodUnit::Months => end_of_days(anchor.korean().date(), period, method, holidays),
    }
}

fn later(anchor: Moment, by: TimeDelta) -> PeriodEnd {
    anchor
        .korean()
        .local()
        .checked_add_signed(by)
        .map_or(PeriodEnd::Undetermined, |local| PeriodEnd::At(Moment::in_korea(local)))
}

/// The end of a period of days or months that runs from the day `anchor`.
#[must_use]
pub fn end_of_days(anchor: NaiveDate, period: Period, method: &Method, holidays: &Holidays) -> PeriodEnd {
    let first = match method.from {
        Begins::AtOnce => Some(anchor),
        Begins::NextDay => anchor.succ_opt(),
    };
    let counted = first.and_then(|first| last_day(first, period));
    let day =
        counted.and_then(|counted| if method.rolls { next_working_day(counted, holidays) } else { Some(counted) });
    match counted.zip(day) {
        Some((counted, day)) => PeriodEnd::On { counted, day },
        None => PeriodEnd::Undetermined,
    }
}

/// The last day of a period whose first counted day is `first`: the day before the one that corresponds to it, or the
/// last day of the month where none does.
fn last_day(first: NaiveDate, period: Period) -> Option<NaiveDate> {
    match period.unit {
        PeriodUnit::Days => first.checked_add_days(Days::new(u64::from(period.count)))?.pred_opt(),
        PeriodUnit::Months => {
            // Clamped to the end of a shorter month, where no day corresponds.
            let corresponding = first.checked_add_months(Months::new(period.count))?;
            if corresponding.day() == first.day() { corresponding.pred_opt() } else { Some(corresponding) }
        }
        PeriodUnit::Minutes | PeriodUnit::Hours => None,
    }
}

/// The day itself when it is a working day, else the next one.
#[must_use]
pub fn next_working_day(day: NaiveDate, holidays: &Holidays) -> Option<NaiveDate> {
    step(day, holidays, NaiveDate::succ_opt)
}

/// The day itself when it is a working day, else the one before.
#[must_use]
pub fn working_day_before(day: NaiveDate, holidays: &Holidays) -> Option<NaiveDate> {
    step(day, holidays, NaiveDate::pred_opt)
}

fn step(mut day: NaiveDate, holidays: &Holidays, next: fn(&NaiveDate) -> Option<NaiveDate>) -> Option<NaiveDate> {
    while holidays.is_closed(day)? {
        day = next(&day)?;
    }
    Some(day)
}

/// The first `month`-`day` on or after `from`. `None` for a date that no year has.
#[must_use]
pub fn yearly(from: NaiveDate, month: u32, day: u32, holidays: &Holidays) -> Option<Yearly> {
    let this_year = NaiveDate::from_ymd_opt(from.year(), month, day)?;
    let statutory = if this_year >= from { this_year } else { NaiveDate::from_ymd_opt(from.year() + 1, month, day)? };
    Some(Yearly {
        statutory,
        by_analogy: next_working_day(statutory, holidays),
        safe: working_day_before(statutory, holidays),
    })
}
