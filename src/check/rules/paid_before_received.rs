//! PAY02: a claim was paid before it was received.

use crate::check::{CheckInput, Checked, rule, say};

rule::rule!("PAY02", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let Some(claims) = &subject.dossier.claims else { return Ok(Vec::new()) };
    let mut findings = Vec::new();
    for payout in &subject.dossier.payouts {
        let claim = payout.claim.as_ref().and_then(|claim| claims.of_payouts.get(claim));
        let (Some(paid), Some(claim)) = (payout.paid_on.value(), claim) else { continue };
        if let Some(received) = claim.received.filter(|received| paid < received) {
            findings.push(
                RULE.on(payout.paid_on.origin())
                    .field("payout.paid_on")
                    .with("payout", say::quote(&payout.id))
                    .with("paid", say::date(*paid))
                    .with("received", say::date(received))
                    .related(&claim.origin, say::date(received)),
            );
        }
    }
    Ok(findings)
}
