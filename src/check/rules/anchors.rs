//! The moments that the case counts its duration from and to, with the timeline rows of the same instant.

use crate::dossier::{Dossier, Event, Outage};
use crate::time::Moment;

pub(super) struct AnchorMoment<'a> {
    pub outage: &'a Outage,
    pub name: &'a str,
    pub at: Moment,
    pub events: Vec<&'a Event>,
}

pub(super) fn anchors(dossier: &Dossier) -> Vec<AnchorMoment<'_>> {
    let Some(anchor) = &dossier.case.anchor else { return Vec::new() };
    let mut found = Vec::new();
    for outage in &dossier.outages {
        for name in [anchor.start.as_str(), anchor.end.as_str()] {
            let Some(at) = outage.moment(name).value().copied() else { continue };
            let here = |event: &&Event| event.at.value() == Some(&at) && same_outage(event, outage);
            found.push(AnchorMoment { outage, name, at, events: dossier.events.iter().filter(here).collect() });
        }
    }
    found
}

/// A row without an outage belongs to the case's only one.
pub(super) fn same_outage(event: &Event, outage: &Outage) -> bool {
    event.outage.value().is_none_or(|id| Some(id) == outage.id.value())
}
