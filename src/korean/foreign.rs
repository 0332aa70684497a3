//! Which words of a Korean text are English, so that a voice can be told to read them so.
//!
//! A run of words in Latin letters is English if one of them is a word: two letters or more, one of them small. `Google
//! Cloud Platform` and `Kakao T` are; `UPS`, `IDC` and `SK C&C` are not: a Korean voice spells letters as Koreans say them.
//! Numbers stay outside, so that they are read in Korean. Identifiers, file names, addresses, units and hashes are no
//! words of any language and are left alone. Where a text stands, and how a run is marked, is not known here.

use std::ops::Range;

/// Written after a number and read in Korean.
const UNITS: [&str; 26] = [
    "km", "cm", "mm", "kg", "mg", "kW", "kWh", "MWh", "GWh", "kVA", "Hz", "kHz", "MHz", "GHz", "bps", "kbps", "Mbps",
    "Gbps", "Tbps", "ms", "sec", "min", "rpm", "dB", "ppm", "pt",
];
/// Abbreviations that a Korean voice knows.
const KNOWN: [&str; 2] = ["No", "vs"];
/// Letters of a hash: fewer may be a word.
const HASH: usize = 7;

/// What a piece between spaces, brackets and commas is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PieceKind {
    /// English by itself.
    Word,
    /// English beside a word: `T`, `AWS`, `EC2`, `C&C`, `&`.
    Beside,
    /// Anything else.
    Other,
}

/// The runs of English words in `text`, as ranges of bytes, in order.
pub fn english(text: &str) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut run: Option<(Range<usize>, bool)> = None;
    let mut close = |run: &mut Option<(Range<usize>, bool)>| {
        runs.extend(run.take().filter(|(_, has_word)| *has_word).map(|(range, _)| range));
    };
    for piece in pieces(text) {
        let latin = latin(text, &piece);
        let kind = kind(&text[latin.clone()]);
        // One space and nothing else between two words of a run.
        let joined = run.as_ref().is_some_and(|(before, _)| &text[before.end..latin.start] == " ");
        if kind == PieceKind::Other || !joined {
            close(&mut run);
        }
        if kind != PieceKind::Other {
            let (start, has_word) = run.take().map_or((latin.start, false), |(range, has)| (range.start, has));
            run = Some((start..latin.end, has_word || kind == PieceKind::Word));
        }
        // A particle ends the run: `Google은 Cloud를`.
        if latin.end < piece.end {
            close(&mut run);
        }
    }
    close(&mut run);
    // `Research & Development` is one run, `Kakao &` ends before the sign.
    let trimmed = |range: Range<usize>| {
        let own = &text[range.clone()];
        let start = range.start + (own.len() - own.trim_start_matches(['&', ' ']).len());
        start..range.start + own.trim_end_matches(['&', ' ']).len()
    };
    runs.into_iter().map(trimmed).collect()
}

/// What stands between spaces, brackets, quotation marks and commas.
fn pieces(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let parts = |character: char| {
        character.is_whitespace()
            || matches!(
                character,
                ',' | ';' | '·' | 'ㆍ' | '~' | '∼' | '～' | '"' | '“' | '”' | '‘' | '「' | '」' | '『' | '』'
            )
            || matches!(
                character,
                '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>' | '〈' | '〉' | '《' | '》' | '…' | '※'
            )
    };
    let start = move |piece: &str| piece.as_ptr() as usize - text.as_ptr() as usize;
    text.split(parts).filter(|piece| !piece.is_empty()).map(move |piece| start(piece)..start(piece) + piece.len())
}

/// The Latin part at the start of a piece, without the punctuation around it; all of the piece where more stands in it
/// than a word and a particle.
fn latin(text: &str, piece: &Range<usize>) -> Range<usize> {
    let own = &text[piece.clone()];
    let opened = own.len() - own.trim_start_matches(['\'', '’']).len();
    let body = own[opened..].trim_end_matches(['.', ':', '!', '?', '\'', '’']);
    let korean = body.find(|character: char| !is_latin(character) && !is_inner(character)).unwrap_or(body.len());
    let (first, rest) = body.split_at(korean);
    // `manifest.json에`, `사건.xlsx`, `a@b.kr로`: whatever follows, it is more than a word.
    let whole = rest.contains(is_latin) || rest.contains(|character: char| character.is_ascii_digit());
    let end = if whole { body.len() } else { first.trim_end_matches(['.', '\'', '’', '-']).len() };
    piece.start + opened..piece.start + opened + end
}

/// What a piece is by itself.
fn kind(word: &str) -> PieceKind {
    if word == "&" {
        return PieceKind::Beside;
    }
    let letters = word.chars().filter(|character| is_latin(*character)).count();
    if letters == 0 || UNITS.contains(&word) || KNOWN.contains(&word) || is_hash(word) {
        return PieceKind::Other;
    }
    let small = word.chars().any(char::is_lowercase);
    let plain = word.chars().all(|character| is_latin(character) || matches!(character, '\'' | '’'));
    if plain && small && letters >= 2 {
        return PieceKind::Word;
    }
    // `Wi-Fi`, `Android/iOS`, `Q&As`: every part begins with a capital or has one; `kr-incident-report`, `a/b` are names.
    let mut parts = word.split(['-', '/', '&']);
    let named =
        parts.all(|part| !part.is_empty() && part.chars().all(is_latin) && part.chars().any(char::is_uppercase));
    match (named, small) {
        (true, true) if letters >= 2 && word.matches('/').count() < 2 => PieceKind::Word,
        (true, false) => PieceKind::Beside,
        // `EC2`, `S3`: letters and digits, nothing small.
        _ if !small && word.chars().all(|c| is_latin(c) || c.is_ascii_digit()) && word.starts_with(is_latin) => {
            PieceKind::Beside
        }
        _ => PieceKind::Other,
    }
}

/// Latin letters, those with accents included.
fn is_latin(character: char) -> bool {
    character.is_ascii_alphabetic() || matches!(character, '\u{c0}'..='\u{24f}' if character.is_alphabetic())
}

/// What stands inside a word or a name.
fn is_inner(character: char) -> bool {
    character.is_ascii_digit()
        || matches!(character, '\'' | '’' | '-' | '&' | '/' | '.' | '_' | ':' | '@' | '#' | '=' | '+' | '%' | '\\')
}

/// Hexadecimal digits alone: `deadbeef`.
fn is_hash(word: &str) -> bool {
    word.len() >= HASH && word.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with `[ ]` around what is English.
    fn marked(text: &str) -> String {
        let mut out = text.to_owned();
        for range in english(text).into_iter().rev() {
            out.insert(range.end, ']');
            out.insert(range.start, '[');
        }
        out
    }

    #[test]
    fn words_are_marked_and_their_particles_are_not() {
        for (text, expected) in [
            ("Google Cloud Platform의 장애", "[Google Cloud Platform]의 장애"),
            ("Meta Platforms, Inc.가 제공", "[Meta Platforms], [Inc].가 제공"),
            ("Kakao가 제공하는 서비스", "[Kakao]가 제공하는 서비스"),
            ("카카오 T(Kakao T)", "카카오 T([Kakao T])"),
            ("Amazon Web Services(AWS)", "[Amazon Web Services](AWS)"),
            ("‘Instagram’과 “Threads”", "‘[Instagram]’과 “[Threads]”"),
            ("'Facebook'에서", "'[Facebook]'에서"),
            ("Google은 Cloud를", "[Google]은 [Cloud]를"),
            ("Research & Development 부문", "[Research & Development] 부문"),
            ("Wi-Fi 접속", "[Wi-Fi] 접속"),
            ("Android/iOS 앱", "[Android/iOS] 앱"),
            ("iOS용", "[iOS]용"),
            ("Amazon EC2 인스턴스", "[Amazon EC2] 인스턴스"),
            ("AWS Direct Connect 회선", "[AWS Direct Connect] 회선"),
            ("Café 이용자", "[Café] 이용자"),
            ("Windows Server 2019 서버", "[Windows Server] 2019 서버"),
            ("User's Guide", "[User's Guide]"),
            ("Kakao & 계열회사", "[Kakao] & 계열회사"),
        ] {
            assert_eq!(marked(text), expected);
        }
    }

    #[test]
    fn what_is_no_word_of_english_is_left_alone() {
        for text in [
            "UPS와 IDC의 전원",
            "SK C&C 판교 데이터센터",
            "카카오T를 쓰는",
            "LTE망, 5G망, KT",
            "AT&T",
            "No. 3 축전지",
            "127 km, 40 kW, 22.5 MHz",
            "1.5Gbps, 30ms, 12GB",
            "manifest.json에 적음",
            "사건.xlsx의 경과",
            "kr-incident-report.pdf",
            "kr-incident-report",
            "outage.duration",
            "data_source_1",
            "us-east-1 리전",
            "https://www.kakao.com/policy/terms?lang=ko 참조",
            "help@kakao.com으로",
            "sha256:9f86d081884c7d65",
            "9f86d081884c7d659a2feaa0c55ad015",
            "deadbeef",
            "C:\\data\\claims",
            "src/render",
            "제33조제2항, 2022. 10. 15. 15:19",
            "가나다 123 ①",
            "",
            "A",
            "&",
        ] {
            assert_eq!(marked(text), text);
        }
    }
}
