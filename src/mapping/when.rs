//! Dates and moments as people write them: serials, `2022. 10. 15. 오후 3:19`, `20221015`, RFC 3339, `24:00`.
//!
//! A date that can be read in two ways (`10/11/2022`, `22.10.15`) is never guessed. Without a zone it is Korea's.

use chrono::{Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::names::narrow;
use super::problem::{Got, Problem, Read};
use super::scan::{Scan, YEARS, compact_date};
use crate::source::{CellValue, Serial};
use crate::time::Moment;

/// A date in a cell. A time of day beside it is left out.
///
/// # Errors
/// The cell holds no date, or one that can be read in two ways.
pub fn date(cell: &CellValue<'_>) -> Read<NaiveDate> {
    stamp(cell).map(|got| got.map(|stamp| stamp.local.date()))
}

/// A moment in a cell. A date alone is midnight, with a remark.
///
/// # Errors
/// As [`date`].
pub fn moment(cell: &CellValue<'_>) -> Read<Moment> {
    stamp(cell).map(|got| {
        let remark = (!got.value.has_clock).then_some(Problem::NoTimeOfDay);
        Got { remark, ..got.map(Stamp::moment) }
    })
}

/// A moment of `case.toml`: date and time of day, exactly.
#[must_use]
pub fn stated_moment(text: &str) -> Option<Moment> {
    moment(&CellValue::Text(text.into())).ok().filter(|got| got.remark.is_none() && !got.estimate).map(|got| got.value)
}

/// A point of the calendar, before its zone is applied.
#[derive(Debug, Clone, Copy)]
struct Stamp {
    local: NaiveDateTime,
    zone: Option<FixedOffset>,
    has_clock: bool,
}

impl Stamp {
    fn moment(self) -> Moment {
        let zoned = self.zone.and_then(|zone| {
            let text = format!("{}{}", self.local.format("%Y-%m-%dT%H:%M:%S"), zone);
            Moment::parse_rfc3339(&text)
        });
        zoned.unwrap_or_else(|| Moment::in_korea(self.local))
    }
}

fn stamp(cell: &CellValue<'_>) -> Read<Stamp> {
    let plain = |local: NaiveDateTime, clock: bool| {
        let has_clock = clock || local.time() != NaiveTime::MIN;
        if YEARS.contains(&local.year()) {
            Ok(Got::exact(Stamp { local, zone: None, has_clock }))
        } else {
            Err(Problem::NotADate)
        }
    };
    match cell {
        CellValue::Serial(serial) if serial.elapsed => Err(Problem::NotADate),
        CellValue::Serial(serial) => plain(serial.date_time().ok_or(Problem::NotADate)?, serial.clock),
        CellValue::Number { value, .. } => {
            let (local, clock) = number(*value).ok_or(Problem::NotADate)?;
            plain(local, clock)
        }
        CellValue::Text(text) => written(text),
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
    let serial = Serial { days: value, is_1904: false, elapsed: false, clock: false };
    SERIALS.contains(&value).then(|| serial.date_time()).flatten().map(|at| (at, false))
}

fn written(text: &str) -> Read<Stamp> {
    let mut lower: String = text.chars().map(narrow).flat_map(char::to_lowercase).collect();
    let estimate = strip_about(&mut lower);
    let mut scan = Scan { rest: lower.trim() };
    let day = scan.date()?;
    let clock = scan.clock()?;
    let zone = scan.zone()?;
    if !scan.rest.trim().is_empty() {
        return Err(Problem::NotADate);
    }
    let seconds = TimeDelta::seconds(i64::from(clock.unwrap_or(0)));
    let local = day.and_time(NaiveTime::MIN) + seconds;
    let stamp = Stamp { local, zone, has_clock: clock.is_some() };
    Ok(Got { estimate, ..Got::exact(stamp) })
}

/// Takes away the words for "about" around a date.
fn strip_about(text: &mut String) -> bool {
    let trimmed = text.trim();
    let mut bare = trimmed;
    for word in ["약 ", "약", "대략 ", "about ", "~"] {
        bare = bare.strip_prefix(word).unwrap_or(bare);
    }
    for word in ["경", "쯤", "무렵", "께"] {
        bare = bare.trim_end().strip_suffix(word).unwrap_or(bare);
    }
    let found = bare != trimmed;
    *text = bare.trim().to_owned();
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_moment_survives_every_way_of_writing_it(minutes in 0_i64..60_000_000) {
            let start = NaiveDate::from_ymd_opt(1985, 1, 1).expect("a date").and_time(NaiveTime::MIN);
            let local = start + TimeDelta::minutes(minutes);
            let expected = Moment::in_korea(local);
            let noon = local.format("%p").to_string();
            let half = if noon == "AM" { "오전" } else { "오후" };
            for written in [
                crate::korean::moment(expected),
                expected.to_string(),
                local.format("%Y-%m-%d %H:%M").to_string(),
                local.format("%Y%m%d%H%M").to_string(),
                local.format("%Y년 %m월 %d일 %H시 %M분").to_string(),
                format!("{} {half} {}", local.format("%Y. %-m. %-d."), local.format("%-I:%M")),
            ] {
                prop_assert_eq!(at(&written), Ok(expected.to_string()), "{}", written);
            }
        }

        #[test]
        fn a_serial_survives_binary_days(seconds in 1_000_000_000_i64..6_000_000_000) {
            #[allow(clippy::cast_precision_loss, reason = "below fifteen digits")]
            let days = seconds as f64 / 86_400.0;
            let serial = Serial { days, is_1904: false, elapsed: false, clock: true };
            let epoch = NaiveDate::from_ymd_opt(1899, 12, 30).expect("a date").and_time(NaiveTime::MIN);
            prop_assert_eq!(serial.date_time(), Some(epoch + TimeDelta::seconds(seconds)));
        }

        #[test]
        fn nothing_typed_makes_the_parser_panic(written in "\\PC{0,24}") {
            let _ = at(&written);
        }
    }

    fn at(text: &str) -> Result<String, Problem> {
        moment(&CellValue::Text(text.into())).map(|got| got.value.to_string())
    }

    #[test]
    fn moments_as_people_write_them() {
        for text in [
            "2022-10-15 15:19",
            "2022. 10. 15. 15:19",
            "2022. 10. 15. 오후 3:19",
            "2022.10.15 15:19:00",
            "2022년 10월 15일 15시 19분",
            "2022년 10월 15일(토) 오후 3시 19분",
            "2022/10/15 3:19 PM",
            "2022-10-15T15:19:00+09:00",
            "2022-10-15T15:19:00.000+09:00",
            "2022-10-15 15:19 KST",
            "202210151519",
            "20221015 1519",
            "２０２２．１０．１５ 15:19",
        ] {
            assert_eq!(at(text).as_deref(), Ok("2022-10-15T15:19:00+09:00"), "{text}");
        }
    }

    #[test]
    fn zones_midnights_and_noons() {
        assert_eq!(at("2022-10-15T06:19:00Z").as_deref(), Ok("2022-10-15T06:19:00+00:00"));
        assert_eq!(at("2022-10-15 24:00").as_deref(), Ok("2022-10-16T00:00:00+09:00"));
        assert_eq!(at("2022-10-15 오전 12:05").as_deref(), Ok("2022-10-15T00:05:00+09:00"));
        assert_eq!(at("2022-10-15 오후 12:05").as_deref(), Ok("2022-10-15T12:05:00+09:00"));
        assert_eq!(at("2022-10-31 24:00").as_deref(), Ok("2022-11-01T00:00:00+09:00"));
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_not_read() {
        for text in ["10/15/2022", "10/11/2022", "22.10.15", "15-10-2022 15:19", "10월 15일 15:19"] {
            assert_eq!(at(text), Err(Problem::AmbiguousDate), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_not_read() {
        for text in [
            "어제",
            "2022-13-01",
            "2022-02-29",
            "2022-10-15 25:00",
            "2022-10-15 15:60",
            "20221315",
            "2022-10",
            "2022-10-15 15:19~16:00",
            "2022-10-15 24:01",
            "1015",
            "2022-10-15 오전 13:00",
            "3022-10-15",
            "2022-10-15 1",
        ] {
            assert_eq!(at(text), Err(Problem::NotADate), "{text}");
        }
    }

    #[test]
    fn about_makes_an_estimate_and_a_bare_date_a_remark() {
        let about = moment(&CellValue::Text("2022-10-15 15:30경".into())).expect("a moment");
        assert!(about.estimate);
        let bare = moment(&CellValue::Text("2022. 10. 15.".into())).expect("a moment");
        assert_eq!(bare.remark, Some(Problem::NoTimeOfDay));
        let midnight = moment(&CellValue::Text("2022. 10. 15. 00:00".into())).expect("a moment");
        assert_eq!(midnight.remark, None);
    }

    #[test]
    fn numbers_that_are_dates() {
        let day = |value: f64| date(&CellValue::Number { value, percent: false }).map(|got| got.value.to_string());
        assert_eq!(day(20_221_015.0).as_deref(), Ok("2022-10-15"));
        assert_eq!(day(44_849.0).as_deref(), Ok("2022-10-15"));
        assert_eq!(day(15.0), Err(Problem::NotADate));
    }
}
