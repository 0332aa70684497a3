//! DUR02: the stated duration counts from or to other moments than the case does.

use super::stated_durations::{anchored, fits, matching};
use crate::check::{CheckInput, Checked, rule, say};

rule::rule!("DUR02", Warning);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    for outage in &subject.dossier.outages {
        let Some(stated) = outage.stated_duration.value().copied() else { continue };
        let Some((anchor, elapsed)) = anchored(subject.dossier, outage) else { continue };
        let others = matching(outage, stated);
        if let (Some((start, end)), false) = (others.first(), fits(elapsed, stated)) {
            let name = |moment: &str| say::column(&outage.record, moment);
            findings.push(
                RULE.at(&outage.record, "stated_duration")
                    .with("stated", say::elapsed(stated))
                    .with("computed", say::elapsed(elapsed))
                    .with("start_name", name(&anchor.start))
                    .with("end_name", name(&anchor.end))
                    .with("other_start", name(start))
                    .with("other_end", name(end))
                    .related(outage.moment(start).origin(), name(start))
                    .related(&anchor.origin, name(&anchor.start)),
            );
        }
    }
    Ok(findings)
}
