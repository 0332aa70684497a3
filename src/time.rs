//! Moments, dates and elapsed time. Every moment carries its zone; the clock is never read.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use serde::{Serialize, Serializer};

/// Seconds east of UTC in Korea, which has had no other offset since 1988.
const KST_SECONDS: i32 = 9 * 3600;

/// Korea standard time.
#[must_use]
pub fn kst() -> FixedOffset {
    FixedOffset::east_opt(KST_SECONDS).unwrap_or_else(unreachable_offset)
}

/// Nine hours is inside the range of offsets that chrono accepts, so this is never reached.
#[cold]
fn unreachable_offset() -> FixedOffset {
    unreachable!("nine hours is a valid offset")
}

/// A moment with its zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(DateTime<FixedOffset>);

impl Moment {
    /// A wall-clock time in Korea.
    #[must_use]
    pub fn in_korea(local: NaiveDateTime) -> Self {
        Self(DateTime::from_naive_utc_and_offset(local - TimeDelta::seconds(i64::from(KST_SECONDS)), kst()))
    }

    /// A moment as RFC 3339 writes it.
    #[must_use]
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(Self)
    }

    /// Wall-clock time in the moment's own zone.
    #[must_use]
    pub fn local(&self) -> NaiveDateTime {
        self.0.naive_local()
    }

    /// Day in the moment's own zone.
    #[must_use]
    pub fn date(&self) -> NaiveDate {
        self.0.date_naive()
    }

    /// The same instant on Korean clocks.
    #[must_use]
    pub fn korean(&self) -> Self {
        Self(self.0.with_timezone(&kst()))
    }

    /// Whether the moment is given on Korean clocks.
    #[must_use]
    pub fn is_korean(&self) -> bool {
        self.0.offset().local_minus_utc() == KST_SECONDS
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn timestamp(&self) -> i64 {
        self.0.timestamp()
    }

    /// Time from `earlier` to this moment; negative when this moment is the earlier one.
    #[must_use]
    pub fn since(&self, earlier: Moment) -> Elapsed {
        Elapsed::seconds((self.0 - earlier.0).num_seconds())
    }

    /// The moment so many seconds later; none beyond the calendar.
    #[must_use]
    pub fn later(&self, seconds: i64) -> Option<Self> {
        self.0.checked_add_signed(TimeDelta::try_seconds(seconds)?).map(Self)
    }
}

impl fmt::Display for Moment {
    /// RFC 3339, the form of the JSON contract.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%dT%H:%M:%S%:z"))
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Elapsed time in whole seconds. Not calendar time: a day here is 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Elapsed(i64);

impl Elapsed {
    #[must_use]
    pub const fn seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    #[must_use]
    pub const fn minutes(minutes: i64) -> Self {
        Self(minutes * 60)
    }

    #[must_use]
    pub const fn as_seconds(self) -> i64 {
        self.0
    }

    /// Whole minutes, rounded towards zero.
    #[must_use]
    pub const fn as_minutes(self) -> i64 {
        self.0 / 60
    }

    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }
}

impl fmt::Display for Elapsed {
    /// ISO 8601 in hours, minutes and seconds: `PT127H33M`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.0.unsigned_abs();
        let (hours, minutes, seconds) = (total / 3600, total % 3600 / 60, total % 60);
        if self.0 < 0 {
            f.write_str("-")?;
        }
        f.write_str("PT")?;
        if hours > 0 {
            write!(f, "{hours}H")?;
        }
        if minutes > 0 {
            write!(f, "{minutes}M")?;
        }
        if seconds > 0 || total == 0 {
            write!(f, "{seconds}S")?;
        }
        Ok(())
    }
}

impl Serialize for Elapsed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What a count stands for: a day, or a time of a day where a day has several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AsOf {
    day: NaiveDate,
    /// A day without a time is counted to its end.
    clock: Clock,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Clock {
    At(NaiveTime),
    End,
}

impl AsOf {
    #[must_use]
    pub fn day(self) -> NaiveDate {
        self.day
    }

    /// The moment, where a time of the day is stated.
    #[must_use]
    pub fn moment(self) -> Option<Moment> {
        match self.clock {
            Clock::At(time) => Some(Moment::in_korea(self.day.and_time(time))),
            Clock::End => None,
        }
    }
}

impl From<NaiveDate> for AsOf {
    fn from(day: NaiveDate) -> Self {
        Self { day, clock: Clock::End }
    }
}

impl From<Moment> for AsOf {
    fn from(at: Moment) -> Self {
        let local = at.korean().local();
        Self { day: local.date(), clock: Clock::At(local.time()) }
    }
}

impl fmt::Display for AsOf {
    /// As it stands in the ids of figures: `2022-10-18`, `2022-10-18T09:00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.clock {
            Clock::At(time) => write!(f, "{}T{}", self.day, time.format("%H:%M")),
            Clock::End => write!(f, "{}", self.day),
        }
    }
}

impl FromStr for AsOf {
    type Err = chrono::ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('T') {
            Some((day, time)) => {
                Ok(Self { day: day.parse()?, clock: Clock::At(NaiveTime::parse_from_str(time, "%H:%M")?) })
            }
            None => Ok(Self::from(text.parse::<NaiveDate>()?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elapsed_time_crosses_midnight() {
        let start = Moment::parse_rfc3339("2021-05-05T21:47:00+09:00").expect("a fixed moment");
        let end = Moment::parse_rfc3339("2021-05-06T00:08:00+09:00").expect("a fixed moment");
        assert_eq!(end.since(start).to_string(), "PT2H21M");
    }

    #[test]
    fn the_two_official_durations_differ_by_their_anchor() {
        let end = Moment::parse_rfc3339("2022-10-20T23:00:00+09:00").expect("a fixed moment");
        let ministry = Moment::parse_rfc3339("2022-10-15T15:27:00+09:00").expect("a fixed moment");
        let company = Moment::parse_rfc3339("2022-10-15T06:30:00Z").expect("a fixed moment");
        assert_eq!(end.since(ministry).to_string(), "PT127H33M");
        assert_eq!(end.since(company).to_string(), "PT127H30M");
    }
}
