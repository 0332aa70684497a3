//! Reads `mapping.toml` beside `case.toml`, where there is one. What it says is understood by the mapping.

use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::InputFile;
use crate::error::{Error, Kind, Result};
use crate::mapping::{Schemas, Settings};
use crate::origin::SheetRef;
use crate::pack::Pack;

/// The file's name.
pub const NAME: &str = "mapping.toml";
/// More is no file that a person wrote.
const LARGEST: u64 = 1 << 20;

/// The mapping of a case, and the file as an input of it.
///
/// # Errors
/// Kind Case: not readable, not UTF-8, or wrong inside.
pub fn read(dir: &Path, schemas: &Schemas, pack: &Pack) -> Result<Option<(Settings, InputFile)>> {
    let path = dir.join(NAME);
    let fault = |key: &'static str| Error::new(Kind::Case, key);
    let about = match std::fs::metadata(&path) {
        Ok(about) => about,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(fault("mapping-unreadable").detail(error)),
    };
    // A link may point to another place inside the case, never out.
    let inside = std::fs::canonicalize(dir).and_then(|root| Ok(std::fs::canonicalize(&path)?.starts_with(root)));
    if about.len() > LARGEST || !about.is_file() || !inside.unwrap_or(false) {
        return Err(fault("mapping-unreadable"));
    }
    let bytes = std::fs::read(&path).map_err(|error| fault("mapping-unreadable").detail(error))?;
    let sha256 = crate::source::hex(&Sha256::digest(&bytes));
    let text = String::from_utf8(bytes).map_err(|error| fault("mapping-not-utf8").detail(error.utf8_error()))?;
    let source = Arc::new(SheetRef {
        file: NAME.to_owned(),
        file_no: 0,
        sheet: String::new(),
        sheet_no: 0,
        sha256: sha256.clone(),
    });
    let settings = Settings::parse(text.trim_start_matches('\u{feff}'), source, schemas, pack)?;
    let file = InputFile { name: NAME.to_owned(), no: 0, sha256, bytes: about.len(), sheets: Vec::new() };
    Ok(Some((settings, file)))
}
