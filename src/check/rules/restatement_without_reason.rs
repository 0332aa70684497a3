//! REP01: a count was restated and no reason stands beside it. Own: error. Published and never explained: warning.

use super::restatements::{Restatement, restatements};
use crate::check::{CheckInput, Checked, rule, say};
use crate::finding::Finding;

rule::rule!("REP01", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let all = restatements(subject);
    let mut findings: Vec<Finding> = Vec::new();
    let mut groups: Vec<Vec<&Restatement<'_>>> = Vec::new();
    for restated in all.iter().filter(|restated| restated.counts().is_some() && !restated.is_explained) {
        // Counts restated in one publication have one cause.
        match groups.iter_mut().find(|group| group[0].same_publication(restated)) {
            Some(group) => group.push(restated),
            None => groups.push(vec![restated]),
        }
    }
    for group in groups {
        let Some((before, after)) = group[0].counts() else { continue };
        let later = group[0].later;
        let mut finding = RULE
            .at(&later.record, "reason")
            .with("before", say::count(before))
            .with("after", say::count(after))
            .with("count", say::count(group.len() as u64))
            .with("published", group[0].published())
            .related(group[0].earlier.count.origin(), say::count(before))
            .related(later.count.origin(), say::count(after));
        finding.severity = rule::severity_of(group.iter().any(|restated| restated.later.is_own()));
        for restated in group.iter().skip(1) {
            if let Some((before, after)) = restated.counts() {
                finding = finding
                    .related(restated.earlier.count.origin(), say::count(before))
                    .related(restated.later.count.origin(), say::count(after));
            }
        }
        findings.push(finding);
    }
    Ok(findings)
}
