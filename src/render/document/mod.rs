//! The one document behind HTML and PDF, read back as a typed tree and held against the closed vocabulary.
//!
//! What belongs here: well-formedness, elements and their parents, classes that exist, spans that are numbers, and what is
//! left out of the page because it is for the screen. What does not: sizes, pages, colours.

mod reader;
mod vocabulary;

use roxmltree::ParsingOptions;

use super::theme::Theme;

use self::reader::Reader;
pub use self::vocabulary::{Name, Vocabulary};

/// Why a document could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct DocumentError {
    /// Line of the document, from 1.
    pub line: u32,
    pub message: String,
}

/// A node of the tree.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    Element(Element),
    Text(String),
}

/// Which way a header cell points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Column,
    Row,
}

/// An element with what the page needs of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    pub name: Name,
    pub classes: Vec<String>,
    pub children: Vec<Node>,
    /// Line of the document, from 1.
    pub line: u32,
    /// Where it begins in the document, in bytes: no two elements begin at one place.
    pub at: usize,
    /// Of cells: 1 unless written.
    pub columns: u32,
    pub rows: u32,
    pub scope: Option<Scope>,
    /// What links lead to it by.
    pub id: Option<Box<str>>,
    /// Of `a`: the id of the element that it leads to on the page. A link for the screen alone is none.
    pub link: Option<Box<str>>,
    /// Language of what stands inside, where it is not that of what stands around: `en`.
    pub lang: Option<Box<str>>,
    /// Of `svg`: the drawing as written and its words.
    pub drawing: Option<Box<Drawing>>,
}

/// An inline chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// The SVG as written.
    pub source: String,
    /// What it is called: its `title`, or its `desc` where it has none.
    pub title: String,
    /// `title` and `desc`, joined: the text alternative.
    pub alternative: String,
    /// What is written in it, in order.
    pub texts: Vec<DrawnText>,
}

/// A text inside a drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawnText {
    /// The figure that it names or gives the value of.
    pub figure: Option<Box<str>>,
    pub text: String,
}

impl Element {
    pub fn has_class(&self, class: &str) -> bool {
        self.classes.iter().any(|own| own == class)
    }

    /// Child elements in order.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// All text inside, as written.
    pub fn text(&self) -> String {
        fn collect(element: &Element, into: &mut String) {
            for child in &element.children {
                match child {
                    Node::Text(text) => into.push_str(text),
                    Node::Element(element) => collect(element, into),
                }
            }
        }
        let mut text = String::new();
        collect(self, &mut text);
        text
    }
}

/// A document, read and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    pub title: String,
    pub author: String,
    pub description: String,
    pub keywords: Vec<String>,
    /// The `body`.
    pub body: Element,
}

impl Document {
    /// Reads a document for the page: elements for the screen alone are left out.
    pub fn read(text: &str, vocabulary: &Vocabulary, theme: &Theme) -> Result<Self, DocumentError> {
        let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
        let xml = roxmltree::Document::parse_with_options(text, options)
            .map_err(|error| DocumentError { line: error.pos().row, message: format!("not well-formed: {error}") })?;
        Reader::new(&xml, text, vocabulary, theme).document()
    }
}

impl Document {
    /// Headings begin with `h1` and go down one level at a time (ISO 14289-1, 7.4.2): people who listen steer by them.
    pub(super) fn check_headings(&self) -> Result<(), DocumentError> {
        fn walk(element: &Element, last: &mut u8) -> Result<(), DocumentError> {
            let level = match element.name {
                Name::H1 => 1,
                Name::H2 => 2,
                Name::H3 => 3,
                Name::H4 => 4,
                Name::H5 => 5,
                Name::H6 => 6,
                _ => 0,
            };
            if level > *last + 1 {
                let before = if *last == 0 { "nothing".to_owned() } else { format!("`h{last}`") };
                let message = format!("`h{level}` follows {before}: a level of headings is missing");
                return Err(DocumentError { line: element.line, message });
            }
            if level > 0 {
                *last = level;
            }
            element.elements().try_for_each(|child| walk(child, last))
        }
        walk(&self.body, &mut 0)
    }
}
/// White space as a document means it; a no-break space is a character.
pub(crate) fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

/// White space collapsed and trimmed.
pub(crate) fn squeeze(text: &str) -> String {
    text.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<Document, DocumentError> {
        let vocabulary = Vocabulary::parse(include_str!("../../../templates/base/vocabulary.toml")).unwrap();
        let theme = Theme::parse(include_str!("../../../templates/theme.toml")).unwrap();
        let text = format!("<html>\n<head><title>보고</title></head>\n<body>\n{body}\n</body>\n</html>");
        Document::read(&text, &vocabulary, &theme)
    }

    #[test]
    fn an_unknown_element_is_refused_with_its_line() {
        let error = read("<section>\n<blink>번쩍</blink></section>").unwrap_err();
        assert_eq!(error.to_string(), "line 5: element `blink` is not in the vocabulary");
    }

    #[test]
    fn an_element_in_the_wrong_place_is_refused() {
        assert_eq!(read("<li>하나</li>").unwrap_err().to_string(), "line 4: `li` may not stand in `body`");
    }

    #[test]
    fn an_unknown_class_is_refused() {
        let error = read("<p class=\"fancy\">글</p>").unwrap_err();
        assert_eq!(error.to_string(), "line 4: class `fancy` is not in the theme");
    }

    #[test]
    fn text_where_none_belongs_is_refused() {
        assert!(read("<section>글</section>").unwrap_err().message.contains("holds no text"));
    }

    #[test]
    fn what_is_for_the_screen_is_left_out_but_checked() {
        let document = read("<aside><p>원자료</p></aside><p class=\"screen\">화면</p><p>종이</p>").unwrap();
        assert_eq!(document.body.text().trim(), "종이");
        assert!(read("<aside><blink/></aside>").is_err());
    }

    #[test]
    fn a_drawing_needs_words() {
        let plain = "<section><figure><svg viewBox=\"0 0 1 1\"><rect/></svg></figure></section>";
        assert!(read(plain).unwrap_err().message.contains("text alternative"));
    }
}
