//! Parts of a workbook that are unpacked ahead of their reader: read as short ones are, refused as short ones are.

use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Write as _};
use std::ops::ControlFlow;

use bogo::error::Result;
use bogo::source::{Budget, CellValue, Reading, Workbook};
use fixtures::archive;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Rows that do not shrink below what is worth a thread.
const ROWS: u32 = 60_000;

/// A word for a row, different for each.
fn word(row: u32) -> String {
    let mixed = u64::from(row).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!("{mixed:016x}{:016x}", mixed.rotate_left(23).wrapping_mul(0xff51_afd7_ed55_8ccd))
}

/// A sheet with a word in each row.
fn sheet(cell: impl Fn(u32) -> String) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>",
    );
    for row in 1..=ROWS {
        let _ = write!(xml, "<row r=\"{row}\"><c r=\"B{row}\" {}</c></row>", cell(row));
    }
    xml + "</sheetData></worksheet>"
}

fn inline(row: u32) -> String {
    format!("t=\"inlineStr\"><is><t>{}</t></is>", word(row))
}

/// A workbook of one sheet.
fn parts(sheet: String, shared: Option<String>) -> Vec<(String, Vec<u8>)> {
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{office}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let book = format!(
        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"{office}\"><sheets><sheet name=\"접수\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let mut parts = vec![
        ("[Content_Types].xml", types.to_owned()),
        ("_rels/.rels", relations("officeDocument", "xl/workbook.xml")),
        ("xl/_rels/workbook.xml.rels", relations("worksheet", "worksheets/sheet1.xml")),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/workbook.xml", book),
    ];
    parts.extend(shared.map(|shared| ("xl/sharedStrings.xml", shared)));
    parts.into_iter().map(|(name, xml)| (name.to_owned(), xml.into_bytes())).collect()
}

/// Every word of the workbook with its row, twice: each walk begins at the start, whatever was read before.
fn words(bytes: &[u8]) -> Result<Vec<(u32, String)>> {
    words_within(bytes, &Budget::default())
}

fn words_within(bytes: &[u8], budget: &Budget) -> Result<Vec<(u32, String)>> {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("접수.xlsx");
    fs::write(&path, bytes).expect("a file");
    let mut book = Workbook::open(&path, "접수.xlsx", 1, &Reading { budget: budget.clone(), child: None })?;
    assert_eq!(book.head("접수", 3)?.len(), 3);
    let mut walks = [Vec::new(), Vec::new()];
    for walk in &mut walks {
        book.each_row("접수", |row| {
            walk.extend(row.cells.iter().map(|cell| match &cell.value {
                CellValue::Text(text) => (row.number, text.to_string()),
                other => panic!("{other:?}"),
            }));
            ControlFlow::Continue(())
        })?;
    }
    let mut twin = if book.has_twins() { book.twin()? } else { book };
    assert_eq!(twin.head("접수", 2)?.len(), 2);
    let [first, second] = walks;
    assert!(first == second, "the second walk reads the same");
    Ok(first)
}

/// The key of the refusal of a workbook, under limits lowered for it.
fn refused(name: &str, bytes: &[u8]) -> &'static str {
    let budget = Budget { depth: 8, record: 100_000, ..Budget::default() };
    words_within(bytes, &budget)
        .map_or_else(|error| error.key, |words| panic!("{name}: {} words were read", words.len()))
}

fn expected() -> Vec<(u32, String)> {
    (1..=ROWS).map(|row| (row, word(row))).collect()
}

/// The parts packed as `options` says.
fn packed(parts: &[(String, Vec<u8>)], options: SimpleFileOptions) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        out.start_file(name.as_str(), options).expect("a part");
        out.write_all(bytes).expect("bytes");
    }
    out.finish().expect("an archive").into_inner()
}

#[test]
fn a_long_sheet_is_read_as_a_short_one() {
    let bytes = archive::packed(&parts(sheet(inline), None));
    assert!(bytes.len() > 1 << 20, "too short to be unpacked ahead: {}", bytes.len());
    assert!(words(&bytes).expect("it reads") == expected(), "every word in its row");
}

#[test]
fn long_shared_strings_are_read_as_short_ones() {
    let mut shared = String::from("<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">");
    for row in 1..=ROWS {
        let _ = write!(shared, "<si><t>{}</t></si>", word(row));
    }
    let sheet = sheet(|row| format!("t=\"s\"><v>{}</v>", row - 1));
    let bytes = archive::packed(&parts(sheet, Some(shared + "</sst>")));
    assert!(words(&bytes).expect("it reads") == expected(), "every word in its row");
}

#[test]
fn however_the_archive_is_written_the_same_is_read() {
    let parts = parts(sheet(inline), None);
    let deflated = SimpleFileOptions::default();
    let stored = deflated.compression_method(CompressionMethod::Stored);
    for (name, bytes) in [
        ("stored", packed(&parts, stored)),
        ("sizes in fields of 64 bits", packed(&parts, deflated.large_file(true))),
        ("before other bytes", [&packed(&parts, deflated)[..], &[7; 999]].concat()),
    ] {
        assert!(words(&bytes).unwrap_or_else(|error| panic!("{name}: {error}")) == expected(), "{name}");
    }
}

#[test]
fn a_long_part_beyond_a_limit_is_refused_where_it_is_read() {
    let deep = "<a>".repeat(9);
    let long = format!("<a b=\"{}\"/>", "x".repeat(3 << 20));
    for (name, harm, key) in [
        ("elements nine deep", deep.as_str(), "input-too-large"),
        ("a tag of three megabytes", long.as_str(), "input-too-large"),
        ("a document type", "<!DOCTYPE a>", "input-broken"),
    ] {
        let last = |row| if row == ROWS { format!("{}</c>{harm}<c>", inline(row)) } else { inline(row) };
        assert_eq!(refused(name, &archive::packed(&parts(sheet(last), None))), key, "{name}");
    }
    let shared = format!("<sst>{}{}</sst>", "<si>".repeat(9), (1..ROWS).map(word).collect::<String>());
    let bytes = archive::packed(&parts(sheet(|row| format!("t=\"s\"><v>{row}</v>")), Some(shared)));
    assert_eq!(refused("deep shared strings", &bytes), "input-too-large");
}

#[test]
fn a_row_of_more_than_a_row_can_hold_is_refused() {
    let crowded = |row| if row == 9 { inline(row) + &"</c><c r=\"A9\"><v>1</v>".repeat(17_000) } else { inline(row) };
    let bytes = archive::packed(&parts(sheet(crowded), None));
    assert_eq!(refused("crowded", &bytes), "input-broken");
    let text = format!("</c><c r=\"A9\" t=\"inlineStr\"><is><t>{}</t></is>", "가".repeat(32_767));
    let wordy = |row| if row == 9 { inline(row) + &text.repeat(4) } else { inline(row) };
    let bytes = archive::packed(&parts(sheet(wordy), None));
    assert_eq!(refused("wordy", &bytes), "input-too-large");
}

#[test]
fn a_long_part_cut_or_changed_is_one_broken_file() {
    let bytes = archive::packed(&parts(sheet(inline), None));
    for at in (0..bytes.len()).step_by(bytes.len() / 40) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x55;
        if let Err(error) = words(&changed) {
            assert!(error.key.starts_with("input-"), "{error}");
        }
        assert!(words(&bytes[..at]).is_err(), "cut at {at}");
    }
}
