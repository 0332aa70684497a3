//! CLM04: a printed share is not count over base, rounded at its last place. Tells cutting from rounding.

use rust_decimal::Decimal;

use crate::check::publication::{Publication, PublishedValue, beside, percent_of, printed, publications};
use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::ClaimCount;
use crate::finding::Arg;
use crate::value::{Certainty, Fact, spread};

rule::rule!("CLM04", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let all = publications(subject.dossier);
    let mut findings = Vec::new();
    for publication in &all {
        for row in &publication.rows {
            let (Some(stated), Some(count)) = (row.share.value().copied(), row.count.known()) else { continue };
            let Some((base, whole)) = base(&all, publication, row) else { continue };
            if whole.value == 0 {
                continue;
            }
            let actual = percent_of(count.value, whole.value).ok_or_else(|| RULE.failure("the share is too large"))?;
            let how = printed(stated, actual);
            if how == PublishedValue::Right || is_within(stated, count, whole) {
                continue;
            }
            let (count, whole) = (count.value, whole.value);
            let mut finding = RULE
                .at(&row.record, "share")
                .with("stated", say::percent(stated))
                .with("count", say::count(count))
                .with("base", say::count(whole))
                .with("actual", say::percent(actual))
                .with("how", words(how))
                .related(row.count.origin(), say::count(count))
                .related(base.count.origin(), say::count(whole));
            finding.severity = rule::severity_of(row.is_own());
            findings.push(finding);
        }
    }
    Ok(findings)
}

/// Whether a share is that of some count and base which the estimates among them may stand for.
fn is_within(stated: Decimal, count: &Fact<u64>, whole: &Fact<u64>) -> bool {
    let [(least, most), (least_whole, most_whole)] =
        [count, whole].map(|fact| spread(fact.value.into(), fact.certainty));
    let percent = |part: Decimal, whole: Decimal| part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole);
    let half = Decimal::new(1, stated.scale()) / Decimal::TWO;
    let is_exact = count.certainty == Certainty::Exact && whole.certainty == Certainty::Exact;
    let bounds = percent(least, most_whole).zip(percent(most, least_whole)).filter(|_| !is_exact);
    bounds.is_some_and(|(from, to)| from <= stated + half && stated - half <= to)
}

/// What a share is of: a part's base is its publication's total, a total's base all claims.
fn base<'a>(
    all: &[Publication<'a>],
    of: &Publication<'a>,
    row: &ClaimCount,
) -> Option<(&'a ClaimCount, &'a Fact<u64>)> {
    let is_total = row.dimension.value().is_some_and(|dimension| dimension == "total");
    let total = if is_total { beside(all, of, "all").filter(|_| of.scope != "all")?.total()? } else { of.total()? };
    Some((total, total.count.known()?))
}

fn words(how: PublishedValue) -> Arg {
    match how {
        PublishedValue::Cut => say::both("반올림하지 않고 버린 값", "cut off instead of rounded"),
        PublishedValue::RoundedUp => say::both("반올림하지 않고 올린 값", "rounded up instead of to the nearest"),
        PublishedValue::Right | PublishedValue::Wrong => {
            say::both("반올림이나 버림으로 설명되지 않는 값", "further off than rounding or cutting explains")
        }
    }
}
