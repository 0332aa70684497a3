//! `[privacy] smallest` in statistics of payouts: few people are told neither by a row, nor by its sum, its rate, its amount,
//! nor by what is left of those who applied.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value as Json;

use crate::support::bogo;

const CASE: &str = r#"
schema = 1
id = "few"
title = "메신저 서비스 장애"
kind = "incident"
filer = "gana"
report_at = 2023-01-06T10:00:00+09:00
forms = ["kr-relief-report", "executive-summary"]
stage = "final"
edition = "regulator"
[inputs]
files = ["*.csv"]
[anchor]
start = "outage_start_company"
end = "restored_all"
[[recipient]]
agency = "msit"
"#;

const HEADER: &str = "식별자,대상,신청인 유형,성격,보상 형태,지급 상태,기준일,신청 건수,인정 건수,지급 건수,지급 총량,단위,값의 성격,출처";

/// What a page prints of each fact and figure, by id.
fn printed(filing: &Json, into: &mut BTreeMap<String, String>) {
    match filing {
        Json::Object(map) => {
            let id = ["figure", "fact"].iter().find_map(|key| map.get(*key).and_then(Json::as_str));
            if let (Some(id), Some(text), true) =
                (id, map.get("text").and_then(Json::as_str), map.contains_key("state"))
            {
                into.insert(id.to_owned(), text.to_owned());
            }
            map.values().for_each(|value| printed(value, into));
        }
        Json::Array(values) => values.iter().for_each(|value| printed(value, into)),
        _ => {}
    }
}

/// What the report to the ministry and the paper of the house print.
fn built(rows: &[&str], privacy: &str) -> (BTreeMap<String, String>, String, BTreeMap<String, String>) {
    let dir = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).expect("a file");
    write("사업자.csv", "식별자,상호,대표자\ngana,가나다,대표이사\n");
    write("사고.csv", "식별자,사고명,장애 시작(당사 기준),전체 복구\no1,장애,2022-10-15 15:30,2022-10-16 18:00\n");
    let rows: Vec<&str> = std::iter::once(HEADER).chain(rows.iter().copied()).collect();
    write("보상지급통계.csv", &(rows.join("\n") + "\n"));
    write("case.toml", &format!("{CASE}{privacy}"));
    let output = bogo().current_dir(dir.path()).args(["build", ".", "--draft"]).output().expect("it runs");
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&output.stderr));
    let read = |name: &str| {
        let bytes =
            fs::read(dir.path().join("out/few.draft").join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        serde_json::from_slice::<Json>(&bytes).expect("JSON")
    };
    let (report, summary) = (read("submit/kr-relief-report.json"), read("internal/executive-summary.json"));
    let (mut told, mut own) = (BTreeMap::new(), BTreeMap::new());
    printed(&report, &mut told);
    printed(&summary, &mut own);
    (told, report.to_string(), own)
}

/// 130 people and 9 small businesses applied for money, 50 for credits.
const ROWS: &[&str] = &[
    "a,이용자,일반 이용자,손해배상,현금,지급 완료,2022-12-29,130,128,120,1200000,원,자체값,내부",
    "b,소상공인,소상공인,손해배상,현금,지급 완료,2022-12-29,9,4,3,90000,원,자체값,내부",
    "c,구독자,일반 이용자,자율 지원,캐시,지급 완료,2022-12-29,50,45,40,4000,포인트,자체값,내부",
];

#[test]
fn few_payouts_of_a_row_are_not_told_and_cannot_be_computed() {
    let (told, report, own) = built(ROWS, "[privacy]\nsmallest = 5\n");
    let said = |id: &str| told.get(id).unwrap_or_else(|| panic!("{id}: {told:#?}")).as_str();
    assert_eq!([said("payout_count.b.accepted"), said("payout_count.b.paid")], ["5건 미만", "5건 미만"]);
    assert_eq!(said("payout_count.b.applied"), "9건");
    // Two of those who applied were not accepted; 120 would tell 3 from the sum of all.
    assert_eq!([said("payout_count.a.accepted"), said("payout_count.a.paid")], ["비공개", "비공개"]);
    assert_eq!([said("payout_count.c.accepted"), said("payout_count.c.paid")], ["45건", "40건"]);
    assert_eq!([said("payouts.count"), said("payouts.accepted"), said("payouts.applied")], ["163건", "177건", "189건"]);
    // An amount of so much a head tells the heads, and of two that are not told each has the other beside it.
    assert_eq!([said("payout_count.a.amount"), said("payout_count.b.amount")], ["비공개", "비공개"]);
    assert!(said("payouts.total").contains("1,290,000"), "{}", said("payouts.total"));
    // The formula of a sum names its terms.
    for number in ["128건", "120건", "3건", "4건", "1,200,000", "90,000"] {
        let alone = report.match_indices(number).any(|(at, _)| !report[..at].ends_with(|c: char| c.is_ascii_digit()));
        assert!(!alone, "{number}");
    }
    assert!(own.values().any(|text| text.contains("1,290,000")), "papers of the house keep their numbers");
}

#[test]
fn without_the_setting_every_row_is_told() {
    let (told, _, _) = built(ROWS, "");
    assert_eq!((told["payout_count.b.paid"].as_str(), told["payout_count.b.accepted"].as_str()), ("3건", "4건"));
    assert!(told["payout_count.b.amount"].contains("90,000"));
}

#[test]
fn a_sum_of_one_row_is_as_silent_as_its_row() {
    let (told, ..) = built(&ROWS[1..2], "[privacy]\nsmallest = 5\n");
    for id in ["payouts.by_form.cash", "payouts.accepted", "payout_count.b.paid"] {
        assert_eq!(told.get(id).map(String::as_str), Some("5건 미만"), "{id}: {told:#?}");
    }
    for id in ["payouts.acceptance_rate", "payouts.total", "payouts.mean", "payout_count.b.amount"] {
        assert!(told.get(id).is_none_or(|text| text == "비공개"), "{id}: {told:#?}");
    }
}

#[test]
fn what_is_left_over_tells_no_few() {
    // The two who were not accepted are few.
    let rows = ["a,이용자,일반 이용자,손해배상,현금,지급 완료,2022-12-29,57,55,55,550000,원,자체값,내부"];
    let (told, ..) = built(&rows, "[privacy]\nsmallest = 5\n");
    assert_eq!(told.get("payouts.open.not_accepted").map(String::as_str), Some("5건 미만"), "{told:#?}");
    let hidden = |id: &str| told.get(id).is_some_and(|text| text == "비공개");
    assert!(hidden("payouts.accepted") || hidden("payouts.applied"), "the difference is not told: {told:#?}");
    assert!(hidden("payout_count.a.accepted"), "{told:#?}");
}
