//! What someone who looks at a sheet does not see, and the tool reads all the same, or the other way round: hidden rows
//! and columns, formulas that nobody computed, values of other workbooks.

use std::collections::BTreeSet;

use super::reader::SheetReader;
use super::report::{CellFault, Grouping, Report};
use super::{codes, field_count_faults, mask};
use crate::error::Result;
use crate::finding::{Arg, Finding};
use crate::origin::Origin;
use crate::source::{Layout, Workbook};

/// Last row and column: what is hidden as far as these is the empty rest of a sheet.
const LAST: (u32, u32) = (1_048_576, 16_384);

/// Says what of a sheet that is read cannot be seen.
///
/// # Errors
/// Kind Input when the sheet cannot be read.
pub fn tell(book: &mut Workbook, sheet: &SheetReader, report: &mut Report<'_>) -> Result<()> {
    let layout = book.layout(&sheet.source.sheet)?;
    uncomputed(&layout, sheet, report);
    if let Some(cut) = &layout.cut {
        field_count_faults::tell(book, sheet, cut, report)?;
    }
    let rows = shown_with_data(&layout.hidden_rows, LAST.0);
    let columns = shown_with_data(&layout.hidden_columns, LAST.1);
    if layout.visibility_known && rows.is_empty() && columns.is_empty() {
        return Ok(());
    }
    let count = |runs: &[(u32, u32)]| -> Arg {
        if !layout.visibility_known {
            return Arg::Term { ko: "알 수 없음".to_owned(), en: "not known".to_owned() };
        }
        let count: u64 = runs.iter().map(|(first, last)| u64::from(last - first) + 1).sum();
        count.to_string().into()
    };
    let first = |runs: &[(u32, u32)]| runs.first().map_or(1, |(first, _)| *first);
    let finding = Report::finding(codes::HIDDEN_CELLS).at(&Origin::cell(&sheet.source, first(&rows), first(&columns)));
    let finding = finding.with("sheet", mask::quoted(&sheet.source.sheet));
    report.push(finding.with("rows", count(&rows)).with("columns", count(&columns)));
    Ok(())
}

/// Runs that do not reach the end of every sheet.
fn shown_with_data(runs: &[(u32, u32)], end: u32) -> Vec<(u32, u32)> {
    runs.iter().copied().filter(|(_, last)| *last < end).collect()
}

/// Formulas without a value below the headers of known columns.
fn uncomputed(layout: &Layout, sheet: &SheetReader, report: &mut Report<'_>) {
    for at in layout.uncomputed.iter().filter(|at| at.row > sheet.columns.header_row) {
        let Some(field) = sheet.columns.of_column.get(at.col as usize).copied().flatten() else { continue };
        let Some(field) = sheet.schema.field.get(field) else { continue };
        let fault = CellFault {
            code: codes::UNCOMPUTED,
            row: at.row,
            col: at.col,
            column: field.ko.clone(),
            field: format!("{}.{}", sheet.schema.id, field.id),
            value: at.to_string(),
            args: Vec::new(),
        };
        report.fault(&sheet.source, fault, Grouping::Column);
    }
}

/// Says that a workbook takes values from others.
pub fn tell_links(book: &Workbook, report: &mut Report<'_>) {
    if let Some(sheet) = book.sheets.first().filter(|_| book.external_links) {
        let finding = Report::finding(codes::EXTERNAL_LINKS).at(&Origin::cell(&sheet.source, 1, 1));
        report.push(finding.with("file", mask::quoted(&book.name)));
    }
}

/// Leaves out what follows from a cause that was told: that cells are empty where nobody computed a formula or a merge
/// does not repeat its value, and whatever is said of a row whose cells stand in the wrong columns.
pub fn settle(findings: &mut Vec<Finding>) {
    let of = |code: &'static str| findings.iter().filter(move |finding| finding.code == code);
    let formulas: BTreeSet<Origin> = of(codes::UNCOMPUTED).flat_map(places).cloned().collect();
    let merges: Vec<Origin> = of(codes::MERGE_OF_QUANTITY).flat_map(places).cloned().collect();
    let is_told = |origin: &Origin| formulas.contains(origin) || merges.iter().any(|merge| merge.holds(origin));
    findings.retain(|finding| finding.code != codes::BLANK || !places(finding).all(is_told));
    let is_torn =
        |finding: &Finding| matches!(finding.code, codes::LONGER_ROW | codes::SHORTER_ROW | codes::ROWS_IN_CELL);
    let torn: Vec<Origin> = findings.iter().filter(|finding| is_torn(finding)).flat_map(places).cloned().collect();
    let is_in = |origin: &Origin| torn.iter().any(|row| row.holds(origin));
    findings.retain(|finding| is_torn(finding) || places(finding).next().is_none() || !places(finding).all(is_in));
}

fn places(finding: &Finding) -> impl Iterator<Item = &Origin> {
    finding.origin.iter().chain(finding.related.iter().map(|related| &related.origin))
}
