//! From a case folder to its dossier: the case file, the inputs, the sheets that are held, then the claims as they stream.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::examples::Examples;
use super::facts::{
    Channel, ClaimCount, Demand, Entity, Event, Filed, Interruption, Notice, Outage, PayoutCount, Standard,
};
use super::{
    ClaimFold, Dossier, InputFile, LeftOut, Payout, PersonalCell, Record, aggregate, case_file, implied, inputs,
    mapping_file, outage_end, payouts, personal, references, sheets, slug, statistics, waivers,
};
use crate::error::{Error, ErrorKind, Result};
use crate::finding::{self, Arg, Finding};
use crate::mapping::{self, Problem, Report, Schemas, SheetReader, TypedRow, codes, visibility};
use crate::origin::Origin;
use crate::pack::Pack;
use crate::source::{CaseFiles, CellValue, Workbook, Writing};
use crate::value::{Field, Value};

/// Reads a case.
///
/// # Errors
/// Kind Case for `case.toml`, Input for a file, Pack when a sheet of the pack lacks a field that the tool computes with.
/// What is wrong inside a sheet is a finding.
pub fn load(files: impl Into<CaseFiles>, pack: &Pack) -> Result<(Dossier, Vec<Finding>)> {
    let files = &files.into();
    check_views(pack)?;
    let case = case_file::read(files, pack)?;
    let paths = inputs::resolve(files, &case.inputs, pack)?;
    let mut books = Vec::new();
    let mut failed = Vec::new();
    // Looking into files is most of the work of opening them, and none waits for another.
    let numbered: Vec<_> = paths.iter().zip(1..).collect();
    let opened: Vec<_> = numbered
        .par_iter()
        .map(|((name, path), no)| Workbook::open((*path).clone(), name, *no, &files.reading))
        .collect();
    for ((name, _), book) in paths.iter().zip(opened) {
        let book = match book {
            Ok(book) => book,
            Err(error) => {
                failed.push(error);
                continue;
            }
        };
        if let Some(first) = books.iter().find(|first: &&Workbook| first.sha256 == book.sha256) {
            let error = Error::new(ErrorKind::Case, "input-twice").with("first", first.name.as_str());
            return Err(error.with("file", name.as_str()));
        }
        books.push(book);
    }
    if let Some(error) = Error::together(failed) {
        return Err(error);
    }
    let schemas = Schemas::new(pack);
    let mut report = Report::new(pack);
    say_how_read(&books, &mut report);
    for book in &books {
        visibility::tell_links(book, &mut report);
    }
    say_which_version(&books, pack, &mut report);
    let (settings, mapping) = mapping_file::read(files, &schemas, pack)?.unzip();
    let sheets = sheets::find(&mut books, settings.as_ref(), pack, &schemas, &mut report)?;
    for (book, sheet) in &sheets {
        visibility::tell(&mut books[*book], sheet, &mut report)?;
    }
    let mut held = HeldSheets::default();
    let examples = Examples::new(pack, &case);
    let mut failed = Vec::new();
    for (book, sheet) in sheets.iter().filter(|(_, sheet)| !sheet.schema.fold) {
        let read = sheet.each_row(&mut books[*book], &mut report, |row, report| {
            let typed = sheet.typed(row, report);
            held.take(sheet, typed, examples, &schemas, report);
        });
        failed.extend(read.err());
    }
    if let Some(error) = Error::together(failed) {
        return Err(error);
    }
    let folded: Vec<_> = sheets.iter().filter(|(_, sheet)| sheet.schema.fold).collect();
    let schema = |id: &str| schemas.sheets.iter().find(|sheet| sheet.id == id).cloned();
    implied::complete(&case, &mut held.records, schema);
    let waivers = waivers::read(files, pack)?;
    let mut dossier = Dossier { mapping, waivers, ..assemble(case, &books, held) };
    references::check(&dossier, &schemas, &mut report);
    let claims = claims(&dossier, pack, &mut books, &folded, &schemas, &mut report)?;
    let left_out = claims.iter().flat_map(|fold| fold.left_out.clone());
    dossier.examples.extend(left_out.map(|row| LeftOut { sheet: aggregate::SHEET.to_owned(), row }));
    // A sheet without rows says nothing: no claims are not nought claims.
    dossier.claims = claims.filter(|fold| fold.rows > 0);
    dossier.tables = sheets.into_iter().map(|(_, table)| table).collect();
    let mut findings = report.finish();
    alone(&mut findings);
    visibility::settle(&mut findings);
    finding::sort(&mut findings);
    // What is hidden on a sheet is told of the sheet, however many tables stand on it.
    findings.dedup();
    Ok((dossier, findings))
}

/// A sheet on its side is the cause of all that its rows are missed for: it is said alone.
fn alone(findings: &mut Vec<Finding>) {
    const FOLLOWING: [&str; 4] = [codes::UNRESOLVED, codes::UNKNOWN_FILER, codes::UNKNOWN_ANCHOR, codes::EMPTY_ANCHOR];
    if findings.iter().any(|finding| finding.code == codes::TRANSPOSED) {
        findings.retain(|finding| !FOLLOWING.contains(&finding.code));
    }
}

/// Says in which encoding and with which delimiter text files were read: both were found, not stated. Files written
/// alike share a note.
fn say_how_read(books: &[Workbook], report: &mut Report<'_>) {
    let mut told: Vec<(Writing, Finding)> = Vec::new();
    for book in books {
        let (Some(writing), Some(sheet)) = (book.writing(), book.sheets.first()) else { continue };
        let origin = Origin::cell(&sheet.source, 1, 1);
        if let Some((_, finding)) = told.iter_mut().find(|(known, _)| *known == writing) {
            *finding = finding.clone().related(&origin, book.name.as_str());
            continue;
        }
        let delimiter = match writing.delimiter {
            '\t' => Arg::Term { ko: "탭".to_owned(), en: "tabs".to_owned() },
            ';' => Arg::Term { ko: "쌍반점(;)".to_owned(), en: "semicolons".to_owned() },
            '|' => Arg::Term { ko: "세로줄(|)".to_owned(), en: "bars (|)".to_owned() },
            _ => Arg::Term { ko: "쉼표".to_owned(), en: "commas".to_owned() },
        };
        let finding = Report::finding(codes::TEXT_FILE).at(&origin);
        told.push((writing, finding.with("encoding", writing.encoding).with("delimiter", delimiter)));
    }
    for (_, finding) in told {
        report.push(finding);
    }
}

/// Says which workbooks were made from another version of the worktable: their columns are found by name all the same.
fn say_which_version(books: &[Workbook], pack: &Pack, report: &mut Report<'_>) {
    let table = &pack.worktable;
    for book in books {
        let stated = book.defined_name(&table.stamp).and_then(|text| text.trim_start_matches('=').parse::<u32>().ok());
        let (Some(stated), Some(sheet)) = (stated.filter(|stated| *stated != table.version), book.sheets.first())
        else {
            continue;
        };
        let age = if stated < table.version {
            Arg::Term { ko: "이전".to_owned(), en: "older".to_owned() }
        } else {
            Arg::Term { ko: "더 새로운".to_owned(), en: "newer".to_owned() }
        };
        let finding = Report::finding(codes::OTHER_VERSION).at(&Origin::cell(&sheet.source, 1, 1)).with("age", age);
        let finding = finding.with("file", book.name.as_str()).with("found", stated.to_string());
        report.push(finding.with("version", table.version.to_string()));
    }
}

fn claims(
    dossier: &Dossier,
    pack: &Pack,
    books: &mut [Workbook],
    folded: &[&(usize, SheetReader)],
    schemas: &Schemas,
    report: &mut Report<'_>,
) -> Result<Option<ClaimFold>> {
    if folded.is_empty() {
        return Ok(None);
    }
    let claimants = schemas.list("claimant").map(|list| list.codes.clone()).unwrap_or_default();
    let empty = &*report;
    let passes: Vec<_> = shares(books, folded)
        .into_par_iter()
        .map(|share| {
            let mut fold = aggregate::Fold::new(dossier, claimants.clone(), pack);
            let mut report = empty.beside();
            let read = match share {
                Share::Sheets(book, sheets) => {
                    sheets.into_iter().try_for_each(|sheet| fold.sheet(book, sheet, &mut report))
                }
                Share::Twin(book, sheets) => book.twin().and_then(|mut twin| {
                    sheets.into_iter().try_for_each(|sheet| fold.sheet(&mut twin, sheet, &mut report))
                }),
            };
            read.map(|()| (fold, report))
        })
        .collect();
    let mut joined: Option<aggregate::Fold<'_>> = None;
    let mut failed = Vec::new();
    for pass in passes {
        match pass {
            Ok((other, found)) => {
                report.absorb(found);
                match &mut joined {
                    None => joined = Some(other),
                    Some(fold) => fold.absorb(other),
                }
            }
            Err(error) => failed.push(error),
        }
    }
    if let Some(error) = Error::together(failed) {
        return Err(error);
    }
    let Some(mut fold) = joined else { return Ok(None) };
    for (book, sheet) in folded {
        fold.resolve_duplicates(&mut books[*book], sheet, report)?;
    }
    Ok(Some(fold.finish()))
}

/// What is folded side by side, joined in the order of files and sheets.
enum Share<'a> {
    /// Sheets of a file one after another.
    Sheets(&'a mut Workbook, Vec<&'a SheetReader>),
    /// Some of the sheets of a file, through a handle of their own.
    Twin(&'a Workbook, Vec<&'a SheetReader>),
}

/// Handles that one file is read through at most: each reads its shared texts anew, so that one for each sheet would cost
/// the sheets times the texts.
const TWINS: usize = 4;

fn shares<'a>(books: &'a mut [Workbook], folded: &[&'a (usize, SheetReader)]) -> Vec<Share<'a>> {
    let mut shares = Vec::new();
    for (no, book) in books.iter_mut().enumerate() {
        let own: Vec<&SheetReader> = folded.iter().filter(|(book, _)| *book == no).map(|(_, sheet)| sheet).collect();
        if own.len() > 1 && book.has_twins() {
            let book = &*book;
            shares.extend(own.chunks(own.len().div_ceil(TWINS)).map(|some| Share::Twin(book, some.to_vec())));
        } else if !own.is_empty() {
            shares.push(Share::Sheets(book, own));
        }
    }
    shares
}

/// The rows that stay in memory.
#[derive(Default)]
struct HeldSheets {
    records: BTreeMap<String, Vec<Record>>,
    payouts: Vec<Payout>,
    /// Each key and where it stands, by sheet and key without its marks.
    keys: BTreeMap<(String, String), (String, Origin)>,
    personal: Vec<PersonalCell>,
    examples: Vec<LeftOut>,
}

impl HeldSheets {
    fn take(
        &mut self,
        sheet: &SheetReader,
        mut row: TypedRow,
        examples: Examples<'_>,
        schemas: &Schemas,
        report: &mut Report<'_>,
    ) {
        if examples.is_untouched(&sheet.schema, &row.fields) {
            self.examples.push(LeftOut { sheet: sheet.schema.id.clone(), row: row.origin });
            return;
        }
        if sheet.schema.id == "outage" {
            outage_end::settle(&sheet.schema, &mut row);
        }
        let key = sheet.schema.key.as_deref().and_then(|key| sheet.schema.index(key));
        let key = key.and_then(|index| match &row.fields[index] {
            Field::Known(fact) => fact.value.plain().map(|text| (text, fact.origin.clone())),
            _ => None,
        });
        if let Some((key, origin)) = &key {
            // Marks are no part of the id of a figure: what differs in them alone would share its numbers.
            let place = (sheet.schema.id.clone(), slug(key));
            match self.keys.get(&place) {
                None => {
                    self.keys.insert(place, (key.clone(), origin.clone()));
                }
                // What a program cut short may look like another without being it.
                Some(_) if mapping::is_cut(key) => {
                    let field = sheet.schema.key.as_deref().and_then(|key| sheet.schema.index(key)).unwrap_or(0);
                    let row = origin.address().map_or(row.number, |at| at.row);
                    let cell = CellValue::Text(key.as_str().into());
                    sheet.fault(row, field, Some(&cell), Problem::LostDigits, report);
                }
                Some((other, first)) => report.push(
                    Report::finding(if other == key { codes::DUPLICATE_KEY } else { codes::ALIKE_KEYS })
                        .at(origin)
                        .field(format!("{}.{}", sheet.schema.id, sheet.schema.key.as_deref().unwrap_or("id")))
                        .with("value", crate::mapping::quoted(key))
                        .related(first, crate::mapping::quoted(other)),
                ),
            }
        }
        // Payouts and claims find each other by these; they reach no page.
        let kept: &[&str] = if sheet.schema.id == "payout" { &["id", "claim"] } else { &[] };
        personal::conceal(&sheet.schema, &mut row, kept, &mut self.personal);
        match sheet.schema.id.as_str() {
            "payout" => self.payouts.extend(payouts::compact(sheet, &row)),
            id => {
                if id == "claim_count" {
                    statistics::resolve_code(sheet, &mut row, schemas, report);
                }
                let records = self.records.entry(id.to_owned()).or_default();
                let stem = key.map_or_else(|| (records.len() + 1).to_string(), |(key, _)| crate::mapping::masked(&key));
                records.push(Record {
                    schema: Arc::clone(&sheet.schema),
                    id: format!("{id}.{stem}"),
                    origin: row.origin,
                    fields: row.fields,
                });
            }
        }
    }
}

fn assemble(case: super::Case, books: &[Workbook], held: HeldSheets) -> Dossier {
    let HeldSheets { records, payouts, personal, examples, .. } = held;
    let files = books
        .iter()
        .zip(1..)
        .map(|(book, no)| InputFile {
            name: book.name.clone(),
            no,
            sha256: book.sha256.clone(),
            bytes: book.bytes,
            sheets: book.sheets.iter().map(|sheet| Arc::clone(&sheet.source)).collect(),
        })
        .collect();
    Dossier { files, payouts, examples, personal, ..Dossier::new(case, records) }
}

/// Every field that a typed view or the fold asks for is a column of the pack's sheets.
fn check_views(pack: &Pack) -> Result<()> {
    let views: [(&str, &[&str]); 14] = [
        ("entity", Entity::FIELDS),
        ("outage", Outage::FIELDS),
        ("event", Event::FIELDS),
        ("interruption", Interruption::FIELDS),
        ("notice", Notice::FIELDS),
        ("channel", Channel::FIELDS),
        ("claim_count", ClaimCount::FIELDS),
        ("standard", Standard::FIELDS),
        ("payout_count", PayoutCount::FIELDS),
        ("demand", Demand::FIELDS),
        ("filed", Filed::FIELDS),
        ("payout", payouts::FIELDS),
        ("claim", aggregate::FIELDS),
        ("judgement", &["question", "answer"]),
    ];
    for (sheet, fields) in views {
        let schema = pack.sheets.get(sheet);
        let missing = fields.iter().find(|field| schema.is_none_or(|schema| schema.index(field).is_none()));
        if let Some(field) = missing {
            return Err(Error::new(ErrorKind::Pack, "pack-field-missing").with("field", format!("{sheet}.{field}")));
        }
    }
    Ok(())
}

/// The text of a field, when known.
pub(super) fn plain(field: &Field<Value>) -> Option<String> {
    field.value().and_then(Value::plain)
}
