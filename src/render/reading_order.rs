//! What a document says on paper: its words in reading order, and its drawings with their alternatives and what is written
//! in them.

use std::ops::Range;

use super::document::{Document, Drawing, Element, Name, Node};
use super::{theme, vocabulary};
use crate::error::{Error, ErrorKind, Result};
use crate::pack::Pack;

/// The words of a document as its pages hold them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadingOrder {
    /// In reading order, without the table of contents, which is made of headings that stand in them.
    pub words: Vec<String>,
    /// Drawings in reading order.
    pub drawings: Vec<DrawingWords>,
}

/// A drawing as its page holds it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DrawingWords {
    pub title: String,
    /// The text alternative.
    pub alternative: String,
    /// What is written in it, in order: the figure that it names or gives the value of, and the text.
    pub texts: Vec<(Option<String>, String)>,
    /// Which of the words of the document these are.
    pub words: Range<usize>,
}

/// Reads what a document of [`super::document()`] says on paper.
///
/// # Errors
/// `document-broken` when it is not well-formed or leaves the vocabulary.
pub fn reading_order(pack: &Pack, document: &str) -> Result<ReadingOrder> {
    let read = Document::read(document, &vocabulary(pack)?, &theme(pack)?)
        .map_err(|why| Error::new(ErrorKind::Pack, "document-broken").with("form", "").with("why", why.to_string()))?;
    let mut walk = Walk::default();
    walk.walk(&read.body);
    walk.cut();
    Ok(walk.order)
}

/// A document on its way to words.
#[derive(Default)]
struct Walk {
    order: ReadingOrder,
    /// What is not cut into words yet.
    text: String,
}

impl Walk {
    fn walk(&mut self, element: &Element) {
        for child in &element.children {
            let child = match child {
                Node::Text(own) => {
                    self.text.push_str(own);
                    continue;
                }
                Node::Element(child) => child,
            };
            if child.name == Name::Nav {
                continue;
            }
            if let Some(drawing) = &child.drawing {
                self.drawing(drawing);
                continue;
            }
            // A footnote stands at the foot of its page, apart from the words around its mark.
            let apart = child.name == Name::Br || !child.name.is_inline() || child.has_class("footnote");
            self.text.push_str(if apart { "\n" } else { "" });
            self.walk(child);
            self.text.push_str(if apart { "\n" } else { "" });
        }
    }

    fn drawing(&mut self, drawing: &Drawing) {
        self.cut();
        let start = self.order.words.len();
        for text in &drawing.texts {
            self.text.push_str(&text.text);
            self.text.push('\n');
        }
        self.cut();
        let texts = drawing.texts.iter().map(|text| (text.figure.as_deref().map(str::to_owned), text.text.clone()));
        self.order.drawings.push(DrawingWords {
            title: drawing.title.clone(),
            alternative: drawing.alternative.split_whitespace().collect::<Vec<_>>().join(" "),
            texts: texts.collect(),
            words: start..self.order.words.len(),
        });
    }

    fn cut(&mut self) {
        self.order.words.extend(self.text.split_whitespace().map(str::to_owned));
        self.text.clear();
    }
}
