//! The first sheet of a workbook to correct from: every finding with its place, what is wrong, and how to fix it.

use std::collections::BTreeMap;

use rust_xlsxwriter::{FormatAlign, Url, Workbook, XlsxError};

use super::escape_formula;
use super::formats::WorkbookFormats;
use super::markup::Target;
use super::note::lines;
use super::remark::FindingRemark;
use crate::finding::Severity;
use crate::lang::Lang;
use crate::origin::{Place, column_letters};
use crate::pack::Pack;

/// Findings that one index holds; whoever has more repairs the first ones first.
const MOST: usize = 5_000;
/// Row of the heads, counted from 0.
const HEAD: u32 = 4;
/// Heads by key, and widths of the columns in digits.
pub(super) const COLUMNS: [(&str, u32); 8] = [
    ("severity_head", 9),
    ("code", 10),
    ("sheet_head", 16),
    ("cell_head", 12),
    ("what", 30),
    ("message", 60),
    ("fix", 60),
    ("law", 30),
];

/// Writes the index; `targets` says where in this workbook a finding is shown.
pub(super) fn write(
    book: &mut Workbook,
    pack: &Pack,
    (file, why): (&str, Option<&str>),
    remarks: &[&FindingRemark],
    targets: &BTreeMap<usize, Target>,
    lang: Lang,
) -> Result<(), XlsxError> {
    let (table, ink) = (&pack.worktable, WorkbookFormats::new(&pack.worktable));
    let label = |key: &'static str| table.label(key, lang);
    let sheet = book.add_worksheet();
    sheet.set_name(label("index"))?.set_screen_gridlines(false);
    sheet.set_row_height(0, 32)?.set_row_height(HEAD, 24)?;
    sheet.write_string_with_format(0, 0, escape_formula(file), &ink.title())?;
    sheet.write_string_with_format(1, 0, escape_formula(label("index_about")), &ink.plain())?;
    let count = |severity| remarks.iter().filter(|remark| remark.severity == severity).count();
    let counts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .map(|severity| format!("{} {}", label(severity.word()), count(severity)))
        .collect();
    sheet.write_string_with_format(2, 0, counts.join(" · "), &ink.muted())?;
    if let Some(why) = why {
        sheet.write_string_with_format(3, 0, escape_formula(table.label(why, lang)), &ink.muted())?;
    }
    for (col, (key, width)) in (0_u16..).zip(COLUMNS) {
        sheet.set_column_width(col, width)?;
        sheet.write_string_with_format(HEAD, col, escape_formula(label(key)), &ink.header(true))?;
    }
    let prose = ink.lined(ink.prose());
    let link = ink.lined(ink.link());
    let code = ink.lined(ink.plain().set_align(FormatAlign::Center).set_align(FormatAlign::Top));
    for ((row, remark), index) in (HEAD + 1..).zip(remarks.iter().take(MOST)).zip(0..) {
        let badge = ink.filled(remark.role()).set_bold().set_align(FormatAlign::Center).set_align(FormatAlign::Top);
        sheet.write_string_with_format(row, 0, label(remark.role()), &badge)?;
        sheet.write_string_with_format(row, 1, remark.code, &code)?;
        let (place, cell) = place(remark);
        sheet.write_string_with_format(row, 2, escape_formula(&place), &prose)?;
        match targets.get(&index) {
            Some((name, line, col)) => {
                let at = format!("{}{}", column_letters(u32::from(*col) + 1), line + 1);
                let url = Url::new(format!("internal:'{name}'!{at}"));
                sheet.write_url_with_options(row, 3, url, cell, "", Some(&link))?;
            }
            None => sheet.write_string_with_format(row, 3, escape_formula(&cell), &prose).map(drop)?,
        }
        for (col, text) in [(4, &remark.title), (5, &remark.message), (6, &remark.help), (7, &remark.law)] {
            sheet.write_string_with_format(row, col, escape_formula(text), &prose)?;
        }
        let height = [(&remark.title, 30), (&remark.message, 62), (&remark.help, 62), (&remark.law, 30)];
        let height = height.into_iter().map(|(text, columns)| lines(text, columns)).max().unwrap_or(1).max(1);
        sheet.set_row_height(row, 4 + 14 * u32::try_from(height.min(28)).unwrap_or(28))?;
    }
    if let Some(more) = remarks.len().checked_sub(MOST).filter(|more| *more > 0) {
        let row = HEAD + 1 + u32::try_from(MOST).unwrap_or(u32::MAX);
        let text = label("more").replace("{count}", &more.to_string());
        sheet.write_string_with_format(row, 0, escape_formula(&text), &ink.muted())?;
    }
    let last = HEAD + u32::try_from(remarks.len().min(MOST)).unwrap_or(u32::MAX);
    sheet.autofilter(HEAD, 0, last, 7)?;
    sheet.set_freeze_panes(HEAD + 1, 0)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(HEAD, HEAD)?;
    Ok(())
}

/// The sheet and the cells of a finding as the input counts them, or the key of `case.toml`.
pub(super) fn place(remark: &FindingRemark) -> (String, String) {
    remark.origin.as_ref().map_or_else(Default::default, |origin| match &origin.place {
        Place::Cells(range) => (origin.sheet.sheet.clone(), range.to_string()),
        Place::Key(key) => (origin.sheet.file.clone(), key.clone()),
    })
}
