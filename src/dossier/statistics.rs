//! The item of a row of claim statistics: a code of the list that the row's dimension names.

use crate::mapping::{self, CodeMap, Problem, Report, Schemas, SheetReader, TypedRow};
use crate::source::CellValue;
use crate::value::{Field, Value};

/// Replaces the item as written by its code: `소상공인` by `small_business`, `합계` by `total`, a day by its ISO date.
pub(super) fn resolve_code(sheet: &SheetReader, row: &mut TypedRow, schemas: &Schemas, report: &mut Report<'_>) {
    let (Some(at), Some(dimension)) = (sheet.schema.index("code"), sheet.schema.index("dimension")) else { return };
    let Some(Value::Code { code: dimension, .. }) = row.fields[dimension].value().cloned() else { return };
    let Field::Known(fact) = &mut row.fields[at] else { return };
    let Value::Text(written) = &fact.value else { return };
    let dimensions = schemas.list("claim_dimension");
    let is_total = dimensions.is_some_and(|list| list.find(written).is_some_and(|index| list.codes[index] == "total"));
    if dimension == "total" || is_total {
        fact.value = Value::Text("total".to_owned());
        return;
    }
    let cell = CellValue::Text(written.clone().into());
    match dimension.as_str() {
        "day" => match mapping::date(&cell, sheet.form(at)) {
            Ok(day) => fact.value = Value::Text(day.value.to_string()),
            Err(problem) => sheet.fault(row.number, at, Some(&cell), problem, report),
        },
        other => {
            let list = schemas.list(if other == "state" { "claim_state" } else { other });
            let Some(list) = list else { return };
            match list.find(written) {
                Some(index) => fact.value = Value::Text(list.codes[index].clone()),
                None => unknown(sheet, row.number, at, &cell, list, report),
            }
        }
    }
}

fn unknown(sheet: &SheetReader, row: u32, field: usize, cell: &CellValue<'_>, list: &CodeMap, report: &mut Report<'_>) {
    let args = mapping::unknown_code(&cell.display(), list, report);
    sheet.fault_with(row, field, Some(cell), Problem::UnknownCode.code(), args, report);
}
