//! What the templates see of a filing: plain values, none of them optional.
//!
//! A template that asks for a name which is not here fails; an empty text or list says that there is nothing. Decides which
//! values link to their origin, which carry a note number on paper, and how tables and charts are counted. No wording.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::filing::{Body, Chart, FactLine, Filing, FilledItem, FilledSection, Inline, ItemState, Source, Table};
use crate::pack::Citation;

/// Tables with this many columns are set in smaller type.
const DENSE_COLUMNS: usize = 6;

/// A filing as the templates see it.
#[derive(Debug, Serialize)]
pub(super) struct View {
    pub form: String,
    pub title: String,
    /// The case's title, a fact of its own.
    pub subtitle: String,
    pub case_id: String,
    pub stage: String,
    pub edition: String,
    pub internal: bool,
    pub draft: bool,
    /// For the head of the document alone.
    pub description: String,
    pub keywords: String,
    pub head: Vec<LineView>,
    pub basis: Vec<CiteView>,
    pub summary: Vec<Vec<Run>>,
    pub sections: Vec<SectionView>,
    pub remarks: Vec<Vec<Run>>,
    pub attachments: Vec<AttachmentView>,
    /// Notes of computed values, one row each.
    pub computed: Vec<SourceView>,
    /// Notes of values read as they stand, by what they were read from.
    pub read: Vec<ReadView>,
    /// Notes that a value on the page opens.
    pub panels: Vec<SourceView>,
}

/// A run of text.
#[derive(Debug, Default, Serialize)]
pub(super) struct Run {
    /// `text`, `value` or `cite`.
    pub kind: &'static str,
    /// Lines of the text: a cell may hold several.
    pub lines: Vec<String>,
    /// `data`, `time` or `span`.
    pub tag: &'static str,
    /// Machine value of `data` and `time`.
    pub value: String,
    /// `data-figure` or `data-fact`.
    pub attribute: &'static str,
    /// Id of the figure, fact or article.
    pub id: String,
    /// Estimate, bounds or unknown; empty for what is exact.
    pub class: &'static str,
    /// Note that the value opens; 0 for none.
    pub origin: u32,
    /// Note number printed behind the value; 0 for none.
    pub note: u32,
    /// Class of the number: `page` where the value itself is the link, `screen` where paper has no notes, else empty.
    pub note_class: &'static str,
    /// The first value of its note: the way back from the panel.
    pub first: bool,
}

/// A citation in a list.
#[derive(Debug, Serialize)]
pub(super) struct CiteView {
    pub id: String,
    pub text: String,
    pub established: bool,
}

/// A label with its value.
#[derive(Debug, Serialize)]
pub(super) struct LineView {
    pub label: String,
    pub value: Vec<Run>,
    pub note: String,
}

#[derive(Debug, Serialize)]
pub(super) struct SectionView {
    pub id: String,
    pub mark: String,
    pub label: String,
    pub items: Vec<ItemView>,
}

/// An item; of the bodies one is filled, as `kind` says.
#[derive(Debug, Default, Serialize)]
pub(super) struct ItemView {
    pub id: String,
    pub mark: String,
    pub label: String,
    /// `text`, `facts`, `table`, `chart`, `missing` or `none`.
    pub kind: &'static str,
    pub basis: Vec<CiteView>,
    pub paragraphs: Vec<Vec<Run>>,
    pub lines: Vec<LineView>,
    pub table: TableView,
    pub figure: FigureView,
    /// Sheet and field that would settle a missing item.
    pub from: String,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct TableView {
    pub no: usize,
    pub caption: String,
    pub class: &'static str,
    pub columns: Vec<HeadView>,
    pub rows: Vec<RowView>,
    pub totals: Vec<RowView>,
    pub notes: Vec<String>,
    pub author: String,
}

#[derive(Debug, Serialize)]
pub(super) struct HeadView {
    pub label: String,
    pub class: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct RowView {
    pub cells: Vec<CellView>,
}

#[derive(Debug, Serialize)]
pub(super) struct CellView {
    pub runs: Vec<Run>,
    pub class: String,
    /// Names its row.
    pub head: bool,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct FigureView {
    pub no: usize,
    /// Position of its drawing.
    pub drawing: usize,
    pub caption: String,
}

#[derive(Debug, Serialize)]
pub(super) struct AttachmentView {
    /// `1.`; empty for a single one.
    pub mark: String,
    pub text: String,
    /// `끝.` behind the last; empty before it.
    pub end: String,
}

#[derive(Debug, Serialize)]
pub(super) struct SourceView {
    pub no: u32,
    pub id: String,
    pub label: String,
    pub text: String,
    pub formula: String,
    pub origins: Vec<OriginView>,
    pub inputs: Vec<InputView>,
    pub cited: String,
}

/// Places of one table: the first in full, of the others what differs.
#[derive(Debug, Serialize)]
pub(super) struct OriginView {
    pub first: String,
    pub more: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct InputView {
    pub no: u32,
    pub label: String,
    pub text: String,
    /// It has a panel.
    pub open: bool,
}

/// Values read from one kind of place.
#[derive(Debug, Serialize)]
pub(super) struct ReadView {
    pub label: String,
    pub notes: Vec<SourceView>,
}

impl View {
    /// The view of a filing, and its charts in print order.
    pub(super) fn new(filing: &Filing) -> (Self, Vec<&Chart>) {
        let mut eye = Eye::new(filing);
        let head = eye.lines(&filing.head);
        let summary = eye.paragraphs(&filing.summary);
        let sections: Vec<_> = filing.sections.iter().map(|section| eye.section(section)).collect();
        let remarks = eye.paragraphs(&filing.remarks);
        let (computed, read) = eye.annex();
        let panels =
            filing.sources.iter().filter(|source| eye.open.contains(&source.no)).map(|source| eye.source(source));
        let view = Self {
            form: filing.form.clone(),
            title: visible(&filing.title),
            subtitle: visible(&filing.subtitle),
            case_id: visible(&filing.case_id),
            stage: visible(&filing.stage),
            edition: visible(&filing.edition),
            internal: filing.internal,
            draft: filing.draft,
            description: filing.summary.iter().map(|inlines| plain(inlines)).collect::<Vec<_>>().join(" "),
            keywords: visible(&filing.keywords.join(", ")),
            head,
            basis: citations(&filing.basis),
            summary,
            sections,
            remarks,
            attachments: attachments(&filing.attachments),
            computed,
            read,
            panels: panels.collect(),
        };
        (view, eye.charts)
    }
}

/// Looks a filing over once, in print order.
struct Eye<'a> {
    filing: &'a Filing,
    sources: BTreeMap<u32, &'a Source>,
    /// Notes by id, for values that name a figure without its note.
    numbers: BTreeMap<&'a str, u32>,
    charts: Vec<&'a Chart>,
    tables: usize,
    /// Notes that something on the page opens.
    open: BTreeSet<u32>,
}

impl<'a> Eye<'a> {
    fn new(filing: &'a Filing) -> Self {
        let sources = filing.sources.iter().map(|source| (source.no, source)).collect();
        let numbers = filing.sources.iter().map(|source| (source.id.as_str(), source.no)).collect();
        Self { filing, sources, numbers, charts: Vec::new(), tables: 0, open: BTreeSet::new() }
    }

    fn section(&mut self, section: &'a FilledSection) -> SectionView {
        SectionView {
            id: visible(&section.id),
            mark: section.mark.clone(),
            label: visible(&section.label),
            items: section.items.iter().map(|item| self.item(item)).collect(),
        }
    }

    fn item(&mut self, item: &'a FilledItem) -> ItemView {
        let mut view = ItemView {
            id: visible(&item.id),
            mark: item.mark.clone(),
            label: visible(&item.label),
            kind: "none",
            basis: citations(&item.basis),
            from: item.from.as_deref().map(visible).unwrap_or_default(),
            ..ItemView::default()
        };
        match &item.content {
            Body::Text { paragraphs } => (view.kind, view.paragraphs) = ("text", self.paragraphs(paragraphs)),
            Body::Facts { lines } => (view.kind, view.lines) = ("facts", self.lines(lines)),
            Body::Table { table } => (view.kind, view.table) = ("table", self.table(table)),
            Body::Chart { chart } => {
                if let Some(line) = self.single(chart) {
                    (view.kind, view.lines) = ("facts", vec![line]);
                    return view;
                }
                self.charts.push(chart);
                let (Chart::Spans { title, .. } | Chart::Bars { title, .. } | Chart::Points { title, .. }) = chart;
                let no = self.charts.len();
                (view.kind, view.figure) = ("chart", FigureView { no, drawing: no - 1, caption: visible(title) });
            }
            Body::None if item.state == ItemState::Missing => view.kind = "missing",
            Body::None => {}
        }
        view
    }

    fn paragraphs(&mut self, paragraphs: &[Vec<Inline>]) -> Vec<Vec<Run>> {
        paragraphs.iter().map(|inlines| self.runs(inlines, &mut BTreeSet::new())).collect()
    }

    fn lines(&mut self, lines: &[FactLine]) -> Vec<LineView> {
        let line = |line: &FactLine| LineView {
            label: visible(&line.label),
            value: self.runs(&line.value, &mut BTreeSet::new()),
            note: line.note.as_deref().map(visible).unwrap_or_default(),
        };
        lines.iter().map(line).collect()
    }

    fn table(&mut self, table: &Table) -> TableView {
        self.tables += 1;
        let columns = table.columns.iter().map(|column| HeadView {
            label: visible(&column.label),
            // Heads stand centred over numbers too: only what decides widths is kept.
            class: ["narrow", "wide"].into_iter().find(|class| has_class(&column.class, class)).unwrap_or_default(),
        });
        let (mut rows, mut totals) = (Vec::new(), Vec::new());
        for row in &table.rows {
            // The cells of a row that share a note print its number once.
            let mut seen = BTreeSet::new();
            let cells = row.cells.iter().enumerate().map(|(position, cell)| CellView {
                runs: self.runs(&cell.content, &mut seen),
                class: cell_class(&cell.class, cell.content.len(), position == 0 && !row.total),
                head: position == 0 && !has_class(&cell.class, "num"),
            });
            let view = RowView { cells: cells.collect() };
            if row.total { totals.push(view) } else { rows.push(view) }
        }
        TableView {
            no: self.tables,
            caption: visible(&table.caption),
            class: if table.columns.len() >= DENSE_COLUMNS { "dense" } else { "" },
            columns: columns.collect(),
            rows,
            totals,
            notes: table.notes.iter().map(|note| visible(note)).collect(),
            author: table.author.as_deref().map(visible).unwrap_or_default(),
        }
    }

    /// A chart of one bar or point compares nothing: its value stands as a line.
    fn single(&mut self, chart: &Chart) -> Option<LineView> {
        let (label, text, figure) = match chart {
            Chart::Bars { bars, .. } => {
                bars.first().filter(|_| bars.len() == 1).map(|bar| (&bar.label, &bar.text, &bar.figure))
            }
            Chart::Points { points, .. } => {
                points.first().filter(|_| points.len() == 1).map(|point| (&point.label, &point.text, &point.figure))
            }
            Chart::Spans { .. } => None,
        }?;
        let value = Inline::Value {
            text: text.clone(),
            value_type: "number".to_owned(),
            value: None,
            state: "exact".to_owned(),
            figure: figure.clone(),
            fact: None,
            source: None,
        };
        Some(LineView {
            label: visible(label),
            value: vec![self.run(&value, &mut BTreeSet::new())],
            note: String::new(),
        })
    }

    /// The runs of a line; `seen` holds the notes whose number it already carries.
    fn runs(&mut self, inlines: &[Inline], seen: &mut BTreeSet<u32>) -> Vec<Run> {
        inlines.iter().map(|inline| self.run(inline, seen)).collect()
    }

    fn run(&mut self, inline: &Inline, seen: &mut BTreeSet<u32>) -> Run {
        match inline {
            Inline::Text { text } => Run { kind: "text", lines: lines_of(text), ..Run::default() },
            Inline::Cite { text, article } => {
                Run { kind: "cite", lines: lines_of(text), id: visible(article), ..Run::default() }
            }
            Inline::Value { text, value_type, value, state, figure, fact, source } => {
                let (attribute, id) = match (figure, fact) {
                    (Some(figure), _) => ("data-figure", figure.clone()),
                    (None, fact) => ("data-fact", fact.clone().unwrap_or_default()),
                };
                let known = source.or_else(|| self.numbers.get(id.as_str()).copied());
                let number = known.filter(|number| self.sources.contains_key(number)).unwrap_or_default();
                let digits = text.chars().any(char::is_numeric);
                let words = matches!(value_type.as_str(), "text" | "code" | "codes" | "flag");
                let whole = digits && (!words || value_type == "code");
                let fresh = number > 0 && digits && seen.insert(number);
                let note_class = match (whole, self.is_on_paper(number)) {
                    (true, _) => "page",
                    (false, true) => "",
                    (false, false) => "screen",
                };
                let note = fresh && (note_class != "page" || self.is_on_paper(number));
                let first = number > 0 && (whole || note) && self.open.insert(number);
                let (tag, value) = machine(value_type, value.as_deref());
                Run {
                    kind: "value",
                    lines: lines_of(text),
                    tag,
                    value: visible(&value),
                    attribute,
                    id: visible(&id),
                    class: state_class(state),
                    origin: if whole { number } else { 0 },
                    note: if note { number } else { 0 },
                    note_class,
                    first,
                }
            }
        }
    }

    /// Notes of plain text have no number on paper, and a paper that stays in the house has none at all.
    fn is_on_paper(&self, number: u32) -> bool {
        !self.filing.internal && self.sources.get(&number).is_some_and(|source| source.kind != "text")
    }

    fn annex(&self) -> (Vec<SourceView>, Vec<ReadView>) {
        let mut computed = Vec::new();
        let mut read: Vec<ReadView> = Vec::new();
        for source in self.filing.sources.iter().filter(|source| source.kind != "text") {
            let view = self.source(source);
            if !source.formula.is_empty() {
                computed.push(view);
            } else if let Some(group) = read.iter_mut().find(|group| group.label == view.label) {
                group.notes.push(view);
            } else {
                read.push(ReadView { label: view.label.clone(), notes: vec![view] });
            }
        }
        (computed, read)
    }

    fn source(&self, source: &Source) -> SourceView {
        let input = |number: &u32| {
            let input = self.sources.get(number)?;
            let open = self.open.contains(number);
            Some(InputView { no: *number, label: visible(&input.label), text: visible(&input.text), open })
        };
        SourceView {
            no: source.no,
            id: visible(&source.id),
            label: visible(&source.label),
            text: visible(&source.text),
            formula: visible(&source.formula),
            origins: origins(&source.origins),
            inputs: source.inputs.iter().filter_map(input).collect(),
            cited: source.cited.as_deref().map(visible).unwrap_or_default(),
        }
    }
}

fn has_class(classes: &str, class: &str) -> bool {
    classes.split_ascii_whitespace().any(|own| own == class)
}

/// The classes of a cell. What is made of several parts may break between them; the name of a record is no heading.
fn cell_class(classes: &str, parts: usize, names_record: bool) -> String {
    let kept = classes.split_ascii_whitespace().filter_map(|class| match class {
        "nowrap" if parts > 1 => None,
        "num" if parts > 1 => Some("right"),
        class => Some(class),
    });
    let entry = (names_record && !has_class(classes, "num")).then_some("entry");
    kept.chain(entry).collect::<Vec<_>>().join(" ")
}

/// Element and machine value. What has no value (bounds, unknown) or is words stands in a `span`.
fn machine(value_type: &str, value: Option<&str>) -> (&'static str, String) {
    match (value_type, value) {
        ("moment" | "date" | "duration", Some(value)) => ("time", value.to_owned()),
        ("count" | "won" | "amount" | "share" | "number", Some(value)) => ("data", value.to_owned()),
        _ => ("span", String::new()),
    }
}

fn state_class(state: &str) -> &'static str {
    match state {
        "estimate" => "estimate",
        "bounded" => "bounded",
        "pending" | "unknown" => "pending",
        _ => "",
    }
}

fn citations(citations: &[Citation]) -> Vec<CiteView> {
    let view =
        |one: &Citation| CiteView { id: visible(&one.id), text: visible(&one.text), established: one.established };
    citations.iter().map(view).collect()
}

/// `1. 산출 근거 1부.  끝.` in its parts.
fn attachments(lines: &[String]) -> Vec<AttachmentView> {
    let part = |line: &String| {
        let (text, end) = line.trim_end().rsplit_once("  ").unwrap_or((line.trim_end(), ""));
        let is_mark =
            |mark: &str| mark.strip_suffix('.').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
        let (mark, text) = text.split_once(' ').filter(|(mark, _)| is_mark(mark)).unwrap_or(("", text));
        AttachmentView { mark: mark.to_owned(), text: visible(text), end: visible(end) }
    };
    lines.iter().map(part).collect()
}

/// A label up to its last part, and that part: `원자료 1, 표 2`, `12행`.
#[must_use]
pub fn place_of(label: &str) -> (&str, &str) {
    label.rsplit_once(" / ").or_else(|| label.rsplit_once(", ")).unwrap_or(("", label))
}

/// Neighbours of one table come together.
fn origins(labels: &[String]) -> Vec<OriginView> {
    let mut views: Vec<OriginView> = Vec::new();
    let mut table = None;
    for label in labels {
        let (place, part) = place_of(label);
        match views.last_mut() {
            Some(view) if table == Some(place) && !place.is_empty() => view.more.push(visible(part)),
            _ => views.push(OriginView { first: visible(label), more: Vec::new() }),
        }
        table = Some(place);
    }
    views
}

/// The words of a run of text.
fn plain(inlines: &[Inline]) -> String {
    let text = |inline: &Inline| match inline {
        Inline::Text { text } | Inline::Value { text, .. } | Inline::Cite { text, .. } => visible(text),
    };
    inlines.iter().map(text).collect()
}

fn lines_of(text: &str) -> Vec<String> {
    visible(text).split('\n').map(str::to_owned).collect()
}

/// Marks that turn the reading order, and code points that are no characters.
fn turns_or_hides(character: char) -> bool {
    matches!(
        character,
        '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}'
    )
}

/// Text as a page may show it: characters that print nothing or turn the reading order show their number instead.
///
/// XML has no place for control characters, and an override of the direction makes a reader see another number than the
/// cell holds.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' => out.push(character),
            // Invisible, but harmless: carriage returns, joiners, soft hyphens, byte order marks of pasted text.
            '\r' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => {}
            _ if character.is_control() || turns_or_hides(character) => {
                out.push_str(&format!("[U+{:04X}]", u32::from(character)));
            }
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_the_reading_order_is_shown() {
        assert_eq!(visible("1\u{202e}23\u{0}\u{1b}"), "1[U+202E]23[U+0000][U+001B]");
    }

    #[test]
    fn attachments_come_apart() {
        let lines = ["1. 산출 근거 1부.".to_owned(), "2. 자료 1부.  끝.".to_owned()];
        let parts = attachments(&lines);
        assert_eq!(
            (parts[0].mark.as_str(), parts[0].text.as_str(), parts[0].end.as_str()),
            ("1.", "산출 근거 1부.", "")
        );
        assert_eq!((parts[1].mark.as_str(), parts[1].text.as_str(), parts[1].end.as_str()), ("2.", "자료 1부.", "끝."));
    }
}
