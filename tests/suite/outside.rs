//! Texts for people outside: how long they are, what they say, what they leave out.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use bogo::lang::Lang;
use bogo::pack::{Assets, Pack};
use encoding_rs::EUC_KR;
use serde_json::Value;

const CASES: [&str; 6] = [
    "aws-2025-10-20",
    "first-report-one-sheet",
    "instagram-2024-03-22",
    "kakao-2022-10-15",
    "kakao-2024-05",
    "sample-2026-09",
];

/// The files of `internal` of a case, built as asked.
fn internal(case: &Path, more: &[&str]) -> BTreeMap<String, String> {
    let dir = tempfile::tempdir().unwrap();
    let mut command = assert_cmd::Command::cargo_bin("bogo").unwrap();
    command.args(["build", case.to_str().unwrap(), "--out", dir.path().to_str().unwrap(), "--quiet"]).args(more);
    command.assert().code(0);
    let bundle = fs::read_dir(dir.path()).unwrap().next().unwrap().unwrap().path();
    let files = fs::read_dir(bundle.join("internal")).unwrap().map(|file| file.unwrap().path());
    files
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned())
        })
        .collect()
}

fn fixture(case: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(case)
}

fn texts(files: &BTreeMap<String, String>) -> Vec<(&str, &str)> {
    let texts = files.iter().filter(|(name, _)| name.starts_with("texts.") && *name != "texts.txt");
    texts.map(|(name, text)| (name.as_str(), text.strip_suffix('\n').unwrap())).collect()
}

/// Runs of digits of a text.
fn numbers(text: &str) -> BTreeSet<String> {
    let runs = text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    runs.map(|run| run.trim_start_matches('0').to_owned()).collect()
}

#[test]
fn every_message_fits_and_its_length_is_told() {
    for case in CASES {
        let files = internal(&fixture(case), &["--format", "txt"]);
        let index = &files["texts.txt"];
        assert!(!texts(&files).is_empty(), "{case}");
        for (name, text) in texts(&files) {
            let (bytes, _, lacks) = EUC_KR.encode(text);
            let told = format!("{}바이트", bytes.len());
            let line = index.lines().find(|line| line.starts_with(&format!("{name}  "))).unwrap();
            assert!(line.contains(&told), "{case} {name}: {told}, {line}");
            let limit = if name.starts_with("texts.sms") {
                90
            } else if name.starts_with("texts.lms") {
                2_000
            } else {
                assert!(!text.contains('\n'), "{case} {name}: one paragraph");
                continue;
            };
            assert!(!lacks && bytes.len() <= limit, "{case} {name}: {} bytes: {text}", bytes.len());
            assert!(!text.contains('…') && !text.is_empty(), "{case} {name}");
        }
        assert_eq!(texts(&files).len() + 1, index.lines().count(), "{case}");
    }
}

#[test]
fn the_numbers_are_those_of_the_filings() {
    for case in CASES {
        let files = internal(&fixture(case), &["--format", "json,txt"]);
        let trace: Value = serde_json::from_str(&files["trace.json"]).unwrap();
        // What figures hold, and what people wrote of the outage.
        let figures = trace["figures"].to_string();
        let mut known = numbers(&figures);
        // Thousands are grouped where a formula or a text prints them.
        known.extend(numbers(&figures.replace(',', "")));
        for text in texts(&files).iter().filter(|(name, _)| name.contains(".ko")) {
            for (label, end) in [("원인: ", '\n'), ("조치: ", '\n'), ("증상: ", '\n'), ("문의: ", '\n')] {
                let said = text.1.split(label).nth(1).and_then(|rest| rest.split(end).next());
                known.extend(said.filter(|_| text.0.contains("lms")).map(numbers).unwrap_or_default());
            }
        }
        let manifest: Value = serde_json::from_str(&files["manifest.json"]).unwrap();
        known.extend(numbers(manifest["report_at"].as_str().unwrap()));
        // A clock time of nought.
        known.insert(String::new());
        for (name, text) in texts(&files) {
            for number in numbers(&text.replace(',', "")) {
                assert!(known.contains(&number), "{case} {name}: {number} in {text}");
            }
        }
    }
    let files = internal(&fixture("kakao-2022-10-15"), &["--format", "json,txt"]);
    for (name, parts) in [
        ("texts.press.ko.txt", &["127시간 33분", "105,116건", "약 5,000만 원", "2022. 10. 20. 23:00"][..]),
        ("texts.press.en.txt", &["127 h 33 min", "105,116", "about KRW 50,000,000", "2022-10-20 23:00 KST"]),
        ("texts.sms.ko.txt", &["[카카오]", "2022. 10. 15. 15:27 ~ 2022. 10. 20. 23:00"]),
    ] {
        for part in parts {
            assert!(files[name].contains(part), "{name}: {part}: {}", files[name]);
        }
    }
}

#[test]
fn an_end_that_nobody_knows_is_said_to_be_unknown() {
    let files = internal(&fixture("first-report-one-sheet"), &["--format", "txt"]);
    for (name, said) in [
        ("texts.press.ko.txt", "복구 시각은 아직 확인되지 않았습니다."),
        ("texts.press.en.txt", "When it was resolved is not yet known."),
        ("texts.sms.ko.txt", "복구 시각 미확인"),
        ("texts.sms.en.txt", "end not yet known"),
        ("texts.lms.ko.txt", "복구: 시각 미확인"),
        ("texts.lms.en.txt", "Resolved: not yet known"),
    ] {
        assert!(files[name].contains(said), "{name}: {}", files[name]);
        assert!(!files[name].contains("원인: \n") && !files[name].contains("장애 시간"), "{name}: {}", files[name]);
    }
}

#[test]
fn parts_are_left_out_whole_and_in_their_order() {
    let files = internal(&fixture("sample-2026-09"), &["--format", "txt"]);
    assert_eq!(
        files["texts.sms.ko.txt"],
        "[주식회사 가상온라인] 가상톡, 가상클라우드 장애 복구 2026. 9. 28. 02:14 ~ 06:05\n"
    );
    assert!(
        files["texts.txt"].contains("79바이트(한도 90바이트)  뺀 것: 장애 시간, 원인, 연락처"),
        "{}",
        files["texts.txt"]
    );
    // The contact goes before the cause: where leaving it out is enough, the cause stays.
    let files = internal(&fixture("instagram-2024-03-22"), &["--format", "txt"]);
    assert!(files["texts.sms.ko.txt"].ends_with("(1시간 15분) 원인: 공개되지 않음\n"), "{}", files["texts.sms.ko.txt"]);
}

#[test]
fn a_draft_says_so_and_other_formats_have_no_texts() {
    let files = internal(&fixture("first-report-one-sheet"), &["--format", "txt", "--draft"]);
    assert!(files["texts.sms.ko.txt"].starts_with("[초안] [주식회사 가상페이]"), "{}", files["texts.sms.ko.txt"]);
    assert!(files["texts.sms.en.txt"].starts_with("[Draft] "), "{}", files["texts.sms.en.txt"]);
    let files = internal(&fixture("first-report-one-sheet"), &["--format", "json"]);
    assert!(texts(&files).is_empty() && !files.contains_key("texts.txt"));
    // Without an outage there is nothing to tell.
    assert!(texts(&internal(&fixture("kakao-2026-annual"), &["--format", "txt"])).is_empty());
}

#[test]
fn every_text_is_there_in_both_languages() {
    let pack = Pack::load(Assets::embedded()).unwrap();
    let of = |lang| -> Vec<(&str, Option<usize>)> {
        let own = pack.outside.text.iter().filter(|text| text.lang == lang);
        own.map(|text| (text.id.as_str(), text.limit)).collect()
    };
    assert_eq!(of(Lang::Ko), [("press", None), ("sms", Some(90)), ("lms", Some(2_000))]);
    assert_eq!(of(Lang::Ko), of(Lang::En));
    for text in &pack.outside.text {
        let drops: BTreeSet<u8> = text.part.iter().filter_map(|part| part.drop).collect();
        assert_eq!(drops.len(), text.part.iter().filter(|part| part.drop.is_some()).count(), "{}", text.name());
    }
}
