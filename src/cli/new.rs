//! `bogo new DIR|FILE.xlsx`: a case folder with workbooks to fill, or one workbook that is a case; written where nothing
//! stands yet.

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use serde_json::json;

use super::console::{Console, OutputFormat, Stream};
use super::{Exit, arg_values};
use crate::bundle::{self, OutputFile};
use crate::error::Result;
use crate::pack::Pack;
use crate::workbooks;

/// Version of the JSON shape; fields are only added within one.
const VERSION: u32 = 1;

pub(super) fn run(matches: &ArgMatches, pack: &Pack, console: &Console) -> Result<Exit> {
    let path = arg_values::optional_path(matches, "dir").unwrap_or_else(|| PathBuf::from("."));
    let kind = arg_values::optional_text(matches, "kind").unwrap_or_default();
    let forms = arg_values::texts(matches, "form");
    // A workbook is named, or a form asked for: then one workbook is the whole case.
    let workbook = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx")).then(|| path.clone());
    let id = workbooks::folder_id(&match &workbook {
        Some(file) => PathBuf::from(file.file_stem().unwrap_or_default()),
        None => named(&path),
    });
    let (names, next) = if workbook.is_some() || !forms.is_empty() {
        let book = workbooks::case_workbook(pack, &kind, &id, &forms, console.lang)?;
        match &workbook {
            Some(file) => bundle::write_new(file, &book.bytes)?,
            None => bundle::create_new(&path, &[OutputFile::new(book.name.clone(), book.bytes)])?,
        }
        (vec![book.name], "new-next-one")
    } else {
        let books = workbooks::workbooks(pack, &kind, console.lang)?;
        let mut files: Vec<OutputFile> = books.into_iter().map(|book| OutputFile::new(book.name, book.bytes)).collect();
        files.push(OutputFile::new("case.toml", workbooks::case_toml(pack, &kind, &id, console.lang)?));
        bundle::create_new(&path, &files)?;
        (files.into_iter().map(|file| file.path).collect(), "new-next")
    };
    let path = path.display().to_string();
    match console.format {
        OutputFormat::Json => {
            let document = json!({ "version": VERSION, "folder": path, "id": id, "kind": kind, "files": names });
            console.line(Stream::Out, &format!("{document:#}"));
        }
        OutputFormat::Human => {
            console.sentence(Stream::Out, &console.say(pack, "new-written", &[("path", path.clone())]));
            for name in names.iter().filter(|_| workbook.is_none()) {
                console.line(Stream::Out, &format!("  {name}"));
            }
            if !console.quiet {
                let next = console.say(
                    pack,
                    next,
                    &[("path", path), ("sheet", pack.settings.sheet.get(console.lang).to_owned())],
                );
                console.write(Stream::Out, &console.wrap(Stream::Out, &next, "", ""));
            }
        }
    }
    Ok(Exit::Clean)
}

/// The folder by its own name, which `.` does not tell.
fn named(dir: &Path) -> PathBuf {
    std::fs::canonicalize(dir).unwrap_or_else(|_| dir.to_owned())
}
