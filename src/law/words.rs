//! The reason, the deadline and the state of a duty, each in a sentence of the catalogue: what a terminal and a page say
//! alike.

use std::collections::{BTreeMap, BTreeSet};

use super::delivery::{AUTHORITIES, Delivery, OTHERS};
use super::due::{DueDate, OpenDeadline, Point};
use super::duties::{DutyOutcome, OutcomeGround, Status};
use super::evaluate::{Cause, EvaluationStep, Met, RowList};
use super::history::{DeadlineState, Fulfilment};
use super::reference::ReferenceSpan;
use crate::dossier::Dossier;
use crate::finding::Arg;
use crate::korean;
use crate::lang::Lang;
use crate::pack::{Datum, Force, Pack};
use crate::time::Elapsed;
use chrono::NaiveDate;

/// How many things a sentence lists before it counts the rest.
const LISTED: usize = 4;

/// Says in one language what a duty comes to.
#[derive(Debug, Clone, Copy)]
pub struct LawWords<'a> {
    pub pack: &'a Pack,
    pub dossier: &'a Dossier,
    pub lang: Lang,
}

impl LawWords<'_> {
    /// A sentence of the catalogue; its key where the catalogue lacks it.
    #[must_use]
    pub fn say(&self, key: &str, args: &[(&'static str, String)]) -> String {
        let args: BTreeMap<&'static str, Arg> =
            args.iter().map(|(name, text)| (*name, Arg::Plain(text.clone()))).collect();
        self.pack.messages.get(key).map_or_else(|| key.to_owned(), |message| message.text.fill(self.lang, &args))
    }

    /// The name of a duty.
    #[must_use]
    pub fn label(&self, duty: &str) -> String {
        self.pack.duties.get(duty).map_or_else(|| duty.to_owned(), |duty| duty.label.get(self.lang).to_owned())
    }

    /// All whom it goes to, as named on the day of the report.
    #[must_use]
    pub fn recipient(&self, outcome: &DutyOutcome) -> String {
        outcome.deliveries.iter().map(|delivery| self.delivered_to(delivery)).collect::<Vec<_>>().join(", ")
    }

    /// One recipient; of several of which any will do, all of them.
    #[must_use]
    pub fn delivered_to(&self, delivery: &Delivery) -> String {
        let day = self.dossier.case.report_at.value.korean().date();
        let names: Vec<String> = delivery.to.iter().map(|id| addressee(self.pack, self.lang, id, day)).collect();
        let mut names = names.into_iter();
        let first = names.next().unwrap_or_default();
        names.fold(first, |first, next| self.say("duties-either", &[("first", first), ("next", next)]))
    }

    /// Why, in a sentence.
    #[must_use]
    pub fn why(&self, outcome: &DutyOutcome) -> String {
        let date = |day| [("date", korean::date(day))];
        match (outcome.ground, outcome.status) {
            (OutcomeGround::Before(day), _) => self.say("duties-why-before", &date(day)),
            (OutcomeGround::After(day), _) => self.say("duties-why-after", &date(day)),
            (OutcomeGround::Unmodelled(day), _) => self.say("duties-why-unmodelled", &date(day)),
            (OutcomeGround::NothingEntered, _) => self.say("duties-why-nothing-entered", &[]),
            (OutcomeGround::Rows, Status::Required) => self.required(outcome),
            (OutcomeGround::Rows, Status::NotRequired) => self.not_required(outcome),
            (OutcomeGround::Rows, Status::Undetermined) => {
                self.say("duties-why-open", &[("what", self.settles(outcome).join(" · "))])
            }
        }
    }

    fn required(&self, outcome: &DutyOutcome) -> String {
        let met = |part: RowList| outcome.steps.iter().filter(move |step| step.part == part && step.depth == 0);
        let held = met(RowList::Who).chain(met(RowList::When)).filter(|step| step.decisive);
        let what = held.map(|step| step.text.get(self.lang).to_owned()).collect::<Vec<_>>().join(" · ");
        let key = if met(RowList::Exempt).next().is_some() { "duties-why-required" } else { "duties-why-met" };
        self.say(key, &[("what", what)])
    }

    fn not_required(&self, outcome: &DutyOutcome) -> String {
        let text = |step: &EvaluationStep| match &step.at {
            Some(at) => format!("{} ({at})", step.text.get(self.lang)),
            None => step.text.get(self.lang).to_owned(),
        };
        let decisive = |step: &&EvaluationStep| step.decisive && step.depth == 0;
        let exempt: Vec<String> =
            outcome.steps.iter().filter(decisive).filter(|step| step.part == RowList::Exempt).map(text).collect();
        if exempt.is_empty() {
            let failed: Vec<String> = outcome.steps.iter().filter(decisive).map(text).collect();
            return self.say("duties-why-not-met", &[("what", failed.join(" · "))]);
        }
        self.say("duties-why-exempt", &[("what", exempt.join(" · "))])
    }

    /// What would settle it: cells to fill and questions to answer, each once.
    #[must_use]
    pub fn settles(&self, outcome: &DutyOutcome) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let mut all = Vec::new();
        for step in outcome.steps.iter().filter(|step| step.decisive && step.met == Met::Unknown) {
            let what = match step.cause {
                Some(Cause::OpenJudgement) => {
                    self.say("duties-settle-answer", &[("question", step.text.get(self.lang).to_owned())])
                }
                Some(Cause::MissingFact) => {
                    let open = step.facts.iter().find(|seen| seen.value.is_none()).or(step.facts.last());
                    let fact =
                        open.map_or_else(|| step.text.get(self.lang).to_owned(), |seen| self.column(&seen.path, step));
                    self.say("duties-settle-fact", &[("fact", fact)])
                }
                Some(Cause::OtherPeriod) => match (&step.reference, step.facts.first()) {
                    (Some(reference), Some(seen)) => self.say(
                        "duties-settle-period",
                        &[("fact", self.column(&seen.path, step)), ("period", self.span(reference.counted))],
                    ),
                    _ => continue,
                },
                Some(Cause::LawNotModelled) => {
                    self.say("duties-settle-law", &[("what", step.text.get(self.lang).to_owned())])
                }
                Some(Cause::LawNotVerified) => {
                    self.say("duties-settle-verify", &[("what", step.text.get(self.lang).to_owned())])
                }
                Some(Cause::RuleFailed) => self.say("duties-settle-rule", &[("what", step.row.clone())]),
                None => continue,
            };
            if seen.insert(what.clone()) {
                all.push(what);
            }
        }
        // Nothing about the facts is open: the law itself is.
        if all.is_empty() && outcome.status == Status::Undetermined {
            all.push(self.say("duties-settle-verify", &[("what", self.label(&outcome.duty))]));
        }
        all
    }

    fn span(&self, span: ReferenceSpan) -> String {
        self.say("duties-span", &[("first", korean::date(span.first)), ("last", korean::date(span.last))])
    }

    /// A fact by its sheet and column.
    fn column(&self, path: &str, step: &EvaluationStep) -> String {
        let mut parts = path.split('.');
        let sheet = parts.next().and_then(|sheet| self.pack.sheets.get(sheet));
        let field = sheet.zip(parts.next()).and_then(|(sheet, id)| {
            let field = sheet.field.iter().find(|field| field.id == id)?;
            Some(match self.lang {
                Lang::Ko => format!("{} / {}", sheet.ko, field.ko),
                Lang::En => format!("{} / {}", sheet.en, field.en),
            })
        });
        field.unwrap_or_else(|| step.text.get(self.lang).to_owned())
    }

    /// All deadlines, in a line; each with its record where there are several, or several recipients.
    #[must_use]
    pub fn due(&self, outcome: &DutyOutcome) -> String {
        if let (OutcomeGround::Unmodelled(day), true) = (outcome.ground, outcome.due.is_empty()) {
            return self.say("duties-due-unmodelled", &[("date", korean::date(day))]);
        }
        if !outcome.is_owed_to_several() {
            let only = outcome.deliveries.first().filter(|_| is_many(outcome));
            return self.dues(outcome, only);
        }
        let each = outcome.deliveries.iter();
        let each = each.map(|one| format!("{}: {}", self.delivered_to(one), self.dues(outcome, Some(one))));
        each.collect::<Vec<_>>().join("; ")
    }

    /// All deadlines, each with its record of one recipient, where it stands beside them.
    fn dues(&self, outcome: &DutyOutcome, of: Option<&Delivery>) -> String {
        let is_dated = outcome.due.iter().any(|due| due.earliest.is_some());
        let done = |position: usize, due: &DueDate| {
            let of = of?;
            let clock = of.clocks.get(position).filter(|_| is_dated);
            if due.earliest.is_some() { clock } else { Some(&of.fulfilment).filter(|_| !is_dated && position == 0) }
        };
        let one = |(position, due): (usize, &DueDate)| match done(position, due) {
            Some(done) => format!("{} · {}", self.one_due(due), self.done(outcome, done)),
            None => self.one_due(due),
        };
        outcome.due.iter().enumerate().map(one).collect::<Vec<_>>().join("; ")
    }

    /// One deadline in a line.
    #[must_use]
    pub fn one_due(&self, due: &DueDate) -> String {
        let text = due.text.as_ref().map(|text| format!("{}: ", text.get(self.lang))).unwrap_or_default();
        let mark = match due.force {
            Force::Enforced => format!(" [{}]", self.say("duties-enforced", &[])),
            Force::Statute | Force::Demand => String::new(),
        };
        format!("{text}{}{mark}", self.until(due))
    }

    /// Until when, or why there is no date.
    #[must_use]
    pub fn until(&self, due: &DueDate) -> String {
        let date = |day| korean::date(day);
        let point = |point: Point| match point {
            Point::At(moment) => korean::moment(moment),
            Point::On(day) => date(day),
        };
        let known_until = self.pack.holidays.known_until;
        let until = match (&due.word, due.open, due.earliest, due.latest) {
            (Some(word), ..) => word.get(self.lang).to_owned(),
            (_, Some(OpenDeadline::NoAnchor), ..) => self.say("duties-due-no-anchor", &[]),
            (_, Some(OpenDeadline::BeyondHolidays), ..) => {
                self.say("duties-due-beyond", &[("date", date(known_until))])
            }
            (_, Some(OpenDeadline::NotModelled | OpenDeadline::Word), ..) | (None, None, None, _) => {
                self.say("duties-due-not-held", &[])
            }
            (None, None, Some(first), Some(last)) => {
                self.say("duties-due-range", &[("first", point(first)), ("last", point(last))])
            }
            (None, None, Some(first), None) => point(first),
        };
        match &due.yearly {
            Some(yearly) if due.open.is_none() => self.say(
                "duties-due-yearly",
                &[
                    ("statutory", date(yearly.statutory)),
                    ("moved", yearly.by_analogy.map(date).unwrap_or_default()),
                    ("safe", yearly.safe.map(date).unwrap_or_default()),
                ],
            ),
            _ => until,
        }
    }

    /// Whether it was done, and how late.
    #[must_use]
    pub fn state(&self, outcome: &DutyOutcome) -> String {
        self.done(outcome, &outcome.fulfilment)
    }

    /// As [`Self::state`]; nothing where each deadline says so for itself.
    #[must_use]
    pub fn state_beside_due(&self, outcome: &DutyOutcome) -> Option<String> {
        (!is_many(outcome) && !outcome.is_owed_to_several()).then(|| self.state(outcome))
    }

    fn done(&self, outcome: &DutyOutcome, done: &Fulfilment) -> String {
        let elapsed = |elapsed: Option<Elapsed>| elapsed.map(|elapsed| self.elapsed(elapsed)).unwrap_or_default();
        let day = done.filed_on.map(|day| self.say("duties-some-time", &[("date", korean::date(day))]));
        let at = done.filed_at.map(korean::moment).or(day).unwrap_or_default();
        let state = match (done.state, done.late_by.is_some()) {
            (DeadlineState::Done, _) if done.late_by_most.is_some() => {
                self.say("duties-done-perhaps", &[("at", at), ("most", elapsed(done.late_by_most))])
            }
            (DeadlineState::Done, _) => self.say("duties-done", &[("at", at)]),
            (DeadlineState::Late, _) if done.late_by_most.is_some() => self.say(
                "duties-late-between",
                &[("at", at), ("late", elapsed(done.late_by)), ("most", elapsed(done.late_by_most))],
            ),
            (DeadlineState::Late, _) => self.say("duties-late", &[("at", at), ("late", elapsed(done.late_by))]),
            (DeadlineState::Open, late) if !at.is_empty() && !done.missing.is_empty() => {
                let key = if late { "duties-partly-late" } else { "duties-partly" };
                self.say(key, &[("at", at), ("late", elapsed(done.late_by))])
            }
            (DeadlineState::Open, false) if !at.is_empty() => self.say("duties-going-on", &[("at", at)]),
            (DeadlineState::Open, true) => self.say("duties-overdue", &[("late", elapsed(done.late_by))]),
            (DeadlineState::Open, false) if done.time_left.is_some() => {
                self.say("duties-open-left", &[("left", elapsed(done.time_left))])
            }
            (DeadlineState::Open, false) => self.say("duties-open", &[]),
        };
        let missing = self.missing(outcome, done);
        if missing.is_empty() { state } else { format!("{state} · {missing}") }
    }

    fn missing(&self, outcome: &DutyOutcome, done: &Fulfilment) -> String {
        let items = self.left(&[(outcome, done)]);
        if items.is_empty() { items } else { self.say("duties-missing", &[("items", items)]) }
    }

    /// What no notice has told yet, item by item, of one duty in several places.
    #[must_use]
    pub fn left(&self, of: &[(&DutyOutcome, &Fulfilment)]) -> String {
        let duty = of.first().and_then(|(outcome, _)| self.pack.duties.get(&outcome.duty));
        let Some(covers) = duty.and_then(|duty| duty.covers.as_ref()) else { return String::new() };
        let column = self.pack.sheets.get("notice").and_then(|sheet| sheet.field.iter().find(|f| f.id == covers.field));
        let list = column.and_then(|column| column.list.as_deref()).unwrap_or_default();
        let is_left = |item: &&String| of.iter().any(|(_, done)| done.missing.contains(item));
        let name =
            |code: &String| self.pack.terms.term(list, code).map_or(code.clone(), |t| t.name(self.lang).to_owned());
        let items = covers.items.iter().filter(is_left).map(name).collect::<Vec<_>>().join(", ");
        let same = of.windows(2).all(|pair| pair[0].1.missing == pair[1].1.missing);
        if same { items } else { self.say("duties-left-varies", &[("items", items)]) }
    }

    fn elapsed(&self, elapsed: Elapsed) -> String {
        const DAY: i64 = 86_400;
        // Days are enough where there are any: who counts minutes over months?
        if elapsed.as_seconds() >= 2 * DAY {
            return self.say("duties-days", &[("days", korean::grouped(&(elapsed.as_seconds() / DAY).into()))]);
        }
        match self.lang {
            Lang::Ko => korean::duration(elapsed),
            Lang::En => {
                let hours = korean::grouped(&(elapsed.as_minutes() / 60).into());
                format!("{hours} h {} min", elapsed.as_minutes() % 60)
            }
        }
    }

    /// A name or two; of more the first, and how many there are besides.
    #[must_use]
    pub fn first_of(&self, names: &[String]) -> String {
        match names {
            [first, _, _, ..] => {
                let rest = (names.len() - 1).to_string();
                self.say("duties-first-of", &[("first", first.clone()), ("rest", rest)])
            }
            few => few.join(", "),
        }
    }

    /// A few names, then how many more.
    #[must_use]
    pub fn few(&self, names: &[String]) -> String {
        if names.len() <= LISTED + 1 {
            return names.join(", ");
        }
        let rest = (names.len() - LISTED).to_string();
        self.say("duties-and-more", &[("names", names[..LISTED].join(", ")), ("rest", rest)])
    }
}

/// A recipient as it is named on a day.
#[must_use]
pub fn addressee(pack: &Pack, lang: Lang, id: &str, day: NaiveDate) -> String {
    if let Some((name, _)) = pack.agencies.on(id, day) {
        return name.to_owned();
    }
    let term = [OTHERS, AUTHORITIES].iter().find_map(|list| pack.terms.term(list, id));
    let users = || pack.messages.get("duties-users").map(|message| message.text.get(lang).to_owned());
    term.map(|term| term.name(lang).to_owned()).or_else(users).unwrap_or_default()
}

/// Whether several deadlines are dates, each with a state of its own.
fn is_many(outcome: &DutyOutcome) -> bool {
    outcome.due.iter().filter(|due| due.earliest.is_some()).count() > 1
}

/// A parameter's value as text.
#[must_use]
pub fn parameter(pack: &Pack, list: Option<&str>, value: Option<&Datum>) -> String {
    match value {
        None => "?".to_owned(),
        Some(Datum::Number(number)) => korean::grouped(number),
        Some(Datum::Text(text)) => text.clone(),
        Some(Datum::Codes(codes)) => codes
            .iter()
            .map(|code| list.map_or(code.as_str(), |list| pack.terms.ko(list, code)))
            .collect::<Vec<_>>()
            .join(", "),
        Some(Datum::Flag(flag)) => flag.to_string(),
        Some(Datum::Duration(elapsed)) => korean::duration(*elapsed),
        Some(Datum::Period(period)) => period.to_string(),
    }
}
