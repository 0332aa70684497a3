//! What a table of the inputs is called in what leaves the house: by its kind, which is a word of ours (`서비스`), never by
//! a name that the filer gave.
//!
//! The kind alone stands where a reader finds the table by it: the sheet bears a name of that kind, and no other sheet of
//! its file holds such a table. Otherwise the place of the sheet stands beside it (`서비스(표 6)`).

use crate::dossier::Dossier;
use crate::mapping::normalise;
use crate::origin::{Origin, Place, SheetRef};
use crate::pack::SheetSchema;

/// A table with the cells it begins at.
#[derive(Debug)]
struct InputTable {
    file_no: u32,
    sheet_no: u32,
    /// Row of its headers.
    head: u32,
    /// First and last column.
    columns: (u32, u32),
    label: String,
}

/// The tables of a case.
#[derive(Debug, Default)]
pub(super) struct Tables(Vec<InputTable>);

impl Tables {
    pub(super) fn of(dossier: &Dossier) -> Self {
        let all = &dossier.tables;
        let label = |schema: &SheetSchema, sheet: &SheetRef| {
            let of_kind = all.iter().filter(|other| other.schema.id == schema.id);
            let mut beside = of_kind.filter(|other| other.source.file_no == sheet.file_no);
            let is_found =
                is_named(schema, &sheet.sheet) && beside.all(|other| other.source.sheet_no == sheet.sheet_no);
            if is_found { schema.ko.clone() } else { format!("{}(표 {})", schema.ko, sheet.sheet_no) }
        };
        let tables = all.iter().map(|reader| InputTable {
            file_no: reader.source.file_no,
            sheet_no: reader.source.sheet_no,
            head: reader.columns.header_row,
            columns: reader.columns.span(),
            label: label(&reader.schema, &reader.source),
        });
        Self(tables.collect())
    }

    /// What stands before the rows of a place: its table (`원자료 1, 서비스 `), or the position of its sheet where it lies in
    /// none (`원자료 1, 표 3, `).
    pub(super) fn front(&self, origin: &Origin) -> String {
        let sheet = &origin.sheet;
        let in_sheet = self.0.iter().filter(|table| (table.file_no, table.sheet_no) == (sheet.file_no, sheet.sheet_no));
        let holds = |table: &&InputTable| {
            let Place::Cells(range) = &origin.place else { return false };
            let (first, last) = table.columns;
            table.head <= range.first.row && first <= range.last.col && range.first.col <= last
        };
        // Of tables below one another, the one whose headers stand nearest above.
        match in_sheet.filter(holds).max_by_key(|table| table.head) {
            Some(table) => format!("원자료 {}, {} ", sheet.file_no, table.label),
            None => format!("원자료 {}, 표 {}, ", sheet.file_no, sheet.sheet_no),
        }
    }
}

/// Whether a sheet bears a name of its kind, and nothing more.
fn is_named(schema: &SheetSchema, name: &str) -> bool {
    let known = [&schema.ko, &schema.en, &schema.id].into_iter().chain(&schema.also);
    let name = normalise(name);
    known.into_iter().any(|known| normalise(known) == name)
}
