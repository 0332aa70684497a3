//! Marks English words in a finished document with `<span lang="en">`, so that a voice reads them as English.
//!
//! Works on the document as text, after the templates and before anything reads it: templates stay plain, and the words of
//! the template itself are found too. Attributes, drawings and the head of the document keep their text as it is. Which
//! words are English is `korean`'s rule.

use std::ops::Range;

use crate::korean::english;

/// Elements whose text is not running text of the page.
const LEFT_ALONE: [&str; 3] = ["head", "svg", "style"];

/// The document with its English words marked.
pub(super) fn mark(document: &str) -> String {
    let mut out = String::with_capacity(document.len() + document.len() / 32);
    // Elements around the place, each with whether the text in it is left alone.
    let mut around: Vec<bool> = Vec::new();
    let mut rest = document;
    while let Some(at) = rest.find('<') {
        text(&rest[..at], around.last().is_none_or(|alone| *alone), &mut out);
        let length = markup(&rest[at..]);
        let tag = &rest[at..at + length];
        out.push_str(tag);
        if tag.starts_with("</") {
            around.pop();
        } else if !tag.starts_with("<!") && !tag.starts_with("<?") && !tag.ends_with("/>") {
            around.push(around.last().is_some_and(|alone| *alone) || is_left_alone(tag));
        }
        rest = &rest[at + length..];
    }
    out.push_str(rest);
    out
}

/// Bytes of the tag, comment or declaration at the start of `rest`.
fn markup(rest: &str) -> usize {
    if rest.starts_with("<!--") {
        return rest.find("-->").map_or(rest.len(), |at| at + 3);
    }
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    rest.len()
}

/// An element whose text is no running text, or that says its language itself.
fn is_left_alone(tag: &str) -> bool {
    let name = tag[1..].split(|one: char| one.is_ascii_whitespace() || one == '>').next().unwrap_or_default();
    LEFT_ALONE.contains(&name) || name != "html" && tag.contains(" lang=\"")
}

/// Text between two tags.
fn text(raw: &str, alone: bool, out: &mut String) {
    if alone || !raw.bytes().any(|byte| byte.is_ascii_lowercase()) {
        return out.push_str(raw);
    }
    let (plain, places) = plain(raw);
    let mut from = 0;
    for Range { start, end } in english(&plain) {
        let (start, end) = (places(start), places(end));
        out.push_str(&raw[from..start]);
        out.push_str("<span lang=\"en\">");
        out.push_str(&raw[start..end]);
        out.push_str("</span>");
        from = end;
    }
    out.push_str(&raw[from..]);
}

/// Text without references such as `&amp;`, and where each place in it was before.
fn plain(raw: &str) -> (String, impl Fn(usize) -> usize) {
    let mut plain = String::with_capacity(raw.len());
    // After each reference: the place in the plain text, and how much longer the raw text is up to there.
    let mut longer: Vec<(usize, usize)> = Vec::new();
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        let length = rest[at..].find(';').map_or(1, |end| end + 1);
        let character = character(&rest[at..at + length]);
        plain.push(character);
        let more = longer.last().map_or(0, |last| last.1) + length - character.len_utf8();
        longer.push((plain.len(), more));
        rest = &rest[at + length..];
    }
    plain.push_str(rest);
    let place = move |at: usize| {
        let before = longer.partition_point(|(end, _)| *end <= at);
        at + before.checked_sub(1).map_or(0, |index| longer[index].1)
    };
    (plain, place)
}

/// What a reference stands for; one that XML does not define stands for a sign that ends every word.
fn character(reference: &str) -> char {
    match reference {
        "&amp;" => '&',
        "&quot;" => '"',
        "&apos;" | "&#39;" | "&#x27;" => '\'',
        _ => '<',
    }
}

#[cfg(test)]
mod tests {
    use super::mark;

    #[test]
    fn words_are_marked_where_text_runs_and_nowhere_else() {
        let text = "<!DOCTYPE html>\n<html lang=\"ko\"><head><title>Google</title></head><body><!-- Google > -->\
            <p title=\"Google > Cloud\">Google Cloud의 <cite>Digital Services Act</cite> 3건</p>\
            <svg><text>Google</text></svg><span lang=\"de\">Wort</span><br/>SK C&amp;C</body></html>";
        let expected = text
            .replace("Google Cloud의", "<span lang=\"en\">Google Cloud</span>의")
            .replace("Digital Services Act", "<span lang=\"en\">Digital Services Act</span>");
        assert_eq!(mark(text), expected);
    }

    #[test]
    fn references_stay_as_they_are() {
        for (text, expected) in [
            ("<p>Johnson &amp; Johnson이</p>", "<p><span lang=\"en\">Johnson &amp; Johnson</span>이</p>"),
            ("<p>&lt;표&gt; User&#39;s &amp;</p>", "<p>&lt;표&gt; <span lang=\"en\">User&#39;s</span> &amp;</p>"),
            (
                "<p>&quot;Meta&quot;&#160;Threads</p>",
                "<p>&quot;<span lang=\"en\">Meta</span>&quot;&#160;<span lang=\"en\">Threads</span></p>",
            ),
            ("<p>a &lt; b &amp;amp; c</p>", "<p>a &lt; b &amp;amp; c</p>"),
        ] {
            assert_eq!(mark(text), expected);
        }
    }
}
