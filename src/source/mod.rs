//! Spreadsheets, cell by cell: files, sheets, rows of typed cells, each with its address.
//!
//! Knows file formats, budgets and hashes. Does not know what a column means: that is `mapping`.

// What a file is, and whether it may be read.
mod ahead;
mod budget;
mod budgeted;
mod markup;
mod mend;
mod ods_plain;
mod ods_scan;
mod ods_styles;
mod ole;
mod parts;
mod preflight;
mod shared_strings;
mod skeleton;
mod sniff;
mod xls_scan;
mod xlsb_scan;
mod xlsx_layout;

// What is known of a sheet beside its cells.
mod beside;
mod format;
mod layout;
mod long_numbers;
mod number_format;

// Cells.
mod cell;
mod child;
mod cut;
mod excerpt;
mod frames;
mod held;
mod records;
mod text;
mod typed;
mod unstreamed;
mod workbook;
mod xlsb;
mod xlsx;

pub use budget::Budget;
pub use cell::{Cell, CellValue, Row, Says, Serial, Shown};
pub use child::{read_with, serve};
pub use cut::{Cut, Run, Swallowed};
pub use excerpt::{Excerpt, Reach, excerpts};
pub use format::shown;
pub use layout::Layout;
pub use text::Writing;
pub use workbook::{SheetInfo, Workbook, hex};
