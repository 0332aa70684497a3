//! TIME07: two rows say that the same function of the same service was down at the same time.

use std::collections::BTreeMap;

use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::Interruption;
use crate::time::Moment;

rule::rule!("TIME07", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let rows = &subject.dossier.interruptions;
    let mut functions: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (index, row) in rows.iter().enumerate() {
        functions.entry(function(row)).or_default().push(index);
    }
    let mut findings = BTreeMap::new();
    for places in functions.into_values().flat_map(|places| clusters(rows, places)) {
        for (at, place) in places.iter().enumerate() {
            let row = &rows[*place];
            let other = places.iter().take(at).map(|place| &rows[*place]).find(|other| overlap(other, row));
            if let (Some(other), Some(start)) = (other, row.started_at.value()) {
                let (_, until) = span(other).unwrap_or((*start, *start));
                let finding = RULE
                    .at(&row.record, "started_at")
                    .with("service", name(row))
                    .with("start", say::moment(*start))
                    .with("until", say::moment(until))
                    .related(other.started_at.origin(), name(other));
                findings.insert(*place, finding);
            }
        }
    }
    Ok(findings.into_values().collect())
}

/// Company, service and function.
fn function(row: &Interruption) -> [Option<String>; 3] {
    [&row.entity, &row.service, &row.function].map(|field| field.value().map(|text| text.to_lowercase()))
}

/// Rows that touch each other in time, directly or through others, each group in the order of the sheet. Only within
/// one can two overlap, so that thousands of rows apart are not compared one with another.
fn clusters(rows: &[Interruption], mut places: Vec<usize>) -> Vec<Vec<usize>> {
    places.retain(|place| span(&rows[*place]).is_some());
    places.sort_by_key(|place| span(&rows[*place]).map(|(start, _)| start));
    let mut clusters: Vec<(Moment, Vec<usize>)> = Vec::new();
    for place in places {
        let Some((start, end)) = span(&rows[place]) else { continue };
        match clusters.last_mut() {
            Some((last, cluster)) if start <= *last => {
                *last = (*last).max(end);
                cluster.push(place);
            }
            _ => clusters.push((end, vec![place])),
        }
    }
    let sorted = |(_, mut cluster): (Moment, Vec<usize>)| {
        cluster.sort_unstable();
        cluster
    };
    clusters.into_iter().map(sorted).filter(|cluster| cluster.len() > 1).collect()
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
