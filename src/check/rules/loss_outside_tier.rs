//! PAY09: the accepted loss does not lie in the tier that the payout names.

use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::Standard;
use crate::finding::Arg;

rule::rule!("PAY09", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    for payout in subject.dossier.payouts.iter().filter(|payout| payout.claim.is_some()) {
        let standard = payout.standard.as_deref().and_then(|id| subject.dossier.standard(id));
        let (Some(standard), Some(loss)) = (standard.filter(|row| row.is_tier()), payout.loss.value()) else {
            continue;
        };
        if !standard.covers(*loss) {
            findings.push(
                RULE.on(payout.loss.origin())
                    .field("payout.loss")
                    .with("payout", say::quote(&payout.id))
                    .with("loss", say::won(*loss))
                    .with("tier", tier(standard))
                    .related(&standard.record.origin, say::text(&standard.target)),
            );
        }
    }
    Ok(findings)
}

/// `300,000원 초과 500,000원 이하`
fn tier(row: &Standard) -> Arg {
    let open = |field: &crate::value::Field<bool>| field.value().copied().unwrap_or(false);
    let amount = |won: &rust_decimal::Decimal| crate::korean::grouped(won);
    let low = row.loss_from.value().map(|from| {
        let (ko, en) = if open(&row.loss_from_open) { ("초과", "over") } else { ("이상", "from") };
        (format!("{}원 {ko}", amount(from)), format!("{en} {}", amount(from)))
    });
    let high = row.loss_to.value().map(|to| {
        let (ko, en) = if open(&row.loss_to_open) { ("미만", "under") } else { ("이하", "up to") };
        (format!("{}원 {ko}", amount(to)), format!("{en} {}", amount(to)))
    });
    let (ko, en): (Vec<_>, Vec<_>) = low.into_iter().chain(high).unzip();
    say::both(ko.join(" "), en.join(" "))
}
