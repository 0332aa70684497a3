//! A moment as exactly as it is known: itself, or the two between which it lies.

use chrono::{NaiveDate, NaiveTime, TimeDelta};

use super::Value;
use crate::time::Moment;

/// A moment, or the bounds that it lies between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Within {
    /// Not before, when known.
    pub after: Option<Moment>,
    /// Not after.
    pub by: Moment,
}

impl Within {
    #[must_use]
    pub fn exact(at: Moment) -> Self {
        Self { after: Some(at), by: at }
    }

    /// Some time of a day in Korea.
    #[must_use]
    pub fn day(day: NaiveDate) -> Self {
        let start = day.and_time(NaiveTime::MIN);
        Self { after: Some(Moment::in_korea(start)), by: Moment::in_korea(start + TimeDelta::days(1)) }
    }

    /// The day, where all that is known is that it was some time of one.
    #[must_use]
    pub fn as_day(self) -> Option<NaiveDate> {
        let day = self.after?.korean().date();
        (Self::day(day) == self).then_some(day)
    }

    /// What a value of a moment's column says.
    #[must_use]
    pub fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Moment(at) => Some(Self::exact(*at)),
            Value::MomentBetween { after, by } => Some(Self { after: *after, by: *by }),
            _ => None,
        }
    }

    #[must_use]
    pub fn value(self) -> Value {
        let Self { after, by } = self;
        if after == Some(by) { Value::Moment(by) } else { Value::MomentBetween { after, by } }
    }

    #[must_use]
    pub fn is_exact(self) -> bool {
        self.after == Some(self.by)
    }

    /// Time from `start` to this; bounds where either is one. A lower bound that is no time at all says nothing.
    #[must_use]
    pub fn since(self, start: Self) -> Option<Value> {
        if self.is_exact() && start.is_exact() {
            return Some(Value::Duration(self.by.since(start.by)));
        }
        let min = self.after.map(|after| after.since(start.by)).filter(|least| least.as_seconds() > 0);
        Some(Value::DurationBetween { min, max: self.by.since(start.after?) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Elapsed;

    fn at(text: &str) -> Moment {
        Moment::parse_rfc3339(text).expect("a moment")
    }

    #[test]
    fn a_day_is_some_time_of_it() {
        let day = NaiveDate::from_ymd_opt(2026, 9, 28).expect("a day");
        let within = Within::day(day);
        assert_eq!(within.as_day(), Some(day));
        assert_eq!((within.after, within.by), (Some(at("2026-09-28T00:00:00+09:00")), at("2026-09-29T00:00:00+09:00")));
        assert_eq!(Within::exact(at("2026-09-28T00:00:00+09:00")).as_day(), None);
    }

    #[test]
    fn time_between_bounds_has_bounds() {
        let start = Within::exact(at("2026-09-28T02:14:00+09:00"));
        let end = Within::day(NaiveDate::from_ymd_opt(2026, 9, 28).expect("a day"));
        let max = Elapsed::minutes(21 * 60 + 46);
        assert_eq!(end.since(start), Some(Value::DurationBetween { min: None, max }));
        let later = Within { after: Some(at("2026-09-28T03:14:00+09:00")), ..end };
        assert_eq!(later.since(start), Some(Value::DurationBetween { min: Some(Elapsed::minutes(60)), max }));
        let exact = Within::exact(at("2026-09-28T04:14:00+09:00"));
        assert_eq!(exact.since(start), Some(Value::Duration(Elapsed::minutes(120))));
    }
}
