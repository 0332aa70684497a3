//! `bogo check --annotate`: a copy that loses nothing, or the rows around each finding with nothing personal and no formula.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;

use calamine::{Data, Range, Reader, Xlsx, open_workbook};
use serde_json::Value as Json;

use crate::support::{Case, bogo};

/// A case with an error whose row holds a formula, and personal data in the row below.
fn case() -> (Case, String) {
    let case = Case::kakao();
    let at = case.set("서비스", ("식별자", "kakaotalk_text"), "완전 복구", "2022-10-14 14:30");
    case.set("서비스", ("식별자", "kakaotalk_text"), "비고", "=HYPERLINK(\"http://x\",\"y\")");
    case.set("서비스", ("식별자", "kakaotalk_pc"), "비고", "담당 010-1234-5678");
    case.set("서비스", ("식별자", "kakaotalk_pc"), "증상", "@SUM(1+1)");
    (case, at)
}

/// The same case in a workbook that cannot be copied without loss.
fn protected_case() -> (Case, String) {
    let (case, at) = case();
    for file in ["사건.xlsx", "피해와보상.xlsx"] {
        let path = case.path().join(file);
        let parts = bytes_of(&path).into_iter().map(|(name, bytes)| {
            let text = String::from_utf8(bytes).expect("text");
            let text = text.replace("</sheetData>", "</sheetData><sheetProtection sheet=\"1\"/>");
            (name, text.into_bytes())
        });
        fs::write(&path, packed(parts)).expect("a workbook");
    }
    (case, at)
}

fn packed(parts: impl Iterator<Item = (String, Vec<u8>)>) -> Vec<u8> {
    let mut to = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        to.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        to.write_all(&bytes).expect("a part");
    }
    to.finish().expect("an archive").into_inner()
}

fn annotate(case: &Path, to: &Path) -> Json {
    let output = bogo().arg("check").arg(case).arg("--annotate").arg(to).args(["--message-format", "json"]).output();
    serde_json::from_slice(&output.expect("a run").stdout).expect("JSON")
}

fn sheet(path: &Path, name: &str) -> Range<Data> {
    let mut workbook: Xlsx<_> = open_workbook(path).expect("a workbook");
    workbook.worksheet_range(name).expect("the sheet")
}

fn bytes_of(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).expect("a file")).expect("an archive");
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).expect("a part");
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("bytes");
        parts.push((part.name().expect("a name").into_owned(), bytes));
    }
    parts
}

fn parts(path: &Path) -> BTreeMap<String, String> {
    bytes_of(path).into_iter().map(|(name, bytes)| (name, String::from_utf8(bytes).expect("text"))).collect()
}

#[test]
fn a_copy_loses_nothing_and_marks_every_finding() {
    let (case, at) = case();
    let to = case.path().join("out/marked");
    let found = annotate(case.path(), &to);
    let (from, path) = (case.path().join("사건.xlsx"), to.join("사건.지적.xlsx"));
    let (before, after) = (parts(&from), parts(&path));
    for (name, text) in &before {
        let is_changed = name.starts_with("xl/worksheets/sheet")
            || ["[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"]
                .contains(&name.as_str());
        assert!(is_changed || after.get(name) == Some(text), "{name} is carried over as it is");
    }
    let (mut old, mut new): (Xlsx<_>, Xlsx<_>) =
        (open_workbook(&from).expect("a workbook"), open_workbook(&path).expect("a workbook"));
    let names = old.sheet_names();
    let mut wanted = vec!["지적 목록".to_owned()];
    wanted.extend(names.iter().cloned());
    assert_eq!(new.sheet_names(), wanted, "the index stands in front");
    for name in &names {
        let values = |book: &mut Xlsx<_>| {
            let range = book.worksheet_range(name).expect("the sheet");
            let cells = range.used_cells().map(|(row, col, cell)| (row, col, cell.clone())).collect::<Vec<_>>();
            (range.start(), cells)
        };
        assert_eq!(values(&mut old), values(&mut new), "{name}");
    }
    let notes: String =
        after.iter().filter(|(name, _)| name.contains("commentsBogo")).map(|(_, text)| &**text).collect();
    let cells =
        found["findings"].as_array().expect("findings").iter().filter(|one| one["origin"]["file"] == "사건.xlsx");
    for finding in cells {
        let range = finding["origin"]["range"].as_str().expect("a range");
        let first = range.split(':').next().expect("a cell");
        assert!(notes.contains(&format!("ref=\"{first}\"")), "{finding}");
        assert!(notes.contains(finding["code"].as_str().expect("a code")), "{finding}");
    }
    // A required cell that is empty was never written: it comes into being to be coloured.
    let blank = case.set("서비스", ("식별자", "talk_channel"), "요금 형태", "");
    let again = case.path().join("out/again");
    annotate(case.path(), &again);
    let sheets = parts(&again.join("사건.지적.xlsx"));
    let is_coloured = |text: &String| text.contains(&format!("<c r=\"{blank}\" s=\""));
    assert!(sheets.iter().any(|(name, text)| name.starts_with("xl/worksheets/") && is_coloured(text)), "{blank}");
    let index = after.iter().find(|(name, _)| name.contains("sheetBogo")).expect("the index").1;
    assert!(index.contains(&format!("location=\"'서비스'!{at}\"")), "{index}");
}

#[test]
fn a_copy_reads_like_the_file_that_it_is_of() {
    let (case, _) = case();
    let to = case.path().join("out/marked");
    let found = annotate(case.path(), &to);
    fs::copy(to.join("사건.지적.xlsx"), case.path().join("사건.xlsx")).expect("a copy");
    let again = annotate(case.path(), &case.path().join("out/again"));
    let told = |document: &Json| {
        let findings = document["findings"].as_array().expect("findings").iter();
        findings
            .map(|one| (one["code"].clone(), one["origin"]["range"].clone(), one["message"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(told(&found), told(&again));
    // The copy has notes and an index now: a copy of it says nothing twice.
    let comments = |path: &Path| {
        parts(path).into_iter().filter(|(name, _)| name.contains("comments")).map(|(_, text)| text).collect::<Vec<_>>()
    };
    assert_eq!(comments(&to.join("사건.지적.xlsx")), comments(&case.path().join("out/again/사건.지적.xlsx")));
}

#[test]
fn every_finding_stands_in_the_index_and_leads_to_its_cell() {
    let (case, at) = protected_case();
    let to = case.path().join("out/marked");
    let found = annotate(case.path(), &to);
    let path = to.join("사건.지적.xlsx");
    let paths: Vec<&str> = found["annotated"].as_array().expect("paths").iter().filter_map(Json::as_str).collect();
    assert!(paths.contains(&path.to_str().expect("a path")), "{paths:?}");
    let index = sheet(&path, "지적 목록");
    let listed: Vec<(String, String, String)> =
        index.rows().skip(5).map(|row| (row[1].to_string(), row[2].to_string(), row[3].to_string())).collect();
    let findings = found["findings"].as_array().expect("findings");
    let of_file: Vec<(String, String, String)> = findings
        .iter()
        .filter(|finding| finding["origin"]["file"] == "사건.xlsx")
        .map(|finding| {
            let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
            (text(&finding["code"]), text(&finding["origin"]["sheet"]), text(&finding["origin"]["range"]))
        })
        .collect();
    assert_eq!(listed, of_file);
    assert!(listed.iter().any(|(code, _, cell)| code == "TIME01" && *cell == at), "{listed:?}");
    leads_to_its_cell(&path, &at);
}

/// The row of the finding is there with its own number, its cell is coloured and says what is wrong.
fn leads_to_its_cell(path: &Path, at: &str) {
    let rows = sheet(path, "서비스");
    let number = at.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let column = u32::from(at.as_bytes()[0] - b'A') + 1;
    let line = rows.rows().position(|row| row[0] == number).expect("the row of the finding");
    assert_eq!(rows.get_value((u32::try_from(line).expect("a row"), 1)).expect("a cell"), "kakaotalk_text");
    let place = format!("{}{}", char::from(b'A' + u8::try_from(column).expect("a column")), line + 1);
    let parts = parts(path);
    let notes = parts.iter().filter(|(name, _)| name.starts_with("xl/comments")).map(|(_, text)| text);
    let note = notes.clone().find(|text| text.contains("TIME01")).expect("a note");
    assert!(note.contains(&format!("ref=\"{place}\"")), "{place}: {note}");
    let links = &parts["xl/worksheets/sheet1.xml"];
    assert!(
        links.contains(&format!("location=\"'서비스'!{place}\"")) || links.contains(&format!("서비스!{place}")),
        "{links}"
    );
}

#[test]
fn nothing_personal_and_no_formula_is_written() {
    let (case, _) = protected_case();
    let to = case.path().join("out/marked");
    annotate(case.path(), &to);
    let parts = parts(&to.join("사건.지적.xlsx"));
    let all: String = parts.values().map(String::as_str).collect();
    assert!(!all.contains("010-1234-5678"), "personal data is masked");
    assert!(all.contains("***-****-****"), "and its place is seen");
    assert!(!all.contains("<f>"), "no cell computes");
    let rows = sheet(&to.join("사건.지적.xlsx"), "서비스");
    let texts: Vec<String> = rows.rows().flatten().map(ToString::to_string).collect();
    assert!(texts.iter().any(|text| text.starts_with("'=HYPERLINK")), "a formula is text, in a text file too");
    assert!(texts.iter().any(|text| text == "'@SUM(1+1)"));
    assert!(!texts.iter().any(|text| text.starts_with(['=', '+', '@'])), "{texts:?}");
}

#[test]
fn the_same_findings_make_the_same_bytes_and_the_inputs_stay() {
    let (case, _) = case();
    let before = fs::read(case.path().join("사건.xlsx")).expect("the input");
    let (one, two) = (case.path().join("out/one"), case.path().join("out/two"));
    annotate(case.path(), &one);
    annotate(case.path(), &two);
    for entry in fs::read_dir(&one).expect("a folder").flatten() {
        let name = entry.file_name();
        assert_eq!(fs::read(one.join(&name)).expect("a file"), fs::read(two.join(&name)).expect("a file"), "{name:?}");
    }
    assert_eq!(fs::read(case.path().join("사건.xlsx")).expect("the input"), before);
}

#[test]
fn what_someone_corrected_in_is_not_overwritten() {
    let (case, _) = case();
    let to = case.path().join("marked");
    annotate(case.path(), &to);
    let name = to.join("사건.지적.xlsx");
    fs::write(&name, "corrected").expect("a file");
    let run = bogo().arg("check").arg(case.path()).arg("--annotate").arg(&to).assert().code(2);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(said.contains("이미 무언가 있는 자리입니다"), "{said}");
    assert_eq!(fs::read_to_string(&name).expect("a file"), "corrected");
}

#[test]
fn several_cases_have_a_folder_each_and_a_clean_one_has_none() {
    let (first, second) = (case().0, case().0);
    let text = fs::read_to_string(second.path().join("case.toml")).expect("case.toml");
    let text = text.replace("id = \"kakao-2022-10-15\"", "id = \"second\"");
    fs::write(second.path().join("case.toml"), text).expect("case.toml");
    let to = first.path().join("out/marked");
    bogo().arg("check").args([first.path(), second.path()]).arg("--annotate").arg(&to).assert().code(1);
    for id in ["kakao-2022-10-15", "second"] {
        assert!(to.join(id).join("사건.지적.xlsx").is_file(), "{id}");
    }
}

#[test]
fn a_key_of_the_case_file_has_a_workbook_too() {
    let (case, _) = case();
    let text = fs::read_to_string(case.path().join("case.toml")).expect("case.toml");
    let text = text.replace("restored_all", "restored_al");
    fs::write(case.path().join("case.toml"), text).expect("case.toml");
    let to = case.path().join("out/marked");
    annotate(case.path(), &to);
    let index = sheet(&to.join("case.toml.지적.xlsx"), "지적 목록");
    let row = index.rows().nth(5).expect("a finding");
    let cells = [&row[1], &row[2], &row[3]].map(ToString::to_string);
    assert_eq!(cells, ["CASE04", "case.toml", "anchor.end"]);
}
