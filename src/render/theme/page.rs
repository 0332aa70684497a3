//! The paper.

use super::paint::Sides;

/// The paper and its margins, points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Page {
    pub width: f32,
    pub height: f32,
    /// Top, right, bottom, left.
    pub margin: Sides<f32>,
    /// Baseline of the running header below the top edge of the paper.
    pub header: f32,
    /// Baseline of the page number above the bottom edge of the paper.
    pub footer: f32,
    /// A document of more pages has a table of contents; none ever if absent.
    pub contents: Option<f32>,
}

impl Page {
    /// The same paper on its side, for what is too wide upright; margins stay where they are.
    #[must_use]
    pub fn on_its_side(self) -> Self {
        Self { width: self.height, height: self.width, ..self }
    }

    /// Width of the text area, points.
    #[must_use]
    pub fn text_width(&self) -> f32 {
        self.width - self.margin[1] - self.margin[3]
    }

    /// Height of the text area, points.
    #[must_use]
    pub fn text_height(&self) -> f32 {
        self.height - self.margin[0] - self.margin[2]
    }
}
