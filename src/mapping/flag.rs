//! Yes and no in the usual ways: 예, O, ✓, 유, 해당, TRUE, 1 and their opposites.

use super::names::normalise;
use super::problem::{Got, Problem, Read};
use crate::source::CellValue;

const YES: [&str; 31] = [
    "예",
    "네",
    "y",
    "yes",
    "o",
    "ㅇ",
    "○",
    "◯",
    "〇",
    "●",
    "◎",
    "✓",
    "✔",
    "☑",
    "√",
    "■",
    "v",
    "true",
    "t",
    "1",
    "참",
    "유",
    "있음",
    "해당",
    "해당함",
    "포함",
    "작동",
    "이행",
    "준수",
    "적용",
    "가능",
];
const NO: [&str; 31] = [
    "아니요",
    "아니오",
    "아님",
    "n",
    "no",
    "x",
    "×",
    "✕",
    "✖",
    "✗",
    "✘",
    "☒",
    "☐",
    "□",
    "false",
    "f",
    "0",
    "거짓",
    "무",
    "없음",
    "비해당",
    "미해당",
    "해당안됨",
    "제외",
    "미포함",
    "미작동",
    "미이행",
    "미준수",
    "미적용",
    "불가",
    "불가능",
];

/// A yes or a no.
///
/// # Errors
/// Neither.
pub(super) fn flag(value: &CellValue<'_>) -> Read<bool> {
    match value {
        CellValue::Shown(shown) => flag(&CellValue::Text(shown.text.as_str().into())),
        CellValue::Bool(flag) => Ok(Got::exact(*flag)),
        CellValue::Number { value, percent: false } if (*value - 1.0).abs() < f64::EPSILON => Ok(Got::exact(true)),
        CellValue::Number { value, percent: false } if *value == 0.0 => Ok(Got::exact(false)),
        CellValue::Text(text) => {
            // ○ and × are no letters and have no normal form.
            let word = normalise(text);
            let word = if word.is_empty() { text.trim() } else { word.as_str() };
            match (YES.contains(&word), NO.contains(&word)) {
                (true, _) => Ok(Got::exact(true)),
                (_, true) => Ok(Got::exact(false)),
                _ => Err(Problem::NotAFlag),
            }
        }
        _ => Err(Problem::NotAFlag),
    }
}
