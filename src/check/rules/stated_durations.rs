//! Which named moments of an outage a stated duration fits.

use crate::dossier::{CaseAnchor, Dossier, Outage};
use crate::time::Elapsed;

/// The case's anchors with the time between them.
pub(super) fn anchored<'a>(dossier: &'a Dossier, outage: &Outage) -> Option<(&'a CaseAnchor, Elapsed)> {
    let anchor = dossier.case.anchor.as_ref()?;
    let (start, end) = (*outage.moment(&anchor.start).value()?, *outage.moment(&anchor.end).value()?);
    Some((anchor, end.since(start)))
}

/// Pairs of named moments that lie `stated` apart, to the minute, in the order of the sheet.
pub(super) fn matching(outage: &Outage, stated: Elapsed) -> Vec<(&str, &str)> {
    let moments: Vec<_> =
        outage.moment_names().filter_map(|name| Some((name, *outage.moment(name).value()?))).collect();
    let mut found = Vec::new();
    for (start, from) in &moments {
        for (end, to) in &moments {
            if start != end && fits(to.since(*from), stated) {
                found.push((*start, *end));
            }
        }
    }
    found
}

/// Durations are stated to the minute.
pub(super) fn fits(computed: Elapsed, stated: Elapsed) -> bool {
    computed.as_minutes() == stated.as_minutes()
}
