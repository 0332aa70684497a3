//! What a document says on paper: its words in reading order, and its drawings by their alternatives.

use super::document::{Document, Element, Name, Node};
use super::{theme, vocabulary};
use crate::error::{Error, ErrorKind, Result};
use crate::pack::Pack;

/// The words of a document as its pages hold them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadingOrder {
    /// In reading order, without the table of contents, which is made of headings that stand in them.
    pub words: Vec<String>,
    /// Text alternatives of drawings, in order.
    pub alternatives: Vec<String>,
}

/// Reads what a document of [`super::document()`] says on paper.
///
/// # Errors
/// `document-broken` when it is not well-formed or leaves the vocabulary.
pub fn reading_order(pack: &Pack, document: &str) -> Result<ReadingOrder> {
    let read = Document::read(document, &vocabulary(pack)?, &theme(pack)?)
        .map_err(|why| Error::new(ErrorKind::Pack, "document-broken").with("form", "").with("why", why.to_string()))?;
    let (mut text, mut alternatives) = (String::new(), Vec::new());
    walk(&read.body, &mut text, &mut alternatives);
    Ok(ReadingOrder { words: text.split_whitespace().map(str::to_owned).collect(), alternatives })
}

fn walk(element: &Element, text: &mut String, alternatives: &mut Vec<String>) {
    for child in &element.children {
        let child = match child {
            Node::Text(own) => {
                text.push_str(own);
                continue;
            }
            Node::Element(child) => child,
        };
        if let Some(drawing) = &child.drawing {
            alternatives.push(drawing.alternative.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        if child.name == Name::Nav || child.drawing.is_some() {
            continue;
        }
        // A footnote stands at the foot of its page, apart from the words around its mark.
        let apart = child.name == Name::Br || !child.name.is_inline() || child.has_class("footnote");
        text.push_str(if apart { "\n" } else { "" });
        walk(child, text, alternatives);
        text.push_str(if apart { "\n" } else { "" });
    }
}
