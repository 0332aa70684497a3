//! Personal data in the rows that are held: told by cell, and gone before anything else reads them. A page, a trace or a
//! log can only repeat what the dossier holds.

use crate::mapping::{self, Personal, TypedRow};
use crate::origin::Origin;
use crate::pack::{FieldType, SheetSchema};
use crate::value::{Field, Value};

/// A cell that seems to hold personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalCell {
    pub origin: Origin,
    /// Sheet and field of the model.
    pub sheet: String,
    pub field: String,
    pub kind: Personal,
    /// The cell as a message may quote it.
    pub shown: String,
}

/// Replaces what looks personal in the texts of a row by asterisks. Fields that hold an office's contact keep phones and
/// mail addresses, links whatever they hold: who is named there is named in public. Fields of `kept` are told and left.
pub(super) fn conceal(schema: &SheetSchema, row: &mut TypedRow, kept: &[&str], cells: &mut Vec<PersonalCell>) {
    for (column, field) in schema.field.iter().zip(&mut row.fields) {
        let Field::Known(fact) = field else { continue };
        let Value::Text(text) = &mut fact.value else { continue };
        let may_stand = |kind: Personal| {
            !kind.is_private() || (column.contact && matches!(kind, Personal::Mobile | Personal::Mail))
        };
        let kinds = mapping::personals(text);
        if column.kind == FieldType::Link || kinds.iter().all(|kind| may_stand(*kind)) {
            continue;
        }
        for kind in kinds.into_iter().filter(|kind| !may_stand(*kind)) {
            let (sheet, field) = (schema.id.clone(), column.id.clone());
            cells.push(PersonalCell { origin: fact.origin.clone(), sheet, field, kind, shown: mapping::quoted(text) });
        }
        if !kept.contains(&column.id.as_str()) {
            *text = mapping::masked(text);
        }
    }
}
