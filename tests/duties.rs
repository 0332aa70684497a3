//! The duties of the pack, proved by the cases that stand beside them, and on the Kakao case.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

use bogo::lang::Text;
use bogo::law::due::DueDate;
use bogo::law::duties::{self, Judged, Outcome, Status};
use bogo::law::evaluate::{Answer, Met, Seen, World};
use bogo::pack::{Assets, Datum, Duty, FactType, Pack, elapsed};
use bogo::time::Moment;
use bogo::value::{Certainty, Value};
use bogo::{dossier, figures};
use chrono::NaiveDate;
use rust_decimal::Decimal;

fn pack() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(|| Pack::load(Assets::embedded()).expect("the packaged templates load"))
}

/// A case beside a duty.
struct Case {
    say: String,
    law_date: NaiveDate,
    facts: BTreeMap<String, Value>,
    answers: BTreeMap<String, bool>,
    status: String,
    deciding: Option<Vec<String>>,
    due: Option<String>,
    number: Option<String>,
}

impl World for Case {
    fn fact(&self, path: &str) -> Seen {
        let value = self.facts.get(path).cloned();
        Seen { path: path.to_owned(), value, certainty: Certainty::Exact, origins: Vec::new() }
    }

    fn answer(&self, _: &str, row: &str, _: &Text) -> Answer {
        Answer { answer: self.answers.get(row).copied(), reason: None, origin: None }
    }
}

fn value(path: &str, text: &toml::Value) -> Value {
    let kind = pack().duties.catalogue.get(path).unwrap_or_else(|| panic!("no fact {path}"));
    let moment = |text: &str| Moment::parse_rfc3339(text).unwrap_or_else(|| panic!("{path}: a moment, not {text}"));
    match (kind, text) {
        (FactType::Flag, toml::Value::Boolean(flag)) => Value::Flag(*flag),
        (FactType::Count, toml::Value::Integer(count)) => Value::Count(u64::try_from(*count).expect("a count")),
        (FactType::Won, toml::Value::Integer(won)) => Value::Won(Decimal::from(*won)),
        (FactType::Text, toml::Value::String(text)) => Value::Text(text.clone()),
        (FactType::Number, toml::Value::Integer(number)) => Value::Number(Decimal::from(*number)),
        (FactType::Number, toml::Value::String(number)) => Value::Number(number.parse().expect("a number")),
        (FactType::Share, toml::Value::Integer(share)) => Value::Share(Decimal::from(*share)),
        (FactType::Share, toml::Value::String(share)) => Value::Share(share.parse().expect("a share")),
        (FactType::Duration, toml::Value::String(text)) => Value::Duration(elapsed(text).expect("a duration")),
        (FactType::Date, toml::Value::String(text)) => Value::Date(text.parse().expect("a date")),
        (FactType::Moment, toml::Value::String(text)) => match text.split_once("..") {
            Some((after, by)) => Value::MomentBetween { after: Some(moment(after)), by: moment(by) },
            None => Value::Moment(moment(text)),
        },
        (FactType::Code(list), toml::Value::String(code)) => {
            assert!(pack().terms.term(list, code).is_some(), "{path}: no code {code}");
            Value::Code { list: list.clone(), code: code.clone() }
        }
        _ => panic!("{path}: {text} is not {kind:?}"),
    }
}

/// The cases of a duty. Unknown keys are refused, as in the duty itself.
fn cases(path: &str) -> Vec<Case> {
    const KEYS: [&str; 9] = ["say", "law_date", "facts", "without", "answers", "status", "deciding", "due", "number"];
    let text = pack().assets.text(path).expect("the cases stand beside the duty");
    let file: toml::Table = text.parse().expect("TOML");
    let empty = toml::Table::new();
    let defaults = file.get("defaults").and_then(toml::Value::as_table).unwrap_or(&empty);
    let list = file["case"].as_array().expect("cases");
    let read = |case: &toml::Value| {
        let case = case.as_table().expect("a case");
        assert!(case.keys().all(|key| KEYS.contains(&key.as_str())), "{path}: unknown key in {case}");
        let table = |key| case.get(key).and_then(toml::Value::as_table).cloned().unwrap_or_default();
        let strings = |key| -> Option<Vec<String>> {
            case.get(key)
                .and_then(toml::Value::as_array)
                .map(|list| list.iter().map(|item| item.as_str().expect("text").to_owned()).collect())
        };
        let without = strings("without").unwrap_or_default();
        let facts =
            defaults.iter().chain(&table("facts")).map(|(k, v)| (k.clone(), value(k, v))).collect::<BTreeMap<_, _>>();
        Case {
            say: case["say"].as_str().expect("a sentence").to_owned(),
            law_date: case["law_date"].to_string().parse().expect("a date"),
            facts: facts.into_iter().filter(|(path, _)| !without.contains(path)).collect(),
            answers: table("answers").iter().map(|(k, v)| (k.clone(), v.as_bool().expect("yes or no"))).collect(),
            status: case["status"].as_str().expect("a status").to_owned(),
            deciding: strings("deciding"),
            due: case.get("due").and_then(toml::Value::as_str).map(str::to_owned),
            number: case.get("number").and_then(toml::Value::as_str).map(str::to_owned),
        }
    };
    list.iter().map(read).collect()
}

fn of_duty(duty: &Duty) -> Vec<Case> {
    cases(&format!("kr/duties/{}.cases.toml", duty.id.trim_start_matches("kr.")))
}

/// The first deadline that is a date, as a case writes it.
fn headline(due: &[DueDate]) -> String {
    due.iter()
        .find_map(|due| {
            let first = due.earliest?.plain();
            Some(due.latest.map_or(first.clone(), |latest| format!("{first}..{}", latest.plain())))
        })
        .unwrap_or_default()
}

fn proves(duty: &Duty, case: &Case) -> Result<Judged, String> {
    let judged = duties::judge(pack(), duty, case, case.law_date).ok_or("not examined")?;
    if judged.status.word() != case.status {
        let open: Vec<_> = judged.steps.iter().filter(|step| step.decisive).map(|step| &step.row).collect();
        return Err(format!("{} by {open:?}, not {}", judged.status.word(), case.status));
    }
    let decisive: BTreeSet<&str> =
        judged.steps.iter().filter(|step| step.decisive).map(|step| step.row.as_str()).collect();
    if let Some(missing) = case.deciding.iter().flatten().find(|row| !decisive.contains(row.as_str())) {
        return Err(format!("{missing} does not decide, but {decisive:?}"));
    }
    if let Some(due) = case.due.as_ref().filter(|due| **due != headline(&judged.due)) {
        return Err(format!("due {}, not {due}", headline(&judged.due)));
    }
    let number = judged.article.as_ref().map(|article| article.text.clone()).unwrap_or_default();
    if let Some(expected) = case.number.as_ref().filter(|expected| !number.ends_with(expected.as_str())) {
        return Err(format!("{number}, not {expected}"));
    }
    Ok(judged)
}

#[test]
fn every_duty_is_proved_by_its_cases() {
    let mut wrong = Vec::new();
    for duty in &pack().duties.duties {
        for case in of_duty(duty) {
            if case.status == "not-examined" {
                assert_eq!(duties::judge(pack(), duty, &case, case.law_date), None, "{} {}", duty.id, case.say);
                continue;
            }
            if let Err(why) = proves(duty, &case) {
                wrong.push(format!("{} {} {}: {why}", duty.id, case.law_date, case.say));
            }
        }
    }
    assert!(pack().duties.duties.len() >= 10, "the duties were found");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The day before and the day of every change, and every threshold met exactly and missed.
#[test]
fn the_cases_reach_every_change_and_threshold() {
    let mut missing = Vec::new();
    for duty in &pack().duties.duties {
        let cases = of_duty(duty);
        for change in duty.changes() {
            for day in [change, change.pred_opt().expect("a day before")] {
                if !cases.iter().any(|case| case.law_date == day) {
                    missing.push(format!("{}: no case of {day}", duty.id));
                }
            }
        }
        let judged: Vec<Judged> = cases.iter().filter_map(|case| proves(duty, case).ok()).collect();
        for (name, parameter) in &duty.parameters {
            for row in &parameter.values {
                let limit = match &row.value {
                    Some(Datum::Number(number)) => *number,
                    Some(Datum::Duration(elapsed)) => Decimal::from(elapsed.as_seconds()),
                    _ => continue,
                };
                let uses = judged
                    .iter()
                    .flat_map(|judged| &judged.steps)
                    .filter(|step| step.parameters.iter().any(|used| used.name == *name && used.from == row.from));
                let mut met = BTreeMap::new();
                let mut exact = false;
                for step in uses {
                    *met.entry(step.met.word()).or_insert(0) += 1;
                    exact |= step.facts.iter().any(|seen| match &seen.value {
                        Some(Value::Count(count)) => Decimal::from(*count) == limit,
                        Some(Value::Won(number) | Value::Share(number) | Value::Number(number)) => *number == limit,
                        Some(Value::Duration(elapsed)) => Decimal::from(elapsed.as_seconds()) == limit,
                        _ => false,
                    });
                }
                if !exact || !met.contains_key("yes") || !met.contains_key("no") {
                    missing.push(format!("{}: {name} of {}: exact {exact}, {met:?}", duty.id, row.from));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// With every fact unknown each boundary day has an answer, and never *required*.
#[test]
fn knowing_nothing_requires_nothing_and_dismisses_nothing() {
    let nothing = |law_date| Case {
        say: String::new(),
        law_date,
        facts: BTreeMap::new(),
        answers: BTreeMap::new(),
        status: String::new(),
        deciding: None,
        due: None,
        number: None,
    };
    for duty in &pack().duties.duties {
        for change in duty.changes() {
            for day in [change.pred_opt().expect("a day before"), change] {
                let Some(judged) = duties::judge(pack(), duty, &nothing(day), day) else { continue };
                assert_ne!(judged.status, Status::Required, "{} {day}", duty.id);
                let before = duty.in_force.is_some_and(|start| day < start);
                let by_law_alone = judged.steps.iter().any(|step| step.decisive && step.facts.is_empty());
                assert!(before || by_law_alone || judged.status == Status::Undetermined, "{} {day}", duty.id);
            }
        }
    }
}

/// Taking one fact away never turns *required* into *not required*.
#[test]
fn blanking_a_fact_never_dismisses() {
    for duty in &pack().duties.duties {
        for mut case in of_duty(duty).into_iter().filter(|case| case.status == "required") {
            for path in case.facts.keys().cloned().collect::<Vec<_>>() {
                let value = case.facts.remove(&path).expect("a fact");
                let judged = duties::judge(pack(), duty, &case, case.law_date);
                let status = judged.map(|judged| judged.status);
                assert_ne!(status, Some(Status::NotRequired), "{} {} without {path}", duty.id, case.say);
                case.facts.insert(path, value);
            }
        }
    }
}

fn kakao(law_date: Option<&str>) -> Vec<Outcome> {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15");
    let (dossier, _) = dossier::load(&case, pack()).expect("the case loads");
    let (figures, _) = figures::compute(pack(), &dossier);
    duties::examine(pack(), &dossier, &figures, law_date.map(|day| day.parse().expect("a date"))).outcomes
}

fn find<'a>(outcomes: &'a [Outcome], duty: &str, scope: &str) -> &'a Outcome {
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
    let due = |scope: &str| headline(&find(&outcomes, "kr.damages-notice", scope).due);
    assert_eq!(due("interruption.melon"), "2022-11-15..2022-11-17");
    assert_eq!(due("interruption.talk_drawer"), "2022-11-17..2022-11-21");
    assert_eq!(find(&outcomes, "kr.data-response", "request").status, Status::Undetermined);
    let plan: Vec<_> = outcomes.iter().filter(|outcome| outcome.duty == "kr.corrective-plan").collect();
    let own = plan.iter().find(|outcome| outcome.subject.entity.as_deref() == Some("kakao")).expect("one document");
    assert_eq!((own.status, headline(&own.due).as_str()), (Status::Required, "2023-01-06"));
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
    // The published users of the last quarter of 2021 reach the threshold that holds since 2023.
    assert_eq!(disaster.status, Status::Required);
    let tenant = find(&outcomes, "kr.datacentre-report", "outage.pangyo@entity.kakao");
    assert_eq!(tenant.status, Status::Undetermined, "until the case says whether it is an exclusive tenant");
}
