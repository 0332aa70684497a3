//! The tables of a filing as a workbook to compute with: a sheet for each, what was read or computed in notes, totals as
//! formulas.
//!
//! ```text
//! filing ▶ name    cell    total   ▶ workbook
//! tables   sheets  values  sums      notes, print
//! ```
//!
//! Cells hold what the document prints, typed where a spreadsheet can hold it exactly. Title above, remarks below, as in the
//! workbooks that people fill ([`crate::workbooks`]).

mod cell;
mod name;
mod total;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

use self::cell::{Differs, SheetCell, SheetValue};
use super::view::visible;
use super::words::{Words, WorkbookWords};
use crate::error::{Error, ErrorKind, Result};
use crate::filing::{Body, Filing, Inline, Source, Table, TableCell};
use crate::pack::Pack;
use crate::time::Moment;
use crate::workbooks::{WorkbookFormats, boxed_note, display_width, escape_formula};

/// Rows of title, document and heads, counted from 0.
const TITLE: u32 = 0;
const ABOUT: u32 = 1;
const HEAD: u32 = 2;
/// The first row of data.
const BODY: u32 = 3;
/// Narrowest and widest column, in characters.
const WIDTHS: (usize, usize) = (9, 44);
/// Places that a note names of one value.
const PLACES: usize = 6;
/// Minutes of a day: a spreadsheet counts time in days.
const DAY: f64 = 1_440.0;
/// A4 in the format's numbers.
const A4: u8 = 9;

/// Bytes of the workbook of a filing; none where it has no table.
///
/// The same filing gives the same bytes: it is dated with the report, and the clock is never read.
///
/// # Errors
/// Words of the pack that cannot be read, or a table beyond the limits of the format.
pub fn xlsx(pack: &Pack, filing: &Filing) -> Result<Option<Vec<u8>>> {
    let tables = filing.items().filter_map(|item| match &item.content {
        Body::Table { table } => Some(table),
        Body::Text { .. } | Body::Facts { .. } | Body::Chart { .. } | Body::None => None,
    });
    let tables: Vec<&Table> = tables.filter(|table| !table.columns.is_empty()).collect();
    if tables.is_empty() {
        return Ok(None);
    }
    let words = Words::load(pack)?;
    let writer = Writer { pack, filing, draft: words.draft.across(filing), words: words.workbook };
    let written = writer.workbook(&tables);
    let fault = |why| Error::new(ErrorKind::Internal, "internal-fault").with("what", "workbook").detail(why);
    written.map(Some).map_err(fault)
}

struct Writer<'f> {
    pack: &'f Pack,
    filing: &'f Filing,
    draft: Option<String>,
    words: WorkbookWords,
}

impl Writer<'_> {
    fn workbook(&self, tables: &[&Table]) -> std::result::Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let about = DocProperties::new().set_title(visible(&self.filing.title)).set_author("bogo");
        let about = about.set_subject(visible(&self.filing.subtitle)).set_creation_datetime(&self.created()?);
        book.set_properties(&about.set_custom_property("Language", self.words.language.as_str()));
        let mut names = Vec::with_capacity(tables.len());
        for table in tables {
            let name = name::sheet_name(&table.caption, &names);
            let sheet = book.add_worksheet();
            sheet.set_name(&name)?;
            names.push(name);
            self.sheet(sheet, table)?;
        }
        book.save_to_buffer()
    }

    /// The moment of the report.
    fn created(&self) -> std::result::Result<ExcelDateTime, XlsxError> {
        use chrono::{Datelike, Timelike};
        let at = Moment::parse_rfc3339(&self.filing.report_at).map(|moment| moment.local()).unwrap_or_default();
        let small = |number: u32| u8::try_from(number).unwrap_or(1);
        let year = u16::try_from(at.year()).unwrap_or(1_970);
        let day = ExcelDateTime::from_ymd(year, small(at.month()), small(at.day()))?;
        day.and_hms(u16::try_from(at.hour()).unwrap_or(0), small(at.minute()), small(at.second()))
    }

    fn sheet(&self, sheet: &mut Worksheet, table: &Table) -> std::result::Result<(), XlsxError> {
        let ink = WorkbookFormats::new(&self.pack.worktable);
        let mut document = vec![self.filing.title.as_str(), self.filing.subtitle.as_str(), self.filing.stage.as_str()];
        document.extend(self.draft.as_deref());
        document.retain(|part| !part.is_empty());
        let document = visible(&document.join(" · "));
        sheet.write_string_with_format(TITLE, 0, shielded(&visible(&table.caption)), &ink.title())?;
        sheet.write_string_with_format(ABOUT, 0, shielded(&document), &ink.muted())?;
        sheet.set_row_height(TITLE, 28)?.set_row_height(ABOUT, 20)?.set_row_height(HEAD, 34)?;
        for (column, head) in (0_u16..).zip(&table.columns) {
            sheet.write_string_with_format(HEAD, column, shielded(&visible(&head.label)), &ink.header(true))?;
        }
        let cells: Vec<Vec<SheetCell>> =
            table.rows.iter().map(|row| row.cells.iter().map(SheetCell::of).collect()).collect();
        for ((row, own), made) in (BODY..).zip(&table.rows).zip(&cells) {
            for ((column, cell), made) in (0_u16..).zip(&own.cells).zip(made) {
                let total = own.total.then_some((table, cells.as_slice()));
                self.cell(sheet, (row, column), made, total)?;
                let note = self.note(cell, made);
                if !note.is_empty() {
                    sheet.insert_note(row, column, &boxed_note(self.pack, &note))?;
                }
            }
        }
        self.below(sheet, table, &ink)?;
        frame(sheet, table, &cells)?;
        self.print(sheet, &document)
    }

    /// Writes a value; a closing one as the sum of the rows above it where it is that.
    fn cell(
        &self,
        sheet: &mut Worksheet,
        (row, column): (u32, u16),
        cell: &SheetCell,
        total: Option<(&Table, &[Vec<SheetCell>])>,
    ) -> std::result::Result<(), XlsxError> {
        let ink = WorkbookFormats::new(&self.pack.worktable);
        let format = ink.lined(ink.plain().set_align(FormatAlign::Top));
        let format = if total.is_some() { format.set_bold().set_border_top(FormatBorder::Medium) } else { format };
        let shown = |code: &str| format.clone().set_num_format(code);
        match &cell.value {
            SheetValue::Number { value, format: code, .. } => {
                let sums = total.is_some_and(|(table, cells)| total::is_sum(table, cells, usize::from(column), cell));
                if sums {
                    let place = |row| rust_xlsxwriter::utility::row_col_to_cell(row, column);
                    let formula = format!("=SUM({}:{})", place(BODY), place(row - 1));
                    let formula = Formula::new(formula).set_result(value.to_string());
                    sheet.write_formula_with_format(row, column, formula, &shown(code))?;
                } else {
                    sheet.write_number_with_format(row, column, number(&value.to_string()), &shown(code))?;
                }
            }
            SheetValue::Elapsed { minutes, format: code } => {
                #[allow(clippy::cast_precision_loss, reason = "minutes of a few years at most")]
                let days = *minutes as f64 / DAY;
                sheet.write_number_with_format(row, column, days, &shown(code))?;
            }
            SheetValue::Moment { day, seconds, format: code } => match at(*day, *seconds) {
                Some(at) => {
                    sheet.write_datetime_with_format(row, column, &at, &shown(code))?;
                }
                // Before the first day of a spreadsheet.
                None => text(sheet, (row, column), &cell.text, &format)?,
            },
            SheetValue::Text => text(sheet, (row, column), &cell.text, &format)?,
        }
        Ok(())
    }

    /// Where the values of a cell were read, or how they were computed.
    fn note(&self, cell: &TableCell, made: &SheetCell) -> String {
        let mut lines: Vec<String> = Vec::new();
        match made.differs {
            Some(Differs::Print) => lines.push(self.words.printed.replace("{text}", &made.text)),
            Some(Differs::Digits) => lines.push(self.words.digits.clone()),
            None => {}
        }
        let mut told = Vec::new();
        for inline in &cell.content {
            let Inline::Value { source: Some(no), .. } = inline else { continue };
            if !told.contains(no) {
                told.push(*no);
                lines.extend(self.filing.sources.iter().filter(|source| source.no == *no).map(|one| self.source(one)));
            }
        }
        visible(&lines.join("\n"))
    }

    fn source(&self, source: &Source) -> String {
        let mut lines = vec![source.label.clone()];
        let mut told = |word: &str, text: &str| {
            if !text.is_empty() {
                lines.push(format!("{word}: {text}"));
            }
        };
        told(&self.words.formula, &source.formula);
        let mut places = source.origins.iter().take(PLACES).cloned().collect::<Vec<_>>().join("; ");
        if let Some(more) = source.origins.len().checked_sub(PLACES).filter(|more| *more > 0) {
            places.push_str(&self.words.more.replace("{n}", &more.to_string()));
        }
        told(&self.words.origins, &places);
        told(&self.words.cited, source.cited.as_deref().unwrap_or_default());
        told(&self.words.reason, source.reason.as_deref().unwrap_or_default());
        lines.join("\n")
    }

    /// Remarks and author, as they stand below the table.
    fn below(
        &self,
        sheet: &mut Worksheet,
        table: &Table,
        ink: &WorkbookFormats<'_>,
    ) -> std::result::Result<(), XlsxError> {
        let rows = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
        let mut lines: Vec<String> = table.notes.iter().map(|note| format!("※ {note}")).collect();
        lines.extend(table.author.iter().map(|author| self.words.author.replace("{name}", author)));
        for (row, line) in (BODY + rows + 1..).zip(&lines) {
            sheet.write_string_with_format(row, 0, shielded(&visible(line)), &ink.muted())?;
        }
        Ok(())
    }

    /// One page wide, the head on each, what it is a part of above and below.
    fn print(&self, sheet: &mut Worksheet, document: &str) -> std::result::Result<(), XlsxError> {
        // A single & begins a code of the header.
        let plain = |text: &str| text.chars().take(60).collect::<String>().replace('&', "&&");
        let mark = self.draft.as_deref().map(|mark| format!("&R{}", plain(mark))).unwrap_or_default();
        sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(HEAD, HEAD)?;
        sheet.set_header(format!("&L{}{mark}", plain(document))).set_footer("&L&A&R&P / &N");
        Ok(())
    }
}

/// Head that stays, filter over the rows but not over their total, widths of the columns.
fn frame(sheet: &mut Worksheet, table: &Table, cells: &[Vec<SheetCell>]) -> std::result::Result<(), XlsxError> {
    let last = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let rows = table.rows.iter().filter(|row| !row.total).count();
    sheet.set_freeze_panes(BODY, 0)?;
    sheet.autofilter(HEAD, 0, HEAD + u32::try_from(rows).unwrap_or(u32::MAX), last)?;
    for (column, head) in (0_u16..).zip(&table.columns) {
        let of_cells = cells.iter().filter_map(|row| row.get(usize::from(column))).map(|cell| widest(&cell.text));
        // The sign of the filter covers the end of a head, which may take two lines.
        let head = display_width(&head.label).div_ceil(2) + 4;
        let width = of_cells.max().unwrap_or_default().max(head).saturating_add(2).clamp(WIDTHS.0, WIDTHS.1);
        sheet.set_column_width(column, u32::try_from(width).unwrap_or_default())?;
    }
    Ok(())
}

fn widest(text: &str) -> usize {
    text.lines().map(display_width).max().unwrap_or_default()
}

fn text(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    format: &Format,
) -> std::result::Result<(), XlsxError> {
    sheet.write_string_with_format(row, column, shielded(text), &format.clone().set_text_wrap()).map(drop)
}

/// Text that is no formula, here or after it went through a text file. The dash of an empty cell is none anywhere.
fn shielded(text: &str) -> String {
    if text == "-" { text.to_owned() } else { escape_formula(text).into_owned() }
}

/// The number next to a decimal of at most fifteen digits: a spreadsheet shows just these.
fn number(decimal: &str) -> f64 {
    decimal.parse().unwrap_or_default()
}

fn at((year, month, day): (i32, u32, u32), seconds: u32) -> Option<ExcelDateTime> {
    let small = |number: u32| u8::try_from(number).ok();
    let day = ExcelDateTime::from_ymd(u16::try_from(year).ok()?, small(month)?, small(day)?).ok()?;
    day.and_hms(u16::try_from(seconds / 3_600).ok()?, small(seconds / 60 % 60)?, small(seconds % 60)?).ok()
}
