//! `bogo trace` on the command line: figures, facts and rows with their cells, and cells with their uses.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value as Json;

use crate::support::schema;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

fn run(case: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bogo"));
    command.arg("trace").arg(case).args(["--lang", "en"]).args(args).output().expect("it runs")
}

fn text(case: &Path, args: &[&str]) -> String {
    let output = run(case, args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

fn json(case: &Path, args: &[&str]) -> Json {
    let document = serde_json::from_str(&text(case, &[args, &["--message-format", "json"]].concat())).expect("JSON");
    schema::assert_fits("trace.v1.json", &args.join(" "), &document);
    document
}

fn error(case: &Path, args: &[&str]) -> String {
    let output = run(case, args);
    assert_eq!(output.status.code(), Some(2), "{args:?}");
    String::from_utf8(output.stderr).expect("text")
}

fn strings<'j>(list: &'j Json, key: &str) -> Vec<&'j str> {
    list.as_array().expect("a list").iter().filter_map(|entry| entry[key].as_str()).collect()
}

/// The small case as text files, whose cells are easy to change.
fn small(cells: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let toml = fs::read_to_string(fixture("first-report-one-sheet").join("case.toml")).expect("a case file");
    fs::write(dir.path().join("case.toml"), toml.replace("첫보고.xlsx", "서비스.csv")).expect("a file");
    let mut sheet = "가상페이 장애 서비스\n식별자,사업자,서비스,요금 형태,중단 시작,증상,출처,담당자 성명\n\
                     pay,주식회사 가상페이,가상페이,무료,2026-11-10 14:03,결제 화면이 열리지 않음,가상,홍길동\n"
        .to_owned();
    for (from, to) in cells {
        assert!(sheet.contains(from));
        sheet = sheet.replace(from, to);
    }
    fs::write(dir.path().join("서비스.csv"), sheet).expect("a file");
    dir
}

#[test]
fn a_figure_is_a_tree_down_to_the_cells_as_the_sheet_shows_them() {
    let case = fixture("kakao-2022-10-15");
    let shown = text(&case, &["outage.duration"]);
    for part in ["outage.duration = 127시간 33분", "사건.xlsx / 사고 / ", "sha256 ", "cells: ", "2022-10-15 15:27"]
    {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let tree = json(&case, &["outage.duration"]);
    let cells = tree["samples"].as_array().expect("samples");
    assert_eq!(cells.len(), tree["origins"].as_array().expect("origins").len());
    assert!(cells.iter().any(|sample| strings(&sample["cells"], "text").contains(&"2022-10-15 15:27")), "{tree:#}");
}

#[test]
fn facts_and_rows_resolve_as_figures_do() {
    let case = fixture("kakao-2022-10-15");
    let fact = json(&case, &["interruption.melon.started_at"]);
    assert_eq!((&fact["fact"], &fact["value"]["type"]), (&"interruption.melon.started_at".into(), &"moment".into()));
    assert_eq!(fact["origins"][0]["sheet"], "서비스");
    assert!(strings_of(&fact["figures"]).contains(&"interruption.melon.duration"), "{fact:#}");
    let title = json(&case, &["case.title"]);
    assert_eq!((&title["origins"][0]["file"], &title["row"]), (&"case.toml".into(), &Json::Null));
    let row = json(&case, &["interruption.melon"]);
    assert!(strings(&row["facts"], "fact").contains(&"interruption.melon.service"), "{row:#}");
    let shown = text(&case, &["interruption.melon.started_at"]);
    assert!(shown.contains("사건.xlsx / 서비스 / ") && shown.contains("figures computed from it: "), "{shown}");
}

fn strings_of(list: &Json) -> Vec<&str> {
    list.as_array().expect("a list").iter().filter_map(Json::as_str).collect()
}

#[test]
fn a_wrong_id_is_answered_with_the_right_one() {
    let case = fixture("kakao-2022-10-15");
    assert!(error(&case, &["claims.totl"]).contains("`claims.total`"));
    assert!(error(&case, &["interruption.melon.startd_at"]).contains("`interruption.melon.started_at`"));
    assert!(error(&case, &["nothing.like.it.at.all"]).contains("claims.total or interruption.melon.started_at"));
}

#[test]
fn a_cell_is_followed_to_facts_figures_items_and_pages() {
    let case = fixture("kakao-2022-10-15");
    let fact = json(&case, &["interruption.melon.started_at"]);
    let cell = fact["origins"][0]["cell"].as_str().expect("a cell");
    let reverse = format!("사건.xlsx!서비스!{}", cell.to_lowercase());
    let uses = json(&case, &["--reverse", &reverse]);
    assert_eq!(uses["reverse"]["sha256"], fact["origins"][0]["sha256"]);
    assert_eq!((&uses["cells"][0]["cell"], &uses["cells"][0]["role"]), (&cell.into(), &"field".into()));
    assert_eq!(strings_of(&uses["cells"][0]["fields"]), ["interruption.started_at"]);
    assert_eq!(strings(&uses["facts"], "fact"), ["interruption.melon.started_at"]);
    let figures = uses["figures"].as_array().expect("figures");
    let direct = figures.iter().find(|figure| figure["figure"] == "interruption.melon.duration").expect("its duration");
    assert_eq!(direct["via"], "value");
    let own = json(&case, &["claims.own"])["origins"][0]["cell"].as_str().expect("a cell").to_owned();
    let of_count = json(&case, &["--reverse", &format!("피해와보상.xlsx!피해접수통계!{own}")]);
    let derived = |figure: &Json| figure["via"] == "figures" && strings_of(&figure["through"]).contains(&"claims.own");
    assert!(of_count["figures"].as_array().expect("figures").iter().any(derived), "{of_count:#}");
    let places = uses["places"].as_array().expect("places");
    let items: Vec<&Json> = places.iter().filter(|place| place["place"] == "item").collect();
    assert!(items.iter().any(|place| place["file"] == "kr-incident-report"), "{places:#?}");
    // What a summary folds on the screen has no place on paper.
    let on_paper = |place: &&Json| !place["section"]["id"].as_str().is_some_and(|id| id.starts_with("annex-"));
    for place in items.into_iter().filter(on_paper) {
        let page = place["page"].as_u64().unwrap_or_else(|| panic!("no page: {place:#}"));
        assert!(page >= 1 && place["last_page"].as_u64() >= Some(page), "{place:#}");
        assert!(!strings_of(&place["ids"]).is_empty() && place["item"]["mark"].is_string());
    }
    let shown = text(&case, &["--reverse", &reverse]);
    for part in ["1 facts read", "figures computed from the value", "places on pages", "· page"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    // The same cell as a filing or a spreadsheet program names it, and in a range.
    let neutral = format!("{}!{}!{cell}", uses_no(&fact, "file"), uses_no(&fact, "sheet"));
    for other in [format!("'[사건.xlsx]서비스'!{cell}"), neutral] {
        assert_eq!(json(&case, &["--reverse", &other])["figures"], uses["figures"], "{other}");
    }
}

/// The number of the first input or of the sheet 서비스 in it, as `trace` of a label takes it.
fn uses_no(fact: &Json, what: &str) -> String {
    let case = fixture("kakao-2022-10-15");
    let (dossier, _) =
        bogo::dossier::load(&case, &bogo::pack::Pack::load(bogo::pack::Assets::embedded()).expect("a pack"))
            .expect("the case loads");
    let sheets = dossier.files.iter().flat_map(|file| &file.sheets);
    let sheet =
        sheets.into_iter().find(|sheet| fact["origins"][0]["sheet"] == sheet.sheet.as_str()).expect("its sheet");
    match what {
        "file" => format!("원자료 {}", sheet.file_no),
        _ => format!("표 {}", sheet.sheet_no),
    }
}

#[test]
fn the_page_of_an_item_is_the_page_of_its_heading() {
    let case = fixture("kakao-2022-10-15");
    let out = tempfile::tempdir().expect("a temporary folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_bogo"));
    command.arg("build").arg(&case).arg("--out").arg(out.path()).args(["--quiet", "--format", "pdf"]);
    assert!(command.args(["--form", "kr-incident-report"]).output().expect("it runs").status.success());
    let pdf = out.path().join("kakao-2022-10-15/submit/kr-incident-report.pdf");
    let pdf = lopdf::Document::load(pdf).expect("a PDF");
    let fact = json(&case, &["interruption.melon.started_at"]);
    let cell = fact["origins"][0]["cell"].as_str().expect("a cell");
    let uses = json(&case, &["--reverse", &format!("사건.xlsx!서비스!{cell}")]);
    let places = uses["places"].as_array().expect("places").iter();
    let mut checked = 0;
    for place in places.filter(|place| place["file"] == "kr-incident-report" && place["place"] == "item") {
        let page = u32::try_from(place["page"].as_u64().expect("a page")).expect("it fits");
        let text: String = pdf.extract_text(&[page]).expect("text").split_whitespace().collect();
        let label: String = place["item"]["label"].as_str().expect("a label").split_whitespace().collect();
        assert!(text.contains(&label), "page {page}: {label}");
        checked += 1;
    }
    assert!(checked > 0);
}

#[test]
fn a_cell_without_a_use_says_why() {
    let dir = small(&[("가상,홍길동", ",홍길동")]);
    let reason = |cell: &str| {
        let uses = json(dir.path(), &["--reverse", &format!("서비스.csv!{cell}")]);
        (uses["unused"]["reason"].as_str().unwrap_or("used").to_owned(), uses["cells"][0]["text"].clone())
    };
    for (cell, expected) in [
        ("A1", "title"),
        ("C2", "header"),
        ("E3", "used"),
        ("C3", "used"),
        ("H3", "unmapped"),
        ("G3", "blank"),
        ("A9", "outside"),
        ("Z3", "outside"),
    ] {
        assert_eq!(reason(cell).0, expected, "{cell}");
    }
    assert_eq!(reason("H3").1, "***", "what no column speaks of may be about a person");
    let shown = text(dir.path(), &["--reverse", "서비스!H3"]);
    assert!(shown.contains("unused: in a column that is no field") && !shown.contains("홍길동"), "{shown}");
}

#[test]
fn what_looks_personal_is_masked_in_every_answer() {
    let dir = small(&[("결제 화면이 열리지 않음", "010-1234-5678로 문의한 이용자")]);
    for args in [&["interruption.pay.symptom"][..], &["interruption.pay"], &["--reverse", "서비스.csv!F3"]] {
        for format in ["human", "json"] {
            let said = text(dir.path(), &[args, &["--message-format", format]].concat());
            assert!(said.contains("***-****-****") && !said.contains("1234-5678"), "{args:?}: {said}");
        }
    }
}

#[test]
fn cells_that_are_not_there_are_answered_with_those_that_are() {
    let case = fixture("kakao-2022-10-15");
    assert!(error(&case, &["--reverse", "사건.xls!사고!D5"]).contains("사건.xlsx"));
    assert!(error(&case, &["--reverse", "사건.xlsx!서비쓰!D5"]).contains("서비스"));
    assert!(error(&case, &["--reverse", "D5"]).contains("file!sheet!cell"));
    assert!(error(&case, &["--reverse", "사건.xlsx!사고!A1:B9000"]).contains("2000 rows"));
}
