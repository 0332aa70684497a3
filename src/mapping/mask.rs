//! Quoting a cell in a message without repeating personal data: numbers of people, phones, cards and mail are masked.

/// Longest quotation, in characters.
const LONGEST: usize = 40;

/// The text as a message may quote it.
#[must_use]
pub fn quoted(text: &str) -> String {
    let masked = mask(text);
    let mut chars = masked.chars();
    let mut out: String = chars.by_ref().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if chars.next().is_some() {
        out.push('…');
    }
    out
}

/// Replaces what looks like personal data by asterisks of the same shape.
fn mask(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = chars.clone();
    let mut start = 0;
    while start < chars.len() {
        let end = run_end(&chars, start);
        if end > start {
            if looks_personal(&chars[start..end]) {
                out[start..end].iter_mut().filter(|c| c.is_ascii_digit()).for_each(|c| *c = '*');
            }
            start = end;
        } else {
            start += 1;
        }
    }
    mask_mail(&chars, &mut out);
    out.into_iter().collect()
}

/// End of a run of digits joined by single hyphens, dots or spaces.
fn run_end(chars: &[char], start: usize) -> usize {
    if !chars[start].is_ascii_digit() {
        return start;
    }
    let mut end = start + 1;
    while end < chars.len() {
        let joins = matches!(chars[end], '-' | ' ' | '.') && chars.get(end + 1).is_some_and(char::is_ascii_digit);
        if !(chars[end].is_ascii_digit() || joins) {
            break;
        }
        end += 1;
    }
    end
}

/// Resident numbers by structure and date (those issued since October 2020 have no check digit), phones, cards.
fn looks_personal(run: &[char]) -> bool {
    let digits: Vec<u32> = run.iter().filter_map(|c| c.to_digit(10)).collect();
    let groups: Vec<usize> = run.split(|c| !c.is_ascii_digit()).map(<[char]>::len).collect();
    let two = |at: usize| digits[at] * 10 + digits[at + 1];
    let resident = digits.len() == 13
        && matches!(groups.as_slice(), [13] | [6, 7])
        && (1..=12).contains(&two(2))
        && (1..=31).contains(&two(4));
    let mobile = matches!(digits.len(), 10 | 11) && digits[0] == 0 && digits[1] == 1;
    let landline = groups.len() >= 3 && digits[0] == 0 && (9..=11).contains(&digits.len());
    let card = matches!(groups.as_slice(), [16] | [4, 4, 4, 4] | [4, 6, 4 | 5]);
    resident || mobile || landline || card
}

/// Masks both sides of an `@`.
fn mask_mail(chars: &[char], out: &mut [char]) {
    let belongs = |c: &char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%');
    for at in (0..chars.len()).filter(|at| chars[*at] == '@') {
        let before = chars[..at].iter().rev().take_while(|c| belongs(c)).count();
        let after = chars[at + 1..].iter().take_while(|c| belongs(c)).count();
        if before > 0 && after > 0 {
            out[at - before..at].fill('*');
            out[at + 1..=at + after].fill('*');
        }
    }
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
            ("hong@example.com에", "****@************"),
        ] {
            let masked = quoted(text);
            assert!(masked.starts_with(expected) || masked == expected, "{text}: {masked}");
        }
    }

    #[test]
    fn ordinary_values_are_quoted_as_they_are() {
        for text in ["2022-10-15 15:19", "105,116건", "1234567", "2022. 10. 15. 오후 3:19", "301301-9"] {
            assert_eq!(quoted(text), text);
        }
    }
}
