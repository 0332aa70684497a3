//! The closing rows of the workbook: sum, average and the largest of each column of which that says something.

use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, Formula, XlsxError};

use super::FilingRow;
use super::sheet::{SheetOfTable, SheetWords, ShownValue, cell, fixed, format_of, formatted, shown};
use crate::pack::ReviewMeasure;
use crate::value::{Certainty, Digits};

/// Column of whether the row counts in the totals, behind filer, incident, stage, moment, forms and standing.
pub(super) const COUNTS: u16 = 6;
/// Columns of the verdict: days late, overdue, missing, contradictions, all that is to be asked.
pub(super) const VERDICT: u16 = COUNTS + 1;
/// First column of the measures.
pub(super) const MEASURES: u16 = VERDICT + 5;
/// Sum, average and the largest of each column of numbers of one kind, as formulas with their results. They follow the rows
/// when these are sorted, and count those alone that say so.
pub(super) fn totals(
    sheet: &mut SheetOfTable<'_>,
    last: u32,
    rows: &[FilingRow],
    counted: &[bool],
    measures: &[ReviewMeasure],
    words: &SheetWords,
    bold: &Format,
) -> std::result::Result<(), XlsxError> {
    let columns: Vec<(u16, ReviewColumn<'_>)> = (VERDICT..)
        .zip(verdicts(rows))
        .chain((MEASURES..).zip(measures).filter_map(|(col, measure)| {
            let counted = rows.iter().zip(counted).filter(|(_, counts)| **counts);
            Some((col, column(counted.map(|(row, _)| row), measure)?))
        }))
        .filter(|(_, column)| !column.numbers.is_empty())
        .collect();
    let of_rows = format!("{}:{}", fixed(1, COUNTS), fixed(last, COUNTS));
    for (offset, (label, function)) in
        (1..).zip([(&words.total, "SUM"), (&words.average, "AVERAGE"), (&words.most, "MAX")])
    {
        sheet.sheet.write_with_format(last + offset, 0, label, bold)?;
        for (col, column) in columns.iter().filter(|(_, column)| column.allows(function)) {
            let range = format!("{}:{}", cell(1, *col), cell(last, *col));
            let range = match column.counts_all {
                true => format!("{function}({range})"),
                // The latest of the three is newer than the format: it has a prefix in the file.
                false if function == "MAX" => format!("_xlfn.MAXIFS({range},{of_rows},\"{}\")", words.counts[0]),
                false => format!("{function}IFS({range},{of_rows},\"{}\")", words.counts[0]),
            };
            let (formula, result) = column.total(function, &range);
            let certainty = column.digits.certainty();
            sheet.shows(*col, &formatted(column.kind, result, certainty));
            let formula = Formula::new(formula).set_result(result.to_string());
            let format = match (column.kind, certainty) {
                ("duration", _) | (_, Certainty::Estimate) => {
                    bold.clone().set_num_format(format_of(column.kind, certainty))
                }
                (_, Certainty::Exact) => bold.clone(),
            };
            sheet.sheet.write_formula_with_format(last + offset, *col, formula, &format)?;
        }
    }
    Ok(())
}

/// The numbers of a column, as the sheet holds them.
struct ReviewColumn<'a> {
    kind: &'a str,
    adds: bool,
    /// A mean of them says something.
    averages: bool,
    /// Of all rows, not only of those that count.
    counts_all: bool,
    numbers: Vec<f64>,
    /// How exactly they are known.
    digits: Digits,
}

impl ReviewColumn<'_> {
    /// What says something of them: shares of different wholes have no mean, and neither users nor hours of different filers
    /// nor days late are parts of a sum.
    fn allows(&self, function: &str) -> bool {
        match function {
            "SUM" => self.adds,
            "AVERAGE" => self.averages,
            _ => true,
        }
    }

    /// A formula over them and its result, to the last digit of the coarsest estimate among them.
    fn total(&self, function: &str, call: &str) -> (String, f64) {
        let sum: f64 = self.numbers.iter().sum();
        let result = match function {
            "SUM" => sum,
            #[allow(clippy::cast_precision_loss, reason = "as many as there are filings")]
            "AVERAGE" => sum / self.numbers.len() as f64,
            _ => self.numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        };
        match self.digits.place() {
            Some(place) if function != "MAX" => {
                let unit = 10_f64.powi(place);
                (format!("=ROUND({call},{})", -place), (result / unit).round() * unit)
            }
            _ => (format!("={call}"), result),
        }
    }
}

/// A column of numbers of one kind; nothing where it has none, or where kinds are mixed.
fn column<'a>(rows: impl Iterator<Item = &'a FilingRow>, measure: &ReviewMeasure) -> Option<ReviewColumn<'a>> {
    let all: Vec<ShownValue<'_>> = rows.filter_map(|row| shown(row.values.get(&measure.id)?)).collect();
    let kind = all.first()?.kind;
    let digits = all.iter().fold(Digits::default(), |digits, one| match one.value {
        Some(value) => digits.and(value, one.certainty),
        None => digits.and(Decimal::ZERO, one.certainty),
    });
    let numbers = all.iter().map(|one| one.number).collect();
    let (adds, averages) = (measure.adds, kind != "share");
    all.iter().all(|one| one.kind == kind).then_some(ReviewColumn {
        kind,
        adds,
        averages,
        counts_all: false,
        numbers,
        digits,
    })
}

/// The columns of the verdict: days late, of which only the most says something, and what is to be asked.
fn verdicts(rows: &[FilingRow]) -> Vec<ReviewColumn<'static>> {
    #[allow(clippy::cast_precision_loss, reason = "counts of points and days")]
    let of = |adds: bool, number: &dyn Fn(&FilingRow) -> Option<f64>| ReviewColumn {
        kind: "count",
        adds,
        averages: adds,
        counts_all: true,
        numbers: rows.iter().filter_map(number).collect(),
        digits: Digits::default(),
    };
    #[allow(clippy::cast_precision_loss, reason = "counts of points and days")]
    let days = of(false, &|row| row.days_late().map(|days| days as f64));
    #[allow(clippy::cast_precision_loss, reason = "counts of points and days")]
    let counts = (0..3).map(|place| of(true, &move |row| Some(row.counts()[place] as f64)));
    #[allow(clippy::cast_precision_loss, reason = "counts of points and days")]
    let all = of(true, &|row| Some(row.counts().iter().sum::<usize>() as f64));
    std::iter::once(days).chain(counts).chain([all]).collect()
}
