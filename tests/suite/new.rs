//! `bogo new`: the folder builds as it is, its workbooks hold what the pack's data says, and nothing is overwritten.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;

use bogo::lang::Lang;
use bogo::mapping::normalise;
use bogo::pack::{Assets, Pack};
use bogo::workbooks;
use calamine::{Reader, Xlsx, open_workbook};
use serde_json::Value as Json;

use crate::support::bogo;
use crate::support::schema;

const KINDS: [&str; 2] = ["incident", "annual"];
const LANGS: [(&str, Lang); 2] = [("ko", Lang::Ko), ("en", Lang::En)];

fn pack() -> Pack {
    Pack::load(Assets::embedded()).expect("the packaged templates load")
}

fn new(dir: &Path, kind: &str, lang: &str) {
    bogo().arg("new").arg(dir).args(["--kind", kind, "--lang", lang]).assert().code(0);
}

fn check(dir: &Path, more: &[&str]) -> Json {
    let output = bogo().arg("check").arg(dir).args(["--message-format", "json"]).args(more).output().expect("a run");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn codes(document: &Json, severity: &str) -> BTreeMap<String, usize> {
    let mut codes = BTreeMap::new();
    for finding in document["findings"].as_array().expect("findings") {
        if finding["severity"] == severity {
            *codes.entry(finding["code"].as_str().expect("a code").to_owned()).or_default() += 1;
        }
    }
    codes
}

fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).expect("a folder").flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_fresh_case_builds_as_a_draft_and_never_as_a_filing() {
    for kind in KINDS {
        for (lang, _) in LANGS {
            let root = tempfile::tempdir().expect("a temporary folder");
            let (dir, out) = (root.path().join("case"), root.path().join("out"));
            new(&dir, kind, lang);
            let found = check(&dir, &[]);
            let errors = codes(&found, "error");
            // Nothing is wrong but that the examples are still there, and nothing is unknown to the reader.
            assert_eq!(errors.keys().collect::<Vec<_>>(), ["CASE06", "CASE07"], "{kind} {lang}: {found:#}");
            for code in ["MAP01", "SRC01", "CASE08", "LAW01"] {
                assert!(!found.to_string().contains(&format!("\"{code}\"")), "{kind} {lang} {code}: {found:#}");
            }
            let build = |draft: &[&str]| bogo().arg("build").arg(&dir).arg("--out").arg(&out).args(draft).assert();
            build(&[]).code(1);
            assert!(!out.exists(), "nothing is written while examples are there");
            let drafted = build(&["--draft"]).code(0);
            assert!(out.join("case.draft").is_dir());
            // A draft is called one, and never fit to file; its seal says the same.
            let said = String::from_utf8_lossy(&drafted.get_output().stderr).into_owned();
            assert!(said.contains("초안 · 오류 0건, 확인할 것"), "{said}");
            assert!(!said.contains("제출할 수 있음") && !said.contains("이상 없음"), "{said}");
            let verified = bogo().arg("verify").arg(out.join("case.draft")).output().expect("a run");
            let verified = String::from_utf8(verified.stdout).expect("text");
            let verified: String = verified.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(verified.contains("점검 결과 초안 · 오류 0건, 확인할 것"), "{verified}");
            assert!(!verified.contains("제출할 수 있음"), "{verified}");
        }
    }
}

#[test]
fn a_case_without_its_examples_has_no_example_in_it() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let dir = root.path().join("case");
    new(&dir, "incident", "ko");
    let text = fs::read_to_string(dir.join("case.toml")).expect("case.toml");
    let text = text.replace("(예시) ", "").replace("2026-11-30T00:00:00+09:00", "2026-11-30T10:00:00+09:00");
    fs::write(dir.join("case.toml"), text).expect("case.toml");
    for file in ["사건.xlsx", "피해와보상.xlsx", "요구와조치.xlsx"] {
        rewrite(&dir.join(file), |_, text| text.replace("(예시) ", "").replace("예시-", "가상-"));
    }
    let text = fs::read_to_string(dir.join("case.toml")).expect("case.toml").replace("예시-", "가상-");
    fs::write(dir.join("case.toml"), text).expect("case.toml");
    let found = check(&dir, &[]);
    assert_eq!(codes(&found, "error"), BTreeMap::new(), "{found:#}");
}

#[test]
fn a_workbook_of_another_version_is_told_and_read() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let dir = root.path().join("case");
    new(&dir, "annual", "ko");
    rewrite(&dir.join("안정성.xlsx"), |name, text| {
        if name == "xl/workbook.xml" { text.replace("\">2</definedName>", "\">99</definedName>") } else { text }
    });
    let found = check(&dir, &["--lang", "en"]);
    assert_eq!(codes(&found, "note"), BTreeMap::from([("CASE08".to_owned(), 1)]), "{found:#}");
    assert!(found.to_string().contains("newer version (99"), "{found:#}");
    assert_eq!(codes(&found, "error").keys().collect::<Vec<_>>(), ["CASE06", "CASE07"], "it is read all the same");
}

/// Changes the parts of a workbook.
fn rewrite(path: &Path, change: impl Fn(&str, String) -> String) {
    let mut from = zip::ZipArchive::new(fs::File::open(path).expect("a workbook")).expect("an archive");
    let mut to = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut part = from.by_index(index).expect("a part");
        let mut text = String::new();
        part.read_to_string(&mut text).expect("text");
        let name = part.name().expect("a name").into_owned();
        to.start_file(&name, zip::write::SimpleFileOptions::default()).expect("a part");
        to.write_all(change(&name, text).as_bytes()).expect("a part");
    }
    fs::write(path, to.finish().expect("an archive").into_inner()).expect("a workbook");
}

#[test]
fn the_same_command_makes_the_same_bytes() {
    let pack = pack();
    for kind in KINDS {
        for (_, lang) in LANGS {
            let make = || workbooks::workbooks(&pack, kind, lang).expect("workbooks");
            assert_eq!(make(), make());
            let case = || workbooks::case_toml(&pack, kind, "a", lang).expect("a case");
            assert_eq!(case(), case());
        }
    }
}

#[test]
fn every_column_stands_in_its_sheet_and_every_sheet_of_the_pack_in_a_workbook() {
    let pack = pack();
    let root = tempfile::tempdir().expect("a temporary folder");
    let mut seen = std::collections::BTreeSet::new();
    for kind in KINDS {
        for (lang, language) in LANGS {
            let dir = root.path().join(format!("{kind}-{lang}"));
            new(&dir, kind, lang);
            for words in pack.worktable.books(kind) {
                let path = dir.join(words.file.get(language));
                let mut workbook: Xlsx<_> = open_workbook(&path).expect("a workbook");
                let listed = workbook.sheet_names();
                assert_eq!(listed.first().map(String::as_str), Some(pack.worktable.guide.name.get(language)));
                assert_eq!(listed.len(), words.sheets.len() + 2, "guide, sheets and lists");
                for id in &words.sheets {
                    let schema = pack.sheets.get(id).expect("a sheet");
                    let range = workbook.worksheet_range(schema.name(language)).expect("the sheet");
                    let heads: Vec<String> =
                        range.rows().nth(2).expect("heads").iter().map(ToString::to_string).collect();
                    let wanted: Vec<&str> = schema.field.iter().map(|field| field.name(language)).collect();
                    assert_eq!(heads, wanted, "{kind} {lang} {id}");
                    let first = range.rows().nth(3).expect("an example row");
                    let marked = first.iter().any(|cell| pack.worktable.is_example(&cell.to_string()));
                    assert!(marked, "{kind} {lang} {id}: the example is marked");
                    seen.insert(id.clone());
                }
            }
        }
    }
    let all = pack.sheets.sheet.iter().map(|sheet| sheet.id.clone()).collect();
    assert_eq!(seen, all, "every sheet of a case can be filled");
}

#[test]
fn every_column_has_a_note_in_both_languages() {
    let pack = pack();
    for (sheet, field) in pack.sheets.sheet.iter().flat_map(|sheet| sheet.field.iter().map(move |field| (sheet, field)))
    {
        let note = pack.worktable.note(&sheet.id, &field.id);
        let note = note.unwrap_or_else(|| panic!("{}.{} has no note", sheet.id, field.id));
        assert!(!note.ko.is_empty() && !note.en.is_empty());
        // A note that only says the name again helps nobody.
        assert_ne!(normalise(&note.ko), normalise(&field.ko), "{}.{}", sheet.id, field.id);
        for (_, lang) in LANGS {
            let written = pack.worktable.written(field.kind, lang);
            assert_eq!(written.is_empty(), field.kind == bogo::pack::FieldType::Text, "{}", field.kind.word());
        }
    }
}

#[test]
fn nothing_is_overwritten_and_nothing_stands_outside() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let full = root.path().join("full");
    fs::create_dir(&full).expect("a folder");
    fs::write(full.join("mine.txt"), "mine").expect("a file");
    bogo().arg("new").arg(&full).assert().code(2);
    assert_eq!(names(&full), ["mine.txt"]);
    let empty = root.path().join("empty");
    fs::create_dir(&empty).expect("a folder");
    bogo().arg("new").arg(".").current_dir(&empty).assert().code(0);
    assert_eq!(names(&empty), ["case.toml", "사건.xlsx", "요구와조치.xlsx", "피해와보상.xlsx"]);
    let text = fs::read_to_string(empty.join("case.toml")).expect("case.toml");
    assert!(text.contains("id = \"empty\""), "the folder gives its name: {text}");
    bogo().arg("new").arg(&empty).assert().code(2);
    assert_eq!(names(root.path()), ["empty", "full"]);
}

#[test]
fn machines_are_answered_in_the_published_shape() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let dir = root.path().join("2026 판교");
    for kind in KINDS {
        let answer = || {
            let mut command = bogo();
            command.arg("new").arg(&dir).args(["--kind", kind, "--message-format", "json"]);
            let output = command.output().expect("a run");
            (output.status.code(), serde_json::from_slice::<Json>(&output.stdout).expect("JSON"))
        };
        let (code, document) = answer();
        schema::assert_fits("new.v1.json", kind, &document);
        assert_eq!(code, Some(0));
        assert_eq!((&document["kind"], &document["id"]), (&kind.into(), &"2026-판교".into()));
        let mut written: Vec<&str> =
            document["files"].as_array().expect("files").iter().filter_map(Json::as_str).collect();
        written.sort_unstable();
        assert_eq!(written, names(&dir), "it names what it wrote");
        // A folder that is taken is answered as every error is.
        let (code, refusal) = answer();
        schema::assert_fits("check.v1.json", kind, &refusal);
        assert_eq!((code, refusal["error"]["key"].is_string()), (Some(2), true), "{refusal:#}");
        fs::remove_dir_all(&dir).expect("ours");
    }
}

#[test]
fn drop_downs_name_cells_that_hold_what_they_offer() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let dir = root.path().join("case");
    new(&dir, "incident", "ko");
    let mut workbook: Xlsx<_> = open_workbook(dir.join("사건.xlsx")).expect("a workbook");
    let lists = workbook.worksheet_range("목록").expect("the lists");
    let mut archive = zip::ZipArchive::new(fs::File::open(dir.join("사건.xlsx")).expect("a file")).expect("an archive");
    let mut text = String::new();
    // The sheet 사고 is the third: guide, companies, outages.
    archive.by_name("xl/worksheets/sheet3.xml").expect("the sheet").read_to_string(&mut text).expect("text");
    let document = roxmltree::Document::parse(&text).expect("XML");
    let formulas: Vec<&str> =
        document.descendants().filter(|node| node.has_tag_name("formula1")).filter_map(|node| node.text()).collect();
    let classes = formulas.iter().find(|formula| formula.starts_with("'목록'")).expect("a list of codes");
    let (_, range) = classes.split_once('!').expect("a range");
    let corners: Vec<&str> = range.split(':').collect();
    let row = |corner: &str| corner.rsplit('$').next().and_then(|row| row.parse::<u32>().ok()).expect("a row");
    let column = u32::from(corners[0].as_bytes()[1] - b'A');
    let offered: Vec<String> = (row(corners[0])..=row(corners[1]))
        .map(|row| lists.get_value((row - 1, column)).expect("a value").to_string())
        .collect();
    let pack = pack();
    let terms = pack.terms.list("cause_class").expect("a list");
    let mut wanted: Vec<&str> = terms.iter().map(|(_, term)| term.ko.as_str()).collect();
    wanted.push("파악 중");
    assert_eq!(offered, wanted);
}
