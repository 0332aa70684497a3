//! The rows of one table as typed fields. Which sheet and which columns it has is settled before.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::codes;
use super::epoch;
use super::formatted_number;
use super::header::Columns;
use super::legends::Legends;
use super::merges::{Falling, Merges};
use super::non_record_rows::Aside;
use super::parse::{self, Parsed};
use super::problem::{Got, Problem, Read};
use super::report::{Grouping, Report};
use super::rows::{RowKind, Sorter};
use super::schemas::Schemas;
use super::term::CodeMap;
use super::utc_midnights::Midnights;
use super::when::DateForm;
use crate::error::Result;
use crate::finding::Arg;
use crate::origin::{Address, Origin, Range, SheetRef};
use crate::pack::{FieldType, SheetSchema};
use crate::source::{CellValue, Row, Workbook};
use crate::value::{Certainty, Fact, Field, Value, Within};

/// A row as typed fields.
#[derive(Debug, Clone)]
pub struct TypedRow {
    pub number: u32,
    pub origin: Origin,
    /// One per field of the schema, in its order.
    pub fields: Vec<Field<Value>>,
}

/// Reads the rows of one sheet whose headers are found.
#[derive(Debug)]
pub struct SheetReader {
    pub schema: Arc<SheetSchema>,
    pub source: Arc<SheetRef>,
    pub columns: Columns,
    /// The list of each coded field.
    pub lists: Vec<Option<Arc<CodeMap>>>,
    pub(super) grouping: Grouping,
    /// A text file, in which a number is text like everything else.
    pub(super) is_text: bool,
    /// An old workbook (xls), whose texts some programs cut.
    pub(super) is_old: bool,
    /// Columns of dates whose bare numbers count from 1904.
    since_1904: BTreeSet<u32>,
    sorter: Sorter,
    pub(super) merges: Merges,
}

impl SheetReader {
    /// A reader of the table whose columns are found.
    #[must_use]
    pub(super) fn new(
        source: &Arc<SheetRef>,
        schema: &Arc<SheetSchema>,
        columns: Columns,
        schemas: &Schemas,
        book: &Workbook,
        merges: &[Range],
    ) -> Self {
        let lists: Vec<_> = schema.field.iter().map(|field| schemas.list(field.list.as_deref()?).cloned()).collect();
        let grouping = if schema.fold { Grouping::Column } else { Grouping::Each };
        let sorter = Sorter::new(schema, &columns, &lists);
        let merges = Merges::new(merges, schema, &columns);
        let (schema, source) = (Arc::clone(schema), Arc::clone(source));
        let (is_text, is_old) = (book.writing().is_some(), book.is_old());
        let since_1904 = epoch::columns(book.is_1904(), &schema, &columns);
        Self { schema, source, columns, lists, grouping, is_text, is_old, since_1904, sorter, merges }
    }

    /// Hands every record below the headers to `take`; a table without one is a finding, and so is a total that is not
    /// the sum of its rows.
    ///
    /// # Errors
    /// Kind Input when the sheet cannot be read.
    pub fn each_row(
        &self,
        book: &mut Workbook,
        report: &mut Report<'_>,
        mut take: impl FnMut(&Row<'_>, &mut Report<'_>),
    ) -> Result<()> {
        let mut rows = 0_u64;
        let mut aside = Aside::new(self, &self.sorter.sums);
        let mut falling = Falling::new(&self.merges);
        let mut midnights = Midnights::new(self);
        let mut legends = Legends::new(self);
        self.walk(book, &mut falling, |kind, row| match kind {
            RowKind::Record => {
                rows += 1;
                aside.record(row);
                self.struck(row, report);
                self.full_texts(row, report);
                midnights.row(self, row);
                legends.record(self, row);
                take(row, report);
            }
            RowKind::Lone | RowKind::Note if legends.remark(self, row, report) => {}
            RowKind::Lone => {
                if let Some(cell) = row.cells.iter().find(|cell| self.field_of(cell.col).is_some()) {
                    self.lone_cell(row.number, self.field_of(cell.col), &cell.value, report);
                }
            }
            RowKind::Total(rank) => aside.total(rank, row, report),
            RowKind::Header => aside.header(row.number),
            RowKind::Note => aside.note(row.number),
            RowKind::Filtered => aside.filtered(row.number),
        })?;
        aside.tell(report);
        midnights.tell(self, report);
        legends.tell(self, report);
        falling.tell(self, report);
        if rows == 0 {
            let origin = Origin::cell(&self.source, self.columns.header_row, self.columns.span().0);
            let name = Arg::Term { ko: self.schema.ko.clone(), en: self.schema.en.clone() };
            report.push(
                Report::finding(codes::NO_ROWS)
                    .at(&origin)
                    .with("sheet", self.source.sheet.as_str())
                    .with("name", name),
            );
        }
        Ok(())
    }

    /// Hands every record to `take` once more, without findings.
    ///
    /// # Errors
    /// As [`Self::each_row`].
    pub fn again(&self, book: &mut Workbook, mut take: impl FnMut(&Row<'_>)) -> Result<()> {
        self.walk(book, &mut Falling::new(&self.merges), |kind, row| {
            if kind == RowKind::Record {
                take(row);
            }
        })
    }

    /// Every row of the table that has a cell in a column of a field.
    fn walk(
        &self,
        book: &mut Workbook,
        falling: &mut Falling<'_>,
        mut take: impl FnMut(RowKind, &Row<'_>),
    ) -> Result<()> {
        book.each_row(&self.source.sheet, |row| {
            if self.columns.until.is_some_and(|until| row.number > until) {
                return ControlFlow::Break(());
            }
            if row.number <= self.columns.header_row {
                return ControlFlow::Continue(());
            }
            let dated = epoch::dated(row, &self.since_1904);
            let row = dated.as_ref().unwrap_or(row);
            let filled = falling.fill(row);
            if !row.cells.iter().any(|cell| self.holds(cell.col)) {
                return ControlFlow::Continue(());
            }
            // Rows are told apart as the sheet shows them, and then read as the mapping wants them.
            let (kind, row) = self.sorted(row, filled.as_ref());
            if kind == RowKind::Record {
                falling.count();
            }
            let shape = &self.columns.shape;
            if shape.is_empty() || kind != RowKind::Record {
                take(kind, row);
            } else if shape.keeps(row) {
                take(kind, &shape.apply(row));
            } else {
                take(RowKind::Filtered, row);
            }
            ControlFlow::Continue(())
        })
    }

    /// What a row is, and the row with what merges say in it. A total below a merge that names its group stays one.
    fn sorted<'r>(&self, row: &'r Row<'r>, filled: Option<&'r Row<'r>>) -> (RowKind, &'r Row<'r>) {
        match (self.sorter.kind(row), filled) {
            (RowKind::Record | RowKind::Lone, Some(filled)) => (self.sorter.kind(filled), filled),
            (kind, _) => (kind, row),
        }
    }

    /// What a row below the header is, as the sheet shows it.
    pub(super) fn kind(&self, row: &Row<'_>) -> RowKind {
        self.sorter.kind(row)
    }

    /// Whether a column of the sheet is one that a field's values come from.
    pub(super) fn holds(&self, col: u32) -> bool {
        self.field_of(col).is_some() || self.columns.of_field.contains(&Some(col))
    }

    pub(super) fn field_of(&self, col: u32) -> Option<usize> {
        self.columns.of_column.get(col as usize).copied().flatten()
    }

    /// The cells of a row that are fields.
    #[must_use]
    pub fn row_origin(&self, row: u32) -> Origin {
        let (first, last) = self.columns.span();
        let range = Range { first: Address { row, col: first }, last: Address { row, col: last } };
        Origin::range(&self.source, range)
    }

    /// The cell that holds what stands in a row and column: of a merge its first one.
    fn cell_origin(&self, row: u32, col: u32) -> Origin {
        Origin::cell(&self.source, self.merges.holder(row, col), col)
    }

    /// Where a field of a row stands.
    #[must_use]
    pub fn origin(&self, row: u32, field: usize) -> Origin {
        let cell = |col: u32| self.cell_origin(row, col);
        let stated = || self.columns.values[field].clone();
        self.columns.of_field[field].map(cell).or_else(stated).unwrap_or_else(|| self.row_origin(row))
    }

    /// A row as typed fields; what is wrong in it goes to `report`.
    pub fn typed(&self, row: &Row<'_>, report: &mut Report<'_>) -> TypedRow {
        let origin = self.row_origin(row.number);
        let mut fields: Vec<Field<Value>> = self
            .columns
            .of_field
            .iter()
            .map(|col| Field::Blank(col.map_or_else(|| origin.clone(), |col| self.cell_origin(row.number, col))))
            .collect();
        let mut seen = vec![false; fields.len()];
        let mut bare_dates = Vec::new();
        for cell in &row.cells {
            let Some(field) = self.columns.of_column.get(cell.col as usize).copied().flatten() else { continue };
            let at = self.origin(row.number, field);
            match self.parsed(row, field, &cell.value) {
                Parsed::Value(got) => {
                    seen[field] = true;
                    if matches!(&got.value, Value::Share(share) if *share >= Decimal::ONE) {
                        report.holds_percent(&self.source, self.columns.of_field[field].unwrap_or(cell.col));
                    }
                    if got.remark == Some(Problem::NoTimeOfDay) {
                        bare_dates.push((field, cell));
                    } else {
                        self.remarks(row.number, field, &cell.value, &got, report);
                    }
                    fields[field] = known(got, at);
                }
                Parsed::Pending => {
                    seen[field] = true;
                    fields[field] = Field::Pending(at);
                }
                Parsed::Blank => self.dash(row.number, field, &cell.value, report),
                Parsed::Bad(problem) => {
                    seen[field] = true;
                    match self.time(row, field) {
                        Some(time) => {
                            self.fault_of_pair(row.number, field, (&cell.value, time), problem, report);
                        }
                        None => self.fault(row.number, field, Some(&cell.value), problem, report),
                    }
                }
            }
        }
        self.times_without_days(row, &mut seen, report);
        if !self.is_coarse(&fields) {
            for (field, cell) in bare_dates {
                self.fault(row.number, field, Some(&cell.value), Problem::NoTimeOfDay, report);
                self.widen(&mut fields, field);
            }
        }
        for (field, there) in seen.iter().enumerate() {
            let made_up = |other: &String| self.schema.index(other).is_some_and(|other| seen[other]);
            let is_excused = self.schema.field[field].unless.as_ref().is_some_and(made_up);
            if !there && !is_excused && self.schema.field[field].required && self.columns.of_field[field].is_some() {
                self.fault(row.number, field, None, Problem::Blank, report);
            }
        }
        self.set_units(&mut fields);
        TypedRow { number: row.number, origin, fields }
    }

    /// A cell of a field, converted from the unit that its column states.
    pub(super) fn parse(&self, field: usize, cell: &CellValue<'_>) -> Parsed {
        let schema = &self.schema.field[field];
        let unit = self.columns.units[field].as_ref().filter(|_| !matches!(cell, CellValue::Error(_)));
        let settled = match formatted_number::settled(cell, schema.kind, unit.is_some()) {
            Ok(settled) => settled,
            Err(problem) => return Parsed::Bad(problem),
        };
        let cell = settled.as_ref();
        let got = match (schema.kind, unit) {
            (FieldType::Won, Some(unit)) => unit.won(cell).map(|got| got.map(Value::Won)),
            (FieldType::Count, Some(unit)) => unit.count(cell).map(|got| got.map(Value::Count)),
            (FieldType::Number, Some(unit)) => unit.quantity(cell).map(|got| got.map(Value::Number)),
            (FieldType::Duration, Some(unit)) => unit.elapsed(cell).map(|got| got.map(Value::Duration)),
            _ => return parse::cell(cell, schema, self.lists[field].as_deref(), self.form(field)),
        };
        match got {
            Ok(got) => Parsed::Value(got),
            Err(problem) => parse::excuse(cell, schema.pending).unwrap_or(Parsed::Bad(problem)),
        }
    }

    /// Whole won in a cell of a field, converted from the unit that its column states.
    ///
    /// # Errors
    /// Not an amount, a fraction of a won, or a unit of its own below a header with one.
    pub fn won(&self, field: usize, cell: &CellValue<'_>) -> Read<Decimal> {
        let unit = self.columns.units[field].as_ref();
        let settled = formatted_number::settled(cell, FieldType::Won, unit.is_some())?;
        unit.map_or_else(|| super::amount::won(&settled), |unit| unit.won(&settled))
    }

    /// Says of a moment that only its day is known: by the precision of its row, where the sheet has one and nobody filled it
    /// in, else as some time of that day.
    fn widen(&self, fields: &mut [Field<Value>], field: usize) {
        let precision = self.schema.index("precision").map(|at| (at, self.schema.field[at].list.clone()));
        match (precision, &fields[field]) {
            (Some((at, Some(list))), _) => {
                if let Field::Blank(origin) = &fields[at] {
                    let value = Value::Code { list, code: DAY.to_owned() };
                    fields[at] = Field::Known(Fact { value, certainty: Certainty::Exact, origin: origin.clone() });
                }
            }
            (_, Field::Known(Fact { value: Value::Moment(at), certainty, origin })) => {
                let value = Within::day(at.date()).value();
                fields[field] = Field::Known(Fact { value, certainty: *certainty, origin: origin.clone() });
            }
            _ => {}
        }
    }

    /// Whether the row itself says that its moments are days or brackets.
    fn is_coarse(&self, fields: &[Field<Value>]) -> bool {
        let precision = self.schema.index("precision").and_then(|index| fields[index].value());
        matches!(precision, Some(Value::Code { code, .. }) if code != "minute" && code != "hour")
    }

    /// Gives every quantity the unit that its row states; won where it states none, as the note on the header says, and
    /// then the row states won.
    fn set_units(&self, fields: &mut [Field<Value>]) {
        let column = self.schema.index("unit");
        let stated = column.and_then(|index| match fields[index].value() {
            Some(Value::Code { code, .. }) => Some(code.clone()),
            _ => None,
        });
        let has_amount = fields.iter().any(|field| matches!(field.value(), Some(Value::Amount { .. })));
        if let Some((index, list)) = column.and_then(|index| Some((index, self.schema.field[index].list.clone()?)))
            && let (true, Field::Blank(origin)) = (has_amount, &fields[index])
        {
            let value = Value::Code { list, code: WON.to_owned() };
            fields[index] = Field::Known(Fact { value, certainty: Certainty::Exact, origin: origin.clone() });
        }
        let stated = stated.unwrap_or_else(|| WON.to_owned());
        for (field, scale) in fields.iter_mut().zip(&self.columns.units) {
            if let Field::Known(Fact { value: Value::Amount { quantity, unit }, .. }) = field {
                // A title in thousands of won says nothing of points and coupons.
                if let Some(scale) = scale.as_ref().filter(|_| stated == WON) {
                    *quantity = quantity.checked_mul(scale.factor).unwrap_or(*quantity).normalize();
                }
                unit.clone_from(&stated);
            }
        }
    }

    /// How the dates of a column are written, as far as that is settled.
    #[must_use]
    pub fn form(&self, field: usize) -> DateForm {
        self.columns.forms[field]
    }
}

/// The precision of a moment of which only the day is known.
const DAY: &str = "day";
/// The unit of a quantity that states none.
const WON: &str = "won";

fn known(got: Got<Value>, origin: Origin) -> Field<Value> {
    let certainty = if got.estimate { Certainty::Estimate } else { Certainty::Exact };
    Field::Known(Fact { value: got.value, certainty, origin })
}
