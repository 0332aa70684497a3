//! Data of charts. Drawing is the renderer's; every number here has its figure, and its text is in official style.

use super::find::RowRef;
use super::model::{Chart, ChartBar, ChartPoint, ChartSpan, plain_text};
use super::print::{Printed, Printer};
use super::rows::{TableLine, number};
use super::timeline;
use crate::korean;
use crate::pack::{ChartForm, ChartKind, Choices};
use crate::time::Moment;
use crate::value::Value;

/// Seconds from the start with the label that stands there.
type Ticks = Vec<(i64, String)>;

const DAY_SECONDS: i64 = 86_400;

/// A chart; none without anything to draw. `outer` is the row that the item stands for.
pub(super) fn fill(printer: &mut Printer<'_>, form: &ChartForm, title: &str, outer: RowRef<'_>) -> Option<Chart> {
    let context = printer.context;
    let lines = context.lines(&form.rows, form.list.as_deref(), &form.only, None, outer);
    let alt = printer.plain(&form.alt, RowRef::Case).unwrap_or_default();
    let title = title.to_owned();
    match form.chart {
        ChartKind::Spans => {
            let axis = spans(printer, form, &lines)?;
            let mut spans = axis.spans;
            let marks = timeline::marks(printer, form, outer, (axis.start, axis.end));
            let last = marks.iter().flat_map(|marks| &marks.at).max().copied().unwrap_or_default();
            let end = axis.start.later(last).filter(|last| last.since(axis.end).as_seconds() > 0).unwrap_or(axis.end);
            let ticks = ticks(axis.start, end);
            spans.truncate(form.most.unwrap_or(usize::MAX));
            let is_bounded = spans.iter().any(|span| span.sure < span.latest);
            let bounded = form.alt_bounded.as_ref().filter(|_| is_bounded);
            let alt = [Some(alt), bounded.and_then(|more| printer.plain(more, RowRef::Case))];
            let alt = alt.into_iter().flatten().collect::<Vec<_>>().join(" ");
            let drawn = spans.iter().map(|span| (&span.label, &span.text));
            let alt = described(&alt, drawn.chain(marks.iter().map(|marks| (&marks.label, &marks.text))));
            Some(Chart::Spans { title, alt, spans, marks, ticks })
        }
        ChartKind::Bars => {
            let bars = bars(printer, form, &lines);
            let alt = described(&alt, bars.iter().map(|bar| (&bar.label, &bar.text)));
            (!bars.is_empty()).then_some(Chart::Bars { title, alt, bars })
        }
        ChartKind::Points => {
            let points: Vec<ChartPoint> = lines.iter().filter_map(|line| point(printer, form, line)).collect();
            let alt = described(&alt, points.iter().map(|point| (&point.label, &point.text)));
            (!points.is_empty()).then_some(Chart::Points { title, alt, points })
        }
    }
}

/// The picture in words: what it shows, then each of its values.
fn described<'s>(alt: &str, values: impl Iterator<Item = (&'s String, &'s String)>) -> String {
    let values: Vec<String> = values.map(|(label, text)| format!("{label} {text}")).collect();
    format!("{alt} {}", values.join(", "))
}

pub(super) fn text(printer: &mut Printer<'_>, choices: &Choices, row: RowRef<'_>) -> Option<String> {
    match printer.choices(choices, row) {
        Printed::Known(inlines) => Some(plain_text(&inlines)),
        Printed::Pending(_) | Printed::Nothing => None,
    }
}

/// Value and figure id of the first path that has one.
pub(super) fn measure(printer: &Printer<'_>, choices: &Choices, row: RowRef<'_>) -> Option<(Value, Option<String>)> {
    let slots = choices.0.iter().flat_map(|choice| choice.phrase.slots());
    slots.into_iter().find_map(|slot| {
        let named = printer.context.find(&slot.path, row);
        // A bar's length would tell what its text does not.
        let (value, _) = named.known().filter(|_| named.veil(printer.context.small).is_none())?;
        let figure = match &named {
            super::find::Named::Figure(figure) => Some(figure.id.clone()),
            _ => None,
        };
        Some((value.clone(), figure))
    })
}

/// The bars on one scale: that of the first. Won and heads side by side would compare what cannot be compared.
fn bars(printer: &mut Printer<'_>, form: &ChartForm, lines: &[TableLine<'_>]) -> Vec<ChartBar> {
    let measured = lines.iter().filter_map(|line| Some((line, scale(&measure(printer, &form.value, line.row())?.0))));
    let measured: Vec<(&TableLine<'_>, String)> = measured.collect();
    let Some((_, first)) = measured.first() else { return Vec::new() };
    measured.iter().filter(|(_, found)| found == first).filter_map(|(line, _)| bar(printer, form, line)).collect()
}

/// What a value counts: heads, won, or the unit of its row.
fn scale(value: &Value) -> String {
    match value {
        Value::Count(_) | Value::CountBetween { .. } => "heads".to_owned(),
        Value::Amount { unit, .. } if unit == "person" => "heads".to_owned(),
        Value::Amount { unit, .. } => unit.clone(),
        other => other.kind().to_owned(),
    }
}

fn bar(printer: &mut Printer<'_>, form: &ChartForm, line: &TableLine<'_>) -> Option<ChartBar> {
    let (value, figure) = measure(printer, &form.value, line.row())?;
    let label = text(printer, &form.label, line.row())?;
    let text = text(printer, &form.value, line.row())?;
    Some(ChartBar { label, value: number(&value)?, text, figure })
}

/// A point of a family whose codes are days.
fn point(printer: &mut Printer<'_>, form: &ChartForm, line: &TableLine<'_>) -> Option<ChartPoint> {
    let TableLine::Code { code, .. } = line else { return None };
    let bar = bar(printer, form, line)?;
    Some(ChartPoint { date: code.clone(), label: bar.label, value: bar.value, text: bar.text, figure: bar.figure })
}

/// An interruption, or several of one label taken together.
struct AxisSpan<'l, 'a> {
    label: String,
    /// The row that gives the text: the longest.
    line: &'l TableLine<'a>,
    figure: Option<String>,
    from: Moment,
    sure: Moment,
    latest: Moment,
}

/// Spans, longest first, and the moments between which they lie.
struct Axis {
    spans: Vec<ChartSpan>,
    start: Moment,
    end: Moment,
}

/// Spans, longest first. A row without start or end is not drawn; the table has it.
fn spans(printer: &mut Printer<'_>, form: &ChartForm, lines: &[TableLine<'_>]) -> Option<Axis> {
    // Spans that another takes in are not drawn, and need no note.
    let scratch = printer.notes.scratch();
    let notes = std::mem::replace(&mut printer.notes, scratch);
    let mut spans: Vec<AxisSpan<'_, '_>> = Vec::new();
    for span in lines.iter().filter_map(|line| span(printer, form, line)) {
        match spans.iter_mut().find(|other| other.label == span.label) {
            Some(other) => other.take_in(span),
            None => spans.push(span),
        }
    }
    printer.notes = notes;
    let start = spans.iter().map(|span| span.from).min()?;
    let end = spans.iter().map(|span| span.latest).max()?;
    spans.sort_by_key(|span| (std::cmp::Reverse(span.latest.since(span.from)), std::cmp::Reverse(span.sure)));
    let mut drawn = Vec::with_capacity(spans.len());
    for span in spans {
        drawn.push(ChartSpan {
            label: span.label,
            from: span.from.since(start).as_seconds(),
            sure: span.sure.since(start).as_seconds(),
            latest: span.latest.since(start).as_seconds(),
            text: text(printer, &form.value, span.line.row())?,
            figure: span.figure,
        });
    }
    Some(Axis { spans: drawn, start, end })
}

fn span<'l, 'a>(printer: &mut Printer<'_>, form: &ChartForm, line: &'l TableLine<'a>) -> Option<AxisSpan<'l, 'a>> {
    let TableLine::Record(record) = line else { return None };
    let start = record.within("started_at").value().copied()?;
    let end = record.ended("restored_at", "restored_after", "restored_by").within?;
    let (from, latest) = (start.after.unwrap_or(start.by), end.by);
    let sure = end.after.unwrap_or(from).clamp(from, latest.max(from));
    let (_, figure) = measure(printer, &form.value, line.row())?;
    let label = text(printer, &form.label, line.row())?;
    Some(AxisSpan { label, line, figure, from, sure, latest })
}

impl AxisSpan<'_, '_> {
    /// The longer of two gives the text; both give the bar its ends.
    fn take_in(&mut self, other: Self) {
        if (other.latest, other.sure) > (self.latest, self.sure) {
            (self.line, self.figure) = (other.line, other.figure);
        }
        self.from = self.from.min(other.from);
        self.sure = self.sure.max(other.sure);
        self.latest = self.latest.max(other.latest);
    }
}

/// The clock time of the start, then each midnight, thinned out over long spans; the end where no midnight lies between.
fn ticks(start: Moment, end: Moment) -> Ticks {
    const MOST: i64 = 8;
    let (first, last) = (start.korean().local(), end.korean().local());
    let clock = |at: chrono::NaiveDateTime| at.format("%H:%M").to_string();
    let days = (last.date() - first.date()).num_days();
    let step = (days / MOST).max(0) + 1;
    let mut ticks = vec![(0, clock(first))];
    let to_midnight = DAY_SECONDS - i64::from(chrono::Timelike::num_seconds_from_midnight(&first.time()));
    for day in (1..=days).filter(|day| (day - 1) % step == 0) {
        let seconds = to_midnight + (day - 1) * DAY_SECONDS;
        let label = korean::date(first.date() + chrono::TimeDelta::days(day));
        let label = label.split_once(' ').map_or(label.as_str(), |(_, rest)| rest).to_owned();
        ticks.push((seconds, label));
    }
    if days == 0 {
        ticks.push((end.since(start).as_seconds(), clock(last)));
    }
    ticks
}
