//! Reads `mapping.toml` beside `case.toml`, where there is one. What it says is understood by the mapping.

use super::{InputFile, side_file};
use crate::error::Result;
use crate::mapping::{Schemas, Settings};
use crate::pack::Pack;
use crate::source::CaseFiles;

/// The file's name.
pub const NAME: &str = "mapping.toml";

/// The mapping of a case, and the file as an input of it.
///
/// # Errors
/// Kind Case: not readable, not UTF-8, or wrong inside.
pub fn read(files: &CaseFiles, schemas: &Schemas, pack: &Pack) -> Result<Option<(Settings, InputFile)>> {
    let Some(found) = side_file::read(files, NAME, ["mapping-unreadable", "mapping-not-utf8"])? else {
        return Ok(None);
    };
    let settings = Settings::parse(&found.text, found.source, schemas, pack)?;
    Ok(Some((settings, found.file)))
}
