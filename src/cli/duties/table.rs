//! The answer for people: required first, then undetermined, then not required; the regimes nobody looked at last. Within
//! each what is overdue stands first, then what is still to be done by its day.

use super::DutiesView;
use crate::cli::console::Stream;
use crate::korean;
use crate::law::due::Point;
use crate::law::duties::{DutyOutcome, Status};
use crate::law::history::DeadlineState;
use crate::pack::TextStatus;
use crate::time::Moment;

/// Before the word for what is overdue: seen without colour.
const MARK: char = '!';

/// Outcomes of one duty with one reason.
struct DutyGroup<'a> {
    first: &'a DutyOutcome,
    why: String,
    article: String,
    subjects: Vec<String>,
    /// Deadlines in the order in which they press.
    dues: Vec<DueRow>,
    /// The most urgent of its outcomes.
    urgency: Urgency,
}

/// A deadline and its state, with those it belongs to.
struct DueRow {
    urgency: Urgency,
    due: String,
    state: Option<String>,
    subjects: Vec<String>,
}

/// In the order in which duties are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Urgency {
    /// Not done though its deadline, of this moment, has passed.
    Overdue(Option<Moment>),
    Open(Moment),
    /// Open without a day, or done.
    Undated,
}

impl Urgency {
    fn of(outcome: &DutyOutcome) -> Self {
        let done = &outcome.fulfilment;
        if outcome.status == Status::NotRequired || done.state != DeadlineState::Open {
            return Self::Undated;
        }
        // A deadline that was kept, or missed by something done late, no longer presses.
        let pressing = outcome
            .due
            .iter()
            .filter(|due| due.fulfilment.as_ref().is_none_or(|done| done.state == DeadlineState::Open));
        let first = pressing.filter_map(|due| due.earliest).map(Point::ends).min();
        match first {
            first if done.late_by.is_some() => Self::Overdue(first),
            Some(first) => Self::Open(first),
            None => Self::Undated,
        }
    }
}

pub(super) fn write(view: &DutiesView<'_>) -> String {
    let mut out = String::new();
    if view.duties.hypothetical {
        out.push_str(&format!(
            "{}\n",
            view.console.style(Stream::Out, "1;33", &view.words.say("duties-hypothetical", &[]))
        ));
    }
    for status in [Status::Required, Status::Undetermined, Status::NotRequired] {
        let groups = groups(view, status);
        let count = groups.iter().map(|group| group.subjects.len()).sum::<usize>().to_string();
        let heading = view.words.say(&format!("duties-{}", status.word()), &[("count", count)]);
        out.push_str(&format!("{}\n", view.console.style(Stream::Out, "1", &heading)));
        for group in &groups {
            one(view, group, &mut out);
        }
        out.push('\n');
    }
    let heading = view.words.say("duties-not-examined", &[]);
    out.push_str(&format!("{}\n", view.console.style(Stream::Out, "1", &heading)));
    for entry in &view.duties.not_examined {
        let held = entry.held_from.map(|day| view.words.say("duties-held-from", &[("date", korean::date(day))]));
        let held = held.map(|held| format!(" ({held})")).unwrap_or_default();
        out.push_str(&format!("  {}{held}\n", entry.label.get(view.words.lang)));
    }
    out
}

fn groups<'a>(view: &DutiesView<'a>, status: Status) -> Vec<DutyGroup<'a>> {
    let mut groups: Vec<DutyGroup<'a>> = Vec::new();
    for outcome in view.duties.outcomes.iter().filter(|outcome| outcome.status == status) {
        let article = outcome.article.as_ref().map(|article| article.text.clone()).unwrap_or_default();
        let why = view.words.why(outcome);
        let same =
            |group: &DutyGroup<'_>| group.first.duty == outcome.duty && group.why == why && group.article == article;
        let at = groups.iter().position(same).unwrap_or_else(|| {
            let (subjects, dues, urgency) = (Vec::new(), Vec::new(), Urgency::of(outcome));
            let new = DutyGroup { first: outcome, why: why.clone(), article, subjects, dues, urgency };
            groups.push(new);
            groups.len() - 1
        });
        let (group, subject) = (&mut groups[at], subject(view, outcome));
        let urgency = Urgency::of(outcome);
        group.urgency = group.urgency.min(urgency);
        group.subjects.push(subject.clone());
        let (due, state) = (view.words.due(outcome), view.words.state_beside_due(outcome));
        match group.dues.iter_mut().find(|row| row.due == due && row.state == state) {
            Some(row) => {
                row.urgency = row.urgency.min(urgency);
                row.subjects.push(subject);
            }
            None => group.dues.push(DueRow { urgency, due, state, subjects: vec![subject] }),
        }
    }
    // Stable: those of one urgency keep the order of the pack.
    groups.sort_by_key(|group| group.urgency);
    for group in &mut groups {
        group.dues.sort_by_key(|row| row.urgency);
    }
    groups
}

/// The service, the outage where the case has several, or the company.
fn subject(view: &DutiesView<'_>, outcome: &DutyOutcome) -> String {
    let is_service = outcome.subject.scope.starts_with("interruption");
    let is_outage = outcome.subject.scope.starts_with("outage") && view.words.dossier.outages.len() > 1;
    let name = outcome.subject.name.clone().filter(|_| is_service || is_outage);
    name.or_else(|| outcome.subject.entity_name.clone()).unwrap_or_else(|| outcome.subject.scope.clone())
}

fn one(view: &DutiesView<'_>, group: &DutyGroup<'_>, out: &mut String) {
    let duty = &group.first.duty;
    let title = view.console.style(Stream::Out, "1", &view.words.label(duty));
    let mark = if matches!(group.urgency, Urgency::Overdue(_)) {
        let mark = format!("{MARK} {}", view.words.say("duties-overdue-mark", &[]));
        format!("{} · ", view.console.style(Stream::Out, "1;31", &mark))
    } else {
        String::new()
    };
    out.push_str(&format!("  {mark}{title} ({duty}) · {}\n", view.words.few(&group.subjects)));
    let mut line = |key: &str, text: &str| {
        if !text.is_empty() {
            out.push_str(&format!("    {}: {text}\n", view.words.say(key, &[])));
        }
    };
    line("duties-why", &group.why);
    if group.first.status != Status::NotRequired {
        line("duties-recipient", &view.words.recipient(group.first));
        for DueRow { due, state, subjects, .. } in &group.dues {
            // Where all share one deadline their names stand above already.
            let names = if group.dues.len() == 1 { String::new() } else { format!("{} · ", view.words.few(subjects)) };
            let state = state.as_ref().map(|state| format!(" · {state}")).unwrap_or_default();
            line("duties-due", &format!("{names}{due}{state}"));
        }
    }
    if !group.article.is_empty() {
        line("duties-basis", &format!("{} ({})", group.article, basis(view, group.first)));
    }
}

/// The law date, and how far the citation is established.
fn basis(view: &DutiesView<'_>, outcome: &DutyOutcome) -> String {
    let mut notes = vec![view.words.say("duties-law-date", &[("date", korean::date(outcome.law_date))])];
    if let Some(article) = &outcome.article {
        if !article.established {
            notes.push(view.words.say("duties-number-open", &[]));
        }
        let standing = view.words.pack.statutes.article(&article.id).map(|article| article.standing);
        if standing.is_some_and(|standing| standing != TextStatus::Verified) {
            notes.push(view.words.say("say-reported", &[]));
        }
    }
    notes.join(", ")
}
