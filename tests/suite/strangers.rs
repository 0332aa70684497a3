//! Cases of strangers: what nobody said is not stated, what was said is, and whatever was built verifies.

use crate::support::tables::Tables;

const RELIEF: &str = "submit/kr-relief-report.json";
const INCIDENT: &str = "submit/kr-incident-report.json";
const SUMMARY: &str = "internal/executive-summary.json";

/// Statements of all filings of a case.
fn statements(case: &Tables) -> String {
    let built = case.build(&["--quiet"]);
    assert_eq!(built.code, 0, "{}", built.said);
    [INCIDENT, RELIEF, SUMMARY].map(|name| case.prints(name)).join("\n")
}

/// Whether a count of nought is printed.
fn says_nought(said: &str) -> bool {
    said.match_indices("0건")
        .any(|(at, _)| !said[..at].ends_with(|before: char| before.is_ascii_digit() || before == ','))
}

#[test]
fn the_base_holds() {
    Tables::base().holds();
}

#[test]
fn no_claim_one_claim_and_claims_of_one_day_hold() {
    let one = "접수번호,접수창구,접수일,신청인 유형,사업자,서비스,유료·무료,피해 유형,피해 주장액,처리 상태\n\
               R-1,c1,2026-09-29,일반 이용자,gasang,s1,무료,무료 서비스 금전 피해,10000,접수";
    for case in [
        Tables::base().without("보상지급").table("피해접수", one),
        Tables::base().without("보상지급").without("피해접수"),
        Tables::base().without("보상지급").empty("피해접수"),
    ] {
        case.holds();
    }
}

#[test]
fn statistics_of_one_day_and_of_two_hold() {
    let head = "식별자,접수창구,범위,기준일,분류 기준,항목,건수,값의 성격,출처";
    let day = |no: u32, day: u32, count: u32| {
        format!(
            "\nt{no},c1,전체,2026-10-0{day},합계,합계,{count},자체값,집계\nu{no},c1,당사,2026-10-0{day},합계,합계,{count},자체값,집계"
        )
    };
    for days in [day(1, 4, 13_500), day(1, 3, 9_000) + &day(2, 4, 13_500)] {
        let case = Tables::base().without("보상지급").empty("피해접수").table("피해접수통계", &format!("{head}{days}"));
        case.holds();
        let said = case.prints(RELIEF);
        assert!(said.contains("13,500건"), "{said}");
        assert!(!says_nought(&said), "{said}");
    }
}

#[test]
fn an_optional_sheet_that_is_empty_absent_or_the_example_alone_says_the_same() {
    let made = tempfile::tempdir().expect("a temporary folder");
    let folder = made.path().join("new");
    let run = Tables::base().run(&["new", &folder.to_string_lossy()]);
    assert_eq!(run.code, 0, "{}", run.said);
    let optional = ["고지", "경과", "접수창구", "피해접수", "보상기준", "보상지급"];
    let absent = optional.iter().fold(Tables::base(), |case, sheet| case.without(sheet));
    let empty = optional.iter().fold(Tables::base(), |case, sheet| case.empty(sheet));
    let examples = optional.iter().fold(Tables::base(), |case, sheet| case.without(sheet));
    for name in ["피해와보상.xlsx", "요구와조치.xlsx"] {
        std::fs::copy(folder.join(name), examples.path().join(name)).expect("a copy");
    }
    let files = toml::Table::from_iter([("files".to_owned(), vec!["*.csv", "*.xlsx"].into())]);
    let examples = examples.key("inputs", files);
    let said = statements(&absent);
    assert!(!says_nought(&said), "nobody said nought: {said}");
    assert_eq!(said, statements(&empty), "empty sheets");
    assert_eq!(said, statements(&examples), "examples alone");
    let told = examples.build(&["--message-format", "json"]).said;
    assert!(told.contains("CASE09") && !told.contains("CASE06"), "{told}");
}

#[test]
fn an_example_that_somebody_wrote_into_is_an_error() {
    let head = "접수번호,접수창구,접수일,신청인 유형,사업자,서비스,유료·무료,피해 유형,피해 주장액,처리 상태";
    let row = "예시-접수-1,c1,2026-09-29,일반 이용자,gasang,s1,무료,무료 서비스 금전 피해,10000,접수";
    let case = Tables::base().without("보상지급").table("피해접수", &format!("{head}\n{row}"));
    let built = case.build(&[]);
    assert_eq!(built.code, 1, "{}", built.said);
    assert!(built.said.contains("CASE06"), "{}", built.said);
}

#[test]
fn every_duration_survives_its_own_data() {
    use bogo::filing::{Chart, ChartSpan};
    for minutes in 1..=10_080_i64 {
        let span = ChartSpan {
            label: "가".to_owned(),
            from: 0,
            sure: minutes * 60,
            latest: minutes * 60,
            text: String::new(),
            figure: None,
        };
        let chart = Chart::Spans {
            marks: Vec::new(),
            title: String::new(),
            alt: String::new(),
            spans: vec![span],
            ticks: vec![(minutes * 60, String::new())],
        };
        let text = serde_json::to_string(&chart).expect("JSON");
        assert!(!text.contains('.'), "no fraction in a filing: {text}");
        assert_eq!(serde_json::from_str::<Chart>(&text).expect("a chart"), chart, "{minutes}");
    }
}

/// A sample of durations through the whole build: those that once broke, and others spread over a week.
fn durations() -> Vec<i64> {
    let mut minutes = vec![1, 2, 7, 14, 30, 56, 59, 60, 61, 101, 119, 120, 121, 1_439, 1_440, 1_441, 1_489, 1_496];
    minutes.extend((0..32).map(|step| 150 + step * 313));
    minutes
}

#[test]
fn fifty_durations_build_and_verify() {
    use rayon::prelude::*;
    let all = durations();
    assert_eq!(all.len(), 50);
    all.into_par_iter().for_each(|minutes| {
        let start =
            chrono::NaiveDate::from_ymd_opt(2026, 9, 21).and_then(|day| day.and_hms_opt(2, 14, 0)).expect("a moment");
        let end = (start + chrono::TimeDelta::minutes(minutes)).format("%Y-%m-%d %H:%M").to_string();
        let start = start.format("%Y-%m-%d %H:%M").to_string();
        let case =
            ["경과", "고지", "접수창구", "피해접수", "보상지급"].into_iter().fold(Tables::base(), Tables::without);
        let case = case.set("사고", 1, "장애 시작(당사 기준)", &start).set("사고", 1, "전체 복구", &end);
        let case = case.set("사고", 1, "장애 인지", &start).set("사고", 1, "최초 조치", &start).set(
            "사고",
            1,
            "원인 제거",
            &end,
        );
        let case = case.set("서비스", 1, "중단 시작", &start).set("서비스", 1, "완전 복구", &end);
        let case = case.key("forms", vec!["kr-incident-report", "executive-summary"]);
        let built = case.build(&["--quiet"]);
        assert_eq!(built.code, 0, "{minutes} minutes: {}", built.said);
        let verified = case.run(&["verify", &case.bundle().to_string_lossy()]);
        assert_eq!(verified.code, 0, "{minutes} minutes: {}", verified.said);
    });
}

/// Everybody got 5,000 won, nobody claimed anything.
fn automatic() -> Tables {
    let standards = "식별자,보상안,사업자,대상,성격,보상 형태,보상 금액,산정 근거,결정일\n\
                     k1,전체 보상,gasang,장애 당일 이용자 전체,자율 지원,캐시 · 포인트,5000,이용 시간에 따라 정함,2026-10-01";
    let paid = "식별자,보상기준,대상,성격,보상 형태,지급 상태,기준일,지급 건수,지급 총량,값의 성격,출처\n\
                g1,k1,장애 당일 이용자 전체,자율 지원,캐시 · 포인트,지급 완료,2026-10-05,326000,1630000000,자체값,정산";
    let case = ["접수창구", "피해접수", "보상지급"].into_iter().fold(Tables::base(), Tables::without);
    let case = case.set("사고", 1, "관리계획 · 매뉴얼 준수 여부", "매뉴얼에 따름");
    case.table("보상기준", standards).table("보상지급통계", paid).key("stage", "final")
}

#[test]
fn compensation_without_claims_needs_no_intake() {
    let case = automatic().key("forms", vec!["kr-relief-report", "executive-summary"]);
    case.holds();
    let told = case.build(&["--message-format", "json"]).said;
    assert!(!told.contains("FORM01"), "{told}");
    let said = case.prints(RELIEF);
    assert!(said.contains("5,000원") && said.contains("1,630,000,000원") && said.contains("326,000건"), "{said}");
    assert!(!said.contains("접수 창구") && !said.contains("피해 유형"), "{said}");
}

#[test]
fn a_blank_unit_is_won_and_time_needs_its_unit() {
    let case = automatic().key("forms", vec!["kr-relief-report"]);
    let extended = case.set("보상기준", 1, "보상 형태", "이용기간 연장").set("보상기준", 1, "보상 금액", "3");
    let built = extended.build(&[]);
    assert!(built.code == 1 && built.said.contains("PAY07"), "{}", built.said);
    let stated = extended.set("보상기준", 1, "단위", "일").build(&["--quiet"]);
    assert_eq!(stated.code, 0, "{}", stated.said);
}

/// The base with nothing but the outage.
fn bare() -> Tables {
    let case = ["경과", "고지", "접수창구", "피해접수", "보상기준", "보상지급"]
        .into_iter()
        .fold(Tables::base(), Tables::without);
    case.key("forms", vec!["kr-incident-report", "executive-summary"])
}

#[test]
fn an_end_known_by_its_day_or_by_bounds_is_printed_so() {
    let day = bare().set("사고", 1, "전체 복구", "2026-09-29").set("서비스", 1, "완전 복구", "2026-09-29");
    day.holds();
    let said = day.prints(INCIDENT);
    assert!(said.contains("2026. 9. 29.") && !said.contains("2026. 9. 29. 00:00"), "{said}");
    assert!(said.contains("21시간 46분 ~ 45시간 46분"), "{said}");
    let bounds = bare().set("사고", 1, "전체 복구", "").set("서비스", 1, "완전 복구", "");
    let bounds = bounds.set("사고", 1, "전체 복구(이후)", "2026-09-28 05:00").set(
        "사고",
        1,
        "전체 복구(이전)",
        "2026-09-28 06:05",
    );
    let bounds = bounds.set("서비스", 1, "완전 복구(이후)", "2026-09-28 05:00").set(
        "서비스",
        1,
        "완전 복구(이전)",
        "2026-09-28 06:05",
    );
    bounds.holds();
    let said = bounds.prints(INCIDENT);
    assert!(said.contains("2026. 9. 28. 05:00 ~ 06:05") && said.contains("2시간 46분 ~ 3시간 51분"), "{said}");
}

#[test]
fn a_duration_published_without_its_ends_stands_as_published() {
    let case = bare().set("사고", 1, "장애 시작(당사 기준)", "").set("사고", 1, "전체 복구", "");
    let case = case.set("사고", 1, "장애 인지", "").set("사고", 1, "최초 조치", "").set("사고", 1, "원인 제거", "");
    let case =
        case.set("사고", 1, "공표된 장애 시간", "75분").set("사고", 1, "공표된 장애 시간의 기준", "과기정통부 발표");
    let case = case.set("서비스", 1, "중단 시작", "").set("서비스", 1, "완전 복구", "");
    let case = case.set("서비스", 1, "공표된 중단 시간", "20분 ~ 12시간");
    case.holds();
    let said = case.prints(INCIDENT);
    assert!(said.contains("1시간 15분") && said.contains("20분 ~ 12시간"), "{said}");
}

#[test]
fn how_many_of_how_many_are_back_is_told_over_time() {
    let status = "사고,기준 시각,세는 것,복구 수,전체 수,전체 수가 바뀐 사유\n\
                  o1,2026-09-28 04:00,주요 서비스,4,13,\n\
                  o1,2026-09-28 05:00,주요 서비스,11,14,결제를 따로 세기로 함";
    let case = bare().table("복구현황", status);
    case.holds();
    let said = case.prints(INCIDENT);
    assert!(["4개", "13개", "11개", "14개", "결제를 따로 세기로 함"].iter().all(|told| said.contains(told)), "{said}");
    let silent = case.set("복구현황", 2, "전체 수가 바뀐 사유", "").build(&["--message-format", "json"]);
    assert!(silent.said.contains("RST02"), "{}", silent.said);
}

#[test]
fn tiers_may_go_by_days() {
    let standards = "식별자,보상안,사업자,대상,성격,보상 형태,보상 금액,기간 하한(일),기간 상한(일)\n\
                     k1,상생 지원,gasang,매장 운영자,자율 지원,현금,200000,1,2\n\
                     k2,상생 지원,gasang,매장 운영자,자율 지원,현금,400000,3,4\n\
                     k3,상생 지원,gasang,매장 운영자,자율 지원,현금,600000,5,";
    let case = automatic().table("보상기준", standards).set("보상지급통계", 1, "보상기준", "");
    let case = case.key("forms", vec!["kr-relief-report"]);
    case.holds();
    let said = case.prints(RELIEF);
    assert!(said.contains("(1일 이상 2일 이하)") && said.contains("(5일 이상)"), "{said}");
}

#[test]
fn every_bundled_case_builds_verifies_and_is_built_again() {
    use rayon::prelude::*;
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let entries = std::fs::read_dir(folder).expect("fixtures").flatten().map(|entry| entry.path());
    let cases: Vec<_> = entries.filter(|path| path.join("case.toml").is_file()).collect();
    assert!(cases.len() >= 7, "{cases:?}");
    cases.into_par_iter().for_each(|case| {
        let out = tempfile::tempdir().expect("a temporary folder");
        let run = |arguments: &[&str]| {
            let run = std::process::Command::new(env!("CARGO_BIN_EXE_bogo")).env_clear().args(arguments).output();
            let run = run.expect("it runs");
            let said = String::from_utf8_lossy(&run.stderr).into_owned() + &String::from_utf8_lossy(&run.stdout);
            assert_eq!(run.status.code(), Some(0), "{arguments:?}\n{said}");
        };
        let (case, place) = (case.to_string_lossy(), out.path().to_string_lossy());
        run(&["build", &case, "--out", &place, "--quiet"]);
        let bundle = std::fs::read_dir(out.path()).expect("a bundle").flatten().next().expect("a bundle").path();
        run(&["verify", &bundle.to_string_lossy()]);
        run(&["verify", &bundle.to_string_lossy(), "--rebuild", &case]);
    });
}

#[test]
fn what_keeps_a_row_out_is_named_and_not_a_filled_cell() {
    let case = bare().set("사업자", 1, "제출자와의 관계", "").key("stage", "final");
    let told = case.build(&["--verbose"]).said;
    let missing = told.split("오류[FORM01]").find(|part| part.contains("서비스별 중단과 복구")).expect("a finding");
    assert!(missing.contains("사업자.csv / 사업자 / D2") && missing.contains("'제출자와의 관계'"), "{missing}");
}

#[test]
fn two_counts_of_one_day_stand_by_their_times() {
    let head = "접수창구,범위,기준일,분류 기준,항목,건수,값의 성격,출처";
    let rows =
        "\nc1,전체,2026-10-04 09:00,합계,합계,9000,자체값,집계\nc1,전체,2026-10-04 18:00,합계,합계,13500,자체값,집계";
    let case = Tables::base().without("보상지급").without("피해접수").table("피해접수통계", &format!("{head}{rows}"));
    case.holds();
    let said = case.prints(RELIEF);
    assert!(said.contains("2026. 10. 4. 09:00") && said.contains("9,000건") && said.contains("13,500건"), "{said}");
}

#[test]
fn two_causes_in_turn_both_count() {
    let case = bare().set("사고", 1, "원인 분류", "침해사고, 설비 장애");
    case.holds();
    let said = case.prints(INCIDENT);
    assert!(said.contains("침해사고, 설비 장애"), "{said}");
    let folder = case.path().to_string_lossy().into_owned();
    let duties = case.run(&["duties", &folder, "--message-format", "json"]);
    let duties: serde_json::Value = serde_json::from_str(&duties.said).expect("JSON");
    let status = |id: &str| {
        let all = duties["duties"].as_array().expect("duties");
        let found = all.iter().find(|duty| duty["id"] == id).unwrap_or_else(|| panic!("{id}"));
        found["status"].as_str().expect("a status").to_owned()
    };
    assert_ne!(status("kr.intrusion-report"), "not-required", "an intrusion is one of them");
}

#[test]
fn bounds_known_by_their_days_bound_the_duration() {
    let case = bare().set("사고", 1, "전체 복구", "").set("서비스", 1, "완전 복구", "").key("stage", "final");
    let case = case
        .set("사고", 1, "관리계획 · 매뉴얼 준수 여부", "매뉴얼에 따름")
        .table("대비", "사업자,구성 요소,전환 작동\ngasang,서버,예");
    let case = case.set("사고", 1, "전체 복구(이후)", "2026-09-29").set("사고", 1, "전체 복구(이전)", "2026-09-30");
    let case = case.set("서비스", 1, "완전 복구(이후)", "2026-09-29").set("서비스", 1, "완전 복구(이전)", "2026-09-30");
    let built = case.build(&["--message-format", "json", "--draft"]);
    assert!(!built.said.contains("CASE05"), "{}", built.said);
    let said = case.prints(INCIDENT);
    assert!(said.contains("21시간 46분 ~ 69시간 46분") && said.contains("복구를 마친 서비스 · 기능: 1개"), "{said}");
}

#[test]
fn an_estimated_claim_makes_an_estimated_sum() {
    let case =
        Tables::base().set("피해접수", 1, "피해 주장액", "약 10000").set("피해접수", 2, "피해 주장액", "약 20000");
    case.holds();
    let said = case.prints(RELIEF);
    assert!(said.contains("약 28만 원") && !said.contains("금280,000원"), "{said}");
}

#[test]
fn what_was_not_paid_in_cash_is_no_cash() {
    let case = (3..=6).fold(Tables::base(), |case, row| {
        case.set("보상지급", row, "보상 형태", "쿠폰").set("보상지급", row, "지급액", "1").set(
            "보상지급",
            row,
            "단위",
            "개",
        )
    });
    case.holds();
    let said = case.prints(RELIEF);
    assert!(said.contains("2건에 걸쳐") && !said.contains("6건에 걸쳐"), "{said}");
}
