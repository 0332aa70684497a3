//! Cells that seem to hold personal data, gathered by column: one column filled that way is one cause.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{CheckInput, say};
use crate::finding::Arg;
use crate::mapping::{self, Personal};
use crate::origin::{Origin, Place, SheetRef};

/// The cells of one column.
pub(super) struct PersonalCells {
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

/// The columns with a cell of a `wanted` kind: what the dossier masked or told, then claim numbers.
pub(super) fn held(subject: &CheckInput<'_>, wanted: impl Fn(Personal) -> bool) -> Vec<PersonalCells> {
    let mut found: BTreeMap<(Arc<SheetRef>, u32, String), PersonalCells> = BTreeMap::new();
    for cell in subject.dossier.personal.iter().filter(|cell| wanted(cell.kind)) {
        let name = name_of(subject, &cell.sheet, &cell.field);
        add(&mut found, &cell.origin, format!("{}.{}", cell.sheet, cell.field), name, &cell.shown);
    }
    for (origin, text) in subject.dossier.claims.iter().flat_map(|claims| &claims.personal) {
        if mapping::personals(text).into_iter().any(&wanted) {
            add(&mut found, origin, "claim.id".to_owned(), name_of(subject, "claim", "id"), text);
        }
    }
    found.into_values().collect()
}

fn add(
    found: &mut BTreeMap<(Arc<SheetRef>, u32, String), PersonalCells>,
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
    let held = PersonalCells {
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
fn name_of(subject: &CheckInput<'_>, sheet: &str, field: &str) -> Arg {
    let schema = subject.pack.sheets.get(sheet).and_then(|sheet| sheet.field.iter().find(|found| found.id == field));
    schema.map_or_else(|| Arg::from(field), |schema| say::both(&schema.ko, &schema.en))
}
