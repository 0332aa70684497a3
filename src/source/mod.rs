//! Spreadsheets, cell by cell: files, sheets, rows of typed cells, each with its address.
//!
//! Knows file formats, budgets and hashes. Does not know what a column means: that is `mapping`.

// What a file is, and whether it may be read.
mod prefetch;
mod budget;
mod limited_reader;
mod location;
mod xml_stream;
mod repair;
mod ods_plain;
mod ods_scan;
mod ods_styles;
mod ole;
mod parts;
mod preflight;
mod shared_strings;
mod xml_limits;
mod sniff;
mod struck_texts;
mod xls_scan;
mod xlsb_scan;
mod xlsx_layout;

// What is known of a sheet beside its cells.
mod sheet_metadata;
mod cell_formats;
mod layout;
mod long_numbers;
mod number_format;

// Cells.
mod case_files;
mod cell;
mod sandbox;
mod field_counts;
mod excerpt;
mod ipc;
mod decoded;
mod records;
mod text;
mod typed_dates;
mod unstreamed;
mod workbook;
mod xlsb;
mod xlsx;

pub use budget::Budget;
pub use case_files::CaseFiles;
pub use cell::{Cell, CellValue, Row, Says, Serial, Shown};
pub use cell_formats::shown;
pub use excerpt::{Excerpt, Reach, excerpts};
pub use field_counts::{RecordCut, RowRun, Swallowed};
pub use layout::Layout;
pub use location::{Location, OpenFile, Reading};
pub use sandbox::serve;
pub use text::Writing;
pub use workbook::{SheetInfo, Workbook, hex};
