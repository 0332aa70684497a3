//! Days counted from 1904 (workbooks of old Macs). A cell with a date format says so itself; a bare number where a date
//! must stand is one in the count of its workbook, and becomes such a cell here.

use std::collections::BTreeSet;

use super::header::Columns;
use crate::pack::{FieldType, SheetSchema};
use crate::source::{CellValue, Row, Serial};

/// Days of this century and the next in that count; a bare number outside them is `20221015`, or no date.
const DAYS: std::ops::RangeInclusive<f64> = 35_064.0..=71_588.0;

/// Columns of dates in a table of a workbook that counts from 1904; none in any other.
pub(super) fn columns(is_1904: bool, schema: &SheetSchema, columns: &Columns) -> BTreeSet<u32> {
    let is_date = |kind: FieldType| matches!(kind, FieldType::Date | FieldType::AsOf | FieldType::Moment);
    let fields = schema.field.iter().enumerate().filter(|(_, field)| is_1904 && is_date(field.kind));
    fields.filter_map(|(at, _)| columns.of_field[at]).collect()
}

/// The row with its bare numbers of days as dates; nothing where it has none.
pub(super) fn dated(row: &Row<'_>, columns: &BTreeSet<u32>) -> Option<Row<'static>> {
    let days = |value: &CellValue<'_>| match value {
        CellValue::Number { value, percent: false } => Some(*value).filter(|value| DAYS.contains(value)),
        _ => None,
    };
    let has_any =
        !columns.is_empty() && row.cells.iter().any(|cell| columns.contains(&cell.col) && days(&cell.value).is_some());
    has_any.then(|| {
        let mut row = row.to_owned();
        for cell in row.cells.iter_mut().filter(|cell| columns.contains(&cell.col)) {
            if let Some(days) = days(&cell.value) {
                cell.value = CellValue::Serial(Serial::plain(days, true));
            }
        }
        row
    })
}
