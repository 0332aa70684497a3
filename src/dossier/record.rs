//! One row of a sheet with its typed fields, reachable by field id. Typed views are in [`super::facts`].

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::origin::Origin;
use crate::pack::SheetSchema;
use crate::time::{AsOf, Elapsed, Moment};
use crate::value::{Field, Value, Within};

/// The end of an outage and the columns of its bounds.
pub const OUTAGE_END: [&str; 3] = ["restored_all", "restored_all_after", "restored_all_by"];

/// When something ended, as a row says it.
#[derive(Debug, Clone)]
pub struct IntervalEnd {
    pub within: Option<Within>,
    /// By the cells of the bounds.
    pub is_bracket: bool,
    pub at: Field<Value>,
    pub after: Field<Moment>,
    pub by: Field<Moment>,
}

/// One row.
#[derive(Debug, Clone)]
pub struct Record {
    pub schema: Arc<SheetSchema>,
    /// Stem of its fact ids: `interruption.melon`, or `event.12` (the 12th row) where the sheet has no key.
    pub id: String,
    /// The row as a whole.
    pub origin: Origin,
    /// One per field of the schema, in its order.
    pub fields: Vec<Field<Value>>,
}

macro_rules! typed {
    ($(#[$doc:meta])* $name:ident -> $type:ty, $pattern:pat => $value:expr) => {
        $(#[$doc])*
        #[must_use]
        pub fn $name(&self, field: &str) -> Field<$type> {
            self.get(field).and_then(|value| match value { $pattern => Some($value), _ => None })
        }
    };
}

impl Record {
    /// A field by id. A sheet without such a field has it blank at the row.
    #[must_use]
    pub fn get(&self, field: &str) -> Field<Value> {
        self.schema
            .index(field)
            .and_then(|index| self.fields.get(index))
            .cloned()
            .unwrap_or_else(|| Field::Blank(self.origin.clone()))
    }

    /// The id of one of its facts: `interruption.melon.started_at`.
    #[must_use]
    pub fn fact_id(&self, field: &str) -> String {
        format!("{}.{field}", self.id)
    }

    typed!(text -> String, Value::Text(text) => text.clone());
    typed!(/** A code of the field's list. */ code -> String, Value::Code { code, .. } => code.clone());
    typed!(codes -> Vec<String>, Value::Codes { codes, .. } => codes.clone());
    typed!(count -> u64, Value::Count(count) => *count);
    typed!(won -> Decimal, Value::Won(won) => *won);
    typed!(/** Quantity in the row's own unit. */ amount -> Decimal, Value::Amount { quantity, .. } => *quantity);
    typed!(/** Percent. */ share -> Decimal, Value::Share(share) => *share);
    typed!(/** An exact moment. */ moment -> Moment, Value::Moment(moment) => *moment);
    typed!(date -> NaiveDate, Value::Date(date) => *date);
    typed!(duration -> Elapsed, Value::Duration(elapsed) => *elapsed);
    typed!(flag -> bool, Value::Flag(flag) => *flag);

    /// The day that a count stands for, or the time of it.
    #[must_use]
    pub fn as_of(&self, field: &str) -> Field<AsOf> {
        self.get(field).and_then(|value| match value {
            Value::Date(day) => Some(AsOf::from(*day)),
            Value::Moment(at) => Some(AsOf::from(*at)),
            _ => None,
        })
    }

    /// A moment as exactly as its cell says it.
    #[must_use]
    pub fn within(&self, field: &str) -> Field<Within> {
        self.get(field).and_then(Within::of)
    }

    /// An end as exactly as the row says it: the cell of the moment, else those of its bounds. With the cells that say it,
    /// or could.
    #[must_use]
    pub fn ended(&self, at: &str, after: &str, by: &str) -> IntervalEnd {
        // A bound that is known by its day is the first or the last of that day.
        let after = self.within(after).and_then(|bound| bound.after);
        let (at, by) = (self.get(at), self.within(by).and_then(|bound| Some(bound.by)));
        let own = at.value().and_then(Within::of);
        let bracket = by.value().map(|by| Within { after: after.value().copied(), by: *by });
        let is_bracket = bracket.is_some() && !own.is_some_and(Within::is_exact);
        IntervalEnd { within: if is_bracket { bracket } else { own }, is_bracket, at, after, by }
    }
}
