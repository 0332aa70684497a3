//! What a file is by its first bytes, whatever its name says.

use std::io::Read;

use super::Location;
use encoding_rs::{Encoding, UTF_8};

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
pub(super) fn nature(location: &Location, is_text: bool) -> std::io::Result<Nature> {
    let mut head = Vec::new();
    location.open()?.take(HEAD_BYTES).read_to_end(&mut head)?;
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
    // Excel 2 to 4 wrote the records of a sheet without a container; so does whoever leaves away that of later ones.
    if matches!(head, [0x09, 0x00 | 0x02 | 0x04 | 0x08, 0x04..=0x10, 0x00, ..]) {
        return Nature::Other("input-is-old-excel");
    }
    let (text, _, _) = Encoding::for_bom(head).map_or(UTF_8, |(encoding, _)| encoding).decode(head);
    if is_sylk(&text) {
        return Nature::Other("input-is-sylk");
    }
    let start = text.trim_start().to_ascii_lowercase();
    if start.starts_with("table") && start.split_whitespace().nth(1) == Some("0,1") {
        return Nature::Other("input-is-dif");
    }
    // Web applications save tables of a page under the name .xls.
    if ["<html", "<!doctype html", "<table", "<meta", "<head", "<body"].iter().any(|tag| start.starts_with(tag)) {
        return Nature::Other("input-is-html");
    }
    if start.starts_with("<?xml") {
        return Nature::Other(match () {
            () if start.contains("<html") => "input-is-html",
            () if start.contains("urn:schemas-microsoft-com:office:spreadsheet") => "input-is-xml-2003",
            () if start.contains("opendocument.spreadsheet") => "input-is-fods",
            () => "input-is-xml",
        });
    }
    let is_control = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C);
    let has_mark = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]);
    if is_text || has_mark || !head.iter().any(is_control) { Nature::Text } else { Nature::Other("input-not-workbook") }
}

/// A symbolic link file: records of a letter or two, each with fields that a letter names. A table whose first column is
/// called ID has no such rows.
fn is_sylk(text: &str) -> bool {
    let is_record = |line: &str| {
        let mut fields = line.split(';');
        let is_known = matches!(fields.next(), Some("P" | "F" | "B" | "C" | "O" | "W" | "NN" | "NU" | "NE"));
        is_known && fields.next().is_some_and(|field| field.starts_with(|c: char| c.is_ascii_uppercase()))
    };
    let mut lines = text.lines();
    lines.next().is_some_and(|line| line.starts_with("ID;P"))
        && lines.take(2).filter(|line| is_record(line)).count() == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_decide_and_not_names() {
        let cases: [(&[u8], Nature); 17] = [
            (b"ID;PWXL;N;E\r\nP;PGeneral\r\nF;W1 1 10\r\n", Nature::Other("input-is-sylk")),
            (b"ID;PRICE\nA;5\nB;7\n", Nature::Text),
            (b"TABLE\r\n0,1\r\n\"EXCEL\"\r\nVECTORS\r\n", Nature::Other("input-is-dif")),
            (b"table,0,1\n1,2,3\n", Nature::Text),
            (&[0x09, 0x04, 0x06, 0x00, 0x00, 0x00, 0x10, 0x00], Nature::Other("input-is-old-excel")),
            (&[0x09, 0x00, 0x04, 0x00, 0x02, 0x00, 0x10, 0x00], Nature::Other("input-is-old-excel")),
            (
                b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
                Nature::Other("input-is-xml-2003"),
            ),
            (
                b"<?xml version=\"1.0\"?><office:document office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\">",
                Nature::Other("input-is-fods"),
            ),
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
