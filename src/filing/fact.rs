//! A fact by its id, wherever a filing may have printed it from: a row of a sheet, `case.toml`, the record of a duty.

use super::available::AvailableItems;
use super::fill::Material;
use super::find::{Context, FoundFact, Named, of_record};
use super::suppression::Small;
use crate::dossier::{Edition, Record};
use crate::law;
use crate::law::task::{Task, tasks};
use crate::origin::Origin;
use crate::pack::{Form, Pack};
use crate::value::{Field, Value};

/// Keys of `case.toml` that pages print.
const OF_CASE: [&str; 18] = [
    "case.title",
    "case.report_at",
    "case.next_report_at",
    "case.doc_no",
    "case.law_date",
    "case.stage",
    "case.recipient",
    "contact.name",
    "contact.department",
    "contact.phone",
    "contact.email",
    "letter.via",
    "letter.drafter",
    "letter.reviewer",
    "letter.approver",
    "letter.issued_on",
    "letter.address",
    "letter.homepage",
];

/// A fact as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct PrintedFact {
    pub id: String,
    /// What it is, such as the name of its column; empty for a key of `case.toml`.
    pub label: String,
    pub field: Field<Value>,
    /// The row it stands in; none for a key of `case.toml`.
    pub row: Option<Origin>,
}

/// Finds the facts of a case.
pub struct FactIndex<'a> {
    pack: &'a Pack,
    material: Material<'a>,
}

impl<'a> FactIndex<'a> {
    #[must_use]
    pub fn new(pack: &'a Pack, material: Material<'a>) -> Self {
        Self { pack, material }
    }

    /// A fact by its id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<PrintedFact> {
        self.of_rows(id).or_else(|| self.of_duty(id)).or_else(|| self.of_case(id))
    }

    /// The facts of a row by the stem of their ids, those with something in their cell.
    #[must_use]
    pub fn row(&self, stem: &str) -> Vec<PrintedFact> {
        let (sheet, _) = stem.split_once('.').unwrap_or((stem, ""));
        let record = self.material.dossier.sheet(sheet).iter().find(|record| record.id == stem);
        record.into_iter().flat_map(filled).collect()
    }

    /// Every fact with something in its cell.
    pub fn all(&self) -> impl Iterator<Item = PrintedFact> {
        let rows = self.material.dossier.records.values().flatten().flat_map(filled);
        let case = OF_CASE.iter().filter_map(|id| self.of_case(id));
        let ids = self.tasks().flat_map(|task| FILED.iter().map(move |what| task.id_of(what)));
        let duties = ids.filter_map(|id| self.of_duty(&id)).collect::<Vec<_>>();
        rows.chain(case).chain(duties)
    }

    fn of_rows(&self, id: &str) -> Option<PrintedFact> {
        let (sheet, _) = id.split_once('.')?;
        // The id of a row may hold a point: the whole of it counts.
        self.material.dossier.sheet(sheet).iter().find_map(|record| {
            let field = id.strip_prefix(record.id.as_str())?.strip_prefix('.')?;
            of_record(record, field).fact()
        })
    }

    fn of_duty(&self, id: &str) -> Option<PrintedFact> {
        let what = FILED.iter().find(|what| id.ends_with(*what))?;
        let task = self.tasks().find(|task| task.id_of(what) == id)?;
        let named = self.with_context(|context| context.of_duty(&[task], what).fact());
        named.flatten()
    }

    /// What the duties of the case ask to be done.
    fn tasks(&self) -> impl Iterator<Item = Task<'_>> {
        self.material.duties.outcomes.iter().flat_map(tasks)
    }

    fn of_case(&self, id: &str) -> Option<PrintedFact> {
        self.with_context(|context| context.of_case(id).fact()).flatten()
    }

    /// What a form would see of the case; which form makes no difference to a fact.
    fn with_context<T>(&self, ask: impl FnOnce(&Context<'_>) -> T) -> Option<T> {
        let form: &Form = self.pack.forms.values().next()?;
        let Material { dossier, figures, duties } = self.material;
        let (small, told) = (Small::default(), AvailableItems::default());
        let day = law::day(dossier);
        let (edition, withheld) = (Edition::Internal, &[][..]);
        Some(ask(&Context {
            pack: self.pack,
            dossier,
            figures,
            duties,
            form,
            about: form,
            day,
            edition,
            withheld,
            small: &small,
            told: &told,
            since: None,
        }))
    }
}

/// When a duty was done, as the case records it: the moment, or the day alone.
const FILED: [&str; 2] = ["filed_at", "filed_on"];

/// The facts of a record with something in their cells.
fn filled(record: &Record) -> Vec<PrintedFact> {
    let known = record.schema.field.iter().zip(&record.fields).filter(|(_, field)| !matches!(field, Field::Blank(_)));
    known.filter_map(|(schema, _)| of_record(record, &schema.id).fact()).collect()
}

impl Named<'_> {
    fn fact(self) -> Option<PrintedFact> {
        let Self::Fact(FoundFact { id, label, field, record }) = self else { return None };
        Some(PrintedFact { id, label, field, row: record.map(|record| record.origin.clone()) })
    }
}
