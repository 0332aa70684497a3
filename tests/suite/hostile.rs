//! What clerks, newcomers and attackers do to a case: every answer is a sentence with a remedy, and valid JSON.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::support::{Case, bogo};

/// Words of libraries and of Rust that no reader should meet.
const FOREIGN: &[&str] =
    &["TOML parse", "calamine", "Zip", "panicked", "os error", "Xlsx", "invalid type", "RUST_BACKTRACE", ".rs:"];

fn check(dir: &Path, args: &[&str]) -> Output {
    bogo().arg("check").arg(dir).args(args).output().expect("it runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// The error of a case that cannot be worked on: exit 2, a sentence on stderr in both languages, an object on stdout.
fn refused(name: &str, dir: &Path) -> String {
    for (lang, fix) in [("ko", "고치기: "), ("en", "fix: ")] {
        let output = check(dir, &["--lang", lang]);
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{name}: {told}");
        assert!(told.contains(fix), "{name}: {told}");
        let foreign: Vec<_> = FOREIGN.iter().filter(|word| told.contains(**word)).collect();
        assert!(foreign.is_empty(), "{name}: {foreign:?} in {told}");
    }
    let output = check(dir, &["--message-format", "json"]);
    let document = json(&output);
    let error = &document["error"];
    assert!(error["message"].as_str().is_some_and(|text| !text.is_empty()), "{name}: {document:#}");
    assert!(error["help"].as_str().is_some_and(|text| !text.is_empty()), "{name}: {document:#}");
    error["key"].as_str().expect("a key").to_owned()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("JSON, not {}", text(&output.stdout)))
}

fn edit(dir: &Path, from: &str, to: &str) {
    let toml = fs::read_to_string(dir.join("case.toml")).expect("ours");
    assert!(toml.contains(from), "{from}");
    fs::write(dir.join("case.toml"), toml.replacen(from, to, 1)).expect("ours");
}

/// Rewrites a part of the workbook.
fn part(dir: &Path, name: &str, change: impl Fn(String) -> String) {
    let path = dir.join("사건.xlsx");
    let mut archive = zip::ZipArchive::new(fs::File::open(&path).expect("ours")).expect("an archive");
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("a part");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("bytes");
        let part = file.name().expect("a name").to_string();
        if part.ends_with(name) {
            bytes = change(String::from_utf8(bytes).expect("XML")).into_bytes();
        }
        out.start_file(part, zip::write::SimpleFileOptions::default()).expect("a part");
        out.write_all(&bytes).expect("bytes");
    }
    drop(archive);
    fs::write(path, out.finish().expect("an archive").into_inner()).expect("ours");
}

#[test]
fn a_case_file_that_says_what_it_must_not_is_answered_with_line_and_remedy() {
    let spoils: &[(&str, &str, &str)] = &[
        ("title = \"판교", "title = 3 # \"판교", "case-not-text"),
        ("forms = [", "forms = \"kr\" # [", "case-not-list"),
        ("files = [\"사건.xlsx\", \"피해와보상.xlsx\"]", "files = []", "case-not-list"),
        ("[inputs]\nfiles", "inputs = 1\nfiles", "case-not-table"),
        ("stage =", "stagee =", "case-key-unknown"),
        ("stage =", "stage = \"final\"\nstage =", "case-key-twice"),
        ("\"final\"", "\"final", "case-not-toml"),
        ("\"final\"", "\"interim:0\"", "case-bad-choice"),
        ("\"regulator\"", "\"regulater\"", "case-bad-choice"),
        ("\"msit\"", "\"mist\"", "case-bad-choice"),
        ("[[recipient]]", "[recipient]", "case-not-table"),
        ("\"kr-relief-report\"", "\"kr-relif-report\"", "unknown-form"),
        ("2023-07-04T10:00:00+09:00", "2023-07-04", "case-bad-moment"),
        ("2023-07-04T10:00:00+09:00", "true", "case-bad-moment"),
        ("schema = 1", "schema = 2", "case-schema"),
        ("id = \"kakao-2022-10-15\"", "id = \"../x\"", "case-bad-id"),
        ("\"사건.xlsx\"", "\"../사건.xlsx\"", "case-file-outside"),
        ("\"사건.xlsx\"", "\"/etc/passwd\"", "case-file-outside"),
        ("\"사건.xlsx\"", "\"없는.xlsx\"", "input-missing"),
    ];
    for (from, to, key) in spoils {
        let case = Case::kakao();
        edit(case.path(), from, to);
        assert_eq!(refused(to, case.path()), *key, "{to}");
    }
    let case = Case::kakao();
    fs::write(case.path().join("case.toml"), [0xC6, 0xC7, 0xB1, 0xB3]).expect("ours");
    assert_eq!(refused("CP949", case.path()), "case-not-utf8");
}

#[test]
fn a_file_that_is_no_workbook_is_answered_in_words() {
    let spoils: &[(&str, Vec<u8>, &str)] = &[
        ("bytes without a meaning", vec![0, 1, 2, 3], "input-not-workbook"),
        ("a page of a web system", b"<html><table><tr><td>1</td></tr></table></html>".to_vec(), "input-is-html"),
        ("a PDF renamed", b"%PDF-1.7".to_vec(), "input-is-pdf"),
        ("a picture renamed", b"\x89PNG\r\n".to_vec(), "input-is-image"),
        ("an empty file", Vec::new(), "input-empty"),
        ("an archive cut short", b"PK\x03\x04".to_vec(), "input-truncated"),
    ];
    for (name, bytes, key) in spoils {
        let case = Case::kakao();
        fs::write(case.path().join("사건.xlsx"), bytes).expect("ours");
        assert_eq!(refused(name, case.path()), *key, "{name}");
    }
    let case = Case::kakao();
    fs::copy(case.path().join("사건.xlsx"), case.path().join("사건 복사본.xlsx")).expect("ours");
    edit(case.path(), "\"사건.xlsx\"", "\"사건*.xlsx\"");
    assert_eq!(refused("a copy of a file", case.path()), "input-twice");
    #[cfg(unix)]
    {
        let case = Case::kakao();
        let outside = tempfile::tempdir().expect("a folder");
        let moved = outside.path().join("사건.xlsx");
        fs::copy(case.path().join("사건.xlsx"), &moved).expect("ours");
        fs::remove_file(case.path().join("사건.xlsx")).expect("ours");
        std::os::unix::fs::symlink(moved, case.path().join("사건.xlsx")).expect("a link");
        assert_eq!(refused("a link that leads out", case.path()), "input-missing");
    }
}

#[test]
fn every_file_that_cannot_be_read_is_told_at_once() {
    let case = Case::kakao();
    fs::write(case.path().join("사건.xlsx"), b"%PDF-1.7").expect("ours");
    fs::write(case.path().join("피해와보상.xlsx"), b"PK\x03\x04").expect("ours");
    let output = check(case.path(), &["--lang", "en"]);
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("사건.xlsx") && told.contains("피해와보상.xlsx"), "{told}");
    assert_eq!(told.matches("fix: ").count(), 2, "{told}");
    let document = json(&check(case.path(), &["--message-format", "json"]));
    assert_eq!(
        (&document["error"]["key"], &document["also"][0]["key"]),
        (&"input-is-pdf".into(), &"input-truncated".into())
    );
}

#[cfg(unix)]
#[test]
fn no_link_leads_out_of_the_case() {
    let (case, outside) = (Case::kakao(), tempfile::tempdir().expect("a folder"));
    let moved = outside.path().join("사건.xlsx");
    fs::rename(case.path().join("사건.xlsx"), &moved).expect("ours");
    std::os::unix::fs::symlink(outside.path(), case.path().join("밖")).expect("a link");
    edit(case.path(), "\"사건.xlsx\"", "\"밖/사건.xlsx\"");
    assert_eq!(refused("a folder that leads out", case.path()), "input-missing");
    edit(case.path(), "\"밖/사건.xlsx\"", "\"*/*.xlsx\"");
    assert_eq!(refused("a pattern through such a folder", case.path()), "input-pattern-empty");
    // A link within the case is one more name of a file.
    fs::remove_file(case.path().join("밖")).expect("ours");
    fs::create_dir(case.path().join("안")).expect("ours");
    fs::rename(&moved, case.path().join("안/원본.xlsx"))
        .or_else(|_| fs::copy(&moved, case.path().join("안/원본.xlsx")).map(|_| ()))
        .expect("ours");
    std::os::unix::fs::symlink("안/원본.xlsx", case.path().join("사건.xlsx")).expect("a link");
    edit(case.path(), "\"*/*.xlsx\"", "\"사건.xlsx\"");
    assert_eq!(check(case.path(), &[]).status.code(), Some(0));
}

#[test]
fn a_limit_of_the_command_line_holds() {
    let case = Case::kakao();
    let refused = |words: &str| {
        let document = json(&check(case.path(), &["--limit", words, "--message-format", "json"]));
        document["error"]["key"].as_str().map(str::to_owned)
    };
    assert_eq!(refused("cells=10").as_deref(), Some("input-too-large"));
    assert_eq!(refused("file=1K").as_deref(), Some("input-too-large"));
    assert_eq!(refused("cellss=10").as_deref(), Some("limit-unknown"));
    assert_eq!(refused("cells=many").as_deref(), Some("limit-unknown"));
    assert_eq!(refused("cells=1M"), None);
}

/// Every limit stands in the documentation with its default, and the documentation names no other.
#[test]
fn every_limit_is_documented() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/limits.md")).expect("the page");
    let documented: Vec<(&str, &str)> = text
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| `")?.split('|').map(str::trim);
            Some((cells.next()?.trim_end_matches('`'), cells.next()?))
        })
        .collect();
    let number = |text: &str| {
        let mut budget = bogo::source::Budget::default();
        assert!(budget.set(&format!("cells={}", text.replace(',', ""))), "{text}");
        budget.cells
    };
    let documented: Vec<(&str, u64)> = documented.into_iter().map(|(name, value)| (name, number(value))).collect();
    assert_eq!(documented, bogo::source::Budget::default().limits());
}

#[test]
fn parts_that_say_what_cannot_be_are_refused_in_words() {
    let spoil = |name: &str, from: &str, to: &str, part_name: &str| {
        let case = Case::kakao();
        part(case.path(), part_name, |xml| {
            let at = xml.find(from).unwrap_or_else(|| panic!("{name}: no {from}"));
            format!("{}{to}{}", &xml[..at], &xml[at + from.len()..])
        });
        assert_eq!(refused(name, case.path()), "input-broken", "{name}");
    };
    spoil("a cell beyond all rows", "<c r=\"A1\"", "<c r=\"A1048577\"", "sheet1.xml");
    spoil("an entity that nobody declared", "<si><t>", "<si><t>&e;", "sharedStrings.xml");
}

#[test]
fn personal_data_is_found_and_repeated_nowhere() {
    let case = Case::kakao();
    let resident = "900101-1234567";
    let cell = case.set("서비스", ("식별자", "kakaotalk_pc"), "비고", &format!("신고자 {resident} 010-1234-5678"));
    let output = check(case.path(), &["--message-format", "json"]);
    let told = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{told}");
    let document: Value = serde_json::from_str(&told).expect("JSON");
    let errors: Vec<&Value> =
        document["findings"].as_array().expect("findings").iter().filter(|f| f["severity"] == "error").collect();
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert!(errors[0]["code"] == "TEXT01" && errors[0]["origin"]["cell"] == cell.as_str(), "{errors:#?}");
    let drawn = text(&check(case.path(), &["--verbose"]).stdout);
    for secret in [resident, "1234567", "010-1234-5678"] {
        assert!(!told.contains(secret) && !drawn.contains(secret), "{secret}");
    }

    let case = Case::kakao();
    case.set("서비스", ("식별자", "kakaotalk_pc"), "비고", "대표번호 1577-3357");
    assert_eq!(check(case.path(), &[]).status.code(), Some(0), "a service number is anyone's");
    case.set("서비스", ("식별자", "kakaotalk_pc"), "비고", "담당 hong@example.com");
    let told = text(&check(case.path(), &[]).stdout);
    assert!(told.contains("TEXT02") && !told.contains("hong@"), "{told}");
}

#[test]
fn a_sheet_one_letter_off_is_one_error() {
    let case = Case::kakao();
    part(case.path(), "xl/workbook.xml", |xml| xml.replace("name=\"서비스\"", "name=\"서비쓰\""));
    let document = json(&check(case.path(), &["--message-format", "json"]));
    let errors: Vec<&Value> =
        document["findings"].as_array().expect("findings").iter().filter(|f| f["severity"] == "error").collect();
    assert!(errors.len() == 1 && errors[0]["code"] == "SRC01", "{errors:#?}");
    assert!(errors[0]["help"].as_str().is_some_and(|help| help.contains("'서비스'")), "{errors:#?}");
}

#[test]
fn several_cases_are_answered_in_order_and_one_broken_case_stops_no_other() {
    let (sound, broken) = (Case::kakao(), Case::kakao());
    fs::remove_file(broken.path().join("사건.xlsx")).expect("ours");
    let output = bogo()
        .args(["check", "--message-format", "json"])
        .args([sound.path(), broken.path(), sound.path()])
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    let documents = json(&output);
    let documents = documents.as_array().expect("an array");
    assert_eq!(documents.len(), 2, "a folder given twice is one case");
    assert_eq!((&documents[0]["verdict"], &documents[1]["error"]["key"]), (&"clean".into(), &"input-missing".into()));

    let twin = Case::kakao();
    let output =
        bogo().arg("build").args([sound.path(), twin.path()]).arg("--out").arg(sound.out()).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(!sound.out().exists(), "of two cases with one id neither is built");
}

#[test]
fn every_refusal_of_a_command_line_is_json_when_asked() {
    for words in
        [&["biuld", "x"][..], &["build"], &["build", "x", "--jobs", "0"], &["trace", "/nowhere", "claims.total"]]
    {
        let output = bogo().args(words).args(["--message-format", "json"]).output().expect("it runs");
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        let document = json(&output);
        assert!(document["error"]["message"].as_str().is_some_and(|text| !text.is_empty()), "{document:#}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let case = Case::kakao();
    let mut child = Command::new(env!("CARGO_BIN_EXE_bogo"))
        .arg("check")
        .arg(case.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
}

#[test]
fn quiet_hides_warnings_and_verbose_shows_what_was_left_out() {
    let case = Case::kakao();
    case.set("접수창구", ("식별자", "kakao_claims"), "접수 시작", "2022-11-19");
    let quiet = text(&check(case.path(), &["--quiet"]).stdout);
    assert!(quiet.contains("오류[") && !quiet.contains("경고["), "{quiet}");
    let verbose = text(&check(case.path(), &["--verbose"]).stdout);
    assert!(verbose.contains("CLM07 × "), "{verbose}");
    assert!(!text(&check(case.path(), &[]).stdout).contains("CLM07"));
}

#[test]
fn colour_is_for_those_who_ask() {
    let case = Case::kakao();
    assert!(text(&check(case.path(), &["--color", "always"]).stdout).contains("\u{1b}[1;33m"));
    assert!(!text(&check(case.path(), &[]).stdout).contains('\u{1b}'));
    let output = bogo().arg("check").arg(case.path()).env("NO_COLOR", "1").output().expect("it runs");
    assert!(!text(&output.stdout).contains('\u{1b}'));
}

#[test]
fn a_drawing_fits_into_eighty_columns() {
    let case = Case::kakao();
    case.set("서비스", ("식별자", "kakaotalk_pc"), "중단 시작", "2022-10-17 15:30");
    let told = text(&check(case.path(), &[]).stdout);
    let drawn: Vec<&str> = told.lines().filter(|line| line.contains(" | ")).collect();
    assert!(drawn.len() > 10);
    for line in drawn {
        assert!(unicode_width::UnicodeWidthStr::width(line) <= 80, "{line}");
    }
}
