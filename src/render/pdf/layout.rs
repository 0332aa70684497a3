//! From the tree to the vertical list: blocks, paragraphs with item marks, boxes, tiles and figures.
//!
//! Tables and footnotes have their own files; pages are cut afterwards in `pages`. Nothing is painted here.

use std::collections::BTreeMap;

use super::chart::Charts;
use super::flow::{Draw, Flow, Foot, Frame, Item, Paper, Strip, height};
use super::footnote::Waiting;
use super::line::{Ink, Inks, Paragraph, Segment, Text};
use super::shape::Shaper;
use super::span::Spans;
use super::structure::{Extra, NodeId, Structure};
use super::{Missing, RenderError, TableSet};
use crate::render::document::{Document, Element, Name, Node, Vocabulary, is_space};
use crate::render::theme::{Align, Keep, Look, Stack, Theme};

/// Distance between an item mark and its text, as a factor of the size.
const MARK_GAP: f32 = 0.4;
/// Part of the line height above the baseline, beyond half of what leading adds; from the ascent of the typeface.
const BASELINE: f32 = 0.86;

/// A heading in the outline.
#[derive(Debug, Clone)]
pub(super) struct Heading {
    /// 1 to 3.
    pub level: u8,
    pub title: String,
}

/// Where a block may stand: from the left edge of the text area, points.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    pub x: f32,
    pub width: f32,
}

impl Area {
    /// The area inside indents and padding; never narrower than a point.
    pub(super) fn inset(self, left: f32, right: f32) -> Self {
        Self { x: self.x + left, width: (self.width - left - right).max(1.0) }
    }
}

/// An item mark that waits for the first line beside it.
struct Mark {
    x: f32,
    segments: u32,
    count: u16,
    node: NodeId,
    size: f32,
}

impl Mark {
    fn draw(self, baseline: f32) -> Draw {
        Draw::Text { x: self.x, baseline, segments: self.segments, count: self.count, stretch: 0.0, node: self.node }
    }
}

/// Lays a document out.
pub(super) struct Layout<'a> {
    pub theme: &'a Theme,
    pub vocabulary: &'a Vocabulary,
    pub shaper: Shaper<'a>,
    pub inks: Inks,
    pub segments: Vec<Segment>,
    pub structure: Structure,
    pub headings: Vec<Heading>,
    pub charts: Charts<'a>,
    pub missing: Vec<Missing>,
    pub spans: Spans,
    /// Height of the text area, points.
    pub page_height: f32,
    /// Text of a very wide table is set smaller by this factor.
    pub scale: f32,
    marks: Vec<Mark>,
    /// What follows stands on paper that lies on its side.
    pub wide: bool,
    /// A footnote is laid out; one inside it is part of its text.
    pub in_footnote: bool,
    /// Footnotes that wait for the line of their reference, and those laid out.
    pub waiting: Vec<Waiting>,
    pub feet: Vec<Foot>,
    /// Places that links lead to, which wait for the next line.
    pub anchors: Vec<u32>,
    /// Where the contents of the document stand in the list, and below which node.
    pub contents: Option<(usize, NodeId)>,
    /// Whether they are laid out.
    pub is_long: bool,
    /// How the tables are set.
    pub tables: BTreeMap<usize, TableSet>,
    /// How tall the boxes are.
    pub boxes: BTreeMap<usize, f32>,
}

impl<'a> Layout<'a> {
    pub(super) fn new(theme: &'a Theme, vocabulary: &'a Vocabulary, shaper: Shaper<'a>, charts: Charts<'a>) -> Self {
        let page = &theme.page;
        Self {
            theme,
            vocabulary,
            shaper,
            inks: Inks::default(),
            segments: Vec::new(),
            structure: Structure::new(),
            headings: Vec::new(),
            charts,
            missing: Vec::new(),
            spans: Spans::default(),
            page_height: page.text_height(),
            scale: 1.0,
            marks: Vec::new(),
            wide: false,
            in_footnote: false,
            waiting: Vec::new(),
            feet: Vec::new(),
            anchors: Vec::new(),
            contents: None,
            is_long: false,
            tables: BTreeMap::new(),
            boxes: BTreeMap::new(),
        }
    }

    /// The vertical list of a whole document.
    pub(super) fn document(&mut self, document: &Document) -> Result<Vec<Item>, RenderError> {
        let area = Area { x: 0.0, width: self.theme.page.text_width() };
        let mut flow = Flow::default();
        let initial = self.theme.initial();
        self.spans = Spans::new(&document.body);
        self.block(&document.body, &initial, area, 0, &mut flow)?;
        self.table_of_contents(document, area, &mut flow)?;
        Ok(flow.items)
    }

    /// A block element.
    pub(super) fn block(
        &mut self,
        element: &Element,
        parent: &Look,
        area: Area,
        node: NodeId,
        flow: &mut Flow,
    ) -> Result<(), RenderError> {
        if element.name == Name::Nav {
            // A long document has contents on paper; whether this one is long is known at its end.
            self.contents = Some((flow.len(), node));
            return Ok(());
        }
        let look = self.theme.look(parent, element.name.as_str(), &element.classes);
        self.anchors.extend(self.spans.anchor(element));
        self.turn_back(element, &look, flow);
        if look.page_break {
            flow.items.push(Item::Break);
        }
        if look.keep == Keep::Previous {
            flow.keep_next(0);
        }
        flow.space(look.before);
        let start = flow.len();
        match element.name {
            Name::Table => self.table(element, &look, area, node, flow)?,
            Name::Figure => self.figure(element, &look, area, node, flow)?,
            Name::Li => self.item(element, &look, area, node, flow)?,
            _ => self.container(element, &look, area, node, flow)?,
        }
        match look.keep {
            Keep::Next => flow.keep_next(start),
            Keep::Together => flow.keep_from(start, self.page_height, false),
            Keep::Normal | Keep::Previous => {}
        }
        flow.space(look.after);
        Ok(())
    }

    /// A block of blocks or of text.
    fn container(
        &mut self,
        element: &Element,
        look: &Look,
        area: Area,
        node: NodeId,
        flow: &mut Flow,
    ) -> Result<(), RenderError> {
        let extra = match element.name {
            Name::Ol => Extra::List { ordered: true },
            Name::Ul => Extra::List { ordered: false },
            _ => Extra::None,
        };
        let (around, mark) = (node, self.vocabulary.class_tag(&element.classes));
        let note = match mark {
            Some(tag @ "Note") => self.structure.add(node, tag, Extra::Note),
            _ => node,
        };
        let node = self.structure.add(note, self.vocabulary.tag(element.name), extra);
        if node != around {
            self.structure.language(node, element.lang.as_deref());
        }
        // The mark of a note is its label, beside what it says.
        let label = match leading_mark(element) {
            Some(_) if note != around => self.structure.add(note, "Lbl", Extra::None),
            _ => node,
        };
        if let Name::H1 | Name::H2 | Name::H3 = element.name {
            self.heading(element, flow);
        }
        let area = area.inset(look.indent, 0.0);
        let frame = Frame::of(look, area.x, area.width);
        let from = flow.len();
        let inner = if let Some(frame) = frame {
            flow.open(frame);
            let side = |side: usize| look.padding[side] + look.border[side].map_or(0.0, |edge| edge.width);
            area.inset(side(3), side(1))
        } else {
            area
        };
        if look.stack == Stack::Row {
            self.tiles(element, look, inner, node, flow)?;
        } else {
            self.content(element, look, inner, (label, node), flow)?;
        }
        if frame.is_some() {
            flow.close();
        }
        if frame.is_some() || look.stack == Stack::Row {
            self.boxes.insert(element.at, height(&flow.items[from.min(flow.len())..]));
        }
        Ok(())
    }

    /// Behind a table on paper that lies on its side, and the notes below it, the paper stands upright again.
    fn turn_back(&mut self, element: &Element, look: &Look, flow: &mut Flow) {
        let holds_others = matches!(element.name, Name::Section | Name::Main | Name::Div | Name::Figure)
            && Frame::of(look, 0.0, 1.0).is_none()
            && look.stack == Stack::Down;
        let belongs = element.has_class("note") || element.has_class("source");
        if self.wide && !holds_others && !belongs && !matches!(element.name, Name::Table | Name::Caption) {
            flow.items.push(Item::Paper(Paper::Upright));
            self.wide = false;
        }
    }

    /// Remembers a heading for the outline; the entry leads to its first line.
    fn heading(&mut self, element: &Element, flow: &mut Flow) {
        let level = match element.name {
            Name::H1 => 1,
            Name::H2 => 2,
            _ => 3,
        };
        let title = element.text().split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        if title.is_empty() {
            return;
        }
        let index = u32::try_from(self.headings.len()).unwrap_or(u32::MAX);
        self.headings.push(Heading { level, title });
        flow.strip(Strip { keep: true, draws: vec![Draw::Target { index }], ..Strip::default() });
    }

    /// A list item: its mark is its label, the rest its body.
    fn item(
        &mut self,
        element: &Element,
        look: &Look,
        area: Area,
        node: NodeId,
        flow: &mut Flow,
    ) -> Result<(), RenderError> {
        let item = self.structure.add(node, self.vocabulary.tag(Name::Li), Extra::None);
        self.structure.language(item, element.lang.as_deref());
        let label = if leading_mark(element).is_some() { self.structure.add(item, "Lbl", Extra::None) } else { item };
        let body = self.structure.add(item, "LBody", Extra::None);
        self.content(element, look, area.inset(look.indent, 0.0), (label, body), flow)
    }

    /// What a block holds: a leading mark, text, blocks. `nodes` take the mark and the rest.
    pub(super) fn content(
        &mut self,
        element: &Element,
        look: &Look,
        area: Area,
        nodes: (NodeId, NodeId),
        flow: &mut Flow,
    ) -> Result<(), RenderError> {
        let (mark, rest) = split_mark(element);
        let area = match mark {
            Some(mark) => {
                let hang = self.mark(mark, look, area, nodes.0);
                area.inset(hang, 0.0)
            }
            None => area,
        };
        // A container of blocks that text runs beside gets paragraphs of its own.
        let wrapped = matches!(element.name, Name::Div | Name::Body | Name::Section | Name::Header | Name::Footer);
        let mut text: Vec<&Node> = Vec::new();
        for child in rest {
            match child {
                Node::Element(child) if !child.name.is_inline() => {
                    self.run(&mut text, look, area, nodes.1, wrapped, flow);
                    self.block(child, look, area, nodes.1, flow)?;
                }
                _ => text.push(child),
            }
        }
        self.run(&mut text, look, area, nodes.1, wrapped, flow);
        self.lone_marks(look, flow);
        Ok(())
    }

    /// A mark without text still stands.
    pub(super) fn lone_marks(&mut self, look: &Look, flow: &mut Flow) {
        if !self.marks.is_empty() {
            let size = self.marks.iter().fold(0.0_f32, |size, mark| size.max(mark.size));
            let height = size * look.leading;
            let draws = self.marks.drain(..).map(|mark| mark.draw(baseline(size, height))).collect();
            flow.strip(Strip { height, draws, ..Strip::default() });
        }
    }

    /// Text between blocks, as paragraphs; empties `nodes`.
    fn run(&mut self, nodes: &mut Vec<&Node>, look: &Look, area: Area, node: NodeId, wrapped: bool, flow: &mut Flow) {
        if nodes.is_empty() {
            return;
        }
        let paragraphs = self.paragraphs(nodes.iter().copied(), look);
        nodes.clear();
        if paragraphs.iter().all(Paragraph::is_empty) {
            return;
        }
        let node = if wrapped { self.structure.add(node, "P", Extra::None) } else { node };
        for paragraph in &paragraphs {
            self.paragraph(paragraph, look, area, node, flow);
        }
    }

    /// Inline nodes as paragraphs, one for each line that `br` ends.
    pub(super) fn paragraphs<'n>(&mut self, nodes: impl Iterator<Item = &'n Node>, look: &Look) -> Vec<Paragraph> {
        let mut texts = vec![Text::default()];
        for node in nodes {
            self.collect(node, look, 0, &mut texts);
        }
        if texts.len() > 1 && texts.last().is_some_and(Text::is_blank) {
            texts.pop();
        }
        let Self { shaper, inks, missing, .. } = self;
        let last = texts.len() - 1;
        texts
            .iter()
            .enumerate()
            .map(|(index, text)| {
                let mut note = |character, around: &str| Missing::note(missing, character, around);
                let mut paragraph = Paragraph::new(text, inks, shaper, &mut note);
                paragraph.broken = index < last;
                paragraph
            })
            .collect()
    }

    fn collect(&mut self, node: &Node, look: &Look, span: u32, texts: &mut Vec<Text>) {
        match node {
            Node::Text(written) => {
                let ink = self.inks.id(Ink::of(look, self.scale));
                if let Some(text) = texts.last_mut() {
                    text.push_in(written, ink, span);
                }
            }
            Node::Element(element) if element.name == Name::Br => texts.push(Text::default()),
            Node::Element(element) if element.has_class("footnote") && !self.in_footnote => {
                let index = self.set_aside(element);
                if let Some(text) = texts.last_mut() {
                    text.feet.push((text.content.len(), index));
                }
            }
            Node::Element(element) => {
                let inner = self.theme.look(look, element.name.as_str(), &element.classes);
                if let (Some(anchor), Some(text)) = (self.spans.anchor(element), texts.last_mut()) {
                    text.anchors.push((text.content.len(), anchor));
                }
                let span = self.spans.open(span, element, self.vocabulary.class_tag(&element.classes));
                for child in &element.children {
                    self.collect(child, &inner, span, texts);
                }
            }
        }
    }

    /// Breaks a paragraph into lines.
    pub(super) fn paragraph(&mut self, paragraph: &Paragraph, look: &Look, area: Area, node: NodeId, flow: &mut Flow) {
        self.early_footnotes(paragraph, node, flow);
        let size = look.size * self.scale;
        let justified = look.align == Align::Justify;
        let lines = if justified { paragraph.even_lines(area.width, size) } else { paragraph.lines(area.width) };
        let count = lines.len();
        for (index, line) in lines.into_iter().enumerate() {
            let largest = paragraph.size(&line.glyphs, &self.inks).max(size);
            let height = largest * look.leading;
            let base = baseline(largest, height);
            let mut draws = Vec::with_capacity(1);
            draws.extend(self.marks.drain(..).map(|mark| mark.draw(base)));
            let free = area.width - line.width;
            let x = area.x
                + match look.align {
                    Align::Left | Align::Justify => 0.0,
                    Align::Center => (free / 2.0).max(0.0),
                    Align::Right => free.max(0.0),
                };
            let last = index + 1 == count;
            let stretch = if justified && !last { paragraph.stretch(&line, area.width, size) } else { 0.0 };
            draws.extend(self.anchors.drain(..).map(|index| Draw::Anchor { y: 0.0, index }));
            for &(_, index) in paragraph.anchors.iter().filter(|(glyph, _)| line.glyphs.contains(glyph)) {
                draws.push(Draw::Anchor { y: 0.0, index });
            }
            let mut late = Vec::new();
            let (whole, parts);
            let pieces: &[_] = if paragraph.is_plain() {
                whole = [(line.glyphs.clone(), 0)];
                &whole
            } else {
                parts = paragraph.pieces(&line.glyphs);
                &parts
            };
            #[allow(clippy::cast_precision_loss, reason = "a line holds a hundred spaces at most")]
            let wider = |glyphs: std::ops::Range<usize>| {
                if stretch > 0.0 { stretch * paragraph.spaces(glyphs) as f32 } else { 0.0 }
            };
            for (glyphs, span) in pieces.iter().cloned() {
                let before = line.glyphs.start..glyphs.start;
                let x = x + paragraph.distance(before.start, before.end) + wider(before);
                if let Some(span) = self.spans.link_around(span) {
                    let width = paragraph.width(glyphs.clone()) + wider(glyphs.clone());
                    draws.push(Draw::Link { x, y: 0.0, width, height, span });
                }
                let inner = self.spans.node(span, node, &mut self.structure);
                let end = glyphs.end;
                let (segments, count) = self.segments(paragraph, glyphs);
                draws.push(Draw::Text { x, baseline: base, segments, count, stretch, node: inner });
                for foot in paragraph.feet_at(end) {
                    self.footnote(foot, node, &mut draws, &mut late);
                }
            }
            if paragraph.broken && last {
                self.end_word(&mut draws);
            }
            // No single first or last line of a paragraph stands alone on a page.
            let keep = index + 1 < count && (index == 0 || index + 2 == count);
            flow.strip(Strip { height, keep, draws, ..Strip::default() });
            flow.items.extend(late);
        }
    }

    /// Footnotes that stand before any word of their paragraph.
    fn early_footnotes(&mut self, paragraph: &Paragraph, node: NodeId, flow: &mut Flow) {
        let (mut draws, mut late) = (Vec::new(), Vec::new());
        for foot in paragraph.feet_at(0) {
            self.footnote(foot, node, &mut draws, &mut late);
        }
        if !draws.is_empty() {
            flow.strip(Strip { draws, ..Strip::default() });
        }
        flow.items.extend(late);
    }

    /// A space behind a line that the document breaks, so that its last word and the next are two where a page is read as
    /// text.
    fn end_word(&mut self, draws: &mut [Draw]) {
        let Some(Draw::Text { count, .. }) = draws.last_mut() else { return };
        let Some(last) = self.segments.last() else { return };
        self.space(last.ink);
        *count = count.saturating_add(1);
    }

    /// Puts a space into the arena of segments.
    pub(super) fn space(&mut self, ink: u16) {
        let face = self.inks.all.get(usize::from(ink)).map_or(0, Ink::face);
        let space = self.shaper.word(face, " ");
        self.segments.push(Segment { start: space.glyphs.start, count: 1, ink });
    }

    /// Puts glyphs of a paragraph into the arena of segments.
    pub(super) fn segments(&mut self, paragraph: &Paragraph, glyphs: std::ops::Range<usize>) -> (u32, u16) {
        let start = self.segments.len();
        let mut own = Vec::with_capacity(8);
        paragraph.segments(glyphs, &mut own);
        self.segments.append(&mut own);
        let count = self.segments.len() - start;
        (u32::try_from(start).unwrap_or(u32::MAX), u16::try_from(count).unwrap_or(u16::MAX))
    }

    /// Sets a mark aside for the next line; returns the width it takes with its gap.
    pub(super) fn mark(&mut self, mark: &Element, look: &Look, area: Area, node: NodeId) -> f32 {
        let mut text = Text::default();
        let inner = self.theme.look(look, mark.name.as_str(), &mark.classes);
        let ink = self.inks.id(Ink::of(&inner, self.scale));
        text.push(mark.text().trim_matches(is_space), ink);
        if text.is_blank() {
            return 0.0;
        }
        let Self { shaper, inks, missing, .. } = self;
        let paragraph =
            Paragraph::new(&text, inks, shaper, &mut |character, around| Missing::note(missing, character, around));
        let size = inner.size * self.scale;
        let (segments, mut count) = self.segments(&paragraph, 0..paragraph.len());
        // A space after the mark, so that it does not run into the text where a page is read as text.
        self.space(ink);
        count = count.saturating_add(1);
        self.marks.push(Mark { x: area.x, segments, count, node, size });
        (paragraph.widest + size * MARK_GAP).max(look.hang * self.scale).min(area.width * 0.5)
    }
}

/// Baseline below the top of a line, points.
pub(super) fn baseline(size: f32, height: f32) -> f32 {
    (height - size) / 2.0 + size * BASELINE
}

/// The item mark that a block begins with.
fn leading_mark(element: &Element) -> Option<&Element> {
    split_mark(element).0
}

/// A block's leading mark and what follows it.
pub(in crate::render) fn split_mark(element: &Element) -> (Option<&Element>, &[Node]) {
    for (index, child) in element.children.iter().enumerate() {
        match child {
            Node::Text(text) if text.chars().all(is_space) => {}
            Node::Element(mark) if mark.name == Name::Span && mark.has_class("mark") => {
                return (Some(mark), &element.children[index + 1..]);
            }
            _ => break,
        }
    }
    (None, &element.children)
}
