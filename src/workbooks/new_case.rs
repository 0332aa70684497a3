//! The workbooks of a new case: which sheets go together, what they carry with them, and their bytes.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use chrono::Datelike;

use super::lists::Lists;
use super::settings::{self, Start};
use super::{Finished, beyond, guide, sheet};
use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;
use crate::mapping;
use crate::pack::{Pack, SheetSchema, WorkbookSpec};

/// What every sheet of one workbook is written with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Drawer<'p> {
    pub pack: &'p Pack,
    pub lang: Lang,
    /// Kind of the case.
    pub kind: &'p str,
    /// The sheets of this workbook: only these can be referred to.
    sheets: &'p [&'p SheetSchema],
}

impl Drawer<'_> {
    /// The formula of a sheet's ids, when this workbook holds that sheet.
    pub(super) fn ids(&self, target: &str) -> Option<String> {
        self.sheets.iter().find(|schema| schema.id == target).and_then(|schema| sheet::ids(schema, self.lang))
    }
}

/// One workbook that is a case by itself: the sheet 사건 설정, and the sheets that `forms` need, or all of the kind.
///
/// # Errors
/// Kind Case for a form that is none of the pack's, kind Internal when data of the pack goes beyond what a workbook can hold.
pub fn case_workbook(pack: &Pack, kind: &str, id: &str, forms: &[String], lang: Lang) -> Result<Finished> {
    if let Some(form) = forms.iter().find(|form| !pack.forms.contains_key(*form)) {
        let allowed = pack.forms.keys().cloned().collect::<Vec<_>>().join(", ");
        let hint = mapping::near(pack, form, pack.forms.keys().map(String::as_str));
        let error = Error::new(ErrorKind::Case, "unknown-form").with("form", form.as_str());
        return Err(error.with("hint", hint).with("allowed", allowed));
    }
    let mut books = pack.worktable.books(kind);
    let missing = || Error::new(ErrorKind::Pack, "pack-file-missing").with("path", format!("book.{kind}"));
    let mut words = books.next().cloned().ok_or_else(missing)?;
    words.sheets.extend(books.flat_map(|book| book.sheets.clone()));
    let needed = pack.worktable.sheets_of(forms);
    words.sheets.retain(|sheet| needed.is_empty() || needed.contains(sheet.as_str()));
    let start = Start { id, forms };
    workbook(pack, &words, kind, lang, Some(&start)).map_err(|error| beyond(&error))
}

/// The workbooks of a new case of a kind (`incident`, `annual`).
///
/// # Errors
/// Kind Internal when data of the pack goes beyond what a workbook can hold.
pub fn workbooks(pack: &Pack, kind: &str, lang: Lang) -> Result<Vec<Finished>> {
    let books = pack.worktable.books(kind);
    books.map(|words| workbook(pack, words, kind, lang, None).map_err(|error| beyond(&error))).collect()
}

fn workbook(
    pack: &Pack,
    words: &WorkbookSpec,
    kind: &str,
    lang: Lang,
    start: Option<&Start<'_>>,
) -> std::result::Result<Finished, XlsxError> {
    let sheets: Vec<&SheetSchema> = words.sheets.iter().filter_map(|id| pack.sheets.get(id)).collect();
    let drawer = Drawer { pack, lang, kind, sheets: &sheets };
    let lists = Lists::of(pack, &sheets, lang);
    let mut book = Workbook::new();
    let table = &pack.worktable;
    // The day of the pack, for the clock is never read: one pack makes one workbook, byte for byte.
    let day = pack.manifest.verified_on;
    let (month, of_month) = (u8::try_from(day.month()).unwrap_or(1), u8::try_from(day.day()).unwrap_or(1));
    let made = ExcelDateTime::from_ymd(u16::try_from(day.year()).unwrap_or(2026), month, of_month)?;
    let about = DocProperties::new().set_title(words.title.get(lang)).set_author("bogo").set_creation_datetime(&made);
    book.set_properties(&about.set_custom_property(table.stamp.as_str(), table.version.to_string().as_str()));
    book.define_name(table.stamp.as_str(), &format!("={}", table.version))?;
    guide::write(&mut book, &drawer, words, &sheets)?;
    if let Some(start) = start {
        settings::write(&mut book, &drawer, start)?;
    }
    for schema in &sheets {
        sheet::write(&mut book, &drawer, schema, &lists)?;
    }
    if !lists.is_empty() {
        lists.write(&mut book, pack, &sheets, lang)?;
    }
    Ok(Finished { name: words.file.get(lang).to_owned(), bytes: book.save_to_buffer()? })
}
