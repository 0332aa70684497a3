//! What stands in some cells of an input, read again, and what each of them is to the tables on its sheet.

use std::ops::ControlFlow;

use super::Target;
use crate::dossier::Dossier;
use crate::error::{Error, ErrorKind, Result};
use crate::mapping::{CellRole, RowUse, SheetReader, quoted};
use crate::origin::{Address, Range};
use crate::source::{CaseFiles, CellValue, Row};

/// Rows that are looked at; who asks of more asks of a table, not of cells.
const ROWS: u32 = 2_000;
/// What stands for a cell that is not shown.
const VEIL: &str = "***";

/// Some cells of a sheet, with the rows that they lie in.
#[derive(Debug)]
pub struct Sight {
    pub target: Target,
    /// The rows with something in them.
    pub rows: Vec<Row<'static>>,
}

/// Reads the rows of the target again.
///
/// # Errors
/// `trace-changed` when the file is no longer the one that was read; `trace-too-many` for more rows than anyone looks
/// at; whatever stands in the way of reading it.
pub fn sight(files: &CaseFiles, target: Target) -> Result<Sight> {
    let Range { first, last } = target.range;
    if last.row - first.row >= ROWS {
        return Err(Error::new(ErrorKind::Input, "trace-too-many").with("limit", ROWS.to_string()));
    }
    let mut book = files.workbook(&target.sheet.file, target.sheet.file_no)?;
    if book.sha256 != target.sheet.sha256 {
        return Err(Error::new(ErrorKind::Input, "trace-changed").with("path", target.sheet.file.as_str()));
    }
    let mut rows = Vec::new();
    book.each_row(&target.sheet.sheet, |row| {
        if row.number > last.row {
            return ControlFlow::Break(());
        }
        if row.number >= first.row {
            rows.push(row.to_owned());
        }
        ControlFlow::Continue(())
    })?;
    Ok(Sight { target, rows })
}

/// What a cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Read as one or more fields of a record.
    Field,
    /// Decides which rows are read.
    Filter,
    Blank,
    Title,
    Header,
    /// In a row of totals, which is held against the rows that it closes and enters no sum.
    Total,
    Note,
    /// Alone in its row.
    Lone,
    /// In a row that the mapping leaves out.
    Filtered,
    /// In a column that is no field of the table.
    Unmapped,
    /// Beside or below the tables of its sheet.
    Outside,
    /// On a sheet without a table.
    NotRead,
}

/// A cell with its role.
#[derive(Debug, Clone)]
pub struct SeenCell<'a> {
    pub at: Address,
    /// As the sheet shows it, masked where it is about a person.
    pub shown: String,
    pub role: Role,
    /// The table, where there is one.
    pub table: Option<&'a SheetReader>,
    /// Positions of its fields.
    pub fields: Vec<usize>,
    /// Whether a number stands in it.
    pub is_number: bool,
}

impl Sight {
    /// Every cell of the target that holds something; of a single empty cell that it does not.
    #[must_use]
    pub fn cells<'a>(&self, dossier: &'a Dossier) -> Vec<SeenCell<'a>> {
        let Range { first, last } = self.target.range;
        let tables: Vec<&SheetReader> =
            dossier.tables.iter().filter(|table| table.source == self.target.sheet).collect();
        let mut all = Vec::new();
        for row in &self.rows {
            for cell in row.cells.iter().filter(|cell| (first.col..=last.col).contains(&cell.col)) {
                all.push(seen(&tables, row, cell.col, Some(&cell.value)));
            }
        }
        if all.is_empty() && first == last {
            let empty = Row { number: first.row, cells: Vec::new(), struck: Vec::new() };
            let row = self.rows.iter().find(|row| row.number == first.row).unwrap_or(&empty);
            all.push(seen(&tables, row, first.col, None));
        }
        all
    }
}

fn seen<'a>(tables: &[&'a SheetReader], row: &Row<'_>, col: u32, value: Option<&CellValue<'_>>) -> SeenCell<'a> {
    let at = Address { row: row.number, col };
    // Of tables side by side the one that reads the cell counts, then the one in whose width it lies.
    let roles = tables.iter().map(|table| (*table, role(table, row, col)));
    let found = roles.filter_map(|(table, found)| found.map(|(role, fields)| (table, role, fields)));
    let best = found.min_by_key(|(_, role, _)| *role);
    let (table, role, fields) = match best {
        Some((table, role, fields)) => (Some(table), role, fields),
        None if tables.is_empty() => (None, Role::NotRead, Vec::new()),
        None => (None, Role::Outside, Vec::new()),
    };
    let role = if value.is_none() && !matches!(role, Role::NotRead | Role::Outside) { Role::Blank } else { role };
    let shown = value.map(CellValue::display).unwrap_or_default();
    let is_number = matches!(value, Some(CellValue::Number { .. } | CellValue::Shown(_)));
    SeenCell { at, shown: veiled(table, role, &fields, &shown), role, table, fields, is_number }
}

/// A cell of a row as a table takes it, when it lies in the table's part of the sheet.
fn role(table: &SheetReader, row: &Row<'_>, col: u32) -> Option<(Role, Vec<usize>)> {
    let fields = table.fields_from(col);
    let is_filter = table.filters_by(col);
    if fields.is_empty() && !is_filter && !table.is_wide(col) {
        return None;
    }
    let of_row = match table.part(row.number) {
        CellRole::Title => Role::Title,
        CellRole::Header => Role::Header,
        CellRole::Beyond => return None,
        CellRole::Body => match table.row_use(row) {
            RowUse::Record if !fields.is_empty() => Role::Field,
            RowUse::Record if is_filter => Role::Filter,
            RowUse::Record => Role::Unmapped,
            RowUse::Total => Role::Total,
            RowUse::Header => Role::Header,
            RowUse::Note => Role::Note,
            RowUse::Lone => Role::Lone,
            RowUse::Filtered => Role::Filtered,
            RowUse::Empty => Role::Outside,
        },
    };
    Some((of_row, fields))
}

/// The cell as it may be shown: of a column that is no field any may be about a person.
pub(super) fn veiled(table: Option<&SheetReader>, role: Role, fields: &[usize], shown: &str) -> String {
    let is_personal = |field: &usize| table.is_some_and(|table| table.schema.field[*field].personal);
    let is_open = match role {
        Role::Unmapped | Role::NotRead | Role::Outside => false,
        Role::Filter | Role::Blank | Role::Title | Role::Header | Role::Note => true,
        Role::Field | Role::Total | Role::Lone | Role::Filtered => !fields.is_empty(),
    };
    if shown.is_empty() || (is_open && !fields.iter().any(is_personal)) { quoted(shown) } else { VEIL.to_owned() }
}
