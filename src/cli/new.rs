//! `bogo new DIR`: a case folder with workbooks to fill, written where nothing stands yet.

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
    let dir = arg_values::optional_path(matches, "dir").unwrap_or_else(|| PathBuf::from("."));
    let kind = arg_values::optional_text(matches, "kind").unwrap_or_default();
    let id = workbooks::folder_id(&named(&dir));
    let books = workbooks::workbooks(pack, &kind, console.lang)?;
    let mut files: Vec<OutputFile> = books.into_iter().map(|book| OutputFile::new(book.name, book.bytes)).collect();
    files.push(OutputFile::new("case.toml", workbooks::case_toml(pack, &kind, &id, console.lang)?));
    bundle::create_new(&dir, &files)?;
    let names: Vec<String> = files.into_iter().map(|file| file.path).collect();
    let path = dir.display().to_string();
    match console.format {
        OutputFormat::Json => {
            let document = json!({ "version": VERSION, "folder": path, "id": id, "kind": kind, "files": names });
            console.line(Stream::Out, &format!("{document:#}"));
        }
        OutputFormat::Human => {
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
