//! Names as people type them: one spelling for comparison.

pub use crate::korean::compose;

/// A name without case, white space, brackets and punctuation; full-width forms as ASCII.
#[must_use]
pub fn normalise(name: &str) -> String {
    compose(name)
        .chars()
        .map(narrow)
        .filter(|c| c.is_alphanumeric() || *c == '%')
        .flat_map(char::to_lowercase)
        .collect()
}

/// A header without the footnote marks at its end: `피해 주장액1)`, `처리 상태(주2)`, `금액*`; nothing where it has none.
#[must_use]
pub(super) fn unmarked(header: &str) -> Option<&str> {
    let whole = header.trim();
    let mut bare = whole;
    loop {
        let shorter = bare.trim_end_matches(|c: char| matches!(c, '*' | '†' | '‡' | '※' | '¹' | '²' | '³' | '⁰'..='⁹'));
        let shorter = bracketed_mark(shorter).or_else(|| bare_mark(shorter)).unwrap_or(shorter).trim_end();
        if shorter.len() == bare.len() {
            break;
        }
        bare = shorter;
    }
    (bare.len() < whole.len() && !bare.is_empty()).then_some(bare)
}

/// What stands before a mark in brackets: `(1)`, `[주2]`, `(*)`.
fn bracketed_mark(text: &str) -> Option<&str> {
    let inside = text.strip_suffix([')', ']', '）', '］'])?;
    let open = inside.rfind(['(', '[', '（', '［'])?;
    let mark = inside[open..].trim_start_matches(['(', '[', '（', '［']).trim();
    is_mark(mark).then(|| &text[..open])
}

/// What stands before a mark with half a bracket: `1)`, `주2)`.
fn bare_mark(text: &str) -> Option<&str> {
    let inside = text.strip_suffix([')', '）'])?;
    let digits = inside.trim_end_matches(|c: char| c.is_ascii_digit());
    let before = digits.strip_suffix('주').unwrap_or(digits);
    is_mark(&inside[before.len()..]).then_some(before)
}

/// `1`, `주2`, `주`, `*`.
fn is_mark(text: &str) -> bool {
    const LONGEST: usize = 2;
    let digits = text.strip_prefix("주").or_else(|| text.strip_prefix("note")).unwrap_or(text).trim_start();
    let is_number = digits.len() <= LONGEST && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_star = digits.chars().all(|c| matches!(c, '*' | '†' | '‡' | '※'));
    !text.is_empty() && (is_number || is_star)
}

/// A name in one spelling without the number at its end: `접수_1` and `접수 (2)` are parts of one thing.
#[must_use]
pub fn stem(name: &str) -> String {
    let normal = normalise(name);
    normal.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned()
}

/// Whether a name fits a pattern in which `*` stands for anything but `/`.
#[must_use]
pub fn matches(pattern: &str, name: &str) -> bool {
    let letters: Vec<char> = name.chars().collect();
    // How far into the name the pattern reaches so far: however many stars there are, each is tried once at a letter.
    let mut reached = vec![false; letters.len() + 1];
    reached[0] = true;
    for wanted in pattern.chars() {
        if wanted == '*' {
            for (at, letter) in letters.iter().enumerate() {
                reached[at + 1] |= reached[at] && *letter != '/';
            }
        } else {
            for (at, letter) in letters.iter().enumerate().rev() {
                reached[at + 1] = reached[at] && *letter == wanted;
            }
            reached[0] = false;
        }
    }
    reached[letters.len()]
}

/// A full-width character as its ASCII twin.
pub(super) fn narrow(c: char) -> char {
    match u32::from(c) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(c),
        0x3000 | 0xA0 => ' ',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stays_in_its_folder() {
        for (pattern, name, expected) in [
            ("사건.xlsx", "사건.xlsx", true),
            ("피해접수-*.xlsx", "피해접수-1.xlsx", true),
            ("피해접수-*.xlsx", "피해접수-.xlsx", true),
            ("*.xlsx", "a/b.xlsx", false),
            ("*/*.xlsx", "a/b.xlsx", true),
            ("*건*.xlsx", "사건표.xlsx", true),
            ("*.xlsx", "사건.xls", false),
            ("**", "", true),
            ("*/**", "a/b/c", false),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }

    /// Trying every way to spread a name over the stars takes longer than anyone waits.
    #[test]
    fn many_stars_are_no_more_work_than_one() {
        let name = "접수".repeat(60);
        assert!(!matches(&"*접".repeat(40), &name));
        assert!(matches(&("*접".repeat(40) + "*"), &name));
    }

    #[test]
    fn one_name_has_one_spelling() {
        for written in ["피해 주장액 (원)", "피해주장액(원)", " 피해\n주장액［원］ ", "피해_주장액-원"]
        {
            assert_eq!(normalise(written), "피해주장액원", "{written:?}");
        }
        assert_eq!(normalise("Claim ID"), normalise("claim_id"));
    }

    #[test]
    fn footnote_marks_are_no_part_of_a_header() {
        for header in ["금액1)", "금액 (1)", "금액*", "금액 주2)", "금액(주2)", "금액[주]", "금액¹", "금액1) 2)", "금액(*)", "금액**"] {
            assert_eq!(unmarked(header), Some("금액"), "{header}");
        }
        assert_eq!(unmarked("금액(원)1)"), Some("금액(원)"));
        for header in ["금액", "금액(원)", "2022", "1)", "접수(유료)", "금액(2022)", "금액 1"] {
            assert_eq!(unmarked(header), None, "{header}");
        }
    }
}
