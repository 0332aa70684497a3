//! The records of a text table: cut at delimiters and line ends, as a spreadsheet program cuts them, each with its lines.
//!
//! A field that begins with a quotation mark goes on to the next single one, over line ends too. Text behind that mark
//! belongs to the field. A line ends with LF, CR or both.

use std::io::{self, Read};

use super::prefetch::fill;

/// Bytes that are read together.
const CHUNK: usize = 1 << 16;
/// Most fields of a record: the last column of a spreadsheet.
const MOST_FIELDS: usize = 16_384;

/// Cuts decoded text (UTF-8) into records.
pub(super) struct Records<R> {
    inner: R,
    delimiter: u8,
    /// Most bytes of a record.
    most: usize,
    buffer: Vec<u8>,
    at: usize,
    filled: usize,
    /// The line of the next byte, counted from 1.
    line: u64,
    /// The byte before was a CR: an LF now belongs to it.
    after_cr: bool,
    /// Nothing was read so far.
    is_start: bool,
}

/// One record. It is filled anew for each.
#[derive(Debug, Default)]
pub(super) struct TextRecord {
    bytes: Vec<u8>,
    fields: Vec<TextField>,
    /// First and last line, counted from 1.
    pub lines: (u64, u64),
    /// The file ends before the quotation mark that would close its last field.
    pub is_open: bool,
    /// Its line has an end; the last line of a file may have none.
    pub has_end: bool,
}

#[derive(Debug, Clone, Copy)]
struct TextField {
    end: usize,
    /// It holds line ends.
    is_long: bool,
    /// Text stands behind the mark that closes it.
    goes_on: bool,
}

/// Why there is no next record.
#[derive(Debug)]
pub(super) enum RecordStop {
    Unreadable(io::Error),
    /// The record that begins in this line is longer than a record may be.
    TooLong(u64),
    /// It has more fields than a spreadsheet has columns.
    TooWide,
}

impl From<io::Error> for RecordStop {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error)
    }
}

/// Where in a field the next byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RecordState {
    Start,
    Plain,
    Quoted,
    /// Behind a quotation mark within a quoted field: it closes, or is one of two.
    Mark,
}

impl TextRecord {
    /// The number of fields; an empty line has none.
    pub(super) fn len(&self) -> usize {
        self.fields.len()
    }

    /// The bytes of a field; none where there is no such field.
    pub(super) fn field(&self, index: usize) -> &[u8] {
        let start = index.checked_sub(1).and_then(|before| self.fields.get(before)).map_or(0, |field| field.end);
        self.fields.get(index).map_or(&[], |field| &self.bytes[start..field.end])
    }

    /// Indices of the fields that hold line ends, each with whether text stands behind the mark that closes it.
    pub(super) fn long_fields(&self) -> impl Iterator<Item = (usize, bool)> {
        let long = self.fields.iter().enumerate().filter(|(_, field)| field.is_long);
        long.map(|(index, field)| (index, field.goes_on))
    }

    fn end_field(&mut self, is_long: bool, goes_on: bool) {
        self.fields.push(TextField { end: self.bytes.len(), is_long, goes_on });
    }
}

impl<R: Read> Records<R> {
    pub(super) fn new(inner: R, delimiter: u8, most: usize) -> Self {
        let buffer = vec![0; CHUNK];
        Self { inner, delimiter, most, buffer, at: 0, filled: 0, line: 1, after_cr: false, is_start: true }
    }

    /// Reads more; says whether there was any.
    fn refill(&mut self) -> io::Result<bool> {
        (self.at, self.filled) = (0, fill(&mut self.inner, &mut self.buffer)?);
        if std::mem::take(&mut self.is_start) && self.buffer[..self.filled].starts_with("\u{feff}".as_bytes()) {
            self.at = 3;
        }
        Ok(self.filled > 0)
    }

    /// Puts the next record into `record`; says no at the end.
    pub(super) fn next(&mut self, record: &mut TextRecord) -> Result<bool, RecordStop> {
        record.bytes.clear();
        record.fields.clear();
        (record.is_open, record.has_end) = (false, false);
        let (mut state, mut is_long, mut goes_on) = (RecordState::Start, false, false);
        let mut begun = false;
        loop {
            if self.at == self.filled && !self.refill()? {
                record.is_open = state == RecordState::Quoted;
                if begun {
                    let ends = record.bytes.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r'));
                    record.end_field(is_long, goes_on);
                    record.lines.1 = self.line - u64::from(ends);
                }
                return Ok(begun);
            }
            if std::mem::take(&mut self.after_cr) && self.buffer[self.at] == b'\n' {
                self.at += 1;
                if state == RecordState::Quoted {
                    record.bytes.push(b'\n');
                }
                continue;
            }
            if !std::mem::replace(&mut begun, true) {
                record.lines = (self.line, self.line);
            }
            let rest = &self.buffer[self.at..self.filled];
            let delimiter = self.delimiter;
            // What neither ends a field nor opens or closes a quotation.
            let plain = match state {
                RecordState::Plain => rest.iter().position(|byte| *byte == delimiter || matches!(byte, b'\n' | b'\r')),
                RecordState::Quoted => rest.iter().position(|byte| matches!(byte, b'"' | b'\n' | b'\r')),
                RecordState::Start | RecordState::Mark => Some(0),
            };
            let plain = plain.unwrap_or(rest.len());
            record.bytes.extend_from_slice(&rest[..plain]);
            self.at += plain;
            if record.bytes.len() > self.most {
                return Err(RecordStop::TooLong(record.lines.0));
            }
            let Some(&byte) = self.buffer[..self.filled].get(self.at) else { continue };
            self.at += 1;
            let is_end = matches!(byte, b'\n' | b'\r');
            if is_end {
                self.line += 1;
                self.after_cr = byte == b'\r';
            }
            state = match (state, byte) {
                (RecordState::Quoted, b'"') => RecordState::Mark,
                (RecordState::Quoted, _) => {
                    record.bytes.push(byte);
                    is_long = true;
                    RecordState::Quoted
                }
                (RecordState::Mark, b'"') => {
                    record.bytes.push(byte);
                    RecordState::Quoted
                }
                (RecordState::Start, b'"') => RecordState::Quoted,
                _ if is_end => {
                    // An empty line has no field.
                    if state != RecordState::Start || !record.fields.is_empty() {
                        record.end_field(is_long, goes_on);
                    }
                    record.lines.1 = self.line - 1;
                    record.has_end = true;
                    return Ok(true);
                }
                _ if byte == delimiter => {
                    record.end_field(is_long, goes_on);
                    if record.fields.len() > MOST_FIELDS {
                        return Err(RecordStop::TooWide);
                    }
                    (is_long, goes_on) = (false, false);
                    RecordState::Start
                }
                _ => {
                    goes_on |= state == RecordState::Mark && !byte.is_ascii_whitespace();
                    record.bytes.push(byte);
                    RecordState::Plain
                }
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fields and lines of each record, however the text is cut.
    fn read(text: &str) -> Vec<(Vec<String>, (u64, u64))> {
        let cut = |size: usize| {
            let mut records = Records::new(Slow(text.as_bytes(), size), b',', 1 << 20);
            let (mut record, mut all) = (TextRecord::default(), Vec::new());
            while records.next(&mut record).expect("memory") {
                let field = |index| String::from_utf8(record.field(index).to_vec()).expect("UTF-8");
                all.push(((0..record.len()).map(field).collect(), record.lines));
            }
            all
        };
        let whole = cut(usize::MAX);
        for size in 1..5 {
            assert_eq!(cut(size), whole, "{text:?} in pieces of {size}");
        }
        whole
    }

    /// Hands out a few bytes at a time.
    struct Slow<'t>(&'t [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let (now, rest) = self.0.split_at(self.0.len().min(self.1).min(buffer.len()));
            buffer[..now.len()].copy_from_slice(now);
            self.0 = rest;
            Ok(now.len())
        }
    }

    #[test]
    fn records_are_cut_as_spreadsheet_programs_cut_them() {
        let row = |fields: &[&str], lines| (fields.iter().map(|field| (*field).to_owned()).collect::<Vec<_>>(), lines);
        for (text, expected) in [
            ("a,b\n1,2", vec![row(&["a", "b"], (1, 1)), row(&["1", "2"], (2, 2))]),
            ("a,b\r1,2\r", vec![row(&["a", "b"], (1, 1)), row(&["1", "2"], (2, 2))]),
            (
                "a\r\n\r\nb\n\nc",
                vec![row(&["a"], (1, 1)), row(&[], (2, 2)), row(&["b"], (3, 3)), row(&[], (4, 4)), row(&["c"], (5, 5))],
            ),
            ("\"a,\"\"b\"\"\",\"c\r\nd\"\r\ne", vec![row(&["a,\"b\"", "c\r\nd"], (1, 2)), row(&["e"], (3, 3))]),
            ("a,\"전환\" 시도,b\n", vec![row(&["a", "전환 시도", "b"], (1, 1))]),
            ("=\"00123\",a\"b\n", vec![row(&["=\"00123\"", "a\"b"], (1, 1))]),
            (",\n,", vec![row(&["", ""], (1, 1)), row(&["", ""], (2, 2))]),
            ("\"\"\n", vec![row(&[""], (1, 1))]),
            ("\u{feff}\"a\",b", vec![row(&["a", "b"], (1, 1))]),
            ("", vec![]),
        ] {
            assert_eq!(read(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_mark_that_never_closes_is_known_at_the_end() {
        let mut records = Records::new("a,b\n\"c,d\ne,f\n".as_bytes(), b',', 1 << 20);
        let mut record = TextRecord::default();
        assert!(records.next(&mut record).expect("memory") && !record.is_open);
        assert!(records.next(&mut record).expect("memory") && record.is_open);
        assert_eq!((record.len(), record.lines), (1, (2, 3)));
        let mut short = Records::new("a\n\"bcdef\n".as_bytes(), b',', 4);
        assert!(short.next(&mut record).expect("memory"));
        assert!(matches!(short.next(&mut record), Err(RecordStop::TooLong(2))));
    }
}
