//! What calamine does not tell of a workbook and a look of our own found out: layouts, formats.

use std::collections::BTreeMap;

use super::cell_formats::Formats;
use super::layout::Layout;
use super::long_numbers::LongNumbers;

/// One sheet.
#[derive(Debug, Clone, Default)]
pub(super) struct SheetBeside {
    pub layout: Layout,
    pub formats: Formats,
    pub long: LongNumbers,
}

/// All sheets of a workbook.
#[derive(Debug, Default)]
pub(super) struct SheetMetadata {
    /// By name, or by place in the file (`#0`, `#1` …) where the look does not read names.
    pub sheets: BTreeMap<String, SheetBeside>,
    /// Formulas refer to other workbooks.
    pub external_links: bool,
    /// Cells have types of their own: a day is a day without a format that shows one.
    pub has_types: bool,
}

/// The key of a sheet by its place in the file.
pub(super) fn place(index: usize) -> String {
    format!("#{index}")
}

/// The name of an error by its code in the binary formats.
pub(super) fn error_name(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2B => "#DATA!",
        _ => "#N/A",
    }
}
