//! Hangul put together again: letters that arrive one by one, as macOS writes names and some editors save text (NFD), and
//! the form of eight bytes in which KS X 1001 spells the syllables that it lacks: a filler, and the letters after it.

/// The first letters of a decomposed syllable, and the first composed one.
const LEADS: u32 = 0x1100;
const VOWELS: u32 = 0x1161;
const TAILS: u32 = 0x11A7;
const SYLLABLES: u32 = 0xAC00;
const VOWEL_COUNT: u32 = 21;
const TAIL_COUNT: u32 = 28;

/// What announces a syllable that is spelt out, and stands for the tail that it lacks.
const FILLER: char = '\u{3164}';
/// Letters as they stand alone, in the order of a syllable's parts.
const ALONE_LEADS: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const ALONE_TAILS: &str = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
const FIRST_VOWEL: u32 = 0x314F;

/// Composes Hangul that arrives in pieces.
#[must_use]
pub fn compose(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c == FILLER
            && let Some((syllable, count)) = spelt(rest.as_str())
        {
            out.push(syllable);
            rest = rest.as_str()[count..].chars();
            continue;
        }
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

/// Whether a text holds Hangul in pieces.
#[must_use]
pub fn is_decomposed(text: &str) -> bool {
    // Both begin with bytes that composed Hangul has nowhere.
    memchr::memchr2(0xE1, 0xE3, text.as_bytes()).is_some()
        && text.chars().any(|c| c == FILLER || ('\u{1100}'..='\u{11FF}').contains(&c))
}

/// Lead and vowel, or open syllable and tail, as one syllable.
fn join(last: char, next: char) -> Option<char> {
    let (last, next) = (u32::from(last), u32::from(next));
    let is_lead = (LEADS..LEADS + 19).contains(&last);
    if is_lead && (VOWELS..VOWELS + VOWEL_COUNT).contains(&next) {
        return syllable(last - LEADS, next - VOWELS, 0);
    }
    let is_open = (SYLLABLES..=0xD7A3).contains(&last) && (last - SYLLABLES).is_multiple_of(TAIL_COUNT);
    if is_open && (TAILS + 1..TAILS + TAIL_COUNT).contains(&next) {
        return char::from_u32(last + next - TAILS);
    }
    None
}

fn syllable(lead: u32, vowel: u32, tail: u32) -> Option<char> {
    char::from_u32(SYLLABLES + (lead * VOWEL_COUNT + vowel) * TAIL_COUNT + tail)
}

/// The syllable whose letters stand behind a filler, and their length. A tail that it lacks is a filler again, or was
/// trimmed with the white space at the end.
fn spelt(text: &str) -> Option<(char, usize)> {
    let place = |list: &str, c: char| list.chars().position(|known| known == c).and_then(|at| u32::try_from(at).ok());
    let mut letters = text.char_indices();
    let lead = place(ALONE_LEADS, letters.next()?.1)?;
    let vowel = u32::from(letters.next()?.1).checked_sub(FIRST_VOWEL).filter(|vowel| *vowel < VOWEL_COUNT)?;
    let rest = letters.as_str();
    let before = text.len() - rest.len();
    match letters.next() {
        None => Some((syllable(lead, vowel, 0)?, before)),
        Some((_, FILLER)) => Some((syllable(lead, vowel, 0)?, before + FILLER.len_utf8())),
        Some((_, c)) => Some((syllable(lead, vowel, place(ALONE_TAILS, c)? + 1)?, before + c.len_utf8())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decomposed_hangul_is_composed() {
        let decomposed = "\u{1109}\u{1161}\u{1100}\u{1165}\u{11ab}.xlsx";
        assert!(is_decomposed(decomposed) && !is_decomposed("사건.xlsx") && !is_decomposed("「사건」 ㄱ"));
        assert_eq!(compose(decomposed), "사건.xlsx");
        assert_eq!(compose("사건"), "사건");
    }

    #[test]
    fn syllables_that_are_spelt_out_are_composed() {
        // As euc-kr of Python writes 똠방 and 펲.
        assert_eq!(compose("\u{3164}ㄸㅗㅁ방각하"), "똠방각하");
        assert_eq!(compose("\u{3164}ㅍㅔㅍ"), "펲");
        assert_eq!(compose("\u{3164}ㄸㅒ\u{3164} 끝"), "떄 끝");
        assert_eq!(compose("\u{3164}ㄸㅒ"), "떄", "the filler at the end goes with white space");
        for loose in ["ㄸㅗㅁ", "\u{3164}", "\u{3164}가", "ㅋㅋ"] {
            assert_eq!(compose(loose), loose, "{loose}");
        }
    }
}
