//! The first cells of an origin as their sheet shows them, read again; masked where they are about a person.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::cell_view::{Role, veiled};
use crate::dossier::Dossier;
use crate::error::{Error, ErrorKind, Result};
use crate::mapping::{RowUse, SheetReader, normalise};
use crate::origin::{Address, Origin, Place, Range, SheetRef};
use crate::source::{CaseFiles, Row, Workbook};

/// Cells shown of one origin.
const CELLS: usize = 3;

/// A cell and what stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleCell {
    pub at: Address,
    pub shown: String,
}

/// The samples of some origins.
#[derive(Debug, Default)]
pub struct Samples {
    by_origin: BTreeMap<Origin, Vec<SampleCell>>,
}

impl Samples {
    /// Reads the first cells of each origin; each sheet is walked once, no further than is needed.
    ///
    /// # Errors
    /// `trace-changed` when a file is no longer the one that was read; whatever stands in the way of reading it.
    pub fn read<'o>(
        files: &CaseFiles,
        dossier: &Dossier,
        origins: impl IntoIterator<Item = &'o Origin>,
    ) -> Result<Self> {
        let mut sheets: BTreeMap<Arc<SheetRef>, Vec<&Origin>> = BTreeMap::new();
        for origin in origins.into_iter().filter(|origin| matches!(origin.place, Place::Cells(_))) {
            let wanted = sheets.entry(Arc::clone(&origin.sheet)).or_default();
            if !wanted.contains(&origin) {
                wanted.push(origin);
            }
        }
        let mut by_origin = BTreeMap::new();
        let mut open: Option<Workbook> = None;
        for (sheet, wanted) in sheets {
            let book = match open.take() {
                Some(book) if book.name == sheet.file => open.insert(book),
                _ => open.insert(files.workbook(&sheet.file, sheet.file_no)?),
            };
            if book.sha256 != sheet.sha256 {
                return Err(Error::new(ErrorKind::Input, "trace-changed").with("path", sheet.file.as_str()));
            }
            let tables: Vec<&SheetReader> = dossier.tables.iter().filter(|table| table.source == sheet).collect();
            let mut wants: Vec<Want<'_>> = wanted.into_iter().filter_map(Want::new).collect();
            book.each_row(&sheet.sheet, |row| {
                for want in &mut wants {
                    want.take(row, &tables);
                }
                if wants.iter().all(|want| want.is_done(row.number)) {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            })?;
            by_origin.extend(wants.into_iter().map(|want| (want.origin.clone(), want.found)));
        }
        Ok(Self { by_origin })
    }

    /// The first cells of an origin.
    #[must_use]
    pub fn of(&self, origin: &Origin) -> &[SampleCell] {
        self.by_origin.get(origin).map_or(&[], Vec::as_slice)
    }
}

/// An origin on the way to its samples.
struct Want<'o> {
    origin: &'o Origin,
    range: Range,
    /// What a filter asks of a row: a cell that says this, or none that does.
    filter: Option<(String, bool)>,
    found: Vec<SampleCell>,
}

impl<'o> Want<'o> {
    fn new(origin: &'o Origin) -> Option<Self> {
        let Place::Cells(range) = origin.place else { return None };
        let filter = origin.filter.as_deref().map(|filter| {
            let (says, word) = filter
                .rsplit_once(" = ")
                .map(|(_, word)| (true, word))
                .or_else(|| filter.rsplit_once(" ≠ ").map(|(_, word)| (false, word)))
                .unwrap_or((true, filter));
            (normalise(word), says)
        });
        Some(Self { origin, range, filter, found: Vec::new() })
    }

    fn is_done(&self, row: u32) -> bool {
        self.found.len() >= CELLS || row >= self.range.last.row
    }

    fn take(&mut self, row: &Row<'_>, tables: &[&SheetReader]) {
        let Range { first, last } = self.range;
        if !(first.row..=last.row).contains(&row.number) || self.found.len() >= CELLS {
            return;
        }
        // A fold takes in records alone.
        let is_record = || tables.iter().any(|table| table.row_use(row) == RowUse::Record);
        if self.origin.rows.is_some() && !(is_record() && self.keeps(row)) {
            return;
        }
        for cell in row.cells.iter().filter(|cell| (first.col..=last.col).contains(&cell.col)) {
            if self.found.len() >= CELLS {
                break;
            }
            let table = tables.iter().find(|table| !table.fields_from(cell.col).is_empty()).copied();
            let fields = table.map(|table| table.fields_from(cell.col)).unwrap_or_default();
            let role = if table.is_some() { Role::Field } else { Role::Unmapped };
            let shown = veiled(table, role, &fields, &cell.value.display());
            self.found.push(SampleCell { at: Address { row: row.number, col: cell.col }, shown });
        }
    }

    fn keeps(&self, row: &Row<'_>) -> bool {
        self.filter
            .as_ref()
            .is_none_or(|(word, says)| row.cells.iter().any(|cell| normalise(&cell.value.display()) == *word) == *says)
    }
}
