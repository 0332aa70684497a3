//! Cuts the vertical list into pages.
//!
//! Strips that keep together move together; what no page can hold together is broken all the same. Frames and table heads
//! go on over the cut. Places become final here: points from the left and top edge of the paper, which lies on its side where
//! a table is too wide upright.

use super::feet::Feet;
use super::flow::{Draw, Foot, Frame, Item, Paper, Strip};
use super::structure::{ARTIFACT, NodeId};
use crate::render::theme::{Colour, Page};

/// A box or rule on a page, from the top left corner of the paper.
#[derive(Debug, Clone, Copy)]
pub(super) struct Filled {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
    pub colour: Colour,
}

/// Content of a page in the order of reading.
#[derive(Debug, Clone, Copy)]
pub(super) enum Placed {
    Text {
        x: f32,
        y: f32,
        segments: u32,
        count: u16,
        stretch: f32,
        node: NodeId,
    },
    Chart {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        index: u32,
        node: NodeId,
    },
    /// A page number of the contents, until [`super::contents::number`] sets it.
    Page {
        right: f32,
        y: f32,
        index: u32,
        ink: u16,
        node: NodeId,
    },
    Node(NodeId),
}

impl Placed {
    /// Moves it down by `points`.
    pub(super) fn lower(&mut self, points: f32) {
        match self {
            Self::Text { y, .. } | Self::Chart { y, .. } | Self::Page { y, .. } => *y += points,
            Self::Node(_) => {}
        }
    }
}

/// A box on a page that leads elsewhere.
#[derive(Debug, Clone, Copy)]
pub(super) struct LinkBox {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
    pub span: u32,
}

/// A page laid out.
#[derive(Debug)]
pub(super) struct Sheet {
    pub paper: Page,
    /// Painted first.
    pub fills: Vec<Filled>,
    /// Painted next: no background covers a line, whatever row it belongs to.
    pub rules: Vec<Filled>,
    pub content: Vec<Placed>,
    pub links: Vec<LinkBox>,
}

impl Sheet {
    fn new(paper: Page) -> Self {
        Self { paper, fills: Vec::new(), rules: Vec::new(), content: Vec::new(), links: Vec::new() }
    }
}

/// Where an outline entry or a link leads.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Target {
    /// From 0.
    pub page: usize,
    /// From the top edge of the paper, points.
    pub y: f32,
}

/// A frame that is open on the current page.
struct Opened {
    frame: Frame,
    top: f32,
    /// Where its boxes belong among the fills: behind what it holds.
    at: usize,
    /// Continued from the page before.
    continued: bool,
}

struct Cutter {
    /// The paper upright, and as it lies on the current page.
    upright: Page,
    page: Page,
    sheets: Vec<Sheet>,
    targets: Vec<Target>,
    anchors: Vec<Target>,
    y: f32,
    /// Nothing stands on the page yet but a repeated head.
    fresh: bool,
    frames: Vec<Opened>,
    heads: Vec<Strip>,
    feet: Feet,
}

/// A document cut into pages.
#[derive(Debug)]
pub(super) struct Cut {
    pub sheets: Vec<Sheet>,
    /// Where the outline entries lead.
    pub targets: Vec<Target>,
    /// Where links lead.
    pub anchors: Vec<Target>,
}

impl Cut {
    /// Height of the paper that a place stands on, points.
    pub(super) fn height(&self, target: Target) -> f32 {
        self.sheets.get(target.page).map_or(0.0, |sheet| sheet.paper.height)
    }
}

/// What stands between a text that ends early on its page and what would else begin a new one, in points.
const GAP: f32 = 36.0;

/// Cuts a list into pages. `targets` is the number of outline entries, `anchors` that of places that links lead to.
pub(super) fn cut(items: Vec<Item>, feet: Vec<Foot>, page: &Page, targets: usize, anchors: usize) -> Cut {
    let mut cutter = Cutter {
        upright: *page,
        page: *page,
        sheets: vec![Sheet::new(*page)],
        targets: vec![Target::default(); targets],
        anchors: vec![Target::default(); anchors],
        y: page.margin[0],
        fresh: true,
        frames: Vec::new(),
        heads: Vec::new(),
        feet: Feet::new(feet),
    };
    let mut group = Vec::new();
    for item in items {
        let ends = match &item {
            Item::Strip(strip) => !strip.keep,
            Item::Break => true,
            _ => false,
        };
        // A frame that closes belongs to the strip before it: the group ends at the next strip or space.
        if matches!(item, Item::Close | Item::HeadEnd) && group.is_empty() {
            cutter.item(item);
            continue;
        }
        // What needs wide paper takes along what is kept with it; what follows it does not turn it back.
        let wide = |item: &Item| matches!(item, Item::Paper(Paper::Wide));
        if matches!(item, Item::Paper(Paper::Upright)) && group.iter().any(wide) {
            cutter.group(std::mem::take(&mut group));
        }
        group.push(item);
        if ends {
            cutter.group(std::mem::take(&mut group));
        }
    }
    cutter.group(group);
    while cutter.feet.any_carried() {
        cutter.turn();
    }
    cutter.settle();
    for sheet in &mut cutter.sheets {
        join(&mut sheet.rules);
    }
    Cut { sheets: cutter.sheets, targets: cutter.targets, anchors: cutter.anchors }
}

/// Joins lines that meet end to end: a rule of a table is one line, not one for each cell. Upright ones come first.
fn join(rules: &mut Vec<Filled>) {
    let near = |a: f32, b: f32| (a - b).abs() < 0.02;
    let upright = |rule: &Filled| rule.height > rule.width;
    rules.sort_by(|a, b| {
        upright(b).cmp(&upright(a)).then_with(|| {
            let (key_a, key_b) = if upright(a) {
                ((a.x, a.width, a.y), (b.x, b.width, b.y))
            } else {
                ((a.y, a.height, a.x), (b.y, b.height, b.x))
            };
            key_a
                .0
                .total_cmp(&key_b.0)
                .then(key_a.1.total_cmp(&key_b.1))
                .then(a.colour.cmp(&b.colour))
                .then(key_a.2.total_cmp(&key_b.2))
        })
    });
    rules.dedup_by(|next, rule| {
        if next.colour != rule.colour || upright(next) != upright(rule) {
            return false;
        }
        if upright(rule) {
            let joins = near(next.x, rule.x) && near(next.width, rule.width) && near(next.y, rule.y + rule.height);
            rule.height += if joins { next.height } else { 0.0 };
            joins
        } else {
            let joins = near(next.y, rule.y) && near(next.height, rule.height) && near(next.x, rule.x + rule.width);
            rule.width += if joins { next.width } else { 0.0 };
            joins
        }
    });
}

impl Cutter {
    fn bottom(&self) -> f32 {
        // What is open must still be closed on this page, above the footnotes.
        let frames: f32 = self.frames.iter().map(|open| open.frame.bottom).sum();
        self.page.height - self.page.margin[2] - self.feet.taken() - frames
    }

    /// Something stands on the page that a new one would not have.
    fn begun(&self) -> bool {
        !self.fresh || self.feet.any()
    }

    fn group(&mut self, items: Vec<Item>) {
        // What is kept together lies on one paper: the last word on its direction counts.
        let paper = items.iter().rev().find_map(|item| if let Item::Paper(paper) = item { Some(*paper) } else { None });
        if let Some(paper) = paper {
            self.lay(paper);
        }
        let needed = self.needed(&items);
        while self.y + needed > self.bottom() + 0.01 && self.begun() {
            self.turn();
        }
        // Too tall for any page: break between its strips where each still fits.
        let torn = self.y + needed > self.bottom() + 0.01;
        for item in items {
            if let Item::Strip(strip) = &item
                && torn
            {
                while self.begun() && self.y + strip.height > self.bottom() + 0.01 {
                    self.turn();
                }
            }
            self.item(item);
        }
    }

    /// Turns the paper for what follows; a page that holds nothing yet is turned itself.
    fn lay(&mut self, paper: Paper) {
        let page = if paper == Paper::Wide { self.upright.on_its_side() } else { self.upright };
        if page == self.page {
            return;
        }
        self.page = page;
        if self.begun() || !self.frames.is_empty() {
            self.turn();
        } else if let Some(sheet) = self.sheets.last_mut() {
            sheet.paper = page;
        }
    }

    /// Points that a group takes here, with the frames it opens closed again.
    fn needed(&self, items: &[Item]) -> f32 {
        let mut begun = !self.fresh;
        let mut opened: Vec<f32> = Vec::new();
        let mut sum = 0.0;
        let mut feet = 0.0;
        for item in items {
            match item {
                Item::Strip(strip) => {
                    begun = true;
                    sum += strip.height;
                    feet += self.feet.needed(&strip.draws, feet <= 0.0);
                }
                Item::Space(points) if begun => sum += points,
                Item::Open(frame) => {
                    begun = true;
                    opened.push(frame.bottom);
                    sum += frame.top;
                }
                Item::Close => sum += opened.pop().unwrap_or(0.0),
                Item::Space(_) | Item::Break | Item::Paper(_) | Item::Head(_) | Item::HeadEnd => {}
            }
        }
        sum + feet + opened.iter().sum::<f32>()
    }

    fn item(&mut self, item: Item) {
        match item {
            Item::Strip(strip) => {
                if self.fresh {
                    self.place(&strip.again, true, 0.0);
                }
                let room = self.bottom() - self.y - strip.height;
                self.place(&strip.draws, false, room);
                self.y += strip.height;
                self.fresh = false;
            }
            Item::Space(points) => {
                if !self.fresh {
                    self.y += points;
                }
            }
            Item::Break if self.fresh => {}
            Item::Break if self.is_nearly_empty() => self.y += GAP,
            Item::Break => self.turn(),
            // Said for the group as a whole.
            Item::Paper(_) => {}
            Item::Open(frame) => {
                let at = self.sheets.last().map_or(0, |sheet| sheet.fills.len());
                self.frames.push(Opened { frame, top: self.y, at, continued: false });
                self.y += frame.top;
            }
            Item::Close => {
                if let Some(open) = self.frames.pop() {
                    self.y += open.frame.bottom;
                    self.paint_frame(&open);
                }
            }
            Item::Head(strip) => self.heads.push(*strip),
            Item::HeadEnd => {
                self.heads.pop();
            }
        }
    }

    /// Whether a new page would leave three quarters of this one empty.
    fn is_nearly_empty(&self) -> bool {
        let top = self.page.margin[0];
        self.y - top < (self.bottom() - top) / 4.0
    }

    /// Places draws at the current height; `room` points are left below them for footnotes.
    fn place(&mut self, draws: &[Draw], repeated: bool, mut room: f32) {
        for draw in draws {
            match *draw {
                Draw::Foot { index } if !repeated => {
                    let before = self.feet.taken();
                    if let Some(foot) = self.feet.take(index, room) {
                        self.place_foot(&foot);
                        room -= self.feet.taken() - before;
                    }
                }
                _ => self.draw(draw, self.y, repeated),
            }
        }
    }

    /// A footnote below those of the page; where the first begins is known when the page is full.
    fn place_foot(&mut self, foot: &Foot) {
        let Some(sheet) = self.sheets.last() else { return };
        let before = [sheet.content.len(), sheet.links.len()];
        let offset = self.feet.offset();
        for draw in &foot.draws {
            self.draw(draw, offset, false);
        }
        let anchors = foot.draws.iter().filter_map(|draw| match draw {
            Draw::Anchor { index, .. } => Some(*index as usize),
            _ => None,
        });
        if let Some(sheet) = self.sheets.last() {
            self.feet.put(foot, sheet, before, anchors.collect());
        }
    }

    /// The page is full: its footnotes go where they belong.
    fn settle(&mut self) {
        let Some(sheet) = self.sheets.last_mut() else { return };
        let (top, anchors) = self.feet.settle(sheet);
        for anchor in anchors {
            if let Some(anchor) = self.anchors.get_mut(anchor) {
                anchor.y += top;
            }
        }
    }

    fn draw(&mut self, draw: &Draw, top: f32, repeated: bool) {
        let index = self.sheets.len() - 1;
        let Some(sheet) = self.sheets.last_mut() else { return };
        let left = self.page.margin[3];
        match *draw {
            Draw::Fill { x, y, width, height, colour } => {
                sheet.fills.push(Filled { x: left + x, y: top + y, width, height, colour });
            }
            Draw::Rule { x, y, width, height, colour } => {
                sheet.rules.push(Filled { x: left + x, y: top + y, width, height, colour });
            }
            Draw::Text { x, baseline, segments, count, stretch, node } => {
                let node = if repeated { ARTIFACT } else { node };
                sheet.content.push(Placed::Text { x: left + x, y: top + baseline, segments, count, stretch, node });
            }
            Draw::Chart { x, y, width, height, index, node } => {
                sheet.content.push(Placed::Chart { x: left + x, y: top + y, width, height, index, node });
            }
            Draw::Place { node } if !repeated => sheet.content.push(Placed::Node(node)),
            Draw::Target { index: entry } if !repeated => {
                if let Some(target) = self.targets.get_mut(entry as usize) {
                    *target = Target { page: index, y: top };
                }
            }
            Draw::Anchor { y, index: place } if !repeated => {
                if let Some(anchor) = self.anchors.get_mut(place as usize) {
                    *anchor = Target { page: index, y: top + y };
                }
            }
            Draw::Link { x, y, width, height, span } if !repeated => {
                sheet.links.push(LinkBox { x: left + x, y: top + y, width, height, span });
            }
            Draw::Page { right, baseline, index, ink, node } => {
                let node = if repeated { ARTIFACT } else { node };
                sheet.content.push(Placed::Page { right: left + right, y: top + baseline, index, ink, node });
            }
            Draw::Place { .. } | Draw::Target { .. } | Draw::Anchor { .. } | Draw::Link { .. } | Draw::Foot { .. } => {}
        }
    }

    fn paint_frame(&mut self, open: &Opened) {
        let mut frame = open.frame;
        if open.continued {
            frame.border[0] = None;
        }
        let mut draws = Vec::new();
        frame.fills(open.top, self.y, &mut draws);
        let left = self.page.margin[3];
        if let Some(sheet) = self.sheets.last_mut() {
            let at = open.at.min(sheet.fills.len());
            let mut fills = Vec::new();
            for draw in draws {
                match draw {
                    Draw::Fill { x, y, width, height, colour } => {
                        fills.push(Filled { x: left + x, y, width, height, colour });
                    }
                    Draw::Rule { x, y, width, height, colour } => {
                        sheet.rules.push(Filled { x: left + x, y, width, height, colour });
                    }
                    _ => {}
                }
            }
            sheet.fills.splice(at..at, fills);
        }
    }

    /// Goes to a new page: frames are closed and opened again, the heads of tables repeated.
    fn turn(&mut self) {
        let mut open = std::mem::take(&mut self.frames);
        for opened in open.iter().rev() {
            self.y += opened.frame.bottom;
            let mut cut = Opened { frame: opened.frame, top: opened.top, at: opened.at, continued: opened.continued };
            cut.frame.border[2] = None;
            self.paint_frame(&cut);
        }
        self.settle();
        self.sheets.push(Sheet::new(self.page));
        self.y = self.page.margin[0];
        for opened in &mut open {
            opened.top = self.y;
            opened.at = 0;
            opened.continued = true;
            self.y += opened.frame.top;
        }
        self.frames = open;
        for head in std::mem::take(&mut self.heads) {
            self.place(&head.draws, true, 0.0);
            self.y += head.height;
            self.heads.push(head);
        }
        self.fresh = true;
        for foot in self.feet.carry(self.page.text_height()) {
            self.place_foot(&foot);
        }
    }
}
