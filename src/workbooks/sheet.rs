//! One sheet to be filled: title, heads with notes, drop-downs and formats below them, and the example row.

use rust_xlsxwriter::{
    ConditionalFormatFormula, DataValidation, DataValidationErrorStyle, ExcelDateTime, Formula, Workbook, Worksheet,
    XlsxError,
};

use super::formats::WorkbookFormats;
use super::lists::Lists;
use super::note::{self, note, width};
use super::{escape_formula, new_case::Drawer};
use crate::lang::Lang;
use crate::origin::column_letters;
use crate::pack::{FieldSchema, FieldType, Pack, SheetSchema};

/// Rows of title, explanation and heads, counted from 0.
const TITLE: u32 = 0;
const ABOUT: u32 = 1;
const HEAD: u32 = 2;
/// The first row of data.
const BODY: u32 = 3;
/// Drop-downs and checks reach to the last row of a sheet; the example's look and references to these many rows.
const LAST: u32 = 1_048_575;
const NEAR: u32 = 2_000;

/// Writes the sheet of `schema` into `book`.
pub(super) fn write(
    book: &mut Workbook,
    drawer: &Drawer<'_>,
    schema: &SheetSchema,
    lists: &Lists,
) -> Result<(), XlsxError> {
    let Drawer { pack, lang, .. } = *drawer;
    let (table, ink) = (&pack.worktable, WorkbookFormats::new(&pack.worktable));
    let sheet = book.add_worksheet();
    sheet.set_name(schema.name(lang))?;
    sheet.set_row_height(TITLE, 28)?.set_row_height(ABOUT, 20)?.set_row_height(HEAD, 34)?;
    sheet.write_string_with_format(TITLE, 0, escape_formula(schema.name(lang)), &ink.title())?;
    let about = table.sheet(&schema.id).map_or("", |note| note.about.get(lang));
    sheet.write_string_with_format(ABOUT, 0, escape_formula(about), &ink.muted())?;
    for (col, field) in (0_u16..).zip(&schema.field) {
        sheet.set_column_width(col, column_width(pack, field, lang))?;
        sheet.set_column_format(col, &ink.cell(field.kind))?;
        sheet.write_string_with_format(HEAD, col, escape_formula(field.name(lang)), &ink.header(field.required))?;
        sheet.insert_note(HEAD, col, &note(drawer, schema, field))?;
        if let Some(rule) = validation(drawer, field, &schema.id, col, lists)? {
            sheet.add_data_validation(BODY, col, LAST, col, &rule)?;
        }
    }
    example(sheet, drawer, schema, &ink)?;
    ready(sheet, pack, schema, &ink, lang)?;
    let last = u16::try_from(schema.field.len().saturating_sub(1)).unwrap_or(u16::MAX);
    sheet.set_freeze_panes(BODY, u16::from(schema.key.is_some()))?;
    sheet.autofilter(HEAD, 0, NEAR, last)?;
    sheet.set_landscape().set_paper_size(9);
    sheet.set_repeat_rows(HEAD, HEAD)?.set_repeat_columns(0, 0)?;
    Ok(())
}

/// The example row, and what makes every row with a mark look like one.
fn example(
    sheet: &mut Worksheet,
    drawer: &Drawer<'_>,
    schema: &SheetSchema,
    ink: &WorkbookFormats<'_>,
) -> Result<(), XlsxError> {
    let Drawer { pack, lang, kind, .. } = *drawer;
    let table = &pack.worktable;
    for (col, field) in (0_u16..).zip(&schema.field) {
        let note = table.note(&schema.id, &field.id);
        if let Some(example) = note.and_then(|note| note.example(kind, lang)) {
            write_cell(sheet, (BODY, col), pack, field, example, lang)?;
        }
    }
    sheet.insert_note(BODY, 0, &note::boxed(pack, table.label("example_row", lang)))?;
    let last = u16::try_from(schema.field.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let (row, letters) = (BODY + 1, column_letters(u32::from(last) + 1));
    let marked = table.marks.iter().map(|mark| format!("COUNTIF($A{row}:${letters}{row},\"{mark}*\")"));
    let rule = format!("={}>0", marked.collect::<Vec<_>>().join("+"));
    let look = ConditionalFormatFormula::new().set_rule(rule.as_str()).set_format(ink.example());
    sheet.add_conditional_format(BODY, 0, NEAR, last, &look)?;
    Ok(())
}

/// The rows that are there already: one per code of a list.
fn ready(
    sheet: &mut Worksheet,
    pack: &Pack,
    schema: &SheetSchema,
    ink: &WorkbookFormats<'_>,
    lang: Lang,
) -> Result<(), XlsxError> {
    let coded = pack.worktable.sheet(&schema.id).and_then(|note| note.ready.as_deref());
    let Some(column) = coded.and_then(|field| schema.index(field)) else { return Ok(()) };
    let list = schema.field[column].list.as_deref().and_then(|list| pack.terms.list(list)).unwrap_or_default();
    let key = schema.key.as_deref().and_then(|key| schema.index(key));
    for (row, (_, term)) in (BODY + 1..).zip(list) {
        let place = |column: usize| u16::try_from(column).unwrap_or(u16::MAX);
        if let Some(key) = key {
            let id = format!("{:02}", row - BODY);
            sheet.write_string_with_format(row, place(key), id, &ink.cell(FieldType::Id))?;
        }
        let format = ink.cell(schema.field[column].kind);
        sheet.write_string_with_format(row, place(column), escape_formula(term.name(lang)), &format)?;
    }
    Ok(())
}

/// An example as a person reads it in a note.
pub(super) fn shown(pack: &Pack, field: &FieldSchema, example: &str, lang: Lang) -> String {
    let name = |code: &str| {
        let term = field.list.as_deref().and_then(|list| pack.terms.term(list, code));
        term.map_or_else(|| code.to_owned(), |term| term.name(lang).to_owned())
    };
    match field.kind {
        FieldType::Code => name(example),
        FieldType::Codes => example.split(',').map(|code| name(code.trim())).collect::<Vec<_>>().join(", "),
        FieldType::Flag if example == "yes" || example == "no" => pack.worktable.label(example, lang).to_owned(),
        FieldType::Share if example.parse::<f64>().is_ok() => format!("{example}%"),
        _ => example.to_owned(),
    }
}

/// Writes an example in the form of its column; what does not have that form stays the text that it is.
fn write_cell(
    sheet: &mut Worksheet,
    (row, col): (u32, u16),
    pack: &Pack,
    field: &FieldSchema,
    example: &str,
    lang: Lang,
) -> Result<(), XlsxError> {
    let format = WorkbookFormats::new(&pack.worktable).cell(field.kind);
    match field.kind {
        FieldType::Count | FieldType::Won | FieldType::Amount | FieldType::Number => {
            if let Ok(number) = example.parse::<f64>() {
                return sheet.write_number_with_format(row, col, number, &format).map(drop);
            }
        }
        FieldType::Share => {
            if let Ok(percent) = example.parse::<f64>() {
                return sheet.write_number_with_format(row, col, percent / 100.0, &format).map(drop);
            }
        }
        FieldType::Moment | FieldType::Date | FieldType::AsOf => {
            if let Ok(at) = ExcelDateTime::parse_from_str(&example.replace(' ', "T")) {
                return sheet.write_datetime_with_format(row, col, &at, &format).map(drop);
            }
        }
        FieldType::Text
        | FieldType::Code
        | FieldType::Codes
        | FieldType::Id
        | FieldType::Duration
        | FieldType::Flag
        | FieldType::Link => {}
    }
    let text = shown(pack, field, example, lang);
    sheet.write_string_with_format(row, col, escape_formula(&text), &format).map(drop)
}

/// What may be entered below a head: a drop-down, or a question back where a value looks wrong. Nothing is forbidden:
/// people paste what they have, and the reader understands more than a drop-down offers.
fn validation(
    drawer: &Drawer<'_>,
    field: &FieldSchema,
    sheet: &str,
    col: u16,
    lists: &Lists,
) -> Result<Option<DataValidation>, XlsxError> {
    let Drawer { pack, lang, .. } = *drawer;
    let table = &pack.worktable;
    let label = |key| table.label(key, lang);
    let open = |rule: DataValidation| rule.show_error_message(false);
    let asking = |rule: DataValidation, message: &str| {
        let rule = rule.set_error_style(DataValidationErrorStyle::Warning).set_error_title(label("unusual"))?;
        rule.set_error_message(message)
    };
    let target = table.note(sheet, &field.id).and_then(|note| note.of.as_deref());
    if let Some(ids) = target.and_then(|target| drawer.ids(target)) {
        return Ok(Some(open(DataValidation::new().allow_list_formula(Formula::new(ids)))));
    }
    let cell = format!("{}{}", column_letters(u32::from(col) + 1), BODY + 1);
    let number = format!(
        "=OR(ISNUMBER({cell}),{cell}=\"{}\",LEFT({cell},{})=\"{}\")",
        label("unknown"),
        label("about").chars().count(),
        label("about")
    );
    Ok(match field.kind {
        FieldType::Code => match lists.range(field) {
            Some(range) => {
                let rule = DataValidation::new().allow_list_formula(Formula::new(range));
                Some(asking(rule, label("unusual_list"))?)
            }
            None => None,
        },
        FieldType::Codes => {
            lists.range(field).map(|range| open(DataValidation::new().allow_list_formula(Formula::new(range))))
        }
        FieldType::Flag => {
            let mut words = vec![label("yes"), label("no")];
            words.extend(field.pending.then(|| label("unknown")));
            Some(asking(DataValidation::new().allow_list_strings(&words)?, label("unusual_list"))?)
        }
        FieldType::Count
        | FieldType::Won
        | FieldType::Amount
        | FieldType::Number
        | FieldType::Share
        | FieldType::Moment
        | FieldType::Date
        | FieldType::AsOf => {
            let rule = DataValidation::new().allow_custom(Formula::new(number));
            Some(asking(rule, table.written(field.kind, lang))?)
        }
        FieldType::Text | FieldType::Id | FieldType::Duration | FieldType::Link => None,
    })
}

/// A width at which the values of a column, and its head over at most two lines, can be read.
fn column_width(pack: &Pack, field: &FieldSchema, lang: Lang) -> u32 {
    let by_kind = match field.kind {
        FieldType::Id | FieldType::Count | FieldType::Won | FieldType::Amount => 16,
        FieldType::Number | FieldType::Share | FieldType::Flag => 11,
        FieldType::Date | FieldType::AsOf => 13,
        FieldType::Moment => 18,
        FieldType::Duration => 14,
        FieldType::Codes | FieldType::Link => 28,
        FieldType::Code => {
            let terms = field.list.as_deref().and_then(|list| pack.terms.list(list)).unwrap_or_default();
            terms.iter().map(|(_, term)| width(term.name(lang))).max().unwrap_or(0).clamp(9, 30) + 3
        }
        FieldType::Text => 30,
    };
    let name = field.name(lang);
    let word = name.split(' ').map(width).max().unwrap_or(0);
    // The sign of the filter covers the end of a head.
    let head = (width(name).div_ceil(2) + 5).max(word.min(16) + 4);
    u32::try_from(by_kind.max(head)).unwrap_or(30)
}

/// The formula of the ids that stand in a sheet of the same workbook: as many as there are.
pub(super) fn ids(schema: &SheetSchema, lang: Lang) -> Option<String> {
    let column = schema.index(schema.key.as_deref()?)?;
    let letters = column_letters(u32::try_from(column + 1).ok()?);
    let (name, first) = (schema.name(lang), BODY + 1);
    let count = format!("MAX(1,COUNTA('{name}'!${letters}${first}:${letters}${NEAR}))");
    Some(format!("=OFFSET('{name}'!${letters}${first},0,0,{count},1)"))
}
