//! CLM05: a statistic is not what the claims, row by row, add up to.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::check::publication::{Publication, PublishedValue, exact, is_superseded, percent_of, printed, publications};
use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::{ClaimCount, ClaimFold, GroupCount};
use crate::finding::{Arg, Finding};
use crate::value::Certainty;

rule::rule!("CLM05", Error);

type Marginals = BTreeMap<&'static str, BTreeMap<String, GroupCount>>;

/// What a row says and what the claims give.
struct Mismatch<'a> {
    row: &'a ClaimCount,
    field: &'static str,
    stated: Arg,
    counted: Arg,
}

fn check(subject: &CheckInput<'_>) -> Checked {
    let Some(claims) = &subject.dossier.claims else { return Ok(Vec::new()) };
    let all = publications(subject.dossier);
    let mut findings = Vec::new();
    for publication in all.iter().filter(|publication| is_counted(subject, publication)) {
        let rows = publication.rows.iter().filter(|row| !is_superseded(&all, row, publication));
        let wrong: Vec<Mismatch<'_>> = rows.filter_map(|row| mismatch(claims, publication, row)).collect();
        findings.extend(finding(claims, &wrong));
    }
    Ok(findings)
}

/// An outside body's intake is never in the rows.
fn is_counted(subject: &CheckInput<'_>, publication: &Publication<'_>) -> bool {
    let channel =
        subject.dossier.channels.iter().find(|row| row.id.value().is_some_and(|id| id == publication.channel));
    publication.scope != "outside" && channel.is_none_or(|row| row.counted.value().copied().unwrap_or(true))
}

fn mismatch<'a>(claims: &ClaimFold, publication: &Publication<'a>, row: &'a ClaimCount) -> Option<Mismatch<'a>> {
    let of = |stated, counted, field| Some(Mismatch { row, field, stated, counted });
    let whole = whole(claims, publication)?;
    let is_total = row.dimension.value()? == "total";
    let counted = if is_total { whole } else { part(claims, publication, row)? };
    if let Some(stated) = exact(row) {
        return if stated == counted { None } else { of(say::count(stated), say::count(counted), "count") };
    }
    if let Some(about) = row.count.known().filter(|fact| fact.certainty == Certainty::Estimate) {
        let far = about.value.abs_diff(counted).checked_mul(ESTIMATE_PART)? > about.value;
        return if far { of(say::count(about.value), say::count(counted), "count") } else { None };
    }
    let stated = row.share.value().copied().filter(|_| !is_total && whole > 0)?;
    let actual = percent_of(counted, whole)?;
    let right = printed(stated, actual) == PublishedValue::Right;
    if right { None } else { of(say::percent(stated), say::percent(actual), "share") }
}

/// "About 45,000" may be off by one part in twenty.
const ESTIMATE_PART: u64 = 20;

fn marginals<'a>(claims: &'a ClaimFold, scope: &str) -> Option<&'a Marginals> {
    match scope {
        "all" => Some(&claims.by),
        "own" => Some(&claims.own_by),
        _ => None,
    }
}

/// All claims of the scope up to the cut-off day.
fn whole(claims: &ClaimFold, publication: &Publication<'_>) -> Option<u64> {
    if publication.scope == "affiliate" {
        let count = claims.by.get("scope").and_then(|scope| scope.get("affiliate")).map_or(0, |group| group.count);
        return last_day(claims).filter(|last| *last <= publication.as_of.day()).map(|_| count);
    }
    let days = marginals(claims, publication.scope)?.get("day")?;
    let until = days.iter().filter(|(day, _)| day.parse::<NaiveDate>().is_ok_and(|day| day <= publication.as_of.day()));
    until.map(|(_, group)| group.count).try_fold(0_u64, u64::checked_add)
}

/// One code of a dimension; only when the cut-off lies after the last claim, since days are not cross-tabulated.
fn part(claims: &ClaimFold, publication: &Publication<'_>, row: &ClaimCount) -> Option<u64> {
    last_day(claims).filter(|last| *last <= publication.as_of.day())?;
    let codes = marginals(claims, publication.scope)?.get(row.dimension.value()?.as_str())?;
    Some(codes.get(row.key()?).map_or(0, |group| group.count))
}

fn last_day(claims: &ClaimFold) -> Option<NaiveDate> {
    claims.by.get("day")?.keys().filter_map(|day| day.parse().ok()).max()
}

fn finding(claims: &ClaimFold, wrong: &[Mismatch<'_>]) -> Option<Finding> {
    let first = wrong.iter().find(|mismatch| mismatch.row.is_own()).or(wrong.first())?;
    let mut finding = RULE
        .at(&first.row.record, first.field)
        .with("stated", first.stated.clone())
        .with("counted", first.counted.clone())
        .with("rows", say::number(Decimal::from(claims.rows)))
        .with("count", say::count(wrong.len() as u64));
    finding.severity = rule::severity_of(first.row.is_own());
    for origin in &claims.origins {
        finding = finding.related(origin, say::count(claims.rows));
    }
    let others = wrong.iter().filter(|other| other.row.record.origin != first.row.record.origin);
    Some(others.fold(finding, |finding, other| {
        finding.related(
            other.row.record.get(other.field).origin(),
            say::list(&[other.stated.clone(), other.counted.clone()]),
        )
    }))
}
