//! Standards (보상기준) held against claims: how many fall in each tier, what it would pay them, what was paid under it.
//!
//! What a tier would pay is a product of its own amount and the claims in it; individual review has no amount and is
//! counted apart. Nothing here says what anyone is owed.

use super::builder::{Builder, Draft};
use super::payouts::{is_money, quantity};
use super::sums;
use crate::dossier::slug;
use crate::dossier::{Payout, PayoutCount, Standard, TierFold};
use crate::value::{Digits, Value};

pub(super) fn compute(work: &mut Builder<'_>) {
    let dossier = work.dossier;
    for standard in &dossier.standards {
        let Some(id) = standard.id.value() else { continue };
        let stem = format!("standards.{}", slug(id));
        let tier = dossier.claims.as_ref().and_then(|fold| fold.tiers.iter().find(|tier| tier.standard == *id));
        if let Some(tier) = tier {
            applied(work, standard, tier, &stem);
        }
        paid(work, standard, id, &stem);
    }
    totals(work);
}

/// What a standard is called: its target within its scheme.
fn name(work: &Builder<'_>, standard: &Standard) -> String {
    let (scheme, target) = (standard.scheme.value().cloned(), standard.target.value().cloned().unwrap_or_default());
    match scheme {
        Some(scheme) => work.phrase_with("scheme", [("scheme", scheme), ("target", target)]),
        None => target,
    }
}

fn unit(standard: &Standard) -> &str {
    standard.unit.value().map_or("won", String::as_str)
}

fn is_review(standard: &Standard) -> bool {
    standard.review.value().copied().unwrap_or(false)
}

fn applied(work: &mut Builder<'_>, standard: &Standard, tier: &TierFold, stem: &str) {
    let origins = work.dossier.claims.as_ref().map(|fold| fold.origins.as_slice()).unwrap_or_default();
    let claims = format!("{stem}.claims");
    let draft = Draft::new("standards.*.claims", &*claims, "rows")
        .name(name(work, standard))
        .origin(&standard.record.origin)
        .origins(origins)
        .count(tier.claims);
    work.add(draft);
    let how = match (is_review(standard), standard.loss_capped.value().copied().unwrap_or(false)) {
        (true, _) => "review",
        (false, true) => "capped",
        (false, false) => "tier",
    };
    let amount = standard.amount.known();
    let digits = amount.map(|fact| Digits::default().and(fact.value, fact.certainty)).unwrap_or_default();
    let draft = Draft::new("standards.*.would_pay", format!("{stem}.would_pay"), how)
        .name(name(work, standard))
        .arg("claims", work.shown(&claims))
        .arg("amount", work.field_text(&standard.amount, "", |amount| quantity(amount, unit(standard))))
        .field(&standard.amount)
        .ratio_of(digits)
        .input(claims)
        .value(tier.would_pay.map(|amount| quantity(amount, unit(standard))));
    work.add(draft);
}

/// What rows, or else statistics, say was paid under a standard.
fn paid(work: &mut Builder<'_>, standard: &Standard, id: &str, stem: &str) {
    let rows: Vec<&Payout> =
        work.dossier.payouts.iter().filter(|row| row.standard.as_deref() == Some(id) && row.state == "paid").collect();
    if !rows.is_empty() {
        let origins = sums::folded(rows.iter().map(|row| row.amount.origin()), Some(&name(work, standard)));
        let draft = Draft::new("standards.*.paid", format!("{stem}.paid"), "rows");
        work.add(draft.name(name(work, standard)).origins(&origins).count(rows.len()));
        let of_one_unit = rows.iter().all(|row| row.unit == rows[0].unit);
        let amounts: Option<Vec<_>> = rows.iter().map(|row| row.amount.value().copied()).collect();
        let sum = amounts.filter(|_| of_one_unit).and_then(sums::sum);
        let known = rows.iter().filter_map(|row| row.amount.known());
        let digits = known.fold(Digits::default(), |all, fact| all.and(fact.value, fact.certainty));
        let draft = Draft::new("standards.*.paid.amount", format!("{stem}.paid.amount"), "rows")
            .name(name(work, standard))
            .arg("count", work.shown(&format!("{stem}.paid")))
            .origins(&origins)
            .sum_of(digits)
            .value(sum.map(|amount| quantity(amount, &rows[0].unit)));
        work.add(draft);
        return;
    }
    let counts = &work.dossier.payout_counts;
    let replaced: Vec<&String> = counts.iter().filter_map(|row| row.supersedes.value()).collect();
    let mut of: Vec<&PayoutCount> = counts
        .iter()
        .filter(|row| {
            row.standard.value().is_some_and(|found| found == id)
                && row.state.value().is_some_and(|state| state == "paid")
        })
        .filter(|row| row.id.value().is_none_or(|id| !replaced.contains(&id)))
        .collect();
    of.sort_by_key(|row| row.as_of.value().copied());
    // Several days of one standard are the same total at different times: the last one stands.
    let Some(row) = of.last() else { return };
    let draft = Draft::new("standards.*.paid", format!("{stem}.paid"), "stated")
        .name(name(work, standard))
        .arg("count", work.field_text(&row.paid, &work.unit("standards.*.paid"), Value::Count))
        .field(&row.paid);
    work.add(draft.value(row.paid.value().map(|count| Value::Count(*count))));
    let unit = row.unit.value().map_or("won", String::as_str);
    let draft = Draft::new("standards.*.paid.amount", format!("{stem}.paid.amount"), "stated")
        .name(name(work, standard))
        .arg("amount", work.field_text(&row.amount, "", |amount| quantity(amount, unit)))
        .field(&row.amount);
    work.add(draft.value(row.amount.value().map(|amount| quantity(*amount, unit))));
}

/// What all tiers in money would pay, and how many claims are left to individual review.
fn totals(work: &mut Builder<'_>) {
    let Some(fold) = &work.dossier.claims else { return };
    let tiers: Vec<(&Standard, &TierFold)> =
        fold.tiers.iter().filter_map(|tier| Some((work.dossier.standard(&tier.standard)?, tier))).collect();
    if tiers.is_empty() {
        return;
    }
    let id = |tier: &TierFold, last: &str| format!("standards.{}.{last}", slug(&tier.standard));
    let money: Vec<&(&Standard, &TierFold)> = tiers
        .iter()
        .filter(|(standard, _)| {
            !is_review(standard) && is_money(standard.form.value().map_or("", String::as_str), unit(standard))
        })
        .collect();
    if !money.is_empty() {
        let amounts: Option<Vec<_>> = money.iter().map(|(_, tier)| tier.would_pay).collect();
        let sum = amounts.map(sums::sum);
        if sum == Some(None) {
            work.overflow("standards.would_pay.total", money.first().map(|(standard, _)| &standard.record.origin));
        }
        let inputs: Vec<String> = money.iter().map(|(_, tier)| id(tier, "would_pay")).collect();
        let terms: Vec<String> = inputs.iter().map(|id| work.shown(id)).collect();
        let terms_of = inputs.iter().filter_map(|id| work.figures.get(id));
        let digits = terms_of.fold(Digits::default(), |all, figure| match &figure.value {
            Some(Value::Won(won)) => all.and(*won, figure.certainty),
            _ => all,
        });
        let draft = Draft::new("standards.would_pay.total", "standards.would_pay.total", "sum");
        let draft = draft.arg("terms", work.joined(&terms)).inputs(inputs).sum_of(digits);
        work.add(draft.value(sum.flatten().map(Value::Won)));
    }
    let review: Vec<&TierFold> =
        tiers.iter().filter(|(standard, _)| is_review(standard)).map(|(_, tier)| *tier).collect();
    if !review.is_empty() {
        let inputs: Vec<String> = review.iter().map(|tier| id(tier, "claims")).collect();
        let terms: Vec<String> = inputs.iter().map(|id| work.shown(id)).collect();
        let sum = sums::sum_counts(review.iter().map(|tier| tier.claims));
        let draft = Draft::new("standards.review.total", "standards.review.total", "sum");
        work.add(draft.arg("terms", work.joined(&terms)).inputs(inputs).value(sum.map(Value::Count)));
    }
}
