//! `bogo trace CASE [ID]`: a figure as a tree of formula, figures and cells, a fact with its cell; `--reverse CELL`: what
//! became of a cell.

mod fact;
mod filed;
mod pages;
mod reverse;

use std::collections::BTreeSet;

use clap::ArgMatches;
use serde_json::{Value as Json, json};

use super::console::{Console, OutputFormat, Stream};
use super::{Exit, arg_values};
use crate::error::{Error, ErrorKind, Result};
use crate::figures::{Figure, Figures};
use crate::filing::{FactIndex, Material};
use crate::korean;
use crate::lineage::Samples;
use crate::origin::Origin;
use crate::pack::Pack;
use crate::pipeline::{Examined, Options, examine, figure_json, figure_json_with};
use crate::source::{CaseFiles, Reading};

/// Version of the JSON shape (`docs/schema/trace.v1.json`).
const VERSION: u32 = 1;
/// How deep a tree goes; formulas are far shallower.
const DEPTH: usize = 12;
/// Origins of a figure that a terminal shows.
const SHOWN: usize = 12;

pub(super) fn run(matches: &ArgMatches, pack: &Pack, console: &Console, reading: &Reading) -> Result<Exit> {
    let Some(dir) = arg_values::optional_path(matches, "case") else { return Ok(Exit::CouldNotWork) };
    let files = CaseFiles::at(dir).read_with(reading.clone());
    let examined = examine(&files, pack, &Options::default())?;
    if let Some(cells) = arg_values::optional_text(matches, "reverse") {
        return reverse::run(examined, &cells, pack, console);
    }
    let figures = &examined.figures;
    let Some(id) = arg_values::optional_text(matches, "figure") else {
        list(figures, pack, console);
        return Ok(Exit::Clean);
    };
    let material = Material { dossier: &examined.dossier, figures, duties: &examined.duties };
    let facts = FactIndex::new(pack, material);
    if let Some(figure) = figures.get(&id) {
        return of_figure(figure, &examined, pack, console);
    }
    let found = facts.get(&id).map_or_else(|| facts.row(&id), |fact| vec![fact]);
    if !found.is_empty() {
        return fact::run(&id, &found, &examined, pack, console);
    }
    if filed::run(&id, &examined, pack, console).is_some() {
        return Ok(Exit::Clean);
    }
    let known: Vec<String> =
        figures.iter().map(|figure| figure.id.clone()).chain(facts.all().map(|fact| fact.id)).collect();
    Err(unknown(&id, &known, pack, console))
}

fn unknown(id: &str, known: &[String], pack: &Pack, console: &Console) -> Error {
    let near = korean::nearest(id, known.iter().map(String::as_str));
    let suggestion = near.map_or_else(
        || console.say(pack, "cli-arg-figure", &[]),
        |near| console.say(pack, "usage-did-you-mean", &[("suggestion", near.to_owned())]),
    );
    Error::new(ErrorKind::Input, "unknown-figure").with("figure", id).with("suggestion", suggestion)
}

/// One figure with everything below it, the first cells of each origin read again.
fn of_figure(figure: &Figure, examined: &Examined, pack: &Pack, console: &Console) -> Result<Exit> {
    let figures = &examined.figures;
    let below = below(figure, figures);
    let origins = below.iter().filter_map(|id| figures.get(id)).flat_map(|figure| &figure.origins);
    let samples = Samples::read(&examined.files, &examined.dossier, origins)?;
    match console.format {
        OutputFormat::Json => {
            let mut document = figure_json_with(figure, figures, DEPTH, Some(&samples));
            if let Json::Object(map) = &mut document {
                map.shift_insert(0, "version".to_owned(), json!(VERSION));
            }
            console.line(Stream::Out, &format!("{document:#}"));
        }
        OutputFormat::Human => {
            let mut text = String::new();
            let tree = Tree { figures, samples: &samples, pack, console };
            tree.figure(figure, 0, &mut text);
            let origins = below.iter().filter_map(|id| figures.get(id)).flat_map(|figure| &figure.origins);
            tree.hashes(origins, &mut text);
            console.tell(Stream::Out, &text);
        }
    }
    Ok(Exit::Clean)
}

/// Ids of a figure and of all that it was computed from.
fn below<'a>(figure: &'a Figure, figures: &'a Figures) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open = vec![figure.id.as_str()];
    while let Some(id) = open.pop() {
        if found.insert(id) {
            open.extend(figures.get(id).into_iter().flat_map(|figure| &figure.inputs).map(String::as_str));
        }
    }
    found
}

/// The value as a page prints it, or the words for not knowing.
fn printed(figure: &Figure, pack: &Pack, console: &Console) -> String {
    figure.value.as_ref().map_or_else(
        || console.say(pack, "say-unknown", &[]),
        |value| {
            let text = korean::value(value, figure.certainty, &pack.terms);
            format!("{text}{}", figure.unit)
        },
    )
}

/// What a tree on a terminal is drawn with.
struct Tree<'a> {
    figures: &'a Figures,
    samples: &'a Samples,
    pack: &'a Pack,
    console: &'a Console,
}

impl Tree<'_> {
    fn figure(&self, figure: &Figure, depth: usize, out: &mut String) {
        let pad = "  ".repeat(depth);
        let value = self.console.style(Stream::Out, "1", &printed(figure, self.pack, self.console));
        out.push_str(&format!("{pad}{} = {value}\n{pad}  {}\n", figure.id, figure.label));
        if !figure.formula.is_empty() {
            out.push_str(&format!("{pad}  {}: {}\n", self.say("say-formula"), figure.formula));
        }
        self.origins(&figure.origins, &pad, out);
        self.chosen(&figure.chosen_by, &pad, out);
        if depth < DEPTH {
            for input in figure.inputs.iter().filter_map(|id| self.figures.get(id)) {
                self.figure(input, depth + 1, out);
            }
        }
    }

    /// The whole hash of each file that was read, once.
    fn hashes<'o>(&self, origins: impl Iterator<Item = &'o Origin>, out: &mut String) {
        let files: BTreeSet<_> = origins.map(|origin| (&origin.sheet.file, &origin.sheet.sha256)).collect();
        for (file, hash) in files {
            out.push_str(&format!("{}: {file} · sha256 {hash}\n", self.say("trace-file")));
        }
    }

    fn more(&self, count: usize) -> String {
        self.console.say(self.pack, "say-more", &[("count", count.to_string())])
    }

    /// Each origin in a line with its rows, and its first cells below it.
    fn origins(&self, origins: &[Origin], pad: &str, out: &mut String) {
        for origin in origins.iter().take(SHOWN) {
            let rows = origin.rows.map(|rows| format!(" · {rows}")).unwrap_or_default();
            out.push_str(&format!("{pad}  {}: {origin}{rows}\n", self.say("say-origin")));
            let cells: Vec<String> =
                self.samples.of(origin).iter().map(|sample| format!("{} {}", sample.at, sample.shown)).collect();
            if !cells.is_empty() {
                out.push_str(&format!("{pad}    {}: {}\n", self.say("trace-cells"), cells.join(" | ")));
            }
        }
        if origins.len() > SHOWN {
            out.push_str(&format!("{pad}  {}: {}\n", self.say("say-origin"), self.more(origins.len() - SHOWN)));
        }
    }

    /// The cells that chose what it was computed from, in one line.
    fn chosen(&self, cells: &[Origin], pad: &str, out: &mut String) {
        let Some(first) = cells.first() else { return };
        let places = cells.iter().filter_map(Origin::address).map(|at| at.to_string());
        let shown: Vec<String> = places.take(SHOWN).collect();
        let more = if cells.len() > SHOWN { format!(", {}", self.more(cells.len() - SHOWN)) } else { String::new() };
        let sheet = &first.sheet;
        let text = format!("{} / {} / {}{more}", sheet.file, sheet.sheet, shown.join(", "));
        out.push_str(&format!("{pad}  {}: {text}\n", self.say("trace-chosen-by")));
    }

    fn say(&self, key: &str) -> String {
        self.console.say(self.pack, key, &[])
    }
}

/// Every figure of the case in a line.
fn list(figures: &Figures, pack: &Pack, console: &Console) {
    match console.format {
        OutputFormat::Json => {
            let all: Vec<Json> = figures.iter().map(|figure| figure_json(figure, figures, 0)).collect();
            console.line(Stream::Out, &format!("{:#}", json!({ "version": VERSION, "figures": all })));
        }
        OutputFormat::Human => {
            let lines: Vec<String> = figures
                .iter()
                .map(|figure| format!("{} = {}  {}\n", figure.id, printed(figure, pack, console), figure.label))
                .collect();
            console.tell(Stream::Out, &lines.concat());
        }
    }
}
