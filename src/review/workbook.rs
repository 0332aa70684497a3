//! The rows as a workbook: a sheet of filings with sums, averages and lateness as live formulas, and a sheet of all that is to be
//! asked. Text of filings is text, whatever it begins with.

use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, FormatBorder, Formula, Workbook, Worksheet, XlsxError};

use super::gather::{hours, number};
use super::request::moment;
use super::{FilingRow, StatedValue};
use crate::error::{Error, ErrorKind, Result};
use crate::pack::ReviewMeasure;
use crate::value::{Certainty, Digits};
use crate::workbooks::escape_formula;

/// Words of the sheets, in the language of whoever asked.
#[derive(Debug, Clone, Default)]
pub struct SheetWords {
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
    rows: &[FilingRow],
    measures: &[ReviewMeasure],
    points: &[Vec<(String, String)>],
    words: &SheetWords,
) -> Result<Vec<u8>> {
    made(rows, measures, points, words)
        .map_err(|why| Error::new(ErrorKind::Internal, "internal-fault").with("what", "workbook").detail(why))
}

fn made(
    rows: &[FilingRow],
    measures: &[ReviewMeasure],
    points: &[Vec<(String, String)>],
    words: &SheetWords,
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
            sheet.write(at, col, escape_formula(text).as_ref())?;
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
                sheet.write(at, col, escape_formula(text).as_ref())?;
            }
        }
    }
    sheet.set_autofit_max_width(520).autofit();
    book.save_to_buffer()
}

/// A number of a cell and how it is shown.
struct ShownValue<'a> {
    kind: &'a str,
    number: f64,
    value: Option<Decimal>,
    certainty: Certainty,
}

/// A stated value as a number where it is one.
fn shown(stated: &StatedValue) -> Option<ShownValue<'_>> {
    let kind = stated.kind.as_str();
    let number = match kind {
        // A spreadsheet counts time in days.
        "duration" => stated.value.as_deref().and_then(hours)? / 24.0,
        _ => number(stated),
    };
    let certainty = if stated.state == "estimate" { Certainty::Estimate } else { Certainty::Exact };
    let value = stated.value.as_deref().and_then(|text| text.parse().ok());
    number.is_finite().then_some(ShownValue { kind, number, value, certainty })
}

/// The format of a number of a kind; an estimate says so.
fn format_of(kind: &str, certainty: Certainty) -> String {
    let plain = match kind {
        "duration" => "[h]\"시간\" mm\"분\"",
        "share" => "0.0\"%\"",
        "won" => "#,##0\"원\"",
        _ => "#,##0",
    };
    match certainty {
        Certainty::Exact => plain.to_owned(),
        // No decimal that the source does not have.
        Certainty::Estimate => format!("\"약 \"{}", if kind == "share" { "General\"%\"" } else { plain }),
    }
}

/// A value as a number where it is one, as the filing prints it elsewhere; a duration in hours.
fn value(
    sheet: &mut Worksheet,
    row: u32,
    col: u16,
    stated: Option<&StatedValue>,
    unstated: &str,
) -> std::result::Result<(), XlsxError> {
    let Some(stated) = stated else { return sheet.write(row, col, unstated).map(|_| ()) };
    match shown(stated) {
        Some(ShownValue { kind, number, certainty, .. }) => {
            let format = Format::new().set_num_format(format_of(kind, certainty));
            sheet.write_with_format(row, col, number, &format)?;
        }
        None => {
            sheet.write(row, col, escape_formula(&stated.text).as_ref())?;
        }
    }
    Ok(())
}

/// Sum, average and the largest of each column of numbers of one kind, as formulas with their results.
fn totals(
    sheet: &mut Worksheet,
    last: u32,
    (first, late): (u16, u16),
    rows: &[FilingRow],
    measures: &[ReviewMeasure],
    words: &SheetWords,
    bold: &Format,
) -> std::result::Result<(), XlsxError> {
    for (offset, (label, function)) in
        (1..).zip([(&words.total, "SUM"), (&words.average, "AVERAGE"), (&words.most, "MAX")])
    {
        sheet.write_with_format(last + offset, 0, label, bold)?;
        for col in first..=late + 4 {
            let Some(column) = column(rows, measures, col, first, late) else { continue };
            if !column.allows(function) {
                continue;
            }
            let range = format!("{}:{}", cell(1, col), cell(last, col));
            let (formula, result) = column.total(function, &range);
            let formula = Formula::new(formula).set_result(result.to_string());
            let format = match (column.kind, column.digits.certainty()) {
                ("duration", _) | (_, Certainty::Estimate) => {
                    bold.clone().set_num_format(format_of(column.kind, column.digits.certainty()))
                }
                (_, Certainty::Exact) => bold.clone(),
            };
            sheet.write_formula_with_format(last + offset, col, formula, &format)?;
        }
    }
    Ok(())
}

/// The numbers of a column, as the sheet holds them.
struct ReviewColumn<'a> {
    kind: &'a str,
    adds: bool,
    numbers: Vec<f64>,
    /// How exactly they are known.
    digits: Digits,
}

impl ReviewColumn<'_> {
    /// What says something of them: shares of different wholes have no mean, and neither users nor hours of different filers
    /// are parts of a sum.
    fn allows(&self, function: &str) -> bool {
        match function {
            "SUM" => self.adds,
            "AVERAGE" => self.kind != "share",
            _ => true,
        }
    }

    /// A formula over their range and its result, to the last digit of the coarsest estimate among them.
    fn total(&self, function: &str, range: &str) -> (String, f64) {
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
                (format!("=ROUND({function}({range}),{})", -place), (result / unit).round() * unit)
            }
            _ => (format!("={function}({range})"), result),
        }
    }
}

/// A column of numbers of one kind; nothing where it has none, or where kinds are mixed.
fn column<'a>(
    rows: &'a [FilingRow],
    measures: &[ReviewMeasure],
    col: u16,
    first: u16,
    late: u16,
) -> Option<ReviewColumn<'a>> {
    if let Some(measure) = measures.get(usize::from(col - first)) {
        let all: Vec<ShownValue<'_>> = rows.iter().filter_map(|row| shown(row.values.get(&measure.id)?)).collect();
        let kind = all.first()?.kind;
        let digits = all.iter().fold(Digits::default(), |digits, one| match one.value {
            Some(value) => digits.and(value, one.certainty),
            None => digits.and(Decimal::ZERO, one.certainty),
        });
        let numbers = all.iter().map(|one| one.number).collect();
        return all.iter().all(|one| one.kind == kind).then_some(ReviewColumn {
            kind,
            adds: measure.adds,
            numbers,
            digits,
        });
    }
    let of = |row: &FilingRow| -> Option<f64> {
        let counts = [row.overdue.len(), row.lacking.len(), row.contradictions.len() + row.failures.len()];
        #[allow(clippy::cast_precision_loss, reason = "counts of points and days")]
        match col - late {
            0 => row.days_late().map(|days| days as f64),
            place @ 1..=3 => Some(counts[usize::from(place) - 1] as f64),
            _ => Some(counts.iter().sum::<usize>() as f64),
        }
    };
    let numbers: Vec<f64> = rows.iter().filter_map(of).collect();
    (!numbers.is_empty()).then_some(ReviewColumn { kind: "count", adds: true, numbers, digits: Digits::default() })
}

/// `G2`.
fn cell(row: u32, col: u16) -> String {
    rust_xlsxwriter::utility::row_col_to_cell(row, col)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::io::Cursor;

    use calamine::{Reader, Xlsx};

    use super::*;
    use crate::pack::{Assets, Pack};
    use crate::review::Assurance;

    fn row(filer: &str, values: &[(&str, &str, &str, &str)]) -> FilingRow {
        let stated = |kind: &str, value: &str, state: &str| StatedValue {
            text: value.to_owned(),
            kind: kind.to_owned(),
            value: Some(value.to_owned()),
            state: state.to_owned(),
        };
        FilingRow {
            filer: filer.to_owned(),
            case: filer.to_owned(),
            incident: "장애".to_owned(),
            stage: "최종".to_owned(),
            stage_code: String::new(),
            report_at: "2023-07-04T10:00:00+09:00".to_owned(),
            draft: false,
            forms: Vec::new(),
            values: values
                .iter()
                .map(|(id, kind, value, state)| ((*id).to_owned(), stated(kind, value, state)))
                .collect(),
            overdue: Vec::new(),
            lacking: Vec::new(),
            contradictions: Vec::new(),
            failures: Vec::new(),
            standing: Assurance::Verified,
        }
    }

    /// Formulas of the closing rows by head of their column: sum, average, largest.
    fn closing(rows: &[FilingRow]) -> BTreeMap<String, [String; 3]> {
        let pack = Pack::load(Assets::embedded()).expect("the pack");
        let mut words =
            SheetWords { filings: "제출".to_owned(), points: "확인".to_owned(), ..SheetWords::default() };
        words.heads = vec!["머리".to_owned(); usize::from(FIRST)];
        words.heads.extend(pack.review.measure.iter().map(|measure| measure.id.clone()));
        let bytes = workbook(rows, &pack.review.measure, &vec![Vec::new(); rows.len()], &words).expect("a workbook");
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        let formulas = book.worksheet_formula("제출").expect("formulas");
        let last = u32::try_from(rows.len()).expect("few");
        let at =
            |col: u32| [1, 2, 3].map(|offset| formulas.get_value((last + offset, col)).cloned().unwrap_or_default());
        let measures = pack.review.measure.iter().zip(u32::from(FIRST)..);
        measures.map(|(measure, col)| (measure.id.clone(), at(col))).collect()
    }

    #[test]
    fn what_is_averaged_is_of_one_kind_and_no_finer_than_its_estimates() {
        let rows = [
            row(
                "가",
                &[
                    ("users", "count", "41120000", "exact"),
                    ("users_share", "share", "80", "estimate"),
                    ("claims", "count", "45000", "estimate"),
                    ("paid", "won", "50000000", "exact"),
                ],
            ),
            row(
                "나",
                &[
                    ("users", "share", "80", "estimate"),
                    ("users_share", "share", "12.5", "exact"),
                    ("claims", "count", "105116", "exact"),
                    ("paid", "won", "1", "exact"),
                ],
            ),
        ];
        let closing = closing(&rows);
        let is = |id: &str| closing[id].each_ref().map(String::as_str);
        assert_eq!(is("users"), ["", "", ""], "a percentage among head counts");
        assert_eq!(is("users_share"), ["", "", "MAX(I2:I3)"], "shares of different wholes");
        assert_eq!(is("claims"), ["ROUND(SUM(K2:K3),-3)", "ROUND(AVERAGE(K2:K3),-3)", "MAX(K2:K3)"]);
        assert_eq!(is("paid"), ["SUM(M2:M3)", "AVERAGE(M2:M3)", "MAX(M2:M3)"]);
    }

    #[test]
    fn every_measure_of_the_pack_is_of_one_kind() {
        let pack = Pack::load(Assets::embedded()).expect("the pack");
        for measure in &pack.review.measure {
            let kinds: std::collections::BTreeSet<String> = measure
                .ids
                .iter()
                .filter_map(|id| {
                    let (sheet, field) = (id.split('.').next()?, id.rsplit('.').next()?);
                    let sheet = pack.sheets.get(sheet)?;
                    Some(format!("{:?}", sheet.field[sheet.index(field)?].kind))
                })
                .collect();
            assert!(kinds.len() <= 1, "{}: {kinds:?}", measure.id);
        }
    }
}
