//! What 제출이력 and 고지 say was done, held against the deadlines.

use super::due::DueDate;
use super::facts::Place;
use crate::dossier::{Dossier, Record};
use crate::origin::Origin;
use crate::pack::{Duty, Evidence};
use crate::time::{Elapsed, Moment};

/// Whether a duty is fulfilled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Open,
    Done,
    Late,
}

impl State {
    /// The word of the JSON contract.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Late => "late",
        }
    }
}

/// What was done, and how late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fulfilment {
    pub state: State,
    pub filed_at: Option<Moment>,
    /// Of something filed; of something open, how long the deadline has passed on the day of the report.
    pub late_by: Option<Elapsed>,
    /// Of something open whose deadline lies ahead.
    pub time_left: Option<Elapsed>,
    pub origin: Option<Origin>,
}

/// The first filing of a duty in its place, against the earliest deadline that is a date.
pub(super) fn of(dossier: &Dossier, duty: &Duty, place: &Place<'_>, due: &[DueDate]) -> Fulfilment {
    let point = due.iter().find_map(|due| due.earliest);
    let now = dossier.case.report_at.value;
    let first = filings(dossier, duty, place).min_by_key(|(at, _)| *at);
    if let Some((at, origin)) = first {
        let late_by = point.and_then(|point| point.late_by(at));
        let state = if late_by.is_some() { State::Late } else { State::Done };
        return Fulfilment { state, filed_at: Some(at), late_by, time_left: None, origin: Some(origin) };
    }
    let late_by = point.and_then(|point| point.late_by(now));
    let time_left = point.filter(|_| late_by.is_none()).map(|point| point.ends().since(now));
    Fulfilment { state: State::Open, filed_at: None, late_by, time_left, origin: None }
}

fn filings<'a>(
    dossier: &'a Dossier,
    duty: &'a Duty,
    place: &'a Place<'_>,
) -> impl Iterator<Item = (Moment, Origin)> + 'a {
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let names: Vec<String> = [Some(&duty.id), duty.form.as_ref(), Some(&duty.label.ko), Some(&duty.label.en)]
        .into_iter()
        .flatten()
        .map(|name| bare(name))
        .collect();
    let filed = dossier.sheet("filed").iter().filter(move |row| {
        row.text("duty").value().is_some_and(|text| names.contains(&bare(text))) && same_outage(row, place)
    });
    let noticed = dossier.sheet("notice").iter().filter(move |row| {
        let own =
            row.text("entity").value().cloned() == place.entity.and_then(|entity| entity.text("id").value().cloned());
        duty.evidence == Evidence::Notice && own && same_outage(row, place)
    });
    filed.chain(noticed).filter_map(|row| {
        let at = row.moment("at");
        at.value().map(|moment| (*moment, at.origin().clone()))
    })
}

/// A row that names no outage belongs to all.
fn same_outage(row: &Record, place: &Place<'_>) -> bool {
    let here = place.outage.and_then(|outage| outage.text("id").value().cloned());
    row.text("outage").value().is_none_or(|outage| here.is_none_or(|here| here == *outage))
}
