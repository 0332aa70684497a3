//! Personal data planted in every text of a case: no output repeats it, drafts included.

use std::fs;
use std::path::Path;

use bogo::pack::{Assets, FieldType, Pack};
use fixtures::book;
use rust_xlsxwriter::Workbook;

use crate::support::{Case, bogo};

/// What is planted in a cell, and how it would look in an output once marks between digits are gone.
const SECRETS: &[(&str, &[&str])] = &[
    ("주민 880515-2345678", &["8805152345678"]),
    ("외국인 9105155345679", &["9105155345679"]),
    ("휴대전화 010-9876-5432", &["01098765432"]),
    ("+82 10 4444 3333", &["821044443333"]),
    ("국민은행 계좌 110-987-654321", &["110987654321"]),
    ("카드 5425-2334-3010-9903", &["5425233430109903"]),
    ("hong.gildong@naver.com", &["honggildong@navercom", "gildong"]),
    ("예금주: 홍길동", &["홍길동"]),
];

/// What stands in the columns about persons of the rows of claims and payouts.
const PERSONS: &[(&str, &str)] = &[
    ("고객명", "독고영재"),
    ("예금주", "선우은숙"),
    ("연락처", "010-9876-5432"),
    ("이메일", "hong.gildong@naver.com"),
    ("계좌번호", "110-987-654321"),
    ("주소", "서울특별시 종로구 세종대로 999"),
];
const IN_PERSONS: &[&str] = &["독고영재", "선우은숙", "세종대로999"];

fn pack() -> Pack {
    Pack::load(Assets::embedded()).unwrap_or_else(|error| panic!("{error}"))
}

/// Adds a secret to every cell of the columns of text that `wanted` picks; they take turns.
fn plant(case: &Case, pack: &Pack, wanted: impl Fn(&str) -> bool) -> usize {
    let mut planted = 0;
    for schema in &pack.sheets.sheet {
        let path = case.path().join("source").join(format!("{}.csv", schema.ko));
        let Ok(mut rows) = book::rows(&path) else { continue };
        let is_text = |header: &str| {
            let same = |name: &String| bogo::mapping::normalise(name) == bogo::mapping::normalise(header);
            let field =
                schema.field.iter().find(|field| same(&field.ko) || same(&field.en) || field.also.iter().any(same));
            field.is_some_and(|field| field.kind == FieldType::Text && wanted(&field.id))
        };
        let columns: Vec<usize> = (0..rows[0].len()).filter(|col| is_text(&rows[0][*col])).collect();
        // An empty row is no record.
        for row in rows[1..].iter_mut().filter(|row| row.iter().any(|cell| !cell.is_empty())) {
            for col in &columns {
                let Some(cell) = row.get_mut(*col) else { continue };
                cell.push_str(&format!(" {}", SECRETS[planted % SECRETS.len()].0));
                planted += 1;
            }
        }
        let line = |cells: &Vec<String>| {
            let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            quoted.join(",") + "\n"
        };
        fs::write(&path, rows.iter().map(line).collect::<String>()).expect("the source is ours");
    }
    case.write(None);
    planted
}

/// Claims and payouts row by row, with columns about persons and faults beside them.
fn add_rows(case: &Case) {
    let mut workbook = Workbook::new();
    for (name, headers, row) in [
        ("피해접수", &["접수번호", "접수일", "처리 상태"][..], &["c1", "어제", "접수"][..]),
        ("보상지급", &["지급번호", "보상 형태", "지급액", "지급 상태"], &["p1", "현금", "삼십", "지급 완료"]),
        ("고객명단", &[], &[]),
    ] {
        let sheet = workbook.add_worksheet().set_name(name).expect("a name");
        let persons = PERSONS.iter().map(|(header, _)| *header);
        let cells = PERSONS.iter().map(|(_, cell)| *cell);
        for (col, header) in (0..).zip(persons.chain(headers.iter().copied())) {
            sheet.write(0, col, header).expect("a cell");
        }
        for at in 1..4 {
            for (col, cell) in (0..).zip(cells.clone().chain(row.iter().copied())) {
                sheet.write(at, col, cell).expect("a cell");
            }
        }
    }
    workbook.save(case.path().join("명단.xlsx")).expect("a workbook");
    let path = case.path().join("case.toml");
    let text = fs::read_to_string(&path).expect("the case");
    fs::write(&path, text.replace("\"피해와보상.xlsx\"]", "\"피해와보상.xlsx\", \"명단.xlsx\"]")).expect("ours");
}

/// Letters, digits and the @ of a text: a number is found however its digits are parted.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || *c == '@').collect()
}

fn assert_silent(what: &str, text: &str) {
    let text = bare(text);
    for word in SECRETS.iter().flat_map(|(_, words)| *words).chain(IN_PERSONS) {
        if let Some(at) = text.find(word) {
            let from = text[..at].char_indices().rev().nth(40).map_or(0, |(from, _)| from);
            panic!("{what} repeats {word}: …{}", &text[from..at + word.len()]);
        }
    }
}

/// Everything that a command says, and everything that it writes.
fn run(case: &Case, arguments: &[&str]) -> (i32, String) {
    let output = bogo().current_dir(case.path()).args(arguments).output().expect("it runs");
    for (stream, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
        assert_silent(&format!("{stream} of {arguments:?}"), &String::from_utf8_lossy(bytes));
    }
    (output.status.code().expect("a code"), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn silent_files(dir: &Path) -> usize {
    let mut files = 0;
    for entry in fs::read_dir(dir).expect("a folder").flatten() {
        if entry.path().is_dir() {
            files += silent_files(&entry.path());
            continue;
        }
        files += 1;
        let name = entry.path().display().to_string();
        let bytes = fs::read(entry.path()).expect("a file");
        assert_silent(&name, &String::from_utf8_lossy(&bytes));
        if entry.path().extension().is_some_and(|ending| ending == "pdf") {
            let document = lopdf::Document::load_mem(&bytes).expect("a PDF");
            let pages: Vec<u32> = document.get_pages().keys().copied().collect();
            assert_silent(&name, &document.extract_text(&pages).expect("text"));
            // Attached data, alternative texts, metadata: whatever a stream or a string of it holds.
            for object in document.objects.values() {
                if let Ok(stream) = object.as_stream() {
                    let content = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
                    assert_silent(&name, &String::from_utf8_lossy(&content));
                }
                for text in strings(object) {
                    assert_silent(&name, &text);
                }
            }
        }
    }
    files
}

/// The text strings of an object, as UTF-16 where they say so.
fn strings(object: &lopdf::Object) -> Vec<String> {
    match object {
        lopdf::Object::String(bytes, _) => {
            let units = || bytes[2..].chunks(2).map(|pair| u16::from_be_bytes([pair[0], *pair.get(1).unwrap_or(&0)]));
            let text = if bytes.starts_with(&[0xFE, 0xFF]) {
                String::from_utf16_lossy(&units().collect::<Vec<_>>())
            } else {
                String::from_utf8_lossy(bytes).into_owned()
            };
            vec![text]
        }
        lopdf::Object::Array(objects) => objects.iter().flat_map(strings).collect(),
        lopdf::Object::Dictionary(dictionary) => dictionary.iter().flat_map(|(_, object)| strings(object)).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn nothing_planted_in_any_text_is_repeated_by_a_draft() {
    let (case, pack) = (Case::kakao(), pack());
    assert!(plant(&case, &pack, |_| true) > 300, "a secret in every text");
    add_rows(&case);
    for arguments in [
        &["check", "."][..],
        &["check", ".", "--verbose", "--lang", "en"],
        &["check", ".", "--message-format", "json"],
        &["duties", "."],
        &["duties", ".", "--message-format", "json"],
        &["trace", ".", "outage.duration"],
        &["trace", ".", "claims.total", "--message-format", "json"],
    ] {
        run(&case, arguments);
    }
    let forms: Vec<String> = pack.forms.keys().filter(|form| *form != "kr-submission-letter").cloned().collect();
    let mut arguments = vec!["build", ".", "--draft", "--verbose", "--edition", "public"];
    for form in &forms {
        arguments.extend(["--form", form]);
    }
    let (code, said) = run(&case, &arguments);
    assert_eq!(code, 1, "a draft of a case with errors: {said}");
    let files = silent_files(&case.out());
    assert!(files > forms.len() * 3, "{files} files of {} forms", forms.len());
    // A workbook goes into a PDF as it is.
    let (code, said) = run(&case, &["build", ".", "--draft", "--attach-inputs"]);
    assert!(code == 2 && said.contains("개인정보로 보이는 값이 있는 원자료"), "{said}");
}

#[test]
fn nothing_planted_in_prose_is_repeated_by_what_leaves_the_house() {
    let (case, pack) = (Case::kakao(), pack());
    let prose = ["note", "what", "cause", "symptom", "answer", "result", "ground", "audience"];
    assert!(plant(&case, &pack, |field| prose.contains(&field)) > 100);
    // Resident numbers are errors: nothing is built with them.
    for entry in fs::read_dir(case.path().join("source")).expect("the sources").flatten() {
        let text = fs::read_to_string(entry.path()).expect("a source");
        let text = text.replace("880515-2345678", "").replace("9105155345679", "");
        fs::write(entry.path(), text).expect("ours");
    }
    case.write(None);
    let (code, said) = run(&case, &["build", "."]);
    assert_eq!(code, 0, "warnings alone: {said}");
    assert!(silent_files(&case.out()) > 10);
    let page = fs::read_to_string(case.out().join("kakao-2022-10-15/submit/kr-incident-report.html")).expect("a page");
    assert!(page.contains("***-****-****"), "what was masked is seen to be");
}
