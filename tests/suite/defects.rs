//! Workbooks with one defect each, all over the formats that are read: the finding's code and cell are right, and
//! nothing else is told as an error.
//!
//! `defects/base.toml` is a sound case and the layouts that its tables take: titles, merged headers, blank rows and
//! columns. `defects/<topic>.toml` lists the defects: sheet and column, what is typed there, the layout and format of that
//! sheet, the code and the cell that must be named. The cell is written down, not computed: a workbook in which the
//! defect does not stand there fails too. Each defect is written as xlsb and as xls as well.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bogo::finding::{Finding, Severity};
use bogo::mapping::normalise;
use bogo::origin::{Address, Origin};
use bogo::pack::{Assets, Pack};
use bogo::pipeline::{Options, examine};
use rayon::prelude::*;
use rust_xlsxwriter::Workbook;
use serde::Deserialize;

use crate::support::grid::{Grid, Layout, Typed, table};
use crate::support::written;
use crate::support::written::{KINDS, Kind};

/// What there must be at least.
const FEWEST: usize = 60;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Base {
    case: String,
    sheets: BTreeMap<String, String>,
    layout: BTreeMap<String, Layout>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Topic {
    defect: Vec<Defect>,
}

#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
struct Defect {
    /// What is wrong, as the name of the workbook.
    name: String,
    sheet: String,
    /// Header of the column as the base names it, or of a column that is new.
    column: String,
    /// Row of data from 1; 0 is the header, -1 a title.
    row: i32,
    /// What is typed: text, a number, `#REF!` for an error, nothing for an empty cell.
    cell: Typed,
    /// Other cells of the sheet that differ, by column and row: what makes the cell a defect.
    #[serde(default)]
    with: Vec<(String, i32, Typed)>,
    /// Another name of the sheet.
    #[serde(default)]
    renamed: Option<String>,
    layout: String,
    format: Kind,
    code: String,
    at: String,
    /// The sheet of `at`, where another one holds the defect.
    #[serde(default)]
    on: Option<String>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/defects")
}

fn base() -> Base {
    toml::from_str(&fs::read_to_string(folder().join("base.toml")).expect("the base")).expect("TOML")
}

fn defects() -> Vec<Defect> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder()).expect("a folder").flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.file_name().is_some_and(|name| name != "base.toml"));
    paths.sort();
    let topic = |path: &PathBuf| -> Topic {
        toml::from_str(&fs::read_to_string(path).expect("a topic"))
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    paths.iter().flat_map(|path| topic(path).defect).collect()
}

fn pack() -> Pack {
    Pack::load(Assets::embedded()).unwrap_or_else(|error| panic!("{error}"))
}

/// Writes the case: the sheet of the defect in its layout and format, every other in a workbook as it is. Returns where
/// the defect stands.
fn write(dir: &Path, base: &Base, defect: Option<&Defect>, layout: &str, format: Kind, pack: &Pack) -> Option<Address> {
    let own = match format {
        Kind::Xlsx => "",
        Kind::CsvUtf8 | Kind::CsvCp949 | Kind::CsvUtf16 => "\"*.csv\"",
        Kind::Ods => "\"*.ods\"",
        Kind::Xlsb => "\"*.xlsb\"",
        Kind::Xls => "\"*.xls\"",
    };
    let shared = if format == Kind::Xlsx || defect.is_some() { "\"사건.xlsx\"" } else { "" };
    let files = [shared, own].into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", ");
    fs::write(dir.join("case.toml"), base.case.replace("FILES", &files)).expect("case.toml");
    let (mut book, mut planted) = (Workbook::new(), None);
    for (name, text) in &base.sheets {
        let is_here = defect.is_none_or(|defect| defect.sheet == *name);
        let layout = if is_here { &base.layout[layout] } else { &Layout::default() };
        let mut grid = Grid::new(name, &table(text), layout, pack);
        let mut shown = name.as_str();
        if let Some(defect) = defect.filter(|_| is_here) {
            for (column, row, typed) in &defect.with {
                let place = grid.place(column, *row);
                grid.put(place, typed);
            }
            let place = grid.place(&defect.column, defect.row);
            grid.put(place, &defect.cell);
            planted = Some(Address { row: place.0, col: place.1 });
            shown = defect.renamed.as_deref().unwrap_or(name);
        }
        match written::file(&grid, shown, format).filter(|_| is_here) {
            Some((ending, bytes)) => fs::write(dir.join(format!("{shown}.{ending}")), bytes).expect("a file"),
            None => written::xlsx(&grid, book.add_worksheet().set_name(shown).expect("a name")),
        }
    }
    if !shared.is_empty() {
        book.save(dir.join("사건.xlsx")).expect("a workbook");
    }
    planted
}

fn findings(dir: &Path, pack: &Pack) -> Vec<Finding> {
    let examined = examine(dir, pack, &Options::default()).unwrap_or_else(|error| panic!("{error}"));
    assert!(examined.failed.is_empty(), "{:?}", examined.failures);
    examined.findings
}

fn told(finding: &Finding) -> String {
    let place = finding.origin.as_ref().map_or_else(|| "?".to_owned(), Origin::to_string);
    format!("{} {place}", finding.code)
}

/// What is wrong with the answer to a defect; nothing when it is told where it stands and no error stands elsewhere.
fn wrong(defect: &Defect, base: &Base, pack: &Pack) -> Option<String> {
    let dir = tempfile::tempdir().expect("a folder");
    let planted = write(dir.path(), base, Some(defect), &defect.layout, defect.format, pack)?;
    let sheet = defect.on.as_deref().or(defect.renamed.as_deref()).unwrap_or(&defect.sheet);
    let found = findings(dir.path(), pack);
    let is_it = |finding: &Finding| {
        finding.code == defect.code
            && finding.origin.as_ref().is_some_and(|origin| {
                origin.sheet.sheet == sheet && origin.address().is_some_and(|at| at.to_string() == defect.at)
            })
    };
    let others: Vec<String> =
        found.iter().filter(|finding| finding.severity == Severity::Error && !is_it(finding)).map(told).collect();
    let stands = defect.on.is_some() || planted.to_string() == defect.at;
    let hits = found.iter().filter(|finding| is_it(finding)).count();
    (hits != 1 || !others.is_empty() || !stands).then(|| {
        let alike = found.iter().filter(|finding| finding.code == defect.code).map(told);
        let told: Vec<String> = others.into_iter().chain(alike).collect();
        format!(
            "{} {:?}: wanted {} {sheet}!{}, planted at {planted}, told {told:?}",
            defect.name, defect.format, defect.code, defect.at
        )
    })
}

#[test]
fn every_defect_is_told_at_its_cell_and_nothing_else_is() {
    let (base, pack, defects) = (base(), pack(), defects());
    let failed: Vec<String> = defects.par_iter().filter_map(|defect| wrong(defect, &base, &pack)).collect();
    assert!(failed.is_empty(), "{} of {}\n{}", failed.len(), defects.len(), failed.join("\n"));
}

/// A workbook is the same in the binary formats, so the same is wrong with it at the same cell.
#[test]
fn the_same_defects_are_told_at_the_same_cells_of_xlsb_and_xls() {
    let (base, pack) = (base(), pack());
    let binary = |defect: Defect| [Kind::Xlsb, Kind::Xls].map(|format| Defect { format, ..defect.clone() });
    let defects: Vec<Defect> = defects().into_iter().flat_map(binary).collect();
    let failed: Vec<String> = defects.par_iter().filter_map(|defect| wrong(defect, &base, &pack)).collect();
    assert!(failed.is_empty(), "{} of {}\n{}", failed.len(), defects.len(), failed.join("\n"));
}

#[test]
fn the_sound_case_is_clean_in_every_layout_and_format() {
    let (base, pack) = (base(), pack());
    let layouts: Vec<(&String, Kind)> =
        base.layout.keys().flat_map(|layout| KINDS.map(|format| (layout, format))).collect();
    let failed: Vec<String> = layouts
        .par_iter()
        .flat_map(|(layout, format)| {
            let dir = tempfile::tempdir().expect("a folder");
            write(dir.path(), &base, None, layout, *format, &pack);
            let found = findings(dir.path(), &pack);
            let loud = found.iter().filter(|finding| finding.severity != Severity::Note);
            loud.map(|finding| format!("{layout} {format:?}: {}", told(finding))).collect::<Vec<_>>()
        })
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn the_corpus_is_wide() {
    let (base, defects) = (base(), defects());
    let distinct =
        |key: fn(&Defect) -> String| defects.iter().map(key).collect::<std::collections::BTreeSet<_>>().len();
    assert!(defects.len() >= FEWEST, "{}", defects.len());
    assert_eq!(distinct(|defect| defect.name.clone()), defects.len(), "a name is used once");
    assert_eq!(distinct(|defect| normalise(&defect.layout)), base.layout.len(), "every layout is used");
    // The binary formats hold every defect anew.
    assert_eq!(distinct(|defect| format!("{:?}", defect.format)), KINDS.len() - 2, "every format is used");
    assert!(distinct(|defect| defect.code.clone()) >= 30, "codes");
}
