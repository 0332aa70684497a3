//! Finding the row of headers, and which column is which field. Titles above and blank rows between do not matter.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::names::normalise;
use super::pairs::pairs;
use super::report::Report;
use super::{codes, mask};
use crate::finding::Arg;
use crate::korean::nearest;
use crate::origin::{Address, Origin, Range, SheetRef};
use crate::pack::{FieldSchema, SheetSchema};
use crate::source::{CellValue, Row};

/// Headers are looked for in these rows.
pub(super) const HEADER_WITHIN: u32 = 30;

/// Fewer matches than this are chance.
const FEWEST: usize = 2;

/// Units that a header may carry in brackets without changing what the column means.
const UNITS: [&str; 10] = ["원", "%", "건", "명", "krw", "단위원", "단위건", "단위명", "kst", "필수"];

/// Words of a title that say the figures below are not in won.
const SCALES: [&str; 7] = ["단위천원", "단위만원", "단위십만원", "단위백만원", "단위천만원", "단위억원", "단위조원"];

/// Where the columns of a sheet are.
#[derive(Debug, Clone)]
pub struct Columns {
    pub header_row: u32,
    /// Column of each field of the schema, in its order.
    pub of_field: Vec<Option<u32>>,
    /// Column with the time of day of each field whose moment stands in two columns.
    pub time_of_field: Vec<Option<u32>>,
    /// Header of each field as the sheet writes it; the Korean name where it has none.
    pub headers: Vec<String>,
    /// Field of each column, by column number.
    pub of_column: Vec<Option<usize>>,
    /// Cells above the headers.
    pub titles: Vec<(Address, String)>,
}

impl Columns {
    /// First and last column that is a field.
    #[must_use]
    pub fn span(&self) -> (u32, u32) {
        let known = || self.of_field.iter().flatten().copied();
        (known().min().unwrap_or(1), known().max().unwrap_or(1))
    }
}

/// The field that a header names.
pub(super) fn field_of(schema: &SheetSchema, header: &str) -> Option<usize> {
    let whole = normalise(header);
    let find = |name: &str| schema.field.iter().position(|field| names(field).any(|known| normalise(known) == name));
    find(&whole).or_else(|| {
        let open = header.rfind(['(', '[', '（', '［'])?;
        let unit = normalise(&header[open..]);
        UNITS.contains(&unit.as_str()).then(|| find(&normalise(&header[..open]))).flatten()
    })
}

fn names(field: &FieldSchema) -> impl Iterator<Item = &str> {
    [field.ko.as_str(), field.en.as_str(), field.id.as_str()].into_iter().chain(field.also.iter().map(String::as_str))
}

fn text<'r>(value: &'r CellValue<'_>) -> Option<&'r str> {
    if let CellValue::Text(text) = value { Some(text) } else { None }
}

/// Finds the headers of a sheet among its first rows; findings go to `report`. `None` when there are none.
#[must_use]
pub fn columns(
    schema: &SheetSchema,
    sheet: &Arc<SheetRef>,
    head: &[Row<'_>],
    report: &mut Report<'_>,
) -> Option<Columns> {
    let matches = |row: &Row<'_>| {
        row.cells.iter().filter_map(|cell| text(&cell.value)).filter(|text| field_of(schema, text).is_some()).count()
    };
    let counted = head.iter().map(|row| (matches(row), row));
    // The first of the best: `max_by_key` would take the last.
    let (found, row) = counted.rev().max_by_key(|(count, _)| *count)?;
    if found < FEWEST {
        return None;
    }
    let titles = head
        .iter()
        .filter(|above| above.number < row.number)
        .flat_map(|above| above.cells.iter().map(|cell| (above.number, cell)))
        .filter_map(|(at, cell)| text(&cell.value).map(|text| (Address { row: at, col: cell.col }, text.to_owned())))
        .collect();
    let columns = assign(schema, sheet, row, titles, report);
    scaled(sheet, &columns, report);
    Some(columns)
}

fn assign(
    schema: &SheetSchema,
    sheet: &Arc<SheetRef>,
    row: &Row<'_>,
    titles: Vec<(Address, String)>,
    report: &mut Report<'_>,
) -> Columns {
    let width = row.cells.iter().map(|cell| cell.col as usize).max().unwrap_or(0);
    let mut columns = Columns {
        header_row: row.number,
        of_field: vec![None; schema.field.len()],
        time_of_field: vec![None; schema.field.len()],
        headers: schema.field.iter().map(|field| field.ko.clone()).collect(),
        of_column: vec![None; width + 1],
        titles,
    };
    let mut strays = Vec::new();
    let headers: Vec<(u32, String)> = row.cells.iter().map(|cell| (cell.col, cell.value.display())).collect();
    let pairs = pairs(schema, &headers);
    for pair in &pairs {
        columns.time_of_field[pair.field] = Some(pair.time);
    }
    for (cell, (_, header)) in row.cells.iter().zip(headers) {
        if pairs.iter().any(|pair| pair.time == cell.col) {
            continue;
        }
        let origin = Origin::cell(sheet, row.number, cell.col);
        let day = pairs.iter().find(|pair| pair.day == cell.col).map(|pair| pair.field);
        match day.or_else(|| field_of(schema, &header)) {
            Some(field) => match columns.of_field[field] {
                None => {
                    columns.of_field[field] = Some(cell.col);
                    columns.of_column[cell.col as usize] = Some(field);
                    columns.headers[field] = header.replace(['\r', '\n'], " ");
                }
                Some(first) => report.push(
                    Report::finding(codes::DUPLICATE_COLUMN)
                        .at(&origin)
                        .field(format!("{}.{}", schema.id, schema.field[field].id))
                        .with("column", mask::quoted(&header))
                        .with("name", named(&schema.field[field]))
                        .related(&Origin::cell(sheet, row.number, first), columns.headers[field].as_str()),
                ),
            },
            None => strays.push((header, origin)),
        }
    }
    unknown(schema, &strays, &columns, report);
    missing(schema, sheet, &strays, &columns, report);
    columns
}

/// A header of no field. One that is a letter off a required field which is missing is told once, as that field's fault.
fn unknown(schema: &SheetSchema, strays: &[(String, Origin)], columns: &Columns, report: &mut Report<'_>) {
    let mut told = BTreeSet::new();
    for (header, origin) in strays {
        if report.is_personal(header) {
            let finding = Report::finding(codes::PERSONAL_COLUMN).at(origin);
            report.push(finding.field(schema.id.clone()).with("column", mask::quoted(header)));
            continue;
        }
        let meant = meant(schema, header);
        let is_missing = |at: &usize| schema.field[*at].required && columns.of_field[*at].is_none();
        if meant.filter(is_missing).is_some_and(|at| told.insert(at)) {
            continue;
        }
        let names = meant.map(|at| (schema.field[at].ko.as_str(), schema.field[at].en.as_str()));
        let finding = Report::finding(codes::UNKNOWN_COLUMN)
            .at(origin)
            .with("column", mask::quoted(header))
            .with("hint", report.hint(names));
        report.push(finding);
    }
}

/// The field whose name a header comes close to.
fn meant(schema: &SheetSchema, header: &str) -> Option<usize> {
    let name = nearest(header, schema.field.iter().flat_map(names))?;
    schema.field.iter().position(|field| names(field).any(|known| known == name))
}

fn missing(
    schema: &SheetSchema,
    sheet: &Arc<SheetRef>,
    strays: &[(String, Origin)],
    columns: &Columns,
    report: &mut Report<'_>,
) {
    let (first, last) = columns.span();
    let row = columns.header_row;
    let range = Range { first: Address { row, col: first }, last: Address { row, col: last } };
    for (index, field) in schema.field.iter().enumerate() {
        if !field.required || columns.of_field[index].is_some() {
            continue;
        }
        let stray = strays.iter().find(|(header, _)| meant(schema, header) == Some(index));
        let origin = stray.map_or_else(|| Origin::range(sheet, range), |(_, origin)| origin.clone());
        report.push(
            Report::finding(codes::MISSING_COLUMN)
                .at(&origin)
                .field(format!("{}.{}", schema.id, field.id))
                .with("column", named(field)),
        );
    }
}

/// A title such as `(단위: 백만원)` would make every amount below it wrong by that factor.
fn scaled(sheet: &Arc<SheetRef>, columns: &Columns, report: &mut Report<'_>) {
    for (at, title) in &columns.titles {
        let normal = normalise(title);
        if SCALES.iter().any(|scale| normal.contains(scale)) {
            report.push(
                Report::finding(codes::SCALED_UNIT)
                    .at(&Origin::cell(sheet, at.row, at.col))
                    .with("value", mask::quoted(title)),
            );
        }
    }
}

pub(super) fn named(field: &FieldSchema) -> Arg {
    Arg::Term { ko: field.ko.clone(), en: field.en.clone() }
}
