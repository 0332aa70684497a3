//! The fixtures: committed workbooks equal their sources, rows say what the vocabulary allows, and the synthetic claims
//! add up to every published total.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx, open_workbook};
use fixtures::claims::{Claimant, Harm, State};
use fixtures::{book, case, claims};

/// One CSV of the case, its rows as maps from header to cell; empty rows left out.
fn sheet(name: &str) -> Vec<BTreeMap<String, String>> {
    sheet_at(&case::kakao().join("source").join(format!("{name}.csv")))
}

fn sheet_at(path: &Path) -> Vec<BTreeMap<String, String>> {
    let rows = book::rows(path).expect("the source reads");
    let (header, body) = rows.split_first().expect("the source has a header");
    body.iter()
        .filter(|row| row.iter().any(|cell| !cell.is_empty()))
        .map(|row| header.iter().cloned().zip(row.iter().cloned()).collect())
        .collect()
}

/// The values of one column, blanks left out.
fn column(name: &str, header: &str) -> BTreeSet<String> {
    sheet(name).iter().map(|row| row[header].clone()).filter(|cell| !cell.is_empty()).collect()
}

fn table(path: &str) -> toml::Table {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    book::read(&path).expect("a template reads").parse().expect("a template is TOML")
}

/// Every way to write a column's name or a code: its id, `ko`, `en` and `also`.
fn names(id: &str, entry: &toml::Value) -> BTreeSet<String> {
    let single = ["ko", "en"].into_iter().filter_map(|key| entry.get(key)?.as_str());
    let also = entry.get("also").and_then(toml::Value::as_array).into_iter().flatten().filter_map(toml::Value::as_str);
    single.chain(also).chain([id]).map(str::to_owned).collect()
}

/// Every case, with its name.
fn cases() -> Vec<(String, PathBuf)> {
    let named = |case: PathBuf| {
        let name = case.file_name().and_then(OsStr::to_str).expect("a name").to_owned();
        (name, case)
    };
    case::committed().expect("the fixtures list").into_iter().map(named).collect()
}

/// The sources of a case, by the name of their sheet.
fn sources(case: &Path) -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(case.join("source")).expect("the source folder lists");
    let paths = entries.map(|entry| entry.expect("an entry of the folder").path());
    paths
        .filter_map(|path| Some((path.file_name()?.to_str()?.strip_suffix(".csv")?.to_owned(), path.clone())))
        .collect()
}

#[test]
fn committed_workbooks_are_current() {
    let cases = cases();
    assert!(cases.len() >= 7, "{cases:?}");
    for (name, case) in cases {
        for workbook in book::workbooks(&case, None).expect("the sources make workbooks") {
            let committed = fs::read(case.join(&workbook.file)).expect("the workbook is committed");
            assert!(
                committed == workbook.bytes,
                "{name}/{} is stale: run `cargo run --package fixtures`",
                workbook.file
            );
        }
    }
}

#[test]
fn every_source_is_in_a_workbook() {
    for (name, case) in cases() {
        let book: toml::Table = book::read(&case.join("source/book.toml")).expect("a book").parse().expect("TOML");
        let workbooks = book["workbook"].as_array().expect("workbooks").iter();
        let sheets: BTreeSet<&str> = workbooks
            .flat_map(|workbook| workbook["sheet"].as_array().expect("sheets"))
            .filter_map(|sheet| sheet["name"].as_str())
            .collect();
        let sources = sources(&case);
        let sources: BTreeSet<&str> = sources.iter().map(|(sheet, _)| sheet.as_str()).collect();
        assert_eq!(sources, sheets, "{name}");
    }
}

#[test]
fn cells_have_the_forms_that_spreadsheets_have() {
    let mut workbook: Xlsx<_> = open_workbook(case::kakao().join("사건.xlsx")).expect("the workbook opens");
    let timeline = workbook.worksheet_range("경과").expect("the sheet reads");
    let first = |row| timeline.get_value((row, 0)).expect("a cell");
    assert!(matches!(first(0), Data::String(_)), "a heading stands above the header");
    assert_eq!(first(2), &Data::String("일시".to_owned()));
    assert!(matches!(first(3), Data::DateTime(_)), "a moment is a real date");
    assert_eq!(first(4), &Data::String("약 2022. 10. 15. 15:22".to_owned()));

    let filed = workbook.worksheet_range("제출이력").expect("the sheet reads");
    assert_eq!(filed.height(), 2, "a heading and a header, no row");

    let mut workbook: Xlsx<_> = open_workbook(case::kakao().join("피해와보상.xlsx")).expect("the workbook opens");
    let channels = workbook.worksheet_range("접수창구").expect("the sheet reads");
    assert!(matches!(channels.get_value((1, 4)), Some(Data::DateTime(_))), "a date in Korean form is a real date");
    let counts = workbook.worksheet_range("피해접수통계").expect("the sheet reads");
    assert_eq!(counts.get_value((3, 6)), Some(&Data::String("약 45,000".to_owned())));
    assert_eq!(counts.get_value((4, 6)), Some(&Data::Float(105_116.0)));
}

#[test]
fn the_case_is_as_large_as_promised() {
    assert!(sheet("경과").len() >= 40);
    assert!(sheet("서비스").len() >= 25);
    assert_eq!(sheet("사고").len(), 1);
}

#[test]
fn columns_and_codes_are_in_the_vocabulary() {
    let sheets = table("templates/base/sheets.toml");
    let lists = table("templates/kr/terms.toml");
    for (name, path) in cases().iter().flat_map(|(_, case)| sources(case)) {
        let known = sheets["sheet"].as_array().expect("a list of sheets");
        let known = known.iter().find(|known| known["ko"].as_str() == Some(&name)).expect("a known sheet");
        let rows = book::rows(&path).expect("the source reads");
        for (at, header) in rows[0].iter().enumerate() {
            let fields = known["field"].as_array().expect("a list of fields");
            let id = |field: &toml::Value| field["id"].as_str().expect("an id").to_owned();
            let field = fields.iter().find(|field| names(&id(field), field).contains(header));
            let field = field.unwrap_or_else(|| panic!("{name} has no column {header}"));
            let Some(list) = field.get("list").and_then(toml::Value::as_str) else { continue };
            // What a statistic counts is a text: its codes depend on the dimension.
            let codes = lists["list"][list].as_table().expect("a list of codes");
            let codes: BTreeSet<String> = codes.iter().flat_map(|(id, code)| names(id, code)).collect();
            for cell in rows[1..].iter().flat_map(|row| row[at].split(", ")).filter(|cell| !cell.is_empty()) {
                assert!(codes.contains(cell), "{name} · {header}: {cell} is not in {list}");
            }
        }
    }
}

#[test]
fn statistics_use_the_codes_of_their_dimension() {
    let lists = table("templates/kr/terms.toml");
    for row in sheet("피해접수통계") {
        let list = match row["분류 기준"].as_str() {
            "신청인 유형" => "claimant",
            "유료·무료" => "fee",
            "피해 유형" => "harm",
            _ => continue,
        };
        let codes = lists["list"][list].as_table().expect("a list of codes");
        assert!(codes.iter().any(|(id, code)| names(id, code).contains(&row["항목"])), "{row:?}");
    }
}

#[test]
fn every_row_names_its_source() {
    for name in ["사업자", "사고", "경과", "서비스", "고지", "대비", "시정요구", "요구자료", "접수창구", "피해접수통계"]
        .into_iter()
        .chain(["보상기준", "보상지급통계"])
    {
        for row in sheet(name) {
            assert!(row["출처"].contains('['), "{name}: {row:?}");
        }
    }
}

#[test]
fn what_is_synthesised_says_so() {
    for (name, case) in cases() {
        let fictional = ["sample-2026-09", "first-report-one-sheet"].contains(&name.as_str());
        let readme = book::read(&case.join("README.md")).expect("a README");
        for (sheet, path) in sources(&case) {
            for row in sheet_at(&path) {
                let Some(source) = row.get("출처").or_else(|| row.get("Source")) else { panic!("{name} {sheet}") };
                let place = || format!("{name} {sheet}: {row:?}");
                if fictional {
                    assert_eq!(source, "가상", "{}", place());
                    continue;
                }
                let synthesised = row.values().any(|cell| cell.contains("(합성)"));
                assert!(!synthesised || source.contains("합성"), "{}", place());
                assert!(!source.is_empty(), "{}", place());
                let tags = source.split('[').skip(1).filter_map(|rest| rest.split(']').next());
                for tag in tags {
                    assert!(readme.contains(&format!("[{tag}]")), "{} has no address for {tag}", place());
                }
            }
        }
        if fictional {
            let named =
                |sheet: &str| sources(&case).into_iter().find(|(found, _)| found == sheet).map(|(_, path)| path);
            let names = match named("사업자") {
                Some(path) => sheet_at(&path).into_iter().map(|row| row["상호"].clone()).collect::<Vec<_>>(),
                None => {
                    sheet_at(&named("서비스").expect("services")).into_iter().map(|row| row["사업자"].clone()).collect()
                }
            };
            assert!(!names.is_empty() && names.iter().all(|company| company.contains("가상")), "{name}");
            assert!(readme.to_lowercase().contains("fictional"), "{name}");
        }
    }
}

#[test]
fn references_between_sheets_hold() {
    let (entities, services) = (column("사업자", "식별자"), column("서비스", "식별자"));
    assert_eq!(services.len(), sheet("서비스").len());
    for (name, header) in [
        ("서비스", "사업자"),
        ("고지", "Entity"),
        ("대비", "Entity"),
        ("시정요구", "대상 사업자"),
        ("보상기준", "사업자"),
    ] {
        assert!(column(name, header).is_subset(&entities), "{name}");
    }
    assert!(column("보상기준", "서비스").is_subset(&services));
    assert!(column("피해접수통계", "접수창구").is_subset(&column("접수창구", "식별자")));
    assert_eq!(column("경과", "사고"), column("사고", "식별자"));
}

#[test]
fn restoration_brackets_run_forward() {
    for row in sheet("서비스") {
        // Digits alone put `2022-10-15 15:30` and `약 2022. 10. 15. 16:00` in order.
        let moment = |header: &str| row[header].chars().filter(char::is_ascii_digit).collect::<String>();
        let bracket = (!row["완전 복구(이후)"].is_empty(), !row["완전 복구(이전)"].is_empty());
        assert_eq!(bracket.0, bracket.1, "{}", row["식별자"]);
        assert_ne!(bracket.0, !row["완전 복구"].is_empty(), "{}: a moment or a bracket", row["식별자"]);
        if bracket.0 {
            assert!(moment("완전 복구(이후)") < moment("완전 복구(이전)"), "{}", row["식별자"]);
        }
    }
}

#[test]
fn synthetic_claims_add_up_to_the_published_totals() {
    let (claims, _) = claims::synthesise();
    let own = || claims.iter().filter(|claim| claim.service.0 == "kakao");
    assert_eq!(claims.len(), 105_116);
    assert_eq!(claims.iter().filter(|claim| claim.day <= 5).count(), 45_000);
    assert_eq!(claims.iter().map(|claim| claim.day).max(), Some(18));
    assert!(claims.is_sorted_by_key(|claim| claim.day));
    assert_eq!(own().count(), 87_195);

    let harm = |harm| own().filter(|claim| claim.harm == harm).count();
    assert_eq!(harm(Harm::PaidService), 14_918);
    assert_eq!(harm(Harm::FreeMonetary), 13_195);
    assert_eq!(harm(Harm::NonMonetary), 59_082);

    let claimant = |claimant| own().filter(|claim| claim.claimant == Some(claimant)).count();
    let share =
        |count: usize| format!("{:.1}", f64::from(u32::try_from(count).expect("a small count")) * 100.0 / 87_195.0);
    assert_eq!(claimant(Claimant::SmallBusiness), 17_433);
    assert_eq!(share(claimant(Claimant::Individual)), "79.8");
    assert_eq!(share(claimant(Claimant::SmallBusiness)), "20.0");
    assert_eq!(share(claimant(Claimant::Company)), "0.2");

    for claim in &claims {
        let monetary = matches!(claim.harm, Harm::PaidService | Harm::FreeMonetary);
        assert_eq!(claim.amount.is_some(), monetary);
    }
    for edge in [300_000, 300_001, 500_000, 500_001] {
        assert!(claims.iter().filter(|claim| claim.amount == Some(edge)).count() >= 5, "{edge}");
    }
}

#[test]
fn synthetic_claims_name_services_of_their_entity() {
    let services: BTreeSet<(String, String)> =
        sheet("서비스").into_iter().map(|row| (row["사업자"].clone(), row["식별자"].clone())).collect();
    for claim in claims::synthesise().0 {
        let (entity, service) = claim.service;
        assert!(services.contains(&(entity.to_owned(), service.to_owned())), "{entity} {service}");
    }
}

#[test]
fn synthetic_payouts_follow_the_standard() {
    let (claims, payouts) = claims::synthesise();
    let state = |state| claims.iter().filter(|claim| claim.state == state).count();
    assert_eq!(state(State::Accepted), 205);
    assert_eq!(state(State::Rejected), 451 - 205);
    assert_eq!(payouts.len(), 205);
    assert_eq!(payouts.iter().map(|payout| payout.won).sum::<u64>(), 50_000_000);
    assert_eq!(payouts.iter().map(|payout| payout.claim).collect::<BTreeSet<_>>().len(), 205);

    let standards = column("보상기준", "식별자");
    for payout in &payouts {
        let claim = &claims[payout.claim];
        assert_eq!(claim.state, State::Accepted);
        assert_eq!(claim.claimant, Some(Claimant::SmallBusiness));
        assert_eq!(claim.amount, Some(payout.loss));
        assert!(standards.contains(payout.standard));
        match payout.loss {
            0..=300_000 => assert_eq!(payout.won, 30_000),
            300_001..=500_000 => assert_eq!(payout.won, 50_000),
            loss => assert!((60_000..loss).contains(&payout.won)),
        }
        // 2023-03-01 to 2023-06-30.
        assert!((44_986..=45_107).contains(&payout.paid_on));
    }
    for edge in [300_000, 300_001, 500_000, 500_001] {
        assert!(payouts.iter().any(|payout| payout.loss == edge), "{edge}");
    }
}
