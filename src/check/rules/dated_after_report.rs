//! TIME11: a fact dated after the moment that the filing speaks of (기준 시각).

use chrono::NaiveDate;

use crate::check::{CheckInput, Checked, rule, say};
use crate::finding::{Arg, Finding};
use crate::origin::Origin;
use crate::value::{Field, Value};

rule::rule!("TIME11", Error);

/// Columns that tell what has happened. Due dates, closing dates and plans may lie ahead.
const PAST: &[(&str, &[&str])] = &[
    ("event", &["at"]),
    ("interruption", &["started_at", "partly_restored_at", "restored_at", "restored_after", "restored_by"]),
    ("notice", &["at"]),
    ("filed", &["at"]),
    ("channel", &["opened", "extended_on"]),
    ("claim_count", &["as_of", "published_on"]),
    ("payout_count", &["as_of"]),
    ("standard", &["decided_on"]),
    ("demand", &["received"]),
    ("request", &["received"]),
    ("judgement", &["on"]),
];

fn check(subject: &CheckInput<'_>) -> Checked {
    let late = late_cells(subject);
    let Some((origin, field, first)) = late.first() else { return Ok(Vec::new()) };
    let report = &subject.dossier.case.report_at;
    let finding = RULE
        .on(origin)
        .field(field.clone())
        .with("found", first.clone())
        .with("count", say::count(late.len() as u64))
        .with("report_at", say::moment(report.value))
        .related(&report.origin, say::moment(report.value));
    let add = |finding: Finding, (origin, _, value): &(Origin, String, Arg)| finding.related(origin, value.clone());
    Ok(vec![late.iter().skip(1).fold(finding, add)])
}

fn late_cells(subject: &CheckInput<'_>) -> Vec<(Origin, String, Arg)> {
    let report = subject.dossier.case.report_at.value.korean();
    let mut late = Vec::new();
    let mut look = |field: &Field<Value>, name: String| match field.value() {
        Some(Value::Moment(at)) if *at > report => late.push((field.origin().clone(), name, say::moment(*at))),
        Some(Value::Date(day)) if *day > report.date() => late.push((field.origin().clone(), name, say::date(*day))),
        _ => {}
    };
    for outage in &subject.dossier.outages {
        for name in outage.moment_names() {
            look(&outage.record.get(name), format!("outage.{name}"));
        }
    }
    for (sheet, fields) in PAST {
        for record in subject.dossier.sheet(sheet) {
            for field in *fields {
                look(&record.get(field), format!("{sheet}.{field}"));
            }
        }
    }
    for payout in &subject.dossier.payouts {
        if let Some(day) = payout.paid_on.value().filter(|day| **day > report.date()) {
            late.push((payout.paid_on.origin().clone(), "payout.paid_on".to_owned(), say::date(*day)));
        }
    }
    let days = subject.dossier.claims.as_ref().and_then(|claims| claims.by.get("day"));
    for (code, group) in days.into_iter().flatten() {
        if let Some(day) = code.parse::<NaiveDate>().ok().filter(|day| *day > report.date()) {
            late.push((group.origin.clone(), "claim.received".to_owned(), say::date(day)));
        }
    }
    late
}
