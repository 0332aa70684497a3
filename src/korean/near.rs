//! Near misses: which known word a mistyped one most likely meant, Hangul compared letter by letter (자모).

/// The nearest of `known` within a third of the word's letters, first of equals.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = letters(word);
    let limit = (letters.len() / 3).max(1);
    known
        .into_iter()
        .map(|candidate| (distance(&letters, &self::letters(candidate)), candidate))
        .filter(|(distance, candidate)| *distance <= limit && *candidate != word)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Lower-case letters, each Hangul syllable taken apart into its two or three.
fn letters(word: &str) -> Vec<char> {
    let mut out = Vec::new();
    for c in word.chars().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()).take(64) {
        let code = u32::from(c);
        if (0xAC00..=0xD7A3).contains(&code) {
            let index = code - 0xAC00;
            let parts = [0x1100 + index / 588, 0x1161 + index % 588 / 28, 0x11A7 + index % 28];
            out.extend(parts.into_iter().filter(|part| *part != 0x11A7).filter_map(char::from_u32));
        } else {
            out.push(c);
        }
    }
    out
}

/// Edit distance in which swapping two neighbours is one edit (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_near_miss_is_found_in_latin_and_hangul() {
        assert_eq!(nearest("biuld", ["build", "check"]), Some("build"));
        assert_eq!(nearest("report_ta", ["report_at", "recipient"]), Some("report_at"));
        assert_eq!(nearest("소상공안", ["일반 이용자", "소상공인"]), Some("소상공인"));
        assert_eq!(nearest("전혀다른말", ["소상공인", "기업"]), None);
    }
}
