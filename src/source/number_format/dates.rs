//! A date or a time as a section of a format shows it.

use chrono::{Datelike, NaiveDateTime, Timelike};

use super::parse::{FormatSection, FormatToken, Token};
use crate::source::cell::Serial;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const KOREAN_DAYS: [&str; 7] = ["일", "월", "화", "수", "목", "금", "토"];

/// A number of days as the section shows it; nothing outside the calendar.
pub(super) fn show(section: &FormatSection, serial: Serial) -> String {
    let places = section.tokens.iter().find_map(|token| match token {
        Token::Fraction(places) => Some(*places),
        _ => None,
    });
    let parts = 10_i64.pow(u32::try_from(places.unwrap_or(0).min(3)).unwrap_or(0));
    let is_negative = section.counts_on() && serial.days < 0.0;
    let days = if is_negative { -serial.days } else { serial.days };
    let Some(all) = Serial { days, ..serial }.parts(parts) else { return String::new() };
    let (seconds, fraction) = (all / parts, all % parts);
    let whole = seconds.div_euclid(86_400);
    #[allow(clippy::cast_precision_loss, reason = "whole days of a calendar")]
    let day = Serial { days: whole as f64, ..serial }.date_time();
    let at = day.and_then(|day| day.checked_add_signed(chrono::TimeDelta::seconds(seconds.rem_euclid(86_400))));
    let Some(at) = at else { return String::new() };
    let half = section.tokens.iter().any(|token| matches!(token, Token::Half(_)));
    let mut shown = if is_negative { "-".to_owned() } else { String::new() };
    for token in &section.tokens {
        match token {
            Token::Date(part, count) => shown += &dated(*part, *count, at, half, section.is_korean),
            Token::Elapsed(part, width) => {
                let unit = match part {
                    FormatToken::Hour => 3_600,
                    FormatToken::Minute => 60,
                    _ => 1,
                };
                shown += &format!("{:0width$}", seconds / unit);
            }
            Token::Fraction(places) => shown += &format!(".{fraction:0width$}", width = (*places).min(3)),
            Token::Half(is_short) => {
                shown += match (at.hour() < 12, is_short, section.is_korean) {
                    (true, true, _) => "a",
                    (false, true, _) => "p",
                    (true, _, true) => "오전",
                    (false, _, true) => "오후",
                    (true, ..) => "AM",
                    (false, ..) => "PM",
                };
            }
            Token::Literal(text) | Token::Currency(text) => shown += text,
            Token::Space => shown.push(' '),
            Token::Slash => shown.push('/'),
            Token::Comma => shown.push(','),
            Token::Point => shown.push('.'),
            Token::Percent => shown.push('%'),
            Token::Digit(_) | Token::Exponent(_) | Token::General | Token::At => {}
        }
    }
    shown
}

fn dated(part: FormatToken, count: usize, at: NaiveDateTime, half: bool, korean: bool) -> String {
    let number = |number: u32| if count >= 2 { format!("{number:02}") } else { number.to_string() };
    let weekday = at.weekday().num_days_from_sunday() as usize;
    match part {
        FormatToken::Year if count <= 2 => format!("{:02}", at.year().rem_euclid(100)),
        FormatToken::Year => format!("{:04}", at.year()),
        FormatToken::Month if count >= 3 && korean => format!("{}월", at.month()),
        FormatToken::Month if count >= 3 => {
            let name = MONTHS[at.month0() as usize];
            match count {
                3 => name[..3].to_owned(),
                4 => name.to_owned(),
                _ => name[..1].to_owned(),
            }
        }
        FormatToken::Month => number(at.month()),
        FormatToken::Day if count == 3 && korean => KOREAN_DAYS[weekday].to_owned(),
        FormatToken::Day if count > 3 && korean => format!("{}요일", KOREAN_DAYS[weekday]),
        FormatToken::Day if count == 3 => DAYS[weekday][..3].to_owned(),
        FormatToken::Day if count > 3 => DAYS[weekday].to_owned(),
        FormatToken::Day => number(at.day()),
        // Letters that only East Asian programs write.
        FormatToken::Weekday if count == 3 => KOREAN_DAYS[weekday].to_owned(),
        FormatToken::Weekday => format!("{}요일", KOREAN_DAYS[weekday]),
        FormatToken::Hour if half => number(at.hour12().1),
        FormatToken::Hour => number(at.hour()),
        FormatToken::Minute => number(at.minute()),
        FormatToken::Second => number(at.second()),
        FormatToken::Era => String::new(),
    }
}
