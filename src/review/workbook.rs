//! The rows as a workbook: a sheet of filings with sums, averages and lateness as live formulas, and a sheet of all that is to be
//! asked. Text of filings is text, whatever it begins with.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, FormatBorder, Formula, Workbook, XlsxError};

use super::request::moment;
use super::sheet::{SheetOfTable, SheetWords, WIDEST, WIDEST_PROSE, cell};
use super::totals::{MEASURES, VERDICT, totals};
use super::{Assurance, FilingRow};
use crate::error::{Error, ErrorKind, Result};
use crate::pack::ReviewMeasure;

/// Bytes of the workbook. `points` are the lines of each row, kind and text; `trends` what changed from stage to stage.
///
/// # Errors
/// `internal-fault` when the writer refuses.
pub fn workbook(
    rows: &[FilingRow],
    measures: &[ReviewMeasure],
    points: &[Vec<(String, String)>],
    trends: &[Vec<String>],
    words: &SheetWords,
) -> Result<Vec<u8>> {
    made(rows, measures, points, trends, words)
        .map_err(|why| Error::new(ErrorKind::Internal, "internal-fault").with("what", "workbook").detail(why))
}

fn made(
    rows: &[FilingRow],
    measures: &[ReviewMeasure],
    points: &[Vec<(String, String)>],
    trends: &[Vec<String>],
    words: &SheetWords,
) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let head =
        Format::new().set_bold().set_background_color("#E8EEF7").set_border_bottom(FormatBorder::Thin).set_text_wrap();
    let bold = Format::new().set_bold().set_border_top(FormatBorder::Thin).set_num_format("#,##0.##");
    let mut sheet = SheetOfTable::new(book.add_worksheet(), &words.filings, &words.heads, &head)?;
    let superseded = superseded(rows);
    let counted: Vec<bool> =
        rows.iter().zip(&superseded).map(|(row, old)| !old && row.standing == Assurance::Verified).collect();
    for ((at, row), counts) in (1..).zip(rows).zip(&counted) {
        let forms: Vec<&str> = row.forms.iter().map(|form| form.title.as_str()).collect();
        let standing = words.standing.iter().find(|(word, _)| word == row.standing.word());
        let standing = standing.map_or(row.standing.word(), |(_, text)| text.as_str());
        let counts = &words.counts[usize::from(!counts)];
        let texts =
            [&row.filer, &row.incident, &row.stage, &moment(&row.report_at), &forms.join(", "), standing, counts];
        for (col, text) in (0..).zip(texts) {
            sheet.text(at, col, text)?;
        }
        if let Some(days) = row.days_late() {
            sheet.count(at, VERDICT, u64::try_from(days).unwrap_or(0))?;
        }
        let counts = row.counts();
        for (col, count) in (VERDICT + 1..).zip(counts) {
            sheet.count(at, col, count as u64)?;
        }
        // What is to be asked for in all: computed where the counts stand.
        let (from, to) = (cell(at, VERDICT + 1), cell(at, VERDICT + 3));
        let sum: usize = counts.iter().sum();
        let asked = Formula::new(format!("=SUM({from}:{to})")).set_result(sum.to_string());
        sheet.formula(at, VERDICT + 4, asked)?;
        for (col, measure) in (MEASURES..).zip(measures) {
            sheet.value(at, col, row, row.values.get(&measure.id), &words.unstated)?;
        }
    }
    let last = u32::try_from(rows.len()).unwrap_or(0);
    if last > 0 {
        totals(&mut sheet, last, rows, &counted, measures, words, &bold)?;
    }
    sheet.finish(last, WIDEST)?;
    let mut sheet = SheetOfTable::new(book.add_worksheet(), &words.points, &words.point_heads, &head)?;
    let mut at = 0;
    for (row, own) in rows.iter().zip(points) {
        for (kind, text) in own {
            at += 1;
            for (col, text) in (0..).zip([&row.filer, &row.incident, &row.stage, kind, text]) {
                sheet.text(at, col, text)?;
            }
        }
    }
    sheet.finish(at, WIDEST_PROSE)?;
    if !trends.is_empty() {
        let mut sheet = SheetOfTable::new(book.add_worksheet(), &words.trends, &words.trend_heads, &head)?;
        for (at, row) in (1..).zip(trends) {
            for (col, text) in (0..).zip(row) {
                sheet.text(at, col, text)?;
            }
        }
        sheet.finish(u32::try_from(trends.len()).unwrap_or(0), WIDEST_PROSE)?;
    }
    book.save_to_buffer()
}

/// Which rows a later stage of the same filer and case stands beside: their values are in it and are not counted twice.
fn superseded(rows: &[FilingRow]) -> Vec<bool> {
    let mut latest: BTreeMap<(&str, &str), (&str, u32)> = BTreeMap::new();
    for row in rows {
        let order = latest.entry((&row.filer, &row.case)).or_default();
        *order = (*order).max(row.order());
    }
    let is_old = |row: &FilingRow| latest.get(&(row.filer.as_str(), row.case.as_str())) != Some(&row.order());
    rows.iter().map(is_old).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Reader, Xlsx};

    use super::*;
    use crate::pack::{Assets, Pack};
    use crate::review::StatedValue;

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
        words.counts = ["예".to_owned(), "아니오".to_owned()];
        words.heads = vec!["머리".to_owned(); usize::from(MEASURES)];
        words.heads.extend(pack.review.measure.iter().map(|measure| measure.id.clone()));
        let bytes =
            workbook(rows, &pack.review.measure, &vec![Vec::new(); rows.len()], &[], &words).expect("a workbook");
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        let formulas = book.worksheet_formula("제출").expect("formulas");
        let last = u32::try_from(rows.len()).expect("few");
        let at =
            |col: u32| [1, 2, 3].map(|offset| formulas.get_value((last + offset, col)).cloned().unwrap_or_default());
        let measures = pack.review.measure.iter().zip(u32::from(MEASURES)..);
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
        let of = |function: &str, col: &str| format!("{function}({col}2:{col}3,$G$2:$G$3,\"예\")");
        assert_eq!(is("users_share"), ["", "", &of("_xlfn.MAXIFS", "O")], "shares of different wholes");
        let rounded = |function: &str| format!("ROUND({},-3)", of(function, "Q"));
        assert_eq!(is("claims"), [&rounded("SUMIFS"), &rounded("AVERAGEIFS"), &of("_xlfn.MAXIFS", "Q")]);
        assert_eq!(is("paid"), [of("SUMIFS", "S"), of("AVERAGEIFS", "S"), of("_xlfn.MAXIFS", "S")]);
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
