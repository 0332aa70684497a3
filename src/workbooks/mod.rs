//! Workbooks that people fill and correct (작업 파일). Writes bytes from the sheets of a pack and from findings.
//!
//! Knows columns, notes and places of cells; nothing of filings, figures or PDF. What is read back is the business of
//! `source` and `mapping`: nothing here decides what a cell means.

mod case;
mod copy;
mod new_case;
mod extract;
mod extract_sheet;
mod guide;
mod escape;
mod index;
mod formats;
mod lists;
mod markup;
mod note;
mod remark;
mod settings;
mod sheet;

pub use case::{case_toml, folder_id};
pub use escape::escape_formula;
pub use formats::WorkbookFormats;
pub use markup::annotated;
pub use new_case::{case_workbook, workbooks};
pub use note::{boxed as boxed_note, width as display_width};
pub use remark::FindingRemark;

use crate::error::{Error, ErrorKind};

/// A finished file: its name and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// A limit of the format that data of the pack went beyond: a fault of ours, never of a user's file.
fn beyond(error: &rust_xlsxwriter::XlsxError) -> Error {
    Error::new(ErrorKind::Internal, "internal-fault").with("what", "workbook").detail(error)
}
