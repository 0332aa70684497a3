//! `bogo duties` and `bogo explain DUTY` through the binary: order, reasons, JSON against its schema, a calendar.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::schema::assert_fits;
use crate::support::{Case, bogo};

fn kakao() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15")
}

fn said(args: &[&str]) -> String {
    let output = bogo().arg("duties").arg(kakao()).args(args).output().expect("it runs");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn people_read_required_first_and_what_nobody_looked_at_last() {
    let text = said(&[]);
    let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part} in {text}"));
    assert!(at("필요 (") < at("판단할 수 없음 (") && at("판단할 수 없음 (") < at("필요하지 않음 ("));
    assert!(at("필요하지 않음 (") < at("검토하지 않은 것"));
    for part in ["제37조의11", "2022. 11. 15. ~ 2022. 11. 17.", "2023. 1. 6.", "면제 요건을 충족합니다"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("가정 적용") && !text.contains("duties-"), "{text}");
    let english = said(&["--lang", "en"]);
    assert!(english.contains("Required (") && english.contains("An exemption applies"), "{english}");
}

/// A reader without colours sees what is overdue, and sees it first.
#[test]
fn what_is_overdue_stands_first_and_is_marked_in_words() {
    for (lang, mark) in [("ko", "  ! 기한 지남 · "), ("en", "  ! overdue · ")] {
        let text = said(&["--lang", lang, "--color", "never"]);
        let is_title = |line: &&str| line.starts_with("  ") && !line.starts_with("    ") && line.contains("(kr.");
        let parts: Vec<Vec<&str>> = text.split("\n\n").map(|part| part.lines().filter(is_title).collect()).collect();
        for titles in &parts {
            let marked = titles.iter().filter(|line| line.starts_with(mark)).count();
            assert!(titles[..marked].iter().all(|line| line.starts_with(mark)), "{titles:#?}");
        }
        assert!(parts[0].iter().all(|line| line.starts_with(mark)) && !parts[0].is_empty(), "{text}");
        let notice = parts[1].iter().find(|line| line.contains("kr.outage-notice")).expect("a notice");
        assert!(!notice.starts_with(mark), "without a day nothing is overdue: {notice}");
        assert!(parts[2].iter().all(|line| !line.contains(mark)), "{text}");
    }
}

/// Of many deadlines of one duty the first stands first.
#[test]
fn the_deadlines_of_a_duty_stand_by_their_day() {
    let text = said(&["--color", "never"]);
    let first_day = |line: &str| {
        let (_, rest) = line.split_once("날부터: ")?;
        let numbers: Vec<u32> = rest.split(['.', ' ']).filter_map(|part| part.parse().ok()).take(3).collect();
        (numbers.len() == 3).then_some(numbers)
    };
    let part = text.split("(kr.damages-notice)").nth(1).expect("a duty of many deadlines");
    let days: Vec<Vec<u32>> = part.lines().filter_map(first_day).collect();
    assert!(days.len() > 3 && days.is_sorted(), "{days:?}");
}

#[test]
fn machines_read_the_published_shape() {
    for law_date in [&[][..], &["--law-date", "2026-11-22"]] {
        let text = said(&[&["--message-format", "json"], law_date].concat());
        let json: Value = serde_json::from_str(&text).expect("JSON");
        assert_fits("duties.v1.json", "duties", &json);
        assert_eq!(json["hypothetical"], !law_date.is_empty());
        let duties = json["duties"].as_array().expect("duties");
        let melon = duties.iter().find(|d| d["id"] == "kr.damages-notice" && d["scope"] == "interruption.melon");
        let melon = melon.expect("the service");
        assert_eq!((melon["status"].as_str(), melon["due"].as_str()), (Some("undetermined"), Some("2022-11-15")));
        // Every fact that is known names its cell.
        for fact in duties
            .iter()
            .flat_map(|d| d["because"].as_array().expect("rows"))
            .flat_map(|r| r["facts"].as_array().expect("facts"))
        {
            assert!(fact["value"]["value"].is_null() || fact["origin"]["sha256"].is_string(), "{fact}");
        }
        if !law_date.is_empty() {
            assert!(said(&["--law-date", "2026-11-22"]).starts_with("가정 적용(제출용 아님)"));
        }
    }
}

/// One duty done, one done late, one open: told apart by 제출이력, with how late.
#[test]
fn what_was_filed_is_held_against_its_deadline() {
    let case = Case::kakao();
    let history = case.path().join("source/제출이력.csv");
    let mut text = fs::read_to_string(&history).expect("the history").trim_end().to_owned();
    text.push_str("\npangyo,kr.damages-notice,,2022-11-15 23:59,고지,이용자,,,,");
    text.push_str("\n,시정요구 이행계획의 보고,,2023-01-09 10:00,서면,과기정통부,,,,\n");
    fs::write(&history, text).expect("the source is ours");
    case.set("사고", ("식별자", "pangyo"), "비고", "");
    let output = bogo().arg("duties").arg(case.path()).args(["--message-format", "json"]).output().expect("it runs");
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let of = |duty: &str, scope: &str| {
        let duties = json["duties"].as_array().expect("duties");
        let found = duties.iter().find(|d| {
            d["id"] == duty && d["entity"] != "sk_cnc" && d["scope"].as_str().is_some_and(|s| s.starts_with(scope))
        });
        found.unwrap_or_else(|| panic!("{duty} of {scope}"))["fulfilment"].clone()
    };
    // To the end of its day, the earliest of its bracket.
    assert_eq!(of("kr.damages-notice", "interruption.melon")["state"], "done");
    let plan = of("kr.corrective-plan", "demand");
    // From the end of 2023-01-06 to 2023-01-09 10:00.
    assert_eq!((plan["state"].as_str(), plan["late_by"].as_str()), (Some("late"), Some("PT58H")));
    let open = of("kr.data-response", "request");
    assert_eq!((open["state"].as_str(), open["filed_at"].is_null()), (Some("open"), true));
    // By which way, and to each recipient.
    assert_eq!(plan["method"], "written");
    let one = json["duties"].as_array().expect("duties").iter().find(|duty| duty["id"] == "kr.corrective-plan");
    let deliveries = &one.expect("the plan")["deliveries"];
    assert_eq!((deliveries[0]["to"][0].as_str(), deliveries.as_array().map(Vec::len)), (Some("msit"), Some(1)));
    assert_eq!(deliveries[0]["fulfilment"], plan);
}

#[test]
fn a_mail_program_imports_the_calendar() {
    let text = said(&["--format", "ics"]);
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert!(lines.iter().all(|line| line.len() <= 75 && !line.contains('\n')), "folded at 75 octets");
    let count = |start: &str| lines.iter().filter(|line| line.starts_with(start)).count();
    let events = count("BEGIN:VEVENT");
    assert!(events > 0);
    for line in ["END:VEVENT", "UID:", "DTSTAMP:20230704T010000Z", "DTSTART", "DTEND", "SUMMARY:"] {
        assert_eq!(count(line), events, "{line}");
    }
    assert!(text.contains("DTSTART;VALUE=DATE:20221115") && text.contains("DTSTART;VALUE=DATE:20230106"));
    let mut uids: Vec<&&str> = lines.iter().filter(|line| line.starts_with("UID:")).collect();
    uids.sort_unstable();
    uids.dedup();
    assert_eq!(uids.len(), events, "no event twice");
}

#[test]
fn every_duty_explains_itself_in_both_languages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/kr/duties");
    let mut found = 0;
    for entry in fs::read_dir(folder).expect("the duties").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(stem) = name.strip_suffix(".toml").filter(|stem| !stem.contains(".cases")) else { continue };
        found += 1;
        for (lang, penalty) in [("ko", "제재"), ("en", "Penalty")] {
            let output = bogo().args(["explain", &format!("kr.{stem}"), "--lang", lang]).output().expect("it runs");
            let text = String::from_utf8(output.stdout).expect("text");
            assert!(output.status.success() && text.contains(penalty) && !text.contains("duties-"), "{text}");
        }
    }
    assert!(found >= 10);
}

#[test]
fn a_date_that_is_none_is_refused() {
    let output = bogo().arg("duties").arg(kakao()).args(["--law-date", "2022-13-01"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("2022-13-01"));
}

/// A pack whose duty was changed in one place.
fn broken(from: &str, to: &str) -> String {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let place = dir.path().join("kr/duties");
    fs::create_dir_all(&place).expect("a folder");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/kr/duties/outage-notice.toml");
    let text = fs::read_to_string(path).expect("the duty");
    assert!(text.contains(from), "{from}");
    fs::write(place.join("outage-notice.toml"), text.replacen(from, to, 1)).expect("a file");
    let output = bogo()
        .args(["duties", "--lang", "en"])
        .arg(kakao())
        .arg("--templates")
        .arg(dir.path())
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(2), "{from} → {to}");
    String::from_utf8(output.stderr).expect("text")
}

#[test]
fn a_broken_duty_is_refused_with_its_file_and_what_was_expected() {
    for (from, to, expected) in [
        ("entity.revenue <", "entity.revenu <", "entity.revenue"),
        ("entity.revenue <", "entity.name <", "do not fit"),
        ("law.small_revenue\"", "law.small_users\"", "Count → Won"),
        ("law.short_outage_limit\"", "law.short_limit\"", "no parameter law.short_limit"),
        ("\"interruption.entered\"", "\"interruption.service\"", "Text → Flag"),
        ("\"overload\", \"facility_fault\"]", "\"overlod\", \"facility_fault\"]", "no code overlod"),
        ("from = 2025-03-28, value = \"2h\"", "from = 2018-03-28, value = \"2h\"", "dates rise"),
        ("value = 1_000_000,", "value = \"many\",", "expected Count"),
        ("tba-ed.outage-notice", "tba-ed.outage", "no article tba-ed.outage"),
        ("recipient = \"users\"", "recipient = \"nobody\"", "no agency nobody"),
        ("recipient = \"users\"", "recipient = \"users\"\neither = [\"nobody\"]", "no agency nobody"),
        ("recipient = \"users\"", "recipient = \"users\"\nmore = [{ to = \"msit\", rows = [\"none\"] }]", "none"),
        ("evidence = \"notice\"", "evidence = \"notice\"\nolder_for = [\"nobody\"]", "no code nobody"),
        ("at = \"①4\"\nrepealed = 2025-03-28", "at = \"①4\"", "①4 was deleted on 2025-03-28"),
        ("law_date = \"interruption.started_at\"", "law_date = \"interruption.service\"", "Moment, Date"),
        ("evidence = \"notice\"", "evidense = \"notice\"", "evidense"),
        ("id = \"small-revenue\"\n", "id = \"operator-line\"\n", "overlap or leave a gap"),
        ("modelled_from = 2019-06-25", "modelled_from = 2019-06-24", "the first not after"),
        ("word = {", "stated = \"outage.cause_removed\"\nword = {", "exactly one of word"),
    ] {
        let said = broken(from, to);
        assert!(said.contains("kr/duties/outage-notice.toml, line ") && said.contains(expected), "{to}: {said}");
    }
}
