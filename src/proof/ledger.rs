//! What a filing may print: each id with its texts and values, its citations, source notes, ticks and enclosures.

use std::collections::{BTreeMap, BTreeSet};

use crate::filing::{Body, Chart, FactLine, Filing, Inline, Source};
use crate::render::{place_of, visible};

/// A value as the filing prints it under an id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LedgerEntry {
    pub text: String,
    /// Machine value; empty where the filing has none.
    pub value: String,
    /// Not known: nothing to account for.
    pub open: bool,
}

#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub prints: BTreeMap<String, BTreeSet<LedgerEntry>>,
    /// One value per id and type: an id whose texts differ still means one thing.
    pub values: BTreeMap<(String, String), BTreeSet<String>>,
    pub citations: BTreeSet<String>,
    pub ticks: BTreeSet<String>,
    /// Who made the tables.
    pub authors: BTreeSet<String>,
    /// Number of a note to everything its note may say.
    notes: BTreeMap<u32, BTreeSet<String>>,
    sources: BTreeMap<String, u32>,
    pub attachments: Vec<String>,
}

/// White space as a page shows it: runs of it are one space.
pub(super) fn squeezed(text: &str) -> String {
    visible(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Ledger {
    pub(super) fn new(filing: &Filing) -> Self {
        let mut ledger = Self::default();
        let title = LedgerEntry { text: squeezed(&filing.subtitle), value: String::new(), open: true };
        ledger.prints.entry("case.title".to_owned()).or_default().insert(title);
        for lines in [&filing.head, &filing.approval, &filing.dispatch] {
            ledger.lines(lines);
        }
        filing
            .summary
            .iter()
            .chain(&filing.remarks)
            .chain([&filing.sender])
            .for_each(|inlines| ledger.inlines(inlines));
        for item in filing.items() {
            ledger.inlines(&item.about);
            match &item.content {
                Body::Text { paragraphs } => paragraphs.iter().for_each(|inlines| ledger.inlines(inlines)),
                Body::Facts { lines } => ledger.lines(lines),
                Body::Table { table } => {
                    ledger.authors.extend(table.author.iter().map(|author| squeezed(author)));
                    table.rows.iter().flat_map(|row| &row.cells).for_each(|cell| ledger.inlines(&cell.content));
                }
                Body::Chart { chart } => ledger.chart(chart),
                Body::None => {}
            }
            ledger.citations.extend(item.basis.iter().map(|citation| squeezed(&citation.text)));
        }
        let withheld = filing.withheld.iter().flat_map(|part| &part.basis);
        ledger.citations.extend(withheld.map(|citation| squeezed(&citation.text)));
        ledger.citations.extend(filing.basis.iter().map(|citation| squeezed(&citation.text)));
        ledger.attachments = filing.attachments.iter().map(|line| squeezed(line)).collect();
        filing.sources.iter().for_each(|source| ledger.source(source));
        ledger
    }

    fn lines(&mut self, lines: &[FactLine]) {
        for line in lines {
            self.inlines(&line.value);
        }
    }

    fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text { .. } => {}
                Inline::Cite { text, .. } => {
                    self.citations.insert(squeezed(text));
                }
                Inline::Value { text, value_type, value, state, figure, fact, .. } => {
                    let Some(id) = figure.as_ref().or(fact.as_ref()) else { continue };
                    let open = matches!(state.as_str(), "pending" | "unknown" | "withheld");
                    let print = LedgerEntry { text: squeezed(text), value: value.clone().unwrap_or_default(), open };
                    self.prints.entry(squeezed(id)).or_default().insert(print);
                    // Words may name an id from several sides; a number, a moment, an amount may not.
                    if let Some(value) =
                        value.as_ref().filter(|_| !matches!(value_type.as_str(), "text" | "code" | "codes"))
                    {
                        let kind = if value_type == "date" { "moment" } else { value_type };
                        self.values.entry((id.clone(), kind.to_owned())).or_default().insert(value.clone());
                    }
                }
            }
        }
    }

    fn chart(&mut self, chart: &Chart) {
        let mut drawn = |figure: &Option<String>, texts: [&String; 2]| {
            if let Some(figure) = figure {
                for text in texts {
                    let print = LedgerEntry { text: squeezed(text), value: String::new(), open: false };
                    self.prints.entry(squeezed(figure)).or_default().insert(print);
                }
            }
        };
        match chart {
            Chart::Spans { spans, marks, ticks, .. } => {
                for span in spans {
                    drawn(&span.figure, [&span.label, &span.text]);
                }
                for marks in marks {
                    drawn(&marks.figure, [&marks.label, &marks.text]);
                }
                self.ticks.extend(ticks.iter().map(|(_, label)| squeezed(label)));
            }
            Chart::Bars { bars, .. } => {
                for bar in bars {
                    drawn(&bar.figure, [&bar.label, &bar.text]);
                }
            }
            Chart::Points { points, .. } => {
                for point in points {
                    drawn(&point.figure, [&point.label, &point.text]);
                }
            }
        }
    }

    fn source(&mut self, source: &Source) {
        self.sources.insert(squeezed(&source.id), source.no);
        let words = [&source.id, &source.label, &source.text, &source.formula].into_iter();
        let words = words.chain(&source.origins).chain(&source.cited);
        let note = self.notes.entry(source.no).or_default();
        note.extend(words.map(|text| squeezed(text)));
        let places = source.origins.iter().map(|origin| place_of(origin));
        note.extend(places.flat_map(|(place, part)| [squeezed(place), squeezed(part)]));
        note.insert(format!("{})", source.no));
    }

    /// Whether a note says this.
    pub(super) fn notes(&self, number: u32, text: &str) -> bool {
        self.notes.get(&number).is_some_and(|texts| texts.contains(text))
    }

    /// The note that accounts for an id: its own, or that of the row it belongs to.
    pub(super) fn note_of(&self, id: &str) -> Option<u32> {
        let mut stem = id;
        loop {
            if let Some(number) = self.sources.get(stem) {
                return Some(*number);
            }
            stem = stem.rsplit_once('.')?.0;
        }
    }
}
