//! Numbers as people write them: won, counts, percentages and quantities. Exact decimals throughout; elapsed time stands
//! in [`super::elapsed`].

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::formatted_number;
use super::names::narrow;
use super::problem::{Got, Problem, Read};
use crate::source::CellValue;

/// Spreadsheets keep 15 digits; a larger amount is not what was typed.
const LARGEST: f64 = 999_999_999_999_999.0;

/// How far from a whole number the dust of binary arithmetic can lie.
const DUST: f64 = 1e-6;

/// Units that a number may carry behind it.
const WON: Units = Units { words: &["원정", "원", "krw", "won"], digits_in_words: true };
const QUANTITIES: Units = Units {
    words: &[
        "원",
        "캐시",
        "포인트",
        "p",
        "일",
        "시간",
        "개월",
        "개",
        "종",
        "매",
        "장",
        "명",
        "%",
        "㎡",
        "mw",
        "kw",
        "krw",
    ],
    digits_in_words: false,
};
const COUNTS: Units = Units {
    words: &[
        "건",
        "명",
        "개",
        "일",
        "회",
        "곳",
        "개소",
        "인",
        "회선",
        "대",
        "가구",
        "세대",
        "개사",
        "계정",
        "사람",
        "번",
        "통",
        "가입자",
        "이용자",
        "cases",
        "users",
        "people",
        "claims",
    ],
    digits_in_words: false,
};
const SHARES: Units = Units { words: &["%", "퍼센트", "프로", "percent"], digits_in_words: false };

/// What may stand behind a number, and whether it may be written in words (`일금 삼만원정`), as amounts are.
struct Units {
    words: &'static [&'static str],
    digits_in_words: bool,
}

/// Korean won, whole.
///
/// # Errors
/// Not a number, or a fraction of a won.
pub fn won(cell: &CellValue<'_>) -> Read<Decimal> {
    let whole = |got: Got<Decimal>| if got.value.fract().is_zero() { Ok(got) } else { Err(Problem::FractionOfWon) };
    match formatted_number::as_number(cell).as_ref() {
        CellValue::Number { percent: true, .. } => Err(Problem::NotAnAmount),
        CellValue::Number { value, .. } => whole_won(*value),
        CellValue::Text(text) if may_be_thousands(text) => Err(Problem::NotAnAmount),
        CellValue::Text(text) => spoken(text, &WON).ok_or_else(|| no_amount(text)).and_then(whole),
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
    match formatted_number::as_number(cell).as_ref() {
        CellValue::Number { value, percent } => decimal(*value, *percent).map(Got::exact).ok_or(Problem::NotAnAmount),
        CellValue::Text(text) if may_be_thousands(text) => Err(Problem::NotAnAmount),
        CellValue::Text(text) => spoken(text, &QUANTITIES).ok_or_else(|| no_amount(text)),
        other => Err(not(other, Problem::NotAnAmount)),
    }
}

/// A count: whole, not negative.
///
/// # Errors
/// Not a number, negative or fractional.
pub(super) fn count(cell: &CellValue<'_>) -> Read<u64> {
    let got = match formatted_number::as_number(cell).as_ref() {
        CellValue::Number { percent: true, .. } => return Err(Problem::NotACount),
        CellValue::Number { value, .. } => Got::exact(decimal(*value, false).ok_or(Problem::NotACount)?),
        CellValue::Text(text) => spoken(text, &COUNTS).ok_or(Problem::NotACount)?,
        other => return Err(not(other, Problem::NotACount)),
    };
    let whole = got.value.fract().is_zero().then(|| got.value.to_u64()).flatten().ok_or(Problem::NotACount)?;
    Ok(got.map(|_| whole))
}

/// A share in percent, from 0 to 100. A cell with a percent format is converted; a bare number is percent as written, with
/// a remark where it may be a fraction of one.
///
/// # Errors
/// Not a number, or outside 0 to 100.
pub(super) fn share(cell: &CellValue<'_>) -> Read<Decimal> {
    let got = match formatted_number::as_number(cell).as_ref() {
        CellValue::Number { value, percent } => {
            let value = decimal(*value, *percent).ok_or(Problem::NotAShare)?;
            // 0.171 may be 17.1 % whose format was lost.
            let is_fraction = !percent && !value.fract().is_zero() && value < Decimal::ONE;
            Got { remark: is_fraction.then_some(Problem::FractionOfOne), ..Got::exact(value) }
        }
        CellValue::Text(text) => {
            let got = spoken(text, &SHARES).ok_or(Problem::NotAShare)?;
            let is_bare = !SHARES.words.iter().any(|word| text.to_lowercase().contains(word)) && !text.contains('％');
            let is_fraction = is_bare && !got.value.fract().is_zero() && got.value < Decimal::ONE;
            Got { remark: got.remark.or(is_fraction.then_some(Problem::FractionOfOne)), ..got }
        }
        other => return Err(not(other, Problem::NotAShare)),
    };
    let within = !got.value.is_sign_negative() && got.value <= Decimal::ONE_HUNDRED;
    if within { Ok(got) } else { Err(Problem::NotAShare) }
}

/// Whether a dot may stand where elsewhere a comma does: `10.000` is ten to one reader and ten thousand to another.
fn may_be_thousands(text: &str) -> bool {
    let (text, _) = about(text);
    let digits =
        text.trim().trim_end_matches(|c: char| !c.is_ascii_digit()).trim_start_matches(|c: char| !c.is_ascii_digit());
    let mut parts = digits.split('.');
    let front = parts.next().unwrap_or_default();
    let is_front = (1..=3).contains(&front.len()) && front.bytes().all(|byte| byte.is_ascii_digit()) && front != "0";
    let mut rest = parts.peekable();
    is_front
        && rest.peek().is_some()
        && rest.all(|part| part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Why a text is no amount of won.
fn no_amount(text: &str) -> Problem {
    if formatted_number::foreign(text).is_some() { Problem::ForeignMoney } else { Problem::NotAnAmount }
}

pub(super) fn not(cell: &CellValue<'_>, problem: Problem) -> Problem {
    if matches!(cell, CellValue::Error(_)) { Problem::ErrorCell } else { problem }
}

/// A double as the decimal that a person sees: fifteen significant digits, as a spreadsheet shows and keeps them.
fn decimal(value: f64, percent: bool) -> Option<Decimal> {
    /// Below what any column tells apart, and near what a decimal can hold.
    const NOTHING: f64 = 1e-13;
    if !value.is_finite() || value.abs() > LARGEST {
        return None;
    }
    if value.abs() < NOTHING {
        return Some(Decimal::ZERO);
    }
    let exact = Decimal::from_scientific(&format!("{value:.14e}")).ok()?;
    let exact = if percent { exact.checked_mul(Decimal::ONE_HUNDRED)? } else { exact };
    Some(exact.normalize())
}

/// The text in lower case without words for "about", and whether there were any.
pub(super) fn about(text: &str) -> (String, bool) {
    let lower: String = text.chars().map(narrow).flat_map(char::to_lowercase).collect();
    let mut bare = lower.trim();
    let mut found = false;
    for word in ["약", "대략", "대략적으로", "about", "approx.", "approximately", "ca.", "~", "≈"] {
        if let Some(rest) = bare.strip_prefix(word) {
            (bare, found) = (rest.trim_start(), true);
        }
    }
    for word in ["정도", "가량", "내외", "안팎", "쯤", "여"] {
        if let Some(rest) = bare.strip_suffix(word) {
            (bare, found) = (rest.trim_end(), true);
        }
    }
    (bare.to_owned(), found)
}

/// A number with Korean multipliers, an optional unit and words for "about": `약 3만 5천 원`, `400억`, `100여 건`.
fn spoken(text: &str, units: &Units) -> Option<Got<Decimal>> {
    let (text, mut estimate) = about(text);
    let whole = text.trim();
    let (negative, mut rest) = sign(currency(whole));
    rest = currency(rest);
    if let Some(unit) = units.words.iter().filter(|unit| rest.ends_with(**unit)).max_by_key(|unit| unit.len()) {
        rest = rest[..rest.len() - unit.len()].trim_end();
    }
    // 100여 건, 3만여 명, 1만 2천여 원
    if let Some(bare) = rest.strip_suffix('여') {
        (rest, estimate) = (bare.trim_end(), true);
    }
    let plain = rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'));
    let value = multiplied(rest, units.digits_in_words)?;
    let value = if negative { -value } else { value };
    Some(Got { estimate, text_number: plain && !estimate && rest.len() == whole.len(), ..Got::exact(value) })
}

/// The text behind a sign of the won: `₩1,000`, `KRW 1,000`, `일금 1,000원정`.
fn currency(text: &str) -> &str {
    let text = text.trim();
    let words = ["krw", "일금", "금"].into_iter().find_map(|word| text.strip_prefix(word));
    words.unwrap_or(text).trim_start_matches(['₩', '￦', '\\']).trim()
}

/// Whether a number is marked negative, and the rest: `-1`, `△1`, `(1)`, `1-`, `(△1)`.
fn sign(text: &str) -> (bool, &str) {
    const MINUS: [char; 7] = ['-', '−', '–', '△', '▲', '∆', '▵'];
    if let Some(inside) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        let inside = inside.trim();
        return (true, inside.strip_prefix(MINUS).unwrap_or(inside).trim_start());
    }
    if let Some(rest) = text.strip_prefix(MINUS) {
        return (true, rest.trim_start());
    }
    // Ledgers of some systems write the minus behind: 1,000-
    match text.strip_suffix(['-', '−']) {
        Some(rest) if rest.ends_with(|c: char| c.is_ascii_digit()) => (true, rest),
        _ => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// Digits and multipliers: `1억 2,000만`, `3.5억`, `5천만`, `1,234.5`; `삼만 오천` where digits may be words.
fn multiplied(text: &str, digits_in_words: bool) -> Option<Decimal> {
    const SMALL: [(char, i64); 3] = [('십', 10), ('백', 100), ('천', 1_000)];
    const LARGE: [(char, i64); 3] = [('만', 10_000), ('억', 100_000_000), ('조', 1_000_000_000_000)];
    let (mut total, mut group, mut number) = (Decimal::ZERO, Decimal::ZERO, None::<Decimal>);
    let mut rest = text;
    let (mut last_small, mut last_large) = (None, None);
    if rest.is_empty() {
        return None;
    }
    while let Some(c) = rest.chars().next() {
        let behind = &rest[c.len_utf8()..];
        if c.is_ascii_digit() {
            let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.'))).unwrap_or(rest.len());
            if number.replace(digits(&rest[..end])?).is_some() {
                return None;
            }
            rest = &rest[end..];
        } else if let Some(digit) = multiplier(c, &HANGUL).filter(|_| digits_in_words) {
            if number.replace(digit).is_some() {
                return None;
            }
            rest = behind;
        } else if let Some(small) = multiplier(c, &SMALL) {
            // 천 before 백 before 십, within each group.
            if last_small.replace(small).is_some_and(|before| before <= small) {
                return None;
            }
            group = group.checked_add(number.take().unwrap_or(Decimal::ONE).checked_mul(small)?)?;
            rest = behind;
        } else if let Some(large) = multiplier(c, &LARGE) {
            // 조 before 억 before 만: 3만 2억 is nobody's number.
            if last_large.replace(large).is_some_and(|before| before <= large) {
                return None;
            }
            let counted = group.checked_add(number.take().unwrap_or(Decimal::ZERO))?;
            let counted = if counted.is_zero() && !text.starts_with('0') { Decimal::ONE } else { counted };
            total = total.checked_add(counted.checked_mul(large)?)?;
            (group, last_small) = (Decimal::ZERO, None);
            rest = behind;
        } else if c == ' ' && (number.is_none() || is_multiplier(rest.trim_start())) {
            rest = behind;
        } else {
            return None;
        }
    }
    total.checked_add(group)?.checked_add(number.unwrap_or(Decimal::ZERO))
}

/// Digits as formal amounts write them.
const HANGUL: [(char, i64); 9] =
    [('일', 1), ('이', 2), ('삼', 3), ('사', 4), ('오', 5), ('육', 6), ('칠', 7), ('팔', 8), ('구', 9)];

fn is_multiplier(text: &str) -> bool {
    text.starts_with(['십', '백', '천', '만', '억', '조'])
}

fn multiplier(c: char, table: &[(char, i64)]) -> Option<Decimal> {
    table.iter().find(|(word, _)| *word == c).map(|(_, value)| Decimal::from(*value))
}

/// Digits with an optional fraction; commas only where thousands are.
pub(super) fn digits(text: &str) -> Option<Decimal> {
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
