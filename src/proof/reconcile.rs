//! Reconciles finished filings: what is printed is the value, equal values print alike, parts add up to their totals, shares
//! are those of the counts beside them, and no form says what another contradicts. Computes nothing new.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::filing::{Body, Chart, Filing, FilledItem, Inline, Table, TableCell};
use crate::korean::read::{self, NumberSpan};

/// Something that does not agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    pub kind: PrintKind,
    /// File of the filing.
    pub file: String,
    /// Where in it: the item's label; empty in head and summary.
    pub place: String,
    /// Id of the figure or fact; for a total the head of its column.
    pub id: String,
    pub printed: String,
    /// What it should agree with.
    pub expected: String,
}

/// How it does not agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrintKind {
    /// The text is not its value.
    Value,
    /// The parts of a column do not add up to its total.
    Total,
    /// A share is not that of the count beside it.
    Share,
    /// A chart shows another value than the rest of the filing.
    Chart,
    /// Two filings state one figure differently.
    Forms,
}

/// A value as it is printed, read back.
struct PrintedNumber<'f> {
    file: &'f str,
    place: &'f str,
    id: &'f str,
    kind: &'f str,
    text: &'f str,
    value: Option<Decimal>,
    span: Option<NumberSpan>,
}

/// Everything in the filings of one build or bundle that does not agree; nothing where all does.
#[must_use]
pub fn reconcile(filings: &[&Filing]) -> Vec<Disagreement> {
    let mut found = Vec::new();
    // By edition and id: what one form states, in each of its values.
    let mut stated: BTreeMap<(&str, &str, &str), BTreeMap<&str, BTreeSet<Decimal>>> = BTreeMap::new();
    let mut texts: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for filing in filings {
        let prints = prints(filing);
        for print in &prints {
            found.extend(not_its_value(print));
            if let Some(value) = print.value {
                let of_id = stated.entry((filing.edition.as_str(), print.id, print.kind)).or_default();
                of_id.entry(print.file).or_default().insert(value);
                texts.insert((print.file, print.id), print.text);
            }
        }
        for item in filing.items() {
            match &item.content {
                Body::Table { table } => tables(filing, item, table, &mut found),
                Body::Chart { chart } => charts(filing, item, chart, &prints, &mut found),
                Body::Text { .. } | Body::Facts { .. } | Body::None => {}
            }
        }
    }
    for ((_, id, _), by_file) in stated {
        let files: Vec<(&&str, &BTreeSet<Decimal>)> = by_file.iter().collect();
        for pair in files.windows(2).filter(|pair| pair[0].1.is_disjoint(pair[1].1)) {
            let text = |file: &str| texts.get(&(file, id)).copied().unwrap_or_default().to_owned();
            found.push(Disagreement {
                kind: PrintKind::Forms,
                file: (*pair[1].0).to_owned(),
                place: String::new(),
                id: id.to_owned(),
                printed: text(pair[1].0),
                expected: format!("{}: {}", pair[0].0, text(pair[0].0)),
            });
        }
    }
    found
}

/// Every number of a figure that the filing prints, with its place.
fn prints(filing: &Filing) -> Vec<PrintedNumber<'_>> {
    let head = filing.head.iter().flat_map(|line| &line.value).chain(filing.summary.iter().flatten());
    let mut all: Vec<PrintedNumber<'_>> = head.filter_map(|inline| print(filing, "", inline)).collect();
    for item in filing.items() {
        let inlines: Vec<&Inline> = match &item.content {
            Body::Text { paragraphs } => paragraphs.iter().flatten().collect(),
            Body::Facts { lines } => lines.iter().flat_map(|line| &line.value).collect(),
            Body::Table { table } => {
                table.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.content).collect()
            }
            Body::Chart { .. } | Body::None => Vec::new(),
        };
        all.extend(inlines.into_iter().filter_map(|inline| print(filing, &item.label, inline)));
    }
    all
}

fn print<'f>(filing: &'f Filing, place: &'f str, inline: &'f Inline) -> Option<PrintedNumber<'f>> {
    let Inline::Value { text, value_type, value, state, figure: Some(id), .. } = inline else { return None };
    if matches!(state.as_str(), "pending" | "unknown" | "withheld") {
        return None;
    }
    let (value, span) = match value_type.as_str() {
        "duration" => (value.as_deref().and_then(elapsed), read::seconds(text)),
        "count" | "won" | "share" => (value.as_deref().and_then(|text| text.parse().ok()), read::number(text)),
        _ => return None,
    };
    Some(PrintedNumber { file: &filing.file, place, id, kind: value_type, text, value, span })
}

/// Seconds of an ISO 8601 duration of hours, minutes and seconds.
fn elapsed(text: &str) -> Option<Decimal> {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let mut rest = text.strip_prefix("PT")?;
    let mut sum = Decimal::ZERO;
    for (sign, weight) in [('H', 3_600), ('M', 60), ('S', 1)] {
        if let Some((number, behind)) = rest.split_once(sign) {
            sum += number.parse::<Decimal>().ok()? * Decimal::from(weight);
            rest = behind;
        }
    }
    rest.is_empty().then_some(if negative { -sum } else { sum })
}

fn not_its_value(print: &PrintedNumber<'_>) -> Option<Disagreement> {
    let value = print.value?;
    if print.span.is_some_and(|span| span.holds(value)) {
        return None;
    }
    Some(Disagreement {
        kind: PrintKind::Value,
        file: print.file.to_owned(),
        place: print.place.to_owned(),
        id: print.id.to_owned(),
        printed: print.text.to_owned(),
        expected: value.to_string(),
    })
}

/// The number of a cell: its only value.
fn of_cell(cell: &TableCell) -> Option<(&str, &str, NumberSpan)> {
    let mut values = cell.content.iter().filter_map(|inline| match inline {
        Inline::Value { text, state, figure, .. } if state != "withheld" => {
            Some((figure.as_deref().unwrap_or_default(), text.as_str(), read::about(text)?))
        }
        Inline::Value { .. } | Inline::Text { .. } | Inline::Cite { .. } => None,
    });
    values.next().filter(|_| values.next().is_none())
}

/// Columns that the form says add up do, and shares are those of the counts in their rows.
fn tables(filing: &Filing, item: &FilledItem, table: &Table, found: &mut Vec<Disagreement>) {
    let Some(total) = table.rows.iter().find(|row| row.total) else { return };
    let parts: Vec<_> = table.rows.iter().filter(|row| !row.total).collect();
    for (at, _) in table.columns.iter().enumerate().filter(|(_, column)| column.adds) {
        let Some((id, text, whole)) = total.cells.get(at).and_then(of_cell) else { continue };
        let cells: Option<Vec<NumberSpan>> =
            parts.iter().map(|row| row.cells.get(at).and_then(of_cell).map(|(.., span)| span)).collect();
        // A part that is not known or not printed leaves nothing to add up.
        let Some(cells) = cells.filter(|cells| !cells.is_empty()) else { continue };
        let (from, to) =
            cells.iter().fold((Decimal::ZERO, Decimal::ZERO), |(from, to), span| (from + span.from, to + span.to));
        if from > whole.to || to < whole.from {
            found.push(Disagreement {
                kind: PrintKind::Total,
                file: filing.file.clone(),
                place: item.label.clone(),
                id: id.to_owned(),
                printed: text.to_owned(),
                expected: if from == to { from.to_string() } else { format!("{from} ~ {to}") },
            });
        }
        shares(filing, item, &parts.iter().map(|row| row.cells.as_slice()).collect::<Vec<_>>(), (at, whole), found);
    }
}

/// In each row the share of the count in column `at`, where the row prints it, of the whole.
fn shares(
    filing: &Filing,
    item: &FilledItem,
    rows: &[&[TableCell]],
    (at, whole): (usize, NumberSpan),
    found: &mut Vec<Disagreement>,
) {
    if whole.from != whole.to || whole.to.is_zero() {
        return;
    }
    for row in rows {
        let Some((id, _, count)) = row.get(at).and_then(of_cell) else { continue };
        let share = row.iter().filter_map(of_cell).find(|(other, ..)| other.strip_suffix(".share") == Some(id));
        let Some((share_id, text, share)) = share.filter(|_| !id.is_empty()) else { continue };
        let percent = |count: Decimal| count / whole.to * Decimal::ONE_HUNDRED;
        if percent(count.from) > share.to || percent(count.to) < share.from {
            found.push(Disagreement {
                kind: PrintKind::Share,
                file: filing.file.clone(),
                place: item.label.clone(),
                id: share_id.to_owned(),
                printed: text.to_owned(),
                expected: percent(count.from).round_dp(2).to_string() + "%",
            });
        }
    }
}

/// What a chart prints beside its marks is what the filing prints of the same figure elsewhere.
fn charts(
    filing: &Filing,
    item: &FilledItem,
    chart: &Chart,
    prints: &[PrintedNumber<'_>],
    found: &mut Vec<Disagreement>,
) {
    let marks: Vec<(&Option<String>, &String)> = match chart {
        Chart::Spans { spans, .. } => spans.iter().map(|span| (&span.figure, &span.text)).collect(),
        Chart::Bars { bars, .. } => bars.iter().map(|bar| (&bar.figure, &bar.text)).collect(),
        Chart::Points { points, .. } => points.iter().map(|point| (&point.figure, &point.text)).collect(),
    };
    for (id, text) in marks.into_iter().filter_map(|(id, text)| Some((id.as_deref()?, text))) {
        let is_time = matches!(chart, Chart::Spans { .. });
        let span = if is_time { read::seconds(text) } else { read::number(text) };
        let Some(span) = span else { continue };
        let other = prints.iter().filter(|print| print.id == id).find(|print| {
            let apart = |other: NumberSpan| other.from > span.to || other.to < span.from;
            print.span.is_some_and(apart)
        });
        if let Some(other) = other {
            found.push(Disagreement {
                kind: PrintKind::Chart,
                file: filing.file.clone(),
                place: item.label.clone(),
                id: id.to_owned(),
                printed: text.clone(),
                expected: other.text.to_owned(),
            });
        }
    }
}
