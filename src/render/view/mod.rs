//! What the templates see of a filing: plain values, none of them optional.
//!
//! A template that asks for a name which is not here fails; an empty text or list says that there is nothing. Decides which
//! values link to their origin, which carry a note number on paper, and how tables and charts are counted. No wording.

mod numbering;
mod sample;
mod text;

use serde::Serialize;

use self::numbering::Numbering;
use self::text::{attachments, citations, plain};
use crate::filing::{Chart, Filing};

pub use self::text::{place_of, visible};

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
    /// Under another day's law.
    pub hypothetical: bool,
    /// For the head of the document alone.
    pub description: String,
    pub keywords: String,
    pub head: Vec<LineView>,
    pub basis: Vec<CiteView>,
    pub summary: Vec<Vec<TextRun>>,
    pub sections: Vec<SectionView>,
    pub remarks: Vec<Vec<TextRun>>,
    /// 발신 명의 of a letter; empty elsewhere.
    pub sender: Vec<TextRun>,
    pub approval: Vec<LineView>,
    pub dispatch: Vec<LineView>,
    pub attachments: Vec<AttachmentView>,
    /// `끝.` below the last item; empty where something else ends the document.
    pub end: String,
    /// Notes of computed values, one row each.
    pub computed: Vec<SourceView>,
    /// Notes of values read as they stand, by what they were read from.
    pub read: Vec<ReadView>,
    /// Notes that a value on the page opens.
    pub panels: Vec<SourceView>,
}

/// A run of text.
#[derive(Debug, Default, Serialize)]
pub(super) struct TextRun {
    /// `text`, `term`, `value` or `cite`.
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
    /// The note on its number is printed here; elsewhere its mark alone.
    pub noted: bool,
}

/// A label with its value.
#[derive(Debug, Serialize)]
pub(super) struct LineView {
    pub label: String,
    pub value: Vec<TextRun>,
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
    /// The name of the row that it is about, where each of several has one.
    pub about: Vec<TextRun>,
    /// `text`, `facts`, `table`, `chart`, `missing` or `none`.
    pub kind: &'static str,
    pub basis: Vec<CiteView>,
    pub paragraphs: Vec<Vec<TextRun>>,
    pub lines: Vec<LineView>,
    pub table: TableView,
    pub figure: FigureView,
    /// 비공개, with its ground; empty for what is for everyone.
    pub withheld: String,
    pub withheld_basis: Vec<CiteView>,
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
    pub notes: Vec<Vec<TextRun>>,
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
    pub runs: Vec<TextRun>,
    pub class: String,
    /// Head of its column.
    pub label: String,
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
    /// A value on the page opens it, so a link leads back to that.
    pub open: bool,
    /// Further notes of the annex that say the same.
    pub also: Vec<NoteView>,
}

/// A note by its number.
#[derive(Debug, Serialize)]
pub(super) struct NoteView {
    pub no: u32,
    /// As of [`SourceView`].
    pub open: bool,
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

/// Values read from one table.
#[derive(Debug, Serialize)]
pub(super) struct ReadView {
    pub label: String,
    /// The table: `원자료 1, 서비스`; empty for what stands in no table.
    pub place: String,
    pub notes: Vec<PartView>,
}

/// A note, and its place inside the table.
#[derive(Debug, Serialize)]
pub(super) struct PartView {
    #[serde(flatten)]
    pub note: NoteView,
    pub part: String,
}

impl View {
    /// The view of a filing, and its charts in print order.
    pub(super) fn new(filing: &Filing) -> (Self, Vec<&Chart>) {
        let mut numbering = Numbering::new(filing);
        let head = numbering.lines(&filing.head);
        let summary = numbering.paragraphs(&filing.summary);
        let sections: Vec<_> = filing.sections.iter().map(|section| numbering.section(section)).collect();
        let remarks = filing.remarks.iter().map(|inlines| numbering.remark(inlines)).collect();
        let sender = numbering.paragraphs(std::slice::from_ref(&filing.sender)).pop().unwrap_or_default();
        let (approval, dispatch) = (numbering.lines(&filing.approval), numbering.lines(&filing.dispatch));
        let (computed, read) = numbering.annex();
        let panels = filing
            .sources
            .iter()
            .filter(|source| numbering.open.contains(&source.no))
            .map(|source| numbering.source(source));
        let view = Self {
            form: filing.form.clone(),
            title: visible(&filing.title),
            subtitle: visible(&filing.subtitle),
            case_id: visible(&filing.case_id),
            stage: visible(&filing.stage),
            edition: visible(&filing.edition),
            internal: filing.internal,
            draft: filing.draft,
            hypothetical: filing.hypothetical,
            description: filing.summary.iter().map(|inlines| plain(inlines)).collect::<Vec<_>>().join(" "),
            keywords: visible(&filing.keywords.join(", ")),
            head,
            basis: citations(&filing.basis, &mut false),
            summary,
            sections,
            remarks,
            sender,
            approval,
            dispatch,
            attachments: attachments(&filing.attachments),
            end: visible(&filing.end),
            computed,
            read,
            panels: panels.collect(),
        };
        (view, numbering.charts)
    }
}
