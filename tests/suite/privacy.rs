//! `[privacy] smallest`: few people are not told by what leaves the house, in any format, and cannot be computed back.

use std::fs;
use std::path::Path;

use rust_xlsxwriter::Workbook;
use serde_json::Value as Json;

use crate::support::bogo;

const CASE: &str = r#"
schema = 1
id = "few"
title = "메신저 서비스 장애"
kind = "incident"
filer = "gana"
report_at = 2023-01-06T10:00:00+09:00
forms = ["kr-relief-report", "executive-summary"]
stage = "final"
edition = "regulator"
[inputs]
files = ["사건.xlsx"]
[anchor]
start = "outage_start_company"
end = "restored_all"
[[recipient]]
agency = "msit"
"#;

const SHEETS: &[(&str, &[&str])] = &[
    ("사업자", &["식별자 | 상호 | 대표자", "gana | 가나다 | 대표이사"]),
    (
        "사고",
        &[
            "식별자 | 사고명 | 장애 시작(당사 기준) | 전체 복구",
            "o1 | 메신저 서비스 장애 | 2022-10-15 15:30 | 2022-10-16 18:00",
        ],
    ),
];

/// Nineteen claims: twelve of individuals, four of small businesses, two of companies, one of no kind; of the kinds of
/// harm one is small, so that the next is withheld.
fn claims() -> Vec<String> {
    let kinds = [("일반 이용자", 12), ("소상공인", 4), ("중대형 기업", 2), ("", 1)];
    let kinds = kinds.iter().flat_map(|(kind, count)| std::iter::repeat_n(*kind, *count));
    let harms = [("유료 서비스 피해", 3), ("무료 서비스 금전 피해", 6), ("금전 피해 없음", 10)];
    let harms = harms.iter().flat_map(|(harm, count)| std::iter::repeat_n(*harm, *count));
    let rows = (1..).zip(kinds.zip(harms)).map(|(no, (kind, harm))| {
        let day = if no < 8 { "2022-10-19" } else { "2022-10-20" };
        format!("C-{no:03} | {day} | {kind} | {harm} | 접수")
    });
    ["접수번호 | 접수일 | 신청인 유형 | 피해 유형 | 처리 상태".to_owned()].into_iter().chain(rows).collect()
}

fn case(dir: &Path, privacy: &str) {
    let mut workbook = Workbook::new();
    let claims = claims();
    let rows = SHEETS.iter().map(|(name, rows)| (*name, rows.iter().map(|row| (*row).to_owned()).collect()));
    for (name, rows) in rows.chain([("피해접수", claims)]) {
        let rows: Vec<String> = rows;
        let sheet = workbook.add_worksheet().set_name(name).expect("a name");
        for (row, line) in (0..).zip(&rows) {
            for (col, cell) in (0..).zip(line.split('|').map(str::trim)).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write(row, col, cell).expect("a cell");
            }
        }
    }
    workbook.save(dir.join("사건.xlsx")).expect("a workbook");
    fs::write(dir.join("case.toml"), format!("{CASE}{privacy}")).expect("a case");
}

/// Builds a draft: the small case lacks what a final report must hold.
fn built(privacy: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    case(dir.path(), privacy);
    let output = bogo().current_dir(dir.path()).args(["build", ".", "--draft"]).output().expect("it runs");
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&output.stderr));
    dir
}

fn file(dir: &Path, name: &str) -> Vec<u8> {
    fs::read(dir.join("out/few.draft").join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Text, value and state of a figure as the filing holds it.
fn printed(filing: &Json, figure: &str) -> Option<(String, Option<String>, String)> {
    match filing {
        Json::Object(map) if map.get("figure").and_then(Json::as_str) == Some(figure) && map.contains_key("state") => {
            let text = |key: &str| map[key].as_str().map(str::to_owned);
            Some((text("text")?, text("value"), text("state")?))
        }
        Json::Object(map) => map.values().find_map(|value| printed(value, figure)),
        Json::Array(values) => values.iter().find_map(|value| printed(value, figure)),
        _ => None,
    }
}

fn json(dir: &Path, name: &str) -> Json {
    serde_json::from_slice(&file(dir, name)).expect("JSON")
}

fn text_of_pdf(bytes: &[u8]) -> String {
    let document = lopdf::Document::load_mem(bytes).expect("a PDF");
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    document.extract_text(&pages).expect("text").split_whitespace().collect()
}

#[test]
fn few_are_not_told_by_a_report_and_stay_in_the_house() {
    let dir = built("[privacy]\nsmallest = 5\n");
    let report = json(dir.path(), "submit/kr-relief-report.json");
    let state = |figure: &str| printed(&report, figure).unwrap_or_else(|| panic!("{figure} is not printed"));
    let small = ("5건 미만".to_owned(), None, "withheld".to_owned());
    let withheld = ("비공개".to_owned(), None, "withheld".to_owned());
    assert_eq!(state("claims.by_claimant.small_business"), small);
    assert_eq!(state("claims.by_claimant.company"), small);
    assert_eq!(state("claims.by_claimant.small_business.share"), withheld, "a share tells the count");
    assert_eq!(state("claims.by_claimant.individual").0, "12건");
    assert_eq!(state("claims.by_harm.paid_service"), small);
    assert_eq!(state("claims.by_harm.free_monetary"), withheld, "6 would tell 3 from the total");
    assert_eq!(state("claims.by_harm.non_monetary").0, "10건");
    assert_eq!(state("claims.total").0, "19건");
    let plain = report.to_string();
    assert!(plain.contains("개인을 알아볼 수 없도록"), "a note under the table");
    for note in report["sources"].as_array().expect("notes") {
        let id = note["id"].as_str().unwrap_or_default();
        assert!(!id.starts_with("claims.by_harm.paid_service"), "{note}");
    }
    let page = String::from_utf8(file(dir.path(), "submit/kr-relief-report.html")).expect("text");
    let pdf = text_of_pdf(&file(dir.path(), "submit/kr-relief-report.pdf"));
    for text in [page, pdf] {
        assert!(text.contains("미만") && text.contains("비공개"), "{text}");
        for told in ["4건", "2건", "6건", "3건"] {
            let alone = text.match_indices(told).any(|(at, _)| !text[..at].ends_with(|c: char| c.is_ascii_digit()));
            assert!(!alone, "{told}");
        }
    }
    let summary = json(dir.path(), "internal/executive-summary.json");
    assert_eq!(printed(&summary, "claims.by_claimant.small_business").map(|found| found.0).as_deref(), Some("4건"));
    let trace = json(dir.path(), "internal/trace.json").to_string();
    assert!(trace.contains("claims.by_harm.paid_service"), "figures keep their numbers");
}

#[test]
fn without_the_setting_and_in_the_internal_edition_every_number_stands() {
    let dir = built("");
    let report = json(dir.path(), "submit/kr-relief-report.json");
    assert_eq!(printed(&report, "claims.by_harm.paid_service").map(|found| found.0).as_deref(), Some("3건"));
    assert!(!report.to_string().contains("withheld"));
}

#[test]
fn the_public_edition_keeps_few_people_back_without_being_asked() {
    let dir = tempfile::tempdir().expect("a folder");
    case(dir.path(), "");
    let arguments = ["build", ".", "--draft", "--edition", "public"];
    let output = bogo().current_dir(dir.path()).args(arguments).output().expect("it runs");
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&output.stderr));
    let told = |name: &str| printed(&json(dir.path(), name), "claims.by_harm.paid_service").map(|found| found.0);
    assert_eq!(told("submit/kr-relief-report.json").as_deref(), Some("3건"), "the agency asked for all");
    assert_eq!(told("public/kr-relief-report.json").as_deref(), Some("5건 미만"));
    let public = json(dir.path(), "public/kr-relief-report.json");
    let withheld = printed(&public, "claims.by_harm.free_monetary").map(|found| found.0);
    assert_eq!(withheld.as_deref(), Some("비공개"), "6 would tell 3 from the total");
}

#[test]
fn a_limit_that_is_none_is_refused() {
    for (privacy, told) in [
        ("[privacy]\nsmallest = 1\n", "2부터 100까지"),
        ("[privacy]\nsmallest = \"5\"\n", "2부터 100까지"),
        ("[privacy]\nsmalest = 5\n", "smallest"),
    ] {
        let dir = tempfile::tempdir().expect("a folder");
        case(dir.path(), privacy);
        let output = bogo().current_dir(dir.path()).args(["check", "."]).output().expect("it runs");
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(told), "{said}");
    }
}
