//! A scene as SVG: rect, line, path and text, attributes only. The document shows it, and names each figure it prints.

use std::fmt::Write as _;

use super::{Anchor, Scene, SceneText, Shape, Stroke, Tenths, TextRole};
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
        for shape in &self.shapes {
            out.push_str(&element(shape));
            out.push('\n');
        }
        out.push_str("</svg>");
        out
    }
}

fn element(shape: &Shape) -> String {
    match shape {
        Shape::Rect { x, y, width, height, fill, outline } => {
            let [x, y, width, height] = [x, y, width, height].map(|length| units(*length));
            let fill = hex(*fill);
            let edge = outline.map_or_else(String::new, |outline| {
                let (dash, gap) = outline.dashes;
                format!("{} stroke-dasharray=\"{dash} {gap}\"", stroked(outline.stroke))
            });
            format!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\"{edge}/>")
        }
        Shape::Line { from, to, stroke } => {
            let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(units);
            format!("<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"{}/>", stroked(*stroke))
        }
        Shape::Polyline { points, stroke } => {
            let mut path = String::new();
            for (x, y) in points {
                let step = if path.is_empty() { 'M' } else { 'L' };
                let _ = write!(path, "{step}{} {}", units(*x), units(*y));
            }
            format!("<path d=\"{path}\" fill=\"none\"{}/>", stroked(*stroke))
        }
        Shape::Dot { x, y, radius, fill } => {
            let (left, top, round, across) = (units(*x), units(y - radius), units(*radius), units(2 * radius));
            let half = |sign: &str| format!("a{round} {round} 0 1 1 0 {sign}{across}");
            format!("<path d=\"M{left} {top}{}{}z\" fill=\"{}\"/>", half(""), half("-"), hex(*fill))
        }
        Shape::Text(text) => words(text),
    }
}

fn words(text: &SceneText) -> String {
    let anchor = match text.anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    let role = match &text.role {
        TextRole::Figure(id) => format!(" data-figure=\"{}\"", escaped(id)),
        TextRole::Axis => " data-axis=\"x\"".to_owned(),
        TextRole::Words => String::new(),
    };
    let (x, y, size, fill) = (units(text.x), units(text.y), text.size, hex(text.fill));
    let place = format!("x=\"{x}\" y=\"{y}\" font-size=\"{size}\" text-anchor=\"{anchor}\" fill=\"{fill}\"");
    format!("<text {place}{role}>{}</text>", escaped(&text.text))
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

#[cfg(test)]
mod tests {
    use super::super::Outline;
    use super::*;

    #[test]
    fn everything_is_an_element_with_attributes_and_text_is_escaped() {
        let stroke = Stroke { colour: Colour(0, 16, 255), width: 8 };
        let text = |anchor, text: &str, role| {
            Shape::Text(SceneText { x: 0, y: -5, anchor, size: 12, fill: Colour(1, 2, 3), text: text.to_owned(), role })
        };
        let outline = Some(Outline { stroke, dashes: (3, 2) });
        let scene = Scene {
            width: 680,
            height: 21,
            title: "<그림>".to_owned(),
            description: "가 & 나".to_owned(),
            shapes: vec![
                Shape::Rect { x: 1, y: 20, width: 300, height: 4005, fill: Colour(255, 255, 255), outline },
                Shape::Line { from: (0, 1), to: (2, 3), stroke },
                Shape::Polyline { points: vec![(0, 0), (10, 20)], stroke },
                Shape::Dot { x: 100, y: 100, radius: 35, fill: Colour(0, 0, 0) },
                text(Anchor::Start, "\"1\" < 2", TextRole::Figure("a\"b".to_owned())),
                text(Anchor::Middle, "15:30", TextRole::Axis),
                text(Anchor::End, "범례", TextRole::Words),
            ],
        };
        let expected = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 680 21\" role=\"img\" font-family=\"Pretendard GOV\">\
             <title>&lt;그림&gt;</title><desc>가 &amp; 나</desc>",
            "<rect x=\"0.1\" y=\"2.0\" width=\"30.0\" height=\"400.5\" fill=\"#ffffff\" stroke=\"#0010ff\" \
             stroke-width=\"0.8\" stroke-dasharray=\"3 2\"/>",
            "<line x1=\"0.0\" y1=\"0.1\" x2=\"0.2\" y2=\"0.3\" stroke=\"#0010ff\" stroke-width=\"0.8\"/>",
            "<path d=\"M0.0 0.0L1.0 2.0\" fill=\"none\" stroke=\"#0010ff\" stroke-width=\"0.8\"/>",
            "<path d=\"M10.0 6.5a3.5 3.5 0 1 1 0 7.0a3.5 3.5 0 1 1 0 -7.0z\" fill=\"#000000\"/>",
            "<text x=\"0.0\" y=\"-0.5\" font-size=\"12\" text-anchor=\"start\" fill=\"#010203\" \
             data-figure=\"a&quot;b\">&quot;1&quot; &lt; 2</text>",
            "<text x=\"0.0\" y=\"-0.5\" font-size=\"12\" text-anchor=\"middle\" fill=\"#010203\" data-axis=\"x\">15:30</text>",
            "<text x=\"0.0\" y=\"-0.5\" font-size=\"12\" text-anchor=\"end\" fill=\"#010203\">범례</text>",
            "</svg>",
        ];
        assert_eq!(scene.svg().lines().collect::<Vec<_>>(), expected);
    }
}
