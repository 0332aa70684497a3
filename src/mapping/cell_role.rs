//! What a cell is to a table that was found on its sheet: title, header, a column of some fields, or nothing of it; and
//! what its row is. For those who ask backwards, from a cell to what became of it.

use super::reader::SheetReader;
use super::rows::RowKind;
use crate::source::Row;

/// Which part of a table a row lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellRole {
    Title,
    Header,
    /// Where the records are.
    Body,
    /// Below its last row.
    Beyond,
}

/// What a row of a table's body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowUse {
    Record,
    Total,
    /// The header again, or a title of another page.
    Header,
    Note,
    /// A single cell that may be a record begun and forgotten.
    Lone,
    /// A record that the mapping leaves out.
    Filtered,
    /// No cell of it is one of the table's.
    Empty,
}

impl SheetReader {
    /// The part of the table that a row lies in.
    #[must_use]
    pub fn part(&self, row: u32) -> CellRole {
        let columns = &self.columns;
        match row {
            _ if row < columns.header_first => CellRole::Title,
            _ if row <= columns.header_row => CellRole::Header,
            _ if columns.until.is_some_and(|until| row > until) => CellRole::Beyond,
            _ => CellRole::Body,
        }
    }

    /// Whether a column lies in the width of the table, columns that are no field included.
    #[must_use]
    pub fn is_wide(&self, col: u32) -> bool {
        (self.columns.width.0..=self.columns.width.1).contains(&col)
    }

    /// What a row of the body is.
    #[must_use]
    pub fn row_use(&self, row: &Row<'_>) -> RowUse {
        if !row.cells.iter().any(|cell| self.holds(cell.col)) {
            return RowUse::Empty;
        }
        match self.kind(row) {
            RowKind::Record if !self.columns.shape.is_empty() && !self.columns.shape.keeps(row) => RowUse::Filtered,
            RowKind::Record => RowUse::Record,
            RowKind::Total(_) => RowUse::Total,
            RowKind::Header => RowUse::Header,
            RowKind::Note => RowUse::Note,
            RowKind::Lone => RowUse::Lone,
            RowKind::Filtered => RowUse::Filtered,
        }
    }

    /// A record as it is read: what the mapping makes of its cells among them.
    #[must_use]
    pub fn as_read<'r>(&'r self, row: &'r Row<'_>) -> Row<'r> {
        self.columns.shape.apply(row)
    }

    /// Positions of the fields that are read from a column: its own, the moment whose time of day stands there, and what
    /// the mapping makes from it.
    #[must_use]
    pub fn fields_from(&self, col: u32) -> Vec<usize> {
        let columns = &self.columns;
        let made =
            |field: usize| columns.made[field].is_some_and(|beyond| columns.shape.sources(beyond).contains(&col));
        let own = |field: usize| columns.made[field].is_none() && columns.of_field[field] == Some(col);
        let of_time = |field: usize| columns.time_of_field[field] == Some(col);
        (0..self.schema.field.len()).filter(|field| own(*field) || of_time(*field) || made(*field)).collect()
    }

    /// Whether the words of a column decide which rows are read.
    #[must_use]
    pub fn filters_by(&self, col: u32) -> bool {
        self.columns.shape.filters_by(col)
    }
}
