//! Where a line of Korean may begin.
//!
//! The Unicode algorithm (UAX 14) proposes, the rules here judge: text breaks between words (어절); what reads as one thing
//! (amounts, dates, articles, a number with its unit) is glued; inside a word only a line too narrow for it may break it,
//! and then in steps from the most to the least natural place. Widths, fonts and pages are not known here.

use unicode_linebreak::{BreakOpportunity, linebreaks};

/// How willingly a line begins at a place, from the most natural to the last resort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Ease {
    /// Between words.
    Word,
    /// Inside a long compound: after `·` or `/`, before an opening bracket, between a date and its time.
    Seam,
    /// At a space that a rule glued: between a number and its unit, inside a date, `제33조 제2항`.
    Glued,
    /// Between two syllables of a word.
    Syllable,
    /// Anywhere between two characters: addresses, long numbers.
    Last,
}

/// A place where a line may begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Byte offset of the character that would begin the line.
    pub at: usize,
    pub ease: Ease,
}

/// Every place of a paragraph, in order; its start and end are none. White space must be collapsed already.
pub(super) fn places(text: &str) -> Vec<Place> {
    let mut places = Vec::new();
    // The start of the piece between spaces that the walk is in.
    let mut word = 0;
    for (at, opportunity) in linebreaks(text) {
        if at >= text.len() {
            break;
        }
        let (before, after) = text.split_at(at);
        let Some(last) = before.chars().next_back() else { continue };
        let ease = if last == ' ' || last == '\u{200b}' || opportunity == BreakOpportunity::Mandatory {
            let next_end = after.find(' ').map_or(text.len(), |end| at + end);
            // In `a ( b` the bracket is a word of its own: what stands before it decides nothing.
            let ease = between(
                before[word..].trim_end_matches([' ', '\u{200b}']),
                &text[at..next_end],
                before[..word].trim_end(),
            );
            word = at;
            ease
        } else {
            inside(before, after, &before[word..])
        };
        places.push(Place { at, ease });
    }
    places
}

/// A line must not begin with `next` nor end with `last`, whatever happens, unless nothing else fits.
fn may_part(last: char, next: char) -> bool {
    !closes(next) && !opens(last) && !joins(next)
}

/// The ease of the space between two words.
fn between(word: &str, next: &str, earlier: &str) -> Ease {
    let (Some(last), Some(first)) = (word.chars().next_back(), next.chars().next()) else { return Ease::Word };
    // Punctuation set apart by spaces still belongs to its word.
    if closes(first) && next.chars().all(closes) || opens(last) && word.chars().all(opens) {
        return Ease::Glued;
    }
    if matches!(first, '~' | '∼' | '～') && next.chars().count() == 1 {
        return Ease::Glued;
    }
    let begins_number = first.is_ascii_digit();
    if is_date_part(word) {
        if begins_number {
            return if is_clock(next) { Ease::Seam } else { Ease::Glued };
        }
        if next.starts_with("오전") || next.starts_with("오후") {
            return Ease::Seam;
        }
        if is_weekday(next) {
            return Ease::Glued;
        }
    }
    if begins_number && is_weekday_end(word) && is_clock(next) {
        return Ease::Seam;
    }
    if begins_number && (PREFIXES.contains(&word) || continues_amount(word, earlier)) {
        return Ease::Glued;
    }
    if ends_number(word) && begins_with_unit(next) {
        return Ease::Glued;
    }
    if is_article(word) && next.starts_with('제') && next.chars().nth(1).is_some_and(|c| c.is_ascii_digit()) {
        return Ease::Glued;
    }
    if SERIALS.contains(&word)
        && (begins_number || next.starts_with('제') && next.contains(|c: char| c.is_ascii_digit()))
    {
        return Ease::Glued;
    }
    Ease::Word
}

/// The ease of a place inside a word where UAX 14 allows a break.
fn inside(before: &str, after: &str, word: &str) -> Ease {
    let (Some(last), Some(next)) = (before.chars().next_back(), after.chars().next()) else { return Ease::Last };
    if !may_part(last, next) {
        return Ease::Last;
    }
    let digits = last.is_ascii_digit() || next.is_ascii_digit();
    // `제33조제2항`: between the parts of a citation, before anything smaller.
    if next == '제' && is_article(word) {
        return Ease::Glued;
    }
    // `3·7·9~12행`: a list of numbers breaks between them; `10·29` does not.
    let rest = after.split(' ').next().unwrap_or_default();
    if last == '·' && next.is_ascii_digit() && word.matches('·').count() + rest.matches('·').count() > 1 {
        return Ease::Seam;
    }
    let address = word.contains("://") || word.contains("www.") || word.contains('@');
    if matches!(last, '·' | 'ㆍ' | '・' | '‧' | '/' | '~' | '∼' | '～' | '—') && (!digits || address) {
        return Ease::Seam;
    }
    if address || digits && !(last == ')' || next == '(') {
        return Ease::Last;
    }
    // `접수(1,254건)`: a remark in brackets may go to the next line as a whole.
    if opens(next) {
        return Ease::Seam;
    }
    if last == '-' || last == '\u{2010}' || last == ',' {
        return Ease::Seam;
    }
    // `카카오T`, `GPU를`: a name in two scripts is one word. And no single syllable is left over for the next line.
    if last.is_ascii_alphabetic() || next.is_ascii_alphabetic() || after.chars().nth(1).is_none_or(|c| c == ' ') {
        return Ease::Last;
    }
    Ease::Syllable
}

/// Never at the start of a line.
fn closes(character: char) -> bool {
    matches!(
        character,
        ')' | ']'
            | '}'
            | '」'
            | '』'
            | '〉'
            | '》'
            | '】'
            | '〕'
            | '’'
            | '”'
            | '.'
            | ','
            | ':'
            | ';'
            | '!'
            | '?'
            | '%'
            | '‰'
            | '。'
            | '、'
            | '，'
            | '．'
            | '：'
            | '；'
            | '！'
            | '？'
            | '）'
            | '］'
            | '｝'
            | '…'
            | '℃'
            | '″'
            | '′'
            | '％'
            | '·'
            | 'ㆍ'
    )
}

/// Never at the end of a line.
fn opens(character: char) -> bool {
    matches!(
        character,
        '(' | '['
            | '{'
            | '「'
            | '『'
            | '〈'
            | '《'
            | '【'
            | '〔'
            | '‘'
            | '“'
            | '（'
            | '［'
            | '｛'
            | '₩'
            | '￦'
            | '$'
            | '€'
            | '£'
    )
}

/// Belongs to the character before it: joiners, variation selectors, combining marks.
fn joins(character: char) -> bool {
    matches!(character, '\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{0300}'..='\u{036f}' | '\u{20d0}'..='\u{20ff}' | '\u{1160}'..='\u{11ff}' | '\u{302a}'..='\u{302f}')
}

/// Words that lean on the number after them.
const PREFIXES: &[&str] =
    &["약", "총", "금", "매", "각", "제", "연", "단", "외", "오전", "오후", "전년", "최대", "최소", "No.", "₩", "US$"];

/// Words that lean on the serial number after them.
const SERIALS: &[&str] = &[
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
const CHAIN: &[&str] = &["년", "월", "개월", "주", "일", "시간", "시", "분", "조", "억", "만", "천"];

/// `2022.` or `10.`: part of a date in official form.
fn is_date_part(word: &str) -> bool {
    let body = word.trim_start_matches(opens);
    let body = body.trim_start_matches(['~', '∼', '\'', '’']);
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
fn is_clock(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &word[digits..];
    (1..=2).contains(&digits) && (rest.starts_with('시') && !rest.starts_with("시간") || rest.starts_with(':'))
}

/// `(토)`, `(토요일)`.
fn is_weekday(word: &str) -> bool {
    let mut characters = word.chars();
    characters.next() == Some('(')
        && characters.next().is_some_and(|day| "월화수목금토일".contains(day))
        && matches!(characters.next(), Some(')' | '요'))
}

/// Ends with `(토)`.
fn is_weekday_end(word: &str) -> bool {
    word.rfind('(').is_some_and(|at| is_weekday(&word[at..])) && word.ends_with(')')
}

/// Ends with a number and a unit that a smaller one may follow.
fn continues_amount(word: &str, earlier: &str) -> bool {
    let digit = |text: &str| text.ends_with(|c: char| c.is_ascii_digit());
    CHAIN
        .iter()
        .any(|unit| word.strip_suffix(unit).is_some_and(|rest| digit(rest) || rest.is_empty() && digit(earlier)))
}

/// Ends with digits: `3,000`, `12.5`, `3천`.
fn ends_number(word: &str) -> bool {
    word.trim_end_matches(['만', '억', '천', '조', '백']).ends_with(|c: char| c.is_ascii_digit())
}

/// Begins with a unit and nothing else but a particle or punctuation after it.
fn begins_with_unit(word: &str) -> bool {
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
fn is_article(word: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with `|` at places of this ease or easier.
    fn broken(text: &str, ease: Ease) -> String {
        let mut shown = String::new();
        let mut from = 0;
        for place in places(text) {
            if place.ease <= ease {
                shown.push_str(&text[from..place.at]);
                shown.push('|');
                from = place.at;
            }
        }
        shown.push_str(&text[from..]);
        shown
    }

    #[test]
    fn words_part_at_spaces_only() {
        for (text, expected) in [
            ("카카오톡 메시지 수신이 지연되었습니다.", "카카오톡 |메시지 |수신이 |지연되었습니다."),
            ("피해 105,116건 접수", "피해 |105,116건 |접수"),
            ("장애는 127시간 33분 지속", "장애는 |127시간 33분 |지속"),
            ("장애는 127 시간 33 분 지속", "장애는 |127 시간 33 분 |지속"),
            ("접수 후 30 일 이내", "접수 |후 |30 일 |이내"),
            ("비율은 12 % 수준", "비율은 |12 % |수준"),
            ("보상금 3,000 원을 지급", "보상금 |3,000 원을 |지급"),
            ("금 113,560 원(금일십일만삼천오백육십원)", "금 113,560 원(금일십일만삼천오백육십원)"),
            ("2022. 10. 15. 15:19 발생", "2022. 10. 15. 15:19 |발생"),
            ("2022. 10. 15.(토) 15:19 발생", "2022. 10. 15.(토) 15:19 |발생"),
            ("2022. 10. 15. (토) 발생", "2022. 10. 15. (토) |발생"),
            ("오후 3:19에 발생", "오후 3:19에 |발생"),
            ("전기통신사업법 제33조 제2항에 따라", "전기통신사업법 |제33조 제2항에 |따라"),
            ("같은 법 제22조의7 제4항", "같은 |법 |제22조의7 제4항"),
            ("별표 11의 기준", "별표 11의 |기준"),
            ("법률 제19152호 시행", "법률 제19152호 |시행"),
            ("약 3천만 명이 이용", "약 3천만 명이 |이용"),
            ("약 127시간 동안", "약 127시간 |동안"),
            ("총 2억 3,000만 원", "총 2억 3,000만 원"),
            ("15:19 ~ 17:40 사이", "15:19 ~ |17:40 |사이"),
            ("기준 ( 안 ) 검토", "기준 |( 안 ) |검토"),
            ("카카오 외 3개사", "카카오 |외 3개사"),
            ("결과보고서 1부.", "결과보고서 |1부."),
            ("2022. 10. 15.부터 2022. 11. 6.까지", "2022. 10. 15.부터 |2022. 11. 6.까지"),
            ("2023년 1월 6일 10시 30분까지", "2023년 1월 6일 10시 30분까지"),
            ("전년 대비 3.5 %p 상승", "전년 |대비 |3.5 %p |상승"),
            ("전력 40 MW, 바닥 22,500 ㎡ 이상", "전력 |40 MW, |바닥 |22,500 ㎡ |이상"),
            ("개정 2022. 12. 30. 시행", "개정 |2022. 12. 30. |시행"),
            ("시행령 제30조의8 제2항 제1호 가목", "시행령 |제30조의8 제2항 제1호 |가목"),
            ("5 일부터 10 일까지", "5 일부터 |10 일까지"),
            ("3 건의 접수", "3 건의 |접수"),
            ("오류 503 응답", "오류 |503 |응답"),
            ("버전 2.4 기준", "버전 |2.4 |기준"),
            ("보고 (최초) 1차", "보고 |(최초) |1차"),
            ("최대 4,059만 명", "최대 4,059만 명"),
            ("GPU 8 대를 증설", "GPU |8 대를 |증설"),
            ("2시간 초과", "2시간 |초과"),
            ("“장애” 라고", "“장애” |라고"),
            ("서비스 제공(유료)과 무료", "서비스 |제공(유료)과 |무료"),
            ("접수·보상·지급 현황", "접수·보상·지급 |현황"),
            ("제33조제2항", "제33조제2항"),
            ("https://example.com/a/b?c=d 참조", "https://example.com/a/b?c=d |참조"),
        ] {
            assert_eq!(broken(text, Ease::Word), expected);
        }
    }

    #[test]
    fn a_long_compound_parts_at_its_seams_first() {
        for (text, expected) in [
            ("접수·보상·지급 현황", "접수·|보상·|지급 |현황"),
            ("카카오톡(메시지·통화)을", "카카오톡|(메시지·|통화)을"),
            ("2022. 10. 15. 15:19", "2022. 10. 15. |15:19"),
            ("127시간 33분", "127시간 33분"),
            ("손해배상/보상", "손해배상/|보상"),
        ] {
            assert_eq!(broken(text, Ease::Seam), expected);
        }
    }

    #[test]
    fn glue_gives_way_before_syllables() {
        assert_eq!(broken("127시간 33분", Ease::Glued), "127시간 |33분");
        assert_eq!(broken("제33조제2항", Ease::Glued), "제33조|제2항");
        assert_eq!(broken("2022. 10. 15.", Ease::Glued), "2022. |10. |15.");
    }

    #[test]
    fn syllables_part_but_numbers_and_punctuation_do_not() {
        assert_eq!(broken("장애발생", Ease::Syllable), "장|애|발생");
        assert_eq!(broken("105,116건", Ease::Syllable), "105,116건");
        assert_eq!(broken("(가)나", Ease::Syllable), "(가)나");
        assert_eq!(broken("끝.", Ease::Syllable), "끝.");
        assert_eq!(broken("카카오T를 쓰는", Ease::Syllable), "카|카|오T를 |쓰는");
        assert_eq!(broken("「법」에", Ease::Syllable), "「법」에");
    }

    #[test]
    fn no_place_begins_with_closing_or_ends_with_opening_punctuation() {
        let text = "가(나)다, 라. 「마」 “바” (사) 아! 자? 차… 카) 타";
        for place in places(text).iter().filter(|place| place.ease < Ease::Last) {
            let (before, after) = text.split_at(place.at);
            assert!(may_part(before.chars().next_back().unwrap(), after.chars().next().unwrap()), "{before}|{after}");
        }
    }
}
