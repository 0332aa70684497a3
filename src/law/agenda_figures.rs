//! What is to be done, counted: `duties.overdue.count`, `duties.soon.count`, `duties.rest.count`, `duties.undecided.count`,
//! and the next deadline. What is counted are rows of the agenda: a duty with its recipient and deadline.

use std::collections::BTreeMap;

use super::agenda::{Agenda, AgendaRow};
use super::due::Point;
use super::duties::Duties;
use super::words::LawWords;
use crate::dossier::Dossier;
use crate::figures::Figure;
use crate::finding::Arg;
use crate::lang::Lang;
use crate::origin::Origin;
use crate::pack::Pack;
use crate::value::{Certainty, Value};

pub(super) fn figures(pack: &Pack, dossier: &Dossier, duties: &Duties) -> Vec<Figure> {
    let now = &dossier.case.report_at;
    let agenda = Agenda::of(duties, now.value, pack.filing.agenda);
    let open = || agenda.shown.iter().chain(&agenda.rest);
    let counts = [
        ("duties.open.count", agenda.shown.len() + agenda.rest.len(), of(open())),
        ("duties.overdue.count", agenda.overdue, of(open())),
        ("duties.soon.count", agenda.soon, of(open())),
        ("duties.rest.count", agenda.rest.len(), of(open())),
        ("duties.undecided.count", agenda.undecided.len(), of(agenda.undecided.iter())),
        ("duties.undecided.overdue.count", agenda.perhaps_overdue(), of(agenda.undecided.iter())),
    ];
    let days = pack.filing.agenda.days.to_string();
    let args = BTreeMap::from([("days", Arg::from(days))]);
    let count = |(id, count, origins): (&str, usize, Vec<Origin>)| {
        let value = Value::Count(u64::try_from(count).ok()?);
        // What is late or soon is so at the time of the report.
        let origins = std::iter::once(now.origin.clone()).chain(origins).collect();
        figure(pack, id, &args, value, origins, Vec::new())
    };
    let mut made: Vec<Figure> = counts.into_iter().filter_map(count).collect();
    if let Some(task) = &agenda.next {
        let words = LawWords { pack, dossier, lang: Lang::Ko };
        let args = BTreeMap::from([("duty", Arg::from(words.label(&task.outcome.duty)))]);
        let value = task.due.and_then(|due| due.earliest).map(|point| match point {
            Point::At(moment) => Value::Moment(moment),
            Point::On(day) => Value::Date(day),
        });
        let origins = task.due.iter().flat_map(|due| &due.anchors).flat_map(|seen| seen.origins.clone()).collect();
        let inputs = vec![task.id_of("due")];
        made.extend(value.and_then(|value| figure(pack, "duties.next.due", &args, value, origins, inputs)));
    }
    made
}

/// The cells that the deadlines of rows run from.
fn of<'a>(rows: impl Iterator<Item = &'a AgendaRow<'a>>) -> Vec<Origin> {
    let mut origins: Vec<Origin> = Vec::new();
    for seen in rows.flat_map(|row| &row.tasks).filter_map(|task| task.due).flat_map(|due| &due.anchors) {
        for origin in &seen.origins {
            if !origins.contains(origin) {
                origins.push(origin.clone());
            }
        }
    }
    origins
}

fn figure(
    pack: &Pack,
    id: &str,
    args: &BTreeMap<&'static str, Arg>,
    value: Value,
    origins: Vec<Origin>,
    inputs: Vec<String>,
) -> Option<Figure> {
    let word = pack.figures.get(id)?;
    let put = |text: &str| crate::lang::fill(text, Lang::Ko, |name| args.get(name));
    Some(Figure {
        id: id.to_owned(),
        label: put(&word.label),
        name: None,
        unit: word.unit.clone(),
        value: Some(value),
        certainty: Certainty::Exact,
        formula: word.formula.values().next().map(|text| put(text)).unwrap_or_default(),
        origins,
        inputs,
        chosen_by: Vec::new(),
    })
}
