//! The vertical list: what blocks become before they have pages.
//!
//! A block is laid out as strips (lines, rows, drawings) with spaces between and frames around. `flatten` stacks a list
//! into one box, as cells and tiles need it; `pages` cuts a list into pages.

use super::structure::NodeId;
use crate::render::theme::{Colour, Edge, Look, Sides};

/// Something to paint; places are from the left edge of the text area and from the top of the strip, points.
#[derive(Debug, Clone)]
pub(super) enum Draw {
    /// A piece of text: segments in the arena of segments.
    /// `stretch` is what each space between words is wider by.
    Text { x: f32, baseline: f32, segments: u32, count: u16, stretch: f32, node: NodeId },
    /// A background of one colour.
    Fill { x: f32, y: f32, width: f32, height: f32, colour: Colour },
    /// A line as a thin box; lies over every background of the page.
    Rule { x: f32, y: f32, width: f32, height: f32, colour: Colour },
    /// Drawing number `index`.
    Chart { x: f32, y: f32, width: f32, height: f32, index: u32, node: NodeId },
    /// Nothing to see, but the node stands here: an empty cell.
    Place { node: NodeId },
    /// A heading begins here: outline entry `index`.
    Target { index: u32 },
    /// A link leads here: place `index`.
    Anchor { y: f32, index: u32 },
    /// A box that leads elsewhere when touched: part of the link that is span `span`.
    Link { x: f32, y: f32, width: f32, height: f32, span: u32 },
    /// The number of the page where place `index` stands, right-aligned; known when the pages are cut.
    Page { right: f32, baseline: f32, index: u32, ink: u16, node: NodeId },
    /// Footnote `index` belongs at the foot of the page that this stands on.
    Foot { index: u32 },
}

impl Draw {
    pub(super) fn shift(&mut self, dx: f32, dy: f32) {
        match self {
            Self::Text { x, baseline: y, .. }
            | Self::Fill { x, y, .. }
            | Self::Rule { x, y, .. }
            | Self::Link { x, y, .. }
            | Self::Page { right: x, baseline: y, .. }
            | Self::Chart { x, y, .. } => {
                *x += dx;
                *y += dy;
            }
            Self::Anchor { y, .. } => *y += dy,
            Self::Place { .. } | Self::Target { .. } | Self::Foot { .. } => {}
        }
    }
}

/// A piece that no page break divides.
#[derive(Debug, Clone, Default)]
pub(super) struct Strip {
    pub height: f32,
    /// No page break after it.
    pub keep: bool,
    pub draws: Vec<Draw>,
    /// Drawn again where the strip is the first of its page: the cells that reach into it from rows above.
    pub again: Vec<Draw>,
}

/// A box behind strips; it is closed at the foot of a page and opened on the next.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub x: f32,
    pub width: f32,
    pub background: Option<Colour>,
    pub border: Sides<Option<Edge>>,
    /// Space above the first and below the last line, points.
    pub top: f32,
    pub bottom: f32,
}

impl Frame {
    /// The frame of a block, if its look shows one.
    pub(super) fn of(look: &Look, x: f32, width: f32) -> Option<Self> {
        let border = |side: usize| look.border[side].map_or(0.0, |edge| edge.width);
        let visible = look.background.is_some()
            || look.border.iter().any(Option::is_some)
            || look.padding.iter().any(|&side| side > 0.0);
        visible.then(|| Self {
            x,
            width,
            background: look.background,
            border: look.border,
            top: look.padding[0] + border(0),
            bottom: look.padding[2] + border(2),
        })
    }

    /// The frame as boxes between two heights.
    pub(super) fn fills(&self, top: f32, bottom: f32, into: &mut Vec<Draw>) {
        let height = bottom - top;
        if let Some(colour) = self.background {
            into.push(Draw::Fill { x: self.x, y: top, width: self.width, height, colour });
        }
        let [above, right, below, left] = self.border;
        if let Some(edge) = left {
            into.push(Draw::Rule { x: self.x, y: top, width: edge.width, height, colour: edge.colour });
        }
        if let Some(edge) = right {
            into.push(Draw::Rule {
                x: self.x + self.width - edge.width,
                y: top,
                width: edge.width,
                height,
                colour: edge.colour,
            });
        }
        if let Some(edge) = above {
            into.push(Draw::Rule { x: self.x, y: top, width: self.width, height: edge.width, colour: edge.colour });
        }
        if let Some(edge) = below {
            into.push(Draw::Rule {
                x: self.x,
                y: bottom - edge.width,
                width: self.width,
                height: edge.width,
                colour: edge.colour,
            });
        }
    }
}

/// Which way the paper lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paper {
    Upright,
    /// On its side, for a table that is too wide upright.
    Wide,
}

/// A footnote, laid out: placed at the foot of the page that its reference comes to stand on.
#[derive(Debug, Clone, Default)]
pub(super) struct Foot {
    pub height: f32,
    pub draws: Vec<Draw>,
}

/// One entry of a vertical list.
#[derive(Debug, Clone)]
pub(super) enum Item {
    Strip(Strip),
    /// Free space; vanishes at the top of a page.
    Space(f32),
    /// What follows begins a page.
    Break,
    /// What follows stands on paper of this direction; what is kept with it comes along.
    Paper(Paper),
    Open(Frame),
    Close,
    /// From here to `HeadEnd`, pages begin with this strip: the head of a table.
    Head(Box<Strip>),
    HeadEnd,
}

/// A vertical list under construction.
#[derive(Debug, Default)]
pub(super) struct Flow {
    pub items: Vec<Item>,
}

impl Flow {
    /// Free space: of two that meet the larger counts, and none counts just inside a frame.
    pub(super) fn space(&mut self, points: f32) {
        match self.items.last_mut() {
            Some(Item::Space(known)) => *known = known.max(points),
            Some(Item::Open(_)) => {}
            _ if points > 0.0 => self.items.push(Item::Space(points)),
            _ => {}
        }
    }

    pub(super) fn strip(&mut self, strip: Strip) {
        self.items.push(Item::Strip(strip));
    }

    pub(super) fn open(&mut self, frame: Frame) {
        self.items.push(Item::Open(frame));
    }

    /// Ends a frame; the space after its last child stays outside and is the frame's own.
    pub(super) fn close(&mut self) {
        if matches!(self.items.last(), Some(Item::Space(_))) {
            self.items.pop();
        }
        self.items.push(Item::Close);
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    /// Holds the items from `start` together as far as `limit` points allow; the last strip keeps with what follows if `next`.
    pub(super) fn keep_from(&mut self, start: usize, limit: f32, next: bool) {
        let items = self.items.get_mut(start..).unwrap_or_default();
        if height(items) > limit {
            return;
        }
        let last = items.iter().rposition(|item| matches!(item, Item::Strip(_)));
        for (index, item) in items.iter_mut().enumerate() {
            if let Item::Strip(strip) = item {
                strip.keep = strip.keep || Some(index) != last || next;
            }
        }
    }

    /// The last strip from `start` on stays with what follows.
    pub(super) fn keep_next(&mut self, start: usize) {
        let items = self.items.get_mut(start..).unwrap_or_default();
        if let Some(Item::Strip(strip)) = items.iter_mut().rev().find(|item| matches!(item, Item::Strip(_))) {
            strip.keep = true;
        }
    }
}

/// Height of a list on one endless page, points.
pub(super) fn height(items: &[Item]) -> f32 {
    let mut bottoms = Vec::new();
    items
        .iter()
        .map(|item| match item {
            Item::Strip(strip) => strip.height,
            Item::Space(points) => *points,
            Item::Open(frame) => {
                bottoms.push(frame.bottom);
                frame.top
            }
            Item::Close => bottoms.pop().unwrap_or(0.0),
            Item::Break | Item::Paper(_) | Item::Head(_) | Item::HeadEnd => 0.0,
        })
        .sum()
}

/// A list stacked into one box: its height and what to paint. Free space at its edges vanishes.
pub(super) fn flatten(mut items: Vec<Item>) -> (f32, Vec<Draw>) {
    while matches!(items.last(), Some(Item::Space(_))) {
        items.pop();
    }
    let mut y = 0.0;
    let mut draws = Vec::new();
    // Open frames: the frame, its top, and where its boxes go, so that they lie behind what it holds.
    let mut frames: Vec<(Frame, f32, usize)> = Vec::new();
    let mut begun = false;
    for item in items {
        match item {
            Item::Strip(strip) => {
                begun = true;
                for mut draw in strip.draws {
                    draw.shift(0.0, y);
                    draws.push(draw);
                }
                y += strip.height;
            }
            Item::Space(points) if begun => y += points,
            Item::Open(frame) => {
                begun = true;
                frames.push((frame, y, draws.len()));
                y += frame.top;
            }
            Item::Close => {
                if let Some((frame, top, at)) = frames.pop() {
                    y += frame.bottom;
                    let mut fills = Vec::new();
                    frame.fills(top, y, &mut fills);
                    draws.splice(at..at, fills);
                }
            }
            Item::Space(_) | Item::Break | Item::Paper(_) | Item::Head(_) | Item::HeadEnd => {}
        }
    }
    (y, draws)
}
