//! What changed between two sets of filings as one page with both sides (`templates/base/difference.html`), in the look of
//! the filings: one file, no script, everything escaped.

use serde::Serialize;
use tera::Context;

use super::{html, page, visible};
use crate::error::{Error, ErrorKind, Result};
use crate::pack::Pack;

const TEMPLATE: &str = "base/difference.html";

/// The page, all of its words chosen by whoever made the comparison.
#[derive(Debug, Default, Clone, Serialize)]
pub struct Compared {
    /// Language of the words: `ko`, `en`.
    pub lang: String,
    pub title: String,
    /// What it comes to, in a sentence.
    pub verdict: String,
    /// Heads of the columns.
    pub head_what: String,
    pub head_reason: String,
    /// What was compared, the older first.
    pub sides: Vec<ComparedSide>,
    pub forms: Vec<ComparedForm>,
}

/// One side: its word (앞, 뒤) and what it is.
#[derive(Debug, Default, Clone, Serialize)]
pub struct ComparedSide {
    pub word: String,
    pub path: String,
    /// What vouches for it.
    pub note: String,
}

/// A form with what changed in it.
#[derive(Debug, Default, Clone, Serialize)]
pub struct ComparedForm {
    pub title: String,
    /// Stage and moment of both sides; empty where there is none.
    pub old: String,
    pub new: String,
    /// What is to be said of the whole form; empty for nothing.
    pub note: String,
    pub parts: Vec<ComparedPart>,
}

/// An item with its changes.
#[derive(Debug, Default, Clone, Serialize)]
pub struct ComparedPart {
    pub label: String,
    /// That it was added or is gone; empty where it is on both sides.
    pub note: String,
    pub rows: Vec<ComparedRow>,
}

/// A change with both sides.
#[derive(Debug, Default, Clone, Serialize)]
pub struct ComparedRow {
    pub label: String,
    /// Id of the figure or fact; empty where it has none.
    pub id: String,
    pub old: Vec<String>,
    pub new: Vec<String>,
    pub reason: String,
    /// `num` where both sides are numbers.
    pub class: String,
}

impl Compared {
    /// The same with nothing in it that a page may not show.
    fn shown(mut self) -> Self {
        let clean = |text: &mut String| *text = visible(text);
        for text in [&mut self.title, &mut self.verdict] {
            clean(text);
        }
        for side in &mut self.sides {
            clean(&mut side.path);
        }
        for form in &mut self.forms {
            [&mut form.title, &mut form.old, &mut form.new, &mut form.note].into_iter().for_each(clean);
            for part in &mut form.parts {
                clean(&mut part.label);
                for row in &mut part.rows {
                    let texts = row.old.iter_mut().chain(&mut row.new);
                    texts.chain([&mut row.label, &mut row.id, &mut row.reason]).for_each(clean);
                }
            }
        }
        self
    }
}

/// The page of a comparison.
///
/// # Errors
/// `template-broken` when the template is missing or wrong.
pub fn difference(pack: &Pack, compared: Compared) -> Result<String> {
    let wrong = |why: String| Error::new(ErrorKind::Pack, "template-broken").with("path", TEMPLATE).with("why", why);
    let tera = page::templates(pack, Vec::new()).map_err(|error| wrong(page::sentence(&error)))?;
    let context = Context::from_serialize(&compared.shown()).map_err(|error| wrong(page::sentence(&error)))?;
    page::known_names(&tera, TEMPLATE, &context).map_err(&wrong)?;
    let document = tera.render(TEMPLATE, &context).map_err(|error| wrong(page::sentence(&error)))?;
    html::styled(pack, TEMPLATE, &document)
}
