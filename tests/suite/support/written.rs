//! A table written in every format that is read.

use chrono::{NaiveDate, NaiveDateTime};
use encoding_rs::EUC_KR;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Formula, Worksheet};
use serde::Deserialize;

use super::grid::{Cell, Grid};
use super::{biff8, biff12, ods};

/// Formats that a table can come in.
#[derive(Deserialize, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    Xlsx,
    /// UTF-8 with a byte order mark.
    CsvUtf8,
    CsvCp949,
    CsvUtf16,
    /// Read by a child process.
    Ods,
    Xlsb,
    /// Read by a child process.
    Xls,
}

pub(crate) const KINDS: [Kind; 7] =
    [Kind::Xlsx, Kind::CsvUtf8, Kind::CsvCp949, Kind::CsvUtf16, Kind::Ods, Kind::Xlsb, Kind::Xls];

/// The ending of a file of its own for a sheet, and its bytes; nothing for a format whose workbook holds every sheet.
pub(crate) fn file(grid: &Grid, sheet: &str, kind: Kind) -> Option<(&'static str, Vec<u8>)> {
    match kind {
        Kind::Xlsx => None,
        Kind::Ods => Some(("ods", ods(grid, sheet))),
        Kind::Xlsb => Some(("xlsb", xlsb(grid, sheet))),
        Kind::Xls => Some(("xls", xls(grid, sheet))),
        Kind::CsvUtf8 => Some(("csv", format!("\u{feff}{}", csv(grid)).into_bytes())),
        Kind::CsvCp949 => Some(("csv", EUC_KR.encode(&csv(grid)).0.into_owned())),
        Kind::CsvUtf16 => {
            let units = format!("\u{feff}{}", csv(grid));
            Some(("csv", units.encode_utf16().flat_map(u16::to_le_bytes).collect()))
        }
    }
}

pub(crate) fn xlsx(grid: &Grid, sheet: &mut Worksheet) {
    let centred = Format::new().set_align(FormatAlign::Center).set_bold();
    for (from, left, to, right, text) in &grid.merged {
        let (left, right) = (left - 1, right - 1);
        let [left, right] = [left, right].map(|col| u16::try_from(col).expect("few"));
        if (from, left) != (to, right) {
            sheet.merge_range(from - 1, left, to - 1, right, text, &centred).expect("a merged range");
        }
    }
    for ((row, col), cell) in &grid.cells {
        let (row, col) = (row - 1, u16::try_from(col - 1).expect("few"));
        let is_merged = grid.merged.iter().any(|(from, left, to, right, _)| {
            (from - 1..*to).contains(&row) && (left - 1..*right).contains(&u32::from(col))
        });
        if is_merged {
            continue;
        }
        match cell {
            Cell::Blank => continue,
            Cell::Text(text) => sheet.write_string(row, col, text),
            Cell::Number(number) => sheet.write_number(row, col, *number),
            Cell::Error(error) => sheet.write_formula(row, col, Formula::new("=A0").set_result(error)),
            Cell::Moment(text) => {
                let shown = if text.len() > 10 { "yyyy-mm-dd hh:mm" } else { "yyyy. m. d." };
                let at = ExcelDateTime::parse_from_str(&text.replace(' ', "T")).expect("a date");
                sheet.write_datetime_with_format(row, col, at, &Format::new().set_num_format(shown))
            }
        }
        .expect("a cell");
    }
}

fn ods(grid: &Grid, sheet: &str) -> Vec<u8> {
    let last = grid.cells.keys().map(|(row, _)| *row).max().unwrap_or(0);
    let right = grid.cells.keys().map(|(_, col)| *col).max().unwrap_or(0);
    let cell = |row: u32, col: u32| {
        let merged = grid
            .merged
            .iter()
            .find(|(from, left, to, right, _)| (*from..=*to).contains(&row) && (*left..=*right).contains(&col));
        match (merged, grid.cells.get(&(row, col))) {
            (Some((from, left, to, right, text)), _) if (*from, *left) == (row, col) => {
                ods::spanning(text, to - from + 1, right - left + 1)
            }
            (Some(_), _) => ods::covered(),
            (None, None | Some(Cell::Blank)) => ods::blank(),
            (None, Some(Cell::Text(text) | Cell::Error(text))) => ods::text(text),
            (None, Some(Cell::Number(number))) => ods::number(*number),
            (None, Some(Cell::Moment(at))) if at.len() > 10 => ods::moment(&format!("{}:00", at.replace(' ', "T"))),
            (None, Some(Cell::Moment(at))) => ods::moment(at),
        }
    };
    let rows: Vec<Vec<String>> = (1..=last).map(|row| (1..=right).map(|col| cell(row, col)).collect()).collect();
    ods::workbook(sheet, &rows)
}

fn csv(grid: &Grid) -> String {
    let last = grid.cells.keys().map(|(row, _)| *row).max().unwrap_or(0);
    let right = grid.cells.keys().map(|(_, col)| *col).max().unwrap_or(0);
    let text = |row: u32, col: u32| match grid.cells.get(&(row, col)) {
        None | Some(Cell::Blank) => String::new(),
        Some(Cell::Text(text) | Cell::Moment(text) | Cell::Error(text)) => {
            if text.contains([',', '"', '\n']) {
                format!("\"{}\"", text.replace('"', "\"\""))
            } else {
                text.clone()
            }
        }
        Some(Cell::Number(number)) => number.to_string(),
    };
    let line = |row: u32| {
        let cells: Vec<String> = (1..=right).map(|col| text(row, col)).collect();
        // Editors leave blank rows as empty lines, spreadsheets as lines of commas: both stand here.
        if cells.iter().all(String::is_empty) && row.is_multiple_of(2) {
            "\r\n".to_owned()
        } else {
            cells.join(",") + "\r\n"
        }
    };
    (1..=last).map(line).collect()
}

fn xlsb(grid: &Grid, sheet: &str) -> Vec<u8> {
    let mut rows: Vec<(u32, bool, Vec<(u32, biff12::Cell<'_>)>)> = Vec::new();
    for ((row, col), cell) in &grid.cells {
        let cell = match cell {
            Cell::Blank => continue,
            Cell::Text(text) => biff12::Cell::Text(text),
            Cell::Number(number) => biff12::Cell::Number(*number, 0),
            Cell::Error(error) => biff12::Cell::FailedSum(error_code(error)),
            Cell::Moment(at) => {
                biff12::Cell::Number(serial(at), if has_time(at) { biff12::MOMENT } else { biff12::DAY })
            }
        };
        match rows.last_mut() {
            Some((known, _, cells)) if *known == row - 1 => cells.push((col - 1, cell)),
            _ => rows.push((row - 1, false, vec![(col - 1, cell)])),
        }
    }
    let merges = merges(grid).map(|[top, left, bottom, right]| [top, bottom, left, right]).collect();
    biff12::workbook(&[], &[biff12::Sheet { name: sheet, hidden: false, hidden_column: None, rows, merges }])
}

fn xls(grid: &Grid, sheet: &str) -> Vec<u8> {
    let mut cells = Vec::new();
    for ((row, col), cell) in &grid.cells {
        let cell = match cell {
            Cell::Blank => continue,
            Cell::Text(text) => biff8::Cell::Text(text),
            Cell::Number(number) => biff8::Cell::Number(*number, 0),
            Cell::Error(error) => biff8::Cell::Error(error_code(error)),
            Cell::Moment(at) => biff8::Cell::Number(serial(at), if has_time(at) { biff8::MOMENT } else { biff8::DAY }),
        };
        cells.push((row - 1, col - 1, cell));
    }
    biff8::workbook(sheet, &cells, &merges(grid).collect::<Vec<_>>())
}

/// Merged ranges of more than one cell: top, left, bottom and right, counted from 0.
fn merges(grid: &Grid) -> impl Iterator<Item = [u32; 4]> {
    let corners = grid.merged.iter().map(|(top, left, bottom, right, _)| [top - 1, left - 1, bottom - 1, right - 1]);
    corners.filter(|[top, left, bottom, right]| (top, left) != (bottom, right))
}

/// The number of an error in binary workbooks.
fn error_code(error: &str) -> u8 {
    const CODES: [(&str, u8); 7] = [
        ("#NULL!", 0x00),
        ("#DIV/0!", 0x07),
        ("#VALUE!", 0x0F),
        ("#REF!", 0x17),
        ("#NAME?", 0x1D),
        ("#NUM!", 0x24),
        ("#N/A", 0x2A),
    ];
    CODES.iter().find(|(name, _)| *name == error).unwrap_or_else(|| panic!("no error {error}")).1
}

fn has_time(at: &str) -> bool {
    at.len() > 10
}

/// Days since the end of 1899, as spreadsheets count.
fn serial(at: &str) -> f64 {
    let midnight = if has_time(at) { at.to_owned() } else { format!("{at} 00:00") };
    let moment =
        NaiveDateTime::parse_from_str(&midnight, "%Y-%m-%d %H:%M").unwrap_or_else(|_| panic!("no moment {at}"));
    let start = NaiveDate::from_ymd_opt(1899, 12, 30).and_then(|day| day.and_hms_opt(0, 0, 0)).expect("a day");
    let minutes = i32::try_from((moment - start).num_minutes()).expect("few");
    f64::from(minutes) / 1440.0
}
