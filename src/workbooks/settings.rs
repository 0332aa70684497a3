//! The sheet 사건 설정 of a workbook that is a case by itself: a row per setting, with drop-downs where there is a choice.

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Formula, Workbook, Worksheet, XlsxError};

use super::escape_formula;
use super::formats::WorkbookFormats;
use super::new_case::Drawer;
use crate::lang::Lang;
use crate::origin::column_letters;
use crate::pack::{FieldType, Pack, Setting, SettingKind};

/// Rows of title, explanation and heads, and the first setting, counted from 0.
const TITLE: u32 = 0;
const ABOUT: u32 = 1;
const HEAD: u32 = 2;
const BODY: u32 = 3;
/// Columns: what, its value, how to fill it; from the last on, hidden, what the drop-downs offer.
const LABEL: u16 = 0;
const VALUE: u16 = 1;
const NOTE: u16 = 2;
const LISTS: u16 = 5;

/// What a new case says before anybody has filled it.
#[derive(Debug)]
pub(super) struct Start<'s> {
    pub id: &'s str,
    pub forms: &'s [String],
}

/// Writes the sheet into `book`.
pub(super) fn write(book: &mut Workbook, drawer: &Drawer<'_>, start: &Start<'_>) -> Result<(), XlsxError> {
    let Drawer { pack, lang, kind, .. } = *drawer;
    let (words, ink) = (&pack.settings, WorkbookFormats::new(&pack.worktable));
    let sheet = book.add_worksheet();
    sheet.set_name(words.sheet.get(lang))?;
    for (col, width) in [(LABEL, 22), (VALUE, 48), (NOTE, 72)] {
        sheet.set_column_width(col, width)?;
    }
    sheet.set_row_height(TITLE, 28)?.set_row_height(ABOUT, 20)?.set_row_height(HEAD, 24)?;
    sheet.write_string_with_format(TITLE, LABEL, escape_formula(words.sheet.get(lang)), &ink.title())?;
    sheet.write_string_with_format(ABOUT, LABEL, escape_formula(words.about.get(lang)), &ink.muted())?;
    for (col, head) in [(LABEL, &words.setting_head), (VALUE, &words.value_head), (NOTE, &words.note_head)] {
        sheet.write_string_with_format(HEAD, col, escape_formula(head.get(lang)), &ink.header(true))?;
    }
    let mut lists = LISTS;
    for (row, setting) in (BODY..).zip(&words.setting) {
        let head = ink.header(setting.required);
        sheet.write_string_with_format(row, LABEL, escape_formula(setting.label.get(lang)), &head)?;
        let format = ink.cell(FieldType::Text);
        match value(pack, setting, kind, start, lang) {
            Some(text) => sheet.write_string_with_format(row, VALUE, escape_formula(&text), &format)?,
            None => sheet.write_blank(row, VALUE, &format)?,
        };
        sheet.write_string_with_format(row, NOTE, escape_formula(setting.note.get(lang)), &ink.prose())?;
        let offered = offered(pack, setting, lang);
        if !offered.is_empty() {
            let rule = choice(sheet, lists, setting, &offered)?;
            sheet.add_data_validation(row, VALUE, row, VALUE, &rule)?;
            lists += 1;
        }
    }
    if lists > LISTS {
        for col in LISTS..lists {
            sheet.set_column_hidden(col)?;
        }
    }
    sheet.set_freeze_panes(BODY, 1)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(())
}

/// A drop-down over values written in a hidden column; several of them, or others, may be typed where a setting takes several.
fn choice(sheet: &mut Worksheet, col: u16, setting: &Setting, offered: &[String]) -> Result<DataValidation, XlsxError> {
    for (row, text) in (BODY..).zip(offered) {
        sheet.write_string(row, col, escape_formula(text))?;
    }
    let letters = column_letters(u32::from(col) + 1);
    let last = BODY as usize + offered.len();
    let range = format!("=${letters}${}:${letters}${last}", BODY + 1);
    let is_open = matches!(setting.kind, SettingKind::Forms | SettingKind::Agencies | SettingKind::Stage);
    let style = if is_open { DataValidationErrorStyle::Information } else { DataValidationErrorStyle::Warning };
    Ok(DataValidation::new().allow_list_formula(Formula::new(range)).set_error_style(style))
}

/// What a drop-down offers.
fn offered(pack: &Pack, setting: &Setting, lang: Lang) -> Vec<String> {
    let stages = |lang| match lang {
        Lang::Ko => ["최초", "중간 1보", "중간 2보", "최종"],
        Lang::En => ["initial", "interim 1", "interim 2", "final"],
    };
    if setting.kind == SettingKind::Stage {
        return stages(lang).map(str::to_owned).to_vec();
    }
    let named = setting.choices(pack).into_iter().filter_map(|(names, _)| pick(&names, lang));
    named.collect()
}

/// The name of a language; agencies have Korean ones alone.
fn pick(names: &[String], lang: Lang) -> Option<String> {
    let other = if names.len() == 2 && lang == Lang::En { names.get(1) } else { None };
    other.filter(|name| !name.is_empty()).or(names.first()).cloned()
}

/// What a setting says in a new case.
fn value(pack: &Pack, setting: &Setting, kind: &str, start: &Start<'_>, lang: Lang) -> Option<String> {
    let note = pack.worktable.case.get(kind)?;
    let named = |code: &str| {
        let choices = setting.choices(pack);
        choices.into_iter().find(|(_, known)| known == code).and_then(|(names, _)| pick(&names, lang))
    };
    match setting.key.as_str() {
        "id" => Some(start.id.to_owned()),
        "title" => Some(note.title.get(lang).to_owned()),
        "kind" => named(kind),
        "filer" => Some(note.filer.get(lang).to_owned()),
        "report_at" => Some(note.report_at.replace('T', " ").chars().take(16).collect()),
        "forms" => {
            let forms = if start.forms.is_empty() { &note.forms } else { start.forms };
            Some(forms.iter().filter_map(|form| named(form)).collect::<Vec<_>>().join(", "))
        }
        "stage" => Some(if lang == Lang::Ko { "최초" } else { "initial" }.to_owned()),
        "recipient" => named(&note.agency),
        _ => None,
    }
}
