//! CASE06: an example row of a workbook of ours is still there. It may stand in a draft, never in a filing.

use std::collections::BTreeMap;

use crate::check::{CheckInput, Checked, rule, say};
use crate::finding::{Arg, Severity};
use crate::origin::Origin;
use crate::value::Value;

rule::rule!("CASE06", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let severity = severity(subject);
    let mut files: BTreeMap<(u32, String), Vec<(Origin, Arg)>> = BTreeMap::new();
    for (sheet, cells) in examples(subject) {
        let name = subject.pack.sheets.get(sheet).map_or_else(|| sheet.into(), |found| say::both(&found.ko, &found.en));
        for cell in cells {
            let file = (cell.sheet.file_no, cell.sheet.file.clone());
            files.entry(file).or_default().push((cell, name.clone()));
        }
    }
    let mut findings = Vec::new();
    for ((_, file), mut cells) in files {
        cells.sort_by(|(a, _), (b, _)| a.cmp(b));
        let Some(((first, name), rest)) = cells.split_first() else { continue };
        let finding = RULE.on(first).with("file", file).with("sheet", name.clone());
        let mut finding = finding.with("count", say::count(cells.len() as u64));
        finding.severity = severity;
        findings.push(rest.iter().fold(finding, |finding, (cell, name)| finding.related(cell, name.clone())));
    }
    Ok(findings)
}

/// A draft shows what a filing would look like, examples included; whatever leaves the house must hold none.
pub(super) fn severity(subject: &CheckInput<'_>) -> Severity {
    let is_draft = !subject.filings.is_empty() && subject.filings.iter().all(|filing| filing.draft);
    if is_draft { Severity::Warning } else { Severity::Error }
}

/// The cell that gives each example row away, by sheet.
fn examples<'s>(subject: &'s CheckInput<'_>) -> BTreeMap<&'s str, Vec<Origin>> {
    let table = &subject.pack.worktable;
    let mut found: BTreeMap<&str, Vec<Origin>> = BTreeMap::new();
    for (sheet, records) in &subject.dossier.records {
        for record in records {
            let texts = record.fields.iter().filter_map(|field| match field.value() {
                Some(Value::Text(text)) => Some((text, field.origin())),
                _ => None,
            });
            // A row that case.toml implies is no row of a workbook.
            let mut marked = texts.filter(|(text, origin)| table.is_example(text) && origin.address().is_some());
            if let Some((_, origin)) = marked.next() {
                found.entry(sheet).or_default().push(origin.clone());
            }
        }
    }
    for payout in subject.dossier.payouts.iter().filter(|payout| table.is_example(&payout.id)) {
        found.entry("payout").or_default().push(payout.cell(payout.columns.id));
    }
    if let Some(claims) = &subject.dossier.claims {
        found.entry("claim").or_default().extend(claims.examples.iter().cloned());
    }
    found
}
