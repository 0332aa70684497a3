//! Dates, times, durations and amounts as official documents print them (행정업무규정 제7조, 시행규칙 제2조).

use chrono::{Datelike, NaiveDate, Timelike};
use rust_decimal::{Decimal, RoundingStrategy};

use super::number::{grouped, hangul_number};
use crate::pack::Terms;
use crate::time::{AsOf, Elapsed, Moment};
use crate::value::{Certainty, Value, Within};

/// `2022. 10. 15.`
#[must_use]
pub fn date(date: NaiveDate) -> String {
    format!("{}. {}. {}.", date.year(), date.month(), date.day())
}

/// The day that a count stands for, with the time of it where one is stated.
#[must_use]
pub fn as_of(as_of: AsOf) -> String {
    as_of.moment().map_or_else(|| date(as_of.day()), moment)
}

/// `2022. 10. 15. 15:19`, with the zone when it is not Korea's.
#[must_use]
pub fn moment(moment: Moment) -> String {
    let local = moment.local();
    let clock = if local.second() == 0 {
        format!("{:02}:{:02}", local.hour(), local.minute())
    } else {
        format!("{:02}:{:02}:{:02}", local.hour(), local.minute(), local.second())
    };
    let text = format!("{} {clock}", date(local.date()));
    if moment.is_korean() { text } else { format!("{text}({})", &moment.to_string()[19..]) }
}

/// `127시간 33분`, `2,259시간 45분`; whole hours without minutes, under an hour without hours.
#[must_use]
pub fn duration(elapsed: Elapsed) -> String {
    let total = elapsed.as_seconds().unsigned_abs();
    let parts = [(total / 3600, "시간"), (total % 3600 / 60, "분"), (total % 60, "초")];
    let text: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| format!("{}{unit}", grouped(&(*count).into())))
        .collect();
    let sign = if elapsed.is_negative() { "-" } else { "" };
    if text.is_empty() { "0분".to_owned() } else { format!("{sign}{}", text.join(" ")) }
}

/// `금113,560원(금일십일만삼천오백육십원)`: an exact amount of whole won. Negative amounts keep their sign in both.
#[must_use]
pub fn amount_in_words(won: &Decimal) -> String {
    let sign = if won.is_sign_negative() && !won.is_zero() { "-" } else { "" };
    let whole = won.abs().trunc().to_string().parse::<u128>().unwrap_or(0);
    let words = hangul_number(whole);
    let minus = if sign.is_empty() { "" } else { "마이너스 " };
    format!("금{sign}{}원(금{minus}{words}원)", grouped(&won.abs()))
}

/// An estimate of won in large units, as people say it: `약 5,000만 원`, `약 275억 원`.
fn about_won(won: &Decimal) -> String {
    let (eok, man) = (Decimal::from(100_000_000), Decimal::from(10_000));
    let abs = won.abs();
    let text = if abs >= eok && (abs % eok).is_zero() {
        format!("{}억 원", grouped(&(won / eok)))
    } else if abs >= man && (abs % man).is_zero() {
        let rest = abs % eok;
        if abs > eok {
            format!("{}억 {}만 원", grouped(&(won / eok).trunc()), grouped(&(rest / man)))
        } else {
            format!("{}만 원", grouped(&(won / man)))
        }
    } else {
        format!("{}원", grouped(won))
    };
    format!("약 {text}")
}

/// A percentage to one decimal place, half away from zero: `17.1%`. A value stated to fewer places keeps them.
fn percent(share: &Decimal) -> String {
    let rounded = share.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero);
    format!("{}%", grouped(&rounded))
}

/// Bounds of a moment; the day alone where it was some time of a day.
fn between(within: Within) -> String {
    match (within.as_day(), within.after) {
        (Some(day), _) => date(day),
        (None, Some(after)) => {
            let (from, to, day) = (moment(after), moment(within.by), date(after.date()));
            // Of one day the second is its clock time alone.
            format!("{from} ~ {}", to.strip_prefix(&day).map_or(to.as_str(), str::trim_start))
        }
        (None, None) => format!("{} 이전", moment(within.by)),
    }
}

/// Any value in official style. `약` stands before an estimate; bounds print as `이상`/`이하`.
#[must_use]
pub fn value(value: &Value, certainty: Certainty, terms: &Terms) -> String {
    let text = match value {
        Value::Text(text) => text.clone(),
        Value::Code { list, code } => terms.ko(list, code).to_owned(),
        Value::Codes { list, codes } => codes.iter().map(|code| terms.ko(list, code)).collect::<Vec<_>>().join(", "),
        Value::Count(count) => grouped(&Decimal::from(*count)),
        Value::CountBetween { min, max } => {
            format!("{} ~ {}", grouped(&Decimal::from(*min)), grouped(&Decimal::from(*max)))
        }
        Value::Won(won) if certainty == Certainty::Estimate => return about_won(won),
        Value::Won(won) => format!("{}원", grouped(won)),
        Value::Amount { quantity, unit } if unit == "won" => {
            return self::value(&Value::Won(*quantity), certainty, terms);
        }
        Value::Amount { quantity, unit } => {
            let unit = if unit == "percent" { "%" } else { terms.ko("unit", unit) };
            format!("{}{unit}", grouped(quantity))
        }
        Value::Share(share) => percent(share),
        Value::Number(number) => grouped(&number.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)),
        Value::Moment(at) => moment(*at),
        Value::MomentBetween { after, by } => between(Within { after: *after, by: *by }),
        Value::Date(day) => date(*day),
        Value::Duration(elapsed) => duration(*elapsed),
        Value::DurationBetween { min: Some(min), max } => format!("{} ~ {}", duration(*min), duration(*max)),
        Value::DurationBetween { min: None, max } => format!("{} 이하", duration(*max)),
        Value::Flag(flag) => if *flag { "예" } else { "아니요" }.to_owned(),
    };
    match certainty {
        Certainty::Exact => text,
        Certainty::Estimate => format!("약 {text}"),
    }
}

/// The item mark of a depth and position, both from 0: `1.` `가.` `1)` `가)` `(1)` `(가)` `①` `㉮`.
///
/// 가, 나, 다 … goes on with 거, 너 … after 하, as the rule's own examples do.
#[must_use]
pub fn item_mark(depth: usize, position: usize) -> String {
    const SYLLABLES: &str = "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허고노도로모보소오조초코토포호";
    let number = position + 1;
    let syllable = SYLLABLES.chars().nth(position).map_or_else(|| number.to_string(), |c| c.to_string());
    let circled = |base: u32, limit: usize| {
        u32::try_from(position)
            .ok()
            .filter(|_| position < limit)
            .and_then(|offset| char::from_u32(base + offset))
            .map_or_else(|| format!("({number})"), |c| c.to_string())
    };
    match depth {
        0 => format!("{number}."),
        1 => format!("{syllable}."),
        2 => format!("{number})"),
        3 => format!("{syllable})"),
        4 => format!("({number})"),
        5 => format!("({syllable})"),
        6 => circled(0x2460, 20),
        _ => circled(0x326E, 14),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_follow_the_rule_of_official_documents() {
        assert_eq!(amount_in_words(&Decimal::from(113_560)), "금113,560원(금일십일만삼천오백육십원)");
    }

    #[test]
    fn an_estimate_is_not_spelled_as_if_it_were_exact() {
        assert_eq!(about_won(&Decimal::from(50_000_000)), "약 5,000만 원");
        assert_eq!(about_won(&Decimal::from(27_500_000_000_i64)), "약 275억 원");
        assert_eq!(about_won(&Decimal::from(312_050_000_000_i64)), "약 3,120억 5,000만 원");
    }

    #[test]
    fn durations_leave_out_what_is_zero() {
        let texts: Vec<String> = [7653, 7650, 60, 15, 0].into_iter().map(|m| duration(Elapsed::minutes(m))).collect();
        assert_eq!(texts, ["127시간 33분", "127시간 30분", "1시간", "15분", "0분"]);
    }

    #[test]
    fn long_durations_stand_in_threes_as_other_numbers_do() {
        assert_eq!(duration(Elapsed::minutes(135_585)), "2,259시간 45분");
        assert_eq!(duration(Elapsed::minutes(-60_000)), "-1,000시간");
    }

    #[test]
    fn item_marks_go_through_the_eight_steps() {
        let marks: Vec<String> = (0..8).map(|depth| item_mark(depth, 1)).collect();
        assert_eq!(marks, ["2.", "나.", "2)", "나)", "(2)", "(나)", "②", "㉯"]);
        assert_eq!(item_mark(1, 14), "거.");
    }

    #[test]
    fn shares_round_half_away_from_zero() {
        assert_eq!(percent(&"82.951".parse().expect("a decimal")), "83%");
        assert_eq!(percent(&"17.1087".parse().expect("a decimal")), "17.1%");
    }
}
