//! PAY07: an amount without its unit, cash that is not won, or a won value whose basis is not stated.

use crate::check::{Checked, Subject, rule, say};
use crate::dossier::Record;
use crate::finding::{Arg, Finding};

rule::rule!("PAY07", Error);

fn check(subject: &Subject<'_>) -> Checked {
    let mut findings = Vec::new();
    for sheet in ["standard", "payout_count"] {
        findings.extend(subject.dossier.sheet(sheet).iter().filter_map(of_record));
    }
    for payout in &subject.dossier.payouts {
        let cash_elsewhere = payout.form == "cash" && payout.unit != "won";
        let unbacked = payout.value.known().is_some() && payout.value_basis.is_none();
        if cash_elsewhere || unbacked {
            let (field, origin) = if cash_elsewhere {
                ("payout.unit", payout.amount.origin())
            } else {
                ("payout.value_basis", payout.value.origin())
            };
            findings.push(
                RULE.on(origin).field(field).with("why", why(if cash_elsewhere { Lack::Won } else { Lack::Basis })),
            );
        }
    }
    Ok(findings)
}

#[derive(Clone, Copy)]
enum Lack {
    Unit,
    Won,
    Basis,
}

fn of_record(record: &Record) -> Option<Finding> {
    let amount = record.get("amount");
    let unit = record.code("unit");
    let cash = record.code("form").value().is_some_and(|form| form == "cash");
    let amount_known = amount.known().is_some();
    let value = record.won("value");
    let (field, lack, beside) = if amount_known && unit.value().is_none() {
        ("unit", Lack::Unit, amount.origin().clone())
    } else if cash && amount_known && unit.value().is_some_and(|unit| unit != "won") {
        ("unit", Lack::Won, amount.origin().clone())
    } else if value.known().is_some() && record.text("value_basis").value().is_none() {
        ("value_basis", Lack::Basis, value.origin().clone())
    } else {
        return None;
    };
    Some(RULE.at(record, field).with("why", why(lack)).related(&beside, say::column(record, "amount")))
}

fn why(lack: Lack) -> Arg {
    match lack {
        Lack::Unit => say::both("금액·수량에 단위가 없습니다", "an amount has no unit"),
        Lack::Won => say::both("현금인데 단위가 원이 아닙니다", "cash is not stated in won"),
        Lack::Basis => say::both("환산액에 환산 근거가 없습니다", "a won value has no valuation basis"),
    }
}
