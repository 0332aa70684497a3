//! Reference periods (기준 기간): which one the law counts a value over, and what a cell says about the one entered.

use chrono::{Datelike, NaiveDate};

use crate::pack::Window;

/// Days from the first to the last, both counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReferenceSpan {
    pub first: NaiveDate,
    pub last: NaiveDate,
}

impl ReferenceSpan {
    /// Whole months of a year, both counted.
    fn months(year: i32, first: u32, last: u32) -> Option<Self> {
        let start = NaiveDate::from_ymd_opt(year, first, 1)?;
        let after = if last == 12 { (year + 1, 1) } else { (year, last + 1) };
        Some(Self { first: start, last: NaiveDate::from_ymd_opt(after.0, after.1, 1)?.pred_opt()? })
    }
}

/// The period that the law counts, seen from the day of the matter.
#[must_use]
pub fn counted(window: Window, day: NaiveDate) -> Option<ReferenceSpan> {
    let first = match window {
        Window::PreviousYearLastThreeMonths => 10,
        Window::PreviousYear => 1,
    };
    ReferenceSpan::months(day.year() - 1, first, 12)
}

/// One end of a period as written.
#[derive(Debug, Clone, Copy, Default)]
struct SpanEnd {
    year: Option<i32>,
    /// Months it stands for: a quarter and a half year are several.
    months: Option<(u32, u32)>,
    day: Option<u32>,
}

/// A period as people write it: `2021-10 ~ 2021-12`, `2021. 10. ~ 12.`, `2021년 10월 ~ 12월`, `2021년 4분기`, `2021년`.
/// `None` for what cannot be read.
#[must_use]
pub fn read(text: &str) -> Option<ReferenceSpan> {
    let bare: String = text.split('(').next().unwrap_or(text).to_lowercase().replace("까지", "");
    let bare = ["부터", "∼", "–", "—", " - ", " to "].iter().fold(bare, |text, sign| text.replace(sign, "~"));
    let mut ends = bare.split('~').map(str::trim).filter(|part| !part.is_empty());
    let (first, second) = (ends.next()?, ends.next());
    if ends.next().is_some() {
        return None;
    }
    let from = end(first, None)?;
    let to = match second {
        Some(text) => end(text, Some(from))?,
        None => from,
    };
    let year = from.year?;
    let start = ReferenceSpan::months(
        year,
        from.months.map_or(1, |months| months.0),
        from.months.map_or(12, |months| months.1),
    )?;
    let until = to.year.unwrap_or(year);
    let end =
        ReferenceSpan::months(until, to.months.map_or(1, |months| months.0), to.months.map_or(12, |months| months.1))?;
    let first = from.day.map_or(Some(start.first), |day| start.first.with_day(day))?;
    let last = to.day.map_or(Some(end.last), |day| end.first.with_day(day))?;
    (first <= last).then_some(ReferenceSpan { first, last })
}

/// Words that say nothing about the period.
const IDLE: [&str; 10] = ["년", "월", "일", "기준", "평균", "하루", "연간", "일평균", "말", "전체"];

/// Numbers with the word behind each; `None` for a word that is not understood.
fn words(text: &str) -> Option<(Vec<u32>, String)> {
    let (mut numbers, mut word, mut kept) = (Vec::new(), String::new(), String::new());
    let mut number = String::new();
    for c in text.chars().chain([' ']) {
        if c.is_ascii_digit() {
            number.push(c);
        } else if !number.is_empty() {
            numbers.push(number.parse().ok()?);
            number.clear();
        }
        if c.is_alphabetic() {
            word.push(c);
        } else if !word.is_empty() {
            if !IDLE.contains(&word.as_str()) {
                kept.push_str(&word);
            }
            word.clear();
        }
    }
    Some((numbers, kept))
}

fn end(text: &str, before: Option<SpanEnd>) -> Option<SpanEnd> {
    let (numbers, word) = words(text)?;
    let has_year = numbers.first().is_some_and(|number| *number >= 1900);
    let year = if has_year { i32::try_from(*numbers.first()?).ok() } else { before.and_then(|before| before.year) };
    let rest = if has_year { &numbers[1..] } else { &numbers[..] };
    let several = match (word.as_str(), rest) {
        ("", _) => None,
        // `4분기` and `4/4분기`.
        ("분기" | "q", [.., quarter @ 1..=4]) => Some((quarter * 3 - 2, quarter * 3)),
        ("상반기", []) => Some((1, 6)),
        ("하반기", []) => Some((7, 12)),
        _ => return None,
    };
    if several.is_some() {
        return Some(SpanEnd { year, months: several, day: None });
    }
    let month = |month: u32| (1..=12).contains(&month).then_some((month, month));
    // A lone number behind a whole date is a day of its month.
    let of_month = before.filter(|before| before.day.is_some()).and_then(|before| before.months);
    match *rest {
        [] if has_year => Some(SpanEnd { year, months: None, day: None }),
        [only] if of_month.is_some() && !has_year => Some(SpanEnd { year, months: of_month, day: Some(only) }),
        [only] => Some(SpanEnd { year, months: Some(month(only)?), day: None }),
        [first, day] => Some(SpanEnd { year, months: Some(month(first)?), day: Some(day) }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(text: &str) -> Option<String> {
        read(text).map(|span| format!("{}..{}", span.first, span.last))
    }

    #[test]
    fn periods_as_people_write_them() {
        for text in [
            "2021-10 ~ 2021-12",
            "2021. 10. ~ 12.",
            "2021. 10. 1. ~ 12. 31.",
            "2021-10-01 ~ 2021-12-31",
            "2021년 10월 ~ 12월",
            "2021년 10월부터 12월까지",
            "2021년 4분기",
            "2021년 4/4분기",
            "2021 Q4",
            "2021년 4분기(10~12월) 하루 평균",
        ] {
            assert_eq!(said(text).as_deref(), Some("2021-10-01..2021-12-31"), "{text}");
        }
        for text in ["2021년", "2021", "2021년 연간", "2021-01 ~ 2021-12", "2021. 1. 1. ~ 2021. 12. 31."] {
            assert_eq!(said(text).as_deref(), Some("2021-01-01..2021-12-31"), "{text}");
        }
        assert_eq!(said("2022. 10. 14.").as_deref(), Some("2022-10-14..2022-10-14"));
        assert_eq!(said("2022. 10. 14. ~ 16.").as_deref(), Some("2022-10-14..2022-10-16"));
        assert_eq!(said("2021년 12월 ~ 2022년 2월").as_deref(), Some("2021-12-01..2022-02-28"));
    }

    #[test]
    fn what_cannot_be_read_is_not_guessed() {
        for text in [
            "",
            "작년 말",
            "최근 석 달",
            "10 ~ 12월",
            "2021-13",
            "2021-12 ~ 2021-10",
            "2021 ~ 2022 ~ 2023",
            "2021. 2. 30.",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }

    #[test]
    fn the_law_counts_the_year_before() {
        let day = NaiveDate::from_ymd_opt(2022, 1, 1).expect("a date");
        let quarter = counted(Window::PreviousYearLastThreeMonths, day).expect("a period");
        assert_eq!(Some(quarter), read("2021년 4분기"));
        assert_eq!(counted(Window::PreviousYear, day), read("2021년"));
    }

    proptest! {
        #[test]
        fn nothing_typed_makes_it_panic(text in "\\PC{0,24}") {
            let _ = read(&text);
        }
    }
}
