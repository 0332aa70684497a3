//! What a case of few sheets implies: services that failed imply the outage that they tell of, and a first report needs
//! no sheet of companies to know who files it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Case, Record, Stage};
use crate::origin::Origin;
use crate::pack::SheetSchema;
use crate::time::Moment;
use crate::value::{Certainty, Fact, Field, Value};

/// Adds the rows that are implied. `schema` finds a sheet of the pack by its id.
pub(super) fn complete(
    case: &Case,
    records: &mut BTreeMap<String, Vec<Record>>,
    schema: impl Fn(&str) -> Option<Arc<SheetSchema>>,
) {
    let is_empty = |sheet: &str| records.get(sheet).is_none_or(Vec::is_empty);
    let has_services = !is_empty("interruption");
    let outage = schema("outage").filter(|_| has_services && is_empty("outage"));
    let filer = schema("entity").filter(|_| case.stage == Stage::Initial && has_services && is_empty("entity"));
    if let Some(schema) = outage {
        let started = records.get("interruption").into_iter().flatten().map(|row| row.get("started_at"));
        let known = text("id", &case.id, &case.origin("id"));
        let mut fields = vec![known, text("title", &case.title.value, &case.title.origin)];
        fields.extend(earliest(started).map(|at| ("outage_start_company", at)));
        records.insert("outage".to_owned(), vec![record(case, schema, &case.id, fields)]);
    }
    if let Some(schema) = filer {
        let Fact { value, origin, .. } = &case.filer;
        let fields = vec![text("id", value, origin), text("name", value, origin)];
        records.insert("entity".to_owned(), vec![record(case, schema, value, fields)]);
    }
}

fn text(field: &'static str, value: &str, origin: &Origin) -> (&'static str, Field<Value>) {
    let fact = Fact { value: Value::Text(value.to_owned()), certainty: Certainty::Exact, origin: origin.clone() };
    (field, Field::Known(fact))
}

/// The earliest moment that is known, with its cell.
fn earliest(fields: impl Iterator<Item = Field<Value>>) -> Option<Field<Value>> {
    let moment = |field: &Field<Value>| -> Option<Moment> {
        match field.value() {
            Some(Value::Moment(moment)) => Some(*moment),
            _ => None,
        }
    };
    fields.filter(|field| moment(field).is_some()).min_by_key(moment)
}

/// A row that stands in `case.toml`: what is not given is blank there.
fn record(case: &Case, schema: Arc<SheetSchema>, id: &str, given: Vec<(&str, Field<Value>)>) -> Record {
    let origin = case.origin("inputs");
    let mut fields = vec![Field::Blank(origin.clone()); schema.field.len()];
    for (name, field) in given {
        if let Some(place) = schema.index(name).and_then(|index| fields.get_mut(index)) {
            *place = field;
        }
    }
    Record { id: format!("{}.{id}", schema.id), schema, origin, fields }
}
