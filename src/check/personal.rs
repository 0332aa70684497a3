//! Cells that seem to hold personal data, gathered by column: one column filled that way is one cause.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Subject, say};
use crate::finding::Arg;
use crate::mapping::{self, Personal};
use crate::origin::{Origin, Place, SheetRef};
use crate::pack::FieldType;
use crate::value::Value;

/// The cells of one column.
pub(super) struct Held {
    pub first: Origin,
    pub more: Vec<Origin>,
    pub count: u64,
    pub field: String,
    pub name: Arg,
    /// The first cell, masked.
    pub shown: String,
    /// What a related cell is labelled with.
    pub related: Arg,
}

/// The columns with a cell of a `wanted` kind: text and ids of held rows, then claim numbers.
pub(super) fn held(subject: &Subject<'_>, wanted: impl Fn(Personal) -> bool) -> Vec<Held> {
    let mut found: BTreeMap<(Arc<SheetRef>, u32, String), Held> = BTreeMap::new();
    for record in subject.dossier.records.values().flatten() {
        for (schema, field) in record.schema.field.iter().zip(&record.fields) {
            let Some(Value::Text(text)) = field.value() else { continue };
            // A link may well hold an @; who is named there is named in public.
            if schema.kind != FieldType::Link && mapping::personal(text).is_some_and(&wanted) {
                let name = say::column(record, &schema.id);
                add(&mut found, field.origin(), format!("{}.{}", record.schema.id, schema.id), name, text);
            }
        }
    }
    for payout in &subject.dossier.payouts {
        let texts = [
            ("id", Some(&payout.id), payout.columns.id),
            ("claim", payout.claim.as_ref(), payout.columns.claim),
            ("value_basis", payout.value_basis.as_ref(), 0),
        ];
        for (field, text, column) in texts {
            let Some(text) = text.filter(|text| mapping::personal(text).is_some_and(&wanted)) else { continue };
            add(&mut found, &payout.cell(column), format!("payout.{field}"), name_of(subject, "payout", field), text);
        }
    }
    for (origin, text) in subject.dossier.claims.iter().flat_map(|claims| &claims.personal) {
        if mapping::personal(text).is_some_and(&wanted) {
            add(&mut found, origin, "claim.id".to_owned(), name_of(subject, "claim", "id"), text);
        }
    }
    found.into_values().collect()
}

fn add(
    found: &mut BTreeMap<(Arc<SheetRef>, u32, String), Held>,
    origin: &Origin,
    field: String,
    name: Arg,
    text: &str,
) {
    let Place::Cells(range) = &origin.place else { return };
    if let Some(held) = found.get_mut(&(Arc::clone(&origin.sheet), range.first.col, field.clone())) {
        held.count += 1;
        held.more.push(origin.clone());
        return;
    }
    let held = Held {
        first: origin.clone(),
        more: Vec::new(),
        count: 1,
        field: field.clone(),
        name,
        shown: mapping::quoted(text),
        related: say::both("같은 열", "same column"),
    };
    found.insert((Arc::clone(&origin.sheet), range.first.col, field), held);
}

/// A column's name by the pack's sheets.
fn name_of(subject: &Subject<'_>, sheet: &str, field: &str) -> Arg {
    let schema = subject.pack.sheets.get(sheet).and_then(|sheet| sheet.field.iter().find(|found| found.id == field));
    schema.map_or_else(|| Arg::from(field), |schema| say::both(&schema.ko, &schema.en))
}
