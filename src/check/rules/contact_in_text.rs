//! TEXT02: a person's phone, card, account or mail address in a cell whose text reaches a page.

use crate::check::personal::held;
use crate::check::{CheckInput, Checked, rule, say};
use crate::mapping::Personal;

rule::rule!("TEXT02", Warning);

/// Landlines are left alone: what a report names is an office's or a service desk's.
const KINDS: &[Personal] = &[
    Personal::Passport,
    Personal::Licence,
    Personal::Card,
    Personal::Account,
    Personal::Mobile,
    Personal::Mail,
    Personal::Name,
];

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    for kind in KINDS {
        let what = match kind {
            Personal::Passport => say::both("여권 번호", "a passport number"),
            Personal::Licence => say::both("운전면허 번호", "a driving licence number"),
            Personal::Name => say::both("사람의 이름", "a person's name"),
            Personal::Card => say::both("카드 번호", "a card number"),
            Personal::Account => say::both("계좌 번호", "an account number"),
            Personal::Mail => say::both("전자우편 주소", "a mail address"),
            Personal::Mobile | Personal::Landline | Personal::Resident => {
                say::both("휴대전화 번호", "a mobile phone number")
            }
        };
        for found in held(subject, |other| other == *kind) {
            let finding = RULE
                .on(&found.first)
                .field(found.field)
                .with("name", found.name)
                .with("what", what.clone())
                .with("found", found.shown.as_str())
                .with("count", say::count(found.count));
            findings
                .push(found.more.iter().fold(finding, |finding, cell| finding.related(cell, found.related.clone())));
        }
    }
    Ok(findings)
}
