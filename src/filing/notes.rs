//! Source notes (산출 근거): one per figure, and one per fact or row of a sheet, that a filing prints.
//!
//! Numbers, moments and money are noted first, from 1 in order of first use; what is only text follows. In a filing
//! that leaves the house an origin is a row (원자료 1, 서비스 12행), so the facts of one row share one note.

use std::collections::{BTreeMap, BTreeSet};

use super::find::FoundFact;
use super::model::{Body, FilledSection, Inline, Source};
use super::suppression::Small;
use super::tables::Tables;
use crate::figures::{Figure, Figures};
use crate::origin::{Origin, Place};
use crate::value::Value;

/// The number of a note while a form is being filled; [`Notes::finish`] gives the printed ones.
pub(super) type Provisional = u32;

/// The parts of a page in print order, which is not the order in which they are filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NoteSubject {
    Head,
    Summary,
    Sections,
    Ending,
}

struct Note {
    id: String,
    label: String,
    text: String,
    kind: &'static str,
    formula: String,
    origins: Vec<String>,
    inputs: Vec<String>,
    cited: Option<String>,
    /// Whether a number, a moment or money of it is printed.
    noted: bool,
    /// Where it is first used.
    rank: (NoteSubject, u32),
}

pub(super) struct Notes<'a> {
    figures: &'a Figures,
    neutral: bool,
    small: &'a Small,
    tables: &'a Tables,
    /// What is being filled, and how many uses it has noted.
    at: (NoteSubject, u32),
    list: Vec<Note>,
    by_id: BTreeMap<String, Provisional>,
}

/// What a key of `case.toml` is called.
const SETTINGS: &str = "사건 설정";

/// Kinds that are printed without a note on paper.
fn is_noted(kind: &str) -> bool {
    !matches!(kind, "text" | "code" | "codes" | "flag")
}

impl<'a> Notes<'a> {
    pub(super) fn new(figures: &'a Figures, neutral: bool, small: &'a Small, tables: &'a Tables) -> Self {
        let at = (NoteSubject::Head, 0);
        Self { figures, neutral, small, tables, at, list: Vec::new(), by_id: BTreeMap::new() }
    }

    /// Notes of what is tried and not printed.
    pub(super) fn scratch(&self) -> Self {
        Self::new(self.figures, true, self.small, self.tables)
    }

    /// Says which part of the page is filled from here on.
    pub(super) fn fill(&mut self, part: NoteSubject) {
        self.at = (part, self.at.1);
    }

    /// Notes a figure.
    pub(super) fn figure(&mut self, figure: &Figure, text: &str) -> Provisional {
        let kind = figure.value.as_ref().map_or("text", Value::kind);
        let origins = if figure.origins.is_empty() { self.inherited(figure) } else { figure.origins.clone() };
        let origins = self.labels(&origins);
        self.add(Note {
            id: figure.id.clone(),
            label: figure.label.clone(),
            text: text.to_owned(),
            kind,
            // A sum in words names its parts.
            formula: if self.small.tells(figure) { String::new() } else { figure.formula.clone() },
            origins,
            inputs: figure.inputs.clone(),
            cited: None,
            noted: is_noted(kind),
            rank: self.at,
        })
    }

    /// Notes a fact: its row in a filing that leaves the house, its cell in one that stays.
    pub(super) fn fact(&mut self, found: &FoundFact<'_>, kind: &'static str, text: &str) -> Provisional {
        let cited = found.record.and_then(|record| record.text("source").value().cloned());
        let (id, label, kind, origin) = match found.record {
            Some(record) if self.neutral => {
                (record.id.clone(), record.schema.ko.clone(), row_kind(kind), &record.origin)
            }
            _ => (found.id.clone(), found.label.clone(), kind, found.field.origin()),
        };
        // A key of the case has no column that names it.
        let label = if label.is_empty() { SETTINGS.to_owned() } else { label };
        let origins = self.labels(std::slice::from_ref(origin));
        let noted = is_noted(kind);
        let note = Note {
            id,
            label,
            text: text.to_owned(),
            kind,
            formula: String::new(),
            origins,
            inputs: Vec::new(),
            cited,
            noted,
            rank: self.at,
        };
        self.add(note)
    }

    /// Notes a filing that the case keeps.
    pub(super) fn filed(&mut self, id: &str, label: String, text: String, origin: String) -> Provisional {
        self.add(Note {
            id: id.to_owned(),
            label,
            text,
            kind: "row",
            formula: String::new(),
            origins: vec![origin],
            inputs: Vec::new(),
            cited: None,
            noted: true,
            rank: self.at,
        })
    }

    fn add(&mut self, note: Note) -> Provisional {
        self.at.1 += 1;
        if let Some(number) = self.by_id.get(&note.id) {
            if let Some(old) = self.list.get_mut(*number as usize) {
                if note.noted && !old.noted {
                    old.noted = true;
                    old.kind = note.kind;
                }
                if note.rank < old.rank {
                    old.rank = note.rank;
                    old.text = note.text;
                }
            }
            return *number;
        }
        let number = Provisional::try_from(self.list.len()).unwrap_or(Provisional::MAX);
        self.by_id.insert(note.id.clone(), number);
        self.list.push(note);
        number
    }

    /// The cells behind the figures that a figure was computed from.
    fn inherited(&self, figure: &Figure) -> Vec<Origin> {
        let mut origins = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut open: Vec<&str> = figure.inputs.iter().map(String::as_str).collect();
        while let Some(id) = open.pop() {
            if let (true, Some(input)) = (seen.insert(id), self.figures.get(id)) {
                origins.extend(input.origins.iter().cloned());
                open.extend(input.inputs.iter().map(String::as_str));
            }
        }
        origins.into_iter().collect()
    }

    /// Labels of origins, one per sheet (or key, or fold) in the order of their cells: what stands below another in the same
    /// columns is one range, and in a filing that leaves the house a row is named once whatever its columns.
    fn labels(&self, origins: &[Origin]) -> Vec<String> {
        let mut sorted = origins.to_vec();
        sorted.sort();
        sorted.dedup();
        if self.neutral {
            return neutral(&sorted, self.tables);
        }
        let mut folded: Vec<Origin> = Vec::new();
        for origin in sorted {
            match folded.last_mut() {
                Some(last) if follows(last, &origin) => take_in(last, &origin),
                _ => folded.push(origin),
            }
        }
        let mut labels: Vec<String> = Vec::new();
        for origin in &folded {
            let text = origin.to_string();
            if !labels.contains(&text) {
                labels.push(text);
            }
        }
        labels
    }

    /// The notes as printed, and the printed number of each provisional one.
    pub(super) fn finish(self) -> (Vec<Source>, Numbers) {
        let mut order: Vec<usize> = (0..self.list.len()).collect();
        order.sort_by_key(|index| (!self.list[*index].noted, self.list[*index].rank));
        let mut numbers = vec![0_u32; self.list.len()];
        for (position, index) in order.iter().enumerate() {
            numbers[*index] = u32::try_from(position + 1).unwrap_or(u32::MAX);
        }
        let sources = order.iter().zip(1_u32..).map(|(index, no)| {
            let note = &self.list[*index];
            let mut inputs: Vec<u32> = note
                .inputs
                .iter()
                .filter_map(|id| self.by_id.get(id))
                .filter_map(|provisional| numbers.get(*provisional as usize).copied())
                .collect();
            inputs.sort_unstable();
            Source {
                no,
                id: note.id.clone(),
                kind: if note.noted { note.kind } else { "text" }.to_owned(),
                label: note.label.clone(),
                text: note.text.clone(),
                formula: note.formula.clone(),
                origins: note.origins.clone(),
                inputs,
                cited: note.cited.clone(),
                reason: None,
            }
        });
        let sources = sources.collect();
        (sources, Numbers(numbers))
    }
}

/// `원자료 1, 서비스 3·7·9~12행`: the rows of each table together.
fn neutral(origins: &[Origin], tables: &Tables) -> Vec<String> {
    let mut fronts: Vec<(String, BTreeSet<(u32, u32)>)> = Vec::new();
    let mut keys = BTreeSet::new();
    for origin in origins {
        let Place::Cells(range) = &origin.place else {
            keys.insert(SETTINGS.to_owned());
            continue;
        };
        let rows = (range.first.row, range.last.row);
        let front = tables.front(origin);
        match fronts.iter_mut().find(|(known, _)| *known == front) {
            Some((_, all)) => drop(all.insert(rows)),
            None => fronts.push((front, BTreeSet::from([rows]))),
        }
    }
    let of_table = |(front, rows): (String, BTreeSet<(u32, u32)>)| {
        let mut joined: Vec<(u32, u32)> = Vec::new();
        for (first, last) in rows {
            match joined.last_mut() {
                Some((_, end)) if first <= end.saturating_add(1) => *end = last.max(*end),
                _ => joined.push((first, last)),
            }
        }
        let part =
            |&(first, last): &(u32, u32)| if first == last { first.to_string() } else { format!("{first}~{last}") };
        let parts: Vec<String> = joined.iter().map(part).collect();
        format!("{front}{}행", parts.join("·"))
    };
    keys.into_iter().chain(fronts.into_iter().map(of_table)).collect()
}

/// Whether two origins are the same columns of neighbouring rows.
fn follows(last: &Origin, next: &Origin) -> bool {
    let (Place::Cells(a), Place::Cells(b)) = (&last.place, &next.place) else { return false };
    last.sheet == next.sheet
        && last.filter == next.filter
        && (a.first.col, a.last.col) == (b.first.col, b.last.col)
        && b.first.row == a.last.row + 1
}

fn take_in(last: &mut Origin, next: &Origin) {
    if let (Place::Cells(a), Place::Cells(b)) = (&mut last.place, &next.place) {
        a.last = b.last;
    }
    last.rows = last.rows.zip(next.rows).map(|(a, b)| a + b);
}

/// A row that prints a number is noted as a row.
fn row_kind(kind: &'static str) -> &'static str {
    if is_noted(kind) { "row" } else { kind }
}

/// Printed numbers by provisional ones.
pub(super) struct Numbers(Vec<u32>);

impl Numbers {
    pub(super) fn inlines(&self, inlines: &mut [Inline]) {
        for inline in inlines {
            if let Inline::Value { source: Some(number), .. } = inline {
                *number = self.0.get(*number as usize).copied().unwrap_or_default();
            }
        }
    }

    pub(super) fn sections(&self, sections: &mut [FilledSection]) {
        for item in sections.iter_mut().flat_map(|section| &mut section.items) {
            self.inlines(&mut item.about);
            match &mut item.content {
                Body::Text { paragraphs } => paragraphs.iter_mut().for_each(|inlines| self.inlines(inlines)),
                Body::Facts { lines } => lines.iter_mut().for_each(|line| self.inlines(&mut line.value)),
                Body::Table { table } => {
                    let cells = table.rows.iter_mut().flat_map(|row| &mut row.cells);
                    cells.for_each(|cell| self.inlines(&mut cell.content));
                }
                Body::Chart { .. } | Body::None => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::origin::SheetRef;

    #[test]
    fn rows_of_a_sheet_are_named_once() {
        let sheet = Arc::new(SheetRef {
            file: "a.xlsx".to_owned(),
            file_no: 1,
            sheet: "s".to_owned(),
            sheet_no: 4,
            sha256: String::new(),
        });
        let rows = [3, 7, 9, 10, 10, 11, 12].into_iter().zip(1..);
        let cells: Vec<Origin> = rows.map(|(row, col)| Origin::cell(&sheet, row, col)).collect();
        assert_eq!(neutral(&cells, &Tables::default()), ["원자료 1, 표 4, 3·7·9~12행"]);
    }
}
