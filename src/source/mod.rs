//! Spreadsheets, cell by cell: files, sheets, rows of typed cells, each with its address.
//!
//! Knows file formats, budgets and hashes. Does not know what a column means: that is `mapping`.

mod budgeted;
mod cell;
mod excerpt;
mod layout;
mod markup;
mod parts;
mod preflight;
mod text;
mod workbook;
mod xlsx_layout;

pub use cell::{Cell, CellValue, Row, Serial};
pub use excerpt::{Excerpt, excerpts};
pub use layout::Layout;
pub use text::Writing;
pub use workbook::{SheetInfo, Workbook, hex};
