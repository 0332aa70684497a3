//! How long an outage lasted: between the anchors of the case, and between every two named moments worth a duration.
//!
//! Durations of single services are in [`super::interruptions`].

use super::builder::{Builder, Draft};
use crate::dossier::{OUTAGE_END, Outage, slug};
use crate::origin::Origin;
use crate::time::Moment;
use crate::value::{Certainty, Fact, Field, Value, Within};

/// Moments that end something: the only ones a duration runs to.
const ENDS: [&str; 7] =
    ["restored_all", "core_restored", "power_restored", "fire_out", "fire_contained", "detected", "first_response"];

/// Where the case names no anchor: the ministry's start outranks the company's, as the ministry publishes the duration.
const DEFAULT_STARTS: [&str; 2] = ["outage_start_ministry", "outage_start_company"];
const DEFAULT_END: &str = "restored_all";

/// A named moment of an outage.
#[derive(Debug, Clone)]
pub(super) struct NamedMoment {
    /// Its name in Korean, from the sheet.
    pub(super) label: String,
    pub(super) at: Field<Within>,
    /// The cells of its bounds, where they say it.
    pub(super) bracket: Option<[Field<Moment>; 2]>,
    /// Where the case chose it, when it did.
    pub(super) chosen: Option<Origin>,
}

pub(super) fn compute(work: &mut Builder<'_>) {
    let dossier = work.dossier;
    for outage in &dossier.outages {
        for stem in stems(work, outage) {
            anchored(work, outage, &stem);
            pairs(work, outage, &stem);
        }
    }
    if dossier.outages.len() > 1 {
        several(work);
    }
}

/// How many outages the case has, and the longest of those whose duration is known.
fn several(work: &mut Builder<'_>) {
    let dossier = work.dossier;
    let titles: Vec<_> = dossier.outages.iter().map(|outage| outage.record.get("title")).collect();
    let draft = Draft::new("outages.count", "outages.count", "rows");
    work.add(draft.origins(titles.iter().map(Field::origin)).count(titles.len()));
    let ids = dossier.outages.iter().filter_map(|outage| Some(format!("outage.{}.duration", slug(outage.id.value()?))));
    let known = ids.filter_map(|id| match work.figures.get(&id)?.value {
        Some(Value::Duration(duration)) => Some((duration, id)),
        _ => None,
    });
    let known: Vec<_> = known.collect();
    let Some((duration, id)) = known.iter().max_by_key(|(duration, _)| duration.as_seconds()) else { return };
    let Some(longest) = work.figures.get(id) else { return };
    let draft = Draft::new("outages.longest", "outages.longest", "longest")
        .arg("known", known.len().to_string())
        .arg("of", longest.label.clone())
        .certainty(longest.certainty)
        .origins(&longest.origins)
        .inputs(known.iter().map(|(_, id)| id.clone()));
    work.add(draft.value(Some(Value::Duration(*duration))));
}

/// Beginnings of its figures' ids: `outage.<id>`, and `outage` where it is the only one.
pub(super) fn stems(work: &Builder<'_>, outage: &Outage) -> Vec<String> {
    let own = outage.id.value().map(|id| format!("outage.{}", slug(id)));
    let only = (work.dossier.outages.len() == 1).then(|| "outage".to_owned());
    own.into_iter().chain(only).collect()
}

/// What "the" duration starts from.
pub(super) fn start(work: &Builder<'_>, outage: &Outage) -> NamedMoment {
    if let Some(anchor) = &work.dossier.case.anchor {
        return named(work, outage, &anchor.start, Some(&anchor.origin));
    }
    let known = DEFAULT_STARTS.iter().find(|name| outage.record.within(name).known().is_some());
    named(work, outage, known.unwrap_or(&DEFAULT_STARTS[0]), None)
}

fn end(work: &Builder<'_>, outage: &Outage) -> NamedMoment {
    match &work.dossier.case.anchor {
        Some(anchor) => named(work, outage, &anchor.end, Some(&anchor.origin)),
        None => named(work, outage, DEFAULT_END, None),
    }
}

/// A moment of an outage by its name.
pub(super) fn named(work: &Builder<'_>, outage: &Outage, name: &str, chosen: Option<&Origin>) -> NamedMoment {
    let [at, after, by] = OUTAGE_END;
    let (label, chosen) = (work.column("outage", name), chosen.cloned());
    if name == at {
        let end = outage.record.ended(at, after, by);
        if let (true, Some(within), Field::Known(fact)) = (end.is_bracket, end.within, &end.by) {
            let at = Field::Known(Fact { value: within, certainty: fact.certainty, origin: fact.origin.clone() });
            return NamedMoment { label, at, bracket: Some([end.after, end.by]), chosen };
        }
    }
    NamedMoment { label, at: outage.record.within(name), bracket: None, chosen }
}

impl NamedMoment {
    /// A moment that is no column of the outage.
    pub(super) fn exact(label: String, at: &Field<Moment>) -> Self {
        Self { label, at: at.and_then(|at| Some(Within::exact(*at))), bracket: None, chosen: None }
    }

    /// A draft with the cells that say the moment.
    fn of(&self, draft: Draft) -> Draft {
        match &self.bracket {
            Some([after, by]) if after.known().is_some() => draft.field(after).field(by),
            Some([_, by]) => draft.field(by),
            None => draft.field(&self.at),
        }
    }
}

fn anchored(work: &mut Builder<'_>, outage: &Outage, stem: &str) {
    let (from, to) = (start(work, outage), end(work, outage));
    for (pattern, moment) in [("outage.start", &from), ("outage.end", &to)] {
        let id = format!("{stem}.{}", pattern.trim_start_matches("outage."));
        let text = work.field_text(&moment.at, "", Within::value);
        let mut draft = Draft::new(pattern, id, "stated").arg("moment", text).arg("moment_name", &moment.label);
        if let Some([after, by]) = &moment.bracket {
            let unstated = || work.phrase("unstated");
            let text = |at: &Moment| work.text(&Value::Moment(*at), Certainty::Exact, "");
            draft = draft.how("bracket").arg("after", after.value().map_or_else(unstated, text));
            draft = draft.arg("by", work.field_text(by, "", Value::Moment));
        }
        let draft = moment.of(draft).origins(&moment.chosen);
        work.add(draft.value(moment.at.value().map(|at| at.value())));
    }
    let id = format!("{stem}.duration");
    let published = outage.record.get("stated_duration");
    let is_open = from.at.value().is_none() || to.at.value().is_none();
    if is_open && published.known().is_some() {
        let draft = Draft::new("outage.duration", id, "published")
            .arg("duration", work.field_text(&published, "", |value| value))
            .field(&published);
        work.add(draft.value(published.value().cloned()));
    } else {
        span(work, "outage.duration", id, &from, &to);
    }
}

fn pairs(work: &mut Builder<'_>, outage: &Outage, stem: &str) {
    let names: Vec<&str> = outage.moment_names().collect();
    for to_name in ENDS.iter().filter(|name| names.contains(*name)) {
        let to = named(work, outage, to_name, None);
        for from_name in names.iter().filter(|name| *name != to_name) {
            let from = named(work, outage, from_name, None);
            if let (Some(start), Some(end)) = (from.at.value(), to.at.value())
                && start.by < end.after.unwrap_or(end.by)
            {
                span(work, "outage.duration.*", format!("{stem}.duration.{from_name}__{to_name}"), &from, &to);
            }
        }
    }
}

/// The time between two moments. Negative when the end stands before the start: that is for a rule to report.
pub(super) fn span(work: &mut Builder<'_>, pattern: &'static str, id: String, from: &NamedMoment, to: &NamedMoment) {
    let value = from.at.value().zip(to.at.value()).and_then(|(from, to)| to.since(*from));
    let draft = Draft::new(pattern, id, "span")
        .arg("from", work.field_text(&from.at, "", Within::value))
        .arg("from_name", &from.label)
        .arg("to", work.field_text(&to.at, "", Within::value))
        .arg("to_name", &to.label);
    let draft = to.of(from.of(draft)).origins(from.chosen.iter().chain(&to.chosen));
    work.add(draft.value(value));
}
