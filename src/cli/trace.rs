//! `bogo trace CASE [FIGURE]`: a figure as a tree of formula, figures and cells.

use clap::ArgMatches;
use serde_json::{Value as Json, json};

use super::console::{Console, Format, Stream};
use super::{Exit, Options, examine, given};
use crate::error::{Error, Kind, Result};
use crate::figures::{Figure, Figures};
use crate::korean;
use crate::pack::Pack;
use crate::value::JsonValue;

/// Version of the JSON shape (`docs/schema/trace.v1.json`).
const VERSION: u32 = 1;
/// How deep a tree goes; formulas are far shallower.
const DEPTH: usize = 12;

pub(super) fn run(matches: &ArgMatches, pack: &Pack, console: &Console) -> Result<Exit> {
    let Some(dir) = given::optional_path(matches, "case") else { return Ok(Exit::CouldNotWork) };
    let examined = examine(&dir, pack, &Options::default())?;
    let figures = &examined.figures;
    let Some(id) = given::optional_text(matches, "figure") else {
        list(figures, pack, console);
        return Ok(Exit::Clean);
    };
    let Some(figure) = figures.get(&id) else {
        let near = korean::nearest(&id, figures.iter().map(|figure| figure.id.as_str()));
        let suggestion = near.map_or_else(
            || console.say(pack, "cli-arg-figure", &[]),
            |near| console.say(pack, "usage-did-you-mean", &[("suggestion", near.to_owned())]),
        );
        return Err(Error::new(Kind::Input, "unknown-figure").with("figure", id).with("suggestion", suggestion));
    };
    match console.format {
        Format::Json => {
            let mut document = to_json(figure, figures, DEPTH);
            if let Json::Object(map) = &mut document {
                map.shift_insert(0, "version".to_owned(), json!(VERSION));
            }
            console.line(Stream::Out, &format!("{document:#}"));
        }
        Format::Human => {
            let mut text = String::new();
            tree(figure, figures, pack, console, 0, &mut text);
            console.write(Stream::Out, &text);
        }
    }
    Ok(Exit::Clean)
}

/// The JSON of a figure, those it was computed from inside it.
pub(super) fn to_json(figure: &Figure, figures: &Figures, depth: usize) -> Json {
    let value = figure.value.as_ref().map_or_else(
        || json!({ "type": null, "value": null, "state": "unknown" }),
        |value| json!(JsonValue(value, figure.certainty)),
    );
    let inputs: Vec<Json> = figure
        .inputs
        .iter()
        .filter(|_| depth > 0)
        .filter_map(|id| figures.get(id))
        .map(|input| to_json(input, figures, depth - 1))
        .collect();
    json!({
        "figure": figure.id,
        "label": figure.label,
        "value": value,
        "unit": figure.unit,
        "formula": figure.formula,
        "origins": figure.origins,
        "inputs": inputs,
    })
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

fn tree(figure: &Figure, figures: &Figures, pack: &Pack, console: &Console, depth: usize, out: &mut String) {
    let pad = "  ".repeat(depth);
    let value = console.style(Stream::Out, "1", &printed(figure, pack, console));
    out.push_str(&format!("{pad}{} = {value}\n{pad}  {}\n", figure.id, figure.label));
    if !figure.formula.is_empty() {
        out.push_str(&format!("{pad}  {}: {}\n", console.say(pack, "say-formula", &[]), figure.formula));
    }
    for origin in figure.origins.iter().take(12) {
        let rows = origin.rows.map(|rows| format!(" · {rows}")).unwrap_or_default();
        let hash = origin.sheet.sha256.get(..12).unwrap_or_default();
        out.push_str(&format!("{pad}  {}: {origin}{rows} · sha256 {hash}…\n", console.say(pack, "say-origin", &[])));
    }
    if figure.origins.len() > 12 {
        out.push_str(&format!("{pad}  {}: … +{}\n", console.say(pack, "say-origin", &[]), figure.origins.len() - 12));
    }
    if depth < DEPTH {
        for input in figure.inputs.iter().filter_map(|id| figures.get(id)) {
            tree(input, figures, pack, console, depth + 1, out);
        }
    }
}

/// Every figure of the case in a line.
fn list(figures: &Figures, pack: &Pack, console: &Console) {
    match console.format {
        Format::Json => {
            let all: Vec<Json> = figures.iter().map(|figure| to_json(figure, figures, 0)).collect();
            console.line(Stream::Out, &format!("{:#}", json!({ "version": VERSION, "figures": all })));
        }
        Format::Human => {
            let lines: Vec<String> = figures
                .iter()
                .map(|figure| format!("{} = {}  {}\n", figure.id, printed(figure, pack, console), figure.label))
                .collect();
            console.write(Stream::Out, &lines.concat());
        }
    }
}
