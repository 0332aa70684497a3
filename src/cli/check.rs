//! `bogo check CASE...`: findings on stdout, a verdict, nothing written.

use clap::ArgMatches;
use serde_json::Value as Json;

use super::console::{Console, Format, Stream};
use super::{Exit, build, examine, given, report};
use crate::error::Result;
use crate::pack::Pack;

pub(super) fn run(matches: &ArgMatches, pack: &Pack, console: &Console) -> Result<Exit> {
    let options = build::options(matches, false)?;
    let dirs = build::once(given::paths(matches, "case"));
    let mut exit = Exit::Clean;
    let mut documents = Vec::new();
    for dir in &dirs {
        let examined = match examine(dir, pack, &options) {
            Ok(examined) => examined,
            Err(error) => {
                documents.push(console.fault_json(&error, pack, Some(dir)));
                exit = exit.max(console.fault(&error, pack));
                continue;
            }
        };
        match console.format {
            Format::Human => report::print(&examined, dir, pack, console, Stream::Out),
            Format::Json => documents.push(report::to_json(&examined, pack, console.lang)),
        }
        exit = exit.max(Exit::from(examined.verdict));
    }
    if console.format == Format::Json {
        print(documents, console);
    }
    Ok(exit)
}

/// One case is one document; several are an array in the order of the arguments.
pub(super) fn print(mut documents: Vec<Json>, console: &Console) {
    let document = if documents.len() == 1 { documents.remove(0) } else { Json::Array(documents) };
    console.line(Stream::Out, &format!("{document:#}"));
}
