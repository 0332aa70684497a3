//! The one document behind HTML and PDF, read back as a typed tree and held against the closed vocabulary.
//!
//! What belongs here: well-formedness, elements and their parents, classes that exist, spans that are numbers, and what is
//! left out of the page because it is for the screen. What does not: sizes, pages, colours.

use std::collections::BTreeMap;
use std::ops::Range;

use roxmltree::{Node as XmlNode, ParsingOptions};
use serde::Deserialize;

use super::theme::Theme;

/// Spans beyond this are a mistake, not a table.
const LARGEST_SPAN: u32 = 1000;
/// Elements inside elements: deeper documents are refused, so that no walk over the tree can exhaust the stack.
const DEEPEST: usize = 48;

/// Why a document could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct DocumentError {
    /// Line of the document, from 1.
    pub line: u32,
    pub message: String,
}

/// Every element the layout knows. A vocabulary may hold fewer, never more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Name {
    Html,
    Head,
    Title,
    Meta,
    Style,
    Body,
    Header,
    Main,
    Footer,
    Nav,
    Section,
    Aside,
    Div,
    H1,
    H2,
    H3,
    H4,
    P,
    Ol,
    Ul,
    Li,
    Table,
    Caption,
    Thead,
    Tbody,
    Tfoot,
    Tr,
    Th,
    Td,
    Figure,
    Figcaption,
    Svg,
    G,
    Rect,
    Line,
    Path,
    Text,
    Desc,
    Span,
    Strong,
    Em,
    Data,
    Time,
    Cite,
    A,
    Sup,
    Br,
}

impl Name {
    /// The element as written, for theme rows and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Head => "head",
            Self::Title => "title",
            Self::Meta => "meta",
            Self::Style => "style",
            Self::Body => "body",
            Self::Header => "header",
            Self::Main => "main",
            Self::Footer => "footer",
            Self::Nav => "nav",
            Self::Section => "section",
            Self::Aside => "aside",
            Self::Div => "div",
            Self::H1 => "h1",
            Self::H2 => "h2",
            Self::H3 => "h3",
            Self::H4 => "h4",
            Self::P => "p",
            Self::Ol => "ol",
            Self::Ul => "ul",
            Self::Li => "li",
            Self::Table => "table",
            Self::Caption => "caption",
            Self::Thead => "thead",
            Self::Tbody => "tbody",
            Self::Tfoot => "tfoot",
            Self::Tr => "tr",
            Self::Th => "th",
            Self::Td => "td",
            Self::Figure => "figure",
            Self::Figcaption => "figcaption",
            Self::Svg => "svg",
            Self::G => "g",
            Self::Rect => "rect",
            Self::Line => "line",
            Self::Path => "path",
            Self::Text => "text",
            Self::Desc => "desc",
            Self::Span => "span",
            Self::Strong => "strong",
            Self::Em => "em",
            Self::Data => "data",
            Self::Time => "time",
            Self::Cite => "cite",
            Self::A => "a",
            Self::Sup => "sup",
            Self::Br => "br",
        }
    }

    /// Stands inside a line of text.
    pub fn is_inline(self) -> bool {
        matches!(
            self,
            Self::Span
                | Self::Strong
                | Self::Em
                | Self::Data
                | Self::Time
                | Self::Cite
                | Self::A
                | Self::Sup
                | Self::Br
        )
    }

    /// Holds text directly.
    fn holds_text(self) -> bool {
        self.is_inline()
            || matches!(
                self,
                Self::H1
                    | Self::H2
                    | Self::H3
                    | Self::H4
                    | Self::P
                    | Self::Li
                    | Self::Th
                    | Self::Td
                    | Self::Caption
                    | Self::Figcaption
                    | Self::Div
                    | Self::Title
                    | Self::Desc
                    | Self::Style
                    | Self::Text
            )
    }
}

/// One row of `vocabulary.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct VocabularyRow {
    parents: Vec<String>,
    tag: String,
    output: Output,
    #[serde(default)]
    #[allow(dead_code, reason = "the screen's style sheet reads it; the layout knows its own blocks")]
    block: bool,
}

/// Where an element appears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Output {
    Both,
    Screen,
    Page,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VocabularyFile {
    schema: u32,
    element: BTreeMap<Name, VocabularyRow>,
}

/// The closed vocabulary: which elements exist, where they may stand, how they are tagged.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    rows: BTreeMap<Name, VocabularyRow>,
    names: BTreeMap<&'static str, Name>,
}

impl Vocabulary {
    /// Reads `vocabulary.toml`. An element that the layout cannot lay out is refused here, not on the page.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: VocabularyFile = toml::from_str(text).map_err(|error| format!("vocabulary: {error}"))?;
        if file.schema != 1 {
            return Err(format!("vocabulary: schema {} is not known, expected 1", file.schema));
        }
        let names: BTreeMap<_, _> = file.element.keys().map(|&name| (name.as_str(), name)).collect();
        for (name, row) in &file.element {
            for parent in &row.parents {
                if parent != "*inline" && !names.contains_key(parent.as_str()) {
                    return Err(format!("vocabulary: `{}` names the unknown parent `{parent}`", name.as_str()));
                }
            }
        }
        Ok(Self { rows: file.element, names })
    }

    /// The structure type of an element in a tagged document; `""` is none.
    pub fn tag(&self, name: Name) -> &str {
        self.rows.get(&name).map_or("", |row| row.tag.as_str())
    }

    fn allows(&self, name: Name, parent: Name) -> bool {
        self.rows.get(&name).is_some_and(|row| {
            row.parents.iter().any(|allowed| {
                allowed == parent.as_str() || (allowed == "*inline" && parent.holds_text() && parent != Name::Text)
            })
        })
    }
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
    /// Of cells: 1 unless written.
    pub columns: u32,
    pub rows: u32,
    pub scope: Option<Scope>,
    /// Of `svg`: the drawing as written and its words.
    pub drawing: Option<Box<Drawing>>,
}

/// An inline chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// The SVG, on its own a well-formed document.
    pub source: String,
    /// `title` and `desc`, joined: the text alternative.
    pub alternative: String,
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
        let reader = Reader { xml: &xml, text, vocabulary, theme, lines: line_starts(text) };
        reader.document()
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

struct Reader<'a> {
    xml: &'a roxmltree::Document<'a>,
    text: &'a str,
    vocabulary: &'a Vocabulary,
    theme: &'a Theme,
    lines: Vec<usize>,
}

impl Reader<'_> {
    fn document(&self) -> Result<Document, DocumentError> {
        let root = self.xml.root_element();
        if self.name(root)? != Name::Html {
            return Err(self.error(root, "a document begins with `html`".to_owned()));
        }
        let mut document = Document {
            title: String::new(),
            author: String::new(),
            description: String::new(),
            keywords: Vec::new(),
            body: self.blank(Name::Body, root),
        };
        let mut body = None;
        for child in root.children().filter(XmlNode::is_element) {
            let name = self.name(child)?;
            self.check_parent(child, name, Name::Html)?;
            if name == Name::Head {
                self.head(child, &mut document)?;
            } else {
                body = self.element(child, Name::Html, 0)?;
            }
        }
        document.body = body.ok_or_else(|| self.error(root, "the document has no `body`".to_owned()))?;
        if document.title.is_empty() {
            return Err(self.error(root, "the document has no `title`: a reader needs its name".to_owned()));
        }
        Ok(document)
    }

    fn head(&self, head: XmlNode<'_, '_>, document: &mut Document) -> Result<(), DocumentError> {
        for child in head.children().filter(XmlNode::is_element) {
            let name = self.name(child)?;
            self.check_parent(child, name, Name::Head)?;
            match name {
                Name::Title => document.title = squeeze(&all_text(child)),
                Name::Meta => {
                    let content = squeeze(child.attribute("content").unwrap_or_default());
                    match child.attribute("name") {
                        Some("author") => document.author = content,
                        Some("description") => document.description = content,
                        Some("keywords") => {
                            document.keywords =
                                content.split(',').map(squeeze).filter(|word| !word.is_empty()).collect();
                        }
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// `None`: the element is for the screen.
    fn element(&self, node: XmlNode<'_, '_>, parent: Name, depth: usize) -> Result<Option<Element>, DocumentError> {
        let name = self.name(node)?;
        self.check_parent(node, name, parent)?;
        if depth > DEEPEST {
            return Err(self.error(node, format!("elements stand more than {DEEPEST} deep")));
        }
        let mut element = self.blank(name, node);
        for class in node.attribute("class").unwrap_or_default().split_ascii_whitespace() {
            if self.theme.class(class).is_none() {
                return Err(self.error(node, format!("class `{class}` is not in the theme")));
            }
            element.classes.push(class.to_owned());
        }
        if name == Name::Svg {
            element.drawing = Some(Box::new(self.drawing(node)?));
        } else {
            element.columns = self.span(node, "colspan")?;
            element.rows = self.span(node, "rowspan")?;
            element.scope = match node.attribute("scope") {
                Some("row" | "rowgroup") => Some(Scope::Row),
                Some(_) => Some(Scope::Column),
                None => None,
            };
            element.children = self.children(node, name, depth)?;
        }
        // Checked all the same: an error on the screen is an error.
        let screen = self.vocabulary.rows.get(&name).is_some_and(|row| row.output == Output::Screen);
        Ok((!screen && !element.has_class("screen")).then_some(element))
    }

    fn children(&self, node: XmlNode<'_, '_>, name: Name, depth: usize) -> Result<Vec<Node>, DocumentError> {
        let mut children = Vec::new();
        for child in node.children() {
            if child.is_element() {
                children.extend(self.element(child, name, depth + 1)?.map(Node::Element));
            } else if child.is_text() {
                let text = child.text().unwrap_or_default();
                if name.holds_text() {
                    children.push(Node::Text(text.to_owned()));
                } else if !text.chars().all(is_space) {
                    return Err(self.error(child, format!("`{}` holds no text of its own", name.as_str())));
                }
            }
        }
        Ok(children)
    }

    fn drawing(&self, svg: XmlNode<'_, '_>) -> Result<Drawing, DocumentError> {
        let mut words = Vec::new();
        for node in svg.descendants().filter(|node| node.is_element() && *node != svg) {
            let name = self.name(node)?;
            let parent = node.parent_element().map_or(Ok(Name::Svg), |parent| self.name(parent))?;
            self.check_parent(node, name, parent)?;
            if node.parent() == Some(svg) && matches!(name, Name::Title | Name::Desc) {
                words.push(squeeze(&all_text(node)));
            }
        }
        words.retain(|word| !word.is_empty());
        if words.is_empty() {
            return Err(self.error(svg, "a drawing needs a `title` or `desc`: its text alternative".to_owned()));
        }
        let source = self.text.get(svg.range()).unwrap_or_default();
        // An SVG without its namespace is no SVG to a reader of its own.
        let source = match source.strip_prefix("<svg") {
            Some(rest) if !source.split('>').next().unwrap_or_default().contains("xmlns=") => {
                format!("<svg xmlns=\"http://www.w3.org/2000/svg\"{rest}")
            }
            _ => source.to_owned(),
        };
        Ok(Drawing { source, alternative: words.join(". ") })
    }

    fn span(&self, node: XmlNode<'_, '_>, attribute: &str) -> Result<u32, DocumentError> {
        let Some(text) = node.attribute(attribute) else { return Ok(1) };
        text.trim()
            .parse()
            .ok()
            .filter(|span| (1..=LARGEST_SPAN).contains(span))
            .ok_or_else(|| self.error(node, format!("{attribute} is `{text}`, expected 1 to {LARGEST_SPAN}")))
    }

    fn name(&self, node: XmlNode<'_, '_>) -> Result<Name, DocumentError> {
        let written = node.tag_name().name();
        self.vocabulary
            .names
            .get(written)
            .copied()
            .ok_or_else(|| self.error(node, format!("element `{written}` is not in the vocabulary")))
    }

    fn check_parent(&self, node: XmlNode<'_, '_>, name: Name, parent: Name) -> Result<(), DocumentError> {
        if self.vocabulary.allows(name, parent) {
            return Ok(());
        }
        Err(self.error(node, format!("`{}` may not stand in `{}`", name.as_str(), parent.as_str())))
    }

    fn blank(&self, name: Name, node: XmlNode<'_, '_>) -> Element {
        Element {
            name,
            classes: Vec::new(),
            children: Vec::new(),
            line: self.line(node.range()),
            columns: 1,
            rows: 1,
            scope: None,
            drawing: None,
        }
    }

    /// `text_pos_at` of the parser counts from the start each time; a table of thousands of rows cannot afford that.
    fn line(&self, range: Range<usize>) -> u32 {
        u32::try_from(self.lines.partition_point(|&start| start <= range.start)).unwrap_or(u32::MAX)
    }

    fn error(&self, node: XmlNode<'_, '_>, message: String) -> DocumentError {
        DocumentError { line: self.line(node.range()), message }
    }
}

fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

fn all_text(node: XmlNode<'_, '_>) -> String {
    node.descendants().filter(XmlNode::is_text).filter_map(|text| text.text()).collect()
}

/// White space as a document means it; a no-break space is a character.
pub(crate) fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

/// White space collapsed and trimmed.
fn squeeze(text: &str) -> String {
    text.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<Document, DocumentError> {
        let vocabulary = Vocabulary::parse(include_str!("../../templates/base/vocabulary.toml")).unwrap();
        let theme = Theme::parse(include_str!("../../templates/theme.toml")).unwrap();
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
