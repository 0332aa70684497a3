//! Names of sheets: the captions, by the rules of Excel.

/// Longest name, in UTF-16 units.
const LONGEST: usize = 31;
/// What no name may hold.
const BARRED: [char; 7] = ['[', ']', ':', '*', '?', '/', '\\'];
/// A name that Excel keeps for itself.
const KEPT: &str = "history";

/// The name of a sheet by its caption, unlike each of `taken` whatever the case of its letters.
pub(super) fn sheet_name(caption: &str, taken: &[String]) -> String {
    let plain: String = caption.chars().map(|c| if BARRED.contains(&c) || c.is_control() { ' ' } else { c }).collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = plain.trim_matches(['\'', ' ']);
    let plain = if plain.is_empty() || plain.to_lowercase() == KEPT { "표" } else { plain };
    let is_free = |name: &str| taken.iter().all(|one| one.to_lowercase() != name.to_lowercase());
    let first = cut(plain, "");
    if is_free(&first) {
        return first;
    }
    let numbered = (2..=taken.len() + 2).map(|number| cut(plain, &format!(" ({number})")));
    numbered.into_iter().find(|name| is_free(name)).unwrap_or(first)
}

/// The text, cut so that it ends with `end` within the longest name.
fn cut(text: &str, end: &str) -> String {
    let mut room = LONGEST - end.encode_utf16().count();
    let kept = text.chars().take_while(|c| {
        let left = room.checked_sub(c.len_utf16());
        room = left.unwrap_or_default();
        left.is_some()
    });
    let kept: String = kept.collect();
    format!("{}{end}", kept.trim_end_matches(['\'', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_rules_of_excel() {
        let long = "가".repeat(40);
        let taken = vec!["지급 환급".to_owned(), "가".repeat(31), "Log".to_owned()];
        assert_eq!(sheet_name("접수 [창구]: *?/\\", &[]), "접수 창구");
        assert_eq!(sheet_name("지급/환급", &taken), "지급 환급 (2)");
        assert_eq!(sheet_name(&long, &taken), format!("{} (2)", "가".repeat(27)));
        assert_eq!(sheet_name("LOG", &taken), "LOG (2)");
        assert_eq!(sheet_name("'인용'", &[]), "인용");
        assert_eq!(sheet_name("History", &[]), "표");
        // A character of two units is kept whole or left out.
        assert_eq!(sheet_name(&"😀".repeat(20), &[]).encode_utf16().count(), 30);
    }
}
