//! Notices to users: each channel's text tells all that the law lists, at every stage, and only what is known; what the house
//! thinks of its duty stays in the house.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use fixtures::book;
use serde_json::Value as Json;
use tempfile::TempDir;

use crate::support::schema;

/// What the house thinks of its duties, as a table of duties says it.
const JUDGEMENTS: [&str; 3] = ["판단할 수 없음", "필요하지 않음", "이력 없음"];

type Sheets = BTreeMap<String, Vec<Vec<String>>>;

/// A case made of the sources of a fixture, each sheet a text file, so that cells can be changed.
struct Case {
    dir: TempDir,
    id: &'static str,
}

impl Case {
    /// The fixture at `stage` with these forms, after `edit`.
    fn of(id: &'static str, stage: &str, forms: &[&str], edit: impl Fn(&mut Sheets)) -> Self {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(id);
        let mut sheets = Sheets::new();
        for path in fs::read_dir(from.join("source")).expect("the sources").flatten().map(|entry| entry.path()) {
            if path.extension().is_some_and(|ending| ending == "csv") {
                let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
                sheets.insert(name, book::rows(&path).expect("a source"));
            }
        }
        edit(&mut sheets);
        let dir = tempfile::tempdir().expect("a folder");
        for (name, rows) in &sheets {
            let line = |cells: &Vec<String>| {
                let quoted: Vec<String> =
                    cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
                quoted.join(",") + "\n"
            };
            fs::write(dir.path().join(format!("{name}.csv")), rows.iter().map(line).collect::<String>()).expect("ours");
        }
        let text = fs::read_to_string(from.join("case.toml")).expect("the case");
        let mut case: toml::Table = text.parse().expect("TOML");
        case.insert("stage".into(), stage.into());
        case.insert("forms".into(), forms.iter().map(|form| toml::Value::from(*form)).collect::<Vec<_>>().into());
        case["inputs"]["files"] = vec![toml::Value::from("*.csv")].into();
        fs::write(dir.path().join("case.toml"), case.to_string()).expect("ours");
        Self { dir, id }
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn bundle(&self) -> PathBuf {
        self.path().join("out").join(self.id)
    }

    /// Exit code and findings of a build.
    fn build(&self, more: &[&str]) -> (i32, Vec<Json>) {
        let output = bogo()
            .current_dir(self.path())
            .args(["build", ".", "--message-format", "json"])
            .args(more)
            .output()
            .expect("it runs");
        let said: Json = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
        (output.status.code().expect("a code"), said["findings"].as_array().expect("findings").clone())
    }

    /// The text of each channel by the name of its file, after a build that writes them.
    fn texts(&self, more: &[&str]) -> BTreeMap<String, String> {
        let (code, findings) = self.build(more);
        let draft = more.contains(&"--draft");
        assert_eq!(code, i32::from(draft), "{findings:#?}");
        let bundle = if draft { self.path().join(format!("out/{}.draft", self.id)) } else { self.bundle() };
        let texts = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "txt");
        let all = files(&bundle.join("submit")).into_iter().filter(texts);
        all.map(|path| (name(&path), fs::read_to_string(&path).expect("a text"))).collect()
    }
}

fn bogo() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bogo"));
    command.env_clear().env("LC_ALL", "C").env("TZ", "America/St_Johns");
    command
}

fn name(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()).collect();
    files.sort();
    files
}

/// Puts `text` into the column of a row, which the sheet gets where it has none.
fn set(sheets: &mut Sheets, sheet: &str, row: usize, column: &str, text: &str) {
    let rows = sheets.get_mut(sheet).expect("a sheet");
    let at = rows[0].iter().position(|head| head == column).unwrap_or_else(|| {
        for row in rows.iter_mut() {
            row.push(String::new());
        }
        rows[0].len() - 1
    });
    if rows[0][at].is_empty() {
        column.clone_into(&mut rows[0][at]);
    }
    text.clone_into(&mut rows[row][at]);
}

/// A copy of a row at the end of its sheet, with these cells.
fn add(sheets: &mut Sheets, sheet: &str, like: usize, cells: &[(&str, &str)]) {
    let rows = sheets.get_mut(sheet).expect("a sheet");
    let copy = rows[like].clone();
    rows.push(copy);
    let row = rows.len() - 1;
    for (column, text) in cells {
        set(sheets, sheet, row, column, text);
    }
}

/// The findings of a code, each as severity, place, and message.
fn told(findings: &[Json], code: &str) -> Vec<(String, String, String)> {
    let text = |json: &Json| json.as_str().unwrap_or_default().to_owned();
    let of = findings.iter().filter(|finding| finding["code"] == code);
    let place = |origin: &Json| {
        let of = |key: &str| origin[key].as_str().unwrap_or_default();
        if origin.is_null() { String::new() } else { format!("{}!{}", of("sheet"), of("range")) }
    };
    of.map(|one| (text(&one["severity"]), place(&one["origin"]), text(&one["message"]))).collect()
}

const NOTICES: [&str; 2] = ["kr-outage-notice", "kr-damages-notice"];

#[test]
fn what_the_law_lists_for_a_notice_is_an_error_at_every_stage() {
    type Edit = fn(&mut Sheets);
    let lacking: [(&str, Edit, &str, &str); 6] = [
        (
            "상담 접수 연락처",
            |sheets| {
                set(sheets, "사업자", 1, "상담 접수 연락처", "");
                // The landlord, who has none either, stands above.
                sheets.get_mut("사업자").expect("companies").swap(1, 2);
            },
            "사업자!T3",
            "서비스 제공 중단 고지",
        ),
        // Of two outages one was an interruption: its own cell is named.
        ("원인", |sheets| set(sheets, "사고", 1, "원인", ""), "사고!L2", "서비스 제공 중단 고지"),
        (
            "대응조치 현황",
            |sheets| {
                set(sheets, "사고", 1, "대응조치 현황", "");
                sheets.remove("경과");
            },
            "사고!O2",
            "서비스 제공 중단 고지",
        ),
        ("손해배상의 청구권자", |sheets| drop(sheets.remove("보상기준")), "", "손해배상의 기준 및 절차 고지"),
        (
            "손해배상의 기준",
            |sheets| set(sheets, "보상기준", 1, "보상 금액", ""),
            "보상기준!I2",
            "손해배상의 기준 및 절차 고지",
        ),
        (
            "손해배상의 절차 및 방법",
            |sheets| set(sheets, "보상기준", 1, "청구 절차", ""),
            "보상기준!M2",
            "손해배상의 기준 및 절차 고지",
        ),
    ];
    for stage in ["initial", "interim:1", "final"] {
        for (item, edit, at, form) in lacking {
            let case = Case::of("sample-2026-09", stage, &NOTICES, |sheets| {
                // At the final stage nothing is said to be not yet known.
                if stage == "final" {
                    set(sheets, "사고", 2, "원인", "");
                }
                edit(sheets);
            });
            let (code, findings) = case.build(&[]);
            let form01 = told(&findings, "FORM01");
            assert_eq!(code, 1, "{stage} {item}: {findings:#?}");
            let fits = |(severity, place, message): &&(String, String, String)| {
                severity == "error" && place == at && message.contains(&format!("'{item}")) && message.contains(form)
            };
            assert!(form01.iter().any(|one| fits(&one)), "{stage} {item}: {form01:#?}");
            assert!(!case.bundle().exists(), "{stage} {item}");
        }
    }
}

#[test]
fn a_report_to_an_agency_is_still_not_held_up_before_its_last_stage() {
    let edit = |sheets: &mut Sheets| set(sheets, "사고", 1, "원인", "");
    let case = Case::of("sample-2026-09", "interim:2", &["kr-disaster-report"], edit);
    let (code, findings) = case.build(&[]);
    assert_eq!(code, 0, "{findings:#?}");
}

#[test]
fn a_cause_that_is_said_to_be_not_yet_known_is_told_as_such() {
    for stage in ["initial", "interim:1"] {
        let edit = |sheets: &mut Sheets| set(sheets, "사고", 1, "원인", "파악 중");
        let texts = Case::of("sample-2026-09", stage, &NOTICES[..1], edit).texts(&[]);
        assert_eq!(texts.len(), 4);
        for (name, text) in texts {
            assert_eq!(text.lines().filter(|line| *line == "원인: 파악 중").count(), 1, "{name}:\n{text}");
        }
    }
    let edit = |sheets: &mut Sheets| set(sheets, "사업자", 1, "상담 접수 연락처", "파악 중");
    let (code, findings) = Case::of("sample-2026-09", "interim:1", &NOTICES[..1], edit).build(&[]);
    assert_eq!(code, 1, "nobody can call a contact that is not known");
    assert_eq!(told(&findings, "FORM01")[0].1, "사업자!T2");
}

/// Four services that came back in four ways, and one that is not back.
fn several(sheets: &mut Sheets) {
    set(sheets, "사고", 1, "전체 복구", "");
    set(sheets, "서비스", 1, "완전 복구", "");
    set(sheets, "서비스", 1, "완전 복구(이후)", "2026-09-28 05:00");
    set(sheets, "서비스", 1, "완전 복구(이전)", "2026-09-28 06:00");
    let shop = [("식별자", "shop"), ("서비스", "가맹점"), ("기능", ""), ("완전 복구", "2026-09-28 15:30")];
    add(sheets, "서비스", 2, &shop);
    let points = [("식별자", "points"), ("서비스", "포인트"), ("기능", "적립"), ("중단 시작", "2026-09-28 03:20")];
    add(sheets, "서비스", 2, &points);
    set(sheets, "서비스", 4, "완전 복구", "");
}

#[test]
fn each_service_has_its_own_times_in_every_text() {
    let case = Case::of("sample-2026-09", "interim:1", &NOTICES[..1], several);
    for (name, text) in case.texts(&[]) {
        let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("- ")).collect();
        let expected = [
            "- 가상톡: 2026. 9. 28. 02:14에 중단, 05:00 ~ 06:00 사이 복구",
            "- 가상클라우드(로그인): 2026. 9. 28. 02:14 ~ 05:30 중단",
            "- 가맹점: 2026. 9. 28. 02:14 ~ 15:30 중단",
            "- 포인트(적립): 2026. 9. 28. 03:20부터 중단",
        ];
        assert_eq!(lines, expected, "{name}");
        // One service is not back, and nobody says of any that it runs now.
        assert!(!text.contains("복구 안내") && !text.contains("정상"), "{name}:\n{text}");
    }
    let back = Case::of("sample-2026-09", "interim:1", &NOTICES[..1], |sheets| {
        several(sheets);
        set(sheets, "서비스", 4, "완전 복구", "2026-09-29 01:00");
    });
    // Where a service has no end of its own, the outage has: it was back by then.
    let whole = Case::of("sample-2026-09", "interim:1", &NOTICES[..1], |sheets| {
        set(sheets, "서비스", 1, "완전 복구", "");
        set(sheets, "서비스", 2, "완전 복구", "파악 중");
        set(sheets, "서비스", 2, "일부 복구", "2026-09-28 03:00");
    });
    for (name, text) in whole.texts(&[]) {
        let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("- ")).collect();
        let (talk, cloud) =
            ("- 가상톡: 2026. 9. 28. 02:14에 중단", "- 가상클라우드(로그인): 2026. 9. 28. 02:14에 중단");
        assert_eq!(lines, [format!("{talk}, 06:05 전체 복구"), format!("{cloud}, 06:05 전체 복구")], "{name}");
    }
    for (name, text) in back.texts(&[]) {
        assert!(text.contains("복구 안내"), "{name}:\n{text}");
        assert!(text.contains("- 포인트(적립): 2026. 9. 28. 03:20 ~ 2026. 9. 29. 01:00 중단"), "{name}:\n{text}");
    }
}

#[test]
fn a_service_of_no_outage_is_no_service_of_no_text() {
    let case = Case::of("sample-2026-09", "interim:1", &NOTICES[..1], |sheets| set(sheets, "서비스", 2, "사고", ""));
    let (code, findings) = case.build(&[]);
    assert_eq!((code, told(&findings, "FORM01")[0].1.as_str()), (1, "서비스!B3"));
}

#[test]
fn one_standard_of_several_that_says_nothing_is_named_and_no_other() {
    let second = [("식별자", "second"), ("대상", "가맹점주"), ("보상 금액", ""), ("단위", "")];
    let case = Case::of("sample-2026-09", "interim:1", &NOTICES[1..], |sheets| add(sheets, "보상기준", 1, &second));
    let (code, findings) = case.build(&[]);
    let form01 = told(&findings, "FORM01");
    let [(severity, at, message)] = &form01[..] else { panic!("{form01:#?}") };
    assert_eq!((code, severity.as_str(), at.as_str()), (1, "error", "보상기준!I3"));
    for part in ["손해배상의 기준(", "문자메시지", "전자우편", "제37조의21"] {
        assert!(message.contains(part), "{message}");
    }
    let told = Case::of("sample-2026-09", "interim:1", &NOTICES[1..], |sheets| {
        add(sheets, "보상기준", 1, &second);
        set(sheets, "보상기준", 2, "개별 심사", "예");
        set(sheets, "보상기준", 2, "성격", "자율 지원");
        set(sheets, "보상기준", 2, "피해액 상한", "300000");
    });
    for (name, text) in told.texts(&[]) {
        let line = "- 가맹점주(피해액 300,000원 이하): 개별 심사, 자율 지원(법령이나 약관에 따른 배상이 아님)";
        assert!(text.lines().any(|own| own == line), "{name}:\n{text}");
    }
}

#[test]
fn an_intake_channel_is_a_way_to_claim() {
    let rows = |text: &str| text.lines().map(|line| line.split('|').map(str::to_owned).collect()).collect::<Vec<_>>();
    let channels = "식별자|사업자|창구|집계 포함|접수 시작|접수 종료\n\
                    c1|gasang|피해 접수 화면|예|2026-09-29|2026-10-20\n\
                    c2|gasang|고객센터|예|2026-09-29|";
    let case = Case::of("sample-2026-09", "interim:1", &NOTICES[1..], |sheets| {
        set(sheets, "보상기준", 1, "청구 절차", "");
        sheets.insert("접수창구".into(), rows(channels));
    });
    for (name, text) in case.texts(&[]) {
        assert!(text.contains("- 피해 접수 화면: 2026. 9. 29. ~ 2026. 10. 20. 접수"), "{name}:\n{text}");
        assert!(text.contains("- 고객센터: 2026. 9. 29.부터 접수"), "{name}:\n{text}");
    }
}

/// Lines that stand above something.
const HEADINGS: [&str; 4] =
    ["손해배상의 청구권자와 기준", "손해배상의 절차 및 방법", "중단된 서비스와 중단 시각", "발생 내용"];

#[test]
fn no_text_has_a_heading_above_nothing_even_in_a_draft() {
    let bare = |sheets: &mut Sheets| {
        sheets.remove("보상기준");
        sheets.remove("경과");
        set(sheets, "사업자", 1, "상담 접수 연락처", "");
        for column in ["원인", "대응조치 현황", "증상", "전체 복구"] {
            set(sheets, "사고", 1, column, "");
        }
    };
    for stage in ["initial", "interim:1", "final"] {
        for (name, text) in Case::of("sample-2026-09", stage, &NOTICES, bare).texts(&["--draft"]) {
            let lines: Vec<&str> = text.lines().collect();
            for (at, line) in lines.iter().enumerate() {
                let stands = || lines.get(at + 1).is_some_and(|next| next.starts_with("- "));
                assert!(!HEADINGS.contains(line) || stands(), "{name}: {line}\n{text}");
                assert!(!line.ends_with(": ") && !line.ends_with(':'), "{name}: {line}");
                assert!(!["()", "[]", "( )", "- :"].iter().any(|empty| line.contains(empty)), "{name}: {line}");
            }
            assert!(!text.contains("다음과 같이") && !text.contains("아래와 같이"), "{name}:\n{text}");
            for unsaid in ["파악 중", "복구 작업", "복구 완료", "마쳤습니다"] {
                assert!(!text.contains(unsaid), "{name}: nobody said {unsaid}\n{text}");
            }
        }
    }
}

#[test]
fn a_cloud_notice_names_the_department_and_its_cell_is_the_case_file() {
    let case = Case::of("aws-2025-10-20", "interim:1", &["kr-cloud-notice"], |_| {});
    for (name, text) in case.texts(&[]) {
        for part in ["담당부서: 고객지원 부서", "연락처: (합성) AWS 고객지원", "2025. 10. 20. 15:48", "이용자"]
        {
            assert!(text.contains(part), "{name}: {part}\n{text}");
        }
    }
    let toml = fs::read_to_string(case.path().join("case.toml")).expect("the case");
    let without: String =
        toml.lines().filter(|line| !line.starts_with("department")).map(|line| format!("{line}\n")).collect();
    fs::write(case.path().join("case.toml"), without).expect("ours");
    let (code, findings) = case.build(&[]);
    let form01 = told(&findings, "FORM01");
    let [(severity, _, message)] = &form01[..] else { panic!("{form01:#?}") };
    assert_eq!((code, severity.as_str()), (1, "error"));
    assert!(message.contains("담당부서"), "{message}");
    let help = findings.iter().find(|one| one["code"] == "FORM01").and_then(|one| one["help"].as_str());
    assert!(help.is_some_and(|help| help.contains("contact.department")), "{help:?}");
}

/// All that a file says to whoever opens or searches it.
fn everything(path: &Path) -> String {
    let bytes = fs::read(path).expect("a file");
    let mut text = String::from_utf8_lossy(&bytes).into_owned();
    if path.extension().is_some_and(|ending| ending == "pdf") {
        let reading = bogo::proof::pdf::read(&bytes).expect("a PDF");
        reading.words.iter().for_each(|word| text.push_str(&word.text));
        reading.files.iter().for_each(|file| text.push_str(&String::from_utf8_lossy(&file.bytes)));
    }
    text
}

#[test]
fn what_the_house_thinks_of_its_duty_stays_in_the_house() {
    for (id, form) in [
        ("sample-2026-09", "kr-outage-notice"),
        ("sample-2026-09", "kr-damages-notice"),
        ("aws-2025-10-20", "kr-cloud-notice"),
    ] {
        let case = Case::of(id, "interim:1", &[form], |_| {});
        let (code, findings) = case.build(&["--edition", "public"]);
        assert_eq!(code, 0, "{findings:#?}");
        for folder in ["submit", "public"] {
            let notice: Vec<PathBuf> =
                files(&case.bundle().join(folder)).into_iter().filter(|path| name(path).starts_with(form)).collect();
            assert!(notice.len() >= 7, "{notice:?}");
            for path in notice {
                let text = everything(&path);
                for word in
                    JUDGEMENTS.iter().chain(&["판단함", "c-record", "기록한", "가상 담당자", "report@example.com"])
                {
                    assert!(!text.contains(word), "{}: {word}", path.display());
                }
            }
        }
        let record: Json = serde_json::from_slice(
            &fs::read(case.bundle().join(format!("internal/{form}.record.json"))).expect("the record"),
        )
        .expect("JSON");
        schema::assert_fits("filing.v1.json", form, &record);
        let section = |filing: &Json, id: &str| {
            filing["sections"].as_array().expect("sections").iter().any(|section| section["id"] == id)
        };
        assert!(section(&record, "record") && section(&record, "notice") && section(&record, "texts"));
        assert_eq!((&record["internal"], &record["edition"]), (&true.into(), &"internal".into()));
        let filed: Json =
            serde_json::from_slice(&fs::read(case.bundle().join(format!("submit/{form}.json"))).expect("the notice"))
                .expect("JSON");
        schema::assert_fits("filing.v1.json", form, &filed);
        assert!(!section(&filed, "record") && section(&filed, "texts"));
        let inside = files(&case.bundle().join("internal"));
        // The texts of the notice lie where it does; those for press and board are no part of it.
        let is_text = |path: &&PathBuf| path.extension().is_some_and(|ending| ending == "txt");
        assert!(inside.iter().filter(is_text).all(|path| name(path).starts_with("texts.")), "{inside:?}");
    }
}

#[test]
fn a_bundle_with_a_record_is_verified_rebuilt_compared_and_reviewed() {
    let case = Case::of("sample-2026-09", "interim:1", &NOTICES, |_| {});
    assert_eq!(case.build(&["--edition", "internal"]).0, 0);
    let bundle = case.bundle();
    let inside: Vec<String> = files(&bundle.join("internal")).iter().map(|path| name(path)).collect();
    let records = inside.iter().filter(|name| name.contains("notice")).collect::<Vec<_>>();
    assert!(records.iter().all(|name| name.contains(".record.")), "one record, whatever edition: {records:?}");
    let run = |args: &[&Path], more: &[&str]| {
        let output = bogo().args(more).args(args).output().expect("it runs");
        let said = [output.stdout, output.stderr].concat();
        (output.status.code().expect("a code"), String::from_utf8(said).expect("text"))
    };
    let record = bundle.join("internal/kr-damages-notice.record.pdf");
    let notice = bundle.join("submit/kr-damages-notice.pdf");
    for path in [&bundle, &bundle.join("internal"), &bundle.join("submit"), &record, &notice] {
        let (code, said) = run(&[path], &["verify"]);
        assert_eq!(code, 0, "{}: {said}", path.display());
        let (code, said) = run(&[path, Path::new("--rebuild"), case.path()], &["verify"]);
        assert_eq!(code, 0, "{} --rebuild: {said}", path.display());
    }
    let (code, said) = run(&[&bundle, &bundle], &["diff"]);
    assert_eq!(code, 0, "{said}");
    let (code, said) = run(&[&bundle], &["review"]);
    assert!(code < 2 && said.contains("주식회사 가상온라인"), "{code}: {said}");
    let (code, said) = run(&[&record], &["review"]);
    assert!(code > 0 && !said.contains("가상온라인"), "a record is nobody else's to review: {said}");
}

/// The outage notice's form changed in one place.
fn refused(from: &str, to: &str) -> String {
    let dir = tempfile::tempdir().expect("a folder");
    let path = "kr/forms/kr-outage-notice.toml";
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("templates").join(path)).expect("a form");
    assert!(text.contains(from), "{from}");
    let place = dir.path().join(path);
    fs::create_dir_all(place.parent().expect("a folder")).expect("ours");
    fs::write(&place, text.replacen(from, to, 1)).expect("ours");
    let output = bogo().args(["explain", "kr-outage-notice", "--templates"]).arg(dir.path()).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    String::from_utf8(output.stderr).expect("text")
}

#[test]
fn a_pack_whose_text_tells_too_little_is_refused() {
    let contact = r#"{ say = "상담: {filer.support_contact}", tells = ["notice.contact"] }"#;
    let untold = refused(contact, r#"{ say = "상담: {filer.support_contact}" }"#);
    assert!(untold.contains("notice.contact") && untold.contains("text.sms"), "{untold}");
    let misspelt = refused(contact, r#"{ say = "상담: {filer.support_contact}", tells = ["notice.contacts"] }"#);
    assert!(misspelt.contains("notice.contacts"), "{misspelt}");
    let heading = r#"{ say = "중단된 서비스와 중단 시각", heads = ["notice.service", "notice.fact"] }"#;
    let astray = refused(heading, r#"{ say = "보상", heads = ["record.sent"] }"#);
    assert!(astray.contains("record.sent"), "{astray}");
}
