//! What stands between and below the records of a table: totals are held against the rows they close, and everything
//! that was not read as a record is told once, with its rows.

use std::sync::Arc;

use super::codes;
use super::reader::SheetReader;
use super::report::Report;
use super::totals::{Rank, TotalContradiction, Totals, rank, stated_rows};
use crate::finding::{Arg, Finding};
use crate::korean::grouped;
use crate::origin::{Address, Origin, Range, SheetRef};
use crate::source::{CellValue, Row};

/// How many rows are named; the rest is a count.
const NAMED: usize = 20;

/// Rows of one kind.
#[derive(Debug, Default)]
struct NonRecordRows {
    count: u64,
    named: Vec<u32>,
}

impl NonRecordRows {
    fn add(&mut self, row: u32) {
        self.count += 1;
        if self.named.len() < NAMED {
            self.named.push(row);
        }
    }
}

/// The rows of a table that are no records, as they stream.
#[derive(Debug)]
pub(super) struct Aside<'s> {
    sheet: &'s SheetReader,
    sums: Totals,
    totals: NonRecordRows,
    headers: NonRecordRows,
    notes: NonRecordRows,
    filtered: NonRecordRows,
}

impl<'s> Aside<'s> {
    pub(super) fn new(sheet: &'s SheetReader, sums: &[u32]) -> Self {
        let [totals, headers, notes, filtered] = [(); 4].map(|()| NonRecordRows::default());
        Self { sheet, sums: Totals::new(sums.to_vec()), totals, headers, notes, filtered }
    }

    pub(super) fn record(&mut self, row: &Row<'_>) {
        self.sums.record(row);
    }

    pub(super) fn header(&mut self, row: u32) {
        self.headers.add(row);
    }

    pub(super) fn note(&mut self, row: u32) {
        self.notes.add(row);
    }

    pub(super) fn filtered(&mut self, row: u32) {
        self.filtered.add(row);
    }

    /// A row of totals, held against what it closes.
    pub(super) fn total(&mut self, rank: Rank, row: &Row<'_>, report: &mut Report<'_>) {
        let counts = self.sums.rows();
        let wrong_count = stated_count(row).filter(|(_, stated)| !counts.contains(stated) && counts[0] > 0);
        let wrong = self.sums.total(rank, row);
        // A contradiction says itself that the row was taken for a total.
        if wrong.is_empty() && wrong_count.is_none() {
            self.totals.add(row.number);
        }
        if let Some((col, stated)) = wrong_count {
            let origin = Origin::cell(&self.sheet.source, row.number, col);
            let column = Arg::Term { ko: "행의 수".to_owned(), en: "number of rows".to_owned() };
            let of_rank = if rank == Rank::Whole { counts[0] } else { counts[2] };
            report.push(contradiction(&origin, column, &stated.into(), &of_rank.into()));
        }
        self.contradicted(&wrong, report);
    }

    fn contradicted(&self, wrong: &[TotalContradiction], report: &mut Report<'_>) {
        let source: &Arc<SheetRef> = &self.sheet.source;
        for TotalContradiction { row, col, stated, sum, rows } in wrong {
            let field = self.sheet.columns.of_column.get(*col as usize).copied().flatten().unwrap_or(0);
            let range = Range { first: Address { row: rows.0, col: *col }, last: Address { row: rows.1, col: *col } };
            let column = Arg::from(self.sheet.columns.headers[field].as_str());
            let finding = contradiction(&Origin::cell(source, *row, *col), column, stated, sum);
            let id = &self.sheet.schema.field[field].id;
            let finding = finding.field(format!("{}.{id}", self.sheet.schema.id));
            report.push(finding.related(&Origin::range(source, range), grouped(sum)));
        }
    }

    /// One finding for rows of one kind.
    fn tell_rows(&self, code: &'static str, rows: &NonRecordRows, report: &mut Report<'_>) {
        let Some((first, rest)) = rows.named.split_first() else { return };
        let finding = Report::finding(code).at(&self.sheet.row_origin(*first));
        let mut finding = finding.with("count", rows.count.to_string());
        for row in rest {
            finding = finding.related(&self.sheet.row_origin(*row), row.to_string());
        }
        report.push(finding);
    }

    /// Ends the table.
    pub(super) fn tell(mut self, report: &mut Report<'_>) {
        self.tell_rows(codes::ROWS_FILTERED, &self.filtered, report);
        let wrong = self.sums.finish();
        self.contradicted(&wrong, report);
        let above: Vec<u32> = wrong.iter().map(|wrong| wrong.row).collect();
        let before = self.totals.named.len();
        self.totals.named.retain(|row| !above.contains(row));
        self.totals.count -= (before - self.totals.named.len()) as u64;
        let mut rows: Vec<u32> = [&self.totals, &self.headers, &self.notes]
            .into_iter()
            .flat_map(|rows| rows.named.iter().copied())
            .collect();
        rows.sort_unstable();
        let Some((first, rest)) = rows.split_first() else { return };
        let mut finding = Report::finding(codes::ROWS_ASIDE)
            .at(&self.sheet.row_origin(*first))
            .with("totals", self.totals.count.to_string())
            .with("headers", self.headers.count.to_string())
            .with("notes", self.notes.count.to_string());
        for row in rest.iter().take(NAMED) {
            finding = finding.related(&self.sheet.row_origin(*row), row.to_string());
        }
        report.push(finding);
    }
}

fn contradiction(origin: &Origin, column: Arg, stated: &rust_decimal::Decimal, sum: &rust_decimal::Decimal) -> Finding {
    Report::finding(codes::TOTAL_CONTRADICTED)
        .at(origin)
        .with("column", column)
        .with("stated", grouped(stated))
        .with("sum", grouped(sum))
}

/// The column and the number of a label such as `합계 105건`.
fn stated_count(row: &Row<'_>) -> Option<(u32, u64)> {
    row.cells.iter().find_map(|cell| match &cell.value {
        CellValue::Text(text) if rank(text).is_some() => Some((cell.col, stated_rows(text)?)),
        _ => None,
    })
}
