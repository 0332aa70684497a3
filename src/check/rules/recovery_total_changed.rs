//! RST02: from one moment to the next the whole that is counted is another, and nobody says why.

use std::collections::BTreeMap;

use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::Record;
use crate::time::Moment;

rule::rule!("RST02", Warning);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut series: BTreeMap<(Option<String>, String), Vec<(Moment, &Record)>> = BTreeMap::new();
    for row in subject.dossier.sheet("recovery") {
        if let (Some(what), Some(at)) = (row.text("what").value(), row.moment("at").value()) {
            series.entry((row.text("outage").value().cloned(), what.clone())).or_default().push((*at, row));
        }
    }
    let mut findings = Vec::new();
    for rows in series.values_mut() {
        rows.sort_by_key(|(at, row)| (*at, row.origin.clone()));
        let counted: Vec<(&Record, u64)> =
            rows.iter().filter_map(|(_, row)| Some((*row, *row.count("total").value()?))).collect();
        for pair in counted.windows(2) {
            let [(before, old), (after, new)] = pair else { continue };
            if old != new && after.text("reason").value().is_none() {
                let finding = RULE.at(after, "total").with("what", say::text(&after.text("what")));
                let finding = finding.with("before", say::count(*old)).with("after", say::count(*new));
                findings.push(finding.related(before.count("total").origin(), say::count(*old)));
            }
        }
    }
    Ok(findings)
}
