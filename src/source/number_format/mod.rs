//! Number formats of spreadsheets, `#,##0,"천원";[Red]-#,##0` and the like: what they show of a number, and what a cell
//! with one therefore says.
//!
//! One reading for every kind of workbook. Whether a unit suits its column is `mapping`'s to judge. No library is used:
//! the one that renders such codes (`ssfmt` 0.1) gives rounded text of American Excel alone, and what is needed here is
//! the other half: the number in full, its scale, its words, and Korean names of days and halves of days.

mod dates;
mod digits;
mod parse;
mod reading;
mod show;

pub(super) use reading::Sense;

use super::cell::Serial;
use parse::{FormatCondition, FormatSection, FormatToken, SectionKind};

/// Longest code; spreadsheet programs stop at 255 characters.
const LONGEST: usize = 255;

/// A format code, taken apart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FormatCode {
    /// Those for numbers; the one for text is left out.
    sections: Vec<FormatSection>,
}

/// When a section is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SectionRole {
    /// Positive numbers, or all: the sign is added to what it shows.
    Any,
    /// Negative numbers alone: it shows the sign itself, or leaves it out.
    Negative,
    Zero,
}

impl FormatCode {
    /// Takes a code apart. One that is too long says nothing.
    pub(super) fn parse(code: &str) -> Self {
        let code = if code.chars().count() > LONGEST { "General" } else { code };
        let mut sections = parse::sections(code);
        // What text is shown as, behind the sections for numbers.
        if sections.len() > 1 && sections.last().is_some_and(|last| last.kind == SectionKind::Text)
            || sections.len() > 3
        {
            sections.pop();
        }
        sections.truncate(3);
        Self { sections }
    }

    /// The section that shows a number, and in which role.
    fn choose(&self, value: f64) -> Option<(&FormatSection, SectionRole)> {
        let sections = &self.sections;
        let holds =
            |condition: &Option<FormatCondition>, or: bool| condition.as_ref().map_or(or, |found| found.holds(value));
        let at = match sections.len() {
            0 | 1 => 0,
            2 => usize::from(!holds(&sections[0].condition, value >= 0.0)),
            _ if holds(&sections[0].condition, value > 0.0) => 0,
            _ if holds(&sections[1].condition, value < 0.0) => 1,
            _ => 2,
        };
        let section = sections.get(at)?;
        let of_negatives = match (&section.condition, sections.first().and_then(|first| first.condition.as_ref())) {
            (Some(own), _) => own.is_negative(),
            (None, Some(first)) => at == 1 && first.is_not_negative(),
            (None, None) => at == 1,
        };
        let role = match at {
            2 if value == 0.0 => SectionRole::Zero,
            _ if of_negatives => SectionRole::Negative,
            _ => SectionRole::Any,
        };
        Some((section, role))
    }

    /// What a spreadsheet program shows of a number, in a column that is wide enough.
    pub(super) fn show(&self, value: f64, is_1904: bool) -> String {
        let Some((section, role)) = self.choose(value) else { return show::general(value) };
        match section.kind {
            SectionKind::Date => dates::show(section, Serial { days: value, is_1904, ..section.serial() }),
            SectionKind::Text => show::general(value),
            SectionKind::General | SectionKind::Number => show::number(section, role, value, show::Depth::Rounded),
        }
    }
}

impl FormatSection {
    /// What a date of this section is, its days left open.
    fn serial(&self) -> Serial {
        Serial {
            elapsed: self.counts_on(),
            clock: self.shows_hours(),
            day: self.shows(FormatToken::Day) || self.counts_on(),
            seconds: self.shows(FormatToken::Second),
            ..Serial::plain(0.0, false)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::cell::{CellValue, Says};

    proptest! {
        #[test]
        fn nothing_makes_the_reading_of_a_code_panic(code in "[0#?,.;%@eEyYmdhsagAMP/\\\\_*\"\\[\\]$<>=Red원만+ -]{0,40}", value in any::<f64>()) {
            let read = FormatCode::parse(&code);
            let _ = (read.show(value, false), read.cell(value, true), read.sense());
        }

        #[test]
        fn a_number_in_words_keeps_all_its_digits(whole in 0_u32..1_000_000, part in 0_u32..1_000) {
            let value = f64::from(whole) + f64::from(part) / 1_000.0;
            let CellValue::Shown(shown) = FormatCode::parse("#,##0\"만원\"").cell(value, false) else { panic!("words") };
            let digits: String = shown.text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
            prop_assert_eq!(digits.parse::<f64>(), Ok(value), "{}", shown.text);
        }
    }

    #[test]
    fn what_a_format_writes_beside_a_moment_is_part_of_it() {
        // 2026-09-27 17:14.
        let at = 46_292.718_055_555_6;
        let text = |code: &str| match FormatCode::parse(code).cell(at, false) {
            CellValue::Text(text) => Some(text.into_owned()),
            _ => None,
        };
        assert_eq!(text("yyyy-mm-dd hh:mm \"UTC\"").as_deref(), Some("2026-09-27 17:14 UTC"));
        assert_eq!(text("\"약 \"yyyy-mm-dd hh:mm").as_deref(), Some("약 2026-09-27 17:14"));
        assert_eq!(text("yyyy-mm-dd hh:mm\"경\"").as_deref(), Some("2026-09-27 17:14 경"));
        for plain in [
            "yyyy-mm-dd hh:mm",
            "yyyy\"년\" m\"월\" d\"일\" hh\"시\" mm\"분\"",
            "yyyy-mm-dd\\Thh:mm",
            "m/d/yy h:mm AM/PM",
        ] {
            assert_eq!(text(plain), None, "{plain}");
        }
    }

    #[test]
    fn a_code_may_leave_nothing_to_be_seen() {
        let says = |code: &str, value: f64| match FormatCode::parse(code).cell(value, false) {
            CellValue::Shown(shown) => Some(shown.says),
            _ => None,
        };
        for (code, value, expected) in [
            (";;;", 5.0, Some(Says::Nothing)),
            ("0;;", -5.0, Some(Says::Nothing)),
            ("0;0", -5.0, Some(Says::Nothing)),
            ("0;[Red]0", -5.0, None),
            ("0;-0;;@", 0.0, None),
            ("0;-0;\"-\"", 0.0, None),
            ("0,,,,,,", 5.0, Some(Says::Nothing)),
            ("0.00E+00", 5.0, None),
            ("# ?/?", 0.5, None),
            ("000", 5.0, Some(Says::Digits)),
            ("0\"건\"", 5.0, Some(Says::Words)),
        ] {
            assert_eq!(says(code, value), expected, "{code} of {value}");
        }
    }
}
