//! What is wrong in the cells of a table, put into findings: with the column's header, the cell fit to be quoted, and
//! what its wording needs.

use super::formatted_number::foreign;
use super::parse;
use super::problem::{Got, Problem};
use super::reader::SheetReader;
use super::report::{CellFault, Grouping, Report};
use super::term::CodeMap;
use super::{codes, mask, when};
use crate::finding::Arg;
use crate::korean::nearest;
use crate::pack::FieldType;
use crate::source::{Cell, CellValue, Row};

impl SheetReader {
    /// A remark under the table, or a record that was never filled in.
    pub(super) fn lone_cell(&self, row: u32, field: Option<usize>, cell: &CellValue<'_>, report: &mut Report<'_>) {
        if let Some(field) = field {
            let fault = self.describe(row, field, Some(cell), codes::LONE_CELL);
            report.fault(&self.source, fault, Grouping::Column);
        }
    }

    /// Remarks on a value that was taken all the same.
    pub fn remarks<T>(&self, row: u32, field: usize, cell: &CellValue<'_>, got: &Got<T>, report: &mut Report<'_>) {
        if let Some(remark) = got.remark {
            self.fault(row, field, Some(cell), remark, report);
        }
        if got.text_number && !self.is_text {
            let fault = self.describe(row, field, Some(cell), codes::NUMBER_AS_TEXT);
            report.fault(&self.source, fault, Grouping::Column);
        }
    }

    /// Tells the cells of a record that are struck through; of a record that is so as a whole the first.
    pub(super) fn struck(&self, row: &Row<'_>, report: &mut Report<'_>) {
        if row.struck.is_empty() {
            return;
        }
        let own: Vec<_> = row.cells.iter().filter(|cell| self.field_of(cell.col).is_some()).collect();
        let is_struck = |cell: &&&Cell<'_>| row.struck.contains(&cell.col);
        let struck: Vec<_> = own.iter().filter(is_struck).collect();
        let told = if struck.len() == own.len() { struck.get(..1).unwrap_or_default() } else { &struck };
        for cell in told {
            if let Some(field) = self.field_of(cell.col) {
                let fault = self.describe(row.number, field, Some(&cell.value), codes::STRUCK);
                report.fault(&self.source, fault, Grouping::Column);
            }
        }
    }

    /// Tells texts of an old workbook that end where some programs cut them: at 255 units of UTF-16.
    pub(super) fn full_texts(&self, row: &Row<'_>, report: &mut Report<'_>) {
        const FULL: usize = 255;
        if !self.is_old {
            return;
        }
        for cell in &row.cells {
            if let CellValue::Text(text) = &cell.value
                && text.len() >= FULL
                && text.encode_utf16().count() == FULL
                && let Some(field) = self.field_of(cell.col)
            {
                let fault = self.describe(row.number, field, Some(&cell.value), codes::FULL_TEXT);
                report.fault(&self.source, fault, self.grouping);
            }
        }
    }

    /// Says that a dash in a column of numbers was read as an empty cell.
    pub fn dash(&self, row: u32, field: usize, cell: &CellValue<'_>, report: &mut Report<'_>) {
        if parse::is_dash(cell, self.schema.field[field].kind) {
            let fault = self.describe(row, field, Some(cell), Problem::Dash.code());
            report.fault(&self.source, fault, Grouping::Column);
        }
    }

    /// A problem with a cell of a field that has a column.
    pub fn fault(
        &self,
        row: u32,
        field: usize,
        cell: Option<&CellValue<'_>>,
        problem: Problem,
        report: &mut Report<'_>,
    ) {
        let mut fault = self.describe(row, field, cell, problem.code());
        if problem == Problem::UnknownCode
            && let Some(list) = self.lists[field].as_deref()
        {
            let text = cell.map(CellValue::display).unwrap_or_default();
            fault.args.extend(unknown_code(&text, list, report));
        }
        if let (Problem::AmbiguousDate, Some(cell)) = (problem, cell) {
            fault.args.push(("readings", report.readings(&when::readings(cell, None, self.form(field)))));
        }
        if let (Problem::ZonedDay, Some(cell)) = (problem, cell)
            && let Ok(got) = when::date(cell, self.form(field))
        {
            let day = Arg::Term { ko: crate::korean::date(got.value), en: got.value.to_string() };
            fault.args.push(("day", day));
        }
        if let (Problem::HiddenPart, Some(CellValue::Serial(serial))) = (problem, cell)
            && let Some(at) = serial.date_time()
        {
            let at = at.format("%Y-%m-%d %H:%M:%S").to_string();
            fault.args.push(("read", Arg::from(at.strip_suffix(":00").unwrap_or(&at))));
        }
        if let (Problem::ForeignMoney, Some(cell)) = (problem, cell)
            && let Some((ko, en)) = foreign(&cell.display())
        {
            fault.args.push(("currency", Arg::Term { ko: ko.to_owned(), en: en.to_owned() }));
        }
        // What is true of a column of days is told once.
        let is_of_column = matches!(problem, Problem::ZonedDay | Problem::HiddenPart);
        let grouping = if is_of_column { Grouping::Column } else { self.grouping };
        report.fault(&self.source, fault, grouping);
    }

    /// A fault of any code with the words that its wording needs.
    pub fn fault_with(
        &self,
        row: u32,
        field: usize,
        cell: Option<&CellValue<'_>>,
        code: &'static str,
        args: Vec<(&'static str, Arg)>,
        report: &mut Report<'_>,
    ) {
        let mut fault = self.describe(row, field, cell, code);
        fault.args = args;
        report.fault(&self.source, fault, self.grouping);
    }

    pub(super) fn describe(
        &self,
        row: u32,
        field: usize,
        cell: Option<&CellValue<'_>>,
        code: &'static str,
    ) -> CellFault {
        let schema = &self.schema.field[field];
        let shown = cell.map(CellValue::display).unwrap_or_default();
        let hidden = schema.personal && schema.kind != FieldType::Code;
        let col = self.columns.of_field[field].unwrap_or(1);
        CellFault {
            code,
            row: self.merges.holder(row, col),
            col,
            column: self.columns.headers[field].clone(),
            field: format!("{}.{}", self.schema.id, schema.id),
            value: if hidden { "***".to_owned() } else { mask::quoted(&shown) },
            args: Vec::new(),
        }
    }
}

/// What a list allows, and which of it was probably meant.
pub fn unknown_code(text: &str, list: &CodeMap, report: &Report<'_>) -> Vec<(&'static str, Arg)> {
    let names = list.names.iter().flat_map(|(ko, en)| [ko.as_str(), en.as_str()]);
    let meant = nearest(text, names).and_then(|name| list.names.iter().find(|(ko, en)| ko == name || en == name));
    let hint = report.hint(meant.map(|(ko, en)| (ko.as_str(), en.as_str())));
    let (ko, en) = list.allowed();
    vec![("hint", hint), ("allowed", Arg::Term { ko, en })]
}
