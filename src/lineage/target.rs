//! Which cells a person means: `사건.xlsx!사고!D5`, `'[사건.xlsx]사고'!D5` as spreadsheet programs write it, `원자료 1!표 2!B3`
//! or `원자료 1!서비스(표 2)!B3` as a filing names it, `서비스.csv!E2` where a file has one sheet.

use std::sync::Arc;

use crate::dossier::InputFile;
use crate::error::{Error, ErrorKind, Result};
use crate::korean::nearest;
use crate::mapping::{compose, normalise};
use crate::origin::{Range, SheetRef, parse_cells};

/// Cells of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub sheet: Arc<SheetRef>,
    pub range: Range,
}

impl Target {
    /// Finds the cells that a text names among the inputs.
    ///
    /// # Errors
    /// `cell-not-understood`, `cell-no-file`, `cell-no-sheet`: with what would have been understood.
    pub fn parse(text: &str, files: &[InputFile]) -> Result<Self> {
        let written = compose(text.trim());
        let not_understood = || Error::new(ErrorKind::Input, "cell-not-understood").with("value", text);
        let (place, cells) = written.rsplit_once('!').ok_or_else(not_understood)?;
        let range = parse_cells(cells.trim()).ok_or_else(not_understood)?;
        let sheet = sheet(&bare(place), files)?;
        Ok(Self { sheet, range })
    }
}

/// A name without the quotation marks around it.
fn bare(text: &str) -> String {
    let text = text.trim();
    let inner = ['\'', '"'].iter().find_map(|mark| text.strip_prefix(*mark)?.strip_suffix(*mark));
    inner.unwrap_or(text).replace("''", "'")
}

/// The sheet that a place names: file and sheet, or a file with a single one.
fn sheet(place: &str, files: &[InputFile]) -> Result<Arc<SheetRef>> {
    if let Some((name, sheet)) = place.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return in_file(file(name, files)?, Some(sheet));
    }
    // A mark of a place may be part of a name: the first cut with a file before it counts.
    for (at, _) in place.match_indices('!') {
        if let Ok(file) = file(&bare(&place[..at]), files) {
            return in_file(file, Some(&bare(&place[at + 1..])));
        }
    }
    let first = place.split('!').next().unwrap_or(place);
    in_file(file(&bare(first), files)?, None)
}

/// A file by its name or path, with or without its ending, or by its number or label.
fn file<'f>(name: &str, files: &'f [InputFile]) -> Result<&'f InputFile> {
    let wanted = normalise(name);
    let number = number(name, "원자료");
    let base = |file: &InputFile| file.name.rsplit('/').next().unwrap_or_default().to_owned();
    let stem = |file: &InputFile| base(file).rsplit_once('.').map_or_else(|| base(file), |(stem, _)| stem.to_owned());
    let ways: [&dyn Fn(&InputFile) -> bool; 4] = [
        &|file| normalise(&file.name) == wanted,
        &|file| normalise(&base(file)) == wanted,
        &|file| normalise(&stem(file)) == wanted,
        &|file| number == Some(file.no),
    ];
    let found = ways.iter().find_map(|is| {
        let mut fitting = files.iter().filter(|file| is(file));
        // Two folders may hold files of one name.
        fitting.next().filter(|_| fitting.next().is_none())
    });
    found.ok_or_else(|| {
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        unknown("cell-no-file", name, &names)
    })
}

fn in_file(file: &InputFile, name: Option<&str>) -> Result<Arc<SheetRef>> {
    let names: Vec<&str> = file.sheets.iter().map(|sheet| sheet.sheet.as_str()).collect();
    let found = match name {
        None => file.sheets.first().filter(|_| file.sheets.len() == 1),
        Some(name) => {
            let (wanted, number) = (normalise(name), number(name, "표"));
            let by_name = file.sheets.iter().find(|sheet| normalise(&sheet.sheet) == wanted);
            by_name.or_else(|| file.sheets.iter().find(|sheet| number == Some(sheet.sheet_no)))
        }
    };
    found.map(Arc::clone).ok_or_else(|| unknown("cell-no-sheet", name.unwrap_or_default(), &names))
}

/// `3` in `원자료 3`, in brackets as in `서비스(표 3)`, or alone.
fn number(text: &str, label: &str) -> Option<u32> {
    let text = text.trim();
    let bracketed = text.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).map(|(_, inside)| inside);
    bracketed.filter(|inside| inside.starts_with(label)).unwrap_or(text).trim_start_matches(label).trim().parse().ok()
}

fn unknown(key: &'static str, name: &str, known: &[&str]) -> Error {
    let meant = nearest(name, known.iter().copied());
    let names = meant.map_or_else(|| known.join(", "), str::to_owned);
    Error::new(ErrorKind::Input, key).with("name", name).with("known", names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Vec<InputFile> {
        let file = |no: u32, name: &str, sheets: &[&str]| InputFile {
            name: name.to_owned(),
            no,
            sha256: String::new(),
            bytes: 0,
            sheets: sheets
                .iter()
                .zip(1..)
                .map(|(sheet, sheet_no)| {
                    let (file, sheet) = (name.to_owned(), (*sheet).to_owned());
                    Arc::new(SheetRef { file, file_no: no, sheet, sheet_no, sha256: String::new() })
                })
                .collect(),
        };
        vec![
            file(1, "b/보상 지급.csv", &["보상 지급"]),
            file(2, "사건.xlsx", &["사고", "서비스! 2"]),
            file(3, "사건.ods", &["사고"]),
        ]
    }

    fn parsed(text: &str) -> String {
        match Target::parse(text, &files()) {
            Ok(target) => format!("{} {} {}", target.sheet.file_no, target.sheet.sheet_no, target.range),
            Err(error) => error.key.to_owned(),
        }
    }

    #[test]
    fn cells_are_named_as_people_and_programs_name_them() {
        for (text, expected) in [
            ("사건.xlsx!사고!D5", "2 1 D5"),
            ("사건.xlsx!사고!$d$5:f9", "2 1 D5:F9"),
            ("'사건.xlsx'!'사고'!d5", "2 1 D5"),
            ("'[사건.xlsx]사고'!D5", "2 1 D5"),
            ("[사건.ods]사고!D5", "3 1 D5"),
            ("사건.xlsx!서비스! 2!B2", "2 2 B2"),
            ("원자료 2!표 2!B2", "2 2 B2"),
            ("원자료 2!서비스(표 2)!B2", "2 2 B2"),
            ("원자료 2!사고!B2", "2 1 B2"),
            ("2!1!B2", "2 1 B2"),
            ("보상지급!C4", "1 1 C4"),
            ("b/보상 지급.CSV!C4", "1 1 C4"),
            ("사건.ods!AA10", "3 1 AA10"),
            ("사건.xlsx!D5", "cell-no-sheet"),
            ("사건!사고!D5", "cell-no-file"),
            ("사건.xlsx!경과!D5", "cell-no-sheet"),
            ("없음.xlsx!사고!D5", "cell-no-file"),
            ("사건.xlsx!사고", "cell-not-understood"),
            ("사건.xlsx!사고!D0", "cell-not-understood"),
            ("D5", "cell-not-understood"),
            ("사건.xlsx!사고!ABCDEFGHIJKLMN5", "cell-not-understood"),
        ] {
            assert_eq!(parsed(text), expected, "{text}");
        }
    }
}
