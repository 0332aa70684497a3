//! Footnotes: an inline element of class `footnote` stands in the text where it is read, and on paper at the foot of the page
//! that this place comes to stand on.
//!
//! It waits until the line of its place is laid out, because only then its node is known. Which page it is on, and where,
//! `feet` decides when pages are cut.

use super::flow::{Draw, Flow, Foot, Item, Strip, flatten};
use super::layout::{Area, Layout, baseline, split_mark};
use super::structure::{Extra, NodeId};
use crate::render::document::{Element, Name};

/// Part of a page above which a footnote is set as text behind its line: no page should be notes alone.
const TALL: f32 = 0.3;

/// A footnote whose line is not laid out yet.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    element: Element,
}

impl Layout<'_> {
    /// Sets a footnote aside; its number.
    pub(super) fn set_aside(&mut self, element: &Element) -> u32 {
        self.waiting.push(Waiting { element: element.clone() });
        u32::try_from(self.waiting.len() - 1).unwrap_or(u32::MAX)
    }

    /// Lays out a footnote whose place stands in the paragraph `node`. One too tall for the foot of a page comes back as lines
    /// in `late`.
    pub(super) fn footnote(&mut self, index: u32, node: NodeId, draws: &mut Vec<Draw>, late: &mut Vec<Item>) {
        let Some(Waiting { element }) = self.waiting.get(index as usize).cloned() else { return };
        // What is set at the foot of the page knows nothing of the cell or item that its place stands in.
        let scale = std::mem::replace(&mut self.scale, 1.0);
        let anchors = std::mem::take(&mut self.anchors);
        let was_inside = std::mem::replace(&mut self.in_footnote, true);
        let flow = self.lay_footnote(&element, node);
        self.scale = scale;
        self.in_footnote = was_inside;
        self.anchors = anchors;
        let (height, own) = flatten(flow.items.clone());
        if height > self.page_height * TALL {
            late.extend(flow.items);
            return;
        }
        let after = self.theme.class("footnote").and_then(|row| row.after).unwrap_or_default();
        draws.push(Draw::Foot { index: u32::try_from(self.feet.len()).unwrap_or(u32::MAX) });
        self.feet.push(Foot { height: height + after, draws: own });
    }

    fn lay_footnote(&mut self, element: &Element, node: NodeId) -> Flow {
        let body = self.theme.look(&self.theme.initial(), Name::Body.as_str(), &[]);
        let look = self.theme.look(&body, element.name.as_str(), &element.classes);
        let note = self.structure.add(node, "Note", Extra::Note);
        self.structure.language(note, element.lang.as_deref());
        self.anchors.extend(self.spans.anchor(element));
        let mut area = Area { x: 0.0, width: self.theme.page.text_width() };
        let (mark, rest) = split_mark(element);
        if let Some(mark) = mark {
            let label = self.structure.add(note, "Lbl", Extra::None);
            let hang = self.mark(mark, &look, area, label);
            area = area.inset(hang, 0.0);
        }
        let text = self.structure.add(note, "P", Extra::None);
        let mut flow = Flow::default();
        for paragraph in &self.paragraphs(rest.iter(), &look) {
            self.paragraph(paragraph, &look, area, text, &mut flow);
        }
        self.lone_marks(&look, &mut flow);
        // A paragraph that holds nothing still is where its footnote stands.
        if flow.items.is_empty() {
            flow.strip(Strip { height: baseline(look.size, look.size), ..Strip::default() });
        }
        flow
    }
}
