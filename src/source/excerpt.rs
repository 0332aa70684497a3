//! The cells around some cells, read again for the drawings of findings on a terminal.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::CaseFiles;
use crate::error::Result;
use crate::origin::Address;

/// Last row and column of a spreadsheet.
const LAST_ROW: u32 = 1_048_576;
const LAST_COLUMN: u32 = 16_384;

/// A rectangle of cells as displayed, row by row; an empty cell is an empty string.
pub type Excerpt = Vec<Vec<(Address, String)>>;

/// How far around a cell an excerpt reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    pub rows: u32,
    pub columns: u32,
}

/// The cells within `reach` of each of `wanted` (sheet and cell). The file is opened once
/// and each sheet walked once, as far as its last wanted row.
///
/// # Errors
/// Kind Input when the file can no longer be read.
pub fn excerpts(files: &CaseFiles, name: &str, wanted: &[(&str, Address)], reach: Reach) -> Result<Vec<Excerpt>> {
    let mut book = files.workbook(name, 1)?;
    let mut grids: Vec<Excerpt> = wanted.iter().map(|(_, at)| empty(*at, reach)).collect();
    let mut sheets: BTreeMap<&str, BTreeMap<u32, Vec<usize>>> = BTreeMap::new();
    for (index, (sheet, at)) in wanted.iter().enumerate() {
        let rows = sheets.entry(*sheet).or_default();
        for row in around(at.row, reach.rows, LAST_ROW) {
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

/// The numbers on both sides of `at` that a sheet has.
fn around(at: u32, reach: u32, last: u32) -> std::ops::RangeInclusive<u32> {
    at.saturating_sub(reach).max(1)..=at.saturating_add(reach).min(last.max(at))
}

fn empty(at: Address, reach: Reach) -> Excerpt {
    let line = |row: u32| {
        let columns = around(at.col, reach.columns, LAST_COLUMN);
        columns.map(|col| (Address { row, col }, String::new())).collect()
    };
    around(at.row, reach.rows, LAST_ROW).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_stays_on_the_sheet() {
        let reach = Reach { rows: 1, columns: 2 };
        let corners = |row, col| {
            let grid = empty(Address { row, col }, reach);
            let cell = |cell: Option<&(Address, String)>| cell.map(|(at, _)| at.to_string()).unwrap_or_default();
            (cell(grid[0].first()), cell(grid[grid.len() - 1].last()))
        };
        assert_eq!(corners(1, 1), ("A1".to_owned(), "C2".to_owned()));
        assert_eq!(corners(LAST_ROW, LAST_COLUMN), ("XFB1048575".to_owned(), "XFD1048576".to_owned()));
    }
}
