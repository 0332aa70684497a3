//! A row's moments whose day and time of day stand in two cells ([`super::moment_columns`] finds the columns): reading them, and
//! naming the cell of the two that is wrong.

use super::SheetReader;
use super::parse::{self, Parsed};
use super::problem::Problem;
use super::report::Report;
use super::when;
use crate::source::{CellValue, Row};

impl SheetReader {
    /// The time of day of a field whose moment stands in two columns.
    pub(super) fn time<'r>(&self, row: &'r Row<'_>, field: usize) -> Option<&'r CellValue<'r>> {
        row.get(self.columns.time_of_field[field]?)
    }

    /// What the cell of a field says, with the cell of its time of day where there is one.
    pub(super) fn parsed(&self, row: &Row<'_>, field: usize, cell: &CellValue<'_>) -> Parsed {
        let (schema, form) = (&self.schema.field[field], self.form(field));
        match self.time(row, field) {
            Some(time) => parse::pair(cell, time, schema, form),
            None => self.parse(field, cell),
        }
    }

    /// A problem with a moment in two cells: told where the time of day stands when that is what cannot be read.
    pub(super) fn fault_of_pair(
        &self,
        row: u32,
        field: usize,
        (day, time): (&CellValue<'_>, &CellValue<'_>),
        problem: Problem,
        report: &mut Report<'_>,
    ) {
        let form = self.form(field);
        let is_day = when::date(day, form).is_ok();
        let of_time = match problem {
            Problem::NotATime => true,
            Problem::AmbiguousDate => is_day,
            Problem::ErrorCell => matches!(time, CellValue::Error(_)),
            _ => false,
        };
        let mut fault = self.describe(row, field, Some(if of_time { time } else { day }), problem.code());
        if let Some(col) = self.columns.time_of_field[field].filter(|_| of_time) {
            (fault.row, fault.col) = (self.merges.holder(row, col), col);
        }
        if problem == Problem::AmbiguousDate {
            fault.args.push(("readings", report.readings(&when::readings(day, Some(time), form))));
        }
        report.fault(&self.source, fault, self.grouping);
    }

    /// A time of day whose day is missing is half a moment, and would be lost without a word.
    pub(super) fn times_without_days(&self, row: &Row<'_>, seen: &mut [bool], report: &mut Report<'_>) {
        for (field, seen) in seen.iter_mut().enumerate() {
            if !*seen && self.time(row, field).is_some_and(|time| parse::excuse(time, false).is_none()) {
                *seen = true;
                self.fault(row.number, field, None, Problem::Blank, report);
            }
        }
    }
}
