//! The rows around findings, read again from an input: heads, the rows themselves, and a few on each side.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::remark::FindingRemark;
use crate::error::Result;
use crate::mapping::{Report, Schemas, Settings, SheetReader, SheetTables, codes};
use crate::origin::{Place, Range};
use crate::pack::Pack;
use crate::source::{CaseFiles, Row, SheetInfo, Workbook};

/// Rows shown on each side of a finding.
const AROUND: u32 = 2;
/// Rows of one range that are shown; a finding about a column of a million rows is understood from its first ones.
const LONGEST: u32 = 20;
/// Cells that belong to the story of one finding.
const RELATED: usize = 20;
/// Rows and columns of one sheet that are shown at most.
const MOST_ROWS: usize = 5_000;
const MOST_COLUMNS: u32 = 200;

/// What is shown of one sheet.
#[derive(Debug, Clone)]
pub(super) struct Extract {
    pub sheet: String,
    /// Row of the heads, when they were found.
    pub header: Option<u32>,
    /// In the order of the sheet.
    pub rows: Vec<Row<'static>>,
    /// Last column with a cell in it or a finding on it, from 1.
    pub columns: u32,
    /// Columns that hold personal data whatever is in them.
    pub personal: BTreeSet<u32>,
}

impl Extract {
    /// Remarks whose cells are shown here: their number, and row and column in the new sheet counted from 0.
    pub(super) fn places<'r>(&'r self, remarks: &'r [&FindingRemark]) -> impl Iterator<Item = (usize, u32, u16)> + 'r {
        remarks.iter().enumerate().filter_map(|(index, remark)| {
            let range = self.range(remark)?;
            let row = self.line(range.first.row)?;
            Some((index, row, u16::try_from(range.first.col.min(self.columns)).ok()?))
        })
    }

    /// The cells of a remark, when they are in this sheet.
    pub(super) fn range(&self, remark: &FindingRemark) -> Option<Range> {
        let origin = remark.origin.as_ref().filter(|origin| origin.sheet.sheet == self.sheet)?;
        match origin.place {
            Place::Cells(range) => Some(range),
            Place::Key(_) => None,
        }
    }

    /// The cells of this sheet that belong to the story of a remark.
    pub(super) fn related(&self, remark: &FindingRemark) -> Vec<Range> {
        let own = remark.origin.as_ref().map(|origin| origin.sheet.file.as_str());
        let near = remark
            .related
            .iter()
            .filter(|origin| origin.sheet.sheet == self.sheet && own.is_none_or(|file| origin.sheet.file == file));
        let ranges = near.filter_map(|origin| match origin.place {
            Place::Cells(range) => Some(range),
            Place::Key(_) => None,
        });
        ranges.take(RELATED).collect()
    }

    /// Where a row of the input stands in the new sheet, counted from 0.
    pub(super) fn line(&self, row: u32) -> Option<u32> {
        let at = self.rows.binary_search_by_key(&row, |found| found.number).ok()?;
        let gaps = self.rows[..=at].windows(2).filter(|pair| pair[0].number + 1 != pair[1].number).count();
        u32::try_from(at + gaps).ok().map(|line| line + super::extract_sheet::ABOVE)
    }

    #[cfg(test)]
    pub(super) fn empty(sheet: &str) -> Self {
        Self { sheet: sheet.to_owned(), header: None, rows: Vec::new(), columns: 1, personal: BTreeSet::new() }
    }
}

/// The extracts of the sheets of `path` that have remarks, in the order of the file.
///
/// # Errors
/// Kind Input when the file can no longer be read.
pub(super) fn extracts(
    (pack, settings): (&Pack, Option<&Settings>),
    files: &CaseFiles,
    name: &str,
    remarks: &[&FindingRemark],
) -> Result<Vec<Extract>> {
    let mut book = files.workbook(name, 1)?;
    let schemas = Schemas::new(pack);
    let mut wanted: BTreeMap<String, Vec<Range>> = BTreeMap::new();
    for remark in remarks {
        for origin in remark.origin.iter().chain(&remark.related).filter(|origin| origin.sheet.file == name) {
            if let Place::Cells(range) = origin.place {
                wanted.entry(origin.sheet.sheet.clone()).or_default().push(range);
            }
        }
    }
    let mut found = Vec::new();
    for sheet in book.sheets.clone() {
        let Some(ranges) = wanted.get(&sheet.source.sheet) else { continue };
        // What is wrong with the heads is among the findings already.
        let mut silent = Report::new(pack);
        let (readers, is_planned) = readers(&mut book, &sheet, settings, &schemas, &mut silent)?;
        let header = readers.first().map(|reader| reader.columns.header_row);
        let mut personal = personal(&readers, &silent);
        // So is what a column of no field holds: nobody knows what it is about.
        let of_no_field =
            remarks.iter().filter(|remark| matches!(remark.code, codes::PERSONAL_COLUMN | codes::UNKNOWN_COLUMN));
        personal.extend(of_no_field.filter_map(|remark| {
            let origin = remark.origin.as_ref().filter(|origin| origin.sheet.sheet == sheet.source.sheet)?;
            origin.address().map(|at| at.col)
        }));
        // Of columns that the mapping passes over nothing is said at all.
        if is_planned {
            let read: BTreeSet<u32> = readers.iter().flat_map(sources).collect();
            personal.extend((1..=MOST_COLUMNS).filter(|col| !read.contains(col)));
        }
        let numbers = rows_of(ranges, header);
        let last = numbers.iter().next_back().copied().unwrap_or(0);
        let mut rows = BTreeMap::new();
        book.each_row(&sheet.source.sheet, |row| {
            if row.number > last {
                return ControlFlow::Break(());
            }
            if numbers.contains(&row.number) {
                rows.insert(row.number, row.to_owned());
            }
            ControlFlow::Continue(())
        })?;
        // An empty row is shown too: what is missing is missing somewhere.
        let rows: Vec<Row<'static>> = numbers
            .into_iter()
            .map(|number| rows.remove(&number).unwrap_or(Row { number, cells: Vec::new(), struck: Vec::new() }))
            .collect();
        let cells = rows.iter().flat_map(|row| row.cells.iter().map(|cell| cell.col));
        let columns = cells.chain(ranges.iter().map(|range| range.last.col)).max().unwrap_or(1).min(MOST_COLUMNS);
        found.push(Extract { sheet: sheet.source.sheet.clone(), header, rows, columns, personal });
    }
    Ok(found)
}

/// The tables of a sheet as the case reads them, and whether the mapping settles them.
fn readers(
    book: &mut Workbook,
    sheet: &SheetInfo,
    settings: Option<&Settings>,
    schemas: &Schemas,
    silent: &mut Report<'_>,
) -> Result<(Vec<SheetReader>, bool)> {
    let plans = settings.into_iter().flat_map(|settings| settings.sheets.iter().map(move |plan| (settings, plan)));
    let plans: Vec<_> = plans.filter(|(_, plan)| plan.speaks_of(&sheet.source)).collect();
    if plans.is_empty() {
        let survey = SheetTables::of(book, sheet, schemas.identify(&sheet.source.sheet), schemas)?;
        return Ok((survey.readers(book, sheet, schemas, |_| true, silent), false));
    }
    let mut readers = Vec::new();
    for plan in plans.into_iter().filter(|(_, plan)| !plan.skip) {
        readers.extend(SheetTables::planned(book, sheet, plan, schemas, silent)?);
    }
    Ok((readers, true))
}

/// Columns with personal data: those whose header says so and is no field's name, whatever the mapping reads in them; those that a field with
/// such data is read from; and those that a value is made of together with one of them.
fn personal(readers: &[SheetReader], report: &Report<'_>) -> BTreeSet<u32> {
    let mut personal = BTreeSet::new();
    for reader in readers {
        let heads = reader.columns.misnamed(&reader.schema).filter(|(_, header)| report.is_personal(header));
        personal.extend(heads.map(|(col, _)| col));
        for (at, field) in reader.schema.field.iter().enumerate() {
            let sources = reader.columns.sources(at);
            if field.personal || sources.iter().any(|col| personal.contains(col)) {
                personal.extend(sources);
            }
        }
    }
    personal
}

/// Columns that any field is read from.
fn sources(reader: &SheetReader) -> Vec<u32> {
    (0..reader.schema.field.len()).flat_map(|field| reader.columns.sources(field)).collect()
}

/// The rows to show: heads, and around each range.
fn rows_of(ranges: &[Range], header: Option<u32>) -> BTreeSet<u32> {
    let mut numbers: BTreeSet<u32> = header.into_iter().collect();
    for range in ranges {
        let last = range.last.row.min(range.first.row.saturating_add(LONGEST));
        numbers.extend(range.first.row.saturating_sub(AROUND).max(1)..=last.saturating_add(AROUND));
        if numbers.len() >= MOST_ROWS {
            break;
        }
    }
    numbers
}
