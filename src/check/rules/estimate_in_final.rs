//! FORM04: estimates (약) in a final report. With a stated source or method a note, without one an error.

use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::{Record, Stage};
use crate::finding::{Finding, Severity};
use crate::value::Certainty;

rule::rule!("FORM04", Error);

/// Columns that say where an estimate comes from or how it was made.
const METHODS: &[&str] = &["source", "users_method", "users_share_method", "value_basis", "ground"];

fn check(subject: &CheckInput<'_>) -> Checked {
    if subject.dossier.case.stage != Stage::Final {
        return Ok(Vec::new());
    }
    let mut findings = Vec::new();
    for records in subject.dossier.records.values() {
        let cells: Vec<(&Record, &str)> = records.iter().flat_map(estimates).collect();
        let (stated, bare): (Vec<_>, Vec<_>) = cells.into_iter().partition(|(record, _)| has_method(record));
        findings.extend(finding(&bare, false));
        findings.extend(finding(&stated, true));
    }
    let is_bare = |payout: &&crate::dossier::Payout| {
        payout.amount.known().is_some_and(|fact| fact.certainty == Certainty::Estimate) && payout.value_basis.is_none()
    };
    for payout in subject.dossier.payouts.iter().filter(is_bare) {
        let (sheet, name) = (say::both("보상지급", "Payouts"), say::both("지급액", "Amount"));
        let finding = RULE.on(payout.amount.origin()).field("payout.amount");
        findings.push(finding.with("sheet", sheet).with("name", name).with("count", "1").with("method", method(false)));
    }
    Ok(findings)
}

fn estimates(record: &Record) -> impl Iterator<Item = (&Record, &str)> {
    let fields = record.schema.field.iter().zip(&record.fields);
    let about = fields.filter(|(_, field)| field.known().is_some_and(|fact| fact.certainty == Certainty::Estimate));
    about.map(move |(schema, _)| (record, schema.id.as_str()))
}

fn has_method(record: &Record) -> bool {
    METHODS.iter().any(|field| record.text(field).value().is_some())
}

fn method(stated: bool) -> crate::finding::Arg {
    if stated {
        say::both("출처나 산정 방법이 적혀 있습니다", "with a source or a method beside it")
    } else {
        say::both("출처도 산정 방법도 없습니다", "without a source or a method")
    }
}

fn finding(cells: &[(&Record, &str)], stated: bool) -> Option<Finding> {
    let (record, field) = cells.first()?;
    let mut first = RULE
        .at(record, field)
        .with("sheet", say::sheet(record))
        .with("name", say::column(record, field))
        .with("count", say::count(cells.len() as u64))
        .with("method", method(stated));
    first.severity = if stated { Severity::Note } else { Severity::Error };
    let rest = cells.iter().skip(1);
    Some(rest.fold(first, |finding, (record, field)| {
        finding.related(record.get(field).origin(), say::column(record, field))
    }))
}
