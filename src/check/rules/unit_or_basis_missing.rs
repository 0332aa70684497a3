//! PAY07: an extension of time in won, cash that is not won, or a won value whose basis is not stated.
//!
//! A row that states no unit states won: more time for users then still lacks the unit that it is counted in.

use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::Record;
use crate::finding::{Arg, Finding};

rule::rule!("PAY07", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    for sheet in ["standard", "payout_count"] {
        findings.extend(subject.dossier.sheet(sheet).iter().filter_map(of_record));
    }
    for payout in &subject.dossier.payouts {
        let cash_elsewhere = payout.form == "cash" && payout.unit != "won";
        let time_in_won = payout.form == "extension" && payout.unit == "won" && payout.amount.known().is_some();
        let unbacked = payout.value.known().is_some() && payout.value_basis.is_none();
        let lack = match () {
            () if time_in_won => MissingStatement::Unit,
            () if cash_elsewhere => MissingStatement::Won,
            () if unbacked => MissingStatement::Basis,
            () => continue,
        };
        let (field, origin) = match lack {
            MissingStatement::Unit | MissingStatement::Won => ("payout.unit", payout.amount.origin()),
            MissingStatement::Basis => ("payout.value_basis", payout.value.origin()),
        };
        findings.push(RULE.on(origin).field(field).with("why", why(lack)));
    }
    Ok(findings)
}

#[derive(Clone, Copy)]
enum MissingStatement {
    Unit,
    Won,
    Basis,
}

fn of_record(record: &Record) -> Option<Finding> {
    let amount = record.get("amount");
    let unit = record.code("unit");
    let is = |wanted: &str| record.code("form").value().is_some_and(|form| form == wanted);
    let in_won = unit.value().is_none_or(|unit| unit == "won");
    let amount_known = amount.known().is_some();
    let value = record.won("value");
    let (field, lack, beside) = if amount_known && is("extension") && in_won {
        ("unit", MissingStatement::Unit, amount.origin().clone())
    } else if amount_known && is("cash") && !in_won {
        ("unit", MissingStatement::Won, amount.origin().clone())
    } else if value.known().is_some() && record.text("value_basis").value().is_none() {
        ("value_basis", MissingStatement::Basis, value.origin().clone())
    } else {
        return None;
    };
    Some(RULE.at(record, field).with("why", why(lack)).related(&beside, say::column(record, "amount")))
}

fn why(lack: MissingStatement) -> Arg {
    match lack {
        MissingStatement::Unit => {
            say::both("이용기간 연장에 일 · 시간 · 개월의 단위가 없습니다", "more time for users has no unit of time")
        }
        MissingStatement::Won => say::both("현금인데 단위가 원이 아닙니다", "cash is not stated in won"),
        MissingStatement::Basis => say::both("환산액에 환산 근거가 없습니다", "a won value has no valuation basis"),
    }
}
