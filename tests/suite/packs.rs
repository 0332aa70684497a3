//! Packs as authors meet them: two that are clean, and copies of the small one broken in every way.

use std::fs;
use std::path::{Path, PathBuf};

use bogo::pack::{Assets, Pack, diagnose};
use bogo::{law, render};
use proptest::prelude::*;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{bogo, schema};

fn templates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder of ours").flatten() {
        let (path, place) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &place);
        } else {
            fs::copy(&path, &place).expect("a copy");
        }
    }
}

/// A copy of the small pack, alone: what all packs share comes from the binary.
fn example() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let folder = dir.path().join("example");
    copy(&templates().join("example"), &folder);
    (dir, folder)
}

/// Exit code and findings of a check.
fn check(folder: &Path) -> (i32, Value) {
    let output =
        bogo().args(["pack", "check"]).arg(folder).args(["--message-format", "json"]).output().expect("it runs");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let document = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("JSON, not {told}"));
    schema::assert_fits("pack.v1.json", "pack check", &document);
    (output.status.code().expect("a code"), document)
}

#[test]
fn the_packs_of_the_binary_are_clean() {
    for pack in ["kr", "example"] {
        let (code, document) = check(&templates().join(pack));
        assert_eq!((code, &document["verdict"]), (0, &Value::from("clean")), "{document:#}");
        assert!(document["examined"]["cases"].as_u64().is_some_and(|cases| cases > 10), "{document:#}");
    }
    let (_dir, folder) = example();
    assert_eq!(check(&folder).0, 0, "alone as well as beside base");
}

#[test]
fn a_folder_that_is_no_pack_is_refused() {
    let output = bogo().args(["pack", "check", "/nowhere", "--lang", "en"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("Not the folder of a pack: /nowhere"));
    let output = bogo().args(["explain", "--pack", "nobody", "--lang", "en"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("No such pack: `nobody`") && told.contains("example, kr"), "{told}");
}

/// What is broken: file, from, to, code of the finding, and a part of its English sentence. The line is that of the change.
const BREAKS: [(&str, &str, &str, &str, &str); 44] = [
    // Keys and types.
    ("pack.toml", "version =", "versoin =", "pack-unknown-key", "versoin"),
    ("duties/outage-report.toml", "recipient = \"era\"", "recipient = 1", "pack-wrong-type", "integer `1"),
    ("duties/outage-report.toml", "at = \"②\"\ntext", "att = \"②\"\ntext", "pack-unknown-key", "unknown key att"),
    (
        "duties/outage-report.toml",
        "test = \"outage.planned\" },",
        "tset = \"outage.planned\" },",
        "pack-unknown-key",
        "tset",
    ),
    ("duties/outage-report.toml", ", en = \"an invented fine\" }", " }", "pack-missing-key", "a key is missing: en"),
    ("duties/outage-report.toml", "scope = \"outage\"", "scope = \"outages\"", "pack-unknown-word", "outages"),
    (
        "duties/outage-report.toml",
        "en = \"planned work that was announced\"",
        "en = \"\"",
        "pack-empty",
        "empty text: en",
    ),
    ("agencies.toml", "head = \"예시 감독원장\"", "head = 3", "pack-wrong-type", "integer `3"),
    (
        "holidays.toml",
        "kind = \"legal\", basis = \"예시 사업법 제9조\" },\n]",
        "kind = \"lega\", basis = \"예시 사업법 제9조\" },\n]",
        "pack-unknown-word",
        "lega",
    ),
    ("forms/example-report.toml", "label = \"발생과 원인\"\n", "label = \"\"\n", "pack-empty", "empty text: label"),
    (
        "forms/example-report.toml",
        "requirement = \"conditional\"",
        "requirement = \"maybe\"",
        "pack-unknown-word",
        "maybe",
    ),
    // Names.
    (
        "duties/outage-report.toml",
        "entity.users_daily >=",
        "entity.users_dayly >=",
        "pack-no-fact",
        "no fact entity.users_dayly; near it: entity.users_daily",
    ),
    ("duties/outage-report.toml", ">= law.long\"", ">= law.lang\"", "pack-no-parameter", "no parameter law.lang"),
    ("duties/outage-report.toml", "recipient = \"era\"", "recipient = \"eva\"", "pack-no-agency", "no agency eva"),
    ("duties/outage-report.toml", "method = \"days\"", "method = \"weeks\"", "pack-no-method", "no method weeks"),
    (
        "duties/outage-report.toml",
        "[\"example-act.outage-report\"]",
        "[\"example-act.report\"]",
        "pack-no-article",
        "no article example-act.report",
    ),
    ("duties/outage-report.toml", "\"outage.restored_all\"]", "\"outage.cause\"]", "pack-test-type", "Moment, Date"),
    (
        "duties/outage-report.toml",
        "law_date = \"outage.start\"",
        "law_date = \"outage.cause\"",
        "pack-test-type",
        "outage.cause",
    ),
    (
        "duties/outage-report.toml",
        "test = \"outage.critical_facility\"",
        "test = \"outage.cause\"",
        "pack-test-type",
        "outage.cause",
    ),
    (
        "methods.toml",
        "rolls = true\narticles = [\"example-act.periods\"]",
        "rolls = true\narticles = [\"example-act.period\"]",
        "pack-no-article",
        "no article example-act.period",
    ),
    (
        "forms/example-report.toml",
        "value = \"started_at\"",
        "value = \"started\"",
        "pack-no-field",
        "no field started in the sheet interruption",
    ),
    (
        "forms/example-report.toml",
        "rows = \"interruption\"",
        "rows = \"interuption\"",
        "pack-no-sheet",
        "no sheet interuption",
    ),
    (
        "forms/example-report.toml",
        "from = \"outage.cause\"",
        "from = \"outage.causes\"",
        "pack-no-field",
        "no field causes",
    ),
    ("forms/example-report.toml", "id = \"example-report\"", "id = \"other-report\"", "pack-id", "other-report"),
    (
        "forms/example-report.toml",
        "basis = [\"example-act.outage-report\"]\nfrom = \"interruption",
        "basis = [\"example-act.outage\"]\nfrom = \"interruption",
        "pack-no-article",
        "no article example-act.outage",
    ),
    (
        "forms/example-report.toml",
        "basis = [\"example-act.outage-report\"]\nfrom = \"interruption",
        "basis = []\nfrom = \"interruption",
        "pack-needs",
        "basis",
    ),
    ("forms/example-report.toml", "label = \"서비스\"", "label = \"서비스 2\"", "pack-digit", "서비스 2"),
    ("filing.toml", "comma = \", \"", "comma = \", \"\nletter = \"nothing\"", "pack-no-form", "no form nothing"),
    // Time.
    (
        "statutes/example-act.toml",
        "from = 2025-01-01, number",
        "from = 2023-01-01, number",
        "pack-dates",
        "the dates do not fit",
    ),
    (
        "duties/outage-report.toml",
        "{ from = 2025-01-01, value = 50_000",
        "{ from = 2023-01-01, value = 50_000",
        "pack-dates",
        "the dates do not fit",
    ),
    (
        "duties/outage-report.toml",
        "in_force = 2024-01-01",
        "in_force = 2024-01-01\nrepealed = 2023-01-01",
        "pack-repealed",
        "repealed before it began",
    ),
    ("holidays.toml", "{ date = 2025-05-01", "{ date = 2024-04-01", "pack-dates", "2024-04-01"),
    ("duties/outage-report.toml", "value = 50_000, at", "value = \"many\", at", "pack-literal", "expected Count"),
    ("duties/outage-report.toml", "after = \"30d\"", "after = \"30 days\"", "pack-literal", "30 days"),
    // Cases.
    (
        "duties/outage-report.cases.toml",
        "\"outage.duration\" = \"1h59min\"",
        "\"outage.duratoin\" = \"1h59min\"",
        "pack-no-fact",
        "outage.duratoin",
    ),
    (
        "duties/outage-report.cases.toml",
        "\"outage.duration\" = \"1h59min\"",
        "\"outage.duration\" = \"soon\"",
        "pack-literal",
        "expected Duration",
    ),
    (
        "duties/outage-report.cases.toml",
        "deciding = [\"critical\"]",
        "deciding = [\"critcal\"]",
        "pack-no-row",
        "critcal",
    ),
    (
        "duties/outage-report.cases.toml",
        "answers = { \"announced\" = true }\nstatus = \"not",
        "answers = { \"planned\" = true }\nstatus = \"not",
        "pack-no-row",
        "planned",
    ),
    ("duties/outage-report.cases.toml", "status = \"undetermined\"", "status = \"open\"", "pack-unknown-word", "open"),
    // Templates.
    ("forms/example-report.html", "{%- if remarks %}", "{%- if remaks %}", "pack-template-name", "remaks"),
    (
        "forms/example-report.html",
        "{{ <runs runs={remark}/> }}",
        "{% if head[0].lable %}{{ <runs runs={remark}/> }}{% endif %}",
        "pack-template-name",
        "lable",
    ),
    (
        "forms/example-report.html",
        "{%- endfor %}",
        "{%- endfr %}",
        "pack-template-syntax",
        "cannot be read: {%- endfr %}",
    ),
    ("forms/example-report.html", "<p class=\"note\">", "<p class=\"nota\">", "pack-template-page", "nota"),
    (
        "forms/example-report.html",
        "<div class=\"summary\">",
        "<marquee class=\"summary\">",
        "pack-template-page",
        "marquee",
    ),
];

#[test]
fn every_kind_of_mistake_is_found_with_its_file_and_line() {
    let mut wrong = Vec::new();
    for (file, from, to, code, sentence) in BREAKS {
        let (_dir, folder) = example();
        let path = folder.join(file);
        let text = fs::read_to_string(&path).expect("a file of the pack");
        let at = text.rfind(from).unwrap_or_else(|| panic!("{file}: {from}"));
        let changed = format!("{}{to}{}", &text[..at], &text[at + from.len()..]);
        // The first line that differs.
        let line = text.lines().zip(changed.lines()).position(|(a, b)| a != b).expect("a change") + 1;
        fs::write(&path, &changed).expect("ours");
        let (exit, document) = check(&folder);
        let findings = document["findings"].as_array().expect("findings");
        let name = format!("example/{file}");
        let fits = |found: &&Value| {
            found["code"] == code
                && found["file"] == name.as_str()
                && found["message"]["en"].as_str().is_some_and(|said| said.contains(sentence))
                && found["message"]["ko"].as_str().is_some_and(|said| !said.is_empty() && !said.contains("pack-"))
        };
        match findings.iter().find(fits) {
            None => wrong.push(format!("{file}: {to}: {document:#}")),
            Some(found) if found["line"] != line => {
                wrong.push(format!("{file}: {to}: line {line}, not {}", found["line"]));
            }
            Some(_) if findings.len() > 1 => wrong.push(format!("{file}: {to}: more than the one: {document:#}")),
            Some(_) => assert_eq!(exit, 1),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_the_cases_do_not_show_is_told() {
    let remove = |text: &str, say: &str| {
        let at = text.find(say).expect("a case");
        let start = text[..at].rfind("[[case]]").expect("its head");
        let end = text[at..].find("[[case]]").map_or(text.len(), |length| at + length);
        format!("{}{}", &text[..start], &text[end..])
    };
    for (say, code, sentence) in [
        ("한 명 모자라면 보고하지 않는다.\"\nlaw_date = 2024-12-31", "pack-no-case-of-day", "none of 2024-12-31"),
        ("미리 알린 작업은 6시간까지", "pack-row-unnoticed", "announced"),
        ("6시간을 1분 넘으면", "pack-threshold", "the number planned_limit since 2024-01-01"),
    ] {
        let (_dir, folder) = example();
        let path = folder.join("duties/outage-report.cases.toml");
        let text = fs::read_to_string(&path).expect("the cases");
        fs::write(&path, remove(&text, say)).expect("ours");
        let (exit, document) = check(&folder);
        let told = document["findings"].as_array().expect("findings").iter().any(|found| {
            found["code"] == code && found["message"]["en"].as_str().is_some_and(|said| said.contains(sentence))
        });
        assert!(exit == 1 && told, "{say}: {document:#}");
    }
    let (_dir, folder) = example();
    let path = folder.join("duties/outage-report.cases.toml");
    let text = fs::read_to_string(&path).expect("the cases");
    fs::write(&path, text.replace("answers = { \"announced\" = true }\n", "")).expect("ours");
    let uncovered = |found: &Value| {
        found["code"] == "pack-row-uncovered" && found["message"]["en"].to_string().contains("announced")
    };
    assert!(check(&folder).1["findings"].as_array().expect("findings").iter().any(uncovered));
    let line = text.lines().position(|line| line.contains("한 명 모자라면 보고하지 않는다")).expect("a case");
    fs::write(
        &path,
        text.replacen("status = \"not-required\"\ndeciding = [\"many-users\"]", "status = \"required\"", 1),
    )
    .expect("ours");
    let (_, document) = check(&folder);
    let failed = &document["findings"][0];
    assert_eq!((failed["code"].as_str(), failed["line"].as_u64()), (Some("pack-case-fails"), Some(line as u64)));
    fs::remove_file(&path).expect("ours");
    assert_eq!(check(&folder).1["findings"][0]["code"], "pack-no-cases");
}

/// Several mistakes in several files are all told in one run.
#[test]
fn one_run_tells_all_mistakes() {
    let (_dir, folder) = example();
    let edits = [
        ("duties/outage-report.toml", "scope = \"outage\"", "scope = \"outage\"\ncolour = 1"),
        ("duties/outage-report.toml", "entity.users_daily >=", "entity.users_dayly >="),
        ("duties/outage-report.toml", "method = \"days\"", "method = \"weeks\""),
        ("agencies.toml", "schema = 1", "schema = 1\ncolour = 1"),
        ("forms/example-report.toml", "value = \"started_at\"", "value = \"started\""),
        ("forms/example-report.html", "{%- if remarks %}", "{%- if remaks %}"),
    ];
    for (file, from, to) in edits {
        let path = folder.join(file);
        let text = fs::read_to_string(&path).expect("a file");
        assert!(text.contains(from), "{from}");
        fs::write(&path, text.replacen(from, to, 1)).expect("ours");
    }
    let (_, document) = check(&folder);
    let codes: Vec<_> = document["findings"].as_array().expect("findings").iter().map(|found| &found["code"]).collect();
    let expected = [
        "pack-unknown-key",
        "pack-unknown-key",
        "pack-no-fact",
        "pack-no-method",
        "pack-template-name",
        "pack-no-field",
    ];
    assert_eq!(codes, expected, "{document:#}");
}

#[test]
fn a_case_is_built_with_the_small_pack() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let case = dir.path().join("case");
    fs::create_dir(&case).expect("a folder");
    let write = |name: &str, text: &str| fs::write(case.join(name), text).expect("ours");
    write(
        "case.toml",
        "schema = 1\nid = \"small\"\ntitle = \"지어낸 장애\"\nkind = \"incident\"\nfiler = \"acme\"\n\
         report_at = 2026-03-03T10:00:00+09:00\nforms = [\"example-report\"]\nstage = \"final\"\nedition = \"regulator\"\n\
         [inputs]\nfiles = [\"사건.xlsx\"]\n\
         [anchor]\nstart = \"outage_start_company\"\nend = \"restored_all\"\n[[recipient]]\nagency = \"era\"\n",
    );
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows) in [
        (
            "사업자",
            ["식별자,상호,지위,제출자와의 관계,하루 평균 이용자 수", "acme,지어낸회사,부가통신사업자,제출자,60000"],
        ),
        (
            "사고",
            [
                "식별자,사고명,장애 시작(당사 기준),전체 복구,원인 분류,원인,계획된 작업,중요통신시설",
                "flood,지어낸 장애,2026. 3. 2. 10:00,2026. 3. 2. 13:00,기상,태풍으로 전력이 끊김,아니요,아니요",
            ],
        ),
        (
            "서비스",
            [
                "식별자,사고,사업자,서비스,요금 형태,중단 시작,완전 복구",
                "chat,flood,acme,대화,무료,2026. 3. 2. 10:00,2026. 3. 2. 13:00",
            ],
        ),
    ] {
        let sheet = book.add_worksheet().set_name(name).expect("a name");
        for (row, cells) in rows.iter().zip(0..).map(|(cells, row)| (row, cells.split(','))) {
            for (cell, column) in cells.zip(0..) {
                sheet.write_string(row, column, cell).expect("a cell");
            }
        }
    }
    book.save(case.join("사건.xlsx")).expect("ours");
    let out = dir.path().join("out");
    let run = |arguments: &[&str]| {
        let output = bogo().args(arguments).arg("--pack").arg("example").output().expect("it runs");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{told}{}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8(output.stdout).expect("text")
    };
    let folder = case.to_str().expect("a path");
    run(&["build", folder, "--out", out.to_str().expect("a path")]);
    let page = fs::read_to_string(out.join("small/submit/example-report.html")).expect("the filing");
    for part in ["예시 감독원장", "예시 사업법 제5조", "태풍으로 전력이 끊김", "지어낸회사"]
    {
        assert!(page.contains(part), "{part}");
    }
    assert!(out.join("small/submit/example-report.pdf").is_file());
    let duties: Value = serde_json::from_str(&run(&["duties", folder, "--message-format", "json"])).expect("JSON");
    let report = &duties["duties"][0];
    assert_eq!(report["id"], "example.outage-report");
    assert_eq!(report["status"], "required", "{report:#}");
    // 4 hours from the onset, by the law since 2025-07-01.
    assert!(report["due"].to_string().contains("2026-03-02T14:00:00+09:00"), "{report:#}");
    assert!(!duties.to_string().contains("kr."), "nothing of the Korean pack");
}

fn explained(topic: &str, lang: &str) -> String {
    let output = bogo().args(["explain", topic, "--lang", lang, "--pack", "example"]).output().expect("it runs");
    assert!(output.status.success(), "{topic}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(!text.contains("explain-") && !text.contains("say-"), "a key instead of a sentence: {text}");
    text
}

#[test]
fn a_form_and_an_item_explain_themselves_in_both_languages() {
    let form = explained("example-report", "en");
    for part in [
        "Example outage report",
        "outage report (example.outage-report)",
        "예시 감독원",
        "since 2024. 1. 1.",
        "changed on: 2025. 1. 1., 2025. 7. 1.",
        "an invented fine",
        "예시 사업법 제5조",
        "https://regulator.example/act",
        "Interrupted services",
    ] {
        assert!(form.contains(part), "{part}: {form}");
    }
    assert!(explained("example-report", "ko").contains("중단된 서비스 (outage.services) [필수"));
    let item = explained("example-report:outage.planned", "en");
    for part in [
        "Planned work (계획된 작업)",
        "conditional",
        "a row of Outages fits",
        "settled by: Outages / Note (outage.note)",
    ] {
        assert!(item.contains(part), "{part}: {item}");
    }
    let item = explained("example-report:outage.services", "ko");
    for part in
        ["필수", "형식: 표", "채울 곳: 서비스 / 서비스 (interruption.service)", "제4조 2024. 1. 1.부터: 큰 장애가 나면"]
    {
        assert!(item.contains(part), "{part}: {item}");
    }
}

/// Every TOML block of the guide stands in the example pack, word for word.
#[test]
fn the_guide_shows_the_example_pack() {
    let guide = fs::read_to_string(templates().join("../docs/packs.md")).expect("the guide");
    let mut files = Vec::new();
    for folder in ["", "statutes", "duties", "forms"] {
        for entry in fs::read_dir(templates().join("example").join(folder)).expect("the pack").flatten() {
            files.extend(fs::read_to_string(entry.path()).ok());
        }
    }
    let mut blocks = 0;
    for (at, _) in guide.match_indices("```toml\n").chain(guide.match_indices("```html\n")) {
        let block = guide[at + 8..].split("```").next().expect("an end");
        blocks += 1;
        assert!(files.iter().any(|file| file.contains(block.trim_end())), "not in templates/example:\n{block}");
    }
    assert!(blocks >= 10, "{blocks} blocks");
}

/// Files of the small pack.
fn files() -> Vec<PathBuf> {
    let root = templates().join("example");
    let mut found = Vec::new();
    for folder in ["", "statutes", "duties", "forms"] {
        let entries = fs::read_dir(root.join(folder)).expect("the pack").flatten();
        found.extend(entries.map(|entry| entry.path()).filter(|path| path.is_file()));
    }
    found.sort();
    found.iter().map(|path| path.strip_prefix(&root).expect("below it").to_owned()).collect()
}

/// Everything `pack check` does, in this process: a panic here is a panic there.
fn survives(folder: &Path) -> usize {
    let found = diagnose(Assets::of_folder(folder, "example"));
    let mut count = found.problems.len();
    for problem in &found.problems {
        assert!(problem.line >= 1 && !problem.sentence(&words().messages, bogo::lang::Lang::En).starts_with("pack-"));
    }
    if let Some(pack) = found.pack {
        for duty in &pack.duties.duties {
            let cases = pack.cases(duty).unwrap_or_default();
            count += law::cases::examine(&pack, duty, &cases).len();
        }
        count += law::cases::sweep(&pack).len();
        count += render::template_problems(&pack).len();
    }
    count
}

fn words() -> &'static Pack {
    static PACK: std::sync::OnceLock<Pack> = std::sync::OnceLock::new();
    PACK.get_or_init(|| Pack::load(Assets::embedded()).expect("the packaged templates load"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// A damaged file is a sentence of ours, or no damage at all: never a panic.
    #[test]
    fn a_damaged_file_is_never_a_panic(which in 0_usize..64, at in 0.0_f64..1.0, byte in any::<u8>(), short in any::<bool>()) {
        let (dir, folder) = example();
        let files = files();
        let path = folder.join(&files[which % files.len()]);
        let mut bytes = fs::read(&path).expect("a file of the pack");
        #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a small file")]
        let at = ((bytes.len() as f64 * at) as usize).min(bytes.len() - 1);
        if short { bytes.truncate(at) } else { bytes[at] ^= byte.max(1) }
        fs::write(&path, bytes).expect("ours");
        survives(&folder);
        // As `--templates` loads it: an error of the pack, never one of ours.
        if let Err(error) = Pack::load_named(Assets::with_overlay(dir.path()), "example") {
            prop_assert!(words().messages.contains_key(error.key), "{error}");
            prop_assert!(error.kind == bogo::error::ErrorKind::Pack);
        }
    }
}
