//! Reads a written time of day and zone: `오후 3:19`, `15시 19분`, `1519`, `24:00`, `자정`, `+09:00`, `UTC+9`, `PDT`.
//! Tests stand with [`super::when`].

use chrono::FixedOffset;

use super::problem::Problem;
use super::scan::{DateReadings, DateScan};

const DAY: u32 = 86_400;

/// A word before or after the hours that says which half of the day they are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
    /// 새벽: after midnight.
    SmallHours,
    /// 낮: around noon.
    Midday,
    /// 저녁.
    Evening,
    /// 밤: before midnight, or after it.
    Night,
}

impl Half {
    const WORDS: [(&'static str, Self); 11] = [
        ("오전", Self::Morning),
        ("오후", Self::Afternoon),
        ("a.m.", Self::Morning),
        ("p.m.", Self::Afternoon),
        ("am", Self::Morning),
        ("pm", Self::Afternoon),
        ("새벽", Self::SmallHours),
        ("아침", Self::Morning),
        ("낮", Self::Midday),
        ("저녁", Self::Evening),
        ("밤", Self::Night),
    ];

    /// Hours since midnight that `hour` means; none when the word and the hour do not go together.
    fn hours(self, hour: u32) -> Option<DateReadings<u32>> {
        match (self, hour) {
            (Self::Morning | Self::SmallHours, 12) => Some(DateReadings::One(0)),
            (Self::Afternoon, 0..=11) | (Self::Midday, 1..=5) | (Self::Evening, 4..=11) | (Self::Night, 6..=11) => {
                Some(DateReadings::One(hour + 12))
            }
            (Self::Morning, 0..=11)
            | (Self::SmallHours, 0..=7)
            | (Self::Afternoon, 12..=23)
            | (Self::Midday, 11..=17)
            | (Self::Evening, 16..=23)
            | (Self::Night, 18..=23) => Some(DateReadings::One(hour)),
            // After a night's midnight the day that is written may be the old one or the new one.
            (Self::Night, 12) => Some(DateReadings::Several(vec![0, 24])),
            (Self::Night, 0..=4) => Some(DateReadings::Several(vec![hour, hour + 24])),
            _ => None,
        }
    }
}

impl DateScan<'_> {
    /// Seconds since midnight, up to 24:00; `None` when no time follows.
    pub(super) fn clock(&mut self) -> Result<Option<DateReadings<u32>>, Problem> {
        let _ = self.eat("t") || self.eat(",");
        self.spaces();
        // Sep 27, 2026 - 17:14
        let behind = ["- ", "– ", "— "].iter().find_map(|dash| self.rest.strip_prefix(dash)).map(str::trim_start);
        if let Some(behind) = behind.filter(|behind| behind.starts_with(|c: char| c.is_ascii_digit())) {
            self.rest = behind;
        }
        if self.eat("자정") {
            return Ok(Some(DateReadings::Several(vec![0, DAY])));
        }
        if self.eat("정오") {
            return Ok(Some(DateReadings::One(DAY / 2)));
        }
        let half = self.half();
        self.spaces();
        if !self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            return if half.is_none() { Ok(None) } else { Err(Problem::NotADate) };
        }
        let (hour, minute, second) = self.hour_minute_second().ok_or(Problem::NotADate)?;
        self.spaces();
        let half = half.or_else(|| self.half());
        let past = minute * 60 + second;
        let is_whole = hour < 24 || (hour == 24 && past == 0);
        if minute > 59 || second > 59 || !is_whole {
            return Err(Problem::NotADate);
        }
        let hours = half.map_or(Some(DateReadings::One(hour)), |half| half.hours(hour)).ok_or(Problem::NotADate)?;
        Ok(Some(hours.map(|hour| hour * 3600 + past)))
    }

    fn hour_minute_second(&mut self) -> Option<(u32, u32, u32)> {
        let digits = self.digits()?;
        if digits.len() == 4 || digits.len() == 6 {
            let part = |range: std::ops::Range<usize>| digits.get(range).map_or(Some(0), |part| part.parse().ok());
            return Some((part(0..2)?, part(2..4)?, part(4..6)?));
        }
        let hour = digits.parse().ok().filter(|_| digits.len() <= 2)?;
        self.spaces();
        let by_word = self.eat("시");
        if !by_word && !self.eat(":") {
            return None;
        }
        self.spaces();
        if by_word && self.eat("반") {
            return Some((hour, 30, 0));
        }
        if by_word && !self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            return Some((hour, 0, 0));
        }
        let minute = self.small()?;
        self.spaces();
        let minute_word = self.eat("분");
        if minute_word {
            self.spaces();
        }
        if !(minute_word || self.eat(":")) || !self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            return Some((hour, minute, 0));
        }
        let second = self.small()?;
        self.spaces();
        let _ = self.eat("초");
        // Fractions of a second are below what a filing tells apart.
        if self.eat(".") || self.eat(",") {
            let _ = self.digits();
        }
        Some((hour, minute, second))
    }

    fn half(&mut self) -> Option<Half> {
        Half::WORDS.iter().find(|(word, _)| self.eat(word)).map(|(_, half)| *half)
    }

    /// `Z`, `KST`, `+09:00`, `UTC+9`, `(한국시각)`, `PDT`. `None` is Korea's. Letters that name several zones, such as
    /// `CST`, are not read.
    pub(super) fn zone(&mut self) -> Result<Option<FixedOffset>, Problem> {
        const KOREA: [&str; 6] = ["한국시간", "한국시각", "한국 시간", "한국 시각", "kst", "asia/seoul"];
        const ELSEWHERE: [(&str, i32); 6] =
            [("jst", 9), ("pst", -8), ("pdt", -7), ("est", -5), ("edt", -4), ("cet", 1)];
        self.spaces();
        let bracket = [("(", ")"), ("[", "]")].into_iter().find(|(open, _)| self.eat(open)).map(|(_, close)| close);
        let zone = if KOREA.iter().any(|word| self.eat(word)) {
            None
        } else if let Some((_, hours)) = ELSEWHERE.iter().find(|(word, _)| self.eat(word)) {
            FixedOffset::east_opt(hours * 3600)
        } else {
            let universal = ["utc", "gmt", "z"].iter().any(|word| self.eat(word));
            match self.offset()? {
                None if universal => FixedOffset::east_opt(0),
                offset => offset,
            }
        };
        if bracket.is_some_and(|close| !self.eat(close)) {
            return Err(Problem::NotADate);
        }
        // 2022-10-15T15:19+09:00[Asia/Seoul] says it twice.
        if self.eat("[") && !(KOREA.iter().any(|word| self.eat(word)) && self.eat("]")) {
            return Err(Problem::NotADate);
        }
        Ok(zone)
    }

    /// `+09:00`, `+0900`, `+09`, `-7`.
    fn offset(&mut self) -> Result<Option<FixedOffset>, Problem> {
        let sign = if self.eat("+") {
            1
        } else if self.eat("-") || self.eat("−") {
            -1
        } else {
            return Ok(None);
        };
        let digits = self.digits().ok_or(Problem::NotADate)?;
        let (hours, minutes) = match digits.len() {
            1 | 2 if self.eat(":") => (digits, self.digits().ok_or(Problem::NotADate)?),
            1 | 2 => (digits, "0"),
            4 => digits.split_at(2),
            _ => return Err(Problem::NotADate),
        };
        let number = |text: &str, limit: i32| text.parse::<i32>().ok().filter(|number| *number <= limit);
        let seconds =
            number(hours, 14).zip(number(minutes, 59)).map(|(hours, minutes)| sign * (hours * 3600 + minutes * 60));
        seconds.and_then(FixedOffset::east_opt).map(Some).ok_or(Problem::NotADate)
    }
}
