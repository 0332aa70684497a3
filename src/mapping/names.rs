//! Names as people type them: one spelling for comparison.

/// First and last of the blocks that a decomposed syllable is made of, and the first composed syllable.
const LEADS: u32 = 0x1100;
const VOWELS: u32 = 0x1161;
const TAILS: u32 = 0x11A7;
const SYLLABLES: u32 = 0xAC00;
const VOWEL_COUNT: u32 = 21;
const TAIL_COUNT: u32 = 28;

/// Composes Hangul that arrives decomposed, as macOS names files and some editors save text (NFD to NFC).
#[must_use]
pub fn compose(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match out.chars().next_back().and_then(|last| join(last, c)) {
            Some(joined) => {
                out.pop();
                out.push(joined);
            }
            None => out.push(c),
        }
    }
    out
}

/// Lead and vowel, or open syllable and tail, as one syllable.
fn join(last: char, next: char) -> Option<char> {
    let (last, next) = (u32::from(last), u32::from(next));
    let is_lead = (LEADS..LEADS + 19).contains(&last);
    if is_lead && (VOWELS..VOWELS + VOWEL_COUNT).contains(&next) {
        return char::from_u32(SYLLABLES + ((last - LEADS) * VOWEL_COUNT + next - VOWELS) * TAIL_COUNT);
    }
    let is_open = (SYLLABLES..=0xD7A3).contains(&last) && (last - SYLLABLES).is_multiple_of(TAIL_COUNT);
    if is_open && (TAILS + 1..TAILS + TAIL_COUNT).contains(&next) {
        return char::from_u32(last + next - TAILS);
    }
    None
}

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
    fn decomposed_hangul_is_composed() {
        let decomposed = "\u{1109}\u{1161}\u{1100}\u{1165}\u{11ab}.xlsx";
        assert_eq!(compose(decomposed), "사건.xlsx");
        assert_eq!(compose("사건"), "사건");
    }
}
