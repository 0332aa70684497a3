//! Files made by hand to do harm, one trick each, in every format: refused in our words before a library trusts them.

#[path = "support/archive.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod archive;
#[path = "support/biff12.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod biff12;
#[path = "support/samples.rs"]
mod samples;

use std::collections::BTreeMap;
use std::fs;

use bogo::error::{Error, Kind};
use bogo::fuzz;
use bogo::source::{Budget, Workbook, read_with};

fn good(format: &str) -> Vec<u8> {
    let samples: BTreeMap<&str, Vec<u8>> = samples::all().into_iter().collect();
    samples[format].clone()
}

/// The key of the refusal of a file.
fn refused(name: &str, bytes: &[u8]) -> &'static str {
    let dir = tempfile::tempdir().expect("a folder");
    let outcome = fuzz::workbook(bytes, &dir.path().join("file"));
    let error: Error = outcome.err().unwrap_or_else(|| panic!("{name} was read"));
    assert_eq!(error.kind, Kind::Input, "{name}");
    error.key
}

/// A part of a good file with one thing replaced by another.
fn changed(format: &str, part: &str, from: &str, to: &str) -> Vec<u8> {
    archive::rewritten(&good(format), part, |xml| {
        assert!(xml.contains(from), "{part} lacks {from}");
        xml.replacen(from, to, 1)
    })
}

/// Four bytes of a file set to a number.
fn patched(mut bytes: Vec<u8>, at: usize, value: u32) -> Vec<u8> {
    bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
    bytes
}

/// The place of the first sector of an xls's list of tables, of its directory, and what the table says of a sector.
mod place {
    pub(super) const DIRECTORY: usize = 48;
    pub(super) const MORE_TABLES: usize = 68;
    pub(super) const TABLES: usize = 76;
}

#[test]
fn open_documents_that_multiply_are_refused() {
    let row = "<table:table-row table:style-name=\"ro1\">";
    let repeated = |attribute: &str| changed("ods", "content.xml", row, &row.replace('>', &format!(" {attribute}>")));
    let cell = "office:value-type=\"string\" calcext:value-type=\"string\"";
    let wide = |attribute: &str| changed("ods", "content.xml", cell, &format!("{cell} {attribute}"));
    for (name, bytes, key) in [
        ("a row repeated beyond all rows", repeated("table:number-rows-repeated=\"2000000000\""), "input-too-large"),
        ("a row repeated a million times", repeated("table:number-rows-repeated=\"1000000\""), "input-too-large"),
        ("a negative repeat", repeated("table:number-rows-repeated=\"-1\""), "input-broken"),
        ("a repeat of nothing", repeated("table:number-rows-repeated=\"0\""), "input-broken"),
        ("a repeat that is no number", repeated("table:number-rows-repeated=\"1e9\""), "input-broken"),
        ("a cell repeated beyond all columns", wide("table:number-columns-repeated=\"16385\""), "input-too-large"),
        ("a repeat beyond any number", wide("table:number-columns-repeated=\"99999999999999\""), "input-broken"),
        (
            "a thousand million blanks",
            changed("ods", "content.xml", "<text:p>가", "<text:p><text:s text:c=\"1000000000\"/>가"),
            "input-too-large",
        ),
        (
            "elements a thousand deep",
            changed("ods", "content.xml", "<text:p>가", &format!("<text:p>{}가", "<text:span>".repeat(1000))),
            "input-too-large",
        ),
        (
            "an element that never ends",
            changed("ods", "content.xml", "</office:body></office:document-content>", ""),
            "input-truncated",
        ),
        (
            "ends in the wrong order",
            changed("ods", "content.xml", "</table:table-row></table:table>", "</table:table></table:table-row>"),
            "input-broken",
        ),
        (
            "entities that multiply",
            changed(
                "ods",
                "content.xml",
                "?>",
                "?><!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>",
            ),
            "input-broken",
        ),
        (
            "an external entity",
            changed("ods", "content.xml", "?>", "?><!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>"),
            "input-broken",
        ),
        (
            "parts sealed with a password",
            changed("ods", "manifest.xml", "<manifest:file-entry ", "<manifest:encryption-data/><manifest:file-entry "),
            "input-protected",
        ),
        ("no content", without("ods", "content.xml"), "input-other-format"),
    ] {
        assert_eq!(refused(name, &bytes), key, "{name}");
    }
}

fn without(format: &str, part: &str) -> Vec<u8> {
    let parts = archive::parts(&good(format)).into_iter().filter(|(name, _)| !name.ends_with(part));
    archive::packed(&parts.collect::<Vec<_>>())
}

#[test]
fn old_workbooks_whose_sectors_run_in_circles_are_refused() {
    let sound = good("xls");
    let long = |at: usize| u32::from_le_bytes(sound[at..at + 4].try_into().expect("four bytes"));
    let (directory, table) = (long(place::DIRECTORY), long(place::TABLES));
    let of_sector = |sector: u32| (table as usize + 1) * 512 + sector as usize * 4;
    let circle = patched(sound.clone(), of_sector(directory), directory);
    // The last entry of a sector of tables leads to the next one.
    let endless = patched(sound.clone(), of_sector(127), table);
    for (name, bytes, key) in [
        ("a directory that follows itself", circle, "input-truncated"),
        ("a directory outside the file", patched(sound.clone(), place::DIRECTORY, 0x00FF_FFFF), "input-truncated"),
        ("tables without an end", patched(endless, place::MORE_TABLES, table), "input-truncated"),
        ("a table outside the file", patched(sound.clone(), place::TABLES, 0x7FFF_FFFF), "input-truncated"),
        ("no sectors", sound[..512].to_vec(), "input-truncated"),
        ("half a file", sound[..sound.len() / 2].to_vec(), "input-truncated"),
    ] {
        assert_eq!(refused(name, &bytes), key, "{name}");
    }
}

/// A record of the workbook's stream, found by its type and length.
fn with_record(kind: u16, change: impl Fn(&mut [u8])) -> Vec<u8> {
    let mut bytes = good("xls");
    // The stream begins with the mark of its version, and its records follow one another.
    let mut at = bytes.windows(6).position(|head| head == [0x09, 0x08, 0x10, 0, 0, 6]).expect("a stream");
    let short = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
    while short(at) != kind {
        at += 4 + usize::from(short(at + 2));
    }
    let length = usize::from(short(at + 2));
    let at = at + 4;
    change(&mut bytes[at..at + length]);
    bytes
}

#[test]
fn old_workbooks_with_lying_records_are_refused() {
    let dimensions = |rows: u32, columns: u16| {
        with_record(0x0200, |data| {
            data[4..8].copy_from_slice(&rows.to_le_bytes());
            data[10..12].copy_from_slice(&columns.to_le_bytes());
        })
    };
    assert_eq!(refused("rows beyond all rows", &dimensions(u32::MAX, 3)), "input-too-large");
    assert_eq!(refused("columns beyond all columns", &dimensions(10, u16::MAX)), "input-too-large");
    assert_eq!(refused("sixteen million cells", &dimensions(65_536, 256)), "input-too-large");
}

#[test]
fn workbooks_sealed_with_a_password_are_called_so() {
    // The record of the code page becomes the one that says how the rest is encrypted.
    let mut old = good("xls");
    let at = old.windows(4).position(|head| head == [0x42, 0, 2, 0]).expect("a code page");
    old[at] = 0x2F;
    assert_eq!(refused("an old workbook", &old), "input-protected");
    // A newer one lies as a whole in a stream of a compound file.
    let mut new = good("xls");
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let name = wide("Workbook");
    let at = new.windows(name.len()).position(|found| found == name).expect("the stream");
    let sealed = wide("EncryptedPackage");
    new[at..at + sealed.len()].copy_from_slice(&sealed);
    new[at + 64] = u8::try_from(sealed.len() + 2).expect("short");
    assert_eq!(refused("a newer workbook", &new), "input-protected");
}

#[test]
fn binary_workbooks_with_lying_lengths_are_refused() {
    let part = |name: &str, bytes: &[u8]| {
        let mut parts = archive::parts(&good("xlsb"));
        let found = parts.iter_mut().find(|(part, _)| part.ends_with(name)).expect("a part");
        bytes.clone_into(&mut found.1);
        archive::packed(&parts)
    };
    // A type and a length of 268,435,455 bytes.
    let long = [0x00, 0xFF, 0xFF, 0xFF, 0x7F, 1, 2, 3];
    for name in ["sheet1.bin", "workbook.bin", "sharedStrings.bin", "styles.bin"] {
        assert_eq!(refused(name, &part(name, &long)), "input-too-large", "{name}");
        assert_eq!(refused(name, &part(name, &[0x00, 0x20, 1])), "input-truncated", "{name}");
    }
    // Shared strings are pointed at that are not there.
    let strings = part("sharedStrings.bin", &[0x9F, 1, 8, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(refused("no such string", &strings), "input-broken");
}

#[test]
fn archives_that_become_too_much_are_refused() {
    let mut parts = archive::parts(&good("xlsx"));
    parts.push(("xl/media/bomb.bin".to_owned(), vec![0; 20 << 20]));
    let bomb = archive::packed(&parts);
    assert!(bomb.len() < 100_000, "{} bytes of a bomb", bomb.len());
    assert_eq!(refused("a bomb", &bomb), "input-too-large");
    let mut many = archive::parts(&good("xlsx"));
    many.extend((0..10_001).map(|number| (format!("xl/media/{number}"), Vec::new())));
    assert_eq!(refused("ten thousand parts", &archive::packed(&many)), "input-too-large");
    let sheet = |inside: &str| changed("xlsx", "sheet1.xml", "<sheetData>", &format!("<sheetData>{inside}"));
    // Three bytes of each become nine in a reader that remembers every open element.
    assert_eq!(refused("a million elements deep", &sheet(&"<a>".repeat(4_000_000))), "input-too-large");
    assert_eq!(
        refused("a comment of megabytes", &sheet(&format!("<!--{}-->", " ".repeat(9 << 20)))),
        "input-too-large"
    );
    let entity = changed("xlsx", "sheet1.xml", "?>", "?><!DOCTYPE x [<!ENTITY a \"b\">]>");
    assert_eq!(refused("a document type", &entity), "input-broken");
    let lying = changed("xlsx", "sharedStrings.xml", "uniqueCount=\"", "uniqueCount=\"99999999999");
    assert_eq!(refused("a lying count of strings", &lying), "input-broken");
}

#[test]
fn wrong_things_by_the_right_name_are_called_what_they_are() {
    let packed = |name: &str, bytes: &[u8]| archive::packed(&[(name.to_owned(), bytes.to_vec())]);
    let media = |kind: &str| packed("mimetype", kind.as_bytes());
    for (name, bytes, key) in [
        ("a text document", media("application/vnd.oasis.opendocument.text"), "input-is-document"),
        ("a presentation", media("application/vnd.oasis.opendocument.presentation"), "input-is-slides"),
        ("a Hangul document", media("application/hwp+zip"), "input-is-document"),
        ("a Word document", packed("word/document.xml", b"<x/>"), "input-is-document"),
        ("slides", packed("ppt/presentation.xml", b"<x/>"), "input-is-slides"),
        ("photographs", packed("a.jpg", b"\xFF\xD8\xFF"), "input-is-archive"),
        ("a page", b"\xEF\xBB\xBF<!DOCTYPE html><table>".to_vec(), "input-is-html"),
        ("XML of Excel 2003", b"<?xml version=\"1.0\"?><Workbook/>".to_vec(), "input-is-xml"),
        ("a picture", b"\x89PNG\r\n\x1a\n".to_vec(), "input-is-image"),
        ("a file of zeros", vec![0; 5000], "input-not-workbook"),
    ] {
        assert_eq!(refused(name, &bytes), key, "{name}");
    }
}

#[test]
fn what_a_child_cannot_read_is_one_failed_file() {
    read_with(env!("CARGO_BIN_EXE_bogo"));
    let dir = tempfile::tempdir().expect("a folder");
    // A name in the list of sheets that leads nowhere makes the reader stumble.
    let stumbling = with_record(0x00FC, |data| data.fill(0xFF));
    let path = dir.path().join("x.xls");
    fs::write(&path, stumbling).expect("a file");
    let error = Workbook::open_within(&path, "x.xls", 1, &Budget::default()).err().expect("broken");
    assert_eq!((error.kind, error.key), (Kind::Input, "input-broken"), "{error}");
}
