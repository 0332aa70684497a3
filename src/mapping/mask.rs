//! Personal data in text: what looks like a person's number, and quoting a cell without repeating it.

use super::names::narrow;

/// Longest quotation, in characters.
const LONGEST: usize = 40;

/// What a text seems to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Personal {
    /// 주민등록번호 or 외국인등록번호.
    Resident,
    Mobile,
    /// A line with an area code. Service numbers such as 1577-3357 are no one's own.
    Landline,
    Card,
    /// An account, where the text calls it one.
    Account,
    Mail,
}

/// The text as a message may quote it.
#[must_use]
pub fn quoted(text: &str) -> String {
    let masked = masked(text);
    let mut chars = masked.chars();
    let mut out: String = chars.by_ref().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if chars.next().is_some() {
        out.push('…');
    }
    out
}

/// The text with what looks like personal data replaced by asterisks of the same shape.
#[must_use]
pub fn masked(text: &str) -> String {
    let chars: Vec<char> = text.chars().map(narrow).collect();
    let mut out: Vec<char> = text.chars().collect();
    for (_, from, to) in numbers(&chars) {
        (from..to).filter(|at| chars[*at].is_ascii_digit()).for_each(|at| out[at] = '*');
    }
    for (from, at, to) in mails(&chars) {
        out[from..at].fill('*');
        out[at + 1..to].fill('*');
    }
    out.into_iter().collect()
}

/// The gravest kind of personal data that a text seems to hold.
#[must_use]
pub fn personal(text: &str) -> Option<Personal> {
    // Most cells hold neither; a run of digits or an @ is needed.
    if text.len() < 5 || !text.bytes().any(|byte| byte == b'@' || byte.is_ascii_digit() || !byte.is_ascii()) {
        return None;
    }
    let chars: Vec<char> = text.chars().map(narrow).collect();
    let numbers = numbers(&chars).into_iter().map(|(kind, ..)| kind);
    numbers.chain((!mails(&chars).is_empty()).then_some(Personal::Mail)).min()
}

/// Every run of digits that looks personal, with its first and last place.
fn numbers(chars: &[char]) -> Vec<(Personal, usize, usize)> {
    let mut found = Vec::new();
    let mut start = 0;
    let company = ["법인등록", "법인번호"].iter().any(|word| holds(chars, word));
    let account = holds(chars, "계좌") || holds(chars, "account");
    while start < chars.len() {
        let groups = groups(chars, start);
        let Some(end) = groups.last().map(|(_, to)| *to) else {
            start += 1;
            continue;
        };
        let mut at = 0;
        while at < groups.len() {
            // The longest first: four groups may be a card where two of them are nothing.
            let hit = (1..=4.min(groups.len() - at))
                .rev()
                .find_map(|count| kind(chars, &groups[at..at + count], company).map(|kind| (kind, count)));
            if let Some((kind, count)) = hit {
                found.push((kind, groups[at].0, groups[at + count - 1].1));
                at += count;
            } else {
                at += 1;
            }
        }
        let digits: usize = groups.iter().map(|(from, to)| to - from).sum();
        let is_date = groups.len() >= 3 && groups[0].1 - groups[0].0 == 4 && groups[1].1 - groups[1].0 <= 2;
        if account && (10..=16).contains(&digits) && !is_date && found.iter().all(|(_, from, _)| *from < groups[0].0) {
            found.push((Personal::Account, groups[0].0, end));
        }
        start = end;
    }
    found
}

fn holds(chars: &[char], word: &str) -> bool {
    let word: Vec<char> = word.chars().collect();
    chars.windows(word.len()).any(|part| part == word)
}

/// Groups of digits from `start` on, joined by hyphens, dots or spaces: first place and the place after the last.
fn groups(chars: &[char], start: usize) -> Vec<(usize, usize)> {
    /// `900101 - 1234567` has three signs between its groups.
    const JOINTS: usize = 3;
    let mut groups = Vec::new();
    let mut at = start;
    while at < chars.len() && chars[at].is_ascii_digit() {
        let length = chars[at..].iter().take_while(|c| c.is_ascii_digit()).count();
        groups.push((at, at + length));
        at += length;
        let joints = chars[at..].iter().take(JOINTS).take_while(|c| is_joint(**c)).count();
        at += joints;
        if joints == 0 {
            break;
        }
    }
    groups
}

fn is_joint(c: char) -> bool {
    matches!(c, '-' | ' ' | '.' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{a0}')
}

/// What one to four groups of digits look like. Resident numbers go by structure and date: those issued since
/// October 2020 have no check digit.
fn kind(chars: &[char], groups: &[(usize, usize)], company: bool) -> Option<Personal> {
    let lengths: Vec<usize> = groups.iter().map(|(from, to)| to - from).collect();
    let digits: Vec<u32> =
        groups.iter().flat_map(|(from, to)| &chars[*from..*to]).filter_map(|c| c.to_digit(10)).collect();
    let two = |at: usize| digits[at] * 10 + digits[at + 1];
    let is_resident = matches!(lengths.as_slice(), [13] | [6, 7])
        && (1..=12).contains(&two(2))
        && (1..=31).contains(&two(4))
        && !(company && is_company(&digits));
    let is_mobile = matches!(lengths.as_slice(), [10 | 11] | [3, 3 | 4, 4] | [3, 7 | 8])
        && digits.starts_with(&[0, 1])
        && matches!(digits[2], 0 | 1 | 6..=9);
    let is_landline = matches!(lengths.as_slice(), [2 | 3, 3 | 4, 4]) && digits[0] == 0 && digits[1] != 0;
    let is_card = matches!(lengths.as_slice(), [16] | [4, 4, 4, 4] | [4, 6, 4 | 5]);
    [
        (is_resident, Personal::Resident),
        (is_mobile, Personal::Mobile),
        (is_landline, Personal::Landline),
        (is_card, Personal::Card),
    ]
    .into_iter()
    .find_map(|(is, kind)| is.then_some(kind))
}

/// The check digit of a company's registration number (법인등록번호), which has the shape of a resident number.
fn is_company(digits: &[u32]) -> bool {
    let sum: u32 = digits.iter().take(12).zip([1, 2].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum();
    digits.get(12) == Some(&((10 - sum % 10) % 10))
}

/// First place, place of the `@` and place after the last of each mail address.
fn mails(chars: &[char]) -> Vec<(usize, usize, usize)> {
    let belongs = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%');
    let address = |at: usize| {
        let before = chars[..at].iter().rev().take_while(|c| belongs(c)).count();
        let after = chars[at + 1..].iter().take_while(|c| belongs(c)).count();
        (before > 0 && after > 0).then_some((at - before, at, at + 1 + after))
    };
    (0..chars.len()).filter(|at| chars[*at] == '@').filter_map(address).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_data_is_not_repeated() {
        for (text, expected) in [
            ("900101-1234567", "******-*******"),
            ("주민 9001011234567 끝", "주민 ************* 끝"),
            ("010-1234-5678", "***-****-****"),
            ("01012345678로 연락", "***********로 연락"),
            ("02-123-4567", "**-***-****"),
            ("1234-5678-9012-3456", "****-****-****-****"),
            ("hong@example.com에", "****@***********에"),
            ("９００１０１－１２３４５６７", "******－*******"),
            ("900101 - 1234567", "****** - *******"),
            ("900101-1234567 010-1234-5678", "******-******* ***-****-****"),
            ("연락처 010.1234.5678.", "연락처 ***.****.****."),
            ("계좌 110-123-456789 국민", "계좌 ***-***-****** 국민"),
        ] {
            let masked = quoted(text);
            assert_eq!(masked, expected, "{text}");
        }
    }

    #[test]
    fn ordinary_values_are_quoted_as_they_are() {
        for text in [
            "2022-10-15 15:19",
            "2022-10-15 15:30 - 2022-10-16 01:31",
            "105,116건",
            "1234567",
            "2022. 10. 15. 오후 3:19",
            "301301-9",
            "고객센터 1577-3357",
            "220-88-02594",
            "법인등록번호 110111-1129497",
        ] {
            assert_eq!(quoted(text), text);
            assert_eq!(personal(text), None, "{text}");
        }
    }
}
