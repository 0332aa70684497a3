//! Charts: an inline SVG resolved by usvg to coloured outlines, with the bundled faces only.
//!
//! The closed subset is solid fills and strokes of rect, line, path and text; a gradient or picture in a drawing is an
//! error, not a gap. Where a chart stands is `layout`'s matter, painting it `paint`'s.

use std::sync::Arc;

use usvg::tiny_skia_path::PathSegment;
use usvg::{FillRule, Group, Node, Options, Paint, Tree, fontdb};

use super::{FontFiles, RenderError};
use crate::render::theme::Colour;

/// A step of an outline, in units of the drawing; y grows downwards.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    Move(f32, f32),
    Line(f32, f32),
    Curve(f32, f32, f32, f32, f32, f32),
    Close,
}

/// A coloured outline.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    Fill { steps: Vec<Step>, colour: Colour, even_odd: bool },
    Stroke { steps: Vec<Step>, colour: Colour, width: f32, dashes: Vec<f32>, round: bool },
}

/// A drawing, resolved.
#[derive(Debug)]
pub(super) struct Chart {
    /// Units of the drawing.
    pub height: f32,
    pub width: f32,
    pub shapes: Vec<Shape>,
}

/// The drawings of a document.
pub(super) struct Charts<'a> {
    fonts: &'a [FontFiles],
    /// Loaded with the first drawing: most documents have none.
    faces: Option<Arc<fontdb::Database>>,
    pub all: Vec<Chart>,
}

impl<'a> Charts<'a> {
    pub(super) fn new(fonts: &'a [FontFiles]) -> Self {
        Self { fonts, faces: None, all: Vec::new() }
    }

    /// Reads a drawing; its number, and width and height in points when scaled into `width` and at most `limit` high.
    pub(super) fn add(
        &mut self,
        source: &str,
        line: u32,
        width: f32,
        limit: f32,
    ) -> Result<(u32, f32, f32), RenderError> {
        let faces = self.faces();
        let family = faces.faces().next().and_then(|face| face.families.first()).map(|family| family.0.clone());
        let options = Options {
            font_family: family.unwrap_or_default(),
            languages: vec!["ko".to_owned()],
            fontdb: faces,
            ..Options::default()
        };
        let error = |message: String| RenderError::Drawing { line, message };
        let tree = Tree::from_str(source, &options).map_err(|problem| error(problem.to_string()))?;
        let mut chart = Chart { width: tree.size().width(), height: tree.size().height(), shapes: Vec::new() };
        collect(tree.root(), 1.0, &mut chart.shapes).map_err(error)?;
        let scale = (width / chart.width).min(limit / chart.height);
        let size = (chart.width * scale, chart.height * scale);
        self.all.push(chart);
        Ok((u32::try_from(self.all.len() - 1).unwrap_or(u32::MAX), size.0, size.1))
    }

    fn faces(&mut self) -> Arc<fontdb::Database> {
        let fonts = self.fonts;
        Arc::clone(self.faces.get_or_insert_with(|| {
            let mut faces = fontdb::Database::new();
            for family in fonts {
                for file in [&family.regular, &family.bold] {
                    faces.load_font_source(fontdb::Source::Binary(Arc::new(file.clone())));
                }
            }
            let name = faces.faces().next().and_then(|face| face.families.first()).map(|family| family.0.clone());
            if let Some(name) = name {
                // Whatever family a drawing names, only the bundled one is there.
                faces.set_serif_family(name.clone());
                faces.set_sans_serif_family(name.clone());
                faces.set_monospace_family(name.clone());
                faces.set_cursive_family(name.clone());
                faces.set_fantasy_family(name);
            }
            Arc::new(faces)
        }))
    }
}

/// The outlines of a group, its opacity mixed with white: the page needs no transparency.
fn collect(group: &Group, opacity: f32, shapes: &mut Vec<Shape>) -> Result<(), String> {
    let opacity = opacity * group.opacity().get();
    for node in group.children() {
        match node {
            Node::Group(inner) => collect(inner, opacity, shapes)?,
            Node::Text(text) => collect(text.flattened(), opacity, shapes)?,
            Node::Image(_) => return Err("a picture cannot stand in a chart".to_owned()),
            Node::Path(path) => {
                if !path.is_visible() {
                    continue;
                }
                let transform = path.abs_transform();
                let steps = || steps(path, transform);
                if let Some(fill) = path.fill() {
                    let colour = solid(fill.paint(), opacity * fill.opacity().get())?;
                    shapes.push(Shape::Fill { steps: steps(), colour, even_odd: fill.rule() == FillRule::EvenOdd });
                }
                if let Some(stroke) = path.stroke() {
                    let colour = solid(stroke.paint(), opacity * stroke.opacity().get())?;
                    let (x, y) = transform.get_scale();
                    let scale = (x * y).abs().sqrt();
                    shapes.push(Shape::Stroke {
                        steps: steps(),
                        colour,
                        width: stroke.width().get() * scale,
                        dashes: stroke.dasharray().unwrap_or_default().iter().map(|dash| dash * scale).collect(),
                        round: stroke.linecap() == usvg::LineCap::Round,
                    });
                }
            }
        }
    }
    Ok(())
}

fn solid(paint: &Paint, opacity: f32) -> Result<Colour, String> {
    let Paint::Color(colour) = paint else { return Err("a chart has solid colours only".to_owned()) };
    let mix = |channel: u8| {
        let value = f32::from(channel) * opacity + 255.0 * (1.0 - opacity);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
        let byte = value.round().clamp(0.0, 255.0) as u8;
        byte
    };
    Ok(Colour(mix(colour.red), mix(colour.green), mix(colour.blue)))
}

fn steps(path: &usvg::Path, transform: usvg::Transform) -> Vec<Step> {
    let map = |x: f32, y: f32| {
        let t = transform;
        (t.sx * x + t.kx * y + t.tx, t.ky * x + t.sy * y + t.ty)
    };
    let mut steps = Vec::new();
    let mut last = (0.0, 0.0);
    for segment in path.data().segments() {
        match segment {
            PathSegment::MoveTo(p) => {
                last = map(p.x, p.y);
                steps.push(Step::Move(last.0, last.1));
            }
            PathSegment::LineTo(p) => {
                last = map(p.x, p.y);
                steps.push(Step::Line(last.0, last.1));
            }
            PathSegment::QuadTo(c, p) => {
                let (c, p) = (map(c.x, c.y), map(p.x, p.y));
                let third = |from: f32, to: f32| from + (to - from) * 2.0 / 3.0;
                steps.push(Step::Curve(
                    third(last.0, c.0),
                    third(last.1, c.1),
                    third(p.0, c.0),
                    third(p.1, c.1),
                    p.0,
                    p.1,
                ));
                last = p;
            }
            PathSegment::CubicTo(a, b, p) => {
                let (a, b, p) = (map(a.x, a.y), map(b.x, b.y), map(p.x, p.y));
                steps.push(Step::Curve(a.0, a.1, b.0, b.1, p.0, p.1));
                last = p;
            }
            PathSegment::Close => steps.push(Step::Close),
        }
    }
    steps
}
