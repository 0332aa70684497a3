//! Pairs of moments that must not stand the wrong way round, and those that do.
//!
//! A cell that is wrong breaks every pair it belongs to; only its first pair is reported.

use std::collections::BTreeSet;

use crate::dossier::{Dossier, Interruption, Outage, Record};
use crate::origin::Origin;
use crate::time::{Elapsed, Moment};
use crate::value::Fact;

/// What a pair is about; each has its rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// A service's end against its start.
    Interruption,
    /// A service's partial restoration against its start and end.
    Partly,
    /// The bounds of a restoration known only to lie between two moments.
    Bounds,
    /// Two named moments of an outage.
    Outage,
    /// A timeline row's until against its at.
    Event,
}

/// Two moments of one row that stand the wrong way round.
#[derive(Debug, Clone)]
pub(super) struct Reversed<'a> {
    pub about: About,
    pub record: &'a Record,
    pub earlier: (&'a str, Fact<Moment>),
    pub later: (&'a str, Fact<Moment>),
    /// The cell most likely wrong: the one that stands in more reversed pairs or outside the outage, the later moment
    /// when they tie.
    pub suspect: &'a str,
}

impl Reversed<'_> {
    /// Both on one calendar day: most likely the later one lies after midnight and kept the wrong date.
    pub(super) fn crossed_midnight(&self) -> bool {
        self.earlier.1.value.date() == self.later.1.value.date()
    }

    /// How long it would be if the later moment stood on the next day.
    pub(super) fn next_day(&self) -> Elapsed {
        Elapsed::seconds(self.later.1.value.since(self.earlier.1.value).as_seconds() + 24 * 3600)
    }
}

const INTERRUPTION: &[(About, &str, &str)] = &[
    (About::Interruption, "started_at", "restored_at"),
    (About::Interruption, "started_at", "restored_by"),
    (About::Bounds, "restored_after", "restored_by"),
    (About::Bounds, "restored_after", "restored_at"),
    (About::Bounds, "restored_at", "restored_by"),
    (About::Partly, "started_at", "partly_restored_at"),
    (About::Partly, "partly_restored_at", "restored_at"),
    (About::Partly, "partly_restored_at", "restored_by"),
];

/// Named moments of which the first cannot come after the second. Detection and first response are left out: an
/// automatic response comes first, and a company may learn of a fire before its own service fails.
const OUTAGE: &[(&str, &str)] = &[
    ("outage_start_ministry", "restored_all"),
    ("outage_start_company", "restored_all"),
    ("fire_started", "fire_contained"),
    ("fire_contained", "fire_out"),
    ("fire_started", "fire_out"),
    ("fire_started", "emergency_call"),
    ("power_cut_service", "power_restored"),
    ("power_cut_site", "power_restored"),
    ("outage_start_ministry", "core_restored"),
    ("outage_start_company", "core_restored"),
    ("core_restored", "restored_all"),
    ("detected", "restored_all"),
    ("first_response", "restored_all"),
];

/// All pairs that stand the wrong way round, the first of each wrong cell.
pub(super) fn reversed(dossier: &Dossier) -> Vec<Reversed<'_>> {
    let mut found = Vec::new();
    for row in &dossier.interruptions {
        found.extend(of_record(&row.record, INTERRUPTION.iter().copied(), window(dossier, row)));
    }
    for row in &dossier.outages {
        let anchor = dossier.case.anchor.as_ref().map(|anchor| (anchor.start.as_str(), anchor.end.as_str()));
        let end = anchor.and_then(|(_, end)| row.moment(end).value().copied());
        let first = row.moment_names().filter_map(|name| row.moment(name).value().copied()).min();
        let pairs = OUTAGE.iter().copied().chain(anchor).map(|(a, b)| (About::Outage, a, b));
        found.extend(of_record(&row.record, pairs, first.zip(end)));
    }
    for row in &dossier.events {
        found.extend(of_record(&row.record, [(About::Event, "at", "until")].into_iter(), None));
    }
    found
}

/// From the start to the end of the interruption's outage, as the case counts it.
fn window(dossier: &Dossier, row: &Interruption) -> Option<(Moment, Moment)> {
    let anchor = dossier.case.anchor.as_ref()?;
    let belongs = |outage: &&Outage| row.outage.value().is_none_or(|id| Some(id) == outage.id.value());
    let outage = dossier.outages.iter().find(belongs)?;
    Some((*outage.moment(&anchor.start).value()?, *outage.moment(&anchor.end).value()?))
}

fn of_record<'a>(
    record: &'a Record,
    pairs: impl Iterator<Item = (About, &'a str, &'a str)>,
    window: Option<(Moment, Moment)>,
) -> Vec<Reversed<'a>> {
    let wrong: Vec<Reversed<'_>> = pairs.filter_map(|(about, a, b)| reversed_pair(record, about, a, b)).collect();
    let outside = |at: Moment| window.is_some_and(|(start, end)| at < start || at > end);
    let weight = |(field, fact): &(&str, Fact<Moment>)| {
        let pairs = wrong.iter().filter(|pair| pair.earlier.0 == *field || pair.later.0 == *field).count();
        (pairs, outside(fact.value))
    };
    let mut seen: BTreeSet<Origin> = BTreeSet::new();
    let mut found = Vec::new();
    for pair in &wrong {
        let (a, b) = (&pair.earlier.1.origin, &pair.later.1.origin);
        if !seen.contains(a) && !seen.contains(b) {
            seen.extend([a.clone(), b.clone()]);
            let suspect = if weight(&pair.earlier) > weight(&pair.later) { pair.earlier.0 } else { pair.later.0 };
            found.push(Reversed { suspect, ..pair.clone() });
        }
    }
    found
}

fn reversed_pair<'a>(record: &'a Record, about: About, earlier: &'a str, later: &'a str) -> Option<Reversed<'a>> {
    let (a, b) = (record.moment(earlier).known().cloned()?, record.moment(later).known().cloned()?);
    // A day without a clock time reads as its first minute, so it only counts against an earlier day.
    let day_only = about == About::Event && b.value.local().time() == chrono::NaiveTime::MIN;
    let wrong = b.value < a.value && !(day_only && a.value.date() == b.value.date());
    wrong.then_some(Reversed { about, record, earlier: (earlier, a), later: (later, b), suspect: later })
}
