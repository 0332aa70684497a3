//! Names as people type them: one spelling for comparison, and the nearest known name for a wrong one.

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
    let is_open = (SYLLABLES..=0xD7A3).contains(&last) && (last - SYLLABLES) % TAIL_COUNT == 0;
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

/// A full-width character as its ASCII twin.
pub(super) fn narrow(c: char) -> char {
    match u32::from(c) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(c),
        0x3000 | 0xA0 => ' ',
        _ => c,
    }
}

/// The known name nearest to `name`, when it is near enough to be what was meant.
#[must_use]
pub fn closest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = letters(name);
    known
        .into_iter()
        .map(|candidate| (distance(&wanted, &letters(candidate)), candidate))
        .filter(|(distance, candidate)| *distance * 3 <= wanted.len().max(letters(candidate).len()))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The letters of a normalised name, Hangul syllables taken apart: 접수 and 접쑤 differ by one letter of five.
fn letters(name: &str) -> Vec<u32> {
    const LONGEST: usize = 64;
    let mut letters = Vec::new();
    for c in normalise(name).chars().take(LONGEST) {
        let code = u32::from(c);
        if (SYLLABLES..=0xD7A3).contains(&code) {
            let index = code - SYLLABLES;
            letters.push(LEADS + index / (VOWEL_COUNT * TAIL_COUNT));
            letters.push(VOWELS + index / TAIL_COUNT % VOWEL_COUNT);
            if index % TAIL_COUNT > 0 {
                letters.push(TAILS + index % TAIL_COUNT);
            }
        } else {
            letters.push(code);
        }
    }
    letters
}

/// Edits from one to the other (Levenshtein).
fn distance(a: &[u32], b: &[u32]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn a_slip_of_the_finger_finds_its_name() {
        assert_eq!(closest("신청인유헝", ["신청인 유형", "피해 유형"]), Some("신청인 유형"));
        assert_eq!(closest("reprot_at", ["report_at", "recipient"]), Some("report_at"));
        assert_eq!(closest("전혀 다른 말", ["신청인 유형", "피해 유형"]), None);
    }
}
