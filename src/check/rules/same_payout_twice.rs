//! PAY05: a payout number stands twice, or one claim is paid twice under one standard.

use std::collections::BTreeMap;

use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::Payout;
use crate::origin::Origin;

rule::rule!("PAY05", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut ids: BTreeMap<&str, &Payout> = BTreeMap::new();
    let mut claims: BTreeMap<(&str, Option<&str>), &Payout> = BTreeMap::new();
    let mut findings = Vec::new();
    for payout in &subject.dossier.payouts {
        let paid = payout.state == "paid";
        let claim = payout.claim.as_deref().filter(|_| paid).map(|claim| (claim, payout.standard.as_deref()));
        let by_claim = claim.and_then(|key| claims.insert(key, payout));
        let by_id = ids.insert(&payout.id, payout);
        let what = if by_id.is_some() {
            say::both(format!("지급번호 {}", payout.id), format!("Payout number {}", payout.id))
        } else {
            let claim = payout.claim.as_deref().unwrap_or("-");
            say::both(format!("접수번호 {claim}에 대한 지급"), format!("The payment for claim {claim}"))
        };
        if let Some(first) = by_id.or(by_claim) {
            let (field, cell): (_, fn(&Payout) -> Origin) = if by_id.is_some() {
                ("payout.id", |payout| payout.cell(payout.columns.id))
            } else {
                ("payout.claim", |payout| payout.cell(payout.columns.claim))
            };
            let finding = RULE.on(&cell(payout)).field(field).with("what", what);
            findings.push(finding.related(&cell(first), say::quote(&first.id)));
        }
    }
    Ok(findings)
}
