//! LAW01: a value is of another period than the law counts, or its period cannot be read; it decides nothing
//! (전기통신사업법 시행령 · 방송통신발전 기본법 시행령: 전년도 말 3개월, 전년도).

use super::periods;
use crate::check::{CheckInput, Checked, rule, say};
use crate::law::reference;

rule::rule!("LAW01", Warning);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    for value in periods::counted(subject) {
        let Some(stated) = value.stated.value() else { continue };
        if reference::read(stated) == Some(value.wanted) {
            continue;
        }
        let mut finding = RULE
            .at(value.record, &value.period)
            .with("column", say::column(value.record, &value.field))
            .with("stated", say::text(&value.stated))
            .with("counted", value.span())
            .related(value.record.get(&value.field).origin(), say::column(value.record, &value.field));
        finding.law.clone_from(&value.law);
        findings.push(finding);
    }
    Ok(findings)
}
