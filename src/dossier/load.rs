//! From a case folder to its dossier: the case file, the inputs, the sheets that are held, then the claims as they stream.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::facts::{
    Channel, ClaimCount, Demand, Entity, Event, Filed, Interruption, Notice, Outage, PayoutCount, Standard,
};
use super::{
    ClaimFold, Dossier, InputFile, Payout, Record, case_file, fold, implied, inputs, mapping_file, payouts, references,
    sheets, statistics,
};
use crate::error::{Error, Kind, Result};
use crate::finding::{self, Arg, Finding};
use crate::mapping::{Report, Schemas, SheetReader, TypedRow, codes, sight};
use crate::origin::Origin;
use crate::pack::Pack;
use crate::source::{Workbook, Writing};
use crate::value::{Field, Value};

/// Reads a case.
///
/// # Errors
/// Kind Case for `case.toml`, Input for a file, Pack when a sheet of the pack lacks a field that the tool computes with.
/// What is wrong inside a sheet is a finding.
pub fn load(dir: &Path, pack: &Pack) -> Result<(Dossier, Vec<Finding>)> {
    check_views(pack)?;
    let case = case_file::read(dir, pack)?;
    let paths = inputs::resolve(dir, &case.inputs)?;
    let mut books = Vec::new();
    let mut failed = Vec::new();
    for ((name, path), no) in paths.iter().zip(1..) {
        let book = match Workbook::open(path, name, no) {
            Ok(book) => book,
            Err(error) => {
                failed.push(error);
                continue;
            }
        };
        if let Some(first) = books.iter().find(|first: &&Workbook| first.sha256 == book.sha256) {
            let error = Error::new(Kind::Case, "input-twice").with("first", first.name.as_str());
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
        sight::tell_links(book, &mut report);
    }
    let (settings, mapping) = mapping_file::read(dir, &schemas, pack)?.unzip();
    let sheets = sheets::find(&mut books, settings.as_ref(), &schemas, &mut report)?;
    for (book, sheet) in &sheets {
        sight::tell(&mut books[*book], sheet, &mut report)?;
    }
    let mut held = Held::default();
    for (book, sheet) in sheets.iter().filter(|(_, sheet)| !sheet.schema.fold) {
        sheet.each_row(&mut books[*book], &mut report, |row, report| {
            let typed = sheet.typed(row, report);
            held.take(sheet, typed, &schemas, report);
        })?;
    }
    let folded: Vec<_> = sheets.iter().filter(|(_, sheet)| sheet.schema.fold).collect();
    let schema = |id: &str| schemas.sheets.iter().find(|sheet| sheet.id == id).cloned();
    implied::complete(&case, &mut held.records, schema);
    let mut dossier = Dossier { mapping, ..assemble(case, &books, held) };
    references::check(&dossier, &schemas, &mut report);
    dossier.claims = claims(&dossier, &mut books, &folded, &schemas, &mut report)?;
    let mut findings = report.finish();
    sight::settle(&mut findings);
    finding::sort(&mut findings);
    // What is hidden on a sheet is told of the sheet, however many tables stand on it.
    findings.dedup();
    Ok((dossier, findings))
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

fn claims(
    dossier: &Dossier,
    books: &mut [Workbook],
    folded: &[&(usize, SheetReader)],
    schemas: &Schemas,
    report: &mut Report<'_>,
) -> Result<Option<ClaimFold>> {
    if folded.is_empty() {
        return Ok(None);
    }
    let claimants = schemas.list("claimant").map(|list| list.codes.clone()).unwrap_or_default();
    let mut fold = fold::Fold::new(dossier, claimants);
    for (book, sheet) in folded {
        fold.sheet(&mut books[*book], sheet, report)?;
    }
    for (book, sheet) in folded {
        fold.resolve_duplicates(&mut books[*book], sheet)?;
    }
    Ok(Some(fold.finish()))
}

/// The rows that stay in memory.
#[derive(Default)]
struct Held {
    records: BTreeMap<String, Vec<Record>>,
    payouts: Vec<Payout>,
    /// Where each key stands, by sheet and key.
    keys: BTreeMap<(String, String), Origin>,
}

impl Held {
    fn take(&mut self, sheet: &SheetReader, mut row: TypedRow, schemas: &Schemas, report: &mut Report<'_>) {
        let key = sheet.schema.key.as_deref().and_then(|key| sheet.schema.index(key));
        let key = key.and_then(|index| match &row.fields[index] {
            Field::Known(fact) => fact.value.plain().map(|text| (text, fact.origin.clone())),
            _ => None,
        });
        if let Some((key, origin)) = &key {
            let place = (sheet.schema.id.clone(), key.clone());
            match self.keys.get(&place) {
                None => {
                    self.keys.insert(place, origin.clone());
                }
                Some(first) => report.push(
                    Report::finding(codes::DUPLICATE_KEY)
                        .at(origin)
                        .field(format!("{}.{}", sheet.schema.id, sheet.schema.key.as_deref().unwrap_or("id")))
                        .with("value", crate::mapping::quoted(key))
                        .related(first, crate::mapping::quoted(key)),
                ),
            }
        }
        match sheet.schema.id.as_str() {
            "payout" => self.payouts.extend(payouts::compact(sheet, &row)),
            id => {
                if id == "claim_count" {
                    statistics::resolve_code(sheet, &mut row, schemas, report);
                }
                let records = self.records.entry(id.to_owned()).or_default();
                let stem = key.map_or_else(|| (records.len() + 1).to_string(), |(key, _)| key);
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

fn assemble(case: super::Case, books: &[Workbook], held: Held) -> Dossier {
    let Held { records, payouts, .. } = held;
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
    Dossier {
        case,
        files,
        mapping: None,
        entities: views(&records, "entity"),
        outages: views(&records, "outage"),
        events: views(&records, "event"),
        interruptions: views(&records, "interruption"),
        notices: views(&records, "notice"),
        channels: views(&records, "channel"),
        claim_counts: views(&records, "claim_count"),
        claims: None,
        standards: views(&records, "standard"),
        payouts,
        payout_counts: views(&records, "payout_count"),
        demands: views(&records, "demand"),
        filed: views(&records, "filed"),
        records,
    }
}

/// The rows of a sheet in their typed view.
fn views<T: From<Record>>(records: &BTreeMap<String, Vec<Record>>, sheet: &str) -> Vec<T> {
    records.get(sheet).into_iter().flatten().cloned().map(T::from).collect()
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
        ("claim", fold::FIELDS),
        ("judgement", &["question", "answer"]),
    ];
    for (sheet, fields) in views {
        let schema = pack.sheets.get(sheet);
        let missing = fields.iter().find(|field| schema.is_none_or(|schema| schema.index(field).is_none()));
        if let Some(field) = missing {
            return Err(Error::new(Kind::Pack, "pack-field-missing").with("field", format!("{sheet}.{field}")));
        }
    }
    Ok(())
}

/// The text of a field, when known.
pub(super) fn plain(field: &Field<Value>) -> Option<String> {
    field.value().and_then(Value::plain)
}
