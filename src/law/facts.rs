//! The facts of a case by the paths that the pack's tests name, and the answers of 판단.

use chrono::NaiveDate;

use super::evaluate::{JudgmentAnswer, SeenFact, World};
use crate::dossier::{Dossier, IntervalEnd, Record, slug};
use crate::figures::Figures;
use crate::lang::Text;
use crate::time::{Elapsed, Moment};
use crate::value::{Certainty, Field, Value, Within};

/// The rows of a case that a duty is judged for.
#[derive(Debug, Clone, Copy)]
pub(super) struct CaseRows<'a> {
    pub(super) dossier: &'a Dossier,
    pub(super) figures: &'a Figures,
    /// Day that stands for the case as a whole.
    pub(super) day: NaiveDate,
    pub(super) entity: Option<&'a Record>,
    pub(super) outage: Option<&'a Record>,
    pub(super) interruption: Option<&'a Record>,
    pub(super) request: Option<&'a Record>,
    pub(super) demand: Option<&'a Record>,
    pub(super) facility: Option<&'a Record>,
}

impl<'a> CaseRows<'a> {
    /// No row at all.
    pub(super) fn empty(dossier: &'a Dossier, figures: &'a Figures, day: NaiveDate) -> Self {
        let (outage, interruption, request, demand, facility) = (None, None, None, None, None);
        Self { dossier, figures, day, entity: None, outage, interruption, request, demand, facility }
    }

    /// One company, whatever happened.
    pub(super) fn of_entity(dossier: &'a Dossier, figures: &'a Figures, day: NaiveDate, entity: &'a Record) -> Self {
        Self { entity: Some(entity), ..Self::empty(dossier, figures, day) }
    }

    /// The row of the sheet that a path begins with.
    fn record(&self, sheet: &str) -> Option<&'a Record> {
        match sheet {
            "entity" => self.entity,
            "outage" => self.outage,
            "interruption" => self.interruption,
            "request" => self.request,
            "demand" => self.demand,
            "facility" => self.facility,
            _ => None,
        }
    }

    fn column(&self, path: &str) -> SeenFact {
        let mut parts = path.splitn(3, '.');
        let (sheet, field, code) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next());
        let Some(record) = self.record(sheet) else { return unseen(path) };
        let found = record.get(field);
        let mut seen = of_field(path, &found);
        if let Some(code) = code {
            // One code of a list: no code at all leaves the question open.
            seen.value = match found.value() {
                Some(Value::Codes { codes, .. }) => Some(Value::Flag(codes.iter().any(|found| found == code))),
                _ => None,
            };
        }
        seen
    }

    /// When the service came back: from the first sign of it to the last.
    fn resumed(&self, path: &str) -> SeenFact {
        let Some(record) = self.interruption else { return self.unknown(path) };
        let (partly, end) = (record.within("partly_restored_at"), restored(record));
        let first = partly.value().map(|partly| partly.after.unwrap_or(partly.by));
        let first =
            first.into_iter().chain(end.within.and_then(|end| end.after)).chain(end.after.value().copied()).min();
        let value = end.within.map(|end| Within { after: first.or(end.after), by: end.by }.value());
        joined(path, value, &[partly.and_then(within), end.after.and_then(moment), end.at, end.by.and_then(moment)])
    }

    /// How long the service was down; as it was published where start or end is not known.
    fn duration(&self, path: &str) -> SeenFact {
        let Some(record) = self.interruption else { return self.unknown(path) };
        let (start, end) = (record.within("started_at"), restored(record));
        let value = start.value().zip(end.within).and_then(|(start, end)| end.since(*start));
        let published = record.get("stated_duration");
        if value.is_none() && published.known().is_some() {
            return of_field(path, &published);
        }
        let value = match value {
            // What lasted no known time lasted any.
            Some(Value::DurationBetween { min: None, max }) if end.after.known().is_some() => {
                Some(Value::DurationBetween { min: Some(Elapsed::seconds(0)), max })
            }
            value => value,
        };
        joined(path, value, &[start.and_then(within), end.at, end.after.and_then(moment), end.by.and_then(moment)])
    }

    fn unknown(&self, path: &str) -> SeenFact {
        let origins = vec![self.dossier.case.report_at.origin.clone()];
        SeenFact { path: path.to_owned(), value: None, certainty: Certainty::Exact, origins }
    }

    /// A figure of the outage.
    fn figure(&self, path: &str, name: &str) -> SeenFact {
        let id = self.outage.and_then(|record| record.text("id").value().cloned());
        let figure = id.and_then(|id| self.figures.get(&format!("outage.{}.{name}", slug(&id))));
        let origins = self.outage.map(|record| record.origin.clone()).into_iter().collect();
        figure.map_or_else(
            || SeenFact { path: path.to_owned(), value: None, certainty: Certainty::Exact, origins },
            |figure| SeenFact {
                path: path.to_owned(),
                value: figure.value.clone(),
                certainty: figure.certainty,
                origins: figure.origins.clone(),
            },
        )
    }

    fn of_case(&self, path: &str, value: Option<Value>) -> SeenFact {
        let origins = vec![self.dossier.case.report_at.origin.clone()];
        SeenFact { path: path.to_owned(), value, certainty: Certainty::Exact, origins }
    }

    /// Ids of the rows in place, by which an answer may be given for one of them alone.
    fn ids(&self) -> Vec<String> {
        let rows = [self.interruption, self.outage, self.entity];
        rows.into_iter().flatten().filter_map(|record| record.text("id").value().cloned()).collect()
    }
}

impl World for CaseRows<'_> {
    fn fact(&self, path: &str) -> SeenFact {
        match path {
            "interruption.duration" => self.duration(path),
            "interruption.resumed" => self.resumed(path),
            "outage.start" => self.figure(path, "start"),
            "outage.duration" => self.figure(path, "duration"),
            "case.kind" => self.of_case(path, Some(Value::Text(self.dossier.case.kind.clone()))),
            "case.day" => self.of_case(path, Some(Value::Date(self.day))),
            "interruption.entered" => entered(path, self.interruption),
            "request.entered" => entered(path, self.request),
            "demand.entered" => entered(path, self.demand),
            "facility.entered" => entered(path, self.facility),
            _ => self.column(path),
        }
    }

    /// The most particular answer: `row/id` before `row`, with or without the duty's id in front, or the question itself.
    fn answer(&self, duty: &str, row: &str, question: &Text) -> JudgmentAnswer {
        let mut names: Vec<String> =
            self.ids().iter().flat_map(|id| [format!("{duty}/{row}/{id}"), format!("{row}/{id}")]).collect();
        names.extend([format!("{duty}/{row}"), row.to_owned(), bare(&question.ko), bare(&question.en)]);
        let judgements = self.dossier.sheet("judgement");
        let found = names.iter().find_map(|name| {
            judgements
                .iter()
                .find(|record| record.text("question").value().is_some_and(|text| text == name || bare(text) == *name))
        });
        found.map_or_else(JudgmentAnswer::default, |record| {
            let answer = record.flag("answer");
            JudgmentAnswer {
                answer: answer.value().copied(),
                reason: record.text("reason").value().cloned(),
                origin: Some(answer.origin().clone()),
            }
        })
    }
}

/// A question without its spaces: how it is broken into lines does not matter.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Whether the sheet holds what the duty answers. An empty sheet does not say that nothing was received.
fn entered(path: &str, record: Option<&Record>) -> SeenFact {
    SeenFact {
        path: path.to_owned(),
        value: record.map(|_| Value::Flag(true)),
        certainty: Certainty::Exact,
        origins: record.map(|record| record.origin.clone()).into_iter().collect(),
    }
}

fn unseen(path: &str) -> SeenFact {
    SeenFact { path: path.to_owned(), value: None, certainty: Certainty::Exact, origins: Vec::new() }
}

fn of_field(path: &str, field: &Field<Value>) -> SeenFact {
    let certainty = field.known().map_or(Certainty::Exact, |fact| fact.certainty);
    SeenFact { path: path.to_owned(), value: field.value().cloned(), certainty, origins: vec![field.origin().clone()] }
}

fn restored(record: &Record) -> IntervalEnd {
    record.ended("restored_at", "restored_after", "restored_by")
}

fn moment(at: &Moment) -> Option<Value> {
    Some(Value::Moment(*at))
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "a field hands over a reference")]
fn within(at: &Within) -> Option<Value> {
    Some(at.value())
}

/// A value made of several moments: the cells that hold them, or, where it is not known, those that could.
fn joined(path: &str, value: Option<Value>, fields: &[Field<Value>]) -> SeenFact {
    let known: Vec<_> = fields.iter().filter_map(|field| field.known()).collect();
    let certainty = known.iter().map(|fact| fact.certainty).fold(Certainty::Exact, Certainty::and);
    let origins = if value.is_some() {
        known.iter().map(|fact| fact.origin.clone()).collect()
    } else {
        fields.iter().filter(|field| field.known().is_none()).map(|field| field.origin().clone()).collect()
    };
    SeenFact { path: path.to_owned(), value, certainty, origins }
}
