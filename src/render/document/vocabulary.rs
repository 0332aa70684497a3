//! The closed vocabulary of a document: which elements exist, where they may stand, how a reader is told of them.
//!
//! `templates/base/vocabulary.toml` is its data. Trees and pages are not known here.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Structure types that a class may stand for (ISO 32000-1, 14.8.4.4).
const CLASS_TAGS: [&str; 2] = ["Note", "Reference"];

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
    Details,
    Summary,
    Div,
    H1,
    H2,
    H3,
    H4,
    H5,
    H6,
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
            Self::Details => "details",
            Self::Summary => "summary",
            Self::Div => "div",
            Self::H1 => "h1",
            Self::H2 => "h2",
            Self::H3 => "h3",
            Self::H4 => "h4",
            Self::H5 => "h5",
            Self::H6 => "h6",
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
    pub(super) fn holds_text(self) -> bool {
        self.is_inline()
            || matches!(
                self,
                Self::H1
                    | Self::H2
                    | Self::H3
                    | Self::H4
                    | Self::H5
                    | Self::H6
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
    output: ElementOutput,
    #[serde(default)]
    #[allow(dead_code, reason = "the screen's style sheet reads it; the layout knows its own blocks")]
    block: bool,
}

/// Where an element appears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ElementOutput {
    Both,
    Screen,
    Page,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VocabularyFile {
    schema: u32,
    element: BTreeMap<Name, VocabularyRow>,
    /// Structure types that a class stands for, before that of its element.
    #[serde(default)]
    class: BTreeMap<String, String>,
}

/// The closed vocabulary: which elements exist, where they may stand, how they are tagged.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    rows: BTreeMap<Name, VocabularyRow>,
    names: BTreeMap<&'static str, Name>,
    classes: BTreeMap<String, String>,
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
        if let Some(tag) = file.class.values().find(|tag| !CLASS_TAGS.contains(&tag.as_str())) {
            return Err(format!("vocabulary: a class cannot be the structure type `{tag}`"));
        }
        Ok(Self { rows: file.element, names, classes: file.class })
    }

    /// The structure type of an element in a tagged document; `""` is none.
    pub fn tag(&self, name: Name) -> &str {
        self.rows.get(&name).map_or("", |row| row.tag.as_str())
    }

    /// The structure type that one of the classes stands for: a remark is a note, whatever element holds it.
    pub fn class_tag(&self, classes: &[String]) -> Option<&str> {
        classes.iter().find_map(|class| self.classes.get(class)).map(String::as_str)
    }

    /// The element as written, if there is one.
    pub(super) fn named(&self, written: &str) -> Option<Name> {
        self.names.get(written).copied()
    }

    /// The element is for the screen: the page leaves it out.
    pub(super) fn is_for_screen(&self, name: Name) -> bool {
        self.rows.get(&name).is_some_and(|row| row.output == ElementOutput::Screen)
    }

    pub(super) fn allows(&self, name: Name, parent: Name) -> bool {
        self.rows.get(&name).is_some_and(|row| {
            row.parents.iter().any(|allowed| {
                allowed == parent.as_str() || (allowed == "*inline" && parent.holds_text() && parent != Name::Text)
            })
        })
    }
}
