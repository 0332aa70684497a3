//! The Kakao case as another company's exports would hold it: English sheets and headers in the opposite order, a title
//! over all columns, blank rows, amounts in thousands, totals and a note below. As a workbook and as CSV in CP949 it makes
//! the same pages, byte for byte, apart from where its values stand.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use bogo::check::FilingVerdict;
use bogo::filing::Filing;
use bogo::finding::Severity;
use bogo::pack::{Assets, FieldSchema, FieldType, Pack, SheetSchema};
use bogo::pipeline::{Examined, Options, examine};
use bogo::render;
use encoding_rs::EUC_KR;
use fixtures::book;
use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use tempfile::TempDir;

/// The row of the header, counted from 0.
const TOP: usize = 4;

fn pack() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(|| Pack::load(Assets::embedded()).expect("the packaged templates load"))
}

/// The case as it is, but for a dash that CP949 lacks.
fn plain() -> &'static Path {
    static PLAIN: OnceLock<TempDir> = OnceLock::new();
    let dir = PLAIN.get_or_init(|| {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15");
        let dir = tempfile::tempdir().expect("a folder");
        fs::copy(from.join("case.toml"), dir.path().join("case.toml")).expect("the case");
        fs::create_dir(dir.path().join("source")).expect("a folder");
        for entry in fs::read_dir(from.join("source")).expect("the sources").flatten() {
            let text = fs::read_to_string(entry.path()).expect("text").replace('–', "-");
            fs::write(dir.path().join("source").join(entry.file_name()), text).expect("ours");
        }
        for workbook in book::workbooks(dir.path(), None).expect("the sources make workbooks") {
            fs::write(dir.path().join(workbook.file), workbook.bytes).expect("ours");
        }
        dir
    });
    dir.path()
}

/// Workbooks by file name, with the names of their sheets.
fn workbooks() -> Vec<(String, Vec<String>)> {
    let text = fs::read_to_string(plain().join("source/book.toml")).expect("a book");
    let book: toml::Table = text.parse().expect("TOML");
    let name = |value: &toml::Value, key: &str| value[key].as_str().expect("a name").to_owned();
    let sheets = |workbook: &toml::Value| {
        workbook["sheet"].as_array().expect("sheets").iter().map(|sheet| name(sheet, "name")).collect()
    };
    let workbooks = book["workbook"].as_array().expect("workbooks").iter();
    workbooks.map(|workbook| (name(workbook, "file"), sheets(workbook))).collect()
}

#[derive(Clone)]
enum Cell {
    Text(String),
    Number(Decimal),
}

/// A sheet in disguise: its cells by row and column from 0. The first column is blank.
struct Disguise {
    name: String,
    width: usize,
    cells: BTreeMap<(usize, usize), Cell>,
}

fn field<'p>(schema: &'p SheetSchema, header: &str) -> &'p FieldSchema {
    let is =
        |field: &&FieldSchema| field.ko == header || field.en == header || field.also.iter().any(|name| name == header);
    schema.field.iter().find(is).unwrap_or_else(|| panic!("{}: {header}", schema.ko))
}

fn disguise(sheet: &str) -> Disguise {
    let schema = pack().sheets.sheet.iter().find(|schema| schema.ko == sheet).expect("a table of the pack");
    let rows = book::rows(&plain().join("source").join(format!("{sheet}.csv"))).expect("a source");
    let width = rows[0].len();
    let below = TOP + rows.len() + 1;
    let mut cells = BTreeMap::new();
    let mut put = |at: (usize, usize), cell: Cell| drop(cells.insert(at, cell));
    let text = |text: &str| Cell::Text(text.to_owned());
    put((0, 1), Cell::Text(format!("{} (export)", schema.en)));
    for (col, header) in rows[0].iter().enumerate() {
        let place = width - col;
        let field = field(schema, header);
        let is_won = field.kind == FieldType::Won;
        let is_number = is_won || field.kind == FieldType::Count;
        put((TOP, place), Cell::Text(format!("{}{}", field.en, if is_won { " (thousand won)" } else { "" })));
        let mut sum = Some(Decimal::ZERO).filter(|_| is_number && rows.len() > 2);
        for (row, record) in (TOP + 1..).zip(&rows[1..]).filter(|(_, record)| !record[col].is_empty()) {
            let number = record[col].replace(',', "").parse::<Decimal>().ok().filter(|_| is_number);
            let number = number.map(|number| if is_won { number / Decimal::from(1000) } else { number }.normalize());
            sum = sum.zip(number).map(|(sum, number)| sum + number);
            put((row, place), number.map_or_else(|| text(&record[col]), Cell::Number));
        }
        if let Some(sum) = sum {
            put((below, place), Cell::Number(sum));
            put((below, 0), text("Total"));
        }
    }
    put((below + 1, 1), text("※ exported for review"));
    Disguise { name: schema.en.clone(), width, cells }
}

impl Disguise {
    fn xlsx(&self, sheet: &mut Worksheet) {
        let column = |col: usize| u16::try_from(col).expect("few columns");
        sheet.set_name(&self.name).expect("a name");
        for ((row, col), cell) in &self.cells {
            let (row, col) = (u32::try_from(*row).expect("few rows"), column(*col));
            match cell {
                Cell::Text(text) if row == 0 => {
                    sheet.merge_range(0, col, 0, column(self.width), text, &Format::new()).expect("a title");
                }
                Cell::Text(text) => drop(sheet.write(row, col, text).expect("a cell")),
                Cell::Number(number) => {
                    let value: f64 = number.to_string().parse().expect("a number");
                    sheet.write(row, col, value).expect("a cell");
                }
            }
        }
    }

    /// Rows of one width, as a spreadsheet program saves them. A merged title stands in its first cell.
    fn csv(&self) -> String {
        let last = self.cells.keys().map(|(row, _)| *row).max().unwrap_or(0);
        let cell = |at: (usize, usize)| match self.cells.get(&at) {
            None => String::new(),
            Some(Cell::Number(number)) => number.to_string(),
            Some(Cell::Text(text)) => format!("\"{}\"", text.replace('"', "\"\"")),
        };
        let line = |row| (0..=self.width).map(|col| cell((row, col))).collect::<Vec<_>>().join(",") + "\r\n";
        (0..=last).map(line).collect()
    }
}

/// A folder with the case file, its inputs named anew.
fn folder(files: &str) -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let case = fs::read_to_string(plain().join("case.toml")).expect("the case");
    let inputs = "[\"사건.xlsx\", \"피해와보상.xlsx\"]";
    assert!(case.contains(inputs));
    fs::write(dir.path().join("case.toml"), case.replace(inputs, files)).expect("ours");
    dir
}

fn as_xlsx() -> TempDir {
    let dir = folder("[\"사건.xlsx\", \"피해와보상.xlsx\"]");
    for (file, sheets) in workbooks() {
        let mut out = Workbook::new();
        for sheet in sheets {
            disguise(&sheet).xlsx(out.add_worksheet());
        }
        out.save(dir.path().join(file)).expect("a workbook");
    }
    dir
}

fn as_cp949() -> TempDir {
    let dir = folder("[\"*.csv\"]");
    for sheet in workbooks().into_iter().flat_map(|(_, sheets)| sheets) {
        let disguise = disguise(&sheet);
        let text = disguise.csv();
        let (bytes, _, lossy) = EUC_KR.encode(&text);
        assert!(!lossy, "{sheet} has a character that CP949 lacks");
        fs::write(dir.path().join(format!("{}.csv", disguise.name)), bytes).expect("ours");
    }
    dir
}

fn examined(dir: &Path) -> Examined {
    let examined = examine(dir, pack(), &Options::default()).unwrap_or_else(|error| panic!("{error}"));
    let errors: Vec<_> = examined.findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert_eq!(examined.verdict, FilingVerdict::Clean, "{errors:#?}");
    examined
}

/// JSON, HTML and PDF of a filing.
fn pages(filing: &Filing) -> [Vec<u8>; 3] {
    let document = render::document(pack(), filing).expect("a document");
    let html = render::html(pack(), filing, &document).expect("a page");
    let pdf = render::pdf(pack(), filing, &document, &[], None).expect("a PDF");
    [serde_json::to_vec_pretty(filing).expect("JSON"), html.into_bytes(), pdf]
}

/// The case as it is, and the pages of each of its filings.
fn wanted() -> &'static (Examined, Vec<[Vec<u8>; 3]>) {
    static WANTED: OnceLock<(Examined, Vec<[Vec<u8>; 3]>)> = OnceLock::new();
    WANTED.get_or_init(|| {
        let wanted = examined(plain());
        let pages = wanted.filings.iter().map(pages).collect();
        (wanted, pages)
    })
}

/// Fails where a case differs from the plain one in a figure, or a filing in anything but where its values stand.
fn assert_same(dir: &Path) -> Examined {
    let (wanted, wanted_pages) = wanted();
    let mut found = examined(dir);
    let ids: BTreeSet<&str> =
        wanted.figures.iter().chain(found.figures.iter()).map(|figure| figure.id.as_str()).collect();
    assert!(ids.len() > 500);
    let differ = |id: &&str| found.figures.get(id).is_none() || wanted.figures.value(id) != found.figures.value(id);
    assert_eq!(ids.into_iter().filter(differ).collect::<Vec<_>>(), [""; 0]);
    let files = |examined: &Examined| examined.filings.iter().map(|filing| filing.file.clone()).collect::<Vec<_>>();
    assert_eq!(files(&found), files(wanted));
    assert!(wanted.filings.len() > 4, "three filings and the letters of two");
    let mut moved = 0;
    for ((filing, wanted), wanted_pages) in found.filings.iter_mut().zip(&wanted.filings).zip(wanted_pages) {
        assert_eq!(filing.sources.len(), wanted.sources.len(), "{}", wanted.file);
        for (source, wanted) in filing.sources.iter_mut().zip(&wanted.sources) {
            assert_eq!(source.origins.is_empty(), wanted.origins.is_empty(), "{}", wanted.id);
            moved += usize::from(source.origins != wanted.origins);
            source.origins.clone_from(&wanted.origins);
        }
        for ((format, found), wanted_page) in ["JSON", "HTML", "PDF"].into_iter().zip(pages(filing)).zip(wanted_pages) {
            assert!(!found.is_empty());
            let at = found.iter().zip(wanted_page).position(|(found, wanted)| found != wanted);
            let around = |bytes: &[u8]| {
                let at = at.unwrap_or_default();
                String::from_utf8_lossy(&bytes[at.saturating_sub(80)..bytes.len().min(at + 80)]).into_owned()
            };
            let is_same = found == *wanted_page;
            assert!(is_same, "{} {format}: {} for {}", wanted.file, around(&found), around(wanted_page));
        }
    }
    assert!(moved > 100, "values stand elsewhere: {moved}");
    found
}

fn told(examined: &Examined, code: &str) -> usize {
    examined.findings.iter().filter(|finding| finding.code == code).count()
}

#[test]
fn the_kakao_case_in_other_clothes_makes_the_same_pages() {
    let found = assert_same(as_xlsx().path());
    assert!(told(&found, "MAP21") > 3 && told(&found, "SRC05") > 0, "totals and thousands were there");
}

#[test]
fn the_kakao_case_as_cp949_csv_in_other_clothes_makes_the_same_pages() {
    let dir = as_cp949();
    let files: Vec<PathBuf> = fs::read_dir(dir.path()).expect("a folder").flatten().map(|entry| entry.path()).collect();
    let unicode =
        |path: &&PathBuf| path.extension().is_some_and(|ending| ending == "csv") && fs::read_to_string(path).is_ok();
    let korean = files.len() - 1 - files.iter().filter(unicode).count();
    assert!(korean > 10, "{korean} files are CP949 and nothing else");
    let found = assert_same(dir.path());
    assert!(told(&found, "MAP21") > 3 && told(&found, "SRC05") > 0, "totals and thousands were there");
    let read: Vec<String> = found
        .findings
        .iter()
        .filter(|finding| finding.code == "SRC07")
        .map(|finding| format!("{:?}", finding.args))
        .collect();
    assert!(read.iter().any(|args| args.contains("CP949")), "{read:?}");
}
