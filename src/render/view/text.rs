//! Text of a filing as a page may show it, taken apart where its parts are marked apart.

use super::{AttachmentView, CiteView, OriginView, TextRun};
use crate::filing::Inline;
use crate::korean::terms;
use crate::pack::Citation;

/// Citations as a list. The first whose number is not established carries the note on it, unless `told` says that one before
/// did.
pub(super) fn citations(citations: &[Citation], told: &mut bool) -> Vec<CiteView> {
    let mut view = |one: &Citation| {
        let noted = !one.established && !std::mem::replace(told, *told || !one.established);
        CiteView { id: visible(&one.id), text: visible(&one.text), established: one.established, noted }
    };
    citations.iter().map(&mut view).collect()
}

/// `1. 산출 근거 1부.  끝.` in its parts.
pub(super) fn attachments(lines: &[String]) -> Vec<AttachmentView> {
    let part = |line: &String| {
        let (text, end) = line.trim_end().rsplit_once("  ").unwrap_or((line.trim_end(), ""));
        let is_mark =
            |mark: &str| mark.strip_suffix('.').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
        let (mark, text) = text.split_once(' ').filter(|(mark, _)| is_mark(mark)).unwrap_or(("", text));
        AttachmentView { mark: mark.to_owned(), text: visible(text), end: visible(end) }
    };
    lines.iter().map(part).collect()
}

/// A label up to its last part, and that part: `원자료 1, 서비스`, `12행`.
#[must_use]
pub fn place_of(label: &str) -> (&str, &str) {
    let of_rows = || {
        // A filing of before parts table and rows by a comma.
        let (_, table) = label.rsplit_once(", ")?;
        if table.contains(' ') { label.rsplit_once(' ') } else { label.rsplit_once(", ") }
    };
    label.rsplit_once(" / ").or_else(of_rows).unwrap_or(("", label))
}

/// Neighbours of one table come together.
pub(super) fn origins(labels: &[String]) -> Vec<OriginView> {
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
pub(super) fn plain(inlines: &[Inline]) -> String {
    let text = |inline: &Inline| match inline {
        Inline::Text { text } | Inline::Value { text, .. } | Inline::Cite { text, .. } => visible(text),
    };
    inlines.iter().map(text).collect()
}

pub(super) fn lines_of(text: &str) -> Vec<String> {
    visible(text).split('\n').map(str::to_owned).collect()
}

/// The text of a remark in runs: the terms it speaks of apart from the rest.
pub(super) fn remarked(text: &str) -> Vec<TextRun> {
    let text = visible(text);
    let mut runs = Vec::new();
    let mut add = |kind, text: &str| {
        if !text.is_empty() {
            runs.push(TextRun { kind, lines: lines_of(text), ..TextRun::default() });
        }
    };
    let mut from = 0;
    for term in terms(&text) {
        add("text", &text[from..term.start]);
        add("term", &text[term.clone()]);
        from = term.end;
    }
    add("text", &text[from..]);
    runs
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
    fn the_place_of_a_label_is_its_table() {
        for (label, place, part) in [
            ("원자료 1, 서비스 12행", "원자료 1, 서비스", "12행"),
            ("원자료 1, 피해접수(표 3) 3·7·9~12행", "원자료 1, 피해접수(표 3)", "3·7·9~12행"),
            ("원자료 1, 표 2, 12행", "원자료 1, 표 2", "12행"),
            ("사건.xlsx / 사고 / D5", "사건.xlsx / 사고", "D5"),
            ("사건 설정", "", "사건 설정"),
        ] {
            assert_eq!(place_of(label), (place, part));
        }
    }

    #[test]
    fn what_turns_the_reading_order_is_shown() {
        assert_eq!(visible("1\u{202e}23\u{0}\u{1b}"), "1[U+202E]23[U+0000][U+001B]");
    }

    #[test]
    fn the_terms_of_a_remark_stand_apart_and_nothing_is_lost() {
        let runs = remarked("성격이 '자율 지원'인 것은 「민법」에 따르지 아니함");
        let told: Vec<_> = runs.iter().map(|run| (run.kind, run.lines.join("|"))).collect();
        let expected = [
            ("text", "성격이 '"),
            ("term", "자율 지원"),
            ("text", "'인 것은 「"),
            ("term", "민법"),
            ("text", "」에 따르지 아니함"),
        ];
        assert_eq!(told, expected.map(|(kind, text)| (kind, text.to_owned())));
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
