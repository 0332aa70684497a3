//! Which files a case reads: names and `*` patterns inside its folder, sorted, nothing from outside.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::missing;
use crate::error::{Error, ErrorKind, Result};
use crate::mapping::{compose, matches};
use crate::pack::Pack;
use crate::source::{CaseFiles, Location};

/// How deep folders of inputs may lie inside the case.
const DEEPEST: usize = 4;
/// How many files a case may read.
const MOST: usize = 1_000;

/// The inputs by the name that the case knows them by, `/` between folders, in name order.
///
/// # Errors
/// Kind Input when patterns find nothing, each of them told; kind Case when one leaves the folder.
pub(super) fn resolve(files: &CaseFiles, patterns: &[String], pack: &Pack) -> Result<BTreeMap<String, Location>> {
    let files = all(files)?;
    let (mut chosen, mut absent) = (BTreeMap::new(), Vec::new());
    for pattern in patterns {
        let wanted = compose(pattern).replace('\\', "/");
        let wanted = wanted.strip_prefix("./").unwrap_or(&wanted);
        if Path::new(wanted).is_absolute() || wanted.split('/').any(|part| part == "..") {
            return Err(Error::new(ErrorKind::Case, "case-file-outside").with("file", pattern.as_str()));
        }
        let found: Vec<_> = files.iter().filter(|(name, _)| matches(wanted, name)).collect();
        if found.is_empty() {
            absent.push(missing::input(wanted, pattern, files.keys().map(String::as_str), pack));
        }
        chosen.extend(found.into_iter().map(|(name, location)| (name.clone(), location.clone())));
    }
    if let Some(error) = Error::together(absent) {
        return Err(error);
    }
    if chosen.len() > MOST {
        return Err(Error::new(ErrorKind::Input, "input-too-many").with("count", chosen.len().to_string()));
    }
    Ok(chosen)
}

/// The files of a case whose names match a pattern.
///
/// # Errors
/// Kind Case when the folder cannot be listed.
pub(super) fn present(files: &CaseFiles, patterns: &[&str]) -> Result<BTreeMap<String, Location>> {
    let mut files = all(files)?;
    files.retain(|name, _| patterns.iter().any(|pattern| matches(pattern, &name.to_lowercase())));
    Ok(files)
}

fn all(files: &CaseFiles) -> Result<BTreeMap<String, Location>> {
    Ok(match (files.dir(), files.alone()) {
        (Some(dir), _) => listing(dir)?,
        (None, Some(alone)) => BTreeMap::from([alone]),
        (None, None) => {
            let files = files.in_memory("");
            files.map(|(name, bytes)| (name.to_owned(), Location::Memory(Arc::clone(bytes)))).collect()
        }
    })
}

/// Every file of the folder that is really in it. A link may point to another place inside, never out.
fn listing(dir: &Path) -> Result<BTreeMap<String, Location>> {
    let unreadable = |error: std::io::Error| {
        Error::new(ErrorKind::Case, "case-unreadable").with("folder", dir.display().to_string()).detail(error)
    };
    let root = fs::canonicalize(dir).map_err(unreadable)?;
    let mut files = BTreeMap::new();
    let mut open = vec![(dir.to_owned(), String::new(), 0)];
    while let Some((folder, prefix, depth)) = open.pop() {
        for entry in fs::read_dir(&folder).map_err(unreadable)?.flatten() {
            let shown = entry.file_name();
            let Some(shown) = shown.to_str() else { continue };
            // ~$ marks the lock file that a spreadsheet program leaves beside an open workbook.
            if shown.starts_with('.') || shown.starts_with("~$") {
                continue;
            }
            let name = format!("{prefix}{}", compose(shown));
            let path = entry.path();
            let inside = fs::canonicalize(&path).is_ok_and(|real| real.starts_with(&root));
            match fs::metadata(&path) {
                Ok(about) if inside && about.is_file() => {
                    files.insert(name, Location::Disk(path));
                }
                Ok(about) if inside && about.is_dir() && depth < DEEPEST && !entry.path().is_symlink() => {
                    open.push((path, format!("{name}/"), depth + 1));
                }
                _ => {}
            }
        }
    }
    Ok(files)
}
