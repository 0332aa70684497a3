//! Text within the width of a terminal: broken at spaces by display width (a Hangul syllable takes two columns), what
//! follows of a line indented below it. Nothing is cut: a word wider than the terminal (a path, a hash) stands alone.

use unicode_width::UnicodeWidthChar;

/// Marks of a list, which the text after them hangs from.
const MARKS: [&str; 4] = ["- ", "+ ", "· ", "= "];
/// Between the two columns of a list.
const GAP: &str = "  ";
/// Columns by which any other line hangs.
const HANG: usize = 2;

/// Text broken at spaces, `first` before its first line and `rest` before the others; one line where no width is known.
pub(super) fn wrapped(text: &str, width: Option<usize>, first: &str, rest: &str) -> String {
    let Some(width) = width else { return format!("{first}{text}\n") };
    let mut out = String::new();
    for (no, line) in broken(text, width, shown_width(first), shown_width(rest)).iter().enumerate() {
        out.push_str(if no == 0 { first } else { rest });
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// A page of lines, those that are too wide broken and hanging from where they begin. Lines that fit stay as they are.
pub(super) fn flowed(page: &str, width: Option<usize>) -> String {
    let mut out = String::with_capacity(page.len());
    for line in page.split_inclusive('\n') {
        let bare = line.trim_end_matches('\n');
        let Some(width) = width.filter(|width| shown_width(bare) > *width) else {
            out.push_str(line);
            continue;
        };
        let body = bare.trim_start_matches(' ');
        let indent = &bare[..bare.len() - body.len()];
        let text = wrapped(body, Some(width), indent, &" ".repeat(indent.len() + hang(body, width)));
        out.push_str(if line.ends_with('\n') { &text } else { text.trim_end_matches('\n') });
    }
    out
}

/// Columns by which the rest of a line hangs: below the text behind its mark, or below the second column of a list that
/// leaves room for it.
fn hang(body: &str, width: usize) -> usize {
    if let Some(mark) = MARKS.iter().find(|mark| body.starts_with(**mark)) {
        return shown_width(mark);
    }
    let second = body.find(GAP).map(|gap| {
        let rest = body[gap..].trim_start_matches(' ');
        shown_width(&body[..body.len() - rest.len()])
    });
    second.filter(|second| *second <= width / 2).unwrap_or(HANG)
}

/// The lines of a cell of a table. A word wider than the cell goes on in the next line: a column has no room beside it.
pub(super) fn cell_lines(text: &str, width: usize) -> Vec<String> {
    broken(text, width, 0, 0).iter().flat_map(|line| split(line, width)).collect()
}

/// Columns of the widest word.
pub(super) fn widest_word(text: &str) -> usize {
    text.split(' ').map(shown_width).max().unwrap_or(0)
}

/// Lines of a text; before the first stand `first` columns, before the others `rest`.
fn broken(text: &str, width: usize, first: usize, rest: usize) -> Vec<String> {
    let (mut lines, mut line, mut used) = (Vec::new(), String::new(), first);
    let mut is_start = true;
    for word in text.split(' ') {
        let taken = shown_width(word);
        if !is_start && used + 1 + taken > width {
            // Spaces where a line ends are not needed.
            if word.is_empty() {
                continue;
            }
            lines.push(line.trim_end().to_owned());
            (line, used) = (String::new(), rest);
        } else if !is_start {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += taken;
        is_start = false;
    }
    lines.push(line);
    lines
}

/// A line cut into pieces that fit, between characters.
fn split(line: &str, width: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut used = 0;
    for c in line.chars() {
        let taken = c.width().unwrap_or(0);
        if used + taken > width && used > 0 {
            pieces.push(String::new());
            used = 0;
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
        used += taken;
    }
    pieces
}

/// Columns that a text takes; colours take none.
pub(super) fn shown_width(text: &str) -> usize {
    let (mut width, mut in_colour) = (0, false);
    for c in text.chars() {
        match c {
            '\u{1b}' => in_colour = true,
            'm' if in_colour => in_colour = false,
            _ if in_colour => {}
            _ => width += c.width().unwrap_or(0),
        }
    }
    width
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hangul_is_broken_at_spaces_by_its_width_on_a_terminal() {
        let text = "\u{1b}[1;31m오류\u{1b}[0m: 완전 복구가 중단 시작보다 앞섭니다";
        let lines = wrapped(text, Some(20), "  ", "    ");
        for line in lines.lines() {
            assert!(shown_width(line) <= 20, "{line}");
        }
        assert!(lines.lines().count() > 2 && lines.lines().nth(1).is_some_and(|line| line.starts_with("    ")));
        assert_eq!(wrapped("하나 둘", None, "  ", ""), "  하나 둘\n");
    }

    #[test]
    fn a_page_hangs_each_line_from_where_it_begins() {
        let page = "짧은 줄\n  이유: 하나 둘 셋 넷\n    - 하나 둘 셋 넷  다섯\n";
        let flowed_page = flowed(page, Some(16));
        assert_eq!(flowed_page, "짧은 줄\n  이유: 하나 둘\n    셋 넷\n    - 하나 둘 셋\n      넷  다섯\n");
        assert_eq!(flowed(page, None), page);
        assert_eq!(flowed("  --a   하나 둘 셋\n", Some(16)), "  --a   하나 둘\n        셋\n");
    }

    #[test]
    fn a_cell_goes_on_in_the_next_line_and_loses_nothing() {
        assert_eq!(cell_lines("가나 다라마바", 6), ["가나", "다라마", "바"]);
        assert_eq!(cell_lines("", 6), [""]);
    }
}
