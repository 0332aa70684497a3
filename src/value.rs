//! What a cell or a figure can hold, exactly typed, and how sure we are of it.
//!
//! Money is a decimal of whole won. Not knowing is a state ([`Field::Pending`], [`Field::Blank`]), never a zero.

mod digits;
mod within;

pub use within::Within;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::origin::Origin;
use crate::time::{Elapsed, Moment};

pub use digits::{Digits, spread};

/// A typed value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Free text, trimmed.
    Text(String),
    /// A code of the closed list `list`, such as `claimant` / `small_business`.
    Code {
        list: String,
        code: String,
    },
    /// Several codes of one list.
    Codes {
        list: String,
        codes: Vec<String>,
    },
    /// A count of people, claims, days.
    Count(u64),
    /// A count known only to lie between two, both included: what a published share leaves open.
    CountBetween {
        min: u64,
        max: u64,
    },
    /// Korean won. Whole, may be negative only where a rule then says so.
    Won(Decimal),
    /// A quantity in the unit of its row (code of list `unit`): credits, points, days, goods.
    Amount {
        quantity: Decimal,
        unit: String,
    },
    /// A share of a whole in percent: 17.1 means 17.1 %.
    Share(Decimal),
    /// A number without unit (ratio, mean of counts).
    Number(Decimal),
    Moment(Moment),
    /// A moment known only to lie between two: after `after` (when known) and not after `by`.
    MomentBetween {
        after: Option<Moment>,
        by: Moment,
    },
    Date(NaiveDate),
    Duration(Elapsed),
    /// A duration known only by bounds: at least `min` (when known), at most `max`.
    DurationBetween {
        min: Option<Elapsed>,
        max: Elapsed,
    },
    Flag(bool),
}

impl Value {
    /// The type's name in the JSON contract.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Code { .. } => "code",
            Self::Codes { .. } => "codes",
            Self::Count(_) | Self::CountBetween { .. } => "count",
            Self::Won(_) => "won",
            Self::Amount { .. } => "amount",
            Self::Share(_) => "share",
            Self::Number(_) => "number",
            Self::Moment(_) | Self::MomentBetween { .. } => "moment",
            Self::Date(_) => "date",
            Self::Duration(_) | Self::DurationBetween { .. } => "duration",
            Self::Flag(_) => "flag",
        }
    }

    /// The value as one string of the JSON contract; `None` for a value known only by bounds.
    #[must_use]
    pub fn plain(&self) -> Option<String> {
        Some(match self {
            Self::Text(text) => text.clone(),
            Self::Code { code, .. } => code.clone(),
            Self::Codes { codes, .. } => codes.join(","),
            Self::Count(count) => count.to_string(),
            Self::Won(won) => won.normalize().to_string(),
            Self::Amount { quantity, .. } => quantity.normalize().to_string(),
            Self::Share(share) => share.normalize().to_string(),
            Self::Number(number) => number.normalize().to_string(),
            Self::Moment(moment) => moment.to_string(),
            Self::Date(date) => date.to_string(),
            Self::Duration(elapsed) => elapsed.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::CountBetween { .. } | Self::MomentBetween { .. } | Self::DurationBetween { .. } => return None,
        })
    }
}

/// How sure a known value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Certainty {
    #[default]
    Exact,
    /// The source itself says "about" (약).
    Estimate,
}

impl Certainty {
    /// The weaker of two: a sum with an estimate in it is an estimate.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.max(other)
    }
}

/// A known value with its origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact<T> {
    pub value: T,
    pub certainty: Certainty,
    pub origin: Origin,
}

/// A cell's content: known, said to be not yet known (파악 중), or empty. Each knows its cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field<T> {
    Known(Fact<T>),
    Pending(Origin),
    Blank(Origin),
}

impl<T> Field<T> {
    #[must_use]
    pub fn known(&self) -> Option<&Fact<T>> {
        match self {
            Self::Known(fact) => Some(fact),
            Self::Pending(_) | Self::Blank(_) => None,
        }
    }

    /// The value, when known.
    #[must_use]
    pub fn value(&self) -> Option<&T> {
        self.known().map(|fact| &fact.value)
    }

    #[must_use]
    pub fn origin(&self) -> &Origin {
        match self {
            Self::Known(fact) => &fact.origin,
            Self::Pending(origin) | Self::Blank(origin) => origin,
        }
    }

    #[must_use]
    pub fn is_pending(&self) -> bool {
        matches!(self, Self::Pending(_))
    }

    /// The same field with its value converted; a value that does not convert becomes blank at its cell.
    pub fn and_then<U>(&self, convert: impl FnOnce(&T) -> Option<U>) -> Field<U> {
        match self {
            Self::Known(fact) => match convert(&fact.value) {
                Some(value) => Field::Known(Fact { value, certainty: fact.certainty, origin: fact.origin.clone() }),
                None => Field::Blank(fact.origin.clone()),
            },
            Self::Pending(origin) => Field::Pending(origin.clone()),
            Self::Blank(origin) => Field::Blank(origin.clone()),
        }
    }
}

/// The JSON contract's value: `{"type","value","state"?}`, the value a string, or null with its state.
#[derive(Debug, Clone, Copy)]
pub struct JsonValue<'a>(pub &'a Value, pub Certainty);

impl Serialize for JsonValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(value, certainty) = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", value.kind())?;
        map.serialize_entry("value", &value.plain())?;
        if let Value::Amount { unit, .. } = value {
            map.serialize_entry("unit", unit)?;
        }
        match value {
            Value::CountBetween { min, max } => {
                map.serialize_entry("state", "bounded")?;
                map.serialize_entry("min", &min.to_string())?;
                map.serialize_entry("max", &max.to_string())?;
            }
            Value::MomentBetween { after, by } => {
                map.serialize_entry("state", "bounded")?;
                map.serialize_entry("min", after)?;
                map.serialize_entry("max", by)?;
            }
            Value::DurationBetween { min, max } => {
                map.serialize_entry("state", "bounded")?;
                map.serialize_entry("min", min)?;
                map.serialize_entry("max", max)?;
            }
            _ if *certainty == Certainty::Estimate => map.serialize_entry("state", "estimate")?,
            _ => {}
        }
        map.end()
    }
}
