//! PAY13: what the standard gives each, times how many were paid, is not the amount that is stated.

use rust_decimal::Decimal;

use crate::check::payouts::{Stated, counted, severity, source, stated, unit};
use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::{Payout, PayoutCount, Standard};
use crate::finding::{Finding, Severity};
use crate::origin::Origin;
use crate::value::{Certainty, spread};

rule::rule!("PAY13", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    for row in &subject.dossier.payout_counts {
        findings.extend(of_statistic(subject, row)?);
    }
    findings.extend(of_payouts(subject));
    Ok(findings)
}

/// What each gets under a standard, with all that it may stand for; none under individual review.
struct Each {
    origin: Origin,
    amount: Decimal,
    certainty: Certainty,
    from: Decimal,
    to: Decimal,
    /// The loss is a ceiling: less is right.
    is_capped: bool,
}

fn each(standard: &Standard, form: Option<&str>, unit: &str) -> Option<Each> {
    let flag = |field: &crate::value::Field<bool>| field.value().copied().unwrap_or(false);
    let same = standard.unit.value().map_or("won", String::as_str) == unit
        && standard.form.value().map(String::as_str) == form;
    let fact = standard.amount.known().filter(|_| same && unit != "percent" && !flag(&standard.review))?;
    let (from, to) = spread(fact.value, fact.certainty);
    let (amount, certainty, is_capped) = (fact.value, fact.certainty, flag(&standard.loss_capped));
    Some(Each { origin: fact.origin.clone(), amount, certainty, from, to, is_capped })
}

fn of_statistic(subject: &CheckInput<'_>, row: &PayoutCount) -> Result<Option<Finding>, crate::check::RuleFailure> {
    let standard = row.standard.value().and_then(|id| subject.dossier.standard(id));
    let each = standard.and_then(|standard| each(standard, row.form.value().map(String::as_str), unit(row)));
    let (Some(each), Some(count), Some(total)) = (each, counted(row), stated(row, "amount")) else { return Ok(None) };
    let product = |a: Decimal, b: Decimal| a.checked_mul(b).ok_or_else(|| RULE.failure("the product is too large"));
    let (least, most) = (product(each.from, count.from)?, product(each.to, count.to)?);
    if total.from <= most && (each.is_capped || total.to >= least) {
        return Ok(None);
    }
    let certainty = each.certainty.and(count.certainty);
    let expected = Stated { value: product(each.amount, count.value)?, certainty, ..total.clone() };
    let mut finding = RULE
        .at(&row.record, "amount")
        .with("unit", say::amount(subject, each.amount, unit(row)))
        .with("count", count.said(subject, unit(row)))
        .with("product", expected.said(subject, unit(row)))
        .with("stated", total.said(subject, unit(row)))
        .with("source", source(row))
        .related(&each.origin, say::amount(subject, each.amount, unit(row)))
        .related(&count.origin, count.said(subject, unit(row)));
    finding.severity = severity([row]);
    Ok(Some(finding))
}

/// Payouts row by row that are less than their standard gives, or more where no claim says so (PAY03): a person may have a
/// reason, so they are one warning.
fn of_payouts(subject: &CheckInput<'_>) -> Option<Finding> {
    let wrong = |payout: &&Payout| -> Option<(Decimal, Each)> {
        let standard = payout.standard.as_deref().and_then(|id| subject.dossier.standard(id))?;
        let each = each(standard, Some(&payout.form), &payout.unit).filter(|_| payout.state == "paid")?;
        let fact = payout.amount.known()?;
        let (from, to) = spread(fact.value, fact.certainty);
        let is_less = to < each.from && !each.is_capped;
        (is_less || (from > each.to && payout.claim.is_none())).then_some((fact.value, each))
    };
    let mut all = subject.dossier.payouts.iter().filter_map(|payout| Some((payout, wrong(&payout)?)));
    let (payout, (amount, each)) = all.next()?;
    let said = |amount| say::amount(subject, amount, &payout.unit);
    let mut finding = RULE
        .on(payout.amount.origin())
        .field("payout.amount")
        .with("unit", said(each.amount))
        .with("count", say::both("1건", "1"))
        .with("product", said(each.amount))
        .with("stated", said(amount))
        .with("source", "")
        .related(&each.origin, said(each.amount));
    finding.severity = Severity::Warning;
    Some(all.fold(finding, |finding, (payout, (amount, _))| {
        finding.related(payout.amount.origin(), say::amount(subject, amount, &payout.unit))
    }))
}
