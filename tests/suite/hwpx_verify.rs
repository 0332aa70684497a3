//! An HWPX that people edited: what differs from its data is named by paragraph and value.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::hwpx::parts;
use crate::hwpx_defects::packed;

/// Runs the program; exit code and what it printed.
fn bogo(arguments: &[&str]) -> (i32, String) {
    let output = assert_cmd::Command::cargo_bin("bogo").unwrap().args(arguments).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), text)
}

fn built(case: &str, out: &Path) -> std::path::PathBuf {
    let case = format!("{}/fixtures/{case}", env!("CARGO_MANIFEST_DIR"));
    let (code, text) = bogo(&["build", &case, "--out", out.to_str().unwrap(), "--format", "hwpx", "--quiet"]);
    assert_eq!(code, 0, "{text}");
    let bundle = fs::read_dir(out).unwrap().next().unwrap().unwrap().path();
    bundle.join("submit")
}

/// The package with a text replaced once in its first section.
fn edited(package: &[u8], changes: &[(&str, &str)]) -> Vec<u8> {
    let mut parts = parts(package);
    let (_, section) = parts.iter_mut().find(|(name, _)| name == "Contents/section0.xml").unwrap();
    let mut text = String::from_utf8(section.clone()).unwrap();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    *section = text.into_bytes();
    packed(&parts, true)
}

fn verify(path: &Path) -> (i32, Value) {
    let (code, text) = bogo(&["verify", path.to_str().unwrap(), "--message-format", "json", "--lang", "en"]);
    (code, serde_json::from_str(&text).unwrap())
}

fn codes(json: &Value, of: &str) -> Vec<String> {
    json[of].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_was_edited_is_named_by_paragraph_and_value() {
    let dir = tempfile::tempdir().unwrap();
    let submit = built("first-report-one-sheet", dir.path());
    let path = submit.join("kr-disaster-report.hwpx");
    let (code, json) = verify(&path);
    assert_eq!((code, codes(&json, "notes")), (0, vec!["verify-identical".to_owned()]), "{json:#}");
    let package = fs::read(&path).unwrap();
    let section =
        String::from_utf8(parts(&package).into_iter().find(|(name, _)| name == "Contents/section0.xml").unwrap().1)
            .unwrap();
    // A date of a cell, and the title of a section.
    let at = section.find("<hp:t>2026. ").or_else(|| section.find("<hp:t>20")).unwrap();
    let value: String = section[at + 6..].chars().take_while(|c| *c != '<').collect();
    let other = value.replacen("20", "19", 1);
    let heading =
        section.match_indices("<hp:t>1. ").map(|(at, _)| section[at + 6..].split('<').next().unwrap()).next().unwrap();
    let changes = [(format!(">{value}<"), format!(">{other}<")), (format!(">{heading}<"), format!(">{heading} 손질<"))];
    let changes: Vec<(&str, &str)> = changes.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
    fs::write(&path, edited(&package, &changes)).unwrap();
    let (code, json) = verify(&path);
    assert_eq!(code, 1, "{json:#}");
    let failures = json["failures"].as_array().unwrap();
    assert_eq!(failures.len(), 2, "{json:#}");
    let said = |prefix: &str| {
        failures
            .iter()
            .find(|one| one["code"].as_str().unwrap().starts_with(prefix))
            .unwrap_or_else(|| panic!("{json:#}"))
    };
    let number = said("verify-edited-value");
    assert!(number["facts"]["found"].as_str().unwrap().contains(other.split(' ').next().unwrap()), "{json:#}");
    assert!(number["facts"]["expected"].as_str().unwrap().contains(value.split(' ').next().unwrap()), "{json:#}");
    assert!(failures.iter().all(|one| one["class"] == "changed" && one["facts"]["paragraph"].is_string()), "{json:#}");
    assert!(failures.iter().any(|one| one["facts"]["found"].as_str().unwrap().ends_with("손질")), "{json:#}");
    // In the bundle the same is told once, and nothing calls the file merely changed.
    let (code, json) = verify(&submit);
    let own: Vec<&Value> = json["failures"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["path"].as_str().unwrap().ends_with("kr-disaster-report.hwpx"))
        .collect();
    assert_eq!((code, own.len()), (1, 2), "{json:#}");
}

#[test]
fn a_copy_that_was_only_saved_again_still_agrees() {
    let dir = tempfile::tempdir().unwrap();
    let path = built("first-report-one-sheet", dir.path()).join("kr-disaster-report.hwpx");
    let package = fs::read(&path).unwrap();
    fs::write(&path, edited(&package, &[(" styleIDRef=\"1\"", " styleIDRef=\"0\"")])).unwrap();
    let (code, json) = verify(&path);
    assert_eq!((code, codes(&json, "notes")), (0, vec!["verify-saved-again".to_owned()]), "{json:#}");
}

#[test]
fn data_that_a_program_took_out_can_come_apart() {
    let dir = tempfile::tempdir().unwrap();
    let path = built("first-report-one-sheet", dir.path()).join("kr-disaster-report.hwpx");
    let mut parts = parts(&fs::read(&path).unwrap());
    let json = parts.iter().find(|(name, _)| name.ends_with("kr-disaster-report.json")).unwrap().1.clone();
    parts.retain(|(name, _)| !name.starts_with("Data/"));
    fs::write(&path, packed(&parts, true)).unwrap();
    let (code, told) = verify(&path);
    assert_eq!((code, codes(&told, "notes")), (2, vec!["verify-removed".to_owned()]), "{told:#}");
    let beside = path.with_extension("json");
    fs::write(&beside, json).unwrap();
    let (code, text) = bogo(&["verify", path.to_str().unwrap(), beside.to_str().unwrap()]);
    assert_eq!(code, 0, "{text}");
}

#[test]
fn data_inside_that_were_changed_are_not_an_edit_but_a_broken_seal() {
    let dir = tempfile::tempdir().unwrap();
    let path = built("first-report-one-sheet", dir.path()).join("kr-disaster-report.hwpx");
    let mut parts = parts(&fs::read(&path).unwrap());
    let (_, json) = parts.iter_mut().find(|(name, _)| name.ends_with("kr-disaster-report.json")).unwrap();
    let text = String::from_utf8(json.clone()).unwrap();
    *json = text.replacen("\"draft\": false", "\"draft\": false ", 1).into_bytes();
    fs::write(&path, packed(&parts, true)).unwrap();
    let (code, told) = verify(&path);
    assert_eq!(code, 1, "{told:#}");
    assert!(codes(&told, "failures").contains(&"verify-inside-changed".to_owned()), "{told:#}");
}

#[test]
fn a_difference_is_read_from_the_editable_copy_as_from_the_pdf() {
    let dir = tempfile::tempdir().unwrap();
    let path = built("first-report-one-sheet", dir.path()).join("kr-disaster-report.hwpx");
    let path = path.to_str().unwrap();
    let (code, text) = bogo(&["diff", path, path]);
    assert_eq!(code, 0, "{text}");
    let (code, text) = bogo(&["review", path]);
    assert_eq!(code, 0, "{text}");
}

#[test]
fn every_document_is_the_same_bytes_whatever_the_jobs() {
    let (one, four) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let case = format!("{}/fixtures/sample-2026-09", env!("CARGO_MANIFEST_DIR"));
    for (dir, jobs) in [(&one, "1"), (&four, "4")] {
        let (code, text) = bogo(&[
            "build",
            &case,
            "--out",
            dir.path().to_str().unwrap(),
            "--format",
            "hwpx",
            "--jobs",
            jobs,
            "--quiet",
        ]);
        assert_eq!(code, 0, "{text}");
    }
    let mut count = 0;
    for folder in ["submit", "internal"] {
        for entry in fs::read_dir(one.path().join("sample-2026-09").join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "hwpx") {
                count += 1;
                let other = four.path().join("sample-2026-09").join(folder).join(path.file_name().unwrap());
                assert_eq!(fs::read(&path).unwrap(), fs::read(other).unwrap(), "{}", path.display());
            }
        }
    }
    assert!(count >= 10, "{count}");
}

#[test]
fn a_copy_is_held_against_its_case_built_again() {
    let dir = tempfile::tempdir().unwrap();
    let path = built("first-report-one-sheet", dir.path()).join("kr-disaster-report.hwpx");
    let case = format!("{}/fixtures/first-report-one-sheet", env!("CARGO_MANIFEST_DIR"));
    let arguments = ["verify", path.to_str().unwrap(), "--rebuild", &case, "--message-format", "json", "--lang", "en"];
    let (code, text) = bogo(&arguments);
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(code, 0, "{json:#}");
    assert!(codes(&json, "notes").contains(&"verify-again-same".to_owned()), "{json:#}");
}
