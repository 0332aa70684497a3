//! Dates and moments as people write them: serials, `2022. 10. 15. 오후 3:19`, `20221015`, RFC 3339, `24:00`, a date and
//! a time of day in two cells.
//!
//! A date that can be read in two ways (`10/11/2022`, `22.10.15`) is never guessed: its [`readings`] are told, and a
//! [`DateForm`] settles it. Without a zone a moment is Korea's.

use chrono::{Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

pub use super::date_order::{DateForm, DateOrder};
use super::names::narrow;
use super::problem::{Got, Problem, Read};
use super::scan::{DateReadings, DateScan, YEARS, compact_date};
use crate::source::{CellValue, Says, Serial};
use crate::time::Moment;

const DAY: u32 = 86_400;
/// Seconds that Korea is ahead.
const KOREA: i32 = 9 * 3_600;

/// A date in a cell. A time of day beside it is left out.
///
/// # Errors
/// The cell holds no date, or one that can be read in two ways.
pub fn date(cell: &CellValue<'_>, form: DateForm) -> Read<NaiveDate> {
    only(stamps(cell, form)?).map(|got| {
        // A moment with a zone is of the day that it was in Korea.
        let zoned = got.value.zone.filter(|zone| zone.local_minus_utc() != KOREA).and(Some(Problem::ZonedDay));
        // A time of day that is not shown is none of a day.
        let shows_day = matches!(cell, CellValue::Serial(serial) if serial.day);
        let remark = got.remark.filter(|remark| *remark != Problem::HiddenPart || !shows_day);
        Got { remark: remark.or(zoned), ..got.map(Stamp::day) }
    })
}

/// A moment in a cell. A date alone is midnight, with a remark.
///
/// # Errors
/// As [`date`].
pub fn moment(cell: &CellValue<'_>, form: DateForm) -> Read<Moment> {
    only(stamps(cell, form)?).map(of_stamp)
}

/// A moment whose day stands in one cell and its time of day in another: `2022. 10. 15.` and `오후 3:19`.
///
/// # Errors
/// As [`date`], or the second cell holds no time of day, or one of another day.
pub fn moment_of(day: &CellValue<'_>, time: &CellValue<'_>, form: DateForm) -> Read<Moment> {
    let got = both(day, time, form)?;
    only(got).map(of_stamp)
}

/// What an ambiguous cell can mean, in the order of years, months and days: `2003-04-05`. One reading where the cell is
/// only undecided because another order would be possible in the same column.
#[must_use]
pub fn readings(cell: &CellValue<'_>, time: Option<&CellValue<'_>>, form: DateForm) -> Vec<String> {
    let stamps = time.map_or_else(|| stamps(cell, form), |time| both(cell, time, form));
    let Ok(got) = stamps else { return Vec::new() };
    let plain = |stamp: &Stamp| {
        let shown = if stamp.has_clock { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d" };
        stamp.local.format(shown).to_string()
    };
    got.value.all().iter().map(plain).collect()
}

/// A moment of `case.toml`: date and time of day, exactly.
#[must_use]
pub fn stated_moment(text: &str) -> Option<Moment> {
    let read = moment(&CellValue::Text(text.into()), DateForm::default());
    read.ok().filter(|got| got.remark.is_none() && !got.estimate).map(|got| got.value)
}

/// A day of `case.toml`, exactly.
#[must_use]
pub fn stated_day(text: &str) -> Option<NaiveDate> {
    let read = date(&CellValue::Text(text.into()), DateForm::default());
    read.ok().filter(|got| got.remark.is_none() && !got.estimate).map(|got| got.value)
}

/// A point of the calendar, before its zone is applied.
#[derive(Debug, Clone, Copy)]
struct Stamp {
    local: NaiveDateTime,
    zone: Option<FixedOffset>,
    has_clock: bool,
}

impl Stamp {
    /// The day in Korea.
    fn day(self) -> NaiveDate {
        let shift = self.zone.map_or(0, |zone| i64::from(KOREA - zone.local_minus_utc()));
        self.local.checked_add_signed(TimeDelta::seconds(shift)).unwrap_or(self.local).date()
    }

    fn moment(self) -> Moment {
        let zoned = self.zone.and_then(|zone| {
            let text = format!("{}{}", self.local.format("%Y-%m-%dT%H:%M:%S"), zone);
            Moment::parse_rfc3339(&text)
        });
        zoned.unwrap_or_else(|| Moment::in_korea(self.local))
    }
}

/// The day of a cell whose time of day, without a zone, is 15:00:00 exactly: midnight in Korea, if it was stored in UTC.
/// Nothing for any other.
pub(super) fn midnight_in_korea(cell: &CellValue<'_>, form: DateForm) -> Option<NaiveDate> {
    let stamp = only(stamps(cell, form).ok()?).ok()?.value;
    let is_three = stamp.local.num_seconds_from_midnight() == DAY - KOREA.unsigned_abs();
    (is_three && stamp.zone.is_none()).then(|| stamp.local.date())
}

fn of_stamp(got: Got<Stamp>) -> Got<Moment> {
    let remark = (!got.value.has_clock).then_some(Problem::NoTimeOfDay).or(got.remark);
    Got { remark, ..got.map(Stamp::moment) }
}

/// The one thing that a cell can mean.
fn only(got: Got<DateReadings<Stamp>>) -> Read<Stamp> {
    match &got.value {
        DateReadings::One(stamp) => {
            let stamp = *stamp;
            Ok(got.map(|_| stamp))
        }
        DateReadings::Several(_) => Err(Problem::AmbiguousDate),
    }
}

fn stamps(cell: &CellValue<'_>, form: DateForm) -> Read<DateReadings<Stamp>> {
    let plain = |local: NaiveDateTime, clock: bool| {
        let has_clock = clock || local.time() != NaiveTime::MIN;
        if YEARS.contains(&local.year()) {
            Ok(Got::exact(DateReadings::One(Stamp { local, zone: None, has_clock })))
        } else {
            Err(Problem::NotADate)
        }
    };
    match cell {
        CellValue::Serial(serial) if serial.elapsed => Err(Problem::NotADate),
        CellValue::Serial(serial) => {
            let local = serial.date_time().ok_or(Problem::NotADate)?;
            let hides_clock = !serial.clock && !serial.seconds && local.time() != NaiveTime::MIN;
            let hides = !serial.day || hides_clock;
            let got = plain(local, serial.clock)?;
            Ok(Got { remark: hides.then_some(Problem::HiddenPart), ..got })
        }
        CellValue::Number { value, .. } => match number(*value) {
            Some((local, clock)) => plain(local, clock),
            None => written(&digits_of(*value).ok_or(Problem::NotADate)?, form),
        },
        CellValue::Text(text) => written(text, form),
        CellValue::Shown(shown) if shown.says == Says::Nothing => Err(Problem::Veiled),
        CellValue::Shown(shown) => written(&shown.text, form),
        CellValue::Error(_) => Err(Problem::ErrorCell),
        CellValue::Bool(_) => Err(Problem::NotADate),
    }
}

/// A number without a date format: `20221015`, or a serial of this century.
fn number(value: f64) -> Option<(NaiveDateTime, bool)> {
    const COMPACT: std::ops::RangeInclusive<f64> = 19_800_101.0..=21_001_231.0;
    const SERIALS: std::ops::RangeInclusive<f64> = 36_526.0..=73_050.0;
    if COMPACT.contains(&value) && value.fract() == 0.0 {
        let day = compact_date(&format!("{value:.0}"))?;
        return Some((day.and_time(NaiveTime::MIN), false));
    }
    let serial = Serial::plain(value, false);
    SERIALS.contains(&value).then(|| serial.date_time()).flatten().map(|at| (at, false))
}

/// The digits of a number that may be `221015` or `202210151519`: what a text of them would say.
fn digits_of(value: f64) -> Option<String> {
    const SIX: std::ops::RangeInclusive<f64> = 100_000.0..=999_999.0;
    const LONG: std::ops::RangeInclusive<f64> = 198_001_010_000.0..=21_001_231_235_959.0;
    let is_date = value.fract() == 0.0 && (SIX.contains(&value) || LONG.contains(&value));
    is_date.then(|| format!("{value:.0}"))
}

fn written(text: &str, form: DateForm) -> Read<DateReadings<Stamp>> {
    let (text, estimate) = bare(text);
    let mut scan = DateScan { rest: text.trim(), form };
    let days = scan.date()?;
    let clock = scan.clock()?;
    let zone = scan.zone()?;
    if !scan.rest.trim().is_empty() {
        return Err(Problem::NotADate);
    }
    Ok(Got { estimate, ..Got::exact(joined(&days, clock.as_ref(), zone)) })
}

/// Every day at every time of day.
fn joined(
    days: &DateReadings<NaiveDate>,
    clock: Option<&DateReadings<u32>>,
    zone: Option<FixedOffset>,
) -> DateReadings<Stamp> {
    let has_clock = clock.is_some();
    let at = |day: NaiveDate, seconds: u32| {
        let local = day.and_time(NaiveTime::MIN) + TimeDelta::seconds(i64::from(seconds));
        Stamp { local, zone, has_clock }
    };
    let clock = clock.unwrap_or(&DateReadings::One(0));
    if let (DateReadings::One(day), DateReadings::One(seconds)) = (days, clock) {
        return DateReadings::One(at(*day, *seconds));
    }
    let of_day = |day: &NaiveDate| clock.all().iter().map(|seconds| at(*day, *seconds)).collect::<Vec<_>>();
    DateReadings::Several(days.all().iter().flat_map(of_day).collect())
}

/// A day of one cell at a time of day of another.
fn both(day: &CellValue<'_>, time: &CellValue<'_>, form: DateForm) -> Read<DateReadings<Stamp>> {
    let days = stamps(day, form)?;
    let (clock, zone, estimate) = time_of_day(time, &days.value)?;
    let dates = days.value.clone().map(|stamp| stamp.local.date());
    // What the cell of the day hides is in the other one.
    let remark = days.remark.filter(|remark| *remark != Problem::HiddenPart);
    Ok(Got { estimate: days.estimate || estimate, remark, ..Got::exact(joined(&dates, Some(&clock), zone)) })
}

type TimeOfDay = (DateReadings<u32>, Option<FixedOffset>, bool);

/// The time of day in a cell of its own. A whole moment in it must be of one of `days`.
fn time_of_day(cell: &CellValue<'_>, days: &DateReadings<Stamp>) -> Result<TimeOfDay, Problem> {
    let plain = |seconds: u32| Ok((DateReadings::One(seconds), None, false));
    match cell {
        CellValue::Serial(serial) if serial.days <= 1.0 => {
            let seconds = serial.seconds().and_then(|seconds| u32::try_from(seconds).ok());
            plain(seconds.filter(|seconds| *seconds <= DAY).ok_or(Problem::NotATime)?)
        }
        CellValue::Serial(serial) if !serial.elapsed => {
            let at = serial.date_time().ok_or(Problem::NotATime)?;
            let is_same = days.all().iter().any(|day| day.local.date() == at.date());
            if is_same { plain(at.num_seconds_from_midnight()) } else { Err(Problem::NotATime) }
        }
        CellValue::Number { value, percent: false } if (0.0..1.0).contains(value) => {
            let serial = Serial { elapsed: true, clock: true, ..Serial::plain(*value, false) };
            plain(serial.seconds().and_then(|seconds| u32::try_from(seconds).ok()).ok_or(Problem::NotATime)?)
        }
        CellValue::Number { value, percent: false } => {
            Ok((digits_of_clock(*value).ok_or(Problem::NotATime)?, None, false))
        }
        CellValue::Text(text) => {
            let (text, estimate) = bare(text);
            let mut scan = DateScan { rest: text.trim(), form: DateForm::default() };
            let clock = scan.clock().ok().flatten().ok_or(Problem::NotATime)?;
            let zone = scan.zone().map_err(|_| Problem::NotATime)?;
            if scan.rest.trim().is_empty() { Ok((clock, zone, estimate)) } else { Err(Problem::NotATime) }
        }
        CellValue::Shown(shown) => time_of_day(&CellValue::Text(shown.text.as_str().into()), days),
        CellValue::Error(_) => Err(Problem::ErrorCell),
        _ => Err(Problem::NotATime),
    }
}

/// `151900` typed as a number, which has lost its zeros: `1519` may be 15:19 or 00:15:19.
fn digits_of_clock(value: f64) -> Option<DateReadings<u32>> {
    if value.fract() != 0.0 || !(1.0..=240_000.0).contains(&value) {
        return None;
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and small")]
    let number = value as u32;
    let clock = |hours: u32, minutes: u32, seconds: u32| {
        let at = hours * 3600 + minutes * 60 + seconds;
        (minutes < 60 && seconds < 60 && at <= DAY).then_some(at)
    };
    let with_seconds = clock(number / 10_000, number / 100 % 100, number % 100);
    let without = clock(number / 100, number % 100, 0).filter(|_| number <= 2_400);
    match (without, with_seconds) {
        (Some(one), Some(other)) if one != other => Some(DateReadings::Several(vec![one, other])),
        (Some(one), _) | (None, Some(one)) => Some(DateReadings::One(one)),
        (None, None) => None,
    }
}

/// A text in lower case without the words for "about", and whether there were any.
fn bare(text: &str) -> (String, bool) {
    let lower: String = text.chars().map(narrow).flat_map(char::to_lowercase).collect();
    let trimmed = lower.trim();
    let mut bare = trimmed;
    for word in ["약 ", "약", "대략 ", "about ", "approx. ", "ca. ", "~", "≈"] {
        bare = bare.strip_prefix(word).unwrap_or(bare);
    }
    for word in ["경", "쯤", "무렵", "께", "전후"] {
        bare = bare.trim_end().strip_suffix(word).unwrap_or(bare);
    }
    (bare.trim().to_owned(), bare != trimmed)
}
