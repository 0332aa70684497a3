//! Proves the duties of a pack: its cases come out, every row is reached and matters, every boundary day has an answer.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::due::DueDate;
use super::duties::{Judged, Status, judge};
use super::evaluate::{JudgmentAnswer, Met, SeenFact, World};
use crate::lang::Text;
use crate::pack::{Datum, Duty, DutyCase, NOT_EXAMINED, Pack, PackProblem, RuleRow, SourceKind, TextStatus};
use crate::value::{Certainty, Value};

/// A case as a world of facts.
#[derive(Debug)]
struct CaseFacts<'a> {
    case: Option<&'a DutyCase>,
    /// A row that is turned around, to see whether anybody notices.
    turned: Option<&'a RuleRow>,
    /// What the rows came to.
    met: RefCell<Vec<(*const RuleRow, Met)>>,
}

impl<'a> CaseFacts<'a> {
    fn of(case: &'a DutyCase) -> Self {
        Self { case: Some(case), turned: None, met: RefCell::default() }
    }

    /// Nothing is known.
    fn none() -> Self {
        Self { case: None, turned: None, met: RefCell::default() }
    }
}

impl World for CaseFacts<'_> {
    fn fact(&self, path: &str) -> SeenFact {
        let value = self.case.and_then(|case| case.facts.get(path).cloned());
        SeenFact { path: path.to_owned(), value, certainty: Certainty::Exact, origins: Vec::new() }
    }

    fn answer(&self, _: &str, row: &str, _: &Text) -> JudgmentAnswer {
        let answer = self.case.and_then(|case| case.answers.get(row).copied());
        JudgmentAnswer { answer, reason: None, origin: None }
    }

    fn settle(&self, row: &RuleRow, met: Met) -> Met {
        self.met.borrow_mut().push((std::ptr::from_ref(row), met));
        if self.turned.is_some_and(|turned| std::ptr::eq(turned, row)) { met.not() } else { met }
    }
}

/// What a duty comes to in a case, whatever the case expects.
#[must_use]
pub fn judged(pack: &Pack, duty: &Duty, case: &DutyCase) -> Option<Judged> {
    judge(pack, duty, &CaseFacts::of(case), case.law_date)
}

/// What a duty says in a case.
///
/// # Errors
/// What the case expects and does not find.
pub fn prove(pack: &Pack, duty: &Duty, case: &DutyCase) -> Result<Option<Judged>, PackProblem> {
    expected(case, judge(pack, duty, &CaseFacts::of(case), case.law_date))
}

fn expected(case: &DutyCase, judged: Option<Judged>) -> Result<Option<Judged>, PackProblem> {
    let wrong = |wanted: &str, found: String| {
        let problem = PackProblem::new("pack-case-fails", &case.file, case.line);
        problem.with("case", case.say.as_str()).with("expected", wanted).with("name", found)
    };
    let Some(judged) = judged else {
        let fits = case.status == NOT_EXAMINED;
        return if fits { Ok(None) } else { Err(wrong(&case.status, NOT_EXAMINED.to_owned())) };
    };
    let decisive: Vec<&str> = judged.steps.iter().filter(|step| step.decisive).map(|step| step.row.as_str()).collect();
    if judged.status.word() != case.status {
        return Err(wrong(&case.status, format!("{} ({})", judged.status.word(), decisive.join(", "))));
    }
    if let Some(row) = case.deciding.iter().find(|row| !decisive.contains(&row.as_str())) {
        return Err(wrong(row, decisive.join(", ")));
    }
    let cited = || judged.steps.iter().filter(|step| step.decisive).filter_map(|step| step.at.as_deref());
    if let Some(place) = case.places.iter().find(|place| !cited().any(|at| at == place.as_str())) {
        return Err(wrong(place, cited().collect::<Vec<_>>().join(", ")));
    }
    let due = headline(&judged.due);
    if let Some(wanted) = case.due.as_ref().filter(|wanted| **wanted != due) {
        return Err(wrong(wanted, due));
    }
    let number = judged.article.as_ref().map(|article| article.text.clone()).unwrap_or_default();
    if let Some(wanted) = case.number.as_ref().filter(|wanted| !number.ends_with(wanted.as_str())) {
        return Err(wrong(wanted, number));
    }
    Ok(Some(judged))
}

/// The first deadline that is a date, as a case writes it.
#[must_use]
pub fn headline(due: &[DueDate]) -> String {
    due.iter()
        .find_map(|due| {
            let first = due.earliest?.plain();
            Some(due.latest.map_or(first.clone(), |latest| format!("{first}..{}", latest.plain())))
        })
        .unwrap_or_default()
}

/// All that is wrong with a duty and its cases.
#[must_use]
pub fn examine(pack: &Pack, duty: &Duty, cases: &[DutyCase]) -> Vec<PackProblem> {
    let mut problems = Vec::new();
    if cases.is_empty() {
        problems.push(PackProblem::new("pack-no-cases", &duty.file, 1).with("name", duty.id.as_str()));
        return problems;
    }
    let mut judged = Vec::new();
    for case in cases {
        match prove(pack, duty, case) {
            Ok(found) => judged.extend(found),
            Err(problem) => problems.push(problem),
        }
    }
    days(pack, duty, cases, &mut problems);
    thresholds(pack, duty, &judged, &mut problems);
    rows(pack, duty, cases, &mut problems);
    problems
}

/// The day of each change and the day before it have a case.
fn days(pack: &Pack, duty: &Duty, cases: &[DutyCase], problems: &mut Vec<PackProblem>) {
    for change in duty.changes() {
        for day in [change.pred_opt(), Some(change)].into_iter().flatten() {
            if !cases.iter().any(|case| case.law_date == day) {
                let problem = PackProblem::new("pack-no-case-of-day", &duty.file, 1).with("name", day.to_string());
                problems.push(problem.at_name(&pack.assets, "", &change.to_string()));
            }
        }
    }
}

/// Each number is met exactly, kept and missed by some case.
fn thresholds(pack: &Pack, duty: &Duty, judged: &[Judged], problems: &mut Vec<PackProblem>) {
    for (name, parameter) in &duty.parameters {
        for row in &parameter.values {
            let limit = match &row.value {
                Some(Datum::Number(number)) => *number,
                Some(Datum::Duration(elapsed)) => Decimal::from(elapsed.as_seconds()),
                _ => continue,
            };
            let (mut yes, mut no, mut exact) = (false, false, false);
            let steps = judged.iter().flat_map(|judged| &judged.steps);
            for step in
                steps.filter(|step| step.parameters.iter().any(|used| used.name == *name && used.from == row.from))
            {
                yes |= step.met == Met::Yes;
                no |= step.met == Met::No;
                exact |=
                    step.facts.iter().filter_map(|seen| seen.value.as_ref()).any(|value| number(value) == Some(limit));
            }
            if !(yes && no && exact) {
                let problem = PackProblem::new("pack-threshold", &duty.file, 1).with("since", row.from.to_string());
                problems.push(problem.with("name", name.as_str()).at_name(&pack.assets, name, &row.from.to_string()));
            }
        }
    }
}

fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Count(count) => Some(Decimal::from(*count)),
        Value::Won(number) | Value::Share(number) | Value::Number(number) => Some(*number),
        Value::Duration(elapsed) => Some(Decimal::from(elapsed.as_seconds())),
        _ => None,
    }
}

/// Each row is decided by some case, and turning it around makes some case fail.
fn rows(pack: &Pack, duty: &Duty, cases: &[DutyCase], problems: &mut Vec<PackProblem>) {
    // What a row came to in each case; a case that fails proves nothing.
    let mut reached: BTreeMap<*const RuleRow, Vec<&DutyCase>> = BTreeMap::new();
    for case in cases {
        let facts = CaseFacts::of(case);
        if expected(case, judge(pack, duty, &facts, case.law_date)).is_err() {
            continue;
        }
        for (row, met) in facts.met.into_inner() {
            if met != Met::Unknown {
                reached.entry(row).or_default().push(case);
            }
        }
    }
    for row in duty.rows() {
        check_row(pack, duty, row, &reached, problems);
    }
}

fn check_row<'a>(
    pack: &Pack,
    duty: &Duty,
    row: &'a RuleRow,
    reached: &BTreeMap<*const RuleRow, Vec<&'a DutyCase>>,
    problems: &mut Vec<PackProblem>,
) {
    // An account of the law decides nothing: there is nothing to notice.
    if row.standing != TextStatus::Verified {
        return;
    }
    let tell = |code| {
        let since = row.from.map(|day| day.to_string()).unwrap_or_default();
        let problem = PackProblem::new(code, &duty.file, 1).with("name", row.id.as_str()).with("since", since.as_str());
        problem.at_name(&pack.assets, &row.id, &row.id)
    };
    match reached.get(&std::ptr::from_ref(row)) {
        None => problems.push(tell("pack-row-uncovered")),
        Some(cases) => {
            let notices = |case: &&DutyCase| {
                let facts = CaseFacts { turned: Some(row), ..CaseFacts::of(case) };
                expected(case, judge(pack, duty, &facts, case.law_date)).is_err()
            };
            if !cases.iter().any(notices) {
                problems.push(tell("pack-row-unnoticed"));
            }
        }
    }
    row.below().for_each(|below| check_row(pack, duty, below, reached, problems));
}

/// Every boundary day of the pack, and the day before it, with nothing known: an answer that claims nothing, an article
/// and an agency of that day.
#[must_use]
pub fn sweep(pack: &Pack) -> Vec<PackProblem> {
    let mut days: Vec<NaiveDate> = pack.agencies.changes().collect();
    days.extend(pack.duties.duties.iter().flat_map(Duty::changes));
    for (_, article) in pack.statutes.iter() {
        days.extend(article.version.iter().map(|version| version.from));
        days.extend(article.repealed);
    }
    days.extend(days.clone().iter().filter_map(NaiveDate::pred_opt));
    days.sort_unstable();
    days.dedup();
    let mut problems = Vec::new();
    for duty in &pack.duties.duties {
        // One problem of a kind is enough: the first day that shows it.
        let mut told: Vec<&str> = Vec::new();
        for day in &days {
            for code in of_day(pack, duty, *day) {
                if !told.contains(&code) {
                    told.push(code);
                    let problem = PackProblem::new(code, &duty.file, 1).with("day", day.to_string());
                    problems.push(problem.with("name", duty.id.as_str()).at_name(&pack.assets, "", &duty.id));
                }
            }
        }
    }
    problems
}

/// What is wrong with a duty on a day.
fn of_day(pack: &Pack, duty: &Duty, day: NaiveDate) -> Vec<&'static str> {
    let Ok(judged) = catch_unwind(AssertUnwindSafe(|| judge(pack, duty, &CaseFacts::none(), day))) else {
        return vec!["pack-sweep-panic"];
    };
    let mut wrong = Vec::new();
    if judged.as_ref().is_some_and(|judged| judged.status == Status::Required) {
        wrong.push("pack-sweep-required");
    }
    let begun = duty.in_force.or(duty.modelled_from).is_some_and(|start| start <= day);
    if !begun || duty.repealed.is_some_and(|end| end <= day) {
        return wrong;
    }
    let demanded = duty.article.iter().all(|id| pack.statutes.kind(id) == Some(SourceKind::Demand));
    if !demanded && !duty.article.iter().any(|id| pack.statutes.cite(id, day).is_some()) {
        wrong.push("pack-sweep-article");
    }
    let dismissed = |judged: &Judged| {
        judged.status == Status::NotRequired && !judged.steps.iter().any(|step| step.decisive && step.facts.is_empty())
    };
    if judged.as_ref().is_some_and(dismissed) {
        wrong.push("pack-sweep-dismissed");
    }
    if pack.agencies.ids().any(|id| id == duty.recipient) && pack.agencies.on(&duty.recipient, day).is_none() {
        wrong.push("pack-sweep-agency");
    }
    let held = |name: &&String| duty.parameters[*name].on(day).is_none();
    if duty.parameters.keys().any(|name| held(&name)) {
        wrong.push("pack-sweep-parameter");
    }
    wrong
}
