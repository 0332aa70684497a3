//! A number whose format says more than its digits, as its column takes it: `12만원`, `$12`, `00123`, thousands left out.
//!
//! What a person sees is read. Where a format keeps them from seeing it, the cell is asked about.

use std::borrow::Cow;

use super::problem::Problem;
use crate::pack::FieldType;
use crate::source::{CellValue, Says, Shown};

/// The cell as a number or a text of numbers.
pub(super) fn as_number<'c>(cell: &'c CellValue<'c>) -> Cow<'c, CellValue<'c>> {
    match cell {
        CellValue::Shown(shown) => Cow::Owned(match shown.says {
            Says::Digits | Says::Nothing => CellValue::Number { value: shown.value, percent: false },
            Says::Words => CellValue::Text(Cow::Borrowed(&shown.text)),
        }),
        _ => Cow::Borrowed(cell),
    }
}

/// The cell as a column of some type takes it; `has_unit` when its header or title states one.
pub(super) fn settled<'c>(
    cell: &'c CellValue<'c>,
    kind: FieldType,
    has_unit: bool,
) -> Result<Cow<'c, CellValue<'c>>, Problem> {
    let CellValue::Shown(shown) = cell else { return Ok(Cow::Borrowed(cell)) };
    if shown.says == Says::Nothing {
        return Err(Problem::Veiled);
    }
    let is_counted = matches!(kind, FieldType::Won | FieldType::Amount | FieldType::Count | FieldType::Number);
    if is_counted && shown.thousands > 0 && !has_unit && !states_scale(shown) {
        return Err(Problem::ScaledByFormat);
    }
    Ok(if is_counted || matches!(kind, FieldType::Share | FieldType::Duration) {
        as_number(cell)
    } else {
        Cow::Owned(CellValue::Text(Cow::Borrowed(&shown.text)))
    })
}

/// Whether the words beside the digits say what is left out: `12천원`.
fn states_scale(shown: &Shown) -> bool {
    shown.says == Says::Words && shown.text.contains(['천', '만', '억', '조', '백'])
}

/// Money of other countries, by the signs and words that stand beside an amount; names in both languages.
const CURRENCIES: [(&[&str], &str, &str); 18] = [
    (&["us$", "usd", "미국달러", "미달러", "미화"], "미국 달러", "US dollars"),
    (&["hk$", "hkd", "홍콩달러"], "홍콩 달러", "Hong Kong dollars"),
    (&["nt$", "twd", "대만달러"], "대만 달러", "New Taiwan dollars"),
    (&["s$", "sgd", "싱가포르달러"], "싱가포르 달러", "Singapore dollars"),
    (&["a$", "aud"], "호주 달러", "Australian dollars"),
    (&["c$", "cad"], "캐나다 달러", "Canadian dollars"),
    (&["€", "eur", "유로"], "유로", "euros"),
    (&["jpy", "엔화", "엔"], "엔", "yen"),
    (&["cny", "rmb", "위안", "元"], "위안", "yuan"),
    (&["¥", "￥"], "엔 또는 위안", "yen or yuan"),
    (&["£", "gbp", "파운드"], "파운드", "pounds"),
    (&["chf", "프랑"], "스위스 프랑", "Swiss francs"),
    (&["₫", "vnd", "동화"], "베트남 동", "Vietnamese dong"),
    (&["฿", "thb", "바트"], "태국 바트", "Thai baht"),
    (&["₹", "inr", "루피"], "인도 루피", "Indian rupees"),
    (&["₽", "rub", "루블"], "러시아 루블", "Russian roubles"),
    (&["₱", "php"], "필리핀 페소", "Philippine pesos"),
    (&["$", "＄", "달러", "dollar", "불"], "달러", "dollars"),
];

/// The money of another country that an amount is stated in: its names, Korean and English.
pub(super) fn foreign(text: &str) -> Option<(&'static str, &'static str)> {
    const LONGEST: usize = 64;
    if text.len() > LONGEST || !text.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    // What stands before the digits and behind them, and nothing of it among them.
    let lower = text.to_lowercase();
    let is_number =
        |c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | ' ' | '+' | '-' | '−' | '(' | ')' | '△' | '▲');
    let beside: Vec<String> = lower
        .split(|c: char| c.is_ascii_digit())
        .map(|part| part.chars().filter(|c| !is_number(*c)).collect::<String>())
        .filter(|part| !part.is_empty())
        .collect();
    let multipliers = ['십', '백', '천', '만', '억', '조'];
    let named = |part: &String| {
        let bare = part.trim_matches(multipliers);
        CURRENCIES.iter().find(|(words, ..)| words.contains(&bare)).map(|(_, ko, en)| (*ko, *en))
    };
    beside.iter().find_map(named)
}
