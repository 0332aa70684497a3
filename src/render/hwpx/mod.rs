//! The document as HWPX (OWPML, KS X 6101): the government's own editable form, from the same tree as the page.
//!
//! ```text
//! document ▶ section ▶ shapes ▶ header ▶ package
//! tree       paragraphs  ids      lists    archive
//!            text, table, frame, notes, contents, picture, numbering · furniture, styles · units, markup
//! package ▶ read (text with its numbers) · check (whether the package holds together)
//! ```
//!
//! Widths of columns and pages of headings are the page's own ([`PdfOutput`]); nothing is measured here. What the format
//! asks and what real files do beyond it stands in `STANDARDS.md`, clause by clause.

mod archive;
mod check;
mod contents;
mod frame;
mod furniture;
mod header;
mod markup;
mod notes;
mod numbering;
mod package;
mod picture;
mod read;
mod section;
mod shapes;
mod styles;
mod table;
mod text;
mod units;

pub use self::archive::is_hwpx;
pub use self::check::{Flaw, check};
pub use self::read::{Line, Place, Reading, read};

use super::document::{Document, DocumentError, Element, Name, Node, Vocabulary, is_space};
use super::pdf::{Attachment, PdfOutput};
use super::theme::Theme;

use self::markup::{DECLARATION, NAMESPACES};
use self::package::About;
use self::section::Writer;

/// What a package needs beyond the document.
#[derive(Debug, Clone, Default)]
pub struct HwpxOptions {
    /// Date of creation, RFC 3339. The clock is never read.
    pub date: String,
    /// Said at the head of every page: 초안.
    pub draft: Option<String>,
    /// Files that travel inside: the data of the filing.
    pub attachments: Vec<Attachment>,
}

/// Why no package could be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HwpxError {
    /// The document is not well-formed or leaves the vocabulary.
    #[error("{0}")]
    Document(#[from] DocumentError),
    /// The archive could not be put together.
    #[error("the package could not be written: {0}")]
    Write(String),
}

/// Writes a document as an HWPX package, set like its `page`.
pub fn hwpx(
    document: &str,
    theme: &Theme,
    vocabulary: &Vocabulary,
    page: &PdfOutput,
    options: &HwpxOptions,
) -> Result<Vec<u8>, HwpxError> {
    let document = Document::read(document, vocabulary, theme)?;
    let targets = contents::targets(&document.body, &page.headings);
    let mut writer = Writer::new(theme, page, targets);
    let furniture = writer.furniture(&document.title, options.draft.as_deref());
    writer.body(&document.body);
    let Writer { shapes, sections, pictures, .. } = writer;
    let mut texts = Vec::with_capacity(sections.len());
    for (number, section) in sections.iter().enumerate() {
        let mut out = format!("{DECLARATION}<hs:sec {NAMESPACES}>");
        let definition = if section.is_wide { &furniture.wide } else { &furniture.upright };
        let controls = if number == 0 { furniture.controls.as_str() } else { "" };
        let front = format!("<hp:run charPrIDRef=\"0\">{definition}{controls}</hp:run>");
        for (at, paragraph) in section.paragraphs.iter().enumerate() {
            paragraph.write(&mut out, if at == 0 { &front } else { "" });
        }
        out.push_str("</hs:sec>");
        texts.push(out);
    }
    let header = header::header(&shapes, &theme.faces, texts.len());
    let about = About {
        title: &document.title,
        author: &document.author,
        description: &document.description,
        keywords: document.keywords.join(", "),
        date: options.date.clone(),
    };
    let mut attachments = options.attachments.clone();
    attachments.sort_by(|a, b| a.name.cmp(&b.name));
    package::package(&about, &header, &texts, &pictures, &attachments, &preview(&document.body))
        .map_err(HwpxError::Write)
}

/// The text of a document, each block on a line of its own.
fn preview(body: &Element) -> String {
    fn walk(element: &Element, lines: &mut String) {
        for child in &element.children {
            match child {
                Node::Text(text) => lines.push_str(text.split(is_space).collect::<Vec<_>>().join(" ").as_str()),
                Node::Element(child) if child.name == Name::Nav => {}
                Node::Element(child) => {
                    let apart = child.name == Name::Br || !child.name.is_inline();
                    lines.push_str(if apart { "\n" } else { "" });
                    walk(child, lines);
                    lines.push_str(if apart { "\n" } else { "" });
                }
            }
        }
    }
    let mut lines = String::new();
    walk(body, &mut lines);
    lines.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
