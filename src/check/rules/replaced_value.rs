//! REP03: a payout statistic replaces one that does not exist, or replaces one without a reason.

use super::restatements::is_reason;
use crate::check::{CheckInput, Checked, rule, say};

rule::rule!("REP03", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let rows = &subject.dossier.payout_counts;
    let mut findings = Vec::new();
    for row in rows {
        let Some(id) = row.supersedes.value() else { continue };
        let Some(old) = rows.iter().find(|old| old.id.value() == Some(id)) else {
            let why = say::both("그런 행이 없습니다", "there is no such row");
            findings.push(RULE.at(&row.record, "supersedes").with("id", say::quote(id)).with("why", why));
            continue;
        };
        if !row.reason.value().is_some_and(|reason| is_reason(subject, reason)) {
            let why = say::both("정정 사유가 없습니다", "no reason is given");
            let mut finding = RULE
                .at(&row.record, "reason")
                .with("id", say::quote(id))
                .with("why", why)
                .related(old.amount.origin(), say::text(&old.target));
            finding.severity = rule::severity_of(row.basis.value().is_none_or(|basis| basis == "own"));
            findings.push(finding);
        }
    }
    Ok(findings)
}
