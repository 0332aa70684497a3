//! Cells that say more than their numbers, in every format of workbook that can hold them: `tests/formats/README.md` says
//! where the files come from.

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use bogo::source::{CellValue, Reading, Says, Workbook};
use fixtures::archive;

use crate::support::biff12;

fn told(value: &CellValue<'_>) -> String {
    match value {
        CellValue::Shown(shown) => {
            let says = match shown.says {
                Says::Digits => "digits",
                Says::Words => "words",
                Says::Nothing => "nothing",
            };
            format!("{says} {} {}", shown.text.replace(',', ""), shown.thousands)
        }
        CellValue::Number { value, percent } => format!("{value}{}", if *percent { " percent" } else { "" }),
        CellValue::Serial(serial) => format!("serial {} {} {}", value.display(), serial.clock, serial.elapsed),
        other => other.display(),
    }
}

fn column(path: &Path) -> BTreeMap<String, String> {
    let mut book = Workbook::open(path, "표", 1, &Reading::default())
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let sheet = book.sheets[0].source.sheet.clone();
    let mut cells = BTreeMap::new();
    book.each_row(&sheet, |row| {
        if let (Some(label), Some(value)) = (row.get(1), row.get(2)) {
            let struck = if row.struck.is_empty() { String::new() } else { format!(" struck {:?}", row.struck) };
            cells.insert(label.display(), told(value) + &struck);
        }
        ControlFlow::Continue(())
    })
    .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    cells
}

#[test]
fn every_format_of_workbook_shows_the_same() {
    let expected = [
        ("천 단위", "digits 34552 1"),
        ("만원", "words 12만원 0"),
        ("달러", "words $12.00 0"),
        ("번호", "digits 00123 0"),
        ("글자 %", "words 38.5% 0"),
        ("백분율", "0.385 percent"),
        ("가림", "nothing 5 0"),
        ("장부의 영", "0"),
        ("전화", "words 015-0000-0000 0"),
        ("자정", "serial 2026-09-28 true false"),
        ("조건", "words 12345천원 1"),
        ("음수", "-1234"),
        ("적자", "nothing -1234 0"),
        ("경과", "serial 127:33 true true"),
        ("대답", "words 예 0"),
        ("유로", "words 12.50 € 0"),
        ("원", "words ₩30000 0"),
        ("취소", "7 struck [1, 2]"),
    ];
    for format in ["xlsx", "xls", "ods"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/formats/shown.{format}"));
        let found = column(&path);
        let found: Vec<_> =
            expected.iter().map(|(label, _)| (*label, found.get(*label).map_or("", String::as_str))).collect();
        assert_eq!(found, expected, "{format}");
    }
}

#[test]
fn an_open_document_may_hold_more_digits_than_a_double() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/shown.ods");
    let bytes = archive::rewritten(&fs::read(sample).expect("ours"), "content.xml", |xml| {
        xml.replace("office:value=\"7\"", "office:value=\"202609290000000127\"")
    });
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("번호.ods");
    fs::write(&path, bytes).expect("a file");
    assert_eq!(column(&path)["취소"], "digits 202609290000000127 0 struck [1, 2]");
}

/// As `euc-kr` of Python writes 똠방각하: a filler, then letters.
#[test]
fn a_syllable_that_its_code_lacks_is_read_from_its_letters() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("표.csv");
    let mut bytes = b"name,text\n1,".to_vec();
    bytes.extend([0xA4, 0xD4, 0xA4, 0xA8, 0xA4, 0xC7, 0xA4, 0xB1, 0xB9, 0xE6]);
    fs::write(&path, [bytes, b"\n".to_vec()].concat()).expect("a file");
    assert_eq!(column(&path)["1"], "똠방");
}

#[test]
fn a_binary_workbook_shows_it_too() {
    use biff12::{Cell, FIRST_CODE, STRUCK, Sheet};
    let cells = [34_552_000.0, 12.0, 12.0, 123.0, 38.5];
    let labels = ["천 단위", "만원", "달러", "번호", "글자 %"];
    let mut rows: Vec<_> = (0..)
        .zip(labels.iter().zip(cells))
        .map(|(at, (label, value))| {
            (at, false, vec![(0, Cell::Text(label)), (1, Cell::Number(value, FIRST_CODE + at))])
        })
        .collect();
    rows.push((5, false, vec![(0, Cell::Text("취소")), (1, Cell::Number(7.0, STRUCK))]));
    let sheet = Sheet { name: "표", hidden: false, hidden_column: None, rows, merges: Vec::new() };
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("표.xlsb");
    fs::write(&path, biff12::workbook(&[], &[sheet])).expect("a file");
    let found = column(&path);
    let expected = [
        ("글자 %", "words 38.5% 0"),
        ("달러", "words $12.00 0"),
        ("만원", "words 12만원 0"),
        ("번호", "digits 00123 0"),
        ("천 단위", "digits 34552 1"),
        ("취소", "7 struck [2]"),
    ];
    assert_eq!(found.iter().map(|(label, value)| (label.as_str(), value.as_str())).collect::<Vec<_>>(), expected);
}
