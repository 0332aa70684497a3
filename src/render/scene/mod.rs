//! A drawing as shapes and texts: what [`super::charts`] builds from the data of a chart, and all that SVG and PDF need of it.
//!
//! ```text
//! chart data ▶ scene ▶ svg           the drawing inside the document
//!                    ▶ pdf::chart    the same shapes and texts as operations of a page
//! ```
//!
//! A scene is a closed subset of what either format can do: boxes, straight lines, dots and texts in solid colours. Its
//! lengths are whole tenths of a unit, no binary fractions: equal data, equal bytes, on any machine. Where it stands on a
//! page, and with which typeface, is not known here.

mod svg;

use super::theme::Colour;
use super::visible;

/// A length in tenths of a unit; a unit is a quarter of a millimetre on paper where a drawing is 170 mm wide.
pub type Tenths = i64;

/// A drawing; y grows downwards from its upper left corner.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scene {
    /// Width in whole units.
    pub width: i64,
    /// Height in whole units.
    pub height: i64,
    /// Its name; the first part of the text alternative.
    pub title: String,
    /// What it shows in words; the second part of the text alternative.
    pub description: String,
    /// Painted in this order, which is that of reading as well.
    pub shapes: Vec<Shape>,
}

/// A shape or a text of a drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A filled box.
    Rect {
        x: Tenths,
        y: Tenths,
        width: Tenths,
        height: Tenths,
        fill: Colour,
        outline: Option<Outline>,
    },
    /// A straight line.
    Line {
        from: (Tenths, Tenths),
        to: (Tenths, Tenths),
        stroke: Stroke,
    },
    /// Straight lines from point to point, not filled.
    Polyline {
        points: Vec<(Tenths, Tenths)>,
        stroke: Stroke,
    },
    /// A filled circle around its centre.
    Dot {
        x: Tenths,
        y: Tenths,
        radius: Tenths,
        fill: Colour,
    },
    Text(SceneText),
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stroke {
    pub colour: Colour,
    pub width: Tenths,
}

/// The dashed edge of a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outline {
    pub stroke: Stroke,
    /// Whole units: a dash, and the gap behind it.
    pub dashes: (i64, i64),
}

/// One line of regular type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SceneText {
    /// Where it is anchored, on its baseline.
    pub x: Tenths,
    pub y: Tenths,
    pub anchor: Anchor,
    /// Size of type in whole units.
    pub size: i64,
    pub fill: Colour,
    /// What it says, as a page may show it.
    pub text: String,
    pub role: TextRole,
}

/// Which part of a text stands at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// What a text speaks of: the proof holds it against that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextRole {
    /// The name or the value of a figure.
    Figure(String),
    /// A tick of the axis.
    Axis,
    /// Fixed wording, or a value without a figure.
    Words,
}

impl Scene {
    /// The same with a character spelled out as `instead` wherever it stands.
    #[must_use]
    pub fn replaced(&self, character: char, instead: &str) -> Self {
        let new = |text: &String| text.replace(character, instead);
        let mut scene = Self { title: new(&self.title), description: new(&self.description), ..self.clone() };
        for shape in &mut scene.shapes {
            if let Shape::Text(text) = shape {
                text.text = new(&text.text);
                if let TextRole::Figure(id) = &mut text.role {
                    *id = new(id);
                }
            }
        }
        scene
    }
}

/// Text as a drawing may show it: on one line, with nothing hidden.
pub(super) fn line_of(text: &str) -> String {
    visible(text).replace(['\n', '\t'], " ")
}
