//! The numbers of headings: those of official documents (행정업무의 운영 및 혁신에 관한 규정 시행규칙, 제2조제1항), which the
//! program writes by itself as far as a document's own marks are these numbers.
//!
//! ```text
//! level 1  the title, no number      level 4  1)      level 7  (가)
//! level 2  1.                        level 5  가)     level 8  ①
//! level 3  가.                       level 6  (1)     level 9  ㉮
//! ```

/// The syllables that count: 가, 나, … 하, then 거, 너, … as 한글 goes on.
const CONSONANTS: [u32; 14] = [0, 2, 3, 5, 6, 7, 9, 11, 12, 14, 15, 16, 17, 18];
const VOWELS: [u32; 5] = [0, 4, 8, 13, 18];

/// A way to write a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Digits {
    Digit,
    Syllable,
    CircledDigit,
    CircledSyllable,
}

impl Digits {
    fn word(self) -> &'static str {
        match self {
            Self::Digit => "DIGIT",
            Self::Syllable => "HANGUL_SYLLABLE",
            Self::CircledDigit => "CIRCLED_DIGIT",
            Self::CircledSyllable => "CIRCLED_HANGUL_SYLLABLE",
        }
    }

    /// The way of that word.
    pub(super) fn of(word: &str) -> Option<Self> {
        [Self::Digit, Self::Syllable, Self::CircledDigit, Self::CircledSyllable]
            .into_iter()
            .find(|digits| digits.word() == word)
    }

    /// A number from 1; empty beyond what the way can say.
    pub(super) fn write(self, number: u32) -> String {
        let at = number.saturating_sub(1);
        let one = match self {
            Self::Digit => return number.to_string(),
            Self::Syllable => syllable(at),
            Self::CircledDigit => Some(0x2460 + at).filter(|_| at < 20),
            Self::CircledSyllable => Some(0x326e + at).filter(|_| at < 14),
        };
        one.and_then(char::from_u32).map(String::from).unwrap_or_default()
    }
}

fn syllable(at: u32) -> Option<u32> {
    let consonant = CONSONANTS.get((at % 14) as usize)?;
    let vowel = VOWELS.get((at / 14) as usize)?;
    Some(0xac00 + (consonant * 21 + vowel) * 28)
}

/// Format and way of each level from the first.
const LEVELS: [(&str, Digits); 9] = [
    ("", Digits::Digit),
    ("^2.", Digits::Digit),
    ("^3.", Digits::Syllable),
    ("^4)", Digits::Digit),
    ("^5)", Digits::Syllable),
    ("(^6)", Digits::Digit),
    ("(^7)", Digits::Syllable),
    ("^8", Digits::CircledDigit),
    ("^9", Digits::CircledSyllable),
];

/// The list of numberings: the one of the outline.
pub(super) fn numbering() -> String {
    let mut out = "<hh:numberings itemCnt=\"1\"><hh:numbering id=\"1\" start=\"0\">".to_owned();
    for (level, (format, digits)) in (1..).zip(LEVELS) {
        out.push_str(&format!(
            "<hh:paraHead start=\"1\" level=\"{level}\" align=\"LEFT\" useInstWidth=\"1\" autoIndent=\"1\" \
             widthAdjust=\"0\" textOffsetType=\"PERCENT\" textOffset=\"50\" numFormat=\"{}\" \
             charPrIDRef=\"4294967295\" checkable=\"0\">{format}</hh:paraHead>",
            digits.word()
        ));
    }
    out.push_str(
        "<hh:paraHead start=\"1\" level=\"10\" align=\"LEFT\" useInstWidth=\"1\" autoIndent=\"1\" widthAdjust=\"0\" \
         textOffsetType=\"PERCENT\" textOffset=\"50\" numFormat=\"DIGIT\" charPrIDRef=\"4294967295\" checkable=\"0\"/>",
    );
    out + "</hh:numbering></hh:numberings>"
}

/// Counts headings as the program does: one more on its level, everything below begins anew.
#[derive(Debug, Default, Clone)]
pub(super) struct Counter {
    counts: [u32; 10],
}

impl Counter {
    /// Counts a heading of `level` from 0 whose number is written by `format` in `ways`; the number as it is shown.
    pub(super) fn next<'f>(&mut self, level: usize, levels: impl Fn(usize) -> Option<(&'f str, Digits)>) -> String {
        let Some((format, _)) = levels(level) else { return String::new() };
        let Some(count) = self.counts.get_mut(level) else { return String::new() };
        *count += 1;
        self.counts[level + 1..].fill(0);
        let mut out = String::new();
        let mut rest = format.chars();
        while let Some(character) = rest.next() {
            if character != '^' {
                out.push(character);
                continue;
            }
            let of = rest.next().and_then(|digit| digit.to_digit(10)).map_or(0, |digit| digit as usize);
            if let Some(at) = of.checked_sub(1)
                && let Some((_, ways)) = levels(at)
            {
                // A level that was skipped counts as begun.
                out.push_str(&ways.write(self.counts[at].max(1)));
            }
        }
        out
    }
}

/// Whether the marks of headings, in order with their levels from 0, are what the program would write by itself.
pub(super) fn is_regular<'m>(headings: impl Iterator<Item = (usize, Option<&'m str>)>) -> bool {
    let mut counter = Counter::default();
    let own = |level: usize| LEVELS.get(level).copied();
    for (level, mark) in headings {
        // A heading without a number is none to the outline's numbering.
        let Some(mark) = mark else { continue };
        if level == 0 || counter.next(level, own) != mark {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_official_documents() {
        assert_eq!(Digits::Syllable.write(1), "가");
        assert_eq!(Digits::Syllable.write(14), "하");
        assert_eq!(Digits::Syllable.write(15), "거");
        assert_eq!(Digits::Syllable.write(71), "");
        assert_eq!(Digits::CircledDigit.write(3), "③");
        assert_eq!(Digits::CircledSyllable.write(2), "㉯");
    }

    #[test]
    fn marks_in_turn_are_regular_and_others_are_not() {
        let marks = |all: &[(usize, &'static str)]| all.iter().map(|(level, mark)| (*level, Some(*mark))).collect::<Vec<_>>();
        let turn = marks(&[(1, "1."), (2, "가."), (2, "나."), (1, "2."), (2, "가."), (3, "1)"), (3, "2)")]);
        assert!(is_regular(turn.into_iter()));
        assert!(!is_regular(marks(&[(1, "1."), (1, "3.")]).into_iter()));
        assert!(!is_regular(marks(&[(1, "1."), (2, "나.")]).into_iter()));
        assert!(is_regular([(0, None), (1, Some("1.")), (1, None), (1, Some("2."))].into_iter()));
    }
}
