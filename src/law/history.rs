//! What 제출이력 and 고지 say was done, held against each deadline on its own.
//!
//! A notice counts for the services it names, and only once the notices so far have told all that the law asks for.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::delivery::{Delivery, NamedRecipient, owed_to};
use super::due::{DueDate, Point};
use super::evaluate::EvaluationStep;
use super::facts::CaseRows;
use crate::dossier::{Dossier, Record};
use crate::origin::Origin;
use crate::pack::{Covers, Duty, Evidence, LANDLORD, Pack, USERS};
use crate::time::{Elapsed, Moment};

/// What 차수 says of the last of several reports.
const LAST: [&str; 3] = ["최종", "final", "종결"];

/// Whether a duty is fulfilled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeadlineState {
    Open,
    Done,
    Late,
}

impl DeadlineState {
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
    pub state: DeadlineState,
    /// When it was done; of something open, when the last part of it was. `None` too where only the day is known.
    pub filed_at: Option<Moment>,
    /// The day of something filed whose time is not known.
    pub filed_on: Option<NaiveDate>,
    /// Code of the way in which it was filed.
    pub method: Option<String>,
    /// Of something filed; of something open, how long the deadline has passed on the day of the report. The least that
    /// is certain where the time of filing is not known.
    pub late_by: Option<Elapsed>,
    /// The most that it may be late, where the time of filing is not known.
    pub late_by_most: Option<Elapsed>,
    /// Of something open whose deadline lies ahead.
    pub time_left: Option<Elapsed>,
    /// Items that the law asks for and no notice has told yet: codes of the column that the duty names.
    pub missing: Vec<String>,
    pub origin: Option<Origin>,
}

impl Fulfilment {
    fn open() -> Self {
        Self {
            state: DeadlineState::Open,
            filed_at: None,
            filed_on: None,
            method: None,
            late_by: None,
            late_by_most: None,
            time_left: None,
            missing: Vec::new(),
            origin: None,
        }
    }
}

/// Something done, from the first to the last moment at which it may have been.
#[derive(Debug, Clone)]
struct Submission {
    from: Moment,
    by: Moment,
    method: Option<String>,
    /// The last of several.
    last: bool,
    origin: Origin,
}

impl Submission {
    fn of(row: &Record) -> Option<Self> {
        let field = row.moment("at");
        let at = *field.value()?;
        let precision = row.code("precision");
        let (from, by) = match precision.value().map(String::as_str) {
            Some("day") => {
                let day = at.korean().date();
                let end = day.and_hms_opt(23, 59, 0)?;
                (Moment::in_korea(day.and_hms_opt(0, 0, 0)?), Moment::in_korea(end))
            }
            _ => (at, at),
        };
        let last = row.text("stage").value().is_some_and(|stage| LAST.contains(&stage.trim().to_lowercase().as_str()));
        let method = row.code("method").value().cloned();
        Some(Self { from, by, method, last, origin: field.origin().clone() })
    }

    /// Whoever lets the space was told, as the row of the facility says.
    fn of_landlord(row: &Record) -> Option<Self> {
        let field = row.moment("landlord_notified_at");
        let at = *field.value()?;
        let method = row.code("landlord_method").value().cloned();
        Some(Self { from: at, by: at, method, last: false, origin: field.origin().clone() })
    }

    /// Against a deadline, or against a word that is none.
    fn against(&self, point: Option<Point>) -> Fulfilment {
        let late = |at: Moment| point.and_then(|point| point.late_by(at));
        let (least, most) = (late(self.from), late(self.by));
        let exact = self.from == self.by;
        Fulfilment {
            // Only what is certain: a day that begins in time is not called late.
            state: if least.is_some() { DeadlineState::Late } else { DeadlineState::Done },
            filed_at: Some(self.from).filter(|_| exact),
            filed_on: Some(self.from.korean().date()).filter(|_| !exact),
            method: self.method.clone(),
            late_by: least,
            late_by_most: most.filter(|_| !exact),
            origin: Some(self.origin.clone()),
            ..Fulfilment::open()
        }
    }
}

/// Holds what was done for each recipient against every deadline.
pub(super) fn of(
    pack: &Pack,
    dossier: &Dossier,
    duty: &Duty,
    place: &CaseRows<'_>,
    steps: &[EvaluationStep],
    due: &mut [DueDate],
) -> Vec<Delivery> {
    let owed = owed_to(duty, steps);
    let is_only = owed.len() == 1;
    let books = Books { named: NamedRecipient { pack, dossier }, dossier, duty, place };
    let each = owed.iter().enumerate().map(|(position, to)| books.delivery(to, position == 0, is_only, due));
    let deliveries: Vec<Delivery> = each.collect();
    for (position, due) in due.iter_mut().enumerate() {
        let clocks = || deliveries.iter().filter_map(|delivery| delivery.clocks.get(position));
        due.fulfilment = clocks().next().map(|_| worst(clocks()));
    }
    deliveries
}

/// What several come to together: open while one is, then late.
pub(super) fn worst<'a>(of: impl Iterator<Item = &'a Fulfilment>) -> Fulfilment {
    let key = |done: &&Fulfilment| (done.state == DeadlineState::Open, done.late_by, done.late_by_most);
    of.max_by_key(key).cloned().unwrap_or_else(Fulfilment::open)
}

/// A duty that goes on is done by the last report alone; before it, it is open, with what was reported so far.
fn going_on(submissions: &[Submission]) -> Fulfilment {
    let latest = |of: &mut dyn Iterator<Item = &Submission>| {
        of.max_by_key(|submission| (submission.by, submission.from)).cloned()
    };
    if let Some(last) = latest(&mut submissions.iter().filter(|submission| submission.last)) {
        return last.against(None);
    }
    let so_far = latest(&mut submissions.iter()).map(|submission| submission.against(None));
    so_far.map_or_else(Fulfilment::open, |done| Fulfilment { state: DeadlineState::Open, ..done })
}

/// What the case records of a duty in one place.
struct Books<'a> {
    named: NamedRecipient<'a>,
    dossier: &'a Dossier,
    duty: &'a Duty,
    place: &'a CaseRows<'a>,
}

/// What was done for one recipient.
#[derive(Default)]
struct Done {
    submissions: Vec<Submission>,
    /// The last notice that told a part of what the law asks for, and what none has told yet.
    part: Option<Submission>,
    missing: Vec<String>,
}

impl Books<'_> {
    fn delivery(&self, to: &[&str], is_first: bool, is_only: bool, due: &[DueDate]) -> Delivery {
        let Done { submissions, part, missing } = self.done(to, is_first, is_only);
        let to: Vec<String> = to.iter().map(|id| (*id).to_owned()).collect();
        if self.duty.repeats {
            return Delivery { to, clocks: Vec::new(), fulfilment: going_on(&submissions) };
        }
        let now = self.dossier.case.report_at.value;
        let one = |point: Option<Point>, methods: &[String]| {
            let meets = |submission: &&Submission| {
                methods.is_empty() || submission.method.as_ref().is_some_and(|method| methods.contains(method))
            };
            // The one that was certainly done first: a day without a time may have been its last minute.
            submissions.iter().filter(meets).min_by_key(|submission| (submission.by, submission.from)).map_or_else(
                || {
                    let late_by = point.and_then(|point| point.late_by(now));
                    let time_left = point.filter(|_| late_by.is_none()).map(|point| point.ends().since(now));
                    let so_far = part.as_ref().map_or_else(Fulfilment::open, |submission| submission.against(None));
                    let (state, missing) = (DeadlineState::Open, missing.clone());
                    Fulfilment { state, late_by, time_left, missing, ..so_far }
                },
                |submission| submission.against(point),
            )
        };
        // The ways of a deadline are those of the duty's own recipient; whoever else is told may be told in any way.
        let clocks: Vec<Fulfilment> =
            due.iter().map(|due| one(due.earliest, if is_first { &due.methods } else { &[] })).collect();
        let dated = || due.iter().zip(&clocks).filter(|(due, _)| due.earliest.is_some()).map(|(_, clock)| clock);
        let words = due.first().map(|due| due.methods.as_slice()).filter(|_| is_first).unwrap_or_default();
        let fulfilment = if dated().next().is_some() { worst(dated()) } else { one(None, words) };
        Delivery { to, clocks, fulfilment }
    }

    fn done(&self, to: &[&str], is_first: bool, is_only: bool) -> Done {
        let Self { named, dossier, duty, place } = self;
        let filed = dossier.sheet("filed").iter().filter(|row| is_named(row, duty) && same_outage(row, place));
        let filed = filed.filter(|row| speaks_for(dossier, row, place));
        let mut submissions: Vec<Submission> =
            filed.filter(|row| named.was_sent(row, to, is_first, is_only)).filter_map(Submission::of).collect();
        if to.contains(&LANDLORD) {
            submissions.extend(place.facility.and_then(Submission::of_landlord));
        }
        if duty.evidence != Evidence::Notice || !to.contains(&USERS) {
            return Done { submissions, ..Done::default() };
        }
        let own = |row: &&Record| {
            let named = row.text("entity").value().cloned().unwrap_or_else(|| dossier.case.filer.value.clone());
            Some(named) == place.entity.and_then(|entity| entity.text("id").value().cloned())
        };
        let notices = dossier.sheet("notice").iter().filter(own);
        let notices: Vec<&Record> =
            notices.filter(|row| same_outage(row, place) && names_service(row, place)).collect();
        let Some(covers) = &duty.covers else {
            submissions.extend(notices.into_iter().filter_map(Submission::of));
            return Done { submissions, ..Done::default() };
        };
        let (whole, part, missing) = told(&notices, covers);
        submissions.extend(whole);
        Done { submissions, part, missing }
    }
}

/// The notice with which all that the law asks for had been told; where there is none, the last that told a part, and what is
/// still missing.
fn told(notices: &[&Record], covers: &Covers) -> (Option<Submission>, Option<Submission>, Vec<String>) {
    let mut in_order: Vec<(Submission, &Record)> =
        notices.iter().filter_map(|row| Some((Submission::of(row)?, *row))).collect();
    in_order.sort_by_key(|(submission, _)| (submission.by, submission.from));
    let mut missing: BTreeSet<&str> = covers.items.iter().map(String::as_str).collect();
    let mut part = None;
    for (submission, row) in in_order {
        let before = missing.len();
        for item in row.codes(&covers.field).value().into_iter().flatten() {
            missing.remove(item.as_str());
        }
        if missing.is_empty() {
            return (Some(submission), None, Vec::new());
        }
        if missing.len() < before {
            part = Some(submission);
        }
    }
    let left = covers.items.iter().filter(|item| missing.contains(item.as_str()));
    (None, part, left.cloned().collect())
}

fn is_named(row: &Record, duty: &Duty) -> bool {
    row.text("duty").value().is_some_and(|text| duty.is_called(text))
}

/// A row that names no entity is of the filer and those it files for, never of the one that lets the space.
fn speaks_for(dossier: &Dossier, row: &Record, place: &CaseRows<'_>) -> bool {
    let Some(entity) = place.entity else { return true };
    if let Some(id) = row.text("entity").value() {
        return entity.text("id").value() == Some(id);
    }
    let landlord = entity.code("relation").value().is_some_and(|relation| relation == LANDLORD);
    !landlord || entity.text("id").value() == Some(&dossier.case.filer.value)
}

/// A row that names no outage belongs to all.
fn same_outage(row: &Record, place: &CaseRows<'_>) -> bool {
    let here = place.outage.and_then(|outage| outage.text("id").value().cloned());
    row.text("outage").value().is_none_or(|outage| here.is_none_or(|here| here == *outage))
}

/// A notice that names no service is about all of its entity.
fn names_service(row: &Record, place: &CaseRows<'_>) -> bool {
    let services = row.text("services");
    let Some(named) = services.value() else { return true };
    let here = |field| place.interruption.and_then(|row| row.text(field).value().cloned());
    let (id, name) = (here("id"), here("service"));
    named
        .split([',', ';', '\n'])
        .map(str::trim)
        .any(|one| place.interruption.is_none() || id.as_deref() == Some(one) || name.as_deref() == Some(one))
}
