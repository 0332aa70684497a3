//! The rows as a workbook: a sheet of filings with sums, averages and lateness as live formulas, and a sheet of all that is to be
//! asked. Text of filings is text, whatever it begins with.

use rust_xlsxwriter::{Format, FormatBorder, Formula, Workbook, Worksheet, XlsxError};

use super::gather::{hours, number};
use super::request::moment;
use super::{Row, Stated};
use crate::desk::harmless;
use crate::error::{Error, Kind, Result};
use crate::pack::Measure;

/// Words of the sheets, in the language of whoever asked.
#[derive(Debug, Clone, Default)]
pub struct Words {
    pub filings: String,
    pub points: String,
    pub heads: Vec<String>,
    pub point_heads: Vec<String>,
    pub total: String,
    pub average: String,
    pub most: String,
    pub unstated: String,
    /// Words of [`super::Standing`], by its word.
    pub standing: Vec<(String, String)>,
}

/// First columns before the measures: filer, incident, stage, moment, forms, standing.
const FIRST: u16 = 6;

/// Bytes of the workbook. `points` are the lines of each row: kind and text.
///
/// # Errors
/// `internal-fault` when the writer refuses.
pub fn workbook(
    rows: &[Row],
    measures: &[Measure],
    points: &[Vec<(String, String)>],
    words: &Words,
) -> Result<Vec<u8>> {
    made(rows, measures, points, words)
        .map_err(|why| Error::new(Kind::Internal, "internal-fault").with("what", "workbook").detail(why))
}

fn made(
    rows: &[Row],
    measures: &[Measure],
    points: &[Vec<(String, String)>],
    words: &Words,
) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let head =
        Format::new().set_bold().set_background_color("#E8EEF7").set_border_bottom(FormatBorder::Thin).set_text_wrap();
    let bold = Format::new().set_bold().set_border_top(FormatBorder::Thin).set_num_format("#,##0.##");
    let sheet = book.add_worksheet().set_name(&words.filings)?;
    for (col, text) in (0..).zip(&words.heads) {
        sheet.write_with_format(0, col, text, &head)?;
    }
    sheet.set_freeze_panes(1, 2)?;
    let first_measure = FIRST;
    let late = FIRST + u16::try_from(measures.len()).unwrap_or(0);
    for (at, row) in (1..).zip(rows) {
        let forms: Vec<&str> = row.forms.iter().map(|form| form.title.as_str()).collect();
        let standing = words.standing.iter().find(|(word, _)| word == row.standing.word());
        let standing = standing.map_or(row.standing.word(), |(_, text)| text.as_str());
        let texts = [&row.filer, &row.incident, &row.stage, &moment(&row.report_at), &forms.join(", "), standing];
        for (col, text) in (0..).zip(texts) {
            sheet.write(at, col, harmless(text).as_ref())?;
        }
        for (col, measure) in (first_measure..).zip(measures) {
            value(sheet, at, col, row.values.get(&measure.id), &words.unstated)?;
        }
        if let Some(days) = row.days_late() {
            sheet.write(at, late, days)?;
        }
        let counts = [row.overdue.len(), row.lacking.len(), row.contradictions.len() + row.failures.len()];
        for (col, count) in (late + 1..).zip(counts) {
            sheet.write(at, col, u32::try_from(count).unwrap_or(u32::MAX))?;
        }
        // What is to be asked for in all: computed where the counts stand.
        let (from, to) = (cell(at, late + 1), cell(at, late + 3));
        let sum: usize = counts.iter().sum();
        sheet.write_formula(at, late + 4, Formula::new(format!("=SUM({from}:{to})")).set_result(sum.to_string()))?;
    }
    let last = u32::try_from(rows.len()).unwrap_or(0);
    if last > 0 {
        totals(sheet, last, (first_measure, late), rows, measures, words, &bold)?;
    }
    sheet.set_autofit_max_width(360).autofit();
    let sheet = book.add_worksheet().set_name(&words.points)?;
    for (col, text) in (0..).zip(&words.point_heads) {
        sheet.write_with_format(0, col, text, &head)?;
    }
    let mut at = 0;
    for (row, own) in rows.iter().zip(points) {
        for (kind, text) in own {
            at += 1;
            for (col, text) in (0..).zip([&row.filer, &row.incident, &row.stage, kind, text]) {
                sheet.write(at, col, harmless(text).as_ref())?;
            }
        }
    }
    sheet.set_autofit_max_width(520).autofit();
    book.save_to_buffer()
}

/// A value as a number where it is one, as the filing prints it elsewhere; a duration in hours.
fn value(
    sheet: &mut Worksheet,
    row: u32,
    col: u16,
    stated: Option<&Stated>,
    unstated: &str,
) -> std::result::Result<(), XlsxError> {
    let Some(stated) = stated else { return sheet.write(row, col, unstated).map(|_| ()) };
    let (number, format) = match stated.kind.as_str() {
        "duration" => (stated.value.as_deref().and_then(hours), "[h]\"시간\" mm\"분\""),
        "share" => (Some(number(stated)), "0.0\"%\""),
        "won" => (Some(number(stated)), "#,##0\"원\""),
        _ => (Some(number(stated)), "#,##0"),
    };
    match number.filter(|number| number.is_finite()) {
        Some(number) => {
            // A spreadsheet counts time in days.
            let number = if stated.kind == "duration" { number / 24.0 } else { number };
            sheet.write_with_format(row, col, number, &Format::new().set_num_format(format))?;
        }
        None => {
            sheet.write(row, col, harmless(&stated.text).as_ref())?;
        }
    }
    Ok(())
}

/// Sum, average and the largest of each column of numbers, as formulas with their results.
fn totals(
    sheet: &mut Worksheet,
    last: u32,
    (first, late): (u16, u16),
    rows: &[Row],
    measures: &[Measure],
    words: &Words,
    bold: &Format,
) -> std::result::Result<(), XlsxError> {
    for (offset, (label, function)) in
        (1..).zip([(&words.total, "SUM"), (&words.average, "AVERAGE"), (&words.most, "MAX")])
    {
        sheet.write_with_format(last + offset, 0, label, bold)?;
        for col in first..=late + 4 {
            let numbers = numbers(rows, measures, col, first, late);
            // Shares are no parts of a sum, and neither are hours of different filers.
            let kind = measures.get(usize::from(col - first)).map(|measure| measure.id.as_str());
            if numbers.is_empty() || (function == "SUM" && matches!(kind, Some("users" | "duration"))) {
                continue;
            }
            let sum: f64 = numbers.iter().sum();
            let result = match function {
                "SUM" => sum,
                #[allow(clippy::cast_precision_loss, reason = "as many as there are filings")]
                "AVERAGE" => sum / numbers.len() as f64,
                _ => numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            };
            let range = format!("{}:{}", cell(1, col), cell(last, col));
            let formula = Formula::new(format!("={function}({range})")).set_result(result.to_string());
            let format = if kind == Some("duration") {
                Format::new().set_bold().set_border_top(FormatBorder::Thin).set_num_format("[h]\"시간\" mm\"분\"")
            } else {
                bold.clone()
            };
            sheet.write_formula_with_format(last + offset, col, formula, &format)?;
        }
    }
    Ok(())
}

/// The numbers of a column, as the sheet holds them.
fn numbers(rows: &[Row], measures: &[Measure], col: u16, first: u16, late: u16) -> Vec<f64> {
    let of = |row: &Row| -> Option<f64> {
        if let Some(measure) = measures.get(usize::from(col - first)) {
            let stated = row.values.get(&measure.id)?;
            let number = number(stated);
            let number = if stated.kind == "duration" { number / 24.0 } else { number };
            return Some(number).filter(|number| number.is_finite());
        }
        let counts = [row.overdue.len(), row.lacking.len(), row.contradictions.len() + row.failures.len()];
        #[allow(clippy::cast_precision_loss, reason = "counts of points and days")]
        match col - late {
            0 => row.days_late().map(|days| days as f64),
            place @ 1..=3 => Some(counts[usize::from(place) - 1] as f64),
            _ => Some(counts.iter().sum::<usize>() as f64),
        }
    };
    rows.iter().filter_map(of).collect()
}

/// `G2`.
fn cell(row: u32, col: u16) -> String {
    rust_xlsxwriter::utility::row_col_to_cell(row, col)
}
