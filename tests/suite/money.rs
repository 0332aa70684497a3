//! Money that adds up, and money that does not: small tables, right and wrong by one won, each with its findings or none.
//!
//! `money.toml` lists them. A table is one or more sheets with `{holes}`; its cases fill the holes and say what must be told:
//! severity, code and cell of every finding about counts, payouts, corrections and sums. What is not listed must not be told.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use bogo::finding::Finding;
use bogo::lang::Lang;
use bogo::origin::Place;
use bogo::pack::{Assets, Pack};
use bogo::pipeline::{Options, examine};
use rayon::prelude::*;
use serde::Deserialize;

/// What there must be at least.
const FEWEST: usize = 20;
/// Families of findings about numbers that are held against one another.
const OF_NUMBERS: [&str; 4] = ["CLM", "PAY", "REP", "SUM"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tables {
    case: String,
    /// Sheets of every table that does not bring its own.
    base: BTreeMap<String, String>,
    table: Vec<Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    name: String,
    sheets: BTreeMap<String, String>,
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    why: String,
    #[serde(default)]
    holes: BTreeMap<String, String>,
    #[serde(default)]
    told: Vec<String>,
    /// Words that the first message must hold, in Korean.
    #[serde(default)]
    says: Vec<String>,
}

fn tables() -> Tables {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/money.toml");
    toml::from_str(&fs::read_to_string(path).expect("the tables")).unwrap_or_else(|error| panic!("{error}"))
}

/// Sheets as text files: a row per line, cells between `|`.
fn write(dir: &Path, tables: &Tables, table: &Table, case: &Case) {
    fs::write(dir.join("case.toml"), &tables.case).expect("case.toml");
    let own = table.sheets.iter();
    for (name, text) in own.chain(tables.base.iter().filter(|(name, _)| !table.sheets.contains_key(*name))) {
        let filled =
            case.holes.iter().fold(text.clone(), |text, (hole, cell)| text.replace(&format!("{{{hole}}}"), cell));
        assert!(!filled.contains('{'), "{}: a hole is left in {filled}", table.name);
        let quoted = |cell: &str| format!("\"{}\"", cell.trim());
        let rows = filled.trim().lines().map(|line| line.split('|').map(quoted).collect::<Vec<_>>().join(",") + "\n");
        fs::write(dir.join(format!("{name}.csv")), rows.collect::<String>()).expect("a sheet");
    }
}

fn told(finding: &Finding) -> String {
    let place = finding.origin.as_ref().map_or_else(String::new, |origin| match &origin.place {
        Place::Cells(range) => format!("{}!{range}", origin.sheet.sheet),
        Place::Key(key) => format!("{}!{key}", origin.sheet.file),
    });
    format!("{} {} {place}", finding.severity.word(), finding.code)
}

fn wrong(tables: &Tables, table: &Table, case: &Case, pack: &Pack) -> Option<String> {
    let dir = tempfile::tempdir().expect("a folder");
    write(dir.path(), tables, table, case);
    let examined = examine(dir.path(), pack, &Options::default()).unwrap_or_else(|error| panic!("{error}"));
    assert!(examined.failed.is_empty(), "no rule may fail");
    let of_numbers = |finding: &&Finding| OF_NUMBERS.iter().any(|front| finding.code.starts_with(front));
    // A cell that is not read would be a case that tests nothing.
    let unread =
        examined.findings.iter().find(|finding| finding.code.starts_with("MAP") && finding.severity.word() == "error");
    let found: Vec<&Finding> = examined.findings.iter().filter(of_numbers).collect();
    let all: Vec<String> = found.iter().map(|finding| told(finding)).chain(unread.map(told)).collect();
    let message = found.first().map_or_else(String::new, |finding| {
        let wording = pack.rules.get(finding.code).expect("wording");
        wording.message.fill(Lang::Ko, &finding.args)
    });
    let lacks: Vec<&String> = case.says.iter().filter(|words| !message.contains(*words)).collect();
    (all != case.told || !lacks.is_empty()).then(|| {
        format!(
            "{}: {}\n  wanted {:?}\n  told   {all:?}\n  {message}\n  lacks  {lacks:?}",
            table.name, case.why, case.told
        )
    })
}

#[test]
fn what_adds_up_passes_and_what_does_not_is_told_where_it_stands() {
    let tables = tables();
    let pack = Pack::load(Assets::embedded()).unwrap_or_else(|error| panic!("{error}"));
    let cases: Vec<(&Table, &Case)> =
        tables.table.iter().flat_map(|table| table.case.iter().map(move |case| (table, case))).collect();
    let failed: Vec<String> = cases.par_iter().filter_map(|(table, case)| wrong(&tables, table, case, &pack)).collect();
    assert!(failed.is_empty(), "{} of {}\n{}", failed.len(), cases.len(), failed.join("\n"));
    let right = cases.iter().filter(|(_, case)| case.told.is_empty()).count();
    let wrong = cases.len() - right;
    assert!(right >= FEWEST && wrong >= FEWEST, "{right} right, {wrong} wrong");
}

/// A first report whose services are `symptom`, and the report after it.
fn stage(dir: &Path, stage: &str, at: &str, symptom: &str, judged: bool) {
    let case = format!(
        "schema = 1\nid = \"stages\"\ntitle = \"결제 장애\"\nfiler = \"가상페이\"\nreport_at = {at}\nforms = [\"kr-disaster-report\"]\n\
         stage = \"{stage}\"\n[inputs]\nfiles = [\"*.csv\"]\n[[recipient]]\nagency = \"msit\"\n[contact]\nname = \"담당자\"\nphone = \"02-0000-0001\"\n"
    );
    fs::create_dir_all(dir).expect("a folder");
    fs::write(dir.join("case.toml"), case).expect("case.toml");
    let services = format!(
        "식별자,사업자,서비스,요금 형태,중단 시작,증상\npay,가상페이,가상페이,무료,2026-11-10 14:03,\"{symptom}\"\n"
    );
    fs::write(dir.join("서비스.csv"), services).expect("a sheet");
    if judged {
        let row = "질문,답,사유\ninterruption.pay.symptom,예,관리 시스템을 복구하여 목록을 다시 확인함\n";
        fs::write(dir.join("판단.csv"), row).expect("a sheet");
    }
}

#[test]
fn another_whole_than_the_report_before_said_is_told_unless_somebody_says_why() {
    let pack = Pack::load(Assets::embedded()).unwrap_or_else(|error| panic!("{error}"));
    let dir = tempfile::tempdir().expect("a folder");
    let first = dir.path().join("first");
    stage(&first, "initial", "2026-11-10T14:12:00+09:00", "647개 시스템 중 47개가 멈춤", false);
    let out = dir.path().join("out");
    let made = std::process::Command::new(env!("CARGO_BIN_EXE_bogo"))
        .args(["build", "--quiet", "--format", "json", "--out"])
        .args([&out, &first])
        .output()
        .expect("it runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    for (symptom, judged, expected) in [
        ("647개 시스템 중 40개가 멈춤", false, None),
        ("709개 시스템 중 47개가 멈춤", false, Some("warning REP05 서비스!F2")),
        ("709개 시스템 중 47개가 멈춤", true, None),
    ] {
        let second = dir.path().join("second");
        let _ = fs::remove_dir_all(&second);
        stage(&second, "interim:1", "2026-11-10T18:00:00+09:00", symptom, judged);
        let kept = second.join("filed/initial");
        fs::create_dir_all(&kept).expect("a folder");
        for file in fs::read_dir(out.join("stages/submit")).expect("a bundle").flatten() {
            fs::copy(file.path(), kept.join(file.file_name())).expect("a copy");
        }
        let examined = examine(&second, &pack, &Options::default()).unwrap_or_else(|error| panic!("{error}"));
        let found: Vec<String> = examined.findings.iter().filter(|finding| finding.code == "REP05").map(told).collect();
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{symptom}, judged {judged}");
    }
}

#[test]
fn parts_are_printed_as_parts_what_was_announced_as_announced_and_means_without_false_digits() {
    let pack = Pack::load(Assets::embedded()).unwrap_or_else(|error| panic!("{error}"));
    let kakao = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15");
    let examined = examine(&kakao, &pack, &Options::default()).unwrap_or_else(|error| panic!("{error}"));
    let report = examined.filings.iter().find(|filing| filing.form == "kr-relief-report").expect("the report");
    let item = |id: &str| {
        let item = report.items().find(|item| item.id == id).unwrap_or_else(|| panic!("no item {id}"));
        serde_json::to_value(item).expect("JSON")
    };
    let rows = |id: &str| -> Vec<Vec<String>> {
        let rows = item(id)["content"]["table"]["rows"].as_array().expect("rows").clone();
        let text = |cell: &serde_json::Value| {
            let inlines = cell["content"].as_array().expect("inlines");
            inlines.iter().map(|inline| inline["text"].as_str().unwrap_or_default()).collect::<String>()
        };
        rows.iter().map(|row| row["cells"].as_array().expect("cells").iter().map(text).collect()).collect()
    };
    let has = |id: &str, words: [&str; 2]| {
        rows(id).iter().any(|row| words.iter().all(|word| row.iter().any(|cell| cell.contains(word))))
    };
    assert!(has("payouts.table", ["증빙 서류를 낸 소상공인", "('보상 전체' 약 275억 원의 일부)"]));
    let whole = rows("payouts.table").into_iter().find(|row| row.contains(&"보상 전체".to_owned())).expect("the whole");
    assert!(whole.iter().all(|cell| !cell.contains("의 일부")), "{whole:?}");
    assert!(has("totals.table", ["계열회사 6곳의 유료 서비스 보상 추산", "(발표한 금액)"]));
    let paid = rows("totals.table").into_iter().find(|row| row.contains(&"유료 이용자 보상".to_owned())).expect("paid");
    assert!(paid.iter().all(|cell| !cell.contains("발표한 금액")), "{paid:?}");
    let all = serde_json::to_string(report).expect("JSON");
    assert!(all.contains("약 24만 원") && !all.contains("243,902") && !all.contains("243902"));
}
