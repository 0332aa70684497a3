//! LAW02: a value that the law counts over a period does not say of which period it is
//! (전기통신사업법 시행령 · 방송통신발전 기본법 시행령: 전년도 말 3개월, 전년도).

use super::periods;
use crate::check::{CheckInput, Checked, rule, say};

rule::rule!("LAW02", Warning);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    for value in periods::counted(subject).into_iter().filter(|value| value.stated.value().is_none()) {
        let mut finding = RULE
            .at(value.record, &value.field)
            .with("column", say::column(value.record, &value.field))
            .with("period", say::column(value.record, &value.period))
            .with("counted", value.span());
        finding.law.clone_from(&value.law);
        findings.push(finding);
    }
    Ok(findings)
}
