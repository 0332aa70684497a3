//! The rows of tables and charts: records of a sheet or figures of a family, kept by tests, in a stated order.

use rust_decimal::Decimal;

use super::amended::Amended;
use super::find::{Context, Restated, RowRef};
use super::model::Withheld;
use crate::figures::{Figure, Figures};
use crate::law::agenda::{self, Agenda};
use crate::law::task::{Task, tasks};
use crate::pack::{Path, PhrasePiece, RowSource, Tests};
use crate::value::{Value, Within};

/// A row with its name, which a family's codes get from a list.
pub(super) enum TableLine<'a> {
    Record(&'a crate::dossier::Record),
    Code { code: String, name: String, figure: &'a Figure, restated: Option<Restated> },
    Duty(Vec<Task<'a>>),
    Withheld(&'a Withheld),
    Amended(&'a Amended<'a>),
}

impl<'a> TableLine<'a> {
    pub(super) fn row<'s>(&'s self) -> RowRef<'s>
    where
        'a: 's,
    {
        match self {
            Self::Record(record) => RowRef::Record(record),
            Self::Duty(tasks) => RowRef::Duty(tasks),
            Self::Withheld(withheld) => RowRef::Withheld(withheld),
            Self::Amended(amended) => RowRef::Amended(amended),
            Self::Code { code, name, figure, restated } => {
                RowRef::Code { code, name, figure, restated: restated.as_ref() }
            }
        }
    }
}

impl<'a> Context<'a> {
    /// The rows that fit, in order. `outer` is the row that the item stands for.
    pub(super) fn lines(
        &self,
        rows: &RowSource,
        list: Option<&str>,
        only: &Tests,
        sort: Option<&str>,
        outer: RowRef<'_>,
    ) -> Vec<TableLine<'a>> {
        let mut lines = match rows {
            RowSource::Sheet(sheet) => self.dossier.sheet(sheet).iter().map(TableLine::Record).collect(),
            RowSource::Family(family) => self.family(family, list),
            RowSource::Restated(front) => self.restated(front),
            RowSource::Duty(duty) => {
                let of_duty = self.duties.outcomes.iter().filter(|outcome| outcome.duty == *duty);
                of_duty.flat_map(tasks).map(|task| TableLine::Duty(vec![task])).collect()
            }
            RowSource::Duties => agenda::rows(self.duties).into_iter().map(|row| TableLine::Duty(row.tasks)).collect(),
            RowSource::Agenda => {
                let shown = self.agenda().shown.into_iter();
                shown.map(|row| TableLine::Duty(row.tasks)).collect()
            }
            RowSource::Withheld => self.withheld.iter().map(TableLine::Withheld).collect(),
            RowSource::Changes => {
                let amended = self.since.into_iter().flat_map(|since| &since.amended);
                amended.map(TableLine::Amended).collect()
            }
        };
        lines.retain(|line| self.holds_inside(only, line.row(), outer));
        if let Some(sort) = sort {
            let (falling, name) = sort.strip_prefix('-').map_or((false, sort), |rest| (true, rest));
            let path = if let Some(figure) = name.strip_prefix('=') {
                Path::Figure(vec![PhrasePiece::Text(figure.to_owned())])
            } else {
                Path::Named(name.to_owned())
            };
            lines.sort_by_cached_key(|line| {
                let key = self.find(&path, line.row()).known().map(|(value, _)| self.key(value));
                // Unknown values stand last, whatever the direction.
                key.map_or((true, (Decimal::ZERO, String::new())), |(number, text)| {
                    (false, (if falling { -number } else { number }, text))
                })
            });
        }
        lines
    }

    /// The figures of a family in the order of their list, else of their ids. Figures of an earlier day (`@`) are not
    /// rows of their own.
    fn family(&self, family: &str, list: Option<&str>) -> Vec<TableLine<'a>> {
        let order = |code: &str| {
            let terms = list.and_then(|list| self.pack.terms.list(list));
            let of_terms = terms.and_then(|terms| terms.iter().position(|(found, _)| found == code));
            of_terms.unwrap_or(usize::MAX)
        };
        let figures: &'a Figures = self.figures;
        let mut lines = Vec::new();
        for figure in figures.iter() {
            let code = figure.id.strip_prefix(family).and_then(|rest| rest.strip_prefix('.'));
            if let Some(code) = code.filter(|code| !code.contains(['.', '@'])) {
                let name = figure.name.clone().unwrap_or_else(|| self.name(code, list));
                let line = TableLine::Code { code: code.to_owned(), name, figure, restated: None };
                lines.push((order(code), line));
            }
        }
        lines.sort_by_key(|(position, _)| *position);
        lines.into_iter().map(|(_, line)| line).collect()
    }

    /// What is to be done, by urgency.
    pub(super) fn agenda(&self) -> Agenda<'a> {
        Agenda::of(self.duties, self.dossier.case.report_at.value, self.pack.filing.agenda)
    }

    /// The corrections below an id, one per pair of publications; a figure under two ids is one correction.
    fn restated(&self, front: &str) -> Vec<TableLine<'a>> {
        let figures: &'a Figures = self.figures;
        let mut lines: Vec<TableLine<'a>> = Vec::new();
        let mut below: Vec<&'a Figure> = figures.iter().filter(|figure| figure.id.starts_with(front)).collect();
        // Where the filer's own parts stand under a second, shorter id, `claims.own…` says whose they are.
        below.reverse();
        for figure in below {
            let Some((stem, days)) = figure.id.split_once(".restated.") else { continue };
            let Some((from, to)) = days.split_once("__") else { continue };
            let twice = |line: &TableLine<'_>| matches!(line, TableLine::Code { figure: other, .. } if other.label == figure.label && other.value == figure.value);
            if lines.iter().any(twice) {
                continue;
            }
            let stated = stem.strip_suffix(".share").map_or(stem.to_owned(), |stem| format!("{stem}.stated_share"));
            let (from, to) = (from.to_owned(), to.to_owned());
            let named = figures.get(stem).map_or(&figure.label, |figure| &figure.label);
            let restated = Some(Restated { stem: stem.to_owned(), stated, from, to });
            lines.push(TableLine::Code { code: stem.to_owned(), name: named.clone(), figure, restated });
        }
        lines.reverse();
        // Totals before their parts.
        lines.sort_by_key(|line| if let TableLine::Code { code, .. } = line { code.matches('.').count() } else { 0 });
        lines
    }

    /// What a code is called: by its list, by the name of the row it is the key of, as a day, or as it stands.
    fn name(&self, code: &str, list: Option<&str>) -> String {
        if let Some(term) = list.and_then(|list| self.pack.terms.term(list, code)) {
            return term.ko.clone();
        }
        if let Ok(day) = code.parse() {
            return crate::korean::as_of(day);
        }
        let keyed = list.and_then(|sheet| {
            self.dossier.sheet(sheet).iter().find(|record| {
                let key = record.schema.key.as_deref();
                key.is_some_and(|key| matches!(record.get(key).value(), Some(Value::Text(id)) if id == code))
            })
        });
        let name = keyed.and_then(|record| {
            ["name", "title", "service", "target"].iter().find_map(|field| record.text(field).value().cloned())
        });
        name.unwrap_or_else(|| code.replace('_', " "))
    }

    fn key(&self, value: &Value) -> (Decimal, String) {
        let position = |list: &str, code: &str| {
            let terms = self.pack.terms.list(list).unwrap_or_default();
            Decimal::from(terms.iter().position(|(found, _)| found == code).unwrap_or(terms.len()))
        };
        match value {
            Value::Text(text) => (Decimal::ZERO, text.clone()),
            Value::Code { list, code } => (position(list, code), String::new()),
            Value::Codes { list, codes } => {
                (codes.first().map_or(Decimal::MAX, |code| position(list, code)), String::new())
            }
            other => (number(other).unwrap_or_default(), String::new()),
        }
    }
}

/// A value on one scale: seconds for moments, days (to their end) and durations, the latest or longest of bounds.
pub(super) fn number(value: &Value) -> Option<Decimal> {
    Some(match value {
        Value::Count(count) | Value::CountBetween { max: count, .. } => Decimal::from(*count),
        Value::Won(number) | Value::Share(number) | Value::Number(number) => *number,
        Value::Amount { quantity, .. } => *quantity,
        Value::Moment(moment) | Value::MomentBetween { by: moment, .. } => Decimal::from(moment.timestamp()),
        Value::Date(day) => Decimal::from(Within::day(*day).by.timestamp()),
        Value::Duration(elapsed) | Value::DurationBetween { max: elapsed, .. } => Decimal::from(elapsed.as_seconds()),
        Value::Flag(flag) => Decimal::from(u8::from(*flag)),
        Value::Text(_) | Value::Code { .. } | Value::Codes { .. } => return None,
    })
}
