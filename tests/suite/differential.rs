//! Generated workbooks of many shapes: what bogo reads of each cell, held against what calamine reads and against the csv
//! that `LibreOffice` writes. Where they differ is listed cell by cell, each with its reason, in
//! `tests/formats/generated/differences.tsv`; `tests/formats/README.md` says how all of it is made.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use bogo::origin::column_letters;
use bogo::source::{Budget, CellValue, Serial, Workbook};
use calamine::{Data, Reader};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use crate::support::as_the_program;

type Place = (String, String);

/// One cell as `LibreOffice` writes it.
struct Office {
    is_text: bool,
    full: String,
    shown: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/generated")
}

/// The workbooks of the archive, by name.
fn workbooks() -> (tempfile::TempDir, BTreeMap<String, PathBuf>) {
    let dir = tempfile::tempdir().expect("a folder");
    let file = File::open(folder().join("workbooks.zip")).expect("the archive");
    let mut archive = zip::ZipArchive::new(file).expect("an archive");
    let mut books = BTreeMap::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).expect("a workbook");
        let name = part.name().expect("a name").into_owned();
        let path = dir.path().join(&name);
        io::copy(&mut part, &mut File::create(&path).expect("a file")).expect("a workbook");
        books.insert(name, path);
    }
    (dir, books)
}

/// Cells by workbook, sheet and address.
fn office(names: &BTreeSet<&str>) -> BTreeMap<String, BTreeMap<Place, Office>> {
    let text = fs::read_to_string(folder().join("cells.tsv")).expect("the table");
    let mut cells: BTreeMap<String, BTreeMap<Place, Office>> = BTreeMap::new();
    let bare = |text: &str| text.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r").replace("\\\\", "\\");
    for line in text.lines().skip(1) {
        let [book, files, sheet, cell, kind, full, shown] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let named = |name: &&&str| {
            let (stem, ending) = name.split_once('.').expect("an ending");
            stem == book && (files == "all" || files.split(' ').any(|file| file == ending))
        };
        for name in names.iter().filter(named) {
            let shown = if shown == "=" { full } else { shown };
            let cell = (sheet.to_owned(), cell.to_owned());
            let held = Office { is_text: kind == "text", full: bare(full), shown: bare(shown) };
            cells.entry((*name).to_owned()).or_default().insert(cell, held);
        }
    }
    cells
}

fn address(row: u32, col: u32) -> String {
    format!("{}{row}", column_letters(col))
}

fn bogo(path: &Path) -> Result<BTreeMap<Place, CellValue<'static>>, bogo::error::Error> {
    let mut book = Workbook::open(path, "표", 1, &as_the_program(Budget::default()))?;
    let mut cells = BTreeMap::new();
    let sheets: Vec<String> = book.sheets.iter().map(|sheet| sheet.source.sheet.clone()).collect();
    for sheet in sheets {
        book.each_row(&sheet, |row| {
            for cell in &row.cells {
                cells.insert((sheet.clone(), address(row.number, cell.col)), cell.value.to_owned());
            }
            ControlFlow::Continue(())
        })?;
    }
    Ok(cells)
}

/// Cells as calamine gives them, or that it does not open the file.
fn calamine(path: &Path) -> Result<BTreeMap<Place, Data>, String> {
    let mut book = calamine::open_workbook_auto(path).map_err(|error| error.to_string())?;
    let mut cells = BTreeMap::new();
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet).map_err(|error| error.to_string())?;
        let (top, left) = range.start().unwrap_or_default();
        for (row, col, value) in range.used_cells() {
            let (Ok(row), Ok(col)) = (u32::try_from(row), u32::try_from(col)) else { panic!("{row} {col}") };
            cells.insert((sheet.clone(), address(top + row + 1, left + col + 1)), value.clone());
        }
    }
    Ok(cells)
}

/// Text as bogo promises to read it: without blanks around it, none at all where there is nothing else.
fn trimmed(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

fn is_close(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-14 * left.abs().max(right.abs())
}

/// The number in a cell, whatever its format says beside it.
fn number(value: &CellValue<'_>) -> Option<f64> {
    match value {
        CellValue::Number { value, .. } => Some(*value),
        CellValue::Shown(shown) => Some(shown.value * 1000_f64.powi(i32::from(shown.thousands))),
        CellValue::Serial(serial) => Some(serial.days),
        _ => None,
    }
}

fn agrees_with_calamine(ours: &CellValue<'_>, theirs: &Data) -> bool {
    match theirs {
        Data::String(text) => matches!(ours, CellValue::Text(ours) if trimmed(text) == Some(ours)),
        Data::Bool(flag) => matches!(ours, CellValue::Bool(ours) if ours == flag),
        Data::Error(error) => matches!(ours, CellValue::Error(ours) if *ours == error.to_string()),
        Data::Float(value) => {
            number(ours).is_some_and(|ours| ours.to_bits() == value.to_bits() || is_close(ours, *value))
        }
        Data::DateTime(at) => number(ours).is_some_and(|ours| is_close(ours, at.as_f64())),
        Data::Int(value) => number(ours).is_some_and(|ours| value.to_string() == format!("{ours:.0}")),
        Data::DateTimeIso(text) | Data::DurationIso(text) => {
            typed_days(text).zip(number(ours)).is_some_and(|(days, ours)| (days - ours).abs() < 1.0 / 86_400.0)
        }
        Data::Empty => false,
    }
}

/// Days since 1899-12-30 of a typed cell that calamine leaves as text.
fn typed_days(text: &str) -> Option<f64> {
    let (sign, length) = text.strip_prefix('-').map_or((1.0, text), |rest| (-1.0, rest));
    if let Some(length) = length.strip_prefix("PT").and_then(|length| length.strip_suffix('S')) {
        let (hours, rest) = length.split_once('H')?;
        let (minutes, seconds) = rest.split_once('M')?;
        let part = |text: &str| text.parse::<f64>().ok();
        return Some(sign * (part(hours)? * 3600.0 + part(minutes)? * 60.0 + part(seconds)?) / 86_400.0);
    }
    let text = text.trim_end_matches('Z');
    let at = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok();
    let at = at.or_else(|| Some(NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_time(NaiveTime::MIN)))?;
    let since = at - epoch();
    #[allow(clippy::cast_precision_loss, reason = "milliseconds of some millennia")]
    Some(since.num_milliseconds() as f64 / 86_400_000.0)
}

fn epoch() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(1899, 12, 30).expect("a day").and_time(NaiveTime::MIN)
}

/// Letters and signs of what is shown, without what belongs to digits.
fn words(text: &str) -> String {
    text.chars().filter(|c| !c.is_ascii_digit() && !matches!(c, ',' | '.' | ' ' | '-')).collect()
}

fn agrees_with_office(ours: &CellValue<'_>, theirs: &Office) -> bool {
    match ours {
        CellValue::Text(text) => theirs.is_text && trimmed(&theirs.full) == Some(text),
        // A flag is a number with a format of its own there, and xls has no such format.
        CellValue::Bool(flag) => [["FALSE", "0"], ["TRUE", "1"]][usize::from(*flag)].contains(&&*theirs.full),
        CellValue::Error(error) => theirs.full == *error,
        CellValue::Number { value, percent } => {
            let (digits, scale) = theirs.full.strip_suffix('%').map_or((&*theirs.full, 1.0), |digits| (digits, 100.0));
            let full = digits.parse::<f64>();
            let is_same = full.is_ok_and(|full| is_close(full / scale, *value) || is_close(full, *value * scale));
            is_same && !theirs.is_text && is_plain(*value, *percent, &theirs.shown)
        }
        CellValue::Shown(shown) => {
            theirs.shown.trim() == shown.text
                || number(ours).is_some_and(|ours| theirs.full.parse().is_ok_and(|full| is_close(full, ours)))
                    && words(&theirs.shown) == words(&shown.text)
        }
        CellValue::Serial(serial) => {
            // Beyond the calendar it is a number there.
            let is_number = theirs.full.parse::<f64>().is_ok_and(|full| is_close(full, serial.days));
            is_number && serial.date_time().is_none() || moment(serial).contains(&theirs.full)
        }
    }
}

/// Whether what is shown says nothing that the number alone does not say: no word, no unit, no thousands left out.
fn is_plain(value: f64, percent: bool, shown: &str) -> bool {
    let scaled = if percent { value * 100.0 } else { value };
    let digits: String = shown.chars().filter(|c| !matches!(c, ',' | ' ' | '%')).collect();
    let decimals =
        digits.split(['E', 'e']).next().and_then(|digits| digits.split_once('.')).map_or(0, |(_, after)| after.len());
    let exponent = digits.split_once(['E', 'e']).and_then(|(_, power)| power.parse().ok()).unwrap_or(0);
    let half = 10_f64.powi(exponent - i32::try_from(decimals).unwrap_or(0)) / 2.0;
    // What stands for a zero, as accountants write it.
    let is_unseen = value == 0.0 && matches!(digits.as_str(), "-" | "");
    let fraction = || {
        let (whole, fraction) = shown.trim().rsplit_once(' ').unwrap_or(("0", shown.trim()));
        let (over, under) = fraction.split_once('/')?;
        let part = |text: &str| text.parse::<f64>().ok();
        Some(part(whole)? + part(over)? / part(under)?)
    };
    is_unseen
        || fraction().is_some_and(|shown| (shown - value).abs() < 0.07)
        || shown.contains('%') == percent
            && digits
                .parse::<f64>()
                .is_ok_and(|shown| (shown - scaled).abs() <= half * (1.0 + 1e-6) || is_close(shown, scaled))
}

/// A day and time, or an elapsed time, to the second below and the nearest one: a serial that is almost a whole second may
/// be written as either. `LibreOffice` has no 1900-02-29: before it, it counts from one day earlier than Excel and bogo.
fn moment(serial: &Serial) -> Vec<String> {
    let whole = |seconds: f64| {
        #[allow(clippy::cast_possible_truncation, reason = "seconds of some millennia")]
        let total = seconds as i64;
        let clock = |hours: i64| format!("{hours:02}:{:02}:{:02}", total.abs() % 3600 / 60, total.abs() % 60);
        let sign = if total < 0 { "-" } else { "" };
        let elapsed = format!("{sign}{}", clock(total.abs() / 3600));
        let from = if serial.is_1904 { epoch() + TimeDelta::days(1462) } else { epoch() };
        let at =
            from.checked_add_signed(TimeDelta::seconds(total)).map(|at| at.format("%Y-%m-%d %H:%M:%S").to_string());
        [Some(elapsed), at].into_iter().flatten()
    };
    let seconds = serial.days * 86_400.0;
    [seconds.floor(), seconds.round()].into_iter().flat_map(whole).collect()
}

fn told(value: Option<&CellValue<'_>>) -> String {
    match value {
        None => "nothing".to_owned(),
        Some(CellValue::Text(text)) => format!("text {text}"),
        Some(CellValue::Number { value, percent }) => format!("{}{value}", if *percent { "share " } else { "" }),
        Some(CellValue::Shown(shown)) => format!("shown {}", shown.text),
        Some(CellValue::Serial(serial)) => format!("serial {}", serial.days),
        Some(other) => other.display(),
    }
}

fn line(parts: &[&str]) -> String {
    let clean = |part: &&str| part.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t").replace('\r', "\\r");
    parts.iter().map(clean).collect::<Vec<_>>().join("\t")
}

/// Adds what calamine reads otherwise; how many cells were held against it.
fn against_calamine(
    name: &str,
    path: &Path,
    ours: &BTreeMap<Place, CellValue<'static>>,
    found: &mut BTreeSet<String>,
) -> usize {
    let theirs = match calamine(path) {
        Ok(theirs) => theirs,
        Err(error) => {
            found.insert(line(&["calamine", name, "*", "*", "read", &error]));
            return 0;
        }
    };
    let mut passed_over: BTreeMap<&str, usize> = BTreeMap::new();
    let all: BTreeSet<_> = ours.keys().chain(theirs.keys()).collect();
    for at in &all {
        let agrees = match (ours.get(at), theirs.get(at)) {
            (Some(ours), Some(theirs)) => agrees_with_calamine(ours, theirs),
            (Some(_), None) => {
                *passed_over.entry(&at.0).or_default() += 1;
                true
            }
            (None, Some(Data::String(text))) => trimmed(text).is_none(),
            (None, _) => false,
        };
        if !agrees {
            let other = theirs.get(at).map_or("nothing".to_owned(), |data| format!("{data:?}"));
            found.insert(line(&["calamine", name, &at.0, &at.1, &told(ours.get(at)), &other]));
        }
    }
    for (sheet, count) in passed_over {
        found.insert(line(&["calamine", name, sheet, "*", &format!("{count} cells"), "nothing"]));
    }
    all.len()
}

/// Every difference: who, workbook, sheet, cell, what bogo reads, what the other reads.
fn differences() -> (usize, BTreeSet<String>) {
    let (_dir, books) = workbooks();
    let office = office(&books.keys().map(String::as_str).collect());
    let (mut compared, mut found) = (0, BTreeSet::new());
    for (name, path) in &books {
        let ours = bogo(path).unwrap_or_else(|error| panic!("{name}: {error}"));
        let nothing = BTreeMap::new();
        let theirs = office.get(name).unwrap_or(&nothing);
        for at in ours.keys().chain(theirs.keys()).collect::<BTreeSet<_>>() {
            compared += 1;
            let agrees = match (ours.get(at), theirs.get(at)) {
                (Some(ours), Some(theirs)) => agrees_with_office(ours, theirs),
                (None, Some(theirs)) => theirs.is_text && trimmed(&theirs.full).is_none(),
                _ => false,
            };
            if !agrees {
                let other = theirs.get(at).map_or("nothing".to_owned(), |cell| {
                    format!("{}{} | {}", if cell.is_text { "text " } else { "" }, cell.full, cell.shown)
                });
                found.insert(line(&["LibreOffice", name, &at.0, &at.1, &told(ours.get(at)), &other]));
            }
        }
        compared += against_calamine(name, path, &ours, &mut found);
    }
    (compared, found)
}

#[test]
fn cells_are_those_of_calamine_and_libreoffice_but_for_explained_ones() {
    const FEWEST: usize = 10_000;
    let (compared, found) = differences();
    assert!(compared >= FEWEST, "{compared}");
    let listed = fs::read_to_string(folder().join("differences.tsv")).expect("the list");
    let mut known = BTreeSet::new();
    for entry in listed.lines().skip(1) {
        let (difference, reason) = entry.rsplit_once('\t').expect("a reason");
        assert!(reason.split(' ').count() > 2, "no reason: {entry}");
        known.insert(difference.to_owned());
    }
    let new: Vec<&String> = found.difference(&known).collect();
    let gone: Vec<&String> = known.difference(&found).collect();
    assert!(
        new.is_empty() && gone.is_empty(),
        "of {compared}, new {}: {new:#?}\ngone {}: {gone:#?}",
        new.len(),
        gone.len()
    );
}

/// `LibreOffice` 7.4, run without a window, leaves zero as the value of formulas that make texts.
#[test]
fn texts_of_an_xls_that_nobody_computed_are_told() {
    let (_dir, books) = workbooks();
    let told = |name: &str| {
        let mut book = Workbook::open(&books[name], "표", 1, &as_the_program(Budget::default())).expect("a workbook");
        let layout = book.layout("식").expect("a layout");
        layout.uncomputed.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(told("formulas.xls"), ["A4", "B8"]);
    assert_eq!(told("formulas.sheetjs.xls"), Vec::<String>::new());
    assert_eq!(told("formulas.ods"), Vec::<String>::new());
}

/// Every workbook below the folder `BOGO_WORKBOOKS`: what is refused, and what calamine reads otherwise, is listed for a
/// person to judge.
#[test]
#[ignore = "needs a folder of workbooks"]
fn a_collection_is_listed() {
    let root = std::env::var_os("BOGO_WORKBOOKS").expect("a folder in BOGO_WORKBOOKS");
    let (mut folders, mut books) = (vec![PathBuf::from(root)], BTreeSet::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
            match entry.file_type().expect("a type") {
                kind if kind.is_dir() => folders.push(path),
                kind if kind.is_file() && ["xlsx", "xlsm", "xls", "xlsb", "ods"].contains(&ending.as_str()) => {
                    books.insert(path);
                }
                _ => {}
            }
        }
    }
    let (mut compared, mut found, mut refused) = (0, BTreeSet::new(), Vec::new());
    for path in &books {
        let name = path.display().to_string();
        match bogo(path) {
            Ok(ours) => compared += against_calamine(&name, path, &ours, &mut found),
            Err(error) => refused.push(format!("{name}: {}", error.key)),
        }
    }
    let lines: Vec<&str> = found.iter().map(String::as_str).collect();
    println!("{} workbooks, {compared} cells\n{}\n{}", books.len(), refused.join("\n"), lines.join("\n"));
    assert!(compared > 0, "nothing was compared");
}
