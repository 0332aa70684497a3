//! Personal data in text: where what looks like a person's number, address or name stands. Quoting without repeating it
//! is [`super::mask`]'s.
//!
//! Everything goes by structure, some of it by a word beside it. Numbers that an office answers to are no one's own:
//! 1577-3357, 220-88-02594, help@example.com.

use super::names::narrow;

/// What a text seems to hold, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Personal {
    /// 주민등록번호 or 외국인등록번호, masked by half or whole.
    Resident,
    Passport,
    /// 운전면허번호.
    Licence,
    Card,
    /// An account, where the text calls it one or names a bank.
    Account,
    /// A mobile phone, or a number of 050 that leads to one.
    Mobile,
    Mail,
    /// A name, where the text says that it is one: `예금주: 홍길동`.
    Name,
    /// A line with an area code, or of 070. An office's, as a rule.
    Landline,
}

impl Personal {
    /// Whether it may never reach a page. A landline may.
    #[must_use]
    pub fn is_private(self) -> bool {
        self != Self::Landline
    }
}

/// A stretch of text: its kind, and its first and last place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PersonalSpan {
    pub kind: Personal,
    pub from: usize,
    pub to: usize,
    /// It has more than the shape: a card's check digit, a person's mail address. The rest is masked, and not told.
    pub sure: bool,
}

/// What a text seems to hold, each kind once, the gravest first.
#[must_use]
pub fn personals(text: &str) -> Vec<Personal> {
    // Most cells hold nothing of the kind: a run of digits, an @ or Hangul is needed.
    if text.len() < 5 || !text.bytes().any(|byte| byte == b'@' || byte.is_ascii_digit() || !byte.is_ascii()) {
        return Vec::new();
    }
    let chars: Vec<char> = text.chars().map(narrow).collect();
    let mut kinds: Vec<Personal> =
        stretches(&chars).into_iter().filter(|found| found.sure).map(|found| found.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// The gravest kind of personal data that a text seems to hold.
#[must_use]
pub fn personal(text: &str) -> Option<Personal> {
    personals(text).first().copied()
}

/// Everything in a text, narrowed, that looks personal.
pub(super) fn stretches(chars: &[char]) -> Vec<PersonalSpan> {
    let mut found = half_masked(chars);
    found.extend(numbers(chars));
    found.extend(passports(chars));
    found.extend(mails(chars));
    found.extend(super::person::names(chars));
    found
}

/// Every run of digits that looks personal.
fn numbers(chars: &[char]) -> Vec<PersonalSpan> {
    /// `+82 (0)10-1234-5678`
    const MOST: usize = 5;
    let mut found: Vec<PersonalSpan> = Vec::new();
    let mut start = 0;
    let company = ["법인등록", "법인번호"].iter().any(|word| holds(chars, word));
    let account = ACCOUNT_WORDS.iter().any(|word| holds(chars, word));
    while start < chars.len() {
        let groups = groups(chars, start);
        let Some(end) = groups.last().map(|(_, to)| *to) else {
            start += 1;
            continue;
        };
        let mut at = 0;
        while at < groups.len() {
            // The longest first: four groups may be a card where two of them are nothing.
            let hit = (1..=MOST.min(groups.len() - at))
                .rev()
                .find_map(|count| kind(chars, &groups[at..at + count], company).map(|kind| (kind, count)));
            if let Some(((kind, sure), count)) = hit {
                found.push(PersonalSpan { kind, from: groups[at].0, to: groups[at + count - 1].1, sure });
                at += count;
            } else {
                at += 1;
            }
        }
        let digits: usize = groups.iter().map(|(from, to)| to - from).sum();
        let is_date = groups.len() >= 3 && groups[0].1 - groups[0].0 == 4 && groups[1].1 - groups[1].0 <= 2;
        let is_new = found.iter().all(|other| other.from < groups[0].0);
        if account && (10..=16).contains(&digits) && !is_date && is_new {
            found.push(PersonalSpan { kind: Personal::Account, from: groups[0].0, to: end, sure: true });
        }
        start = end;
    }
    found
}

/// Words that make ten to sixteen digits an account.
const ACCOUNT_WORDS: [&str; 14] = [
    "계좌",
    "예금주",
    "통장",
    "입금",
    "송금",
    "은행",
    "뱅크",
    "농협",
    "수협",
    "신협",
    "새마을금고",
    "우체국",
    "account",
    "Account",
];

pub(super) fn holds(chars: &[char], word: &str) -> bool {
    let word: Vec<char> = word.chars().collect();
    chars.windows(word.len()).any(|part| part == word)
}

/// Groups of digits from `start` on, joined by hyphens, dots, brackets or spaces: first place and the place after the
/// last.
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
    matches!(c, '-' | ' ' | '.' | '(' | ')' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{a0}')
}

/// What one to five groups of digits look like, and whether it is more than the shape. Resident numbers go by structure
/// and date: those issued since October 2020 have no check digit.
fn kind(chars: &[char], groups: &[(usize, usize)], company: bool) -> Option<(Personal, bool)> {
    let lengths: Vec<usize> = groups.iter().map(|(from, to)| to - from).collect();
    let digits: Vec<u32> =
        groups.iter().flat_map(|(from, to)| &chars[*from..*to]).filter_map(|c| c.to_digit(10)).collect();
    let two = |at: usize| digits[at] * 10 + digits[at + 1];
    let is_resident = matches!(lengths.as_slice(), [13] | [6, 7])
        && (1..=12).contains(&two(2))
        && (1..=31).contains(&two(4))
        && (1..=8).contains(&digits[6])
        && !(company && is_company(&digits));
    let is_card_shape = matches!(lengths.as_slice(), [4, 4, 4, 4]);
    let is_card =
        matches!(lengths.as_slice(), [15 | 16] | [4, 4, 4, 4] | [4, 6, 4 | 5]) && is_issuer(&digits) && luhn(&digits);
    let is_licence = lengths == [2, 2, 6, 2] && (11..=28).contains(&two(0));
    [
        (is_resident, (Personal::Resident, true)),
        (is_mobile(&lengths, &digits), (Personal::Mobile, true)),
        (is_landline(&lengths, &digits), (Personal::Landline, true)),
        (is_card, (Personal::Card, true)),
        (is_card_shape, (Personal::Card, false)),
        (is_licence, (Personal::Licence, true)),
    ]
    .into_iter()
    .find_map(|(is, kind)| is.then_some(kind))
}

/// `010-1234-5678`, `+82 10 1234 5678`, `0504-123-4567`.
fn is_mobile(lengths: &[usize], digits: &[u32]) -> bool {
    let of_korea = digits.starts_with(&[8, 2]).then(|| {
        // +82 10, +82 (0)10
        let rest = &digits[2..];
        rest.strip_prefix(&[0]).unwrap_or(rest)
    });
    let abroad =
        matches!(lengths, [12 | 13] | [2, 2 | 3, 3 | 4, 4] | [2, 10 | 11] | [4, 3 | 4, 4] | [2, 1, 2, 3 | 4, 4])
            && of_korea.is_some_and(|rest| matches!(rest, [1, 0 | 1 | 6..=9, ..]) && (9..=10).contains(&rest.len()));
    let at_home =
        matches!(lengths, [10 | 11] | [3, 3 | 4, 4] | [3, 7 | 8]) && matches!(digits, [0, 1, 0 | 1 | 6..=9, ..]);
    let relayed = matches!(lengths, [11 | 12] | [4, 3 | 4, 4]) && matches!(digits, [0, 5, 0, 2..=8, ..]);
    abroad || at_home || relayed
}

/// `02-123-4567`, `070-1234-5678`, `+82-2-123-4567`.
fn is_landline(lengths: &[usize], digits: &[u32]) -> bool {
    let at_home = matches!(lengths, [2 | 3, 3 | 4, 4]) && matches!(digits, [0, 2..=7, ..]);
    let abroad = matches!(lengths, [2, 1 | 2, 3 | 4, 4]) && matches!(digits, [8, 2, 2..=7, ..]);
    at_home || abroad
}

/// What the number of a card starts with: not what a year does.
fn is_issuer(digits: &[u32]) -> bool {
    matches!(digits, [3..=6 | 9, ..] | [2, 2..=7, ..])
}

/// The check digit of a card (Luhn).
fn luhn(digits: &[u32]) -> bool {
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let sum: u32 =
        digits.iter().rev().enumerate().map(|(at, digit)| if at % 2 == 1 { doubled(*digit) } else { *digit }).sum();
    sum.is_multiple_of(10)
}

/// The check digit of a company's registration number (법인등록번호), which has the shape of a resident number.
fn is_company(digits: &[u32]) -> bool {
    let sum: u32 = digits.iter().take(12).zip([1, 2].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum();
    digits.get(12) == Some(&((10 - sum % 10) % 10))
}

/// `900101-1******`: half masked, it still tells the day of birth and the sex.
fn half_masked(chars: &[char]) -> Vec<PersonalSpan> {
    let is_veil = |c: &char| matches!(c, '*' | '●' | '○' | 'x' | 'X' | '#');
    let at = |from: usize| {
        let birth = chars.get(from..from + 6)?;
        let is_free = from == 0 || !chars[from - 1].is_ascii_digit();
        let day: Vec<u32> = birth.iter().map_while(|c| c.to_digit(10)).collect();
        let is_day =
            day.len() == 6 && (1..=12).contains(&(day[2] * 10 + day[3])) && (1..=31).contains(&(day[4] * 10 + day[5]));
        let joints = chars[from + 6..].iter().take(3).take_while(|c| is_joint(**c)).count();
        let sex = from + 6 + joints;
        let is_sex = chars.get(sex).is_some_and(|c| matches!(c, '1'..='8')) || chars.get(sex).is_some_and(is_veil);
        let veiled = chars.get(sex + 1..)?.iter().take_while(|c| is_veil(c)).count();
        (is_free && is_day && joints > 0 && is_sex && veiled >= 5).then_some((from, sex + 1 + veiled))
    };
    (0..chars.len().saturating_sub(12))
        .filter_map(at)
        .map(|(from, to)| PersonalSpan { kind: Personal::Resident, from, to, sure: true })
        .collect()
}

/// `M123A4567`; `M12345678` where the text speaks of a passport, for claim numbers look alike.
fn passports(chars: &[char]) -> Vec<PersonalSpan> {
    const LENGTH: usize = 9;
    let named = ["여권", "passport", "Passport"].iter().any(|word| holds(chars, word));
    let is_part = |at: usize| chars.get(at).is_some_and(char::is_ascii_alphanumeric);
    let is_passport = |from: usize| {
        let Some(part) = chars.get(from..from + LENGTH) else { return false };
        let digits = |range: std::ops::Range<usize>| part[range].iter().all(char::is_ascii_digit);
        let old = named && digits(1..LENGTH);
        let new = digits(1..4) && part[4].is_ascii_uppercase() && digits(5..LENGTH);
        let is_free = (from == 0 || !is_part(from - 1)) && !is_part(from + LENGTH);
        matches!(part[0], 'M' | 'S' | 'R' | 'G' | 'D') && is_free && (old || new)
    };
    let starts = (0..chars.len()).filter(|from| is_passport(*from));
    starts.map(|from| PersonalSpan { kind: Personal::Passport, from, to: from + LENGTH, sure: true }).collect()
}

/// Mail addresses. Those of a service desk are no one's own.
fn mails(chars: &[char]) -> Vec<PersonalSpan> {
    const DESKS: [&str; 20] = [
        "help",
        "support",
        "contact",
        "cs",
        "info",
        "service",
        "admin",
        "webmaster",
        "privacy",
        "press",
        "pr",
        "noreply",
        "no-reply",
        "notice",
        "customer",
        "center",
        "claim",
        "claims",
        "biz",
        "security",
    ];
    let local = |c: &char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%');
    let domain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let address = |at: usize| {
        let before = chars[..at].iter().rev().take_while(|c| local(c)).count();
        let after = chars[at + 1..].iter().take_while(|c| domain(c)).count();
        if before == 0 || after == 0 {
            return None;
        }
        let name: String = chars[at - before..at].iter().filter(|c| c.is_ascii()).collect::<String>().to_lowercase();
        let host: String = chars[at + 1..at + 1 + after].iter().collect();
        let sure = host.trim_matches('.').contains('.') && !DESKS.contains(&name.as_str());
        Some(PersonalSpan { kind: Personal::Mail, from: at - before, to: at + 1 + after, sure })
    };
    (0..chars.len()).filter(|at| chars[*at] == '@').filter_map(address).collect()
}
