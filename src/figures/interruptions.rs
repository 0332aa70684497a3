//! How long each service was down, which was down longest, and how many there were.
//!
//! Counts take in the filer and its affiliates; services of other legal persons in the same case are counted apart.

use std::collections::BTreeMap;

use super::builder::{Builder, Draft};
use super::durations::stems;
use crate::dossier::slug;
use crate::dossier::{Interruption, IntervalEnd};
use crate::time::Elapsed;
use crate::value::{Certainty, Field, Value, Within};

/// Relations to the filer whose services never enter a count of its own.
const OUTSIDE: [&str; 2] = ["landlord", "other"];

pub(super) fn compute(work: &mut Builder<'_>) {
    let dossier = work.dossier;
    for row in &dossier.interruptions {
        if let Some(id) = row.id.value() {
            single(work, row, &format!("interruption.{}", slug(id)));
        }
    }
    for outage in &dossier.outages {
        let only = dossier.outages.len() == 1;
        let of = |row: &&Interruption| {
            row.outage.value().map_or(only, |id| outage.id.value().is_some_and(|found| found == id))
        };
        let (inside, outside): (Vec<&Interruption>, Vec<&Interruption>) =
            dossier.interruptions.iter().filter(of).partition(|row| is_inside(work, row));
        // No row is no count of zero.
        if inside.is_empty() && outside.is_empty() {
            continue;
        }
        for stem in stems(work, outage) {
            counts(work, &stem, &inside, &outside);
            brief(work, &stem, &inside);
            by_service(work, &stem, &inside);
            longest(work, &stem, &inside);
        }
    }
    let inside: Vec<&Interruption> = dossier.interruptions.iter().filter(|row| is_inside(work, row)).collect();
    if dossier.outages.len() > 1 && !inside.is_empty() {
        let draft = Draft::new("interruptions.count", "interruptions.count", "rows");
        work.add(draft.origins(inside.iter().map(|row| &row.record.origin)).count(inside.len()));
    }
    by_fee(work);
}

/// Name of a service with its function, such as `카카오톡 · PC 버전 로그인`.
pub(super) fn service_name(work: &Builder<'_>, row: &Interruption) -> String {
    let service = row.service.value().or(row.id.value()).cloned().unwrap_or_default();
    match row.function.value() {
        Some(function) => work.phrase_with("service", [("service", service), ("function", function.clone())]),
        None => service,
    }
}

fn is_inside(work: &Builder<'_>, row: &Interruption) -> bool {
    let relation = row.entity.value().and_then(|id| {
        let entity = work.dossier.entities.iter().find(|entity| entity.id.value() == Some(id))?;
        entity.relation.value()
    });
    relation.is_none_or(|relation| !OUTSIDE.contains(&relation.as_str()))
}

fn single(work: &mut Builder<'_>, row: &Interruption, stem: &str) {
    let started = started(row);
    let start = Draft::new("interruption.*.start", format!("{stem}.start"), "stated")
        .name(service_name(work, row))
        .arg("moment", work.field_text(&started, "", Within::value))
        .field(&started)
        .value(started.value().map(|start| start.value()));
    work.add(start);
    ended(work, row, stem);
    let duration = full(work, row, "interruption.*.duration", format!("{stem}.duration"));
    work.add(duration);
    let partial = row.record.within("partly_restored_at");
    if partial.known().is_some() || partial.is_pending() {
        let value = started.value().zip(partial.value()).and_then(|(start, partial)| partial.since(*start));
        let draft = spanned(work, row, "interruption.*.duration_to_partial", format!("{stem}.duration_to_partial"))
            .arg("to", work.field_text(&partial, "", Within::value))
            .field(&started)
            .field(&partial)
            .value(value);
        work.add(draft);
    }
}

fn started(row: &Interruption) -> Field<Within> {
    row.record.within("started_at")
}

fn restored(row: &Interruption) -> IntervalEnd {
    row.record.ended("restored_at", "restored_after", "restored_by")
}

fn ended(work: &mut Builder<'_>, row: &Interruption, stem: &str) {
    let end = restored(row);
    let how = if end.is_bracket { "bracket" } else { "stated" };
    let mut draft = Draft::new("interruption.*.end", format!("{stem}.end"), how).name(service_name(work, row));
    if end.is_bracket {
        draft = draft
            .arg("after", work.field_text(&end.after, "", Value::Moment))
            .arg("by", work.field_text(&end.by, "", Value::Moment))
            .field(&end.after)
            .field(&end.by);
        if end.after.value().is_none() {
            draft = draft.arg("after", work.phrase("unstated"));
        }
    } else {
        draft = draft.arg("moment", work.field_text(&end.at, "", |value| value)).field(&end.at);
    }
    work.add(draft.value(end.within.map(Within::value)));
}

fn spanned(work: &Builder<'_>, row: &Interruption, pattern: &'static str, id: String) -> Draft {
    Draft::new(pattern, id, "span")
        .name(service_name(work, row))
        .arg("from", work.field_text(&started(row), "", Within::value))
}

/// Down until fully restored. A bracket gives bounds; a lower bound at or before the start says nothing and is left out.
/// Where start or end is not known, the published duration stands as it was published.
fn full(work: &Builder<'_>, row: &Interruption, pattern: &'static str, id: String) -> Draft {
    let (start, end) = (started(row), restored(row));
    let value = start.value().zip(end.within).and_then(|(start, end)| end.since(*start));
    let published = row.record.get("stated_duration");
    if value.is_none() && published.known().is_some() {
        return Draft::new(pattern, id, "published")
            .name(service_name(work, row))
            .arg("duration", work.field_text(&published, "", |value| value))
            .field(&published)
            .value(published.value().cloned());
    }
    if !end.is_bracket {
        return spanned(work, row, pattern, id)
            .arg("to", work.field_text(&end.at, "", |value| value))
            .field(&start)
            .field(&end.at)
            .value(value);
    }
    let how = if matches!(value, Some(Value::DurationBetween { min: Some(_), .. })) { "bracket" } else { "at_most" };
    let draft = spanned(work, row, pattern, id)
        .how(how)
        .arg("after", work.field_text(&end.after, "", Value::Moment))
        .arg("by", work.field_text(&end.by, "", Value::Moment))
        .field(&start)
        .field(&end.by)
        .value(value);
    // A lower bound that says nothing was looked at all the same: a later one would say something.
    if end.after.known().is_some() { draft.field(&end.after) } else { draft }
}

fn counts(work: &mut Builder<'_>, stem: &str, inside: &[&Interruption], outside: &[&Interruption]) {
    let origins = |rows: &[&Interruption]| rows.iter().map(|row| row.record.origin.clone()).collect::<Vec<_>>();
    let id = |last: &str| format!("{stem}.services.{last}");
    // With none of the filer's own, the rows of the others say so.
    let looked_at = if inside.is_empty() { outside } else { inside };
    work.add(Draft::new("outage.services.count", id("count"), "rows").origins(&origins(looked_at)).count(inside.len()));
    if !outside.is_empty() {
        let draft = Draft::new("outage.services.outside.count", id("outside.count"), "rows");
        work.add(draft.origins(&origins(outside)).count(outside.len()));
    }
    let now = &work.dossier.case.report_at;
    let ended = |row: &&&Interruption| restored(row).within.is_some_and(|end| end.by <= now.value);
    let restored = inside.iter().filter(ended).count();
    let draft = Draft::new("outage.services.restored.count", id("restored.count"), "rows")
        .arg("all", work.text(&Value::Count(inside.len() as u64), Certainty::Exact, ""))
        .arg("now", work.text(&Value::Moment(now.value), now.certainty, ""))
        .origins(&origins(looked_at))
        .fact(now)
        .count(restored);
    work.add(draft);
}

/// How many services a short text names before it says how many there are.
const NAMED: usize = 3;

/// The filer's own services in a few words, for the head of a notice. Affiliates send their own.
fn brief(work: &mut Builder<'_>, stem: &str, inside: &[&Interruption]) {
    let own: Vec<&&Interruption> = inside.iter().filter(|row| is_own(work, row)).collect();
    let mut names: Vec<&String> = Vec::new();
    for name in own.iter().filter_map(|row| row.service.value()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let Some(first) = names.first() else { return };
    let count = work.text(&Value::Count(names.len() as u64), Certainty::Exact, "");
    let text = if names.len() > NAMED {
        work.phrase_with("brief", [("first", (*first).clone()), ("count", count.clone())])
    } else {
        names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(&work.phrase("list"))
    };
    let draft = Draft::new("outage.services.brief", format!("{stem}.services.brief"), "rows")
        .arg("count", count)
        .origins(own.iter().map(|row| row.service.origin()))
        .value(Some(Value::Text(text)));
    work.add(draft);
}

fn is_own(work: &Builder<'_>, row: &Interruption) -> bool {
    let filer = work.dossier.filer().and_then(|filer| filer.id.value());
    row.entity.value().is_none_or(|id| filer.is_none_or(|filer| filer == id))
}

fn by_service(work: &mut Builder<'_>, stem: &str, inside: &[&Interruption]) {
    for row in inside {
        if let Some(id) = row.id.value() {
            let draft = full(work, row, "outage.by_service.*", format!("{stem}.by_service.{}", slug(id)));
            work.add(draft.input(format!("interruption.{}.duration", slug(id))));
        }
    }
}

/// The bounds of a duration figure: at least, at most, and how sure.
fn bounds(work: &Builder<'_>, row: &Interruption) -> Option<(String, Elapsed, Elapsed, Certainty)> {
    let id = format!("interruption.{}.duration", slug(row.id.value()?));
    let figure = work.figures.get(&id)?;
    let (least, most) = match figure.value.as_ref()? {
        Value::Duration(elapsed) => (*elapsed, *elapsed),
        Value::DurationBetween { min, max } => (min.unwrap_or_default(), *max),
        _ => return None,
    };
    Some((id, least, most, figure.certainty))
}

/// The longest of the durations that are known. Which service it was may be open; how long it lasted lies between the
/// highest lower and the highest upper bound.
fn longest(work: &mut Builder<'_>, stem: &str, inside: &[&Interruption]) {
    let known: Vec<_> = inside.iter().filter_map(|row| Some((*row, bounds(work, row)?))).collect();
    let id = format!("{stem}.longest_interruption");
    let Some(least) = known.iter().map(|(_, bounds)| bounds.1).max() else {
        if !inside.is_empty() {
            work.add(
                Draft::new("outage.longest_interruption", id, "unknown")
                    .origins(inside.iter().map(|row| row.started_at.origin())),
            );
        }
        return;
    };
    let most = known.iter().map(|(_, bounds)| bounds.2).max().unwrap_or(least);
    // Any service that may have lasted as long as the surest one is a candidate.
    let candidates: Vec<_> = known.iter().filter(|(_, bounds)| bounds.2 >= least).collect();
    let names: Vec<String> = candidates.iter().map(|(row, _)| service_name(work, row)).collect();
    let value = if least == most {
        Value::Duration(least)
    } else {
        Value::DurationBetween { min: (least.as_seconds() > 0).then_some(least), max: most }
    };
    let skipped = inside.len() - known.len();
    let mut draft = Draft::new("outage.longest_interruption", id, if skipped > 0 { "of_known" } else { "of_all" })
        .arg("known", work.text(&Value::Count(known.len() as u64), Certainty::Exact, ""))
        .arg("skipped", work.text(&Value::Count(skipped as u64), Certainty::Exact, ""))
        .arg("names", names.join(&work.phrase("list")))
        .inputs(candidates.iter().map(|(_, bounds)| bounds.0.clone()))
        .value(Some(value));
    for (_, bounds) in &candidates {
        draft = draft.certainty(bounds.3);
    }
    work.add(draft);
}

/// How many services of the filer and its affiliates take which kind of fee.
fn by_fee(work: &mut Builder<'_>) {
    let mut by: BTreeMap<&str, Vec<&Interruption>> = BTreeMap::new();
    let dossier = work.dossier;
    for row in dossier.interruptions.iter().filter(|row| is_inside(work, row)) {
        by.entry(row.fee_form.value().map_or("unknown", String::as_str)).or_default().push(row);
    }
    for (code, rows) in by {
        let draft = Draft::new("services.by_fee.*", format!("services.by_fee.{code}"), "rows")
            .name(work.pack.terms.ko("fee_form", code))
            .arg("column", work.column("interruption", "fee_form"))
            .origins(rows.iter().map(|row| row.fee_form.origin()))
            .count(rows.len());
        work.add(draft);
    }
}
