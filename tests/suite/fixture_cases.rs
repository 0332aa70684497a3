//! What the fixtures are for: each case shows the duties, deadlines, states and findings that it was written to show.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use bogo::check::{self, CheckInput};
use bogo::dossier::{self, Dossier};
use bogo::figures::{self, Figures};
use bogo::filing::{self, Body, Filing, Inline, ItemState, Material};
use bogo::finding::{Finding, Severity};
use bogo::law::due::{DueDate, Point};
use bogo::law::duties::{self, Duties, DutyOutcome, Status};
use bogo::law::evaluate::{Cause, EvaluationStep, Met};
use bogo::law::figures as law_figures;
use bogo::law::history::{DeadlineState, Fulfilment};
use bogo::pack::{Assets, Pack, TextStatus};
use bogo::time::{Elapsed, Moment};
use bogo::value::Value;
use chrono::NaiveDate;

fn pack() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(|| Pack::load(Assets::embedded()).expect("the packaged templates load"))
}

/// A fixture, examined as `bogo check` does.
struct Case {
    dossier: Dossier,
    figures: Figures,
    duties: Duties,
    filings: Vec<Filing>,
    findings: Vec<Finding>,
}

impl Case {
    fn of(name: &str) -> Self {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
        let (dossier, mut findings) = dossier::load(&dir, pack()).expect("the case loads");
        let (mut figures, computed) = figures::compute(pack(), &dossier);
        findings.extend(computed);
        let duties = duties::examine(pack(), &dossier, &figures, None);
        for figure in law_figures::figures(pack(), &dossier, &duties) {
            figures.add(figure);
        }
        let material = Material { dossier: &dossier, figures: &figures, duties: &duties };
        let fill = |form: &String| {
            filing::fill(pack(), material, form, bogo::dossier::Edition::Regulator, false).expect("the form fills")
        };
        let filings: Vec<Filing> = dossier.case.forms.iter().map(fill).collect();
        let subject = CheckInput {
            pack: pack(),
            dossier: &dossier,
            figures: &figures,
            filings: &filings,
            kept: &[],
            before: &findings,
        };
        findings.extend(check::run(&subject).findings);
        Self { dossier, figures, duties, filings, findings }
    }

    /// The outcome of a duty whose scope starts so.
    fn outcome(&self, duty: &str, scope: &str) -> &DutyOutcome {
        let found = |outcome: &&DutyOutcome| outcome.duty == duty && outcome.subject.scope.starts_with(scope);
        self.duties.outcomes.iter().find(found).unwrap_or_else(|| panic!("{duty} of {scope}"))
    }

    fn form(&self, id: &str) -> &Filing {
        self.filings.iter().find(|filing| filing.form == id).unwrap_or_else(|| panic!("{id} is built"))
    }

    /// How often each code that is not an error occurs.
    fn remarks(&self) -> BTreeMap<&str, usize> {
        let mut remarks = BTreeMap::new();
        for finding in &self.findings {
            assert_ne!(finding.severity, Severity::Error, "{finding:?}");
            *remarks.entry(finding.code).or_default() += 1;
        }
        remarks
    }

    fn duration(&self, figure: &str) -> i64 {
        match self.figures.value(figure) {
            Some(Value::Duration(elapsed)) => elapsed.as_minutes(),
            other => panic!("{figure}: {other:?}"),
        }
    }
}

fn step<'a>(outcome: &'a DutyOutcome, row: &str) -> &'a EvaluationStep {
    outcome.steps.iter().find(|step| step.row == row).unwrap_or_else(|| panic!("{row} of {}", outcome.duty))
}

fn deadline<'a>(outcome: &'a DutyOutcome, id: &str) -> &'a DueDate {
    outcome.due.iter().find(|due| due.id == id).unwrap_or_else(|| panic!("{id} of {}", outcome.duty))
}

fn fulfilled<'a>(outcome: &'a DutyOutcome, id: &str) -> &'a Fulfilment {
    deadline(outcome, id).fulfilment.as_ref().expect("the case was looked at")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn moment(text: &str) -> Moment {
    Moment::parse_rfc3339(text).expect("a moment")
}

fn hours(hours: i64, minutes: i64) -> Option<Elapsed> {
    Some(Elapsed::minutes(60 * hours + minutes))
}

#[test]
fn every_remark_is_meant() {
    let meant: [(&str, &[(&str, usize)]); 6] = [
        ("kakao-2024-05", &[("FORM04", 3), ("FORM05", 2)]),
        ("instagram-2024-03-22", &[("FORM04", 1), ("LAW01", 2)]),
        ("kakao-2026-annual", &[("LAW01", 2)]),
        ("aws-2025-10-20", &[("TIME08", 3), ("TIME10", 2), ("TIME13", 1)]),
        ("sample-2026-09", &[("CASE05", 1), ("TIME10", 1)]),
        ("first-report-one-sheet", &[]),
    ];
    for (name, meant) in meant {
        assert_eq!(Case::of(name).remarks(), meant.iter().copied().collect(), "{name}");
    }
}

#[test]
fn kakao_2024_needs_no_notice_for_want_of_a_fee() {
    let case = Case::of("kakao-2024-05");
    for service in ["kakaotalk_0513", "kakaotalk_0520", "kakaotalk_pc_0521"] {
        for duty in ["kr.outage-notice", "kr.damages-notice"] {
            let outcome = case.outcome(duty, &format!("interruption.{service}"));
            assert_eq!(outcome.status, Status::NotRequired, "{duty} {service}");
            assert!(step(outcome, "no-fee").decisive && !step(outcome, "short-outage").decisive, "{duty} {service}");
        }
    }
    for (outage, minutes) in [("kakao_0513", 6), ("kakao_0520", 6), ("kakao_0521", 54)] {
        assert_eq!(case.duration(&format!("outage.{outage}.duration")), minutes);
    }
}

#[test]
fn kakao_2024_is_covered_and_the_duration_of_the_press_decides_nothing() {
    let case = Case::of("kakao-2024-05");
    let report = |outage: &str| case.outcome("kr.disaster-report", &format!("outage.{outage}"));
    for (outage, minutes_reached) in [("kakao_0520", Met::No), ("kakao_0521", Met::Yes)] {
        let outcome = report(outage);
        assert_eq!(outcome.status, Status::Required, "{outage}");
        assert!(step(outcome, "designated").decisive && step(outcome, "defect-cause").decisive);
        let press = step(outcome, "reported-duration");
        assert_eq!((press.standing, press.met, press.decisive), (TextStatus::Reported, minutes_reached, false));
    }
    // An error of operation is no listed defect: a person decides.
    let error = report("kakao_0513");
    assert_eq!((error.status, step(error, "other-defect").met), (Status::Undetermined, Met::Unknown));
    assert_eq!(error.causes, [Cause::OpenJudgement]);
}

#[test]
fn kakao_2024_filed_the_plan_and_owes_the_result() {
    let case = Case::of("kakao-2024-05");
    let (plan, result) = (case.outcome("kr.corrective-plan", "demand"), case.outcome("kr.corrective-result", "demand"));
    assert_eq!((plan.status, result.status), (Status::Required, Status::Required));
    // 06-30 is a Sunday, 08-31 a Saturday.
    assert_eq!(deadline(plan, "plan").earliest, Some(Point::On(day("2024-07-01"))));
    assert_eq!(deadline(result, "result").earliest, Some(Point::On(day("2024-09-02"))));
    let done = fulfilled(plan, "plan");
    assert_eq!((done.state, done.late_by), (DeadlineState::Done, None));
    assert_eq!(done.filed_at, Some(moment("2024-06-28T15:00:00+09:00")));
    let open = fulfilled(result, "result");
    // From 08-30 10:00 to the end of 09-02.
    assert_eq!((open.state, open.time_left), (DeadlineState::Open, hours(3 * 24 + 14, 0)));
}

#[test]
fn kakao_2024_answers_six_demands_in_order() {
    let case = Case::of("kakao-2024-05");
    for (form, item) in [("kr-corrective-plan", "plan.table"), ("kr-corrective-result", "result.table")] {
        let filing = case.form(form);
        let item = filing.items().find(|found| found.id == item).unwrap_or_else(|| panic!("{item} of {form}"));
        let Body::Table { table } = &item.content else { panic!("{form}: a table") };
        let phase = |cell: &[Inline]| match cell {
            [Inline::Value { text, .. }, ..] => text.clone(),
            other => panic!("{form}: {other:?}"),
        };
        let phases: Vec<String> = table.rows.iter().map(|row| phase(&row.cells[0].content)).collect();
        assert_eq!(phases, ["예방", "예방", "대응", "대응", "대응", "복원"], "{form}");
    }
}

#[test]
fn instagram_is_covered_by_the_list_and_not_by_figures_of_another_year() {
    let case = Case::of("instagram-2024-03-22");
    let report = case.outcome("kr.disaster-report", "outage.instagram");
    assert_eq!(report.status, Status::Required);
    assert!(step(report, "designated").decisive && step(report, "other-defect").decisive);
    for row in ["users-reached", "traffic-reached"] {
        let size = step(report, row);
        assert_eq!((size.met, size.cause, size.decisive), (Met::Unknown, Some(Cause::OtherPeriod), false), "{row}");
    }
    let wrong = case.findings.iter().filter(|finding| finding.code == "LAW01");
    let fields: Vec<_> = wrong.filter_map(|finding| finding.field.as_deref()).collect();
    assert_eq!(fields, ["entity.users_period", "entity.traffic_period"]);
    // The yearly filing needs the right quarter.
    let yearly = case.outcome("kr.stability-annual", "entity.meta");
    assert_eq!((yearly.status, yearly.causes.as_slice()), (Status::Undetermined, &[Cause::OtherPeriod][..]));
}

#[test]
fn instagram_reported_a_day_late() {
    let case = Case::of("instagram-2024-03-22");
    let report = case.outcome("kr.disaster-report", "outage.instagram");
    let first = fulfilled(report, "first-report");
    assert_eq!((first.state, first.late_by, first.late_by_most), (DeadlineState::Late, hours(24, 9), None));
    let at = first.filed_at.expect("a moment");
    assert_eq!(Some(at.since(moment("2024-03-22T07:30:00+09:00"))), hours(24, 19));
    // The letter is known by its day: from its first minute to its last past 09:30 of 03-22.
    let letter = fulfilled(report, "written-report");
    assert_eq!((letter.state, letter.filed_at, letter.filed_on), (DeadlineState::Late, None, Some(day("2024-03-26"))));
    assert_eq!((letter.late_by, letter.late_by_most), (hours(86, 30), hours(110, 29)));
    assert_eq!(case.duration("outage.instagram.duration"), 75);
}

#[test]
fn the_yearly_filing_has_three_dates() {
    let case = Case::of("kakao-2026-annual");
    assert_eq!(case.dossier.case.kind, "annual");
    let outcome = case.outcome("kr.stability-annual", "entity.kakao");
    let yearly = deadline(outcome, "end-of-january").yearly.expect("a yearly date");
    // 2027-01-31 is a Sunday.
    assert_eq!(yearly.statutory, day("2027-01-31"));
    assert_eq!((yearly.by_analogy, yearly.safe), (Some(day("2027-02-01")), Some(day("2027-01-29"))));
    // The published users and traffic are of 2021: whether the filing is owed waits for those of 2026.
    assert_eq!((outcome.status, outcome.causes.as_slice()), (Status::Undetermined, &[Cause::OtherPeriod][..]));
}

#[test]
fn a_cloud_interruption_has_a_start_for_each_side() {
    let case = Case::of("aws-2025-10-20");
    assert_eq!(case.duration("outage.us_east_1.duration"), 14 * 60 + 32);
    assert_eq!(case.duration("outage.us_east_1.duration.outage_start_ministry__core_restored"), 3 * 60 + 10);
    // What held before the decree was read is not held.
    let notice = case.outcome("kr.cloud-notice", "interruption.us_east_1");
    assert_eq!((notice.status, notice.causes.as_slice()), (Status::Undetermined, &[Cause::LawNotModelled][..]));
    let outage = case.outcome("kr.outage-notice", "interruption.us_east_1");
    assert_eq!(outage.status, Status::NotRequired);
    assert!(step(outage, "cloud-service").decisive);
    // The damages notice has no such exemption.
    assert_ne!(case.outcome("kr.damages-notice", "interruption.us_east_1").status, Status::NotRequired);
    let first = fulfilled(case.outcome("kr.disaster-report", "outage.us_east_1"), "first-report");
    assert_eq!((first.state, first.late_by), (DeadlineState::Late, hours(0, 54)));
}

#[test]
fn three_roles_have_their_duties_each() {
    let case = Case::of("sample-2026-09");
    for (duty, scope) in [
        ("kr.disaster-report", "outage.outage_power"),
        ("kr.datacentre-report", "outage.outage_power"),
        ("kr.intrusion-report", "outage.outage_intrusion"),
        ("kr.outage-notice", "interruption.gasang_talk"),
        ("kr.outage-notice", "interruption.gasang_cloud"),
        ("kr.damages-notice", "interruption.gasang_cloud"),
        ("kr.data-response", "request"),
        ("kr.stability-annual", "entity.gasang"),
    ] {
        assert_eq!(case.outcome(duty, scope).status, Status::Required, "{duty} {scope}");
    }
    let free = case.outcome("kr.damages-notice", "interruption.gasang_talk");
    assert_eq!(free.status, Status::NotRequired);
    assert!(step(free, "no-fee").decisive);
    assert_eq!(case.outcome("kr.cloud-notice", "interruption.gasang_cloud").status, Status::NotRequired);
    assert_eq!(case.outcome("kr.intrusion-relief", "outage.outage_intrusion").status, Status::Undetermined);
    // The landlord of the rented centre reaches no threshold, and whether it runs the centre for others is asked.
    let landlord = |duty: &str| case.outcome(duty, "outage.outage_power@entity.gasang_idc").status;
    assert_eq!(landlord("kr.disaster-report"), Status::NotRequired);
    assert_eq!(landlord("kr.datacentre-report"), Status::Undetermined);
}

#[test]
fn done_late_and_open_are_told_apart() {
    let case = Case::of("sample-2026-09");
    let report = case.outcome("kr.disaster-report", "outage.outage_power");
    let (first, letter) = (fulfilled(report, "first-report"), fulfilled(report, "written-report"));
    assert_eq!((first.state, first.late_by), (DeadlineState::Done, None));
    assert_eq!((letter.state, letter.late_by), (DeadlineState::Late, hours(0, 56)));
    assert_eq!(case.outcome("kr.datacentre-report", "outage.outage_power").fulfilment.state, DeadlineState::Done);
    // 24 hours from 10-06 09:10; the report is of 17:00.
    let intrusion = case.outcome("kr.intrusion-report", "outage.outage_intrusion");
    assert_eq!(deadline(intrusion, "hours").earliest, Some(Point::At(moment("2026-10-07T09:10:00+09:00"))));
    assert_eq!((intrusion.fulfilment.state, intrusion.fulfilment.time_left), (DeadlineState::Open, hours(16, 10)));
    // 30 days from 09-28, and the date that the request states.
    let damages = case.outcome("kr.damages-notice", "interruption.gasang_cloud");
    assert_eq!(deadline(damages, "within-days").earliest, Some(Point::On(day("2026-10-28"))));
    let answer = case.outcome("kr.data-response", "request");
    assert_eq!(deadline(answer, "as-requested").earliest, Some(Point::On(day("2026-10-08"))));
    // Nobody filed the plan of the year: open, and past its day.
    let plan = &case.outcome("kr.disaster-plan", "entity.gasang").fulfilment;
    assert_eq!((plan.state, plan.late_by), (DeadlineState::Open, hours(5 * 24 + 17, 0)));
}

#[test]
fn one_row_is_enough_for_a_first_report() {
    let case = Case::of("first-report-one-sheet");
    let sheets: Vec<_> = case.dossier.files.iter().flat_map(|file| &file.sheets).map(|sheet| &*sheet.sheet).collect();
    assert_eq!(sheets, ["서비스"]);
    assert_eq!(case.dossier.sheet("interruption").len(), 1);
    let filing = case.form("kr-disaster-report");
    let states: BTreeMap<&str, ItemState> = filing.items().map(|item| (item.id.as_str(), item.state)).collect();
    assert!(states.values().all(|state| *state != ItemState::Missing), "{states:?}");
    for item in ["report.facts", "status.services"] {
        assert_eq!(states[item], ItemState::Complete, "{item}");
    }
    for item in ["cause.text", "emergency.text", "recovery.plan"] {
        assert_eq!(states[item], ItemState::Pending, "{item}");
    }
    // The row implies an outage: the duty is asked about, and its clock runs.
    let report = case.outcome("kr.disaster-report", "outage.first-report-one-sheet");
    assert_eq!((report.status, report.causes.contains(&Cause::MissingFact)), (Status::Undetermined, true));
    let first = fulfilled(report, "first-report");
    assert_eq!((first.state, first.time_left), (DeadlineState::Open, hours(0, 1)));
}
