//! `bogo verify --rebuild CASE`: what was received is built again from the case and held against it, byte by byte. Where an
//! input was changed, what it changed on the pages is told, with the cells that say so now.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value as Json;

use super::{Bundler, Examined, Order, examine};
use crate::bundle::{self, Asked, Class, Differing, Verified, VerifyMessage};
use crate::check::FilingVerdict;
use crate::error::{Error, ErrorKind, Result};
use crate::figures::Figures;
use crate::filing::{FactIndex, Filing, Inline, Material};
use crate::pack::Pack;
use crate::proof;
use crate::source::CaseFiles;

/// Most changed values that are told one by one.
const NAMED: usize = 40;
/// The file with every figure of a build.
const TRACE: &str = "trace.json";
/// Most cells that are told of one value.
const CELLS: usize = 3;

/// Builds `case` again and adds to what was verified where it and what was received at `path` differ. `bytes` are those of
/// a PDF.
///
/// # Errors
/// When the case cannot be read, or what was received does not say what it was asked for.
pub fn hold(verified: &mut Verified, path: &Path, bytes: Option<&[u8]>, case: &CaseFiles, pack: &Pack) -> Result<()> {
    let untold = || Error::new(ErrorKind::Input, "verify-again-untold").with("path", path.display().to_string());
    let seal = verified.seals.first().map(|(_, seal)| seal.clone());
    let asked = match bytes {
        None => Asked::of_folder(path),
        Some(_) => seal.as_ref().map(Asked::of_seal),
    };
    let asked = asked.ok_or_else(untold)?;
    let bundler = Bundler::new(pack, Order::again(&asked)?)?;
    let examined = examine(case, pack, &bundler.order().options)?;
    let place = case.dir().unwrap_or(Path::new("")).join("case.toml").display().to_string();
    if examined.dossier.case.id != asked.case {
        let said = VerifyMessage::new("verify-again-case").with("case", asked.case.as_str());
        verified.fail(Class::Contradictory, &place, said.with("found", examined.dossier.case.id.as_str()));
        return Ok(());
    }
    if examined.verdict != FilingVerdict::Clean && !asked.draft {
        // What was filed had none, so the case is not the one that it was made from.
        let count = examined.count(crate::finding::Severity::Error).to_string();
        verified.fail(Class::Changed, &place, VerifyMessage::new("verify-again-findings").with("count", count));
    }
    let folders = bundler.bundle(&examined)?.folders;
    let differing = match (bytes, seal) {
        (Some(bytes), Some(seal)) => {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            bundle::rebuilt_pdf(bytes, &name, &seal, folders, verified)?.into_iter().collect()
        }
        _ => bundle::rebuilt(path, folders, verified)?,
    };
    values(&differing, &examined, pack, verified);
    Ok(())
}

/// A value that is not what it was: how it reads on either side, and the cells that say so now.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Changed {
    cells: Vec<String>,
    found: String,
    made: String,
}

/// Tells what differs in the values of filings and figures, each value once and none that only follows from another, and
/// how many files differ in all.
fn values(differing: &[Differing], examined: &Examined, pack: &Pack, verified: &mut Verified) {
    if differing.is_empty() {
        return;
    }
    let mut changed: BTreeMap<String, (String, String, String)> = BTreeMap::new();
    // As a page prints it, where one does: the trace has every figure, as machines read it.
    let (traces, pages): (Vec<_>, Vec<_>) = differing.iter().partition(|file| file.path.ends_with(TRACE));
    for file in pages.into_iter().chain(traces) {
        for (id, found, made) in differences(file) {
            changed.entry(id).or_insert_with(|| (file.path.clone(), found, made));
        }
    }
    let follows = |id: &str| {
        let figure = examined.figures.get(id);
        figure.is_some_and(|figure| figure.inputs.iter().any(|input| changed.contains_key(input)))
    };
    let mut told: BTreeMap<Changed, (&str, &str)> = BTreeMap::new();
    for (id, (path, found, made)) in changed.iter().filter(|(id, _)| !follows(id)) {
        let one = Changed { cells: cells(id, examined, pack), found: found.clone(), made: made.clone() };
        told.entry(one).or_insert((path, id));
    }
    for (one, (path, id)) in told.iter().take(NAMED) {
        let label =
            examined.figures.get(id).map_or_else(|| (*id).to_owned(), |figure| format!("{} ({id})", figure.label));
        let mut cells = one.cells.iter().take(CELLS).cloned().collect::<Vec<_>>().join(", ");
        if one.cells.len() > CELLS {
            cells.push_str(" …");
        }
        let said = VerifyMessage::new(if cells.is_empty() { "verify-again-value" } else { "verify-again-value-at" });
        let said = said.with("label", label).with("found", one.found.as_str()).with("made", one.made.as_str());
        verified.fail(Class::Changed, path, said.with("cells", cells));
    }
    let files: BTreeSet<&str> = differing.iter().map(|file| file.path.as_str()).collect();
    let list = files.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    let said = VerifyMessage::new("verify-again-files").with("count", files.len().to_string()).with("files", list);
    verified.note(&differing[0].path, said.with("values", changed.len().to_string()));
}

/// Ids whose values differ in a file of data, with both.
fn differences(file: &Differing) -> Vec<(String, String, String)> {
    let (found, made) = (read(&file.found), read(&file.made));
    let ids: BTreeSet<&String> = found.keys().chain(made.keys()).collect();
    let shown = |values: &BTreeMap<String, String>, id: &str| values.get(id).cloned().unwrap_or_else(|| "—".to_owned());
    let differ = ids.into_iter().filter(|id| found.get(*id) != made.get(*id));
    differ.map(|id| (id.clone(), shown(&found, id), shown(&made, id))).collect()
}

/// Values by id: those that a filing prints, in its data or in those that its PDF carries, or all figures of a trace. Empty
/// for any other file.
fn read(bytes: &[u8]) -> BTreeMap<String, String> {
    if bytes.starts_with(b"%PDF-") {
        let inside = proof::pdf::read(bytes).map(|reading| reading.files).unwrap_or_default();
        let carried = inside.iter().find(|file| serde_json::from_slice::<Filing>(&file.bytes).is_ok());
        return carried.map(|file| read(&file.bytes)).unwrap_or_default();
    }
    if let Ok(filing) = serde_json::from_slice::<Filing>(bytes) {
        let printed = filing.inlines().filter_map(|inline| match inline {
            Inline::Value { text, figure, fact, .. } => {
                Some((figure.as_ref().or(fact.as_ref())?.clone(), text.clone()))
            }
            Inline::Text { .. } | Inline::Cite { .. } => None,
        });
        return printed.collect();
    }
    let Ok(trace) = serde_json::from_slice::<Json>(bytes) else { return BTreeMap::new() };
    let figures = trace["figures"].as_array().into_iter().flatten();
    let value =
        |figure: &Json| Some((figure["figure"].as_str()?.to_owned(), figure["value"]["value"].as_str()?.to_owned()));
    figures.filter_map(value).collect()
}

/// The cells that an id is read or computed from.
fn cells(id: &str, examined: &Examined, pack: &Pack) -> Vec<String> {
    let mut cells = BTreeSet::new();
    of_figure(id, &examined.figures, &mut BTreeSet::new(), &mut cells);
    if cells.is_empty() {
        let material = Material { dossier: &examined.dossier, figures: &examined.figures, duties: &examined.duties };
        cells.extend(FactIndex::new(pack, material).get(id).map(|fact| fact.field.origin().to_string()));
    }
    cells.into_iter().collect()
}

fn of_figure<'f>(id: &'f str, figures: &'f Figures, seen: &mut BTreeSet<&'f str>, cells: &mut BTreeSet<String>) {
    let Some(figure) = figures.get(id).filter(|_| seen.insert(id)) else { return };
    cells.extend(figure.origins.iter().map(ToString::to_string));
    for input in &figure.inputs {
        of_figure(input, figures, seen, cells);
    }
}
