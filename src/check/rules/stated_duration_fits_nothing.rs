//! DUR01: the stated duration of an outage is not the time between any two of its named moments.

use super::stated_durations::{anchored, matching};
use crate::check::{CheckInput, Checked, rule, say};
use crate::finding::Severity;
use crate::value::Certainty;

rule::rule!("DUR01", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    for outage in &subject.dossier.outages {
        let Some(stated) = outage.stated_duration.value().copied() else { continue };
        let Some((anchor, elapsed)) = anchored(subject.dossier, outage) else { continue };
        if !matching(outage, stated).is_empty() {
            continue;
        }
        let (start, end) = (outage.moment(&anchor.start), outage.moment(&anchor.end));
        let mut finding = RULE
            .at(&outage.record, "stated_duration")
            .with("stated", say::elapsed(stated))
            .with("computed", say::elapsed(elapsed))
            .with("start_name", say::column(&outage.record, &anchor.start))
            .with("end_name", say::column(&outage.record, &anchor.end));
        for field in [&start, &end] {
            if let Some(fact) = field.known() {
                finding = finding.related(&fact.origin, say::moment(fact.value));
                if fact.certainty == Certainty::Estimate {
                    finding.severity = Severity::Warning;
                }
            }
        }
        findings.push(finding);
    }
    Ok(findings)
}
