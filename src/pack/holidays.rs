//! Public holidays (`templates/kr/holidays.toml`): dates as published. How periods are counted with them is for the law.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::Deserialize;

use super::fault::why;
use super::{Assets, broken, parse};
use crate::error::Result;

/// Why a date is a holiday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HolidayKind {
    /// Named by the act or the decree.
    Legal,
    /// Stands in for one that fell on another closed day.
    Substitute,
    /// Election at the end of a term.
    Election,
    /// Designated once.
    Temporary,
}

/// One date.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    #[serde(deserialize_with = "super::day::date")]
    pub date: NaiveDate,
    pub name: String,
    pub kind: HolidayKind,
    pub basis: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HolidaysFile {
    #[serde(rename = "schema")]
    _schema: u32,
    #[serde(deserialize_with = "super::day::date")]
    known_from: NaiveDate,
    #[serde(deserialize_with = "super::day::date")]
    known_until: NaiveDate,
    #[serde(rename = "verified_on", deserialize_with = "super::day::date")]
    _verified_on: NaiveDate,
    #[serde(rename = "source")]
    _source: String,
    day: Vec<Holiday>,
}

/// All holidays between two days, both known.
#[derive(Debug, Clone)]
pub struct Holidays {
    pub known_from: NaiveDate,
    pub known_until: NaiveDate,
    days: BTreeMap<NaiveDate, Holiday>,
}

impl Holidays {
    pub(super) fn load(assets: &Assets) -> Result<Self> {
        let path = assets.own("holidays.toml");
        let file: HolidaysFile = parse(assets, &path)?;
        let mut days = BTreeMap::new();
        let mut before = None;
        for holiday in file.day {
            let date = holiday.date;
            if before.is_some_and(|before| before >= date) || date < file.known_from || date > file.known_until {
                return Err(broken(&path, why("pack-dates", date).expected(before.unwrap_or(file.known_from))));
            }
            before = Some(date);
            days.insert(date, holiday);
        }
        Ok(Self { known_from: file.known_from, known_until: file.known_until, days })
    }

    /// The holiday of a date.
    #[must_use]
    pub fn get(&self, day: NaiveDate) -> Option<&Holiday> {
        self.days.get(&day)
    }

    /// How many dates there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.days.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// Whether a day is a Saturday, a Sunday or a holiday; `None` outside the days that are known.
    #[must_use]
    pub fn is_closed(&self, day: NaiveDate) -> Option<bool> {
        if day < self.known_from || day > self.known_until {
            return None;
        }
        Some(matches!(day.weekday(), Weekday::Sat | Weekday::Sun) || self.days.contains_key(&day))
    }
}
