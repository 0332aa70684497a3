//! PAY06: an amount below zero, or of won with a fraction.

use rust_decimal::Decimal;

use crate::check::{CheckInput, Checked, rule, say};
use crate::finding::{Arg, Finding};
use crate::origin::Origin;
use crate::value::{Field, Value};

rule::rule!("PAY06", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    for record in subject.dossier.records.values().flatten() {
        for (schema, field) in record.schema.field.iter().zip(&record.fields) {
            let (amount, in_won) = match field.value() {
                Some(Value::Won(won)) => (*won, true),
                Some(Value::Amount { quantity, unit }) => (*quantity, unit == "won"),
                _ => continue,
            };
            let name = format!("{}.{}", record.schema.id, schema.id);
            findings.extend(finding(field.origin(), name, say::column(record, &schema.id), amount, in_won));
        }
    }
    for payout in &subject.dossier.payouts {
        let cells: [(&str, Arg, &Field<Decimal>, bool); 3] = [
            ("payout.amount", say::both("지급액", "Amount"), &payout.amount, payout.unit == "won"),
            ("payout.value", say::both("환산액", "Won value"), &payout.value, true),
            ("payout.loss", say::both("인정 피해액", "Loss accepted"), &payout.loss, true),
        ];
        for (name, label, field, in_won) in cells {
            let amount = field.value().copied();
            findings.extend(amount.and_then(|amount| finding(field.origin(), name.to_owned(), label, amount, in_won)));
        }
    }
    findings.extend(claims(subject));
    Ok(once_per_cell(findings))
}

/// Claims are folded as they stream; only the cells of what is wrong are kept.
fn claims(subject: &CheckInput<'_>) -> Option<Finding> {
    let (first, more) = subject.dossier.claims.as_ref()?.negative.split_first()?;
    let below = say::both("0보다 작습니다", "below zero");
    let finding = RULE
        .on(first)
        .field("claim.amount")
        .with("name", say::both("피해 주장액", "Amount claimed"))
        .with("found", say::both("값", "negative"))
        .with("why", below.clone());
    Some(more.iter().fold(finding, |finding, cell| finding.related(cell, below.clone())))
}

fn finding(origin: &Origin, field: String, name: Arg, amount: Decimal, in_won: bool) -> Option<Finding> {
    let why = if amount.is_sign_negative() && !amount.is_zero() {
        say::both("0보다 작습니다", "below zero")
    } else if in_won && !amount.fract().is_zero() {
        say::both("원 미만의 금액이 있습니다", "not a whole number of won")
    } else {
        return None;
    };
    Some(RULE.on(origin).field(field).with("name", name).with("found", say::number(amount)).with("why", why))
}

/// Row-level payouts may be held as records too.
fn once_per_cell(mut findings: Vec<Finding>) -> Vec<Finding> {
    let mut seen = std::collections::BTreeSet::new();
    findings.retain(|finding| finding.origin.clone().is_none_or(|origin| seen.insert(origin)));
    findings
}
