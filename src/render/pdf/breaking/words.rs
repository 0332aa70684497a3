//! Words that are read as one thing with what stands beside them: numbers, units, dates, articles, marks of items.

use super::signs::{closes, is_digit, is_range, opens};

/// Words that lean on the number after them.
pub(super) const PREFIXES: &[&str] = &[
    "±", "+", "−", "약", "총", "금", "매", "각", "제", "연", "단", "외", "오전", "오후", "전년", "최대", "최소", "No.",
];

/// Words that lean on the serial number after them.
pub(super) const SERIALS: &[&str] = &[
    "별표",
    "별지",
    "법률",
    "대통령령",
    "총리령",
    "부령",
    "고시",
    "훈령",
    "예규",
    "공고",
    "표",
    "그림",
    "붙임",
    "항목",
];

/// Units that may stand apart from their number.
const UNITS: &[&str] = &[
    "시간",
    "분",
    "초",
    "밀리초",
    "일",
    "주",
    "개월",
    "월",
    "년",
    "년도",
    "시",
    "세",
    "원",
    "천원",
    "만원",
    "만",
    "억",
    "조",
    "천",
    "백만원",
    "억원",
    "조원",
    "천만원",
    "백만",
    "달러",
    "건",
    "명",
    "인",
    "회",
    "차",
    "차례",
    "개",
    "개사",
    "개소",
    "곳",
    "대",
    "배",
    "부",
    "쪽",
    "면",
    "장",
    "권",
    "호",
    "종",
    "종류",
    "가지",
    "단계",
    "퍼센트",
    "포인트",
    "퍼센트포인트",
    "영업일",
    "근무일",
    "여",
    "여건",
    "여명",
    "계정",
    "캐시",
    "점",
    "%",
    "％",
    "%p",
    "‰",
    "℃",
    "㎡",
    "㎢",
    "km",
    "m",
    "cm",
    "mm",
    "㎞",
    "㎜",
    "kg",
    "g",
    "t",
    "톤",
    "kW",
    "MW",
    "GW",
    "kWh",
    "MWh",
    "V",
    "A",
    "Hz",
    "MHz",
    "GHz",
    "KB",
    "MB",
    "GB",
    "TB",
    "PB",
    "Mbps",
    "Gbps",
    "Tbps",
    "ms",
    "bps",
    "KRW",
    "USD",
    "시간대",
    "평",
    "동",
    "층",
    "호기",
    "랙",
];

/// What may follow a unit in the same word: particles, suffixes, punctuation.
const AFTER_UNIT: &[char] = &[
    '을', '를', '이', '가', '은', '는', '에', '의', '로', '와', '과', '도', '만', '씩', '간', '당', '내', '외', '및',
    '부', '까', '이', '입', '였', '인', '전', '후', '동', '째', '여', '쯤', '가', '임', '마', '보', '대', '중', '한',
    '했', '차', '짜', '으', '라', '처',
];

/// Units after which another number continues the same amount or span: `127시간 33분`, `2억 3,000만`.
const CHAIN: &[&str] = &["′", "°", "년", "월", "개월", "주", "일", "시간", "시", "분", "조", "억", "만", "천"];

/// `2022.` or `10.`: part of a date in official form.
pub(super) fn is_date_part(word: &str) -> bool {
    // Of `15.~2022.` what stands behind the sign.
    let body = word.rsplit(is_range).next().unwrap_or_default();
    let body = body.trim_start_matches(opens).trim_start_matches(['\'', '’']);
    body.strip_suffix('.').is_some_and(|digits| {
        (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
            || digits.rsplit('.').next().is_some_and(|part| {
                digits.len() <= 10
                    && !part.is_empty()
                    && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
            })
    })
}

/// `15:19`, `15:19:07`, `15시`.
pub(super) fn is_clock(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &word[digits..];
    (1..=2).contains(&digits) && (rest.starts_with('시') && !rest.starts_with("시간") || rest.starts_with(':'))
}

/// `(토)`, `(토요일)`.
pub(super) fn is_weekday(word: &str) -> bool {
    let mut characters = word.chars();
    characters.next() == Some('(')
        && characters.next().is_some_and(|day| "월화수목금토일".contains(day))
        && matches!(characters.next(), Some(')' | '요'))
}

/// Ends with `(토)`.
pub(super) fn is_weekday_end(word: &str) -> bool {
    word.rfind('(').is_some_and(|at| is_weekday(&word[at..])) && word.ends_with(')')
}

/// Ends with a number and a unit that a smaller one may follow.
pub(super) fn continues_amount(word: &str, earlier: &str) -> bool {
    let digit = |text: &str| text.ends_with(|c: char| c.is_ascii_digit());
    CHAIN
        .iter()
        .any(|unit| word.strip_suffix(unit).is_some_and(|rest| digit(rest) || rest.is_empty() && digit(earlier)))
}

/// Ends with digits: `3,000`, `12.5`, `3천`.
pub(super) fn ends_number(word: &str) -> bool {
    word.trim_end_matches(['만', '억', '천', '조', '백']).ends_with(|c: char| c.is_ascii_digit())
}

/// Begins with a unit and nothing else but a particle or punctuation after it.
pub(super) fn begins_with_unit(word: &str) -> bool {
    UNITS.iter().any(|unit| {
        word.strip_prefix(unit).is_some_and(|rest| {
            rest.is_empty()
                || rest.starts_with(|c: char| {
                    closes(c) || opens(c) || matches!(c, '~' | '/' | '-' | '∼') || AFTER_UNIT.contains(&c)
                })
        })
    })
}

/// Ends with part of a citation: `제33조`, `제22조의7`, `제2항`, `전기통신사업법제33조`.
pub(super) fn is_article(word: &str) -> bool {
    let Some(at) = word.rfind('제') else { return false };
    let rest = &word[at + '제'.len_utf8()..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let Some(unit) = rest[digits..].chars().next() else { return false };
    if digits == 0 || !matches!(unit, '조' | '항' | '호' | '목' | '장' | '절' | '관' | '편') {
        return false;
    }
    let branch = &rest[digits + unit.len_utf8()..];
    branch.is_empty()
        || branch
            .strip_prefix('의')
            .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// What stands before the name of a company without a space.
pub(super) const COMPANY: [&str; 3] = ["(주)", "（주）", "㈜"];

/// The letters that count items: 가목, `가)`.
pub(super) const ITEMS: &str = "가나다라마바사아자차카타파하";

/// A place inside a unit that follows its number at once.
pub(super) fn is_inside_unit(word: &str, rest: &str) -> bool {
    let Some(at) = word.rfind(is_digit) else { return false };
    let begun = word[at..].chars().skip(1).collect::<String>();
    let inside =
        |unit: &&str| unit.strip_prefix(begun.as_str()).is_some_and(|more| !more.is_empty() && rest.starts_with(more));
    !begun.is_empty() && UNITS.iter().any(inside)
}

/// The mark of an item inside a text: `※`, `①`, `1)`, `(가)`.
pub(super) fn is_mark(word: &str) -> bool {
    let mut characters = word.chars();
    if let (Some(one), None) = (characters.next(), characters.next()) {
        return matches!(one, '※' | '○' | '●' | '□' | '■' | '▪' | '•' | '①'..='⑳');
    }
    let Some(body) = word.strip_suffix(')') else { return false };
    let body = body.strip_prefix('(').unwrap_or(body);
    let mut letters = body.chars();
    !body.is_empty() && body.len() <= 2 && body.bytes().all(|byte| byte.is_ascii_digit())
        || letters.next().is_some_and(|letter| ITEMS.contains(letter)) && letters.next().is_none()
}
