//! Charts as SVG in a closed subset: rect, line, path, text; solid fills and dashes; attributes only.
//!
//! One unit is a quarter of a millimetre on paper, where a drawing is 170 mm wide. Colour never carries meaning alone:
//! every bar has its value in words beside it, and an uncertain part is dashed as well as light. Numbers name their
//! figure, so that the proof can hold them against the filing. Lengths are whole tenths of a unit, no binary fractions:
//! equal data, equal bytes, on any machine.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::theme::Theme;
use super::view::visible;
use super::words::ChartWords;
use crate::error::Result;
use crate::filing::{Chart, ChartBar, ChartPoint, ChartSpan};

/// A length in tenths of a unit.
type Tenths = i64;

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

/// The colours of a drawing, as `#rrggbb`.
struct Inks {
    bar: String,
    soft: String,
    grid: String,
    axis: String,
    text: String,
    quiet: String,
}

/// Draws a chart.
pub(super) fn draw(chart: &Chart, theme: &Theme, words: &ChartWords) -> Result<String> {
    let ink = |name: &str| {
        let colour = theme.colour(name).map_err(|why| super::broken(super::THEME, why))?;
        Ok::<_, crate::error::Error>(format!("#{:02x}{:02x}{:02x}", colour.0, colour.1, colour.2))
    };
    let inks = Inks {
        bar: ink("secondary-60")?,
        soft: ink("secondary-10")?,
        grid: ink("gray-20")?,
        axis: ink("gray-50")?,
        text: ink("gray-90")?,
        quiet: ink("gray-60")?,
    };
    let mut pen = Pen { out: String::new(), inks };
    let (height, title, alt) = match chart {
        Chart::Spans { title, alt, spans, ticks } => (pen.spans(spans, ticks, words), title, alt),
        Chart::Bars { title, alt, bars } => (pen.bars(&bars.iter().map(Bar::from).collect::<Vec<_>>()), title, alt),
        Chart::Points { title, alt, points } => (pen.points(points), title, alt),
    };
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\" \
         font-family=\"Pretendard GOV\"><title>{}</title><desc>{}</desc>\n{}</svg>",
        WIDTH / 10,
        (height + 9) / 10,
        escaped(title),
        escaped(alt),
        pen.out
    ))
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

/// Where a text stands at its position.
#[derive(Clone, Copy)]
enum Anchor {
    Start,
    Middle,
    End,
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
    out: String,
    inks: Inks,
}

impl Pen {
    /// Services down over time: names left, spans over a grid of days, durations right.
    fn spans(&mut self, spans: &[ChartSpan], ticks: &[(i64, String)], words: &ChartWords) -> Tenths {
        let left = column(spans.iter().map(|span| span.label.as_str())) + GAP;
        let right = WIDTH - spans.iter().map(|span| width(&span.text)).max().unwrap_or_default() - GAP;
        let top = self.legend(spans, words, left) + ROW;
        let heights: Vec<Tenths> = spans.iter().map(|span| row_height(&span.label)).collect();
        let bottom = top + heights.iter().sum::<Tenths>();
        let last = spans.iter().map(|span| span.latest).chain(ticks.iter().map(|tick| tick.0)).max();
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
                self.uncertain(sure, bar, latest - sure);
            }
            if sure > from || latest <= sure {
                self.rect(from, bar, (sure - from).max(10));
            }
            self.text(
                (right + GAP, y + height / 2 + DROP),
                Anchor::Start,
                &span.text,
                Bound::Figure(span.figure.as_deref()),
            );
            y += height;
        }
        self.line((left, top - 20), (left, bottom), false);
        bottom + 40
    }

    /// Says what solid and dashed mean, where both are drawn. Returns its height.
    fn legend(&mut self, spans: &[ChartSpan], words: &ChartWords, left: Tenths) -> Tenths {
        if spans.iter().all(|span| span.latest <= span.sure) {
            return 0;
        }
        self.rect(left, 40, 220);
        self.text((left + 280, 140), Anchor::Start, &words.sure, Bound::Words);
        let second = left + 280 + width(&words.sure) + 180;
        self.uncertain(second, 40, 220);
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
                let (x, y, ink) = (units(left), units(y + (height - thick) / 2), &self.inks.bar);
                let (long, thick) = (units(long.max(10)), units(thick));
                self.shape(&format!("<rect x=\"{x}\" y=\"{y}\" width=\"{long}\" height=\"{thick}\" fill=\"{ink}\"/>"));
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
        let mut curve = String::new();
        for (x, bar) in places.iter().zip(&bars) {
            self.line((*x, y(bar.value)), (*x, bottom), true);
            let step = if curve.is_empty() { 'M' } else { 'L' };
            curve.push_str(&format!("{step}{} {}", units(*x), units(y(bar.value))));
        }
        let ink = self.inks.bar.clone();
        self.shape(&format!("<path d=\"{curve}\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"2.0\"/>"));
        for (x, bar) in places.iter().zip(&bars) {
            let top = y(bar.value) - DOT;
            let (left, high, round, across) = (units(*x), units(top), units(DOT), units(2 * DOT));
            self.shape(&format!(
                "<path d=\"M{left} {high}a{round} {round} 0 1 1 0 {across}a{round} {round} 0 1 1 0 -{across}z\" fill=\"{ink}\"/>"
            ));
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

    fn rect(&mut self, x: Tenths, y: Tenths, width: Tenths) {
        let ink = &self.inks.bar;
        let (x, y, width, high) = (units(x), units(y), units(width), units(BAR));
        let rect = format!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{high}\" fill=\"{ink}\"/>");
        self.shape(&rect);
    }

    /// Light, with a dashed outline.
    fn uncertain(&mut self, x: Tenths, y: Tenths, width: Tenths) {
        let Inks { soft, bar, .. } = &self.inks;
        let (width, height) = (units((width - 2 * EDGE).max(EDGE)), units(BAR - 2 * EDGE));
        let (x, y) = (units(x + EDGE), units(y + EDGE));
        let rect = format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{soft}\" stroke=\"{bar}\" \
             stroke-width=\"0.8\" stroke-dasharray=\"3 2\"/>"
        );
        self.shape(&rect);
    }

    fn line(&mut self, (x1, y1): (Tenths, Tenths), (x2, y2): (Tenths, Tenths), grid: bool) {
        let (ink, width) = if grid { (&self.inks.grid, "0.6") } else { (&self.inks.axis, "1.0") };
        let [x1, y1, x2, y2] = [x1, y1, x2, y2].map(units);
        let line = format!(
            "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" stroke=\"{ink}\" stroke-width=\"{width}\"/>"
        );
        self.shape(&line);
    }

    fn text(&mut self, (x, y): (Tenths, Tenths), anchor: Anchor, text: &str, bound: Bound<'_>) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let (binding, ink) = match bound {
            Bound::Figure(Some(figure)) => (format!(" data-figure=\"{}\"", escaped(figure)), &self.inks.text),
            Bound::Figure(None) => (String::new(), &self.inks.text),
            Bound::Axis => (" data-axis=\"x\"".to_owned(), &self.inks.quiet),
            Bound::Words => (String::new(), &self.inks.quiet),
        };
        let (x, y, size) = (units(x), units(y), TEXT / 10);
        let text = format!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" text-anchor=\"{anchor}\" fill=\"{ink}\"{binding}>{}</text>",
            escaped(text)
        );
        self.shape(&text);
    }

    fn shape(&mut self, shape: &str) {
        self.out.push_str(shape);
        self.out.push('\n');
    }
}

/// A length as SVG writes it, in units.
fn units(length: Tenths) -> String {
    let sign = if length < 0 { "-" } else { "" };
    format!("{sign}{}.{}", length.abs() / 10, length.abs() % 10)
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

/// Text as XML writes it.
fn escaped(text: &str) -> String {
    let text = visible(text).replace(['\n', '\t'], " ");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
