//! What a case stands on, by hash and without reading any of it as data: its case file, what lies beside it, its inputs.
//!
//! Two builds of one standing, made alike, are the same bundle.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::{case_file, inputs};
use crate::error::{Error, ErrorKind, Result};
use crate::pack::Pack;
use crate::source::{CaseFiles, Location};

/// Files of a case folder that are read beside its inputs, where they are there.
const BESIDE: [&str; 3] = ["case.toml", "mapping.toml", "waivers.toml"];
/// The folder of what was filed before.
const FILED: &str = "filed";
/// How deep that folder is looked into.
const DEEPEST: usize = 8;

/// A file by its name in the case and its SHA-256.
pub type Named = (String, String);

/// What a case stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub id: String,
    /// From the case file, or from the environment where that leaves it out.
    pub report_at: String,
    /// In name order.
    pub inputs: Vec<Named>,
    /// The case file and what lies beside it, in name order.
    pub beside: Vec<Named>,
}

/// Reads what a case stands on.
///
/// # Errors
/// As reading the case: its file, or an input that is missing.
pub fn standing(files: &CaseFiles, pack: &Pack) -> Result<Standing> {
    let beside = beside(files)?;
    let case = case_file::read(files, pack)?;
    let inputs = inputs::resolve(files, &case.inputs, pack)?;
    let hashed = inputs.into_iter().map(|(name, path)| {
        let sha256 = hash(&path).map_err(|error| unreadable(&name, error))?;
        Ok((name, sha256))
    });
    Ok(Standing {
        id: case.id,
        report_at: case.report_at.value.to_string(),
        inputs: hashed.collect::<Result<_>>()?,
        beside,
    })
}

/// The case file and what lies beside it.
///
/// # Errors
/// When one of them is there and cannot be read.
pub fn beside(files: &CaseFiles) -> Result<Vec<Named>> {
    let mut names: Vec<String> = Vec::new();
    if let Some(dir) = files.dir() {
        names.extend(BESIDE.iter().filter(|name| dir.join(name).is_file()).map(|name| (*name).to_owned()));
        // A link in its place is not followed.
        if dir.join(FILED).symlink_metadata().is_ok_and(|found| found.is_dir()) {
            below(dir, FILED, 0, &mut names);
        }
    } else {
        let kept = format!("{FILED}/");
        let is_beside = |name: &str| BESIDE.contains(&name) || name.starts_with(&kept);
        names.extend(files.in_memory("").filter(|(name, _)| is_beside(name)).map(|(name, _)| name.to_owned()));
    }
    names.sort();
    let hashed = names.into_iter().map(|name| {
        let sha256 = files.location(&name).and_then(|place| hash(&place)).map_err(|error| unreadable(&name, error))?;
        Ok((name, sha256))
    });
    hashed.collect()
}

/// Files below a folder of the case, `/` between folders.
fn below(dir: &Path, folder: &str, depth: usize, out: &mut Vec<String>) {
    let entries = fs::read_dir(dir.join(folder)).into_iter().flatten().flatten();
    for entry in entries {
        let Some(name) = entry.file_name().to_str().map(|name| format!("{folder}/{name}")) else { continue };
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && depth < DEEPEST => below(dir, &name, depth + 1, out),
            Ok(kind) if kind.is_file() => out.push(name),
            _ => {}
        }
    }
}

fn unreadable(name: &str, error: io::Error) -> Error {
    Error::new(ErrorKind::Input, "input-unreadable").with("file", name).detail(error)
}

fn hash(location: &Location) -> io::Result<String> {
    let mut file = location.open()?;
    let (mut digest, mut buffer) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(crate::source::hex(&digest.finalize())),
            count => digest.update(&buffer[..count]),
        }
    }
}
