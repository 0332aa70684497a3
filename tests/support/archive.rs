//! An archive with its parts changed.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// The parts of an archive in their order.
pub(crate) fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("a part");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("bytes");
        let name = file.name().expect("a name").to_string();
        parts.push((name, bytes));
    }
    parts
}

/// An archive of parts.
pub(crate) fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        out.start_file(name.as_str(), SimpleFileOptions::default()).expect("a part");
        out.write_all(bytes).expect("bytes");
    }
    out.finish().expect("an archive").into_inner()
}

/// The archive with the text of the parts whose names end with `name` changed.
pub(crate) fn rewritten(bytes: &[u8], name: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut parts = parts(bytes);
    for (part, bytes) in &mut parts {
        if part.ends_with(name) {
            *bytes = change(std::str::from_utf8(bytes).expect("XML")).into_bytes();
        }
    }
    packed(&parts)
}
