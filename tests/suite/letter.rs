//! The letter of submission has the parts of an official document (기안문): 두문, 본문 with 붙임, 발신명의 and 결문.

use std::fs;
use std::path::Path;

use fixtures::book;
use serde_json::Value as Json;

use crate::support::bogo;

const CASE: &str = r#"schema = 1
id = "letter"
title = "결제 장애"
filer = "주식회사 가상페이"
report_at = 2026-11-10T14:12:00+09:00
forms = ["kr-disaster-report"]
stage = "initial"
doc_no = "가나다-7"

[inputs]
files = ["서비스.csv"]

[[recipient]]
agency = "msit"
"#;

/// The letter of a first report whose case file goes on as given: its JSON, and the text of its page.
fn letter(more: &str) -> (Json, String) {
    let dir = tempfile::tempdir().expect("a folder");
    fs::write(dir.path().join("case.toml"), format!("{CASE}{more}")).expect("a case file");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/first-report-one-sheet/source/서비스.csv");
    let lines: Vec<String> = book::rows(&source).expect("the source").iter().map(|row| row.join(",")).collect();
    fs::write(dir.path().join("서비스.csv"), lines.join("\n")).expect("a table");
    let out = dir.path().join("out");
    let run = bogo().arg("build").arg(dir.path()).arg("--out").arg(&out).output().expect("it runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let bundle = out.join("letter");
    bogo().arg("verify").arg(&bundle).assert().success();
    let read = |ending: &str| {
        let path = bundle.join("submit").join(format!("kr-disaster-report.letter.{ending}"));
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    (serde_json::from_str(&read("json")).expect("JSON"), read("html"))
}

/// Labels and texts of the lines of a part.
fn lines(letter: &Json, part: &str) -> Vec<(String, String)> {
    let line = |line: &Json| {
        let runs = line["value"].as_array().expect("runs").iter();
        let text: String = runs.filter_map(|run| run["text"].as_str()).collect();
        (line["label"].as_str().expect("a label").to_owned(), text)
    };
    letter[part].as_array().map(|all| all.iter().map(line).collect()).unwrap_or_default()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(label, text)| ((*label).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn what_the_case_says_of_the_letter_stands_in_its_parts() {
    let more = "\n[contact]\nname = \"홍담당\"\nphone = \"02-000-0000\"\nemail = \"a@example.com\"\n\n[letter]\nvia = \"한국협회\"\n\
                drafter = \"과장 김기안\"\nreviewer = \"부장 이검토\"\napprover = \"대표이사 박결재\"\nissued_on = 2026-11-11\n\
                address = \"우 00000 가상시 가상로 1\"\nhomepage = \"www.example.com\"\n";
    let (letter, page) = letter(more);
    let filer = lines(&letter, "head")[0].1.clone();
    assert_eq!(
        lines(&letter, "head"),
        pairs(&[
            ("기관명", &filer),
            ("수신", "과학기술정보통신부장관"),
            ("(경유)", "한국협회"),
            ("제목", "결제 장애 방송통신재난 보고 제출"),
        ])
    );
    assert_eq!(
        lines(&letter, "approval"),
        pairs(&[("기안자", "과장 김기안"), ("검토자", "부장 이검토"), ("결재권자", "대표이사 박결재")])
    );
    assert_eq!(
        lines(&letter, "dispatch"),
        pairs(&[
            ("시행", "가나다-7 (2026. 11. 11.)"),
            ("접수", ""),
            ("주소", "우 00000 가상시 가상로 1 / www.example.com"),
            ("전화 / 전자우편", "02-000-0000 / a@example.com"),
            ("공개 구분", "부분공개(개인정보와 경영상 · 영업상 비밀에 관한 부분은 비공개)"),
        ])
    );
    // The subject is the heading of the page, and every value leads to where it was read.
    let heading = page.split("<h1").nth(1).and_then(|rest| rest.split("</h1>").next()).expect("a heading");
    assert!(heading.contains("제목") && heading.contains("결제 장애"), "{heading}");
    for fact in
        ["letter.via", "letter.drafter", "letter.reviewer", "letter.approver", "letter.issued_on", "letter.address"]
    {
        assert!(page.contains(&format!("\"{fact}\"")), "{fact}");
    }
}

#[test]
fn what_the_case_does_not_say_is_left_open_and_nothing_is_said_of_it() {
    let (letter, _) = letter("");
    let open = |part: &str, label: &str| {
        lines(&letter, part).into_iter().find(|(name, _)| name == label).map(|(_, text)| text).expect("the line")
    };
    for (part, label) in [
        ("head", "(경유)"),
        ("approval", "기안자"),
        ("approval", "검토자"),
        ("approval", "결재권자"),
        ("dispatch", "접수"),
        ("dispatch", "주소"),
        ("dispatch", "전화 / 전자우편"),
    ] {
        assert_eq!(open(part, label), "", "{label}");
    }
    assert_eq!(open("dispatch", "시행"), "가나다-7");
}

#[test]
fn several_recipients_are_listed_below_the_sender() {
    let (letter, _) = letter("\n[[recipient]]\nagency = \"kmcc\"\n");
    assert_eq!(lines(&letter, "head")[1], ("수신".to_owned(), "수신자 참조".to_owned()));
    let listed = ("수신자".to_owned(), "과학기술정보통신부장관, 방송미디어통신위원회위원장".to_owned());
    assert_eq!(lines(&letter, "dispatch")[0], listed);
}

#[test]
fn a_day_that_is_none_is_told_with_its_line() {
    let dir = tempfile::tempdir().expect("a folder");
    let case = format!("{CASE}\n[letter]\nissued_on = \"곧\"\n");
    fs::write(dir.path().join("case.toml"), case).expect("a case file");
    let run = bogo().arg("check").arg(dir.path()).output().expect("it runs");
    let said = String::from_utf8(run.stderr).expect("UTF-8");
    assert_eq!(run.status.code(), Some(2), "{said}");
    assert!(
        said.contains("case.toml 17행") && said.contains("letter.issued_on") && said.contains("날짜여야"),
        "{said}"
    );
}
