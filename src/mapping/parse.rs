//! One cell to one typed value, by the type of its column.

use super::amount;
use super::elapsed::{between, duration};
use super::flag::flag;
use super::formatted_number;
use super::names::normalise;
use super::problem::{Got, Problem, Read};
use super::term::CodeMap;
use super::when::{self, DateForm};
use crate::pack::{FieldSchema, FieldType};
use crate::source::CellValue;
use crate::value::Value;

/// What a cell says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parsed {
    Value(Got<Value>),
    Pending,
    Blank,
    Bad(Problem),
}

/// Words for "not known yet" (파악 중).
const PENDING: [&str; 9] = ["파악중", "미상", "확인중", "집계중", "산정중", "추후확인", "미정", "pending", "tbd"];

/// The word that our own sheets use for it.
const OPEN: &str = "파악 중";

/// A dash in a column of numbers. Ledgers print a zero so, people an empty cell: it is read as empty, which is told.
const DASHES: [&str; 7] = ["-", "–", "—", "―", "−", "ㅡ", "--"];

/// Words for "nothing to say here".
const NOTHING: [&str; 4] = ["해당없음", "없음", "na", "notapplicable"];

/// Reads a cell as its column wants it.
pub(super) fn cell(value: &CellValue<'_>, field: &FieldSchema, codes: Option<&CodeMap>, form: DateForm) -> Parsed {
    if let CellValue::Error(_) = value {
        return Parsed::Bad(Problem::ErrorCell);
    }
    let settled = match formatted_number::settled(value, field.kind, false) {
        Ok(settled) => settled,
        Err(problem) => return Parsed::Bad(problem),
    };
    let value = settled.as_ref();
    if field.kind == FieldType::Id && is_lost(value) {
        return Parsed::Bad(Problem::LostDigits);
    }
    if field.kind == FieldType::Id
        && let Some(excused) = excuse(value, field.pending)
    {
        return excused;
    }
    match typed(value, field, codes, form) {
        Ok(Got { value: Value::Text(text), .. }) if field.pending && is_pending(&text) => Parsed::Pending,
        // A name that is a dash names nothing, and one that is still to come is not what the name is.
        Ok(Got { value: Value::Text(text), .. }) if DASHES.contains(&text.trim()) => Parsed::Blank,
        Ok(Got { value: Value::Text(text), .. }) if field.required && text == OPEN => {
            Parsed::Bad(Problem::PendingRefused)
        }
        Ok(got) => Parsed::Value(got),
        Err(problem) => excuse(value, field.pending).unwrap_or(Parsed::Bad(problem)),
    }
}

/// Reads a moment whose time of day stands in a cell of its own. An empty time leaves a day, as one cell would.
pub(super) fn pair(day: &CellValue<'_>, time: &CellValue<'_>, field: &FieldSchema, form: DateForm) -> Parsed {
    if let Some(Parsed::Blank | Parsed::Pending) = excuse(time, field.pending) {
        return cell(day, field, None, form);
    }
    match when::moment_of(day, time, form) {
        Ok(got) => Parsed::Value(got.map(Value::Moment)),
        Err(problem) => excuse(day, field.pending).unwrap_or(Parsed::Bad(problem)),
    }
}

/// A word that stands in place of a value: not known yet, or nothing to say.
pub fn excuse(value: &CellValue<'_>, pending: bool) -> Option<Parsed> {
    let CellValue::Text(text) = value else { return None };
    if is_pending(text) {
        return Some(if pending { Parsed::Pending } else { Parsed::Bad(Problem::PendingRefused) });
    }
    let word = normalise(text);
    let is_nothing = word.is_empty() || NOTHING.contains(&word.as_str()) || DASHES.contains(&text.trim());
    is_nothing.then_some(Parsed::Blank)
}

/// Whether an id was stored as a number of more digits than a spreadsheet program keeps, or is shortened as one.
#[must_use]
pub fn is_lost(value: &CellValue<'_>) -> bool {
    const KEPT: f64 = 1e15;
    /// Whole numbers up to here are exact.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        // Excel makes zeros of what it does not keep.
        CellValue::Number { value, .. } => value.abs() >= KEPT && (value.abs() > EXACT || value % 10.0 == 0.0),
        CellValue::Text(text) => {
            let shortened =
                text.split_once(['E', 'e']).filter(|(digits, _)| digits.starts_with(|c: char| c.is_ascii_digit()));
            shortened.is_some_and(|(digits, power)| {
                let is_number =
                    digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && digits.contains('.');
                let power = power.strip_prefix('+').filter(|power| power.bytes().all(|byte| byte.is_ascii_digit()));
                is_number && power.and_then(|power| power.parse::<u32>().ok()).is_some_and(|power| power >= 11)
            })
        }
        _ => false,
    }
}

/// Whether an id is what is left of a longer one: more digits than a spreadsheet program keeps, zeros behind those. Alone it
/// may be one by chance; twice it is no proof that one claim stands twice.
#[must_use]
pub fn is_cut(id: &str) -> bool {
    const KEPT: usize = 15;
    id.len() > KEPT && id.bytes().all(|byte| byte.is_ascii_digit()) && id[KEPT..].bytes().all(|byte| byte == b'0')
}

/// Whether a cell holds a dash where a number might stand.
pub(super) fn is_dash(value: &CellValue<'_>, kind: FieldType) -> bool {
    let numeric = matches!(
        kind,
        FieldType::Count
            | FieldType::Won
            | FieldType::Amount
            | FieldType::Number
            | FieldType::Share
            | FieldType::Duration
    );
    numeric && matches!(value, CellValue::Text(text) if DASHES.contains(&text.trim()))
}

fn is_pending(text: &str) -> bool {
    const LONGEST: usize = 40;
    text.len() <= LONGEST && PENDING.contains(&normalise(text).as_str())
}

fn typed(value: &CellValue<'_>, field: &FieldSchema, codes: Option<&CodeMap>, form: DateForm) -> Read<Value> {
    let list = || field.list.clone().unwrap_or_default();
    match field.kind {
        FieldType::Text | FieldType::Link => Ok(Got::exact(Value::Text(value.display()))),
        FieldType::Id => Ok(Got::exact(Value::Text(super::names::compose(&value.display())))),
        FieldType::Code => {
            let (codes, text) = coded(value, codes)?;
            let index = codes.find(&text).ok_or(Problem::UnknownCode)?;
            Ok(Got::exact(Value::Code { list: list(), code: codes.codes[index].clone() }))
        }
        FieldType::Codes => {
            let (codes, text) = coded(value, codes)?;
            let found = codes.find_all(&text).ok_or(Problem::UnknownCode)?;
            let codes = found.into_iter().map(|index| codes.codes[index].clone()).collect();
            Ok(Got::exact(Value::Codes { list: list(), codes }))
        }
        FieldType::Count => amount::count(value).map(|got| got.map(Value::Count)),
        FieldType::Won => amount::won(value).map(|got| got.map(Value::Won)),
        // The unit stands in another column of the row; the reader sets it when the row is complete.
        FieldType::Amount => {
            amount::quantity(value).map(|got| got.map(|quantity| Value::Amount { quantity, unit: String::new() }))
        }
        FieldType::Number => amount::quantity(value).map(|got| got.map(Value::Number)),
        FieldType::Share => amount::share(value).map(|got| got.map(Value::Share)),
        FieldType::Moment => when::moment(value, form).map(|got| got.map(Value::Moment)),
        FieldType::Date => when::date(value, form).map(|got| got.map(Value::Date)),
        FieldType::AsOf => as_of(value, form),
        FieldType::Duration => elapsed(value),
        FieldType::Flag => flag(value).map(|got| got.map(Value::Flag)),
    }
}

/// A day, or the moment where the cell has a time of day.
fn as_of(value: &CellValue<'_>, form: DateForm) -> Read<Value> {
    let got = when::moment(value, form)?;
    Ok(match got.remark {
        Some(Problem::NoTimeOfDay) => Got { remark: None, ..got.map(|at| Value::Date(at.date())) },
        _ => got.map(Value::Moment),
    })
}

/// An elapsed time, or the two that it lies between.
fn elapsed(value: &CellValue<'_>) -> Read<Value> {
    match between(value) {
        Some(got) => Ok(got.map(|(min, max)| Value::DurationBetween { min: Some(min), max })),
        None => duration(value).map(|got| got.map(Value::Duration)),
    }
}

/// The list and the text to look up. A column without a list cannot pass the pack's own check.
fn coded<'a>(value: &CellValue<'_>, codes: Option<&'a CodeMap>) -> Result<(&'a CodeMap, String), Problem> {
    Ok((codes.ok_or(Problem::UnknownCode)?, value.display()))
}
