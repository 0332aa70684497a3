//! FORM02: "파악 중" (not yet known) in a final report.

use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::{Record, Stage};

rule::rule!("FORM02", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    if subject.dossier.case.stage != Stage::Final {
        return Ok(Vec::new());
    }
    let mut findings = Vec::new();
    for records in subject.dossier.records.values() {
        let mut cells = records.iter().flat_map(pending);
        let Some((record, field)) = cells.next() else { continue };
        let rest: Vec<_> = cells.collect();
        let first = RULE
            .at(record, field)
            .with("sheet", say::sheet(record))
            .with("name", say::column(record, field))
            .with("count", say::count(rest.len() as u64 + 1));
        findings.push(rest.into_iter().fold(first, |finding, (record, field)| {
            finding.related(record.get(field).origin(), say::column(record, field))
        }));
    }
    for payout in subject.dossier.payouts.iter().filter(|payout| payout.paid_on.is_pending() && payout.state == "paid")
    {
        let (sheet, name) = (say::both("보상지급", "Payouts"), say::both("지급일", "Paid on"));
        let finding = RULE.on(payout.paid_on.origin()).field("payout.paid_on");
        findings.push(finding.with("sheet", sheet).with("name", name).with("count", "1"));
    }
    Ok(findings)
}

fn pending(record: &Record) -> impl Iterator<Item = (&Record, &str)> {
    let fields = record.schema.field.iter().zip(&record.fields);
    fields.filter(|(_, field)| field.is_pending()).map(move |(schema, _)| (record, schema.id.as_str()))
}
