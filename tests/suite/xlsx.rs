//! The tables of filings as workbooks: every cell against the data of its document.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use bogo::filing::{Body, Filing, Inline, Table, TableCell};
use bogo::pack::{Assets, Pack};
use bogo::render::xlsx;
use calamine::{Data, Reader, Xlsx};
use rust_decimal::Decimal;

use crate::hwpx::parts;

/// Rows of title, document and heads.
const HEAD: u32 = 2;
const BODY: u32 = 3;

fn built(case: &str, out: &Path, more: &[&str]) -> PathBuf {
    let case = format!("{}/fixtures/{case}", env!("CARGO_MANIFEST_DIR"));
    let mut command = assert_cmd::Command::cargo_bin("bogo").unwrap();
    command.args(["build", &case, "--out", out.to_str().unwrap(), "--format", "json,xlsx", "--quiet"]).args(more);
    command.assert().code(0);
    fs::read_dir(out).unwrap().next().unwrap().unwrap().path()
}

/// Every file of a bundle by its path in it.
fn files(bundle: &Path) -> BTreeMap<String, Vec<u8>> {
    let folders = fs::read_dir(bundle).unwrap().map(|folder| folder.unwrap().path());
    let files = folders.flat_map(|folder| fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()));
    files
        .map(|path| (path.strip_prefix(bundle).unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap()))
        .collect()
}

fn tables(filing: &Filing) -> Vec<&Table> {
    let tables = filing.items().filter_map(|item| match &item.content {
        Body::Table { table } => Some(table),
        _ => None,
    });
    tables.collect()
}

fn plain(cell: &TableCell) -> String {
    let text = |inline: &Inline| match inline {
        Inline::Text { text } | Inline::Value { text, .. } | Inline::Cite { text, .. } => text.clone(),
    };
    cell.content.iter().map(text).collect()
}

/// The named attributes of each element of a name; empty where it has none.
fn attributes<'a>(xml: &'a str, tag: &str, names: &[&str]) -> Vec<Vec<&'a str>> {
    let front = format!("<{tag} ");
    let of = |element: &'a str, name: &str| {
        let from = element.find(&format!("{name}=\""))? + name.len() + 2;
        element[from..].split('"').next()
    };
    let elements = xml.split(front.as_str()).skip(1).map(|rest| rest.split('>').next().unwrap());
    elements.map(|element| names.iter().map(|name| of(element, name).unwrap_or_default()).collect()).collect()
}

/// Number format of each cell of a sheet, by its place.
fn formats(parts: &BTreeMap<String, Vec<u8>>, sheet: usize) -> BTreeMap<String, String> {
    let text = |name: &str| String::from_utf8(parts[name].clone()).unwrap();
    let styles = text("xl/styles.xml");
    let codes: BTreeMap<&str, String> = attributes(&styles, "numFmt", &["numFmtId", "formatCode"])
        .into_iter()
        .map(|own| (own[0], own[1].replace("&quot;", "\"")))
        .collect();
    let cells = styles.split("<cellXfs").nth(1).unwrap().split("</cellXfs>").next().unwrap();
    let cells = attributes(cells, "xf", &["numFmtId"]);
    let builtin = |id: &str| match id {
        "10" => "0.00%".to_owned(),
        "3" => "#,##0".to_owned(),
        "4" => "#,##0.00".to_owned(),
        "1" => "0".to_owned(),
        _ => String::new(),
    };
    attributes(&text(&format!("xl/worksheets/sheet{}.xml", sheet + 1)), "c", &["r", "s"])
        .into_iter()
        .filter(|own| !own[1].is_empty())
        .map(|own| {
            let id = cells[own[1].parse::<usize>().unwrap()][0];
            (own[0].to_owned(), codes.get(id).cloned().unwrap_or_else(|| builtin(id)))
        })
        .collect()
}

/// What a spreadsheet shows of a number by a format of ours.
fn shown(code: &str, value: &str) -> String {
    let mut out = String::new();
    let mut number = String::new();
    for (at, part) in code.split('"').enumerate() {
        match part {
            literal if at % 2 == 1 => out.push_str(literal),
            "" => {}
            part => {
                let percent = part.ends_with('%');
                let places = part.trim_end_matches('%').split_once('.').map_or(0, |(_, places)| places.len());
                let value: Decimal = value.parse().unwrap();
                let value = if percent { value * Decimal::ONE_HUNDRED } else { value };
                let strategy = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
                let rounded = value.abs().round_dp_with_strategy(u32::try_from(places).unwrap(), strategy);
                let text = format!("{rounded:.places$}");
                let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
                for (at, digit) in whole.chars().enumerate() {
                    if at > 0 && part.contains(',') && (whole.len() - at) % 3 == 0 {
                        number.push(',');
                    }
                    number.push(digit);
                }
                let sign = if value.is_sign_negative() { "-" } else { "" };
                out.push_str(&format!("{sign}{number}{rest}{}", if percent { "%" } else { "" }));
            }
        }
    }
    out
}

fn place(row: u32, column: usize) -> String {
    rust_xlsxwriter::utility::row_col_to_cell(row, u16::try_from(column).unwrap())
}

/// Holds a workbook against the tables of its filing; how many cells hold numbers, moments and text.
fn held(filing: &Filing, bytes: &[u8]) -> [usize; 3] {
    let parts: BTreeMap<String, Vec<u8>> = parts(bytes).into_iter().collect();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let names = book.sheet_names();
    let tables = tables(filing);
    assert_eq!(names.len(), tables.len(), "{}", filing.file);
    let mut counts = [0; 3];
    for (number, (name, table)) in names.iter().zip(tables).enumerate() {
        assert!(name.encode_utf16().count() <= 31 && !name.contains(['[', ']', ':', '*', '?', '/', '\\']), "{name}");
        let front: String = table.caption.chars().take(9).filter(|c| !"[]:*?/\\".contains(*c)).collect();
        assert!(name.starts_with(front.trim_end()), "{name} of {}", table.caption);
        let range = book.worksheet_range(name).unwrap();
        let formats = formats(&parts, number);
        let comments = parts.get(&format!("xl/comments{}.xml", number + 1));
        let comments = comments.map(|bytes| String::from_utf8(bytes.clone()).unwrap()).unwrap_or_default();
        assert_eq!(range.get_value((0, 0)), Some(&Data::String(table.caption.clone())));
        for (column, head) in table.columns.iter().enumerate() {
            let cell = range.get_value((HEAD, u32::try_from(column).unwrap()));
            assert_eq!(cell, Some(&Data::String(head.label.clone())), "{name}");
        }
        for (row, own) in (BODY..).zip(&table.rows) {
            for (column, cell) in own.cells.iter().enumerate() {
                let at = place(row, column);
                let printed = plain(cell);
                let found = range.get_value((row, u32::try_from(column).unwrap())).cloned().unwrap_or_default();
                let told = format!("{} {name} {at}: {printed} {found:?}", filing.file);
                let has_source = cell.content.iter().any(|one| matches!(one, Inline::Value { source: Some(_), .. }));
                if has_source {
                    assert!(comments.contains(&format!("<comment ref=\"{at}\"")), "{told}");
                }
                let other = comments.split(&format!("<comment ref=\"{at}\"")).nth(1).unwrap_or_default();
                let other = other.split("</comment>").next().unwrap().contains(&format!("문서의 표기: {printed}"));
                match &found {
                    Data::Float(value) => {
                        counts[0] += 1;
                        let code = &formats[&at];
                        let [Inline::Value { value: Some(own), value_type, .. }] = cell.content.as_slice() else {
                            panic!("{told}");
                        };
                        if value_type != "share" || !printed.ends_with('%') {
                            assert_eq!(own.parse::<f64>().unwrap().to_bits(), value.to_bits(), "{told}");
                        }
                        assert!(shown(code, &value.to_string()) == printed || other, "{told} {code}");
                    }
                    Data::DateTime(value) if value.is_duration() => {
                        counts[1] += 1;
                        let minutes: u32 = format!("{:.0}", value.as_f64() * 1440.0).parse().unwrap();
                        let text = format!("{}시간 {}분", minutes / 60, minutes % 60).replace(" 0분", "");
                        assert!(printed.ends_with(text.trim_start_matches("0시간 ")), "{told}");
                    }
                    Data::DateTime(value) => {
                        counts[1] += 1;
                        let (year, month, day, hour, minute, ..) = value.to_ymd_hms_milli();
                        let day = format!("{year}. {month}. {day}.");
                        let whole = format!("{day} {hour:02}:{minute:02}");
                        let bare = printed.trim_start_matches("약 ");
                        assert!(bare == day || bare == whole, "{told}");
                        assert_eq!(formats[&place(row, column)].contains("hh:mm"), bare == whole, "{told}");
                        assert_eq!(formats[&place(row, column)].starts_with("\"약 \""), bare != printed, "{told}");
                    }
                    Data::String(text) => {
                        counts[2] += 1;
                        assert!(*text == printed || *text == format!("'{printed}"), "{told}");
                        let typed = cell.content.as_slice();
                        if let [Inline::Value { value: Some(_), value_type, state, .. }] = typed {
                            let kinds = ["count", "number", "won", "amount", "share", "date"];
                            assert!(state != "exact" || !kinds.contains(&value_type.as_str()), "{told}");
                        }
                    }
                    Data::Empty => assert_eq!(printed, "", "{told}"),
                    other => panic!("{told}: {other:?}"),
                }
            }
        }
    }
    counts
}

#[test]
fn every_cell_is_that_of_its_document() {
    let dir = tempfile::tempdir().unwrap();
    let mut counts = [0; 3];
    for case in ["kakao-2022-10-15", "sample-2026-09"] {
        let files = files(&built(case, &dir.path().join(case), &[]));
        for (path, bytes) in files.iter().filter(|(path, _)| path.contains("/kr-") || path.contains("/executive")) {
            let Some(stem) = path.strip_suffix(".json") else { continue };
            let filing: Filing = serde_json::from_slice(bytes).unwrap();
            let book = files.get(&format!("{stem}.xlsx"));
            assert_eq!(book.is_some(), !tables(&filing).is_empty(), "{path}");
            for (count, more) in counts.iter_mut().zip(book.map_or([0; 3], |book| held(&filing, book))) {
                *count += more;
            }
        }
    }
    assert!(counts[0] > 100 && counts[1] > 200 && counts[2] > 500, "{counts:?}");
}

#[test]
fn the_same_case_gives_the_same_workbooks() {
    let dir = tempfile::tempdir().unwrap();
    let one = files(&built("sample-2026-09", &dir.path().join("one"), &["--jobs", "1"]));
    let two = files(&built("sample-2026-09", &dir.path().join("two"), &["--jobs", "4"]));
    assert!(one.keys().any(|path| path.ends_with("kr-disaster-report.xlsx")), "{:?}", one.keys());
    assert!(one == two);
    let bundle = fs::read_dir(dir.path().join("one")).unwrap().next().unwrap().unwrap().path();
    let mut command = assert_cmd::Command::cargo_bin("bogo").unwrap();
    let case = format!("{}/fixtures/sample-2026-09", env!("CARGO_MANIFEST_DIR"));
    command.args(["verify", bundle.to_str().unwrap(), "--rebuild", &case]).assert().code(0);
}

/// The relief report of the Kakao case.
fn relief() -> Filing {
    let dir = tempfile::tempdir().unwrap();
    let files = files(&built("kakao-2022-10-15", dir.path(), &["--form", "kr-relief-report"]));
    serde_json::from_slice(&files["submit/kr-relief-report.json"]).unwrap()
}

/// The table of a caption, to be changed.
fn table<'f>(filing: &'f mut Filing, caption: &str) -> &'f mut Table {
    let items = filing.sections.iter_mut().flat_map(|section| &mut section.items);
    let mut tables = items.filter_map(|item| match &mut item.content {
        Body::Table { table } => Some(table),
        _ => None,
    });
    tables.find(|table| table.caption == caption).unwrap()
}

fn change(cell: &mut TableCell, new_text: &str, new_value: &str) {
    let Inline::Value { text, value, .. } = &mut cell.content[0] else { panic!("{cell:?}") };
    (*text, *value) = (new_text.to_owned(), Some(new_value.to_owned()));
}

fn book(filing: &Filing) -> Xlsx<Cursor<Vec<u8>>> {
    let pack = Pack::load(Assets::embedded()).unwrap();
    Xlsx::new(Cursor::new(xlsx(&pack, filing).unwrap().unwrap())).unwrap()
}

/// Formulas of a sheet, by column.
fn formulas(filing: &Filing, sheet: &str) -> Vec<String> {
    let formulas = book(filing).worksheet_formula(sheet).unwrap();
    formulas.used_cells().map(|(_, _, formula)| formula.clone()).collect()
}

#[test]
fn a_total_is_a_formula_where_it_is_the_sum() {
    const SHEET: &str = "피해 유형별";
    let mut filing = relief();
    let rows = table(&mut filing, SHEET).rows.clone();
    let column = rows[0].cells.iter().position(|cell| plain(cell).ends_with('건')).unwrap();
    let letters = place(0, column).replace('1', "");
    let sum = format!("SUM({letters}4:{letters}{})", 3 + rows.len() - 1);
    assert!(formulas(&filing, SHEET).contains(&sum), "{:?}", formulas(&filing, SHEET));
    // By hand: the numbers above, and what the cell holds.
    let range = book(&filing).worksheet_range(SHEET).unwrap();
    let at = |row: u32| match range.get_value((row, u32::try_from(column).unwrap())) {
        Some(Data::Float(value)) => *value,
        other => panic!("{other:?}"),
    };
    let last = BODY + u32::try_from(rows.len()).unwrap() - 1;
    let by_hand: f64 = (BODY..last).map(at).sum();
    assert_eq!((by_hand.to_string(), at(last).to_string()), ("87195".to_owned(), "87195".to_owned()));
    // One row more than the total has, or one that nobody knows: a number.
    change(&mut table(&mut filing, SHEET).rows[0].cells[column], "1건", "1");
    assert!(!formulas(&filing, SHEET).contains(&sum));
    let Inline::Value { state, .. } = &mut table(&mut filing, SHEET).rows[0].cells[column].content[0] else { panic!() };
    *state = "withheld".to_owned();
    assert!(!formulas(&filing, SHEET).contains(&sum));
}

#[test]
fn what_looks_like_a_formula_is_text_and_money_is_never_rounded() {
    let mut filing = relief();
    let cells = &mut table(&mut filing, "집계 범위별 지급").rows[0].cells;
    cells[1].content = vec![Inline::Text { text: "=HYPERLINK(\"http://example.com\")".to_owned() }];
    change(&mut cells[8], "1,234,567,890,123,456원", "1234567890123456");
    let mut made = book(&filing);
    let range = made.worksheet_range("집계 범위별 지급").unwrap();
    assert_eq!(range.get_value((BODY, 1)), Some(&Data::String("'=HYPERLINK(\"http://example.com\")".to_owned())));
    assert_eq!(range.get_value((BODY, 8)), Some(&Data::String("1,234,567,890,123,456원".to_owned())));
    assert!(made.worksheet_formula("집계 범위별 지급").unwrap().used_cells().next().is_none());
    let bytes = xlsx(&Pack::load(Assets::embedded()).unwrap(), &filing).unwrap().unwrap();
    let parts: BTreeMap<String, Vec<u8>> = parts(&bytes).into_iter().collect();
    let all = |front: &str| {
        let own = parts.iter().filter(|(name, _)| name.starts_with(front));
        own.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect::<String>()
    };
    let notes = all("xl/comments");
    assert!(notes.contains("15자리를 넘는 수") && notes.contains("원자료 2, 보상지급통계 6행"), "{notes}");
    assert!(notes.contains("산식: ") && notes.contains("정정 사유: "), "{notes}");
    let sheets = all("xl/worksheets/sheet");
    for part in [
        "orientation=\"landscape\"",
        "fitToHeight=\"0\"",
        "state=\"frozen\"",
        "<autoFilter ",
        "<pageSetUpPr fitToPage=\"1\"/>",
    ] {
        assert_eq!(sheets.matches(part).count(), tables(&filing).len(), "{part}");
    }
    assert!(all("xl/workbook.xml").contains("_xlnm.Print_Titles"));
    assert!(all("docProps/core.xml").contains(&format!("<dc:title>{}</dc:title>", filing.title)));
    assert!(all("docProps/core.xml").contains("2023-07-04T10:00:00Z"));
    assert!(all("docProps/custom.xml").contains("ko-KR"));
}

#[test]
fn a_workbook_is_made_only_when_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let case = format!("{}/fixtures/first-report-one-sheet", env!("CARGO_MANIFEST_DIR"));
    let mut command = assert_cmd::Command::cargo_bin("bogo").unwrap();
    command.args(["build", &case, "--out", dir.path().to_str().unwrap(), "--quiet"]).assert().code(0);
    let bundle = fs::read_dir(dir.path()).unwrap().next().unwrap().unwrap().path();
    assert!(files(&bundle).keys().all(|path| path.rsplit('.').next() != Some("xlsx")));
}
