//! Money that adds up, and money that does not: small tables, right and wrong by one won, each with its findings or none.
//!
//! `money.toml` lists them. A table is one or more sheets with `{holes}`; its cases fill the holes and say what must be told:
//! severity, code and cell of every finding about counts, payouts, corrections and sums. What is not listed must not be told.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use bogo::cli::{Options, examine};
use bogo::finding::Finding;
use bogo::lang::Lang;
use bogo::origin::Place;
use bogo::pack::{Assets, Pack};
use rayon::prelude::*;
use serde::Deserialize;

/// What there must be at least.
const FEWEST: usize = 20;
/// Families of findings about numbers that are held against one another.
const OF_NUMBERS: [&str; 4] = ["CLM", "PAY", "REP", "SUM"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tables {
    case: String,
    /// Sheets of every table that does not bring its own.
    base: BTreeMap<String, String>,
    table: Vec<Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    name: String,
    sheets: BTreeMap<String, String>,
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    why: String,
    #[serde(default)]
    holes: BTreeMap<String, String>,
    #[serde(default)]
    told: Vec<String>,
    /// Words that the first message must hold, in Korean.
    #[serde(default)]
    says: Vec<String>,
}

fn tables() -> Tables {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/money.toml");
    toml::from_str(&fs::read_to_string(path).expect("the tables")).unwrap_or_else(|error| panic!("{error}"))
}

/// Sheets as text files: a row per line, cells between `|`.
fn write(dir: &Path, tables: &Tables, table: &Table, case: &Case) {
    fs::write(dir.join("case.toml"), &tables.case).expect("case.toml");
    let own = table.sheets.iter();
    for (name, text) in own.chain(tables.base.iter().filter(|(name, _)| !table.sheets.contains_key(*name))) {
        let filled = case.holes.iter().fold(text.clone(), |text, (hole, cell)| text.replace(&format!("{{{hole}}}"), cell));
        assert!(!filled.contains('{'), "{}: a hole is left in {filled}", table.name);
        let quoted = |cell: &str| format!("\"{}\"", cell.trim());
        let rows = filled.trim().lines().map(|line| line.split('|').map(quoted).collect::<Vec<_>>().join(",") + "\n");
        fs::write(dir.join(format!("{name}.csv")), rows.collect::<String>()).expect("a sheet");
    }
}

fn told(finding: &Finding) -> String {
    let place = finding.origin.as_ref().map_or_else(String::new, |origin| match &origin.place {
        Place::Cells(range) => format!("{}!{range}", origin.sheet.sheet),
        Place::Key(key) => format!("{}!{key}", origin.sheet.file),
    });
    format!("{} {} {place}", finding.severity.word(), finding.code)
}

fn wrong(tables: &Tables, table: &Table, case: &Case, pack: &Pack) -> Option<String> {
    let dir = tempfile::tempdir().expect("a folder");
    write(dir.path(), tables, table, case);
    let examined = examine(dir.path(), pack, &Options::default()).unwrap_or_else(|error| panic!("{error}"));
    assert!(examined.failed.is_empty(), "no rule may fail");
    let of_numbers = |finding: &&Finding| OF_NUMBERS.iter().any(|front| finding.code.starts_with(front));
    // A cell that is not read would be a case that tests nothing.
    let unread = examined.findings.iter().find(|finding| finding.code.starts_with("MAP") && finding.severity.word() == "error");
    let found: Vec<&Finding> = examined.findings.iter().filter(of_numbers).collect();
    let all: Vec<String> = found.iter().map(|finding| told(finding)).chain(unread.map(told)).collect();
    let message = found.first().map_or_else(String::new, |finding| {
        let wording = pack.rules.get(finding.code).expect("wording");
        wording.message.fill(Lang::Ko, &finding.args)
    });
    let lacks: Vec<&String> = case.says.iter().filter(|words| !message.contains(*words)).collect();
    (all != case.told || !lacks.is_empty()).then(|| {
        format!("{}: {}\n  wanted {:?}\n  told   {all:?}\n  {message}\n  lacks  {lacks:?}", table.name, case.why, case.told)
    })
}

#[test]
fn what_adds_up_passes_and_what_does_not_is_told_where_it_stands() {
    bogo::source::read_with(env!("CARGO_BIN_EXE_bogo"));
    let tables = tables();
    let pack = Pack::load(Assets::embedded()).unwrap_or_else(|error| panic!("{error}"));
    let cases: Vec<(&Table, &Case)> =
        tables.table.iter().flat_map(|table| table.case.iter().map(move |case| (table, case))).collect();
    let failed: Vec<String> =
        cases.par_iter().filter_map(|(table, case)| wrong(&tables, table, case, &pack)).collect();
    assert!(failed.is_empty(), "{} of {}\n{}", failed.len(), cases.len(), failed.join("\n"));
    let right = cases.iter().filter(|(_, case)| case.told.is_empty()).count();
    let wrong = cases.len() - right;
    assert!(right >= FEWEST && wrong >= FEWEST, "{right} right, {wrong} wrong");
}
