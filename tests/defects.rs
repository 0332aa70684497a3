//! Workbooks with one defect each, all over the formats that are read: the finding's code and cell are right, and
//! nothing else is told as an error.
//!
//! `defects/base.toml` is a sound case and the layouts that its tables take: titles, merged headers, blank rows and
//! columns. `defects/<topic>.toml` lists the defects: sheet and column, what is typed there, the layout and format of that
//! sheet, the code and the cell that must be named. The cell is written down, not computed: a workbook in which the
//! defect does not stand there fails too.

#[path = "support/archive.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod archive;
#[path = "support/ods.rs"]
mod ods;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bogo::cli::{Options, examine};
use bogo::finding::{Finding, Severity};
use bogo::mapping::normalise;
use bogo::origin::{Address, Origin};
use bogo::pack::{Assets, FieldType, Pack};
use encoding_rs::EUC_KR;
use rayon::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Formula, Workbook, Worksheet};
use serde::Deserialize;

/// What there must be at least.
const FEWEST: usize = 60;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Base {
    case: String,
    sheets: BTreeMap<String, String>,
    layout: BTreeMap<String, Layout>,
}

#[derive(Deserialize, Clone, Default)]
#[serde(deny_unknown_fields, default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a line of its own in the data")]
struct Layout {
    titles: Vec<String>,
    merge: bool,
    above: u32,
    left: u32,
    gaps: bool,
    group: bool,
    tall: bool,
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

#[derive(Deserialize, Clone, Debug, PartialEq)]
#[serde(untagged)]
enum Typed {
    Number(f64),
    Text(String),
}

/// Formats that a table can come in.
#[derive(Deserialize, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Xlsx,
    /// UTF-8 with a byte order mark.
    CsvUtf8,
    CsvCp949,
    CsvUtf16,
    /// Read by a child process.
    Ods,
}

const KINDS: [Kind; 5] = [Kind::Xlsx, Kind::CsvUtf8, Kind::CsvCp949, Kind::CsvUtf16, Kind::Ods];

/// A cell as it stands in the file.
#[derive(Clone, Debug)]
enum Cell {
    Blank,
    Text(String),
    Number(f64),
    Moment(String),
    Error(String),
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

/// A table of the base: headers and rows, cells trimmed.
fn table(text: &str) -> Vec<Vec<String>> {
    let line = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect();
    text.lines().filter(|text| !text.trim().is_empty()).map(line).collect()
}

/// A table with its place in the sheet.
struct Grid {
    cells: BTreeMap<(u32, u32), Cell>,
    /// Merged ranges: first and last row and column, with the text.
    merged: Vec<(u32, u32, u32, u32, String)>,
    /// Row of each row of data; the header's first.
    rows: Vec<u32>,
    columns: BTreeMap<String, u32>,
}

impl Grid {
    /// Lays a table out; rows and columns count from 1.
    fn new(sheet: &str, table: &[Vec<String>], layout: &Layout, pack: &Pack) -> Self {
        let width = u32::try_from(table[0].len()).expect("few");
        let (first, last) = (layout.left + 1, layout.left + width);
        let mut grid = Self { cells: BTreeMap::new(), merged: Vec::new(), rows: Vec::new(), columns: BTreeMap::new() };
        for (row, title) in (1..).zip(&layout.titles) {
            if layout.merge {
                grid.merged.push((row, first, row, last, title.clone()));
            }
            grid.cells.insert((row, first), Cell::Text(title.clone()));
        }
        let mut row = u32::try_from(layout.titles.len()).expect("few") + layout.above + 1;
        if layout.group {
            let middle = first + width / 2;
            for (from, to, text) in [(first, middle - 1, "기본 정보"), (middle, last, "상세 정보")] {
                grid.merged.push((row, from, row, to, text.to_owned()));
                grid.cells.insert((row, from), Cell::Text(text.to_owned()));
            }
            row += 1;
        }
        let schema = pack.sheets.sheet.iter().find(|schema| schema.ko == sheet).expect("a sheet of the pack");
        for (col, header) in (first..).zip(&table[0]) {
            grid.columns.insert(header.clone(), col);
            grid.cells.insert((row, col), Cell::Text(header.clone()));
            if layout.tall {
                grid.merged.push((row, col, row + 1, col, header.clone()));
            }
        }
        grid.rows.push(row);
        row += u32::from(layout.tall);
        for line in &table[1..] {
            row += 1 + u32::from(layout.gaps);
            grid.rows.push(row);
            for ((col, header), text) in (first..).zip(&table[0]).zip(line) {
                let field = schema.field.iter().find(|field| field.ko == *header || field.also.contains(header));
                let kind = field.unwrap_or_else(|| panic!("{sheet} has no column {header}")).kind;
                grid.cells.insert((row, col), cell(text, kind));
            }
        }
        grid
    }

    /// The place of a column and a row of data. A column that is new stands behind the last.
    fn place(&mut self, column: &str, row: i32) -> (u32, u32) {
        let next = self.columns.values().max().expect("columns") + 1;
        let col = *self.columns.entry(column.to_owned()).or_insert(next);
        match usize::try_from(row) {
            Ok(row) => (self.rows[row], col),
            Err(_) => (1, *self.columns.values().min().expect("columns")),
        }
    }

    fn put(&mut self, (row, col): (u32, u32), typed: &Typed) {
        let cell = match typed {
            Typed::Number(number) => Cell::Number(*number),
            Typed::Text(text) if text.is_empty() => Cell::Blank,
            Typed::Text(text) if text.starts_with('#') => Cell::Error(text.clone()),
            Typed::Text(text) => Cell::Text(text.clone()),
        };
        self.merged
            .retain(|(from, left, to, right, _)| !((*from..=*to).contains(&row) && (*left..=*right).contains(&col)));
        self.cells.insert((row, col), cell);
    }

    fn xlsx(&self, sheet: &mut Worksheet) {
        let centred = Format::new().set_align(FormatAlign::Center).set_bold();
        for (from, left, to, right, text) in &self.merged {
            let (left, right) = (left - 1, right - 1);
            let [left, right] = [left, right].map(|col| u16::try_from(col).expect("few"));
            if (from, left) != (to, right) {
                sheet.merge_range(from - 1, left, to - 1, right, text, &centred).expect("a merged range");
            }
        }
        for ((row, col), cell) in &self.cells {
            let (row, col) = (row - 1, u16::try_from(col - 1).expect("few"));
            let is_merged = self.merged.iter().any(|(from, left, to, right, _)| {
                (from - 1..*to).contains(&row) && (left - 1..*right).contains(&u32::from(col))
            });
            if is_merged {
                continue;
            }
            match cell {
                Cell::Blank => continue,
                Cell::Text(text) => sheet.write_string(row, col, text),
                Cell::Number(number) => sheet.write_number(row, col, *number),
                Cell::Error(error) => sheet.write_formula(row, col, Formula::new("=A0").set_result(error)),
                Cell::Moment(text) => {
                    let shown = if text.len() > 10 { "yyyy-mm-dd hh:mm" } else { "yyyy. m. d." };
                    let at = ExcelDateTime::parse_from_str(&text.replace(' ', "T")).expect("a date");
                    sheet.write_datetime_with_format(row, col, at, &Format::new().set_num_format(shown))
                }
            }
            .expect("a cell");
        }
    }

    fn ods(&self, sheet: &str) -> Vec<u8> {
        let last = self.cells.keys().map(|(row, _)| *row).max().unwrap_or(0);
        let right = self.cells.keys().map(|(_, col)| *col).max().unwrap_or(0);
        let cell = |row: u32, col: u32| {
            let merged = self
                .merged
                .iter()
                .find(|(from, left, to, right, _)| (*from..=*to).contains(&row) && (*left..=*right).contains(&col));
            match (merged, self.cells.get(&(row, col))) {
                (Some((from, left, to, right, text)), _) if (*from, *left) == (row, col) => {
                    ods::spanning(text, to - from + 1, right - left + 1)
                }
                (Some(_), _) => ods::covered(),
                (None, None | Some(Cell::Blank)) => ods::blank(),
                (None, Some(Cell::Text(text) | Cell::Error(text))) => ods::text(text),
                (None, Some(Cell::Number(number))) => ods::number(*number),
                (None, Some(Cell::Moment(at))) if at.len() > 10 => ods::moment(&format!("{}:00", at.replace(' ', "T"))),
                (None, Some(Cell::Moment(at))) => ods::moment(at),
            }
        };
        let rows: Vec<Vec<String>> = (1..=last).map(|row| (1..=right).map(|col| cell(row, col)).collect()).collect();
        ods::workbook(sheet, &rows)
    }

    fn csv(&self) -> String {
        let last = self.cells.keys().map(|(row, _)| *row).max().unwrap_or(0);
        let right = self.cells.keys().map(|(_, col)| *col).max().unwrap_or(0);
        let text = |row: u32, col: u32| match self.cells.get(&(row, col)) {
            None | Some(Cell::Blank) => String::new(),
            Some(Cell::Text(text) | Cell::Moment(text) | Cell::Error(text)) => {
                if text.contains([',', '"', '\n']) {
                    format!("\"{}\"", text.replace('"', "\"\""))
                } else {
                    text.clone()
                }
            }
            Some(Cell::Number(number)) => number.to_string(),
        };
        let line = |row: u32| {
            let cells: Vec<String> = (1..=right).map(|col| text(row, col)).collect();
            // Editors leave blank rows as empty lines, spreadsheets as lines of commas: both stand here.
            if cells.iter().all(String::is_empty) && row.is_multiple_of(2) {
                "\r\n".to_owned()
            } else {
                cells.join(",") + "\r\n"
            }
        };
        (1..=last).map(line).collect()
    }
}

/// A cell of the base as its column's type has it.
fn cell(text: &str, kind: FieldType) -> Cell {
    let numeric = matches!(kind, FieldType::Count | FieldType::Won | FieldType::Amount | FieldType::Share);
    let dated = matches!(kind, FieldType::Moment | FieldType::Date);
    match text.parse::<f64>() {
        _ if text.is_empty() => Cell::Blank,
        Ok(number) if numeric => Cell::Number(number),
        _ if dated => Cell::Moment(text.to_owned()),
        _ => Cell::Text(text.to_owned()),
    }
}

/// Writes the case: the sheet of the defect in its layout and format, every other in a workbook as it is. Returns where
/// the defect stands.
fn write(dir: &Path, base: &Base, defect: Option<&Defect>, layout: &str, format: Kind, pack: &Pack) -> Option<Address> {
    let files = match (format, defect) {
        (Kind::Xlsx, _) => "\"사건.xlsx\"",
        (Kind::Ods, Some(_)) => "\"사건.xlsx\", \"*.ods\"",
        (Kind::Ods, None) => "\"*.ods\"",
        (_, Some(_)) => "\"사건.xlsx\", \"*.csv\"",
        (_, None) => "\"*.csv\"",
    };
    fs::write(dir.join("case.toml"), base.case.replace("FILES", files)).expect("case.toml");
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
        let path = dir.join(format!("{shown}.csv"));
        match format {
            Kind::Xlsx => grid.xlsx(book.add_worksheet().set_name(shown).expect("a name")),
            _ if !is_here => grid.xlsx(book.add_worksheet().set_name(shown).expect("a name")),
            Kind::Ods => fs::write(dir.join(format!("{shown}.ods")), grid.ods(shown)).expect("a file"),
            Kind::CsvUtf8 => fs::write(path, format!("\u{feff}{}", grid.csv())).expect("a file"),
            Kind::CsvCp949 => fs::write(path, EUC_KR.encode(&grid.csv()).0).expect("a file"),
            Kind::CsvUtf16 => {
                let units =
                    format!("\u{feff}{}", grid.csv()).encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
                fs::write(path, units).expect("a file");
            }
        }
    }
    if files.contains("사건") {
        book.save(dir.join("사건.xlsx")).expect("a workbook");
    }
    planted
}

fn findings(dir: &Path, pack: &Pack) -> Vec<Finding> {
    bogo::source::read_with(env!("CARGO_BIN_EXE_bogo"));
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
        format!("{}: wanted {} {sheet}!{}, planted at {planted}, told {told:?}", defect.name, defect.code, defect.at)
    })
}

#[test]
fn every_defect_is_told_at_its_cell_and_nothing_else_is() {
    let (base, pack, defects) = (base(), pack(), defects());
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
    assert_eq!(distinct(|defect| format!("{:?}", defect.format)), KINDS.len(), "every format is used");
    assert!(distinct(|defect| defect.code.clone()) >= 30, "codes");
}
