//! Which totals are formulas: those that truly are the sum of the rows shown above them.

use rust_decimal::Decimal;

use super::cell::{SheetCell, SheetValue};
use crate::filing::{ColumnHead, Inline, Table};

/// How far quotients of fifteen digits may be off their sum.
const TOLERANCE: Decimal = Decimal::from_parts(1, 0, 0, false, 12);

/// Whether the closing value of a column is the sum of the exact numbers above it, of which none is unknown.
pub(super) fn is_sum(table: &Table, cells: &[Vec<SheetCell>], column: usize, total: &SheetCell) -> bool {
    let adds = table.columns.get(column).is_some_and(|head: &ColumnHead| head.adds || is_share(total));
    let SheetValue::Number { value: total, format, exact: true } = &total.value else { return false };
    let mut sum = Decimal::ZERO;
    let mut any = false;
    for (row, cells) in table.rows.iter().zip(cells).filter(|(row, _)| !row.total) {
        match cells.get(column).map(|cell| &cell.value) {
            Some(SheetValue::Number { value, exact: true, .. }) => {
                sum += value;
                any = true;
            }
            // A row that has no such number is no part; one that says something else may be.
            Some(SheetValue::Text) if !holds_a_value(row.cells.get(column)) => {}
            _ => return false,
        }
    }
    let off = (sum - *total).abs();
    adds && any && if format.ends_with('%') { off <= TOLERANCE } else { off.is_zero() }
}

fn is_share(cell: &SheetCell) -> bool {
    matches!(&cell.value, SheetValue::Number { format, .. } if format.ends_with('%'))
}

fn holds_a_value(cell: Option<&crate::filing::TableCell>) -> bool {
    cell.is_some_and(|cell| cell.content.iter().any(|inline| matches!(inline, Inline::Value { .. })))
}
