//! What is late: rows that were not done at their day, and what a filing itself says is late.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate};

use super::Overdue;
use super::gather::label;
use crate::filing::{Filing, Inline};
use crate::pack::{OverdueIds, OverdueRow, means};

/// A fact as some form of the filing states it.
struct StatedDelay<'f> {
    filing: &'f Filing,
    text: &'f str,
    value: &'f str,
}

/// Rows that were not done at their day as far as the filings tell, and what these say is late.
pub(super) fn overdue(words: &OverdueIds, filings: &[&Filing], report_at: &str) -> Vec<Overdue> {
    let stated = stated(filings);
    let late = stated.iter().filter(|(id, _)| words.late.iter().any(|pattern| means(pattern, id)));
    let late = late.map(|(id, one)| {
        let (label, by) = (called(one.filing, id), one.text.to_owned());
        ((*id).to_owned(), Overdue { label, id: (*id).to_owned(), name: None, due: None, done: None, by, days: None })
    });
    let mut found: BTreeMap<String, Overdue> = late.collect();
    let at = DateTime::parse_from_rfc3339(report_at).ok().map(|at| at.naive_local().date());
    for row in &words.row {
        let due = format!("{}.{}", row.row, row.due);
        for id in stated.keys().filter(|id| means(&due, id)) {
            if let Some(one) = of_row(row, id, &stated, at) {
                found.insert(one.id.clone(), one);
            }
        }
    }
    found.into_values().collect()
}

/// Every value with something in it by its id, as the first form states it.
fn stated<'f>(filings: &[&'f Filing]) -> BTreeMap<&'f str, StatedDelay<'f>> {
    let mut stated = BTreeMap::new();
    for filing in filings.iter().copied() {
        for inline in filing.inlines() {
            let Inline::Value { text, value: Some(value), figure, fact, .. } = inline else { continue };
            if let Some(id) = figure.as_ref().or(fact.as_ref()) {
                stated.entry(id.as_str()).or_insert(StatedDelay { filing, text, value });
            }
        }
    }
    stated
}

/// A row with a day, where it was not done at it: the day on which it was done decides, without one its state.
fn of_row(
    row: &OverdueRow,
    due_id: &str,
    stated: &BTreeMap<&str, StatedDelay<'_>>,
    at: Option<NaiveDate>,
) -> Option<Overdue> {
    let stem = due_id.rsplit_once('.').map_or(due_id, |(stem, _)| stem);
    let field = |field: &str| stated.get(format!("{stem}.{field}").as_str());
    let due = stated.get(due_id)?;
    let day: NaiveDate = due.value.parse().ok()?;
    let done_on = row.done_on.as_deref().and_then(field);
    let done_day = done_on.and_then(|one| one.value.parse::<NaiveDate>().ok());
    let is_done = || field(&row.state).is_some_and(|state| row.done.iter().any(|code| code == state.value));
    let until = match done_day {
        Some(done) => done,
        None if is_done() => return None,
        None => at?,
    };
    let days = until.signed_duration_since(day).num_days();
    (days > 0).then(|| Overdue {
        label: called(due.filing, due_id),
        id: due_id.to_owned(),
        name: row.name.as_deref().and_then(field).map(|name| name.text.to_owned()),
        due: Some(due.text.to_owned()),
        done: done_day.and(done_on).map(|one| one.text.to_owned()),
        by: days.to_string(),
        days: Some(days),
    })
}

/// What a value, or its row, is called.
fn called(filing: &Filing, id: &str) -> String {
    let stem = id.rsplit_once('.').map_or(id, |(stem, _)| stem);
    label(filing, id).or_else(|| label(filing, stem)).unwrap_or_else(|| id.to_owned())
}
