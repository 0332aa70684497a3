//! What a mapping knows of a table reaches the workbook to correct from: a column about people is masked as a whole,
//! whatever its cells look like.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use calamine::{Reader, Xlsx, open_workbook};

const CASE: &str = r#"schema = 1
id = "masks"
title = "가림"
filer = "filer"
report_at = 2023-07-04T10:00:00+09:00
forms = ["executive-summary"]
[inputs]
files = ["*.csv"]
"#;

/// Claims under headers of their own. Which columns are names no pattern tells: 가온 and 나래 could be anything.
const EXPORT: &str = "No;받은 날;금액;비고;성;이름;환급 계좌\n\
                      1;2022-10-19;열;가온;독고;나래;신한 다온\n\
                      2;2022-10-20;20;라온;남궁;마루;우리 바다\n";

const MAPPING: &str = r#"schema = 1
[[sheet]]
file = "내려받기.csv"
table = "피해접수"
ignore = ["비고"]
[sheet.field]
id = { columns = ["No", "성", "이름"], with = "-" }
received = "받은 날"
amount = "금액"
channel = { column = "환급 계좌", split = " ", part = 1 }
"#;

/// Texts of the sheet with the rows around the findings.
fn rows(dir: &Path, mapping: &str) -> Vec<Vec<String>> {
    let write = |name: &str, text: &str| fs::write(dir.join(name), text).expect("a file");
    write("사업자.csv", "식별자,상호\nfiler,가나다\n");
    write("사고.csv", "식별자,사고명,장애 시작,전체 복구\no1,장애,2022-10-15 15:30,2022-10-15 18:00\n");
    write("내려받기.csv", EXPORT);
    write("case.toml", CASE);
    write("mapping.toml", mapping);
    let mut run = Command::new(env!("CARGO_BIN_EXE_bogo"));
    run.env_clear().arg("check").arg(dir).arg("--annotate").arg(dir.join("out")).assert().code(1);
    let path = dir.join("out/내려받기.csv.지적.xlsx");
    let mut book: Xlsx<_> = open_workbook(path).expect("the rows around the findings");
    let range = book.worksheet_range("내려받기").expect("the sheet");
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

#[test]
fn columns_that_only_the_mapping_knows_are_masked_as_a_whole() {
    let dir = tempfile::tempdir().expect("a folder");
    let rows = rows(dir.path(), MAPPING);
    let records: Vec<&Vec<String>> =
        rows.iter().filter(|row| row.iter().any(|cell| cell.starts_with("2022-10"))).collect();
    assert_eq!(records.len(), 2, "{rows:?}");
    let header = rows.iter().find(|row| row.contains(&"받은 날".to_owned())).expect("the header");
    let column = |name: &str| header.iter().position(|cell| cell == name).expect("a column");
    for record in records {
        // A part of a name, a name, what stands beside a bank account, and a column that nothing is known of.
        for name in ["No", "성", "이름", "환급 계좌", "비고"] {
            assert_eq!(record[column(name)], "***", "{name}");
        }
        assert_ne!(record[column("금액")], "***", "what is wrong is seen");
    }
    let all = rows.concat().concat();
    for secret in ["가온", "독고", "나래", "다온", "남궁"] {
        assert!(!all.contains(secret), "{secret}");
    }
}
