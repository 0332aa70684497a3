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
use parse::{Condition, Kind, Section};

/// Longest code; spreadsheet programs stop at 255 characters.
const LONGEST: usize = 255;

/// A format code, taken apart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Code {
    /// Those for numbers; the one for text is left out.
    sections: Vec<Section>,
}

/// When a section is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Positive numbers, or all: the sign is added to what it shows.
    Any,
    /// Negative numbers alone: it shows the sign itself, or leaves it out.
    Negative,
    Zero,
}

impl Code {
    /// Takes a code apart. One that is too long says nothing.
    pub(super) fn parse(code: &str) -> Self {
        let code = if code.chars().count() > LONGEST { "General" } else { code };
        let mut sections = parse::sections(code);
        // What text is shown as, behind the sections for numbers.
        if sections.len() > 1 && sections.last().is_some_and(|last| last.kind == Kind::Text) || sections.len() > 3 {
            sections.pop();
        }
        sections.truncate(3);
        Self { sections }
    }

    /// The section that shows a number, and in which role.
    fn choose(&self, value: f64) -> Option<(&Section, Role)> {
        let sections = &self.sections;
        let holds = |condition: &Option<Condition>, or: bool| condition.as_ref().map_or(or, |found| found.holds(value));
        let is_standard = sections.iter().all(|section| section.condition.is_none());
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
            2 if is_standard => Role::Zero,
            _ if of_negatives => Role::Negative,
            _ => Role::Any,
        };
        Some((section, role))
    }

    /// What a spreadsheet program shows of a number, in a column that is wide enough.
    pub(super) fn show(&self, value: f64, is_1904: bool) -> String {
        let Some((section, role)) = self.choose(value) else { return show::general(value) };
        match section.kind {
            Kind::Date => dates::show(section, Serial { days: value, is_1904, ..section.serial() }),
            Kind::Text => show::general(value),
            Kind::General | Kind::Number => show::number(section, role, value, show::Depth::Rounded),
        }
    }
}

impl Section {
    /// What a date of this section is, its days left open.
    fn serial(&self) -> Serial {
        Serial { days: 0.0, is_1904: false, elapsed: self.counts_on(), clock: self.shows_hours() }
    }
}
