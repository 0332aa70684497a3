//! The whole program through its binary: exit codes, what it says, what it writes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use bogo::bundle::sha256_hex;
use serde_json::Value;

use crate::support::{Case, bogo};

/// Every file below a folder with its bytes.
fn tree(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(base: &Path, dir: &Path, out: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(dir).expect("a folder").flatten() {
            if entry.path().is_dir() {
                walk(base, &entry.path(), out);
            } else {
                let name = entry.path().strip_prefix(base).expect("below").to_string_lossy().into_owned();
                out.insert(name, fs::read(entry.path()).expect("a file"));
            }
        }
    }
    let mut out = BTreeMap::new();
    walk(dir, dir, &mut out);
    out
}

/// Checks a folder's SHA256SUMS as `sha256sum -c` would; every other file must be listed.
fn sums_hold(folder: &Path) {
    let files = tree(folder);
    let sums = String::from_utf8(files["SHA256SUMS"].clone()).expect("text");
    let listed: BTreeMap<&str, &str> =
        sums.lines().filter_map(|line| line.split_once("  ")).map(|(h, n)| (n, h)).collect();
    for (name, bytes) in files.iter().filter(|(name, _)| *name != "SHA256SUMS") {
        assert_eq!(listed.get(name.as_str()), Some(&sha256_hex(bytes).as_str()), "{name}");
    }
    assert_eq!(listed.len() + 1, files.len());
}

fn json(output: &[u8]) -> Value {
    serde_json::from_slice(output).unwrap_or_else(|_| panic!("JSON, not {}", String::from_utf8_lossy(output)))
}

#[test]
fn a_verdict_says_whether_the_case_may_be_filed() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let said = |dir: &Path, lang: &str| {
        let output = bogo().arg("check").arg(dir).args(["--lang", lang]).output().expect("it runs");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        text.lines().last().expect("a verdict").to_owned()
    };
    let clean = said(&fixtures.join("first-report-one-sheet"), "ko");
    assert!(clean.starts_with("first-report-one-sheet: 제출할 수 있음 ("), "{clean}");
    let warned = said(&fixtures.join("kakao-2024-05"), "ko");
    assert!(warned.starts_with("kakao-2024-05: 제출할 수 있음 · 확인할 것 2건 ("), "{warned}");
    let warned = said(&fixtures.join("kakao-2024-05"), "en");
    assert!(warned.starts_with("kakao-2024-05: fit to file · 2 to look at ("), "{warned}");
    let wrong = Case::kakao();
    wrong.set("사고", ("식별자", "pangyo"), "전체 복구", "2022-10-14 23:00");
    let wrong = said(wrong.path(), "ko");
    assert!(wrong.contains(": 제출할 수 없음 · 오류 "), "{wrong}");
}

#[test]
fn the_main_job_writes_three_filings_in_three_formats() {
    let case = Case::kakao();
    let output = bogo().arg("build").arg(case.path()).arg("--out").arg(case.out()).output().expect("it runs");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let bundle = case.out().join("kakao-2022-10-15");
    let files = tree(&bundle);
    for format in ["html", "pdf", "json"] {
        for form in ["submit/kr-incident-report", "submit/kr-relief-report", "internal/executive-summary"] {
            assert!(files.contains_key(&format!("{form}.{format}")), "{form}.{format} in {:?}", files.keys());
        }
    }
    assert!(files.contains_key("internal/findings.json") && files.contains_key("internal/trace.json"));
    sums_hold(&bundle.join("submit"));
    sums_hold(&bundle.join("internal"));
    let hidden = fs::read_dir(case.out())
        .expect("a folder")
        .flatten()
        .filter(|e| e.file_name().to_string_lossy().starts_with('.'));
    assert_eq!(hidden.count(), 0, "nothing stays behind");
}

#[test]
fn the_same_case_gives_the_same_bytes_whatever_the_order_and_the_jobs() {
    let case = Case::kakao();
    let build = |jobs: &str, forms: [&str; 3], out: &Path| {
        let mut command = bogo();
        command.arg("build").arg(case.path()).arg("--out").arg(out).args(["--jobs", jobs]);
        if jobs == "2" {
            command.env("TZ", "Asia/Tokyo").env("LANG", "ko_KR.UTF-8");
        }
        for form in forms {
            command.args(["--form", form]);
        }
        command.assert().code(0);
        tree(out)
    };
    let first = build("1", ["kr-incident-report", "kr-relief-report", "executive-summary"], &case.out().join("a"));
    let second = build("2", ["executive-summary", "kr-relief-report", "kr-incident-report"], &case.out().join("b"));
    let differing: Vec<_> =
        first.iter().filter(|(name, bytes)| second.get(*name) != Some(bytes)).map(|(n, _)| n).collect();
    assert!(differing.is_empty() && first.len() == second.len(), "{differing:?}");
}

/// One broken cell each: the sheet, the row, the column, what is typed there.
const BROKEN: [(&str, (&str, &str), &str, &str); 6] = [
    ("서비스", ("식별자", "kakaotalk_pc"), "중단 시작", "2022-10-17 15:30"),
    ("서비스", ("식별자", "kakaotalk_pc"), "중단 시작", "어제쯤"),
    ("서비스", ("식별자", "kakaotalk_pc"), "요금 형태", "공짜나름"),
    ("서비스", ("식별자", "kakaotalk_pc"), "사업자", "kakoa"),
    ("보상기준", ("식별자", "sb_to_300k"), "보상 금액", "-30000"),
    ("접수창구", ("식별자", "kakao_claims"), "접수 일수", "18"),
];

#[test]
fn one_broken_cell_is_named_and_nothing_is_written() {
    for (sheet, row, column, text) in BROKEN {
        let case = Case::kakao();
        let cell = case.set(sheet, row, column, text);
        let checked =
            bogo().arg("check").arg(case.path()).args(["--message-format", "json"]).output().expect("it runs");
        assert_eq!(
            checked.status.code(),
            Some(1),
            "{sheet}!{cell} {text}: {}",
            String::from_utf8_lossy(&checked.stdout)
        );
        let findings = json(&checked.stdout)["findings"].as_array().expect("findings").clone();
        let errors: Vec<_> = findings.iter().filter(|finding| finding["severity"] == "error").collect();
        let named = |finding: &&Value| {
            let here = |origin: &Value| origin["sheet"] == sheet && origin["cell"] == cell.as_str();
            here(&finding["origin"])
                || finding["related"].as_array().is_some_and(|r| r.iter().any(|r| here(&r["origin"])))
        };
        assert!(errors.iter().all(named), "{sheet}!{cell} `{text}`: {errors:#?}");

        let drawn = bogo().arg("check").arg(case.path()).output().expect("it runs");
        let drawn = String::from_utf8(drawn.stdout).expect("UTF-8");
        assert!(drawn.contains(&format!(" / {sheet} / {cell}")) && drawn.contains("<- 여기"), "{drawn}");

        bogo().arg("build").arg(case.path()).arg("--out").arg(case.out()).assert().code(1);
        assert!(!case.out().exists(), "nothing may be written");
    }
}

#[test]
fn a_finding_names_each_article_once() {
    let kakao = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15");
    let output = bogo().arg("check").arg(kakao).args(["--message-format", "json"]).output().expect("it runs");
    let told = json(&output.stdout);
    let findings = told["findings"].as_array().expect("findings");
    let mut cited = 0;
    for finding in findings {
        let law: Vec<&str> = finding["law"].as_array().expect("articles").iter().filter_map(Value::as_str).collect();
        let once: std::collections::BTreeSet<&str> = law.iter().copied().collect();
        assert_eq!(once.len(), law.len(), "{finding:#}");
        cited += law.len();
    }
    assert!(cited > 0, "some finding names an article");
}

#[test]
fn a_draft_is_built_despite_errors_and_says_so() {
    let case = Case::kakao();
    case.set("서비스", ("식별자", "kakaotalk_pc"), "중단 시작", "2022-10-17 15:30");
    bogo().arg("build").arg(case.path()).arg("--draft").arg("--out").arg(case.out()).assert().code(1);
    let html =
        fs::read_to_string(case.out().join("kakao-2022-10-15.draft/submit/kr-incident-report.html")).expect("a draft");
    assert!(html.contains("초안"));
}

#[test]
fn what_cannot_be_read_is_said_in_words_with_a_remedy() {
    let ole2 = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    let spoil: [(&str, &dyn Fn(&Path)); 6] = [
        ("case.toml 없음", &|dir| fs::remove_file(dir.join("case.toml")).expect("ours")),
        ("키 오타", &|dir| replace(dir, "report_at", "report_ta")),
        ("날짜 오류", &|dir| replace(dir, "2023-07-04T10:00:00+09:00", "\"어제\"")),
        ("파일 없음", &|dir| fs::remove_file(dir.join("사건.xlsx")).expect("ours")),
        ("암호", &|dir| fs::write(dir.join("사건.xlsx"), [&ole2[..], &[0; 4096]].concat()).expect("ours")),
        ("잘린 파일", &|dir| {
            let bytes = fs::read(dir.join("사건.xlsx")).expect("ours");
            fs::write(dir.join("사건.xlsx"), &bytes[..bytes.len() / 2]).expect("ours");
        }),
    ];
    for (name, spoil) in spoil {
        let case = Case::kakao();
        spoil(case.path());
        for (lang, remedy) in [("ko", "고치기"), ("en", "fix")] {
            let output = bogo().arg("check").arg(case.path()).args(["--lang", lang]).output().expect("it runs");
            let text = String::from_utf8(output.stderr).expect("UTF-8");
            assert_eq!(output.status.code(), Some(2), "{name}: {text}");
            assert!(text.contains(remedy), "{name}: {text}");
            for foreign in ["TOML parse error", "calamine", "Zip", "panicked", "os error", "Xlsx", "invalid type"] {
                assert!(!text.contains(foreign), "{name}: {text}");
            }
        }
    }
}

fn replace(dir: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(dir.join("case.toml")).expect("ours");
    assert!(text.contains(from));
    fs::write(dir.join("case.toml"), text.replace(from, to)).expect("ours");
}

#[test]
fn a_figure_is_traced_to_its_cells() {
    let case = Case::kakao();
    let trace = |figure: &str| {
        let output = bogo()
            .arg("trace")
            .arg(case.path())
            .arg(figure)
            .args(["--message-format", "json"])
            .output()
            .expect("it runs");
        assert_eq!(output.status.code(), Some(0), "{figure}");
        json(&output.stdout)
    };
    let total = trace("claims.total");
    assert_eq!(total["value"]["value"], "105116");
    assert!(total["formula"].as_str().is_some_and(|formula| !formula.is_empty()));
    assert!(!total["origins"].as_array().expect("origins").is_empty(), "{total:#}");
    let duration = trace("outage.duration");
    assert_eq!(duration["value"]["value"], "PT127H33M");
    let company = trace("outage.pangyo.duration.outage_start_company__restored_all");
    assert_eq!(company["value"]["value"], "PT127H30M");

    let output = bogo().arg("trace").arg(case.path()).arg("claims.totl").output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("claims.total"), "a near miss is offered");
}

#[test]
fn every_rule_form_and_article_is_explained_in_both_languages() {
    for lang in ["ko", "en"] {
        let list = bogo().args(["explain", "--lang", lang]).output().expect("it runs");
        let list = String::from_utf8(list.stdout).expect("UTF-8");
        let topics: Vec<&str> =
            list.lines().filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next()).collect();
        assert!(topics.len() > 40, "{topics:?}");
        for topic in topics {
            bogo().args(["explain", topic, "--lang", lang]).assert().code(0);
        }
    }
}

#[test]
fn completions_come_for_each_shell() {
    for shell in ["bash", "zsh", "fish"] {
        let output = bogo().args(["completions", shell]).output().expect("it runs");
        assert!(String::from_utf8_lossy(&output.stdout).contains("explain"), "{shell}");
    }
}

#[test]
fn a_mistyped_command_line_is_answered_in_our_words() {
    let cases: [(&[&str], &str); 5] = [
        (&["biuld", "x"], "build"),
        (&["build", "--drfat", "x"], "--draft"),
        (&["build"], "CASE"),
        (&["check", "x", "--message-format", "xml"], "json"),
        (&["build", "x", "--stage", "soon"], "interim"),
    ];
    for (words, hint) in cases {
        let output = bogo().args(words).output().expect("it runs");
        let text = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.starts_with("오류: ") && text.contains(hint), "{words:?}: {text}");
        assert!(!text.contains("error:") && !text.contains("tip:"), "{words:?}: {text}");
    }
}

#[test]
fn a_build_killed_at_any_moment_leaves_a_whole_bundle() {
    let case = Case::kakao();
    let build = |delay: Option<u64>| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_bogo"));
        command.arg("build").arg(case.path()).arg("--out").arg(case.out()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("it starts");
        match delay {
            None => assert!(child.wait().expect("it ends").success()),
            Some(delay) => {
                std::thread::sleep(Duration::from_millis(delay));
                // It may have ended already; then there is nothing to kill.
                let _ = child.kill();
                child.wait().expect("it ends");
            }
        }
    };
    build(None);
    let bundle = case.out().join("kakao-2022-10-15");
    let whole = tree(&bundle);
    for step in 0..24 {
        build(Some(step * 67 % 1_600));
        sums_hold(&bundle.join("submit"));
        sums_hold(&bundle.join("internal"));
        assert_eq!(tree(&bundle), whole);
    }
    build(None);
    let names: Vec<_> = fs::read_dir(case.out()).expect("a folder").flatten().map(|e| e.file_name()).collect();
    assert_eq!(names, ["kakao-2022-10-15"]);
}

#[test]
fn something_else_in_the_bundle_s_place_is_left_alone() {
    let case = Case::kakao();
    let place = case.out().join("kakao-2022-10-15");
    fs::create_dir_all(&place).expect("a folder");
    fs::write(place.join("소중한 파일.txt"), "mine").expect("a file");
    bogo().arg("build").arg(case.path()).arg("--out").arg(case.out()).assert().code(2);
    assert_eq!(fs::read_to_string(place.join("소중한 파일.txt")).expect("still there"), "mine");
}
