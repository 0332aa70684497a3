//! TIME07: two rows say that the same function of the same service was down at the same time.

use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::Interruption;
use crate::time::Moment;

rule::rule!("TIME07", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let rows = &subject.dossier.interruptions;
    let mut findings = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let other = rows.iter().take(index).find(|other| same_function(other, row) && overlap(other, row));
        if let (Some(other), Some(start)) = (other, row.started_at.value()) {
            let (_, until) = span(other).unwrap_or((*start, *start));
            findings.push(
                RULE.at(&row.record, "started_at")
                    .with("service", name(row))
                    .with("start", say::moment(*start))
                    .with("until", say::moment(until))
                    .related(other.started_at.origin(), name(other)),
            );
        }
    }
    Ok(findings)
}

fn same_function(a: &Interruption, b: &Interruption) -> bool {
    let of = |row: &Interruption| {
        [&row.entity, &row.service, &row.function].map(|field| field.value().map(|text| text.to_lowercase()))
    };
    of(a) == of(b)
}

/// From the start to the end that is certain.
fn span(row: &Interruption) -> Option<(Moment, Moment)> {
    let start = *row.started_at.value()?;
    let end = row.restored_at.value().or(row.restored_after.value()).copied().unwrap_or(start);
    Some((start, end.max(start)))
}

fn overlap(a: &Interruption, b: &Interruption) -> bool {
    match (span(a), span(b)) {
        (Some(a), Some(b)) => a.0 == b.0 || (a.0 < b.1 && b.0 < a.1),
        _ => false,
    }
}

fn name(row: &Interruption) -> crate::finding::Arg {
    let part = |field: &crate::value::Field<String>| field.value().cloned().unwrap_or_default();
    say::quote(format!("{} {}", part(&row.service), part(&row.function)).trim())
}
