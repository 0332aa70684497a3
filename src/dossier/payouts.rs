//! Row-level payouts (보상지급) in their compact form: there may be very many.

use super::load::plain;
use super::{Payout, PayoutColumns};
use crate::mapping::{SheetReader, TypedRow};
use crate::value::{Field, Value};

/// The columns that a payout is made of.
pub(super) const FIELDS: &[&str] = &[
    "id",
    "claim",
    "standard",
    "claimant",
    "character",
    "form",
    "amount",
    "unit",
    "value",
    "value_basis",
    "loss",
    "paid_on",
    "state",
];

/// A typed row as a payout; `None` when a cell it cannot do without is in error.
pub(super) fn compact(sheet: &SheetReader, row: &TypedRow) -> Option<Payout> {
    let blank = Field::Blank(row.origin.clone());
    let field = |id: &str| sheet.schema.index(id).and_then(|index| row.fields.get(index)).unwrap_or(&blank);
    let text = |id: &str| plain(field(id));
    let won = |id: &str| {
        field(id).and_then(|value| match value {
            Value::Won(won) => Some(*won),
            Value::Amount { quantity, .. } => Some(*quantity),
            _ => None,
        })
    };
    let day = |value: &Value| if let Value::Date(day) = value { Some(*day) } else { None };
    let column = |id: &str| sheet.schema.index(id).and_then(|index| sheet.columns.of_field[index]).unwrap_or(0);
    let columns = PayoutColumns { id: column("id"), claim: column("claim"), standard: column("standard") };
    Some(Payout {
        columns,
        id: text("id")?,
        claim: text("claim"),
        standard: text("standard"),
        claimant: text("claimant"),
        character: text("character"),
        form: text("form")?,
        amount: won("amount"),
        unit: text("unit").unwrap_or_else(|| "won".to_owned()),
        value: won("value"),
        value_basis: text("value_basis"),
        loss: won("loss"),
        paid_on: field("paid_on").and_then(day),
        state: text("state")?,
        origin: row.origin.clone(),
    })
}
