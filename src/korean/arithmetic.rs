//! Arithmetic that a text states: products (`5,000원 × 326,000명`), rates (`1캐시 = 1원`), parts of a whole (`709개 시스템 중 193개`).
//!
//! Reads what is written in so many signs and words, and nothing that would have to be guessed.

use rust_decimal::Decimal;

use crate::value::Certainty;

/// A number with the word behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity<'t> {
    pub value: Decimal,
    pub certainty: Certainty,
    /// The word that follows, with whatever particle it bears: `원에`, `명을`.
    pub word: &'t str,
    /// Where the number begins and ends.
    at: (usize, usize),
}

impl Quantity<'_> {
    /// Whether it is an amount of won.
    #[must_use]
    pub fn is_won(&self) -> bool {
        self.word.starts_with('원') || self.word.to_ascii_lowercase().starts_with("won")
    }
}

/// Quantities that are multiplied, and what is said to come out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product<'t> {
    pub factors: Vec<Quantity<'t>>,
    pub result: Option<Quantity<'t>>,
}

/// What so much of something is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate<'t> {
    pub quantity: Decimal,
    /// Of what, as a word with whatever follows it: `캐시는`, `인당`.
    pub unit: &'t str,
    pub won: Quantity<'t>,
}

/// A part of a whole, and the share that it is said to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArithmeticTerm<'t> {
    pub whole: Quantity<'t>,
    /// What is counted: `시스템`; empty where only the counter says it.
    pub noun: &'t str,
    pub part: Quantity<'t>,
    pub share: Option<Quantity<'t>>,
}

/// Words of a text between two numbers that still belong together.
const NEAR: usize = 16;
const TIMES: [char; 5] = ['×', '✕', '*', 'x', 'X'];
const MULTIPLIERS: [(char, i64); 6] =
    [('십', 10), ('백', 100), ('천', 1_000), ('만', 10_000), ('억', 100_000_000), ('조', 1_000_000_000_000)];
/// Counters of things of which some can be part of others.
const COUNTERS: [&str; 8] = ["개", "건", "명", "곳", "대", "종", "인", "회선"];
/// Words before 중 that say what goes on, not of what something is a part.
const ONGOING: [&str; 8] = ["진행", "복구", "조사", "검토", "작업", "처리", "심사", "이용"];
/// Words before a number that are no name of what is counted.
const WHOLE: [&str; 5] = ["전체", "총", "모두", "모든", "약"];

/// Every number of a text, ordinals (`제33조`), codes (`A-1`) and dates left out as far as signs tell.
#[must_use]
pub fn quantities(text: &str) -> Vec<Quantity<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find(|c: char| c.is_ascii_digit()).map(|at| at + from) {
        let (value, end) = number(text, start);
        from = end.max(start + 1);
        let before = text[..start].trim_end();
        let joined = text[..start].chars().next_back();
        let is_name =
            joined.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '제' | '-' | '_' | ':' | '.' | '/'));
        let behind = &text[end..];
        let is_code = behind.starts_with(['-', ':', '/', '_']) && behind[1..].starts_with(|c: char| c.is_ascii_digit());
        let Some(value) = value.filter(|_| !is_name && !is_code) else { continue };
        let word = word(behind);
        let about = before.ends_with('약')
            || before.ends_with('~')
            || ["여", "가량", "정도"].iter().any(|end| word.starts_with(end));
        let certainty = if about { Certainty::Estimate } else { Certainty::Exact };
        found.push(Quantity { value, certainty, word, at: (start, end) });
    }
    found
}

/// The products of a text: factors with a sign between, `A에 B를 곱한 값`, `A씩 B`.
#[must_use]
pub fn products(text: &str) -> Vec<Product<'_>> {
    let all = quantities(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at + 1 < all.len() {
        let mut last = at;
        while last + 1 < all.len() && multiplied(text, &all[last], &all[last + 1]) {
            last += 1;
        }
        if last > at {
            let result = all.get(last + 1).filter(|next| is_equal(between(text, &all[last], next))).cloned();
            found.push(Product { factors: all[at..=last].to_vec(), result });
        }
        at = last + 1;
    }
    found
}

/// What something is worth in won: `1캐시 = 1원`, `1인당 5,000원`, `건당 3,000원`.
#[must_use]
pub fn rates(text: &str) -> Vec<Rate<'_>> {
    let all = quantities(text);
    let mut found = Vec::new();
    for (at, won) in all.iter().enumerate().filter(|(_, quantity)| quantity.is_won()) {
        let of = at.checked_sub(1).map(|before| &all[before]).filter(|of| !of.is_won() && !of.word.is_empty());
        if let Some(of) = of.filter(|of| links(text, of, won)) {
            found.push(Rate { quantity: of.value, unit: of.word, won: won.clone() });
            continue;
        }
        let front = text[..won.at.0].trim_end();
        let unit = front.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        if let Some(unit) = unit.strip_suffix('당').filter(|unit| !unit.is_empty()) {
            found.push(Rate { quantity: Decimal::ONE, unit, won: won.clone() });
        }
    }
    found
}

/// Parts of a whole: `647개 시스템 중 47개(7.3%)`, `시스템 709개 가운데 193개`.
#[must_use]
pub fn parts(text: &str) -> Vec<ArithmeticTerm<'_>> {
    let all = quantities(text);
    let mut found = Vec::new();
    for (at, pair) in all.windows(2).enumerate() {
        let [whole, part] = pair else { continue };
        let Some(noun) = noun(text, whole, part) else { continue };
        let share = all.get(at + 2).filter(|share| {
            let gap = between(text, part, share).trim_end_matches(['약', ' ']);
            share.word.starts_with('%') && gap.ends_with('(') && is_near(gap.trim_end_matches('('))
        });
        found.push(ArithmeticTerm { whole: whole.clone(), noun, part: part.clone(), share: share.cloned() });
    }
    found
}

/// The counter of a quantity, such as 개.
#[must_use]
pub fn counter(quantity: &Quantity<'_>) -> Option<&'static str> {
    COUNTERS.into_iter().filter(|counter| quantity.word.starts_with(counter)).max_by_key(|counter| counter.len())
}

/// A number with its multipliers (`1억 2,000만`) and where it ends; none where it is no number of ours.
fn number(text: &str, start: usize) -> (Option<Decimal>, usize) {
    let (mut sum, mut end) = (Some(Decimal::ZERO), start);
    let mut last = None::<Decimal>;
    loop {
        let digits = &text[end..];
        let mut length = digits.find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.'))).unwrap_or(digits.len());
        length = digits[..length].trim_end_matches([',', '.']).len();
        let value = digits[..length].replace(',', "").parse::<Decimal>().ok();
        let behind = &digits[length..];
        let signs: Vec<(char, i64)> = behind
            .trim_start_matches(' ')
            .chars()
            .map_while(|c| MULTIPLIERS.iter().find(|(sign, _)| *sign == c).copied())
            .collect();
        let weight = signs.iter().try_fold(Decimal::ONE, |all, (_, weight)| all.checked_mul(Decimal::from(*weight)));
        let more = value.zip(weight).and_then(|(value, weight)| value.checked_mul(weight));
        sum = sum.zip(more).and_then(|(sum, more)| sum.checked_add(more));
        end += length;
        if signs.is_empty() {
            return (sum, end);
        }
        let space = behind.len() - behind.trim_start_matches(' ').len();
        end += space + signs.iter().map(|(sign, _)| sign.len_utf8()).sum::<usize>();
        let rest = text[end..].trim_start_matches(' ');
        let smaller = last.is_none_or(|last| weight.is_some_and(|weight| weight < last));
        let next = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.'))).map(|at| &rest[at..]);
        let goes_on = rest.starts_with(|c: char| c.is_ascii_digit())
            && next
                .is_some_and(|next| next.starts_with(|c| MULTIPLIERS.iter().any(|(sign, _)| *sign == c) || c == '원'));
        if !(goes_on && smaller) {
            return (sum, end);
        }
        last = weight;
        end = text.len() - rest.len();
    }
}

/// The word behind a number, with one space between at most.
fn word(behind: &str) -> &str {
    let bare = behind.strip_prefix(' ').unwrap_or(behind);
    if bare.starts_with('%') {
        return &bare[..1];
    }
    &bare[..bare.find(|c: char| !c.is_alphabetic()).unwrap_or(bare.len())]
}

fn between<'t>(text: &'t str, a: &Quantity<'_>, b: &Quantity<'_>) -> &'t str {
    &text[a.at.1..b.at.0]
}

/// Words alone, and few of them.
fn is_near(gap: &str) -> bool {
    gap.chars().count() <= NEAR && gap.chars().all(|c| c.is_alphabetic() || c == ' ')
}

fn is_equal(gap: &str) -> bool {
    let sides = gap.split_once(['=', '＝']);
    sides.is_some_and(|(left, right)| is_near(left.trim_end_matches(')')) && is_near(right))
}

fn multiplied(text: &str, a: &Quantity<'_>, b: &Quantity<'_>) -> bool {
    let gap = between(text, a, b);
    let by_sign = gap.match_indices(TIMES).any(|(at, sign)| {
        let (left, right) = (&gap[..at], &gap[at + sign.len()..]);
        let in_word = sign.starts_with(char::is_alphabetic)
            && (left.ends_with(|c: char| c.is_ascii_alphabetic())
                || right.starts_with(|c: char| c.is_ascii_alphabetic()));
        !in_word && is_near(left) && is_near(right)
    });
    let front = gap.trim_end_matches(['약', ' ']);
    let each = is_near(gap) && front.ends_with('씩');
    let behind: String = text[b.at.1..].chars().take(NEAR).take_while(|c| c.is_alphabetic() || *c == ' ').collect();
    let by_word = is_near(gap) && front.ends_with(['에', '다']) && behind.contains('곱');
    by_sign || each || by_word
}

/// Whether a quantity is said to be worth the won behind it.
fn links(text: &str, of: &Quantity<'_>, won: &Quantity<'_>) -> bool {
    let gap = between(text, of, won);
    let front = gap.trim_end_matches(['약', ' ']);
    is_equal(gap) || (is_near(gap) && front.ends_with(['당', '는', '은']) && !front.contains(' ') && !front.is_empty())
}

/// What is counted, where a gap says that the second is a part of the first.
fn noun<'t>(text: &'t str, whole: &Quantity<'t>, part: &Quantity<'t>) -> Option<&'t str> {
    let counter = counter(whole).filter(|own| self::counter(part) == Some(own))?;
    let gap = between(text, whole, part).trim();
    if !is_near(gap) {
        return None;
    }
    let among = ["가운데", "중에서", "중에", "중"].into_iter().find_map(|word| {
        let (front, behind) = gap.rsplit_once(word)?;
        let ends = behind.is_empty() || behind.starts_with(' ');
        (ends && (front.ends_with(' ') || front.ends_with(counter))).then_some(front.trim_end())
    })?;
    let named = among.strip_prefix(counter)?.trim_start_matches(|c: char| c != ' ').trim();
    if ONGOING.iter().any(|word| named.ends_with(word)) {
        return None;
    }
    if !named.is_empty() {
        return Some(named);
    }
    let before = text[..whole.at.0].trim_end();
    let front = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    Some(if WHOLE.contains(&front) { "" } else { front })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn factors(text: &str) -> Vec<Vec<String>> {
        let of = |product: Product<'_>| {
            let result =
                product.result.iter().map(|result| format!("={}", result.value.normalize())).collect::<Vec<_>>();
            product.factors.iter().map(|factor| factor.value.normalize().to_string()).chain(result).collect()
        };
        products(text).into_iter().map(of).collect()
    }

    #[test]
    fn products_are_read_where_a_sign_or_a_word_makes_them() {
        for (text, expected) in [
            ("5,000원 × 326,000명", vec![vec!["5000", "326000"]]),
            ("5,000원×326,000명=1,630,000,000원", vec![vec!["5000", "326000", "=1630000000"]]),
            ("정가 6,500원에 4,800만 명을 곱한 값", vec![vec!["6500", "48000000"]]),
            ("1인 5천 원씩 32만 6천 명에게 지급", vec![vec!["5000", "326000"]]),
            ("300원 x 24시간 * 10건", vec![vec!["300", "24", "10"]]),
            ("5,000원을 지급. 326,000명이 받음", vec![]),
            ("제33조 × 제2항, box 3 xbox 4", vec![]),
            ("2022-10-15 15:30 × ", vec![]),
        ] {
            assert_eq!(factors(text), expected, "{text}");
        }
    }

    #[test]
    fn rates_say_what_one_is_worth() {
        let of = |text| {
            let rates: Vec<String> =
                rates(text).iter().map(|rate| format!("{} {} {}", rate.quantity, rate.unit, rate.won.value)).collect();
            rates
        };
        assert_eq!(of("1캐시 = 1원"), ["1 캐시 1"]);
        assert_eq!(of("1,000포인트당 10원"), ["1000 포인트당 10"]);
        assert_eq!(of("1인당 5,000원"), ["1 인당 5000"]);
        assert_eq!(of("건당 5,000원"), ["1 건 5000"]);
        assert_eq!(of("1캐시는 1원으로 봄"), ["1 캐시는 1"]);
        assert_eq!(of("정가 2,500원"), Vec::<String>::new());
        assert_eq!(of("정가 6,500원에 4,800만 명을 곱한 값"), Vec::<String>::new());
    }

    #[test]
    fn parts_of_a_whole_name_what_is_counted() {
        let of = |text| {
            let parts: Vec<String> = parts(text)
                .iter()
                .map(|part| {
                    let share = part.share.as_ref().map(|share| format!(" {}%", share.value)).unwrap_or_default();
                    format!("{} {} {}{share}", part.whole.value, part.noun, part.part.value)
                })
                .collect();
            parts
        };
        assert_eq!(of("647개 시스템 중 47개(7.3%) 복구"), ["647 시스템 47 7.3%"]);
        assert_eq!(of("전체 709개 시스템 가운데 193개가 정상화됨"), ["709 시스템 193"]);
        assert_eq!(of("시스템 709개 중 193개"), ["709 시스템 193"]);
        assert_eq!(of("총 709개중 193개"), ["709  193"]);
        assert_eq!(of("접수 1,254건 중 45건을 처리"), ["1254 접수 45"]);
        assert_eq!(of("3개 서비스 복구 중 2개 기능이 멈춤"), Vec::<String>::new());
        assert_eq!(of("13개 서비스가 멈춤. 이 중 4개가 복구됨"), Vec::<String>::new());
        assert_eq!(of("10월 15일 중 3시간"), Vec::<String>::new());
    }

    #[test]
    fn an_estimate_in_a_text_is_one() {
        let all: Vec<Certainty> = quantities("약 5,000원, 100여 명, 3건").iter().map(|found| found.certainty).collect();
        assert_eq!(all, [Certainty::Estimate, Certainty::Estimate, Certainty::Exact]);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_fault(text in "[0-9,. 약개명원중×=당만억조%()가-힣a-z-]{0,60}") {
            let _ = (products(&text), rates(&text), parts(&text));
        }
    }
}
