//! PAY10: a row that is part of another is larger than it, or the row it is part of does not exist.

use crate::check::payouts::{NUMBERS, severity, source, stated, unit};
use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::PayoutCount;
use crate::finding::Finding;

rule::rule!("PAY10", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let rows = &subject.dossier.payout_counts;
    let mut findings = Vec::new();
    for row in rows {
        let Some(id) = row.partial.value() else { continue };
        let Some(whole) = rows.iter().find(|other| other.id.value() == Some(id)) else {
            let why = say::both(format!("'{id}' 행이 없습니다"), format!("there is no row '{id}'"));
            let finding = RULE.at(&row.record, "partial").with("id", say::quote(id)).with("source", "");
            findings.push(finding.with("why", why));
            continue;
        };
        findings.extend(NUMBERS.into_iter().find_map(|field| larger(subject, row, whole, field)));
    }
    Ok(findings)
}

fn larger(subject: &CheckInput<'_>, row: &PayoutCount, whole: &PayoutCount, field: &'static str) -> Option<Finding> {
    let (part, all) = (stated(row, field)?, stated(whole, field)?);
    if part.from <= all.to || (field == "amount" && unit(row) != unit(whole)) {
        return None;
    }
    let (said, of) = (part.said(subject, unit(row)), all.said(subject, unit(whole)));
    let why = say::filled(
        "일부({part})가 전체({whole})보다 큽니다",
        "the part ({part}) exceeds the whole ({whole})",
        &[("part", &said), ("whole", &of)],
    );
    let finding = RULE
        .at(&row.record, field)
        .with("id", say::text(&whole.id))
        .with("why", why)
        .with("source", source(row))
        .related(&all.origin, of);
    Some(Finding { severity: severity([row, whole]), ..finding })
}
