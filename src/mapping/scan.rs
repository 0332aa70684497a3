//! Reads a written date from left to right: digits, marks and words. Time of day and zone stand in [`super::clock`],
//! tests with [`super::when`].

use chrono::{Datelike, NaiveDate};

use super::date_order::{DateForm, DateOrder};
use super::problem::Problem;

/// Years that a case may speak of; anything else is a slip.
pub(super) const YEARS: std::ops::RangeInclusive<i32> = 1980..=2100;

/// What a text can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DateReadings<T> {
    One(T),
    /// Every reading that the calendar allows, at least one. Which one was meant is not for us to say.
    Several(Vec<T>),
}

impl<T: Copy> DateReadings<T> {
    /// The readings, one or many.
    pub(super) fn all(&self) -> &[T] {
        match self {
            Self::One(only) => std::slice::from_ref(only),
            Self::Several(all) => all,
        }
    }

    pub(super) fn map<U>(self, convert: impl Fn(T) -> U) -> DateReadings<U> {
        match self {
            Self::One(only) => DateReadings::One(convert(only)),
            Self::Several(all) => DateReadings::Several(all.into_iter().map(convert).collect()),
        }
    }
}

/// One of the three parts of a date as written.
#[derive(Debug, Clone, Copy)]
struct DateComponent {
    value: u32,
    digits: usize,
}

/// Eight digits as a date.
pub(super) fn compact_date(digits: &str) -> Option<NaiveDate> {
    let part = |range: std::ops::Range<usize>| digits.get(range)?.parse::<u32>().ok();
    NaiveDate::from_ymd_opt(part(0..4)?.try_into().ok()?, part(4..6)?, part(6..8)?)
}

/// Reads a text from left to right.
pub(super) struct DateScan<'a> {
    pub rest: &'a str,
    pub form: DateForm,
}

impl<'a> DateScan<'a> {
    pub(super) fn spaces(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// Digits at the front.
    pub(super) fn digits(&mut self) -> Option<&'a str> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!digits.is_empty()).then_some(digits)
    }

    /// One or two digits at the front.
    pub(super) fn small(&mut self) -> Option<u32> {
        self.digits().filter(|digits| digits.len() <= 2).and_then(|digits| digits.parse().ok())
    }

    pub(super) fn eat(&mut self, word: &str) -> bool {
        match self.rest.strip_prefix(word) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// A separator after a part of a date: the mark or the unit, with spaces around it.
    fn separator(&mut self, unit: &str) -> bool {
        self.spaces();
        let found = [".", "-", "/", unit].iter().any(|mark| self.eat(mark));
        self.spaces();
        found
    }

    pub(super) fn date(&mut self) -> Result<DateReadings<NaiveDate>, Problem> {
        let before = self.weekday();
        // '22. 10. 15. is how offices write a year of two digits.
        let marked = ["'", "’", "‘", "`"].iter().any(|mark| self.eat(mark));
        if let Some(month) = self.month_name() {
            return on_weekday(self.month_first(month)?, before);
        }
        let first = self.digits().ok_or(Problem::NotADate)?;
        let days = match first.len() {
            8 if !marked => compact_date(first).map(DateReadings::One),
            // 202210151519: digits of the time follow at once and are given back to the clock.
            12 | 14 if !marked => return self.compact(first),
            6 if !marked => self.six(first),
            4 if !marked => {
                let year = first.parse().map_err(|_| Problem::NotADate)?;
                self.month_and_day()
                    .and_then(|(month, day)| NaiveDate::from_ymd_opt(year, month, day))
                    .map(DateReadings::One)
            }
            2 if marked || self.rest.trim_start().starts_with('년') => {
                let year = first.parse().map_err(|_| Problem::NotADate)?;
                self.month_and_day().and_then(|(month, day)| one_or_several(self.of_years(year, month, day)))
            }
            1 | 2 if !marked => self.open(part(first)?)?,
            _ => None,
        };
        let behind = self.weekday();
        on_weekday(checked(days)?, before.or(behind))
    }

    /// The month and day after a year; the final mark goes with them.
    fn month_and_day(&mut self) -> Option<(u32, u32)> {
        let month = self.separator("년").then(|| self.month_name().or_else(|| self.small())).flatten();
        let day = self.separator("월").then(|| self.small()).flatten();
        self.spaces();
        let _ = self.eat("일") || self.eat(".");
        month.zip(day)
    }

    /// A date that does not start with its year.
    fn open(&mut self, first: DateComponent) -> Result<Option<DateReadings<NaiveDate>>, Problem> {
        if !self.separator("월") {
            let is_word = self.rest.starts_with(|c: char| c.is_ascii_alphabetic());
            return if is_word { self.day_first(first) } else { Ok(None) };
        }
        if let Some(month) = self.month_name() {
            let _ = self.separator(",");
            return self.named(month, first);
        }
        let Some(second) = self.digits().and_then(|digits| part(digits).ok()) else { return Ok(None) };
        let before = self.rest;
        let third = self.separator(".").then(|| self.digits()).flatten().and_then(|digits| part(digits).ok());
        let Some(third) = third.filter(|_| !self.rest.starts_with(':')) else {
            // 10월 15일 15:19, 10. 15. 15:19
            self.rest = before;
            let is_day = (1..=12).contains(&first.value) && (1..=31).contains(&second.value);
            return if is_day { Err(Problem::NoYear) } else { Ok(None) };
        };
        let _ = self.eat(".");
        Ok(self.ordered([first, second, third]))
    }

    /// `221015`.
    fn six(&mut self, digits: &str) -> Option<DateReadings<NaiveDate>> {
        let parts = [part(digits.get(0..2)?), part(digits.get(2..4)?), part(digits.get(4..6)?)];
        let [Ok(first), Ok(second), Ok(third)] = parts else { return None };
        self.ordered([first, second, third])
    }

    /// Three numbers in the order that is settled, else in every order.
    fn ordered(&self, parts: [DateComponent; 3]) -> Option<DateReadings<NaiveDate>> {
        let orders: &[DateOrder] = match self.form.order {
            Some(DateOrder::Ymd) => &[DateOrder::Ymd],
            Some(DateOrder::Dmy) => &[DateOrder::Dmy],
            Some(DateOrder::Mdy) => &[DateOrder::Mdy],
            None => &[DateOrder::Ymd, DateOrder::Dmy, DateOrder::Mdy],
        };
        let mut days = Vec::new();
        let mut is_open = false;
        for order in orders {
            let [year, month, day] = order.sort(parts);
            if month.digits > 2 || day.digits > 2 || !matches!(year.digits, 2 | 4) {
                continue;
            }
            let of_order = match year.digits {
                4 => i32::try_from(year.value)
                    .ok()
                    .and_then(|year| ymd(year, month.value, day.value))
                    .into_iter()
                    .collect(),
                _ => self.of_years(year.value, month.value, day.value),
            };
            // An order that the calendar rules out in this cell may be the right one in the next.
            is_open |= of_order.is_empty();
            days.extend(of_order.into_iter().filter(|day| !days.contains(day)).collect::<Vec<_>>());
        }
        match days.as_slice() {
            [] => None,
            // A day above twelve beside a year of four digits leaves one order.
            [only] if self.form.order.is_some() || !is_open || parts.iter().any(|part| part.digits == 4) => {
                Some(DateReadings::One(*only))
            }
            _ => Some(DateReadings::Several(days)),
        }
    }

    /// The days of a year of two digits.
    fn of_years(&self, year: u32, month: u32, day: u32) -> Vec<NaiveDate> {
        let year = i32::try_from(year).unwrap_or(i32::MAX);
        let centuries = self.form.century.map_or(vec![1900, 2000], |century| vec![i32::from(century)]);
        centuries.into_iter().filter_map(|century| ymd(century.checked_add(year)?, month, day)).collect()
    }

    /// A day and a year around the name of a month: `15-Oct-2022`, `15 Oct 22`.
    fn named(&mut self, month: u32, first: DateComponent) -> Result<Option<DateReadings<NaiveDate>>, Problem> {
        let last = part(self.digits().ok_or(Problem::NoYear)?)?;
        if self.rest.starts_with(':') {
            return Err(Problem::NoYear);
        }
        let day_first = self.year(last, month, first);
        let year_first = if last.digits <= 2 && first.digits == 2 { self.year(first, month, last) } else { Vec::new() };
        let days = match self.form.order {
            Some(DateOrder::Dmy | DateOrder::Mdy) => day_first,
            // 28/Sep/26: nobody writes the year before the name of a month and the day behind it.
            None if !day_first.is_empty() => day_first,
            Some(DateOrder::Ymd) | None => year_first,
        };
        Ok(one_or_several(days))
    }

    fn year(&self, year: DateComponent, month: u32, day: DateComponent) -> Vec<NaiveDate> {
        match year.digits {
            4 => i32::try_from(year.value).ok().and_then(|year| ymd(year, month, day.value)).into_iter().collect(),
            2 => self.of_years(year.value, month, day.value),
            _ => Vec::new(),
        }
    }

    /// `15 Oct 2022`.
    fn day_first(&mut self, day: DateComponent) -> Result<Option<DateReadings<NaiveDate>>, Problem> {
        let month = self.month_name().ok_or(Problem::NotADate)?;
        let _ = self.separator(",");
        self.named(month, day)
    }

    /// `Oct 15, 2022`, `October 15 2022`.
    fn month_first(&mut self, month: u32) -> Result<DateReadings<NaiveDate>, Problem> {
        self.spaces();
        let day = part(self.digits().ok_or(Problem::NotADate)?)?;
        for ending in ["st", "nd", "rd", "th"] {
            let _ = self.eat(ending);
        }
        let _ = self.separator(",");
        let year = part(self.digits().ok_or(Problem::NoYear)?)?;
        if self.rest.starts_with(':') {
            return Err(Problem::NoYear);
        }
        checked(one_or_several(self.year(year, month, day)))
    }

    /// An English month, whole or cut to three letters.
    fn month_name(&mut self) -> Option<u32> {
        const NAMES: [&str; 12] = [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ];
        let end = self.rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(self.rest.len());
        let word = &self.rest[..end];
        let is_named = |name: &&str| {
            *name == word || (word.len() == 3 && name.starts_with(word)) || (word == "sept" && **name == *"september")
        };
        let month = NAMES.iter().position(is_named)?;
        self.rest = &self.rest[end..];
        let _ = self.eat(".");
        u32::try_from(month + 1).ok()
    }

    fn compact(&mut self, digits: &'a str) -> Result<DateReadings<NaiveDate>, Problem> {
        let time = &digits[8..];
        let fits = time.as_bytes().chunks(2).zip([24, 59, 59]).all(|(part, limit)| {
            std::str::from_utf8(part).ok().and_then(|part| part.parse::<u32>().ok()).is_some_and(|part| part <= limit)
        });
        if !fits || !self.rest.trim().is_empty() {
            return Err(Problem::NotADate);
        }
        self.rest = time;
        checked(compact_date(digits).map(DateReadings::One))
    }

    /// `(토)`, `토요일`, `Sat,`; its number from Monday, where one is named.
    fn weekday(&mut self) -> Option<u32> {
        const ENGLISH: [&str; 14] = [
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
            "mon",
            "tue",
            "wed",
            "thu",
            "fri",
            "sat",
            "sun",
        ];
        self.spaces();
        let before = self.rest;
        let bracket = self.eat("(");
        let place = ["월", "화", "수", "목", "금", "토", "일"].iter().position(|day| self.eat(day));
        let korean = place.is_some();
        let english = if korean { None } else { ENGLISH.iter().position(|day| self.eat(day)).map(|place| place % 7) };
        let word = (korean && self.eat("요일")) || english.is_some();
        let closed = (korean || word) && bracket && self.eat(")");
        let is_named = closed || (word && !bracket);
        if is_named {
            let _ = self.eat(",");
        } else {
            self.rest = before;
        }
        self.spaces();
        place.or(english).filter(|_| is_named).and_then(|place| u32::try_from(place).ok())
    }
}

/// A date whose day of the week is named is on that day; one that is not says two things at once, and is none.
fn on_weekday(days: DateReadings<NaiveDate>, weekday: Option<u32>) -> Result<DateReadings<NaiveDate>, Problem> {
    let Some(weekday) = weekday else { return Ok(days) };
    let fit: Vec<_> =
        days.all().iter().copied().filter(|day| day.weekday().num_days_from_monday() == weekday).collect();
    match fit.as_slice() {
        [] => Err(Problem::NotADate),
        [day] => Ok(DateReadings::One(*day)),
        _ => Ok(DateReadings::Several(fit)),
    }
}

fn part(digits: &str) -> Result<DateComponent, Problem> {
    let value = digits.parse().map_err(|_| Problem::NotADate)?;
    Ok(DateComponent { value, digits: digits.len() })
}

fn ymd(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    YEARS.contains(&year).then(|| NaiveDate::from_ymd_opt(year, month, day)).flatten()
}

fn one_or_several(days: Vec<NaiveDate>) -> Option<DateReadings<NaiveDate>> {
    match days.as_slice() {
        [] => None,
        [only] => Some(DateReadings::One(*only)),
        _ => Some(DateReadings::Several(days)),
    }
}

/// Only a day of the years that a case may speak of.
fn checked(days: Option<DateReadings<NaiveDate>>) -> Result<DateReadings<NaiveDate>, Problem> {
    days.filter(|days| days.all().iter().all(|day| YEARS.contains(&day.year()))).ok_or(Problem::NotADate)
}

impl DateOrder {
    /// Year, month and day of three parts written in this order.
    fn sort(self, [first, second, third]: [DateComponent; 3]) -> [DateComponent; 3] {
        match self {
            Self::Ymd => [first, second, third],
            Self::Dmy => [third, second, first],
            Self::Mdy => [third, first, second],
        }
    }
}
