//! The last sheet: what the drop-downs offer, one column per code list, so that people can see what they may enter.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Workbook, XlsxError};

use super::escape_formula;
use super::formats::WorkbookFormats;
use super::note::width;
use crate::lang::Lang;
use crate::origin::column_letters;
use crate::pack::{FieldSchema, Pack, SheetSchema};

/// Row of the first value, counted from 1: below title, explanation and heads.
const FIRST: usize = 4;

/// Where the values of each list stand.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// By list: column counted from 1, number of values.
    places: BTreeMap<String, (u32, usize)>,
    name: String,
}

impl Lists {
    /// The lists that the columns of `sheets` use.
    pub(super) fn of(pack: &Pack, sheets: &[&SheetSchema], lang: Lang) -> Self {
        let columns = (1_u32..).zip(used(sheets));
        let length = |list: &str| pack.terms.list(list).map_or(0, <[_]>::len);
        let places = columns.map(|(column, (list, _))| (list.to_owned(), (column, length(list)))).collect();
        Self { places, name: pack.worktable.guide.lists.get(lang).to_owned() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The cells that a column of this field may take its values from.
    pub(super) fn range(&self, field: &FieldSchema) -> Option<String> {
        let (column, count) = self.places.get(field.list.as_deref()?)?;
        // "파악 중" stands below the values of every list.
        let last = FIRST + count - usize::from(!field.pending);
        let letters = column_letters(*column);
        Some(format!("='{}'!${letters}${FIRST}:${letters}${last}", self.name))
    }

    /// Writes the sheet.
    pub(super) fn write(
        &self,
        book: &mut Workbook,
        pack: &Pack,
        sheets: &[&SheetSchema],
        lang: Lang,
    ) -> Result<(), XlsxError> {
        let (guide, ink) = (&pack.worktable.guide, WorkbookFormats::new(&pack.worktable));
        let sheet = book.add_worksheet();
        sheet.set_name(&self.name)?.set_row_height(0, 28)?.set_row_height(1, 20)?;
        sheet.write_string_with_format(0, 0, escape_formula(&self.name), &ink.title())?;
        sheet.write_string_with_format(1, 0, escape_formula(guide.lists_about.get(lang)), &ink.muted())?;
        let (head, value, unknown) = (ink.header(false), ink.plain(), ink.muted());
        for (col, (list, field)) in (0_u16..).zip(used(sheets)) {
            let terms = pack.terms.list(list).unwrap_or_default();
            let names: Vec<&str> = terms.iter().map(|(_, term)| term.name(lang)).collect();
            sheet.write_string_with_format(2, col, escape_formula(field.name(lang)), &head)?;
            for (row, name) in (3_u32..).zip(&names) {
                sheet.write_string_with_format(row, col, escape_formula(name), &value)?;
            }
            let below = u32::try_from(FIRST - 1 + names.len()).unwrap_or(u32::MAX);
            sheet.write_string_with_format(below, col, pack.worktable.label("unknown", lang), &unknown)?;
            let widest = names.iter().copied().chain([field.name(lang)]).map(width).max().unwrap_or(0);
            sheet.set_column_width(col, u32::try_from(widest.clamp(8, 44) + 3).unwrap_or(12))?;
        }
        sheet.set_row_height(2, 24)?.set_freeze_panes(3, 0)?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        Ok(())
    }
}

/// Each list with the first column that uses it, in the order of the sheets.
fn used<'s>(sheets: &[&'s SheetSchema]) -> Vec<(&'s str, &'s FieldSchema)> {
    let mut found: Vec<(&str, &FieldSchema)> = Vec::new();
    for field in sheets.iter().flat_map(|sheet| &sheet.field) {
        if let Some(list) = field.list.as_deref().filter(|list| found.iter().all(|(known, _)| known != list)) {
            found.push((list, field));
        }
    }
    found
}
