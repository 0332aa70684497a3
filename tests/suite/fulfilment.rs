//! What the real cases come to: who is covered, what falls due when, what was done and how late; each expectation counted
//! by hand from the reference.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use bogo::law::due::{DueDate, Point};
use bogo::law::duties::{self, DutyOutcome, Status};
use bogo::law::evaluate::{Cause, Met};
use bogo::law::history::DeadlineState;
use bogo::pack::{Assets, Pack, TextStatus};
use bogo::{dossier, figures};

use crate::support::Case;

fn pack() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(|| Pack::load(Assets::embedded()).expect("the packaged templates load"))
}

fn outcomes(case: &Path, law_date: Option<&str>) -> Vec<DutyOutcome> {
    let (dossier, _) = dossier::load(case, pack()).expect("the case loads");
    let (figures, _) = figures::compute(pack(), &dossier);
    duties::examine(pack(), &dossier, &figures, law_date.map(|day| day.parse().expect("a date"))).outcomes
}

fn fixture(name: &str) -> Vec<DutyOutcome> {
    outcomes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name), None)
}

fn find<'a>(all: &'a [DutyOutcome], duty: &str, scope: &str) -> &'a DutyOutcome {
    let found = all.iter().find(|outcome| outcome.duty == duty && outcome.subject.scope.starts_with(scope));
    found.unwrap_or_else(|| panic!("{duty} of {scope}"))
}

fn clock<'a>(outcome: &'a DutyOutcome, id: &str) -> &'a DueDate {
    outcome.due.iter().find(|due| due.id == id).unwrap_or_else(|| panic!("{id}"))
}

fn due(outcome: &DutyOutcome) -> String {
    let due = outcome.due.iter().find(|due| due.earliest.is_some()).expect("a date");
    let first = due.earliest.map(Point::plain).expect("a date");
    due.latest.map_or(first.clone(), |latest| format!("{first}..{}", latest.plain()))
}

#[test]
fn the_failure_of_instagram_is_late_on_both_clocks() {
    let all = fixture("instagram-2024-03-22");
    let report = find(&all, "kr.disaster-report", "outage");
    assert_eq!(report.status, Status::Required);
    // Covered because the ministry designated it, not by a share of another year.
    let step = |row: &str| report.steps.iter().find(|step| step.row == row).expect("a row");
    assert_eq!((step("designated").met, step("designated").decisive), (Met::Yes, true));
    let share = step("traffic-reached");
    assert_eq!((share.met, share.cause), (Met::Unknown, Some(Cause::OtherPeriod)));
    let counted = share.reference.as_ref().expect("a period").counted;
    assert_eq!((counted.first.to_string(), counted.last.to_string()), ("2023-10-01".into(), "2023-12-31".into()));

    // Onset 07:30 on the 22nd, first report 07:49 on the 23rd: 24 h 09 min past the tenth minute.
    let first = clock(report, "first-report").fulfilment.as_ref().expect("its own state");
    assert_eq!((first.state, first.late_by.map(|by| by.to_string())), (DeadlineState::Late, Some("PT24H9M".into())));
    assert_eq!(first.late_by_most, None);
    // In writing on the 26th at an unknown time; due at 09:30 on the 22nd: from 86 h 30 min to 110 h 29 min.
    let written = clock(report, "written-report").fulfilment.as_ref().expect("its own state");
    assert_eq!(written.state, DeadlineState::Late);
    assert_eq!((written.filed_at, written.filed_on.map(|day| day.to_string())), (None, Some("2024-03-26".into())));
    assert_eq!(written.late_by.map(|by| by.to_string()).as_deref(), Some("PT86H30M"));
    assert_eq!(written.late_by_most.map(|by| by.to_string()).as_deref(), Some("PT110H29M"));
    // Together it is as late as the later clock.
    assert_eq!(report.fulfilment.late_by, written.late_by);
}

#[test]
fn the_three_failures_of_2024() {
    let all = fixture("kakao-2024-05");
    assert_eq!(due(find(&all, "kr.corrective-plan", "demand")), "2024-07-01");
    assert_eq!(due(find(&all, "kr.corrective-result", "demand")), "2024-09-02");
    let notices: Vec<&DutyOutcome> = all.iter().filter(|outcome| outcome.duty == "kr.outage-notice").collect();
    assert_eq!(notices.len(), 3);
    let mut open = 0;
    for notice in notices {
        assert_eq!(notice.status, Status::NotRequired);
        let row = |id: &str| notice.steps.iter().find(|step| step.row == id).expect("a row");
        assert!(row("no-periodic-fee").decisive);
        // The fifth item alone would leave it open: software was not listed yet, and what was unavoidable is a judgement.
        // An error of operation was never listed.
        let software = row("software-cause").met == Met::Yes;
        let expected = if software { Met::Unknown } else { Met::No };
        assert_eq!((row("short-outage").met, row("short-outage").decisive), (expected, false));
        open += usize::from(software);
    }
    assert_eq!(open, 2);
    for report in all.iter().filter(|outcome| outcome.duty == "kr.disaster-report") {
        let duration = report.steps.iter().find(|step| step.row == "reported-duration").expect("a row");
        assert_eq!((duration.standing, duration.decisive), (TextStatus::Reported, false));
    }
}

#[test]
fn the_yearly_filing_of_2027() {
    let all = fixture("kakao-2026-annual");
    let filing = find(&all, "kr.stability-annual", "entity");
    assert_ne!(filing.status, Status::NotRequired);
    let yearly = clock(filing, "end-of-january").yearly.expect("a date of every year");
    let days = [Some(yearly.statutory), yearly.by_analogy, yearly.safe].map(|day| day.expect("a day").to_string());
    assert_eq!(days, ["2027-01-31", "2027-02-01", "2027-01-29"]);
}

#[test]
fn the_fire_of_2022_and_the_same_under_todays_law() {
    let case = Case::kakao();
    let own = outcomes(case.path(), None);
    for duty in ["kr.disaster-report", "kr.disaster-status", "kr.datacentre-report", "kr.officer-notice"] {
        let found = own.iter().filter(|outcome| outcome.duty == duty);
        assert!(
            found.clone().count() > 0 && found.clone().all(|outcome| outcome.status == Status::NotRequired),
            "{duty}"
        );
    }
    assert_eq!(due(find(&own, "kr.damages-notice", "interruption.melon")), "2022-11-15..2022-11-17");
    let today = outcomes(case.path(), Some("2026-11-22"));
    assert_eq!(find(&today, "kr.disaster-report", "outage.pangyo@entity.kakao").status, Status::Required);
    let centre = find(&today, "kr.datacentre-report", "outage.pangyo@entity.kakao");
    assert_eq!(centre.status, Status::Undetermined, "until the case says in what capacity");

    case.set("사업자", ("식별자", "kakao"), "지위", "부가통신사업자, 시설 전용 임차 사업자");
    let today = outcomes(case.path(), Some("2026-11-22"));
    let centre = find(&today, "kr.datacentre-report", "outage.pangyo@entity.kakao");
    assert_eq!(centre.status, Status::Required);
    assert!(centre.steps.iter().any(|step| step.row == "tenant" && step.decisive));
}

#[test]
fn a_service_restored_on_the_twentieth() {
    let case = Case::kakao();
    for (column, text) in
        [("완전 복구", "2022-10-20 23:00"), ("일부 복구", ""), ("완전 복구(이후)", ""), ("완전 복구(이전)", "")]
    {
        case.set("서비스", ("식별자", "melon"), column, text);
    }
    // The thirtieth day, 2022-11-19, is a Saturday.
    assert_eq!(due(find(&outcomes(case.path(), None), "kr.damages-notice", "interruption.melon")), "2022-11-21");
}

/// A copy of the Kakao case with other rows of one sheet.
fn with_sheet(sheet: &str, rows: &str) -> Case {
    let case = Case::kakao();
    fs::write(case.path().join(format!("source/{sheet}.csv")), rows).expect("the source is ours");
    // Writes the workbooks anew.
    case.set("사고", ("식별자", "pangyo"), "비고", "");
    case
}

#[test]
fn a_notice_counts_for_what_it_names_and_once_all_is_told() {
    let case = with_sheet(
        "고지",
        "Outage,Entity,Sent at,Channel,고지 항목,손해배상 고지 항목,대상 서비스\n\
         pangyo,kakao,2022-10-15 16:00,트위터,\"중단된 서비스, 중단 사실\",,\n\
         pangyo,kakao,2022-10-15 20:00,트위터,\"원인, 대응조치 현황, 상담 연락처\",,talk_drawer\n\
         pangyo,kakao,2022-11-16 09:00,트위터,,\"청구권자, 기준\",talk_drawer\n\
         pangyo,kakao,2022-11-18 09:00,트위터,,절차,talk_drawer\n",
    );
    let all = outcomes(case.path(), None);
    let told = &find(&all, "kr.outage-notice", "interruption.talk_drawer").fulfilment;
    assert_eq!((told.state, told.missing.len()), (DeadlineState::Done, 0));
    // Not at the first notice, but when the last item was told.
    assert_eq!(told.filed_at.map(|at| at.to_string()).as_deref(), Some("2022-10-15T20:00:00+09:00"));
    let open = &find(&all, "kr.outage-notice", "interruption.talk_channel").fulfilment;
    assert_eq!((open.state, open.missing.join(" ")), (DeadlineState::Open, "cause response contact".to_owned()));
    // Of another company nothing was told.
    let other = &find(&all, "kr.outage-notice", "interruption.kakaot_taxi").fulfilment;
    assert_eq!((other.state, other.missing.len()), (DeadlineState::Open, 5));
    // Damages: complete on the 18th, due by the end of the 17th.
    let damages = &find(&all, "kr.damages-notice", "interruption.talk_drawer").fulfilment;
    assert_eq!((damages.state, damages.late_by.map(|by| by.to_string())), (DeadlineState::Late, Some("PT9H".into())));
}

#[test]
fn a_day_without_a_time_is_late_only_where_that_is_certain() {
    let rows = |at: &str, precision: &str| {
        format!("보고 구분,보고 일시,정밀도,방법,사업자\n시정요구 이행계획의 보고,{at},{precision},서면,kakao\n")
    };
    let of = |at: &str, precision: &str| {
        let case = with_sheet("제출이력", &rows(at, precision));
        let all = outcomes(case.path(), None);
        find(&all, "kr.corrective-plan", "demand").fulfilment.clone()
    };
    // Due by the end of 2023-01-06, whatever the time.
    let same_day = of("2023-01-06", "일");
    assert_eq!((same_day.state, same_day.late_by, same_day.late_by_most), (DeadlineState::Done, None, None));
    assert_eq!(same_day.filed_on.map(|day| day.to_string()).as_deref(), Some("2023-01-06"));
    let next_day = of("2023-01-07", "일");
    assert_eq!(next_day.state, DeadlineState::Late);
    assert_eq!(next_day.late_by.map(|by| by.to_string()).as_deref(), Some("PT0S"));
    assert_eq!(next_day.late_by_most.map(|by| by.to_string()).as_deref(), Some("PT23H59M"));
    let exact = of("2023-01-06 23:59", "분");
    assert_eq!((exact.state, exact.filed_on), (DeadlineState::Done, None));
}

#[test]
fn a_running_report_goes_on_until_its_last() {
    let rows = |stage: &str| {
        format!(
            "사고,보고 구분,차수,보고 일시,방법,사업자\n\
             pangyo,kr.disaster-status,중간 1보,2022-10-15 18:00,서면,kakao\n\
             pangyo,kr.disaster-status,{stage},2022-10-16 09:00,서면,kakao\n"
        )
    };
    let of = |stage: &str| {
        let case = with_sheet("제출이력", &rows(stage));
        let all = outcomes(case.path(), Some("2026-11-22"));
        find(&all, "kr.disaster-status", "outage.pangyo@entity.kakao").fulfilment.clone()
    };
    let (running, ended) = (of("중간 2보"), of("최종"));
    assert_eq!((running.state, ended.state), (DeadlineState::Open, DeadlineState::Done));
    let at = |done: &bogo::law::history::Fulfilment| done.filed_at.map(|at| at.to_string());
    assert_eq!(at(&running).as_deref(), Some("2022-10-16T09:00:00+09:00"));
    assert_eq!(at(&running), at(&ended));
}
