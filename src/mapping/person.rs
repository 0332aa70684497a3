//! Names of people, where a text says that a name follows: `예금주: 홍길동`, `신청인 성명 = 김 아무개`. A name without
//! such a word beside it cannot be told from other words, and is not looked for.

use super::personal::{Personal, PersonalSpan};

/// Words that a name follows, behind a colon.
const LABELS: [&str; 12] = [
    "성명",
    "이름",
    "성함",
    "고객명",
    "예금주",
    "예금주명",
    "신청인",
    "신청자",
    "민원인",
    "신고자",
    "수령인",
    "피해자",
];
/// What else may stand there: kinds of claimants, and words for nothing.
const NO_NAMES: [&str; 16] = [
    "이용자",
    "소비자",
    "소상공인",
    "자영업자",
    "전체",
    "고객",
    "법인",
    "기업",
    "개인",
    "미상",
    "유형",
    "기타",
    "주식회사",
    "일반",
    "없음",
    "비공개",
];
/// The commonest family names, of one syllable.
const FAMILIES: &str = "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용";

/// Names behind their labels.
pub(super) fn names(chars: &[char]) -> Vec<PersonalSpan> {
    let mut found = Vec::new();
    for label in LABELS {
        let label: Vec<char> = label.chars().collect();
        for at in 0..chars.len().saturating_sub(label.len()) {
            if chars[at..].starts_with(&label)
                && let Some((from, to)) = name(chars, at + label.len())
            {
                found.push(PersonalSpan { kind: Personal::Name, from, to, sure: true });
            }
        }
    }
    found
}

/// Two to four syllables behind a colon: first place and the place after the last.
fn name(chars: &[char], at: usize) -> Option<(usize, usize)> {
    let gap = chars[at..].iter().take_while(|c| matches!(c, ' ' | ':' | '=' | '：')).count();
    let is_marked = chars[at..at + gap].iter().any(|c| *c != ' ');
    let from = at + gap;
    let length = chars[from..].iter().take_while(|c| ('가'..='힣').contains(*c)).count();
    let word: String = chars[from..from + length].iter().collect();
    let is_family = chars.get(from).is_some_and(|c| FAMILIES.contains(*c));
    let is_name = is_marked && (2..=4).contains(&length) && is_family && !NO_NAMES.contains(&word.as_str());
    is_name.then_some((from, from + length))
}
