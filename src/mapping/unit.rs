//! Units that headers and titles state: 천원, 백만 원, %, 분. What stands below is converted exactly, in decimals.
//!
//! A cell that states a unit of its own below such a header says two things at once; it is never guessed which holds.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::formatted_number::{as_number, foreign};
use super::names::normalise;
use super::problem::{Got, Problem, Read};
use super::{amount, elapsed};
use crate::pack::FieldType;
use crate::source::CellValue;
use crate::time::Elapsed;

/// What a unit measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderMeasure {
    Money,
    /// People, claims, things.
    Count,
    Share,
    /// Seconds.
    Time,
    /// A multiplier alone, such as `(천)`: of whatever the column holds.
    Any,
    /// Money of another country, for which there is no rate.
    Foreign,
    /// A remark in the place of a unit, such as `(필수)`.
    Nothing,
}

/// A unit as written, and what one of it is worth in won, pieces, percent or seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderUnit {
    pub measure: HeaderMeasure,
    pub factor: Decimal,
    /// As the sheet writes it.
    pub written: String,
}

/// Korean and English multipliers; the longest that fits is meant.
const MULTIPLIERS: [(&str, i64); 26] = [
    ("십", 10),
    ("백", 100),
    ("천", 1_000),
    ("만", 10_000),
    ("십만", 100_000),
    ("백만", 1_000_000),
    ("천만", 10_000_000),
    ("억", 100_000_000),
    ("십억", 1_000_000_000),
    ("백억", 10_000_000_000),
    ("천억", 100_000_000_000),
    ("조", 1_000_000_000_000),
    ("1000", 1_000),
    ("10000", 10_000),
    ("1000000", 1_000_000),
    ("1천", 1_000),
    ("1만", 10_000),
    ("1백만", 1_000_000),
    ("1억", 100_000_000),
    ("thousands", 1_000),
    ("thousand", 1_000),
    ("millions", 1_000_000),
    ("million", 1_000_000),
    ("billions", 1_000_000_000),
    ("billion", 1_000_000_000),
    ("mn", 1_000_000),
];

const MONEY: [&str; 4] = ["원", "won", "krw", "원화"];
const COUNTS: [&str; 13] =
    ["건수", "건", "명", "인", "개소", "개", "회", "곳", "people", "persons", "cases", "claims", "users"];
const SHARES: [&str; 4] = ["%", "퍼센트", "percent", "백분율"];
const TIMES: [(&str, i64); 17] = [
    ("초", 1),
    ("sec", 1),
    ("secs", 1),
    ("second", 1),
    ("seconds", 1),
    ("분", 60),
    ("min", 60),
    ("mins", 60),
    ("minute", 60),
    ("minutes", 60),
    ("시간", 3_600),
    ("h", 3_600),
    ("hr", 3_600),
    ("hrs", 3_600),
    ("hour", 3_600),
    ("hours", 3_600),
    ("일", 86_400),
];
const FOREIGN: [&str; 36] = [
    "달러",
    "미달러",
    "미국달러",
    "홍콩달러",
    "대만달러",
    "싱가포르달러",
    "호주달러",
    "캐나다달러",
    "미화",
    "usd",
    "hkd",
    "twd",
    "sgd",
    "aud",
    "cad",
    "dollar",
    "dollars",
    "엔",
    "엔화",
    "jpy",
    "yen",
    "유로",
    "유로화",
    "eur",
    "euro",
    "euros",
    "위안",
    "위안화",
    "cny",
    "rmb",
    "yuan",
    "파운드",
    "gbp",
    "프랑",
    "chf",
    "동화",
];
const NOTHING: [&str; 12] = [
    "kst",
    "필수",
    "선택",
    "required",
    "optional",
    "연월일",
    "년월일",
    "yyyymmdd",
    "yymmdd",
    "일시",
    "날짜",
    "vat포함",
];

impl HeaderUnit {
    fn new(measure: HeaderMeasure, factor: i64, written: &str) -> Self {
        Self { measure, factor: Decimal::from(factor), written: written.trim().to_owned() }
    }

    /// A unit that stands alone: `천원`, `단위: 백만 원`, `분`, `in millions of KRW`.
    #[must_use]
    pub fn parse(written: &str) -> Option<Self> {
        // Signs of money are no letters, and would be lost in the one spelling.
        let spelt = written.replace(['₩', '￦'], "원");
        let normal = normalise(&spelt);
        let bare = ["단위", "units", "unit"].iter().find_map(|word| normal.strip_prefix(word)).unwrap_or(&normal);
        let bare = bare.strip_prefix("in").filter(|rest| !rest.is_empty() && is_english(rest)).unwrap_or(bare);
        if spelt.contains(['$', '＄', '€', '£', '¥', '￥']) {
            let bare =
                ["us", "usd", "eur", "jpy", "cny"].iter().find_map(|name| bare.strip_suffix(name)).unwrap_or(bare);
            let factor = if bare.is_empty() { Some(1) } else { multiplier(bare) };
            return factor.map(|factor| Self::new(HeaderMeasure::Foreign, factor, written));
        }
        if bare.is_empty() {
            return None;
        }
        if NOTHING.contains(&bare) {
            return Some(Self::new(HeaderMeasure::Nothing, 1, written));
        }
        if SHARES.contains(&bare) {
            return Some(Self::new(HeaderMeasure::Share, 1, written));
        }
        if let Some((_, seconds)) = TIMES.iter().find(|(word, _)| *word == bare) {
            return Some(Self::new(HeaderMeasure::Time, *seconds, written));
        }
        let with = |words: &[&str]| words.iter().find_map(|word| counted(bare, word));
        with(&MONEY)
            .map(|factor| Self::new(HeaderMeasure::Money, factor, written))
            .or_else(|| with(&COUNTS).map(|factor| Self::new(HeaderMeasure::Count, factor, written)))
            .or_else(|| with(&FOREIGN).map(|factor| Self::new(HeaderMeasure::Foreign, factor, written)))
            .or_else(|| multiplier(bare).map(|factor| Self::new(HeaderMeasure::Any, factor, written)))
    }

    /// The units that a title states: `보상 현황 (단위: 백만원, %)`, or a cell that is nothing but `(천원)`.
    #[must_use]
    pub fn of_title(title: &str) -> Vec<Self> {
        let inside = title.trim().trim_matches(['(', ')', '[', ']', '（', '）', '［', '］', '<', '>']);
        let lower = title.to_lowercase();
        let after = ["단위", "unit"].iter().find_map(|word| lower.find(word).and_then(|at| lower.get(at..)));
        let said = match after {
            Some(said) => said.split([')', ']', '）', '］', '>']).next().unwrap_or(said),
            // Without the word it must stand alone, in brackets.
            None if inside.len() < title.trim().len() => inside,
            None => return Vec::new(),
        };
        said.split([',', '、', '·', '/', '，', ';']).filter_map(Self::parse).collect()
    }

    /// A header without the unit at its end, and that unit: `금액(천원)`, `중단 시간 [분]`, `금액_천원`.
    #[must_use]
    pub fn split(header: &str) -> Option<(&str, Self)> {
        let trimmed = header.trim();
        if trimmed.ends_with([')', ']', '）', '］']) {
            let open = trimmed.rfind(['(', '[', '（', '［'])?;
            return Self::parse(&trimmed[open..]).map(|unit| (&trimmed[..open], unit));
        }
        let (at, mark) = trimmed.char_indices().rfind(|(_, c)| matches!(c, ' ' | '_' | ',' | '/' | '\n' | ':'))?;
        let (bare, rest) = (&trimmed[..at], &trimmed[at + mark.len_utf8()..]);
        // Without brackets only what cannot be the name itself.
        let unit =
            Self::parse(rest).filter(|unit| matches!(unit.measure, HeaderMeasure::Money | HeaderMeasure::Share))?;
        (!bare.trim().is_empty()).then_some((bare, unit))
    }

    /// Whether the unit says something of columns of this type.
    #[must_use]
    pub fn suits(&self, kind: FieldType) -> bool {
        match self.measure {
            HeaderMeasure::Money | HeaderMeasure::Foreign => matches!(kind, FieldType::Won | FieldType::Amount),
            HeaderMeasure::Count => kind == FieldType::Count,
            HeaderMeasure::Share => kind == FieldType::Share,
            HeaderMeasure::Time => kind == FieldType::Duration,
            HeaderMeasure::Any => {
                matches!(kind, FieldType::Won | FieldType::Amount | FieldType::Count | FieldType::Number)
            }
            HeaderMeasure::Nothing => false,
        }
    }

    /// Whether reading a cell as it stands would be wrong.
    #[must_use]
    pub fn converts(&self) -> bool {
        match self.measure {
            HeaderMeasure::Share | HeaderMeasure::Nothing => false,
            HeaderMeasure::Time | HeaderMeasure::Foreign => true,
            HeaderMeasure::Money | HeaderMeasure::Count | HeaderMeasure::Any => self.factor != Decimal::ONE,
        }
    }

    /// A number of such units: won, pieces or the quantity of its row.
    ///
    /// # Errors
    /// Not a number, or a cell with a unit of its own.
    pub fn quantity(&self, cell: &CellValue<'_>) -> Read<Decimal> {
        let cell = as_number(cell);
        if let CellValue::Text(text) = cell.as_ref() {
            if foreign(text).is_some() {
                return Err(Problem::ForeignMoney);
            }
            // 12천원 below a header in 천원 says one thing twice.
            if states_own(text) {
                return self.same(text).ok_or(Problem::OwnUnit);
            }
        }
        let got = amount::quantity(&cell)?;
        let value = got.value.checked_mul(self.factor).ok_or(Problem::NotAnAmount)?;
        Ok(got.map(|_| value.normalize()))
    }

    /// A text that ends in this very unit.
    fn same(&self, text: &str) -> Option<Got<Decimal>> {
        let at = text.rfind(|c: char| c.is_ascii_digit() || c.is_whitespace())?;
        let behind = text.get(at..)?.trim_start_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
        let said = Self::parse(behind).filter(|said| said.measure == self.measure && said.factor == self.factor)?;
        (said.factor != Decimal::ONE).then(|| amount::quantity(&CellValue::Text(text.into())).ok()).flatten()
    }

    /// Won, whole.
    ///
    /// # Errors
    /// As [`Self::quantity`], or a fraction of a won.
    pub fn won(&self, cell: &CellValue<'_>) -> Read<Decimal> {
        let got = match cell {
            CellValue::Number { percent: true, .. } => return Err(Problem::NotAnAmount),
            _ => self.quantity(cell)?,
        };
        if got.value.fract().is_zero() { Ok(got) } else { Err(Problem::FractionOfWon) }
    }

    /// A count, whole and not negative.
    ///
    /// # Errors
    /// As [`Self::quantity`], or a fraction, or below zero.
    pub fn count(&self, cell: &CellValue<'_>) -> Read<u64> {
        let not = |problem| if problem == Problem::NotAnAmount { Problem::NotACount } else { problem };
        let got = self.quantity(cell).map_err(not)?;
        let whole = got.value.fract().is_zero().then(|| got.value.to_u64()).flatten().ok_or(Problem::NotACount)?;
        Ok(got.map(|_| whole))
    }

    /// An elapsed time: a number of such units, or a cell that says its time in full.
    ///
    /// # Errors
    /// Not an elapsed time, or a clock below a header of minutes.
    pub fn elapsed(&self, cell: &CellValue<'_>) -> Read<Elapsed> {
        const MINUTES: i64 = 60;
        let is_clock = matches!(cell, CellValue::Text(text) if text.contains(':'));
        if is_clock && self.factor <= Decimal::from(MINUTES) {
            return Err(Problem::OwnUnit);
        }
        let cell = as_number(cell);
        let cell = cell.as_ref();
        let bare = match cell {
            CellValue::Number { percent: false, .. } => true,
            CellValue::Text(text) => text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',')),
            _ => false,
        };
        if !bare {
            return elapsed::duration(cell);
        }
        let got = amount::quantity(cell).map_err(|_| Problem::NotADuration)?;
        let seconds = got.value.checked_mul(self.factor).filter(|seconds| seconds.fract().is_zero());
        let seconds = seconds.and_then(|seconds| seconds.to_i64()).ok_or(Problem::NotADuration)?;
        Ok(got.map(|_| Elapsed::seconds(seconds)))
    }
}

/// The factor of a unit word with a multiplier before or (English) after it.
fn counted(text: &str, word: &str) -> Option<i64> {
    if text == word {
        return Some(1);
    }
    let before = text.strip_suffix(word).map(|rest| rest.strip_suffix("of").unwrap_or(rest)).and_then(multiplier);
    before.or_else(|| text.strip_prefix(word).and_then(multiplier))
}

fn multiplier(text: &str) -> Option<i64> {
    MULTIPLIERS.iter().find(|(word, _)| *word == text).map(|(_, factor)| *factor)
}

fn is_english(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether a cell says won, 만 or 억 itself.
fn states_own(text: &str) -> bool {
    text.contains(['원', '₩', '￦', '천', '만', '억', '조', '백', '$', '€']) || text.to_lowercase().contains("krw")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factor(written: &str) -> Option<(HeaderMeasure, i64)> {
        HeaderUnit::parse(written).map(|unit| (unit.measure, unit.factor.to_i64().expect("whole")))
    }

    #[test]
    fn units_as_people_write_them() {
        for (written, expected) in [
            ("천원", (HeaderMeasure::Money, 1_000)),
            ("(단위: 백만 원)", (HeaderMeasure::Money, 1_000_000)),
            ("단위 : 억원", (HeaderMeasure::Money, 100_000_000)),
            ("1,000원", (HeaderMeasure::Money, 1_000)),
            ("in millions of KRW", (HeaderMeasure::Money, 1_000_000)),
            ("KRW thousand", (HeaderMeasure::Money, 1_000)),
            ("원", (HeaderMeasure::Money, 1)),
            ("천 명", (HeaderMeasure::Count, 1_000)),
            ("만건", (HeaderMeasure::Count, 10_000)),
            ("％", (HeaderMeasure::Share, 1)),
            ("분", (HeaderMeasure::Time, 60)),
            ("hours", (HeaderMeasure::Time, 3_600)),
            ("백만", (HeaderMeasure::Any, 1_000_000)),
            ("천달러", (HeaderMeasure::Foreign, 1_000)),
            ("(단위: $)", (HeaderMeasure::Foreign, 1)),
            ("단위: 천 US$", (HeaderMeasure::Foreign, 1_000)),
            ("백만 €", (HeaderMeasure::Foreign, 1_000_000)),
            ("HKD", (HeaderMeasure::Foreign, 1)),
            ("(단위: 천₩)", (HeaderMeasure::Money, 1_000)),
            ("₩", (HeaderMeasure::Money, 1)),
            ("필수", (HeaderMeasure::Nothing, 1)),
        ] {
            assert_eq!(factor(written), Some(expected), "{written}");
        }
        for written in ["", "금액", "유형", "VAT 별도", "과기정통부 기준", "$ 환산 기준", "보상 $"] {
            assert_eq!(factor(written), None, "{written}");
        }
    }

    #[test]
    fn a_title_may_state_several_units() {
        let of = |title: &str| HeaderUnit::of_title(title).iter().map(|unit| unit.written.clone()).collect::<Vec<_>>();
        assert_eq!(of("보상 지급 현황 (단위: 백만원, %)"), ["단위: 백만원", "%"]);
        assert_eq!(of("(천원)"), ["(천원)".trim_matches(['(', ')'])]);
        assert_eq!(of("피해접수 현황"), [""; 0]);
        assert_eq!(of("천원마트 피해접수"), [""; 0], "a name is no unit");
    }

    #[test]
    fn a_header_ends_in_its_unit() {
        let split = |header: &str| HeaderUnit::split(header).map(|(bare, unit)| (bare.trim().to_owned(), unit.measure));
        assert_eq!(split("피해 주장액 (천원)"), Some(("피해 주장액".into(), HeaderMeasure::Money)));
        assert_eq!(split("지급액_백만원"), Some(("지급액".into(), HeaderMeasure::Money)));
        assert_eq!(split("중단 시간[분]"), Some(("중단 시간".into(), HeaderMeasure::Time)));
        assert_eq!(split("장애 시작(당사 기준)"), None);
        assert_eq!(split("접수 시간"), None, "a word without brackets may be the name");
    }

    #[test]
    fn conversion_is_exact() {
        let thousand = HeaderUnit::parse("천원").expect("a unit");
        let number = |value: f64| CellValue::Number { value, percent: false };
        assert_eq!(thousand.won(&number(1234.567)).map(|got| got.value), Ok(Decimal::from(1_234_567)));
        assert_eq!(thousand.won(&number(0.1 + 0.2)).map(|got| got.value), Ok(Decimal::from(300)));
        assert_eq!(thousand.won(&number(1.2345)), Err(Problem::FractionOfWon));
        assert_eq!(thousand.won(&CellValue::Text("3,000원".into())), Err(Problem::OwnUnit));
        let hours = HeaderUnit::parse("시간").expect("a unit");
        assert_eq!(hours.elapsed(&number(127.55)).map(|got| got.value), Ok(Elapsed::seconds(459_180)));
        let minutes = HeaderUnit::parse("분").expect("a unit");
        assert_eq!(minutes.elapsed(&CellValue::Text("127:33".into())), Err(Problem::OwnUnit));
        assert_eq!(
            minutes.elapsed(&CellValue::Text("2시간 7분".into())).map(|got| got.value),
            Ok(Elapsed::seconds(7_620))
        );
        let thousands = HeaderUnit::parse("천 명").expect("a unit");
        assert_eq!(thousands.count(&number(41.12)).map(|got| got.value), Ok(41_120));
        assert_eq!(thousands.count(&number(0.0001)), Err(Problem::NotACount));
    }
}
