//! The cells around one cell, read again for the drawing of a finding on a terminal.

use std::ops::ControlFlow;
use std::path::Path;

use super::Workbook;
use crate::error::Result;
use crate::origin::Address;

/// A rectangle of cells as displayed, row by row; an empty cell is an empty string.
pub type Excerpt = Vec<Vec<(Address, String)>>;

/// The cells at most `radius` rows and columns away from `at`.
///
/// # Errors
/// Kind Input when the file can no longer be read.
pub fn excerpt(path: &Path, sheet: &str, at: Address, radius: u32) -> Result<Excerpt> {
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let mut book = Workbook::open(path, &name, 1)?;
    let rows = at.row.saturating_sub(radius).max(1)..=at.row.saturating_add(radius);
    let cols = at.col.saturating_sub(radius).max(1)..=at.col.saturating_add(radius);
    let line = |row: u32| cols.clone().map(|col| (Address { row, col }, String::new())).collect();
    let mut grid: Excerpt = rows.clone().map(line).collect();
    book.each_row(sheet, |row| {
        if row.number > *rows.end() {
            return ControlFlow::Break(());
        }
        if rows.contains(&row.number) {
            let line = &mut grid[(row.number - rows.start()) as usize];
            for cell in row.cells.iter().filter(|cell| cols.contains(&cell.col)) {
                line[(cell.col - cols.start()) as usize].1 = cell.value.display();
            }
        }
        ControlFlow::Continue(())
    })?;
    Ok(grid)
}
