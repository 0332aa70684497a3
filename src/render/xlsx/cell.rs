//! What a cell of a table is in a sheet: a number or a moment where it prints one value that a spreadsheet can hold exactly,
//! shown as the document prints it; else the text of the document.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::filing::{Inline, TableCell};
use crate::render::view::visible;
use crate::time::Moment;

/// Digits that a spreadsheet keeps of a number.
const DIGITS: usize = 15;
/// Seconds of a day.
const DAY: i64 = 86_400;

/// A cell as it is written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SheetCell {
    pub value: SheetValue,
    /// As the document prints it.
    pub text: String,
    /// Why the cell does not show or hold what the document says, where it does not.
    pub differs: Option<Differs>,
}

/// How a cell is not what its document prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Differs {
    /// It shows the same number in other words: 27,500,000,000원 for 275억 원.
    Print,
    /// It stays text, for no number of a spreadsheet has as many digits.
    Digits,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum SheetValue {
    /// Exact, with the number format that shows it.
    Number {
        value: Decimal,
        format: String,
        exact: bool,
    },
    /// A number of a spreadsheet that counts days, and how it is shown.
    Elapsed {
        minutes: i64,
        format: String,
    },
    /// Local time as printed: year, month, day, seconds of the day.
    Moment {
        day: (i32, u32, u32),
        seconds: u32,
        format: String,
    },
    Text,
}

impl SheetCell {
    pub(super) fn of(cell: &TableCell) -> Self {
        let text: String = cell.content.iter().map(|inline| visible(words(inline))).collect();
        let (value, differs) = match cell.content.as_slice() {
            [Inline::Value { text, value_type, value: Some(value), state, .. }] if is_known(state) => {
                typed(text, value_type, value, state == "exact")
            }
            _ => (SheetValue::Text, None),
        };
        Self { value, text, differs }
    }
}

fn words(inline: &Inline) -> &str {
    match inline {
        Inline::Text { text } | Inline::Value { text, .. } | Inline::Cite { text, .. } => text,
    }
}

fn is_known(state: &str) -> bool {
    matches!(state, "exact" | "estimate")
}

fn typed(text: &str, kind: &str, value: &str, exact: bool) -> (SheetValue, Option<Differs>) {
    match kind {
        "count" | "number" | "won" | "amount" | "share" => number(text, kind, value, exact),
        "date" | "moment" => (moment(text, value).unwrap_or(SheetValue::Text), None),
        // The name of a code may be a day.
        "code" => (written_day(text).and_then(|day| moment(text, &day)).unwrap_or(SheetValue::Text), None),
        "duration" => (elapsed(text, value).unwrap_or(SheetValue::Text), None),
        _ => (SheetValue::Text, None),
    }
}

/// A number with the format of its print. Money and counts beyond the digits of a spreadsheet stay text; a share is a quotient
/// and is cut off there.
fn number(text: &str, kind: &str, value: &str, exact: bool) -> (SheetValue, Option<Differs>) {
    let text_alone = (SheetValue::Text, None);
    let Ok(value) = value.parse::<Decimal>() else { return text_alone };
    let value = value.normalize();
    let is_percent = kind == "share" && text.ends_with('%');
    if digits(value) > DIGITS && !is_percent {
        return (SheetValue::Text, Some(Differs::Digits));
    }
    if let Some(format) = printed_format(text, value, is_percent) {
        let value = if is_percent { short(value / Decimal::ONE_HUNDRED) } else { value };
        return (SheetValue::Number { value, format, exact }, None);
    }
    match plain_format(text, value) {
        Some(format) if !is_percent => (SheetValue::Number { value, format, exact }, Some(Differs::Print)),
        _ => text_alone,
    }
}

/// Significant digits.
fn digits(value: Decimal) -> usize {
    value.mantissa().unsigned_abs().to_string().len()
}

/// A quotient with as many digits as a spreadsheet keeps.
fn short(value: Decimal) -> Decimal {
    let digits = u32::try_from(DIGITS).unwrap_or_default();
    value.round_sf_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero).unwrap_or(value).normalize()
}

/// The format that prints a value as its text does, where the text holds the digits of one number.
fn printed_format(text: &str, value: Decimal, is_percent: bool) -> Option<String> {
    let from = text.find(|c: char| c.is_ascii_digit())?;
    let run = &text[from..];
    let until = run.find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').unwrap_or(run.len());
    let (run, after) = (run[..until].trim_end_matches(['.', ',']), &text[from..]);
    let suffix = &after[run.len()..];
    if suffix.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let printed: Decimal = run.replace(',', "").parse().ok()?;
    let places = printed.scale();
    if value.abs().round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero) != printed {
        return None;
    }
    let prefix = &text[..from];
    let prefix =
        if value.is_sign_negative() { prefix.strip_suffix('-').filter(|left| left.is_empty())? } else { prefix };
    let whole = if is_percent {
        "0"
    } else if run.contains(',') || value.abs() < Decimal::ONE_THOUSAND {
        "#,##0"
    } else {
        "0"
    };
    let decimals = if places == 0 { String::new() } else { format!(".{}", "0".repeat(places as usize)) };
    let suffix = if is_percent { "%".to_owned() } else { literal(suffix)? };
    Some(format!("{}{whole}{decimals}{suffix}", literal(prefix)?))
}

/// The format of the whole number with the words around the print: `약 275억 원` becomes `"약 "#,##0"원"`.
fn plain_format(text: &str, value: Decimal) -> Option<String> {
    const UNITS: [char; 4] = ['천', '만', '억', '조'];
    let from = text.find(|c: char| c.is_ascii_digit())?;
    let last = text.rfind(|c: char| c.is_ascii_digit() || UNITS.contains(&c))?;
    let end = last + text[last..].chars().next().map_or(0, char::len_utf8);
    let is_of_number = |c: char| c.is_ascii_digit() || UNITS.contains(&c) || matches!(c, ',' | '.' | ' ');
    if value.is_sign_negative() || !text[from..end].contains(UNITS) || !text[from..end].chars().all(is_of_number) {
        return None;
    }
    let decimals = if value.scale() == 0 { String::new() } else { format!(".{}", "0".repeat(value.scale() as usize)) };
    Some(format!("{}#,##0{decimals}{}", literal(&text[..from])?, literal(text[end..].trim_start())?))
}

/// Words as they stand in a number format.
fn literal(words: &str) -> Option<String> {
    let is_plain = words.chars().count() <= 40 && !words.contains(['"', '\n', '\\']);
    is_plain.then(|| if words.is_empty() { String::new() } else { format!("\"{words}\"") })
}

/// A day or a moment, where the text prints it whole.
fn moment(text: &str, value: &str) -> Option<SheetValue> {
    use chrono::{Datelike, Timelike};
    let at = match Moment::parse_rfc3339(value) {
        Some(moment) => moment.local(),
        None => value.parse::<chrono::NaiveDate>().ok()?.and_hms_opt(0, 0, 0)?,
    };
    let day = format!("{}. {}. {}.", at.year(), at.month(), at.day());
    let from = text.find(|c: char| c.is_ascii_digit())?;
    let (front, printed) = text.split_at(from);
    let clock = format!(" {:02}:{:02}", at.hour(), at.minute());
    let clock = if printed == day {
        "\".\""
    } else if printed == format!("{day}{clock}") {
        "\". \"hh:mm"
    } else if printed == format!("{day}{clock}:{:02}", at.second()) {
        "\". \"hh:mm:ss"
    } else {
        return None;
    };
    let seconds = if printed == day { 0 } else { at.num_seconds_from_midnight() };
    let format = format!("{}yyyy\". \"m\". \"d{clock}", literal(front)?);
    Some(SheetValue::Moment { day: (at.year(), at.month(), at.day()), seconds, format })
}

/// The day that a text is: `2022. 12. 2.`, as ISO.
fn written_day(text: &str) -> Option<String> {
    let parts: Vec<u32> = text.strip_suffix('.')?.split(". ").map(str::parse).collect::<Result<_, _>>().ok()?;
    let [year, month, day] = parts.as_slice() else { return None };
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// A time of whole minutes: `127시간 33분` of `PT127H33M`.
fn elapsed(text: &str, value: &str) -> Option<SheetValue> {
    let mut minutes = 0_i64;
    let mut rest = value.strip_prefix("PT")?;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: i64 = rest[..end].parse().ok()?;
        let each = match rest.as_bytes()[end] {
            b'H' => 60,
            b'M' => 1,
            _ => return None,
        };
        minutes = number.checked_mul(each)?.checked_add(minutes)?;
        rest = &rest[end + 1..];
    }
    let from = text.find(|c: char| c.is_ascii_digit())?;
    let (front, printed) = text.split_at(from);
    let (hours, left) = (minutes / 60, minutes % 60);
    let formats = [
        (format!("{hours}시간 {left}분"), "[h]\"시간 \"m\"분\""),
        (format!("{hours}시간"), "[h]\"시간\""),
        (format!("{minutes}분"), "[m]\"분\""),
    ];
    let known = formats.into_iter().find(|(told, _)| told == printed).map(|(_, format)| format)?;
    let whole = known != "[h]\"시간\"" || left == 0;
    (whole && minutes < DAY * 1_000)
        .then_some(SheetValue::Elapsed { minutes, format: format!("{}{known}", literal(front)?) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str, kind: &str, value: &str) -> SheetCell {
        let inline = Inline::Value {
            text: text.to_owned(),
            value_type: kind.to_owned(),
            value: Some(value.to_owned()),
            state: if text.starts_with('약') { "estimate" } else { "exact" }.to_owned(),
            figure: None,
            fact: None,
            source: None,
        };
        SheetCell::of(&TableCell { content: vec![inline], class: String::new() })
    }

    fn shown(text: &str, kind: &str, value: &str) -> (String, String) {
        match one(text, kind, value).value {
            SheetValue::Number { value, format, .. } => (value.to_string(), format),
            SheetValue::Elapsed { minutes, format } => (minutes.to_string(), format),
            SheetValue::Moment { day: (y, m, d), seconds, format } => (format!("{y}-{m}-{d} {seconds}"), format),
            SheetValue::Text => ("text".to_owned(), String::new()),
        }
    }

    #[test]
    fn a_value_is_shown_as_it_is_printed() {
        for (text, kind, value, held, format) in [
            ("105,116건", "count", "105116", "105116", "#,##0\"건\""),
            ("약 45,000건", "count", "45000", "45000", "\"약 \"#,##0\"건\""),
            ("-3건", "number", "-3", "-3", "#,##0\"건\""),
            ("83.0%", "share", "83", "0.83", "0.0%"),
            ("17.1%", "share", "17.108779173117724640174321922", "0.171087791731177", "0.0%"),
            ("0.1%p", "number", "0.1", "0.1", "#,##0.0\"%p\""),
            ("약 275억 원", "amount", "27500000000", "27500000000", "\"약 \"#,##0\"원\""),
            ("2022. 10. 19.", "date", "2022-10-19", "2022-10-19 0", "yyyy\". \"m\". \"d\".\""),
            (
                "약 2022. 10. 15. 16:03",
                "moment",
                "2022-10-15T16:03:00+09:00",
                "2022-10-15 57780",
                "\"약 \"yyyy\". \"m\". \"d\". \"hh:mm",
            ),
            ("2022. 12. 2.", "code", "2022. 12. 2.", "2022-12-2 0", "yyyy\". \"m\". \"d\".\""),
            ("127시간 33분", "duration", "PT127H33M", "7653", "[h]\"시간 \"m\"분\""),
            ("45분", "duration", "PT45M", "45", "[m]\"분\""),
        ] {
            assert_eq!(shown(text, kind, value), (held.to_owned(), format.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_a_spreadsheet_cannot_hold_stays_text() {
        let money = one("1,234,567,890,123,456원", "won", "1234567890123456");
        assert_eq!((money.value, money.differs), (SheetValue::Text, Some(Differs::Digits)));
        assert_eq!(one("0.1234567890123456원", "won", "0.1234567890123456").differs, Some(Differs::Digits));
        assert_eq!(one("약 275억 원", "amount", "27500000000").differs, Some(Differs::Print));
        for (text, kind, value) in [
            ("=1+1", "text", "=1+1"),
            ("12", "text", "0012"),
            ("13:44", "moment", "2024-05-13T13:44:00+09:00"),
            ("3일", "duration", "PT72H"),
            ("5분 3초", "duration", "PT5M3S"),
        ] {
            assert_eq!(one(text, kind, value).value, SheetValue::Text, "{text}");
        }
    }
}
