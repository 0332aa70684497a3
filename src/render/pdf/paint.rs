//! Pages as printpdf operations, and those as content streams.
//!
//! Text is marked content with an id of the structure; boxes, rules, repeated heads, headers and page numbers are
//! artifacts. printpdf translates the operations in batches, so that a thousand pages never stand in memory as operations.
//! Fonts are named here and written by `fonts`; printpdf needs none to translate glyph codes.

use std::collections::BTreeMap;

use lopdf::Stream;
use printpdf::{
    Color, DictItem, FontId, Op, PaintMode, PdfDocument, PdfFontHandle, PdfPage, PdfSaveOptions, Pt, Rect, Rgb,
    TextMatrix,
};

use super::RenderError;
use super::chart::ChartLayout;
use super::line::{Inks, Segment};
use super::pages::{Placed, Sheet};
use super::shape::{Code, Glyph};
use super::span::Spans;
use super::structure::{ARTIFACT, Extra, NodeId, Structure};
use super::write::compress;
use crate::render::theme::Colour;

/// Name of a face in the resources of every page.
pub(super) fn face_name(face: u8) -> String {
    format!("T{face}")
}

/// A piece of text that belongs to no node: header, page number, draft mark.
pub(super) struct Artifact {
    pub segments: Vec<Segment>,
    /// Left end of the baseline from the top left corner of the paper, points.
    pub x: f32,
    pub y: f32,
    /// Slope of the baseline as cosine and sine.
    pub turn: (f32, f32),
    /// `Header`, `Footer` or `Watermark`.
    pub kind: &'static str,
}

/// What painting reads.
pub(super) struct Painter<'a> {
    pub glyphs: &'a [Glyph],
    /// Of each face.
    pub codes: Vec<&'a [Code]>,
    pub inks: &'a Inks,
    pub segments: &'a [Segment],
    pub charts: &'a [ChartLayout<'a>],
    pub structure: &'a Structure,
}

/// Operations of one page, with the state that is already set.
pub(super) struct Brush {
    /// Of the paper, points: a page is painted from its lower edge.
    pub height: f32,
    pub ops: Vec<Op>,
    fill: Option<Colour>,
    face: Option<(u8, f32)>,
    rise: f32,
}

impl Painter<'_> {
    /// The operations of a page.
    fn page(&self, sheet: &Sheet, artifacts: &[Artifact]) -> Vec<Op> {
        let ops = Vec::with_capacity(sheet.content.len() * 8);
        let mut brush = Brush { height: sheet.paper.height, ops, fill: None, face: None, rise: 0.0 };
        for artifact in artifacts.iter().filter(|artifact| artifact.kind == "Watermark") {
            self.artifact(artifact, &mut brush);
        }
        if !sheet.fills.is_empty() || !sheet.rules.is_empty() {
            brush.ops.push(Op::BeginMarkedContent { tag: "Artifact".to_owned() });
            for fill in sheet.fills.iter().chain(&sheet.rules) {
                brush.colour(fill.colour);
                brush.ops.push(Op::DrawRectangle {
                    rectangle: Rect {
                        x: point(fill.x),
                        y: point(sheet.paper.height - fill.y - fill.height),
                        width: point(fill.width),
                        height: point(fill.height),
                        mode: Some(PaintMode::Fill),
                        winding_order: None,
                    },
                });
            }
            brush.ops.push(Op::EndMarkedContent);
        }
        for artifact in artifacts.iter().filter(|artifact| artifact.kind == "Header") {
            self.artifact(artifact, &mut brush);
        }
        self.content(sheet, &mut brush);
        for artifact in artifacts.iter().filter(|artifact| artifact.kind == "Footer") {
            self.artifact(artifact, &mut brush);
        }
        brush.ops
    }

    fn content(&self, sheet: &Sheet, brush: &mut Brush) {
        let mut marks = 0;
        // The node whose marked content is open: lines of one paragraph share it.
        let mut open: Option<NodeId> = None;
        for placed in &sheet.content {
            match *placed {
                Placed::Text { x, y, segments, count, stretch, node } => {
                    if open != Some(node) {
                        if open.is_some() {
                            brush.end_text();
                        }
                        self.begin(node, &mut marks, brush);
                        brush.ops.push(Op::StartTextSection);
                        open = Some(node);
                    }
                    let range = segments as usize..segments as usize + usize::from(count);
                    let segments = self.segments.get(range).unwrap_or_default();
                    self.text((x, y), (1.0, 0.0), segments, stretch, brush);
                }
                Placed::Chart { x, y, index, node, .. } => {
                    if open.take().is_some() {
                        brush.end_text();
                    }
                    if let Some(chart) = self.charts.get(index as usize) {
                        self.begin(node, &mut marks, brush);
                        self.chart(chart, (x, y), brush);
                        brush.ops.push(Op::EndMarkedContent);
                    }
                }
                Placed::Page { .. } | Placed::Node(_) => {}
            }
        }
        if open.is_some() {
            brush.end_text();
        }
    }

    /// Opens marked content for a node. Its id counts as [`marks`] counted.
    fn begin(&self, node: NodeId, marks: &mut i64, brush: &mut Brush) {
        if node == ARTIFACT {
            brush.ops.push(Op::BeginMarkedContent { tag: "Artifact".to_owned() });
            return;
        }
        let id = *marks;
        *marks += 1;
        let structure = self.structure;
        let tag = structure.nodes.get(node as usize).and_then(|node| structure.tags.get(usize::from(node.tag)));
        brush.ops.push(Op::BeginMarkedContentWithProperties {
            tag: tag.cloned().unwrap_or_else(|| "Span".to_owned()),
            properties: DictItem::Dict { map: BTreeMap::from([("MCID".to_owned(), DictItem::Int(id))]) },
        });
    }

    fn artifact(&self, artifact: &Artifact, brush: &mut Brush) {
        let name = |text: &str| DictItem::Name(text.as_bytes().to_vec());
        brush.ops.push(Op::BeginMarkedContentWithProperties {
            tag: "Artifact".to_owned(),
            properties: DictItem::Dict {
                map: BTreeMap::from([
                    ("Type".to_owned(), name("Pagination")),
                    ("Subtype".to_owned(), name(artifact.kind)),
                ]),
            },
        });
        brush.ops.push(Op::StartTextSection);
        self.text((artifact.x, artifact.y), artifact.turn, &artifact.segments, 0.0, brush);
        brush.end_text();
    }

    /// One line of text from the left end of its baseline, its spaces wider by `stretch` points.
    pub(super) fn text(&self, at: (f32, f32), turn: (f32, f32), segments: &[Segment], stretch: f32, brush: &mut Brush) {
        let (x, y) = (round(at.0), round(brush.height - at.1));
        let (cos, sin) = turn;
        brush.ops.push(Op::SetTextMatrix { matrix: TextMatrix::Raw([cos, sin, -sin, cos, x, y]) });
        let mut shown = Shown::default();
        let mut last = None;
        for segment in segments {
            let Some(ink) = self.inks.all.get(usize::from(segment.ink)) else { continue };
            if last != Some(segment.ink) {
                brush.show(&mut shown);
                last = Some(segment.ink);
                brush.colour(ink.colour);
                brush.font(ink.face(), ink.size);
                brush.raise(ink.rise);
            }
            let range = segment.start as usize..segment.start as usize + usize::from(segment.count);
            let codes = self.codes.get(usize::from(ink.face())).copied().unwrap_or_default();
            let glyphs = self.glyphs.get(range).unwrap_or_default();
            let mut replaced = false;
            #[allow(clippy::cast_possible_truncation, reason = "a space of a line is narrower than the paper")]
            let wider = (stretch / ink.size * 1000.0).round() as i16;
            for (index, glyph) in glyphs.iter().enumerate() {
                // Several glyphs that together are one piece of text say so: none of them is it alone.
                if replaced && glyph.bytes > 0 {
                    brush.show(&mut shown);
                    brush.ops.push(Op::EndMarkedContent);
                    replaced = false;
                }
                if glyph.bytes > 0 && glyphs.get(index + 1).is_some_and(|next| next.bytes == 0) {
                    brush.show(&mut shown);
                    brush.actual_text(codes.get(usize::from(glyph.code)).map_or("", |code| &code.text));
                    replaced = true;
                }
                let natural = codes.get(usize::from(glyph.code)).map_or(glyph.advance, |code| code.advance);
                let mut back = natural - glyph.advance;
                if wider != 0 && codes.get(usize::from(glyph.code)).is_some_and(|code| &*code.text == " ") {
                    back = back.saturating_sub(wider);
                }
                shown.push(glyph.code, back);
            }
            if replaced {
                brush.show(&mut shown);
                brush.ops.push(Op::EndMarkedContent);
            }
        }
        brush.show(&mut shown);
    }

    /// Paints pages as compressed content streams.
    pub(super) fn streams(&self, sheets: &[Sheet], artifacts: &[Vec<Artifact>]) -> Result<Vec<Stream>, RenderError> {
        let mut document = PdfDocument::new("");
        document.pages = sheets
            .iter()
            .zip(artifacts)
            .map(|(sheet, artifacts)| {
                PdfPage::new(printpdf::Mm(210.0), printpdf::Mm(297.0), self.page(sheet, artifacts))
            })
            .collect();
        // `secure` would drop the operator that shows text as whole strings.
        let options = PdfSaveOptions { optimize: false, subset_fonts: false, secure: false, image_optimization: None };
        let mut translated = document.to_lopdf_document(&options, &mut Vec::new());
        let lost = || RenderError::Write("a page was lost in translation".to_owned());
        let pages: Vec<_> = translated.page_iter().collect();
        let mut streams = Vec::with_capacity(pages.len());
        for id in pages {
            let content = translated
                .get_dictionary(id)
                .and_then(|page| page.get(b"Contents"))
                .and_then(lopdf::Object::as_reference)
                .map_err(|_| lost())?;
            let object = translated.objects.remove(&content).ok_or_else(lost)?;
            let lopdf::Object::Stream(mut stream) = object else { return Err(lost()) };
            compress(&mut stream)?;
            streams.push(stream);
        }
        Ok(streams)
    }
}

impl Brush {
    pub(super) fn colour(&mut self, colour: Colour) {
        if self.fill != Some(colour) {
            self.fill = Some(colour);
            self.ops.push(Op::SetFillColor { col: rgb(colour) });
        }
    }

    fn font(&mut self, face: u8, size: f32) {
        if self.face != Some((face, size)) {
            self.face = Some((face, size));
            let font = PdfFontHandle::External(FontId(face_name(face)));
            self.ops.push(Op::SetFont { font, size: Pt(round(size)) });
        }
    }

    fn raise(&mut self, rise: f32) {
        if (self.rise - rise).abs() > f32::EPSILON {
            self.rise = rise;
            self.ops.push(Op::SetLineOffset { multiplier: round(rise) });
        }
    }

    fn show(&mut self, shown: &mut Shown) {
        let items = std::mem::take(shown).finish();
        if !items.is_empty() {
            self.ops.push(Op::Unknown { key: "TJ".to_owned(), value: vec![DictItem::Array(items)] });
        }
    }

    /// Opens a run of glyphs whose text is `text` as a whole (ISO 32000-1, 14.9.4).
    fn actual_text(&mut self, text: &str) {
        let data = [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        self.ops.push(Op::BeginMarkedContentWithProperties {
            tag: "Span".to_owned(),
            properties: DictItem::Dict {
                map: BTreeMap::from([("ActualText".to_owned(), DictItem::String { data, literal: false })]),
            },
        });
    }

    fn end_text(&mut self) {
        self.ops.push(Op::EndTextSection);
        self.ops.push(Op::EndMarkedContent);
    }
}

/// Codes of glyphs as the operands of `TJ`: whole strings, parted only where kerning moves the pen.
///
/// printpdf's own `ShowText` writes a string for each glyph, which takes three times the time and bytes; fonts and text are
/// ours, so the operator is given as it shall stand.
#[derive(Default)]
struct Shown {
    items: Vec<DictItem>,
    codes: Vec<u8>,
}

impl Shown {
    /// A glyph, and the kerning after it in thousandths of the size; positive moves back.
    fn push(&mut self, code: u16, kern: i16) {
        self.codes.extend(code.to_be_bytes());
        if kern != 0 {
            self.part();
            self.items.push(DictItem::Int(i64::from(kern)));
        }
    }

    fn part(&mut self) {
        if !self.codes.is_empty() {
            self.items.push(DictItem::String { data: std::mem::take(&mut self.codes), literal: true });
        }
    }

    fn finish(mut self) -> Vec<DictItem> {
        self.part();
        self.items
    }
}

/// Numbers the marked content of every page in the order of reading, and joins what is painted to the tree.
///
/// Done before painting, so that pages can be painted side by side; [`Painter`] opens marked content in the same order.
pub(super) fn marks(sheets: &[Sheet], structure: &mut Structure, spans: &Spans) {
    for (number, sheet) in sheets.iter().enumerate() {
        let mut open = None;
        for placed in &sheet.content {
            match *placed {
                Placed::Text { node, .. } => {
                    if open.replace(node) != Some(node) && node != ARTIFACT {
                        structure.mark(node, number);
                    }
                }
                Placed::Chart { x, y, width, height, node, .. } => {
                    open = None;
                    structure.mark(node, number);
                    if let Some(Extra::Figure { bounds, .. }) =
                        structure.nodes.get_mut(node as usize).map(|node| &mut node.extra)
                    {
                        let bottom = sheet.paper.height - y - height;
                        *bounds = Some([x, bottom, x + width, bottom + height].map(round));
                    }
                }
                Placed::Page { .. } => {}
                Placed::Node(node) => structure.join(node),
            }
        }
        for link in sheet.links.iter().filter_map(|link| spans.link(link.span)) {
            structure.object(link.node, number);
        }
    }
}

pub(super) fn rgb(Colour(red, green, blue): Colour) -> Color {
    let part = |channel: u8| (f32::from(channel) / 255.0 * 1000.0).round() / 1000.0;
    Color::Rgb(Rgb { r: part(red), g: part(green), b: part(blue), icc_profile: None })
}

/// Hundredths of a point are finer than any printer.
pub(super) fn round(points: f32) -> f32 {
    (points * 100.0).round() / 100.0
}

pub(super) fn point(points: f32) -> Pt {
    Pt(round(points))
}
