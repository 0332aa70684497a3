//! TEXT01: a resident registration number in a cell; no filing may hold one.

use crate::check::personal::{PersonalCells, held};
use crate::check::{CheckInput, Checked, rule, say};
use crate::mapping::Personal;

rule::rule!("TEXT01", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let found = held(subject, |kind| kind == Personal::Resident);
    Ok(found.into_iter().map(finding).collect())
}

fn finding(found: PersonalCells) -> crate::finding::Finding {
    let finding = RULE
        .on(&found.first)
        .field(found.field)
        .with("name", found.name)
        .with("found", found.shown.as_str())
        .with("count", say::count(found.count));
    found.more.iter().fold(finding, |finding, origin| finding.related(origin, found.related.clone()))
}
