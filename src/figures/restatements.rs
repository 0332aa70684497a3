//! Corrections (정정) of published claims: the same count of the same day, published again with another value.
//!
//! Both values keep their figures; here is only the difference. A value that was repeated unchanged is no correction.

use rust_decimal::Decimal;

use super::builder::Builder;
use super::claims::ClaimSet;
use super::statistics::{Series, StatisticsEntry};
use crate::korean::grouped;
use crate::value::{Digits, Field, Value};

pub(super) fn compute(work: &mut Builder<'_>) {
    let series = Series::collect(work);
    let mut restated = Vec::new();
    for (subject, entries) in &series.rows {
        let pairs: Vec<(&StatisticsEntry<'_>, &StatisticsEntry<'_>)> = entries
            .windows(2)
            .filter_map(|pair| if let [a, b] = pair { Some((a, b)) } else { None })
            .filter(|(a, b)| a.as_of == b.as_of && a.published != b.published)
            .collect();
        for id in series.ids(subject) {
            for (index, (before, after)) in pairs.iter().enumerate() {
                let is_last = index + 1 == pairs.len() && entries.last().is_some_and(|last| last.as_of == after.as_of);
                let made = counts(work, subject, &id, before, after, is_last);
                shares(work, subject, &id, before, after, is_last);
                if made && is_last && id == subject.id() {
                    restated.push(format!("{id}.restated"));
                }
            }
        }
    }
    let draft = super::builder::Draft::new("claims.restated.count", "claims.restated.count", "rows");
    if !work.dossier.claim_counts.is_empty() {
        let origins: Vec<_> = work.dossier.claim_counts.iter().map(|row| row.count.origin()).collect();
        let draft = draft.origins(&super::sums::folded(origins, None)).count(restated.len()).inputs(restated);
        work.add(draft);
    }
}

/// The difference of two publications under its days, and as the current one.
fn counts(
    work: &mut Builder<'_>,
    subject: &ClaimSet,
    id: &str,
    before: &StatisticsEntry<'_>,
    after: &StatisticsEntry<'_>,
    is_last: bool,
) -> bool {
    let (Some(old), Some(new)) = (before.row.count.known(), after.row.count.known()) else { return false };
    if old.value == new.value {
        return false;
    }
    let unit = work.unit(subject.pattern());
    let (old_text, new_text) = (
        work.text(&Value::Count(old.value), old.certainty, &unit),
        work.text(&Value::Count(new.value), new.certainty, &unit),
    );
    let difference = Decimal::from(new.value) - Decimal::from(old.value);
    for (pattern, id_of) in ids(id, "restated", before, after, is_last) {
        let pattern = if pattern { "claims.**.restated" } else { "claims.**.restated.*" };
        let draft = worded(work, subject, pattern, id_of, before, after)
            .arg("before", &*old_text)
            .arg("after", &*new_text)
            .fact(old)
            .fact(new)
            .sum_of(Digits::default().and(old.value, old.certainty).and(new.value, new.certainty))
            .inputs(dated(id, before).into_iter().chain(dated(id, after)))
            .value(Some(Value::Number(difference)));
        work.add(draft);
    }
    true
}

/// The same for shares as they were stated; in percentage points.
fn shares(
    work: &mut Builder<'_>,
    subject: &ClaimSet,
    id: &str,
    before: &StatisticsEntry<'_>,
    after: &StatisticsEntry<'_>,
    is_last: bool,
) {
    let (Some(old), Some(new)) = (before.row.share.known(), after.row.share.known()) else { return };
    if old.value == new.value {
        return;
    }
    let stated = format!("{id}.stated_share");
    let id = format!("{id}.share");
    for (pattern, id_of) in ids(&id, "restated", before, after, is_last) {
        let pattern = if pattern { "claims.**.share.restated" } else { "claims.**.share.restated.*" };
        let draft = worded(work, subject, pattern, id_of, before, after)
            .arg("before", format!("{}%", grouped(&old.value)))
            .arg("after", format!("{}%", grouped(&new.value)))
            .fact(old)
            .fact(new)
            .sum_of(Digits::default().and(old.value, old.certainty).and(new.value, new.certainty))
            .inputs(dated(&stated, before).into_iter().chain(dated(&stated, after)))
            .value(Some(Value::Number(new.value - old.value)));
        work.add(draft);
    }
}

/// Ids of a difference; the flag marks the one without days.
fn ids(
    id: &str,
    word: &str,
    before: &StatisticsEntry<'_>,
    after: &StatisticsEntry<'_>,
    is_last: bool,
) -> Vec<(bool, String)> {
    let mut ids = Vec::new();
    if let (Some(from), Some(to)) = (before.day, after.day) {
        ids.push((false, format!("{id}.{word}.{from}__{to}")));
    }
    if is_last {
        ids.push((true, format!("{id}.{word}")));
    }
    ids
}

fn dated(id: &str, entry: &StatisticsEntry<'_>) -> Option<String> {
    entry.day.map(|day| format!("{id}@{day}"))
}

fn worded(
    work: &Builder<'_>,
    subject: &ClaimSet,
    pattern: &'static str,
    id: String,
    before: &StatisticsEntry<'_>,
    after: &StatisticsEntry<'_>,
) -> super::builder::Draft {
    let day = |entry: &StatisticsEntry<'_>| entry.day.map(crate::korean::as_of).unwrap_or_default();
    let reason: &Field<String> = &after.row.reason;
    let draft = subject.draft(work, pattern, id, if reason.known().is_some() { "reasoned" } else { "difference" });
    let draft = if reason.known().is_some() { draft.origin(reason.origin()) } else { draft };
    draft
        .arg("of", subject.label(work))
        .arg("from", day(before))
        .arg("to", day(after))
        .arg("reason", reason.value().cloned().unwrap_or_default())
}
