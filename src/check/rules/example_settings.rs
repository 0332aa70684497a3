//! CASE07: case.toml still says what a new case says: the example's title, contact or moment of the report.

use super::example_left::severity;
use crate::check::{CheckInput, Checked, rule, say};
use crate::finding::{Arg, Severity};
use crate::mapping;

rule::rule!("CASE07", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let (case, table) = (&subject.dossier.case, &subject.pack.worktable);
    let key = |name: &str| case.origin(name);
    let texts = [
        ("title", Some(case.title.value.as_str())),
        ("contact.name", case.contact.name.as_deref()),
        ("contact.department", case.contact.department.as_deref()),
    ];
    let marked = texts.into_iter().filter_map(|(name, text)| Some((name, text.filter(|text| table.is_example(text))?)));
    let mut left: Vec<(&str, Arg)> = marked.map(|(name, text)| (name, Arg::from(mapping::quoted(text)))).collect();
    // A moment has no mark: alone it may be meant.
    let is_sure = !left.is_empty();
    let example = table.case.get(&case.kind).and_then(|note| mapping::stated_moment(&note.report_at));
    if example == Some(case.report_at.value) {
        left.push(("report_at", say::moment(case.report_at.value)));
    }
    let Some(((name, value), rest)) = left.split_first() else { return Ok(Vec::new()) };
    let keys = left.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let finding = RULE.on(&key(name)).field(format!("case.{name}")).with("keys", keys).with("value", value.clone());
    let mut finding = rest.iter().fold(finding, |finding, (name, value)| finding.related(&key(name), value.clone()));
    finding.severity = if is_sure { severity(subject) } else { Severity::Warning };
    Ok(vec![finding])
}
