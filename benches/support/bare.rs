//! The yardstick of reading: calamine alone.

use std::path::Path;
use std::time::{Duration, Instant};

use calamine::{Reader, Xlsx, open_workbook};

/// Every cell of the first sheet, read and dropped.
pub(crate) fn bare_pass(file: &Path) -> Duration {
    let started = Instant::now();
    let mut workbook: Xlsx<_> = open_workbook(file).expect("the workbook opens");
    let sheet = workbook.sheet_names()[0].clone();
    let mut cells = workbook.worksheet_cells_reader(&sheet).expect("the sheet reads");
    let mut count = 0_u64;
    while let Some(_cell) = cells.next_cell().expect("a cell") {
        count += 1;
    }
    assert!(count > 1000, "the file holds the claims");
    started.elapsed()
}
