//! The cell that keeps the rows of a sheet out of an item: what the item asks of a row and the row does not say.

use super::available::AvailableItems;
use super::find::{Context, RowRef};
use super::suppression::Small;
use crate::dossier::{Dossier, Edition, Record};
use crate::figures::Figures;
use crate::law;
use crate::law::duties::Duties;
use crate::origin::Origin;
use crate::pack::{Item, ItemKind, Pack, Path, RowSource, Test};

/// A cell that nobody filled in, and whose row stays out for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Barrier {
    pub cell: Origin,
    /// Ids of its sheet and field.
    pub sheet: String,
    pub field: String,
}

/// What keeps the rows of its sheet out of an item of a form; none where no row is kept out by an empty cell.
#[must_use]
pub fn barrier(pack: &Pack, dossier: &Dossier, figures: &Figures, form: &str, item: &str) -> Option<Barrier> {
    let form = pack.forms.get(form)?;
    let is_it = |one: &&Item| item == one.id || item.strip_prefix(&one.id).is_some_and(|rest| rest.starts_with('.'));
    let item = form.section.iter().flat_map(|section| &section.item).find(is_it)?;
    let ItemKind::Table(table) = &item.content else { return None };
    let RowSource::Sheet(sheet) = &table.rows else { return None };
    let (duties, small, told) = (Duties::default(), Small::default(), AvailableItems::default());
    let context = Context {
        pack,
        dossier,
        figures,
        duties: &duties,
        form,
        about: form,
        day: law::day(dossier),
        edition: Edition::Internal,
        withheld: &[],
        small: &small,
        told: &told,
        since: None,
    };
    let kept_out = |record: &Record| {
        let failing = table.only.0.iter().filter(|test| !context.passes(test, RowRef::Record(record)));
        failing.filter_map(asked).find_map(|path| empty(dossier, record, path))
    };
    dossier.sheet(sheet).iter().find_map(kept_out)
}

/// The value that a test asks to be there.
fn asked(test: &Test) -> Option<&Path> {
    match test {
        Test::Known(path) | Test::Is { path, wanted: true, .. } => Some(path),
        _ => None,
    }
}

/// The empty cell behind a path.
fn empty(dossier: &Dossier, record: &Record, path: &Path) -> Option<Barrier> {
    let at = |record: &Record, field: &str| {
        let index = record.schema.index(field)?;
        let cell = record.fields.get(index).filter(|cell| cell.known().is_none())?;
        Some(Barrier { cell: cell.origin().clone(), sheet: record.schema.id.clone(), field: field.to_owned() })
    };
    match path {
        Path::Named(field) => at(record, field),
        Path::Joined { field, sheet, to } => match record.text(field).value() {
            None => at(record, field),
            Some(id) => {
                let is_meant = |other: &&Record| {
                    let key = other.schema.key.as_deref();
                    key.is_some_and(|key| other.text(key).value() == Some(id))
                };
                at(dossier.sheet(sheet).iter().find(is_meant)?, to)
            }
        },
        Path::Figure(_) => None,
    }
}
