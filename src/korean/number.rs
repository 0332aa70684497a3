//! Numbers: digits in groups of three, and amounts spelled in Hangul.

use rust_decimal::Decimal;

/// A number with separators: `105,116`, `-1,234.5`.
#[must_use]
pub fn grouped(number: &Decimal) -> String {
    let text = number.abs().normalize().to_string();
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let mut out = String::new();
    if number.is_sign_negative() && !number.is_zero() {
        out.push('-');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// A whole number in Hangul as amounts are spelled: every digit named, 일 included (`일십일만삼천오백육십`).
#[must_use]
pub fn hangul_number(number: u128) -> String {
    const DIGITS: [&str; 10] = ["", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"];
    const PLACES: [&str; 4] = ["", "십", "백", "천"];
    const GROUPS: [&str; 10] = ["", "만", "억", "조", "경", "해", "자", "양", "구", "간"];
    if number == 0 {
        return "영".to_owned();
    }
    let mut groups = Vec::new();
    let mut rest = number;
    for name in GROUPS {
        let group = usize::try_from(rest % 10_000).unwrap_or(0);
        rest /= 10_000;
        if group > 0 {
            let mut text = String::new();
            for place in (0..4_u32).rev() {
                let digit = group / 10_usize.pow(place) % 10;
                if digit > 0 {
                    text.push_str(DIGITS[digit]);
                    text.push_str(PLACES[place as usize]);
                }
            }
            text.push_str(name);
            groups.push(text);
        }
    }
    groups.reverse();
    groups.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stand_in_threes() {
        let numbers = ["0", "999", "1000", "105116", "-1234.50", "0.5"];
        let grouped: Vec<String> = numbers.iter().map(|n| grouped(&n.parse().expect("a decimal"))).collect();
        assert_eq!(grouped, ["0", "999", "1,000", "105,116", "-1,234.5", "0.5"]);
    }

    #[test]
    fn amounts_are_spelled_with_every_digit() {
        assert_eq!(hangul_number(113_560), "일십일만삼천오백육십");
        assert_eq!(hangul_number(50_000_000), "오천만");
        assert_eq!(hangul_number(100_000_001), "일억일");
        assert_eq!(hangul_number(0), "영");
    }
}
