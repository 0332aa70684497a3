//! TIME01: a service ends before it starts (전기통신사업법 시행령: 중단 시각이 고지 · 면제 판단의 기준).

use crate::check::order::{About, Reversed, reversed};
use crate::check::{CheckInput, Checked, Rule, rule, say};
use crate::finding::Finding;

rule::rule!("TIME01", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    Ok(findings(&RULE, subject, About::Interruption))
}

/// The finding of every rule on reversed moments: the suspect cell, the other beside it.
pub(super) fn findings(rule: &Rule, subject: &CheckInput<'_>, about: About) -> Vec<Finding> {
    let of_kind = |pair: &Reversed<'_>| pair.about == about && !pair.crossed_midnight();
    reversed(subject.dossier).iter().filter(|pair| of_kind(pair)).map(|pair| finding(rule, pair)).collect()
}

pub(super) fn finding(rule: &Rule, pair: &Reversed<'_>) -> Finding {
    let (earlier, later) = (&pair.earlier, &pair.later);
    let other = if pair.suspect == later.0 { earlier } else { later };
    rule.at(pair.record, pair.suspect)
        .with("later_name", say::column(pair.record, later.0))
        .with("later", say::moment(later.1.value))
        .with("earlier_name", say::column(pair.record, earlier.0))
        .with("earlier", say::moment(earlier.1.value))
        .related(&other.1.origin, say::pair(&say::column(pair.record, other.0), &say::moment(other.1.value)))
}
