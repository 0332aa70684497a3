//! Values as people write them, and what is no value: one file for each kind.

mod amount;
mod term;
mod when;

use crate::source::CellValue;

fn text(text: &str) -> CellValue<'_> {
    CellValue::Text(text.into())
}

fn number(value: f64) -> CellValue<'static> {
    CellValue::Number { value, percent: false }
}
