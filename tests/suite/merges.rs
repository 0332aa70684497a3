//! Merged data cells: what one cell shows for several rows is read in each of them, told, and traced to the cell that
//! holds it; what cannot be shared is told and not guessed.

use std::fs;

use assert_cmd::Command;
use bogo::dossier::{self, Dossier};
use bogo::finding::{Finding, Severity};
use bogo::lang::Lang;
use bogo::pack::{Assets, Pack};
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use tempfile::TempDir;

use crate::support::{biff12, ods};

const CASE: &str = r#"schema = 1
id = "merges"
title = "병합"
filer = "filer"
report_at = 2023-07-04T10:00:00+09:00
forms = ["executive-summary"]
[inputs]
files = ["*.csv", "FILE"]
"#;

fn pack() -> Pack {
    Pack::load(Assets::embedded()).expect("the packaged templates load")
}

/// A case of the sheets that every case needs and one workbook.
fn case(file: &str, bytes: &[u8]) -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).expect("a file");
    write("사업자.csv", "식별자,상호\nfiler,가나다\nother,라마바\n");
    write("사고.csv", "식별자,사고명,장애 시작,전체 복구\no1,장애,2022-10-15 15:30,2022-10-15 18:00\n");
    write("case.toml", &CASE.replace("FILE", file));
    fs::write(dir.path().join(file), bytes).expect("a workbook");
    dir
}

fn load(dir: &TempDir) -> (Dossier, Vec<Finding>) {
    dossier::load(dir.path(), &pack()).unwrap_or_else(|error| panic!("{error}"))
}

/// A workbook of one sheet: merges by row and column from 0, then rows of cells between `|`.
fn xlsx(sheet: &str, merges: &[(u32, u16, u32, u16)], lines: &[&str]) -> Vec<u8> {
    let mut book = Workbook::new();
    let page = book.add_worksheet().set_name(sheet).expect("a name");
    for (row, col, last_row, last_col) in merges {
        page.merge_range(*row, *col, *last_row, *last_col, "", &Format::new()).expect("a merge");
    }
    for (row, line) in (0..).zip(lines) {
        for (col, cell) in (0..).zip(line.split('|').map(str::trim)).filter(|(_, cell)| !cell.is_empty()) {
            put(page, row, col, cell);
        }
    }
    book.save_to_buffer().expect("a workbook")
}

fn put(page: &mut Worksheet, row: u32, col: u16, cell: &str) {
    match cell.parse::<f64>() {
        Ok(number) => page.write(row, col, number),
        Err(_) => page.write(row, col, cell),
    }
    .expect("a cell");
}

/// Code and place of each finding: `MAP35 C2:C5`. How text files are read is known.
fn places(findings: &[Finding]) -> Vec<String> {
    let place = |finding: &Finding| {
        let origin = finding.origin.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{} {}", finding.code, origin.rsplit(" / ").next().unwrap_or_default())
    };
    findings.iter().filter(|finding| finding.code != "SRC07").map(place).collect()
}

fn said(findings: &[Finding], code: &str) -> String {
    let pack = pack();
    let finding = findings.iter().find(|finding| finding.code == code).unwrap_or_else(|| panic!("{findings:#?}"));
    pack.rules.get(code).expect("wording").message.fill(Lang::Ko, &finding.args)
}

/// Service, entity and the cell that the entity is read from.
fn services(dossier: &Dossier) -> Vec<String> {
    let service = |record: &bogo::dossier::Record| {
        let text = |field: &str| record.get(field).value().and_then(bogo::value::Value::plain).unwrap_or_default();
        let cell = record.get("entity").origin().to_string();
        format!("{} {} {}", text("id"), text("entity"), cell.rsplit(" / ").next().unwrap_or_default())
    };
    dossier.interruptions.iter().map(|row| service(&row.record)).collect()
}

const HEADER: &str = "식별자 | 서비스 | 사업자 | 요금 형태 | 중단 시작";
const FOUR: [&str; 4] = ["talk filer C2", "pay filer C2", "map filer C2", "mail other C5"];

#[test]
fn a_merged_entity_is_that_of_every_row_and_its_origin_is_the_cell_that_holds_it() {
    let lines = [
        HEADER,
        "talk | 톡 | filer | 무료 | 2022-10-15 15:30",
        "pay | 페이 | | 무료 | 2022-10-15 15:30",
        "map | 지도 | | 무료 | 2022-10-15 15:30",
        "mail | 메일 | other | 무료 | 2022-10-15 15:30",
    ];
    let dir = case("표.xlsx", &xlsx("서비스", &[(1, 2, 3, 2)], &lines));
    let (dossier, findings) = load(&dir);
    assert_eq!(services(&dossier), FOUR);
    assert_eq!(places(&findings), ["MAP35 C2:C4"], "{findings:#?}");
    assert!(
        said(&findings, "MAP35").contains("'사업자' 열에서 여러 행에 걸쳐 병합된 칸 1곳(C2:C4 …)의 값을 그 아래 2칸")
    );
    // Without the merge the same cells are missing.
    let (dossier, findings) = load(&case("표.xlsx", &xlsx("서비스", &[], &lines)));
    assert_eq!(services(&dossier)[1..3], ["pay  C3", "map  C4"]);
    assert_eq!(places(&findings), ["MAP04 C3", "MAP04 C4"], "{findings:#?}");
}

#[test]
fn merges_of_an_open_document_and_of_a_binary_workbook_are_read_alike() {
    let row = |cells: [&str; 2], entity: String| {
        let mut row: Vec<String> = cells.iter().map(|cell| ods::text(cell)).collect();
        row.extend([entity, ods::text("무료"), ods::moment("2022-10-15T15:30:00")]);
        row
    };
    let bytes = ods::workbook(
        "서비스",
        &[
            HEADER.split('|').map(|cell| ods::text(cell.trim())).collect(),
            row(["talk", "톡"], ods::spanning("filer", 3, 1)),
            row(["pay", "페이"], ods::covered()),
            row(["map", "지도"], ods::covered()),
            row(["mail", "메일"], ods::text("other")),
        ],
    );
    let (dossier, findings) = load(&case("표.ods", &bytes));
    assert_eq!(services(&dossier), FOUR, "{findings:#?}");
    assert!(places(&findings).contains(&"MAP35 C2:C4".to_owned()), "{findings:#?}");

    let header = ["식별자", "서비스", "사업자", "요금 형태", "중단 시작"];
    let row = |number: u32, cells: [&'static str; 2], entity: Option<&'static str>| {
        let mut row: Vec<_> = (0..).zip(cells).map(|(col, cell)| (col, biff12::Cell::Text(cell))).collect();
        row.extend(entity.map(|entity| (2, biff12::Cell::Text(entity))));
        row.push((3, biff12::Cell::Text("무료")));
        row.push((4, biff12::Cell::Number(44_849.645_833_333_336, biff12::MOMENT)));
        (number, false, row)
    };
    let sheet = biff12::Sheet {
        name: "서비스",
        hidden: false,
        hidden_column: None,
        rows: vec![
            (0, false, (0..).zip(header).map(|(col, cell)| (col, biff12::Cell::Text(cell))).collect()),
            row(1, ["talk", "톡"], Some("filer")),
            row(2, ["pay", "페이"], None),
            row(3, ["map", "지도"], None),
            row(4, ["mail", "메일"], Some("other")),
        ],
        merges: vec![[1, 3, 2, 2]],
    };
    let (dossier, findings) = load(&case("표.xlsb", &biff12::workbook(&[], &[sheet])));
    assert_eq!(services(&dossier), FOUR, "{findings:#?}");
    assert!(places(&findings).contains(&"MAP35 C2:C4".to_owned()), "{findings:#?}");
}

#[test]
fn claims_that_stream_are_filled_too() {
    let lines = [
        "접수번호 | 접수일 | 사업자 | 신청인 유형 | 피해 주장액",
        "C-1 | 2022-10-19 | other | 소상공인 | 100",
        "C-2 | | | | 200",
        "C-3 | | | 모름 | 300",
        "C-4 | | | | 400",
    ];
    let dir = case("표.xlsx", &xlsx("피해접수", &[(1, 1, 4, 1), (1, 2, 3, 2), (3, 3, 4, 3)], &lines));
    let (dossier, findings) = load(&dir);
    let claims = dossier.claims.as_ref().expect("claims");
    assert_eq!(claims.rows, 4);
    let count = |dimension: &str, code: &str| claims.by[dimension][code].count;
    assert_eq!((count("scope", "affiliate"), count("scope", "own")), (3, 1), "{findings:#?}");
    assert_eq!(count("day", "2022-10-19"), 4);
    // One cell is wrong, whatever rows read it.
    assert_eq!(places(&findings), ["MAP35 B2:B5", "MAP35 C2:C4", "MAP13 D4", "MAP35 D4:D5"], "{findings:#?}");
    let unknown = findings.iter().find(|finding| finding.code == "MAP13").expect("the finding");
    assert_eq!(unknown.related, [], "it is told once");
}

#[test]
fn what_a_merge_covers_is_not_read_and_that_is_told() {
    let lines = [HEADER, "talk | 톡 | filer | 무료 | 2022-10-15 15:30", "pay | 페이 | other | 무료 | 2022-10-15 15:30"];
    let (dossier, findings) = load(&case("표.xlsx", &xlsx("서비스", &[(1, 2, 2, 2)], &lines)));
    assert_eq!(services(&dossier), ["talk filer C2", "pay filer C2"]);
    assert!(said(&findings, "MAP35").contains("다른 값 1칸은 읽지 않았습니다"), "{findings:#?}");
}

#[test]
fn a_merged_quantity_or_key_is_an_error_and_no_sum_counts_it_twice() {
    let lines = [
        "지급번호 | 보상 형태 | 지급액 | 지급 상태",
        "P-1 | 현금 | 30 | 지급 완료",
        "P-2 | 현금 | | 지급 완료",
        "P-3 | 현금 | 20 | 지급 완료",
        "| 현금 | 10 | 지급 완료",
        "합계 | | 60 |",
    ];
    let dir = case("표.xlsx", &xlsx("보상지급", &[(1, 2, 2, 2), (3, 0, 4, 0)], &lines));
    let (dossier, findings) = load(&dir);
    let amounts: Vec<_> = dossier.payouts.iter().map(|payout| payout.amount.value().map(ToString::to_string)).collect();
    assert_eq!(amounts, [Some("30".to_owned()), None, Some("20".to_owned())], "a row without a key is none");
    // The empty cells of the merges are no causes of their own, and the total stands.
    assert_eq!(places(&findings), ["MAP36 C2:C3", "MAP36 A4:A5", "MAP21 A6:D6"], "{findings:#?}");
    let merged = findings.iter().filter(|finding| finding.code == "MAP36");
    assert!(merged.clone().count() == 2 && merged.clone().all(|finding| finding.severity == Severity::Error));
}

#[test]
fn cells_merged_across_columns_are_named() {
    let lines = [
        "보상 지급 현황",
        "지급번호 | 보상 형태 | 지급액 | 지급 상태 | 성격 | 신청인 유형",
        "P-1 | 현금 | 30 | 지급 완료 | 손해배상 |",
        "P-2 | 현금 | 50 | 지급 완료 | 손해배상 | 소상공인",
        "합계 | | 80 | | |",
    ];
    // A title and the label of a total span columns in every other table: they are no data.
    let merges = [(0, 0, 0, 5), (2, 4, 2, 5), (4, 0, 4, 1)];
    let (_, findings) = load(&case("표.xlsx", &xlsx("보상지급", &merges, &lines)));
    assert_eq!(places(&findings), ["MAP37 E3:F3", "MAP21 A5:F5"], "{findings:#?}");
    assert!(said(&findings, "MAP37").contains("(1곳, E3:F3 …)"), "{findings:#?}");
}

#[test]
fn totals_below_a_merged_group_stay_totals() {
    let lines = [
        "보상 형태 | 지급번호 | 지급액 | 지급 상태 | 지급일",
        "현금 | P-1 | 30 | 지급 완료 | 2023-05-31",
        "| P-2 | 50 | 지급 완료 | 2023-05-31",
        "| 소계 | 80 | |",
        "합계 | | 80 | |",
        "| | 0 | |",
    ];
    // The group spans its subtotal, and the label of the total spans two rows.
    let (dossier, findings) = load(&case("표.xlsx", &xlsx("보상지급", &[(1, 0, 3, 0), (4, 0, 5, 0)], &lines)));
    let amounts: Vec<_> = dossier.payouts.iter().filter_map(|payout| payout.amount.value()).collect();
    assert_eq!(amounts.len(), 2, "{findings:#?}");
    assert!(said(&findings, "MAP21").contains("합계 3행"), "{}", said(&findings, "MAP21"));
    assert!(said(&findings, "MAP35").contains("1곳(A2:A4 …)의 값을 그 아래 1칸"), "{}", said(&findings, "MAP35"));
}

#[test]
fn what_a_mapping_makes_of_merged_cells_is_made_in_every_row() {
    let lines = [
        "지점 | 번호 | 접수일 | 금액 | 상태",
        "서울 | 1 | 2022-10-19 | 100 | 접수",
        "| 2 | 2022-10-19 | 200 | 취소",
        "| 3 | 2022-10-20 | 300 |",
    ];
    let dir = case("표.xlsx", &xlsx("접수", &[(1, 0, 3, 0), (2, 4, 3, 4)], &lines));
    let mapping = "schema = 1\n[[sheet]]\nfile = \"표.xlsx\"\ntable = \"피해접수\"\n[[sheet.where]]\ncolumn = \"상태\"\n\
                   is_not = [\"취소\"]\n[sheet.field]\nid = { columns = [\"지점\", \"번호\"], with = \"-\" }\n\
                   amount = \"금액\"\n";
    fs::write(dir.path().join("mapping.toml"), mapping).expect("a mapping");
    let (dossier, findings) = load(&dir);
    let claims = dossier.claims.as_ref().expect("claims");
    assert_eq!(claims.rows, 1, "the third row is cancelled too: {findings:#?}");
    assert_eq!(claims.duplicates.len(), 0);
    assert!(!places(&findings).iter().any(|place| place.starts_with("MAP36")), "a part of a key may be shared");
}

#[test]
fn inspect_says_what_it_fills() {
    let lines = [HEADER, "talk | 톡 | filer | 무료 | 2022-10-15 15:30", "pay | 페이 | | 무료 | 2022-10-15 15:30"];
    let dir = case("표.xlsx", &xlsx("서비스", &[(1, 2, 2, 2)], &lines));
    let mut run = Command::new(env!("CARGO_BIN_EXE_bogo"));
    let run = run.env_clear().arg("inspect").arg(dir.path().join("표.xlsx")).assert().success();
    let out = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
    assert!(out.contains("MAP35") && out.contains("C2:C3"), "{out}");
}
