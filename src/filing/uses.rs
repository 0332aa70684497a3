//! Where a filing prints which figure or fact.

use super::model::{Body, Chart, Filing, FilledItem, FilledSection, Inline};

/// A place of a filing.
#[derive(Debug, Clone, Copy)]
pub enum Spot<'a> {
    /// Title and head of the document.
    Head,
    /// 문서요지.
    Summary,
    Item {
        section: &'a FilledSection,
        item: &'a FilledItem,
    },
    /// Remarks and sender below the items.
    Foot,
}

/// An id that is printed there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PrintedId<'a> {
    Figure(&'a str),
    Fact(&'a str),
}

impl<'a> PrintedId<'a> {
    /// The id itself.
    #[must_use]
    pub fn id(self) -> &'a str {
        match self {
            Self::Figure(id) | Self::Fact(id) => id,
        }
    }
}

/// The case's title is printed below that of the form.
const TITLE: &str = "case.title";

impl Filing {
    /// Every run of text, in print order.
    pub fn inlines(&self) -> impl Iterator<Item = &Inline> {
        let head = self.head.iter().flat_map(|line| &line.value);
        let items = self.items().flat_map(|item| item.about.iter().chain(of_item(&item.content)));
        head.chain(self.summary.iter().flatten()).chain(items).chain(self.foot())
    }

    /// Remarks, sender and what stands below it.
    fn foot(&self) -> impl Iterator<Item = &Inline> {
        let lines = self.approval.iter().chain(&self.dispatch).flat_map(|line| &line.value);
        self.remarks.iter().flatten().chain(&self.sender).chain(lines)
    }

    /// Every id that the filing prints, place by place in print order.
    #[must_use]
    pub fn printed(&self) -> Vec<(Spot<'_>, Vec<PrintedId<'_>>)> {
        let head = self.head.iter().flat_map(|line| &line.value);
        let mut head = ids(head);
        head.insert(0, PrintedId::Fact(TITLE));
        let mut all = vec![(Spot::Head, head), (Spot::Summary, ids(self.summary.iter().flatten()))];
        for section in &self.sections {
            all.extend(section.items.iter().map(|item| (Spot::Item { section, item }, of_body(&item.content))));
        }
        all.push((Spot::Foot, ids(self.foot())));
        all
    }
}

fn of_item(body: &Body) -> Vec<&Inline> {
    match body {
        Body::Text { paragraphs } => paragraphs.iter().flatten().collect(),
        Body::Facts { lines } => lines.iter().flat_map(|line| &line.value).collect(),
        Body::Table { table } => table.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.content).collect(),
        Body::Chart { .. } | Body::None => Vec::new(),
    }
}

fn of_body(body: &Body) -> Vec<PrintedId<'_>> {
    match body {
        Body::Text { paragraphs } => ids(paragraphs.iter().flatten()),
        Body::Facts { lines } => ids(lines.iter().flat_map(|line| &line.value)),
        Body::Table { table } => ids(table.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.content)),
        Body::Chart { chart } => of_chart(chart),
        Body::None => Vec::new(),
    }
}

fn of_chart(chart: &Chart) -> Vec<PrintedId<'_>> {
    let figures: Vec<&Option<String>> = match chart {
        Chart::Spans { spans, marks, .. } => {
            spans.iter().map(|span| &span.figure).chain(marks.iter().map(|marks| &marks.figure)).collect()
        }
        Chart::Bars { bars, .. } => bars.iter().map(|bar| &bar.figure).collect(),
        Chart::Points { points, .. } => points.iter().map(|point| &point.figure).collect(),
    };
    figures.into_iter().flatten().map(|id| PrintedId::Figure(id)).collect()
}

fn ids<'a>(inlines: impl Iterator<Item = &'a Inline>) -> Vec<PrintedId<'a>> {
    inlines
        .filter_map(|inline| match inline {
            Inline::Value { figure: Some(id), .. } => Some(PrintedId::Figure(id)),
            Inline::Value { fact: Some(id), .. } => Some(PrintedId::Fact(id)),
            Inline::Value { .. } | Inline::Text { .. } | Inline::Cite { .. } => None,
        })
        .collect()
}
