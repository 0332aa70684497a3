//! A text file that may lie beside `case.toml`: read whole, never through a link out of the case.

use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::InputFile;
use crate::error::{Error, ErrorKind, Result};
use crate::origin::SheetRef;
use crate::source::CaseFiles;

/// More is no file that a person wrote.
const LARGEST: u64 = 1 << 20;

/// The file with what origins and manifests say of it.
pub(super) struct SideFile {
    /// Without the mark that some editors put in front.
    pub text: String,
    pub source: Arc<SheetRef>,
    pub file: InputFile,
}

/// Reads `name` in the case folder; nothing where there is none. `unreadable` and `not_utf8` are the keys of the errors.
///
/// # Errors
/// Kind Case: not a plain file inside the folder, too large, or not UTF-8.
pub(super) fn read(
    files: &CaseFiles,
    name: &'static str,
    [unreadable, not_utf8]: [&'static str; 2],
) -> Result<Option<SideFile>> {
    let fault = |key: &'static str| Error::new(ErrorKind::Case, key);
    let bytes = match files.read(name, LARGEST) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(fault(unreadable).detail(error)),
    };
    // A link may point to another place inside the case, never out.
    let is_inside = |dir: &Path| {
        std::io::Result::Ok(std::fs::canonicalize(dir.join(name))?.starts_with(std::fs::canonicalize(dir)?))
    };
    if !files.dir().is_none_or(|dir| is_inside(dir).unwrap_or(false)) {
        return Err(fault(unreadable));
    }
    let length = bytes.len() as u64;
    let sha256 = crate::source::hex(&Sha256::digest(&bytes));
    let text = String::from_utf8(bytes).map_err(|error| fault(not_utf8).detail(error.utf8_error()))?;
    let source = Arc::new(SheetRef {
        file: name.to_owned(),
        file_no: 0,
        sheet: String::new(),
        sheet_no: 0,
        sha256: sha256.clone(),
    });
    let file = InputFile { name: name.to_owned(), no: 0, sha256, bytes: length, sheets: Vec::new() };
    Ok(Some(SideFile { text: text.trim_start_matches('\u{feff}').to_owned(), source, file }))
}
