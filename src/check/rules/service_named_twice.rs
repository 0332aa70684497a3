//! FORM06: one service under two names, or under two companies: it would be counted twice.

use std::collections::BTreeMap;

use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::Interruption;
use crate::finding::Arg;
use crate::value::Field;

rule::rule!("FORM06", Warning);

fn check(subject: &CheckInput<'_>) -> Checked {
    let rows = &subject.dossier.interruptions;
    let mut names: BTreeMap<String, FirstTwo<&str>> = BTreeMap::new();
    let mut companies: BTreeMap<_, FirstTwo<Option<&String>>> = BTreeMap::new();
    let mut findings = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let Some(service) = row.service.value() else { continue };
        let name = plain(&row.service);
        let named = names.entry(name.clone()).or_default();
        let held = companies.entry((name, plain(&row.function), row.outage.value())).or_default();
        let other = [named.other(&service.as_str()), held.other(&row.entity.value())].into_iter().flatten().min();
        if let Some(other) = other.and_then(|place| rows.get(place)) {
            findings.push(
                RULE.at(&row.record, "service")
                    .with("service", say::text(&row.service))
                    .with("other", say::text(&other.service))
                    .with("why", why(other, row))
                    .related(other.service.origin(), say::text(&other.service)),
            );
        }
        named.add(index, service.as_str());
        held.add(index, row.entity.value());
    }
    Ok(findings)
}

fn why(a: &Interruption, b: &Interruption) -> Arg {
    if a.service.value() == b.service.value() {
        say::both("같은 서비스가 두 사업자에 적혀 있습니다", "one service stands under two companies")
    } else {
        say::both("띄어쓰기나 부호만 다릅니다", "they differ only in spacing or punctuation")
    }
}

/// The first row of a group, and the first that says something else than it: whatever a row says, one of the two is the
/// first that differs from it.
struct FirstTwo<K> {
    rows: [Option<(usize, K)>; 2],
}

impl<K> Default for FirstTwo<K> {
    fn default() -> Self {
        Self { rows: [None, None] }
    }
}

impl<K: PartialEq> FirstTwo<K> {
    /// Place of the first row that says something else.
    fn other(&self, said: &K) -> Option<usize> {
        self.rows.iter().flatten().find(|(_, first)| first != said).map(|(place, _)| *place)
    }

    fn add(&mut self, place: usize, said: K) {
        match &mut self.rows {
            [first @ None, _] => *first = Some((place, said)),
            [Some((_, first)), second @ None] if *first != said => *second = Some((place, said)),
            _ => {}
        }
    }
}

fn plain(field: &Field<String>) -> String {
    let text = field.value().map_or("", String::as_str);
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
