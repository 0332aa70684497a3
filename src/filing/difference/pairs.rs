//! Lines of two filings brought together by their keys, and what differs within each pair.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::{Line, LineKind, frame, stable_id};
use super::{Change, ChangeKind, Printed};
use crate::filing::model::{Filing, Inline};
use crate::filing::print::plain_text;

/// The keys of both sides in the order of the newer one; what only the older has follows what it followed there.
pub(super) fn merged<K: Clone + Ord>(old: &[K], new: &[K]) -> Vec<K> {
    let known: BTreeSet<&K> = new.iter().collect();
    let mut behind: BTreeMap<Option<&K>, Vec<&K>> = BTreeMap::new();
    let mut last = None;
    for key in old {
        if known.contains(key) {
            last = Some(key);
        } else {
            behind.entry(last).or_default().push(key);
        }
    }
    let gone =
        |after: Option<&K>| behind.get(&after).into_iter().flatten().map(|key| (*key).clone()).collect::<Vec<_>>();
    let mut all = gone(None);
    for key in new {
        all.push(key.clone());
        all.extend(gone(Some(key)));
    }
    all
}

/// What differs between the lines of two parts.
pub(super) fn changes(old: Vec<Line>, new: Vec<Line>) -> Vec<Change> {
    let keys = |lines: &[Line]| lines.iter().map(|line| line.key.clone()).collect::<Vec<_>>();
    let order = merged(&keys(&old), &keys(&new));
    let by_key = |lines: Vec<Line>| lines.into_iter().map(|line| (line.key.clone(), line)).collect::<BTreeMap<_, _>>();
    let (mut old, mut new) = (by_key(old), by_key(new));
    // Sentences have no name: one that is gone and one that is new, in order, are one that was rewritten.
    let rewritten = |own: &BTreeMap<String, Line>, other: &BTreeMap<String, Line>| {
        let alone = order.iter().filter_map(|key| own.get(key)).filter(|line| !other.contains_key(&line.key));
        alone.filter(|line| line.kind == LineKind::Paragraph).map(|line| line.key.clone()).collect::<Vec<_>>()
    };
    let pairs: BTreeMap<String, String> = rewritten(&new, &old).into_iter().zip(rewritten(&old, &new)).collect();
    let paired: BTreeSet<String> = pairs.values().cloned().collect();
    let mut out = Vec::new();
    for key in order.iter().filter(|key| !paired.contains(*key)) {
        let before = old.remove(pairs.get(key).unwrap_or(key));
        match (before, new.remove(key)) {
            (Some(old), Some(new)) => lines(&old, &new, &mut out),
            (old, new) => alone(old, new, &mut out),
        }
    }
    out
}

/// A line that one side lacks.
fn alone(old: Option<Line>, new: Option<Line>, out: &mut Vec<Change>) {
    let Some(shown) = new.as_ref().or(old.as_ref()) else { return };
    let kind = if shown.kind == LineKind::Row { ChangeKind::Row } else { ChangeKind::Text };
    let label = shown.label.clone();
    // The value of a fact line is a value however it came or went.
    let value = shown.cells.iter().flat_map(|(_, inlines)| inlines).filter_map(stable_id).next();
    let id = value.filter(|_| shown.kind == LineKind::Fact && shown.cells.len() == 1).map(str::to_owned);
    let side = |line: &Option<Line>| line.as_ref().map(|line| of_line(line, id.as_deref()));
    let kind = if id.is_some() { ChangeKind::Value } else { kind };
    out.push(Change { kind, label, old: side(&old), new: side(&new), id, reason: None });
}

fn of_line(line: &Line, id: Option<&str>) -> Printed {
    let inlines = line.cells.first().map(|(_, inlines)| inlines.as_slice()).unwrap_or_default();
    match inlines {
        [value] if id.is_some() && stable_id(value) == id => {
            printed(value).unwrap_or_else(|| Printed::words(line.text()))
        }
        _ => Printed::words(line.text()),
    }
}

/// Two lines of one key, cell by cell.
fn lines(old: &Line, new: &Line, out: &mut Vec<Change>) {
    let heads = |line: &Line| line.cells.iter().map(|(head, _)| head.clone()).collect::<Vec<_>>();
    for head in merged(&heads(old), &heads(new)) {
        let of = |line: &'_ Line| line.cells.iter().find(|(own, _)| *own == head).map(|(_, inlines)| inlines.clone());
        let (before, after) = (of(old).unwrap_or_default(), of(new).unwrap_or_default());
        let label = match (new.label.as_str(), head.as_str()) {
            (label, "") | ("", label) => label.to_owned(),
            (label, head) if plain_text(&after).replace('\n', " ") == label => head.to_owned(),
            (label, head) => format!("{label}, {head}"),
        };
        cell(&label, &before, &after, out);
    }
}

/// Two runs of text: their values one by one where all else is the same, else in words.
fn cell(label: &str, old: &[Inline], new: &[Inline], out: &mut Vec<Change>) {
    if sides(old) == sides(new) {
        return;
    }
    if frame(old) == frame(new) {
        let pairs = old.iter().zip(new).filter(|(old, new)| printed(old) != printed(new));
        out.extend(pairs.map(|(old, new)| value(label, old, new)));
        return;
    }
    if let ([before], [after]) = (values(old).as_slice(), values(new).as_slice())
        && stable_id(before).is_some()
        && stable_id(before) == stable_id(after)
        && printed(before) != printed(after)
    {
        out.push(value(label, before, after));
        return;
    }
    // A value that came for words (파악 중) or went is that value.
    let either = [values(new), values(old)];
    let only = either.iter().find_map(|values| if let [only] = values.as_slice() { stable_id(only) } else { None });
    let id = only.filter(|_| values(old).len() + values(new).len() == 1).map(str::to_owned);
    let side = |inlines: &[Inline]| {
        let text = plain_text(inlines);
        match inlines {
            [one] if id.is_some() => Some(printed(one).unwrap_or_else(|| Printed::words(text))),
            _ => (!text.is_empty()).then(|| Printed::words(text)),
        }
    };
    let kind = if id.is_some() { ChangeKind::Value } else { ChangeKind::Text };
    out.push(Change { kind, label: label.to_owned(), old: side(old), new: side(new), id, reason: None });
}

fn value(label: &str, old: &Inline, new: &Inline) -> Change {
    let id = stable_id(new).map(str::to_owned);
    let kind = if id.is_some() { ChangeKind::Value } else { ChangeKind::Text };
    Change { kind, label: label.to_owned(), old: printed(old), new: printed(new), id, reason: None }
}

fn values(inlines: &[Inline]) -> Vec<&Inline> {
    inlines.iter().filter(|inline| matches!(inline, Inline::Value { .. })).collect()
}

/// What a run says, in words and in values. Note numbers and positions of rows say nothing.
fn sides(inlines: &[Inline]) -> (String, Vec<Option<String>>) {
    let values = inlines.iter().map(|inline| match inline {
        Inline::Value { value, .. } => value.clone(),
        Inline::Text { .. } | Inline::Cite { .. } => None,
    });
    (plain_text(inlines), values.collect())
}

fn printed(inline: &Inline) -> Option<Printed> {
    let Inline::Value { text, value, value_type, state, .. } = inline else { return None };
    Some(Printed { text: text.clone(), value: value.clone(), kind: value_type.clone(), state: state.clone() })
}

/// Filings of both sides brought together: those of one name and edition, then those of one name. What has no like stands
/// alone.
pub(super) fn filings<'a>(old: &'a [Filing], new: &'a [Filing]) -> Vec<(Option<&'a Filing>, Option<&'a Filing>)> {
    let mut left: Vec<&Filing> = old.iter().collect();
    let mut take = |is_like: &dyn Fn(&Filing) -> bool| {
        let at = left.iter().position(|filing| is_like(filing))?;
        Some(left.remove(at))
    };
    let mut found: Vec<Option<&Filing>> =
        new.iter().map(|new| take(&|old: &Filing| (&old.file, &old.edition) == (&new.file, &new.edition))).collect();
    for (new, found) in new.iter().zip(&mut found).filter(|(_, found)| found.is_none()) {
        *found = take(&|old: &Filing| old.file == new.file);
    }
    let pairs = found.into_iter().zip(new.iter().map(Some));
    pairs.chain(left.into_iter().map(|old| (Some(old), None))).collect()
}
