//! What the law asks on the facts of a case: every duty of the pack, judged for every row that it concerns.

use chrono::NaiveDate;

use super::LawDay;
use super::delivery::Delivery;
use super::due::{self, DueDate};
use super::evaluate::{Cause, EvaluationStep, Met, World, evaluate};
use super::facts::CaseRows;
use super::history::{self, Fulfilment};
use crate::dossier::{Dossier, Record};
use crate::figures::Figures;
use crate::finding::Arg;
use crate::lang::{Lang, Text};
use crate::origin::Origin;
use crate::pack::{Citation, Duty, DutyScope, Pack, SourceKind};
use crate::value::Value;

/// Entities whose duties are not this case's: neither the filer nor one it answers for.
const OUTSIDE: &str = "other";

/// What a duty comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    Required,
    Undetermined,
    NotRequired,
}

impl Status {
    /// The word of the JSON contract.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Undetermined => "undetermined",
            Self::NotRequired => "not-required",
        }
    }
}

/// A ground that lies outside the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutcomeGround {
    /// The rows decided.
    Rows,
    /// The duty did not exist yet: it began on that day.
    Before(NaiveDate),
    /// It no longer existed from that day on.
    After(NaiveDate),
    /// The pack holds its law only from that day on.
    Unmodelled(NaiveDate),
    /// No row of the case says that anything was asked.
    NothingEntered,
}

/// For whom and what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Subject {
    pub entity: Option<String>,
    pub entity_name: Option<String>,
    /// `case`, `outage.pangyo`, `interruption.melon`, `request.2022-12-06`.
    pub scope: String,
    /// A service or an outage by its name.
    pub name: Option<String>,
    /// Ids of the rows that it is judged for, the closest first.
    pub rows: Vec<String>,
    /// The closest of them as a whole.
    pub origin: Option<Origin>,
    /// Further rows that are judged in one with it.
    pub with: Vec<Origin>,
}

/// A duty on the facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyOutcome {
    pub duty: String,
    pub subject: Subject,
    pub status: Status,
    pub ground: OutcomeGround,
    pub causes: Vec<Cause>,
    pub law_date: NaiveDate,
    /// As numbered on the law date.
    pub article: Option<Citation>,
    pub steps: Vec<EvaluationStep>,
    pub due: Vec<DueDate>,
    /// Of all recipients together: open while one is, then late.
    pub fulfilment: Fulfilment,
    /// Each recipient with what was done for it; the first is the duty's own.
    pub deliveries: Vec<Delivery>,
}

/// A regime that nobody looked at, or a duty whose law of that day the pack does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotExamined {
    pub label: Text,
    /// First day that the pack holds, for a duty of its own.
    pub held_from: Option<NaiveDate>,
}

/// All that was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Duties {
    /// In the order of the pack, within it in that of the case.
    pub outcomes: Vec<DutyOutcome>,
    pub not_examined: Vec<NotExamined>,
    /// Another day's law was asked for: nothing here is fit for filing.
    pub hypothetical: bool,
}

/// Judges every duty. `law_date` puts another day's law in place of the day that each duty names.
#[must_use]
pub fn examine(pack: &Pack, dossier: &Dossier, figures: &Figures, law_date: Option<NaiveDate>) -> Duties {
    let day = super::day(dossier);
    let judge = Judge { pack, dossier, figures, day, law_date };
    let mut outcomes = Vec::new();
    let mut not_examined = Vec::new();
    for duty in &pack.duties.duties {
        for (subject, place) in judge.places(duty) {
            if let Some(outcome) = judge.outcome(duty, subject, &place) {
                outcomes.push(outcome);
                continue;
            }
            let entry = NotExamined { label: duty.label.clone(), held_from: duty.modelled_from.or(duty.in_force) };
            if !not_examined.contains(&entry) {
                not_examined.push(entry);
            }
        }
    }
    not_examined.extend(outsiders(pack, dossier));
    let regimes = pack.duties.not_examined.iter();
    not_examined.extend(regimes.map(|label| NotExamined { label: label.clone(), held_from: None }));
    Duties { outcomes, not_examined, hypothetical: law_date.is_some() }
}

/// Companies named in the same matter for which the filer does not answer: their duties are theirs, and it is said so.
fn outsiders(pack: &Pack, dossier: &Dossier) -> Option<NotExamined> {
    let outside = dossier.sheet("entity").iter().filter(|record| is_outside(record));
    let names: Vec<String> = outside.filter_map(|record| record.text("name").value().cloned()).collect();
    let message = pack.messages.get("duties-outsiders").filter(|_| !names.is_empty())?;
    let args = [("names", Arg::from(names.join(", ")))].into();
    let [ko, en] = [Lang::Ko, Lang::En].map(|lang| message.text.fill(lang, &args));
    Some(NotExamined { label: Text { ko, en }, held_from: None })
}

fn is_outside(record: &Record) -> bool {
    record.code("relation").value().is_some_and(|code| code == OUTSIDE)
}

/// The finding of one duty in one world: the part that cases of the pack prove.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    pub status: Status,
    pub ground: OutcomeGround,
    pub causes: Vec<Cause>,
    pub steps: Vec<EvaluationStep>,
    pub article: Option<Citation>,
    pub due: Vec<DueDate>,
}

/// Judges a duty on a day. `None` where its law of that day is not held and its first known rows would not require it.
#[must_use]
pub fn judge(pack: &Pack, duty: &Duty, world: &dyn World, day: NaiveDate) -> Option<Judged> {
    let article = duty.article.iter().find_map(|id| basis(pack, id, day));
    // A demand is its own basis: one that the pack does not know still asks what it asks.
    let demanded = duty.article.iter().all(|id| pack.statutes.kind(id) == Some(SourceKind::Demand));
    let outside = |status, ground, causes| {
        Some(Judged { status, ground, causes, steps: Vec::new(), article: article.clone(), due: Vec::new() })
    };
    let is_older = || duty.older_for.iter().any(|role| has_role(world, role));
    if let Some(start) = duty.in_force.filter(|start| day < *start && !is_older()) {
        return outside(Status::NotRequired, OutcomeGround::Before(start), Vec::new());
    }
    if let Some(end) = duty.repealed.filter(|end| *end <= day) {
        return outside(Status::NotRequired, OutcomeGround::After(end), Vec::new());
    }
    if let Some(start) = duty.modelled_from.or(duty.in_force).filter(|start| day < *start) {
        let concerned = evaluate(duty, world, start).met == Met::Yes;
        return concerned
            .then(|| outside(Status::Undetermined, OutcomeGround::Unmodelled(start), vec![Cause::LawNotModelled]))
            .flatten();
    }
    let verdict = evaluate(duty, world, day);
    let (status, mut causes) = match verdict.met {
        Met::Yes if article.is_none() && !demanded => (Status::Undetermined, vec![Cause::LawNotModelled]),
        Met::Yes => (Status::Required, Vec::new()),
        Met::No => (Status::NotRequired, Vec::new()),
        Met::Unknown => (Status::Undetermined, verdict.causes),
    };
    causes.dedup();
    let due = if status == Status::NotRequired { Vec::new() } else { due::dates(pack, duty, world, day) };
    Some(Judged { status, ground: OutcomeGround::Rows, causes, steps: verdict.steps, article, due })
}

fn has_role(world: &dyn World, role: &str) -> bool {
    matches!(world.fact(&format!("entity.roles.{role}")).value, Some(Value::Flag(true)))
}

/// An article as numbered on a day; a demand only on its own day.
fn basis(pack: &Pack, id: &str, day: NaiveDate) -> Option<Citation> {
    let citation = pack.statutes.cite(id, day)?;
    (pack.statutes.kind(id) != Some(SourceKind::Demand) || citation.from == day).then_some(citation)
}

struct Judge<'a> {
    pack: &'a Pack,
    dossier: &'a Dossier,
    figures: &'a Figures,
    day: LawDay,
    law_date: Option<NaiveDate>,
}

impl<'a> Judge<'a> {
    fn outcome(&self, duty: &Duty, subject: Subject, place: &CaseRows<'a>) -> Option<DutyOutcome> {
        // What a demand asks belongs to the demand, whatever day's law is put in place.
        let other = self.law_date.filter(|_| duty.scope != DutyScope::Demand);
        let law_date = other.unwrap_or_else(|| self.own_day(duty, place));
        let mut judged = judge(self.pack, duty, place, law_date)?;
        let empty = match duty.scope {
            DutyScope::Request => place.request.is_none(),
            DutyScope::Demand => place.demand.is_none(),
            _ => false,
        };
        if empty && judged.status == Status::Undetermined {
            judged.ground = OutcomeGround::NothingEntered;
        }
        let deliveries = history::of(self.pack, self.dossier, duty, place, &judged.steps, &mut judged.due);
        let fulfilment = history::worst(deliveries.iter().map(|delivery| &delivery.fulfilment));
        Some(DutyOutcome {
            duty: duty.id.clone(),
            subject,
            status: judged.status,
            ground: judged.ground,
            causes: judged.causes,
            law_date,
            article: judged.article,
            steps: judged.steps,
            due: judged.due,
            fulfilment,
            deliveries,
        })
    }

    /// The day of the moment that the duty names; that of the case where the moment is not known.
    fn own_day(&self, duty: &Duty, place: &CaseRows<'a>) -> NaiveDate {
        match place.fact(&duty.law_date).value {
            Some(Value::Moment(at) | Value::MomentBetween { by: at, .. }) => at.korean().date(),
            Some(Value::Date(day)) => day,
            _ => self.day.law_date,
        }
    }

    /// The rows of the case that a duty is judged for.
    fn places(&self, duty: &Duty) -> Vec<(Subject, CaseRows<'a>)> {
        match duty.scope {
            DutyScope::Case => vec![self.place(self.filer(), "case".to_owned(), |_| {})],
            DutyScope::Entity => {
                self.entities().map(|entity| self.place(Some(entity), entity.id.clone(), |_| {})).collect()
            }
            DutyScope::Outage => self.outages(),
            DutyScope::Interruption => self.interruptions(),
            DutyScope::Request => self.requests(),
            DutyScope::Demand => self.demands(),
        }
    }

    fn place(
        &self,
        entity: Option<&'a Record>,
        scope: String,
        set: impl FnOnce(&mut CaseRows<'a>),
    ) -> (Subject, CaseRows<'a>) {
        let mut place = CaseRows { entity, ..CaseRows::empty(self.dossier, self.figures, self.day.law_date) };
        set(&mut place);
        place.facility = self.facility(entity, place.outage);
        let text = |record: Option<&Record>, field| record.and_then(|record| record.text(field).value().cloned());
        let service = text(place.interruption, "service").map(|service| {
            let function = text(place.interruption, "function");
            function.map_or_else(|| service.clone(), |function| format!("{service} ({function})"))
        });
        let rows = [place.interruption, place.demand, place.request, place.outage, entity];
        let rows: Vec<&Record> = rows.into_iter().flatten().collect();
        let subject = Subject {
            entity: text(entity, "id"),
            entity_name: text(entity, "name"),
            scope,
            name: service.or_else(|| text(place.outage, "title")),
            origin: rows.first().map(|record| record.origin.clone()),
            with: Vec::new(),
            rows: rows.iter().map(|record| record.id.clone()).collect(),
        };
        (subject, place)
    }

    /// The facility that the entity reports in an outage.
    fn facility(&self, entity: Option<&'a Record>, outage: Option<&'a Record>) -> Option<&'a Record> {
        let id = |record: Option<&Record>| record.and_then(|record| record.text("id").value().cloned());
        let (entity, outage) = (id(entity), id(outage));
        let here = |row: &&Record| {
            let of_outage = row.text("outage").value().is_none_or(|id| outage.as_ref().is_none_or(|here| here == id));
            entity.is_some() && row.text("entity").value() == entity.as_ref() && of_outage
        };
        self.dossier.sheet("facility").iter().find(here)
    }

    fn filer(&self) -> Option<&'a Record> {
        self.dossier.filer().map(|filer| &filer.record)
    }

    /// The filer first, then those it answers for, in the order of the sheet.
    fn entities(&self) -> impl Iterator<Item = &'a Record> {
        let filer = self.filer();
        let others = self
            .dossier
            .sheet("entity")
            .iter()
            .filter(move |record| !is_outside(record) && filer.is_none_or(|filer| filer.id != record.id));
        filer.into_iter().chain(others)
    }

    fn by_id(&self, sheet: &str, id: Option<&String>) -> Option<&'a Record> {
        self.dossier.sheet(sheet).iter().find(|record| id.is_some() && record.text("id").value() == id)
    }

    /// An outage with its filer and every entity that stands for a part in it.
    fn outages(&self) -> Vec<(Subject, CaseRows<'a>)> {
        let mut places = Vec::new();
        for outage in self.dossier.sheet("outage") {
            for entity in self.entities() {
                let scope = format!("{}@{}", outage.id, entity.id);
                places.push(self.place(Some(entity), scope, |place| place.outage = Some(outage)));
            }
        }
        places
    }

    fn interruptions(&self) -> Vec<(Subject, CaseRows<'a>)> {
        let mut places = Vec::new();
        for entity in self.entities() {
            let id = entity.text("id").value().cloned();
            let own = self.dossier.sheet("interruption").iter().filter(|row| row.text("entity").value() == id.as_ref());
            for row in own {
                let only = self.dossier.sheet("outage").first().filter(|_| self.dossier.outages.len() == 1);
                let outage = self.by_id("outage", row.text("outage").value()).or(only);
                places.push(self.place(Some(entity), row.id.clone(), |place| {
                    place.interruption = Some(row);
                    place.outage = outage;
                }));
            }
        }
        places
    }

    /// Requests for data, but for those that go with a demand of the same day; one empty place where there is none.
    fn requests(&self) -> Vec<(Subject, CaseRows<'a>)> {
        let demanded: Vec<NaiveDate> =
            self.demand_rows().filter_map(|row| row.date("received").value().copied()).collect();
        let alone = self
            .dossier
            .sheet("request")
            .iter()
            .filter(|request| request.date("received").value().is_none_or(|received| !demanded.contains(received)));
        let places: Vec<_> = alone
            .map(|request| self.place(self.filer(), request.id.clone(), |place| place.request = Some(request)))
            .collect();
        if places.is_empty() { vec![self.place(self.filer(), "request".to_owned(), |_| {})] } else { places }
    }

    /// Demands on the entities of the case, not what an investigation found nor measures of their own.
    fn demand_rows(&self) -> impl Iterator<Item = &'a Record> {
        let of_case: Vec<String> = self.entities().filter_map(|entity| entity.text("id").value().cloned()).collect();
        self.dossier.sheet("demand").iter().filter(move |row| {
            row.code("origin").value().is_some_and(|origin| origin == "demand")
                && row.text("entity").value().is_some_and(|entity| of_case.contains(entity))
        })
    }

    /// Demands received on one day by one entity are answered in one document.
    fn demands(&self) -> Vec<(Subject, CaseRows<'a>)> {
        let mut seen = Vec::new();
        let mut places: Vec<(Subject, CaseRows<'a>)> = Vec::new();
        for row in self.demand_rows() {
            let received = row.date("received").value().copied();
            let entity = row.text("entity").value().cloned();
            let same = seen.iter().position(|known| *known == (received, entity.clone()));
            if let Some((subject, _)) = same.and_then(|at| places.get_mut(at)) {
                subject.with.push(row.origin.clone());
                continue;
            }
            let request = self
                .dossier
                .sheet("request")
                .iter()
                .find(|request| received.is_some() && request.date("received").value().copied() == received);
            let entity_row = self.by_id("entity", entity.as_ref());
            let own = entity_row.is_some_and(|found| self.filer().is_some_and(|filer| filer.id == found.id));
            let scope = received.map_or_else(|| row.id.clone(), |day| format!("demand.{day}"));
            places.push(self.place(entity_row, scope, |place| {
                place.demand = Some(row);
                // A request is addressed to the filer.
                place.request = request.filter(|_| own);
            }));
            seen.push((received, entity));
        }
        let filer = self.dossier.case.filer.value.as_str();
        places.sort_by_key(|(subject, _): &(Subject, CaseRows<'a>)| subject.entity.as_deref() != Some(filer));
        if places.is_empty() { vec![self.place(self.filer(), "demand".to_owned(), |_| {})] } else { places }
    }
}
