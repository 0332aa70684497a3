//! CLM04: a printed share is not count over base, rounded at its last place. Tells cutting from rounding.

use crate::check::publication::{Printed, Publication, beside, exact, percent_of, printed, publications};
use crate::check::{Checked, Subject, rule, say};
use crate::dossier::ClaimCount;
use crate::finding::Arg;

rule::rule!("CLM04", Error);

fn check(subject: &Subject<'_>) -> Checked {
    let all = publications(subject.dossier);
    let mut findings = Vec::new();
    for publication in &all {
        for row in &publication.rows {
            let (Some(stated), Some(count)) = (row.share.value().copied(), exact(row)) else { continue };
            let Some((base, whole)) = base(&all, publication, row) else { continue };
            if whole == 0 {
                continue;
            }
            let actual = percent_of(count, whole).ok_or_else(|| RULE.failure("the share is too large"))?;
            let how = printed(stated, actual);
            if how == Printed::Right {
                continue;
            }
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

/// What a share is of: a part's base is its publication's total, a total's base all claims.
fn base<'a>(all: &[Publication<'a>], of: &Publication<'a>, row: &ClaimCount) -> Option<(&'a ClaimCount, u64)> {
    let is_total = row.dimension.value().is_some_and(|dimension| dimension == "total");
    if !is_total {
        return of.total_count();
    }
    if of.scope == "all" {
        return None;
    }
    beside(all, of, "all")?.total_count()
}

fn words(how: Printed) -> Arg {
    match how {
        Printed::Cut => say::both("반올림하지 않고 버린 값", "cut off instead of rounded"),
        Printed::RoundedUp => say::both("반올림하지 않고 올린 값", "rounded up instead of to the nearest"),
        Printed::Right | Printed::Wrong => {
            say::both("반올림이나 버림으로 설명되지 않는 값", "further off than rounding or cutting explains")
        }
    }
}
