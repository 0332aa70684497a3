//! The cells around some cells, read again for the drawings of findings on a terminal.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use super::Workbook;
use crate::error::Result;
use crate::origin::Address;

/// A rectangle of cells as displayed, row by row; an empty cell is an empty string.
pub type Excerpt = Vec<Vec<(Address, String)>>;

/// The cells at most `radius` rows and columns away from each of `wanted` (sheet and cell). The file is opened once
/// and each sheet walked once, as far as its last wanted row.
///
/// # Errors
/// Kind Input when the file can no longer be read.
pub fn excerpts(path: &Path, wanted: &[(&str, Address)], radius: u32) -> Result<Vec<Excerpt>> {
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let mut book = Workbook::open(path, &name, 1)?;
    let mut grids: Vec<Excerpt> = wanted.iter().map(|(_, at)| empty(*at, radius)).collect();
    let mut sheets: BTreeMap<&str, BTreeMap<u32, Vec<usize>>> = BTreeMap::new();
    for (index, (sheet, at)) in wanted.iter().enumerate() {
        let rows = sheets.entry(*sheet).or_default();
        for row in around(at.row, radius) {
            rows.entry(row).or_default().push(index);
        }
    }
    for (sheet, rows) in sheets {
        let last = rows.keys().next_back().copied().unwrap_or(0);
        book.each_row(sheet, |row| {
            if row.number > last {
                return ControlFlow::Break(());
            }
            for index in rows.get(&row.number).into_iter().flatten() {
                let lines = grids[*index].iter_mut().flatten().filter(|(at, _)| at.row == row.number);
                for (at, text) in lines {
                    if let Some(value) = row.get(at.col) {
                        *text = value.display();
                    }
                }
            }
            ControlFlow::Continue(())
        })?;
    }
    Ok(grids)
}

fn around(at: u32, radius: u32) -> std::ops::RangeInclusive<u32> {
    at.saturating_sub(radius).max(1)..=at.saturating_add(radius)
}

fn empty(at: Address, radius: u32) -> Excerpt {
    let line = |row: u32| around(at.col, radius).map(|col| (Address { row, col }, String::new())).collect();
    around(at.row, radius).map(line).collect()
}
