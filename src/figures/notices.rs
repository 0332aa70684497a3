//! When users were told, how long after the start, and how long between one notice and the next.
//!
//! Only notices of the filer count; those of affiliates and others in the same case do not stand in for its own.

use super::builder::{Builder, Draft};
use super::durations::{NamedMoment, named, span, start, stems};
use crate::dossier::{Notice, Outage};
use crate::time::{Elapsed, Moment};
use crate::value::{Certainty, Fact, Field, Value};

/// Starts from which the first notice is measured beside the case's anchor: the parties differ on them.
const STARTS: [&str; 2] = ["outage_start_ministry", "outage_start_company"];

pub(super) fn compute(work: &mut Builder<'_>) {
    let dossier = work.dossier;
    let own: Vec<&Notice> = dossier.notices.iter().filter(|notice| is_own(work, notice)).collect();
    if !dossier.notices.is_empty() {
        let draft = Draft::new("notices.count", "notices.count", "rows");
        work.add(draft.origins(own.iter().map(|notice| &notice.record.origin)).count(own.len()));
    }
    for outage in &dossier.outages {
        let only = dossier.outages.len() == 1;
        let mut notices: Vec<(&Notice, &Fact<Moment>)> = own
            .iter()
            .filter(|notice| notice.outage.value().map_or(only, |id| outage.id.value() == Some(id)))
            .filter_map(|notice| Some((*notice, notice.at.known()?)))
            .collect();
        notices.sort_by(|a, b| (a.1.value, &a.1.origin).cmp(&(b.1.value, &b.1.origin)));
        for stem in stems(work, outage) {
            let stem = if stem == "outage" { "notices".to_owned() } else { format!("{stem}.notices") };
            first(work, outage, &stem, &notices);
            by_content(work, outage, &stem, &notices);
            gaps(work, &stem, &notices);
        }
    }
}

/// A notice without an entity is the filer's: the sheet is the filer's own.
fn is_own(work: &Builder<'_>, notice: &Notice) -> bool {
    notice.entity.value().is_none_or(|entity| *entity == work.dossier.case.filer.value)
}

fn notice_moment(work: &Builder<'_>, field: &Field<Moment>) -> NamedMoment {
    NamedMoment::exact(work.phrase("first_notice"), field)
}

fn first(work: &mut Builder<'_>, outage: &Outage, stem: &str, notices: &[(&Notice, &Fact<Moment>)]) {
    // Without a notice the moment is unknown at the outage's own row: nothing says that none was given.
    let field = notices.first().map_or(Field::Blank(outage.record.origin.clone()), |(notice, _)| notice.at.clone());
    let how = if notices.is_empty() { "none" } else { "earliest" };
    let draft = Draft::new("notices.first_at", format!("{stem}.first_at"), how)
        .arg("count", work.text(&Value::Count(notices.len() as u64), Certainty::Exact, ""))
        .arg("moment", work.field_text(&field, "", Value::Moment))
        .field(&field)
        .value(field.value().map(|at| Value::Moment(*at)));
    work.add(draft);
    let to = notice_moment(work, &field);
    let from = start(work, outage);
    span(work, "notices.first_delay", format!("{stem}.first_delay"), &from, &to);
    for name in STARTS {
        let from = named(work, outage, name, None);
        if from.at.known().is_some() {
            span(work, "notices.first_delay.*", format!("{stem}.first_delay.{name}"), &from, &to);
        }
    }
}

/// The first notice with each item that the law lists: the telephone number may come hours after the fact itself.
fn by_content(work: &mut Builder<'_>, outage: &Outage, stem: &str, notices: &[(&Notice, &Fact<Moment>)]) {
    let from = start(work, outage);
    for (code, term) in work.pack.terms.list("notice_content").unwrap_or_default() {
        let with = |notice: &Notice| notice.content.value().is_some_and(|codes| codes.contains(code));
        let Some((notice, at)) = notices.iter().find(|(notice, _)| with(notice)) else { continue };
        let draft = Draft::new("notices.first_with.*", format!("{stem}.first_with.{code}"), "earliest")
            .name(&term.ko)
            .arg("moment", work.text(&Value::Moment(at.value), at.certainty, ""))
            .fact(at)
            .origin(notice.content.origin())
            .value(Some(Value::Moment(at.value)));
        work.add(draft);
        let label = work.phrase_with("first_notice_with", [("name", term.ko.clone())]);
        let to = NamedMoment::exact(label, &notice.at);
        span(work, "notices.first_with.*.delay", format!("{stem}.first_with.{code}.delay"), &from, &to);
    }
}

fn gaps(work: &mut Builder<'_>, stem: &str, notices: &[(&Notice, &Fact<Moment>)]) {
    let mut longest: Option<(Elapsed, String)> = None;
    for (index, pair) in notices.windows(2).enumerate() {
        let [(_, before), (_, after)] = pair else { continue };
        let id = format!("{stem}.{}.gap", index + 2);
        let gap = after.value.since(before.value);
        let draft = Draft::new("notices.*.gap", &*id, "span")
            .arg("number", (index + 2).to_string())
            .arg("from", work.text(&Value::Moment(before.value), before.certainty, ""))
            .arg("to", work.text(&Value::Moment(after.value), after.certainty, ""))
            .fact(before)
            .fact(after)
            .value(Some(Value::Duration(gap)));
        work.add(draft);
        if longest.as_ref().is_none_or(|(found, _)| gap > *found) {
            longest = Some((gap, id));
        }
    }
    if let Some((gap, id)) = longest {
        let figure = work.figures.get(&id);
        let (certainty, formula) = figure.map(|figure| (figure.certainty, figure.formula.clone())).unwrap_or_default();
        let draft = Draft::new("notices.longest_gap", format!("{stem}.longest_gap"), "longest")
            .arg("count", (notices.len() - 1).to_string())
            .arg("span", formula)
            .certainty(certainty)
            .input(id)
            .value(Some(Value::Duration(gap)));
        work.add(draft);
    }
}
