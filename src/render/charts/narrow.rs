//! The same charts for a window as narrow as a phone: names and values above their bars, so that type keeps its size.

use rust_decimal::Decimal;

use super::super::scene::{Anchor, Tenths};
use super::{BAR, Bar, Bound, DOT, DROP, GAP, Pen, ROW, largest, part, width};
use crate::filing::{Chart, ChartMarks, ChartSpan};
use crate::render::words::ChartWords;

/// Half of the width on paper.
pub(super) const WIDTH: Tenths = 3400;
/// From the baseline of a name to the top of its bar.
const BELOW: Tenths = 50;
/// Between two rows.
const APART: Tenths = 70;

impl Pen {
    /// A chart; its height.
    pub(super) fn narrow(&mut self, chart: &Chart, words: &ChartWords) -> Tenths {
        match chart {
            Chart::Spans { spans, marks, ticks, .. } => self.narrow_spans(spans, marks, ticks, words),
            Chart::Bars { bars, .. } => self.narrow_bars(&bars.iter().map(Bar::from).collect::<Vec<_>>()),
            Chart::Points { points, .. } => self.narrow_bars(&points.iter().map(Bar::from).collect::<Vec<_>>()),
        }
    }

    fn narrow_spans(
        &mut self,
        spans: &[ChartSpan],
        marks: &[ChartMarks],
        ticks: &[(i64, String)],
        words: &ChartWords,
    ) -> Tenths {
        let marked = marks.iter().flat_map(|marks| marks.at.iter().copied());
        let last = spans.iter().map(|span| span.latest).chain(ticks.iter().map(|tick| tick.0)).chain(marked).max();
        let last = Decimal::from(last.unwrap_or_default());
        // A mark at either end stands inside the drawing.
        let x = |seconds: i64| DOT + part(WIDTH - 2 * DOT, Decimal::from(seconds), last);
        let mut y = 0;
        if spans.iter().any(|span| span.latest > span.sure) {
            for (word, is_sure) in [(&words.sure, true), (&words.uncertain, false)] {
                if is_sure {
                    self.rect((0, y + 30), (220, BAR));
                } else {
                    self.uncertain((0, y + 30), 220);
                }
                self.text((280, y + 120), Anchor::Start, word, Bound::Words);
                y += ROW;
            }
        }
        y += ROW;
        let (top, mut free) = (y, 0);
        for (seconds, label) in ticks {
            let (at, half) = (x(*seconds), width(label) / 2);
            // A label stands inside the drawing, also at either end of the axis.
            let middle = at.clamp(half, (WIDTH - half).max(half));
            if middle - half >= free {
                self.text((middle, top - DROP), Anchor::Middle, label, Bound::Axis);
                free = middle + half + GAP / 2;
            }
        }
        for span in spans {
            y = self.named(y, &span.label, &span.text, span.figure.as_deref());
            let (from, sure, latest) = (x(span.from), x(span.sure), x(span.latest));
            if latest > sure {
                self.uncertain((sure, y), latest - sure);
            }
            if sure > from || latest <= sure {
                self.rect((from, y), ((sure - from).max(10), BAR));
            }
            y += BAR + APART;
        }
        for (position, marks) in marks.iter().enumerate() {
            y = self.named(y, &marks.label, &marks.text, marks.figure.as_deref());
            self.line((0, y + BAR / 2), (WIDTH, y + BAR / 2), true);
            for at in &marks.at {
                self.mark(position, (x(*at), y + BAR / 2));
            }
            y += BAR + APART;
        }
        y
    }

    fn narrow_bars(&mut self, bars: &[Bar<'_>]) -> Tenths {
        let largest = largest(bars);
        let mut y = 0;
        for bar in bars {
            y = self.named(y, bar.label, bar.text, bar.figure);
            let long = part(WIDTH, bar.value, largest);
            if long > 0 {
                self.rect((0, y), (long.max(10), BAR));
            }
            y += BAR + APART;
        }
        y
    }

    /// A name at the left and its value at the right, below each other where they have no room; the top of what comes below.
    fn named(&mut self, y: Tenths, label: &str, text: &str, figure: Option<&str>) -> Tenths {
        let mut base = y + 120;
        self.text((0, base), Anchor::Start, label, Bound::Figure(figure));
        if !text.is_empty() {
            if width(label) + width(text) + GAP > WIDTH {
                base += ROW;
            }
            self.text((WIDTH, base), Anchor::End, text, Bound::Figure(figure));
        }
        base + BELOW
    }
}
