//! `bogo new DIR`: a case folder with workbooks to fill, written where nothing stands yet.

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use serde_json::json;

use super::console::{Console, Format, Stream};
use super::{Exit, arg_values};
use crate::bundle::{self, File};
use crate::desk;
use crate::error::Result;
use crate::pack::Pack;

/// Version of the JSON shape; fields are only added within one.
const VERSION: u32 = 1;

pub(super) fn run(matches: &ArgMatches, pack: &Pack, console: &Console) -> Result<Exit> {
    let dir = arg_values::optional_path(matches, "dir").unwrap_or_else(|| PathBuf::from("."));
    let kind = arg_values::optional_text(matches, "kind").unwrap_or_default();
    let id = desk::folder_id(&named(&dir));
    let books = desk::workbooks(pack, &kind, console.lang)?;
    let mut files: Vec<File> = books.into_iter().map(|book| File::new(book.name, book.bytes)).collect();
    files.push(File::new("case.toml", desk::case_toml(pack, &kind, &id, console.lang)?));
    bundle::fresh(&dir, &files)?;
    let names: Vec<String> = files.into_iter().map(|file| file.path).collect();
    let path = dir.display().to_string();
    match console.format {
        Format::Json => {
            let document = json!({ "version": VERSION, "folder": path, "id": id, "kind": kind, "files": names });
            console.line(Stream::Out, &format!("{document:#}"));
        }
        Format::Human => {
            console.line(Stream::Out, &console.say(pack, "new-written", &[("path", path.clone())]));
            for name in &names {
                console.line(Stream::Out, &format!("  {name}"));
            }
            if !console.quiet {
                let next = console.say(pack, "new-next", &[("path", path)]);
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
