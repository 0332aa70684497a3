//! FORM06: one service under two names, or under two companies: it would be counted twice.

use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::Interruption;
use crate::finding::Arg;
use crate::value::Field;

rule::rule!("FORM06", Warning);

fn check(subject: &CheckInput<'_>) -> Checked {
    let rows = &subject.dossier.interruptions;
    let mut findings = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let Some((other, why)) = rows.iter().take(index).find_map(|other| Some((other, clash(other, row)?))) else {
            continue;
        };
        findings.push(
            RULE.at(&row.record, "service")
                .with("service", say::text(&row.service))
                .with("other", say::text(&other.service))
                .with("why", why)
                .related(other.service.origin(), say::text(&other.service)),
        );
    }
    Ok(findings)
}

fn clash(a: &Interruption, b: &Interruption) -> Option<Arg> {
    let (first, second) = (a.service.value()?, b.service.value()?);
    if plain(&a.service) != plain(&b.service) {
        return None;
    }
    if first != second {
        return Some(say::both("띄어쓰기나 부호만 다릅니다", "they differ only in spacing or punctuation"));
    }
    let twice = plain(&a.function) == plain(&b.function) && a.outage.value() == b.outage.value();
    let other_company = a.entity.value() != b.entity.value();
    (twice && other_company)
        .then(|| say::both("같은 서비스가 두 사업자에 적혀 있습니다", "one service stands under two companies"))
}

fn plain(field: &Field<String>) -> String {
    let text = field.value().map_or("", String::as_str);
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
