//! Any one cell of the Kakao sheets, broken in every way its type allows: one error, at that cell, never a clean verdict.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use bogo::finding::{Finding, Severity};
use bogo::origin::{Address, Origin};
use bogo::pack::{Assets, FieldSchema, FieldType, Pack, SheetSchema};
use bogo::pipeline::{Options, examine};
use fixtures::book;
use rayon::prelude::*;
use tempfile::TempDir;

/// Rows of a column that are broken in turn: the first and the last.
const ROWS: usize = 2;

/// A cell and what is typed there.
struct Mutation {
    sheet: String,
    /// Row and column within the CSV, from 0.
    row: usize,
    col: usize,
    at: Address,
    text: String,
    why: &'static str,
}

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15")
}

fn pack() -> Pack {
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    Pack::load(Assets::with_overlay(&templates)).unwrap_or_else(|error| panic!("{error}"))
}

/// Names of the sheets of the case with the lines above their headers.
fn sheets() -> Vec<(String, usize)> {
    let text = fs::read_to_string(fixture().join("source/book.toml")).expect("the book");
    let book: toml::Table = text.parse().expect("TOML");
    let workbooks = book["workbook"].as_array().expect("workbooks").iter();
    let sheets = workbooks.flat_map(|workbook| workbook["sheet"].as_array().expect("sheets"));
    let heading = |sheet: &toml::Value| sheet.get("heading").and_then(toml::Value::as_array).map_or(0, Vec::len);
    sheets.map(|sheet| (sheet["name"].as_str().expect("a name").to_owned(), heading(sheet))).collect()
}

fn rows(dir: &Path, sheet: &str) -> Vec<Vec<String>> {
    book::rows(&dir.join("source").join(format!("{sheet}.csv"))).expect("the source reads")
}

fn field<'p>(schema: &'p SheetSchema, header: &str) -> Option<&'p FieldSchema> {
    let same = |name: &str| bogo::mapping::normalise(name) == bogo::mapping::normalise(header);
    schema.field.iter().find(|field| same(&field.ko) || same(&field.en) || field.also.iter().any(|name| same(name)))
}

/// What no cell of a type may say, with the reason.
fn impossible(kind: FieldType) -> &'static [(&'static str, &'static str)] {
    const WORD: (&str, &str) = ("어제쯤", "a word");
    match kind {
        FieldType::Text | FieldType::Link | FieldType::Id => &[],
        FieldType::Code | FieldType::Codes => &[("없는값이름", "an unknown code"), ("#REF!x", "not a code")],
        FieldType::Count => &[WORD, ("-3", "negative"), ("1.5", "a fraction"), ("105,11", "a misplaced comma")],
        FieldType::Won => &[WORD, ("-30000", "negative"), ("1000.5", "a fraction"), ("30000달러", "dollars")],
        FieldType::Amount | FieldType::Number => &[WORD, ("-30000", "negative"), ("1,00", "a misplaced comma")],
        FieldType::Share => &[WORD, ("-1", "negative"), ("100.1", "above 100"), ("반쯤", "half")],
        FieldType::Moment | FieldType::Date | FieldType::AsOf => &[
            WORD,
            ("2022-13-45 10:00", "no such day"),
            ("10/11/2022", "two readings"),
            ("2022-10-15 25:61", "no such hour"),
        ],
        FieldType::Duration => &[WORD, ("-3시간", "negative"), ("127", "no unit")],
        FieldType::Flag => &[("글쎄", "neither"), ("2", "a number")],
    }
}

/// Columns whose cells name a row of another sheet.
const REFERENCES: &[(&str, &str)] = &[
    ("서비스", "사고"),
    ("서비스", "사업자"),
    ("보상기준", "사업자"),
    ("시정요구", "사업자"),
    ("피해접수통계", "접수창구"),
    ("보상지급통계", "보상기준"),
    ("보상지급통계", "전체의 일부"),
    ("보상지급통계", "대체하는 값"),
];

/// Mutations of every typed column of a sheet.
fn mutations(pack: &Pack, sheet: &str, heading: usize) -> Vec<Mutation> {
    let schema = pack.sheets.sheet.iter().find(|schema| schema.ko == sheet).expect("a sheet of the pack");
    let rows = rows(&fixture(), sheet);
    let mut found = Vec::new();
    for (col, header) in rows[0].iter().enumerate() {
        let field = field(schema, header).unwrap_or_else(|| panic!("{sheet} has no column {header}"));
        let filled: Vec<usize> =
            (1..rows.len()).filter(|row| rows[*row].get(col).is_some_and(|c| !c.is_empty())).collect();
        let Some(last) = filled.len().checked_sub(1) else { continue };
        let mut sample: Vec<usize> = (0..ROWS).map(|n| filled[last * n / (ROWS - 1)]).collect();
        sample.dedup();
        let mut add = |row: usize, text: &str, why| {
            let at = Address {
                row: u32::try_from(row + 1 + heading).expect("few"),
                col: u32::try_from(col + 1).expect("few"),
            };
            found.push(Mutation { sheet: sheet.to_owned(), row, col, at, text: text.to_owned(), why });
        };
        for (n, row) in sample.iter().enumerate() {
            // A word always; of the other faults the columns take turns.
            let faults = impossible(field.kind);
            let turn = |step: usize| faults.get(1 + (col + step) % faults.len().saturating_sub(1).max(1));
            let first = faults.first().filter(|_| n == 0);
            for (text, why) in first.into_iter().chain(turn(n)) {
                add(*row, text, why);
            }
            if field.required && n == 0 && field.kind != FieldType::Id {
                add(*row, "", "required");
            }
            if REFERENCES.contains(&(sheet, header.as_str())) {
                add(*row, "없는_식별자", "leads nowhere");
            }
        }
    }
    found
}

/// A folder of the case whose cells can be changed, sound between two mutations.
struct Bench {
    dir: TempDir,
}

impl Bench {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(dir.path().join("source")).expect("a folder");
        for entry in fs::read_dir(fixture().join("source")).expect("the sources").flatten() {
            fs::copy(entry.path(), dir.path().join("source").join(entry.file_name())).expect("a copy");
        }
        for entry in fs::read_dir(fixture()).expect("the case").flatten().filter(|entry| entry.path().is_file()) {
            fs::copy(entry.path(), dir.path().join(entry.file_name())).expect("a copy");
        }
        Self { dir }
    }

    /// The errors of the case with one cell changed.
    fn errors(&self, mutation: &Mutation, pack: &Pack) -> Vec<Finding> {
        let path = self.dir.path().join("source").join(format!("{}.csv", mutation.sheet));
        let sound = fs::read(&path).expect("the source");
        let mut rows = book::rows(&path).expect("the source reads");
        mutation.text.clone_into(&mut rows[mutation.row][mutation.col]);
        let line = |cells: &Vec<String>| {
            let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            quoted.join(",") + "\n"
        };
        fs::write(&path, rows.iter().map(line).collect::<String>()).expect("ours");
        let changed = book::workbooks(self.dir.path(), Some(&mutation.sheet)).expect("the sources make workbooks");
        let [changed] = changed.as_slice() else { panic!("{} is in one workbook", mutation.sheet) };
        fs::write(self.dir.path().join(&changed.file), &changed.bytes).expect("ours");
        fs::write(&path, sound).expect("ours");
        let examined = examine(self.dir.path(), pack, &Options::default()).unwrap_or_else(|error| panic!("{error}"));
        fs::copy(fixture().join(&changed.file), self.dir.path().join(&changed.file)).expect("a copy");
        assert!(examined.failed.is_empty(), "{}!{}: {:?}", mutation.sheet, mutation.at, examined.failures);
        examined.findings.into_iter().filter(|finding| finding.severity == Severity::Error).collect()
    }
}

fn names(origin: &Origin, mutation: &Mutation) -> bool {
    origin.sheet.sheet == mutation.sheet && origin.address() == Some(mutation.at)
}

/// What is wrong with the answer to a mutation; nothing when it is one error at that cell.
fn wrong(mutation: &Mutation, errors: &[Finding]) -> Option<String> {
    let place = |origin: &Option<Origin>| origin.as_ref().map_or_else(|| "?".to_owned(), ToString::to_string);
    let at_cell = |finding: &Finding| {
        finding.origin.iter().chain(finding.related.iter().map(|related| &related.origin)).any(|o| names(o, mutation))
    };
    let is_right = matches!(errors, [only] if at_cell(only));
    if is_right {
        return None;
    }
    let mut text = format!("{}!{} `{}` ({}):", mutation.sheet, mutation.at, mutation.text, mutation.why);
    for finding in errors {
        write!(text, " {} {}", finding.code, place(&finding.origin)).expect("text");
    }
    Some(text)
}

fn judge(mutations: Vec<Mutation>) {
    let pack = pack();
    assert!(!mutations.is_empty());
    let failed: Vec<String> = mutations
        .into_par_iter()
        .map_init(Bench::new, |bench, mutation| wrong(&mutation, &bench.errors(&mutation, &pack)))
        .flatten()
        .collect();
    assert!(failed.is_empty(), "\n{}", failed.join("\n"));
}

#[test]
fn any_one_cell_that_its_type_forbids_is_one_error_at_that_cell() {
    let pack = pack();
    judge(sheets().iter().flat_map(|(sheet, heading)| mutations(&pack, sheet, *heading)).collect());
}

/// Sheet, key column and row, column, text, why: cells that are well formed and wrong all the same.
const CONTRADICTIONS: &[(&str, (&str, &str), &str, &str, &str)] = &[
    ("서비스", ("식별자", "kakaotalk_pc"), "중단 시작", "2022-10-17 15:30", "start after end"),
    ("서비스", ("식별자", "melon"), "중단 시작", "2022-12-15 15:30", "start after end"),
    ("서비스", ("식별자", "kakaotalk_pc"), "일부 복구", "2022-10-14 10:25", "restored before it began"),
    ("사고", ("식별자", "pangyo"), "전체 복구", "2022-10-14 23:00", "all restored before the start"),
    ("사고", ("식별자", "pangyo"), "화재 발생", "2022-10-25 15:19", "fire after it was out"),
    ("사고", ("식별자", "pangyo"), "완진", "2022-10-15 10:00", "out before it began"),
    ("접수창구", ("식별자", "kakao_claims"), "접수 시작", "2022-11-19", "opened after it closed"),
    ("접수창구", ("식별자", "kakao_claims"), "접수 종료", "2022-10-06", "closed before it opened"),
    ("접수창구", ("식별자", "kakao_claims"), "접수 일수", "18", "own count of days off by one"),
    ("보상기준", ("식별자", "sb_to_300k"), "피해액 상한", "-300000", "negative bound"),
];

#[test]
fn a_well_formed_contradiction_is_one_error_at_one_of_its_cells() {
    let sheets = sheets();
    let mutations = CONTRADICTIONS.iter().map(|(sheet, (key, row), column, text, why)| {
        let cells = rows(&fixture(), sheet);
        let col = |name: &str| cells[0].iter().position(|header| header == name).unwrap_or_else(|| panic!("{name}"));
        let at_row = cells.iter().position(|line| line.get(col(key)).is_some_and(|cell| cell == row));
        let at_row = at_row.unwrap_or_else(|| panic!("{sheet} has no {row}"));
        let heading = sheets.iter().find(|(name, _)| name == sheet).expect("a sheet").1;
        let at = Address {
            row: u32::try_from(at_row + 1 + heading).expect("few"),
            col: u32::try_from(col(column) + 1).expect("few"),
        };
        Mutation { sheet: (*sheet).to_owned(), row: at_row, col: col(column), at, text: (*text).to_owned(), why }
    });
    judge(mutations.collect());
}
