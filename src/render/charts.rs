//! Charts as SVG in a closed subset: rect, line, path, text; solid fills and dashes; attributes only.
//!
//! One unit is a quarter of a millimetre on paper, where a drawing is 170 mm wide. Colour never carries meaning alone:
//! every bar has its value in words beside it, and an uncertain part is dashed as well as light. Numbers name their
//! figure, so that the proof can hold them against the filing. Positions are printed with one decimal: equal data, equal
//! bytes.

use chrono::NaiveDate;

use super::theme::Theme;
use super::view::visible;
use super::words::ChartWords;
use crate::error::Result;
use crate::filing::{Chart, ChartBar, ChartPoint, ChartSpan};

/// Width of a drawing: 170 mm.
const WIDTH: f64 = 680.0;
/// 8.5 points on paper.
const TEXT: f64 = 12.0;
/// Height of a bar and of its row.
const BAR: f64 = 9.0;
const ROW: f64 = 15.0;
/// Between a label and its bar, a bar and its value.
const GAP: f64 = 8.0;
/// The widest label before it breaks in two.
const WIDEST_LABEL: f64 = 180.0;
/// Height of the largest value of a series, and the free space at its sides.
const SERIES: f64 = 56.0;
const SIDE: f64 = 60.0;
/// Radius of a dot.
const DOT: f64 = 3.5;

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
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH:.0} {height:.0}\" role=\"img\" \
         font-family=\"Pretendard GOV\"><title>{}</title><desc>{}</desc>\n{}</svg>",
        escaped(title),
        escaped(alt),
        pen.out
    ))
}

/// A bar of a composition or of a day.
struct Bar<'a> {
    label: &'a str,
    value: f64,
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
    fn spans(&mut self, spans: &[ChartSpan], ticks: &[(f64, String)], words: &ChartWords) -> f64 {
        let left = column(spans.iter().map(|span| span.label.as_str())) + GAP;
        let right = WIDTH - spans.iter().map(|span| width(&span.text)).fold(0.0, f64::max) - GAP;
        let top = self.legend(spans, words, left) + ROW;
        let heights: Vec<f64> = spans.iter().map(|span| row_height(&span.label)).collect();
        let bottom = top + heights.iter().sum::<f64>();
        let last = spans.iter().map(|span| span.latest).chain(ticks.iter().map(|tick| tick.0)).fold(1.0, f64::max);
        let x = |hours: f64| left + (right - left) * (hours / last).clamp(0.0, 1.0);
        let mut free = left + 2.0;
        for (position, (hours, label)) in ticks.iter().enumerate() {
            self.line((x(*hours), top - 2.0), (x(*hours), bottom), true);
            if position == 0 {
                // The start stands before the axis, so that the first midnight has room.
                self.text((left, top - 7.0), Anchor::End, label, Bound::Axis);
                continue;
            }
            let half = width(label) / 2.0;
            let at = x(*hours);
            // Where two ticks stand too close, the later one keeps its line and loses its words.
            if at - half >= free {
                self.text((at, top - 7.0), Anchor::Middle, label, Bound::Axis);
                free = at + half + GAP;
            }
        }
        let mut y = top;
        for (span, height) in spans.iter().zip(&heights) {
            let bar = y + (height - BAR) / 2.0;
            self.label((left - GAP, y), *height, &span.label, span.figure.as_deref());
            let (from, sure, latest) = (x(span.from), x(span.sure), x(span.latest));
            if latest > sure {
                self.uncertain(sure, bar, latest - sure);
            }
            if sure > from || latest <= sure {
                self.rect(from, bar, (sure - from).max(1.0));
            }
            self.text(
                (right + GAP, y + height / 2.0 + 4.0),
                Anchor::Start,
                &span.text,
                Bound::Figure(span.figure.as_deref()),
            );
            y += height;
        }
        self.line((left, top - 2.0), (left, bottom), false);
        bottom + 4.0
    }

    /// Says what solid and dashed mean, where both are drawn. Returns its height.
    fn legend(&mut self, spans: &[ChartSpan], words: &ChartWords, left: f64) -> f64 {
        if spans.iter().all(|span| span.latest <= span.sure) {
            return 0.0;
        }
        self.rect(left, 4.0, 22.0);
        self.text((left + 28.0, 14.0), Anchor::Start, &words.sure, Bound::Words);
        let second = left + 28.0 + width(&words.sure) + 18.0;
        self.uncertain(second, 4.0, 22.0);
        self.text((second + 28.0, 14.0), Anchor::Start, &words.uncertain, Bound::Words);
        ROW + 5.0
    }

    /// Names left, bars from one line, values right of each bar.
    fn bars(&mut self, bars: &[Bar<'_>]) -> f64 {
        let left = column(bars.iter().map(|bar| bar.label)) + GAP;
        let right = WIDTH - bars.iter().map(|bar| width(bar.text)).fold(0.0, f64::max) - GAP;
        let largest = bars.iter().map(|bar| bar.value).fold(0.0, f64::max);
        let mut y = 4.0;
        for bar in bars {
            let height = row_height(bar.label).max(ROW + 2.0);
            let thick = BAR + 2.0;
            let long = if largest > 0.0 { (right - left) * (bar.value / largest).clamp(0.0, 1.0) } else { 0.0 };
            self.label((left - GAP, y), height, bar.label, bar.figure);
            if long > 0.0 {
                let long = long.max(1.0);
                self.shape(&format!(
                    "<rect x=\"{left:.1}\" y=\"{:.1}\" width=\"{long:.1}\" height=\"{thick:.1}\" fill=\"{}\"/>",
                    y + (height - thick) / 2.0,
                    self.inks.bar
                ));
            }
            self.text((left + long + GAP, y + height / 2.0 + 4.0), Anchor::Start, bar.text, Bound::Figure(bar.figure));
            y += height;
        }
        self.line((left, 2.0), (left, y + 2.0), false);
        y + 6.0
    }

    /// Dots over days, joined; bars where their words would run into each other.
    fn points(&mut self, points: &[ChartPoint]) -> f64 {
        let bars: Vec<Bar<'_>> = points.iter().map(Bar::from).collect();
        let Some(places) = places(points) else { return self.bars(&bars) };
        let room = |bar: &Bar<'_>| width(bar.label).max(width(bar.text)) + GAP;
        let crowded = places
            .windows(2)
            .zip(bars.windows(2))
            .any(|(at, bar)| at[1] - at[0] < f64::midpoint(room(&bar[0]), room(&bar[1])));
        if crowded {
            return self.bars(&bars);
        }
        let largest = bars.iter().map(|bar| bar.value).fold(0.0, f64::max);
        let bottom = ROW + 4.0 + SERIES;
        let y = |value: f64| bottom - if largest > 0.0 { SERIES * (value / largest).clamp(0.0, 1.0) } else { 0.0 };
        self.line((0.0, bottom), (WIDTH, bottom), false);
        let mut curve = String::new();
        for (x, bar) in places.iter().zip(&bars) {
            self.line((*x, y(bar.value)), (*x, bottom), true);
            let step = if curve.is_empty() { 'M' } else { 'L' };
            curve.push_str(&format!("{step}{x:.1} {:.1}", y(bar.value)));
        }
        let ink = self.inks.bar.clone();
        self.shape(&format!("<path d=\"{curve}\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"2.0\"/>"));
        for (x, bar) in places.iter().zip(&bars) {
            let top = y(bar.value) - DOT;
            self.shape(&format!(
                "<path d=\"M{x:.1} {top:.1}a{DOT:.1} {DOT:.1} 0 1 1 0 {0:.1}a{DOT:.1} {DOT:.1} 0 1 1 0 -{0:.1}z\" fill=\"{ink}\"/>",
                2.0 * DOT
            ));
            self.text((*x, top - 6.0), Anchor::Middle, bar.text, Bound::Figure(bar.figure));
            self.text((*x, bottom + 17.0), Anchor::Middle, bar.label, Bound::Figure(bar.figure));
        }
        bottom + 24.0
    }

    /// The name of a row, right-aligned before its bar, in two lines where it is long.
    fn label(&mut self, (x, y): (f64, f64), height: f64, label: &str, figure: Option<&str>) {
        let bound = Bound::Figure(figure);
        match halves(label) {
            None => self.text((x, y + height / 2.0 + 4.0), Anchor::End, label, bound),
            Some((first, second)) => {
                self.text((x, y + height / 2.0 - 3.0), Anchor::End, first, bound);
                self.text((x, y + height / 2.0 + 11.0), Anchor::End, second, bound);
            }
        }
    }

    fn rect(&mut self, x: f64, y: f64, width: f64) {
        let ink = &self.inks.bar;
        let rect = format!("<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{BAR:.1}\" fill=\"{ink}\"/>");
        self.shape(&rect);
    }

    /// Light, with a dashed outline.
    fn uncertain(&mut self, x: f64, y: f64, width: f64) {
        let Inks { soft, bar, .. } = &self.inks;
        let (width, height) = ((width - 0.8).max(0.4), BAR - 0.8);
        let rect = format!(
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{soft}\" stroke=\"{bar}\" \
             stroke-width=\"0.8\" stroke-dasharray=\"3 2\"/>",
            x + 0.4,
            y + 0.4,
        );
        self.shape(&rect);
    }

    fn line(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), grid: bool) {
        let (ink, width) = if grid { (&self.inks.grid, 0.6) } else { (&self.inks.axis, 1.0) };
        let line = format!(
            "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"{ink}\" stroke-width=\"{width:.1}\"/>"
        );
        self.shape(&line);
    }

    fn text(&mut self, (x, y): (f64, f64), anchor: Anchor, text: &str, bound: Bound<'_>) {
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
        let text = format!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{TEXT:.0}\" text-anchor=\"{anchor}\" fill=\"{ink}\"{binding}>{}</text>",
            escaped(text)
        );
        self.shape(&text);
    }

    fn shape(&mut self, shape: &str) {
        self.out.push_str(shape);
        self.out.push('\n');
    }
}

/// Where each day stands between the sides, by the calendar; none for a date that is no date.
fn places(points: &[ChartPoint]) -> Option<Vec<f64>> {
    let days: Vec<NaiveDate> = points.iter().map(|point| point.date.parse().ok()).collect::<Option<_>>()?;
    let (first, last) = (*days.iter().min()?, *days.iter().max()?);
    let since = |day: NaiveDate| i32::try_from(day.signed_duration_since(first).num_days()).map(f64::from).ok();
    let whole = since(last)?.max(1.0);
    days.into_iter().map(|day| Some(SIDE + (WIDTH - 2.0 * SIDE) * since(day)? / whole)).collect()
}

/// Width of a label column.
fn column<'a>(labels: impl Iterator<Item = &'a str>) -> f64 {
    let of =
        |label: &str| halves(label).map_or_else(|| width(label), |(first, second)| width(first).max(width(second)));
    labels.map(of).fold(0.0, f64::max)
}

fn row_height(label: &str) -> f64 {
    if halves(label).is_some() { ROW + 14.0 } else { ROW }
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
fn width(text: &str) -> f64 {
    let em = |character: char| match character {
        ' ' | '.' | ',' | ':' | ';' | '\'' | '(' | ')' | '|' => 0.32,
        '0'..='9' | 'a'..='z' | '~' | '-' | '+' | '/' => 0.63,
        'A'..='Z' | '%' | '&' => 0.76,
        _ => 0.9,
    };
    text.chars().map(em).sum::<f64>() * TEXT
}

/// Text as XML writes it.
fn escaped(text: &str) -> String {
    let text = visible(text).replace(['\n', '\t'], " ");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
