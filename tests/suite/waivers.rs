//! `waivers.toml`: what somebody answers for stops nothing, is told inside the house with who and why, and leaves it nowhere.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value as Json;
use tempfile::TempDir;

use crate::support::schema;

const REASON: &str = "사유표식7341";
const APPROVER: &str = "승인자표식9127";

/// The Kakao case with waivers.
fn case(waivers: &str) -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15");
    for entry in fs::read_dir(from).expect("the fixture").flatten().filter(|entry| entry.path().is_file()) {
        fs::copy(entry.path(), dir.path().join(entry.file_name())).expect("a copy");
    }
    fs::write(dir.path().join("waivers.toml"), waivers).expect("waivers");
    dir
}

fn run(args: &[&str], dir: &Path) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_bogo")).env_clear().args(args).arg(dir).output().expect("bogo runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (output.status.code().expect("a code"), text(output.stdout), text(output.stderr))
}

fn check(dir: &Path) -> Json {
    let (_, out, _) = run(&["check", "--message-format", "json"], dir);
    let json = serde_json::from_str(&out).expect("JSON");
    schema::assert_fits("check.v1.json", "check", &json);
    json
}

fn waiver(code: &str, place: &str, expires: &str) -> String {
    format!(
        "[[waiver]]\ncode = \"{code}\"\nplace = \"{place}\"\nreason = \"{REASON}\"\napprover = \"{APPROVER}\"\nexpires = {expires}\n"
    )
}

/// The place of a finding as `bogo check` prints it.
fn place(finding: &Json) -> String {
    let origin = &finding["origin"];
    let part = |key: &str| origin[key].as_str().expect("a part").to_owned();
    format!("{} / {} / {}", part("file"), part("sheet"), part("range"))
}

fn codes(list: &Json) -> Vec<String> {
    let all = list.as_array().expect("a list").iter();
    all.map(|finding| finding["code"].as_str().expect("a code").to_owned()).collect()
}

/// Every file below a folder.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(dir).expect("a folder").flatten() {
        if entry.path().is_dir() { all.extend(files(&entry.path())) } else { all.push(entry.path()) }
    }
    all
}

#[test]
fn a_waived_finding_counts_for_nothing_and_is_told() {
    let before = check(case("").path());
    let warning = before["findings"].as_array().expect("findings").iter().find(|one| one["severity"] == "warning");
    let warning = warning.expect("the case has warnings");
    let (code, at) = (warning["code"].as_str().expect("a code"), place(warning));
    let dir = case(&waiver(code, &at, "2023-12-31"));
    let after = check(dir.path());
    assert_eq!(codes(&after["waived"]), [code]);
    assert_eq!(after["waived"][0]["waiver"]["approver"], APPROVER);
    let count = |json: &Json| json["findings"].as_array().expect("findings").len();
    assert_eq!(count(&after), count(&before) - 1);
    let (_, out, _) = run(&["check"], dir.path());
    assert!(out.contains(&format!("예외 승인 1건: {code} × 1")) && !out.contains(REASON), "{out}");
    let (_, out, _) = run(&["check", "--verbose"], dir.path());
    assert!(out.contains(REASON) && out.contains(APPROVER) && out.contains("2023-12-31"), "{out}");
    // The whole sheet is a place too, another cell is none.
    let sheet = at.rsplit_once(" / ").expect("cells").0;
    assert!(codes(&check(case(&waiver(code, sheet, "2023-12-31")).path())["waived"]).contains(&code.to_owned()));
    let elsewhere = check(case(&waiver(code, &format!("{sheet} / ZZ900"), "2023-12-31")).path());
    assert_eq!(codes(&elsewhere["waived"]), Vec::<String>::new());
    assert!(codes(&elsewhere["findings"]).contains(&"WAIV01".to_owned()));
}

#[test]
fn an_error_that_is_waived_lets_a_bundle_be_built_and_only_its_inside_says_so() {
    // One claim more in a part than the whole has.
    let dir = case("");
    let path = dir.path().join("피해와보상.xlsx");
    let text = fs::read(&path).expect("the workbook");
    fs::write(&path, edited(&text, "<v>17921</v>", "<v>17922</v>")).expect("the workbook");
    let before = check(dir.path());
    let errors: Vec<&Json> =
        before["findings"].as_array().expect("findings").iter().filter(|one| one["severity"] == "error").collect();
    assert!(!errors.is_empty(), "the edit makes an error");
    let out = tempfile::tempdir().expect("a folder");
    let to = out.path().to_str().expect("a path");
    let (code, ..) = run(&["build", "--out", to, "-q"], dir.path());
    assert_eq!(code, 1);
    assert_eq!(files(out.path()), Vec::<PathBuf>::new());
    let waivers: String = errors
        .iter()
        .map(|error| waiver(error["code"].as_str().expect("a code"), &place(error), "2023-12-31"))
        .collect();
    fs::write(dir.path().join("waivers.toml"), waivers).expect("waivers");
    let (code, told, said) = run(&["build", "--out", to, "-q"], dir.path());
    assert_eq!(code, 0, "{told}{said}");
    let (mut inside, mut seen) = (0, 0);
    for file in files(out.path()) {
        let shown = file.strip_prefix(out.path()).expect("below").display().to_string();
        let bytes = fs::read(&file).expect("a file");
        let mut texts = vec![String::from_utf8_lossy(&bytes).into_owned()];
        if shown.rsplit('.').next() == Some("pdf") {
            let reading = bogo::proof::pdf::read(&bytes).expect("a PDF");
            texts.push(reading.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "));
            texts.extend(reading.files.iter().map(|file| String::from_utf8_lossy(&file.bytes).into_owned()));
        }
        let tells = texts.iter().any(|text| {
            text.contains(REASON)
                || text.contains(APPROVER)
                || text.contains("\"waive")
                || text.contains("waivers.toml")
        });
        let is_inside = shown.contains("/internal/") && shown.rsplit('.').next() == Some("json");
        assert!(!tells || is_inside, "{shown} tells of a waiver");
        inside += usize::from(tells);
        seen += 1;
    }
    assert!(inside >= 2 && seen > 10, "{inside} of {seen}");
    let manifest = fs::read(out.path().join("kakao-2022-10-15/internal/manifest.json")).expect("a manifest");
    let manifest: Json = serde_json::from_slice(&manifest).expect("JSON");
    schema::assert_fits("manifest.v1.json", "manifest", &manifest);
    assert_eq!(manifest["waivers"].as_array().map(Vec::len), Some(errors.len()));
    assert_eq!(manifest["findings"]["error"], 0);
}

/// A workbook with one cell written over.
fn edited(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    use std::io::{Read as _, Write as _};
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut edits = 0;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("a part");
        let name = entry.name().expect("a name").into_owned();
        let mut part = Vec::new();
        entry.read_to_end(&mut part).expect("bytes");
        if let Some(text) = String::from_utf8(part.clone()).ok().filter(|text| edits == 0 && text.contains(from)) {
            edits += 1;
            part = text.replacen(from, to, 1).into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        out.write_all(&part).expect("bytes");
    }
    assert_eq!(edits, 1);
    out.finish().expect("an archive").into_inner()
}

#[test]
fn what_nobody_may_waive_stays_and_the_waiver_is_an_error() {
    let dir = case("");
    let path = dir.path().join("피해와보상.xlsx");
    let text = fs::read(&path).expect("the workbook");
    fs::write(&path, edited(&text, "<v>13198</v>", "<v>1.5</v>")).expect("the workbook");
    let before = check(dir.path());
    let unread = before["findings"].as_array().expect("findings").iter().find(|one| one["code"] == "MAP09");
    let at = place(unread.expect("a count that is none"));
    fs::write(dir.path().join("waivers.toml"), waiver("MAP09", &at, "2023-12-31")).expect("waivers");
    let after = codes(&check(dir.path())["findings"]);
    assert!(after.contains(&"MAP09".to_owned()) && after.contains(&"WAIV03".to_owned()), "{after:?}");
}

#[test]
fn a_file_that_is_none_is_told_at_its_line() {
    for (text, told) in [
        ("[[waiver]\n", "waivers.toml 1행의 문법이 잘못되었습니다."),
        ("[[waivr]]\ncode = \"MAP01\"\n", "'waivr'"),
        (
            "[[waiver]]\ncode = \"MPA01\"\nplace = \"a / b / A1\"\nreason = \"r\"\napprover = \"a\"\nexpires = 2023-12-31\n",
            "'MPA01'",
        ),
        (
            "[[waiver]]\ncode = \"MAP01\"\nplace = \"a / b / A1\"\nreason = \"r\"\napprover = \"a\"\nexpires = \"내년\"\n",
            "'내년'",
        ),
    ] {
        let (code, out, err) = run(&["check"], case(text).path());
        assert!(code > 0 && (out.contains(told) || err.contains(told)), "{told}: {out}{err}");
    }
}
