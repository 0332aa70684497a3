//! One side of a comparison: the filings that a bundle, a PDF or a JSON file holds. What cannot be verified as whole is
//! refused with what failed; nothing is read from it.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;

use super::verify::{AttachedData, Failure, Verified, bundle, hwpx, pdf, walk};
use crate::error::{Error, ErrorKind, Result};
use crate::filing::Filing;
use crate::pack::Pack;
use crate::proof;
use crate::render::hwpx::{is_hwpx, read};

/// Largest file that is read, bytes.
const LARGEST: u64 = 512 << 20;
/// How far into a file its mark may stand.
const MARK_WITHIN: usize = 1024;

/// What one side of a comparison came to.
#[derive(Debug, Default)]
pub struct Comparand {
    /// In the order of their files; none where the side is refused.
    pub filings: Vec<Filing>,
    /// What does not hold.
    pub failures: Vec<Failure>,
    /// Too little is left to say that it holds.
    pub indeterminate: bool,
    /// Whether anything vouches for the data: a JSON file alone has nothing to be held against.
    pub verified: bool,
}

impl Comparand {
    /// Whether its filings may be compared.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.failures.is_empty() && !self.indeterminate
    }
}

/// Reads the side that `path` names: a bundle or one of its folders, a PDF, or the JSON of a filing.
///
/// # Errors
/// `verify-unreadable`, `verify-not-a-bundle`, `diff-not-a-side` when it is none of these, `diff-no-filing` when it holds
/// none.
pub fn comparand(pack: &Pack, path: &Path) -> Result<Comparand> {
    let shown = path.display().to_string();
    let side = if path.is_dir() { of_folder(pack, path)? } else { of_file(pack, path)? };
    if side.holds() && side.filings.is_empty() {
        return Err(Error::new(ErrorKind::Input, "diff-no-filing").with("path", shown));
    }
    Ok(side)
}

/// The same, but what does not hold is read as well: the one who received it must be able to say what it says.
///
/// # Errors
/// As [`side`], but for `diff-no-filing`.
pub fn received(pack: &Pack, path: &Path) -> Result<Comparand> {
    if path.is_dir() { folder_side(pack, path, true) } else { file_side(pack, path, true) }
}

fn of_folder(pack: &Pack, dir: &Path) -> Result<Comparand> {
    folder_side(pack, dir, false)
}

fn folder_side(pack: &Pack, dir: &Path, anyway: bool) -> Result<Comparand> {
    let verified = bundle(pack, dir)?;
    let mut side = told(&verified);
    if anyway || side.holds() {
        let mut files = BTreeMap::new();
        walk(dir, "", 0, "", &mut files, &mut Verified::default())?;
        side.filings = filings(&files);
    }
    Ok(side)
}

fn of_file(pack: &Pack, path: &Path) -> Result<Comparand> {
    file_side(pack, path, false)
}

fn file_side(pack: &Pack, path: &Path, anyway: bool) -> Result<Comparand> {
    let unreadable = |why: std::io::Error| {
        Error::new(ErrorKind::Input, "verify-unreadable").with("path", path.display().to_string()).detail(why)
    };
    let mut bytes = Vec::new();
    fs::File::open(path).and_then(|file| file.take(LARGEST).read_to_end(&mut bytes)).map_err(unreadable)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if bytes[..bytes.len().min(MARK_WITHIN)].windows(5).any(|window| window == b"%PDF-") {
        let mut side = told(&pdf(pack, &bytes, &name, AttachedData::default())?);
        if anyway || side.holds() {
            side.filings.extend(inside(&bytes));
        }
        return Ok(side);
    }
    if is_hwpx(&bytes) {
        let mut side = told(&hwpx(pack, &bytes, &name, AttachedData::default())?);
        if anyway || side.holds() {
            side.filings.extend(inside_hwpx(&bytes));
        }
        return Ok(side);
    }
    let filing = serde_json::from_slice(&bytes).map_err(|why| {
        Error::new(ErrorKind::Input, "diff-not-a-side").with("path", path.display().to_string()).detail(why)
    })?;
    Ok(Comparand { filings: vec![filing], ..Comparand::default() })
}

fn told(verified: &Verified) -> Comparand {
    Comparand {
        failures: verified.failures.clone(),
        indeterminate: verified.indeterminate,
        verified: true,
        filings: Vec::new(),
    }
}

/// The filings among the files of a bundle: their JSON, or what their PDF carries where that was not asked for.
pub(super) fn filings(files: &BTreeMap<String, Vec<u8>>) -> Vec<Filing> {
    let mut found: BTreeMap<&str, Filing> = BTreeMap::new();
    for (path, bytes) in files {
        if let Some(stem) = path.strip_suffix(".json")
            && let Ok(filing) = serde_json::from_slice(bytes)
        {
            found.insert(stem, filing);
        }
    }
    for (ending, inside) in [(".pdf", inside as fn(&[u8]) -> Option<Filing>), (".hwpx", inside_hwpx)] {
        for (path, bytes) in files {
            if let Some(stem) = path.strip_suffix(ending).filter(|stem| !found.contains_key(stem))
                && let Some(filing) = inside(bytes)
            {
                found.insert(stem, filing);
            }
        }
    }
    found.into_values().collect()
}

/// The filing that a PDF carries.
fn inside(bytes: &[u8]) -> Option<Filing> {
    let reading = proof::pdf::read(bytes).ok()?;
    reading.files.iter().find_map(|file| serde_json::from_slice(&file.bytes).ok())
}

/// The filing that an HWPX carries.
fn inside_hwpx(bytes: &[u8]) -> Option<Filing> {
    let reading = read(bytes).ok()?;
    reading.files.iter().find_map(|(_, bytes)| serde_json::from_slice(bytes).ok())
}
