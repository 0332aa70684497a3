//! STD01: two tiers of one scheme hold the same loss (exactly 300,000 won decides the payout).

use crate::check::tiers::{Joint, joints};
use crate::check::{CheckInput, Checked, rule, say};

rule::rule!("STD01", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let pairs = joints(subject.dossier, Joint::Overlap);
    let finding =
        |(low, high, edge): &(&crate::dossier::Standard, &crate::dossier::Standard, rust_decimal::Decimal)| {
            let at = if high.loss_from.value().is_some() { "loss_from" } else { "loss_to" };
            RULE.at(&high.record, at)
                .with("low", say::text(&low.target))
                .with("high", say::text(&high.target))
                .with("edge", say::won(*edge))
                .related(low.loss_to.origin(), say::text(&low.target))
        };
    Ok(pairs.iter().map(finding).collect())
}
