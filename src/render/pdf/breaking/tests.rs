//! The suite of Korean line breaking: what a reader of official documents expects, row by row.
//!
//! A row is a text with `|` where a line may begin at the ease of its table or more easily. To add one, write the text as it
//! should break; the test says of each row that does otherwise what it does.

use super::*;

type Table = (&'static str, Ease, &'static [&'static str]);

const SUITE: &[Table] = &[
    (
        "text breaks between words",
        Ease::Word,
        &[
            "카카오톡 |메시지 |수신이 |지연되었습니다.",
            "피해 |105,116건 |접수",
            "오류 |503 |응답",
            "버전 |2.4 |기준",
            "2시간 |초과",
            "가 |나, |다",
            "접수·보상·지급 |현황",
        ],
    ),
    (
        "a number and its unit are one",
        Ease::Word,
        &[
            "장애는 |127시간 33분 |지속",
            "장애는 |127 시간 33 분 |지속",
            "접수 |후 |30 일 |이내",
            "5 일부터 |10 일까지",
            "3 건의 |접수",
            "보상금 |3,000 원을 |지급",
            "GPU |8 대를 |증설",
            "결과보고서 |1부.",
            "카카오 |외 3개사",
            "약 127시간 |동안",
            "약 3천만 명이 |이용",
            "최대 4,059만 명",
            "총 2억 3,000만 원",
            "합계 |1억 2천만 원",
            "US$ 3,000",
            "₩ 3,000",
            "전력 |40 MW, |바닥 |22,500 ㎡ |이상",
            "3×4 m",
            "3 ℃ |이상",
            "5′ 30″",
        ],
    ),
    ("a unit behind its number is not cut", Ease::Syllable, &["127시간을", "3천만원을", "30개사가", "24시간/365일"]),
    (
        "shares and tolerances",
        Ease::Word,
        &[
            "비율은 |12 % |수준",
            "전년 |대비 |3.5 %p |상승",
            "±0.5 %p |이내",
            "± 3 % |이내",
            "３０ ％ |이하",
            "99.9%를 |넘음",
        ],
    ),
    (
        "an amount stands with its words",
        Ease::Word,
        &["금113,560원(금일십일만삼천오백육십원)", "금 113,560 원(금일십일만삼천오백육십원)"],
    ),
    (
        "of an amount the words go to the next line, as a whole where they can",
        Ease::Seam,
        &["금113,560원|(금일십일만삼천오백육십원)", "105,116건|(중복 |포함)"],
    ),
    (
        "a date is one",
        Ease::Word,
        &[
            "2022. 10. 15. |화재",
            "2022. 10. 15. 15:19 |발생",
            "2022. 10. 15.(토) 15:19 |발생",
            "2022. 10. 15. (토) |발생",
            "오후 3:19에 |발생",
            "2022. 10. 15.부터 |2022. 11. 6.까지",
            "2022년 10월 15일(토) |오후 3시 30분",
            "2023년 1월 6일 10시 30분까지",
            "개정 |2022. 12. 30. |시행",
            "<개정 |2025. 3. 28.>",
            "’22. 10. 15. |기준",
            "2022.10.15. |기준",
        ],
    ),
    (
        "a range parts behind its sign, not inside its dates",
        Ease::Seam,
        &[
            "10. 15.~|10. 20.",
            "2022. 10. 15.~|2022. 10. 20. |사이",
            "2022. 10. 15. |15:19~|2022. 10. 20. |23:59",
            "2022. 10. 15.(토)~|10. 20.(목) |접수",
            "15:19~17:40 |사이",
            "15:19 ~ |17:40 |사이",
            "10 ∼ |20 명",
            "3~5일",
            "서울~|부산 |구간",
        ],
    ),
    (
        "no line begins with the sign of a range",
        Ease::Syllable,
        &["10일~20일", "10일～20일", "10일∼20일", "10일〜20일"],
    ),
    (
        "a date parts before its time, never from its day of the week",
        Ease::Seam,
        &["2022. 10. 15. |15:19", "2022년 10월 15일(토)"],
    ),
    (
        "articles are one",
        Ease::Word,
        &[
            "제33조제2항",
            "전기통신사업법 |제33조 제2항에 |따라",
            "같은 |법 |제22조의7 제4항",
            "시행령 |제30조의8 제2항 제1호 |가목",
            "별표 11의 |기준",
            "별표 2의2",
            "법률 제19152호 |시행",
            "보고 |(최초) |1차",
        ],
    ),
    (
        "a long citation parts between its parts",
        Ease::Syllable,
        &["제33조|제2항", "제22조의7|제4항|제1호|가목에", "제30조의8 |제2항"],
    ),
    (
        "serial numbers",
        Ease::Word,
        &["No. 3 |축전지", "No.3 |축전지", "제1차 |보고", "표 3, |그림 2", "100-1번지", "02-1234-5678", "1/2 |이상"],
    ),
    (
        "brackets and quotation marks stay with what they hold",
        Ease::Word,
        &[
            "기준 |( 안 ) |검토",
            "서비스 |제공(유료)과 |무료",
            "“장애” |라고",
            "(“장애”)라고 |함",
            "‘장애’와 |『법』",
            "「전기통신사업법」 |제33조",
            "'자율 |지원'인 |것",
            "주식회사 |카카오 |(인)",
        ],
    ),
    (
        "inside a bracket syllables part, beside it they do not",
        Ease::Syllable,
        &["(가)나", "「법」에", "(“장|애”)라고 |함", "이|용|자|(개|인)에게", "〈개|정〉", "｢법｣에", "끝.", "＜개|정＞"],
    ),
    (
        "Latin words inside Hangul",
        Ease::Syllable,
        &[
            "Kakao가 |제|공|하는",
            "GPU를 |AI에",
            "카|카|오T를 |쓰는",
            "카|카|오|톡|(KakaoTalk)은",
            "“Kakao |T”가",
            "Android/|iOS |앱",
        ],
    ),
    (
        "addresses part at their strokes",
        Ease::Seam,
        &[
            "https://example.com/|a/|b?c=d |참조",
            "http://www.kakao.com/|policy/|terms?lang=ko를",
            "help@kakao.com으로 |보냄",
        ],
    ),
    (
        "middle dots and strokes part a long compound",
        Ease::Seam,
        &[
            "접수·|보상·|지급 |현황",
            "카카오톡|(메시지·|통화)을",
            "손해배상/|보상",
            "서비스|(카카오T·|카카오맵), |그 |외",
            "3·|7·|9~12행",
            "10·29 |참사",
        ],
    ),
    ("Hanja", Ease::Syllable, &["金|範洙 |대|표|이사", "漢|字로 |쓴", "株|式|會|社|카|카오", "「民|法」에"]),
    (
        "full and half width",
        Ease::Syllable,
        &[
            "３０％ |이하",
            "（주）카|카오",
            "㈜카|카오",
            "（１）첫째",
            "가|나：|다라",
            "｢가|나｣､ |다라",
            "￦３，０００ |이상",
        ],
    ),
    (
        "the mark of an item stays with it",
        Ease::Word,
        &["1) 첫째 |2) 둘째", "① 첫째 |② 둘째", "(가) 첫째 |(나) 둘째", "※ 비고"],
    ),
    (
        "the mark of a footnote stays with its word",
        Ease::Syllable,
        &["접|수1) |및 |보|상2)", "127,000건1)", "카|카|오*"],
    ),
    (
        "a word parts between syllables and leaves no single one",
        Ease::Syllable,
        &["장|애|발생", "가|나|다|라|마|바|사|아|자|차|카|타|파하", "105,116건", "1,234,567,890,123원"],
    ),
    (
        "glue gives way before syllables",
        Ease::Glued,
        &["127시간 |33분", "2022. |10. |15.", "약 |12.5 |% |상승", "15일|(토)", "No. |3"],
    ),
];

/// The text with `|` at places of this ease or easier.
fn broken(text: &str, ease: Ease) -> String {
    let mut shown = String::new();
    let mut from = 0;
    for place in places(text).iter().filter(|place| place.ease <= ease) {
        shown.push_str(&text[from..place.at]);
        shown.push('|');
        from = place.at;
    }
    shown.push_str(&text[from..]);
    shown
}

#[test]
fn every_row_of_the_suite_breaks_as_written() {
    let mut wrong = Vec::new();
    let mut rows = 0;
    for (table, ease, expected) in SUITE {
        for expected in *expected {
            rows += 1;
            let found = broken(&expected.replace('|', ""), *ease);
            if found != *expected {
                wrong.push(format!("{table} ({ease:?}):\n  expected {expected}\n  found    {found}"));
            }
        }
    }
    assert!(rows > 100 && wrong.is_empty(), "{rows} rows\n{}", wrong.join("\n"));
}

/// 금칙: over every row of the suite and every pair of its neighbours, whatever the width short of a single character.
#[test]
fn no_line_begins_with_closing_or_ends_with_opening_punctuation() {
    let rows: Vec<String> = SUITE.iter().flat_map(|table| table.2).map(|row| row.replace('|', "")).collect();
    let joined = rows.windows(2).flat_map(|pair| [pair.join(""), pair.join(" "), format!("({})", pair.join(", "))]);
    for text in rows.iter().cloned().chain(joined) {
        for place in places(&text).iter().filter(|place| place.ease < Ease::Glued) {
            let (before, after) = text.split_at(place.at);
            // The sign before a year in two digits is one that closes elsewhere.
            let after = after.trim_start_matches('’');
            let (last, next) = (before.trim_end().chars().next_back(), after.chars().next());
            assert!(!last.is_some_and(opens) && !next.is_some_and(closes), "{before}|{after}");
        }
    }
}

#[test]
fn places_are_in_order_and_never_inside_a_number() {
    for row in SUITE.iter().flat_map(|table| table.2) {
        let text = row.replace('|', "");
        let places = places(&text);
        assert!(places.windows(2).all(|pair| pair[0].at < pair[1].at), "{text}: {places:?}");
        for place in places.iter().filter(|place| place.ease < Ease::Last) {
            let (before, after) = text.split_at(place.at);
            let inside = before.ends_with(is_digit) && after.starts_with(is_digit);
            assert!(!inside, "{before}|{after}");
        }
    }
}
