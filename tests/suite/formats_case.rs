//! The Kakao case in other formats is the same case: the same findings, figures and filings, byte for byte apart from the
//! names and hashes of its files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Builds the case from the workbooks of `folder` that have an ending; everything textual of the bundle by name.
fn built(folder: &Path, ending: &str) -> BTreeMap<String, String> {
    let dir = tempfile::tempdir().expect("a folder");
    for file in ["사건", "피해와보상"] {
        let name = format!("{file}.{ending}");
        fs::copy(folder.join(&name), dir.path().join(&name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    let case = fs::read_to_string(root().join("fixtures/kakao-2022-10-15/case.toml")).expect("a case");
    fs::write(dir.path().join("case.toml"), case.replace(".xlsx\"", &format!(".{ending}\""))).expect("a case");
    let output = Command::new(env!("CARGO_BIN_EXE_bogo"))
        .args(["build", "--format", "html,json", "--out"])
        .arg(dir.path().join("out"))
        .arg(dir.path())
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{ending}: {}", String::from_utf8_lossy(&output.stderr));
    let mut files = BTreeMap::new();
    for part in ["submit", "internal"] {
        let entries = fs::read_dir(dir.path().join("out/kakao-2022-10-15").join(part)).expect("a bundle");
        for path in entries.map(|entry| entry.expect("a file").path()) {
            // Hashes of hashes and sizes differ where their files do.
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            if !name.starts_with("manifest") && name != "SHA256SUMS" {
                let text = fs::read_to_string(&path).expect("text");
                files.insert(format!("{part}/{name}"), unnamed(&text, ending));
            }
        }
    }
    files
}

/// The text without endings and hashes of inputs.
fn unnamed(text: &str, ending: &str) -> String {
    let text = text.replace(&format!(".{ending}"), ".xlsx");
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_digit() || ('a'..='f').contains(&c) {
            run.push(c);
            continue;
        }
        out.push_str(if run.len() >= 12 { "#" } else { &run });
        run.clear();
        out.push(c);
    }
    out
}

/// Line by line, so that a failure shows the line and not the file.
fn assert_same(what: &str, expected: &BTreeMap<String, String>, found: &BTreeMap<String, String>) {
    assert!(expected.len() > 6, "{:?}", expected.keys());
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{what}");
    for (name, text) in expected {
        assert_eq!(first_difference(text, &found[name]), None, "{what}: {name}");
    }
}

fn first_difference<'a>(expected: &'a str, found: &'a str) -> Option<(&'a str, &'a str)> {
    let (mut expected, mut found) = (expected.lines(), found.lines());
    loop {
        match (expected.next(), found.next()) {
            (None, None) => return None,
            (one, other) if one == other => {}
            (one, other) => return Some((one.unwrap_or("(the end)"), other.unwrap_or("(the end)"))),
        }
    }
}

#[test]
fn the_kakao_case_is_the_same_as_xls_and_ods() {
    let expected = built(&root().join("fixtures/kakao-2022-10-15"), "xlsx");
    for ending in ["xls", "ods"] {
        assert_same(ending, &expected, &built(&root().join("tests/formats/kakao"), ending));
    }
}

#[test]
fn the_kakao_case_is_the_same_as_sheetjs_writes_it() {
    let expected = built(&root().join("fixtures/kakao-2022-10-15"), "xlsx");
    let rewritten = root().join("tests/formats/sheetjs");
    for (folder, ending) in [("xlsx", "xlsx"), ("xlsx-dates", "xlsx"), ("xlsb", "xlsb"), ("xls", "xls")] {
        assert_same(folder, &expected, &built(&rewritten.join(folder), ending));
    }
    // Its ods gives every moment the format of a day: eight midnights are days there, and are told as such.
    let found = built(&rewritten.join("ods"), "ods");
    let count = |bundle: &BTreeMap<String, String>| bundle["internal/findings.json"].matches("\"MAP18\"").count();
    assert_eq!(count(&found), count(&expected) + 8);
    for filing in ["submit/kr-relief-report.json", "internal/executive-summary.json"] {
        assert_eq!(first_difference(&expected[filing], &found[filing]), None, "ods: {filing}");
    }
}
