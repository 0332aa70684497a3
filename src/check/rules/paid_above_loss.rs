//! PAY04: a payout in won is more than the loss, where the standard pays no more than the loss.

use crate::check::{CheckInput, Checked, rule, say};

rule::rule!("PAY04", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    let in_won = |payout: &&crate::dossier::Payout| payout.claim.is_some() && payout.unit == "won";
    for payout in subject.dossier.payouts.iter().filter(in_won) {
        let standard = payout.standard.as_deref().and_then(|id| subject.dossier.standard(id));
        let capped = standard.filter(|row| row.loss_capped.value().copied().unwrap_or(false));
        let claims = subject.dossier.claims.as_ref();
        let claim = payout.claim.as_ref().and_then(|id| claims?.of_payouts.get(id));
        let accepted = payout.loss.known().map(|fact| (fact.value, &fact.origin));
        let claimed = || claim.and_then(|claim| Some((claim.amount?, &claim.origin)));
        let (Some(standard), Some((loss, origin))) = (capped, accepted.or_else(claimed)) else { continue };
        let Some(amount) = payout.amount.value().filter(|amount| **amount > loss) else { continue };
        findings.push(
            RULE.on(payout.amount.origin())
                .field("payout.amount")
                .with("payout", say::quote(&payout.id))
                .with("amount", say::won(*amount))
                .with("loss", say::won(loss))
                .related(origin, say::won(loss))
                .related(standard.loss_capped.origin(), say::text(&standard.target)),
        );
    }
    Ok(findings)
}
