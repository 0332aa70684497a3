//! HIST06: a value that the last filing of a form had is not in this one: each stage carries forward what was filed.

use crate::check::{CheckInput, Checked, history, rule, say};
use crate::filing::{Filing, dropped, id_of};
use crate::finding::Arg;

/// Values that the message names.
const NAMED: usize = 3;

rule::rule!("HIST06", Warning);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    for (before, filing) in history::followed(subject) {
        let gone = dropped(before.filing, filing);
        let Some(first) = gone.first().and_then(|value| id_of(value)) else { continue };
        let named: Vec<Arg> = gone
            .iter()
            .filter_map(|value| id_of(value))
            .take(NAMED)
            .map(|id| Arg::Plain(name(before.filing, id)))
            .collect();
        let more = if gone.len() > NAMED { ", …" } else { "" };
        let finding = RULE
            .on(&history::kept_file(&before.path(), first))
            .with("form", Arg::Plain(filing.title.clone()))
            .with("stage", Arg::Plain(before.filing.stage.clone()))
            .with("count", say::count(gone.len() as u64))
            .with("values", say::list(&named))
            .with("more", more);
        findings.push(finding);
    }
    Ok(findings)
}

/// What a figure was called; the id of a fact, whose note names its sheet alone.
fn name(filing: &Filing, id: &str) -> String {
    let note = filing.sources.iter().find(|source| source.id == id && !source.formula.is_empty());
    note.map_or_else(|| id.to_owned(), |source| source.label.clone())
}
