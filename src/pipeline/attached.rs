//! The inputs of a case as they travel inside its PDFs.

use std::path::Path;

use super::Examined;
use crate::bundle;
use crate::dossier::{self, Edition};
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Finding;
use crate::mapping::codes;

/// An input of the case, read again.
pub(super) struct AttachedWorkbook {
    pub name: String,
    pub label: String,
    pub bytes: Vec<u8>,
}

/// Findings of personal data in an input.
const PERSONAL: [&str; 3] = ["TEXT01", "TEXT02", codes::PERSONAL_COLUMN];

/// The inputs as they were examined: a file that changed since is refused.
pub(super) fn attached(examined: &Examined) -> Result<Vec<AttachedWorkbook>> {
    if examined.dossier.case.edition == Edition::Public {
        return Err(Error::new(ErrorKind::Case, "attach-inputs-public"));
    }
    // A file goes into the PDF as it is: what no page repeats would stand in it.
    let is_personal = |finding: &&Finding| PERSONAL.contains(&finding.code);
    if let Some(origin) = examined.findings.iter().filter(is_personal).find_map(|finding| finding.origin.as_ref()) {
        return Err(Error::new(ErrorKind::Case, "attach-inputs-personal").with("cell", origin.to_string()));
    }
    let read = |file: &dossier::InputFile| {
        let changed = || Error::new(ErrorKind::Input, "input-changed").with("path", file.name.clone());
        let bytes = examined.files.read(&file.name, file.bytes).map_err(|error| changed().detail(error))?;
        if bundle::sha256_hex(&bytes) != file.sha256 {
            return Err(changed());
        }
        let name = Path::new(&file.name);
        let ending = name.extension().map(|ending| format!(".{}", ending.to_string_lossy())).unwrap_or_default();
        let base = name.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        // Two folders may hold files of one name.
        Ok(AttachedWorkbook {
            name: format!("{}-{base}", file.no),
            label: format!("원자료 {}{ending}", file.no),
            bytes,
        })
    };
    examined.dossier.files.iter().map(read).collect()
}
