//! Particles (조사) that change with the sound before them.

/// The pairs there are, the one behind a final consonant first.
pub const PARTICLES: [&str; 7] = ["이/가", "을/를", "은/는", "과/와", "으로/로", "이라/라", "이나/나"];

/// Chooses from a pair such as `이/가`, `을/를`, `은/는`, `과/와`, `으로/로` by the last sound of `word`.
///
/// A digit is read as Korean reads it (3 is 삼, with a final consonant), `%` as 퍼센트; a Latin letter counts as a vowel but for
/// those whose name ends in a consonant (L, M, N, R).
#[must_use]
pub fn particle<'a>(word: &str, pair: &'a str) -> &'a str {
    let Some((closed, open)) = pair.split_once('/') else { return pair };
    let last = word.chars().rev().find(|c| c.is_alphanumeric() || *c == '%');
    let (is_closed, is_rieul) = last.map_or((false, false), final_sound);
    // 으로/로: 로 also follows ㄹ.
    if is_closed && !(is_rieul && closed == "으로") { closed } else { open }
}

/// Whether a character's sound ends in a consonant, and whether that consonant is ㄹ.
fn final_sound(c: char) -> (bool, bool) {
    const SYLLABLES: std::ops::RangeInclusive<u32> = 0xAC00..=0xD7A3;
    const RIEUL: u32 = 8;
    let code = u32::from(c);
    if SYLLABLES.contains(&code) {
        let last = (code - 0xAC00) % 28;
        return (last != 0, last == RIEUL);
    }
    match c.to_ascii_lowercase() {
        '1' | '7' | '8' | 'l' | 'r' => (true, true),
        '0' | '3' | '6' | 'm' | 'n' => (true, false),
        _ => (false, false),
    }
}

#[cfg(test)]
mod tests {
    use super::particle;

    #[test]
    fn the_particle_follows_the_sound() {
        for (word, pair, expected) in [
            ("시각", "이/가", "이"),
            ("합계", "을/를", "를"),
            ("서울", "으로/로", "로"),
            ("과천", "으로/로", "으로"),
            ("127시간 33분", "은/는", "은"),
            ("105,116", "과/와", "과"),
            ("2022", "이/가", "가"),
            ("\"카카오\"", "은/는", "는"),
            ("32.58%", "과/와", "와"),
            ("20.0%", "으로/로", "로"),
        ] {
            assert_eq!(particle(word, pair), expected, "{word}");
        }
    }
}
