//! The duties of the pack, proved by the cases that stand beside them, and on the Kakao case.

use std::path::Path;
use std::sync::OnceLock;

use bogo::law::cases;
use bogo::law::duties::{self, DutyOutcome, Status};
use bogo::law::evaluate::Met;
use bogo::pack::{Assets, Pack};
use bogo::{dossier, figures};

fn pack() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(|| Pack::load(Assets::embedded()).expect("the packaged templates load"))
}

#[test]
fn every_duty_is_proved_by_its_cases() {
    let mut proved = 0;
    let mut wrong = Vec::new();
    for duty in &pack().duties.duties {
        let cases = pack().cases(duty).expect("the cases read");
        proved += cases.len();
        wrong.extend(cases::examine(pack(), duty, &cases));
    }
    assert!(pack().duties.duties.len() >= 10 && proved >= 80, "the duties and their cases were found");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// With every fact unknown each boundary day has an answer that claims nothing, an article and an agency.
#[test]
fn knowing_nothing_requires_nothing() {
    let wrong = cases::sweep(pack());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Taking one fact away never turns *required* into *not required*.
#[test]
fn blanking_a_fact_never_dismisses() {
    let mut tried = 0;
    for duty in &pack().duties.duties {
        let cases = pack().cases(duty).expect("the cases read");
        for mut case in cases.into_iter().filter(|case| case.status == "required") {
            for path in case.facts.keys().cloned().collect::<Vec<_>>() {
                let value = case.facts.remove(&path).expect("a fact");
                let status = cases::judged(pack(), duty, &case).map(|judged| judged.status);
                assert_ne!(status, Some(Status::NotRequired), "{} {} without {path}", duty.id, case.say);
                case.facts.insert(path, value);
                tried += 1;
            }
        }
    }
    assert!(tried > 100, "{tried}");
}

fn kakao(law_date: Option<&str>) -> Vec<DutyOutcome> {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15");
    let (dossier, _) = dossier::load(&case, pack()).expect("the case loads");
    let (figures, _) = figures::compute(pack(), &dossier);
    duties::examine(pack(), &dossier, &figures, law_date.map(|day| day.parse().expect("a date"))).outcomes
}

fn find<'a>(outcomes: &'a [DutyOutcome], duty: &str, scope: &str) -> &'a DutyOutcome {
    outcomes
        .iter()
        .find(|outcome| outcome.duty == duty && outcome.subject.scope.starts_with(scope))
        .unwrap_or_else(|| panic!("{duty} of {scope}"))
}

#[test]
fn the_kakao_case_as_of_its_own_day() {
    let outcomes = kakao(None);
    for duty in ["kr.disaster-report", "kr.datacentre-report", "kr.stability-annual"] {
        let mut of_duty = outcomes.iter().filter(|outcome| outcome.duty == duty).peekable();
        assert!(of_duty.peek().is_some(), "{duty}");
        assert!(of_duty.all(|outcome| outcome.status == Status::NotRequired), "{duty}");
    }
    for duty in ["kr.outage-notice", "kr.damages-notice"] {
        let free = find(&outcomes, duty, "interruption.kakaotalk_text");
        assert_eq!(free.status, Status::NotRequired);
        let decided = |row: &str| free.steps.iter().any(|step| step.row == row && step.decisive);
        assert!(decided("no-fee") && !decided("short-outage"), "{duty}");
        assert!(free.article.as_ref().is_some_and(|article| article.text.ends_with("제37조의11")));
        // Its daily users of the last quarter of 2021 are not known.
        let melon = find(&outcomes, duty, "interruption.melon");
        assert_eq!(melon.status, Status::Undetermined, "{duty}");
        let open = melon.steps.iter().find(|step| step.row == "users-below").expect("a row");
        assert_eq!((open.met, open.decisive), (Met::Unknown, true));
        assert!(open.facts.iter().any(|seen| !seen.origins.is_empty()), "the cell to fill");
    }
    let due = |scope: &str| cases::headline(&find(&outcomes, "kr.damages-notice", scope).due);
    assert_eq!(due("interruption.melon"), "2022-11-15..2022-11-17");
    assert_eq!(due("interruption.talk_drawer"), "2022-11-17..2022-11-21");
    assert_eq!(find(&outcomes, "kr.data-response", "request").status, Status::Undetermined);
    let plan: Vec<_> = outcomes.iter().filter(|outcome| outcome.duty == "kr.corrective-plan").collect();
    let own = plan.iter().find(|outcome| outcome.subject.entity.as_deref() == Some("kakao")).expect("one document");
    assert_eq!((own.status, cases::headline(&own.due).as_str()), (Status::Required, "2023-01-06"));
    // 서비스 of 네이버, another company, are not this case's.
    assert!(!outcomes.iter().any(|outcome| outcome.subject.entity.as_deref() == Some("naver")));
}

#[test]
fn the_kakao_case_under_todays_law() {
    let outcomes = kakao(Some("2026-11-22"));
    let free = find(&outcomes, "kr.outage-notice", "interruption.kakaotalk_text");
    assert!(free.article.as_ref().is_some_and(|article| article.text.ends_with("제37조의21")));
    assert_ne!(free.status, Status::NotRequired, "free services too");
    let disaster = find(&outcomes, "kr.disaster-report", "outage.pangyo@entity.kakao");
    // Its users of the last quarter of 2021, the one that counts on its own day, reach the threshold.
    assert_eq!(disaster.status, Status::Required);
    let tenant = find(&outcomes, "kr.datacentre-report", "outage.pangyo@entity.kakao");
    assert_eq!(tenant.status, Status::Undetermined, "until the case says whether it is an exclusive tenant");
}
