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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(text: &str) -> CellValue<'_> {
        CellValue::Text(text.into())
    }

    fn number(value: f64) -> CellValue<'static> {
        CellValue::Number { value, percent: false }
    }

    #[test]
    fn amounts_as_people_write_them() {
        for (written, expected, estimate) in [
            ("1,000원", 1_000_i64, false),
            ("₩1,000", 1_000, false),
            ("1000", 1_000, false),
            ("5만", 50_000, false),
            ("3만 원", 30_000, false),
            ("3만 5천 원", 35_000, false),
            ("5천만 원", 50_000_000, false),
            ("400억", 40_000_000_000, false),
            ("1억 2,000만 원", 120_000_000, false),
            ("3.5억", 350_000_000, false),
            ("약 3,120억 5,000만 원", 312_050_000_000, true),
            ("100만여 원", 1_000_000, true),
            ("30만원 정도", 300_000, true),
            ("~10,000원", 10_000, true),
            ("-1,000", -1_000, false),
            ("△1,000원", -1_000, false),
            ("(1,000)", -1_000, false),
            ("만 원", 10_000, false),
            ("0원", 0, false),
        ] {
            let got = won(&text(written)).map(|got| (got.value, got.estimate));
            assert_eq!(got, Ok((Decimal::from(expected), estimate)), "{written}");
        }
    }

    #[test]
    fn what_is_no_amount_is_not_read() {
        for written in ["", "원", "5만~10만", "1,00", "1.2.3", "3만 2억", "12 34", "협의", "1e5", "5%", "1,000,00원"]
        {
            assert!(won(&text(written)).is_err(), "{written}");
        }
        assert_eq!(won(&text("1,000.5원")), Err(Problem::FractionOfWon));
        assert_eq!(won(&number(1e16)), Err(Problem::NotAnAmount));
        assert_eq!(won(&number(f64::NAN)), Err(Problem::NotAnAmount));
        assert_eq!(won(&CellValue::Error("#REF!")), Err(Problem::ErrorCell));
    }

    #[test]
    fn counts_are_whole_and_not_negative() {
        for (written, expected) in [("105,116건", 105_116), ("100여 건", 100), ("약 4,112만 명", 41_120_000), ("0", 0)]
        {
            assert_eq!(count(&text(written)).map(|got| got.value), Ok(expected), "{written}");
        }
        for cell in [number(-1.0), number(0.5), text("-3건"), text("3.5")] {
            assert_eq!(count(&cell), Err(Problem::NotACount), "{cell:?}");
        }
    }

    #[test]
    fn elapsed_times_need_a_unit() {
        for (written, minutes) in [
            ("127시간 33분", 7_653),
            ("3시간", 180),
            ("45분", 45),
            ("1일 2시간", 1_560),
            ("127:33", 7_653),
            ("127:33:00", 7_653),
            ("PT127H33M", 7_653),
            ("2h 30m", 150),
            ("약 3시간", 180),
        ] {
            assert_eq!(duration(&text(written)).map(|got| got.value), Ok(Elapsed::minutes(minutes)), "{written}");
        }
        for written in ["127", "33분 127시간", "3시간 반", "1:7", "1:60", "", "시간"] {
            assert_eq!(duration(&text(written)), Err(Problem::NotADuration), "{written}");
        }
        assert_eq!(duration(&number(127.0)), Err(Problem::NotADuration));
    }

    #[test]
    fn text_that_is_a_number_is_told_from_text_with_a_number() {
        let marked = |written: &str| won(&text(written)).map(|got| got.text_number);
        assert_eq!(
            [marked("1,000"), marked("1,000원"), marked("약 1,000"), marked("5만")].map(Result::ok),
            [Some(true), Some(false), Some(false), Some(false)]
        );
    }

    proptest! {
        #[test]
        fn a_whole_amount_survives_every_way_of_writing_it(won in -999_999_999_999_i64..999_999_999_999) {
            let exact = Decimal::from(won);
            let grouped = crate::korean::grouped(&exact);
            #[allow(clippy::cast_precision_loss, reason = "below fifteen digits")]
            let cells = [number(won as f64), text(&grouped), text(&format!("{grouped}원")), text(&won.to_string())]
                .map(|cell| super::won(&cell).map(|got| got.value));
            for read in cells {
                prop_assert_eq!(read, Ok(exact));
            }
        }

        #[test]
        fn an_elapsed_time_survives_official_style(seconds in 0_i64..10_000_000) {
            let elapsed = Elapsed::seconds(seconds);
            for written in [crate::korean::duration(elapsed), elapsed.to_string()] {
                prop_assert_eq!(duration(&text(&written)).map(|got| got.value), Ok(elapsed));
            }
        }

        #[test]
        fn a_share_survives_its_format(tenths in 0_i64..=1_000) {
            let exact = Decimal::new(tenths, 1);
            let fraction: f64 = (exact / Decimal::ONE_HUNDRED).to_string().parse().expect("a double");
            let cell = CellValue::Number { value: fraction, percent: true };
            prop_assert_eq!(share(&cell).map(|got| got.value), Ok(exact.normalize()));
            prop_assert_eq!(share(&text(&format!("{exact}%"))).map(|got| got.value.normalize()), Ok(exact.normalize()));
        }

        #[test]
        fn nothing_typed_makes_a_parser_panic(written in "\\PC{0,24}") {
            let cell = text(&written);
            let _ = (super::won(&cell), count(&cell), share(&cell), duration(&cell), quantity(&cell));
        }
    }
}
