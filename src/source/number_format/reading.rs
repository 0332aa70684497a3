//! What a cell says whose number has a format: a plain number, a share, a day, or what the format writes around it.

use super::parse::{FormatSection, SectionKind, Token};
use super::show::{Depth, number};
use super::{FormatCode, SectionRole};
use crate::source::cell::{CellValue, Says, Serial, Shown};

/// What a format makes of every number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sense {
    /// A number as it is.
    Plain,
    /// It depends on the number, or is more than that.
    More,
}

/// Signs of a negative number.
const MINUS: [char; 9] = ['-', '−', '–', '△', '▲', '∆', '▵', '(', ')'];
/// Nobody leaves out more thousands; and what is left of a number then is none.
const MOST: u8 = 4;
/// Zeros of ledgers.
const DASHES: [char; 4] = ['-', '–', '—', '−'];

impl FormatCode {
    /// Whether the format says nothing that a number does not say itself.
    pub(crate) fn sense(&self) -> Sense {
        let is_plain = [1.0, -1.0, 0.0].iter().all(|value| {
            self.choose(*value).is_none_or(|(section, role)| matches!(section.meaning(role), Meaning::Plain))
        });
        let is_open = self.sections.iter().any(|section| section.condition.is_some());
        if is_plain && !is_open { Sense::Plain } else { Sense::More }
    }

    /// A number with this format, as the cell that a person sees.
    pub(crate) fn cell(&self, value: f64, is_1904: bool) -> CellValue<'static> {
        let plain = CellValue::Number { value, percent: false };
        let Some((section, role)) = self.choose(value) else { return plain };
        let scale = -3 * i32::from(section.thousands);
        let shown = |says: Says| {
            let text = number(section, role, value, Depth::Full).trim().to_owned();
            let is_percent = section.tokens.contains(&Token::Percent);
            let value = scaled(value, scale + if is_percent { 2 } else { 0 });
            CellValue::Shown(Box::new(Shown { text, value, thousands: section.thousands, says }))
        };
        match section.meaning(role) {
            Meaning::Plain => plain,
            Meaning::Percent => CellValue::Number { value, percent: true },
            Meaning::Date => {
                let serial = Serial { days: value, is_1904, ..section.serial() };
                section.qualified(serial).map_or(CellValue::Serial(serial), |text| CellValue::Text(text.into()))
            }
            Meaning::Digits => shown(Says::Digits),
            Meaning::Words => shown(Says::Words),
            Meaning::Dash => {
                // ₩- is no won at all.
                let text = number(section, role, value, Depth::Full).replace(DASHES, "0").trim().to_owned();
                CellValue::Shown(Box::new(Shown { text, value, thousands: 0, says: Says::Words }))
            }
            Meaning::Nothing => {
                let text = super::show::general(value);
                CellValue::Shown(Box::new(Shown { text, value, thousands: 0, says: Says::Nothing }))
            }
        }
    }
}

/// What a section makes of the numbers that it shows.
enum Meaning {
    Plain,
    Percent,
    Date,
    /// Zeros in front, or thousands left out.
    Digits,
    /// A unit, a currency, a word.
    Words,
    /// A zero as a dash, with something beside it.
    Dash,
    /// It cannot be seen, or not that it is negative.
    Nothing,
}

/// What a format may write beside a moment that makes another of it: about when, or in which zone.
const QUALIFIERS: [&str; 7] = ["약", "경", "쯤", "정도", "전후", "이전", "이후"];

impl FormatSection {
    /// A moment as text with the words that the format writes before and behind it, where they say more than the moment.
    fn qualified(&self, serial: Serial) -> Option<String> {
        let is_part = |token: &Token| matches!(token, Token::Date(..));
        let (first, last) = (self.tokens.iter().position(is_part)?, self.tokens.iter().rposition(is_part)?);
        let words = |tokens: &[Token]| -> String {
            let texts = tokens
                .iter()
                .filter_map(|token| if let Token::Literal(text) = token { Some(text.as_str()) } else { None });
            texts.collect::<String>().trim().to_owned()
        };
        let (before, behind) = (words(&self.tokens[..first]), words(&self.tokens[last + 1..]));
        let says = |text: &str| {
            text.chars().any(|c| c.is_ascii_alphabetic()) || QUALIFIERS.iter().any(|word| text.contains(word))
        };
        if serial.elapsed || !(says(&before) || says(&behind)) {
            return None;
        }
        let form = if serial.clock { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d" };
        let moment = serial.date_time()?.format(form);
        Some(format!("{before} {moment} {behind}").trim().to_owned())
    }

    /// Words and signs beside the digits.
    fn words(&self) -> String {
        let mut words = String::new();
        for token in &self.tokens {
            if let Token::Literal(text) | Token::Currency(text) = token {
                // A stroke above may stand between thousands.
                words.extend(text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’')));
            }
        }
        words
    }

    fn meaning(&self, role: SectionRole) -> Meaning {
        match self.kind {
            SectionKind::Date => return Meaning::Date,
            SectionKind::Text => return Meaning::Plain,
            SectionKind::General | SectionKind::Number => {}
        }
        let words = self.words();
        let has_digits = self.tokens.iter().any(|token| matches!(token, Token::Digit(_) | Token::General));
        let has_percent = self.tokens.contains(&Token::Percent);
        if !has_digits {
            let bare = words.trim_matches(DASHES);
            return match (role, bare.is_empty()) {
                (SectionRole::Zero, true) => Meaning::Plain,
                (SectionRole::Zero, false) if bare.len() < words.len() => Meaning::Dash,
                (_, true) => Meaning::Nothing,
                (_, false) => Meaning::Words,
            };
        }
        let rest = match role {
            SectionRole::Negative => words.trim_matches(MINUS),
            SectionRole::Any | SectionRole::Zero => words.strip_prefix('+').unwrap_or(&words),
        };
        // A stroke of a fraction divides by what stands there.
        let is_fraction = self.tokens.contains(&Token::Slash);
        if self.thousands > MOST {
            return Meaning::Nothing;
        }
        if !rest.is_empty() && !is_fraction {
            return Meaning::Words;
        }
        let is_hidden = role == SectionRole::Negative && !self.has_colour && !words.contains(MINUS);
        let whole =
            self.tokens.iter().take_while(|token| !matches!(token, Token::Point | Token::Exponent(_) | Token::Slash));
        let zeros = whole.filter(|token| matches!(token, Token::Digit('0'))).count();
        match () {
            () if is_hidden => Meaning::Nothing,
            () if self.thousands > 0 => Meaning::Digits,
            () if has_percent => Meaning::Percent,
            () if zeros > 1 && !is_fraction => Meaning::Digits,
            () => Meaning::Plain,
        }
    }
}

/// Times a power of ten; a quotient of the digits that a spreadsheet keeps comes out as those digits.
fn scaled(value: f64, by: i32) -> f64 {
    let factor = 10_f64.powi(by.abs());
    if by < 0 { value / factor } else { value * factor }
}
