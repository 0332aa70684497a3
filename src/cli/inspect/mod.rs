//! `bogo inspect FILE...`: what bogo sees in a spreadsheet, which field each column could be, and a mapping on request.
//!
//! Nothing is read into a case here. Samples are masked: what is shown may be pasted into a mail.

mod human;
mod json;
mod proposal;

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::console::{Console, OutputFormat, Stream};
use super::{Exit, arg_values, build};
use crate::dossier::{self, MAPPING_FILE};
use crate::error::{Error, ErrorKind, Result};
use crate::mapping::{self, Schemas, Settings, SheetSight};
use crate::pack::Pack;
use crate::source::{CaseFiles, Reading, Workbook, Writing};

/// A file as it is seen.
struct FileSight {
    /// As the command line names it.
    path: PathBuf,
    /// As a case in the same folder would name it.
    name: String,
    sha256: String,
    bytes: u64,
    writing: Option<Writing>,
    /// There is a `mapping.toml` beside it, which it was read with.
    is_mapped: bool,
    sheets: Vec<SheetSight>,
}

pub(super) fn run(matches: &ArgMatches, pack: &Pack, console: &Console, reading: &Reading) -> Result<Exit> {
    let schemas = Schemas::new(pack);
    let paths = build::once(arg_values::paths(matches, "file"));
    let mut exit = Exit::Clean;
    let (mut files, mut faults) = (Vec::new(), Vec::new());
    for (path, no) in paths.iter().zip(1..) {
        match see(path, no, &schemas, pack, reading) {
            Ok(file) => files.push(file),
            Err(error) => {
                faults.push(console.fault_json(&error, pack, Some(path)));
                exit = exit.max(console.fault(&error, pack));
            }
        }
    }
    let written = if arg_values::flag(matches, "write") && exit == Exit::Clean {
        Some(write(&paths, &files, pack, console)?)
    } else {
        None
    };
    match console.format {
        OutputFormat::Human => {
            console.tell(Stream::Out, &human::page(&files, pack, console));
            if let Some(path) = &written {
                let path = path.display().to_string();
                console.sentence(Stream::Err, &console.say(pack, "inspect-written", &[("path", path)]));
            }
        }
        OutputFormat::Json => {
            let document = json::document(&files, &faults, written.as_deref(), pack, console.lang);
            console.line(Stream::Out, &format!("{document:#}"));
        }
    }
    Ok(exit)
}

fn see(path: &Path, no: u32, schemas: &Schemas, pack: &Pack, reading: &Reading) -> Result<FileSight> {
    let name = path.file_name().map_or_else(String::new, |name| mapping::compose(&name.to_string_lossy()));
    if let Some(error) = dossier::missing_file(path, pack) {
        return Err(error);
    }
    let mut book = Workbook::open(path, &name, no, reading)?;
    let settings = beside(path, schemas, pack)?;
    let sheets = mapping::look(&mut book, schemas, pack, settings.as_ref())?;
    let is_mapped = settings.is_some();
    let (sha256, bytes, writing) = (book.sha256.clone(), book.bytes, book.writing());
    Ok(FileSight { path: path.to_owned(), name, sha256, bytes, writing, is_mapped, sheets })
}

/// The mapping in the folder of a file.
fn beside(path: &Path, schemas: &Schemas, pack: &Pack) -> Result<Option<Settings>> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(dossier::mapping(&CaseFiles::folder(folder), schemas, pack)?.map(|(settings, _)| settings))
}

/// Writes the proposal beside the files; one that is there already is never touched.
fn write(paths: &[PathBuf], files: &[FileSight], pack: &Pack, console: &Console) -> Result<PathBuf> {
    let folder = |path: &PathBuf| path.parent().map(Path::to_owned).unwrap_or_default();
    let mut folders = paths.iter().map(folder);
    let first = folders.next().unwrap_or_default();
    if folders.any(|folder| folder != first) {
        return Err(Error::new(ErrorKind::Output, "inspect-two-folders"));
    }
    let path = first.join(MAPPING_FILE);
    let shown = path.display().to_string();
    let text = proposal::text(files, pack, console);
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.write(true).create_new(true).open(&path).map_err(|error| {
        let there = error.kind() == std::io::ErrorKind::AlreadyExists;
        let key = if there { "inspect-mapping-there" } else { "output-not-writable" };
        Error::new(ErrorKind::Output, key).with("path", shown.clone()).detail(error)
    })?;
    std::io::Write::write_all(&mut file, text.as_bytes()).map_err(|error| {
        Error::new(ErrorKind::Output, "output-not-writable").with("path", shown.clone()).detail(error)
    })?;
    Ok(path)
}
