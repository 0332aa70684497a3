//! Tables as people make them: titles, merged headers, units, totals, notes, tables side by side, repeated headers,
//! hidden parts, named ranges. What is read, at which cell, and what is said of it.

use std::fs;
use std::path::Path;

use bogo::dossier::{self, Dossier};
use bogo::figures;
use bogo::finding::{Finding, Severity};
use bogo::lang::Lang;
use bogo::pack::{Assets, Pack};
use bogo::value::{Field, Value};
use rust_xlsxwriter::{Format, Table, Workbook, Worksheet};
use tempfile::TempDir;

use crate::support::schema;

fn pack() -> Pack {
    Pack::load(Assets::embedded()).expect("the packaged templates load")
}

const CASE: &str = r#"schema = 1
id = "tables"
title = "표"
filer = "filer"
report_at = 2023-07-04T10:00:00+09:00
forms = ["executive-summary"]
[inputs]
files = ["*.*"]
"#;

/// A case of the two sheets that every case needs, and what a test adds.
struct Case {
    dir: TempDir,
}

impl Case {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let case = Self { dir };
        case.write("사업자.csv", "식별자,상호\nfiler,가나다\n");
        case.write("사고.csv", "식별자,사고명,장애 시작,전체 복구\no1,장애,2022-10-15 15:30,2022-10-15 18:00\n");
        case.write("case.toml", &CASE.replace("*.*", "*.csv"));
        case
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.dir.path().join(name), text).expect("a file");
    }

    /// Adds a workbook whose first sheet is filled by `fill`.
    fn book(self, sheet: &str, fill: impl FnOnce(&mut Worksheet)) -> Self {
        let mut book = Workbook::new();
        fill(book.add_worksheet().set_name(sheet).expect("a name"));
        book.save(self.dir.path().join("표.xlsx")).expect("a workbook");
        self.write("case.toml", &CASE.replace("[\"*.*\"]", "[\"*.csv\", \"표.xlsx\"]"));
        self
    }

    fn mapping(self, text: &str) -> Self {
        self.write("mapping.toml", &format!("schema = 1\n{text}"));
        self
    }

    fn load(&self) -> (Dossier, Vec<Finding>) {
        dossier::load(self.dir.path(), &pack()).unwrap_or_else(|error| panic!("{error}"))
    }

    fn refused(&self) -> (&'static str, String) {
        let error = dossier::load(self.dir.path(), &pack()).expect_err("the mapping is refused");
        let pack = pack();
        let message = pack.messages.get(error.key).expect("a sentence");
        let help = message.help.as_ref().map(|help| help.fill(Lang::Ko, &error.args)).unwrap_or_default();
        (error.key, format!("{} {help}", message.text.fill(Lang::Ko, &error.args)))
    }
}

/// Rows of cells between `|`, numbers as numbers.
fn fill(sheet: &mut Worksheet, top: u32, left: u16, lines: &[&str]) {
    for (row, line) in (top..).zip(lines) {
        for (col, cell) in (left..).zip(line.split('|').map(str::trim)) {
            match cell.parse::<f64>() {
                _ if cell.is_empty() => continue,
                Ok(number) => sheet.write(row, col, number),
                Err(_) => sheet.write(row, col, cell),
            }
            .expect("a cell");
        }
    }
}

/// Code and place of each finding: `MAP20 C7`. How text files are read is known.
fn places(findings: &[Finding]) -> Vec<String> {
    let place = |finding: &Finding| {
        let origin = finding.origin.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{} {}", finding.code, origin.rsplit(" / ").next().unwrap_or_default())
    };
    findings.iter().filter(|finding| finding.code != "SRC07").map(place).collect()
}

fn said(findings: &[Finding], code: &str) -> String {
    let pack = pack();
    let rule = pack.rules.get(code).expect("wording");
    let finding =
        findings.iter().find(|finding| finding.code == code).unwrap_or_else(|| panic!("{code}: {findings:?}"));
    rule.message.fill(Lang::Ko, &finding.args)
}

/// Amount and its cell of each payout.
fn payouts(dossier: &Dossier) -> Vec<(String, String)> {
    let amount = |value: &Field<rust_decimal::Decimal>| {
        let fact = value.known().expect("an amount");
        let cell = fact.origin.to_string();
        (fact.value.to_string(), cell.rsplit(" / ").next().unwrap_or_default().to_owned())
    };
    dossier.payouts.iter().map(|payout| amount(&payout.amount)).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(value, cell)| ((*value).to_owned(), (*cell).to_owned())).collect()
}

#[test]
fn a_merged_header_below_titles_with_a_unit_and_totals_is_one_table() {
    let case = Case::new().book("보상지급", |sheet| {
        sheet.merge_range(0, 1, 0, 6, "보상 지급 현황", &Format::new()).expect("a merge");
        sheet.write(1, 6, "(단위: 천원)").expect("a cell");
        sheet.merge_range(3, 1, 4, 1, "지급번호", &Format::new()).expect("a merge");
        sheet.merge_range(3, 2, 3, 4, "보상", &Format::new()).expect("a merge");
        sheet.merge_range(3, 5, 4, 5, "지급일", &Format::new()).expect("a merge");
        sheet.merge_range(3, 6, 4, 6, "상태", &Format::new()).expect("a merge");
        fill(sheet, 4, 2, &["형태 | 지급액 | 비고란"]);
        fill(
            sheet,
            6,
            1,
            &[
                "P-1 | 현금 | 30 | | 2023-05-31 | 지급 완료",
                "P-2 | 현금 | 50.5 | | 2023-05-31 | 지급 완료",
                "소계 | | 80.5",
                "",
                "P-3 | 현금 | 20 | | 2023-06-01 | 지급 완료",
                "소계 | | 20",
                "총 합계 | | 100.5",
                "※ 2023. 7. 3. 기준",
            ],
        );
    });
    let (dossier, findings) = case.load();
    assert_eq!(payouts(&dossier), pairs(&[("30000", "D7"), ("50500", "D8"), ("20000", "D11")]));
    assert_eq!(places(&findings), ["SRC05 G2", "MAP01 E5", "MAP21 B9:G9"], "{findings:#?}");
    assert!(said(&findings, "SRC05").contains("1,000을 곱해"), "{}", said(&findings, "SRC05"));
    assert!(said(&findings, "MAP21").contains("합계 3행, 되풀이된 머리글 · 제목 0행, 설명 1행"));
}

#[test]
fn a_header_in_two_rows_without_merges_is_read_from_the_group_down() {
    let case = Case::new();
    case.write(
        "보상지급통계.csv",
        "식별자,대상,보상,,건수,,,기준일,값의 성격\n,,형태,상태,신청,인정,지급,,\n\
         s1,이용자 전체,현금,지급 완료,10,8,7,2022-11-06,공표값\n",
    );
    let (dossier, findings) = case.load();
    let [row] = dossier.payout_counts.as_slice() else { panic!("one row: {findings:#?}") };
    let counts: Vec<_> =
        ["applied", "accepted", "paid"].iter().map(|field| row.record.count(field).value().copied()).collect();
    assert_eq!(counts, [Some(10), Some(8), Some(7)], "신청 건수, 인정 건수, 지급 건수");
    assert_eq!(row.record.count("paid").origin().to_string(), "보상지급통계.csv / 보상지급통계 / G3");
}

#[test]
fn totals_that_do_not_add_up_are_named_with_both_numbers() {
    for (lines, expected) in [
        (&["P-1 | 현금 | 30 | 지급 완료", "P-2 | 현금 | 50 | 지급 완료", "합계 | | 90"][..], "MAP20 C4"),
        (&["P-1 | 현금 | 30 | 지급 완료", "소계 | | 30", "P-2 | 현금 | 50 | 지급 완료", "계 | | 90"], "MAP20 C5"),
        (&["합계 | | 90", "P-1 | 현금 | 30 | 지급 완료", "P-2 | 현금 | 50 | 지급 완료"], "MAP20 C2"),
        (&["P-1 | 현금 | 30 | 지급 완료", "P-2 | 현금 | 50 | 지급 완료", "합계 3건 | | 80"], "MAP20 A4"),
    ] {
        let case = Case::new().book("보상지급", |sheet| {
            fill(sheet, 0, 0, &["지급번호 | 보상 형태 | 지급액 | 지급 상태"]);
            fill(sheet, 1, 0, lines);
        });
        let (dossier, findings) = case.load();
        assert_eq!(payouts(&dossier).len(), 2);
        let errors: Vec<_> = findings.iter().filter(|finding| finding.severity == Severity::Error).cloned().collect();
        assert_eq!(places(&errors), [expected], "{findings:#?}");
        let words = said(&findings, "MAP20");
        let numbers = if expected.ends_with("A4") { ["3", "2"] } else { ["90", "80"] };
        assert!(numbers.iter().all(|number| words.contains(number)), "{words}");
    }
}

#[test]
fn tables_side_by_side_and_below_are_read_each_by_itself() {
    let case = Case::new().book("보상지급", |sheet| {
        fill(sheet, 0, 0, &["지급번호 | 보상 형태 | 지급액(원) | 지급 상태", "P-1 | 현금 | 30 | 지급 완료"]);
        // A unit holds for the table that it stands above.
        fill(sheet, 0, 8, &["(단위: 천원)"]);
        fill(sheet, 1, 5, &["지급번호 | 보상 형태 | 지급액 | 지급 상태", "P-2 | 현금 | 5 | 지급 완료", "합계 | | 5"]);
        fill(sheet, 6, 0, &["주요 경과", "일시 | 구분 | 내용", "2022-10-15 15:33 | 발생 | 신고"]);
    });
    let (dossier, findings) = case.load();
    assert_eq!(payouts(&dossier), pairs(&[("30", "C2"), ("5000", "H3")]), "{findings:#?}");
    assert_eq!(dossier.events.len(), 1);
    assert_eq!(dossier.events[0].record.origin.to_string(), "표.xlsx / 보상지급 / A9:C9");
    assert_eq!(places(&findings), ["SRC05 I1", "MAP21 F4:I4", "MAP25 A8:C8"]);
}

#[test]
fn headers_repeated_by_page_are_no_records() {
    let header = "접수번호 | 접수일 | 사업자 | 피해 주장액";
    let case = Case::new().book("접수_1", |sheet| {
        let page =
            ["피해접수 현황 (1/2)", header, "C-1 | 2022-10-19 | filer | 1000", "C-2 | 2022-10-19 | filer | 2000"];
        fill(sheet, 0, 0, &page);
        fill(
            sheet,
            4,
            0,
            &["- 1 -", "피해접수 현황 (2/2)", header, "C-3 | 2022-10-20 | filer | 500", "합계 | | | 3500"],
        );
    });
    let (dossier, findings) = case.load();
    let claims = dossier.claims.as_ref().expect("claims");
    assert_eq!((claims.rows, claims.duplicates.len()), (3, 0), "{findings:#?}");
    assert_eq!(places(&findings), ["MAP21 A5:D5"]);
    assert!(said(&findings, "MAP21").contains("합계 1행, 되풀이된 머리글 · 제목 2행, 설명 1행"), "{findings:#?}");
    let (figures, _) = figures::compute(&pack(), &dossier);
    assert_eq!(figures.value("claims.total"), Some(&Value::Count(3)));
}

#[test]
fn units_convert_exactly_and_the_origin_stays_the_cell() {
    let case = Case::new();
    case.write(
        "서비스.csv",
        "식별자,사업자,서비스,요금 형태,중단 시작,공표된 중단 시간(시간),영향 이용자 수\n,,,,,,(천 명)\n\
         talk,filer,톡,무료,2022-10-15 15:30,127.55,41.12\n",
    );
    case.write("사업자.csv", "식별자,상호,전년도 매출액(백만 원),매출액 기준 기간\nfiler,가나다,6136.68,2021년\n");
    let (dossier, findings) = case.load();
    let service = &dossier.interruptions[0].record;
    assert_eq!(service.duration("stated_duration").value().map(ToString::to_string).as_deref(), Some("PT127H33M"));
    let users = service.count("users_affected");
    assert_eq!((users.value(), users.origin().to_string().as_str()), (Some(&41_120), "서비스.csv / 서비스 / G3"));
    let revenue = dossier.entities[0].record.won("revenue");
    assert_eq!(revenue.value().map(ToString::to_string).as_deref(), Some("6136680000"));
    assert_eq!(places(&findings), ["SRC05 C1", "SRC05 G2"], "{findings:#?}");
}

#[test]
fn a_table_of_the_spreadsheet_program_says_where_it_ends() {
    let case = Case::new().book("Sheet1", |sheet| {
        fill(sheet, 2, 1, &["지급번호 | 보상 형태 | 지급액 | 지급 상태", "P-1 | 현금 | 30 | 지급 완료"]);
        fill(sheet, 4, 1, &["Z-9 | 현금 | 99 | 지급 완료"]);
        sheet.add_table(2, 1, 3, 4, &Table::new().set_name("보상지급")).expect("a table");
        // A table writes its own header unless told otherwise.
        fill(sheet, 2, 1, &["지급번호 | 보상 형태 | 지급액 | 지급 상태"]);
    });
    let (dossier, findings) = case.load();
    assert_eq!(payouts(&dossier), pairs(&[("30", "D4")]), "{findings:#?}");
}

#[test]
fn what_is_hidden_is_read_and_told() {
    let case = Case::new().book("보상지급", |sheet| {
        fill(sheet, 0, 0, &["지급번호 | 보상 형태 | 지급액 | 지급 상태", "P-1 | 현금 | 30 | 지급 완료"]);
        fill(sheet, 2, 0, &["P-2 | 현금 | 50 | 지급 완료", "P-3 | 현금 | 5 | 지급 완료"]);
        sheet.set_row_hidden(2).expect("a row");
        sheet.set_column_hidden(2).expect("a column");
    });
    let (dossier, findings) = case.load();
    assert_eq!(payouts(&dossier).len(), 3);
    assert_eq!(places(&findings), ["SRC10 C3"]);
}

#[test]
fn a_sheet_is_known_by_its_columns_unless_two_could_be_it() {
    let claims =
        |ids: [u32; 2]| format!("접수번호,접수일,사업자\n{},2022-10-19,filer\n{},2022-10-20,filer\n", ids[0], ids[1]);
    let case = Case::new();
    case.write("export_1.csv", &claims([1, 2]));
    case.write("export_2.csv", &claims([3, 4]));
    let (dossier, findings) = case.load();
    assert_eq!(dossier.claims.as_ref().map(|claims| claims.rows), Some(4), "two parts of one table: {findings:#?}");
    assert_eq!(places(&findings), ["MAP25 A1:C1", "MAP25 A1:C1"]);
    case.write("copy.csv", &claims([5, 6]));
    let (dossier, findings) = case.load();
    assert!(dossier.claims.is_none(), "which of them it is must be said");
    assert_eq!(places(&findings), ["MAP26 A1"]);
    let case = case.mapping("[[sheet]]\nfile = \"copy.csv\"\nskip = true\n");
    assert_eq!(case.load().0.claims.map(|claims| claims.rows), Some(4));
}

const EXPORT: &str = "No;접수한 때;구분;금액(천원);상태;성;이름;비고\n\
                      1;03/04/2022 09:30;환불지연/멜론;10;접수;김;가나;x\n\
                      2;25/04/2022;일반;20;취소;이;다라;y\n\
                      3;26/04/2022;소상공 업체/카카오톡;30;접수;박;마바;z\n";

#[test]
fn a_mapping_says_what_headers_cannot() {
    let case = Case::new();
    case.write("내려받기.csv", EXPORT);
    let case = case.mapping(
        r#"
[[sheet]]
file = "내려*.csv"
table = "claim"
ignore = ["비고"]
[sheet.field]
id = { columns = ["No", "이름"], with = "-" }
received = { column = "접수한 때", date = "dmy" }
amount = { column = "금액", unit = "천원" }
entity = { value = "filer" }
claimant = { column = "구분", split = "/", part = 1, words = { "환불지연" = "개인", "소상공 업체" = "소상공인", "일반" = "개인" } }
[[sheet.where]]
column = "상태"
is_not = ["취소"]
"#,
    );
    let (dossier, findings) = case.load();
    let claims = dossier.claims.as_ref().expect("claims");
    assert_eq!(claims.rows, 2, "{findings:#?}");
    let days: Vec<&String> = claims.by["day"].keys().collect();
    assert_eq!(days, ["2022-04-03", "2022-04-26"]);
    let by = |code: &str| claims.by["claimant"].get(code).map(|group| (group.count, group.amount.to_string()));
    assert_eq!(by("small_business"), Some((1, "30000".to_owned())));
    assert_eq!(claims.by["scope"]["own"].count, 2, "the constant names the filer");
    assert_eq!(places(&findings), ["SRC05 D1", "MAP01 F1", "MAP30 A3:E3"], "{findings:#?}");
}

#[test]
fn a_mapping_gives_a_moment_from_two_columns_and_a_table_from_a_range() {
    let case = Case::new().book("원자료", |sheet| {
        fill(sheet, 0, 0, &["잡담 | 일시 | 내용"]);
        fill(
            sheet,
            3,
            1,
            &["그날 | 그때 | 무엇 | 어떤 일", "15/10/22 | 15:33 | 발생 | 신고", "15/10/22 | 16:00 | 복구 | 끝"],
        );
        fill(sheet, 6, 1, &["표 밖 | x | y | z"]);
    });
    let case = case.mapping(
        r#"
[[sheet]]
name = "원자료"
table = "경과"
range = "B4:E6"
header = 4
[sheet.field]
at = { day = "그날", time = "그때", date = "dmy", century = 2000 }
kind = "D"
what = "어떤 일"
"#,
    );
    let (dossier, findings) = case.load();
    assert_eq!(places(&findings), [""; 0], "{findings:#?}");
    let at: Vec<_> = dossier.events.iter().map(|event| event.record.moment("at")).collect();
    let shown: Vec<_> = at.iter().map(|at| at.value().map(ToString::to_string)).collect();
    assert_eq!(shown, [Some("2022-10-15T15:33:00+09:00".to_owned()), Some("2022-10-15T16:00:00+09:00".to_owned())]);
    assert_eq!(at[0].origin().to_string(), "표.xlsx / 원자료 / B5");
}

#[test]
fn what_is_wrong_in_a_mapping_is_told_with_its_line_and_what_was_meant() {
    let refused = |text: &str| {
        let case = Case::new();
        case.write("x.csv", EXPORT);
        case.mapping(text).refused()
    };
    for (text, key, line, hint) in [
        ("[[sheet]]\ntabel = \"claim\"", "mapping-no-table", "2행", ""),
        ("[[sheet]]\ntable = \"claim\"\nheadr = 3", "mapping-key-unknown", "4행", "'header'"),
        ("[[sheet]]\ntable = \"피해졉수\"", "mapping-bad-value", "3행", "'피해접수'"),
        ("[[sheet]]\ntable = \"claim\"\n[sheet.field]\n\"접수읽\" = \"x\"", "mapping-bad-value", "5행", "'접수일'"),
        (
            "[[sheet]]\ntable = \"claim\"\n[sheet.field]\nharm = { column = \"x\", words = { \"a\" = \"유로 서비스 피해\" } }",
            "mapping-bad-value",
            "5행",
            "'유료 서비스 피해'",
        ),
        (
            "[[sheet]]\ntable = \"claim\"\n[sheet.field]\nreceived = { column = \"x\", date = \"dym\" }",
            "mapping-bad-value",
            "5행",
            "'dmy'",
        ),
        (
            "[[sheet]]\ntable = \"claim\"\n[sheet.field]\namount = { column = \"x\", unit = \"천언\" }",
            "mapping-bad-value",
            "5행",
            "'천원'",
        ),
        ("[[sheet]]\ntable = \"claim\"\n[sheet.field]\nreceived = { day = \"x\" }", "mapping-half-said", "5행", ""),
        (
            "[[sheet]]\ntable = \"claim\"\n[sheet.field]\nservice = { column = \"x\", split = \"/\" }",
            "mapping-half-said",
            "5행",
            "part",
        ),
        (
            "[[sheet]]\ntable = \"claim\"\n[sheet.field]\nid = { column = \"x\", with = \"-\" }",
            "mapping-half-said",
            "5행",
            "columns",
        ),
        ("[[sheet]]\ntable = \"claim\"\n[[sheet.where]]\ncolumn = \"x\"", "mapping-half-filter", "4행", ""),
        ("[[sheet]]\ntable = \"claim\"\nheader = [4, 3]", "mapping-not-rows", "4행", ""),
        ("[[sheet]]\ntable = claim", "mapping-not-toml", "3행", ""),
        ("schema = 1", "mapping-key-twice", "2행", ""),
    ] {
        let (found, words) = refused(text);
        assert_eq!(found, key, "{text}: {words}");
        assert!(words.contains(line) && words.contains(hint), "{text}: {words}");
    }
    let case = Case::new().mapping("[[sheet]]\nname = \"사업자\"\n[sheet.field]\nname = \"상헤\"\n");
    let (_, findings) = case.load();
    let told: Vec<_> = findings.iter().filter(|finding| finding.code == "MAP29").collect();
    assert_eq!(told.len(), 1, "{findings:#?}");
    let help = pack().rules.get("MAP29").expect("wording").help.fill(Lang::Ko, &told[0].args);
    assert!(help.starts_with("혹시 '상호'입니까?"), "{help}");
}

fn bogo(arguments: &[&str], dir: &Path) -> (Option<i32>, String, String) {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_bogo"));
    let output = command.env_clear().current_dir(dir).args(arguments).output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn inspect_shows_columns_masks_people_and_proposes_a_mapping_that_works() {
    let case = Case::new();
    let head = "claim no,접수 일자,신청인 구분,피해 주장금액(천원),성명,연락처";
    let rows = "1,2022-10-19,개인,10,홍길동,010-1234-5678\n2,2022-10-20,소상공인,20,성춘향,010-9876-5432\n";
    case.write("접수내역서.csv", &format!("피해 접수 내역\n{head}\n{rows}"));
    let (code, shown, _) = bogo(&["inspect", "접수내역서.csv"], case.dir.path());
    assert_eq!(code, Some(0));
    for part in ["A2:F4", "피해접수", "신청인 구분", "claimant", "***"] {
        assert!(shown.contains(part), "{part} in\n{shown}");
    }
    for secret in ["홍길동", "1234", "9876"] {
        assert!(!shown.contains(secret), "{secret} in\n{shown}");
    }
    let (code, _, told) = bogo(&["inspect", "접수내역서.csv", "--write"], case.dir.path());
    assert_eq!((code, told.contains("mapping.toml")), (Some(0), true), "{told}");
    let mapping = fs::read_to_string(case.dir.path().join("mapping.toml")).expect("it was written");
    let (dossier, findings) = case.load();
    let claims = dossier.claims.as_ref().unwrap_or_else(|| panic!("{mapping}\n{findings:#?}"));
    assert_eq!(claims.rows, 2, "{mapping}");
    assert_eq!(
        claims.by["claimant"].get("small_business").map(|group| group.amount.to_string()).as_deref(),
        Some("20000"),
        "{mapping}"
    );
    assert!(findings.iter().all(|finding| finding.severity != Severity::Error), "{mapping}\n{findings:#?}");
    let proposed: toml::Table = toml::from_str(&mapping).expect("TOML");
    schema::assert_fits("mapping.v1.json", "the proposal", &serde_json::to_value(proposed).expect("JSON"));
    // What a person wrote is never touched.
    let (code, _, told) = bogo(&["inspect", "접수내역서.csv", "--write"], case.dir.path());
    assert_eq!(code, Some(2), "{told}");
    assert_eq!(fs::read_to_string(case.dir.path().join("mapping.toml")).expect("still there"), mapping);
}

#[test]
fn inspect_answers_machines_in_its_published_shape() {
    let kakao = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15");
    let (code, shown, _) = bogo(&["inspect", "사건.xlsx", "피해와보상.xlsx", "--message-format", "json"], &kakao);
    let json: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    schema::assert_fits("inspect.v1.json", "inspect", &json);
    assert_eq!((code, json["files"].as_array().map(Vec::len)), (Some(0), Some(2)));
    let tables =
        json["files"].as_array().expect("files").iter().flat_map(|file| file["sheets"].as_array().expect("sheets"));
    for sheet in tables {
        assert_eq!(sheet["tables"][0]["read"], true, "{sheet}");
    }
    let (code, shown, _) = bogo(&["inspect", "source", "--message-format", "json"], &kakao);
    let json: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    schema::assert_fits("inspect.v1.json", "inspect of no spreadsheet", &json);
    assert_eq!((code, json["errors"].as_array().map(Vec::len)), (Some(2), Some(1)));
}

#[test]
fn what_inspect_cannot_settle_it_says() {
    let case = Case::new();
    case.write("x.csv", "발생일시;종류;무엇\n03/04/05 10:00;발생;가\n04/05/06 11:00;복구;나\n");
    let (_, _, _) = bogo(&["inspect", "x.csv", "--write"], case.dir.path());
    let mapping = fs::read_to_string(case.dir.path().join("mapping.toml")).expect("it was written");
    assert!(mapping.contains("ymd") && mapping.contains("dmy"), "{mapping}");
    toml::from_str::<toml::Table>(&mapping).unwrap_or_else(|error| panic!("{error}\n{mapping}"));
}
