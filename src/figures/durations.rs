//! How long an outage lasted: between the anchors of the case, and between every two named moments worth a duration.
//!
//! Durations of single services are in [`super::interruptions`].

use super::work::{Draft, Work};
use crate::dossier::Outage;
use crate::origin::Origin;
use crate::time::Moment;
use crate::value::{Field, Value};

/// Moments that end something: the only ones a duration runs to.
const ENDS: [&str; 7] =
    ["restored_all", "core_restored", "power_restored", "fire_out", "fire_contained", "detected", "first_response"];

/// Where the case names no anchor: the ministry's start outranks the company's, as the ministry publishes the duration.
const DEFAULT_STARTS: [&str; 2] = ["outage_start_ministry", "outage_start_company"];
const DEFAULT_END: &str = "restored_all";

/// A named moment of an outage.
#[derive(Debug, Clone)]
pub(super) struct Named {
    /// Its name in Korean, from the sheet.
    pub(super) label: String,
    pub(super) at: Field<Moment>,
    /// Where the case chose it, when it did.
    pub(super) chosen: Option<Origin>,
}

pub(super) fn compute(work: &mut Work<'_>) {
    let dossier = work.dossier;
    for outage in &dossier.outages {
        for stem in stems(work, outage) {
            anchored(work, outage, &stem);
            pairs(work, outage, &stem);
        }
    }
}

/// Beginnings of its figures' ids: `outage.<id>`, and `outage` where it is the only one.
pub(super) fn stems(work: &Work<'_>, outage: &Outage) -> Vec<String> {
    let own = outage.id.value().map(|id| format!("outage.{}", super::work::slug(id)));
    let only = (work.dossier.outages.len() == 1).then(|| "outage".to_owned());
    own.into_iter().chain(only).collect()
}

/// What "the" duration starts from.
pub(super) fn start(work: &Work<'_>, outage: &Outage) -> Named {
    if let Some(anchor) = &work.dossier.case.anchor {
        return named(work, outage, &anchor.start, Some(&anchor.origin));
    }
    let known = DEFAULT_STARTS.iter().find(|name| outage.moment(name).known().is_some());
    named(work, outage, known.unwrap_or(&DEFAULT_STARTS[0]), None)
}

fn end(work: &Work<'_>, outage: &Outage) -> Named {
    match &work.dossier.case.anchor {
        Some(anchor) => named(work, outage, &anchor.end, Some(&anchor.origin)),
        None => named(work, outage, DEFAULT_END, None),
    }
}

/// A moment of an outage by its name.
pub(super) fn named(work: &Work<'_>, outage: &Outage, name: &str, chosen: Option<&Origin>) -> Named {
    Named { label: work.column("outage", name), at: outage.moment(name), chosen: chosen.cloned() }
}

fn anchored(work: &mut Work<'_>, outage: &Outage, stem: &str) {
    let (from, to) = (start(work, outage), end(work, outage));
    for (pattern, moment) in [("outage.start", &from), ("outage.end", &to)] {
        let id = format!("{stem}.{}", pattern.trim_start_matches("outage."));
        let text = work.field_text(&moment.at, "", Value::Moment);
        let draft = Draft::new(pattern, id, "stated").arg("moment", text).arg("moment_name", &moment.label);
        let draft = draft.field(&moment.at).origins(&moment.chosen);
        work.add(draft.value(moment.at.value().map(|at| Value::Moment(*at))));
    }
    span(work, "outage.duration", format!("{stem}.duration"), &from, &to);
}

fn pairs(work: &mut Work<'_>, outage: &Outage, stem: &str) {
    let names: Vec<&str> = outage.moment_names().collect();
    for to_name in ENDS.iter().filter(|name| names.contains(*name)) {
        let to = named(work, outage, to_name, None);
        for from_name in names.iter().filter(|name| *name != to_name) {
            let from = named(work, outage, from_name, None);
            if let (Some(start), Some(end)) = (from.at.value(), to.at.value())
                && start < end
            {
                span(work, "outage.duration.*", format!("{stem}.duration.{from_name}__{to_name}"), &from, &to);
            }
        }
    }
}

/// The time between two moments. Negative when the end stands before the start: that is for a rule to report.
pub(super) fn span(work: &mut Work<'_>, pattern: &'static str, id: String, from: &Named, to: &Named) {
    let value = from.at.value().zip(to.at.value()).map(|(from, to)| Value::Duration(to.since(*from)));
    let draft = Draft::new(pattern, id, "span")
        .arg("from", work.field_text(&from.at, "", Value::Moment))
        .arg("from_name", &from.label)
        .arg("to", work.field_text(&to.at, "", Value::Moment))
        .arg("to_name", &to.label)
        .field(&from.at)
        .field(&to.at)
        .origins(from.chosen.iter().chain(&to.chosen))
        .value(value);
    work.add(draft);
}
