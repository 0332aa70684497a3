//! A number as a section of a format shows it.

use super::SectionRole;
use super::digits::ShownDigits;
use super::parse::{FormatSection, Token};

/// How many digits of a number are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// Those that the format shows.
    Rounded,
    /// All that the cell holds.
    Full,
}

/// A number without a format.
pub(super) fn general(value: f64) -> String {
    let digits = ShownDigits::of(value);
    let sign = if value < 0.0 && !digits.is_zero() { "-" } else { "" };
    let (whole, fraction) = (digits.whole(), digits.fraction());
    let whole = if whole.is_empty() { "0" } else { &whole };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// A number in a section, with its sign where the section does not show it itself.
pub(super) fn number(section: &FormatSection, role: SectionRole, value: f64, depth: Depth) -> String {
    let is_percent = section.tokens.contains(&Token::Percent);
    let digits = ShownDigits::of(value).shifted(i32::from(is_percent) * 2 - i32::from(section.thousands) * 3);
    let has = |wanted: fn(&Token) -> bool| section.tokens.iter().any(wanted);
    let shown = if has(|token| matches!(token, Token::Slash)) {
        fraction(&section.tokens, value.abs())
    } else if has(|token| matches!(token, Token::Exponent(_))) {
        powers(&section.tokens, &digits)
    } else {
        let places = places(&section.tokens);
        let digits = if depth == Depth::Full { digits } else { digits.rounded(places) };
        laid(&section.tokens, &digits, value, depth)
    };
    let is_zero = !shown.contains(|c: char| matches!(c, '1'..='9'));
    let is_negative = value < 0.0 && role == SectionRole::Any && !is_zero;
    if is_negative { format!("-{shown}") } else { shown }
}

/// Digits behind the point.
fn places(tokens: &[Token]) -> usize {
    let behind = tokens.iter().skip_while(|token| !matches!(token, Token::Point));
    behind.filter(|token| matches!(token, Token::Digit(_))).count()
}

/// Digits put into the places that the tokens keep for them.
fn laid(tokens: &[Token], digits: &ShownDigits, value: f64, depth: Depth) -> String {
    let point = tokens.iter().position(|token| matches!(token, Token::Point)).unwrap_or(tokens.len());
    let is_place = |token: &Token| matches!(token, Token::Digit(_));
    let kept = tokens[..point].iter().filter(|token| is_place(token)).count();
    let behind = tokens[point..].iter().filter(|token| is_place(token)).count();
    let is_grouped = tokens[..point].iter().any(|token| matches!(token, Token::Comma));
    let whole: Vec<char> = digits.whole().chars().collect();
    let fraction: Vec<char> = digits.fraction().chars().collect();
    let mut shown = String::new();
    let (mut left, mut right) = (kept, 0);
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Digit(place) if at < point => {
                left -= 1;
                // The first place takes all digits that have none.
                let most = if left + 1 == kept { whole.len().max(left + 1) } else { left + 1 };
                for from_right in (left..most).rev() {
                    let digit = whole.len().checked_sub(from_right + 1).map(|at| whole[at]);
                    let is_shown = match (digit, place) {
                        (Some(digit), _) => {
                            shown.push(digit);
                            true
                        }
                        (None, '0') => {
                            shown.push('0');
                            true
                        }
                        (None, '?') => {
                            shown.push(' ');
                            false
                        }
                        (None, _) => false,
                    };
                    if is_shown && is_grouped && from_right > 0 && from_right % 3 == 0 {
                        shown.push(',');
                    }
                }
                if left == 0 && behind == 0 && depth == Depth::Full && !fraction.is_empty() {
                    shown.push('.');
                    shown.extend(&fraction);
                }
            }
            Token::Digit(place) => {
                let digit = fraction.get(right).copied();
                let padded = match place {
                    '0' => Some('0'),
                    '?' => Some(' '),
                    _ => None,
                };
                shown.extend(digit.or(padded));
                right += 1;
                if right == behind && depth == Depth::Full {
                    shown.extend(fraction.iter().skip(behind));
                }
            }
            Token::Point => {
                if kept == 0 {
                    shown.extend(&whole);
                }
                let has_places = tokens[point..].iter().any(|token| matches!(token, Token::Digit('0' | '?')));
                if !fraction.is_empty() || has_places {
                    shown.push('.');
                }
            }
            Token::General => shown += &general(value.abs()),
            other => shown += &literal(other),
        }
    }
    shown
}

fn literal(token: &Token) -> String {
    match token {
        Token::Literal(text) | Token::Currency(text) => text.clone(),
        Token::Space => " ".to_owned(),
        Token::Percent => "%".to_owned(),
        Token::Slash => "/".to_owned(),
        _ => String::new(),
    }
}

/// `1.23E+04`; with several places before the point the power is a multiple of their number.
fn powers(tokens: &[Token], digits: &ShownDigits) -> String {
    let at = tokens.iter().position(|token| matches!(token, Token::Exponent(_))).unwrap_or(tokens.len());
    let (mantissa, behind) = tokens.split_at(at);
    let before = mantissa.iter().take_while(|token| !matches!(token, Token::Point));
    let step = i32::try_from(before.filter(|token| matches!(token, Token::Digit(_))).count()).unwrap_or(1).max(1);
    let mut power = digits.exponent().div_euclid(step) * step;
    let rounded = |power: i32| digits.clone().shifted(-power).rounded(places(mantissa));
    let mut value = rounded(power);
    if value.exponent() >= step {
        power += step;
        value = rounded(power);
    }
    let mut shown = laid(mantissa, &value, 0.0, Depth::Rounded);
    shown.push('E');
    match (power < 0, tokens.get(at)) {
        (true, _) => shown.push('-'),
        (false, Some(Token::Exponent(true))) => shown.push('+'),
        _ => {}
    }
    let width = behind.iter().filter(|token| matches!(token, Token::Digit(_))).count();
    shown += &format!("{:0width$}", power.abs());
    behind.iter().skip(1).filter(|token| !matches!(token, Token::Digit(_))).for_each(|token| shown += &literal(token));
    shown
}

/// `1 3/4`.
fn fraction(tokens: &[Token], value: f64) -> String {
    let stroke = tokens.iter().position(|token| matches!(token, Token::Slash)).unwrap_or(0);
    let is_place = |token: &Token| matches!(token, Token::Digit(_));
    let over = tokens[..stroke].iter().rev().take_while(|token| is_place(token)).count();
    let has_whole = tokens[..stroke - over].iter().any(is_place);
    let under = tokens[stroke + 1..].iter().take_while(|token| is_place(token)).count();
    let fixed = match tokens.get(stroke + 1) {
        Some(Token::Literal(text)) => text.parse::<u32>().ok(),
        _ => None,
    };
    let mut whole = if has_whole { value.floor() } else { 0.0 };
    let (mut above, below) = nearest(value - whole, fixed, under);
    if has_whole && above >= f64::from(below) {
        (whole, above) = (whole + 1.0, 0.0);
    }
    let is_whole = has_whole && above == 0.0;
    let mut shown = String::new();
    let numbers = [(whole, stroke - over, has_whole && (whole > 0.0 || is_whole)), (above, stroke, !is_whole)];
    let mut from = 0;
    for (number, end, is_shown) in numbers {
        let part = &tokens[from..end];
        from = end;
        if is_shown {
            shown += &laid(part, &ShownDigits::of(number), 0.0, Depth::Rounded);
        } else {
            shown.extend(part.iter().map(blank));
        }
    }
    shown.push(if is_whole { ' ' } else { '/' });
    let below = if fixed.is_some() { String::new() } else { below.to_string() };
    match (is_whole, under) {
        (true, 0) => shown.extend(tokens[stroke + 1..].iter().map(blank)),
        (true, _) => shown += &" ".repeat(under),
        (false, _) => {
            shown += &below;
            tokens[stroke + 1..].iter().filter(|token| !is_place(token)).for_each(|token| shown += &literal(token));
        }
    }
    shown
}

/// A place without its digit.
fn blank(token: &Token) -> String {
    match token {
        Token::Digit('?') => " ".to_owned(),
        Token::Digit('0') => "0".to_owned(),
        other => literal(other),
    }
}

/// The fraction that comes nearest, with a given denominator or one of so many digits.
fn nearest(part: f64, fixed: Option<u32>, digits: usize) -> (f64, u32) {
    if let Some(below) = fixed {
        return ((part * f64::from(below)).round(), below);
    }
    let largest = [1, 9, 99, 999, 9_999][digits.min(4)];
    let mut best = (part.round(), 1);
    for below in 1..=largest {
        let above = (part * f64::from(below)).round();
        let off = |(above, below): (f64, u32)| (part - above / f64::from(below)).abs();
        if off((above, below)) + 1e-12 < off(best) {
            best = (above, below);
        }
    }
    best
}
