//! The answer for people: required first, then undetermined, then not required; the regimes nobody looked at last.

use super::View;
use crate::cli::console::Stream;
use crate::korean;
use crate::law::duties::{Outcome, Status};

/// Outcomes that differ only in whom and what they concern.
struct Group<'a> {
    first: &'a Outcome,
    key: [String; 5],
    subjects: Vec<String>,
}

pub(super) fn write(view: &View<'_>) -> String {
    let mut out = String::new();
    if view.duties.hypothetical {
        out.push_str(&format!("{}\n", view.console.style(Stream::Out, "1;33", &view.say("duties-hypothetical", &[]))));
    }
    for status in [Status::Required, Status::Undetermined, Status::NotRequired] {
        let groups = groups(view, status);
        let count = groups.iter().map(|group| group.subjects.len()).sum::<usize>().to_string();
        let heading = view.say(&format!("duties-{}", status.word()), &[("count", count)]);
        out.push_str(&format!("{}\n", view.console.style(Stream::Out, "1", &heading)));
        for group in &groups {
            one(view, group, &mut out);
        }
        out.push('\n');
    }
    let heading = view.say("duties-not-examined", &[]);
    out.push_str(&format!("{}\n", view.console.style(Stream::Out, "1", &heading)));
    for entry in &view.duties.not_examined {
        let held = entry.held_from.map(|day| view.say("duties-held-from", &[("date", korean::date(day))]));
        let held = held.map(|held| format!(" ({held})")).unwrap_or_default();
        out.push_str(&format!("  {}{held}\n", entry.label.get(view.lang)));
    }
    out
}

fn groups<'a>(view: &View<'a>, status: Status) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for outcome in view.duties.outcomes.iter().filter(|outcome| outcome.status == status) {
        let article = outcome.article.as_ref().map(|article| article.text.clone()).unwrap_or_default();
        let state = if status == Status::NotRequired { String::new() } else { view.state(outcome) };
        let key = [outcome.duty.clone(), view.why(outcome), article, view.due(outcome), state];
        let subject = subject(outcome);
        match groups.iter_mut().find(|group| group.key == key) {
            Some(group) => group.subjects.push(subject),
            None => groups.push(Group { first: outcome, key, subjects: vec![subject] }),
        }
    }
    groups
}

/// The service, or the company.
fn subject(outcome: &Outcome) -> String {
    let is_service = outcome.subject.scope.starts_with("interruption");
    let name = outcome.subject.name.clone().filter(|_| is_service);
    name.or_else(|| outcome.subject.entity_name.clone()).unwrap_or_else(|| outcome.subject.scope.clone())
}

fn one(view: &View<'_>, group: &Group<'_>, out: &mut String) {
    let [duty, why, article, due, state] = &group.key;
    let title = view.console.style(Stream::Out, "1", &view.label(duty));
    out.push_str(&format!("  {title} ({duty}) · {}\n", view.few(&group.subjects)));
    let mut line = |key: &str, text: &str| {
        if !text.is_empty() {
            out.push_str(&format!("    {}: {text}\n", view.say(key, &[])));
        }
    };
    line("duties-why", why);
    if group.first.status != Status::NotRequired {
        line("duties-recipient", &view.recipient(duty));
        line("duties-due", due);
        line("duties-state", state);
    }
    let day = view.say("duties-law-date", &[("date", korean::date(group.first.law_date))]);
    let established = group.first.article.as_ref().is_none_or(|article| article.established);
    let mark = if established { String::new() } else { format!(", {}", view.say("duties-number-open", &[])) };
    if !article.is_empty() {
        line("duties-basis", &format!("{article} ({day}{mark})"));
    }
}
