//! CLM02: own and affiliates' claims do not add up to all claims.

use crate::check::publication::{Publication, beside, publications};
use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::ClaimCount;
use crate::finding::Finding;

rule::rule!("CLM02", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let all = publications(subject.dossier);
    let mut findings: Vec<Finding> = Vec::new();
    for affiliate in all.iter().filter(|publication| publication.scope == "affiliate") {
        let counts = ["all", "own"].map(|scope| beside(&all, affiliate, scope).and_then(Publication::total_count));
        let ([Some(whole), Some(own)], Some(part)) = (counts, affiliate.total_count()) else { continue };
        let sum = own.1.checked_add(part.1).ok_or_else(|| RULE.failure("the sum of the scopes is too large"))?;
        if sum == whole.1 {
            continue;
        }
        let again = findings.iter_mut().find(|finding| {
            finding.related.iter().any(|related| related.origin == *whole.0.count.origin())
                || finding.origin.as_ref() == Some(whole.0.count.origin())
        });
        match again {
            Some(first) => *first = first.clone().related(part.0.count.origin(), say::count(part.1)),
            None => findings.push(finding(whole, own, part, sum)),
        }
    }
    Ok(findings)
}

type Counted<'a> = (&'a ClaimCount, u64);

fn finding(whole: Counted<'_>, own: Counted<'_>, affiliate: Counted<'_>, sum: u64) -> Finding {
    let rows = [affiliate, own, whole];
    let mine = rows.iter().find(|(row, _)| row.is_own());
    let at = mine.unwrap_or(&rows[2]).0;
    let mut finding = RULE
        .at(&at.record, "count")
        .with("own", say::count(own.1))
        .with("affiliate", say::count(affiliate.1))
        .with("sum", say::count(sum))
        .with("total", say::count(whole.1));
    finding.severity = rule::severity_of(mine.is_some());
    let others = rows.iter().filter(|(row, _)| row.count.origin() != at.count.origin());
    others.fold(finding, |finding, (row, count)| finding.related(row.count.origin(), say::count(*count)))
}
