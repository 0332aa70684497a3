//! A view in which everything is there: every list holds something, items of every kind. For trying out templates.

use super::{
    AttachmentView, CellView, CiteView, FigureView, HeadView, InputView, ItemView, LineView, NoteView, OriginView,
    PartView, ReadView, RowView, SectionView, SourceView, TableView, TextRun, View,
};

/// The kinds of items, as [`ItemView::kind`] says.
const KINDS: [&str; 5] = ["text", "facts", "table", "chart", "missing"];
/// What stands for a text.
const WORD: &str = "보기";

fn word() -> String {
    WORD.to_owned()
}

fn runs() -> Vec<TextRun> {
    let run = |kind, tag, value: &str, attribute| TextRun {
        kind,
        lines: vec![word()],
        tag,
        value: value.to_owned(),
        attribute,
        id: "sample".to_owned(),
        class: "estimate",
        origin: 1,
        note: 1,
        note_class: "screen",
        first: true,
    };
    vec![
        run("text", "", "", ""),
        run("term", "", "", ""),
        run("value", "data", "1", "data-figure"),
        run("value", "time", "2026-01-01", "data-fact"),
        run("value", "span", "", "data-fact"),
        run("cite", "", "", ""),
    ]
}

fn cites() -> Vec<CiteView> {
    vec![CiteView { id: "sample".to_owned(), text: word(), established: false, noted: true }]
}

fn lines() -> Vec<LineView> {
    vec![LineView { label: word(), value: runs(), note: word() }]
}

fn rows() -> Vec<RowView> {
    let cell = |head| CellView { runs: runs(), class: "num".to_owned(), label: "항목".to_owned(), head };
    vec![RowView { cells: vec![cell(true), cell(false)] }]
}

fn item(kind: &'static str) -> ItemView {
    let head = || HeadView { label: word(), class: "num" };
    ItemView {
        id: format!("sample.{kind}"),
        mark: word(),
        label: word(),
        about: runs(),
        kind,
        basis: cites(),
        paragraphs: vec![runs()],
        lines: lines(),
        table: TableView {
            no: 1,
            caption: word(),
            class: "compact",
            columns: vec![head(), head()],
            rows: rows(),
            totals: rows(),
            notes: vec![runs()],
            author: word(),
        },
        figure: FigureView { no: 1, drawing: 0, caption: word() },
        withheld: word(),
        withheld_basis: cites(),
        from: word(),
    }
}

fn source() -> SourceView {
    SourceView {
        no: 1,
        id: "sample".to_owned(),
        label: word(),
        text: word(),
        formula: word(),
        origins: vec![OriginView { first: word(), more: vec![word()] }],
        inputs: vec![InputView { no: 1, label: word(), text: word(), open: true }],
        cited: word(),
        open: true,
        also: vec![NoteView { no: 2, open: true }],
    }
}

impl View {
    /// Everything at once.
    pub(in crate::render) fn sample(form: &str) -> Self {
        let items = KINDS.into_iter().map(item).collect();
        Self {
            form: form.to_owned(),
            title: word(),
            subtitle: word(),
            case_id: word(),
            stage: word(),
            edition: word(),
            internal: false,
            draft: true,
            hypothetical: true,
            description: word(),
            keywords: word(),
            head: lines(),
            basis: cites(),
            summary: vec![runs()],
            sections: vec![SectionView { id: "sample".to_owned(), mark: word(), label: word(), items }],
            remarks: vec![runs()],
            sender: runs(),
            approval: lines(),
            dispatch: lines(),
            end: word(),
            attachments: vec![AttachmentView { mark: word(), text: word(), end: word() }],
            computed: vec![source()],
            read: vec![ReadView {
                label: word(),
                place: word(),
                notes: vec![PartView { note: NoteView { no: 1, open: true }, part: word() }],
            }],
            panels: vec![source()],
        }
    }
}
