//! Sheets by name, and rows of a sheet as typed fields.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::header::{self, Columns};
use super::names::normalise;

use super::parse::{self, Parsed};
use super::problem::{Got, Problem};
use super::report::{Fault, Grouping, Report};
use super::term::CodeMap;
use super::when::{self, DateForm};
use super::{codes, mask};
use crate::error::Result;
use crate::finding::{Arg, Severity};
use crate::korean::nearest;
use crate::origin::{Address, Origin, Range, SheetRef};
use crate::pack::{FieldSchema, FieldType, Pack, SheetSchema};
use crate::source::{CellValue, Row, SheetInfo, Workbook};
use crate::value::{Certainty, Fact, Field, Value};

/// The sheets and code lists of a pack, ready for lookup.
#[derive(Debug)]
pub struct Schemas {
    pub sheets: Vec<Arc<SheetSchema>>,
    lists: BTreeMap<String, Arc<CodeMap>>,
}

impl Schemas {
    #[must_use]
    pub fn new(pack: &Pack) -> Self {
        let sheets: Vec<_> = pack.sheets.sheet.iter().cloned().map(Arc::new).collect();
        let fields = sheets.iter().flat_map(|sheet| &sheet.field);
        // Dimensions of statistics name lists of their own.
        let dimensions = pack.terms.list("claim_dimension").unwrap_or(&[]).iter().map(|(code, _)| code.as_str());
        let wanted = fields.filter_map(|field| field.list.as_deref()).chain(dimensions).chain(["claim_state"]);
        let lists =
            wanted.filter_map(|list| Some((list.to_owned(), Arc::new(CodeMap::new(pack.terms.list(list)?))))).collect();
        Self { sheets, lists }
    }

    /// A code list.
    #[must_use]
    pub fn list(&self, list: &str) -> Option<&Arc<CodeMap>> {
        self.lists.get(list)
    }

    /// The sheet that a name of a workbook's sheet means; `피해접수_1` and `피해접수 (2)` mean 피해접수.
    #[must_use]
    pub fn identify(&self, name: &str) -> Option<&Arc<SheetSchema>> {
        let normal = normalise(name);
        let stem = normal.trim_end_matches(|c: char| c.is_ascii_digit());
        [normal.as_str(), stem].into_iter().find_map(|wanted| {
            self.sheets.iter().find(|sheet| names(sheet).any(|known| !wanted.is_empty() && normalise(known) == wanted))
        })
    }

    /// Korean and English name of the sheet that was probably meant.
    fn meant(&self, name: &str) -> Option<(&str, &str)> {
        let known = nearest(name, self.sheets.iter().flat_map(|sheet| names(sheet)))?;
        let sheet = self.sheets.iter().find(|sheet| names(sheet).any(|name| name == known))?;
        Some((&sheet.ko, &sheet.en))
    }

    /// A note on a sheet that is no sheet of a case; an error where its name is one letter off a sheet that the case
    /// otherwise lacks, for then its rows are missing from every filing.
    pub fn unknown_sheet(&self, sheet: &Arc<SheetRef>, present: &BTreeSet<String>, report: &mut Report<'_>) {
        let meant = self.meant(&sheet.sheet);
        let mut finding = Report::finding(codes::UNKNOWN_SHEET)
            .at(&Origin::cell(sheet, 1, 1))
            .with("sheet", mask::quoted(&sheet.sheet))
            .with("hint", report.hint(meant));
        if let Some((ko, _)) = meant.filter(|(ko, _)| !present.contains(*ko)) {
            finding.severity = Severity::Error;
            finding.field = self.sheets.iter().find(|schema| schema.ko == ko).map(|schema| schema.id.clone());
        }
        report.push(finding);
    }
}

fn names(sheet: &SheetSchema) -> impl Iterator<Item = &str> {
    [sheet.ko.as_str(), sheet.en.as_str(), sheet.id.as_str()].into_iter().chain(sheet.also.iter().map(String::as_str))
}

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
    is_text: bool,
}

impl SheetReader {
    /// Finds the headers of a sheet.
    ///
    /// # Errors
    /// Kind Input when the sheet cannot be read.
    pub fn open(
        book: &mut Workbook,
        sheet: &SheetInfo,
        schema: &Arc<SheetSchema>,
        schemas: &Schemas,
        report: &mut Report<'_>,
    ) -> Result<Option<Self>> {
        let source = Arc::clone(&sheet.source);
        let head = book.head(&source.sheet, header::HEADER_WITHIN)?;
        let top = Origin::cell(&source, 1, 1);
        let name = Arg::Term { ko: schema.ko.clone(), en: schema.en.clone() };
        if sheet.hidden {
            report.push(Report::finding(codes::HIDDEN_SHEET).at(&top).with("sheet", source.sheet.as_str()));
        }
        let Some(columns) = header::columns(schema, &source, &head, report) else {
            let code = if head.is_empty() { codes::NO_ROWS } else { codes::NO_HEADER };
            report.push(Report::finding(code).at(&top).with("sheet", source.sheet.as_str()).with("name", name));
            return Ok(None);
        };
        let lists = schema.field.iter().map(|field| schemas.list(field.list.as_deref()?).cloned()).collect();
        let grouping = if schema.fold { Grouping::Column } else { Grouping::Each };
        let is_text = book.writing().is_some();
        Ok(Some(Self { schema: Arc::clone(schema), source, columns, lists, grouping, is_text }))
    }

    /// Hands every row below the headers to `take`; a sheet without one is a finding.
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
        let is_required = |(field, col): (&FieldSchema, &Option<u32>)| field.required && col.is_some();
        let required = self.schema.field.iter().zip(&self.columns.of_field).filter(|pair| is_required(*pair)).count();
        book.each_row(&self.source.sheet, |row| {
            let known = |col: u32| self.columns.of_column.get(col as usize).copied().flatten();
            let is_below = row.number > self.columns.header_row;
            if is_below && row.cells.iter().any(|cell| known(cell.col).is_some()) {
                match row.cells.as_slice() {
                    [lone] if required > 1 => self.lone_cell(row.number, known(lone.col), &lone.value, report),
                    _ => {
                        rows += 1;
                        take(row, report);
                    }
                }
            }
            ControlFlow::Continue(())
        })?;
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

    /// A remark under the table, or a record that was never filled in.
    fn lone_cell(&self, row: u32, field: Option<usize>, cell: &CellValue<'_>, report: &mut Report<'_>) {
        if let Some(field) = field {
            let fault = self.describe(row, field, Some(cell), codes::LONE_CELL);
            report.fault(&self.source, fault, Grouping::Column);
        }
    }

    /// The cells of a row that are fields.
    #[must_use]
    pub fn row_origin(&self, row: u32) -> Origin {
        let (first, last) = self.columns.span();
        let range = Range { first: Address { row, col: first }, last: Address { row, col: last } };
        Origin::range(&self.source, range)
    }

    /// A row as typed fields; what is wrong in it goes to `report`.
    pub fn typed(&self, row: &Row<'_>, report: &mut Report<'_>) -> TypedRow {
        let origin = self.row_origin(row.number);
        let mut fields: Vec<Field<Value>> = self
            .columns
            .of_field
            .iter()
            .map(|col| Field::Blank(col.map_or(origin.clone(), |col| Origin::cell(&self.source, row.number, col))))
            .collect();
        let mut seen = vec![false; fields.len()];
        let mut bare_dates = Vec::new();
        for cell in &row.cells {
            let Some(field) = self.columns.of_column.get(cell.col as usize).copied().flatten() else { continue };
            let at = Origin::cell(&self.source, row.number, cell.col);
            match self.parsed(row, field, &cell.value) {
                Parsed::Value(got) => {
                    seen[field] = true;
                    if matches!(&got.value, Value::Share(share) if *share >= Decimal::ONE) {
                        report.holds_percent(&self.source, cell.col);
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
            }
        }
        for (field, seen) in seen.into_iter().enumerate() {
            if !seen && self.schema.field[field].required && self.columns.of_field[field].is_some() {
                self.fault(row.number, field, None, Problem::Blank, report);
            }
        }
        self.set_units(&mut fields);
        TypedRow { number: row.number, origin, fields }
    }

    /// Whether the row itself says that its moments are days or brackets.
    fn is_coarse(&self, fields: &[Field<Value>]) -> bool {
        let precision = self.schema.index("precision").and_then(|index| fields[index].value());
        matches!(precision, Some(Value::Code { code, .. }) if code != "minute" && code != "hour")
    }

    /// Gives every quantity the unit that its row states; won where it states none.
    fn set_units(&self, fields: &mut [Field<Value>]) {
        let stated = self.schema.index("unit").and_then(|index| match fields[index].value() {
            Some(Value::Code { code, .. }) => Some(code.clone()),
            _ => None,
        });
        for field in fields {
            if let Field::Known(Fact { value: Value::Amount { unit, .. }, .. }) = field {
                unit.clone_from(stated.as_ref().unwrap_or(&"won".to_owned()));
            }
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

    /// Says that a dash in a column of numbers was read as an empty cell.
    pub fn dash(&self, row: u32, field: usize, cell: &CellValue<'_>, report: &mut Report<'_>) {
        if parse::is_dash(cell, self.schema.field[field].kind) {
            let fault = self.describe(row, field, Some(cell), Problem::Dash.code());
            report.fault(&self.source, fault, Grouping::Column);
        }
    }

    /// How the dates of a column are written, as far as that is settled.
    #[must_use]
    pub fn form(&self, _field: usize) -> DateForm {
        DateForm::default()
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
        report.fault(&self.source, fault, self.grouping);
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

    pub(super) fn describe(&self, row: u32, field: usize, cell: Option<&CellValue<'_>>, code: &'static str) -> Fault {
        let schema = &self.schema.field[field];
        let shown = cell.map(CellValue::display).unwrap_or_default();
        let hidden = schema.personal && schema.kind != FieldType::Code;
        Fault {
            code,
            row,
            col: self.columns.of_field[field].unwrap_or(1),
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

fn known(got: Got<Value>, origin: Origin) -> Field<Value> {
    let certainty = if got.estimate { Certainty::Estimate } else { Certainty::Exact };
    Field::Known(Fact { value: got.value, certainty, origin })
}
