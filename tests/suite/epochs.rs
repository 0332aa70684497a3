//! A bare number where a date must stand is a day in the count of its workbook, from 1900 or from 1904.

use std::fs;

use bogo::dossier::{self, Dossier};
use bogo::pack::{Assets, Pack};
use fixtures::archive;
use rust_xlsxwriter::{Format, Workbook};

const CASE: &str = r#"schema = 1
id = "epochs"
title = "날짜"
filer = "filer"
report_at = 2023-07-04T10:00:00+09:00
forms = ["executive-summary"]
[inputs]
files = ["*.csv", "표.xlsx"]
"#;

/// Days since 1904-01-01 of 2022-10-19, and of noon on that day.
const DAY: f64 = 44_853.0 - 1_462.0;
const NOON: f64 = DAY + 0.5;

/// Claims, payouts and services with bare numbers, one number with a date format among them.
fn workbook(offset: f64) -> Vec<u8> {
    let mut book = Workbook::new();
    let dated = Format::new().set_num_format("yyyy-mm-dd");
    let claims = book.add_worksheet().set_name("피해접수").expect("a name");
    for (col, header) in (0..).zip(["접수번호", "접수일", "피해 주장액"]) {
        claims.write(0, col, header).expect("a cell");
    }
    for (row, id) in (1..).zip(["C-1", "C-2", "C-3"]) {
        claims.write(row, 0, id).expect("a cell");
        // An amount is no date, whatever its size.
        claims.write(row, 2, DAY).expect("a cell");
    }
    claims.write(1, 1, DAY + offset).expect("a cell");
    claims.write_with_format(2, 1, DAY + offset, &dated).expect("a cell");
    claims.write(3, 1, 20_221_019).expect("a cell");
    let services = book.add_worksheet().set_name("서비스").expect("a name");
    let headers = ["식별자", "사업자", "서비스", "요금 형태", "중단 시작"];
    for (col, (header, cell)) in (0..).zip(headers.iter().zip(["talk", "filer", "톡", "무료"].iter().chain([&""]))) {
        services.write(0, col, *header).expect("a cell");
        services.write(1, col, *cell).expect("a cell");
    }
    services.write(1, 4, NOON + offset).expect("a cell");
    book.save_to_buffer().expect("a workbook")
}

fn load(bytes: &[u8]) -> Dossier {
    let dir = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).expect("a file");
    write("사업자.csv", "식별자,상호\nfiler,가나다\n");
    write("사고.csv", "식별자,사고명,장애 시작,전체 복구\no1,장애,2022-10-15 15:30,2022-10-15 18:00\n");
    write("case.toml", CASE);
    fs::write(dir.path().join("표.xlsx"), bytes).expect("a workbook");
    let pack = Pack::load(Assets::embedded()).expect("the packaged templates load");
    dossier::load(dir.path(), &pack).unwrap_or_else(|error| panic!("{error}")).0
}

#[test]
fn a_bare_number_is_a_day_in_the_count_of_its_workbook() {
    let since_1904 = archive::rewritten(&workbook(0.0), "xl/workbook.xml", |text| {
        assert!(text.contains("<workbookPr "), "{text}");
        text.replacen("<workbookPr ", "<workbookPr date1904=\"1\" ", 1)
    });
    for bytes in [since_1904, workbook(1_462.0)] {
        let dossier = load(&bytes);
        let claims = dossier.claims.as_ref().expect("claims");
        let days: Vec<(&str, u64)> = claims.by["day"].iter().map(|(day, group)| (day.as_str(), group.count)).collect();
        assert_eq!(days, [("2022-10-19", 3)]);
        let amount = claims.by["day"]["2022-10-19"].amount.to_string();
        assert_eq!(amount, "130173", "three times 43,391 won");
        let started = dossier.interruptions[0].record.moment("started_at");
        assert_eq!(started.value().map(ToString::to_string).as_deref(), Some("2022-10-19T12:00:00+09:00"));
    }
}
