//! CLM10: the dates of a claim channel stand the wrong way round.

use crate::check::{CheckInput, Checked, rule, say};

rule::rule!("CLM10", Error);

/// The first cannot come after the second.
const ORDER: &[(&str, &str)] =
    &[("opened", "closed"), ("opened", "closed_first"), ("closed_first", "closed"), ("extended_on", "closed")];

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    for row in &subject.dossier.channels {
        let wrong = ORDER.iter().find_map(|(earlier, later)| {
            let (a, b) = (row.record.date(earlier), row.record.date(later));
            let days = (*a.value()?, *b.value()?);
            (days.1 < days.0).then_some((*earlier, *later, a, days))
        });
        if let Some((earlier, later, a, days)) = wrong {
            findings.push(
                RULE.at(&row.record, later)
                    .with("later_name", say::column(&row.record, later))
                    .with("later", say::date(days.1))
                    .with("earlier_name", say::column(&row.record, earlier))
                    .with("earlier", say::date(days.0))
                    .related(a.origin(), say::date(days.0)),
            );
        }
    }
    Ok(findings)
}
