//! The reason, the deadline and the state of a duty, each in a sentence of the catalogue: what a terminal and a page say
//! alike.

use std::collections::{BTreeMap, BTreeSet};

use super::due::{DueDate, Open, Point};
use super::duties::{Ground, Outcome, Status};
use super::evaluate::{Cause, Met, Part, Step};
use super::history::{Fulfilment, State};
use super::reference::Span;
use crate::dossier::Dossier;
use crate::finding::Arg;
use crate::korean;
use crate::lang::Lang;
use crate::pack::{Datum, Force, Pack};
use crate::time::Elapsed;

/// How many things a sentence lists before it counts the rest.
const LISTED: usize = 4;

/// Says in one language what a duty comes to.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    pub pack: &'a Pack,
    pub dossier: &'a Dossier,
    pub lang: Lang,
}

impl Words<'_> {
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

    /// Whom it goes to, as named on the day of the report.
    #[must_use]
    pub fn recipient(&self, duty: &str) -> String {
        let Some(duty) = self.pack.duties.get(duty) else { return String::new() };
        let filing_date = self.dossier.case.report_at.value.korean().date();
        let agency = self.pack.agencies.on(&duty.recipient, filing_date).map(|(name, _)| name.to_owned());
        agency.unwrap_or_else(|| self.say("duties-users", &[]))
    }

    /// Why, in a sentence.
    #[must_use]
    pub fn why(&self, outcome: &Outcome) -> String {
        let date = |day| [("date", korean::date(day))];
        match (outcome.ground, outcome.status) {
            (Ground::Before(day), _) => self.say("duties-why-before", &date(day)),
            (Ground::After(day), _) => self.say("duties-why-after", &date(day)),
            (Ground::Unmodelled(day), _) => self.say("duties-why-unmodelled", &date(day)),
            (Ground::NothingEntered, _) => self.say("duties-why-nothing-entered", &[]),
            (Ground::Rows, Status::Required) => self.required(outcome),
            (Ground::Rows, Status::NotRequired) => self.not_required(outcome),
            (Ground::Rows, Status::Undetermined) => {
                self.say("duties-why-open", &[("what", self.settles(outcome).join(" · "))])
            }
        }
    }

    fn required(&self, outcome: &Outcome) -> String {
        let met = |part: Part| outcome.steps.iter().filter(move |step| step.part == part && step.depth == 0);
        let held = met(Part::Who).chain(met(Part::When)).filter(|step| step.decisive);
        let what = held.map(|step| step.text.get(self.lang).to_owned()).collect::<Vec<_>>().join(" · ");
        let key = if met(Part::Exempt).next().is_some() { "duties-why-required" } else { "duties-why-met" };
        self.say(key, &[("what", what)])
    }

    fn not_required(&self, outcome: &Outcome) -> String {
        let text = |step: &Step| match &step.at {
            Some(at) => format!("{} ({at})", step.text.get(self.lang)),
            None => step.text.get(self.lang).to_owned(),
        };
        let decisive = |step: &&Step| step.decisive && step.depth == 0;
        let exempt: Vec<String> =
            outcome.steps.iter().filter(decisive).filter(|step| step.part == Part::Exempt).map(text).collect();
        if exempt.is_empty() {
            let failed: Vec<String> = outcome.steps.iter().filter(decisive).map(text).collect();
            return self.say("duties-why-not-met", &[("what", failed.join(" · "))]);
        }
        self.say("duties-why-exempt", &[("what", exempt.join(" · "))])
    }

    /// What would settle it: cells to fill and questions to answer, each once.
    #[must_use]
    pub fn settles(&self, outcome: &Outcome) -> Vec<String> {
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

    fn span(&self, span: Span) -> String {
        self.say("duties-span", &[("first", korean::date(span.first)), ("last", korean::date(span.last))])
    }

    /// A fact by its sheet and column.
    fn column(&self, path: &str, step: &Step) -> String {
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

    /// All deadlines, in a line.
    #[must_use]
    pub fn due(&self, outcome: &Outcome) -> String {
        let each = is_many(outcome);
        let one = |due: &DueDate| match due.fulfilment.as_ref().filter(|_| each && due.earliest.is_some()) {
            Some(done) => format!("{} · {}", self.one_due(due), self.done(outcome, done)),
            None => self.one_due(due),
        };
        outcome.due.iter().map(one).collect::<Vec<_>>().join("; ")
    }

    /// One deadline in a line.
    #[must_use]
    pub fn one_due(&self, due: &DueDate) -> String {
        let date = |day| korean::date(day);
        let point = |point: Point| match point {
            Point::At(moment) => korean::moment(moment),
            Point::On(day) => date(day),
        };
        let known_until = self.pack.holidays.known_until;
        let until = match (&due.word, due.open, due.earliest, due.latest) {
            (Some(word), ..) => word.get(self.lang).to_owned(),
            (_, Some(Open::NoAnchor), ..) => self.say("duties-due-no-anchor", &[]),
            (_, Some(Open::BeyondHolidays), ..) => self.say("duties-due-beyond", &[("date", date(known_until))]),
            (_, Some(Open::NotModelled | Open::Word), ..) | (None, None, None, _) => {
                self.say("duties-due-not-held", &[])
            }
            (None, None, Some(first), Some(last)) => {
                self.say("duties-due-range", &[("first", point(first)), ("last", point(last))])
            }
            (None, None, Some(first), None) => point(first),
        };
        let until = match &due.yearly {
            Some(yearly) if due.open.is_none() => self.say(
                "duties-due-yearly",
                &[
                    ("statutory", date(yearly.statutory)),
                    ("moved", yearly.by_analogy.map(date).unwrap_or_default()),
                    ("safe", yearly.safe.map(date).unwrap_or_default()),
                ],
            ),
            _ => until,
        };
        let text = due.text.as_ref().map(|text| format!("{}: ", text.get(self.lang))).unwrap_or_default();
        let mark = match due.force {
            Force::Enforced => format!(" [{}]", self.say("duties-enforced", &[])),
            Force::Statute | Force::Demand => String::new(),
        };
        format!("{text}{until}{mark}")
    }

    /// Whether it was done, and how late.
    #[must_use]
    pub fn state(&self, outcome: &Outcome) -> String {
        self.done(outcome, &outcome.fulfilment)
    }

    /// As [`Self::state`]; nothing where each deadline says so for itself.
    #[must_use]
    pub fn state_beside_due(&self, outcome: &Outcome) -> Option<String> {
        (!is_many(outcome)).then(|| self.state(outcome))
    }

    fn done(&self, outcome: &Outcome, done: &Fulfilment) -> String {
        let elapsed = |elapsed: Option<Elapsed>| elapsed.map(|elapsed| self.elapsed(elapsed)).unwrap_or_default();
        let day = done.filed_on.map(|day| self.say("duties-some-time", &[("date", korean::date(day))]));
        let at = done.filed_at.map(korean::moment).or(day).unwrap_or_default();
        let state = match (done.state, done.late_by.is_some()) {
            (State::Done, _) if done.late_by_most.is_some() => {
                self.say("duties-done-perhaps", &[("at", at), ("most", elapsed(done.late_by_most))])
            }
            (State::Done, _) => self.say("duties-done", &[("at", at)]),
            (State::Late, _) if done.late_by_most.is_some() => self.say(
                "duties-late-between",
                &[("at", at), ("late", elapsed(done.late_by)), ("most", elapsed(done.late_by_most))],
            ),
            (State::Late, _) => self.say("duties-late", &[("at", at), ("late", elapsed(done.late_by))]),
            (State::Open, false) if !at.is_empty() => self.say("duties-going-on", &[("at", at)]),
            (State::Open, late) if self.is_partly(outcome, done) => {
                let key = if late { "duties-partly-late" } else { "duties-partly" };
                self.say(key, &[("late", elapsed(done.late_by))])
            }
            (State::Open, true) => self.say("duties-overdue", &[("late", elapsed(done.late_by))]),
            (State::Open, false) if done.time_left.is_some() => {
                self.say("duties-open-left", &[("left", elapsed(done.time_left))])
            }
            (State::Open, false) => self.say("duties-open", &[]),
        };
        let missing = self.missing(outcome, done);
        if missing.is_empty() { state } else { format!("{state} · {missing}") }
    }

    /// Whether notices have told some of what the law asks for.
    fn is_partly(&self, outcome: &Outcome, done: &Fulfilment) -> bool {
        let covers = self.pack.duties.get(&outcome.duty).and_then(|duty| duty.covers.as_ref());
        covers.is_some_and(|covers| !done.missing.is_empty() && done.missing.len() < covers.items.len())
    }

    /// What no notice has told yet.
    fn missing(&self, outcome: &Outcome, done: &Fulfilment) -> String {
        let covers = self.pack.duties.get(&outcome.duty).and_then(|duty| duty.covers.as_ref());
        let Some(covers) = covers.filter(|_| !done.missing.is_empty()) else { return String::new() };
        let column = self.pack.sheets.get("notice").and_then(|sheet| sheet.field.iter().find(|f| f.id == covers.field));
        let list = column.and_then(|column| column.list.as_deref()).unwrap_or_default();
        let name = |code: &String| match (self.pack.terms.term(list, code), self.lang) {
            (Some(term), Lang::Ko) => term.ko.clone(),
            (Some(term), Lang::En) => term.en.clone(),
            (None, _) => code.clone(),
        };
        self.say("duties-missing", &[("items", done.missing.iter().map(name).collect::<Vec<_>>().join(", "))])
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

/// Whether several deadlines are dates, each with a state of its own.
fn is_many(outcome: &Outcome) -> bool {
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
