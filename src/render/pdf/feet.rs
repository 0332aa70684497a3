//! Footnotes of a page: they wait below its text, in the order of their references, until the page is full.
//!
//! A footnote is placed among the content right behind its reference, so that the tree reads it there, and moved to the foot
//! of the page when that is known. One that does not fit its page goes on to the next.

use super::flow::{Draw, Foot};
use super::pages::{Filled, Sheet};
use crate::render::theme::Colour;

/// Space between the text and the first footnote, points; the line that parts them stands in its middle.
const GAP: f32 = 12.0;
/// Of the line above the footnotes: its width as a part of the text, and its thickness, points.
const LINE: (f32, f32) = (0.3, 0.5);
/// As the lines of tables.
const GREY: Colour = Colour(0x8a, 0x94, 0x9e);
/// Part of a page that footnotes from the page before may take.
const CARRIED: f32 = 0.5;

/// What a page holds of one footnote: ranges of its sheet, and the places that links lead to.
struct Placed {
    content: std::ops::Range<usize>,
    links: std::ops::Range<usize>,
    anchors: Vec<usize>,
}

/// The footnotes of a document while it is cut.
pub(super) struct Feet {
    all: Vec<Foot>,
    /// Of the current page, and how much they take.
    placed: Vec<Placed>,
    height: f32,
    /// Those that found no room on their page.
    carried: Vec<u32>,
}

impl Feet {
    pub(super) fn new(all: Vec<Foot>) -> Self {
        Self { all, placed: Vec::new(), height: 0.0, carried: Vec::new() }
    }

    /// Points that the footnotes of the current page take, the gap above them included.
    pub(super) fn taken(&self) -> f32 {
        if self.placed.is_empty() { 0.0 } else { self.height + GAP }
    }

    /// Points that draws would add to that.
    pub(super) fn needed(&self, draws: &[Draw], is_first: bool) -> f32 {
        if self.all.is_empty() {
            return 0.0;
        }
        let heights = draws.iter().filter_map(|draw| match draw {
            Draw::Foot { index } => self.all.get(*index as usize).map(|foot| foot.height),
            _ => None,
        });
        let (count, sum) = heights.fold((0, 0.0), |(count, sum), height| (count + 1, sum + height));
        if count > 0 && is_first && self.placed.is_empty() { sum + GAP } else { sum }
    }

    /// The footnote, if `room` points are enough for it here; it waits for the next page where they are not.
    pub(super) fn take(&mut self, index: u32, room: f32) -> Option<Foot> {
        let foot = self.all.get(index as usize)?;
        let gap = if self.placed.is_empty() { GAP } else { 0.0 };
        // Those that wait keep their order.
        if foot.height + gap > room + 0.01 || !self.carried.is_empty() {
            self.carried.push(index);
            return None;
        }
        Some(foot.clone())
    }

    /// Where the next footnote stands below the first.
    pub(super) fn offset(&self) -> f32 {
        self.height
    }

    /// Remembers what was placed: everything of the sheet beyond `before`.
    pub(super) fn put(&mut self, foot: &Foot, sheet: &Sheet, before: [usize; 2], anchors: Vec<usize>) {
        self.placed.push(Placed {
            content: before[0]..sheet.content.len(),
            links: before[1]..sheet.links.len(),
            anchors,
        });
        self.height += foot.height;
    }

    /// Those from earlier pages that a page of `height` points takes now; at least one.
    pub(super) fn carry(&mut self, height: f32) -> Vec<Foot> {
        let mut sum = 0.0;
        let mut count = 0;
        for index in &self.carried {
            sum += self.all.get(*index as usize).map_or(0.0, |foot| foot.height);
            if count > 0 && sum > height * CARRIED {
                break;
            }
            count += 1;
        }
        let taken: Vec<u32> = self.carried.drain(..count).collect();
        taken.into_iter().filter_map(|index| self.all.get(index as usize).cloned()).collect()
    }

    pub(super) fn any_carried(&self) -> bool {
        !self.carried.is_empty()
    }

    pub(super) fn any(&self) -> bool {
        !self.placed.is_empty()
    }

    /// The page is full: moves its footnotes to its foot and draws the line above them. Returns by how much, and the
    /// places that links lead to.
    pub(super) fn settle(&mut self, sheet: &mut Sheet) -> (f32, Vec<usize>) {
        let mut anchors = Vec::new();
        if self.placed.is_empty() {
            return (0.0, anchors);
        }
        let paper = sheet.paper;
        let top = paper.height - paper.margin[2] - self.height;
        for placed in self.placed.drain(..) {
            sheet.content[placed.content].iter_mut().for_each(|content| content.lower(top));
            sheet.links[placed.links].iter_mut().for_each(|link| link.y += top);
            anchors.extend(placed.anchors);
        }
        sheet.rules.push(Filled {
            x: paper.margin[3],
            y: top - GAP / 2.0,
            width: paper.text_width() * LINE.0,
            height: LINE.1,
            colour: GREY,
        });
        self.height = 0.0;
        (top, anchors)
    }
}
