//! PAY14: an amount or a won value is not what its own basis gives: `5,000원 × 326,000명`, `1캐시 = 1원`.

use rust_decimal::Decimal;

use crate::check::payouts::{Stated, counted, severity, source, stated, unit};
use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::{Payout, PayoutCount};
use crate::finding::{Arg, Finding, Severity};
use crate::korean::arithmetic::{Product, Quantity, Rate, products, rates};
use crate::value::spread;

rule::rule!("PAY14", Error);

/// Columns of a statistic that may say how its money was computed.
const BASES: [&str; 3] = ["value_basis", "scope", "note"];

/// What money comes out as, and all that it may stand for.
struct WonOutcome {
    /// How, in numbers; empty where cash is its own value.
    text: String,
    value: Decimal,
    from: Decimal,
    to: Decimal,
}

impl WonOutcome {
    fn itself(amount: &Stated) -> Self {
        Self { text: String::new(), value: amount.value, from: amount.from, to: amount.to }
    }

    /// Whether it is what is stated, rounded to whole won either way.
    fn explains(&self, money: &Stated) -> bool {
        self.from.floor() <= money.to && money.from <= self.to.ceil()
    }
}

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings: Vec<Finding> =
        subject.dossier.payout_counts.iter().filter_map(|row| of_statistic(subject, row)).collect();
    findings.extend(subject.dossier.payouts.iter().filter_map(|payout| of_payout(subject, payout)));
    Ok(findings)
}

fn of_statistic(subject: &CheckInput<'_>, row: &PayoutCount) -> Option<Finding> {
    let amount = stated(row, "amount");
    let in_won = amount.clone().filter(|_| unit(row) == "won");
    // A won value is what its basis explains; without one the amount is.
    let money = stated(row, "value").or_else(|| in_won.clone())?;
    let counted = counted(row).filter(|_| in_won.is_some());
    let in_units = amount.filter(|_| in_won.is_none());
    let names = names(subject, unit(row));
    let of = |text: &str| -> Vec<WonOutcome> {
        let rates = rates(text);
        let by_rate = rates.iter().filter_map(|rate| of_rate(rate, &names, in_units.as_ref(), counted.as_ref()));
        products(text).iter().filter_map(of_product).chain(by_rate).collect()
    };
    let texts = BASES.iter().filter_map(|field| Some((*field, row.record.text(field).value()?.clone())));
    let told: Vec<(&str, WonOutcome)> =
        texts.flat_map(|(field, text)| of(&text).into_iter().map(move |outcome| (field, outcome))).collect();
    let is_cash = row.form.value().is_some_and(|form| form == "cash") && money.field == "value";
    let itself = in_won.filter(|_| is_cash).map(|amount| ("amount", WonOutcome::itself(&amount)));
    // Of several computations in one row one explains the money, and the others something else.
    let wrong = itself.filter(|(_, itself)| !itself.explains(&money)).or_else(|| {
        let is_explained = told.iter().any(|(_, outcome)| outcome.explains(&money));
        told.into_iter().next().filter(|_| !is_explained)
    });
    let (field, outcome) = wrong?;
    let name = say::column(&row.record, money.field);
    let mut finding = finding(subject, RULE.at(&row.record, money.field), &outcome, name, &money)
        .with("source", source(row))
        .related(row.record.get(field).origin(), say::column(&row.record, field));
    // A remark may compute something else.
    finding.severity = if field == "note" { Severity::Warning } else { severity([row]) };
    Some(finding)
}

fn of_payout(subject: &CheckInput<'_>, payout: &Payout) -> Option<Finding> {
    let (value, amount) = (Stated::of("value", payout.value.known()?), Stated::of("amount", payout.amount.known()?));
    let outcome = if payout.form == "cash" && payout.unit == "won" {
        WonOutcome::itself(&amount)
    } else {
        let (basis, names) = (payout.value_basis.as_deref()?, names(subject, &payout.unit));
        let by_rate = rates(basis).iter().find_map(|rate| of_rate(rate, &names, Some(&amount), None));
        by_rate.or_else(|| products(basis).iter().find_map(of_product))?
    };
    if outcome.explains(&value) {
        return None;
    }
    let on = RULE.on(&value.origin).field("payout.value");
    let finding = finding(subject, on, &outcome, say::both("환산액", "Won value"), &value).with("source", "");
    Some(finding.related(&amount.origin, amount.said(subject, &payout.unit)))
}

fn finding(subject: &CheckInput<'_>, on: Finding, outcome: &WonOutcome, name: Arg, stated: &Stated) -> Finding {
    let basis = if outcome.text.is_empty() {
        say::both("현금은 그 금액이 환산액", "cash is its own value")
    } else {
        say::quote(&outcome.text)
    };
    let on = on.with("name", name).with("stated", stated.said(subject, "won"));
    on.with("expected", say::won(outcome.value)).with("basis", basis)
}

/// Names of a unit.
fn names(subject: &CheckInput<'_>, unit: &str) -> Vec<String> {
    let term = subject.pack.terms.term("unit", unit);
    term.map(|term| [&term.ko, &term.en].into_iter().chain(&term.also).cloned().collect()).unwrap_or_default()
}

/// A product of one amount of won and numbers of other things.
fn of_product(product: &Product<'_>) -> Option<WonOutcome> {
    let (won, others): (Vec<&Quantity<'_>>, Vec<&Quantity<'_>>) =
        product.factors.iter().partition(|factor| factor.is_won());
    // A percentage of an amount is no number of anything.
    if won.len() != 1 || others.iter().any(|other| other.word.starts_with('%')) {
        return None;
    }
    let mut outcome = WonOutcome { text: String::new(), value: Decimal::ONE, from: Decimal::ONE, to: Decimal::ONE };
    for factor in &product.factors {
        let (from, to) = spread(factor.value, factor.certainty);
        outcome.value = outcome.value.checked_mul(factor.value)?;
        outcome.from = outcome.from.checked_mul(from)?;
        outcome.to = outcome.to.checked_mul(to)?;
    }
    let grouped = |factor: &Quantity<'_>| crate::korean::grouped(&factor.value);
    outcome.text = product.factors.iter().map(grouped).collect::<Vec<_>>().join(" × ");
    Some(outcome)
}

/// What a rate makes of an amount in its unit, or of a number of payouts.
fn of_rate(rate: &Rate<'_>, names: &[String], amount: Option<&Stated>, counted: Option<&Stated>) -> Option<WonOutcome> {
    const EACH: [&str; 3] = ["건", "명", "인"];
    let is_of = |name: &str| rate.unit.to_lowercase().starts_with(&name.to_lowercase());
    let of = amount
        .filter(|_| names.iter().any(|name| is_of(name)))
        .or_else(|| counted.filter(|_| EACH.into_iter().any(is_of)))?;
    let (least, most) = spread(rate.won.value, rate.won.certainty);
    let worth = |quantity: Decimal, won: Decimal| quantity.checked_mul(won)?.checked_div(rate.quantity);
    let value = worth(of.value, rate.won.value)?;
    let grouped = [of.value, rate.won.value, rate.quantity].map(|number| crate::korean::grouped(&number));
    let text = grouped.join(" × ");
    let text = match text.strip_suffix(" × 1").filter(|_| rate.quantity == Decimal::ONE) {
        Some(text) => text.to_owned(),
        None => format!("{} × {} ÷ {}", grouped[0], grouped[1], grouped[2]),
    };
    Some(WonOutcome { text, value, from: worth(of.from, least)?, to: worth(of.to, most)? })
}
