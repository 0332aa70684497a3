//! Numbers as people write them: won, counts, percentages, quantities and elapsed time. Exact decimals throughout.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::names::narrow;
use super::problem::{Got, Problem, Read};
use crate::source::{CellValue, Serial};
use crate::time::Elapsed;

/// Spreadsheets keep 15 digits; a larger amount is not what was typed.
const LARGEST: f64 = 999_999_999_999_999.0;

/// How far from a whole number the dust of binary arithmetic can lie.
const DUST: f64 = 1e-6;

/// Korean won, whole.
///
/// # Errors
/// Not a number, or a fraction of a won.
pub fn won(cell: &CellValue<'_>) -> Read<Decimal> {
    let whole = |got: Got<Decimal>| if got.value.fract().is_zero() { Ok(got) } else { Err(Problem::FractionOfWon) };
    match cell {
        CellValue::Number { percent: true, .. } => Err(Problem::NotAnAmount),
        CellValue::Number { value, .. } => whole_won(*value),
        CellValue::Text(text) => spoken(text, &["원정", "원", "krw"]).ok_or(Problem::NotAnAmount).and_then(whole),
        other => Err(not(other, Problem::NotAnAmount)),
    }
}

fn whole_won(value: f64) -> Read<Decimal> {
    let nearest = value.round();
    let remark = (value.fract() != 0.0).then_some(Problem::BinaryDust);
    if value.is_nan() || value.abs() > LARGEST {
        return Err(Problem::NotAnAmount);
    }
    if (value - nearest).abs() > DUST {
        return Err(Problem::FractionOfWon);
    }
    #[allow(clippy::cast_possible_truncation, reason = "whole and at most fifteen digits")]
    let won = Decimal::from(nearest as i64);
    Ok(Got { remark, ..Got::exact(won) })
}

/// A quantity in the unit of its row.
///
/// # Errors
/// Not a number.
pub(super) fn quantity(cell: &CellValue<'_>) -> Read<Decimal> {
    const UNITS: [&str; 12] = ["원", "캐시", "포인트", "p", "일", "시간", "개월", "개", "종", "명", "%", "krw"];
    match cell {
        CellValue::Number { value, percent } => decimal(*value, *percent).map(Got::exact).ok_or(Problem::NotAnAmount),
        CellValue::Text(text) => spoken(text, &UNITS).ok_or(Problem::NotAnAmount),
        other => Err(not(other, Problem::NotAnAmount)),
    }
}

/// A count: whole, not negative.
///
/// # Errors
/// Not a number, negative or fractional.
pub(super) fn count(cell: &CellValue<'_>) -> Read<u64> {
    const UNITS: [&str; 8] = ["건", "명", "개", "일", "회", "곳", "개소", "인"];
    let got = match cell {
        CellValue::Number { percent: true, .. } => return Err(Problem::NotACount),
        CellValue::Number { value, .. } => Got::exact(decimal(*value, false).ok_or(Problem::NotACount)?),
        CellValue::Text(text) => spoken(text, &UNITS).ok_or(Problem::NotACount)?,
        other => return Err(not(other, Problem::NotACount)),
    };
    let whole = got.value.fract().is_zero().then(|| got.value.to_u64()).flatten().ok_or(Problem::NotACount)?;
    Ok(got.map(|_| whole))
}

/// A share in percent, from 0 to 100. A bare number is percent as written; a cell with a percent format is converted.
///
/// # Errors
/// Not a number, or outside 0 to 100.
pub(super) fn share(cell: &CellValue<'_>) -> Read<Decimal> {
    let got = match cell {
        CellValue::Number { value, percent } => Got::exact(decimal(*value, *percent).ok_or(Problem::NotAShare)?),
        CellValue::Text(text) => spoken(text, &["%", "퍼센트", "percent"]).ok_or(Problem::NotAShare)?,
        other => return Err(not(other, Problem::NotAShare)),
    };
    let within = !got.value.is_sign_negative() && got.value <= Decimal::ONE_HUNDRED;
    if within { Ok(got) } else { Err(Problem::NotAShare) }
}

/// An elapsed time: `127시간 33분`, `45분`, `127:33`, `PT127H33M`, or a cell with a time format.
///
/// # Errors
/// Not an elapsed time, or a number without a unit.
pub(super) fn duration(cell: &CellValue<'_>) -> Read<Elapsed> {
    match cell {
        CellValue::Serial(serial) => elapsed(serial).map(Got::exact).ok_or(Problem::NotADuration),
        CellValue::Text(text) => {
            let (text, estimate) = about(text);
            let seconds = units_of_time(&text).or_else(|| clock_time(&text)).ok_or(Problem::NotADuration)?;
            Ok(Got { estimate, ..Got::exact(Elapsed::seconds(seconds)) })
        }
        other => Err(not(other, Problem::NotADuration)),
    }
}

fn not(cell: &CellValue<'_>, problem: Problem) -> Problem {
    if matches!(cell, CellValue::Error(_)) { Problem::ErrorCell } else { problem }
}

/// A double as the decimal it was typed as: the shortest that reads back the same, dust of arithmetic cut off.
fn decimal(value: f64, percent: bool) -> Option<Decimal> {
    const PLACES: u32 = 9;
    if !value.is_finite() || value.abs() > LARGEST {
        return None;
    }
    let exact: Decimal = format!("{value}").parse().ok()?;
    let exact = if percent { exact * Decimal::ONE_HUNDRED } else { exact };
    Some(exact.round_dp(PLACES).normalize())
}

/// Elapsed time of a serial. More than ten years is a date that strayed into the column.
fn elapsed(serial: &Serial) -> Option<Elapsed> {
    const LONGEST: i64 = 3_660 * 86_400;
    serial.seconds().filter(|seconds| *seconds < LONGEST).map(Elapsed::seconds)
}

/// The text in lower case without words for "about", and whether there were any.
fn about(text: &str) -> (String, bool) {
    let lower: String = text.chars().map(narrow).flat_map(char::to_lowercase).collect();
    let mut bare = lower.trim();
    let mut found = false;
    for word in ["약", "대략", "대략적으로", "about", "approx.", "approximately", "~", "≈"] {
        if let Some(rest) = bare.strip_prefix(word) {
            (bare, found) = (rest.trim_start(), true);
        }
    }
    for word in ["정도", "가량", "내외", "쯤", "여"] {
        if let Some(rest) = bare.strip_suffix(word) {
            (bare, found) = (rest.trim_end(), true);
        }
    }
    (bare.to_owned(), found)
}

/// A number with Korean multipliers, an optional unit and words for "about": `약 3만 5천 원`, `400억`, `100여 건`.
fn spoken(text: &str, units: &[&str]) -> Option<Got<Decimal>> {
    let (text, mut estimate) = about(text);
    let mut rest = text.trim();
    let (negative, unsigned) = sign(rest);
    rest = unsigned.trim_start_matches(['₩', '￦', '\\']).trim();
    if let Some(unit) = units.iter().filter(|unit| rest.ends_with(**unit)).max_by_key(|unit| unit.len()) {
        rest = rest[..rest.len() - unit.len()].trim_end();
    }
    // 100여 건, 3만여 명, 1만 2천여 원
    if let Some(bare) = rest.strip_suffix('여') {
        (rest, estimate) = (bare.trim_end(), true);
    }
    let plain = rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'));
    let value = multiplied(rest)?;
    let value = if negative { -value } else { value };
    Some(Got { estimate, text_number: plain && !estimate && rest.len() == text.trim().len(), ..Got::exact(value) })
}

/// Whether a number is marked negative, and the rest: `-1`, `△1`, `(1)`.
fn sign(text: &str) -> (bool, &str) {
    if let Some(inside) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return (true, inside.trim());
    }
    match text.strip_prefix(['-', '−', '△', '▲', '∆']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// Digits and multipliers: `1억 2,000만`, `3.5억`, `5천만`, `1,234.5`.
fn multiplied(text: &str) -> Option<Decimal> {
    let (mut total, mut group, mut number) = (Decimal::ZERO, Decimal::ZERO, None::<Decimal>);
    let mut rest = text;
    let mut last_large = None;
    if rest.is_empty() {
        return None;
    }
    while let Some(c) = rest.chars().next() {
        if c.is_ascii_digit() {
            let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.'))).unwrap_or(rest.len());
            if number.replace(digits(&rest[..end])?).is_some() {
                return None;
            }
            rest = &rest[end..];
        } else if let Some(small) = multiplier(c, &[('십', 10), ('백', 100), ('천', 1_000)]) {
            group = group.checked_add(number.take().unwrap_or(Decimal::ONE).checked_mul(small)?)?;
            rest = &rest[c.len_utf8()..];
        } else if let Some(large) = multiplier(c, &[('만', 10_000), ('억', 100_000_000), ('조', 1_000_000_000_000)])
        {
            // 조 before 억 before 만: 3만 2억 is nobody's number.
            if last_large.replace(large).is_some_and(|before| before <= large) {
                return None;
            }
            let counted = group.checked_add(number.take().unwrap_or(Decimal::ZERO))?;
            let counted = if counted.is_zero() && !text.starts_with('0') { Decimal::ONE } else { counted };
            total = total.checked_add(counted.checked_mul(large)?)?;
            group = Decimal::ZERO;
            rest = &rest[c.len_utf8()..];
        } else if c == ' ' && (number.is_none() || rest.trim_start().starts_with(['십', '백', '천', '만', '억', '조']))
        {
            rest = &rest[1..];
        } else {
            return None;
        }
    }
    total.checked_add(group)?.checked_add(number.unwrap_or(Decimal::ZERO))
}

fn multiplier(c: char, table: &[(char, i64)]) -> Option<Decimal> {
    table.iter().find(|(word, _)| *word == c).map(|(_, value)| Decimal::from(*value))
}

/// Digits with an optional fraction; commas only where thousands are.
fn digits(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, rest)| (whole, Some(rest)));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let grouped = whole.contains(',');
    let well_formed = !first.is_empty() && (!grouped || first.len() <= 3) && groups.all(|group| group.len() == 3);
    let fraction_ok = fraction.is_none_or(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
    if !well_formed || !fraction_ok {
        return None;
    }
    text.replace(',', "").parse().ok()
}

/// `1일 2시간 3분 4초`, `127h 33m`, `pt127h33m`; at least one part, each unit once and falling.
fn units_of_time(text: &str) -> Option<i64> {
    const UNITS: [(&str, i64); 14] = [
        ("시간", 3_600),
        ("hours", 3_600),
        ("hour", 3_600),
        ("hr", 3_600),
        ("minutes", 60),
        ("minute", 60),
        ("min", 60),
        ("일", 86_400),
        ("분", 60),
        ("초", 1),
        ("d", 86_400),
        ("h", 3_600),
        ("m", 60),
        ("s", 1),
    ];
    let mut rest = text.strip_prefix("pt").unwrap_or(text).trim();
    let (mut total, mut last) = (0_i64, i64::MAX);
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == ','))?;
        let number = digits(&rest[..end])?.to_i64().filter(|number| *number < 10_000_000)?;
        rest = rest[end..].trim_start();
        let (word, unit) = UNITS.iter().find(|(word, _)| rest.starts_with(word))?;
        if *unit >= last {
            return None;
        }
        last = *unit;
        total += number * unit;
        rest = rest[word.len()..].trim_start();
    }
    Some(total)
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
