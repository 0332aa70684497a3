//! What is to be done, in rows: what is overdue, what falls due soon, what comes later, and what is undecided.
//!
//! A row stands for one duty, status, recipient and deadline, and for what each has come to: as many rows of the case as
//! are alike in that. A page for those who decide shows the most urgent; figures count all.

use super::due::Point;
use super::duties::{Duties, Status};
use super::task::{Progress, Task, tasks};
use crate::pack::AgendaWords;
use crate::time::Moment;

const DAY_SECONDS: i64 = 86_400;

/// How pressing a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// Its time has passed and it is not done, or not all of it.
    Overdue,
    /// Within the days that count as soon.
    Soon,
    /// Later, or by a word of the law (지체 없이, 수시로).
    Later,
    /// Whether it must be done is undecided.
    Undecided,
    /// Done, in time or late.
    Done,
}

impl Urgency {
    /// As tests of a form name it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Soon => "soon",
            Self::Later => "later",
            Self::Undecided => "undecided",
            Self::Done => "done",
        }
    }
}

/// Things to do that are alike.
#[derive(Debug, Clone)]
pub struct AgendaRow<'a> {
    pub tasks: Vec<Task<'a>>,
}

impl AgendaRow<'_> {
    /// The moment at which the first of its deadlines passes; none where there is none to count.
    #[must_use]
    pub fn ends(&self) -> Option<Moment> {
        let ends = self.tasks.iter().filter_map(|task| task.due?.earliest.map(Point::ends));
        ends.min_by_key(Moment::timestamp)
    }

    /// How pressing it is at `now`, where `days` ahead are soon.
    #[must_use]
    pub fn urgency(&self, now: Moment, days: u32) -> Urgency {
        urgency(&self.tasks, now, days)
    }
}

/// How pressing the things to do of one row are at `now`, where `days` ahead are soon.
#[must_use]
pub fn urgency(tasks: &[Task<'_>], now: Moment, days: u32) -> Urgency {
    let Some(first) = tasks.first() else { return Urgency::Done };
    if first.outcome.status != Status::Required {
        return Urgency::Undecided;
    }
    match first.progress() {
        Progress::Done | Progress::Late | Progress::PerhapsLate => Urgency::Done,
        Progress::Overdue | Progress::PartlyOverdue => Urgency::Overdue,
        Progress::Open | Progress::Partly | Progress::GoingOn => {
            let ends = tasks.iter().filter_map(|task| task.due?.earliest.map(Point::ends));
            let soon = i64::from(days) * DAY_SECONDS;
            let within = |end: Moment| end.since(now).as_seconds() <= soon;
            if ends.min_by_key(Moment::timestamp).is_some_and(within) { Urgency::Soon } else { Urgency::Later }
        }
    }
}

/// Everything that is required or undecided, in rows; what is required comes first.
#[must_use]
pub fn rows(duties: &Duties) -> Vec<AgendaRow<'_>> {
    let mut rows: Vec<AgendaRow<'_>> = Vec::new();
    for task in duties.outcomes.iter().flat_map(tasks) {
        match rows.iter_mut().find(|row| row.tasks.first().is_some_and(|first| is_alike(first, &task))) {
            Some(row) => row.tasks.push(task),
            None => rows.push(AgendaRow { tasks: vec![task] }),
        }
    }
    rows.sort_by_key(|row| row.tasks.first().map(|first| first.outcome.status));
    rows
}

/// Whether two things to do stand in one row.
fn is_alike(a: &Task<'_>, b: &Task<'_>) -> bool {
    let open = |task: &Task<'_>| task.due.map(|due| due.open);
    a.outcome.duty == b.outcome.duty
        && (a.outcome.status, a.outcome.ground) == (b.outcome.status, b.outcome.ground)
        && a.to.to == b.to.to
        && (a.clock_id(), open(a)) == (b.clock_id(), open(b))
        && a.progress() == b.progress()
}

/// The rows by urgency.
#[derive(Debug, Clone, Default)]
pub struct Agenda<'a> {
    /// Overdue first, then soon, each by its deadline: no more than a page shows.
    pub shown: Vec<AgendaRow<'a>>,
    /// Required and not done, but not among those.
    pub rest: Vec<AgendaRow<'a>>,
    pub overdue: usize,
    pub soon: usize,
    /// Rows that nobody has decided yet.
    pub undecided: Vec<AgendaRow<'a>>,
    /// The next deadline that has not passed.
    pub next: Option<Task<'a>>,
}

impl<'a> Agenda<'a> {
    #[must_use]
    pub fn of(duties: &'a Duties, now: Moment, words: AgendaWords) -> Self {
        let mut agenda = Self::default();
        let of_urgency = |row: AgendaRow<'a>| (row.urgency(now, words.days), row);
        let mut all: Vec<(Urgency, AgendaRow<'a>)> = rows(duties).into_iter().map(of_urgency).collect();
        // Of two overdue ones the older; what has no date stands behind what has one.
        all.sort_by_key(|(urgency, row)| (*urgency, row.ends().map_or(i64::MAX, |end| end.timestamp())));
        for (urgency, row) in all {
            match urgency {
                Urgency::Overdue | Urgency::Soon => {
                    if urgency == Urgency::Overdue {
                        agenda.overdue += 1;
                    } else {
                        agenda.soon += 1;
                    }
                    let list = if agenda.shown.len() < words.most { &mut agenda.shown } else { &mut agenda.rest };
                    list.push(row);
                }
                Urgency::Later => agenda.rest.push(row),
                Urgency::Undecided
                    if row.tasks.first().is_some_and(|task| task.outcome.status == Status::Undetermined) =>
                {
                    agenda.undecided.push(row);
                }
                Urgency::Undecided | Urgency::Done => {}
            }
        }
        let open = agenda.shown.iter().chain(&agenda.rest).flat_map(|row| &row.tasks);
        let ahead = open.filter_map(|task| Some((task.due?.earliest?.ends(), *task)));
        let ahead = ahead.filter(|(end, _)| end.since(now).as_seconds() >= 0);
        agenda.next = ahead.min_by_key(|(end, _)| end.timestamp()).map(|(_, task)| task);
        agenda
    }

    /// Of the undecided, those whose time would have passed.
    #[must_use]
    pub fn perhaps_overdue(&self) -> usize {
        let passed = |row: &&AgendaRow<'_>| {
            let progress = row.tasks.first().map(Task::progress);
            matches!(progress, Some(Progress::Overdue | Progress::PartlyOverdue))
        };
        self.undecided.iter().filter(passed).count()
    }
}
