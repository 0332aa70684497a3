//! Cases loaded from workbooks: what is read right, and which cell a finding names when it is not.

use std::fs;
use std::path::Path;

use bogo::dossier::{self, Dossier};
use bogo::error::{Error, ErrorKind};
use bogo::finding::{Arg, Finding, Severity};
use bogo::lang::Lang;
use bogo::mapping::codes;
use bogo::pack::{Assets, Pack};
use bogo::source;
use bogo::value::{Certainty, Field};
use rust_xlsxwriter::{Format, Formula, Workbook};
use tempfile::TempDir;

/// How a cell is written. A plain string is text.
enum Cell {
    Text(&'static str),
    Number(f64),
    Percent(f64),
    Date(f64),
    Elapsed(f64),
    Broken,
}

use Cell::{Broken, Date, Elapsed, Number, Percent, Text};

type Sheet = (&'static str, Vec<Vec<Cell>>);

/// Rows of text; `|` stands between cells.
fn rows(lines: &[&'static str]) -> Vec<Vec<Cell>> {
    lines.iter().map(|line| line.split('|').map(str::trim).map(Text).collect()).collect()
}

fn write(path: &Path, sheets: Vec<Sheet>) {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(name).expect("a sheet name");
        for (row, cells) in (0..).zip(rows) {
            for (col, cell) in (0..).zip(cells) {
                let format = |code: &str| Format::new().set_num_format(code);
                match cell {
                    Text("") => continue,
                    Text(text) => sheet.write(row, col, text),
                    Number(number) => sheet.write(row, col, number),
                    Percent(number) => sheet.write_with_format(row, col, number, &format("0.0%")),
                    Date(days) => sheet.write_with_format(row, col, days, &format("yyyy-mm-dd hh:mm")),
                    Elapsed(days) => sheet.write_with_format(row, col, days, &format("[h]:mm")),
                    Broken => sheet.write(row, col, Formula::new("=A1").set_result("#REF!")),
                }
                .expect("a cell");
            }
        }
    }
    book.save(path).expect("a workbook");
}

const CASE: &str = r#"schema = 1
id = "test"
title = "시험"
kind = "incident"
filer = "kakao"
report_at = 2023-01-06T10:00:00+09:00
forms = ["kr-incident-report"]
[inputs]
files = ["*.xlsx"]
"#;

fn entities() -> Sheet {
    ("사업자", rows(&["식별자 | 상호", "kakao | 카카오", "melon | 멜론"]))
}

fn folder(case: &str, files: Vec<(&str, Vec<Sheet>)>) -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    fs::write(dir.path().join("case.toml"), case).expect("a case file");
    for (name, sheets) in files {
        write(&dir.path().join(name), sheets);
    }
    dir
}

fn pack() -> Pack {
    Pack::load(Assets::embedded()).expect("the embedded pack")
}

fn load(sheets: Vec<Sheet>) -> (Dossier, Vec<Finding>) {
    let dir = folder(CASE, vec![("a.xlsx", sheets)]);
    dossier::load(dir.path(), &pack()).expect("the case loads")
}

fn refused(dir: &Path) -> Error {
    dossier::load(dir, &pack()).expect_err("the case is refused")
}

/// Code and place of each finding but notes: `MAP05 경과!B3`.
fn places(findings: &[Finding]) -> Vec<String> {
    let place = |finding: &Finding| {
        let origin = finding.origin.as_ref().expect("a place");
        let at = origin.to_string();
        let cell = at.rsplit(" / ").next().unwrap_or_default();
        format!("{} {}!{cell}", finding.code, origin.sheet.sheet)
    };
    findings.iter().filter(|finding| finding.severity != Severity::Note).map(place).collect()
}

fn with_interruption(header: &'static str, cell: Cell) -> (Dossier, Vec<Finding>) {
    let mut sheet = rows(&[
        "식별자 | 사업자 | 서비스 | 요금 형태 | 중단 시작",
        "talk | kakao | 카카오톡 | 무료 | 2022-10-15 15:19",
    ]);
    if let Some(at) = sheet[0].iter().position(|head| matches!(head, Text(text) if *text == header)) {
        sheet[1][at] = cell;
    } else {
        sheet[0].push(Text(header));
        sheet[1].push(cell);
    }
    load(vec![entities(), ("서비스", sheet)])
}

#[test]
fn titles_blank_rows_and_any_order_of_columns_do_not_matter() {
    let sheet = rows(&[
        "서비스별 장애 현황",
        "",
        "Started | 서비스명 | Fee form | 사업자 식별자 | 식 별 자 | 영향 이용자 수(명)",
        "",
        "2022. 10. 15. 오후 3:19 | 카카오톡 | free | kakao | talk | 약 4,112만 명",
        "",
        "2022-10-15T06:30:00Z | 멜론 | 정기 과금 | melon | melon | 파악 중",
    ]);
    let (dossier, findings) = load(vec![entities(), ("서비스_1", sheet)]);
    assert_eq!(places(&findings), [""; 0]);
    let [talk, melon] = dossier.interruptions.as_slice() else { panic!("two interruptions") };
    assert_eq!(talk.started_at.value().map(ToString::to_string).as_deref(), Some("2022-10-15T15:19:00+09:00"));
    assert_eq!(talk.fee_form.value().map(String::as_str), Some("free"));
    let users = talk.users_affected.known().expect("a count");
    assert_eq!((users.value, users.certainty), (41_120_000, Certainty::Estimate));
    assert_eq!(users.origin.to_string(), "a.xlsx / 서비스_1 / F5");
    assert_eq!(talk.record.id, "interruption.talk");
    assert!(melon.users_affected.is_pending());
    assert_eq!(melon.started_at.value().map(ToString::to_string).as_deref(), Some("2022-10-15T06:30:00+00:00"));
    assert!(matches!(&melon.restored_at, Field::Blank(origin) if origin.to_string().ends_with("A7:F7")));
}

#[test]
fn each_broken_cell_is_named() {
    let cases = [
        ("중단 시작", Text("어제"), "MAP05 서비스!E2"),
        ("중단 시작", Text("10/11/2022 15:19"), "MAP06 서비스!E2"),
        ("중단 시작", Text("2022. 10. 15."), "MAP18 서비스!E2"),
        ("중단 시작", Broken, "MAP16 서비스!E2"),
        ("중단 시작", Text(""), "MAP04 서비스!E2"),
        ("요금 형태", Text("공짜"), "MAP13 서비스!D2"),
        ("사업자", Text("kakoa"), "CASE02 서비스!B2"),
        ("영향 이용자 수", Number(-3.0), "MAP09 서비스!F2"),
        ("영향 이용자 수", Number(12.5), "MAP09 서비스!F2"),
        ("영향 이용자 비율", Number(171.0), "MAP10 서비스!F2"),
        ("영향 이용자 비율", Text("80~90%"), "MAP10 서비스!F2"),
        ("공표된 중단 시간", Number(127.0), "MAP11 서비스!F2"),
        ("공표된 중단 시간", Text("확인 중"), "MAP14 서비스!F2"),
        ("영향 이용자 수", Text("1,234"), "MAP15 서비스!F2"),
        ("완전 복귀", Text("2022-10-15 18:00"), "MAP01 서비스!F1"),
        ("시작", Text("2022-10-15 18:00"), "MAP02 서비스!F1"),
    ];
    for (header, cell, expected) in cases {
        let (_, findings) = with_interruption(header, cell);
        assert_eq!(places(&findings), [expected], "{header}");
    }
}

#[test]
fn amounts_are_whole_won_and_say_when_they_are_not() {
    let standard = |amount: Cell| {
        let mut sheet = rows(&[
            "식별자 | 보상안 | 대상 | 성격 | 보상 형태 | 피해액 상한",
            "s1 | 안 | 소상공인 | 자율 지원 | 현금 |",
        ]);
        sheet[1].push(amount);
        sheet[1].remove(5);
        let (dossier, findings) = load(vec![entities(), ("보상기준", sheet)]);
        (dossier.standards[0].loss_to.value().map(ToString::to_string), places(&findings))
    };
    for (cell, expected) in [
        (Number(300_000.0), "300000"),
        (Text("30만 원"), "300000"),
        (Text("₩300,000"), "300000"),
        (Text("3만 5천원"), "35000"),
        (Text("400억"), "40000000000"),
        (Text("1억 2,000만"), "120000000"),
    ] {
        assert_eq!(standard(cell), (Some(expected.to_owned()), Vec::new()));
    }
    assert_eq!(standard(Number(33_333.33)), (None, vec!["MAP08 보상기준!F2".to_owned()]));
    assert_eq!(standard(Text("1,00원")), (None, vec!["MAP07 보상기준!F2".to_owned()]));
    let dust = standard(Number(99_999.999_999_999_99));
    assert_eq!(dust, (Some("100000".to_owned()), vec!["MAP17 보상기준!F2".to_owned()]));
}

#[test]
fn numbers_are_read_as_their_format_shows_them() {
    let share = |cell| with_interruption("영향 이용자 비율", cell).0.interruptions[0].users_share.value().copied();
    for cell in [Percent(0.171), Number(17.1), Text("17.1%"), Text("17.1 %")] {
        assert_eq!(share(cell).map(|share| share.to_string()).as_deref(), Some("17.1"));
    }
    let elapsed =
        |cell| with_interruption("공표된 중단 시간", cell).0.interruptions[0].stated_duration.value().copied();
    for cell in [Elapsed(7653.0 / 1440.0), Text("127시간 33분"), Text("127:33"), Text("5일 7시간 33분")] {
        assert_eq!(elapsed(cell).map(|elapsed| elapsed.to_string()).as_deref(), Some("PT127H33M"));
    }
    let started = |cell| with_interruption("중단 시작", cell).0.interruptions[0].started_at.value().copied();
    let at = started(Date(44_849.638_194_444_4)).map(|at| at.to_string());
    assert_eq!(at.as_deref(), Some("2022-10-15T15:19:00+09:00"));
}

#[test]
fn personal_data_is_not_quoted() {
    let (_, findings) = with_interruption("영향 이용자 수", Text("900101-1234567"));
    assert_eq!(findings[0].args.get("value"), Some(&Arg::from("******-*******")));
}

#[test]
fn a_column_of_numbers_as_text_is_one_finding() {
    let sheet = rows(&[
        "범위 | 기준일 | 분류 기준 | 항목 | 건수 | 값의 성격",
        "전체 | 2022-11-06 | 합계 | 합계 | 105,116 | 공표값",
        "당사 | 2022-11-06 | 신청인 유형 | 소상공인 | 13,198 | 공표값",
        "당사 | 2022-11-06 | 처리 상태 | 심사 중 | 12 | 자체값",
        "당사 | 2022-11-06 | 접수일 | 2022. 10. 19. | 9 | 자체값",
    ]);
    let (dossier, findings) = load(vec![entities(), ("피해접수통계", sheet)]);
    assert_eq!(places(&findings), ["MAP15 피해접수통계!E2"]);
    assert_eq!(findings[0].related.len(), 3);
    let keys: Vec<_> = dossier.claim_counts.iter().filter_map(|row| row.key()).collect();
    assert_eq!(keys, ["total", "small_business", "reviewing", "2022-10-19"]);
}

#[test]
fn an_item_outside_its_dimension_is_named() {
    let sheet =
        rows(&["범위 | 기준일 | 분류 기준 | 항목 | 값의 성격", "당사 | 2022-11-06 | 신청인 유형 | 소상공잉 | 공표값"]);
    let (_, findings) = load(vec![entities(), ("피해접수통계", sheet)]);
    assert_eq!(places(&findings), ["MAP13 피해접수통계!D2"]);
    let text = pack().rules.get("MAP13").expect("a rule").help.fill(Lang::Ko, &findings[0].args);
    assert!(text.starts_with("혹시 '소상공인'입니까? "), "{text}");
}

#[test]
fn a_remark_under_a_table_is_one_warning() {
    let (dossier, findings) =
        load(vec![("사업자", rows(&["식별자 | 상호", "kakao | 카카오", "2022. 10. 31. 기준", "※ 잠정"]))]);
    // One that is marked as a remark is only counted.
    assert_eq!((dossier.entities.len(), places(&findings)), (1, vec!["SRC06 사업자!A3".to_owned()]));
}

#[test]
fn sheets_are_found_by_name_or_reported() {
    let sheets = vec![
        entities(),
        ("피해졉수", rows(&["x"])),
        ("경과", rows(&["그냥 글"])),
        ("사고", rows(&["단위: 백만원", "식별자 | 사고명", "o1 | 화재"])),
    ];
    let (_, findings) = load(sheets);
    // One letter off a sheet that the case lacks: its rows would be missing from every filing.
    assert_eq!(places(&findings), ["SRC02 경과!A1", "SRC01 피해졉수!A1"]);
    let (_, findings) = load(vec![entities(), ("사업쟈", rows(&["x"])), ("메모", rows(&["x"]))]);
    let unknown: Vec<_> = findings.iter().filter(|finding| finding.code == codes::UNKNOWN_SHEET).collect();
    assert!(unknown.len() == 2 && unknown.iter().all(|finding| finding.severity == Severity::Note));
}

#[test]
fn a_key_in_two_files_is_named_twice() {
    let files =
        vec![("a.xlsx", vec![entities()]), ("b.xlsx", vec![("Entities", rows(&["ID | Name", "kakao | Kakao"]))])];
    let dir = folder(CASE, files);
    let (dossier, findings) = dossier::load(dir.path(), &pack()).expect("the case loads");
    assert_eq!(places(&findings), ["CASE01 Entities!A2"]);
    assert_eq!(findings[0].related[0].origin.to_string(), "a.xlsx / 사업자 / A2");
    assert_eq!(dossier.files.iter().map(|file| file.no).collect::<Vec<_>>(), [1, 2]);
}

const CLAIM_HEAD: &str = "접수번호 | 접수일 | 신청인 유형 | 사업자 | 유료·무료 | 피해 주장액(원) | 처리 상태";

#[test]
fn claims_fold_across_sheets_and_tiers_are_exact_at_their_bounds() {
    let standards = rows(&[
        "식별자 | 보상안 | 대상 | 신청인 유형 | 성격 | 피해액 하한 | 하한 초과 | 피해액 상한 | 개별 심사 | 보상 형태 | 보상 금액",
        "t1 | 안 | 소상공인 | 소상공인 | 자율 지원 | | | 30만 원 | | 현금 | 3만 원",
        "t2 | 안 | 소상공인 | 소상공인 | 자율 지원 | 30만 원 | 예 | 50만 원 | | 현금 | 5만 원",
        "t3 | 안 | 소상공인 | 소상공인 | 자율 지원 | 50만 원 | 예 | | 예 | 현금 |",
    ]);
    let mut first = rows(&["합성 자료", CLAIM_HEAD]);
    let second = rows(&[
        CLAIM_HEAD,
        "c6 | 2022-10-20 | 소상공인 | melon | 유료 | 400,000원 | 접수",
        "c1 | 20221020 | 기업 | | | | ",
    ]);
    for (id, won) in [("c1", 300_000.0), ("c2", 300_001.0), ("c3", 500_000.0), ("c4", 500_001.0)] {
        first.push(vec![
            Text(id),
            Date(44_853.0),
            Text("소상공인"),
            Text("kakao"),
            Text("무료"),
            Number(won),
            Text("접수"),
        ]);
    }
    let payouts =
        rows(&["지급번호 | 접수번호 | 보상 형태 | 지급액 | 지급 상태", "p1 | c3 | 현금 | 5만 원 | 지급 완료"]);
    let sheets =
        vec![entities(), ("보상기준", standards), ("피해접수_1", first), ("피해접수_2", second), ("보상지급", payouts)];
    let (dossier, findings) = load(sheets);
    assert_eq!(places(&findings), [""; 0]);
    let claims = dossier.claims.expect("claims");
    assert_eq!((claims.rows, claims.amount_unknown), (6, 1));
    let tiers: Vec<_> =
        claims.tiers.iter().map(|tier| (tier.claims, tier.would_pay.map(|won| won.to_string()))).collect();
    assert_eq!(tiers, [(1, Some("30000".into())), (3, Some("150000".into())), (1, None)]);
    let small = &claims.by["claimant"]["small_business"];
    assert_eq!((small.count, small.amount.to_string()), (5, "2000002".to_owned()));
    assert_eq!(small.origin.to_string(), "a.xlsx / 피해접수_1 / A3:G6 (신청인 유형 = 소상공인)");
    assert_eq!((small.origin.rows, small.more.len()), (Some(4), 1));
    let counts = |dimension: &str| -> Vec<(String, u64)> {
        claims.by[dimension].iter().map(|(code, group)| (code.clone(), group.count)).collect()
    };
    assert_eq!(counts("scope"), [("affiliate".to_owned(), 1), ("own".to_owned(), 5)]);
    assert_eq!(counts("day"), [("2022-10-19".to_owned(), 4), ("2022-10-20".to_owned(), 2)]);
    assert_eq!(counts("fee"), [("free".to_owned(), 4), ("paid".to_owned(), 1), ("unclassified".to_owned(), 1)]);
    let [(id, cells)] = claims.duplicates.as_slice() else { panic!("one id stands twice") };
    let cells: Vec<String> = cells.iter().map(ToString::to_string).collect();
    assert_eq!((id.as_str(), cells.join(", ").as_str()), ("c1", "a.xlsx / 피해접수_1 / A3, a.xlsx / 피해접수_2 / A3"));
    assert_eq!(claims.synthetic.map(|origin| origin.to_string()).as_deref(), Some("a.xlsx / 피해접수_1 / A1"));
    assert_eq!(claims.of_payouts["c3"].origin.to_string(), "a.xlsx / 피해접수_1 / A5");
}

#[test]
fn a_fault_in_many_claims_is_one_finding() {
    let mut sheet = rows(&[CLAIM_HEAD]);
    for _ in 0..50 {
        sheet.push(rows(&["c | 2022-10-19 | 자영업체 | kakao | 무료 | 1000 | 접수"]).remove(0));
    }
    let (_, findings) = load(vec![entities(), ("피해접수", sheet)]);
    assert_eq!(places(&findings), ["MAP13 피해접수!C2", "MAP15 피해접수!F2"]);
    let related = &findings[0].related;
    assert_eq!(related.len(), 20);
    assert_eq!(related[19].label, Arg::Term { ko: "그 밖에 30곳".into(), en: "30 more".into() });
    assert_eq!(related[19].origin.to_string(), "a.xlsx / 피해접수 / C2:C51");
}

#[test]
fn the_case_file_names_its_own_faults() {
    let error = |case: &str| {
        let dir = folder(case, vec![("a.xlsx", vec![entities()])]);
        let error = refused(dir.path());
        assert_eq!(error.kind, ErrorKind::Case);
        assert!(pack().messages.contains_key(error.key), "{}", error.key);
        (error.key, error.args.get("line").cloned())
    };
    let line = |number: &str| Some(Arg::from(number));
    assert_eq!(error(&CASE.replace("filer", "fiiler")), ("case-key-missing", None));
    assert_eq!(error(&CASE.replace("kind =", "knd =")), ("case-key-unknown", line("4")));
    assert_eq!(error(&format!("{CASE}globs = 1\n")), ("case-key-unknown", line("10")));
    assert_eq!(error(&CASE.replace("schema = 1", "schema = 2")), ("case-schema", line("1")));
    assert_eq!(error(&CASE.replace("\"test\"", "\"../x\"")), ("case-bad-id", line("2")));
    assert_eq!(error(&CASE.replace("2023-01-06T10:00:00+09:00", "2023-01-06")), ("case-bad-moment", line("6")));
    assert_eq!(error(&CASE.replace("incident\"", "incidnt\"")), ("case-bad-choice", line("4")));
    assert_eq!(error(&CASE.replace("title = \"시험\"", "title = ")), ("case-not-toml", line("3")));
    assert_eq!(error(&format!("{CASE}[[recipient]]\nagency = \"mist\"\n")), ("case-bad-choice", line("11")));
    assert_eq!(error(&CASE.replace("*.xlsx", "../*.xlsx")), ("case-file-outside", None));
    let dir = folder(CASE, vec![("a.xlsx", vec![entities()])]);
    fs::remove_file(dir.path().join("case.toml")).expect("removed");
    assert_eq!(refused(dir.path()).key, "case-missing");
}

#[test]
fn the_filer_and_the_anchor_are_looked_up() {
    let case = format!(
        "{}\n[anchor]\nstart = \"outage_start_mnistry\"\nend = \"restored_all\"\n",
        CASE.replace("\"kakao\"", "\"kakoa\"")
    );
    let dir = folder(&case, vec![("a.xlsx", vec![entities()])]);
    let (_, findings) = dossier::load(dir.path(), &pack()).expect("the case loads");
    assert_eq!(places(&findings), ["CASE04 !anchor.start", "CASE03 !filer"]);
}

#[test]
fn files_that_are_no_workbooks_are_refused_in_plain_words() {
    let key = |bytes: &[u8]| {
        let dir = folder(CASE, Vec::new());
        fs::write(dir.path().join("a.xlsx"), bytes).expect("a file");
        let error = refused(dir.path());
        assert_eq!(error.kind, ErrorKind::Input);
        assert!(pack().messages.contains_key(error.key), "{}", error.key);
        error.key
    };
    let dir = folder(CASE, vec![("b.xlsx", vec![entities()])]);
    let whole = fs::read(dir.path().join("b.xlsx")).expect("a workbook");
    let ole2 = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    assert_eq!(key(b""), "input-empty");
    assert_eq!(key(b"a\0\x01b"), "input-not-workbook");
    assert_eq!(key(b"<html><table><tr><td>1</td></tr></table></html>"), "input-is-html");
    assert_eq!(key(b"%PDF-1.7\n"), "input-is-pdf");
    assert_eq!(key(&whole[..whole.len() / 2]), "input-truncated");
    assert_eq!(key(&[&ole2[..], &[0; 600]].concat()), "input-truncated");

    let dir = folder(CASE, Vec::new());
    assert_eq!(refused(dir.path()).key, "input-pattern-empty");
    let dir = folder(&CASE.replace("*.xlsx", "없음.xlsx"), Vec::new());
    assert_eq!(refused(dir.path()).key, "input-missing");
}

/// A workbook with one part changed.
fn tampered(part: &str, change: impl Fn(String) -> String) -> TempDir {
    use std::io::{Read, Write};
    let dir = folder(CASE, vec![("a.xlsx", vec![entities()])]);
    let path = dir.path().join("a.xlsx");
    let mut before = zip::ZipArchive::new(fs::File::open(&path).expect("a file")).expect("an archive");
    let mut after = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for index in 0..before.len() {
        let mut entry = before.by_index(index).expect("a part");
        let name = entry.name().expect("a name").into_owned();
        let mut text = String::new();
        entry.read_to_string(&mut text).expect("text");
        let text = if name == part { change(text) } else { text };
        after.start_file(&name, zip::write::SimpleFileOptions::default()).expect("a part");
        after.write_all(text.as_bytes()).expect("bytes");
    }
    fs::write(&path, after.finish().expect("an archive").into_inner()).expect("a file");
    dir
}

#[test]
fn workbooks_that_contradict_themselves_are_refused_or_harmless() {
    let remark = tampered("xl/sharedStrings.xml", |text| text.replace("<sst", "<!-- x --><sst"));
    let (dossier, findings) = dossier::load(remark.path(), &pack()).expect("the case loads");
    assert_eq!((dossier.entities.len(), places(&findings)), (2, Vec::new()));
    let beyond = tampered("xl/worksheets/sheet1.xml", |text| text.replace("r=\"A3\"", "r=\"XFE3\""));
    assert_eq!(refused(beyond.path()).key, "input-broken");
    let broken = tampered("xl/worksheets/sheet1.xml", |text| text[..text.len() / 2].to_owned());
    assert_eq!(refused(broken.path()).key, "input-broken");
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_case_is_not_followed() {
    let outside = folder(CASE, vec![("b.xlsx", vec![entities()])]);
    let dir = folder(CASE, Vec::new());
    std::os::unix::fs::symlink(outside.path().join("b.xlsx"), dir.path().join("a.xlsx")).expect("a link");
    assert_eq!(refused(dir.path()).key, "input-pattern-empty");
}

#[test]
fn the_cells_around_a_cell_can_be_read_again() {
    let dir = folder(CASE, vec![("a.xlsx", vec![entities()])]);
    let at = bogo::origin::Address { row: 2, col: 1 };
    let reach = source::Reach { rows: 1, columns: 1 };
    let grids = source::excerpts(&source::CaseFiles::folder(dir.path()), "a.xlsx", &[("사업자", at)], reach)
        .expect("an excerpt");
    let grid = &grids[0];
    let texts: Vec<Vec<&str>> = grid.iter().map(|row| row.iter().map(|(_, text)| text.as_str()).collect()).collect();
    assert_eq!(texts, [["식별자", "상호"], ["kakao", "카카오"], ["melon", "멜론"]]);
}

#[test]
fn every_code_has_its_words() {
    let pack = pack();
    for (code, severity) in codes::ALL {
        let rule = pack.rules.get(code).unwrap_or_else(|| panic!("{code} has no words"));
        assert_eq!(rule.severity, severity.word(), "{code}");
    }
}

#[test]
fn the_kakao_case_loads_without_an_error() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15");
    let (dossier, findings) = dossier::load(&dir, &pack()).expect("the case loads");
    let errors: Vec<_> = findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert_eq!((dossier.entities.len(), dossier.interruptions.len(), dossier.standards.len()), (10, 44, 24));
}

#[test]
fn more_sheets_of_claims_than_a_file_has_handles_are_one_fold_in_their_order() {
    const NAMES: [&str; 9] = [
        "피해접수_1",
        "피해접수_2",
        "피해접수_3",
        "피해접수_4",
        "피해접수_5",
        "피해접수_6",
        "피해접수_7",
        "피해접수_8",
        "피해접수_9",
    ];
    // One id stands in the first and in the last sheet.
    let line = |id: usize| -> &'static str {
        format!("{id} | 2022-10-19 | 소상공인 | kakao | 무료 | 1000 | 접수").leak()
    };
    let sheets = NAMES.iter().enumerate().map(|(at, name)| {
        let second = if at % 8 == 0 { 1000 } else { at + 100 };
        (*name, rows(&[CLAIM_HEAD, line(at), line(second)]))
    });
    let mut all = vec![entities()];
    all.extend(sheets);
    let (dossier, _) = load(all);
    let claims = dossier.claims.expect("claims");
    assert_eq!(claims.rows, 18);
    let [(id, cells)] = claims.duplicates.as_slice() else { panic!("one id stands twice") };
    let cells: Vec<String> = cells.iter().map(ToString::to_string).collect();
    let expected = "a.xlsx / 피해접수_1 / A3, a.xlsx / 피해접수_9 / A3";
    assert_eq!((id.as_str(), cells.join(", ").as_str()), ("1000", expected));
}
