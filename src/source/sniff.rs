//! What a file is by its first bytes, whatever its name says.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// How much of a file is looked at.
const HEAD_BYTES: u64 = 4096;
const OLE2: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nature {
    Empty,
    /// A ZIP archive: xlsx, xlsb, ods and much else.
    Archive,
    /// A compound file: xls, documents, or a workbook sealed with a password.
    Compound,
    /// Nothing speaks against a table in a text file.
    Text,
    /// Something else, with the key of the sentence that names it.
    Other(&'static str),
}

/// Looks at the first bytes. `is_text` when the name says that the file is text: then zero bytes may be UTF-16.
pub(super) fn nature(path: &Path, is_text: bool) -> std::io::Result<Nature> {
    let mut head = Vec::new();
    File::open(path)?.take(HEAD_BYTES).read_to_end(&mut head)?;
    Ok(of(&head, is_text))
}

fn of(head: &[u8], is_text: bool) -> Nature {
    const MAGIC: [(&[u8], Nature); 13] = [
        (b"PK\x03\x04", Nature::Archive),
        (b"PK\x05\x06", Nature::Archive),
        (OLE2, Nature::Compound),
        (b"%PDF", Nature::Other("input-is-pdf")),
        (b"\x89PNG", Nature::Other("input-is-image")),
        (b"\xFF\xD8\xFF", Nature::Other("input-is-image")),
        (b"GIF8", Nature::Other("input-is-image")),
        (b"{\\rtf", Nature::Other("input-is-document")),
        (b"HWP Document File", Nature::Other("input-is-document")),
        (b"7z\xBC\xAF\x27\x1C", Nature::Other("input-is-archive")),
        (b"Rar!", Nature::Other("input-is-archive")),
        (b"\x1F\x8B", Nature::Other("input-is-archive")),
        (b"SQLite format 3", Nature::Other("input-not-workbook")),
    ];
    if head.is_empty() {
        return Nature::Empty;
    }
    if let Some((_, nature)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return *nature;
    }
    let start = String::from_utf8_lossy(head).trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    // Web applications save tables of a page under the name .xls.
    if ["<html", "<!doctype html", "<table", "<meta", "<head", "<body"].iter().any(|tag| start.starts_with(tag)) {
        return Nature::Other("input-is-html");
    }
    if start.starts_with("<?xml") {
        let is_page = start.contains("<html");
        return Nature::Other(if is_page { "input-is-html" } else { "input-is-xml" });
    }
    let is_control = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C);
    let has_mark = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]);
    if is_text || has_mark || !head.iter().any(is_control) { Nature::Text } else { Nature::Other("input-not-workbook") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_decide_and_not_names() {
        let cases: [(&[u8], Nature); 9] = [
            (b"", Nature::Empty),
            (b"PK\x03\x04rest", Nature::Archive),
            (OLE2, Nature::Compound),
            (b"%PDF-1.7", Nature::Other("input-is-pdf")),
            (b"\xEF\xBB\xBF\n<HTML><table>", Nature::Other("input-is-html")),
            (b"<?xml version=\"1.0\"?><Workbook>", Nature::Other("input-is-xml")),
            ("식별자,상호\n".as_bytes(), Nature::Text),
            (&[0xFF, 0xFE, b'a', 0, b',', 0], Nature::Text),
            (b"a\0\x01b", Nature::Other("input-not-workbook")),
        ];
        for (head, nature) in cases {
            assert_eq!(of(head, false), nature, "{head:?}");
        }
        assert_eq!(of(b"a\0,\0", true), Nature::Text, "UTF-16 without a mark");
    }
}
