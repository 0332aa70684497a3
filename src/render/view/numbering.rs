//! Looks a filing over once, in print order: counts tables and charts, gives values their links and notes.

use std::collections::{BTreeMap, BTreeSet};

use super::text::{citations, lines_of, origins, place_of, remarked};
use super::{
    CellView, FigureView, HeadView, InputView, ItemView, LineView, NoteView, PartView, ReadView, RowView, SectionView,
    SourceView, TableView, TextRun, visible,
};
use crate::filing::{
    Body, Chart, FactLine, Filing, FilledItem, FilledSection, Inline, ItemState, Source, Table, Withheld,
};
use crate::pack::Audience;

/// Tables with this many columns are set in smaller type.
const DENSE_COLUMNS: usize = 6;

/// Looks a filing over once, in print order.
pub(super) struct Numbering<'a> {
    filing: &'a Filing,
    sources: BTreeMap<u32, &'a Source>,
    /// Notes by id, for values that name a figure without its note.
    numbers: BTreeMap<&'a str, u32>,
    pub(super) charts: Vec<&'a Chart>,
    tables: usize,
    /// Notes that something on the page opens.
    pub(super) open: BTreeSet<u32>,
    /// The page has told that a number of its law is not established.
    told: bool,
}

impl<'a> Numbering<'a> {
    pub(super) fn new(filing: &'a Filing) -> Self {
        let sources = filing.sources.iter().map(|source| (source.no, source)).collect();
        let numbers = filing.sources.iter().map(|source| (source.id.as_str(), source.no)).collect();
        // The head of every filing that leaves the house cites its basis; a page for the house has none.
        let told = !filing.internal && filing.basis.iter().any(|basis| !basis.established);
        Self { filing, sources, numbers, charts: Vec::new(), tables: 0, open: BTreeSet::new(), told }
    }

    pub(super) fn section(&mut self, section: &'a FilledSection) -> SectionView {
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
            about: self.runs(&item.about, &mut BTreeSet::new()),
            kind: "none",
            basis: citations(&item.basis, &mut self.told),
            from: item.from.as_deref().map(visible).unwrap_or_default(),
            ..ItemView::default()
        };
        let is_whole = |part: &&Withheld| part.part.is_none() && part.item.as_ref() == Some(&item.id);
        if let Some(withheld) = self.filing.withheld.iter().find(is_whole) {
            view.withheld = visible(&withheld.word);
            view.withheld_basis = citations(&withheld.basis, &mut self.told);
        }
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

    pub(super) fn paragraphs(&mut self, paragraphs: &[Vec<Inline>]) -> Vec<Vec<TextRun>> {
        paragraphs.iter().map(|inlines| self.runs(inlines, &mut BTreeSet::new())).collect()
    }

    pub(super) fn lines(&mut self, lines: &[FactLine]) -> Vec<LineView> {
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
                label: table.columns.get(position).map(|column| visible(&column.label)).unwrap_or_default(),
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
            notes: table.notes.iter().map(|note| remarked(note)).collect(),
            author: table.author.as_deref().map(visible).unwrap_or_default(),
        }
    }

    /// A chart of one bar or point compares nothing: its name and value stand as a line.
    fn single(&mut self, chart: &Chart) -> Option<LineView> {
        let (title, label, text, figure) = match chart {
            Chart::Bars { title, bars, .. } => {
                bars.first().filter(|_| bars.len() == 1).map(|bar| (title, &bar.label, &bar.text, &bar.figure))
            }
            Chart::Points { title, points, .. } => points
                .first()
                .filter(|_| points.len() == 1)
                .map(|point| (title, &point.label, &point.text, &point.figure)),
            Chart::Spans { .. } => None,
        }?;
        // Both print the figure: the label may hold a day or what somebody wrote.
        let print = |text: &String| Inline::Value {
            text: text.clone(),
            value_type: "number".to_owned(),
            value: None,
            state: "exact".to_owned(),
            figure: figure.clone(),
            fact: None,
            source: None,
        };
        let line = [print(label), Inline::Text { text: ": ".to_owned() }, print(text)];
        Some(LineView { label: visible(title), value: self.runs(&line, &mut BTreeSet::new()), note: String::new() })
    }

    /// The runs of a remark: its terms stand out.
    pub(super) fn remark(&mut self, inlines: &[Inline]) -> Vec<TextRun> {
        let mut seen = BTreeSet::new();
        let runs = |inline: &Inline| match inline {
            Inline::Text { text } => remarked(text),
            _ => vec![self.run(inline, &mut seen)],
        };
        inlines.iter().flat_map(runs).collect()
    }

    /// The runs of a line; `seen` holds the notes whose number it already carries.
    fn runs(&mut self, inlines: &[Inline], seen: &mut BTreeSet<u32>) -> Vec<TextRun> {
        inlines.iter().map(|inline| self.run(inline, seen)).collect()
    }

    fn run(&mut self, inline: &Inline, seen: &mut BTreeSet<u32>) -> TextRun {
        match inline {
            Inline::Text { text } => TextRun { kind: "text", lines: lines_of(text), ..TextRun::default() },
            Inline::Cite { text, article } => {
                TextRun { kind: "cite", lines: lines_of(text), id: visible(article), ..TextRun::default() }
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
                TextRun {
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
        let annexed = matches!(self.filing.audience, Audience::Agency | Audience::Users);
        annexed && self.sources.get(&number).is_some_and(|source| source.kind != "text")
    }

    pub(super) fn annex(&self) -> (Vec<SourceView>, Vec<ReadView>) {
        let (mut computed, mut read) = (Vec::<SourceView>::new(), Vec::<ReadView>::new());
        // Where each note and each table stands among those already there.
        let (mut said, mut tables) = (BTreeMap::new(), BTreeMap::new());
        for source in self.filing.sources.iter().filter(|source| source.kind != "text") {
            let note = NoteView { no: source.no, open: self.open.contains(&source.no) };
            if !source.formula.is_empty() {
                let place = *said.entry(says_what(source)).or_insert(computed.len());
                match computed.get_mut(place) {
                    Some(same) => same.also.push(note),
                    None => computed.push(self.source(source)),
                }
                continue;
            }
            // What is read as it stands comes from one place.
            let (table, part) = source.origins.first().map_or(("", ""), |origin| place_of(origin));
            let part = PartView { part: visible(part), note };
            let place = *tables.entry((&source.label, table)).or_insert(read.len());
            match read.get_mut(place) {
                Some(group) => group.notes.push(part),
                None => {
                    read.push(ReadView { label: visible(&source.label), place: visible(table), notes: vec![part] });
                }
            }
        }
        (computed, read)
    }

    pub(super) fn source(&self, source: &Source) -> SourceView {
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
            open: self.open.contains(&source.no),
            also: Vec::new(),
        }
    }
}

/// What a note says, without its number and its id.
fn says_what(source: &Source) -> (&str, &str, &str, &[String]) {
    (&source.label, &source.text, &source.formula, &source.origins)
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
