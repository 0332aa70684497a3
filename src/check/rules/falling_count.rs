//! CLM08: a cumulative count is lower on a later day.

use crate::check::publication::{Publication, publications};
use crate::check::{CheckInput, Checked, rule, say};

rule::rule!("CLM08", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let all = publications(subject.dossier);
    // Of several publications for one day the latest stands.
    let stands = |p: &&Publication<'_>| {
        !all.iter().any(|other| same_series(p, other) && other.as_of == p.as_of && other.published_on > p.published_on)
    };
    let mut totals: Vec<_> = all.iter().filter(stands).filter_map(|p| Some((p, p.total_count()?))).collect();
    totals.sort_by_key(|(p, _)| (p.channel, p.scope, p.as_of));
    let mut findings = Vec::new();
    for pair in totals.windows(2) {
        let [(before, (earlier, high)), (after, (later, low))] = pair else { continue };
        if same_series(before, after) && before.as_of < after.as_of && low < high {
            let mut finding = RULE
                .at(&later.record, "count")
                .with("found", say::count(*low))
                .with("day", say::as_of(after.as_of))
                .with("earlier", say::count(*high))
                .with("earlier_day", say::as_of(before.as_of))
                .related(earlier.count.origin(), say::count(*high));
            finding.severity = rule::severity_of(later.is_own() || earlier.is_own());
            findings.push(finding);
        }
    }
    Ok(findings)
}

fn same_series(a: &Publication<'_>, b: &Publication<'_>) -> bool {
    a.channel == b.channel && a.scope == b.scope
}
