//! PAY03: a payout for a claim is more than its tier gives. Individual review has no ceiling.

use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::Standard;

rule::rule!("PAY03", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    for payout in subject.dossier.payouts.iter().filter(|payout| payout.claim.is_some()) {
        let standard = payout.standard.as_deref().and_then(|id| subject.dossier.standard(id));
        let Some((standard, limit)) = standard.and_then(|row| Some((row, ceiling(row, &payout.unit)?))) else {
            continue;
        };
        let Some(amount) = payout.amount.value().filter(|amount| **amount > limit) else { continue };
        findings.push(
            RULE.on(payout.amount.origin())
                .field("payout.amount")
                .with("payout", say::quote(&payout.id))
                .with("amount", say::amount(subject, *amount, &payout.unit))
                .with("limit", say::amount(subject, limit, &payout.unit))
                .with("standard", say::text(&standard.target))
                .related(standard.amount.origin(), say::amount(subject, limit, &payout.unit)),
        );
    }
    Ok(findings)
}

/// What a claim under the standard gets at most, in `unit`; none under individual review.
fn ceiling(standard: &Standard, unit: &str) -> Option<rust_decimal::Decimal> {
    let review = standard.review.value().copied().unwrap_or(false);
    let same_unit = standard.unit.value().map_or("won", String::as_str) == unit;
    standard.amount.value().copied().filter(|_| !review && same_unit)
}
