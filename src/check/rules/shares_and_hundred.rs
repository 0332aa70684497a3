//! CLM03: shares of one dimension do not add up to 100 %. Multiple answers are exempt.
//!
//! Each share may be off by half a unit of its last place, so that is what the sum may be off by per row.

use rust_decimal::Decimal;

use crate::check::publication::publications;
use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::ClaimCount;

rule::rule!("CLM03", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    for publication in publications(subject.dossier) {
        for dimension in publication.dimensions() {
            let parts = publication.parts(dimension);
            let Some((sum, slack)) = sum(&parts) else { continue };
            if (sum - Decimal::ONE_HUNDRED).abs() <= slack {
                continue;
            }
            let own = parts.iter().find(|row| row.is_own());
            let Some(at) = own.or(parts.first()) else { continue };
            let mut finding = RULE
                .at(&at.record, "share")
                .with("dimension", say::code(subject, "claim_dimension", dimension))
                .with("as_of", say::as_of(publication.as_of))
                .with("sum", say::percent(sum))
                .with("slack", say::both(format!("{}%p", slack.normalize()), format!("{} points", slack.normalize())));
            finding.severity = rule::severity_of(own.is_some());
            for row in parts.iter().filter(|row| row.share.origin() != at.share.origin()) {
                if let Some(share) = row.share.value() {
                    finding = finding.related(row.share.origin(), say::percent(*share));
                }
            }
            findings.push(finding);
        }
    }
    Ok(findings)
}

/// The sum and what rounding allows; `None` unless at least two rows state shares of one whole.
fn sum(parts: &[&ClaimCount]) -> Option<(Decimal, Decimal)> {
    let multiple = parts.iter().any(|row| row.multiple.value().copied().unwrap_or(false));
    let shares: Vec<Decimal> = parts.iter().filter_map(|row| row.share.value().copied()).collect();
    if multiple || shares.len() < 2 || shares.len() < parts.len() {
        return None;
    }
    // A spreadsheet drops the zero of 20.0: the places of the list are those of its most precise share.
    let places = shares.iter().map(Decimal::scale).max()?;
    let slack = Decimal::new(5, places + 1).checked_mul(Decimal::from(shares.len()))?;
    Some((shares.iter().try_fold(Decimal::ZERO, |sum, share| sum.checked_add(*share))?, slack))
}
