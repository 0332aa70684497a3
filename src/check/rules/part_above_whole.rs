//! PAY10: a row that is part of another is larger than it, or the row it is part of does not exist.

use crate::check::{Checked, Subject, rule, say};

rule::rule!("PAY10", Error);

fn check(subject: &Subject<'_>) -> Checked {
    let rows = &subject.dossier.payout_counts;
    let mut findings = Vec::new();
    for row in rows {
        let Some(id) = row.partial.value() else { continue };
        let Some(whole) = rows.iter().find(|other| other.id.value() == Some(id)) else {
            let why = say::both(format!("'{id}' 행이 없습니다"), format!("there is no row '{id}'"));
            findings.push(RULE.at(&row.record, "partial").with("id", say::quote(id)).with("why", why));
            continue;
        };
        let (Some(part), Some(all)) = (row.amount.value(), whole.amount.value()) else { continue };
        if row.unit.value() == whole.unit.value() && part > all {
            let unit = row.unit.value().map_or("won", String::as_str);
            let (crate::finding::Arg::Term { ko, en }, crate::finding::Arg::Term { ko: all_ko, en: all_en }) =
                (say::amount(subject, *part, unit), say::amount(subject, *all, unit))
            else {
                continue;
            };
            let why = say::both(
                format!("일부({ko})가 전체({all_ko})보다 큽니다"),
                format!("the part ({en}) exceeds the whole ({all_en})"),
            );
            let mut finding = RULE
                .at(&row.record, "amount")
                .with("id", say::quote(id))
                .with("why", why)
                .related(whole.amount.origin(), say::amount(subject, *all, unit));
            let own = |row: &crate::dossier::PayoutCount| row.basis.value().is_none_or(|basis| basis == "own");
            finding.severity = rule::severity_of(own(row) || own(whole));
            findings.push(finding);
        }
    }
    Ok(findings)
}
