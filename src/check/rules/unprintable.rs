//! TEXT03: a character in a text cell that no typeface of the pack holds; it would print as a box or a blank.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::check::{CheckInput, Checked, RuleFailure, rule, say};
use crate::finding::Finding;
use crate::origin::SheetRef;
use crate::value::Value;

rule::rule!("TEXT03", Error);

/// Characters named in a message; more would hide the first.
const NAMED: usize = 5;

/// The cells of one column.
struct UnprintableColumn {
    finding: Finding,
    count: u64,
    characters: BTreeSet<char>,
}

fn check(subject: &CheckInput<'_>) -> Checked {
    let texts = || {
        let records = subject.dossier.records.values().flatten();
        records.flat_map(|record| {
            let fields = record.schema.field.iter().zip(&record.fields);
            fields.filter_map(move |(schema, field)| match field.value() {
                Some(Value::Text(text)) => Some((record, schema, field, text)),
                _ => None,
            })
        })
    };
    let seen: BTreeSet<char> = texts().flat_map(|(_, _, _, text)| text.chars()).filter(|one| is_seen(*one)).collect();
    let failed = |error: crate::error::Error| RuleFailure { code: RULE.code, why: error.key.to_owned() };
    let lacking = subject.pack.faces.lacking(&subject.pack.assets, &seen).map_err(failed)?;
    if lacking.is_empty() {
        return Ok(Vec::new());
    }
    let mut columns: BTreeMap<(Arc<SheetRef>, &str), UnprintableColumn> = BTreeMap::new();
    for (record, schema, field, text) in texts() {
        let own: BTreeSet<char> = text.chars().filter(|character| lacking.contains(character)).collect();
        if own.is_empty() {
            continue;
        }
        let origin = field.origin();
        if let Some(column) = columns.get_mut(&(Arc::clone(&origin.sheet), schema.id.as_str())) {
            column.count += 1;
            column.characters.extend(own);
            let finding = std::mem::replace(&mut column.finding, Finding::new(RULE.code, RULE.severity));
            column.finding = finding.related(origin, say::both("같은 열", "same column"));
            continue;
        }
        let finding = RULE.at(record, &schema.id).with("name", say::column(record, &schema.id));
        let column = UnprintableColumn { finding, count: 1, characters: own };
        columns.insert((Arc::clone(&origin.sheet), schema.id.as_str()), column);
    }
    let say = |column: UnprintableColumn| {
        column.finding.with("characters", named(&column.characters)).with("count", say::count(column.count))
    };
    Ok(columns.into_values().map(say).collect())
}

/// `U+1F525, U+1F600`: by number, because what cannot be printed may not show on a terminal either.
fn named(characters: &BTreeSet<char>) -> String {
    let mut all: Vec<String> = characters
        .iter()
        .take(NAMED)
        .map(|character| format!("{character} (U+{:04X})", u32::from(*character)))
        .collect();
    if characters.len() > NAMED {
        all.push("…".to_owned());
    }
    all.join(", ")
}

/// Shows something on a page: no control, joiner, mark of direction or choice of variant.
fn is_seen(character: char) -> bool {
    let hidden = matches!(
        character,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
    );
    !hidden && !character.is_control() && !character.is_whitespace()
}
