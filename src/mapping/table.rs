//! The tables of a sheet: by the name of the sheet, or by their columns where nothing else says what they are.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::block::{self, Block, WINDOW};
use super::codes;
use super::grid::Grid;
use super::header;
use super::plan::{self, Settled};
use super::reader::SheetReader;
use super::report::Report;
use super::schemas::Schemas;
use super::settings::{Settings, SheetPlan};
use crate::error::Result;
use crate::finding::Arg;
use crate::origin::{Address, Origin, Range};
use crate::pack::SheetSchema;
use crate::source::{Layout, Row, SheetInfo, Workbook};

/// Columns that a header is looked for in.
const COLUMNS: u32 = 512;
/// Cells that are held to look for headers.
const CELLS: usize = 40_000;
/// Tables on one sheet.
const TABLES: usize = 16;

/// The tables that were found on one sheet, before any is read.
pub struct SheetTables {
    pub(super) grid: Grid,
    pub(super) tables: Vec<(Arc<SheetSchema>, Block)>,
    /// How many of them are of the sheet that its name means.
    pub(super) named: usize,
    /// Id of the table that the name of the sheet means.
    own: Option<String>,
    pub(super) layout: Layout,
}

impl SheetTables {
    /// Looks at the first rows of a sheet, which its name says is of `own`.
    ///
    /// # Errors
    /// Kind Input when the sheet cannot be read.
    pub fn of(
        book: &mut Workbook,
        sheet: &SheetInfo,
        own: Option<&Arc<SheetSchema>>,
        schemas: &Schemas,
    ) -> Result<Self> {
        let layout = book.layout(&sheet.source.sheet)?;
        let grid = Grid::new(head(book, &sheet.source.sheet)?, &layout.merges);
        let mut tables = by_name(&layout, &grid, schemas);
        if let Some(own) = own.filter(|own| tables.iter().all(|(schema, _)| schema.id != own.id)) {
            tables.extend(block::named(own, &grid).into_iter().map(|block| (Arc::clone(own), block)));
        }
        let named = tables.len();
        // A sheet that should hold a table but shows none of its headers is told as such, not searched for others.
        while tables.len() < TABLES && (own.is_none() || named > 0) {
            let more = block::further(&schemas.sheets, &grid, &tables);
            if more.is_empty() {
                break;
            }
            tables.extend(more);
        }
        block::bound(&mut tables, &grid);
        Ok(Self { grid, tables, named, own: own.map(|own| own.id.clone()), layout })
    }

    /// Ids of the tables that the name of the sheet, of a table or of a range announces.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        self.tables.iter().take(self.named).map(|(schema, _)| schema.id.as_str())
    }

    /// Ids of the tables beside those that the name of the sheet means.
    pub fn further(&self) -> impl Iterator<Item = &str> {
        self.tables.iter().skip(self.named).map(|(schema, _)| schema.id.as_str())
    }

    /// Readers of the tables that the sheet's name means, and of the further ones that `takes` lets pass.
    pub fn readers(
        &self,
        book: &Workbook,
        sheet: &SheetInfo,
        schemas: &Schemas,
        takes: impl Fn(&str) -> bool,
        report: &mut Report<'_>,
    ) -> Vec<SheetReader> {
        let source = &sheet.source;
        let blocks: Vec<&Block> = self.tables.iter().map(|(_, block)| block).collect();
        let mut readers = Vec::new();
        for (at, (schema, block)) in self.tables.iter().enumerate() {
            if at >= self.named && self.own.as_ref() != Some(&schema.id) {
                if !takes(&schema.id) {
                    continue;
                }
                let (first, last) = block.span();
                let first = Address { row: block.first, col: first };
                let range = Range { first, last: Address { row: block.last, col: last } };
                let finding = Report::finding(codes::TABLE_BY_COLUMNS).at(&Origin::range(source, range));
                report.push(finding.with("sheet", source.sheet.as_str()).with("name", name(schema)));
            }
            let columns = header::assign(schema, source, &self.grid, block, &blocks, &Settled::default(), report);
            readers.push(SheetReader::new(source, schema, columns, schemas, book, &self.layout.merges));
        }
        readers
    }

    /// The reader of a table that the mapping settles; what it cannot settle is a finding.
    pub fn planned(
        book: &mut Workbook,
        sheet: &SheetInfo,
        (settings, plan): (&Settings, &SheetPlan),
        schemas: &Schemas,
        report: &mut Report<'_>,
    ) -> Result<Option<SheetReader>> {
        let found = Self::settled(book, sheet, (settings, plan), schemas, report)?;
        Ok(found.map(|(reader, _)| reader))
    }

    /// As [`Self::planned`], with the place of the table.
    pub(super) fn settled(
        book: &mut Workbook,
        sheet: &SheetInfo,
        (settings, plan): (&Settings, &SheetPlan),
        schemas: &Schemas,
        report: &mut Report<'_>,
    ) -> Result<Option<(SheetReader, Block)>> {
        let Some(schema) = &plan.table else { return Ok(None) };
        let source = &sheet.source;
        let layout = book.layout(&source.sheet)?;
        let grid = Grid::new(head(book, &source.sheet)?, &layout.merges);
        let Some(mut block) = plan::find(plan, schema, &grid, &layout) else {
            let survey = Self { grid, tables: Vec::new(), named: 0, own: None, layout };
            survey.headless(sheet, schema, report);
            return Ok(None);
        };
        let settled = plan::settle(plan, settings, schema, source, &grid, &mut block, report);
        let columns = header::assign(schema, source, &grid, &block, &[], &settled, report);
        Ok(Some((SheetReader::new(source, schema, columns, schemas, book, &layout.merges), block)))
    }

    /// Says that the sheet of `schema` has no header.
    pub fn headless(&self, sheet: &SheetInfo, schema: &SheetSchema, report: &mut Report<'_>) {
        let (code, at) = match self.grid.side(schema) {
            _ if self.grid.rows.is_empty() => (codes::NO_ROWS, (1, 1)),
            Some(at) => (codes::TRANSPOSED, at),
            None => (codes::NO_HEADER, (1, 1)),
        };
        let finding = Report::finding(code).at(&Origin::cell(&sheet.source, at.0, at.1));
        report.push(finding.with("sheet", sheet.source.sheet.as_str()).with("name", name(schema)));
    }
}

/// The tables and named ranges of the spreadsheet program whose names are those of a table.
fn by_name(layout: &Layout, grid: &Grid, schemas: &Schemas) -> Vec<(Arc<SheetSchema>, Block)> {
    let mut found: Vec<(Arc<SheetSchema>, Block)> = Vec::new();
    for (name, range) in layout.tables.iter().chain(&layout.names) {
        let Some(schema) = schemas.identify(name) else { continue };
        // A table that is named twice, as a table and as a range, is one table.
        let Some(block) = block::within(schema, grid, *range) else { continue };
        if found.iter().all(|(_, known)| known.first != block.first || known.span() != block.span()) {
            found.push((Arc::clone(schema), block));
        }
    }
    found
}

/// A hidden sheet that is read all the same.
pub fn hidden(sheet: &SheetInfo, report: &mut Report<'_>) {
    if sheet.hidden {
        let top = Origin::cell(&sheet.source, 1, 1);
        report.push(Report::finding(codes::HIDDEN_SHEET).at(&top).with("sheet", sheet.source.sheet.as_str()));
    }
}

pub(super) fn name(schema: &SheetSchema) -> Arg {
    Arg::Term { ko: schema.ko.clone(), en: schema.en.clone() }
}

/// The first rows, within bounds however wide the sheet is.
fn head(book: &mut Workbook, sheet: &str) -> Result<Vec<Row<'static>>> {
    let mut rows = Vec::new();
    let mut cells = 0;
    book.each_row(sheet, |row| {
        if row.number > WINDOW || cells > CELLS {
            return ControlFlow::Break(());
        }
        let mut row = row.to_owned();
        row.cells.retain(|cell| cell.col <= COLUMNS);
        cells += row.cells.len();
        if !row.cells.is_empty() {
            rows.push(row);
        }
        ControlFlow::Continue(())
    })?;
    Ok(rows)
}
