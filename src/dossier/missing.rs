//! What is said of a file or a folder that is not there: that it is missing, and what stands near it by name. Why one
//! that is there cannot be read is told where it is read.

use std::fs;
use std::io;
use std::path::Path;

use super::case_file::NAME;
use crate::error::{Error, ErrorKind};
use crate::finding::Arg;
use crate::korean::nearest;
use crate::mapping::{compose, hint, matches, phrase};
use crate::pack::Pack;
use crate::source::CaseFiles;

/// Endings of files that could be meant as inputs.
const TABLES: [&str; 8] = [".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt"];
/// As many names as a sentence can hold.
const LISTED: usize = 5;

/// An input that no file of the case is. `wanted` is the name or pattern as it was looked for, `written` as it stands in
/// `case.toml`, `files` what the case folder holds, in name order.
pub(super) fn input<'a>(wanted: &str, written: &str, files: impl Iterator<Item = &'a str>, pack: &Pack) -> Error {
    let key = if wanted.contains('*') { "input-pattern-empty" } else { "input-missing" };
    let tables: Vec<&str> = files.filter(is_table).collect();
    let hint = match (near(wanted, &tables), tables.is_empty()) {
        (Some(name), _) => hint(pack, Some((name, name))),
        (None, true) => phrase(pack, "tables-none", &[]),
        (None, false) => phrase(pack, "tables-there", &[("list", listed(&tables))]),
    };
    Error::new(ErrorKind::Input, key).with("file", written).with("hint", hint)
}

/// A file of the command line that is not there, or is a folder; nothing when it is a file.
#[must_use]
pub fn file(path: &Path, pack: &Pack) -> Option<Error> {
    let error = match fs::metadata(path) {
        Ok(about) if about.is_dir() => return Some(folder(path, pack)),
        about => about.err()?,
    };
    if !is_absent(&error) {
        return None;
    }
    let folder = folder_of(path);
    let name = path.file_name().map(|name| compose(&name.to_string_lossy())).unwrap_or_default();
    let names = entries(&folder, std::fs::Metadata::is_file);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let meant = near(&name, &names).map(|name| beside(path, name));
    let meant = hint(pack, meant.as_deref().map(|name| (name, name)));
    Some(Error::new(ErrorKind::Input, "file-missing").with("file", path.display().to_string()).with("hint", meant))
}

/// A folder where a file is asked for: the tables in it are named.
fn folder(path: &Path, pack: &Pack) -> Error {
    let names = entries(path, fs::Metadata::is_file);
    let tables: Vec<&str> = names.iter().map(String::as_str).filter(is_table).collect();
    let hint = match tables.first() {
        Some(_) => phrase(pack, "tables-inside", &[("list", listed(&tables))]),
        None => Arg::from(""),
    };
    Error::new(ErrorKind::Input, "file-is-folder").with("file", path.display().to_string()).with("hint", hint)
}

fn is_table(name: &&str) -> bool {
    TABLES.iter().any(|ending| name.to_lowercase().ends_with(ending))
}

/// Why the case file of a folder could not be read.
pub(super) fn case(files: &CaseFiles, error: &io::Error, pack: &Pack) -> Error {
    let Some(dir) = files.dir() else {
        let fault = Error::new(ErrorKind::Case, "case-missing").with("folder", files.shown()).detail(error);
        return fault.with("hint", "");
    };
    let fault = |key| Error::new(ErrorKind::Case, key).with("folder", dir.display().to_string()).detail(error);
    let meant = |name: Option<String>| hint(pack, name.as_deref().map(|name| (name, name)));
    match fs::metadata(dir) {
        Ok(about) if about.is_dir() && is_absent(error) => fault("case-missing").with("hint", within(dir, pack)),
        Ok(about) if about.is_file() => {
            let folder = folder_of(dir);
            let is_case = folder.join(NAME).is_file();
            fault("case-not-folder").with("hint", meant(is_case.then(|| folder.display().to_string())))
        }
        Err(absent) if is_absent(&absent) => {
            let name = dir.file_name().map(|name| compose(&name.to_string_lossy())).unwrap_or_default();
            let folders = entries(&folder_of(dir), fs::Metadata::is_dir);
            let near = nearest(&name, folders.iter().map(String::as_str)).map(|name| beside(dir, name));
            fault("case-folder-missing").with("hint", meant(near))
        }
        _ => fault("case-unreadable"),
    }
}

/// What a folder without a case file holds in its place: one under another name, or cases below it.
fn within(dir: &Path, pack: &Pack) -> Arg {
    let files = entries(dir, fs::Metadata::is_file);
    // `case.toml.txt` is what an editor makes of the name that hides endings.
    let renamed = files.iter().map(String::as_str).find(|name| name.to_lowercase().starts_with("case.t"));
    if let Some(name) = renamed.or_else(|| nearest(NAME, files.iter().map(String::as_str))) {
        return hint(pack, Some((name, name)));
    }
    let below = entries(dir, fs::Metadata::is_dir);
    let cases: Vec<&str> =
        below.iter().map(String::as_str).filter(|name| dir.join(name).join(NAME).is_file()).collect();
    if cases.is_empty() { Arg::from("") } else { phrase(pack, "cases-below", &[("list", listed(&cases))]) }
}

/// The nearest of names: the same one in another folder, or one a few letters off.
fn near<'a>(wanted: &str, names: &[&'a str]) -> Option<&'a str> {
    let last = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
    let elsewhere = names.iter().copied().find(|name| matches(&last(wanted), &last(name)));
    elsewhere.or_else(|| nearest(&wanted.replace('*', ""), names.iter().copied()))
}

/// The first few names, and that there are more.
fn listed(names: &[&str]) -> Arg {
    let more = if names.len() > LISTED { ", …" } else { "" };
    Arg::from(names[..names.len().min(LISTED)].join(", ") + more)
}

/// Names in a folder of what `is_kind` takes, in order; none of a folder that cannot be listed.
fn entries(dir: &Path, is_kind: impl Fn(&fs::Metadata) -> bool) -> Vec<String> {
    let shown = |entry: fs::DirEntry| {
        let name = entry.file_name().to_str().map(compose)?;
        let is_hidden = name.starts_with('.') || name.starts_with("~$");
        (!is_hidden && fs::metadata(entry.path()).is_ok_and(|about| is_kind(&about))).then_some(name)
    };
    let mut names: Vec<String> =
        fs::read_dir(dir).map(|entries| entries.flatten().filter_map(shown).collect()).unwrap_or_default();
    names.sort();
    names
}

/// The folder that a path stands in.
fn folder_of(path: &Path) -> std::path::PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => Path::new(".").to_owned(),
    }
}

/// Another name in the same folder, written as the path was.
fn beside(path: &Path, name: &str) -> String {
    path.with_file_name(name).display().to_string()
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
