//! Puts a finished folder in its place: built in a dot-folder beside it, synced, exchanged in one step.
//!
//! A kill at any moment leaves the old bundle or the new one; only a dot-folder may stay behind, and the next build
//! removes it. Where the system cannot exchange two folders, the old one may be all that such a dot-folder holds, and
//! nothing stands in place: then it is put back.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

use super::OutputFile;

/// A folder under construction, held by a lock so that two builds of one case cannot mix.
#[derive(Debug)]
pub(super) struct Building {
    path: PathBuf,
    target: PathBuf,
    parent: PathBuf,
    /// Keeps the lock until dropped.
    _lock: fs::File,
}

/// Why a folder could not be begun.
#[derive(Debug)]
pub(super) enum BeginError {
    /// Another build of the same case is running.
    Busy,
    Io(io::Error),
}

impl From<io::Error> for BeginError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Building {
    /// Starts `parent/.name.building`, removing what an earlier, killed build left there.
    pub(super) fn begin(parent: &Path, name: &str) -> Result<Self, BeginError> {
        fs::create_dir_all(parent)?;
        let path = unfinished(parent, name);
        if path.symlink_metadata().is_ok() {
            // A leftover is ours to remove only when nobody holds its lock.
            let left = fs::File::open(&path)?;
            if flock(&left, FlockOperation::NonBlockingLockExclusive).is_err() {
                return Err(BeginError::Busy);
            }
            remove(&path)?;
        }
        match fs::create_dir(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(BeginError::Busy),
            Err(error) => return Err(error.into()),
        }
        let lock = fs::File::open(&path)?;
        flock(&lock, FlockOperation::NonBlockingLockExclusive).map_err(|_| BeginError::Busy)?;
        Ok(Self { target: parent.join(name), parent: parent.to_owned(), path, _lock: lock })
    }

    /// Clears up after a build that was killed between two renames: the bundle that it had moved aside goes back where
    /// nothing took its place, and is removed where the new one did.
    pub(super) fn recover(&self) -> io::Result<()> {
        let aside = aside(&self.target);
        if aside.symlink_metadata().is_err() {
            return Ok(());
        }
        if self.target.symlink_metadata().is_ok() { remove(&aside) } else { fs::rename(&aside, &self.target) }
    }

    /// Writes one file and syncs it.
    pub(super) fn file(&self, folder: &str, file: &OutputFile) -> io::Result<()> {
        let path = self.path.join(folder).join(&file.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let mut out = fs::File::create_new(&path)?;
        out.write_all(&file.bytes)?;
        out.sync_all()
    }

    /// Exchanges the finished folder with the one in place, then removes the old one.
    pub(super) fn finish(self) -> io::Result<()> {
        for entry in fs::read_dir(&self.path)? {
            fs::File::open(entry?.path())?.sync_all()?;
        }
        fs::File::open(&self.path)?.sync_all()?;
        if self.target.symlink_metadata().is_ok() {
            // The old folder takes the place of ours, lock and all: nobody else may clear it away meanwhile.
            let old = fs::File::open(&self.target)?;
            flock(&old, FlockOperation::LockExclusive)?;
            let left = exchange(&self.path, &self.target)?;
            fs::File::open(&self.parent)?.sync_all()?;
            remove(&left)
        } else {
            fs::rename(&self.path, &self.target)?;
            fs::File::open(&self.parent)?.sync_all()
        }
    }

    /// Puts the finished folder where nothing stands: an empty folder at most is replaced, and only the system decides.
    pub(super) fn settle(self) -> io::Result<()> {
        fs::File::open(&self.path)?.sync_all()?;
        fs::rename(&self.path, &self.target)?;
        fs::File::open(&self.parent)?.sync_all()
    }

    /// Moves the finished files into the folder around, one by one in the order given, replacing none; those of `done`
    /// are there already.
    pub(super) fn pour(self, names: &[&str], done: &BTreeSet<String>) -> io::Result<()> {
        for name in names.iter().filter(|name| !done.contains(**name)) {
            move_new(&self.path.join(name), &self.parent.join(name))?;
        }
        fs::File::open(&self.parent)?.sync_all()?;
        remove(&self.path)
    }

    /// Gives up: nothing of it stays.
    pub(super) fn abandon(self) {
        // The folder is ours and hidden; if it cannot be removed now, the next build does.
        let _ = remove(&self.path);
    }
}

/// Removes a folder, or a link or file that stands in its place, never what a link points to.
fn remove(path: &Path) -> io::Result<()> {
    if path.symlink_metadata()?.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}

/// Renames a file to a name that nothing has.
fn move_new(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => {}
            other => return other.map_err(io::Error::from),
        }
    }
    // A file system that cannot promise it: look first.
    if to.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

/// Where a build puts what it leaves behind inside `parent` when it is killed.
pub(super) fn unfinished(parent: &Path, name: &str) -> PathBuf {
    parent.join(format!(".{name}.building"))
}

/// Where an old folder waits for the new one to take its place.
fn aside(target: &Path) -> PathBuf {
    target.with_file_name(format!(".{}.old", target.file_name().unwrap_or_default().to_string_lossy()))
}

/// Swaps two folders in one step where the system can; says where the old one then is.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(new: &Path, old: &Path) -> io::Result<PathBuf> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE) {
        // A file system without exchange (some network mounts): the next best thing, two renames.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => two_renames(new, old),
        other => other.map(|()| new.to_owned()).map_err(io::Error::from),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(new: &Path, old: &Path) -> io::Result<PathBuf> {
    two_renames(new, old)
}

/// Moves the old folder aside and the new one in; for a moment neither stands in place.
fn two_renames(new: &Path, old: &Path) -> io::Result<PathBuf> {
    let aside = aside(old);
    if aside.symlink_metadata().is_ok() {
        remove(&aside)?;
    }
    fs::rename(old, &aside)?;
    fs::rename(new, old)?;
    Ok(aside)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(parent: &Path, text: &str) {
        let building = Building::begin(parent, "case").expect("a fresh folder");
        building.file("submit", &OutputFile::new("a.txt", text)).expect("a writable folder");
        building.finish().expect("an exchange");
    }

    #[test]
    fn a_second_build_replaces_the_first_and_leaves_nothing_behind() {
        let parent = tempfile::tempdir().expect("a temporary folder");
        build(parent.path(), "one");
        build(parent.path(), "two");
        assert_eq!(fs::read_to_string(parent.path().join("case/submit/a.txt")).expect("the new file"), "two");
        let names: Vec<_> = fs::read_dir(parent.path()).expect("a folder").flatten().map(|e| e.file_name()).collect();
        assert_eq!(names, ["case"]);
    }

    #[test]
    fn what_a_killed_build_left_is_removed() {
        let parent = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir_all(parent.path().join(".case.building/submit")).expect("a leftover");
        build(parent.path(), "one");
        assert!(!parent.path().join(".case.building").exists());
    }

    fn text(parent: &Path) -> String {
        fs::read_to_string(parent.join("case/submit/a.txt")).expect("a bundle in place")
    }

    fn names(parent: &Path) -> Vec<String> {
        let entries = fs::read_dir(parent).expect("a folder").flatten();
        let mut names: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_kill_between_two_renames_loses_nothing() {
        let parent = tempfile::tempdir().expect("a temporary folder");
        let parent = parent.path();
        build(parent, "old");
        // Killed after the first rename: the old bundle is aside, nothing is in place, and the new one is whole beside it.
        fs::rename(parent.join("case"), parent.join(".case.old")).expect("the first rename");
        fs::create_dir_all(parent.join(".case.building/submit")).expect("what was to come");
        let building = Building::begin(parent, "case").expect("a fresh folder");
        building.recover().expect("the old bundle goes back");
        assert_eq!(text(parent), "old", "a build that fails from here on leaves the old bundle");
        building.file("submit", &OutputFile::new("a.txt", "new")).expect("a writable folder");
        building.finish().expect("an exchange");
        assert_eq!((text(parent).as_str(), names(parent)), ("new", vec!["case".to_owned()]));
        // Killed after the second: the new bundle is in place, and the old one still aside.
        fs::create_dir_all(parent.join(".case.old/submit")).expect("an old bundle");
        let building = Building::begin(parent, "case").expect("a fresh folder");
        building.recover().expect("nothing to put back");
        assert_eq!(text(parent), "new");
        building.abandon();
        assert_eq!(names(parent), ["case"]);
    }

    #[test]
    fn two_renames_do_what_one_exchange_does() {
        let parent = tempfile::tempdir().expect("a temporary folder");
        let (new, old) = (parent.path().join(".case.building"), parent.path().join("case"));
        for (folder, text) in [(&new, "new"), (&old, "old")] {
            fs::create_dir_all(folder.join("submit")).expect("a folder");
            fs::write(folder.join("submit/a.txt"), text).expect("a file");
        }
        let left = two_renames(&new, &old).expect("two renames");
        assert_eq!(text(parent.path()), "new");
        assert_eq!(fs::read_to_string(left.join("submit/a.txt")).expect("the old bundle"), "old");
        remove(&left).expect("a folder");
        assert_eq!(names(parent.path()), ["case"]);
    }

    #[test]
    fn two_builds_of_one_case_do_not_mix() {
        let parent = tempfile::tempdir().expect("a temporary folder");
        let first = Building::begin(parent.path(), "case").expect("a fresh folder");
        assert!(matches!(Building::begin(parent.path(), "case"), Err(BeginError::Busy)));
        first.abandon();
        assert!(Building::begin(parent.path(), "case").is_ok());
    }
}
