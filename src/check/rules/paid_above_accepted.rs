//! PAY08: more payouts than accepted applications, or more accepted than applied.

use crate::check::payouts::source;
use crate::check::{CheckInput, Checked, rule, say};

rule::rule!("PAY08", Error);

/// The first cannot exceed the second.
const ORDER: &[(&str, &str)] = &[("accepted", "applied"), ("paid", "accepted"), ("paid", "applied")];

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    for row in &subject.dossier.payout_counts {
        let wrong = ORDER.iter().find_map(|(small, large)| {
            let (a, b) = (row.record.count(small), row.record.count(large));
            let counts = (*a.value()?, *b.value()?);
            (counts.0 > counts.1).then_some((*small, *large, b, counts))
        });
        if let Some((small, large, b, counts)) = wrong {
            let mut finding = RULE
                .at(&row.record, small)
                .with("small_name", say::column(&row.record, small))
                .with("small", say::count(counts.0))
                .with("large_name", say::column(&row.record, large))
                .with("large", say::count(counts.1))
                .with("source", source(row))
                .related(b.origin(), say::count(counts.1));
            finding.severity = rule::severity_of(row.basis.value().is_none_or(|basis| basis == "own"));
            findings.push(finding);
        }
    }
    Ok(findings)
}
