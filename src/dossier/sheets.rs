//! Which sheets and tables of the inputs a case reads, in file and sheet order.
//!
//! The name of a sheet decides. Where no sheet bears the name of a table, one whose columns are that table's is taken
//! for it and said so; where several are, a person must say which.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::mapping::{self, Report, Schemas, Settings, SheetReader, SheetTables, codes};
use crate::origin::Origin;
use crate::pack::Pack;
use crate::source::{SheetInfo, Workbook};

/// A sheet whose name means nothing, and what its columns say.
struct Nameless {
    book: usize,
    sheet: SheetInfo,
    survey: SheetTables,
}

/// Every table of a case with the number of its workbook.
pub(super) fn find(
    books: &mut [Workbook],
    settings: Option<&Settings>,
    pack: &Pack,
    schemas: &Schemas,
    report: &mut Report<'_>,
) -> Result<Vec<(usize, SheetReader)>> {
    let named = named(books, settings, schemas);
    let mut used = vec![false; settings.map_or(0, |settings| settings.sheets.len())];
    let mut readers = Vec::new();
    let (mut nameless, mut failed) = (Vec::new(), Vec::new());
    for (index, book) in books.iter_mut().enumerate() {
        for sheet in book.sheets.clone() {
            // The guide and the lists of a workbook of ours hold no data; its settings are the case's.
            if pack.worktable.is_own(&sheet.source.sheet) || pack.settings.is_named(&sheet.source.sheet) {
                continue;
            }
            let settled = settings.map(|settings| planned(book, &sheet, settings, &mut used, schemas, report));
            match settled.transpose().map(Option::flatten) {
                Ok(Some(found)) => {
                    readers.extend(found.into_iter().map(|reader| (index, reader)));
                    continue;
                }
                Ok(None) => {}
                Err(error) => {
                    failed.push(error);
                    continue;
                }
            }
            let own = schemas.identify(&sheet.source.sheet);
            let survey = match SheetTables::of(book, &sheet, own, schemas) {
                Ok(survey) => survey,
                Err(error) => {
                    failed.push(error);
                    continue;
                }
            };
            let Some(own) = own else {
                nameless.push(Nameless { book: index, sheet, survey });
                continue;
            };
            mapping::hidden(&sheet, report);
            let takes = |id: &str| id == own.id || !named.contains(id);
            let found = survey.readers(book, &sheet, schemas, takes, report);
            if found.is_empty() {
                survey.headless(&sheet, own, report);
            }
            readers.extend(found.into_iter().map(|reader| (index, reader)));
        }
    }
    if let Some(error) = Error::together(failed) {
        return Err(error);
    }
    if let Some(settings) = settings {
        mapping::unused(settings, &used, report);
    }
    let stated = nameless.iter().flat_map(|found| found.survey.named()).map(str::to_owned);
    let told: BTreeSet<String> = named.iter().cloned().chain(ids(&readers)).chain(stated).collect();
    let open = candidates(&nameless, schemas, &told);
    ambiguous(&nameless, &open, schemas, report);
    for Nameless { book, sheet, survey } in &nameless {
        let takes = |id: &str| open.get(id).is_some_and(|stems| stems.len() == 1);
        let found = survey.readers(&books[*book], sheet, schemas, takes, report);
        if found.is_empty() && !survey.further().any(|id| open.contains_key(id)) {
            schemas.unknown_sheet(&sheet.source, &told, report);
        } else if !found.is_empty() {
            mapping::hidden(sheet, report);
        }
        readers.extend(found.into_iter().map(|reader| (*book, reader)));
    }
    readers.sort_by_key(|(book, reader)| (*book, reader.source.sheet_no));
    Ok(readers)
}

/// Ids of the tables that the name of a sheet, or the mapping, announces.
fn named(books: &[Workbook], settings: Option<&Settings>, schemas: &Schemas) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for sheet in books.iter().flat_map(|book| &book.sheets) {
        let plans = settings.into_iter().flat_map(|settings| &settings.sheets);
        let mut plans = plans.filter(|plan| plan.speaks_of(&sheet.source)).peekable();
        match plans.peek() {
            None => named.extend(schemas.identify(&sheet.source.sheet).map(|schema| schema.id.clone())),
            Some(_) => named.extend(plans.filter_map(|plan| plan.table.as_ref()).map(|schema| schema.id.clone())),
        }
    }
    named
}

/// The tables of a sheet that the mapping speaks of; `None` where it does not.
fn planned(
    book: &mut Workbook,
    sheet: &SheetInfo,
    settings: &Settings,
    used: &mut [bool],
    schemas: &Schemas,
    report: &mut Report<'_>,
) -> Result<Option<Vec<SheetReader>>> {
    let plans = settings.sheets.iter().zip(used).filter(|(plan, _)| plan.speaks_of(&sheet.source));
    let mut readers = None;
    for (plan, used) in plans {
        *used = true;
        let found: &mut Vec<SheetReader> = readers.get_or_insert_default();
        if !plan.skip {
            mapping::hidden(sheet, report);
            found.extend(SheetTables::planned(book, sheet, (settings, plan), schemas, report)?);
        }
    }
    Ok(readers)
}

fn ids(readers: &[(usize, SheetReader)]) -> impl Iterator<Item = String> {
    readers.iter().map(|(_, reader)| reader.schema.id.clone())
}

/// For each table that no sheet bears the name of, the names of the sheets with its columns, numbers at their ends left
/// out: `접수_1` and `접수_2` are one table in two parts. A name that is a letter off is a slip, and told as one.
fn candidates(nameless: &[Nameless], schemas: &Schemas, told: &BTreeSet<String>) -> BTreeMap<String, BTreeSet<String>> {
    let mut open: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for Nameless { sheet, survey, .. } in nameless {
        let slip = schemas.near(&sheet.source.sheet);
        for id in survey.further().filter(|id| !told.contains(*id) && slip != Some(*id)) {
            open.entry(id.to_owned()).or_default().insert(mapping::stem(&sheet.source.sheet));
        }
    }
    open
}

/// Says which sheets could each be one table.
fn ambiguous(
    nameless: &[Nameless],
    open: &BTreeMap<String, BTreeSet<String>>,
    schemas: &Schemas,
    report: &mut Report<'_>,
) {
    for (id, _) in open.iter().filter(|(_, stems)| stems.len() > 1) {
        let Some(schema) = schemas.sheets.iter().find(|schema| schema.id == *id).map(Arc::clone) else { continue };
        let mut with = nameless.iter().filter(|found| found.survey.further().any(|found| found == id));
        let Some(first) = with.next() else { continue };
        let finding = Report::finding(codes::WHICH_SHEET).at(&Origin::cell(&first.sheet.source, 1, 1));
        let mut finding = finding.field(id.clone()).with("name", report.sheet_name(&schema.id));
        for other in with {
            let label = mapping::quoted(&other.sheet.source.sheet);
            finding = finding.related(&Origin::cell(&other.sheet.source, 1, 1), label);
        }
        report.push(finding);
    }
}
