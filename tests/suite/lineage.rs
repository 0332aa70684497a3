//! Lineage told the truth: every id on a page resolves, every number of an input has a use or a reason for none, and what
//! changes with a cell is among what the cell is said to feed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use bogo::figures::Figures;
use bogo::filing::{FactIndex, Material, PrintedId};
use bogo::lineage::{Omitted, Role, Sight, Target, UnusedReason, Uses, Via, uses};
use bogo::origin::{Range, column_letters};
use bogo::pack::{Assets, Pack};
use bogo::pipeline::{Examined, Options, examine};
use bogo::source::{Cell, CellValue, Reading, Row, Workbook};
use fixtures::claims;
use fixtures::random::Random;
use tempfile::TempDir;

/// Claims of the synthetic case beside those that payouts name, and cells asked of its large sheets.
const CLAIMS: usize = 1_500;
const ASKED: usize = 200;
/// Cells changed in each case.
const CHANGED: usize = 12;
const SEED: u64 = 7;

fn pack() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(|| Pack::load(Assets::embedded()).expect("the packaged templates load"))
}

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let entries = fs::read_dir(folder).expect("fixtures").flatten().map(|entry| entry.path());
    let mut cases: Vec<PathBuf> = entries.filter(|path| path.join("case.toml").is_file()).collect();
    cases.sort();
    assert!(cases.len() > 5);
    cases
}

/// The Kakao case with a few of its synthetic claims and all of its payouts, row by row.
fn with_claims() -> &'static Path {
    static CASE: OnceLock<TempDir> = OnceLock::new();
    let dir = CASE.get_or_init(|| {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let kakao = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15");
        for entry in fs::read_dir(&kakao).expect("the case").flatten().filter(|entry| entry.path().is_file()) {
            fs::copy(entry.path(), dir.path().join(entry.file_name())).expect("a copy");
        }
        let toml = fs::read_to_string(dir.path().join("case.toml")).expect("a case file");
        let more = "\"피해와보상.xlsx\", \"피해접수.xlsx\", \"보상지급.xlsx\"]";
        fs::write(dir.path().join("case.toml"), toml.replace("\"피해와보상.xlsx\"]", more)).expect("a file");
        let (all, mut payouts) = claims::synthesise();
        let paid: BTreeSet<usize> = payouts.iter().map(|payout| payout.claim).collect();
        let step = all.len() / CLAIMS;
        let kept: Vec<usize> = (0..all.len()).filter(|at| paid.contains(at) || at % step == 0).collect();
        for payout in &mut payouts {
            payout.claim = kept.binary_search(&payout.claim).expect("a claim that is kept");
        }
        let kept: Vec<_> = kept.into_iter().map(|at| all[at]).collect();
        claims::write_claims(&dir.path().join("피해접수.xlsx"), &kept).expect("a workbook");
        claims::write_payouts(&dir.path().join("보상지급.xlsx"), &payouts).expect("a workbook");
        dir
    });
    dir.path()
}

fn examined(dir: &Path) -> Examined {
    examine(dir, pack(), &Options::default()).unwrap_or_else(|error| panic!("{}: {error}", dir.display()))
}

/// The rows of every sheet of every input of a case.
fn rows(dir: &Path, examined: &Examined) -> Vec<(Target, Row<'static>)> {
    let mut all = Vec::new();
    for file in &examined.dossier.files {
        let mut book =
            Workbook::open(&dir.join(&file.name), &file.name, file.no, &Reading::default()).expect("an input");
        for sheet in &file.sheets {
            book.each_row(&sheet.sheet, |row| {
                let range = Range::cell(row.number, 1);
                all.push((Target { sheet: sheet.clone(), range }, row.to_owned()));
                ControlFlow::Continue(())
            })
            .expect("a sheet");
        }
    }
    all
}

/// The uses of one cell.
fn uses_of<'s>(
    subject: &'s mut Omitted<'_>,
    examined: &Parts,
    target: &Target,
    row: &Row<'static>,
    col: u32,
) -> Uses<'s> {
    let target = Target { sheet: target.sheet.clone(), range: Range::cell(row.number, col) };
    uses(subject, &examined.filings, &Sight { target, rows: vec![row.clone()] })
}

/// Whether the rows of its sheet are folded.
fn is_folded(target: &Target) -> bool {
    ["피해접수.xlsx", "보상지급.xlsx"].contains(&target.sheet.file.as_str())
}

/// What is asked of beside the dossier, which changes while it is asked.
struct Parts {
    filings: Vec<bogo::filing::Filing>,
}

#[test]
fn every_id_on_every_page_resolves() {
    let mut count = BTreeMap::from([("figures", 0), ("facts", 0), ("notes", 0)]);
    let mut unknown = BTreeSet::new();
    for dir in fixtures().iter().map(PathBuf::as_path).chain([with_claims()]) {
        let examined = examined(dir);
        let Examined { dossier, figures, duties, filings, .. } = &examined;
        let facts = FactIndex::new(pack(), Material { dossier, figures, duties });
        for filing in filings {
            for id in filing.printed().into_iter().flat_map(|(_, ids)| ids) {
                let (kind, found) = match id {
                    PrintedId::Figure(id) => ("figures", figures.get(id).is_some()),
                    PrintedId::Fact(id) => ("facts", facts.get(id).is_some_and(|fact| fact.id == id)),
                };
                if !found {
                    unknown.insert(format!("{}: {}: {id:?}", dir.display(), filing.file));
                }
                *count.entry(kind).or_default() += 1;
            }
            // A note on paper names a figure, a fact or a row.
            for source in &filing.sources {
                let id = source.id.as_str();
                let found = figures.get(id).is_some() || facts.get(id).is_some() || !facts.row(id).is_empty();
                if !found {
                    unknown.insert(format!("{}: {}: note {id}", dir.display(), filing.file));
                }
                *count.entry("notes").or_default() += 1;
            }
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
    assert!(count.values().all(|count| *count > 500), "{count:?}");
}

#[test]
fn every_number_of_every_input_has_a_use_or_a_reason_for_none() {
    let (mut used, mut unused) = (0, BTreeMap::new());
    for dir in fixtures().iter().map(PathBuf::as_path).chain([with_claims()]) {
        let examined = examined(dir);
        let rows = rows(dir, &examined);
        let Examined { mut dossier, figures, duties, filings, .. } = examined;
        let parts = Parts { filings };
        let numbers = rows.iter().flat_map(|(target, row)| {
            let numbers = row.cells.iter().filter(|cell| matches!(cell.value, CellValue::Number { .. }));
            numbers.map(move |cell| (target, row, cell.col))
        });
        let (folded, held): (Vec<_>, Vec<_>) = numbers.partition(|(target, ..)| is_folded(target));
        let mut random = Random::new(SEED);
        let some: BTreeSet<usize> = (0..ASKED.min(folded.len())).map(|_| index(&mut random, folded.len())).collect();
        // The held sheets of the synthetic case are those of the committed one.
        let held = if folded.is_empty() { held } else { Vec::new() };
        for (target, row, col) in held.into_iter().chain(some.into_iter().map(|at| folded[at])) {
            let mut subject = Omitted { pack: pack(), dossier: &mut dossier, figures: &figures, duties: &duties };
            let found = uses_of(&mut subject, &parts, target, row, col);
            let place = format!("{} {} {}{}", dir.display(), target.sheet.sheet, column_letters(col), row.number);
            assert_eq!(found.unused.is_some(), found.figures.is_empty() && found.places.is_empty(), "{place}");
            match found.unused {
                None => used += 1,
                Some(why) => {
                    // A number that was read, and of which nothing says why it has no use, would be a gap.
                    let is_told = match why {
                        UnusedReason::Role(role) => !matches!(role, Role::Field | Role::Blank),
                        UnusedReason::NotUnderstood => true,
                        UnusedReason::NotAsked => !found.facts.is_empty() || is_folded(target),
                    };
                    assert!(is_told, "{place}: {why:?}");
                    *unused.entry(format!("{why:?}")).or_insert(0) += 1;
                }
            }
        }
    }
    assert!(used > 250, "{used} used, {unused:?}");
    let without: usize = unused.values().sum();
    assert!(without * 4 < used, "{used} used, {unused:?}");
}

/// A copy of a case whose sheets are text files, each cell where it was.
struct Copy {
    dir: TempDir,
    /// By the name of a file: its lines of cells.
    sheets: BTreeMap<String, Vec<Vec<String>>>,
}

impl Copy {
    fn of(case: &Path, examined: &Examined) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let mut sheets: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
        for (target, row) in rows(case, examined) {
            let lines = sheets.entry(format!("{}/{}.csv", target.sheet.file_no, target.sheet.sheet)).or_default();
            lines.resize((row.number as usize).max(lines.len()), Vec::new());
            let line = &mut lines[row.number as usize - 1];
            for cell in &row.cells {
                line.resize((cell.col as usize).max(line.len()), String::new());
                line[cell.col as usize - 1] = cell.value.display();
            }
        }
        // A line without a comma is skipped, and those below it would move up.
        sheets.values_mut().flatten().for_each(|line| line.resize(line.len().max(40), String::new()));
        let toml = fs::read_to_string(case.join("case.toml")).expect("a case file");
        let from = toml.find("files = [").expect("its inputs");
        let to = from + toml[from..].find(']').expect("an end") + 1;
        let names: Vec<String> = sheets.keys().map(|name| format!("\"{name}\"")).collect();
        let toml = format!("{}files = [{}]{}", &toml[..from], names.join(", "), &toml[to..]);
        fs::write(dir.path().join("case.toml"), toml).expect("a file");
        let copy = Self { dir, sheets };
        copy.sheets.keys().for_each(|name| copy.write(name, None));
        copy
    }

    /// Writes a sheet, one of its cells changed, or all of a row where the column is 0.
    fn write(&self, name: &str, change: Option<(u32, u32, &str)>) {
        let mut text = String::new();
        for (line, row) in self.sheets[name].iter().zip(1..) {
            let cells = line.iter().zip(1..).map(|(cell, col)| {
                let cell = change
                    .filter(|(r, c, _)| *r == row && (*c == col || *c == 0))
                    .map_or(cell.as_str(), |(.., other)| other);
                format!("\"{}\"", cell.replace('"', "\"\""))
            });
            text.push_str(&cells.collect::<Vec<_>>().join(","));
            text.push('\n');
        }
        let path = self.dir.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
}

/// The cell made one larger: a number by one in its last place but for shares, a moment by a minute, a day by a day.
fn one_more(cell: &CellValue<'_>) -> Option<String> {
    let shown = cell.display();
    match cell {
        CellValue::Number { .. } => {
            let (number, sign) = shown.strip_suffix('%').map_or((shown.as_str(), ""), |number| (number, "%"));
            let number: rust_decimal::Decimal = number.parse().ok()?;
            Some(format!("{}{sign}", number + rust_decimal::Decimal::ONE))
        }
        CellValue::Serial(serial) => {
            let at = serial.date_time()?;
            if serial.elapsed {
                None
            } else if at.time() == chrono::NaiveTime::MIN {
                Some((at.date() + chrono::Days::new(1)).to_string())
            } else {
                Some((at + chrono::TimeDelta::minutes(1)).format("%Y-%m-%d %H:%M").to_string())
            }
        }
        CellValue::Text(_) | CellValue::Shown(_) | CellValue::Bool(_) | CellValue::Error(_) => None,
    }
}

fn index(random: &mut Random, below: usize) -> usize {
    usize::try_from(random.below(u64::try_from(below).expect("it fits"))).expect("it fits")
}

/// Figures of `a` that `b` has with another value or not at all.
fn changed(a: &Figures, b: &Figures) -> BTreeSet<String> {
    let same = |figure: &&bogo::figures::Figure| b.get(&figure.id).is_some_and(|other| other.value == figure.value);
    a.iter().filter(|figure| !same(figure)).map(|figure| figure.id.clone()).collect()
}

#[test]
fn what_changes_with_a_cell_is_among_what_the_cell_feeds() {
    let (mut tried, mut moved, mut missing, mut hidden) = (0, 0, BTreeSet::new(), BTreeSet::new());
    for case in fixtures().iter().map(PathBuf::as_path).chain([with_claims()]) {
        let original = examined(case);
        let copy = Copy::of(case, &original);
        let cells: Vec<(Target, Row<'static>, u32, String)> = rows(case, &original)
            .into_iter()
            .flat_map(|(target, row)| {
                let more: Vec<_> =
                    row.cells.iter().filter_map(|cell| Some((cell.col, one_more(&cell.value)?))).collect();
                more.into_iter().map(move |(col, text)| (target.clone(), row.clone(), col, text))
            })
            .collect();
        let Examined { mut dossier, figures, duties, filings, .. } = examined(copy.dir.path());
        let parts = Parts { filings };
        let copied: BTreeMap<String, Target> = dossier
            .files
            .iter()
            .flat_map(|file| {
                file.sheets
                    .iter()
                    .map(|sheet| (file.name.clone(), Target { sheet: sheet.clone(), range: Range::cell(1, 1) }))
            })
            .collect();
        let mut random = Random::new(SEED);
        let chosen: BTreeSet<usize> = (0..CHANGED).map(|_| index(&mut random, cells.len())).collect();
        for at in chosen {
            let (target, row, col, text) = &cells[at];
            let name = format!("{}/{}.csv", target.sheet.file_no, target.sheet.sheet);
            copy.write(&name, Some((row.number, *col, text)));
            let other = examine(copy.dir.path(), pack(), &Options::default());
            copy.write(&name, None);
            // A case that is no case any more changes no figure.
            let Ok(other) = other else { continue };
            tried += 1;
            let mut changed = changed(&figures, &other.figures);
            // A claim of another day comes to a group that it was not in: nothing of that group leads here.
            if is_folded(target) {
                changed.retain(|id| !id.contains(&format!("by_day.{text}")));
            }
            moved += usize::from(!changed.is_empty());
            let line = &copy.sheets[&name][row.number as usize - 1];
            let cells = line.iter().zip(1..).filter(|(cell, _)| !cell.is_empty());
            let cells = cells.map(|(cell, col)| Cell { col, value: CellValue::Text(cell.clone().into()) });
            let row = Row { number: row.number, cells: cells.collect(), struck: Vec::new() };
            let mut subject = Omitted { pack: pack(), dossier: &mut dossier, figures: &figures, duties: &duties };
            let found = uses_of(&mut subject, &parts, &copied[&name], &row, *col);
            let fed: BTreeMap<&str, Via> = found.figures.iter().map(|used| (used.id.as_str(), used.via)).collect();
            let case = case.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
            let place = format!("{case}: {name} {}{} to {text}", column_letters(*col), row.number);
            let missed = changed.iter().filter(|id| !fed.contains_key(id.as_str()));
            missing.extend(missed.map(|id| format!("{place}: {id}")));
            // What changes with a number should have its cell among its origins; a day may choose between rows.
            let is_number = text.parse::<rust_decimal::Decimal>().is_ok();
            hidden.extend(
                changed
                    .iter()
                    .filter(|id| is_number && fed.get(id.as_str()) == Some(&Via::Choice))
                    .map(|id| format!("{place}: {id}")),
            );
        }
    }
    assert!(tried > 50 && moved > 25, "{tried} cells, {moved} of which moved a figure");
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(hidden.is_empty(), "{hidden:#?}");
}

#[test]
fn a_folded_row_counts_where_its_absence_is_missed() {
    let case = with_claims();
    let original = examined(case);
    let copy = Copy::of(case, &original);
    let rows = rows(case, &original);
    let Examined { mut dossier, figures, duties, .. } = examined(copy.dir.path());
    let sheets: Vec<_> = dossier.files.iter().flat_map(|file| file.sheets.clone()).collect();
    let is_group = |id: &str| ["claims.by_", "claims.own.by_", "payouts.by_"].iter().any(|front| id.starts_with(front));
    let mut random = Random::new(SEED);
    let mut groups = 0;
    for (file, asked) in [("피해접수.xlsx", 6), ("보상지급.xlsx", 4)] {
        // Neither the heading nor the header.
        let records: Vec<_> =
            rows.iter().filter(|(target, row)| target.sheet.file == file && row.cells.len() > 6).skip(1).collect();
        for _ in 0..asked {
            let (target, row) = records[index(&mut random, records.len())];
            let name = format!("{}/{}.csv", target.sheet.file_no, target.sheet.sheet);
            copy.write(&name, Some((row.number, 0, "")));
            let without = examined(copy.dir.path());
            copy.write(&name, None);
            let missed: BTreeSet<String> = changed(&figures, &without.figures)
                .into_iter()
                .filter(|id| is_group(id))
                .filter(|id| {
                    figures.get(id).is_some_and(|figure| figure.origins.iter().any(|origin| origin.rows.is_some()))
                })
                .collect();
            let sheet = sheets.iter().find(|sheet| sheet.file == name).expect("its copy");
            let cells =
                copy.sheets[&name][row.number as usize - 1].iter().zip(1..).filter(|(cell, _)| !cell.is_empty());
            let cells = cells.map(|(cell, col)| Cell { col, value: CellValue::Text(cell.clone().into()) });
            let row = Row { number: row.number, cells: cells.collect(), struck: Vec::new() };
            let whole = Range { first: Range::cell(row.number, 1).first, last: Range::cell(row.number, 40).last };
            let sight = Sight { target: Target { sheet: sheet.clone(), range: whole }, rows: vec![row] };
            let mut subject = Omitted { pack: pack(), dossier: &mut dossier, figures: &figures, duties: &duties };
            let found = uses(&mut subject, &[], &sight);
            let direct = found.figures.iter().filter(|used| used.via != Via::Figures && is_group(&used.id));
            let direct: BTreeSet<String> = direct.map(|used| used.id.clone()).collect();
            assert_eq!(direct, missed, "{name} row {}", sight.target.range);
            groups += missed.len();
        }
    }
    assert!(groups > 40, "{groups} groups");
}
