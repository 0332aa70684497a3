//! On which pages of its PDF each part of a filing stands, as the headings of the finished document say.

use std::collections::BTreeMap;

use super::laid;
use super::pdf::{Bookmark, PdfOutput};
use crate::error::Result;
use crate::filing::Filing;
use crate::pack::Pack;

/// The pages of a filing, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pages {
    pub count: usize,
    /// The page of the summary (문서요지).
    pub summary: usize,
    /// First and last page of each item by section and item id: the last is that on which the next heading stands.
    items: BTreeMap<(String, String), (usize, usize)>,
}

impl Pages {
    /// First and last page of an item; none where the form prints it without a heading of its own or its section's.
    #[must_use]
    pub fn of(&self, section: &str, item: &str) -> Option<(usize, usize)> {
        self.items.get(&(section.to_owned(), item.to_owned())).copied()
    }
}

/// Lays a filing out and says what stands on which page.
///
/// # Errors
/// As making its PDF.
pub fn pages(pack: &Pack, filing: &Filing, document: &str) -> Result<Pages> {
    Ok(found(filing, &laid(pack, filing, document, &[], None)?))
}

fn found(filing: &Filing, output: &PdfOutput) -> Pages {
    let mut cursor = PageCursor { headings: &output.headings, at: 0, pages: output.pages };
    let first = filing.sections.first().map(|section| bare(&format!("{}{}", section.mark, section.label)));
    // The heading of the summary is the one between the title and the first section.
    let before = output.headings.iter().take_while(|heading| Some(bare(&heading.title)) != first);
    let summary = before.filter(|heading| heading.level > 1).map(|heading| heading.page).next().unwrap_or(1);
    let mut items = BTreeMap::new();
    for section in &filing.sections {
        let of_section = cursor.find(&section.mark, &section.label);
        for item in &section.items {
            if let Some(pages) = cursor.find(&item.mark, &item.heading()).or(of_section) {
                items.insert((section.id.clone(), item.id.clone()), pages);
            }
        }
    }
    Pages { count: output.pages, summary, items }
}

/// A walk over the headings, in the order in which a filing has its parts.
struct PageCursor<'h> {
    headings: &'h [Bookmark],
    at: usize,
    pages: usize,
}

impl PageCursor<'_> {
    /// The pages from the next heading of these words to the heading after it.
    fn find(&mut self, mark: &str, label: &str) -> Option<(usize, usize)> {
        let (marked, plain) = (bare(&format!("{mark}{label}")), bare(label));
        let is_it = |heading: &Bookmark| [&marked, &plain].contains(&&bare(&heading.title));
        let place = self.at + self.headings[self.at..].iter().position(is_it)?;
        self.at = place + 1;
        let last = self.headings.get(self.at).map_or(self.pages, |next| next.page);
        Some((self.headings[place].page, last))
    }
}

/// A heading without its spaces: a mark stands apart in one place and not in the other.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
