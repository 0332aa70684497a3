//! From the tree to paragraphs: blocks, headings, item marks, free space, paper on its side.
//!
//! Free space between blocks is that of the page: the larger of two that meet, held by the paragraph below.

use super::contents::Target;
use super::shapes::{Outline, ParaShape, Shapes};
use super::styles;
use super::text::Text;
use super::units::units;
use crate::render::document::{Element, Name, Node, is_space};
use crate::render::pdf::PdfOutput;
use crate::render::pdf::layout::split_mark;
use crate::render::theme::{Keep, Look, Stack, Theme};

/// The first number of paragraphs that are no heading; headings have those below, by which links lead to them.
const FIRST: u32 = 100_001;

/// Where a block may stand: from the left edge of the text, and how wide, points.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    pub x: f32,
    pub width: f32,
}

impl Area {
    pub(super) fn inset(self, left: f32, right: f32) -> Self {
        Self { x: self.x + left, width: (self.width - left - right).max(1.0) }
    }
}

/// A finished paragraph.
#[derive(Debug)]
pub(super) struct Paragraph {
    pub id: u32,
    pub shape: u32,
    pub style: u32,
    pub page_break: bool,
    pub keep_next: bool,
    pub runs: String,
}

impl Paragraph {
    pub(super) fn write(&self, out: &mut String, front: &str) {
        out.push_str(&format!(
            "<hp:p id=\"{}\" paraPrIDRef=\"{}\" styleIDRef=\"{}\" pageBreak=\"{}\" columnBreak=\"0\" merged=\"0\">{front}{}</hp:p>",
            self.id,
            self.shape,
            self.style,
            u8::from(self.page_break),
            self.runs
        ));
    }
}

/// A stretch of pages of one paper.
#[derive(Debug, Default)]
pub(super) struct Section {
    pub paragraphs: Vec<Paragraph>,
    pub is_wide: bool,
}

/// A picture of the package.
#[derive(Debug)]
pub(super) struct Picture {
    /// `image1`: readers take the number in it for its place in the list.
    pub id: String,
    pub bytes: Vec<u8>,
}

/// Writes the body of a document.
pub(super) struct Writer<'a> {
    pub theme: &'a Theme,
    /// How the page sets it: widths of columns, pages of headings.
    pub page: &'a PdfOutput,
    pub shapes: Shapes,
    pub sections: Vec<Section>,
    /// Paragraphs of the list under way: a section's or a cell's.
    pub list: Vec<Paragraph>,
    pub is_wide: bool,
    /// How deep in cells: only outside of them can the paper turn.
    pub depth: usize,
    /// Free space before what follows, points.
    pub space: f32,
    pub page_break: bool,
    /// Type of a very wide table is smaller by this factor.
    pub scale: f32,
    /// The headings in order; the next one.
    pub targets: Vec<Target>,
    pub heading: usize,
    pub pictures: Vec<Picture>,
    pub notes: u32,
    pub fields: u32,
    pub objects: u32,
    next: u32,
}

impl<'a> Writer<'a> {
    pub(super) fn new(theme: &'a Theme, page: &'a PdfOutput, targets: Vec<Target>) -> Self {
        let mut shapes = Shapes::new();
        styles::list(&mut shapes, theme, theme.page.text_width());
        Self {
            theme,
            page,
            shapes,
            sections: Vec::new(),
            list: Vec::new(),
            is_wide: false,
            depth: 0,
            space: 0.0,
            page_break: false,
            scale: 1.0,
            targets,
            heading: 0,
            pictures: Vec::new(),
            notes: 0,
            fields: 0,
            objects: 0,
            next: FIRST,
        }
    }

    /// The width of the paper's text, points.
    pub(super) fn text_width(&self) -> f32 {
        let paper = self.theme.page;
        if self.is_wide { paper.on_its_side().text_width() } else { paper.text_width() }
    }

    /// The whole body.
    pub(super) fn body(&mut self, body: &Element) {
        let area = Area { x: 0.0, width: self.text_width() };
        let initial = self.theme.initial();
        self.block(body, &initial, area);
        self.end_section(self.is_wide);
    }

    /// Ends a stretch of pages; what follows stands on paper upright or on its side.
    pub(super) fn end_section(&mut self, wide: bool) {
        let paragraphs = std::mem::take(&mut self.list);
        if !paragraphs.is_empty() {
            self.sections.push(Section { paragraphs, is_wide: self.is_wide });
        }
        self.is_wide = wide;
    }

    /// Turns the paper; what must stay with what follows comes along.
    pub(super) fn turn(&mut self, wide: bool) {
        if wide == self.is_wide || self.depth > 0 {
            return;
        }
        let stay = self.list.iter().rposition(|paragraph| !paragraph.keep_next).map_or(0, |last| last + 1);
        let along = self.list.split_off(stay);
        self.end_section(wide);
        self.list = along;
    }

    /// A block element.
    pub(super) fn block(&mut self, element: &Element, parent: &Look, area: Area) {
        let look = self.theme.look(parent, element.name.as_str(), &element.classes);
        if element.name == Name::Nav {
            self.contents(element, &look, area);
            return;
        }
        self.turn_back(element, &look);
        // The paper may have turned since the area was told.
        let area = if self.depth == 0 { Area { width: self.text_width() - area.x, ..area } } else { area };
        self.page_break |= look.page_break;
        if look.keep == Keep::Previous
            && let Some(last) = self.list.last_mut()
        {
            last.keep_next = true;
        }
        self.free(look.before);
        match element.name {
            Name::Table => self.table(element, &look, area),
            Name::Figure => self.figure(element, &look, area),
            _ if is_framed(&look) && element.name != Name::Svg => self.frame(element, &look, area),
            _ if look.stack == Stack::Row => self.tiles(element, &look, area),
            _ => self.content(element, &look, area.inset(look.indent, 0.0)),
        }
        self.free(look.after);
    }

    /// Free space, the larger of two that meet.
    ///
    /// At the top of a cell nothing stands above that it could be kept from.
    pub(super) fn free(&mut self, points: f32) {
        if self.depth > 0 && self.list.is_empty() {
            return;
        }
        self.space = self.space.max(points);
    }

    /// Behind a table on paper that lies on its side, and the notes below it, the paper stands upright again.
    fn turn_back(&mut self, element: &Element, look: &Look) {
        let holds_others = matches!(element.name, Name::Section | Name::Main | Name::Div | Name::Figure | Name::Body)
            && !is_framed(look)
            && look.stack == Stack::Down;
        let belongs = element.has_class("note") || element.has_class("source");
        if self.is_wide && !holds_others && !belongs && !matches!(element.name, Name::Table | Name::Caption) {
            self.turn(false);
        }
    }

    /// What a block holds: a leading mark, text, blocks.
    pub(super) fn content(&mut self, element: &Element, look: &Look, area: Area) {
        let (mut mark, rest) = split_mark(element);
        let mut text: Vec<&Node> = Vec::new();
        let mut any = false;
        for child in rest {
            match child {
                Node::Element(child) if !child.name.is_inline() => {
                    self.paragraph(element, mark.take(), &text, look, area);
                    text.clear();
                    self.block(child, look, area);
                    any = true;
                }
                _ => text.push(child),
            }
        }
        any |= self.paragraph(element, mark.take(), &text, look, area);
        // A cell without a paragraph is no cell.
        if !any && matches!(element.name, Name::Td | Name::Th) {
            self.blank(look);
        }
    }

    /// Text between blocks as one paragraph; whether there was any.
    fn paragraph(
        &mut self,
        element: &Element,
        mark: Option<&Element>,
        nodes: &[&Node],
        look: &Look,
        area: Area,
    ) -> bool {
        let mut shape = ParaShape::of(look);
        shape.left = units(area.x);
        shape.keep_next = look.keep == Keep::Next;
        let mut style = match element.name {
            Name::Caption | Name::Figcaption => styles::CAPTION,
            _ => styles::BODY,
        };
        let mut text = Text::default();
        let mut id = None;
        let mark = mark.map(|mark| (mark.text().trim_matches(is_space).to_owned(), mark));
        if let Some(level) = styles::level(element.name) {
            style = styles::outline(level);
            id = self.take_heading();
            shape.outline = Outline::Level(level);
        }
        if let Some((written, mark)) = mark {
            let own = self.theme.look(look, mark.name.as_str(), &mark.classes);
            let character = self.shapes.character(&own, self.scale);
            let hang = units((width(&written) + 0.4).mul_add(own.size, 0.0).max(look.hang) * self.scale);
            // A hanging paragraph begins at its left edge; the other lines stand further in.
            shape.indent = -hang;
            text.push(&written, character);
            text.push(" ", character);
        }
        self.inlines(nodes, look, &mut text);
        if text.is_empty() {
            return false;
        }
        shape.before = units(std::mem::take(&mut self.space));
        let character = self.shapes.character(look, self.scale);
        for (number, runs) in text.finish(character).into_iter().enumerate() {
            if number > 0 {
                shape = ParaShape { before: 0, indent: 0, left: shape.left - shape.indent.min(0), ..shape };
            }
            let keep = shape.keep_next;
            let para = self.shapes.paragraph(shape.clone());
            self.add(para, style, runs, keep);
            if let (Some(id), Some(last)) = (id.take(), self.list.last_mut()) {
                last.id = id;
            }
        }
        true
    }

    /// The paragraph number of the next heading, by which contents lead to it.
    fn take_heading(&mut self) -> Option<u32> {
        let target = self.targets.get(self.heading)?;
        self.heading += 1;
        Some(target.id)
    }

    /// A paragraph without text.
    pub(super) fn blank(&mut self, look: &Look) {
        let shape = self.shapes.character(look, self.scale);
        let para = self.shapes.paragraph(ParaShape::of(look));
        self.add(para, styles::BODY, Text::default().finish(shape).concat(), false);
    }

    /// Adds a paragraph to the list under way.
    pub(super) fn add(&mut self, shape: u32, style: u32, runs: String, keep_next: bool) {
        let id = self.next;
        self.next += 1;
        let page_break = std::mem::take(&mut self.page_break) && self.depth == 0;
        self.list.push(Paragraph { id, shape, style, page_break, keep_next, runs });
    }

    /// Text and what stands in it.
    pub(super) fn inlines(&mut self, nodes: &[&Node], look: &Look, text: &mut Text) {
        for (at, node) in nodes.iter().enumerate() {
            // The program writes the mark of a footnote where the note stands.
            let is_marked = nodes.get(at + 1).is_some_and(|next| is_element(next, |next| next.has_class("footnote")));
            if is_marked && is_element(node, |node| node.name == Name::Sup) {
                continue;
            }
            self.inline(node, look, text);
        }
    }

    fn inline(&mut self, node: &Node, look: &Look, text: &mut Text) {
        let element = match node {
            Node::Text(written) => {
                let shape = self.shapes.character(look, self.scale);
                text.push(written, shape);
                return;
            }
            Node::Element(element) => element,
        };
        let mut own = self.theme.look(look, element.name.as_str(), &element.classes);
        // The format sets what is raised smaller by itself.
        if own.rise > 0.0 {
            own.size = look.size;
        }
        if element.name == Name::Br {
            text.line();
        } else if element.has_class("footnote") {
            self.footnote(element, &own, text);
        } else {
            let children: Vec<&Node> = element.children.iter().collect();
            self.inlines(&children, &own, text);
        }
    }
}

fn is_element(node: &Node, of: impl Fn(&Element) -> bool) -> bool {
    matches!(node, Node::Element(element) if of(element))
}

/// A block that is drawn as a box.
pub(super) fn is_framed(look: &Look) -> bool {
    look.background.is_some() || look.border.iter().any(Option::is_some) || look.padding.iter().any(|&side| side > 0.0)
}

/// About how wide a mark is, as a factor of its size.
pub(super) fn width(text: &str) -> f32 {
    text.chars().map(|character| if character.is_ascii() { 0.5 } else { 0.95 }).sum()
}
