//! The archive of a workbook: parts read on demand, carried over as they are, or replaced.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::Refusal;

/// Largest part that is changed, unpacked: a larger sheet is better shown in extracts.
const LARGEST: u64 = 32 << 20;

/// The parts of one workbook.
pub(super) struct CopiedParts<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    names: Vec<String>,
    /// Changed and added parts.
    changed: BTreeMap<String, String>,
}

impl<'b> CopiedParts<'b> {
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, Refusal> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| "copy-format")?;
        let names = archive.file_names().map(|name| name.map(std::borrow::Cow::into_owned).map_err(|_| "copy-shape"));
        let names: Vec<String> = names.collect::<Result<_, Refusal>>()?;
        if names.iter().any(|name| name.starts_with("_xmlsignatures/")) {
            return Err("copy-signed");
        }
        if !names.iter().any(|name| name == "xl/workbook.xml") {
            return Err("copy-format");
        }
        Ok(Self { archive, names, changed: BTreeMap::new() })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.changed.contains_key(name) || self.names.iter().any(|found| found == name)
    }

    /// The text of a part.
    pub(super) fn text(&mut self, name: &str) -> Result<String, Refusal> {
        if let Some(text) = self.changed.get(name) {
            return Ok(text.clone());
        }
        let part = self.archive.by_name(name).map_err(|_| "copy-shape")?;
        if part.size() > LARGEST {
            return Err("copy-size");
        }
        let mut text = String::new();
        part.take(LARGEST + 1).read_to_string(&mut text).map_err(|_| "copy-shape")?;
        if text.len() as u64 > LARGEST { Err("copy-size") } else { Ok(text) }
    }

    /// Replaces or adds a part, which must be well-formed.
    pub(super) fn put(&mut self, name: &str, text: String) -> Result<(), Refusal> {
        roxmltree::Document::parse(&text).map_err(|_| "copy-shape")?;
        self.changed.insert(name.to_owned(), text);
        Ok(())
    }

    /// A name for a new part: `front`, a number, `end`.
    pub(super) fn free(&self, front: &str, end: &str) -> String {
        (1..u32::MAX).map(|number| format!("{front}{number}{end}")).find(|name| !self.has(name)).unwrap_or_default()
    }

    /// The archive with every part in its old place, new ones at the end.
    pub(super) fn close(mut self) -> Result<Vec<u8>, Refusal> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default();
        for index in 0..self.archive.len() {
            let part = self.archive.by_index_raw(index).map_err(|_| "copy-shape")?;
            let name = part.name().map_err(|_| "copy-shape")?.into_owned();
            match self.changed.remove(&name) {
                None => out.raw_copy_file(part).map_err(|_| "copy-shape")?,
                Some(text) => {
                    out.start_file(name, options).map_err(|_| "copy-shape")?;
                    out.write_all(text.as_bytes()).map_err(|_| "copy-shape")?;
                }
            }
        }
        for (name, text) in self.changed {
            out.start_file(name, options).map_err(|_| "copy-shape")?;
            out.write_all(text.as_bytes()).map_err(|_| "copy-shape")?;
        }
        Ok(out.finish().map_err(|_| "copy-shape")?.into_inner())
    }
}
