//! Cuts the vertical list into pages.
//!
//! Strips that keep together move together; what no page can hold together is broken all the same. Frames and table heads
//! go on over the cut. Places become final here: points from the left and top edge of the paper.

use super::flow::{Draw, Frame, Item, Strip};
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
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// Painted first.
    pub fills: Vec<Filled>,
    /// Painted next: no background covers a line, whatever row it belongs to.
    pub rules: Vec<Filled>,
    pub content: Vec<Placed>,
    pub links: Vec<LinkBox>,
}

/// Where an outline entry leads.
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

struct Cutter<'a> {
    page: &'a Page,
    sheets: Vec<Sheet>,
    targets: Vec<Target>,
    anchors: Vec<Target>,
    y: f32,
    /// Nothing stands on the page yet but a repeated head.
    fresh: bool,
    frames: Vec<Opened>,
    heads: Vec<Strip>,
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

/// Cuts a list into pages. `targets` is the number of outline entries, `anchors` that of places that links lead to.
pub(super) fn cut(items: Vec<Item>, page: &Page, targets: usize, anchors: usize) -> Cut {
    let mut cutter = Cutter {
        page,
        sheets: vec![Sheet::default()],
        targets: vec![Target::default(); targets],
        anchors: vec![Target::default(); anchors],
        y: page.margin[0],
        fresh: true,
        frames: Vec::new(),
        heads: Vec::new(),
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
        group.push(item);
        if ends {
            cutter.group(std::mem::take(&mut group));
        }
    }
    cutter.group(group);
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

impl Cutter<'_> {
    fn bottom(&self) -> f32 {
        // What is open must still be closed on this page.
        self.page.height - self.page.margin[2] - self.frames.iter().map(|open| open.frame.bottom).sum::<f32>()
    }

    fn group(&mut self, items: Vec<Item>) {
        let needed = self.needed(&items);
        if self.y + needed > self.bottom() + 0.01 && !self.fresh {
            self.turn();
        }
        // Too tall for any page: break between its strips where each still fits.
        let torn = self.y + needed > self.bottom() + 0.01;
        for item in items {
            if let Item::Strip(strip) = &item
                && torn
                && !self.fresh
                && self.y + strip.height > self.bottom() + 0.01
            {
                self.turn();
            }
            self.item(item);
        }
    }

    /// Points that a group takes here, with the frames it opens closed again.
    fn needed(&self, items: &[Item]) -> f32 {
        let mut begun = !self.fresh;
        let mut opened: Vec<f32> = Vec::new();
        let mut sum = 0.0;
        for item in items {
            match item {
                Item::Strip(strip) => {
                    begun = true;
                    sum += strip.height;
                }
                Item::Space(points) if begun => sum += points,
                Item::Open(frame) => {
                    begun = true;
                    opened.push(frame.bottom);
                    sum += frame.top;
                }
                Item::Close => sum += opened.pop().unwrap_or(0.0),
                Item::Space(_) | Item::Break | Item::Head(_) | Item::HeadEnd => {}
            }
        }
        sum + opened.iter().sum::<f32>()
    }

    fn item(&mut self, item: Item) {
        match item {
            Item::Strip(strip) => {
                if self.fresh {
                    self.place(&strip.again, true);
                }
                self.place(&strip.draws, false);
                self.y += strip.height;
                self.fresh = false;
            }
            Item::Space(points) => {
                if !self.fresh {
                    self.y += points;
                }
            }
            Item::Break => {
                if !self.fresh {
                    self.turn();
                }
            }
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

    fn place(&mut self, draws: &[Draw], repeated: bool) {
        let index = self.sheets.len() - 1;
        let Some(sheet) = self.sheets.last_mut() else { return };
        let (left, top) = (self.page.margin[3], self.y);
        for draw in draws {
            match *draw {
                Draw::Fill { x, y, width, height, colour } => {
                    sheet.fills.push(Filled { x: left + x, y: top + y, width, height, colour });
                }
                Draw::Rule { x, y, width, height, colour } => {
                    sheet.rules.push(Filled { x: left + x, y: top + y, width, height, colour });
                }
                Draw::Text { x, baseline, segments, count, node } => {
                    let node = if repeated { ARTIFACT } else { node };
                    sheet.content.push(Placed::Text { x: left + x, y: top + baseline, segments, count, node });
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
                Draw::Place { .. } | Draw::Target { .. } | Draw::Anchor { .. } | Draw::Link { .. } => {}
            }
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
        self.sheets.push(Sheet::default());
        self.y = self.page.margin[0];
        for opened in &mut open {
            opened.top = self.y;
            opened.at = 0;
            opened.continued = true;
            self.y += opened.frame.top;
        }
        self.frames = open;
        for head in std::mem::take(&mut self.heads) {
            self.place(&head.draws, true);
            self.y += head.height;
            self.heads.push(head);
        }
        self.fresh = true;
    }
}
