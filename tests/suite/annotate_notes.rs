//! `bogo check --annotate` on workbooks that have notes already: theirs stay, ours stand below or beside them, and the
//! package stays sound.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use calamine::{Reader, Xlsx, open_workbook};
use fixtures::archive;
use rust_xlsxwriter::{Format, FormatAlign, Note, Workbook};
use serde_json::Value as Json;
use tempfile::TempDir;

use crate::support::package;

fn bogo() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bogo"));
    command.env_clear().env("LC_ALL", "C");
    command
}

fn annotate(case: &Path, to: &Path) -> Json {
    let output = bogo().arg("check").arg(case).arg("--annotate").arg(to).args(["--message-format", "json"]).output();
    let output = output.expect("a run");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

fn workbooks(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).expect("a folder").flatten().map(|entry| entry.path());
    let mut found: Vec<_> = entries.filter(|path| path.extension().is_some_and(|ending| ending == "xlsx")).collect();
    found.sort();
    found
}

const CASE: &str = r#"schema = 1
id = "notes"
title = "메모"
filer = "filer"
report_at = 2023-07-04T10:00:00+09:00
forms = ["executive-summary"]
[inputs]
files = ["*.csv", "표.xlsx"]
"#;

/// A case with one workbook of payouts: the amount in C3 is none, and B3 is no form of compensation.
fn case(bytes: &[u8]) -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).expect("a file");
    write("사업자.csv", "식별자,상호\nfiler,가나다\n");
    write("사고.csv", "식별자,사고명,장애 시작,전체 복구\no1,장애,2022-10-15 15:30,2022-10-15 18:00\n");
    write("case.toml", CASE);
    fs::write(dir.path().join("표.xlsx"), bytes).expect("a workbook");
    dir
}

/// Payouts with a note of the team's on the wrong amount and on a sound cell.
fn noted() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("보상지급").expect("a name");
    let rows = [
        ["지급번호", "보상 형태", "지급액", "지급 상태"],
        ["P-1", "현금", "30", "지급 완료"],
        ["P-2", "금괴", "서른", "지급 완료"],
    ];
    for (row, cells) in (0..).zip(rows) {
        for (col, cell) in (0..).zip(cells) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write(row, col, number),
                Err(_) => sheet.write(row, col, cell),
            }
            .expect("a cell");
        }
    }
    sheet.insert_note(2, 2, &Note::new("김: <확인> 필요").set_author("김")).expect("a note");
    sheet.insert_note(1, 0, &Note::new("첫 지급").set_author("이")).expect("a note");
    let other = book.add_worksheet().set_name("안내").expect("a name");
    other.write_with_format(0, 0, "메모", &Format::new().set_align(FormatAlign::Center)).expect("a cell");
    other.insert_note(0, 0, &Note::new("손대지 않는 시트")).expect("a note");
    book.save_to_buffer().expect("a workbook")
}

fn copied(dir: &TempDir, to: &str) -> (Json, Vec<u8>) {
    let to = dir.path().join(to);
    let found = annotate(dir.path(), &to);
    (found, fs::read(to.join("표.지적.xlsx")).expect("the copy"))
}

/// The notes of a cell on the sheet of payouts.
fn note_on(bytes: &[u8], part: &str, cell: &str) -> String {
    let notes = package::notes(bytes);
    let found: Vec<_> = notes.iter().filter(|(name, at, _)| name == part && at == cell).collect();
    let [(.., text)] = found.as_slice() else { panic!("one note on {cell}: {notes:?}") };
    text.clone()
}

#[test]
fn ours_stand_below_a_note_that_is_there_and_beside_the_others() {
    let original = noted();
    let dir = case(&original);
    let (found, bytes) = copied(&dir, "out");
    assert_eq!(package::faults(&bytes), [""; 0]);
    let part = "xl/comments1.xml";
    let both = note_on(&bytes, part, "C3");
    let (theirs, ours) = both.split_once("\n\n").expect("two notes");
    assert!(theirs.ends_with("김: <확인> 필요") && ours.starts_with("[MAP07]"), "{both}");
    assert!(note_on(&bytes, part, "B3").starts_with("[MAP13]"));
    assert!(note_on(&bytes, part, "A2").ends_with("첫 지급"), "a note on a sound cell stays");
    let cells = package::boxes(&bytes, "xl/drawings/vmlDrawing1.vml");
    assert!(["A2", "B3", "C3"].iter().all(|cell| cells.contains(*cell)), "each note is shown: {cells:?}");
    // Everything else is as it was.
    let (before, after) = (package::texts(&original), package::texts(&bytes));
    let sheet_of_ours = ["xl/worksheets/sheet1.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"];
    let of_the_book = ["[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"];
    for (name, text) in &before {
        let may_change = sheet_of_ours.contains(&name.as_str()) || of_the_book.contains(&name.as_str());
        assert!(may_change || after.get(name) == Some(text), "{name}");
    }
    assert!(found["findings"].to_string().contains("MAP07"));
}

#[test]
fn a_copy_of_a_copy_says_nothing_twice() {
    let dir = case(&noted());
    let (_, once) = copied(&dir, "out/once");
    fs::write(dir.path().join("표.xlsx"), &once).expect("the copy takes the place of the original");
    let (_, twice) = copied(&dir, "out/twice");
    assert_eq!(package::faults(&twice), [""; 0]);
    assert_eq!(package::notes(&once), package::notes(&twice));
    let path = dir.path().join("out/twice/표.지적.xlsx");
    let names = open_workbook::<Xlsx<_>, _>(path).expect("a workbook").sheet_names();
    assert_eq!(names, ["지적 목록", "보상지급", "안내"], "one index");
}

#[test]
fn threads_of_comments_stay_as_they_are() {
    const THREADS: &str = "<ThreadedComments xmlns=\"http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments\">\
        <threadedComment ref=\"C3\" dT=\"2023-01-01T00:00:00.00\" personId=\"{11111111-1111-1111-1111-111111111111}\" \
        id=\"{22222222-2222-2222-2222-222222222222}\"><text>확인 중</text></threadedComment></ThreadedComments>";
    const KIND: &str = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment";
    let bytes = archive::rewritten(&noted(), "worksheets/_rels/sheet1.xml.rels", |text| {
        let relation =
            format!("<Relationship Id=\"rId9\" Type=\"{KIND}\" Target=\"../threadedComments/threadedComment1.xml\"/>");
        text.replace("</Relationships>", &format!("{relation}</Relationships>"))
    });
    let mut parts = archive::parts(&bytes);
    parts.push(("xl/threadedComments/threadedComment1.xml".to_owned(), THREADS.as_bytes().to_vec()));
    let dir = case(&archive::packed(&parts));
    let (_, bytes) = copied(&dir, "out");
    assert_eq!(package::faults(&bytes), [""; 0]);
    assert_eq!(package::texts(&bytes)["xl/threadedComments/threadedComment1.xml"], THREADS);
    assert!(note_on(&bytes, "xl/comments1.xml", "C3").contains("[MAP07]"));
}

#[test]
fn notes_that_nothing_shows_are_shown_with_ours() {
    let bytes = archive::rewritten(&noted(), "worksheets/sheet1.xml", |text| {
        let (before, rest) = text.split_once("<legacyDrawing").expect("a drawing of notes");
        let (_, after) = rest.split_once("/>").expect("its end");
        format!("{before}{after}")
    });
    let dir = case(&bytes);
    let (_, bytes) = copied(&dir, "out");
    assert_eq!(package::faults(&bytes), [""; 0]);
    let drawing = "xl/drawings/vmlDrawingBogo1.vml";
    assert_eq!(package::boxes(&bytes, drawing).into_iter().collect::<Vec<_>>(), ["A2", "B3", "C3"]);
}

#[test]
fn a_drawing_that_is_not_understood_is_no_copy() {
    let bytes = archive::rewritten(&noted(), "vmlDrawing1.vml", |text| text.replace("</xml>", "<br></xml>"));
    let dir = case(&bytes);
    let (_, bytes) = copied(&dir, "out");
    let all: String = package::texts(&bytes).into_values().collect();
    assert!(all.contains("사본 대신 새 통합 문서입니다"), "the rows around the findings take its place");
}

#[test]
fn a_workbook_of_bogo_new_is_copied_with_its_notes_and_drop_downs() {
    let dir = tempfile::tempdir().expect("a folder");
    let case = dir.path().join("case");
    bogo().arg("new").arg(&case).assert().code(0);
    let to = dir.path().join("out");
    let found = annotate(&case, &to);
    let inputs = workbooks(&case);
    let mut marked = 0;
    for input in &inputs {
        let name = input.file_stem().expect("a name").to_string_lossy().into_owned();
        let Ok(after) = fs::read(to.join(format!("{name}.지적.xlsx"))) else { continue };
        marked += 1;
        let before = fs::read(input).expect("the input");
        assert_eq!(package::faults(&after), [""; 0], "{name}");
        assert!(!package::texts(&after).values().any(|text| text.contains("사본 대신")), "{name} is a copy");
        let (old, new) = (package::notes(&before), package::notes(&after));
        assert!(old.len() > 5);
        for (part, cell, text) in &old {
            let kept = |other: &&(String, String, String)| other.0 == *part && other.1 == *cell;
            let found = new.iter().find(kept).unwrap_or_else(|| panic!("{part} {cell}"));
            assert!(found.2.starts_with(text), "{found:?}");
        }
        let count = |bytes: &[u8], what: &str| {
            package::texts(bytes).values().map(|text| text.matches(what).count()).sum::<usize>()
        };
        for what in ["<dataValidation ", "<mergeCell ", "<conditionalFormatting", "<definedName "] {
            assert_eq!(count(&before, what), count(&after, what), "{name}: {what}");
        }
        assert!(count(&before, "<dataValidation ") > 0);
        let mut book: Xlsx<_> = open_workbook(to.join(format!("{name}.지적.xlsx"))).expect("it reads");
        let names = book.sheet_names();
        assert!(names.iter().all(|sheet| book.worksheet_range(sheet).is_ok()), "{names:?}");
    }
    assert!(marked > 0, "{found:#}");
    // Each example that is left has its note.
    let notes: String = workbooks(&to)
        .iter()
        .flat_map(|path| package::notes(&fs::read(path).expect("a copy")))
        .map(|note| note.2)
        .collect();
    assert!(notes.contains("[CASE06]"), "{notes}");
}
