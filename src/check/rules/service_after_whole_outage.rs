//! TIME14: a service comes back after the moment at which everything is said to be restored.
//!
//! Where several services do, the outage's own moment is the one to look at.

use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::{Dossier, Interruption, Outage};
use crate::finding::Finding;
use crate::origin::Origin;
use crate::time::Moment;

rule::rule!("TIME14", Error);

const END: &str = "restored_all";

/// A service that came back late: its row, the column, the moment.
type Late<'a> = (&'a Interruption, &'static str, Moment, Origin);

fn check(subject: &CheckInput<'_>) -> Checked {
    Ok(subject.dossier.outages.iter().filter_map(|outage| finding(subject.dossier, outage)).collect())
}

fn finding(dossier: &Dossier, outage: &Outage) -> Option<Finding> {
    let all = outage.moment(END);
    let end = *all.value()?;
    let late = late(dossier, outage, end);
    let (row, field, at, origin) = late.first()?;
    let mut finding = if let [_] = late.as_slice() {
        let beside = say::pair(&say::column(&outage.record, END), &say::moment(end));
        RULE.at(&row.record, field).related(all.origin(), beside)
    } else {
        RULE.at(&outage.record, END).related(origin, say::text(&row.service))
    };
    for (row, _, _, origin) in late.iter().skip(1) {
        finding = finding.related(origin, say::text(&row.service));
    }
    Some(
        finding
            .with("service", say::text(&row.service))
            .with("found", say::moment(*at))
            .with("count", say::count(late.len() as u64))
            .with("end", say::moment(end)),
    )
}

fn late<'a>(dossier: &'a Dossier, outage: &Outage, end: Moment) -> Vec<Late<'a>> {
    let belongs = |row: &&Interruption| row.outage.value().is_none_or(|id| Some(id) == outage.id.value());
    let after = |row: &'a Interruption| {
        let fields = [("restored_at", &row.restored_at), ("restored_after", &row.restored_after)];
        let fact = fields.into_iter().find_map(|(name, field)| Some((name, field.known()?)))?;
        (fact.1.value > end).then(|| (row, fact.0, fact.1.value, fact.1.origin.clone()))
    };
    dossier.interruptions.iter().filter(belongs).filter_map(after).collect()
}
