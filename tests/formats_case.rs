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

#[test]
fn the_kakao_case_is_the_same_as_xls_and_ods() {
    let expected = built(&root().join("fixtures/kakao-2022-10-15"), "xlsx");
    assert!(expected.len() > 6, "{:?}", expected.keys());
    for ending in ["xls", "ods"] {
        let found = built(&root().join("tests/formats/kakao"), ending);
        assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{ending}");
        for (name, text) in &expected {
            let (found, expected) = (found[name].lines(), text.lines());
            let differs = found.zip(expected).find(|(found, expected)| found != expected);
            assert_eq!(differs, None, "{ending}: {name}");
        }
    }
}
