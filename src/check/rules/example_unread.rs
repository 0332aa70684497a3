//! CASE09: example rows that nobody touched were left out. They say nothing; a sheet that was meant to be filled says so.

use std::collections::BTreeMap;

use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::LeftOut;

rule::rule!("CASE09", Warning);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut files: BTreeMap<u32, Vec<&LeftOut>> = BTreeMap::new();
    for row in &subject.dossier.examples {
        files.entry(row.row.sheet.file_no).or_default().push(row);
    }
    let name = |row: &LeftOut| {
        let sheet = subject.pack.sheets.get(&row.sheet);
        sheet.map_or_else(|| row.sheet.as_str().into(), |found| say::both(&found.ko, &found.en))
    };
    let findings = files.into_values().filter_map(|mut rows| {
        rows.sort_by(|a, b| a.row.cmp(&b.row));
        let (first, rest) = rows.split_first()?;
        let finding = RULE.on(&first.row).with("file", first.row.sheet.file.as_str()).with("sheet", name(first));
        let finding = finding.with("count", say::count(rows.len() as u64));
        Some(rest.iter().fold(finding, |finding, row| finding.related(&row.row, name(row))))
    });
    Ok(findings.collect())
}
