//! `bogo check CASE...`: findings on stdout and a verdict. Nothing is written but the folder that `--annotate` names.

use std::path::Path;

use clap::ArgMatches;
use serde_json::{Value as Json, json};

use super::console::{Console, OutputFormat, Stream};
use super::{Exit, arg_values, build, report};
use crate::bundle::{self, OutputFile};
use crate::error::Result;
use crate::mapping::Schemas;
use crate::pack::Pack;
use crate::pipeline::{Examined, examine, remarks};
use crate::source::{CaseFiles, Reading};
use crate::{dossier, workbooks};

pub(super) fn run(matches: &ArgMatches, pack: &Pack, console: &Console, reading: &Reading) -> Result<Exit> {
    let options = build::options(matches, false)?;
    let dirs = build::once(arg_values::paths(matches, "case"));
    let annotate = arg_values::optional_path(matches, "annotate");
    if let Some(folder) = &annotate {
        // Asked before a large case is read.
        bundle::refuse_existing(folder)?;
    }
    let mut exit = Exit::Clean;
    let (mut documents, mut files) = (Vec::new(), Vec::new());
    for dir in &dirs {
        let case = CaseFiles::at(dir).read_with(reading.clone());
        let examined = match examine(&case, pack, &options) {
            Ok(examined) => examined,
            Err(error) => {
                documents.push(console.fault_json(&error, pack, Some(dir)));
                exit = exit.max(console.fault(&error, pack));
                continue;
            }
        };
        let mut document = match console.format {
            OutputFormat::Human => {
                report::print(&examined, pack, console, Stream::Out);
                Json::Null
            }
            OutputFormat::Json => report::to_json_with_cells(&examined, pack, console.lang),
        };
        if let Some(folder) = &annotate {
            let own = annotated(&examined, dirs.len() > 1, pack, console)?;
            let paths: Vec<String> = own.iter().map(|file| folder.join(&file.path).display().to_string()).collect();
            if let Json::Object(map) = &mut document {
                map.insert("annotated".to_owned(), json!(paths));
            }
            files.extend(own);
        }
        documents.push(document);
        exit = exit.max(Exit::from(examined.verdict));
    }
    if let Some(folder) = &annotate {
        write(folder, &files, pack, console)?;
    }
    if console.format == OutputFormat::Json {
        print(documents, console);
    }
    Ok(exit)
}

/// The workbooks to correct from of one case; of several cases each has its own folder.
fn annotated(examined: &Examined, is_one_of_many: bool, pack: &Pack, console: &Console) -> Result<Vec<OutputFile>> {
    let found = remarks(examined, pack, console.lang);
    let inputs: Vec<String> = examined.dossier.files.iter().map(|file| file.name.clone()).collect();
    let settings = dossier::mapping(&examined.files, &Schemas::new(pack), pack)?.map(|(settings, _)| settings);
    let books = workbooks::annotated((pack, settings.as_ref()), &examined.files, &inputs, &found, console.lang)?;
    let path = |name: String| {
        if is_one_of_many { format!("{}/{name}", examined.dossier.case.id) } else { name }
    };
    Ok(books.into_iter().map(|book| OutputFile::new(path(book.name), book.bytes)).collect())
}

fn write(folder: &Path, files: &[OutputFile], pack: &Pack, console: &Console) -> Result<()> {
    let human = console.format == OutputFormat::Human;
    let say = |key, args: &[(&'static str, String)]| console.sentence(Stream::Err, &console.say(pack, key, args));
    if files.is_empty() {
        if human {
            say("annotate-nothing", &[]);
        }
        return Ok(());
    }
    bundle::create_new(folder, files)?;
    if human {
        let (path, count) = (folder.display().to_string(), files.len().to_string());
        say("annotate-written", &[("path", path), ("count", count)]);
    }
    Ok(())
}

/// One case is one document; several are an array in the order of the arguments.
pub(super) fn print(mut documents: Vec<Json>, console: &Console) {
    let document = if documents.len() == 1 { documents.remove(0) } else { Json::Array(documents) };
    console.line(Stream::Out, &format!("{document:#}"));
}
