//! Reads printed numbers back (`105,116건`, `127시간 33분`, `약 5,000만 원`, `13.0%`): what a print says, and how exactly.

use rust_decimal::Decimal;

use crate::value::{Certainty, spread};

/// What stands before an estimate.
const ABOUT: &str = "약 ";

/// The values that a print may stand for, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberSpan {
    pub from: Decimal,
    pub to: Decimal,
}

impl NumberSpan {
    /// Whether a value lies in it.
    #[must_use]
    pub fn holds(self, value: Decimal) -> bool {
        self.from <= value && value <= self.to
    }
}

const SIGNS: [(&str, i64); 4] = [("조", 1_000_000_000_000), ("억", 100_000_000), ("만", 10_000), ("천", 1_000)];
const CLOCK: [(&str, i64); 4] = [("일", 86_400), ("시간", 3_600), ("분", 60), ("초", 1)];

/// A count, an amount or a share as printed; nothing where no number begins it. What was rounded stands for all that rounds
/// to it. `A ~ B` reaches from the least of one to the most of the other, `B 이하` from nothing.
#[must_use]
pub fn number(text: &str) -> Option<NumberSpan> {
    bounds(text, single)
}

/// The same where an estimate stands for all that it may mean: `약 15만 건` for 149,600 as well.
#[must_use]
pub fn about(text: &str) -> Option<NumberSpan> {
    let span = number(text)?;
    if !text.trim_start().starts_with(ABOUT) {
        return Some(span);
    }
    let middle = span.from.checked_add(span.to)?.checked_div(Decimal::TWO)?;
    let (from, to) = spread(middle, Certainty::Estimate);
    Some(NumberSpan { from: from.min(span.from), to: to.max(span.to) })
}

/// A duration in seconds, as printed.
#[must_use]
pub fn seconds(text: &str) -> Option<NumberSpan> {
    bounds(text, elapsed)
}

fn bounds(text: &str, read: impl Fn(&str) -> Option<NumberSpan>) -> Option<NumberSpan> {
    if let Some((from, to)) = text.split_once(" ~ ") {
        return Some(NumberSpan { from: read(from)?.from, to: read(to)?.to });
    }
    if let Some(most) = text.strip_suffix(" 이하") {
        return Some(NumberSpan { from: Decimal::ZERO, to: read(most)?.to });
    }
    read(text)
}

fn bare(text: &str) -> (&str, bool) {
    let text = text.trim().trim_start_matches(ABOUT).trim_start_matches('금');
    match text.strip_prefix(['-', '−', '△', '▲']) {
        Some(rest) => (rest, true),
        None => (text, false),
    }
}

/// Digits with separators and a fraction in front of a text, with their decimal places, and what stands behind.
fn digits(text: &str) -> Option<(Decimal, u32, &str)> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.'))).unwrap_or(text.len());
    let (front, rest) = text.split_at(end);
    let front = front.trim_end_matches(['.', ',']);
    let plain: Decimal = front.replace(',', "").parse().ok()?;
    Some((plain, plain.scale(), rest))
}

fn single(text: &str) -> Option<NumberSpan> {
    let (mut rest, negative) = bare(text);
    let (mut sum, mut step) = (Decimal::ZERO, Decimal::ONE);
    let mut found = false;
    while let Some((value, places, behind)) = digits(rest) {
        found = true;
        let sign = SIGNS.iter().find(|(sign, _)| behind.starts_with(sign));
        let weight = sign.map_or(Decimal::ONE, |(_, weight)| Decimal::from(*weight));
        sum += value * weight;
        step = weight / Decimal::from(10_u64.checked_pow(places)?);
        match sign {
            Some((sign, _)) => rest = behind[sign.len()..].trim_start(),
            None => break,
        }
    }
    if !found {
        return None;
    }
    // A whole number is exact; anything else was rounded where it ends.
    let half = if step == Decimal::ONE { Decimal::ZERO } else { step / Decimal::TWO };
    let value = if negative { -sum } else { sum };
    Some(NumberSpan { from: value - half, to: value + half })
}

fn elapsed(text: &str) -> Option<NumberSpan> {
    let (mut rest, negative) = bare(text);
    let (mut sum, mut step) = (Decimal::ZERO, Decimal::ONE);
    let mut found = false;
    while let Some((value, _, behind)) = digits(rest) {
        let (sign, weight) = CLOCK.iter().find(|(sign, _)| behind.starts_with(sign))?;
        found = true;
        step = Decimal::from(*weight);
        sum += value * step;
        rest = behind[sign.len()..].trim_start();
    }
    if !found {
        return None;
    }
    let value = if negative { -sum } else { sum };
    // A print leaves out what is shorter than its last part.
    let less = step - Decimal::ONE;
    Some(NumberSpan { from: value - less, to: value + less })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::korean;
    use crate::pack::{Assets, Pack};
    use crate::time::Elapsed;
    use crate::value::{Certainty, Value};

    fn span(from: i64, to: i64) -> Option<NumberSpan> {
        Some(NumberSpan { from: from.into(), to: to.into() })
    }

    #[test]
    fn prints_are_read_as_they_were_meant() {
        assert_eq!(number("105,116건"), span(105_116, 105_116));
        assert_eq!(number("-3건"), span(-3, -3));
        assert_eq!(number("△3"), span(-3, -3));
        assert_eq!(number("약 5,000만 원"), span(49_995_000, 50_005_000));
        assert_eq!(number("1억 2,000만 원"), span(119_995_000, 120_005_000));
        assert_eq!(number("금113,560원(금일십일만삼천오백육십원)"), span(113_560, 113_560));
        assert_eq!(number("69,539 ~ 69,626건"), span(69_539, 69_626));
        let share = number("13.0%").expect("a share");
        assert!(share.holds("12.95".parse().expect("a number")) && !share.holds("12.94".parse().expect("a number")));
        assert_eq!(seconds("127시간 33분").map(|span| span.holds(459_180.into())), Some(true));
        assert_eq!(seconds("7,653분").map(|span| span.holds(459_180.into())), Some(true));
        assert_eq!(seconds("65시간 30분 이하").map(|span| span.from), Some(Decimal::ZERO));
        assert_eq!(about("약 5,000만 원"), span(47_500_000, 52_500_000));
        assert_eq!(about("105,116건"), number("105,116건"));
        assert!(about("약 43%").is_some_and(|share| share.holds("42.81".parse().expect("a number"))));
        assert_eq!((number("비공개"), number("-"), seconds("파악 중")), (None, None, None));
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(count in 0_u64..10_000_000_000, seconds_of in 0_i64..10_000_000) {
            let pack = Pack::load(Assets::embedded()).expect("the pack");
            let print = |value: &Value, certainty| korean::value(value, certainty, &pack.terms);
            let whole = Decimal::from(count);
            prop_assert!(number(&print(&Value::Count(count), Certainty::Exact)).is_some_and(|span| span.holds(whole)));
            prop_assert!(number(&print(&Value::Won(whole), Certainty::Exact)).is_some_and(|span| span.holds(whole)));
            prop_assert!(number(&print(&Value::Won(whole), Certainty::Estimate)).is_some_and(|span| span.holds(whole)));
            prop_assert!(number(&korean::amount_in_words(&whole)).is_some_and(|span| span.holds(whole)));
            let long = print(&Value::Duration(Elapsed::seconds(seconds_of)), Certainty::Exact);
            prop_assert!(seconds(&long).is_some_and(|span| span.holds(seconds_of.into())), "{}", long);
        }
    }
}
