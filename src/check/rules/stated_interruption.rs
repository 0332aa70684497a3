//! DUR03: the stated duration of an interruption is not the time between its start and its restoration.
//!
//! A published duration (with a source beside it) that differs is a warning: the publication cannot be corrected here.

use super::stated_durations::fits;
use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::Interruption;
use crate::finding::Arg;
use crate::time::Elapsed;

rule::rule!("DUR03", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    for row in &subject.dossier.interruptions {
        let Some(stated) = row.stated_duration.value().copied() else { continue };
        if let Some((right, computed)) = computed(row, stated)
            && !right
        {
            let mut finding = RULE
                .at(&row.record, "stated_duration")
                .with("service", say::text(&row.service))
                .with("stated", say::elapsed(stated))
                .with("computed", computed)
                .related(row.started_at.origin(), say::column(&row.record, "started_at"));
            let is_cited = row.record.text("source").value().is_some();
            finding.severity = rule::severity_of(!is_cited);
            findings.push(finding);
        }
    }
    Ok(findings)
}

/// Whether the stated duration fits, and what the moments give: a duration or its bounds.
fn computed(row: &Interruption, stated: Elapsed) -> Option<(bool, Arg)> {
    let start = *row.started_at.value()?;
    if let Some(end) = row.restored_at.value() {
        let elapsed = end.since(start);
        return Some((fits(elapsed, stated), say::elapsed(elapsed)));
    }
    let most = row.restored_by.value()?.since(start);
    let least = row.restored_after.value().map_or(Elapsed::seconds(0), |after| after.since(start));
    let (Arg::Term { ko: low, en: low_en }, Arg::Term { ko: high, en: high_en }) =
        (say::elapsed(least), say::elapsed(most))
    else {
        return None;
    };
    Some((least <= stated && stated <= most, say::both(format!("{low} ~ {high}"), format!("{low_en} to {high_en}"))))
}
