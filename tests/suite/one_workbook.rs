//! One workbook that is a case by itself: its sheet 사건 설정 says what `case.toml` says.

use std::fs;
use std::path::{Path, PathBuf};

use bogo::pack::{Assets, Pack};
use bogo::pipeline::{Order, examine};
use fixtures::book;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use tempfile::TempDir;

use crate::support::bogo;

/// The settings of the bundled first report, as people write them.
const SETTINGS: &[(&str, &str)] = &[
    ("사건 번호", "첫-보고"),
    ("제목", "가상페이 결제 장애"),
    ("제출자", "주식회사 가상페이"),
    ("보고 시각", "2026-11-10 14:12"),
    ("서식", "방송통신재난 보고"),
    ("보고 단계", "최초"),
    ("받는 기관", "과학기술정보통신부"),
    ("담당자", "가상 당직자"),
    ("담당 부서", "가상상황실"),
    ("담당 전화", "02-0000-0001"),
];

fn pack() -> Pack {
    Pack::load(Assets::embedded()).expect("the pack")
}

/// The workbook of the bundled first report with its settings inside, one of them changed or, without a value, left out.
fn workbook(change: Option<(&str, Option<&str>)>) -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("사건.xlsx");
    let mut made = Workbook::new();
    let sheet = made.add_worksheet();
    sheet.set_name("사건 설정").expect("a name");
    sheet.write_string(0, 0, "사건 설정").expect("a title");
    sheet.write_string(2, 0, "설정").and_then(|sheet| sheet.write_string(2, 1, "값")).expect("heads");
    let changed = |label: &str, value: &str| match change {
        Some((name, new)) if name == label => new.map(str::to_owned),
        _ => Some(value.to_owned()),
    };
    let extra = change.filter(|(name, _)| !SETTINGS.iter().any(|(label, _)| label == name));
    let own = SETTINGS.iter().copied().chain(extra.map(|(name, value)| (name, value.unwrap_or_default())));
    let moment = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    for (row, (label, value)) in (3..).zip(own) {
        let Some(value) = changed(label, value) else { continue };
        sheet.write_string(row, 0, label).expect("a label");
        match ExcelDateTime::parse_from_str(&value) {
            Ok(at) => sheet.write_datetime_with_format(row, 1, at, &moment).expect("a moment"),
            Err(_) => sheet.write_string(row, 1, value).expect("a value"),
        };
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/first-report-one-sheet/source/서비스.csv");
    let sheet = made.add_worksheet();
    sheet.set_name("서비스").expect("a name");
    for (row, cells) in (0..).zip(book::rows(&source).expect("the source")) {
        for (col, cell) in (0..).zip(cells) {
            sheet.write_string(row, col, cell).expect("a cell");
        }
    }
    made.save(&path).expect("a file");
    (dir, path)
}

/// What `check` says of a workbook that cannot be a case.
fn refusal(change: (&str, Option<&str>)) -> String {
    let (_dir, path) = workbook(Some(change));
    let run = bogo().arg("check").arg(&path).output().expect("it runs");
    assert_eq!(run.status.code(), Some(2), "{}", String::from_utf8_lossy(&run.stdout));
    String::from_utf8(run.stderr).expect("UTF-8")
}

#[test]
fn a_workbook_with_its_settings_is_built_verified_and_built_again() {
    let (dir, path) = workbook(None);
    let out = dir.path().join("out");
    bogo().arg("build").arg(&path).arg("--out").arg(&out).assert().success();
    let bundle = out.join("첫-보고");
    bogo().arg("verify").arg(&bundle).arg("--rebuild").arg(&path).assert().success();
    let made = fs::read_to_string(bundle.join("submit/kr-disaster-report.html")).expect("a filing");
    assert!(made.contains("가상페이 결제 장애") && made.contains("과학기술정보통신부"));
}

#[test]
fn it_says_what_the_folder_with_a_case_file_says() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/first-report-one-sheet");
    // An outage that nobody described goes by the name of its case.
    let (_dir, path) = workbook(Some(("사건 번호", Some("first-report-one-sheet"))));
    let order = Order::default();
    let of_folder = examine(&fixture, &pack(), &order.options).expect("the fixture");
    let of_workbook = examine(&path, &pack(), &order.options).expect("the workbook");
    let case = |examined: &bogo::pipeline::Examined| {
        let case = &examined.dossier.case;
        let recipients: Vec<String> = case.recipients.iter().map(|one| one.agency.clone()).collect();
        let texts = [case.title.value.clone(), case.filer.value.clone(), case.report_at.value.to_string()];
        (texts, case.forms.clone(), case.stage, case.edition, recipients, case.contact.clone(), case.anchor.clone())
    };
    assert_eq!(case(&of_workbook), case(&of_folder));
    let figures = |examined: &bogo::pipeline::Examined| {
        let all = examined.figures.iter().map(|figure| format!("{} {:?}", figure.id, figure.value));
        all.collect::<Vec<_>>()
    };
    assert_eq!(figures(&of_workbook), figures(&of_folder));
    let origin = of_workbook.dossier.case.title.origin.to_string();
    assert!(origin.contains("사건 설정") && origin.ends_with("B5"), "{origin}");
}

#[test]
fn what_is_wrong_in_a_setting_is_told_with_its_cell() {
    for (change, expected) in [
        (("제목", None), &["제목", "줄이 없습니다"][..]),
        (("제목", Some(" ")), &["B5", "제목", "비어 있습니다"]),
        (("서식", Some("방송통신재난 보거")), &["B8", "서식", "방송통신재난 보거", "방송통신재난 보고"]),
        (("보고 단계", Some("두 번째")), &["B9", "보고 단계", "중간 1보"]),
        (("보고 시각", Some("내일")), &["B7", "보고 시각", "내일"]),
        (("받는 기관", Some("없는부")), &["B10", "받는 기관", "과학기술정보통신부"]),
        (("사건 번호", Some("../밖")), &["B4", "../밖"]),
        (("가릴 작은 수", Some("1")), &["B14", "가릴 작은 수"]),
        (("장애 시간의 끗", Some("전체 복구")), &["A14", "장애 시간의 끗", "장애 시간의 끝"]),
    ] {
        let said = refusal(change);
        assert!(expected.iter().all(|part| said.contains(part)), "{change:?}: {said}");
    }
}

#[test]
fn a_workbook_without_settings_is_told_how_to_become_a_case() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("접수.xlsx");
    let mut made = Workbook::new();
    made.add_worksheet().write_string(0, 0, "접수번호").expect("a cell");
    made.save(&path).expect("a file");
    let run = bogo().arg("check").arg(&path).output().expect("it runs");
    let said = String::from_utf8(run.stderr).expect("UTF-8");
    assert!(run.status.code() == Some(2) && said.contains("사건 설정") && said.contains("bogo new"), "{said}");
}

#[test]
fn a_folder_needs_no_case_file_where_a_workbook_has_settings() {
    let (dir, _path) = workbook(None);
    bogo().arg("check").arg(dir.path()).assert().success();
    fs::copy(dir.path().join("사건.xlsx"), dir.path().join("사본.xlsx")).expect("a copy");
    let run = bogo().arg("check").arg(dir.path()).output().expect("it runs");
    let said = String::from_utf8(run.stderr).expect("UTF-8");
    assert!(run.status.code() == Some(2) && said.contains("사건.xlsx, 사본.xlsx"), "{said}");
}

/// From an empty folder to a workbook that is read: what `bogo new` writes is a case of examples, and is told as one.
#[test]
fn a_new_workbook_holds_its_settings_and_the_sheets_of_its_form() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("첫보고.xlsx");
    bogo().arg("new").arg(&path).args(["--form", "kr-disaster-report"]).assert().success();
    let before = fs::read(&path).expect("a file");
    let run = bogo().arg("new").arg(&path).output().expect("it runs");
    assert_eq!(run.status.code(), Some(2), "what is there is left alone");
    assert_eq!(fs::read(&path).expect("a file"), before);
    let examined = examine(&path, &pack(), &Order::default().options).expect("a case");
    assert_eq!(examined.dossier.case.forms, ["kr-disaster-report"]);
    assert_eq!(examined.dossier.case.id, "첫보고");
    let sheets: Vec<&str> = examined.dossier.tables.iter().map(|table| table.schema.id.as_str()).collect();
    assert_eq!(sheets, ["interruption", "event", "filed"]);
    assert!(examined.findings.iter().any(|finding| finding.code == "CASE07"), "the example is told");
    let all = dir.path().join("all.xlsx");
    bogo().arg("new").arg(&all).args(["--lang", "en"]).assert().success();
    let examined = examine(&all, &pack(), &Order::default().options).expect("a case in English");
    assert!(examined.dossier.tables.len() > 10, "{}", examined.dossier.tables.len());
}

#[test]
fn every_setting_is_at_home_in_its_cell_and_one_that_says_nothing_in_the_cell_to_fill() {
    let (_dir, path) = workbook(Some(("담당 전화", Some(" "))));
    let examined = examine(&path, &pack(), &Order::default().options).expect("the workbook");
    let case = &examined.dossier.case;
    for (key, cell) in [
        ("id", "B4"),
        ("title", "B5"),
        ("filer", "B6"),
        ("report_at", "B7"),
        ("forms", "B8"),
        ("stage", "B9"),
        ("recipient", "B10"),
        ("contact.name", "B11"),
        ("contact.phone", "B13"),
    ] {
        let origin = case.origin(key).to_string();
        assert!(origin.contains("사건 설정") && origin.ends_with(cell), "{key}: {origin}");
    }
    // What has no row in the sheet has no cell.
    assert!(case.origin("contact.email").to_string().ends_with("contact.email"));
    for filing in &examined.filings {
        let text = serde_json::to_string(filing).expect("JSON");
        assert!(!text.contains("case.toml"), "{}", filing.form);
    }
}

#[test]
fn an_example_left_in_the_settings_is_told_with_its_cell() {
    let (_dir, path) = workbook(Some(("담당자", Some("(예시) 홍길동"))));
    let run = bogo().arg("check").arg(&path).output().expect("it runs");
    let said = String::from_utf8(run.stdout).expect("UTF-8") + &String::from_utf8(run.stderr).expect("UTF-8");
    assert!(said.contains("CASE07") && said.contains("B11"), "{said}");
    assert!(said.contains("사건 설정에 새 사건의 예시"), "{said}");
}
