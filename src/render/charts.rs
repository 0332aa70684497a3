//! Charts: from their data to the scene that SVG and PDF are drawn from.
//!
//! Colour never carries meaning alone: every bar has its value in words beside it, and an uncertain part is dashed as well
//! as light. Numbers name their figure, so that the proof can hold them against the filing.

mod marks;
mod narrow;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::scene::{Anchor, Outline, Scene, SceneText, Shape, Stroke, Tenths, TextRole, line_of};
use super::theme::{Colour, Theme};
use super::words::ChartWords;
use crate::error::Result;
use crate::filing::{Chart, ChartBar, ChartMarks, ChartPoint, ChartSpan};

/// Width of a drawing: 170 mm.
const WIDTH: Tenths = 6800;
/// 8.5 points on paper.
const TEXT: Tenths = 120;
/// Height of a bar and of its row.
const BAR: Tenths = 90;
const ROW: Tenths = 150;
/// Between a label and its bar, a bar and its value.
const GAP: Tenths = 80;
/// The widest label before it breaks in two.
const WIDEST_LABEL: Tenths = 1800;
/// Height of the largest value of a series, and the free space at its sides.
const SERIES: Tenths = 560;
const SIDE: Tenths = 600;
/// Radius of a dot.
const DOT: Tenths = 35;
/// How far a baseline stands below the middle of its line.
const DROP: Tenths = 40;
/// Half the outline of an uncertain part.
const EDGE: Tenths = 4;

/// The colours of a drawing.
struct ChartColours {
    bar: Colour,
    soft: Colour,
    grid: Colour,
    axis: Colour,
    text: Colour,
    quiet: Colour,
}

/// Draws a chart.
pub(super) fn draw(chart: &Chart, theme: &Theme, words: &ChartWords) -> Result<Scene> {
    let mut pen = Pen::new(theme)?;
    let height = match chart {
        Chart::Spans { spans, marks, ticks, .. } => pen.spans(spans, marks, ticks, words),
        Chart::Bars { bars, .. } => pen.bars(&bars.iter().map(Bar::from).collect::<Vec<_>>()),
        Chart::Points { points, .. } => pen.points(points),
    };
    Ok(pen.scene(chart, WIDTH, height))
}

/// The same for a narrow window.
pub(super) fn draw_narrow(chart: &Chart, theme: &Theme, words: &ChartWords) -> Result<Scene> {
    let mut pen = Pen::new(theme)?;
    let height = pen.narrow(chart, words);
    Ok(pen.scene(chart, narrow::WIDTH, height))
}

/// A bar of a composition or of a day.
struct Bar<'a> {
    label: &'a str,
    value: Decimal,
    text: &'a str,
    figure: Option<&'a str>,
}

impl<'a> From<&'a ChartBar> for Bar<'a> {
    fn from(bar: &'a ChartBar) -> Self {
        Self { label: &bar.label, value: bar.value, text: &bar.text, figure: bar.figure.as_deref() }
    }
}

impl<'a> From<&'a ChartPoint> for Bar<'a> {
    fn from(point: &'a ChartPoint) -> Self {
        Self { label: &point.label, value: point.value, text: &point.text, figure: point.figure.as_deref() }
    }
}

/// What a text is bound to.
#[derive(Clone, Copy)]
enum Bound<'a> {
    Figure(Option<&'a str>),
    /// A tick of the axis.
    Axis,
    /// Fixed wording.
    Words,
}

struct Pen {
    shapes: Vec<Shape>,
    inks: ChartColours,
}

impl Pen {
    fn new(theme: &Theme) -> Result<Self> {
        let ink = |name: &str| theme.colour(name).map_err(|why| super::broken(super::THEME, why));
        let inks = ChartColours {
            bar: ink("secondary-60")?,
            soft: ink("secondary-10")?,
            grid: ink("gray-20")?,
            axis: ink("gray-50")?,
            text: ink("gray-90")?,
            quiet: ink("gray-60")?,
        };
        Ok(Self { shapes: Vec::new(), inks })
    }

    fn scene(self, chart: &Chart, width: Tenths, height: Tenths) -> Scene {
        let (Chart::Spans { title, alt, .. } | Chart::Bars { title, alt, .. } | Chart::Points { title, alt, .. }) =
            chart;
        let (width, height) = (width / 10, (height + 9) / 10);
        Scene { width, height, title: line_of(title), description: line_of(alt), shapes: self.shapes }
    }

    /// Services down over time: names left, spans over a grid of days, durations right.
    fn spans(
        &mut self,
        spans: &[ChartSpan],
        marks: &[ChartMarks],
        ticks: &[(i64, String)],
        words: &ChartWords,
    ) -> Tenths {
        let left =
            column(spans.iter().map(|span| span.label.as_str()).chain(marks.iter().map(|marks| marks.label.as_str())))
                + GAP;
        let texts = spans.iter().map(|span| &span.text).chain(marks.iter().map(|marks| &marks.text));
        let right = WIDTH - texts.map(|text| width(text)).max().unwrap_or_default() - GAP;
        let top = self.legend(spans, words, left) + ROW;
        let heights: Vec<Tenths> = spans.iter().map(|span| row_height(&span.label)).collect();
        let bottom = top + heights.iter().sum::<Tenths>() + marks::height(marks);
        let marked = marks.iter().flat_map(|marks| marks.at.iter().copied());
        let last = spans.iter().map(|span| span.latest).chain(ticks.iter().map(|tick| tick.0)).chain(marked).max();
        let last = Decimal::from(last.unwrap_or_default());
        let x = |seconds: i64| left + part(right - left, Decimal::from(seconds), last);
        let mut free = left + 20;
        for (position, (seconds, label)) in ticks.iter().enumerate() {
            self.line((x(*seconds), top - 20), (x(*seconds), bottom), true);
            if position == 0 {
                // The start stands before the axis, so that the first midnight has room.
                self.text((left, top - 70), Anchor::End, label, Bound::Axis);
                continue;
            }
            let half = width(label) / 2;
            let at = x(*seconds);
            // Where two ticks stand too close, the later one keeps its line and loses its words.
            if at - half >= free {
                self.text((at, top - 70), Anchor::Middle, label, Bound::Axis);
                free = at + half + GAP;
            }
        }
        let mut y = top;
        for (span, height) in spans.iter().zip(&heights) {
            let bar = y + (height - BAR) / 2;
            self.label((left - GAP, y), *height, &span.label, span.figure.as_deref());
            let (from, sure, latest) = (x(span.from), x(span.sure), x(span.latest));
            if latest > sure {
                self.uncertain((sure, bar), latest - sure);
            }
            if sure > from || latest <= sure {
                self.rect((from, bar), ((sure - from).max(10), BAR));
            }
            self.text(
                (right + GAP, y + height / 2 + DROP),
                Anchor::Start,
                &span.text,
                Bound::Figure(span.figure.as_deref()),
            );
            y += height;
        }
        self.marks(marks, y, (left, right), x);
        self.line((left, top - 20), (left, bottom), false);
        bottom + 40
    }

    /// Says what solid and dashed mean, where both are drawn. Returns its height.
    fn legend(&mut self, spans: &[ChartSpan], words: &ChartWords, left: Tenths) -> Tenths {
        if spans.iter().all(|span| span.latest <= span.sure) {
            return 0;
        }
        self.rect((left, 40), (220, BAR));
        self.text((left + 280, 140), Anchor::Start, &words.sure, Bound::Words);
        let second = left + 280 + width(&words.sure) + 180;
        self.uncertain((second, 40), 220);
        self.text((second + 280, 140), Anchor::Start, &words.uncertain, Bound::Words);
        ROW + 50
    }

    /// Names left, bars from one line, values right of each bar.
    fn bars(&mut self, bars: &[Bar<'_>]) -> Tenths {
        let left = column(bars.iter().map(|bar| bar.label)) + GAP;
        let right = WIDTH - bars.iter().map(|bar| width(bar.text)).max().unwrap_or_default() - GAP;
        let largest = largest(bars);
        let mut y = 40;
        for bar in bars {
            let height = row_height(bar.label).max(ROW + 20);
            let thick = BAR + 20;
            let long = part(right - left, bar.value, largest);
            self.label((left - GAP, y), height, bar.label, bar.figure);
            if long > 0 {
                self.rect((left, y + (height - thick) / 2), (long.max(10), thick));
            }
            self.text((left + long + GAP, y + height / 2 + DROP), Anchor::Start, bar.text, Bound::Figure(bar.figure));
            y += height;
        }
        self.line((left, 20), (left, y + 20), false);
        y + 60
    }

    /// Dots over days, joined; bars where their words would run into each other.
    fn points(&mut self, points: &[ChartPoint]) -> Tenths {
        let bars: Vec<Bar<'_>> = points.iter().map(Bar::from).collect();
        let Some(places) = places(points) else { return self.bars(&bars) };
        let room = |bar: &Bar<'_>| width(bar.label).max(width(bar.text)) + GAP;
        let crowded =
            places.windows(2).zip(bars.windows(2)).any(|(at, bar)| 2 * (at[1] - at[0]) < room(&bar[0]) + room(&bar[1]));
        if crowded {
            return self.bars(&bars);
        }
        let largest = largest(&bars);
        let bottom = ROW + 40 + SERIES;
        let y = |value: Decimal| bottom - part(SERIES, value, largest);
        self.line((0, bottom), (WIDTH, bottom), false);
        for (x, bar) in places.iter().zip(&bars) {
            self.line((*x, y(bar.value)), (*x, bottom), true);
        }
        let fill = self.inks.bar;
        let points = places.iter().zip(&bars).map(|(x, bar)| (*x, y(bar.value))).collect();
        self.shapes.push(Shape::Polyline { points, stroke: Stroke { colour: fill, width: 20 } });
        for (x, bar) in places.iter().zip(&bars) {
            let middle = y(bar.value);
            self.shapes.push(Shape::Dot { x: *x, y: middle, radius: DOT, fill });
            let top = middle - DOT;
            self.text((*x, top - 60), Anchor::Middle, bar.text, Bound::Figure(bar.figure));
            self.text((*x, bottom + 170), Anchor::Middle, bar.label, Bound::Figure(bar.figure));
        }
        bottom + 240
    }

    /// The name of a row, right-aligned before its bar, in two lines where it is long.
    fn label(&mut self, (x, y): (Tenths, Tenths), height: Tenths, label: &str, figure: Option<&str>) {
        let bound = Bound::Figure(figure);
        match halves(label) {
            None => self.text((x, y + height / 2 + DROP), Anchor::End, label, bound),
            Some((first, second)) => {
                self.text((x, y + height / 2 - 30), Anchor::End, first, bound);
                self.text((x, y + height / 2 + 110), Anchor::End, second, bound);
            }
        }
    }

    fn rect(&mut self, (x, y): (Tenths, Tenths), (width, height): (Tenths, Tenths)) {
        self.shapes.push(Shape::Rect { x, y, width, height, fill: self.inks.bar, outline: None });
    }

    /// Light, with a dashed outline.
    fn uncertain(&mut self, (x, y): (Tenths, Tenths), width: Tenths) {
        let stroke = Stroke { colour: self.inks.bar, width: 2 * EDGE };
        self.shapes.push(Shape::Rect {
            x: x + EDGE,
            y: y + EDGE,
            width: (width - 2 * EDGE).max(EDGE),
            height: BAR - 2 * EDGE,
            fill: self.inks.soft,
            outline: Some(Outline { stroke, dashes: (3, 2) }),
        });
    }

    fn line(&mut self, from: (Tenths, Tenths), to: (Tenths, Tenths), grid: bool) {
        let (colour, width) = if grid { (self.inks.grid, 6) } else { (self.inks.axis, 10) };
        self.shapes.push(Shape::Line { from, to, stroke: Stroke { colour, width } });
    }

    fn text(&mut self, (x, y): (Tenths, Tenths), anchor: Anchor, text: &str, bound: Bound<'_>) {
        let (role, fill) = match bound {
            Bound::Figure(Some(figure)) => (TextRole::Figure(line_of(figure)), self.inks.text),
            Bound::Figure(None) => (TextRole::Words, self.inks.text),
            Bound::Axis => (TextRole::Axis, self.inks.quiet),
            Bound::Words => (TextRole::Words, self.inks.quiet),
        };
        self.shapes.push(Shape::Text(SceneText { x, y, anchor, size: TEXT / 10, fill, text: line_of(text), role }));
    }
}

/// The part of `length` that `value` is of `whole`, to the nearest tenth; nothing of nothing.
fn part(length: Tenths, value: Decimal, whole: Decimal) -> Tenths {
    if whole <= Decimal::ZERO {
        return 0;
    }
    let part = (value.clamp(Decimal::ZERO, whole) / whole * Decimal::from(length)).round();
    part.to_i64().unwrap_or_default()
}

fn largest(bars: &[Bar<'_>]) -> Decimal {
    bars.iter().map(|bar| bar.value).max().unwrap_or_default()
}

/// Where each day stands between the sides, by the calendar; none for a date that is no date.
fn places(points: &[ChartPoint]) -> Option<Vec<Tenths>> {
    let days: Vec<NaiveDate> = points.iter().map(|point| point.date.parse().ok()).collect::<Option<_>>()?;
    let (first, last) = (*days.iter().min()?, *days.iter().max()?);
    let since = |day: NaiveDate| Decimal::from(day.signed_duration_since(first).num_days());
    if first == last {
        return Some(vec![WIDTH / 2; points.len()]);
    }
    Some(days.into_iter().map(|day| SIDE + part(WIDTH - 2 * SIDE, since(day), since(last))).collect())
}

/// Width of a label column.
fn column<'a>(labels: impl Iterator<Item = &'a str>) -> Tenths {
    let of =
        |label: &str| halves(label).map_or_else(|| width(label), |(first, second)| width(first).max(width(second)));
    labels.map(of).max().unwrap_or_default()
}

fn row_height(label: &str) -> Tenths {
    if halves(label).is_some() { ROW + 140 } else { ROW }
}

/// A long label in two lines, broken at the space nearest its middle.
fn halves(label: &str) -> Option<(&str, &str)> {
    if width(label) <= WIDEST_LABEL {
        return None;
    }
    let middle = label.len() / 2;
    let (at, _) = label.match_indices(' ').min_by_key(|(at, _)| at.abs_diff(middle))?;
    Some((&label[..at], &label[at + 1..]))
}

/// Width of a text in Pretendard GOV, estimated from above: the room it needs, not the room it takes.
fn width(text: &str) -> Tenths {
    // In hundredths of the size.
    let em = |character: char| match character {
        ' ' | '.' | ',' | ':' | ';' | '\'' | '(' | ')' | '|' => 32,
        '0'..='9' | 'a'..='z' | '~' | '-' | '+' | '/' => 63,
        'A'..='Z' | '%' | '&' => 76,
        _ => 90,
    };
    text.chars().map(em).sum::<Tenths>() * TEXT / 100
}
