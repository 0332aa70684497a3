//! Reads a written date, time of day and zone from left to right. Tests stand with [`super::when`].

use chrono::{Datelike, FixedOffset, NaiveDate};

use super::problem::Problem;

/// Years that a case may speak of; anything else is a slip.
pub(super) const YEARS: std::ops::RangeInclusive<i32> = 1980..=2100;

/// Eight digits as a date.
pub(super) fn compact_date(digits: &str) -> Option<NaiveDate> {
    let part = |range: std::ops::Range<usize>| digits.get(range)?.parse::<u32>().ok();
    NaiveDate::from_ymd_opt(part(0..4)?.try_into().ok()?, part(4..6)?, part(6..8)?)
}

/// Reads a text from left to right.
pub(super) struct Scan<'a> {
    pub rest: &'a str,
}

impl<'a> Scan<'a> {
    fn spaces(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// Digits at the front.
    fn digits(&mut self) -> Option<&'a str> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!digits.is_empty()).then_some(digits)
    }

    /// One or two digits at the front.
    fn small(&mut self) -> Option<u32> {
        self.digits().filter(|digits| digits.len() <= 2).and_then(|digits| digits.parse().ok())
    }

    fn eat(&mut self, word: &str) -> bool {
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

    pub(super) fn date(&mut self) -> Result<NaiveDate, Problem> {
        let first = self.digits().ok_or(Problem::NotADate)?;
        let day = match first.len() {
            8 => compact_date(first),
            // 202210151519: digits of the time follow at once and are given back to the clock.
            12 | 14 => return self.compact(first),
            4 => {
                let year = first.parse().map_err(|_| Problem::NotADate)?;
                let month = self.separator("년").then(|| self.small()).flatten();
                let day = self.separator("월").then(|| self.small()).flatten();
                self.spaces();
                let _ = self.eat("일") || self.eat(".");
                month.zip(day).and_then(|(month, day)| NaiveDate::from_ymd_opt(year, month, day))
            }
            // Month first, day first, or a year of two digits: whoever wrote it knows, we do not.
            1 | 2 if self.separator("월") && self.small().is_some() => return Err(Problem::AmbiguousDate),
            _ => None,
        };
        self.weekday();
        day.filter(|day| YEARS.contains(&day.year())).ok_or(Problem::NotADate)
    }

    fn compact(&mut self, digits: &'a str) -> Result<NaiveDate, Problem> {
        let time = &digits[8..];
        let fits = time.as_bytes().chunks(2).zip([24, 59, 59]).all(|(part, limit)| {
            std::str::from_utf8(part).ok().and_then(|part| part.parse::<u32>().ok()).is_some_and(|part| part <= limit)
        });
        if !fits || !self.rest.trim().is_empty() {
            return Err(Problem::NotADate);
        }
        self.rest = time;
        compact_date(digits).filter(|day| YEARS.contains(&day.year())).ok_or(Problem::NotADate)
    }

    /// `(토)`, `토요일`.
    fn weekday(&mut self) {
        self.spaces();
        let before = self.rest;
        let bracket = self.eat("(");
        let known = ["월", "화", "수", "목", "금", "토", "일"].iter().any(|day| self.eat(day));
        let word = known && self.eat("요일");
        let closed = known && bracket && self.eat(")");
        if !(closed || (word && !bracket)) {
            self.rest = before;
        }
        self.spaces();
    }

    /// Seconds since midnight, up to 24:00; `None` when no time follows.
    pub(super) fn clock(&mut self) -> Result<Option<u32>, Problem> {
        let _ = self.eat("t") || self.eat(",");
        self.spaces();
        let half = self.half();
        self.spaces();
        if !self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            return if half.is_none() { Ok(None) } else { Err(Problem::NotADate) };
        }
        let (hour, minute, second) = self.hour_minute_second().ok_or(Problem::NotADate)?;
        self.spaces();
        let half = half.or_else(|| self.half());
        let hour = match half {
            Some(Half::Morning) if hour == 12 => 0,
            Some(Half::Morning) if hour > 12 => return Err(Problem::NotADate),
            Some(Half::Afternoon) if hour < 12 => hour + 12,
            _ => hour,
        };
        let seconds = hour * 3600 + minute * 60 + second;
        if minute > 59 || second > 59 || seconds > 24 * 3600 {
            return Err(Problem::NotADate);
        }
        Ok(Some(seconds))
    }

    fn hour_minute_second(&mut self) -> Option<(u32, u32, u32)> {
        let digits = self.digits()?;
        if digits.len() == 4 || digits.len() == 6 {
            let part = |range: std::ops::Range<usize>| digits.get(range).map_or(Some(0), |part| part.parse().ok());
            return Some((part(0..2)?, part(2..4)?, part(4..6)?));
        }
        let hour = digits.parse().ok().filter(|_| digits.len() <= 2)?;
        let by_word = self.eat("시");
        if !by_word && !self.eat(":") {
            return None;
        }
        self.spaces();
        if by_word && !self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            return Some((hour, 0, 0));
        }
        let minute = self.small()?;
        let minute_word = self.eat("분");
        if minute_word {
            self.spaces();
        }
        if !(minute_word || self.eat(":")) || !self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            return Some((hour, minute, 0));
        }
        let second = self.small()?;
        let _ = self.eat("초");
        // Fractions of a second are below what a filing tells apart.
        if self.eat(".") {
            let _ = self.digits();
        }
        Some((hour, minute, second))
    }

    fn half(&mut self) -> Option<Half> {
        const WORDS: [(&str, Half); 8] = [
            ("오전", Half::Morning),
            ("오후", Half::Afternoon),
            ("a.m.", Half::Morning),
            ("p.m.", Half::Afternoon),
            ("am", Half::Morning),
            ("pm", Half::Afternoon),
            ("새벽", Half::Morning),
            ("밤", Half::Afternoon),
        ];
        WORDS.iter().find(|(word, _)| self.eat(word)).map(|(_, half)| *half)
    }

    /// `Z`, `KST`, `+09:00`.
    pub(super) fn zone(&mut self) -> Result<Option<FixedOffset>, Problem> {
        self.spaces();
        if self.eat("z") || self.eat("utc") {
            return Ok(FixedOffset::east_opt(0));
        }
        if self.eat("kst") || self.eat("(kst)") {
            return Ok(None);
        }
        let sign = if self.eat("+") {
            1
        } else if self.eat("-") {
            -1
        } else {
            return Ok(None);
        };
        let digits = self.digits().ok_or(Problem::NotADate)?;
        let (hours, minutes) = match digits.len() {
            2 if self.eat(":") => (digits, self.digits().ok_or(Problem::NotADate)?),
            2 => (digits, "0"),
            4 => digits.split_at(2),
            _ => return Err(Problem::NotADate),
        };
        let number = |text: &str| text.parse::<i32>().ok().filter(|number| *number < 60);
        let seconds = number(hours).zip(number(minutes)).map(|(hours, minutes)| sign * (hours * 3600 + minutes * 60));
        seconds.and_then(FixedOffset::east_opt).map(Some).ok_or(Problem::NotADate)
    }
}

#[derive(Clone, Copy)]
enum Half {
    Morning,
    Afternoon,
}
