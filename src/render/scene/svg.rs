//! A scene as SVG: rect, line, path and text, attributes only. The document shows it, and names each figure it prints.

use std::fmt::Write as _;

use super::{Anchor, Mark, Says, Scene, Stroke, Tenths, Text};
use crate::render::theme::Colour;

impl Scene {
    /// The drawing as an SVG element that stands in a document.
    #[must_use]
    pub fn svg(&self) -> String {
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\" \
             font-family=\"Pretendard GOV\"><title>{}</title><desc>{}</desc>\n",
            self.width,
            self.height,
            escaped(&self.title),
            escaped(&self.description),
        );
        for mark in &self.marks {
            out.push_str(&element(mark));
            out.push('\n');
        }
        out.push_str("</svg>");
        out
    }
}

fn element(mark: &Mark) -> String {
    match mark {
        Mark::Rect { x, y, width, height, fill, outline } => {
            let [x, y, width, height] = [x, y, width, height].map(|length| units(*length));
            let fill = hex(*fill);
            let edge = outline.map_or_else(String::new, |outline| {
                let (dash, gap) = outline.dashes;
                format!("{} stroke-dasharray=\"{dash} {gap}\"", stroked(outline.stroke))
            });
            format!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\"{edge}/>")
        }
        Mark::Line { from, to, stroke } => {
            let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(units);
            format!("<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"{}/>", stroked(*stroke))
        }
        Mark::Polyline { points, stroke } => {
            let mut path = String::new();
            for (x, y) in points {
                let step = if path.is_empty() { 'M' } else { 'L' };
                let _ = write!(path, "{step}{} {}", units(*x), units(*y));
            }
            format!("<path d=\"{path}\" fill=\"none\"{}/>", stroked(*stroke))
        }
        Mark::Dot { x, y, radius, fill } => {
            let (left, top, round, across) = (units(*x), units(y - radius), units(*radius), units(2 * radius));
            let half = |sign: &str| format!("a{round} {round} 0 1 1 0 {sign}{across}");
            format!("<path d=\"M{left} {top}{}{}z\" fill=\"{}\"/>", half(""), half("-"), hex(*fill))
        }
        Mark::Text(text) => words(text),
    }
}

fn words(text: &Text) -> String {
    let anchor = match text.anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    let says = match &text.says {
        Says::Figure(id) => format!(" data-figure=\"{}\"", escaped(id)),
        Says::Axis => " data-axis=\"x\"".to_owned(),
        Says::Words => String::new(),
    };
    let (x, y, size, fill) = (units(text.x), units(text.y), text.size, hex(text.fill));
    let place = format!("x=\"{x}\" y=\"{y}\" font-size=\"{size}\" text-anchor=\"{anchor}\" fill=\"{fill}\"");
    format!("<text {place}{says}>{}</text>", escaped(&text.text))
}

fn stroked(stroke: Stroke) -> String {
    format!(" stroke=\"{}\" stroke-width=\"{}\"", hex(stroke.colour), units(stroke.width))
}

fn hex(Colour(red, green, blue): Colour) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// A length in units.
fn units(length: Tenths) -> String {
    let sign = if length < 0 { "-" } else { "" };
    format!("{sign}{}.{}", length.abs() / 10, length.abs() % 10)
}

/// Text as XML writes it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
