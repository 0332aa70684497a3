//! `bogo diff`, and the stages of a case: what was filed is kept, and the next filing says what changed since.
//!
//! The case is that of Kakao in two stages: on December 5 with what had been published by then, and at the end with all of
//! it. On December 29 three claims fewer were published for the same day, and other shares of claimants.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value as Json;
use tempfile::TempDir;

use crate::support::schema;

const ID: &str = "kakao-2022-10-15";
/// The first stage knows nothing later.
const CUT: &str = "2022-12-05";
const INTERIM: (&str, &str) = ("interim:1", "2022-12-05T10:00:00+09:00");
const FINAL: (&str, &str) = ("final", "2023-07-04T10:00:00+09:00");
const OWN: &str = "무료 서비스 금전 피해가 3건 줄어 합계도 3건 줄어듦(발표에 사유는 없음)";

fn bogo(args: &[&dyn AsRef<std::ffi::OsStr>]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bogo"));
    command.args(args.iter().map(AsRef::as_ref)).output().expect("it runs")
}

fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (output.status.code().expect("a code"), text(&output.stdout), text(&output.stderr))
}

/// Makes the case in `dir` from the sources of the fixture; `edit` changes the rows of a sheet.
fn case(dir: &Path, (stage, at): (&str, &str), edit: &dyn Fn(&str, &mut Vec<Vec<String>>)) {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(ID);
    fs::create_dir_all(dir).expect("a folder");
    for entry in fs::read_dir(fixture.join("source")).expect("the sources").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(sheet) = name.strip_suffix(".csv") else { continue };
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(entry.path()).expect("CSV");
        let mut rows: Vec<Vec<String>> =
            reader.records().map(|record| record.expect("a record").iter().map(str::to_owned).collect()).collect();
        if stage != FINAL.0 {
            rows.retain(|row| row.iter().all(|cell| !is_later(cell)));
        }
        edit(sheet, &mut rows);
        let mut writer = csv::WriterBuilder::new().flexible(true).from_path(dir.join(&name)).expect("a file");
        for row in &rows {
            writer.write_record(row).expect("a row");
        }
        writer.flush().expect("a file");
    }
    let text = fs::read_to_string(fixture.join("case.toml")).expect("the case");
    let text = text
        .replace(FINAL.1, at)
        .replace("stage = \"final\"", &format!("stage = \"{stage}\""))
        .replace(r#"files = ["사건.xlsx", "피해와보상.xlsx"]"#, r#"files = ["*.csv"]"#);
    assert!(text.contains(at) && text.contains(stage) && text.contains("*.csv"));
    fs::write(dir.join("case.toml"), text).expect("the case");
}

fn is_later(cell: &str) -> bool {
    cell.get(..10).is_some_and(|day| day.parse::<chrono::NaiveDate>().is_ok() && day > CUT)
}

fn as_it_is(_: &str, _: &mut Vec<Vec<String>>) {}

/// 제출이력 says that both forms were filed.
fn filed(sheet: &str, rows: &mut Vec<Vec<String>>) {
    if sheet == "제출이력" {
        for form in ["kr-incident-report", "kr-relief-report"] {
            let row = ["", form, "중간 1보", "2022-12-05 10:30", "서면", "과기정통부", "", "", "", ""];
            rows.push(row.map(str::to_owned).to_vec());
        }
    }
}

fn build(case: &Path, out: &Path) -> PathBuf {
    let (code, _, why) = said(&bogo(&[&"build", &case, &"--out", &out, &"--quiet"]));
    assert_eq!(code, 0, "{why}");
    out.join(ID)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        if entry.path().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            fs::copy(entry.path(), to.join(entry.file_name())).expect("a copy");
        }
    }
}

/// Both stages built, the first kept as filed when the second was.
struct Stages {
    dir: TempDir,
    first: PathBuf,
    second: PathBuf,
}

fn stages() -> &'static Stages {
    static STAGES: OnceLock<Stages> = OnceLock::new();
    STAGES.get_or_init(|| {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let [one, two] = ["one", "two"].map(|name| dir.path().join(name));
        case(&one, INTERIM, &as_it_is);
        let first = build(&one, &dir.path().join("out-one"));
        case(&two, FINAL, &filed);
        copy(&first.join("submit"), &two.join("filed/interim-1"));
        let second = build(&two, &dir.path().join("out-two"));
        Stages { dir, first, second }
    })
}

/// The case of the second stage in a folder of its own.
fn second_case(dir: &Path, edit: &dyn Fn(&str, &mut Vec<Vec<String>>)) -> PathBuf {
    let path = dir.join("case");
    case(&path, FINAL, &|sheet, rows| {
        filed(sheet, rows);
        edit(sheet, rows);
    });
    copy(&stages().first.join("submit"), &path.join("filed/interim-1"));
    path
}

fn diff_json(old: &Path, new: &Path) -> (i32, Json) {
    let (code, out, why) = said(&bogo(&[&"diff", &old, &new, &"--message-format", &"json"]));
    let json = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{why}"));
    schema::assert_fits("diff.v1.json", "a comparison", &json);
    (code, json)
}

/// The changes of a form.
fn changes<'a>(json: &'a Json, form: &str) -> Vec<&'a Json> {
    let forms = json["forms"].as_array().expect("forms");
    let form = forms.iter().find(|found| found["file"] == form).expect("the form");
    let places = form["places"].as_array().expect("places");
    places.iter().flat_map(|place| place["changes"].as_array().expect("changes")).collect()
}

fn text(json: &Json) -> &str {
    json.as_str().unwrap_or_default()
}

fn filing(bundle: &Path, name: &str) -> Json {
    let bytes = fs::read(bundle.join("submit").join(format!("{name}.json"))).expect("the JSON");
    let json = serde_json::from_slice(&bytes).expect("JSON");
    schema::assert_fits("filing.v1.json", name, &json);
    json
}

fn codes(case: &Path) -> Vec<(String, String)> {
    let (_, out, why) = said(&bogo(&[&"check", &case, &"--message-format", &"json"]));
    let json: Json = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{why}"));
    let findings = json["findings"].as_array().expect("findings");
    let of_history = findings.iter().filter(|finding| text(&finding["code"]).starts_with("HIST"));
    of_history.map(|finding| (text(&finding["code"]).to_owned(), text(&finding["origin"]["file"]).to_owned())).collect()
}

#[test]
fn the_two_stages_differ_in_exactly_what_was_restated() {
    let stages = stages();
    let (code, json) = diff_json(&stages.first, &stages.second);
    assert_eq!(code, 1);
    // Counts of claims that both stages state as exact.
    let exact = |side: &Json| side["type"] == "count" && side["state"] == "exact";
    let counts: BTreeSet<(&str, &str, &str)> = changes(&json, "kr-relief-report")
        .into_iter()
        .filter(|change| text(&change["id"]).starts_with("claims.") && exact(&change["old"]) && exact(&change["new"]))
        .map(|change| (text(&change["id"]), text(&change["old"]["value"]), text(&change["new"]["value"])))
        .collect();
    let expected = [
        ("claims.affiliate", "17918", "17921"),
        ("claims.base.by_claimant", "87198", "87195"),
        ("claims.base.by_harm", "87198", "87195"),
        ("claims.by_harm.free_monetary", "13198", "13195"),
        ("claims.own", "87198", "87195"),
    ];
    // How many were corrected is said where some were: the first stage says nothing of it.
    assert_eq!(counts, BTreeSet::from(expected));
    let shares: BTreeSet<(&str, &str, &str, bool)> = changes(&json, "kr-relief-report")
        .into_iter()
        .filter(|change| text(&change["id"]).ends_with(".stated_share"))
        .map(|change| {
            let reason = !change["reason"].is_null();
            (text(&change["id"]), text(&change["old"]["text"]), text(&change["new"]["text"]), reason)
        })
        .collect();
    let expected = [
        ("claims.by_claimant.individual.stated_share", "89.6%", "79.8%", true),
        ("claims.by_claimant.small_business.stated_share", "10.2%", "20.0%", true),
    ];
    assert_eq!(shares, BTreeSet::from(expected));
    let own = changes(&json, "kr-relief-report").into_iter().find(|change| change["id"] == "claims.own");
    assert_eq!(text(&own.expect("the change")["reason"]), OWN);
}

#[test]
fn a_person_reads_old_new_and_reason_in_one_line() {
    let stages = stages();
    let (code, out, _) = said(&bogo(&[&"diff", &stages.first, &stages.second]));
    assert_eq!(code, 1);
    let line = |words: &[&str]| {
        let fits = |line: &&str| words.iter().all(|word| line.contains(word));
        assert!(out.lines().any(|line| fits(&line)), "{words:?}\n{out}");
    };
    line(&["당사 피해 접수", &format!("87,198건 → 87,195건 (사유: {OWN})")]);
    line(&["무료 서비스 금전 피해", "13,198건 → 13,195건 (사유: 13,198에서 13,195로 정정(발표에 사유는 없음))"]);
    line(&["일반 이용자의 비율", "89.6% → 79.8% (사유: 89.6%에서 79.8%로 바뀜(발표에 사유는 없음))"]);
    line(&["소상공인의 비율", "10.2% → 20.0% (사유: 10.2%에서 20.0%로 바뀜(발표에 사유는 없음))"]);
    let (_, english, _) = said(&bogo(&[&"diff", &stages.first, &stages.second, &"--lang", &"en"]));
    assert!(english.contains("87,198건 → 87,195건 (reason: "), "{english}");
}

#[test]
fn the_page_shows_both_sides() {
    let stages = stages();
    let page = stages.dir.path().join("page.html");
    let (code, _, _) = said(&bogo(&[&"diff", &stages.first, &stages.second, &"--out", &page]));
    assert_eq!(code, 1);
    let html = fs::read_to_string(&page).expect("the page");
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let tree = roxmltree::Document::parse_with_options(&html, options).expect("well-formed");
    let words = |node: roxmltree::Node<'_, '_>| {
        let texts = node.descendants().filter(roxmltree::Node::is_text).filter_map(|text| text.text());
        // Where no line may end stands a joiner, which prints nothing.
        texts.collect::<String>().replace('\u{2060}', "")
    };
    let rows: Vec<Vec<String>> = tree
        .descendants()
        .filter(|node| node.has_tag_name("tr"))
        .map(|row| row.children().filter(roxmltree::Node::is_element).map(words).collect())
        .collect();
    let has = |old: &str, new: &str, reason: &str| {
        let fits = |row: &&Vec<String>| row.len() == 4 && row[1] == old && row[2] == new && row[3] == reason;
        assert!(rows.iter().any(|row| fits(&row)), "{old} {new}");
    };
    has("87,198건", "87,195건", OWN);
    has("13,198건", "13,195건", "13,198에서 13,195로 정정(발표에 사유는 없음)");
    has("89.6%", "79.8%", "89.6%에서 79.8%로 바뀜(발표에 사유는 없음)");
    has("10.2%", "20.0%", "10.2%에서 20.0%로 바뀜(발표에 사유는 없음)");
    assert!(!html.contains("<script") && !html.contains("http://www.w3.org/2000"));
    assert!(tree.descendants().all(|node| !matches!(node.tag_name().name(), "script" | "link" | "img" | "iframe")));
}

#[test]
fn the_second_report_says_what_changed_since_the_first() {
    let stages = stages();
    let json = filing(&stages.second, "kr-relief-report");
    assert_eq!(json["follows"]["stage"], "중간 1보");
    assert_eq!(json["follows"]["amendment"], false);
    let sections = json["sections"].as_array().expect("sections");
    let items = sections.iter().flat_map(|section| section["items"].as_array().expect("items"));
    let item = items.clone().find(|item| item["id"] == "restated.filed").expect("정정 이력");
    let cell = |cell: &Json| {
        let inlines = cell["content"].as_array().expect("a cell").iter();
        inlines.map(|inline| text(&inline["text"])).collect::<String>()
    };
    let rows: Vec<Vec<String>> = item["content"]["table"]["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| row["cells"].as_array().expect("cells").iter().map(cell).collect())
        .collect();
    let row = |old: &str, new: &str| rows.iter().find(|row| row[1] == old && row[2] == new).expect("a row");
    let (own, free) = (row("87,198건", "87,195건"), row("13,198건", "13,195건"));
    assert_eq!((own[3].as_str(), own[4].as_str()), (OWN, "2022. 11. 6."));
    assert_eq!(free[3], "13,198에서 13,195로 정정(발표에 사유는 없음)");
    assert_eq!(row("89.6%", "79.8%")[3], "89.6%에서 79.8%로 바뀜(발표에 사유는 없음)");
    assert_eq!(row("10.2%", "20.0%")[3], "10.2%에서 20.0%로 바뀜(발표에 사유는 없음)");
    // 59,082 lies within the bounds that were told, and is no correction.
    assert!(!rows.iter().any(|row| row[2] == "59,082건"), "{rows:?}");
    // Each old value leads to what was filed.
    let sources = json["sources"].as_array().expect("sources");
    let note = sources.iter().find(|source| source["id"] == "filed.kr-relief-report").expect("a note");
    assert_eq!(note["origins"], serde_json::json!(["중간 1보 제출본"]));
    let html = fs::read_to_string(stages.second.join("submit/kr-relief-report.html")).expect("the page");
    let (_, restated) = html.split_once("id=\"i-restated.filed\"").expect("정정 이력");
    let (table, _) = restated.split_once("</section>").expect("its end");
    for value in ["87198", "87195", "13198", "13195", "89.6", "79.8", "10.2"] {
        assert!(table.contains(&format!("<data value=\"{value}\"")), "{value}");
    }
    assert!(table.contains(">20.0%</data>") && table.contains(OWN));
    let (code, _, why) = said(&bogo(&[&"verify", &stages.second]));
    assert_eq!(code, 0, "{why}");
    // The first report follows nothing.
    let first = filing(&stages.first, "kr-relief-report");
    assert!(first.get("follows").is_none());
}

#[test]
fn a_value_as_it_was_filed_is_traced_to_its_filing() {
    let stages = stages();
    let json = filing(&stages.second, "kr-relief-report").to_string();
    let ids: std::collections::BTreeSet<&str> = json
        .match_indices("\"filed.kr-relief-report.")
        .filter_map(|(at, _)| json[at + 1..].split('"').next())
        .collect();
    assert!(ids.len() >= 4, "{ids:?}");
    let case = stages.dir.path().join("two");
    for id in ids {
        let (code, out, why) = said(&bogo(&[&"trace", &case, &id]));
        assert!(code == 0 && out.contains("중간 1보 제출본"), "{id}: {out}{why}");
    }
    let id = "filed.kr-relief-report.claims.own";
    let (code, out, _) = said(&bogo(&[&"trace", &case, &id, &"--message-format", &"json"]));
    assert_eq!(code, 0);
    let traced: Json = serde_json::from_str(&out).expect("JSON");
    schema::assert_fits("trace.v1.json", id, &traced);
    assert_eq!((traced["value"]["value"].as_str(), traced["now"].as_str()), (Some("87,198건"), Some("claims.own")));
}

#[test]
fn what_is_the_same_is_said_so() {
    let stages = stages();
    for (old, new) in [(&stages.first, &stages.first), (&stages.second, &stages.second)] {
        let (code, out, _) = said(&bogo(&[&"diff", old, new]));
        assert_eq!((code, out.as_str()), (0, "차이 없음\n"));
    }
    // A case against the bundle that was built from it, and one folder of it.
    let one = stages.dir.path().join("one");
    let (code, json) = diff_json(&one, &stages.first);
    assert_eq!((code, json["same"].as_bool()), (0, Some(true)));
    assert_eq!((text(&json["old"]["kind"]), text(&json["new"]["kind"])), ("case", "verified"));
    let (code, json) = diff_json(&stages.first.join("submit"), &stages.first);
    assert_eq!(code, 1, "the summary for executives stays in the house");
    let added: Vec<&Json> =
        json["forms"].as_array().expect("forms").iter().filter(|form| form["became"] != "same").collect();
    assert_eq!(added.len(), 1);
    assert_eq!((text(&added[0]["file"]), text(&added[0]["became"])), ("executive-summary", "added"));
}

#[test]
fn a_pdf_tells_the_same_as_its_data() {
    let stages = stages();
    let of = |ending: &str| {
        let name = format!("submit/kr-relief-report.{ending}");
        let (code, json) = diff_json(&stages.first.join(&name), &stages.second.join(&name));
        assert_eq!(code, 1);
        (text(&json["old"]["kind"]).to_owned(), json["forms"].clone())
    };
    let ((pdf, from_pdf), (data, from_data)) = (of("pdf"), of("json"));
    assert_eq!(from_pdf, from_data);
    assert_eq!((pdf.as_str(), data.as_str()), ("verified", "unverified"));
    assert!(from_pdf[0]["places"].as_array().is_some_and(|places| places.len() > 3));
}

#[test]
fn a_side_that_does_not_hold_is_refused() {
    let stages = stages();
    let dir = tempfile::tempdir().expect("a temporary folder");
    let forged = dir.path().join("forged");
    copy(&stages.first, &forged);
    let path = forged.join("submit/kr-relief-report.json");
    let json = fs::read_to_string(&path).expect("the JSON").replace("87198", "87195");
    fs::write(&path, json).expect("a file");
    for (old, new) in [(&forged, &stages.second), (&stages.second, &forged)] {
        let (code, out, why) = said(&bogo(&[&"diff", old, new]));
        assert_eq!((code, out.as_str()), (2, ""));
        assert!(why.contains("submit/kr-relief-report.json") && why.contains(&*forged.to_string_lossy()), "{why}");
    }
    let (code, json) = diff_json(&forged, &stages.second);
    assert_eq!(code, 2);
    let refused = json["refused"].as_array().expect("sides");
    assert_eq!(refused.len(), 1);
    assert!(refused[0]["failures"].as_array().is_some_and(|failures| !failures.is_empty()));
    // Nothing is written of it either, and something that is no side is said to be none.
    let page = dir.path().join("page.html");
    let (code, ..) = said(&bogo(&[&"diff", &forged, &stages.second, &"--out", &page]));
    assert!(code == 2 && !page.exists());
    let other = dir.path().join("other.txt");
    fs::write(&other, "text").expect("a file");
    let (code, _, why) = said(&bogo(&[&"diff", &other, &stages.second]));
    assert_eq!(code, 2, "{why}");
    assert!(why.contains("견줄 수 있는 것이 아닙니다"), "{why}");
}

#[test]
fn the_page_is_written_nowhere_else() {
    let stages = stages();
    let dir = tempfile::tempdir().expect("a temporary folder");
    let inside = stages.second.join("page.html");
    let (code, _, why) = said(&bogo(&[&"diff", &stages.first, &stages.second, &"--out", &inside]));
    assert_eq!(code, 2, "{why}");
    assert!(!inside.exists(), "a bundle with another file in it is not whole");
    let (code, ..) = said(&bogo(&[&"diff", &stages.first, &stages.second, &"--out", &dir.path()]));
    assert_eq!(code, 2, "a folder is no file");
    let (target, link) = (dir.path().join("mine"), dir.path().join("page.html"));
    fs::write(&target, "mine").expect("a file");
    std::os::unix::fs::symlink(&target, &link).expect("a link");
    let (code, ..) = said(&bogo(&[&"diff", &stages.first, &stages.second, &"--out", &link]));
    assert_eq!(code, 1);
    assert_eq!(fs::read_to_string(&target).expect("the file"), "mine");
    assert!(fs::read_to_string(&link).expect("the page").starts_with("<!DOCTYPE html>"));
    assert_eq!(fs::read_dir(dir.path()).expect("a folder").count(), 2, "nothing else is left");
}

#[test]
fn hostile_text_stays_text() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let hostile = "<script>alert(1)</script>&\u{202e}\u{1b}[31m\"'";
    let case = second_case(dir.path(), &|sheet, rows| {
        if sheet == "피해접수통계" {
            let head = rows[0].iter().position(|head| head == "정정 사유").expect("the column");
            let of_own = |row: &&mut Vec<String>| row[3] == "2022-12-29" && row[1] == "당사" && row[6] == "87195";
            rows.iter_mut().find(of_own).expect("the row")[head] = hostile.to_owned();
        }
    });
    let page = dir.path().join("page.html");
    let (code, out, why) = said(&bogo(&[&"diff", &stages().first, &case, &"--out", &page]));
    assert_eq!(code, 1, "{why}");
    assert!(out.contains("<script>alert(1)</script>") && !out.contains(['\u{1b}', '\u{202e}']), "{out}");
    let html = fs::read_to_string(&page).expect("the page");
    assert!(html.contains("&lt;script&gt;alert(1)&lt;") && !html.contains("<script"));
    assert!(!html.contains(['\u{1b}', '\u{202e}']));
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    roxmltree::Document::parse_with_options(&html, options).expect("well-formed");
}

#[test]
fn what_was_filed_must_be_as_it_was() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let case = second_case(dir.path(), &as_it_is);
    assert_eq!(codes(&case), []);
    let kept = case.join("filed/interim-1");
    let path = kept.join("kr-relief-report.json");
    let sound = fs::read(&path).expect("the JSON");
    fs::write(&path, String::from_utf8_lossy(&sound).replace("87198", "87197")).expect("a file");
    let file = "filed/interim-1/kr-relief-report.json".to_owned();
    assert_eq!(codes(&case), [("HIST01".to_owned(), file.clone())]);
    let out = dir.path().join("out");
    let (code, _, why) = said(&bogo(&[&"build", &case, &"--out", &out]));
    assert!(code == 1 && !out.exists() && why.contains(&file), "{why}");
    // A link is not followed, whatever it leads to.
    fs::rename(&path, dir.path().join("elsewhere.json")).expect("a move");
    fs::write(dir.path().join("elsewhere.json"), &sound).expect("a file");
    std::os::unix::fs::symlink(dir.path().join("elsewhere.json"), &path).expect("a link");
    let told = codes(&case);
    assert!(!told.is_empty() && told.iter().all(|(code, of)| code == "HIST01" && *of == file), "{told:?}");
    fs::remove_file(&path).expect("the link");
    assert_eq!(codes(&case), [("HIST01".to_owned(), file)], "a file that is gone");
    fs::rename(case.join("filed"), dir.path().join("filed")).expect("a move");
    std::os::unix::fs::symlink(dir.path().join("filed"), case.join("filed")).expect("a link");
    assert_eq!(codes(&case), [("HIST01".to_owned(), "filed".to_owned())], "the folder itself is no link either");
}

#[test]
fn what_was_filed_and_its_history_are_held_against_each_other() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let case = second_case(dir.path(), &|sheet, rows| {
        if sheet == "제출이력" {
            // The incident report is not in it; an initial relief report is, and is not kept.
            rows.retain(|row| row[1] != "kr-incident-report");
            let row = ["", "kr-relief-report", "최초", "2022-11-01 10:00", "서면", "", "", "", "", ""];
            rows.push(row.map(str::to_owned).to_vec());
        }
    });
    let told = codes(&case);
    let expected = [("HIST02", "filed/interim-1/kr-incident-report.json"), ("HIST03", "제출이력.csv")];
    assert_eq!(told, expected.map(|(code, file)| (code.to_owned(), file.to_owned())));
    // A case that keeps nothing is asked for nothing.
    fs::remove_dir_all(case.join("filed")).expect("a folder");
    assert_eq!(codes(&case), []);
}

#[test]
fn a_value_that_was_overwritten_needs_a_reason_and_one_that_is_gone_is_told() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let case = second_case(dir.path(), &|sheet, rows| match sheet {
        // The rows of December 2 are written over instead of restated.
        "피해접수통계" => {
            rows.retain(|row| row[3] != "2022-12-29");
            for row in rows.iter_mut().filter(|row| row[3] == "2022-12-02") {
                for cell in row.iter_mut() {
                    *cell = cell.replace("87198", "87195").replace("13198", "13195").replace("17918", "17921");
                }
                if row[6] == "87195" {
                    row[7] = "82.95".to_owned();
                }
            }
        }
        // A service is left out, and another was partly restored at another time.
        "서비스" => {
            rows.retain(|row| row[0] != "melon");
            let head = rows[0].iter().position(|head| head == "일부 복구").expect("the column");
            let row = rows.iter_mut().find(|row| row[0] == "kakaotalk_pc").expect("the row");
            row[head] = "2022-10-16 10:20".to_owned();
        }
        _ => {}
    });
    let told = codes(&case);
    let of = |code: &str| told.iter().filter(|(found, _)| found == code).count();
    // Own, affiliates, harm to users of free services, and the moment: four cells, however often they are printed.
    assert_eq!((of("HIST04"), of("HIST06")), (4, 1), "{told:?}");
    let (code, ..) = said(&bogo(&[&"build", &case, &"--out", &dir.path().join("out"), &"--quiet"]));
    assert_eq!(code, 1, "in a final filing statistics need a reason");
    let (code, ..) =
        said(&bogo(&[&"build", &case, &"--stage", &"interim:2", &"--out", &dir.path().join("out"), &"--quiet"]));
    assert_eq!(code, 0, "before that it is a warning");
    // Who knows why says so, under the id that the finding names.
    let (_, out, _) = said(&bogo(&[&"check", &case, &"--message-format", &"json"]));
    let json: Json = serde_json::from_str(&out).expect("JSON");
    let findings = json["findings"].as_array().expect("findings").iter();
    let asked: Vec<&str> =
        findings.filter(|finding| finding["code"] == "HIST04").map(|finding| text(&finding["field"])).collect();
    let rows: String = asked.iter().map(|id| format!("{id},,법무팀,2023-07-01,원장과 대조하여 바로잡음,\n")).collect();
    fs::write(case.join("판단.csv"), format!("질문,답,판단자,판단일,사유,출처\n{rows}")).expect("a sheet");
    assert_eq!(codes(&case).iter().filter(|(code, _)| code == "HIST04").count(), 0);
    let bundle = build(&case, &dir.path().join("out"));
    // 정정 이력 names the row and the column of a fact, and the reason that was given.
    let restated = filing(&bundle, "kr-incident-report").to_string();
    assert!(restated.contains("카카오톡 PC 버전 로그인 서비스 일부 복구"), "{restated}");
    let (_, json) = diff_json(&stages().first, &bundle);
    for form in ["kr-relief-report", "kr-incident-report"] {
        let reasons = changes(&json, form);
        let of_asked = reasons.iter().filter(|change| asked.contains(&text(&change["id"])) && !change["old"].is_null());
        let reasons: Vec<&str> = of_asked.map(|change| text(&change["reason"])).collect();
        assert!(
            !reasons.is_empty() && reasons.iter().all(|reason| *reason == "원장과 대조하여 바로잡음"),
            "{reasons:?}"
        );
    }
}

#[test]
fn an_amendment_changes_something() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let case = second_case(dir.path(), &as_it_is);
    copy(&stages().second.join("submit"), &case.join("filed/final"));
    let entered = |case: &Path| {
        let path = case.join("제출이력.csv");
        let mut text = fs::read_to_string(&path).expect("the sheet");
        for form in ["kr-incident-report", "kr-relief-report"] {
            text.push_str(&format!(",{form},최종,2023-07-04 11:00,서면,,,,,\n"));
        }
        fs::write(&path, text).expect("the sheet");
    };
    // The final filing made again as it was is itself.
    let same = build(&case, &dir.path().join("same"));
    let (code, ..) = said(&bogo(&[&"diff", &same, &stages().second]));
    assert_eq!(code, 0);
    // At a later time it is an amendment, and changes nothing.
    entered(&case);
    let toml = fs::read_to_string(case.join("case.toml")).expect("the case");
    fs::write(case.join("case.toml"), toml.replace(FINAL.1, "2023-07-20T10:00:00+09:00")).expect("the case");
    assert!(codes(&case).iter().any(|(code, _)| code == "HIST05"), "{:?}", codes(&case));
    // With a changed value it is one, and says so on its head and on its letter.
    let path = case.join("보상지급통계.csv");
    let sheet = fs::read_to_string(&path).expect("the sheet");
    assert!(sheet.contains("17,300,000"));
    fs::write(&path, sheet.replace("17,300,000", "17,400,000")).expect("the sheet");
    let out = build_form(&case, &dir.path().join("amended"), "kr-relief-report");
    for name in ["kr-relief-report", "kr-relief-report.letter"] {
        let text = filing(&out, name).to_string();
        assert!(text.contains("\"(정정)\"") || name.ends_with("letter") && text.contains("정정한 것입니다"), "{text}");
    }
    assert_eq!(filing(&out, "kr-relief-report")["follows"]["amendment"], true);
}

fn build_form(case: &Path, out: &Path, form: &str) -> PathBuf {
    let (code, _, why) = said(&bogo(&[&"build", &case, &"--form", &form, &"--out", &out]));
    assert_eq!(code, 0, "{why}");
    out.join(ID)
}
