//! `bogo review`: filings of several filers side by side, each verified, and what each is to be asked.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use assert_cmd::Command;
use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value as Json;
use tempfile::TempDir;

use crate::support::schema;

const CASES: [&str; 3] = ["kakao-2022-10-15", "kakao-2024-05", "instagram-2024-03-22"];

/// Bundles of three fixtures, built once.
fn bundles() -> &'static Path {
    static BUILT: OnceLock<TempDir> = OnceLock::new();
    BUILT
        .get_or_init(|| {
            let dir = tempfile::tempdir().expect("a folder");
            for case in CASES {
                let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(case);
                bogo().arg("build").arg(folder).arg("--out").arg(dir.path()).arg("-q").assert().success();
            }
            dir
        })
        .path()
}

fn bogo() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bogo"));
    command.env_clear();
    command
}

fn all() -> Vec<PathBuf> {
    CASES.iter().map(|case| bundles().join(case)).collect()
}

/// Exit code and document over paths.
fn review(paths: &[PathBuf], more: &[&str]) -> (i32, Json) {
    let output =
        bogo().arg("review").args(paths).args(["--message-format", "json"]).args(more).output().expect("it runs");
    let json: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    schema::assert_fits("review.v1.json", "review", &json);
    (output.status.code().expect("a code"), json)
}

fn rows(json: &Json) -> &Vec<Json> {
    json["filings"].as_array().expect("filings")
}

fn row<'j>(json: &'j Json, case: &str) -> &'j Json {
    rows(json).iter().find(|row| row["case"] == case).unwrap_or_else(|| panic!("{case}: {json:#}"))
}

#[test]
fn several_filers_stand_side_by_side_whatever_the_order() {
    let (_, json) = review(&all(), &[]);
    assert_eq!(rows(&json).len(), 3);
    let mut other = all();
    other.reverse();
    assert_eq!(review(&other, &[]).1["filings"], json["filings"]);
    let kakao = row(&json, "kakao-2022-10-15");
    assert_eq!((kakao["filer"].as_str(), kakao["standing"].as_str()), (Some("카카오"), Some("verified")));
    let value = |measure: &str| kakao["values"][measure]["value"].as_str().map(str::to_owned);
    assert_eq!(value("duration").as_deref(), Some("PT127H33M"));
    assert_eq!(value("claims").as_deref(), Some("105116"));
    assert_eq!(value("paid").as_deref(), Some("50000000"));
    assert_eq!(value("paid_count").as_deref(), Some("205"));
    assert_eq!(kakao["overdue"][0]["days"], 179, "the demand of 2022-12-06 fell due on 2023-01-06");
    let demands = row(&json, "kakao-2024-05");
    assert_eq!(
        demands["overdue"],
        serde_json::json!([]),
        "every demand was done before its day, or its day is to come"
    );
    assert_eq!(demands["stage_code"], "final");
    for row in rows(&json) {
        assert_eq!(row["contradictions"], serde_json::json!([]), "what bogo built agrees with itself");
        assert!(row["forms"].as_array().is_some_and(|forms| !forms.is_empty()), "{row:#}");
        assert_eq!(row["failures"], serde_json::json!([]));
    }
    // What nobody states is no zero.
    let unstated = rows(&json).iter().flat_map(|row| row["values"].as_object().expect("values"));
    let unstated: Vec<_> = unstated.filter(|(_, value)| value["state"] == "unstated").collect();
    assert!(!unstated.is_empty() && unstated.iter().all(|(_, value)| value["value"].is_null()));
}

#[test]
fn one_filing_is_the_same_as_a_bundle_a_pdf_or_data() {
    let bundle = bundles().join("kakao-2022-10-15");
    let hash = |paths: &[PathBuf]| {
        let (_, json) = review(paths, &[]);
        assert_eq!(rows(&json).len(), 1);
        let forms = rows(&json)[0]["forms"].as_array().expect("forms").clone();
        let form = forms.iter().find(|form| form["form"] == "kr-relief-report").expect("the report").clone();
        (form["sha256"].clone(), rows(&json)[0]["standing"].clone(), forms.len())
    };
    let pdf = bundle.join("submit/kr-relief-report.pdf");
    let data = bundle.join("submit/kr-relief-report.json");
    let (whole, ..) = hash(std::slice::from_ref(&bundle));
    assert_eq!(hash(std::slice::from_ref(&pdf)), (whole.clone(), "verified".into(), 1));
    assert_eq!(hash(std::slice::from_ref(&data)), (whole.clone(), "unverified".into(), 1));
    assert_eq!(hash(&[pdf, data]).2, 1, "twice the same is once");
}

/// The bundle with the data of a form changed by someone who makes every hash true again.
fn changed(dir: &Path, from: &str, to: &str) -> PathBuf {
    let data = bundles().join("kakao-2022-10-15/submit/kr-relief-report.json");
    let text = fs::read_to_string(data).expect("data");
    assert!(text.contains(from));
    let path = dir.join("kr-relief-report.json");
    fs::write(&path, text.replace(from, to)).expect("data");
    path
}

#[test]
fn what_does_not_hold_and_what_contradicts_is_named_and_asked() {
    let dir = tempfile::tempdir().expect("a folder");
    // A PDF with a byte turned in the middle.
    let pdf = bundles().join("kakao-2024-05/submit");
    let pdf = fs::read_dir(pdf).expect("a folder").flatten().map(|entry| entry.path());
    let pdf = pdf.filter(|path| path.extension().is_some_and(|ending| ending == "pdf"));
    let pdf = pdf.filter(|path| !path.display().to_string().contains("letter")).min().expect("a PDF");
    let mut bytes = fs::read(&pdf).expect("a PDF");
    let at = bytes.len() / 3;
    bytes[at] ^= 0x55;
    let tampered = dir.path().join("tampered.pdf");
    fs::write(&tampered, bytes).expect("a PDF");
    // One form says one thing, the other another.
    let report = changed(dir.path(), "\"105116\"", "\"105117\"");
    let incident = bundles().join("kakao-2022-10-15/submit/kr-incident-report.pdf");
    let out = dir.path().join("out");
    let paths = [tampered.clone(), report, incident, bundles().join("instagram-2024-03-22")];
    let (code, json) = review(&paths, &["--out", out.to_str().expect("a path")]);
    assert_eq!(code, 1);
    let contradictions = row(&json, "kakao-2022-10-15")["contradictions"].as_array().expect("contradictions").clone();
    let total = contradictions.iter().find(|one| one["id"] == "claims.total").expect("the total");
    assert_eq!(total["values"].as_array().map(Vec::len), Some(2), "{total:#}");
    let failed = rows(&json).iter().any(|row| row["standing"] == "failed")
        || !json["unread"].as_array().expect("unread").is_empty();
    assert!(failed, "{json:#}");
    let names: Vec<String> = fs::read_dir(&out)
        .expect("files")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    let draft =
        names.iter().find(|name| name.contains("카카오") && name.rsplit('.').next() == Some("txt")).expect("a draft");
    let draft = fs::read_to_string(out.join(draft)).expect("text");
    for part in ["초안", "수신: 카카오 대표자", "앞뒤가 맞지 않는 내용", "기한이 지난 사항", "179일", "끝."]
    {
        assert!(draft.contains(part), "{part}: {draft}");
    }
    // A folder with something in it is not written into.
    let again = bogo().arg("review").args(&paths).arg("--out").arg(&out).output().expect("it runs");
    assert_eq!(again.status.code(), Some(2));
}

#[test]
fn the_workbook_computes_and_runs_nothing_of_a_filer() {
    let dir = tempfile::tempdir().expect("a folder");
    let hostile = changed(dir.path(), "\"카카오\"", "\"=HYPERLINK(\\\"x\\\")<script>\"");
    let out = dir.path().join("out");
    let mut paths = all();
    paths.push(hostile);
    review(&paths, &["--out", out.to_str().expect("a path")]);
    let mut book: Xlsx<_> = open_workbook(out.join("review.xlsx")).expect("a workbook");
    let name = book.sheet_names()[0].clone();
    let cells = book.worksheet_range(&name).expect("cells");
    let formulas = book.worksheet_formula(&name).expect("formulas");
    let texts: Vec<String> = formulas.used_cells().map(|(_, _, text)| text.clone()).collect();
    for function in ["SUM(", "SUMIFS(", "AVERAGEIFS(", "MAXIFS("] {
        assert!(texts.iter().any(|text| text.contains(function)), "{texts:?}");
    }
    assert!(texts.iter().all(|text| !text.contains("HYPERLINK")), "{texts:?}");
    // The sum of claims is what the rows add up to, also before a spreadsheet computes it.
    let head: Vec<String> = cells.rows().next().expect("a head").iter().map(ToString::to_string).collect();
    let col = head.iter().position(|text| text == "피해 접수").expect("claims");
    let rows: Vec<Vec<String>> =
        cells.rows().skip(1).map(|row| row.iter().map(ToString::to_string).collect()).collect();
    let number = |cell: &String| cell.parse::<f64>().ok();
    let total = rows.iter().find(|row| row[0] == "합계").expect("a total");
    // What nothing vouches for is text with its mark, and counts in no total.
    let counts = head.iter().position(|text| text == "합계에 셈").expect("whether it counts");
    let filers: Vec<_> = rows.iter().filter(|row| !["합계", "평균", "최대", ""].contains(&row[0].as_str())).collect();
    let sum: f64 = filers.iter().filter(|row| row[counts] == "예").filter_map(|row| number(&row[col])).sum();
    assert_eq!((number(&total[col]), sum), (Some(sum), 105_116.0));
    let unsure = filers.iter().find(|row| row[0].contains("HYPERLINK")).expect("the changed one");
    assert_eq!((unsure[col].as_str(), unsure[counts].as_str()), ("105,116건 ?", "아니오"));
    // Days late make no sum.
    let days = head.iter().position(|text| text == "기한 경과(일)").expect("days late");
    let most = rows.iter().find(|row| row[0] == "최대").expect("the largest");
    assert_eq!((total[days].as_str(), number(&most[days])), ("", Some(179.0)));
    let page = fs::read_to_string(out.join("review.html")).expect("a page");
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;"), "escaped");
    assert!(page.contains("105,116건") && page.contains("미기재"));
}

#[test]
fn stages_of_a_case_are_compared_and_only_the_last_of_them_is_added_up() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15");
    let before = dir.path().join("before");
    bogo().arg("build").arg(folder).args(["--stage", "interim:1", "-q", "--out"]).arg(&before).assert().success();
    let out = dir.path().join("out");
    let paths = [bundles().join("kakao-2022-10-15"), before.join("kakao-2022-10-15")];
    let (_, json) = review(&paths, &["--out", out.to_str().expect("a path")]);
    let trends = json["trends"].as_array().expect("trends");
    let of = |measure: &str| trends.iter().find(|trend| trend["measure"] == measure).expect("a measure");
    let stages = of("claims")["stages"].as_array().expect("stages");
    let names: Vec<&str> = stages.iter().filter_map(|one| one["stage"].as_str()).collect();
    assert_eq!(names, ["중간 1보", "최종"], "by their moment, then by stage");
    assert!(stages.iter().all(|one| one["value"] == "105116"), "{stages:?}");
    assert_eq!(of("claims")["change"], "same");
    assert!(trends.iter().all(|trend| trend["measure"] != "users_share"), "nothing states it");
    let mut book: Xlsx<_> = open_workbook(out.join("review.xlsx")).expect("a workbook");
    assert_eq!(book.sheet_names().last().map(String::as_str), Some("단계별 추이"));
    let cells = book.worksheet_range("제출 자료").expect("cells");
    let rows: Vec<Vec<String>> = cells.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    let at = |head: &str| rows[0].iter().position(|text| text == head).expect("a column");
    let (claims, counts) = (at("피해 접수"), at("합계에 셈"));
    let counted: Vec<(&str, &str)> = rows[1..3].iter().map(|row| (row[2].as_str(), row[counts].as_str())).collect();
    assert!(counted.contains(&("중간 1보", "아니오")) && counted.contains(&("최종", "예")), "{counted:?}");
    let total = rows.iter().find(|row| row[0] == "합계").expect("a total");
    assert_eq!(total[claims].parse(), Ok(105_116.0));
    let page = fs::read_to_string(out.join("review.html")).expect("a page");
    let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}"));
    assert!(place("검증</th>") < place("피해 접수</th>") && place("피해 접수</th>") < place("단계별 추이</h2>"));
}

#[test]
fn a_sheet_of_the_review_is_ready_to_print_and_wide_enough_for_its_numbers() {
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().join("out");
    review(&all(), &["--out", out.to_str().expect("a path")]);
    let file = fs::File::open(out.join("review.xlsx")).expect("a file");
    let mut archive = zip::ZipArchive::new(file).expect("a package");
    let mut sheet = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("xl/worksheets/sheet1.xml").expect("a sheet"), &mut sheet)
        .expect("text");
    for part in ["orientation=\"landscape\"", "fitToHeight=\"0\"", "<autoFilter ref=\"A1:", "state=\"frozen\""] {
        assert!(sheet.contains(part), "{part}");
    }
    let mut book = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("xl/workbook.xml").expect("a book"), &mut book).expect("text");
    assert!(book.contains("_xlnm.Print_Titles"), "the head on each page");
    // `127시간 33분` takes twelve columns; its column has room for it.
    let attribute = |col: &str, name: &str| -> f64 {
        let found = col.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
        found.and_then(|text| text.parse().ok()).expect("a number")
    };
    let widest = |number: f64| {
        let mut all = sheet.split("<col ").skip(1);
        let col = all.find(|col| attribute(col, "min") <= number && number <= attribute(col, "max")).expect("a column");
        attribute(col, "width")
    };
    let mut read: Xlsx<_> = open_workbook(out.join("review.xlsx")).expect("a workbook");
    let cells = read.worksheet_range("제출 자료").expect("cells");
    let duration =
        cells.rows().next().expect("a head").iter().position(|cell| *cell == Data::String("장애 시간".to_owned()));
    let place = u32::try_from(duration.expect("durations")).expect("few") + 1;
    assert!(widest(f64::from(place)) >= 12.0);
}

/// The case with six demands, some of its cells changed, built.
fn with_demands(dir: &Path, changes: &[(&str, &str)], id: &str) -> PathBuf {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2024-05");
    let case = dir.join("case");
    fs::create_dir(&case).expect("a folder");
    let text = fs::read_to_string(from.join("case.toml")).expect("a case");
    let text =
        text.replace("[\"사건.xlsx\"]", "[\"*.csv\"]").replace("id = \"kakao-2024-05\"", &format!("id = \"{id}\""));
    fs::write(case.join("case.toml"), text).expect("a case");
    for entry in fs::read_dir(from.join("source")).expect("sources").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.rsplit('.').next() == Some("csv") {
            let mut text = fs::read_to_string(entry.path()).expect("a source");
            for (from, to) in changes.iter().filter(|_| name == "시정요구.csv") {
                assert!(text.contains(from), "{from}");
                text = text.replace(from, to);
            }
            fs::write(case.join(name), text).expect("a sheet");
        }
    }
    bogo().arg("build").arg(&case).arg("--out").arg(dir.join("out")).arg("-q").assert().success();
    dir.join("out").join(id)
}

#[test]
fn a_demand_is_late_when_it_was_not_done_at_its_day() {
    let dir = tempfile::tempdir().expect("a folder");
    let changes = [
        // Done on a later day.
        ("2024-07-26,(합성) 시험 항목", "2024-08-05,(합성) 시험 항목"),
        // Done, and nobody says when.
        ("2024-07-12,(합성) 승인 절차의", ",(합성) 승인 절차의"),
        // Under way behind its day.
        ("2024-10-31,진행 중", "2024-08-20,진행 중"),
    ];
    let bundle = with_demands(dir.path(), &changes, "late");
    let (code, json) = review(std::slice::from_ref(&bundle), &[]);
    assert_eq!(code, 1);
    let overdue = row(&json, "late")["overdue"].as_array().expect("a list").clone();
    let told: Vec<_> = overdue
        .iter()
        .map(|one| (one["id"].as_str().expect("an id"), one["days"].as_i64(), one["done"].as_str()))
        .collect();
    assert_eq!(told, [("demand.d_1.due", Some(5), Some("2024. 8. 5.")), ("demand.d_4.due", Some(10), None)]);
    let text = bogo().arg("review").arg(&bundle).output().expect("it runs");
    let text = String::from_utf8(text.stdout).expect("text");
    let squeezed: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "('사전 시험 체계를 강화할 것'): 기한 2024. 7. 31., 완료일 2024. 8. 5. (5일 늦음)",
        "('모니터링을 고도화할 것'): 기한 2024. 8. 20.",
    ] {
        assert!(squeezed.contains(part), "{part}: {text}");
    }
    // One form alone tells no day of completion: its state decides, and accuses nobody.
    let alone = bundle.join("submit/kr-incident-report.json");
    let (_, json) = review(&[alone], &[]);
    let ids: Vec<_> =
        row(&json, "late")["overdue"].as_array().expect("a list").iter().map(|one| one["id"].clone()).collect();
    assert_eq!(ids, ["demand.d_4.due"]);
}

#[test]
fn a_stage_is_known_by_its_code_and_not_by_a_word() {
    let dir = tempfile::tempdir().expect("a folder");
    let data = bundles().join("kakao-2022-10-15/submit/kr-incident-report.json");
    let mut filing: Json = serde_json::from_slice(&fs::read(data).expect("data")).expect("JSON");
    filing["stage"] = "끝".into();
    filing["sections"][0]["items"][0]["state"] = "pending".into();
    let path = dir.path().join("other-words.json");
    fs::write(&path, filing.to_string()).expect("data");
    let (_, json) = review(std::slice::from_ref(&path), &[]);
    assert_eq!(rows(&json)[0]["missing"][0]["pending"], true, "{json:#}");
    filing["stage_code"] = "interim:1".into();
    filing["stage"] = "최종".into();
    fs::write(&path, filing.to_string()).expect("data");
    assert_eq!(rows(&review(&[path], &[]).1)[0]["missing"], serde_json::json!([]));
}

#[test]
fn the_terminal_shows_a_table_and_points() {
    let output = bogo().arg("review").args(all()).output().expect("it runs");
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(!text.contains("시정요구: 기한") && !text.contains("2024. 7. 31."), "done before their day: {text}");
    for part in
        ["제출자", "카카오", "127시간 33분", "105,116건", "온전함", "기한이 지난 사항", "주요 장애 원인의 개선 결과"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let output = bogo().args(["review", "no-such-file.pdf"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
}
