//! Workbooks to correct from: a copy of each file with findings, its cells marked, where nothing of it would be lost; else a
//! new workbook with the rows around each finding, and the reason.
//!
//! The new one shows cells as they were read, with personal data masked. The files themselves are never changed.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::extract::{Extract, extracts};
use super::remark::FindingRemark;
use super::{Finished, beyond, copy, extract_sheet, index};
use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;
use crate::mapping::Settings;
use crate::pack::Pack;
use crate::source::CaseFiles;

/// Largest file that is copied; a larger one is better shown in extracts.
const LARGEST: u64 = 64 << 20;

/// Where a remark leads to in the new workbook: sheet, row and column counted from 0.
pub(super) type Target = (String, u32, u16);

/// The workbooks for the findings of the case in `dir`, one per file that has any; findings on no input file have one
/// of their own. `settings` is the mapping that the case was read with: it knows which columns are about people.
///
/// # Errors
/// Kind Input when a file can no longer be read, kind Internal when something goes beyond what a workbook can hold.
pub fn annotated(
    (pack, settings): (&Pack, Option<&Settings>),
    files: &CaseFiles,
    inputs: &[String],
    remarks: &[FindingRemark],
    lang: Lang,
) -> Result<Vec<Finished>> {
    let mut finished = Vec::new();
    for file in inputs {
        let own: Vec<&FindingRemark> = remarks.iter().filter(|remark| remark.is_in(file)).collect();
        if own.is_empty() {
            continue;
        }
        let why = match copied(pack, files, file, &own, lang)? {
            Ok(bytes) => {
                finished.push(Finished { name: name(pack, file, lang), bytes });
                continue;
            }
            Err(why) => why,
        };
        let sheets = extracts((pack, settings), files, file, &own)?;
        let bytes = workbook(pack, (file, Some(why)), &own, &sheets, lang).map_err(|error| beyond(&error))?;
        finished.push(Finished { name: name(pack, &format!("{file}.xlsx"), lang), bytes });
    }
    let rest: Vec<&FindingRemark> =
        remarks.iter().filter(|remark| !inputs.iter().any(|file| remark.is_in(file))).collect();
    if !rest.is_empty() {
        let file = "case.toml";
        let bytes = workbook(pack, (file, None), &rest, &[], lang).map_err(|error| beyond(&error))?;
        finished.push(Finished { name: name(pack, &format!("{file}.xlsx"), lang), bytes });
    }
    Ok(finished)
}

/// `접수/사건.xlsx` becomes `접수-사건.지적.xlsx`, and `접수.csv.xlsx` `접수.csv.지적.xlsx`: which file it is about stays
/// readable, and how it is opened stays right.
fn name(pack: &Pack, file: &str, lang: Lang) -> String {
    let file = file.strip_suffix(".xlsx.xlsx").map_or_else(|| file.to_owned(), |stem| format!("{stem}.xlsx"));
    let (stem, ending) = file.rsplit_once('.').unwrap_or((&file, "xlsx"));
    format!("{}.{}.{ending}", stem.replace(['/', '\\'], "-"), pack.worktable.label("marked", lang))
}

/// The copy of a file, or the reason for which there can be none.
fn copied(
    pack: &Pack,
    files: &CaseFiles,
    file: &str,
    remarks: &[&FindingRemark],
    lang: Lang,
) -> Result<std::result::Result<Vec<u8>, &'static str>> {
    let ending = file.rsplit('.').next().unwrap_or_default().to_lowercase();
    if ending != "xlsx" && ending != "xlsm" {
        return Ok(Err("copy-format"));
    }
    let unreadable =
        |error: std::io::Error| Error::new(ErrorKind::Input, "input-unreadable").with("file", file).detail(error);
    let bytes = match files.read(file, LARGEST) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::FileTooLarge => return Ok(Err("copy-size")),
        Err(error) => return Err(unreadable(error)),
    };
    Ok(copy::copy(pack, &bytes, file, remarks, lang))
}

fn workbook(
    pack: &Pack,
    (file, why): (&str, Option<&str>),
    remarks: &[&FindingRemark],
    sheets: &[Extract],
    lang: Lang,
) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The clock is never read: the same findings make the same bytes.
    let made = ExcelDateTime::from_ymd(2026, 1, 1)?;
    let about = DocProperties::new().set_title(super::escape_formula(file)).set_author("bogo");
    book.set_properties(&about.set_creation_datetime(&made));
    let names = sheet_names(sheets, pack.worktable.label("index", lang));
    let mut targets: BTreeMap<usize, Target> = BTreeMap::new();
    for (extract, name) in sheets.iter().zip(&names) {
        for (index, row, col) in extract.places(remarks) {
            targets.entry(index).or_insert((name.clone(), row, col));
        }
    }
    index::write(&mut book, pack, (file, why), remarks, &targets, lang)?;
    for (extract, name) in sheets.iter().zip(&names) {
        extract_sheet::write(&mut book, pack, name, extract, remarks, lang)?;
    }
    book.save_to_buffer()
}

/// Names that a workbook takes: at most 31 signs, none of those it forbids, none twice whatever the case.
fn sheet_names(sheets: &[Extract], index: &str) -> Vec<String> {
    const LONGEST: usize = 31;
    let mut taken = BTreeSet::from([index.to_lowercase()]);
    let mut names = Vec::new();
    for extract in sheets {
        let fits = |c: char| if "[]:*?/\\'".contains(c) || c.is_control() { '_' } else { c };
        let whole: String = extract.sheet.chars().map(fits).collect();
        let name = (1..u32::MAX)
            .map(|number| {
                let end = if number == 1 { String::new() } else { format!(" ({number})") };
                let mut name = String::new();
                let mut room = LONGEST - end.len();
                for c in whole.chars() {
                    let Some(left) = room.checked_sub(c.len_utf16()) else { break };
                    room = left;
                    name.push(c);
                }
                if name.is_empty() { format!("_{end}") } else { name + &end }
            })
            .find(|name| taken.insert(name.to_lowercase()))
            .unwrap_or_default();
        names.push(name);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_are_ones_that_a_workbook_takes() {
        let long = "가".repeat(40);
        let sheets = ["지적", "a/b", "A_B", "", &long, &long].map(Extract::empty);
        let names = sheet_names(&sheets, "지적");
        assert_eq!(names[..4], ["지적 (2)", "a_b", "A_B (2)", "_"]);
        assert_eq!(names[4], "가".repeat(31));
        assert_eq!(names[5], format!("{} (2)", "가".repeat(27)));
    }
}
