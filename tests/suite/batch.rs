//! Many cases in one run: the same bytes however many at a time and in whatever order, failures that stay alone, one
//! summary, and `--resume`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value as Json;

use crate::support::schema;

/// Cases of the large run.
const MANY: usize = 100;
/// The one whose case file is broken, and the one with an error in a cell.
const BROKEN: usize = 37;
const WRONG: usize = 61;

/// The smallest case, each with its own id, moment, service and symptom.
fn case(root: &Path, number: usize) -> PathBuf {
    let dir = root.join(format!("case-{number:03}"));
    fs::create_dir_all(&dir).expect("a folder");
    let minute = number % 60;
    let toml = format!(
        "schema = 1\nid = \"batch-{number:03}\"\ntitle = \"가상페이 결제 장애 {number}\"\nfiler = \"주식회사 가상페이\"\n\
         report_at = 2026-11-10T14:{minute:02}:30+09:00\nforms = [\"kr-disaster-report\"]\nstage = \"initial\"\n\
         [inputs]\nfiles = [\"서비스.csv\"]\n[[recipient]]\nagency = \"msit\"\n\
         [contact]\nname = \"가상 당직자\"\ndepartment = \"가상상황실\"\nphone = \"02-0000-0001\"\n"
    );
    fs::write(dir.join("case.toml"), if number == BROKEN { "schema = 1\n" } else { &toml }).expect("a file");
    sheet(&dir, if number == WRONG { "언젠가" } else { "2026-11-10 13:59" }, number);
    dir
}

fn sheet(dir: &Path, started: &str, number: usize) {
    let text = format!(
        "식별자,사업자,서비스,요금 형태,중단 시작,증상,출처\n\
         pay{number},주식회사 가상페이,가상페이 {number},무료,{started},결제 화면 {number}종이 열리지 않음,가상\n"
    );
    fs::write(dir.join("서비스.csv"), text).expect("a file");
}

fn build(cases: &[PathBuf], out: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bogo"));
    command.arg("build").args(cases).arg("--out").arg(out).args(more);
    if !more.contains(&"--lang") {
        command.args(["--lang", "en"]);
    }
    command.output().expect("it runs")
}

/// Every file below a folder with its content.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("a folder").flatten() {
            if entry.path().is_dir() {
                open.push(entry.path());
            } else {
                let name = entry.path().strip_prefix(folder).expect("below").display().to_string();
                found.insert(name, fs::read(entry.path()).expect("a file"));
            }
        }
    }
    found
}

fn shuffled(cases: &[PathBuf]) -> Vec<PathBuf> {
    let mut cases = cases.to_vec();
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for at in (1..cases.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        cases.swap(at, usize::try_from(state >> 33).expect("it fits") % (at + 1));
    }
    cases
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What a run says of one case, by the case: the order of the arguments aside it is the same in every run.
fn documents(output: &Output) -> Vec<Json> {
    serde_json::from_slice(&output.stdout).expect("an array of documents")
}

#[test]
fn a_hundred_cases_are_the_same_with_one_at_a_time_or_two_in_any_order() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let cases: Vec<PathBuf> = (0..MANY).map(|number| case(root.path(), number)).collect();
    let mixed = shuffled(&cases);
    assert_ne!(cases, mixed);
    let (one, two) = (root.path().join("one"), root.path().join("two"));
    let common = ["--quiet", "--format", "json", "--message-format", "json"];
    let first = build(&cases, &one, &[&common[..], &["--jobs", "1"]].concat());
    let second = build(&mixed, &two, &[&common[..], &["--jobs", "2"]].concat());
    for output in [&first, &second] {
        assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    }
    let (one, two) = (files(&one), files(&two));
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    let different: Vec<_> =
        one.iter().filter(|(name, bytes)| two.get(*name) != Some(*bytes)).map(|(name, _)| name).collect();
    assert!(different.is_empty(), "{different:?}");
    // The broken one and the one with an error fail alone.
    for number in 0..MANY {
        let made = one.contains_key(&format!("batch-{number:03}/submit/kr-disaster-report.json"));
        assert_eq!(made, ![BROKEN, WRONG].contains(&number), "{number}");
    }
    // Each is told in the order given.
    for (output, order) in [(&first, &cases), (&second, &mixed)] {
        let documents = documents(output);
        assert_eq!(documents.len(), MANY);
        for (document, dir) in documents.iter().zip(order) {
            let number: usize =
                dir.display().to_string().rsplit('-').next().expect("a number").parse().expect("digits");
            if number == BROKEN {
                assert_eq!(
                    document["error"]["key"].as_str().map(|key| key.starts_with("case-")),
                    Some(true),
                    "{document:#}"
                );
            } else {
                assert_eq!(document["case"], format!("batch-{number:03}"));
                schema::assert_fits("check.v1.json", "document", document);
            }
        }
    }
}

#[test]
fn a_run_of_many_says_a_line_for_each_and_one_for_all() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let cases: Vec<PathBuf> = [1, BROKEN, 2, WRONG, 3].iter().map(|number| case(root.path(), *number)).collect();
    let (one, two) = (root.path().join("one"), root.path().join("two"));
    let run = |out: &Path, jobs| build(&cases, out, &["--format", "json,html,pdf,txt", "--jobs", jobs]);
    let (first, second) = (run(&one, "1"), run(&two, "2"));
    let (said, other) = (text(&first.stderr), text(&second.stderr));
    assert_eq!(said, other, "what is said does not hang on what is done first");
    assert_eq!(text(&first.stdout).replace("/one/", "/two/"), text(&second.stdout));
    let lines: Vec<&str> = said.lines().collect();
    let ends: Vec<&str> = lines.iter().filter(|line| line.contains("/5 ")).copied().collect();
    let words = ["built", "could not be worked on", "built", "not built, errors to correct", "built"];
    assert_eq!(ends.len(), words.len(), "{said}");
    for ((at, (end, word)), dir) in (1..).zip(ends.iter().zip(words)).zip(&cases) {
        assert_eq!(*end, format!("{at}/5 {}: {word}", dir.display()));
    }
    assert_eq!(lines.last(), Some(&"5 cases: 3 built, 1 with errors, 1 failed, 0 skipped"));
    assert_eq!(files(&one), files(&two));
    assert!(one.join("batch-001/submit/kr-disaster-report.pdf").is_file());
    // A case that is alone needs no summary.
    let alone = text(&build(&cases[..1], &one, &["--format", "json"]).stderr);
    assert!(!alone.contains("cases:") && !alone.contains("1/1"), "{alone}");
}

#[test]
fn resume_leaves_what_is_done_and_builds_what_changed() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let cases: Vec<PathBuf> = (0..4).map(|number| case(root.path(), number)).collect();
    let out = root.path().join("out");
    let summary = |more: &[&str]| {
        let format: &[&str] = if more.contains(&"--format") { &[] } else { &["--format", "json"] };
        let output = build(&cases, &out, &[format, &["--resume"], more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        text(&output.stderr).lines().last().expect("a summary").to_owned()
    };
    let all = "4 cases: 4 built, 0 with errors, 0 failed, 0 skipped";
    let none = "4 cases: 0 built, 0 with errors, 0 failed, 4 skipped";
    let one = "4 cases: 1 built, 0 with errors, 0 failed, 3 skipped";
    assert_eq!(summary(&[]), all);
    let before = files(&out);
    assert_eq!(summary(&[]), none);
    assert_eq!(files(&out), before);
    // Another input, another case file, a mapping that appears, a waiver, what was filed before.
    sheet(&cases[1], "2026-11-10 13:58", 1);
    assert_eq!((summary(&[]), summary(&[])), (one.to_owned(), none.to_owned()));
    let toml = fs::read_to_string(cases[2].join("case.toml")).expect("a file");
    fs::write(cases[2].join("case.toml"), toml.replace("가상상황실", "가상재난실")).expect("a file");
    assert_eq!((summary(&[]), summary(&[])), (one.to_owned(), none.to_owned()));
    let kept = cases[3].join("filed/initial");
    fs::create_dir_all(&kept).expect("a folder");
    for file in fs::read_dir(out.join("batch-003/submit")).expect("a bundle").flatten() {
        fs::copy(file.path(), kept.join(file.file_name())).expect("a copy");
    }
    assert_eq!((summary(&[]), summary(&[])), (one.to_owned(), none.to_owned()));
    // A bundle that is not whole any more.
    let filing = out.join("batch-000/submit/kr-disaster-report.json");
    let whole = fs::read(&filing).expect("a filing");
    fs::write(&filing, "{}").expect("a file");
    assert_eq!(summary(&[]), one);
    assert_eq!(fs::read(&filing).expect("a filing"), whole);
    fs::remove_file(&filing).expect("a filing");
    assert_eq!((summary(&[]), summary(&[])), (one.to_owned(), none.to_owned()));
    // Asked for otherwise.
    assert_eq!(summary(&["--format", "html"]), all);
    assert_eq!(summary(&["--lang", "ko"]), "사건 4건: 만듦 4, 오류 있음 0, 처리하지 못함 0, 건너뜀 0");
    assert_eq!(summary(&[]), all);
    // What is skipped says what its build said.
    let output = build(&cases[..1], &out, &["--format", "json", "--resume", "--message-format", "json"]);
    let skipped: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&skipped["skipped"], &skipped["verdict"]), (&true.into(), &"clean".into()));
    schema::assert_fits("check.v1.json", "skipped", &skipped);
    let manifest: Json =
        serde_json::from_slice(&fs::read(out.join("batch-000/internal/manifest.json")).expect("a file")).expect("JSON");
    schema::assert_fits("manifest.v1.json", "manifest", &manifest);
    let outside = fs::read_to_string(out.join("batch-000/submit/manifest.json")).expect("a file");
    assert!(!outside.contains("case.toml") && !outside.contains("\"request\""), "how it was made stays in the house");
}
