//! Cells on their way from the child process to its parent: a compact stream of frames, and the check of every byte of
//! it on arrival. What a child that read a hostile file sends is as hostile as the file.
//!
//! Both ends stand in one file, so that neither changes without the other.

use std::collections::HashMap;
use std::io::{self, Write};

use super::layout::{LAST_COLUMN, LAST_ROW};

/// What every stream begins with.
const MAGIC: &[u8; 8] = b"bogo\0c1\n";
/// Texts up to this length are sent once.
const SHARED_BYTES: usize = 256;
/// How many are remembered.
const SHARED: usize = 1 << 20;

mod tag {
    pub(super) const SHEET: u8 = 1;
    pub(super) const ROW: u8 = 2;
    pub(super) const TEXT: u8 = 3;
    pub(super) const AGAIN: u8 = 4;
    pub(super) const NUMBER: u8 = 5;
    pub(super) const BOOL: u8 = 6;
    pub(super) const ERROR: u8 = 7;
    pub(super) const SERIAL: u8 = 8;
    pub(super) const NAME: u8 = 9;
    pub(super) const END: u8 = 10;
    pub(super) const FAILURE: u8 = 11;
}

/// The errors a cell may hold.
pub(super) const ERRORS: [&str; 8] = ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#DATA!"];

/// The reasons for which a child may give up.
pub(super) const FAILURES: [&str; 4] = ["input-broken", "input-protected", "input-too-large", "input-truncated"];

/// A cell's value on its way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Sent<'b> {
    Text(&'b str),
    Number(f64),
    Bool(bool),
    Error(&'static str),
    /// Days since the epoch.
    Serial(f64),
}

/// Writes frames.
pub(super) struct FrameWriter<W> {
    out: W,
    shared: HashMap<String, u32>,
    texts: u32,
}

impl<W: Write> FrameWriter<W> {
    pub(super) fn new(mut out: W) -> io::Result<Self> {
        out.write_all(MAGIC)?;
        Ok(Self { out, shared: HashMap::new(), texts: 0 })
    }

    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        let length = u32::try_from(bytes.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
        self.out.write_all(&length.to_le_bytes())?;
        self.out.write_all(bytes)
    }

    /// The sheet whose rows follow, and its place among the sheets of the file, charts included.
    pub(super) fn sheet(&mut self, place: u32, name: &str, is_hidden: bool) -> io::Result<()> {
        self.out.write_all(&[tag::SHEET, u8::from(is_hidden)])?;
        self.out.write_all(&place.to_le_bytes())?;
        self.bytes(name.as_bytes())
    }

    /// The row whose cells follow, counted from 1.
    pub(super) fn row(&mut self, row: u32) -> io::Result<()> {
        self.out.write_all(&[tag::ROW])?;
        self.out.write_all(&row.to_le_bytes())
    }

    /// A cell of the row, its column counted from 1.
    pub(super) fn cell(&mut self, col: u32, value: Sent<'_>) -> io::Result<()> {
        let head = |tag: u8| {
            let [low, high, ..] = col.to_le_bytes();
            [tag, low, high]
        };
        match value {
            Sent::Text(text) => {
                if let Some(known) = self.shared.get(text) {
                    self.out.write_all(&head(tag::AGAIN))?;
                    return self.out.write_all(&known.to_le_bytes());
                }
                if text.len() <= SHARED_BYTES && self.shared.len() < SHARED {
                    self.shared.insert(text.to_owned(), self.texts);
                }
                self.texts += 1;
                self.out.write_all(&head(tag::TEXT))?;
                self.bytes(text.as_bytes())
            }
            Sent::Number(number) => {
                self.out.write_all(&head(tag::NUMBER))?;
                self.out.write_all(&number.to_le_bytes())
            }
            Sent::Serial(days) => {
                self.out.write_all(&head(tag::SERIAL))?;
                self.out.write_all(&days.to_le_bytes())
            }
            Sent::Bool(flag) => {
                self.out.write_all(&head(tag::BOOL))?;
                self.out.write_all(&[u8::from(flag)])
            }
            Sent::Error(error) => {
                let code = ERRORS.iter().position(|known| *known == error).unwrap_or(6);
                self.out.write_all(&head(tag::ERROR))?;
                self.out.write_all(&[u8::try_from(code).unwrap_or(6)])
            }
        }
    }

    /// A name of the workbook and what it stands for.
    pub(super) fn name(&mut self, name: &str, formula: &str) -> io::Result<()> {
        self.out.write_all(&[tag::NAME])?;
        self.bytes(name.as_bytes())?;
        self.bytes(formula.as_bytes())
    }

    /// Nothing more follows.
    pub(super) fn end(&mut self, is_1904: bool) -> io::Result<()> {
        self.out.write_all(&[tag::END, u8::from(is_1904)])?;
        self.out.flush()
    }

    /// The file could not be read.
    pub(super) fn failure(&mut self, key: &str, detail: &str) -> io::Result<()> {
        let code = FAILURES.iter().position(|known| *known == key).unwrap_or(0);
        self.out.write_all(&[tag::FAILURE, u8::try_from(code).unwrap_or(0)])?;
        self.bytes(detail.as_bytes())?;
        self.out.flush()
    }
}

/// A sheet of a stream that was found sound.
#[derive(Debug)]
pub(super) struct DecodedSheet {
    /// Among the sheets of the file, from 0.
    pub place: u32,
    pub name: String,
    pub is_hidden: bool,
    /// Where its rows stand.
    rows: std::ops::Range<usize>,
}

/// Frames that arrived, every one of them checked.
#[derive(Debug, Default)]
pub(super) struct DecodedRows {
    bytes: Vec<u8>,
    /// Where each text stands.
    texts: Vec<std::ops::Range<usize>>,
    pub sheets: Vec<DecodedSheet>,
    pub names: Vec<(String, String)>,
    pub is_1904: bool,
}

/// Why a stream was not accepted.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// The child says why it gave up: a key of ours, and a library's words.
    Failure(&'static str, String),
    /// It ends before its end.
    Short,
    /// It holds what no sound child sends.
    Unsound(&'static str),
}

impl DecodedRows {
    /// Checks a stream.
    pub(super) fn check(bytes: Vec<u8>) -> Result<Self, Refused> {
        let mut held = Self { bytes, ..Self::default() };
        let mut cursor = FrameCursor { bytes: &held.bytes, at: 0 };
        if cursor.take(MAGIC.len())? != MAGIC {
            return Err(Refused::Unsound("magic"));
        }
        let (mut texts, mut sheets, mut names) = (Vec::new(), Vec::<DecodedSheet>::new(), Vec::new());
        let (mut row, mut col) = (0, 0);
        loop {
            let at = cursor.at;
            let tag = cursor.byte()?;
            if (tag::TEXT..=tag::SERIAL).contains(&tag) {
                let next = cursor.short()?;
                if row == 0 || next <= col || u32::from(next) > LAST_COLUMN {
                    return Err(Refused::Unsound("column"));
                }
                col = next;
            }
            match tag {
                tag::SHEET => {
                    let (is_hidden, place) = (cursor.flag()?, cursor.long()?);
                    let name = cursor.text()?.0.to_owned();
                    sheets.iter_mut().next_back().into_iter().for_each(|sheet| sheet.rows.end = at);
                    sheets.push(DecodedSheet { place, name, is_hidden, rows: cursor.at..cursor.at });
                    (row, col) = (0, 0);
                }
                tag::ROW => {
                    let next = cursor.long()?;
                    if sheets.is_empty() || next <= row || next > LAST_ROW {
                        return Err(Refused::Unsound("row"));
                    }
                    (row, col) = (next, 0);
                }
                tag::TEXT => texts.push(cursor.text()?.1),
                tag::AGAIN => {
                    if cursor.long()? as usize >= texts.len() {
                        return Err(Refused::Unsound("text"));
                    }
                }
                tag::NUMBER | tag::SERIAL => {
                    cursor.take(8)?;
                }
                tag::BOOL => {
                    cursor.flag()?;
                }
                tag::ERROR => {
                    if usize::from(cursor.byte()?) >= ERRORS.len() {
                        return Err(Refused::Unsound("error"));
                    }
                }
                tag::NAME => names.push((cursor.text()?.0.to_owned(), cursor.text()?.0.to_owned())),
                tag::END => {
                    let is_1904 = cursor.flag()?;
                    if cursor.at != cursor.bytes.len() {
                        return Err(Refused::Unsound("bytes after the end"));
                    }
                    sheets.iter_mut().next_back().into_iter().for_each(|sheet| sheet.rows.end = at);
                    (held.texts, held.sheets, held.names, held.is_1904) = (texts, sheets, names, is_1904);
                    return Ok(held);
                }
                tag::FAILURE => {
                    let key = FAILURES.get(usize::from(cursor.byte()?)).copied();
                    let detail = cursor.text()?.0.to_owned();
                    return Err(key.map_or(Refused::Unsound("failure"), |key| Refused::Failure(key, detail)));
                }
                _ => return Err(Refused::Unsound("tag")),
            }
        }
    }

    /// The rows of a sheet.
    pub(super) fn rows(&self, sheet: &DecodedSheet) -> RowFrames<'_> {
        RowFrames { held: self, cursor: FrameCursor { bytes: &self.bytes[..sheet.rows.end], at: sheet.rows.start } }
    }
}

/// The rows of a sheet, decoded one by one.
pub(super) struct RowFrames<'h> {
    held: &'h DecodedRows,
    cursor: FrameCursor<'h>,
}

impl<'h> RowFrames<'h> {
    /// The number of the next row, its cells put into `cells`; nothing after the last one.
    pub(super) fn next(&mut self, cells: &mut Vec<(u32, Sent<'h>)>) -> Option<u32> {
        cells.clear();
        // Names may stand between two rows.
        let row = loop {
            match self.cursor.byte().ok()? {
                tag::ROW => break self.cursor.long().ok()?,
                tag::NAME => {
                    let _ = self.cursor.text().ok()?;
                    let _ = self.cursor.text().ok()?;
                }
                _ => return None,
            }
        };
        while let Some(tag) = self.cursor.peek().filter(|tag| (tag::TEXT..=tag::SERIAL).contains(tag)) {
            cells.push(self.cell(tag)?);
        }
        Some(row)
    }

    fn cell(&mut self, tag: u8) -> Option<(u32, Sent<'h>)> {
        let cursor = &mut self.cursor;
        cursor.byte().ok()?;
        let col = u32::from(cursor.short().ok()?);
        let value = match tag {
            tag::TEXT => Sent::Text(cursor.text().ok()?.0),
            tag::AGAIN => {
                let place = self.held.texts.get(cursor.long().ok()? as usize)?.clone();
                Sent::Text(std::str::from_utf8(&self.held.bytes[place]).ok()?)
            }
            tag::NUMBER => Sent::Number(cursor.double().ok()?),
            tag::SERIAL => Sent::Serial(cursor.double().ok()?),
            tag::BOOL => Sent::Bool(cursor.flag().ok()?),
            _ => Sent::Error(ERRORS.get(usize::from(cursor.byte().ok()?))?),
        };
        Some((col, value))
    }
}

/// Reads frames.
struct FrameCursor<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> FrameCursor<'b> {
    fn take(&mut self, count: usize) -> Result<&'b [u8], Refused> {
        let taken = self.at.checked_add(count).and_then(|end| self.bytes.get(self.at..end)).ok_or(Refused::Short)?;
        self.at += count;
        Ok(taken)
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn byte(&mut self) -> Result<u8, Refused> {
        self.take(1).map(|one| one[0])
    }

    fn flag(&mut self) -> Result<bool, Refused> {
        match self.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Refused::Unsound("flag")),
        }
    }

    fn short(&mut self) -> Result<u16, Refused> {
        self.take(2).map(|two| u16::from_le_bytes([two[0], two[1]]))
    }

    fn long(&mut self) -> Result<u32, Refused> {
        self.take(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
    }

    fn double(&mut self) -> Result<f64, Refused> {
        let mut eight = [0; 8];
        eight.copy_from_slice(self.take(8)?);
        Ok(f64::from_le_bytes(eight))
    }

    /// A text and where it stands.
    fn text(&mut self) -> Result<(&'b str, std::ops::Range<usize>), Refused> {
        let length = self.long()? as usize;
        let start = self.at;
        let text = std::str::from_utf8(self.take(length)?).map_err(|_| Refused::Unsound("UTF-8"))?;
        Ok((text, start..start + length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut writer = FrameWriter::new(&mut bytes).expect("memory");
        let mut write = || -> io::Result<()> {
            writer.sheet(0, "접수", false)?;
            writer.row(3)?;
            writer.cell(1, Sent::Text("카카오"))?;
            writer.cell(4, Sent::Number(1.5))?;
            writer.row(9)?;
            writer.cell(2, Sent::Text("카카오"))?;
            writer.cell(3, Sent::Error("#REF!"))?;
            writer.cell(5, Sent::Serial(44_849.5))?;
            writer.cell(6, Sent::Bool(true))?;
            writer.sheet(2, "메모", true)?;
            writer.name("구간", "접수!$A$1:$B$2")?;
            writer.end(true)
        };
        write().expect("memory");
        bytes
    }

    #[test]
    fn what_is_written_is_read() {
        let held = DecodedRows::check(sample()).expect("sound");
        assert_eq!(
            held.sheets.iter().map(|sheet| (&*sheet.name, sheet.is_hidden)).collect::<Vec<_>>(),
            [("접수", false), ("메모", true)]
        );
        let mut rows = held.rows(&held.sheets[0]);
        let mut cells = Vec::new();
        assert_eq!(rows.next(&mut cells), Some(3));
        assert_eq!(cells, [(1, Sent::Text("카카오")), (4, Sent::Number(1.5))]);
        assert_eq!(rows.next(&mut cells), Some(9));
        let last =
            [(2, Sent::Text("카카오")), (3, Sent::Error("#REF!")), (5, Sent::Serial(44_849.5)), (6, Sent::Bool(true))];
        assert_eq!(cells, last);
        assert_eq!(rows.next(&mut cells), None);
        assert_eq!(held.rows(&held.sheets[1]).next(&mut cells), None);
        assert_eq!((held.names.len(), held.is_1904), (1, true));
    }

    #[test]
    fn a_stream_cut_short_or_changed_is_refused_or_read_but_never_trusted() {
        let sound = sample();
        for end in 0..sound.len() {
            assert_eq!(DecodedRows::check(sound[..end].to_vec()).err(), Some(Refused::Short), "{end}");
        }
        for at in 0..sound.len() {
            for value in [0, 1, 2, 7, 0x7F, 0xFF] {
                let mut changed = sound.clone();
                changed[at] = value;
                if let Ok(held) = DecodedRows::check(changed) {
                    let mut cells = Vec::new();
                    for sheet in &held.sheets {
                        let mut rows = held.rows(sheet);
                        while rows.next(&mut cells).is_some() {}
                    }
                }
            }
        }
    }

    #[test]
    fn a_failure_is_told_by_its_key() {
        let mut bytes = Vec::new();
        FrameWriter::new(&mut bytes).and_then(|mut writer| writer.failure("input-protected", "why")).expect("memory");
        assert_eq!(DecodedRows::check(bytes).err(), Some(Refused::Failure("input-protected", "why".to_owned())));
    }
}
