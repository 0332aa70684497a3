//! Charts: a scene laid out in points and painted as operations of a page, its texts set in the faces of the document.
//!
//! Whatever a chart draws stands in the marked content of its Figure, text as text that is found and copied. Where a chart
//! stands is `layout`'s matter.

use printpdf::{
    Line as PdfLine, LineDashPattern, LinePoint, Op, PaintMode, Point, Polygon, PolygonRing, Rect, WindingOrder,
};

use super::layout::Layout;
use super::line::{Ink, Paragraph, Text};
use super::paint::{Brush, Painter, point, rgb, round};
use super::{Missing, RenderError};
use crate::render::document::Drawing;
use crate::render::scene::{Anchor, Scene, SceneText, Shape, Stroke, Tenths};

/// How far the handles of a quarter of a circle stand from its ends, in radii.
const QUARTER: f32 = 0.552_284_8;

/// A text of a chart, shaped.
#[derive(Debug, Clone, Copy)]
struct ShapedText {
    /// Left end of the baseline from the upper left corner of the chart, points.
    x: f32,
    y: f32,
    /// In the arena of segments.
    segments: u32,
    count: u16,
}

/// A drawing with its size on paper.
#[derive(Debug)]
pub(super) struct ChartLayout<'a> {
    scene: &'a Scene,
    /// Points of a unit.
    scale: f32,
    /// Its texts in the order of the scene.
    texts: Vec<ShapedText>,
}

impl ChartLayout<'_> {
    /// Points of a length.
    fn points(&self, length: Tenths) -> f32 {
        whole(length) * self.scale / 10.0
    }
}

/// The drawings of a document.
#[derive(Debug)]
pub(super) struct Charts<'a> {
    /// Each with the SVG that the document holds of it.
    known: Vec<(String, &'a Scene)>,
    /// Those that are laid out.
    pub all: Vec<ChartLayout<'a>>,
}

impl<'a> Charts<'a> {
    pub(super) fn new(scenes: &'a [Scene]) -> Self {
        Self { known: scenes.iter().map(|scene| (scene.svg(), scene)).collect(), all: Vec::new() }
    }
}

impl Layout<'_> {
    /// Lays a drawing out; its number, and width and height in points when scaled into `width` and at most `limit` high.
    pub(super) fn drawing(
        &mut self,
        drawing: &Drawing,
        line: u32,
        width: f32,
        limit: f32,
    ) -> Result<(u32, f32, f32), RenderError> {
        let known = self.charts.known.iter().find(|(svg, _)| *svg == drawing.source);
        let scene = known.map(|(_, scene)| *scene).filter(|scene| scene.width > 0 && scene.height > 0);
        let scene = scene.ok_or(RenderError::Drawing { line })?;
        let (wide, high) = (whole(scene.width), whole(scene.height));
        let scale = (width / wide).min(limit / high);
        let mut chart = ChartLayout { scene, scale, texts: Vec::new() };
        for shape in &scene.shapes {
            if let Shape::Text(text) = shape {
                let shaped = self.drawn_text(text, &chart);
                chart.texts.push(shaped);
            }
        }
        self.charts.all.push(chart);
        Ok((u32::try_from(self.charts.all.len() - 1).unwrap_or(u32::MAX), wide * scale, high * scale))
    }

    fn drawn_text(&mut self, text: &SceneText, chart: &ChartLayout<'_>) -> ShapedText {
        let size = round(whole(text.size) * chart.scale);
        let ink = self.inks.id(Ink { bold: false, family: 0, size, colour: text.fill, rise: 0.0 });
        let mut own = Text::default();
        own.push(&text.text, ink);
        let Self { shaper, inks, missing, .. } = self;
        let paragraph =
            Paragraph::new(&own, inks, shaper, &mut |character, around| Missing::note(missing, character, around));
        let (segments, count) = self.segments(&paragraph, 0..paragraph.len());
        // A space behind it, so that it does not run into the next where the page is read as text.
        self.space(ink);
        let x = chart.points(text.x)
            - match text.anchor {
                Anchor::Start => 0.0,
                Anchor::Middle => paragraph.widest / 2.0,
                Anchor::End => paragraph.widest,
            };
        ShapedText { x, y: chart.points(text.y), segments, count: count.saturating_add(1) }
    }
}

impl Painter<'_> {
    /// Paints a chart with its upper left corner at a place, from the left and top edge of the paper in points.
    pub(super) fn chart(&self, chart: &ChartLayout<'_>, (left, top): (f32, f32), brush: &mut Brush) {
        let upper = brush.height - top;
        let at =
            |(x, y): (Tenths, Tenths)| Point { x: point(left + chart.points(x)), y: point(upper - chart.points(y)) };
        let mut texts = chart.texts.iter();
        for shape in &chart.scene.shapes {
            match shape {
                Shape::Rect { x, y, width, height, fill, outline } => {
                    brush.colour(*fill);
                    if let Some(outline) = outline {
                        let dashes = [outline.dashes.0, outline.dashes.1].map(|length| whole(length) * chart.scale);
                        brush.stroke(outline.stroke, &dashes, chart);
                    }
                    let corner = at((*x, y + height));
                    let mode = if outline.is_some() { PaintMode::FillStroke } else { PaintMode::Fill };
                    brush.ops.push(Op::DrawRectangle {
                        rectangle: Rect {
                            x: corner.x,
                            y: corner.y,
                            width: point(chart.points(*width)),
                            height: point(chart.points(*height)),
                            mode: Some(mode),
                            winding_order: None,
                        },
                    });
                }
                Shape::Line { from, to, stroke } => {
                    brush.stroke(*stroke, &[], chart);
                    brush.line([at(*from), at(*to)]);
                }
                Shape::Polyline { points, stroke } => {
                    brush.stroke(*stroke, &[], chart);
                    brush.line(points.iter().map(|place| at(*place)));
                }
                Shape::Dot { x, y, radius, fill } => {
                    brush.colour(*fill);
                    brush.circle(at((*x, *y)), chart.points(*radius));
                }
                Shape::Text(_) => {
                    let Some(text) = texts.next() else { continue };
                    let range = text.segments as usize..text.segments as usize + usize::from(text.count);
                    let segments = self.segments.get(range).unwrap_or_default();
                    brush.ops.push(Op::StartTextSection);
                    self.text((left + text.x, top + text.y), (1.0, 0.0), segments, 0.0, brush);
                    brush.ops.push(Op::EndTextSection);
                }
            }
        }
    }
}

impl Brush {
    /// Sets how lines are drawn from here on; no dashes is a line without gaps.
    fn stroke(&mut self, stroke: Stroke, dashes: &[f32], chart: &ChartLayout<'_>) {
        self.ops.push(Op::SetOutlineColor { col: rgb(stroke.colour) });
        self.ops.push(Op::SetOutlineThickness { pt: point(chart.points(stroke.width)) });
        let pattern: Vec<f32> = dashes.iter().copied().map(round).collect();
        self.ops.push(Op::SetLineDashPattern { dash: LineDashPattern::new(0.0, &pattern) });
    }

    fn line(&mut self, points: impl IntoIterator<Item = Point>) {
        let points = points.into_iter().map(|p| LinePoint { p, bezier: false }).collect();
        self.ops.push(Op::DrawLine { line: PdfLine { points, is_closed: false } });
    }

    fn circle(&mut self, centre: Point, radius: f32) {
        let at = |x: f32, y: f32, bezier: bool| {
            let p = Point { x: point(centre.x.0 + x * radius), y: point(centre.y.0 + y * radius) };
            LinePoint { p, bezier }
        };
        let mut points = vec![at(1.0, 0.0, false)];
        // Cosine and sine of the ends of each quarter.
        let ends: [(f32, f32); 5] = [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0), (1.0, 0.0)];
        for pair in ends.windows(2) {
            let ((x, y), (to_x, to_y)) = (pair[0], pair[1]);
            points.extend([
                at(x + to_x * QUARTER, y + to_y * QUARTER, true),
                at(to_x + x * QUARTER, to_y + y * QUARTER, true),
                at(to_x, to_y, false),
            ]);
        }
        let rings = vec![PolygonRing { points }];
        let polygon = Polygon { rings, mode: PaintMode::Fill, winding_order: WindingOrder::NonZero };
        self.ops.push(Op::DrawPolygon { polygon });
    }
}

/// A whole number as the arithmetic of a page takes it.
#[allow(clippy::cast_precision_loss, reason = "a drawing is some thousand tenths wide")]
fn whole(length: i64) -> f32 {
    length as f32
}
