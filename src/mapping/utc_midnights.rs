//! Columns whose every value is at 15:00:00: days of Korea that a program stored as moments of UTC, one day early.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::reader::SheetReader;
use super::report::{Grouping, Report};
use super::{codes, when};
use crate::pack::FieldType;
use crate::source::{CellValue, Row};

/// Days on which moments must all be at 15:00:00 before that is no chance.
const DAYS: usize = 3;

/// The columns of a table of which nothing else was seen so far.
pub(super) struct Midnights {
    columns: Vec<MidnightColumn>,
}

struct MidnightColumn {
    field: usize,
    col: u32,
    is_day: bool,
    first: Option<(u32, CellValue<'static>)>,
    days: BTreeSet<NaiveDate>,
}

impl Midnights {
    pub(super) fn new(sheet: &SheetReader) -> Self {
        let fields = sheet.schema.field.iter().enumerate();
        let columns = fields.filter_map(|(field, schema)| {
            let is_dated = matches!(schema.kind, FieldType::Date | FieldType::Moment);
            let col =
                sheet.columns.of_field[field].filter(|_| is_dated && sheet.columns.time_of_field[field].is_none())?;
            Some(MidnightColumn {
                field,
                col,
                is_day: schema.kind == FieldType::Date,
                first: None,
                days: BTreeSet::new(),
            })
        });
        Self { columns: columns.collect() }
    }

    /// Takes a record into account; a column that shows another time is done with.
    pub(super) fn row(&mut self, sheet: &SheetReader, row: &Row<'_>) {
        self.columns.retain_mut(|column| {
            let Some(cell) = row.get(column.col) else { return true };
            let Some(day) = when::midnight_in_korea(cell, sheet.form(column.field)) else { return false };
            if column.days.len() < DAYS {
                column.days.insert(day);
            }
            column.first.get_or_insert_with(|| (row.number, cell.to_owned()));
            true
        });
    }

    pub(super) fn tell(self, sheet: &SheetReader, report: &mut Report<'_>) {
        for column in self.columns {
            let Some((row, cell)) = column.first.filter(|_| column.is_day || column.days.len() >= DAYS) else {
                continue;
            };
            let fault = sheet.describe(row, column.field, Some(&cell), codes::MIDNIGHTS_OF_KOREA);
            report.fault(&sheet.source, fault, Grouping::Column);
        }
    }
}
