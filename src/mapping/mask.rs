//! Quoting a cell without repeating the personal data in it.

use super::names::narrow;
use super::personal::stretches;

/// Longest quotation, in characters.
const LONGEST: usize = 40;

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
    for found in stretches(&chars) {
        (found.from..found.to).filter(|at| chars[*at].is_alphanumeric()).for_each(|at| out[at] = '*');
    }
    out.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::super::personal::{Personal, personal, personals};
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
            ("hong@example.com에", "****@*******.***에"),
            ("홍길동@naver.com", "***@*****.***"),
            ("900101-5234567", "******-*******"),
            ("900101-1******", "******-*******"),
            ("+82 10-1234-5678", "+** **-****-****"),
            ("+82 (0)10-1234-5678", "+** (*)**-****-****"),
            ("821012345678", "************"),
            ("02)123-4567", "**)***-****"),
            ("070-1234-5678", "***-****-****"),
            ("0504-123-4567", "****-***-****"),
            ("4111 1111 1111 1111", "**** **** **** ****"),
            ("3782-822463-10005", "****-******-*****"),
            ("국민은행 123456-01-123456", "국민은행 ******-**-******"),
            ("여권 M12345678", "여권 *********"),
            ("M123A4567", "*********"),
            ("면허 11-22-123456-12", "면허 **-**-******-**"),
            ("예금주: 홍길동", "예금주: ***"),
            ("신청인 성명=김철수 님", "신청인 성명=*** 님"),
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
            "신청인: 이용자",
            "신청인 유형",
            "이름: 메신저",
            "M12345678",
            "S20221015",
            "2022-10-15-0001",
            "20221015151900",
            "help@example.com로 문의",
        ] {
            assert_eq!(personal(text), None, "{text}");
            if !text.contains('@') {
                assert_eq!(quoted(text), text);
            }
        }
    }

    #[test]
    fn each_kind_is_told_once_the_gravest_first() {
        let text = "02-123-4567, hong@example.com, 010-1234-5678, 010-2345-6789, 900101-1234567";
        let kinds = [Personal::Resident, Personal::Mobile, Personal::Mail, Personal::Landline];
        assert_eq!(personals(text), kinds);
        // A card without its check digit is a number of that shape: masked, not told.
        assert_eq!(personals("1234-5678-9012-3456"), []);
        assert_eq!(personals("4111-1111-1111-1111"), [Personal::Card]);
    }
}
