//! The open deadlines as a calendar (RFC 5545) that a mail program imports: CRLF, lines folded at 75 octets.

use chrono::{DateTime, Days, Utc};

use super::DutiesView;
use crate::law::due::Point;
use crate::law::duties::{DutyOutcome, Status};
use crate::law::history::DeadlineState;
use crate::time::Moment;

/// Octets of a line before it is folded.
const LINE: usize = 75;

pub(super) fn write(view: &DutiesView<'_>) -> String {
    let mut out = String::new();
    let mut line = |text: &str| fold(text, &mut out);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//bogo//duties//KO");
    line("CALSCALE:GREGORIAN");
    let stamp = utc(view.words.dossier.case.report_at.value);
    for (uid, point, summary, description) in events(view) {
        line("BEGIN:VEVENT");
        line(&format!("UID:{uid}"));
        line(&format!("DTSTAMP:{stamp}"));
        match point {
            Point::At(moment) => {
                line(&format!("DTSTART:{}", utc(moment)));
                line(&format!("DTEND:{}", utc(moment)));
            }
            Point::On(day) => {
                let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
                line(&format!("DTSTART;VALUE=DATE:{}", day.format("%Y%m%d")));
                line(&format!("DTEND;VALUE=DATE:{}", next.format("%Y%m%d")));
            }
        }
        line(&format!("SUMMARY:{}", escaped(&summary)));
        line(&format!("DESCRIPTION:{}", escaped(&description)));
        line("TRANSP:TRANSPARENT");
        line("END:VEVENT");
    }
    line("END:VCALENDAR");
    out
}

/// One event per duty, company and deadline, however many services fall under it.
fn events(view: &DutiesView<'_>) -> Vec<(String, Point, String, String)> {
    let mut events: Vec<(String, Point, String, String)> = Vec::new();
    let open = |outcome: &&DutyOutcome| {
        outcome.status != Status::NotRequired && outcome.fulfilment.state == DeadlineState::Open
    };
    for outcome in view.duties.outcomes.iter().filter(open) {
        let entity = outcome.subject.entity.as_deref().unwrap_or_default();
        for due in &outcome.due {
            // Of several deadlines only those that are still open.
            let is_done = due.fulfilment.as_ref().is_some_and(|done| done.state != DeadlineState::Open);
            let Some(point) = due.earliest.filter(|_| !is_done) else { continue };
            let when: String = point.plain().chars().filter(char::is_ascii_alphanumeric).collect();
            let uid = format!("{}-{}-{entity}-{when}@{}", outcome.duty, due.id, view.words.dossier.case.id);
            if events.iter().any(|event| event.0 == uid) {
                continue;
            }
            let mark =
                if view.duties.hypothetical { view.words.say("duties-hypothetical", &[]) } else { String::new() };
            let status = view.words.say(&format!("duties-word-{}", outcome.status.word()), &[]);
            let name = outcome.subject.entity_name.as_deref().unwrap_or(entity);
            let summary = format!("{} · {name} [{status}] {mark}", view.words.label(&outcome.duty));
            let article = outcome.article.as_ref().map(|article| article.text.as_str()).unwrap_or_default();
            let text = format!(
                "{}\n{}\n{}\n{article}",
                view.words.why(outcome),
                view.words.recipient(outcome),
                view.words.due(outcome)
            );
            events.push((uid, point, summary.trim_end().to_owned(), text));
        }
    }
    events
}

fn utc(moment: Moment) -> String {
    let instant: Option<DateTime<Utc>> = DateTime::from_timestamp(moment.timestamp(), 0);
    instant.map(|instant| instant.format("%Y%m%dT%H%M%SZ").to_string()).unwrap_or_default()
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// A content line, folded between characters.
fn fold(text: &str, out: &mut String) {
    let mut length = 0;
    for c in text.chars() {
        if length + c.len_utf8() > LINE {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(c);
        length += c.len_utf8();
    }
    out.push_str("\r\n");
}
