//! What pages say of the law: what was done, when, how late and what alone is still missing; and on which ground a filing
//! rests. Each expectation counted by hand.

use std::fs;
use std::sync::OnceLock;

use bogo::dossier::{self, Dossier, Edition};
use bogo::figures;
use bogo::filing::{self, Body, Filing, Inline, Material};
use bogo::lang::Lang;
use bogo::law::duties::{self, DutyOutcome, Status};
use bogo::law::task::{Progress, tasks};
use bogo::law::{self, LawWords};
use bogo::pack::{Assets, Pack};

fn pack() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(|| Pack::load(Assets::embedded()).expect("the packaged templates load"))
}

const CASE: &str = "schema = 1\nid = \"compliance\"\ntitle = \"가상 장애\"\nfiler = \"gana\"\n\
    report_at = 2026-09-13T14:30:00+09:00\nforms = [\"executive-summary\"]\nstage = \"final\"\n\
    [inputs]\nfiles = [\"*.csv\"]\n[anchor]\nstart = \"outage_start_company\"\nend = \"restored_all\"\n\
    [[recipient]]\nagency = \"msit\"\n";
const ENTITY: &str = "식별자,상호,지위,제출자와의 관계,하루 평균 이용자 수,이용자 수 기준 기간,국내 트래픽 비중,트래픽 기준 기간,주요통신사업자 지정,지정일\n";
const LARGE: &str = "gana,가나다,부가통신사업자,제출자,12000000,2025. 10. 1. ~ 2025. 12. 31.,2.5,2025. 10. 1. ~ 2025. 12. 31.,예,2025-07-31\n";
const OUTAGE: &str = "식별자,사고명,장애 시작(당사 기준),장애 인지,전체 복구,원인 분류,원인,계획된 작업,중요통신시설\n\
    o1,가상 장애,2026-09-10 12:00,2026-09-10 12:02,2026-09-10 15:00,설비 장애,전원 장치의 고장,아니오,아니오\n";
const SERVICES: &str = "식별자,사고,사업자,서비스,요금 형태,중단 시작,완전 복구,하루 평균 이용자 수,이용자 수 기준 기간\n\
    talk,o1,gana,가나톡,무료,2026-09-10 12:00,2026-09-10 15:00,2000000,2025. 10. 1. ~ 2025. 12. 31.\n\
    mail,o1,gana,가나메일,무료,2026-09-10 12:00,2026-09-10 15:00,2000000,2025. 10. 1. ~ 2025. 12. 31.\n\
    cafe,o1,gana,가나카페,무료,2026-09-10 12:00,2026-09-10 15:00,2000000,2025. 10. 1. ~ 2025. 12. 31.\n";
const FILED: &str = "사고,보고 구분,차수,보고 일시,정밀도,방법,수신\n";

/// A case of these sheets; a later one replaces an earlier one of its name.
fn case(sheets: &[(&str, String)]) -> Dossier {
    let dir = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).expect("a file");
    write("case.toml", CASE);
    write("사업자.csv", &format!("{ENTITY}{LARGE}"));
    write("사고.csv", OUTAGE);
    write("서비스.csv", SERVICES);
    for (name, text) in sheets {
        let path = if *name == "case.toml" { (*name).to_owned() } else { format!("{name}.csv") };
        write(&path, text);
    }
    let (dossier, findings) = dossier::load(dir.path(), pack()).unwrap_or_else(|error| panic!("{error}"));
    let errors: Vec<_> = findings.iter().filter(|f| f.severity == bogo::finding::Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    dossier
}

fn outcomes(dossier: &Dossier) -> Vec<DutyOutcome> {
    let (figures, _) = figures::compute(pack(), dossier);
    duties::examine(pack(), dossier, &figures, None).outcomes
}

fn find<'a>(all: &'a [DutyOutcome], duty: &str) -> &'a DutyOutcome {
    all.iter().find(|outcome| outcome.duty == duty).unwrap_or_else(|| panic!("{duty}"))
}

/// A form and the letter that comes with it.
fn filled(dossier: &Dossier, form: &str) -> (Filing, Option<Filing>) {
    with_material(dossier, |material| {
        let filing = filing::fill(pack(), material, form, Edition::Regulator, false).expect("the form fills");
        let letter = filing::letter(pack(), material, &filing, false).expect("the letter fills");
        (filing, letter)
    })
}

fn record(dossier: &Dossier, form: &str) -> Filing {
    with_material(dossier, |material| {
        filing::record(pack(), material, form, false).expect("the form fills").expect("it has a record")
    })
}

fn with_material<T>(dossier: &Dossier, make: impl FnOnce(Material<'_>) -> T) -> T {
    let (mut figures, _) = figures::compute(pack(), dossier);
    let duties = duties::examine(pack(), dossier, &figures, None);
    for figure in law::figures::figures(pack(), dossier, &duties) {
        figures.add(figure);
    }
    make(Material { dossier, figures: &figures, duties: &duties })
}

fn text(inlines: &[Inline]) -> String {
    let one = |inline: &Inline| match inline {
        Inline::Text { text } | Inline::Value { text, .. } | Inline::Cite { text, .. } => text.clone(),
    };
    inlines.iter().map(one).collect::<String>().replace('\n', " / ")
}

/// The rows of a table, cells joined by ` | `.
fn rows(filing: &Filing, item: &str) -> Vec<String> {
    let found = filing.items().find(|found| found.id == item).unwrap_or_else(|| panic!("{item}"));
    let Body::Table { table } = &found.content else { panic!("{item} is a table") };
    let row =
        |row: &bogo::filing::TableRow| row.cells.iter().map(|cell| text(&cell.content)).collect::<Vec<_>>().join(" | ");
    table.rows.iter().map(row).collect()
}

/// All that a filing says, line by line.
fn lines(filing: &Filing) -> String {
    let mut all: Vec<String> =
        filing.head.iter().map(|line| format!("{}: {}", line.label, text(&line.value))).collect();
    all.extend(filing.basis.iter().map(|citation| citation.text.clone()));
    for item in filing.items() {
        all.extend(item.basis.iter().map(|citation| citation.text.clone()));
        match &item.content {
            Body::Text { paragraphs } => all.extend(paragraphs.iter().map(|inlines| text(inlines))),
            Body::Facts { lines } => all.extend(lines.iter().map(|line| text(&line.value))),
            Body::Table { table } => {
                let cells = table.rows.iter().flat_map(|row| &row.cells);
                all.extend(cells.map(|cell| text(&cell.content)));
            }
            Body::Chart { .. } | Body::None => {}
        }
    }
    all.join("\n")
}

fn of_duty<'a>(rows: &'a [String], label: &str) -> Vec<&'a String> {
    rows.iter().filter(|row| row.starts_with(label)).collect()
}

#[test]
fn a_first_report_ten_minutes_late_is_told_apart_from_the_written_one_that_is_missing() {
    let filed = format!("{FILED}o1,방송통신재난의 보고,최초,2026-09-10 12:20,분,유선,과학기술정보통신부\n");
    let dossier = case(&[("제출이력", filed)]);
    let rows = rows(&filled(&dossier, "executive-summary").0, "due.table");
    let [first, written] = of_duty(&rows, "방송통신재난의 보고")[..] else { panic!("{rows:#?}") };
    // Due at 12:10, told at 12:20 by telephone.
    for part in ["최초 보고 2026. 9. 10. 12:10", "늦게 이행", "2026. 9. 10. 12:20(유선)", "10분 늦음"] {
        assert!(first.contains(part), "{part}: {first}");
    }
    // Due at 14:00 of the 10th, nothing by 14:30 of the 13th.
    for part in ["서면 보고 2026. 9. 10. 14:00", "이력 없음(기한 지남)", "3일 지남"] {
        assert!(written.contains(part), "{part}: {written}");
    }
    assert!(!first.contains("이력 없음") && !written.contains("12:20"), "{first} {written}");
}

#[test]
fn what_is_not_done_stands_beside_no_time() {
    let filed = format!(
        "{FILED}o1,방송통신재난의 보고,최초,2026-09-10 12:05,분,유선,과학기술정보통신부\n\
         o1,방송통신재난의 보고,중간 1보,2026-09-10,일,서면,과학기술정보통신부\n\
         o1,방송통신재난의 상황 보고,중간 1보,2026-09-10 16:00,분,서면,과학기술정보통신부\n"
    );
    let dossier = case(&[("제출이력", filed)]);
    let rows = rows(&filled(&dossier, "executive-summary").0, "due.table");
    for row in &rows {
        let state = row.split(" | ").nth(4).expect("the record");
        assert!(!state.starts_with("이력 없음") || !state.contains("2026."), "{row}");
        let due = row.split(" | ").nth(3).expect("the deadline");
        assert_ne!(due, "-", "{row}");
    }
    let [first, written] = of_duty(&rows, "방송통신재난의 보고")[..] else { panic!("{rows:#?}") };
    assert!(first.contains(" | 이행 / 2026. 9. 10. 12:05(유선) |"), "{first}");
    // Written on the day on which it was due at 14:00: up to 9 h 59 min late, or in time.
    assert!(written.contains("이행(늦었을 수 있음) / 2026. 9. 10.(시각 미상, 서면)"), "{written}");
    let [running] = of_duty(&rows, "방송통신재난의 상황 보고")[..] else { panic!("{rows:#?}") };
    assert!(running.contains("보고를 이어가는 중 / 2026. 9. 10. 16:00(서면)"), "{running}");
}

#[test]
fn a_notice_that_told_a_part_counts_for_that_part() {
    let notices = "사고,사업자,고지 일시,고지 방법,고지 항목,대상 서비스\n\
        o1,gana,2026-09-10 12:30,앱,\"중단된 서비스, 중단 사실, 원인, 대응조치 현황, 상담 연락처\",talk\n\
        o1,gana,2026-09-10 12:40,앱,\"중단된 서비스, 중단 사실\",mail\n\
        o1,gana,2026-09-10 12:50,앱,\"중단된 서비스, 중단 사실, 원인, 대응조치 현황\",cafe\n";
    let judged = "질문,답,사유\n예측할 수 없고 불가피한 사유였습니까?,아니오,점검으로 알 수 있었음\n";
    let dossier = case(&[("고지", notices.to_owned()), ("판단", judged.to_owned())]);
    let all = outcomes(&dossier);
    let notices = all.iter().filter(|outcome| outcome.duty == "kr.outage-notice");
    let told: Vec<Progress> = notices.flat_map(tasks).map(|task| task.progress()).collect();
    assert_eq!(told, [Progress::Done, Progress::Partly, Progress::Partly]);
    let rows = rows(&filled(&dossier, "executive-summary").0, "due.table");
    let [talk, others] = of_duty(&rows, "역무 제공 중단의 고지")[..] else { panic!("{rows:#?}") };
    assert!(talk.contains("가나톡") && talk.contains(" | 이행 / 2026. 9. 10. 12:30"), "{talk}");
    // The two others were told a part, not the same one.
    let left = "일부 이행 / 2026. 9. 10. 12:50 / 남은 항목: 대상에 따라 원인, 대응조치 현황, 상담 연락처";
    assert!(others.contains("가나메일, 가나카페") && others.contains(left), "{others}");
    let alone = |id: &str| {
        let mut notices = all.iter().filter(|outcome| outcome.duty == "kr.outage-notice");
        let one = notices.find(|outcome| outcome.subject.scope == format!("interruption.{id}")).expect("a service");
        one.fulfilment.missing.join(" ")
    };
    assert_eq!((alone("mail").as_str(), alone("cafe").as_str()), ("cause response contact", "contact"));
}

const SMALL: &str = "gana,가나다,부가통신사업자,제출자,12000000,2025. 10. 1. ~ 2025. 12. 31.,0.3,2025. 10. 1. ~ 2025. 12. 31.,아니오,\n";
const UNKNOWN: &str = "gana,가나다,부가통신사업자,제출자,12000000,2025. 10. 1. ~ 2025. 12. 31.,,,아니오,\n";
const REQUESTED: &str = "요구 기관,접수일,제출 기한,요구 항목\n과기정통부,2026-09-11,2026-09-20,장애 원인\n";

/// What the incident report and its letter say, for a provider and the requests it received.
fn report(entity: &str, requests: Option<&str>) -> (String, String) {
    let mut sheets = vec![("사업자", format!("{ENTITY}{entity}"))];
    sheets.extend(requests.map(|requests| ("요구자료", requests.to_owned())));
    let (filing, letter) = filled(&case(&sheets), "kr-incident-report");
    (lines(&filing), lines(&letter.expect("a letter")))
}

#[test]
fn a_filing_that_nobody_asked_for_is_voluntary() {
    let (filing, letter) = report(SMALL, None);
    for text in [&filing, &letter] {
        assert!(!text.contains("제22조의7") && !text.contains("제30조의8"), "{text}");
        assert!(text.contains("자율 제출"), "{text}");
    }
    assert!(letter.contains("자료의 보호를 요청") && !letter.contains("보호의 근거"), "{letter}");
    // Whether the provider is bound is not known: nothing is said of it, and nothing was asked.
    let (filing, letter) = report(UNKNOWN, None);
    assert!(filing.contains("제22조의7") && !filing.contains("제22조의7제4항"), "{filing}");
    assert!(letter.contains("자율 제출") && !letter.contains("제22조의7제5항"), "{letter}");
}

#[test]
fn data_that_were_demanded_are_filed_under_the_power_to_demand_them() {
    for entity in [SMALL, LARGE] {
        let (filing, letter) = report(entity, Some(REQUESTED));
        assert!(filing.contains("제22조의7제4항") && !filing.contains("자율 제출"), "{filing}");
        assert!(letter.contains("보호의 근거는 전기통신사업법 제22조의7제5항입니다."), "{letter}");
    }
    // The power is the ministry's: what the Assembly asks is asked on another ground.
    let (filing, letter) = report(SMALL, Some(&REQUESTED.replace("과기정통부", "국회")));
    assert!(!filing.contains("제22조의7") && !letter.contains("제22조의7"), "{filing}{letter}");
    assert!(!filing.contains("자율 제출"), "something was asked: {filing}");
}

#[test]
fn a_report_of_a_provider_that_is_not_bound_rests_on_no_law() {
    let told = |entity: &str| {
        let dossier = case(&[("사업자", format!("{ENTITY}{entity}"))]);
        let (filing, letter) = filled(&dossier, "kr-disaster-report");
        lines(&filing) + &lines(&letter.expect("a letter"))
    };
    assert!(told(LARGE).contains("방송통신발전 기본법 제38조제1항") && !told(LARGE).contains("자율 제출"));
    // Ten million users a day, less one, and under two percent.
    let below = SMALL.replace("12000000", "9999999");
    assert!(!told(&below).contains("방송통신발전 기본법") && told(&below).contains("자율 제출"), "{}", told(&below));
}

#[test]
fn a_deleted_place_is_cited_by_nothing_after_its_day() {
    let dossier = case(&[]);
    let all = outcomes(&dossier);
    let notice = find(&all, "kr.damages-notice");
    assert_eq!(notice.status, Status::NotRequired);
    let places: Vec<&str> =
        notice.steps.iter().filter(|step| step.decisive).filter_map(|step| step.at.as_deref()).collect();
    assert_eq!(places, ["② 각 호 외의 부분 단서"]);
    // The judgement stands in the record, which stays in the house.
    let text = lines(&record(&dossier, "kr-damages-notice"));
    assert!(text.contains("(② 각 호 외의 부분 단서)") && !text.contains("①4"), "{text}");
    assert!(all.iter().flat_map(|outcome| &outcome.steps).all(|step| step.at.as_deref() != Some("①4")));
}

#[test]
fn no_number_of_another_act_is_doubted() {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15");
    let (dossier, _) = dossier::load(&dir, pack()).expect("the case loads");
    let (filing, letter) = filled(&dossier, "kr-incident-report");
    let letter = letter.expect("a letter");
    let cited = |filing: &Filing| -> Vec<bogo::pack::Citation> {
        let items = filing.items().flat_map(|item| item.basis.clone());
        let kept = filing.withheld.iter().flat_map(|withheld| withheld.basis.clone());
        filing.basis.iter().cloned().chain(items).chain(kept).collect()
    };
    let all: Vec<_> = cited(&filing).into_iter().chain(cited(&letter)).collect();
    assert!(all.iter().any(|citation| citation.text.ends_with("정보공개에 관한 법률 제9조제1항제6호")), "{all:#?}");
    assert!(all.iter().all(|citation| citation.established), "{all:#?}");
}

fn intrusion(start: &str) -> Dossier {
    let outage = OUTAGE.replace("2026-09-10", start).replace("설비 장애", "침해사고");
    let outage = outage.replacen("중요통신시설\n", "중요통신시설,침해 인지\n", 1).replacen(
        "아니오\n",
        &format!("아니오,{start} 13:00\n"),
        1,
    );
    let services = SERVICES.replace("2026-09-10", start);
    let toml = CASE.replace("2026-09-13", "2026-10-13");
    case(&[("사고", outage), ("서비스", services), ("case.toml", toml)])
}

#[test]
fn an_intrusion_under_the_law_that_is_not_held_has_its_reason_and_no_empty_deadline() {
    let dossier = intrusion("2026-09-30");
    let all = outcomes(&dossier);
    let report = find(&all, "kr.intrusion-report");
    assert_eq!((report.status, report.due.len()), (Status::Undetermined, 0));
    let words = LawWords { pack: pack(), dossier: &dossier, lang: Lang::Ko };
    assert_eq!(words.due(report), "판단할 수 없음(2026. 10. 2. 전의 기한은 자료에 없음)");
    assert!(words.why(report).contains("2026. 10. 2. 전의 법은 자료에 담겨 있지 않습니다"));
    let rows = rows(&filled(&dossier, "executive-summary").0, "due.table");
    let [row] = of_duty(&rows, "침해사고의 신고")[..] else { panic!("{rows:#?}") };
    assert!(row.contains("| 판단할 수 없음 | 판단할 수 없음(2026. 10. 2. 전의 기한은 자료에 없음) |"), "{row}");
    let (filing, letter) = filled(&dossier, "kr-intrusion-report");
    assert!(
        filing.summary.iter().any(|said| text(said).contains("기한은 판단하지 아니하였습니다")),
        "{:?}",
        filing.summary
    );
    let letter = lines(&letter.expect("a letter"));
    assert!(letter.contains("제출 의무의 유무를 판단하지 아니하였습니다") && !letter.contains("자율 제출"), "{letter}");

    // From the first day held: 24 hours from learning of it, to the ministry or the agency for internet security.
    let dossier = intrusion("2026-10-02");
    let all = outcomes(&dossier);
    let report = find(&all, "kr.intrusion-report");
    assert_eq!(law::cases::headline(&report.due), "2026-10-03T13:00:00+09:00");
    let words = LawWords { dossier: &dossier, ..words };
    assert_eq!(words.recipient(report), "과학기술정보통신부 또는 한국인터넷진흥원");
}

/// A tenant of a data centre tells the ministry in writing, and whoever lets the space.
fn tenant(filed: &str, notified: &str) -> Dossier {
    let entity = format!(
        "{ENTITY}{}landlord,다라데이터,데이터센터,시설 임대 사업자,,,,,아니오,\n",
        LARGE.replace("부가통신사업자", "\"부가통신사업자, 시설 전용 임차 사업자\"")
    );
    let facility = format!(
        "식별자,사고,사업자,시설명,보고자 지위,시설 임대 사업자,임대 사업자 통지,통지 방법\n\
         c1,o1,gana,제2센터,시설의 전용 임차인,landlord,{notified},유선\n"
    );
    case(&[("사업자", entity), ("시설", facility), ("제출이력", format!("{FILED}{filed}"))])
}

fn delivered(dossier: &Dossier) -> Vec<(String, Progress)> {
    let all = outcomes(dossier);
    let report = find(&all, "kr.datacentre-report");
    assert_eq!(report.status, Status::Required);
    let words = LawWords { pack: pack(), dossier, lang: Lang::Ko };
    report.deliveries.iter().map(|one| (words.delivered_to(one), Progress::of(&one.fulfilment))).collect()
}

#[test]
fn each_recipient_of_a_duty_has_a_record_of_its_own() {
    let of = |filed: &str, notified: &str| {
        let told = delivered(&tenant(filed, notified));
        let [(ministry, first), (landlord, second)] = &told[..] else { panic!("{told:?}") };
        assert_eq!((ministry.as_str(), landlord.as_str()), ("과학기술정보통신부", "시설 임대 사업자"));
        (*first, *second)
    };
    let row = |to: &str, method: &str| {
        format!("o1,집적정보통신시설 서비스 중단의 보고,최초,2026-09-10 13:00,분,{method},{to}\n")
    };
    assert_eq!(of("", "2026-09-10 12:30"), (Progress::Open, Progress::Done));
    assert_eq!(of(&row("과학기술정보통신부", "서면"), ""), (Progress::Done, Progress::Open));
    // One row may name several, by whatever they are called.
    assert_eq!(of(&row("\"과기정통부, 다라데이터\"", "서면"), ""), (Progress::Done, Progress::Done));
    assert_eq!(of(&row("임대인 및 과학기술정보통신부장관", "전자"), ""), (Progress::Done, Progress::Done));
    // The ministry is told in writing.
    assert_eq!(of(&row("\"과기정통부, 다라데이터\"", "유선"), ""), (Progress::Open, Progress::Done));
    // A row that names nobody went to the ministry; one that names somebody else to neither.
    assert_eq!(of(&row("", "서면"), ""), (Progress::Done, Progress::Open));
    assert_eq!(of(&row("방송미디어통신위원회", "서면"), ""), (Progress::Open, Progress::Open));

    let dossier = tenant(&row("과학기술정보통신부", "서면"), "");
    let rows = rows(&filled(&dossier, "executive-summary").0, "due.table");
    // The operator's own duty is a row of its own behind them.
    let [ministry, landlord, ..] = of_duty(&rows, "집적정보통신시설 서비스 중단의 보고")[..] else {
        panic!("{rows:#?}")
    };
    assert!(
        ministry.contains("(과학기술정보통신부)") && ministry.contains("| 이행 / 2026. 9. 10. 13:00(서면) |"),
        "{ministry}"
    );
    assert!(landlord.contains("(시설 임대 사업자)") && landlord.contains("| 이력 없음 |"), "{landlord}");
}

#[test]
fn what_was_sent_to_another_agency_does_not_count() {
    let of = |to: &str| {
        let filed = format!("{FILED}o1,방송통신재난의 보고,최초,2026-09-10 12:05,분,유선,{to}\n");
        let all = outcomes(&case(&[("제출이력", filed)]));
        find(&all, "kr.disaster-report")
            .due
            .iter()
            .find(|due| due.id == "first-report")
            .map(|due| Progress::of(due.fulfilment.as_ref().expect("its record")))
    };
    assert_eq!(of("과기정통부 네트워크 담당 부서"), Some(Progress::Done));
    assert_eq!(of(""), Some(Progress::Done));
    assert_eq!(of("담당 사무관"), Some(Progress::Done), "words that are not known, and nobody else to tell");
    assert_eq!(of("방송통신위원회"), Some(Progress::Overdue));
}

#[test]
fn a_network_operator_is_bound_by_its_own_thresholds() {
    let of = |subscribers: &str, start: &str| {
        let entity = format!(
            "식별자,상호,지위,제출자와의 관계,가입자 수,회선 수\ngana,가나통신,기간통신사업자,제출자,{subscribers},499999\n"
        );
        let (outage, services) = (OUTAGE.replace("2026-09-10", start), SERVICES.replace("2026-09-10", start));
        let all = outcomes(&case(&[("사업자", entity), ("사고", outage), ("서비스", services)]));
        let status = |duty: &str| all.iter().find(|outcome| outcome.duty == duty).map(|outcome| outcome.status);
        (status("kr.disaster-report"), status("kr.outage-notice"))
    };
    assert_eq!(of("100000", "2026-09-10").0, Some(Status::Required));
    assert_eq!(of("99999", "2026-09-10").0, Some(Status::Undetermined), "unless it was designated");
    // It was bound before 2023-07-04, by law that is not held: no word of a duty that did not exist.
    assert_eq!(of("100000", "2023-07-03").0, Some(Status::Undetermined));
    // Few users and little revenue exempt value-added providers alone.
    assert_eq!(of("100000", "2026-09-10").1, Some(Status::Required));
}
