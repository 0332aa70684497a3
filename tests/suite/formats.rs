//! One table in every format: the same cells at the same addresses, and the same said beside them.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use bogo::source::{Budget, CellValue, Workbook};

use crate::support::{as_the_program, biff12};

/// The cells of `tests/formats/sample.fods`, row by row.
const CELLS: &[&str] = &[
    "3: A text 피해 접수 현황",
    "5: A text 접수번호, B text 담당, C text 접수 시각, D text 금액, E text 비율, F text 시간, G text 확인",
    "6: A text A-1, B text 가, C serial 2022-10-15 15:19 clock, D number 30000, E percent 0.171, F serial 127:33 elapsed clock, G true",
    "7: A text A-2, B text 가, C serial 2022-10-16 clock, D number 1234.5, E percent 1, F serial 15:30 clock, G false",
    "8: A text A-3 & <둘째 줄>, C serial 2022-10-17, D number 31234.5, E error #DIV/0!, G number 0.5",
    "12: A text 끝, G number 7",
];

fn formats() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats")
}

fn open(path: &Path) -> Workbook {
    Workbook::open(path, "표", 1, &as_the_program(Budget::default()))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn told(value: &CellValue<'_>) -> String {
    match value {
        CellValue::Text(text) => format!("text {text}"),
        CellValue::Number { value, percent: true } => format!("percent {value}"),
        CellValue::Number { value, percent: false } => format!("number {value}"),
        CellValue::Bool(flag) => flag.to_string(),
        CellValue::Serial(serial) => {
            let elapsed = if serial.elapsed { " elapsed" } else { "" };
            let clock = if serial.clock { " clock" } else { "" };
            format!("serial {}{elapsed}{clock}", value.display())
        }
        CellValue::Shown(shown) => format!("shown {}", shown.text),
        CellValue::Error(error) => format!("error {error}"),
    }
}

fn cells(book: &mut Workbook, sheet: &str) -> Vec<String> {
    let mut rows = Vec::new();
    book.each_row(sheet, |row| {
        let cells =
            row.cells.iter().map(|cell| format!("{} {}", bogo::origin::column_letters(cell.col), told(&cell.value)));
        rows.push(format!("{}: {}", row.number, cells.collect::<Vec<_>>().join(", ")));
        ControlFlow::Continue(())
    })
    .unwrap_or_else(|error| panic!("{error}"));
    rows
}

/// The sample in the format that `LibreOffice` does not write.
fn xlsb() -> Vec<u8> {
    use biff12::{Cell, DAY, ELAPSED, MOMENT, PERCENT, Sheet};
    let strings = ["접수번호", "담당", "접수 시각", "금액", "비율", "시간", "확인", "가"];
    let header = (0..7).map(|index| (index, Cell::Shared(index))).collect();
    let first = vec![
        (0, Cell::Text("A-1")),
        (1, Cell::Shared(7)),
        (2, Cell::Number(44_849.638_194_444_445, MOMENT)),
        (3, Cell::Whole(30_000)),
        (4, Cell::Number(0.171, PERCENT)),
        (5, Cell::Number(127.55 / 24.0, ELAPSED)),
        (6, Cell::Bool(true)),
    ];
    let second = vec![
        (0, Cell::Text("A-2")),
        (1, Cell::Shared(7)),
        (2, Cell::Number(44_850.0, MOMENT)),
        (3, Cell::Number(1234.5, 0)),
        (4, Cell::Number(1.0, PERCENT)),
        (5, Cell::Number(15.5 / 24.0, MOMENT)),
        (6, Cell::Bool(false)),
    ];
    let third = vec![
        (0, Cell::Text("A-3 & <둘째 줄>")),
        (2, Cell::Number(44_851.0, DAY)),
        (3, Cell::Sum(31_234.5)),
        (4, Cell::FailedSum(7)),
        (6, Cell::Number(0.5, 0)),
    ];
    let sheet = Sheet {
        name: "접수 현황",
        hidden: false,
        hidden_column: Some(1),
        rows: vec![
            (2, false, vec![(0, Cell::Text("피해 접수 현황"))]),
            (4, false, header),
            (5, false, first),
            (6, true, second),
            (7, false, third),
            (11, false, vec![(0, Cell::Text("끝")), (6, Cell::Whole(7))]),
        ],
        merges: vec![[2, 2, 0, 2]],
    };
    let error = (0, false, vec![(0, Cell::Text("내부용")), (1, Cell::Error(0x2A))]);
    // A row of nothing but an error behind the last cell of another kind.
    let alone = (9, false, vec![(3, Cell::FailedSum(0x17))]);
    let memo =
        Sheet { name: "메모", hidden: true, hidden_column: None, rows: vec![error, alone], merges: Vec::new() };
    biff12::workbook(&strings, &[sheet, memo])
}

/// Every sample with the name of its format, in a folder of its own.
fn samples() -> (tempfile::TempDir, Vec<(&'static str, PathBuf)>) {
    let dir = tempfile::tempdir().expect("a folder");
    let made = dir.path().join("sample.xlsb");
    fs::write(&made, xlsb()).expect("a file");
    let stored = ["xlsx", "xls", "ods"].map(|format| (format, formats().join(format!("sample.{format}"))));
    (dir, stored.into_iter().chain([("xlsb", made)]).collect())
}

#[test]
fn every_format_holds_the_same_cells() {
    for (format, path) in &samples().1 {
        let mut book = open(path);
        assert_eq!(cells(&mut book, "접수 현황"), CELLS, "{format}");
        let sheets: Vec<(String, u32, bool)> =
            book.sheets.iter().map(|sheet| (sheet.source.sheet.clone(), sheet.source.sheet_no, sheet.hidden)).collect();
        assert_eq!(sheets, [("접수 현황".to_owned(), 1, false), ("메모".to_owned(), 2, true)], "{format}");
        assert!(cells(&mut book, "메모")[0].starts_with("1: A text 내부용"), "{format}");
        let absent = book.each_row("없음", |_| ControlFlow::Continue(()));
        assert_eq!(absent.expect_err("no such sheet").key, "input-broken", "{format}");
    }
}

#[test]
fn every_format_says_what_is_hidden_merged_and_named() {
    for (format, path) in &samples().1 {
        let layout = open(path).layout("접수 현황").unwrap_or_else(|error| panic!("{format}: {error}"));
        let merges: Vec<String> = layout.merges.iter().map(ToString::to_string).collect();
        assert_eq!((merges, layout.visibility_known), (vec!["A3:C3".to_owned()], true), "{format}");
        assert_eq!((layout.hidden_rows, layout.hidden_columns), (vec![(7, 7)], vec![(2, 2)]), "{format}");
        let names: Vec<String> = layout.names.iter().map(|(name, range)| format!("{name} {range}")).collect();
        let expected: &[&str] = if *format == "xlsb" { &[] } else { &["집계구간 A5:G8"] };
        assert_eq!(names, expected, "{format}");
    }
}

#[test]
fn errors_in_formulas_of_a_binary_workbook_are_cells_too() {
    let (_dir, samples) = samples();
    let (_, path) = samples.last().expect("xlsb");
    assert_eq!(cells(&mut open(path), "메모"), ["1: A text 내부용, B error #N/A", "10: D error #REF!"]);
}

#[test]
fn a_name_that_says_another_format_changes_nothing() {
    let (dir, samples) = samples();
    for (format, path) in &samples {
        for ending in ["csv", "xls", "xlsx", "txt"] {
            let renamed = dir.path().join(format!("{format}.{ending}"));
            fs::copy(path, &renamed).expect("a copy");
            assert_eq!(cells(&mut open(&renamed), "접수 현황"), CELLS, "{format} as {ending}");
        }
    }
    let text = dir.path().join("접수.xls");
    fs::write(&text, "접수번호\t금액\nA-1\t30000\n").expect("a file");
    assert_eq!(cells(&mut open(&text), "표"), ["1: A text 접수번호, B text 금액", "2: A text A-1, B text 30000"]);
}

#[test]
fn limits_hold_in_every_format() {
    for (format, path) in &samples().1 {
        let refused = |budget: Budget| {
            let mut book = Workbook::open(path, "표", 1, &as_the_program(budget))?;
            book.each_row("접수 현황", |_| ControlFlow::Continue(()))
        };
        for words in ["file=100", "cells=5", "columns=6", "string=5"] {
            let mut budget = Budget::default();
            assert!(budget.set(words));
            let error = refused(budget).expect_err(words);
            assert_eq!(error.key, "input-too-large", "{format} {words}: {error}");
        }
        assert!(refused(Budget::default()).is_ok(), "{format}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_child_that_needs_more_than_it_may_have_is_an_error_of_its_file() {
    let path = formats().join("sample.ods");
    let refused = |words: &str| {
        let mut budget = Budget::default();
        assert!(budget.set(words));
        Workbook::open(&path, "표", 1, &as_the_program(budget))
            .err()
            .map(|error| (error.key, error.detail.unwrap_or_default()))
    };
    // Less than the program itself takes.
    assert_eq!(refused("memory=1M").map(|(key, _)| key), Some("input-too-large"));
    assert_eq!(refused("held=9"), Some(("input-too-large", "cells".to_owned())));
    let hasty = refused("seconds=0").expect("no time").0;
    assert!(["input-too-slow", "input-too-large"].contains(&hasty), "{hasty}");
    assert_eq!(refused("memory=2G"), None);
}
