//! Deadlines and delays as figures: `duty.<duty>.due`, `duty.<duty>.late_by`, and the same for each row that a duty is
//! judged for. The headline of a duty is its earliest deadline and its longest delay.

use std::collections::BTreeMap;

use super::due::{DueDate, Point};
use super::duties::{Duties, DutyOutcome, Status};
use super::history::{DeadlineState, Fulfilment};
use super::task::{Task, tasks};
use super::words::LawWords;
use crate::dossier::Dossier;
use crate::figures::Figure;
use crate::finding::Arg;
use crate::korean;
use crate::lang::Lang;
use crate::origin::Origin;
use crate::pack::{Pack, Period, PeriodUnit};
use crate::time::Elapsed;
use crate::value::{Certainty, Value};

/// The figures of all duties that are required or undetermined.
#[must_use]
pub fn figures(pack: &Pack, dossier: &Dossier, duties: &Duties) -> Vec<Figure> {
    let words = LawWords { pack, dossier, lang: Lang::Ko };
    let maker = Maker { pack, words };
    let mut all = Vec::new();
    for duty in &pack.duties.duties {
        let of_duty: Vec<&DutyOutcome> = duties.outcomes.iter().filter(|outcome| outcome.duty == duty.id).collect();
        let first = all.len();
        for outcome in of_duty.iter().filter(|outcome| outcome.status != Status::NotRequired) {
            all.extend(maker.of(outcome));
        }
        let headline = maker.headline(&duty.id, &all[first..]);
        all.extend(headline);
        for status in [Status::Required, Status::Undetermined, Status::NotRequired] {
            all.extend(maker.count(&duty.id, status, &of_duty));
        }
    }
    all.extend(super::agenda_figures::figures(pack, dossier, duties));
    all
}

/// The id of a figure of one outcome: `duty.kr.damages-notice.melon.due`.
#[must_use]
pub fn id_of(outcome: &DutyOutcome, what: &str) -> String {
    format!("duty.{}.{}.{what}", outcome.duty, scope(&outcome.subject.scope))
}

/// A scope as a part of an id: its rows without the names of their sheets.
fn scope(text: &str) -> String {
    let rows = text.split('@').map(|row| row.split_once('.').map_or(row, |(_, id)| id));
    rows.map(crate::dossier::slug).collect::<Vec<_>>().join(".")
}

/// A deadline that figures are made of.
struct Reckoned<'a> {
    outcome: &'a DutyOutcome,
    due: &'a DueDate,
    /// The one that the delay is counted on.
    clock: &'a DueDate,
    done: &'a Fulfilment,
    /// Begins the ids of its figures.
    id: String,
    /// Which deadline and whose, where the outcome has several.
    name: String,
}

struct Maker<'a> {
    pack: &'a Pack,
    words: LawWords<'a>,
}

impl Maker<'_> {
    /// The deadline that comes first, its later end, and the delay; then, where there are several, each deadline of each
    /// recipient by itself.
    fn of(&self, outcome: &DutyOutcome) -> Vec<Figure> {
        let mut made = Vec::new();
        let Some(due) = outcome.due.iter().find(|due| due.earliest.is_some()) else { return made };
        // The clock that the delay is counted on: of several the one that stands for the duty.
        let done = &outcome.fulfilment;
        let clock = outcome.due.iter().find(|due| due.fulfilment.as_ref() == Some(done)).unwrap_or(due);
        self.one(&Reckoned { outcome, due, clock, done, id: id_of(outcome, ""), name: String::new() }, &mut made);
        for task in tasks(outcome).into_iter().filter(Task::is_one_of_several) {
            let Some(due) = task.due else { continue };
            let name = task.names(&self.words).join(" · ");
            let id = task.id_of("");
            self.one(&Reckoned { outcome, due, clock: due, done: task.done, id, name }, &mut made);
        }
        made
    }

    fn one(&self, of: &Reckoned<'_>, made: &mut Vec<Figure>) {
        let Reckoned { due, clock, done, .. } = *of;
        let origins: Vec<Origin> = due.anchors.iter().flat_map(|seen| seen.origins.clone()).collect();
        let (how, args) = self.counted(due);
        let ends = [("due", due.earliest), ("due_latest", due.latest)];
        for (what, point) in ends.into_iter().filter_map(|(what, point)| Some((what, point?))) {
            let value = match point {
                Point::At(moment) => Value::Moment(moment),
                Point::On(day) => Value::Date(day),
            };
            made.extend(self.figure(what, of, how, &args, value, origins.clone(), Vec::new()));
        }
        if let Some(late_by) = done.late_by {
            let report_at = &self.words.dossier.case.report_at;
            let day = done.filed_on.map(|day| self.words.say("duties-some-time", &[("date", korean::date(day))]));
            // Something of which only a part was done is late as long as the rest is not.
            let is_open = done.state == DeadlineState::Open;
            let how = if is_open { "open" } else { "filed" };
            let filed = done.filed_at.map(korean::moment).or(day).filter(|_| !is_open);
            let at = filed.unwrap_or_else(|| korean::moment(report_at.value));
            let origin = done.origin.clone().filter(|_| !is_open).unwrap_or_else(|| report_at.origin.clone());
            let args = BTreeMap::from([
                ("due", Arg::from(clock.earliest.map(said).unwrap_or_default())),
                ("at", Arg::from(at)),
            ]);
            let inputs = if clock.id == due.id { vec![format!("{}due", of.id)] } else { Vec::new() };
            let value = Value::Duration(late_by);
            made.extend(self.figure("late_by", of, how, &args, value, vec![origin], inputs));
        }
    }

    /// How a deadline was found, and the words of its formula.
    fn counted(&self, due: &DueDate) -> (&'static str, BTreeMap<&'static str, Arg>) {
        let anchor = due.anchors.iter().filter_map(|seen| seen.value.as_ref());
        let from = anchor.map(|value| korean::value(value, Certainty::Exact, &self.pack.terms));
        let from = from.collect::<Vec<_>>().join(&self.pack.figures.phrase("list", &BTreeMap::new()));
        let mut args = BTreeMap::from([("from", Arg::from(from))]);
        if let Some(yearly) = &due.yearly {
            let date = |day: Option<chrono::NaiveDate>| Arg::from(day.map(korean::date).unwrap_or_default());
            args.insert("statutory", date(Some(yearly.statutory)));
            args.insert("moved", date(yearly.by_analogy));
            args.insert("safe", date(yearly.safe));
            return ("yearly", args);
        }
        let Some(period) = due.period else { return ("stated", args) };
        let method = due.method.as_deref().and_then(|method| self.pack.methods.get(method));
        args.insert("period", Arg::from(self.period(period)));
        args.insert("method", Arg::from(method.map(|method| method.label.ko.clone()).unwrap_or_default()));
        ("counted", args)
    }

    /// `30일`, `2시간`.
    fn period(&self, period: Period) -> String {
        let key = match period.unit {
            PeriodUnit::Minutes => "period_minutes",
            PeriodUnit::Hours => "period_hours",
            PeriodUnit::Days => "period_days",
            PeriodUnit::Months => "period_months",
        };
        self.pack.figures.phrase(key, &BTreeMap::from([("count", Arg::from(period.count.to_string()))]))
    }

    #[allow(clippy::too_many_arguments, reason = "a figure is all of these")]
    fn figure(
        &self,
        what: &str,
        of: &Reckoned<'_>,
        how: &str,
        args: &BTreeMap<&'static str, Arg>,
        value: Value,
        origins: Vec<Origin>,
        inputs: Vec<String>,
    ) -> Option<Figure> {
        let word = self.pack.figures.get(&format!("duty.**.{what}"))?;
        let outcome = of.outcome;
        let subject = outcome.subject.name.clone().or_else(|| outcome.subject.entity_name.clone());
        let subject = subject.unwrap_or_else(|| outcome.subject.scope.clone());
        let subject = if of.name.is_empty() { subject } else { format!("{subject} · {}", of.name) };
        let names =
            BTreeMap::from([("duty", Arg::from(self.words.label(&outcome.duty))), ("subject", Arg::from(subject))]);
        let id = format!("{}{what}", of.id);
        let label = crate::lang::fill(&word.label, Lang::Ko, |name| names.get(name));
        let formula = crate::lang::fill(word.formula.get(how)?, Lang::Ko, |name| args.get(name));
        let certainty = Certainty::Exact;
        let (name, unit) = (None, word.unit.clone());
        Some(Figure {
            id,
            label,
            name,
            unit,
            value: Some(value),
            certainty,
            formula,
            origins,
            inputs,
            chosen_by: Vec::new(),
        })
    }

    /// The earliest deadline and the longest delay of a duty.
    fn headline(&self, duty: &str, figures: &[Figure]) -> Vec<Figure> {
        let best = |what: &str| {
            let ending = format!(".{what}");
            let of_kind = figures.iter().filter(|figure| figure.id.ends_with(&ending));
            of_kind.min_by_key(|figure| match &figure.value {
                Some(Value::Moment(at)) => at.timestamp(),
                Some(Value::Date(day)) => Point::On(*day).ends().timestamp(),
                Some(Value::Duration(late)) => -Elapsed::as_seconds(*late),
                _ => i64::MAX,
            })
        };
        let mut made = Vec::new();
        for what in ["due", "late_by"] {
            let (Some(best), Some(word)) = (best(what), self.pack.figures.get(&format!("duty.*.*.{what}"))) else {
                continue;
            };
            let names =
                BTreeMap::from([("duty", Arg::from(self.words.label(duty))), ("of", Arg::from(best.label.clone()))]);
            let put = |text: &str| crate::lang::fill(text, Lang::Ko, |name| names.get(name));
            made.push(Figure {
                id: format!("duty.{duty}.{what}"),
                label: put(&word.label),
                formula: word.formula.values().next().map(|text| put(text)).unwrap_or_default(),
                inputs: vec![best.id.clone()],
                ..best.clone()
            });
        }
        made
    }

    /// For how many rows a duty comes to `status`.
    fn count(&self, duty: &str, status: Status, outcomes: &[&DutyOutcome]) -> Option<Figure> {
        let fitting: Vec<&&DutyOutcome> = outcomes.iter().filter(|outcome| outcome.status == status).collect();
        if fitting.is_empty() {
            return None;
        }
        let word = self.pack.figures.get("duty.*.*.*.count")?;
        let status_word = self.words.say(&format!("duties-word-{}", status.word()), &[]);
        let names = BTreeMap::from([("duty", Arg::from(self.words.label(duty))), ("status", Arg::from(status_word))]);
        let put = |text: &str| crate::lang::fill(text, Lang::Ko, |name| names.get(name));
        let subjects = fitting.iter().map(|outcome| &outcome.subject);
        // Rows judged in one are counted once, and each of them decides that it is.
        let mut origins: Vec<Origin> =
            subjects.flat_map(|subject| subject.origin.iter().chain(&subject.with)).cloned().collect();
        origins.dedup();
        Some(Figure {
            id: format!("duty.{duty}.{}.count", status.word().replace('-', "_")),
            label: put(&word.label),
            name: None,
            unit: word.unit.clone(),
            value: Some(Value::Count(fitting.len() as u64)),
            certainty: Certainty::Exact,
            formula: word.formula.values().next().map(|text| put(text)).unwrap_or_default(),
            origins,
            inputs: Vec::new(),
            chosen_by: Vec::new(),
        })
    }
}

/// A deadline as formulas print it.
fn said(point: Point) -> String {
    match point {
        Point::At(moment) => korean::moment(moment),
        Point::On(day) => korean::date(day),
    }
}
