//! One row of a sheet with its typed fields, reachable by field id. Typed views are in [`super::facts`].

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::origin::Origin;
use crate::pack::SheetSchema;
use crate::time::{Elapsed, Moment};
use crate::value::{Field, Value};

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
    typed!(moment -> Moment, Value::Moment(moment) => *moment);
    typed!(date -> NaiveDate, Value::Date(date) => *date);
    typed!(duration -> Elapsed, Value::Duration(elapsed) => *elapsed);
    typed!(flag -> bool, Value::Flag(flag) => *flag);
}
