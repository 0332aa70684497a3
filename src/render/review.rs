//! Filings side by side, and the draft of a 보완요구, each as one page (`templates/base/review.html`): no script, everything
//! escaped, in the look of the filings.

use serde::Serialize;
use tera::Context;

use super::{html, page, visible};
use crate::error::{Error, ErrorKind, Result};
use crate::pack::Pack;

const TEMPLATE: &str = "base/review.html";

/// The page, all of its words chosen by whoever made the review.
#[derive(Debug, Default, Clone, Serialize)]
pub struct Reviewed {
    /// Language of the words: `ko`, `en`.
    pub lang: String,
    pub title: String,
    pub head: Vec<HeadLine>,
    pub summary: Vec<String>,
    pub tables: Vec<ReviewedTable>,
    pub sections: Vec<ReviewedSection>,
    /// `끝.` of a document; empty for none.
    pub end: String,
}

/// A line of the head.
#[derive(Debug, Default, Clone, Serialize)]
pub struct HeadLine {
    pub label: String,
    pub text: String,
}

/// A table with its name.
#[derive(Debug, Default, Clone, Serialize)]
pub struct ReviewedTable {
    pub title: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<ReviewedCell>>,
}

/// A cell; `num` stands right.
#[derive(Debug, Default, Clone, Serialize)]
pub struct ReviewedCell {
    pub text: String,
    pub class: String,
}

/// What is to be asked of one filer.
#[derive(Debug, Default, Clone, Serialize)]
pub struct ReviewedSection {
    pub title: String,
    pub parts: Vec<ReviewedPart>,
}

/// One kind of it.
#[derive(Debug, Default, Clone, Serialize)]
pub struct ReviewedPart {
    pub mark: String,
    pub label: String,
    pub lines: Vec<String>,
}

impl Reviewed {
    /// The same with nothing in it that a page may not show.
    fn shown(mut self) -> Self {
        let clean = |text: &mut String| *text = visible(text);
        clean(&mut self.title);
        self.summary.iter_mut().for_each(clean);
        for line in &mut self.head {
            clean(&mut line.text);
        }
        for table in &mut self.tables {
            table.columns.iter_mut().for_each(clean);
            table.rows.iter_mut().flatten().for_each(|cell| clean(&mut cell.text));
        }
        for section in &mut self.sections {
            clean(&mut section.title);
            section.parts.iter_mut().flat_map(|part| &mut part.lines).for_each(clean);
        }
        self
    }
}

/// The page of a review.
///
/// # Errors
/// `template-broken` when the template is missing or wrong.
pub fn review(pack: &Pack, reviewed: Reviewed) -> Result<String> {
    let wrong = |why: String| Error::new(ErrorKind::Pack, "template-broken").with("path", TEMPLATE).with("why", why);
    let tera = page::templates(pack, Vec::new()).map_err(|error| wrong(page::sentence(&error)))?;
    let context = Context::from_serialize(&reviewed.shown()).map_err(|error| wrong(page::sentence(&error)))?;
    page::known_names(&tera, TEMPLATE, &context).map_err(&wrong)?;
    let document = tera.render(TEMPLATE, &context).map_err(|error| wrong(page::sentence(&error)))?;
    html::styled(pack, TEMPLATE, &document)
}
