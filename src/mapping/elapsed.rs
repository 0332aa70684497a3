//! Elapsed time as people write it: `127시간 33분`, `2일 3시간`, `1.5시간`, `한 시간 반`, `127:33`, `P1DT2H`, or a cell with
//! a time format. A bare number has no unit and is none.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::amount::{about, digits, not};
use super::formatted_number::as_number;
use super::problem::{Got, Problem, Read};
use crate::source::{CellValue, Serial};
use crate::time::Elapsed;

/// Words for units of time, longest first where one starts with another.
const UNITS: [(&str, i64); 20] = [
    ("시간", 3_600),
    ("hours", 3_600),
    ("hour", 3_600),
    ("hrs", 3_600),
    ("hr", 3_600),
    ("minutes", 60),
    ("minute", 60),
    ("mins", 60),
    ("min", 60),
    ("seconds", 1),
    ("second", 1),
    ("sec", 1),
    ("days", 86_400),
    ("day", 86_400),
    ("일", 86_400),
    ("분", 60),
    ("초", 1),
    ("d", 86_400),
    ("h", 3_600),
    ("m", 60),
];

/// Counting words before 시간.
const COUNTED: [(&str, i64); 12] = [
    ("열두", 12),
    ("열한", 11),
    ("한", 1),
    ("두", 2),
    ("세", 3),
    ("네", 4),
    ("다섯", 5),
    ("여섯", 6),
    ("일곱", 7),
    ("여덟", 8),
    ("아홉", 9),
    ("열", 10),
];

/// An elapsed time.
///
/// # Errors
/// Not an elapsed time, or a number without a unit.
pub(super) fn duration(cell: &CellValue<'_>) -> Read<Elapsed> {
    match as_number(cell).as_ref() {
        CellValue::Serial(serial) => of_serial(serial).map(Got::exact).ok_or(Problem::NotADuration),
        CellValue::Text(text) => {
            let (text, estimate) = about(text);
            let text = ["동안", "간", "소요"].iter().fold(text.as_str(), |text, word| {
                text.strip_suffix(word).filter(|bare| !bare.ends_with('시')).unwrap_or(text).trim_end()
            });
            let seconds = units_of_time(text).or_else(|| clock_time(text)).ok_or(Problem::NotADuration)?;
            Ok(Got { estimate, ..Got::exact(Elapsed::seconds(seconds)) })
        }
        other => Err(not(other, Problem::NotADuration)),
    }
}

/// Two elapsed times that a third lies between: `20분 ~ 12시간`.
pub(super) fn between(cell: &CellValue<'_>) -> Option<Got<(Elapsed, Elapsed)>> {
    let CellValue::Text(text) = cell else { return None };
    let (low, high) = text.split_once(['~', '∼', '～'])?;
    let read = |part: &str| duration(&CellValue::Text(part.trim().into())).ok();
    let (low, high) = (read(low)?, read(high)?);
    let estimate = low.estimate || high.estimate;
    (low.value < high.value).then_some(Got { estimate, ..Got::exact((low.value, high.value)) })
}

/// Elapsed time of a serial. More than ten years is a date that strayed into the column.
fn of_serial(serial: &Serial) -> Option<Elapsed> {
    const LONGEST: i64 = 3_660 * 86_400;
    // A format of hours that do not count on shows 7:33 of 127:33.
    if serial.clock && !serial.elapsed && serial.days >= 1.0 {
        return None;
    }
    serial.seconds().filter(|seconds| *seconds < LONGEST).map(Elapsed::seconds)
}

/// `1일 2시간 3분 4초`, `127h 33m`, `p1dt2h`, `1.5시간`, `3시간 반`; at least one part, each unit once and falling, a
/// fraction in the last one only.
fn units_of_time(text: &str) -> Option<i64> {
    let mut rest = text.strip_prefix("pt").or_else(|| text.strip_prefix('p')).unwrap_or(text).trim();
    let (mut total, mut last) = (0_i64, i64::MAX);
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        if rest == "반" && last == 3_600 {
            return total.checked_add(1_800);
        }
        let (number, behind) = number(rest)?;
        rest = behind.trim_start();
        let (word, unit) = unit(rest)?;
        if unit >= last {
            return None;
        }
        last = unit;
        let seconds = number.checked_mul(Decimal::from(unit))?;
        rest = rest[word..].trim_start();
        rest = rest.strip_prefix('t').unwrap_or(rest);
        if !seconds.fract().is_zero() || (!number.fract().is_zero() && !rest.is_empty()) {
            return None;
        }
        total = total.checked_add(seconds.to_i64()?)?;
    }
    Some(total)
}

/// A number of units, in digits or as a counting word.
fn number(text: &str) -> Option<(Decimal, &str)> {
    const LARGEST: i64 = 10_000_000;
    if let Some((word, count)) = COUNTED.iter().find(|(word, _)| text.starts_with(word)) {
        let rest = text[word.len()..].trim_start();
        return rest.starts_with("시간").then_some((Decimal::from(*count), rest));
    }
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.')))?;
    let number = digits(&text[..end])?;
    (number < Decimal::from(LARGEST)).then_some((number, &text[end..]))
}

/// Length of the word for a unit that a text starts with, and its seconds.
fn unit(text: &str) -> Option<(usize, i64)> {
    // A single s is one too, but not the start of another word.
    let second = text.starts_with('s').then_some((1, 1));
    UNITS.iter().find(|(word, _)| text.starts_with(word)).map(|(word, unit)| (word.len(), *unit)).or(second)
}

/// `127:33`, `127:33:10`.
fn clock_time(text: &str) -> Option<i64> {
    let parts: Vec<&str> = text.split(':').collect();
    let all_digits = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    if !(2..=3).contains(&parts.len()) || !all_digits || parts[1..].iter().any(|part| part.len() != 2) {
        return None;
    }
    let numbers: Vec<i64> = parts.iter().filter(|part| part.len() <= 6).filter_map(|part| part.parse().ok()).collect();
    let in_range = numbers.len() == parts.len() && numbers[1..].iter().all(|number| *number < 60);
    in_range.then(|| numbers[0] * 3600 + numbers[1] * 60 + numbers.get(2).copied().unwrap_or(0))
}
