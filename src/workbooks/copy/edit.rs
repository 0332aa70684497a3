//! Changes to a text at known places: everything between them stays as it is.

use std::ops::Range;

use roxmltree::Node;

use super::Refusal;

/// The main namespace of spreadsheets in the form that every program writes.
pub(super) const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
pub(super) const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Collects changes.
#[derive(Debug, Default)]
pub(super) struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    pub(super) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.0.push((at..at, text.into()));
    }

    pub(super) fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.0.push((range, text.into()));
    }

    /// Sets an attribute of an element.
    pub(super) fn set(&mut self, node: Node<'_, '_>, source: &str, name: &str, value: &str) {
        match node.attribute_node(name) {
            Some(attribute) => self.replace(attribute.range_value(), value),
            None => self.insert(after_name(node, source), format!(" {name}=\"{value}\"")),
        }
    }

    /// Adds text as the last thing inside an element, whether or not it has an end of its own.
    pub(super) fn append(&mut self, node: Node<'_, '_>, source: &str, text: &str) {
        let range = node.range();
        let whole = &source[range.clone()];
        if whole.ends_with("/>") {
            let name = element_name(node, source);
            self.replace(range.end - 2..range.end, format!(">{text}</{name}>"));
        } else {
            let end = whole.rfind("</").map_or(range.end, |at| range.start + at);
            self.insert(end, text);
        }
    }

    /// The text with all changes made; changes at one place stay in the order given.
    pub(super) fn apply(mut self, source: &str) -> String {
        self.0.sort_by_key(|(range, _)| range.start);
        let mut out = String::with_capacity(source.len() + 1_024);
        let mut at = 0;
        for (range, text) in self.0 {
            out.push_str(&source[at..range.start.max(at)]);
            out.push_str(&text);
            at = range.end.max(at);
        }
        out.push_str(&source[at..]);
        out
    }
}

impl Edits {
    /// The changed text of one element alone; all changes are inside it.
    pub(super) fn apply_within(self, source: &str, range: Range<usize>) -> String {
        let moved = self.0.into_iter().map(|(at, text)| (at.start - range.start..at.end - range.start, text));
        Self(moved.collect()).apply(&source[range])
    }
}

/// The name of an element as it is written.
fn element_name<'s>(node: Node<'_, '_>, source: &'s str) -> &'s str {
    let rest = &source[node.range().start + 1..];
    let end = rest.find(|c: char| c.is_whitespace() || c == '/' || c == '>').unwrap_or(0);
    &rest[..end]
}

fn after_name(node: Node<'_, '_>, source: &str) -> usize {
    node.range().start + 1 + element_name(node, source).len()
}

/// The child of a name in the main namespace.
pub(super) fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|child| child.has_tag_name((MAIN, name)))
}

/// The root, when it is written as every program writes it: in the main namespace, without a prefix.
pub(super) fn root<'a, 'i>(document: &'a roxmltree::Document<'i>, name: &str) -> Result<Node<'a, 'i>, Refusal> {
    let root = document.root_element();
    let is_plain = element_name(root, document.input_text()) == name;
    if root.has_tag_name((MAIN, name)) && is_plain { Ok(root) } else { Err("copy-shape") }
}

/// A text fit for XML: signs escaped, what XML cannot hold left out.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use roxmltree::Document;

    use super::*;

    #[test]
    fn what_is_not_changed_stays_as_it_is() {
        let text = format!("<a  xmlns='{MAIN}'><row r=\"1\" /><row\tr=\"2\" s='4'><c/></row><!-- mine --></a>");
        let document = Document::parse(&text).expect("XML");
        let root = root(&document, "a").expect("a root");
        let rows: Vec<_> = root.children().filter(|node| node.has_tag_name((MAIN, "row"))).collect();
        let mut edits = Edits::default();
        edits.append(rows[0], &text, "<new/>");
        edits.set(rows[1], &text, "s", "7");
        edits.set(rows[1], &text, "t", "x");
        edits.append(root, &text, "<end/>");
        let expected = format!(
            "<a  xmlns='{MAIN}'><row r=\"1\" ><new/></row><row t=\"x\"\tr=\"2\" s='7'><c/></row><!-- mine --><end/></a>"
        );
        assert_eq!(edits.apply(&text), expected);
    }

    #[test]
    fn another_way_of_writing_is_refused() {
        let prefixed = format!("<x:a xmlns:x=\"{MAIN}\"/>");
        for text in ["<a/>", "<a xmlns=\"http://purl.oclc.org/ooxml/spreadsheetml/main\"/>", prefixed.as_str()] {
            assert_eq!(root(&Document::parse(text).expect("XML"), "a").err(), Some("copy-shape"), "{text}");
        }
        assert_eq!(escaped("a<b>&\"\u{0}\u{8}c\n"), "a&lt;b&gt;&amp;&quot;c\n");
    }
}
