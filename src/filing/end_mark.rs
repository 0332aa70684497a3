//! How a document to an agency ends (행정업무의 운영 및 혁신에 관한 규정 시행규칙 제4조⑤): the mark 끝. behind what is
//! enclosed, or else behind the last words, or below a table that is full. A table whose lines are not all written says
//! 이하 빈칸 in the next one, and then nothing more.

use super::model::{Body, FilledSection, Inline, Table, TableCell, TableRow};
use crate::pack::AttachmentWords;

/// Writes the empty lines of a table that has a set number of them; the first says that nothing follows.
pub(super) fn fill_lines(table: &mut Table, lines: usize, words: &AttachmentWords) {
    let written = table.rows.len();
    for at in written..lines {
        let cell = |(column, head): (usize, &super::model::ColumnHead)| {
            let says = if at == written && column == 0 { words.below.clone() } else { String::new() };
            let content = if says.is_empty() { Vec::new() } else { vec![Inline::Text { text: says }] };
            TableCell { content, class: head.class.clone() }
        };
        let cells = table.columns.iter().enumerate().map(cell).collect();
        table.rows.push(TableRow { total: false, cells });
    }
}

/// Ends a document that encloses nothing. Returns the mark where it stands below the last item; empty where the last words
/// carry it, or the last table says that nothing follows.
pub(super) fn close(sections: &mut [FilledSection], remarks: &mut [Vec<Inline>], words: &AttachmentWords) -> String {
    let mark = || words.end.trim().to_owned();
    if let Some(last) = remarks.last_mut() {
        last.push(Inline::Text { text: words.end.clone() });
        return String::new();
    }
    match sections.last_mut().and_then(|section| section.items.last_mut()).map(|item| &mut item.content) {
        Some(Body::Text { paragraphs }) => match paragraphs.last_mut() {
            Some(last) => {
                last.push(Inline::Text { text: words.end.clone() });
                String::new()
            }
            None => mark(),
        },
        Some(Body::Table { table }) if ends_half_way(table, words) => String::new(),
        _ => mark(),
    }
}

fn ends_half_way(table: &Table, words: &AttachmentWords) -> bool {
    let says = |row: &TableRow| {
        row.cells.first().is_some_and(|cell| {
            cell.content.iter().any(|inline| matches!(inline, Inline::Text { text } if *text == words.below))
        })
    };
    table.rows.iter().any(says)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filing::model::{ColumnHead, FilledItem, ItemState};

    fn words() -> AttachmentWords {
        AttachmentWords { copies: " 1부.".to_owned(), end: "  끝.".to_owned(), below: "이하 빈칸".to_owned() }
    }

    fn text(text: &str) -> Inline {
        Inline::Text { text: text.to_owned() }
    }

    fn table(rows: usize) -> Table {
        let head = |label: &str| ColumnHead { label: label.to_owned(), class: String::new(), adds: false };
        let cell = || TableCell { content: vec![text("가")], class: String::new() };
        Table {
            caption: "표".to_owned(),
            columns: vec![head("서비스"), head("시각")],
            rows: (0..rows).map(|_| TableRow { total: false, cells: vec![cell(), cell()] }).collect(),
            notes: Vec::new(),
            author: None,
        }
    }

    fn document(content: Body) -> Vec<FilledSection> {
        let item = FilledItem {
            about: Vec::new(),
            id: "item".to_owned(),
            mark: "가.".to_owned(),
            label: "항목".to_owned(),
            requirement: crate::pack::Requirement::Required,
            state: ItemState::Complete,
            basis: Vec::new(),
            from: None,
            channel: None,
            lacks: Vec::new(),
            content,
        };
        vec![FilledSection { id: "s".to_owned(), mark: "1.".to_owned(), label: "절".to_owned(), items: vec![item] }]
    }

    #[test]
    fn a_text_ends_behind_its_last_word_and_a_full_table_below_itself() {
        let mut sections = document(Body::Text { paragraphs: vec![vec![text("보고합니다.")]] });
        assert_eq!(close(&mut sections, &mut [], &words()), "");
        let Body::Text { paragraphs } = &sections[0].items[0].content else { panic!("a text") };
        assert_eq!(paragraphs[0], [text("보고합니다."), text("  끝.")]);
        let mut remarks = vec![vec![text("지어낸 것임")]];
        assert_eq!(close(&mut document(Body::Table { table: table(1) }), &mut remarks, &words()), "");
        assert_eq!(remarks[0][1], text("  끝."));
        let mut full = table(3);
        fill_lines(&mut full, 3, &words());
        assert_eq!(close(&mut document(Body::Table { table: full }), &mut [], &words()), "끝.");
    }

    #[test]
    fn a_table_that_ends_half_way_says_so_in_its_next_line_and_nothing_follows() {
        let mut half = table(2);
        fill_lines(&mut half, 5, &words());
        assert_eq!(half.rows.len(), 5);
        assert_eq!(half.rows[2].cells[0].content, [text("이하 빈칸")]);
        assert!(half.rows[2].cells[1].content.is_empty() && half.rows[3].cells[0].content.is_empty());
        assert_eq!(close(&mut document(Body::Table { table: half }), &mut [], &words()), "");
    }
}
