//! Writes a bundle: its folders sealed with manifest and sums, then put in place in one step.

use std::io;
use std::path::{Path, PathBuf};

use super::OutputFile;
use super::atomic_dir::{BeginError, Building};
use super::intact::FOLDERS;
use super::manifest::{ManifestFacts, seal};
use crate::error::{Error, ErrorKind, Result};

/// The file that tells a bundle from any other folder.
const MARK: &str = super::manifest::MANIFEST;

/// One folder of a bundle (`submit`, `internal`) with what its manifest says.
#[derive(Debug)]
pub struct Folder {
    pub name: String,
    pub files: Vec<OutputFile>,
    pub facts: ManifestFacts,
}

/// Writes `folders` as `out/name`, replacing an earlier bundle in one step, and returns its path.
///
/// # Errors
/// `output-not-writable`, `output-busy` when another build of the case runs, `output-not-a-bundle` when something that
/// is not a bundle stands in its place. In each case what stood there before still stands.
pub fn write(out: &Path, name: &str, mut folders: Vec<Folder>) -> Result<PathBuf> {
    let target = out.join(name);
    if !is_replaceable(&target) {
        return Err(Error::new(ErrorKind::Output, "output-not-a-bundle").with("path", target.display().to_string()));
    }
    let not_writable = |error: io::Error| {
        Error::new(ErrorKind::Output, "output-not-writable").with("path", target.display().to_string()).detail(error)
    };
    seal_folders(&mut folders)?;
    let building = Building::begin(out, name).map_err(|error| match error {
        BeginError::Busy => Error::new(ErrorKind::Output, "output-busy").with("path", target.display().to_string()),
        BeginError::Io(error) => not_writable(error),
    })?;
    if let Err(error) = building.recover() {
        building.abandon();
        return Err(not_writable(error));
    }
    for folder in &folders {
        for file in &folder.files {
            if let Err(error) = building.file(&folder.name, file) {
                building.abandon();
                return Err(not_writable(error));
            }
        }
    }
    building.finish().map_err(not_writable)?;
    Ok(target)
}

/// Adds manifest and sums to each folder.
///
/// # Errors
/// Kind Internal when a manifest cannot be said in JSON.
pub fn seal_folders(folders: &mut [Folder]) -> Result<()> {
    let fault = |error| Error::new(ErrorKind::Internal, "internal-fault").with("what", "manifest").detail(error);
    folders.iter_mut().try_for_each(|folder| seal(&mut folder.files, &folder.facts).map_err(fault))
}

/// A bundle of ours, an empty folder, or nothing.
fn is_replaceable(target: &Path) -> bool {
    let Ok(found) = target.symlink_metadata() else { return true };
    if !found.is_dir() {
        return false;
    }
    let Ok(mut entries) = std::fs::read_dir(target) else { return false };
    FOLDERS.iter().any(|folder| target.join(folder).join(MARK).is_file()) || entries.next().is_none()
}
