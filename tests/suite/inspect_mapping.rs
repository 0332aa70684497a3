//! `bogo inspect` beside a `mapping.toml`: what is shown is what `check` reads, and it is said so.

use std::fs;

use assert_cmd::Command;
use serde_json::Value as Json;
use tempfile::TempDir;

use crate::support::schema;

const EXPORT: &str = "No;받은 날;돈(천원);구분;이름;환급받을 곳\n\
                      1;03/04/2022;10;환불지연;나래;신한 다온\n\
                      2;25/04/2022;20;일반;마루;우리 바다\n";

const MAPPING: &str = r#"schema = 1
[[sheet]]
file = "내려받기.csv"
table = "피해접수"
[sheet.field]
id = { columns = ["No", "이름"], with = "-" }
received = { column = "받은 날", date = "dmy" }
amount = "돈"
claimant = { column = "구분", words = { "환불지연" = "개인", "일반" = "개인" } }
[[sheet]]
file = "메모.csv"
skip = true
[[sheet]]
file = "다른.csv"
table = "보상지급"
header = 7
"#;

fn folder(mapping: Option<&str>) -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).expect("a file");
    write("내려받기.csv", EXPORT);
    write("메모.csv", "아무 말\n");
    write("다른.csv", "지급번호,지급액\nP-1,30\n");
    if let Some(mapping) = mapping {
        write("mapping.toml", mapping);
    }
    dir
}

fn inspect(dir: &TempDir, more: &[&str]) -> (i32, String, String) {
    let mut run = Command::new(env!("CARGO_BIN_EXE_bogo"));
    run.env_clear().current_dir(dir.path()).args(["inspect", "내려받기.csv", "메모.csv", "다른.csv"]).args(more);
    let output = run.output().expect("a run");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_mapping_beside_the_file_is_applied_and_told() {
    let dir = folder(Some(MAPPING));
    let (code, shown, _) = inspect(&dir, &[]);
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("옆에 있는 mapping.toml을 적용해 보았습니다."), "{shown}");
    assert!(shown.contains("mapping.toml의 sheet[1]에 적힌 대로 봅니다."), "{shown}");
    assert!(shown.contains("mapping.toml의 sheet[2]에 따라 읽지 않습니다."), "{shown}");
    assert!(shown.contains("매핑이 말함") && shown.contains("매핑에 적힘"), "{shown}");
    // What the mapping wants and the sheet lacks is told where it was looked for.
    assert!(shown.contains("SRC02"), "{shown}");
    // The pack's words for people are the only ones, and hold in a column that the mapping reads.
    assert!(!shown.contains("나래") && shown.contains("***"), "{shown}");
}

#[test]
fn machines_are_told_too() {
    let dir = folder(Some(MAPPING));
    let (_, shown, _) = inspect(&dir, &["--message-format", "json"]);
    let json: Json = serde_json::from_str(&shown).expect("JSON");
    schema::assert_fits("inspect.v1.json", "inspect with a mapping", &json);
    let file = &json["files"][0];
    assert_eq!(file["mapping"], "mapping.toml");
    let table = &file["sheets"][0]["tables"][0];
    assert_eq!(
        (&table["mapping"], &table["table"], &table["read"]),
        (&"sheet[1]".into(), &"claim".into(), &true.into())
    );
    assert_eq!(table["records"], 2);
    assert_eq!(table["missing"], Json::Array(Vec::new()));
    let fields: Vec<(&str, Option<&str>, bool)> = table["columns"]
        .as_array()
        .expect("columns")
        .iter()
        .map(|column| {
            let text = |key: &str| column[key].as_str();
            (text("header").unwrap_or_default(), text("field"), column["mapped"] == true)
        })
        .collect();
    let expected = [
        ("No", Some("id"), true),
        ("받은 날", Some("received"), true),
        ("돈(천원)", Some("amount"), true),
        ("구분", Some("claimant"), true),
        ("이름", Some("id"), true),
        ("환급받을 곳", None, false),
    ];
    assert_eq!(fields, expected);
    assert_eq!(json["files"][1]["sheets"][0]["skipped"], true);
    assert_eq!(json["files"][2]["sheets"][0]["findings"][0]["code"], "SRC02");
}

#[test]
fn without_a_mapping_nothing_is_said_of_one_and_a_wrong_one_is_an_error() {
    let (code, shown, _) = inspect(&folder(None), &["--message-format", "json"]);
    let json: Json = serde_json::from_str(&shown).expect("JSON");
    assert_eq!((code, &json["files"][0]["mapping"]), (0, &Json::Null));
    assert_eq!(json["files"][0]["sheets"][0]["tables"][0]["mapping"], Json::Null);
    let (code, _, told) = inspect(&folder(Some("schema = 1\n[[sheet]]\ntabel = \"claim\"\n")), &[]);
    assert_eq!(code, 2);
    assert!(told.contains("mapping.toml"), "{told}");
}
