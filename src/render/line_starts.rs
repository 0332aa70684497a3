//! Where the lines of a page on a screen may not begin: with a middle dot, or with the particle of the word before.
//!
//! `word-break: keep-all` keeps Korean words whole, but a browser still breaks on both sides of a middle dot (원인·조치), and
//! between a bracket, a full stop or a sign and the particle that belongs to it (서울(본사)에서, 10. 15.부터). A word joiner
//! (U+2060) stands there, and a no-break space before a dot that has spaces around it. On paper `pdf::breaking` knows this.

/// Forbids a break, prints nothing.
const JOINER: char = '\u{2060}';
/// A space at which no line ends.
const KEPT_SPACE: char = '\u{a0}';
/// Elements inside a line.
const INLINE: [&str; 8] = ["a", "span", "data", "time", "cite", "sup", "em", "strong"];
/// Elements whose text is not set in lines, or is no text of the page.
const WITHOUT_LINES: [&str; 4] = ["head", "svg", "style", "script"];

/// The document with joiners in its text; tags and attributes stay as they are.
pub(super) fn join(document: &str) -> String {
    let mut out = String::with_capacity(document.len() + document.len() / 32);
    let mut rest = document;
    // The last character of the line so far, across inline elements; none where a line begins.
    let mut before = None;
    while let Some(open) = rest.find('<') {
        text(&mut out, &rest[..open], &mut before);
        let inside = &rest[open..];
        let close = inside.find('>').map_or(inside.len(), |at| at + 1);
        let tag = &inside[..close];
        let name = name_of(tag);
        let skipped = WITHOUT_LINES.contains(&name) && !tag.starts_with("</") && !tag.ends_with("/>");
        let end = if skipped { inside.find(&format!("</{name}")).unwrap_or(close) } else { close };
        out.push_str(&inside[..end]);
        if !INLINE.contains(&name) {
            before = None;
        }
        rest = &inside[end..];
    }
    text(&mut out, rest, &mut before);
    out
}

fn name_of(tag: &str) -> &str {
    let name = tag.trim_start_matches(['<', '/']);
    let end = name.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(name.len());
    &name[..end]
}

fn text(out: &mut String, text: &str, before: &mut Option<char>) {
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let kept = character == ' ' && characters.peek() == Some(&'·') && before.is_some();
        if before.is_some_and(|before| joins(before, character)) {
            out.push(JOINER);
        }
        out.push(if kept { KEPT_SPACE } else { character });
        *before = Some(character);
    }
}

/// Whether no line may end between the two.
fn joins(before: char, character: char) -> bool {
    let is_space = |character: char| character.is_whitespace();
    match character {
        '·' => !is_space(before),
        _ => is_hangul(character) && closes(before),
    }
}

/// What ends a word that a particle may follow without a space.
fn closes(character: char) -> bool {
    matches!(character, ')' | ']' | '」' | '』' | '〉' | '》' | '’' | '”' | '\'' | '"' | '.' | '%' | '℃' | '°' | '*')
}

fn is_hangul(character: char) -> bool {
    matches!(character, '가'..='힣')
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn no_line_begins_with_a_dot_or_a_particle() {
        for (document, joined) in [
            ("<p>원인·조치</p>", "<p>원인\u{2060}·조치</p>"),
            ("<p>서비스 · 기능</p>", "<p>서비스\u{a0}· 기능</p>"),
            ("<p>서울(본사)에서</p>", "<p>서울(본사)\u{2060}에서</p>"),
            ("<p><time>10. 15.</time>부터</p>", "<p><time>10. 15.</time>\u{2060}부터</p>"),
            ("<p><data>3건</data><sup><a>1)</a></sup>을</p>", "<p><data>3건</data><sup><a>1)</a></sup>\u{2060}을</p>"),
        ] {
            assert_eq!(join(document), joined);
        }
    }

    #[test]
    fn what_is_no_line_stays_as_it_is() {
        for document in [
            "<head><title>가)나</title></head>",
            "<svg><text>가)나·다</text></svg>",
            "<p>가)</p><p>나</p>",
            "<td>가)</td><td>· 나</td>",
            "<p title=\"가)나\">가 나</p>",
        ] {
            assert_eq!(join(document), document);
        }
    }
}
