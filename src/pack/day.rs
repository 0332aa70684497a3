//! Local dates of TOML (`2022-10-15`) as calendar dates.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, de::Error};

/// Reads a local date.
pub(super) fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let value = toml::value::Datetime::deserialize(deserializer)?;
    let day = value.date.filter(|_| value.time.is_none() && value.offset.is_none());
    day.and_then(|day| NaiveDate::from_ymd_opt(i32::from(day.year), u32::from(day.month), u32::from(day.day)))
        .ok_or_else(|| D::Error::custom(super::fault::why("pack-literal", value).expected("2022-10-15")))
}

/// Reads a local date that may be absent (with `#[serde(default)]`).
pub(super) fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    date(deserializer).map(Some)
}
