//! Files that say what cannot be, or go beyond a limit, in every format: refused in our words before a library trusts them.
//!
//! Every file here is harmless, whoever opens it: a guard is proved by a small file under a limit lowered for the test.
//! What made libraries fail outside is told in words: calamine 0.38 can end the process that opens or holds a small file
//! (tafia/calamine#693), and waits, in xls, for the end of what has none.

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;

use bogo::error::{Error, ErrorKind};
use bogo::fuzz;
use bogo::source::{Budget, Reading, Workbook};
use fixtures::archive;

use crate::support::{as_the_program, samples};

fn good(format: &str) -> Vec<u8> {
    let samples: BTreeMap<&str, Vec<u8>> = samples::all().into_iter().collect();
    samples[format].clone()
}

/// The key of the refusal of a file.
fn refused(name: &str, bytes: &[u8]) -> &'static str {
    let dir = tempfile::tempdir().expect("a folder");
    let outcome = fuzz::workbook(bytes, &dir.path().join("file"));
    let error: Error = outcome.err().unwrap_or_else(|| panic!("{name} was read"));
    assert_eq!(error.kind, ErrorKind::Input, "{name}");
    error.key
}

/// The key of the refusal of a file that is read, but under a lower limit.
fn refused_within(limit: &str, bytes: &[u8]) -> &'static str {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("file");
    fs::write(&path, bytes).expect("a file");
    let read = |budget: &Budget| {
        let mut book = Workbook::open(&path, "file", 1, &Reading { budget: budget.clone(), child: None })?;
        let sheets = book.sheets.clone();
        sheets.iter().try_for_each(|sheet| book.each_row(&sheet.source.sheet, |_| ControlFlow::Continue(())))
    };
    read(&Budget::default()).unwrap_or_else(|error| panic!("{limit}: {error}"));
    let mut budget = Budget::default();
    assert!(budget.set(limit), "{limit}");
    let error = read(&budget).err().unwrap_or_else(|| panic!("{limit} holds nothing"));
    assert_eq!(error.kind, ErrorKind::Input, "{limit}");
    error.key
}

/// A part of a good file with one thing replaced by another.
fn changed(format: &str, part: &str, from: &str, to: &str) -> Vec<u8> {
    archive::rewritten(&good(format), part, |xml| {
        assert!(xml.contains(from), "{part} lacks {from}");
        xml.replacen(from, to, 1)
    })
}

#[test]
fn open_documents_beyond_a_limit_are_refused() {
    let row = "<table:table-row table:style-name=\"ro1\">";
    let twice = changed("ods", "content.xml", row, &row.replace('>', " table:number-rows-repeated=\"2\">"));
    let cell = "office:value-type=\"string\" calcext:value-type=\"string\"";
    let wide = changed("ods", "content.xml", cell, &format!("{cell} table:number-columns-repeated=\"3\""));
    let blanks = changed("ods", "content.xml", "<text:p>가", "<text:p><text:s text:c=\"40\"/>가");
    let deep = changed("ods", "content.xml", "<text:p>가", "<text:p><text:span><text:span>가</text:span></text:span>");
    for (limit, bytes) in [
        ("held=20", &twice),
        ("cells=20", &twice),
        ("cells=20", &wide),
        ("columns=5", &wide),
        ("string=39", &blanks),
        ("depth=8", &deep),
    ] {
        assert_eq!(refused_within(limit, bytes), "input-too-large", "{limit}");
    }
}

#[test]
fn open_documents_that_contradict_themselves_are_refused() {
    let row = "<table:table-row table:style-name=\"ro1\">";
    let repeated = |attribute: &str| changed("ods", "content.xml", row, &row.replace('>', &format!(" {attribute}>")));
    for (name, bytes, key) in [
        ("a negative repeat", repeated("table:number-rows-repeated=\"-1\""), "input-broken"),
        ("a repeat of nothing", repeated("table:number-rows-repeated=\"0\""), "input-broken"),
        ("a repeat that is no number", repeated("table:number-rows-repeated=\"two\""), "input-broken"),
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
        ("a document type", changed("ods", "content.xml", "?>", "?><!DOCTYPE x>"), "input-broken"),
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
fn old_workbooks_cut_short_are_refused() {
    let sound = good("xls");
    for (name, bytes) in [("no sectors", &sound[..512]), ("half a file", &sound[..sound.len() / 2])] {
        assert_eq!(refused(name, bytes), "input-truncated", "{name}");
    }
}

#[test]
fn old_workbooks_beyond_a_limit_are_refused() {
    // What the sheet says of its size counts before its cells do.
    for limit in ["held=20", "cells=9"] {
        assert_eq!(refused_within(limit, &good("xls")), "input-too-large", "{limit}");
    }
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
fn binary_workbooks_cut_short_or_beyond_a_limit_are_refused() {
    let part = |name: &str, bytes: &[u8]| {
        let mut parts = archive::parts(&good("xlsb"));
        let found = parts.iter_mut().find(|(part, _)| part.ends_with(name)).expect("a part");
        bytes.clone_into(&mut found.1);
        archive::packed(&parts)
    };
    for name in ["sheet1.bin", "workbook.bin", "sharedStrings.bin", "styles.bin"] {
        assert_eq!(refused(name, &part(name, &[0x00, 0x20, 1])), "input-truncated", "{name}");
    }
    assert_eq!(refused_within("record=16", &good("xlsb")), "input-too-large");
    // Shared strings are pointed at that are not there.
    let strings = part("sharedStrings.bin", &[0x9F, 1, 8, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(refused("no such string", &strings), "input-broken");
}

#[test]
fn archives_beyond_a_limit_are_refused() {
    for limit in ["parts=5", "part=500", "sheet=500", "total=2000", "depth=3"] {
        assert_eq!(refused_within(limit, &good("xlsx")), "input-too-large", "{limit}");
    }
    let entity = changed("xlsx", "sheet1.xml", "?>", "?><!DOCTYPE x>");
    assert_eq!(refused("a document type", &entity), "input-broken");
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
    let dir = tempfile::tempdir().expect("a folder");
    // The look beforehand does not mind the length of the record that says how large a sheet is, and the reader does.
    let mut stumbling = good("xls");
    let at = stumbling.windows(4).position(|head| head == [0, 2, 14, 0]).expect("dimensions");
    stumbling[at + 2] = 6;
    // The rest of it becomes a record that says nothing.
    stumbling[at + 10..at + 14].copy_from_slice(&[0x34, 0x12, 4, 0]);
    let path = dir.path().join("x.xls");
    fs::write(&path, stumbling).expect("a file");
    let error = Workbook::open(&path, "x.xls", 1, &as_the_program(Budget::default())).err().expect("broken");
    assert_eq!((error.kind, error.key), (ErrorKind::Input, "input-broken"), "{error}");
}
