//! Pieces of XML: escaped text, without what the format cannot hold.

/// What every part with text declares. Real files of 한글 declare all of it in each part, used or not.
pub(super) const NAMESPACES: &str = concat!(
    "xmlns:ha=\"http://www.hancom.co.kr/hwpml/2011/app\" ",
    "xmlns:hp=\"http://www.hancom.co.kr/hwpml/2011/paragraph\" ",
    "xmlns:hp10=\"http://www.hancom.co.kr/hwpml/2016/paragraph\" ",
    "xmlns:hs=\"http://www.hancom.co.kr/hwpml/2011/section\" ",
    "xmlns:hc=\"http://www.hancom.co.kr/hwpml/2011/core\" ",
    "xmlns:hh=\"http://www.hancom.co.kr/hwpml/2011/head\" ",
    "xmlns:hhs=\"http://www.hancom.co.kr/hwpml/2011/history\" ",
    "xmlns:hm=\"http://www.hancom.co.kr/hwpml/2011/master-page\" ",
    "xmlns:hpf=\"http://www.hancom.co.kr/schema/2011/hpf\" ",
    "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" ",
    "xmlns:opf=\"http://www.idpf.org/2007/opf/\" ",
    "xmlns:ooxmlchart=\"http://www.hancom.co.kr/hwpml/2016/ooxmlchart\" ",
    "xmlns:hwpunitchar=\"http://www.hancom.co.kr/hwpml/2016/HwpUnitChar\" ",
    "xmlns:epub=\"http://www.idpf.org/2007/ops\" ",
    "xmlns:config=\"urn:oasis:names:tc:opendocument:xmlns:config:1.0\""
);

/// How every part begins.
pub(super) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\" ?>";

/// Text for between tags and inside quotes.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push(&mut out, text);
    out
}

/// Appends text. Control characters and carriage returns cannot stand in a paragraph: a reader refuses the file or shows a
/// box.
pub(super) fn push(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            _ if character.is_control() => {}
            _ => out.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_of_a_text_is_markup_or_control() {
        assert_eq!(super::escaped("a<b>&\"\r\n\u{0}\u{1b}각"), "a&lt;b&gt;&amp;&quot;각");
    }
}
