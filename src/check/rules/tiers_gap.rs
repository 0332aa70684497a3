//! STD02: a loss between two tiers of one scheme falls into neither.

use crate::check::tiers::{Joint, joints};
use crate::check::{CheckInput, Checked, rule, say};

rule::rule!("STD02", Warning);

fn check(subject: &CheckInput<'_>) -> Checked {
    let pairs = joints(subject.dossier, Joint::Gap);
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
