//! The first sheet of a workbook: what it is for, how to fill it, what the colours mean, and which sheets there are.

use rust_xlsxwriter::{FormatAlign, Url, Workbook, Worksheet, XlsxError};

use super::escape_formula;
use super::formats::WorkbookFormats;
use super::new_case::Drawer;
use super::note::lines;
use crate::pack::{SheetSchema, WorkbookSpec};

/// Columns of the guide: a margin, names or numbers, running text, figures.
const MARGIN: u16 = 0;
const NAME: u16 = 1;
const TEXT: u16 = 2;
const SIDE: u16 = 3;
/// Width of the running text, in digits as a spreadsheet counts.
const WIDE: u32 = 92;
/// Columns of text that surely fit into it.
const COLUMNS: usize = 98;

/// Writes the guide of `words` into `book`.
pub(super) fn write(
    book: &mut Workbook,
    drawer: &Drawer<'_>,
    words: &WorkbookSpec,
    sheets: &[&SheetSchema],
) -> Result<(), XlsxError> {
    let Drawer { pack, lang, .. } = *drawer;
    let (table, guide) = (&pack.worktable, &pack.worktable.guide);
    let ink = WorkbookFormats::new(table);
    let sheet = book.add_worksheet();
    sheet.set_name(guide.name.get(lang))?.set_screen_gridlines(false);
    for (col, width) in [(MARGIN, 2), (NAME, 24), (TEXT, WIDE), (SIDE, 18)] {
        sheet.set_column_width(col, width)?;
    }
    sheet.set_row_height(1, 34)?;
    sheet.write_string_with_format(1, NAME, escape_formula(words.title.get(lang)), &ink.title().set_font_size(20))?;
    sheet.write_string_with_format(2, NAME, escape_formula(words.about.get(lang)), &ink.plain())?;
    let version = guide.version.get(lang).replace("{version}", &table.version.to_string());
    sheet.write_string_with_format(3, NAME, escape_formula(&version), &ink.muted())?;

    let mut row = 5;
    sheet.set_row_height(row, 24)?;
    sheet.write_string_with_format(row, NAME, escape_formula(guide.how.get(lang)), &ink.heading())?;
    let number = ink.text("muted").set_align(FormatAlign::Right).set_align(FormatAlign::Top).set_indent(1);
    for (at, line) in (1_u32..).zip(&guide.line) {
        row += 1;
        tall(sheet, row, line.get(lang))?;
        sheet.write_string_with_format(row, NAME, at.to_string(), &number)?;
        sheet.write_string_with_format(row, TEXT, escape_formula(line.get(lang)), &ink.prose())?;
    }

    row += 2;
    let chips = [
        (ink.header(true), guide.legend_required.get(lang)),
        (ink.header(false), guide.legend_optional.get(lang)),
        (ink.filled("example").set_italic().set_align(FormatAlign::Center), guide.legend_example.get(lang)),
    ];
    for (chip, word) in chips {
        sheet.set_row_height(row, 22)?;
        sheet.write_string_with_format(row, NAME, escape_formula(word), &chip)?;
        row += 1;
    }

    row += 1;
    sheet.set_row_height(row, 24)?;
    sheet.write_string_with_format(row, NAME, escape_formula(guide.sheets.get(lang)), &ink.heading())?;
    row += 1;
    sheet.set_row_height(row, 22)?;
    for (col, head) in [(NAME, &guide.sheet_name), (TEXT, &guide.sheet_about), (SIDE, &guide.sheet_columns)] {
        sheet.write_string_with_format(row, col, escape_formula(head.get(lang)), &ink.header(false))?;
    }
    let side = ink.lined(ink.plain().set_align(FormatAlign::Center).set_align(FormatAlign::Top));
    for schema in sheets {
        row += 1;
        let link = Url::new(format!("internal:'{}'!A1", schema.name(lang)));
        sheet.write_url_with_options(row, NAME, link, schema.name(lang), "", Some(&ink.lined(ink.link())))?;
        let about = table.sheet(&schema.id).map_or("", |note| note.about.get(lang));
        tall(sheet, row, about)?;
        sheet.write_string_with_format(row, TEXT, escape_formula(about), &ink.lined(ink.prose()))?;
        let required = schema.field.iter().filter(|field| field.required).count();
        sheet.write_string_with_format(row, SIDE, format!("{required} / {}", schema.field.len()), &side)?;
    }
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 1).set_landscape();
    Ok(())
}

/// Makes a row as high as its running text needs: not every program does that by itself when it opens a file.
fn tall(sheet: &mut Worksheet, row: u32, text: &str) -> Result<(), XlsxError> {
    let lines = u32::try_from(lines(text, COLUMNS)).unwrap_or(1);
    sheet.set_row_height(row, 4 + 14 * lines).map(drop)
}
