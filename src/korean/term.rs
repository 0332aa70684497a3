//! What a remark speaks of: the terms and statute names that it puts in quotation marks.

use std::ops::Range;

/// Marks that a term or the name of a statute stands between.
const PAIRS: [(char, char); 4] = [('\'', '\''), ('‘', '’'), ('「', '」'), ('『', '』')];
/// Characters of a term; what is longer is a quotation.
const LONGEST: usize = 40;

/// The terms of `text`, without their marks, as ranges of bytes in order.
pub fn terms(text: &str) -> Vec<Range<usize>> {
    let mut terms = Vec::new();
    let mut from = 0;
    while let Some((at, open, close)) = opening(text, from) {
        let start = at + open.len_utf8();
        let Some(length) = text[start..].find(close) else {
            from = start;
            continue;
        };
        let term = &text[start..start + length];
        if term.chars().count() <= LONGEST && term.chars().any(char::is_alphanumeric) {
            terms.push(start..start + length);
            from = start + length + close.len_utf8();
        } else {
            from = start;
        }
    }
    terms
}

/// The next mark that opens: an apostrophe inside a word (`User's`) does not.
fn opening(text: &str, from: usize) -> Option<(usize, char, char)> {
    text[from..].char_indices().find_map(|(at, character)| {
        let (open, close) = PAIRS.into_iter().find(|(open, _)| *open == character)?;
        let inside = open == close && text[..from + at].chars().next_back().is_some_and(char::is_alphanumeric);
        (!inside).then_some((from + at, open, close))
    })
}

#[cfg(test)]
mod tests {
    use super::terms;

    #[test]
    fn what_stands_in_quotation_marks_is_a_term() {
        for (text, expected) in [
            ("시각은 한국 표준시이며, '약'은 어림으로 적은 시각임", vec!["약"]),
            ("성격이 ‘자율 지원’인 것은", vec!["자율 지원"]),
            ("「전기통신사업법」 및 「정보통신망법」에 따름", vec!["전기통신사업법", "정보통신망법"]),
            ("'A'와 'B'", vec!["A", "B"]),
            ("User's guide and users' rights", vec![]),
            ("'-'는 없음을 뜻함", vec![]),
            ("'닫히지 아니한 인용", vec![]),
            ("가나다", vec![]),
        ] {
            let found: Vec<&str> = terms(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
