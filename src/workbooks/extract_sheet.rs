//! One sheet of a workbook to correct from: the rows around findings with their own numbers, marked cells and notes.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::escape_formula;
use super::extract::Extract;
use super::formats::WorkbookFormats;
use super::note::{boxed, width};
use super::remark::FindingRemark;
use crate::lang::Lang;
use crate::mapping::masked;
use crate::origin::{Range, column_letters};
use crate::pack::Pack;
use crate::source::{CellValue, Row};

/// Rows above the first row of the input: title, explanation, letters of the columns.
pub(super) const ABOVE: u32 = 3;
/// Widths of columns, in digits.
const NARROWEST: usize = 8;
const WIDEST: usize = 36;
/// Lines of a row that are shown.
const TALLEST: usize = 4;
/// Rows of one range that are marked.
const MARKED: u32 = 400;
/// Days between the two epochs of serial dates.
const EPOCHS: f64 = 1_462.0;

/// Remarks with their cells, by the first of these cells.
type Marks<'r> = BTreeMap<(u32, u32), Vec<(&'r FindingRemark, Range)>>;

/// Writes the sheet.
pub(super) fn write(
    book: &mut Workbook,
    pack: &Pack,
    name: &str,
    extract: &Extract,
    remarks: &[&FindingRemark],
    lang: Lang,
) -> Result<(), XlsxError> {
    let (ink, table) = (WorkbookFormats::new(&pack.worktable), &pack.worktable);
    let sheet = book.add_worksheet();
    sheet.set_name(name)?.set_row_height(0, 28)?.set_row_height(1, 20)?;
    sheet.write_string_with_format(0, 0, escape_formula(&extract.sheet), &ink.title())?;
    sheet.write_string_with_format(1, 0, escape_formula(table.label("extract_about", lang)), &ink.muted())?;
    let letters = ink.header(false);
    sheet.write_string_with_format(2, 0, escape_formula(table.label("row", lang)), &letters)?;
    sheet.set_column_width(0, 7)?;
    for col in 1..=extract.columns {
        let widest = widest(extract, col) + 2;
        let place = u16::try_from(col).unwrap_or(u16::MAX);
        sheet.set_column_width(place, u32::try_from(widest).unwrap_or(12))?;
        sheet.write_string_with_format(2, place, column_letters(col), &letters)?;
    }
    let marks = marks(extract, remarks);
    let mut before = None;
    for row in &extract.rows {
        let Some(line) = extract.line(row.number) else { continue };
        if before.is_some_and(|before| before + 1 != row.number) {
            sheet.write_string_with_format(line - 1, 0, "⋯", &number_format(&ink))?;
        }
        before = Some(row.number);
        sheet.write_string_with_format(line, 0, row.number.to_string(), &number_format(&ink))?;
        // Not every program makes a row as high as its text when it opens a file.
        let lines = row.cells.iter().map(|cell| width(&cell.value.display()).div_ceil(widest(extract, cell.col)));
        let lines = u32::try_from(lines.max().unwrap_or(1).clamp(1, TALLEST)).unwrap_or(1);
        sheet.set_row_height(line, 4 + 14 * lines)?;
        write_row(sheet, extract, row, line, &ink, &marks)?;
    }
    for ((row, col), found) in &marks {
        let Some(line) = extract.line(*row) else { continue };
        let text = found.iter().map(|(remark, _)| remark.words(pack, lang)).collect::<Vec<_>>().join("\n\n");
        sheet.insert_note(line, u16::try_from(*col).unwrap_or(u16::MAX), &boxed(pack, &text))?;
    }
    let frozen = extract.header.filter(|header| extract.rows.first().is_some_and(|row| row.number == *header));
    sheet.set_freeze_panes(ABOVE + u32::from(frozen.is_some()), 1)?;
    sheet.set_landscape().set_paper_size(9).set_repeat_columns(0, 0)?.set_repeat_rows(2, 2)?;
    Ok(())
}

/// Columns of text that fit into a column.
fn widest(extract: &Extract, col: u32) -> usize {
    let texts = extract.rows.iter().filter_map(|row| row.get(col)).map(|cell| width(&cell.display()));
    texts.max().unwrap_or(0).clamp(NARROWEST, WIDEST)
}

/// The remarks on each cell, the gravest first: those that are about it, and those that it only belongs to.
fn marks<'r>(extract: &Extract, remarks: &[&'r FindingRemark]) -> Marks<'r> {
    let mut marks = Marks::new();
    for remark in remarks {
        let ranges = extract.range(remark).into_iter().chain(extract.related(remark));
        for range in ranges {
            // The note stands on the first cell of a range, the colour on all of it.
            let first = (range.first.row, range.first.col.min(extract.columns));
            let found = marks.entry(first).or_default();
            if !found.iter().any(|(known, _)| std::ptr::eq(*known, *remark)) {
                found.push((remark, range));
            }
        }
    }
    for found in marks.values_mut() {
        found.sort_by_key(|(remark, _)| remark.severity);
    }
    marks
}

fn number_format(ink: &WorkbookFormats<'_>) -> Format {
    ink.muted().set_align(FormatAlign::Right).set_align(FormatAlign::Top)
}

fn write_row(
    sheet: &mut Worksheet,
    extract: &Extract,
    row: &Row<'_>,
    line: u32,
    ink: &WorkbookFormats<'_>,
    marks: &Marks<'_>,
) -> Result<(), XlsxError> {
    let is_header = extract.header == Some(row.number);
    let plain = ink.lined(if is_header { ink.plain().set_bold() } else { ink.plain() });
    let plain = plain.set_text_wrap().set_align(FormatAlign::Top);
    for col in 1..=extract.columns {
        let role = colouring(marks, row.number, col);
        let format = role.map_or_else(|| plain.clone(), |role| ink.on(plain.clone(), role));
        let place = (line, u16::try_from(col).unwrap_or(u16::MAX));
        match row.get(col) {
            None => sheet.write_blank(place.0, place.1, &format).map(drop)?,
            Some(_) if extract.personal.contains(&col) && !is_header => {
                sheet.write_string_with_format(place.0, place.1, "***", &format).map(drop)?;
            }
            Some(value) => write_value(sheet, place, value, &format)?,
        }
    }
    Ok(())
}

/// Role of the colour of a cell: that of the gravest remark whose range it is in.
fn colouring(marks: &Marks<'_>, row: u32, col: u32) -> Option<&'static str> {
    let inside = |(_, range): &&(&FindingRemark, Range)| {
        let last_row = range.last.row.min(range.first.row.saturating_add(MARKED));
        (range.first.row..=last_row).contains(&row) && (range.first.col..=range.last.col).contains(&col)
    };
    let found = marks.values().flatten().filter(inside);
    found.min_by_key(|(remark, _)| remark.severity).map(|(remark, _)| remark.role())
}

/// A value as the input holds it; what looks like personal data is masked, and text stays text.
fn write_value(
    sheet: &mut Worksheet,
    (row, col): (u32, u16),
    value: &CellValue<'_>,
    format: &Format,
) -> Result<(), XlsxError> {
    let shown = value.display();
    let hidden = masked(&shown);
    if hidden != shown {
        return sheet.write_string_with_format(row, col, escape_formula(&hidden), format).map(drop);
    }
    match value {
        CellValue::Number { value, percent } if value.is_finite() => {
            let format = format.clone().set_num_format(if *percent { "0.0#%" } else { "General" });
            sheet.write_number_with_format(row, col, *value, &format).map(drop)
        }
        CellValue::Serial(serial) if serial.date_time().is_some() || serial.elapsed => {
            let days = serial.days + if serial.is_1904 && !serial.elapsed { EPOCHS } else { 0.0 };
            let shape = match (serial.elapsed, serial.clock) {
                (true, _) => "[h]:mm",
                (false, true) => "yyyy-mm-dd hh:mm",
                (false, false) => "yyyy-mm-dd",
            };
            sheet.write_number_with_format(row, col, days, &format.clone().set_num_format(shape)).map(drop)
        }
        CellValue::Bool(flag) => sheet.write_boolean_with_format(row, col, *flag, format).map(drop),
        CellValue::Text(_)
        | CellValue::Shown(_)
        | CellValue::Error(_)
        | CellValue::Number { .. }
        | CellValue::Serial(_) => sheet.write_string_with_format(row, col, escape_formula(&shown), format).map(drop),
    }
}
