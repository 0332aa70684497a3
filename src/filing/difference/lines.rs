//! The content of a part as lines of cells, each line under a key that finds its like in the other filing.

use std::collections::BTreeMap;

use crate::filing::model::plain_text;
use crate::filing::model::{Body, FactLine, Inline, Table, TableRow};

/// What a line is, which decides how it is told when the other filing has none like it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    Fact,
    Paragraph,
    Row,
}

/// A fact line, a paragraph, or a row of a table.
#[derive(Debug, Clone)]
pub(super) struct ContentLine {
    pub kind: LineKind,
    pub key: String,
    /// What the line is about: the label of a fact, the first cell of a row.
    pub label: String,
    /// Heads of columns with their cells; a line that is no row has one cell without a head.
    pub cells: Vec<(String, Vec<Inline>)>,
}

impl ContentLine {
    /// All its cells in words.
    pub(super) fn text(&self) -> String {
        let cells = self.cells.iter().map(|(_, inlines)| plain_text(inlines).replace('\n', " "));
        cells.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" | ")
    }
}

pub(super) fn of_body(body: &Body) -> Vec<ContentLine> {
    match body {
        Body::Text { paragraphs } => of_texts(paragraphs),
        Body::Facts { lines } => of_facts(lines),
        Body::Table { table } => of_table(table),
        Body::Chart { .. } | Body::None => Vec::new(),
    }
}

pub(super) fn of_facts(lines: &[FactLine]) -> Vec<ContentLine> {
    let line = |line: &FactLine| ContentLine {
        kind: LineKind::Fact,
        key: line.label.clone(),
        label: line.label.clone(),
        cells: vec![(String::new(), line.value.clone())],
    };
    numbered(lines.iter().map(line).collect())
}

pub(super) fn of_texts(paragraphs: &[Vec<Inline>]) -> Vec<ContentLine> {
    let line = |inlines: &Vec<Inline>| ContentLine {
        kind: LineKind::Paragraph,
        key: frame(inlines),
        label: String::new(),
        cells: vec![(String::new(), inlines.clone())],
    };
    numbered(paragraphs.iter().map(line).collect())
}

fn of_table(table: &Table) -> Vec<ContentLine> {
    let heads: Vec<&String> = table.columns.iter().map(|column| &column.label).collect();
    let line = |row: &TableRow| {
        let cells: Vec<(String, Vec<Inline>)> =
            heads.iter().zip(&row.cells).map(|(head, cell)| ((*head).clone(), cell.content.clone())).collect();
        let label = cells.first().map(|(_, inlines)| plain_text(inlines).replace('\n', " ")).unwrap_or_default();
        let id = cells.iter().flat_map(|(_, inlines)| inlines).find_map(stable_id);
        let key = id.map_or_else(|| label.clone(), str::to_owned);
        let key = if row.total { format!("total {key}") } else { key };
        ContentLine { kind: LineKind::Row, key, label, cells }
    };
    // A line that paper leaves empty says nothing.
    let is_filled = |row: &&TableRow| row.cells.iter().any(|cell| !plain_text(&cell.content).trim().is_empty());
    numbered(table.rows.iter().filter(is_filled).map(line).collect())
}

/// Lines of one key count from the first.
fn numbered(mut lines: Vec<ContentLine>) -> Vec<ContentLine> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for line in &mut lines {
        let count = seen.entry(line.key.clone()).or_default();
        *count += 1;
        if *count > 1 {
            line.key = format!("{}\u{1f}{count}", line.key);
        }
    }
    lines
}

/// A run of text with its values as their ids: sentences that say the same of other values have one frame.
pub(super) fn frame(inlines: &[Inline]) -> String {
    let part = |inline: &Inline| match inline {
        Inline::Text { text } | Inline::Cite { text, .. } => text.clone(),
        Inline::Value { figure, fact, value_type, .. } => {
            let id = figure.as_ref().or(fact.as_ref()).map_or("", String::as_str);
            format!("\u{1e}{id} {value_type}\u{1e}")
        }
    };
    inlines.iter().map(part).collect()
}

/// The id of a value that means the same in another filing. A row without a key has its position in its id, and positions
/// shift.
pub(in crate::filing) fn stable_id(inline: &Inline) -> Option<&str> {
    let Inline::Value { figure, fact, .. } = inline else { return None };
    if figure.is_some() {
        return figure.as_deref();
    }
    let id = fact.as_deref()?;
    let is_position = id.split('.').nth(1).is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    (!is_position).then_some(id)
}
