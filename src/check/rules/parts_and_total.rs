//! CLM01: the parts of a statistic do not add up to its total.

use rust_decimal::Decimal;

use crate::check::publication::{Publication, publications};
use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::ClaimCount;
use crate::finding::Finding;
use crate::value::{Fact, spread};

rule::rule!("CLM01", Error);

/// Dimensions whose list is closed: all codes together are the whole. Others may list only the largest.
const CLOSED: &[&str] = &["claimant", "fee", "harm", "state", "day"];

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    for publication in publications(subject.dossier) {
        let Some((total, whole)) = publication.total().and_then(|row| Some((row, row.count.known()?))) else {
            continue;
        };
        let (least_whole, most_whole) = spread(whole.value.into(), whole.certainty);
        for dimension in publication.dimensions() {
            let parts = publication.parts(dimension);
            if parts.iter().any(|row| row.multiple.value().copied().unwrap_or(false)) {
                continue;
            }
            let counts: Vec<&Fact<u64>> = parts.iter().filter_map(|row| row.count.known()).collect();
            let sum = counts.iter().try_fold(0_u64, |sum, count| sum.checked_add(count.value));
            let sum = sum.ok_or_else(|| RULE.failure("the sum of the parts is too large"))?;
            let bounds = counts.iter().map(|count| spread(count.value.into(), count.certainty));
            let (least, most) =
                bounds.fold((Decimal::ZERO, Decimal::ZERO), |sum, part| (sum.0 + part.0, sum.1 + part.1));
            let complete = counts.len() == parts.len() && CLOSED.contains(&dimension);
            if least > most_whole || (complete && most < least_whole) {
                findings.push(finding(subject, &publication, dimension, (total, whole.value), (&parts, sum)));
            }
        }
    }
    Ok(findings)
}

fn finding(
    subject: &CheckInput<'_>,
    publication: &Publication<'_>,
    dimension: &str,
    (total, whole): (&ClaimCount, u64),
    (parts, sum): (&[&ClaimCount], u64),
) -> Finding {
    let own = std::iter::once(total).chain(parts.iter().copied()).find(|row| row.is_own());
    let at = own.unwrap_or(total);
    let mut finding = RULE
        .at(&at.record, "count")
        .with("dimension", say::code(subject, "claim_dimension", dimension))
        .with("as_of", say::as_of(publication.as_of))
        .with("sum", say::count(sum))
        .with("total", say::count(whole))
        .with("difference", say::count(sum.abs_diff(whole)));
    finding.severity = rule::severity_of(own.is_some());
    let others = std::iter::once(total).chain(parts.iter().copied());
    others.filter(|row| row.count.origin() != at.count.origin()).fold(finding, |finding, row| {
        finding.related(row.count.origin(), row.count.value().map_or_else(|| "-".into(), |count| say::count(*count)))
    })
}
