//! What a duty comes to as things to do: one for each recipient and each deadline, each with its own record.

use super::delivery::Delivery;
use super::due::DueDate;
use super::duties::{DutyOutcome, OutcomeGround};
use super::figures;
use super::history::{DeadlineState, Fulfilment};
use super::words::LawWords;

/// One thing to do.
#[derive(Debug, Clone, Copy)]
pub struct Task<'a> {
    pub outcome: &'a DutyOutcome,
    /// Whom it is owed to.
    pub to: &'a Delivery,
    /// By when; none where the law of that day is not held.
    pub due: Option<&'a DueDate>,
    pub done: &'a Fulfilment,
    /// Whether the outcome has further deadlines.
    of_several: bool,
}

/// What something to do has come to, as one word that pages can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Progress {
    /// Nothing is recorded, and its time has passed.
    Overdue,
    /// A part was done, and its time has passed.
    PartlyOverdue,
    Open,
    Partly,
    /// Reports that go on until the last.
    GoingOn,
    Late,
    /// Done on a day whose end lies behind the deadline.
    PerhapsLate,
    Done,
}

impl Progress {
    /// The end of its key in the catalogue.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::PartlyOverdue => "partly-overdue",
            Self::Open => "open",
            Self::Partly => "partly",
            Self::GoingOn => "going-on",
            Self::Late => "late",
            Self::PerhapsLate => "perhaps-late",
            Self::Done => "done",
        }
    }

    /// What a record comes to.
    #[must_use]
    pub fn of(done: &Fulfilment) -> Self {
        let begun = done.filed_at.is_some() || done.filed_on.is_some();
        match (done.state, done.late_by.is_some()) {
            (DeadlineState::Open, true) if begun => Self::PartlyOverdue,
            (DeadlineState::Open, true) => Self::Overdue,
            (DeadlineState::Open, false) if begun && done.missing.is_empty() => Self::GoingOn,
            (DeadlineState::Open, false) if begun => Self::Partly,
            (DeadlineState::Open, false) => Self::Open,
            (DeadlineState::Late, _) => Self::Late,
            (DeadlineState::Done, _) if done.late_by_most.is_some() => Self::PerhapsLate,
            (DeadlineState::Done, _) => Self::Done,
        }
    }
}

/// All that an outcome asks to be done: for each recipient, each deadline that is a date or a moment; where none is, the first
/// that is a word.
#[must_use]
pub fn tasks(outcome: &DutyOutcome) -> Vec<Task<'_>> {
    let is_dated = |due: &DueDate| due.earliest.is_some();
    let dated: Vec<usize> = (0..outcome.due.len()).filter(|at| outcome.due.get(*at).is_some_and(is_dated)).collect();
    let of_several = dated.len() > 1;
    let wanted: Vec<Option<usize>> = match (dated.is_empty(), outcome.due.is_empty()) {
        (false, _) => dated.into_iter().map(Some).collect(),
        (true, false) => vec![Some(0)],
        (true, true) => vec![None],
    };
    let of = |to| {
        let task = move |at: &Option<usize>| {
            let due = at.and_then(|at| outcome.due.get(at));
            one(outcome, to, due, *at, of_several)
        };
        wanted.iter().map(task).collect::<Vec<_>>()
    };
    outcome.deliveries.iter().flat_map(of).collect()
}

fn one<'a>(
    outcome: &'a DutyOutcome,
    to: &'a Delivery,
    due: Option<&'a DueDate>,
    at: Option<usize>,
    of_several: bool,
) -> Task<'a> {
    let clock = at.and_then(|at| to.clocks.get(at)).filter(|_| due.is_some_and(|due| due.earliest.is_some()));
    Task { outcome, to, due, done: clock.unwrap_or(&to.fulfilment), of_several }
}

impl Task<'_> {
    /// Whether the outcome has other things to do besides.
    #[must_use]
    pub fn is_one_of_several(&self) -> bool {
        self.of_several || self.outcome.is_owed_to_several()
    }

    #[must_use]
    pub fn progress(&self) -> Progress {
        Progress::of(self.done)
    }

    /// Which deadline, and of which recipient, where there are several.
    #[must_use]
    pub fn names(&self, words: &LawWords<'_>) -> Vec<String> {
        let to = Some(words.delivered_to(self.to)).filter(|_| self.outcome.is_owed_to_several());
        self.clock(words).into_iter().chain(to).collect()
    }

    /// The id of the deadline, where there are several.
    #[must_use]
    pub fn clock_id(&self) -> Option<&str> {
        self.due.filter(|_| self.of_several).map(|due| due.id.as_str())
    }

    /// What the deadline is called, where there are several.
    #[must_use]
    pub fn clock(&self, words: &LawWords<'_>) -> Option<String> {
        let text = self.due.filter(|_| self.of_several)?.text.as_ref()?;
        Some(text.get(words.lang).to_owned())
    }

    /// The id of a figure of it: that of the outcome where there is nothing else to do.
    #[must_use]
    pub fn id_of(&self, what: &str) -> String {
        let mut parts = Vec::new();
        parts.extend(self.clock_id());
        parts.extend(self.to.to.first().map(String::as_str).filter(|_| self.outcome.is_owed_to_several()));
        parts.push(what);
        figures::id_of(self.outcome, &parts.join("."))
    }

    /// Why there is neither a date nor a word, in a sentence of the catalogue.
    #[must_use]
    pub fn open(&self, words: &LawWords<'_>) -> Option<String> {
        match (self.due, self.outcome.ground) {
            (None, OutcomeGround::Unmodelled(day)) => {
                Some(words.say("duties-due-unmodelled", &[("date", crate::korean::date(day))]))
            }
            (Some(due), _) if due.earliest.is_none() && due.word.is_none() => Some(words.until(due)),
            _ => None,
        }
    }
}
