//! A copy of a team's own workbook with a note and a colour at every finding and an index in front: nothing of it is lost.
//!
//! Parts that need no change are carried over byte for byte, compressed as they are. What changes is text inserted into
//! the others: styles at the end of the list, `s` of the marked cells, notes below or beside those of each sheet, one more
//! sheet.
//! Where that cannot be promised the copy is refused with a reason, and the rows around each finding take its place.

mod archive;
mod comments;
mod edit;
mod index;
mod notes;
mod relations;
mod shapes;
mod styles;
mod tabs;
mod worksheet;

use std::collections::BTreeMap;

use super::FindingRemark;
use crate::lang::Lang;
use crate::origin::{Address, Place};
use crate::pack::Pack;
use archive::CopiedParts;

/// Cells of one range that are coloured, and notes that a workbook gets.
const COLOURED: u32 = 200;
const MOST: usize = 5_000;

/// Why a copy cannot be made without loss: the key of a sentence among the labels.
pub(super) type Refusal = &'static str;

/// Notes and colours of one sheet.
#[derive(Debug, Default)]
pub(super) struct Marks<'r> {
    /// Remarks whose note stands on a cell, gravest first.
    notes: BTreeMap<Address, Vec<&'r FindingRemark>>,
    /// Role of the colour of each marked cell.
    colours: BTreeMap<Address, &'static str>,
}

/// The copy of the workbook `bytes`, which the case calls `file`.
///
/// # Errors
/// The key of the reason for which no copy can be made.
pub(super) fn copy(
    pack: &Pack,
    bytes: &[u8],
    file: &str,
    remarks: &[&FindingRemark],
    lang: Lang,
) -> Result<Vec<u8>, Refusal> {
    let mut parts = CopiedParts::open(bytes)?;
    let mut book = tabs::Tabs::read(&mut parts)?;
    let mut styles = styles::StyleTable::read(&mut parts, &book)?;
    let mut types = String::new();
    for (sheet, marks) in marks(file, remarks) {
        let place = book.part(&sheet).ok_or("copy-shape")?;
        worksheet::mark(&mut parts, &place, &marks, &mut styles)?;
        notes::add(&mut parts, &place, &marks, &mut types, pack, lang)?;
    }
    index::add(&mut parts, &mut book, &mut styles, &mut types, (pack, file, remarks, lang))?;
    styles.write(&mut parts, pack)?;
    book.write(&mut parts)?;
    relations::types(&mut parts, &types)?;
    parts.close()
}

/// Where notes and colours go, by sheet.
fn marks<'r>(file: &str, remarks: &[&'r FindingRemark]) -> BTreeMap<String, Marks<'r>> {
    let mut sheets: BTreeMap<String, Marks<'r>> = BTreeMap::new();
    for remark in remarks.iter().take(MOST) {
        let related = remark.related.iter().filter(|origin| origin.sheet.file == file);
        for origin in remark.origin.iter().chain(related) {
            let Place::Cells(range) = origin.place else { continue };
            let marks = sheets.entry(origin.sheet.sheet.clone()).or_default();
            let notes = marks.notes.entry(range.first).or_default();
            if !notes.iter().any(|known| std::ptr::eq(*known, *remark)) {
                notes.push(remark);
                notes.sort_by_key(|remark| remark.severity);
            }
            let rows = range.first.row..=range.last.row;
            let cells = rows.flat_map(|row| (range.first.col..=range.last.col).map(move |col| Address { row, col }));
            for cell in cells.take(COLOURED as usize) {
                let role = marks.colours.entry(cell).or_insert(remark.role());
                *role = graver(role, remark.role());
            }
        }
    }
    sheets
}

fn graver(one: &'static str, other: &'static str) -> &'static str {
    if one == "error" || other == "error" {
        "error"
    } else if one == "warning" || other == "warning" {
        "warning"
    } else {
        one
    }
}
