//! A folder of files for people to work in: made where nothing stands, and never over anything.
//!
//! Unlike a bundle it is not replaced by the next run: what people typed into it is theirs.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::OutputFile;
use super::atomic_dir::{BeginError, Building, unfinished};
use super::atomic_file::write_atomically;
use crate::error::{Error, ErrorKind, Result};

/// Stem of the folder that a run builds in inside a folder that is there already.
const INSIDE: &str = "new";

/// Writes `files` into `dir`, which must be absent or empty. The last file comes last: a folder without it is none yet.
///
/// # Errors
/// `folder-not-empty` when something stands there; `output-busy`, `output-not-writable`. Nothing is left half written.
pub fn create_new(dir: &Path, files: &[OutputFile]) -> Result<()> {
    let error = |key| Error::new(ErrorKind::Output, key).with("path", dir.display().to_string());
    let unwritable = |why: io::Error| match why.kind() {
        io::ErrorKind::AlreadyExists | io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::NotADirectory => {
            error("folder-not-empty").detail(why)
        }
        _ => error("folder-not-writable").detail(why),
    };
    let begin = |parent: &Path, name: &str| {
        Building::begin(parent, name).map_err(|why| match why {
            BeginError::Busy => error("output-busy"),
            BeginError::Io(why) => unwritable(why),
        })
    };
    let is_there = dir.symlink_metadata().is_ok();
    refuse_existing(dir)?;
    let done = poured(dir, files).ok_or_else(|| error("folder-not-empty"))?;
    let building = match (is_there, dir.file_name().and_then(|name| name.to_str())) {
        // A folder that is there stays the same folder: someone may stand in it.
        (true, _) => begin(dir, INSIDE)?,
        (false, Some(name)) => begin(&around(dir), name)?,
        (false, None) => return Err(error("folder-not-writable")),
    };
    for file in files {
        if let Err(why) = building.file("", file) {
            building.abandon();
            return Err(unwritable(why));
        }
    }
    let mut names: Vec<&str> = files.iter().filter_map(|file| file.path.split('/').next()).collect();
    names.dedup();
    if is_there { building.pour(&names, &done) } else { building.settle() }.map_err(unwritable)
}

/// Writes a file where nothing stands.
///
/// # Errors
/// `file-not-new` when something stands there, `folder-not-writable`.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    if path.symlink_metadata().is_ok() {
        return Err(Error::new(ErrorKind::Output, "file-not-new").with("path", path.display().to_string()));
    }
    write_atomically(path, bytes)
}

/// Whether `dir` may be written to: it is absent or empty. Where an earlier run was killed in it, only [`fresh`] can tell.
///
/// # Errors
/// `folder-not-empty` when something stands there.
pub fn refuse_existing(dir: &Path) -> Result<()> {
    if dir.symlink_metadata().is_ok() && !is_empty(dir) && !was_killed(dir) {
        return Err(Error::new(ErrorKind::Output, "folder-not-empty").with("path", dir.display().to_string()));
    }
    Ok(())
}

/// The folder around a path.
fn around(dir: &Path) -> PathBuf {
    dir.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new(".")).to_owned()
}

/// A folder with nothing in it, hidden files included.
fn is_empty(dir: &Path) -> bool {
    std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_none())
}

/// Whether a run that wrote into `dir` was killed there.
fn was_killed(dir: &Path) -> bool {
    unfinished(dir, INSIDE).symlink_metadata().is_ok()
}

/// What a killed run had already moved into `dir`, by the first part of its path. Nothing when something else stands
/// there: a file that this run would not write, or not so.
fn poured(dir: &Path, files: &[OutputFile]) -> Option<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    if was_killed(dir) {
        is_only(dir, "", files).then_some(())?;
        let entries = std::fs::read_dir(dir).ok()?.flatten().filter(|entry| entry.path() != unfinished(dir, INSIDE));
        found.extend(entries.map(|entry| entry.file_name().to_string_lossy().into_owned()));
    }
    Some(found)
}

/// Whether every file below a folder, what a killed run left aside, is one of `files`.
fn is_only(folder: &Path, prefix: &str, files: &[OutputFile]) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.flatten().all(|entry| {
        let (path, name) = (entry.path(), format!("{prefix}{}", entry.file_name().to_string_lossy()));
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => {
                (prefix.is_empty() && path == unfinished(folder, INSIDE)) || is_only(&path, &format!("{name}/"), files)
            }
            Ok(kind) if kind.is_file() => files
                .iter()
                .any(|file| file.path == name && std::fs::read(&path).is_ok_and(|bytes| bytes == file.bytes)),
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn files() -> [OutputFile; 2] {
        [OutputFile::new("a.xlsx", "a"), OutputFile::new("case.toml", "c")]
    }

    fn names(dir: &Path) -> Vec<String> {
        let entries = fs::read_dir(dir).expect("a folder").flatten();
        let mut names: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_folder_is_made_where_nothing_stands() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let deep = root.path().join("deep/er/case");
        create_new(&deep, &files()).expect("a new folder");
        assert_eq!(names(&deep), ["a.xlsx", "case.toml"]);
        let empty = root.path().join("empty");
        fs::create_dir(&empty).expect("a folder");
        create_new(&empty, &files()).expect("an empty folder");
        assert_eq!(names(&empty), ["a.xlsx", "case.toml"]);
        assert_eq!(names(root.path()), ["deep", "empty"]);
    }

    #[test]
    fn a_run_goes_on_where_one_was_killed_and_only_there() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let dir = root.path().join("case");
        // Killed before anything was moved, and between two files.
        for moved in [&[][..], &[("a.xlsx", "a")]] {
            fs::create_dir_all(dir.join(".new.building")).expect("a folder");
            fs::write(dir.join(".new.building/case.toml"), "half").expect("a file");
            for (name, text) in moved {
                fs::write(dir.join(name), text).expect("a file");
            }
            create_new(&dir, &files()).expect("what a killed run left is in nobody's way");
            assert_eq!(names(&dir), ["a.xlsx", "case.toml"]);
            assert_eq!(fs::read_to_string(dir.join("case.toml")).expect("a file"), "c");
            fs::remove_dir_all(&dir).expect("a folder");
        }
        for (name, text) in [("a.xlsx", "mine"), ("b.xlsx", "b")] {
            fs::create_dir_all(dir.join(".new.building")).expect("a folder");
            fs::write(dir.join(name), text).expect("a file");
            let error = create_new(&dir, &files()).expect_err("somebody's file");
            assert_eq!(error.key, "folder-not-empty");
            assert_eq!(fs::read_to_string(dir.join(name)).expect("the file"), text);
            fs::remove_dir_all(&dir).expect("a folder");
        }
    }

    #[test]
    fn nothing_is_ever_overwritten() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let (file, full, link) = (root.path().join("file"), root.path().join("full"), root.path().join("link"));
        fs::write(&file, "mine").expect("a file");
        fs::create_dir(&full).expect("a folder");
        fs::write(full.join(".hidden"), "mine").expect("a file");
        std::os::unix::fs::symlink(root.path().join("nowhere"), &link).expect("a link");
        for place in [&file, &full, &link] {
            let error = create_new(place, &files()).expect_err("something stands there");
            assert_eq!(error.key, "folder-not-empty", "{}", place.display());
        }
        assert_eq!(fs::read_to_string(&file).expect("the file"), "mine");
        assert_eq!(names(&full), [".hidden"]);
        assert_eq!(names(root.path()), ["file", "full", "link"]);
    }
}
