//! The cells around one cell, read again for the drawing of a finding on a terminal.

use std::ops::ControlFlow;
use std::path::Path;

use super::Workbook;
use crate::error::Result;
use crate::origin::Address;

/// A rectangle of display strings; empty cells are empty strings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The upper left cell.
    pub first: Address,
    /// Rows of cells, all of one width.
    pub rows: Vec<Vec<String>>,
}

/// The cells at most `radius` rows and columns away from `at`.
///
/// # Errors
/// Kind Input when the file can no longer be read.
pub fn excerpt(path: &Path, sheet: &str, at: Address, radius: u32) -> Result<Excerpt> {
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let mut book = Workbook::open(path, &name, 1)?;
    let first = Address { row: at.row.saturating_sub(radius).max(1), col: at.col.saturating_sub(radius).max(1) };
    let last = Address { row: at.row.saturating_add(radius), col: at.col.saturating_add(radius) };
    let size = |first: u32, last: u32| (last - first + 1) as usize;
    let mut rows = vec![vec![String::new(); size(first.col, last.col)]; size(first.row, last.row)];
    book.each_row(sheet, |row| {
        if row.number > last.row {
            return ControlFlow::Break(());
        }
        if row.number >= first.row {
            for cell in row.cells.iter().filter(|cell| (first.col..=last.col).contains(&cell.col)) {
                rows[(row.number - first.row) as usize][(cell.col - first.col) as usize] = cell.value.display();
            }
        }
        ControlFlow::Continue(())
    })?;
    Ok(Excerpt { first, rows })
}
