//! Moments beside spans of time: notices and reports as marks on the axis of the services that were down.

use super::chart::{measure, text};
use super::find::RowRef;
use super::model::ChartMarks;
use super::print::Printer;
use super::rows::TableLine;
use crate::pack::ChartForm;
use crate::time::Moment;

/// A mark may make the axis so many times as long as the spans are: what comes weeks later would leave no room for them.
const LONGEST: i64 = 2;
/// Or so long, where the spans are short.
const LEAST_SECONDS: i64 = 3600;

/// The marks of a chart, kind by kind; a kind of which none stands on the axis is left out.
pub(super) fn marks(
    printer: &mut Printer<'_>,
    form: &ChartForm,
    outer: RowRef<'_>,
    (start, end): (Moment, Moment),
) -> Vec<ChartMarks> {
    let context = printer.context;
    let room = end.since(start).as_seconds().saturating_mul(LONGEST).max(LEAST_SECONDS);
    let mut drawn = Vec::new();
    for marks in &form.marks {
        let lines = context.lines(&marks.rows, None, &marks.only, None, outer);
        let mut at: Vec<i64> = lines.iter().filter_map(|line| seconds(line, start)).collect();
        at.retain(|at| (0..=room).contains(at));
        at.sort_unstable();
        at.dedup();
        if at.is_empty() {
            continue;
        }
        let value = marks.value.as_ref();
        let figure = value.and_then(|value| measure(printer, value, RowRef::Case)?.1);
        let text = value.and_then(|value| text(printer, value, RowRef::Case)).unwrap_or_default();
        drawn.push(ChartMarks { label: marks.label.clone(), at, text, figure });
    }
    drawn
}

/// Seconds from the start to the moment of a row; none where its time is not known.
fn seconds(line: &TableLine<'_>, start: Moment) -> Option<i64> {
    let TableLine::Record(record) = line else { return None };
    let at = record.within("at").value().copied()?;
    // A day is no moment: where in it the mark belongs nobody knows.
    let is_exact = at.after.is_none_or(|after| at.by.since(after).as_seconds() == 0);
    is_exact.then(|| at.by.since(start).as_seconds())
}
