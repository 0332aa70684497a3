//! The draft of a 보완요구: what a filer is asked to complete, in the style of an official document.

use super::gather::file_name;
use super::{FilingRow, Lacking};
use crate::bundle::Failure;
use crate::korean;
use crate::pack::RequestWords;

/// A numbered part of the draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestParagraph {
    /// `가.`
    pub mark: String,
    pub label: String,
    pub lines: Vec<String>,
}

/// The parts that a row gives reason to ask for; none where it is complete. `told` says what a failure is.
#[must_use]
pub fn request(row: &FilingRow, words: &RequestWords, told: impl Fn(&Failure) -> String) -> Vec<RequestParagraph> {
    let fill = |text: &str, args: &[(&str, &str)]| {
        args.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    };
    let lacking = row.lacking.iter().map(|one| {
        let Lacking { form, item, basis, pending } = one;
        let text = if *pending { &words.pending_one } else { &words.missing_one };
        let mut line = fill(text, &[("form", form), ("item", item)]);
        if !basis.is_empty() {
            line.push(' ');
            line.push_str(&fill(&words.missing_basis, &[("basis", &basis.join(", "))]));
        }
        line
    });
    let contradictions = row.contradictions.iter().map(|one| {
        let values: Vec<String> = one.values.iter().map(|(form, value)| format!("'{form}' {value}")).collect();
        fill(&words.contradiction_one, &[("what", &one.what), ("values", &values.join(", "))])
    });
    let failures = row.failures.iter().map(|(path, failure)| {
        let place = file_name(path);
        let file = if failure.path == place { place } else { format!("{place} · {}", failure.path) };
        fill(&words.failure_one, &[("file", &file), ("what", &told(failure))])
    });
    let report_at = &row.report_at;
    let overdue = row.overdue.iter().map(|one| {
        let named = |name: &String| fill(&words.overdue_named, &[("label", &one.label), ("name", name)]);
        let label = one.name.as_ref().map_or_else(|| one.label.clone(), named);
        match (&one.due, &one.done) {
            (Some(due), Some(done)) => {
                fill(&words.overdue_done, &[("label", &label), ("due", due), ("done", done), ("days", &one.by)])
            }
            (Some(due), None) => fill(
                &words.overdue_date,
                &[("label", &label), ("due", due), ("report_at", &moment(report_at)), ("days", &one.by)],
            ),
            (None, _) => fill(&words.overdue_late, &[("label", &label), ("by", &one.by)]),
        }
    });
    let all: [(&String, Vec<String>); 4] = [
        (&words.missing, lacking.collect()),
        (&words.contradictions, contradictions.collect()),
        (&words.failures, failures.collect()),
        (&words.overdue, overdue.collect()),
    ];
    let parts = all.into_iter().filter(|(_, lines)| !lines.is_empty()).enumerate();
    parts
        .map(|(place, (label, lines))| {
            let lines = once(lines).into_iter().map(|(line, count)| match count {
                1 => line,
                _ => line + &fill(&words.several, &[("n", &count.to_string())]),
            });
            RequestParagraph { mark: korean::item_mark(1, place), label: label.clone(), lines: lines.collect() }
        })
        .collect()
}

/// Lines that say the same once, with how many there are.
fn once(lines: Vec<String>) -> Vec<(String, usize)> {
    let mut kept: Vec<(String, usize)> = Vec::new();
    for line in lines {
        match kept.iter_mut().find(|(known, _)| *known == line) {
            Some((_, count)) => *count += 1,
            None => kept.push((line, 1)),
        }
    }
    kept
}

/// A moment in official style; as it stands where it is none.
#[must_use]
pub fn moment(text: &str) -> String {
    crate::time::Moment::parse_rfc3339(text).map_or_else(|| text.to_owned(), korean::moment)
}
