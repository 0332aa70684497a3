//! Moments below the spans of a chart, on the same axis: a row for each kind, its marks told apart by form as well as by row.

use super::super::scene::{Anchor, Shape, Tenths};
use super::{BAR, Bound, DOT, DROP, GAP, Pen, ROW};
use crate::filing::ChartMarks;

/// Side of a square mark.
const SQUARE: Tenths = 64;

/// The height that the rows of marks take.
pub(super) fn height(marks: &[ChartMarks]) -> Tenths {
    marks.iter().map(|_| ROW).sum()
}

impl Pen {
    /// A row for each kind of mark from `top` down: round the first, square the others.
    pub(super) fn marks(
        &mut self,
        marks: &[ChartMarks],
        top: Tenths,
        (left, right): (Tenths, Tenths),
        x: impl Fn(i64) -> Tenths,
    ) {
        let mut y = top;
        for (position, marks) in marks.iter().enumerate() {
            let figure = marks.figure.as_deref();
            self.label((left - GAP, y), ROW, &marks.label, figure);
            let middle = y + ROW / 2;
            for at in marks.at.iter().map(|at| x(*at)) {
                self.mark(position, (at, middle));
            }
            if !marks.text.is_empty() {
                self.text((right + GAP, middle + DROP), Anchor::Start, &marks.text, Bound::Figure(figure));
            }
            y += ROW;
        }
    }

    /// A mark of a kind around its middle. A stem shows where it stands, also where several touch.
    pub(super) fn mark(&mut self, kind: usize, (x, y): (Tenths, Tenths)) {
        let fill = self.inks.quiet;
        self.line((x, y - BAR / 2), (x, y + BAR / 2), true);
        self.shapes.push(if kind == 0 {
            Shape::Dot { x, y, radius: DOT, fill }
        } else {
            let (x, y) = (x - SQUARE / 2, y - SQUARE / 2);
            Shape::Rect { x, y, width: SQUARE, height: SQUARE, fill, outline: None }
        });
    }
}
