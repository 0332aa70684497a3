//! Lines of two filings brought together by their keys, and what differs within each pair.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::{ContentLine, LineKind, frame, stable_id};
use super::{Change, ChangeKind, PrintedValue};
use crate::filing::model::plain_text;
use crate::filing::model::{Filing, Inline};

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
pub(super) fn changes(old: Vec<ContentLine>, new: Vec<ContentLine>) -> Vec<Change> {
    let keys = |lines: &[ContentLine]| lines.iter().map(|line| line.key.clone()).collect::<Vec<_>>();
    let order = merged(&keys(&old), &keys(&new));
    let by_key =
        |lines: Vec<ContentLine>| lines.into_iter().map(|line| (line.key.clone(), line)).collect::<BTreeMap<_, _>>();
    let (mut old, mut new) = (by_key(old), by_key(new));
    // Sentences have no name: one that is gone and one that is new, in order, are one that was rewritten.
    let rewritten = |own: &BTreeMap<String, ContentLine>, other: &BTreeMap<String, ContentLine>| {
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
            (old, new) => alone(old.as_ref(), new.as_ref(), &mut out),
        }
    }
    out
}

/// A line that one side lacks.
fn alone(old: Option<&ContentLine>, new: Option<&ContentLine>, out: &mut Vec<Change>) {
    let Some(shown) = new.or(old) else { return };
    let kind = if shown.kind == LineKind::Row { ChangeKind::Row } else { ChangeKind::Text };
    let label = shown.label.clone();
    // The value of a fact line is a value however it came or went.
    let value = shown.cells.iter().flat_map(|(_, inlines)| inlines).find_map(stable_id);
    let id = value.filter(|_| shown.kind == LineKind::Fact && shown.cells.len() == 1).map(str::to_owned);
    let side = |line: Option<&ContentLine>| line.map(|line| of_line(line, id.as_deref()));
    let kind = if id.is_some() { ChangeKind::Value } else { kind };
    out.push(Change { kind, label, old: side(old), new: side(new), id, reason: None });
}

fn of_line(line: &ContentLine, id: Option<&str>) -> PrintedValue {
    let inlines = line.cells.first().map(|(_, inlines)| inlines.as_slice()).unwrap_or_default();
    match inlines {
        [value] if id.is_some() && stable_id(value) == id => {
            printed(value).unwrap_or_else(|| PrintedValue::words(line.text()))
        }
        _ => PrintedValue::words(line.text()),
    }
}

/// Two lines of one key, cell by cell.
fn lines(old: &ContentLine, new: &ContentLine, out: &mut Vec<Change>) {
    let heads = |line: &ContentLine| line.cells.iter().map(|(head, _)| head.clone()).collect::<Vec<_>>();
    for head in merged(&heads(old), &heads(new)) {
        let of =
            |line: &ContentLine| line.cells.iter().find(|(own, _)| *own == head).map(|(_, inlines)| inlines.clone());
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
            [one] if id.is_some() => Some(printed(one).unwrap_or_else(|| PrintedValue::words(text))),
            _ => (!text.is_empty()).then(|| PrintedValue::words(text)),
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

fn printed(inline: &Inline) -> Option<PrintedValue> {
    let Inline::Value { text, value, value_type, state, .. } = inline else { return None };
    Some(PrintedValue { text: text.clone(), value: value.clone(), kind: value_type.clone(), state: state.clone() })
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

#[cfg(test)]
mod tests {
    use super::super::lines::{of_body, of_texts};
    use super::*;
    use crate::filing::model::{Body, ColumnHead, Table, TableCell, TableRow};

    fn words(text: &str) -> Inline {
        Inline::Text { text: text.to_owned() }
    }

    /// A count as a figure or, with a sheet's id, as a fact.
    fn count(id: &str, number: u32) -> Inline {
        let is_figure = id.starts_with("claims.");
        Inline::Value {
            text: format!("{number}건"),
            value_type: "count".to_owned(),
            value: Some(number.to_string()),
            state: "exact".to_owned(),
            figure: is_figure.then(|| id.to_owned()),
            fact: (!is_figure).then(|| id.to_owned()),
            source: Some(number),
        }
    }

    fn table(rows: Vec<Vec<Inline>>) -> Vec<ContentLine> {
        let head = |label: &str| ColumnHead { label: label.to_owned(), class: String::new(), adds: false };
        let cell = |inline| TableCell { content: vec![inline], class: String::new() };
        let row = |cells: Vec<Inline>| TableRow { total: false, cells: cells.into_iter().map(cell).collect() };
        let table = Table {
            caption: String::new(),
            columns: ["이름", "건수"].map(head).to_vec(),
            rows: rows.into_iter().map(row).collect(),
            notes: Vec::new(),
            author: None,
        };
        of_body(&Body::Table { table })
    }

    fn told(changes: &[Change]) -> Vec<(ChangeKind, &str, &str, &str)> {
        fn side(side: Option<&PrintedValue>) -> &str {
            side.map_or("", |printed| printed.text.as_str())
        }
        changes
            .iter()
            .map(|one| (one.kind, one.label.as_str(), side(one.old.as_ref()), side(one.new.as_ref())))
            .collect()
    }

    #[test]
    fn a_row_is_found_by_its_figure_wherever_it_stands() {
        let old = table(vec![
            vec![words("가"), count("claims.by_harm.a", 1)],
            vec![words("나"), count("claims.by_harm.b", 2)],
        ]);
        let new = table(vec![
            vec![words("다"), count("claims.by_harm.c", 3)],
            vec![words("나"), count("claims.by_harm.b", 2)],
            vec![words("가"), count("claims.by_harm.a", 4)],
        ]);
        let found = changes(old, new);
        assert_eq!(
            told(&found),
            [(ChangeKind::Row, "다", "", "다 | 3건"), (ChangeKind::Value, "가, 건수", "1건", "4건")]
        );
        assert_eq!(found[1].id.as_deref(), Some("claims.by_harm.a"));
    }

    #[test]
    fn a_row_without_a_key_is_not_found_by_its_position() {
        let row = |position: u32, name: &str| vec![words(name), count(&format!("event.{position}.n"), 7)];
        let old = table(vec![row(1, "가"), row(2, "나")]);
        // One more above it: the others move down and say the same.
        let new = table(vec![row(1, "앞"), row(2, "가"), row(3, "나")]);
        assert_eq!(told(&changes(old, new)), [(ChangeKind::Row, "앞", "", "앞 | 7건")]);
    }

    #[test]
    fn a_sentence_that_differs_in_a_value_is_that_value() {
        let sentence = |number, end: &str| vec![words("모두 "), count("claims.total", number), words(end)];
        let same = changes(of_texts(&[sentence(5, "임.")]), of_texts(&[sentence(5, "임.")]));
        assert_eq!(same, []);
        let value = changes(of_texts(&[sentence(5, "임.")]), of_texts(&[sentence(6, "임.")]));
        assert_eq!(told(&value), [(ChangeKind::Value, "", "5건", "6건")]);
        let rewritten = changes(of_texts(&[sentence(5, "임.")]), of_texts(&[sentence(5, "이며 더 없음.")]));
        assert_eq!(told(&rewritten), [(ChangeKind::Text, "", "모두 5건임.", "모두 5건이며 더 없음.")]);
    }

    #[test]
    fn what_is_gone_stands_behind_what_it_stood_behind() {
        assert_eq!(merged(&["a", "b", "c"], &["x", "a", "c"]), ["x", "a", "b", "c"]);
        assert_eq!(merged(&["a"], &["b"]), ["a", "b"]);
    }
}
