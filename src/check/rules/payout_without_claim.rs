//! PAY01: a payout answers a claim that does not exist.

use crate::check::{CheckInput, Checked, rule, say};

rule::rule!("PAY01", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let Some(claims) = &subject.dossier.claims else { return Ok(Vec::new()) };
    let lost = |payout: &&crate::dossier::Payout| {
        payout.claim.as_ref().is_some_and(|claim| !claims.of_payouts.contains_key(claim))
    };
    let payouts: Vec<_> = subject.dossier.payouts.iter().filter(lost).collect();
    let Some(first) = payouts.first() else { return Ok(Vec::new()) };
    let finding = RULE
        .on(&first.cell(first.columns.claim))
        .field("payout.claim")
        .with("payout", say::quote(&first.id))
        .with("claim", say::quote(first.claim.as_deref().unwrap_or("-")))
        .with("count", say::count(payouts.len() as u64));
    let rest = payouts.iter().skip(1);
    Ok(vec![rest.fold(finding, |finding, payout| {
        finding.related(&payout.cell(payout.columns.claim), say::quote(payout.claim.as_deref().unwrap_or("-")))
    })])
}
