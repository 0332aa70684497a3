//! The table of contents of a long document: its `nav` on paper, each entry with the number of its page.
//!
//! Whether a document is long is known when all of it is laid out, and on which page a section begins when the pages are
//! cut; so the entries are laid out last, and their numbers set after the cut.

use super::RenderError;
use super::flow::{Draw, Flow, Item, height};
use super::layout::{Area, Layout};
use super::line::{Ink, Inks, Paragraph, Segment, Text};
use super::pages::{Cut, Placed};
use super::shape::Shaper;
use super::structure::{ARTIFACT, Extra, NodeId};
use crate::render::document::{Document, Element, Name, Node};
use crate::render::theme::{Keep, Look};

/// Room for the number of a page at the right edge, as a factor of the size of type.
const NUMBER: f32 = 2.2;
/// Part of a page that contents may take and still be kept together.
const WHOLE: f32 = 0.6;

impl Layout<'_> {
    /// Lays the contents out where they stand, if the document is long.
    pub(super) fn table_of_contents(
        &mut self,
        document: &Document,
        area: Area,
        flow: &mut Flow,
    ) -> Result<(), RenderError> {
        let Some((at, node)) = self.contents.take() else { return Ok(()) };
        let Some(nav) = document.body.elements().find(|child| child.name == Name::Nav) else { return Ok(()) };
        if !self.is_long(flow) {
            return Ok(());
        }
        self.is_long = true;
        let body = self.theme.look(&self.theme.initial(), Name::Body.as_str(), &document.body.classes);
        let look = self.theme.look(&body, nav.name.as_str(), &nav.classes);
        let node = self.structure.add(node, self.vocabulary.tag(Name::Nav), Extra::None);
        let mut own = Flow::default();
        own.space(look.before);
        for child in nav.elements() {
            let inner = self.theme.look(&look, child.name.as_str(), &child.classes);
            own.space(inner.before);
            let start = own.len();
            if matches!(child.name, Name::Ol | Name::Ul) {
                self.entries(child, &inner, area, node, &mut own)?;
            } else {
                let node = self.structure.add(node, self.vocabulary.tag(child.name), Extra::None);
                self.content(child, &inner, area.inset(inner.indent, 0.0), (node, node), &mut own)?;
            }
            if inner.keep == Keep::Next {
                own.keep_next(start);
            }
            own.space(inner.after);
        }
        own.space(look.after);
        own.keep_from(0, self.page_height * WHOLE, false);
        splice(flow, at, own);
        Ok(())
    }

    /// More pages than the theme lets a document have without contents.
    fn is_long(&self, flow: &Flow) -> bool {
        let pages = height(&flow.items) / self.page_height;
        self.theme.page.contents.is_some_and(|limit| pages > limit)
    }

    fn entries(
        &mut self,
        list: &Element,
        look: &Look,
        area: Area,
        node: NodeId,
        flow: &mut Flow,
    ) -> Result<(), RenderError> {
        let contents = self.structure.add(node, "TOC", Extra::None);
        for item in list.elements() {
            let inner = self.theme.look(look, item.name.as_str(), &item.classes);
            let entry = self.structure.add(contents, "TOCI", Extra::None);
            let lists = |child: &&Element| matches!(child.name, Name::Ol | Name::Ul);
            let words = item.children.iter().filter(|child| match child {
                Node::Element(element) => element.name.is_inline(),
                Node::Text(_) => true,
            });
            let paragraphs = self.paragraphs(words, &inner);
            let link = item.elements().find_map(|child| self.spans.target(child));
            flow.space(inner.before);
            let own = area.inset(inner.indent, 0.0);
            for (index, paragraph) in paragraphs.iter().enumerate() {
                let reference = match link {
                    Some(_) => self.structure.add(entry, "Reference", Extra::None),
                    None => self.structure.add(entry, "P", Extra::None),
                };
                let narrow = own.inset(0.0, inner.size * NUMBER);
                self.paragraph(paragraph, &inner, narrow, reference, flow);
                if let Some(anchor) = link.filter(|_| index + 1 == paragraphs.len()) {
                    self.page_number(paragraph, &inner, own, anchor, flow);
                }
            }
            flow.space(inner.after);
            for list in item.elements().filter(lists) {
                self.entries(list, &inner, own, entry, flow)?;
            }
        }
        Ok(())
    }

    /// Dots from the end of the last line to the number of the page, which stands in the link too.
    fn page_number(&mut self, paragraph: &Paragraph, look: &Look, area: Area, anchor: u32, flow: &mut Flow) {
        let Some(Item::Strip(strip)) = flow.items.last_mut() else { return };
        let found = strip.draws.iter().rev().find_map(|draw| match draw {
            Draw::Text { baseline, node, .. } => Some((*baseline, *node)),
            _ => None,
        });
        let Some((baseline, node)) = found else { return };
        let right = area.x + area.width;
        let limit = right - look.size * NUMBER;
        let end = area.x + paragraph.lines(limit - area.x).last().map_or(0.0, |line| line.width);
        let ink = self.inks.id(Ink::of(look, 1.0));
        let dot = self.shaper.word(u8::from(look.bold), ".");
        let advance: f32 = dot
            .glyphs
            .clone()
            .filter_map(|glyph| self.shaper.arena.get(glyph as usize))
            .map(|glyph| f32::from(glyph.advance) * look.size / 1000.0)
            .sum();
        let step = advance * 2.0;
        let first = u32::try_from(self.segments.len()).unwrap_or(u32::MAX);
        let mut x = limit;
        let mut dots = Vec::new();
        // From the right, so that the dots of all entries stand below one another.
        while advance > 0.0 && x - step > end + look.size * 0.5 {
            x -= step;
            let segments = u32::try_from(self.segments.len()).unwrap_or(u32::MAX);
            self.segments.push(Segment { start: dot.glyphs.start, count: 1, ink });
            dots.push(Draw::Text { x, baseline, segments, count: 1, stretch: 0.0, node: ARTIFACT });
        }
        debug_assert!(first as usize + dots.len() == self.segments.len());
        dots.reverse();
        strip.draws.append(&mut dots);
        strip.draws.push(Draw::Page { right, baseline, index: anchor, ink, node });
        let link = strip.draws.iter_mut().rev().find_map(|draw| match draw {
            Draw::Link { x, width, .. } => Some((x, width)),
            _ => None,
        });
        if let Some((x, width)) = link {
            *width = right - *x;
        }
    }
}

/// Puts a list into another; where free space meets, the larger counts.
fn splice(flow: &mut Flow, at: usize, mut own: Flow) {
    if let (Some(Item::Space(before)), Some(Item::Space(first))) =
        (at.checked_sub(1).and_then(|at| flow.items.get_mut(at)), own.items.first())
    {
        *before = before.max(*first);
        own.items.remove(0);
    }
    if let (Some(Item::Space(after)), Some(Item::Space(last))) = (flow.items.get_mut(at), own.items.last()) {
        *after = after.max(*last);
        own.items.pop();
    }
    flow.items.splice(at..at, own.items);
}

/// Sets the numbers of the pages, now that they are known.
pub(super) fn number(cut: &mut Cut, shaper: &mut Shaper<'_>, inks: &mut Inks, segments: &mut Vec<Segment>) {
    for placed in cut.sheets.iter_mut().flat_map(|sheet| &mut sheet.content) {
        let Placed::Page { right, y, index, ink, node } = *placed else { continue };
        let Some(look) = inks.all.get(usize::from(ink)).copied() else { continue };
        let page = cut.anchors.get(index as usize).map_or(0, |anchor| anchor.page + 1);
        let mut text = Text::default();
        text.push(&page.to_string(), ink);
        let paragraph = Paragraph::new(&text, inks, shaper, &mut |_, _| {});
        // A space before it, so that it does not run into the title where the page is read as text.
        let space = shaper.word(look.face(), " ").glyphs;
        let wide: f32 = space
            .clone()
            .filter_map(|glyph| shaper.arena.get(glyph as usize))
            .map(|glyph| f32::from(glyph.advance) * look.size / 1000.0)
            .sum();
        let start = u32::try_from(segments.len()).unwrap_or(u32::MAX);
        segments.push(Segment { start: space.start, count: 1, ink });
        let mut own = Vec::new();
        paragraph.segments(0..paragraph.len(), &mut own);
        segments.append(&mut own);
        let count = u16::try_from(segments.len() - start as usize).unwrap_or(u16::MAX);
        *placed = Placed::Text { x: right - paragraph.widest - wide, y, segments: start, count, stretch: 0.0, node };
    }
}
