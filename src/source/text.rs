//! Tables in text files: comma, tab, semicolon or bar between the cells, in UTF-8, UTF-16 or CP949.
//!
//! Encoding and delimiter are found from the content and told to whoever reads; nothing is replaced in silence. Records
//! are streamed, and a quotation mark that never closes cannot fill the memory.

use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;
use std::path::Path;

use encoding_rs::{Decoder, DecoderResult, EUC_KR, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;
use memchr::{memchr, memchr_iter, memchr2_iter, memrchr};

use super::budget::Budget;
use super::cell::{Cell, CellValue, Row};
use super::field_counts::{self, RecordCut};
use super::prefetch::fill;
use super::records::{RecordStop, Records, TextRecord};
use super::workbook::{input, text_cell, visible};
use super::{Location, OpenFile};
use crate::error::{Error, Result};

/// Endings of files that are read as text.
const ENDINGS: [&str; 3] = ["csv", "tsv", "txt"];
/// How much of a file is looked at for its delimiter.
const SAMPLE_BYTES: u64 = 64 << 10;
/// How many records of it.
const SAMPLE_RECORDS: usize = 50;
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// How a text file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Writing {
    /// `UTF-8`, `UTF-16` or `CP949`.
    pub encoding: &'static str,
    /// `,`, tab, `;` or `|`.
    pub delimiter: char,
}

/// A text file found to be a table.
#[derive(Debug)]
pub(super) struct TextTable {
    path: Location,
    encoding: &'static Encoding,
    delimiter: u8,
    /// How many fields its rows usually have.
    width: usize,
    /// Most bytes of one record.
    record: usize,
}

/// Whether the name of a file says that it is text.
pub(super) fn is_text(location: &Location, name: &str) -> bool {
    let ending = location
        .path()
        .unwrap_or(Path::new(name))
        .extension()
        .and_then(|ending| ending.to_str())
        .map(str::to_lowercase);
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

impl TextTable {
    /// Finds encoding and delimiter.
    pub(super) fn open(path: &Location, name: &str, budget: &Budget) -> Result<Self> {
        let unreadable = |error: io::Error| input("input-unreadable", name).detail(error);
        let file = path.open().map_err(unreadable)?;
        let bytes = file.length().map_err(unreadable)?;
        if bytes == 0 {
            return Err(input("input-empty", name));
        }
        if bytes > budget.text {
            return Err(input("input-too-large", name).detail("file"));
        }
        let record = usize::try_from(budget.record).unwrap_or(usize::MAX);
        let (encoding, zeros) = encoding(file).map_err(unreadable)?.ok_or_else(|| input("input-encoding", name))?;
        // Whoever wrote them had no text to write there: what stood there is lost, or stands elsewhere.
        if let Some((first, last)) = zeros {
            return Err(input("input-zeros", name).with("first", first.to_string()).with("last", last.to_string()));
        }
        let table = Self { path: path.to_owned(), encoding, delimiter: b',', width: 1, record };
        // A character cut off at the end of the sample is of no matter to its delimiters.
        let mut sample = Vec::new();
        table.decoded().map_err(unreadable)?.take(SAMPLE_BYTES).read_to_end(&mut sample).map_err(unreadable)?;
        let (delimiter, width) = delimiter(&sample);
        Ok(Self { delimiter, width, ..table })
    }

    /// How the file is written.
    pub(super) fn writing(&self) -> Writing {
        let encoding = match self.encoding {
            found if found == EUC_KR => "CP949",
            found if found == UTF_8 => "UTF-8",
            _ => "UTF-16",
        };
        Writing { encoding, delimiter: char::from(self.delimiter) }
    }

    fn decoded(&self) -> io::Result<impl Read + use<>> {
        let file = self.path.open()?;
        Ok(DecodeReaderBytesBuilder::new().encoding(Some(self.encoding)).bom_override(true).build(BufReader::new(file)))
    }

    fn records(&self, name: &str) -> Result<Records<impl Read + use<>>> {
        let inner = self.decoded().map_err(|error| input("input-unreadable", name).detail(error))?;
        Ok(Records::new(inner, self.delimiter, self.record))
    }

    /// How the file falls into rows.
    pub(super) fn cut(&self, name: &str) -> Result<RecordCut> {
        field_counts::read(self.records(name)?, self.delimiter, self.width).map_err(|stop| stopped(name, stop))
    }

    /// Hands every record with a cell in it to `take`, until it breaks off. Rows are numbered as a spreadsheet program
    /// shows the file: an empty line is a row, a line break inside quotation marks is not.
    pub(super) fn walk(&self, name: &str, mut take: impl FnMut(&Row<'_>) -> ControlFlow<()>) -> Result<()> {
        let mut records = self.records(name)?;
        let mut record = TextRecord::default();
        let mut number = 0_u32;
        while records.next(&mut record).map_err(|stop| stopped(name, stop))? {
            number = number.checked_add(1).ok_or_else(|| input("input-too-large", name).detail("rows"))?;
            let mut row = Row { number, cells: Vec::with_capacity(record.len()), struck: Vec::new() };
            for (index, col) in (0..record.len()).zip(1..) {
                // Every byte was found to have a meaning when the file was opened.
                let field = std::str::from_utf8(record.field(index)).map_err(|_| input("input-encoding", name))?;
                row.cells.extend(shown(field).map(|value| Cell { col, value }));
            }
            if !row.cells.is_empty() && take(&row).is_break() {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// What a spreadsheet program shows of a field: `="00123"` is how a text of digits is kept from becoming a number.
fn shown(field: &str) -> Option<CellValue<'_>> {
    let field = visible(field)?;
    let kept = field.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    match kept.filter(|kept| !kept.replace("\"\"", "").contains('"')) {
        None => text_cell(field),
        Some(kept) if kept.contains('"') => text_cell(&kept.replace("\"\"", "\"")).map(|value| value.to_owned()),
        Some(kept) => text_cell(kept),
    }
}

fn stopped(name: &str, stop: RecordStop) -> Error {
    match stop {
        RecordStop::Unreadable(error) => input("input-unreadable", name).detail(error),
        RecordStop::TooLong(line) => input("input-open-quote", name).with("line", line.to_string()),
        RecordStop::TooWide => input("input-too-large", name).detail("columns"),
    }
}

/// An encoding on trial, and where in its text zeros stand.
struct Trial {
    encoding: &'static Encoding,
    decoder: Decoder,
    /// Lines that ended so far.
    lines: u64,
    zeros: Option<(u64, u64)>,
}

impl Trial {
    /// Says whether the bytes are text in this encoding.
    fn takes(&mut self, chunk: &[u8], is_last: bool, out: &mut String) -> bool {
        out.clear();
        out.reserve(self.decoder.max_utf8_buffer_length(chunk.len()).unwrap_or(1 << 18));
        let (result, _) = self.decoder.decode_to_string_without_replacement(chunk, out, is_last);
        let ends = |text: &[u8]| {
            let line_feeds = memchr_iter(b'\n', text).count();
            // Old Macs end lines with CR alone.
            (if line_feeds == 0 { memchr_iter(b'\r', text).count() } else { line_feeds }) as u64
        };
        let text = out.as_bytes();
        if let (Some(first), Some(last)) = (memchr(0, text), memrchr(0, text)) {
            let first = self.zeros.map_or(self.lines + ends(&text[..first]) + 1, |(first, _)| first);
            self.zeros = Some((first, self.lines + ends(&text[..last]) + 1));
        }
        self.lines += ends(text);
        !matches!(result, DecoderResult::Malformed(..))
    }
}

/// By its byte-order mark; without one UTF-16 where zero bytes make it plain, else the first of UTF-8 and CP949. Every
/// byte of the file must have a meaning: nothing is replaced in silence. With it the first and last line in which zeros
/// stand, if any.
fn encoding(mut file: OpenFile) -> io::Result<Option<(&'static Encoding, Option<(u64, u64)>)>> {
    let mut buffer = vec![0; 1 << 16];
    let mut read = fill(&mut file, &mut buffer)?;
    let start = &buffer[..read];
    // What no text holds at all.
    let is_odd = |byte: &u8| *byte < 0x20 && !matches!(byte, 0 | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C | 0x1A);
    let candidates = match (Encoding::for_bom(start), start.contains(&0)) {
        (Some((encoding, _)), _) => vec![encoding],
        (None, true) => match unmarked_utf_16(start) {
            Some(encoding) => vec![encoding],
            None if start.iter().any(is_odd) || start.iter().all(|byte| *byte == 0) => Vec::new(),
            None => vec![UTF_8, EUC_KR],
        },
        (None, false) => vec![UTF_8, EUC_KR],
    };
    let trial = |encoding: &'static Encoding| {
        let decoder = encoding.new_decoder_without_bom_handling();
        Trial { encoding, decoder, lines: 0, zeros: None }
    };
    let mut trials: Vec<Trial> = candidates.into_iter().map(trial).collect();
    let mut out = String::new();
    loop {
        trials.retain_mut(|trial| trial.takes(&buffer[..read], read == 0, &mut out));
        if read == 0 || trials.is_empty() {
            return Ok(trials.first().map(|trial| (trial.encoding, trial.zeros)));
        }
        read = fill(&mut file, &mut buffer)?;
    }
}

/// UTF-16 without a mark: of the two orders of bytes the one in which the text has line ends or delimiters and nothing
/// that no table holds. In the wrong order these become other characters altogether.
fn unmarked_utf_16(start: &[u8]) -> Option<&'static Encoding> {
    let plain = |encoding: &&'static Encoding| {
        let mut out = String::new();
        let mut decoder = encoding.new_decoder_without_bom_handling();
        out.reserve(decoder.max_utf8_buffer_length(start.len()).unwrap_or(1 << 18));
        let (result, _) = decoder.decode_to_string_without_replacement(start, &mut out, false);
        let is_odd =
            |c: char| (c.is_control() && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{e000}'..='\u{f8ff}');
        !matches!(result, DecoderResult::Malformed(..))
            && out.contains(['\n', '\r', ',', '\t', ';'])
            // Bytes that end a line elsewhere do so here as well: zeros in another encoding fill space.
            && memchr2_iter(b'\n', b'\r', out.as_bytes()).count() * 2 >= memchr2_iter(b'\n', b'\r', start).count()
            && !out.contains(is_odd)
    };
    let fitting: Vec<_> = [UTF_16LE, UTF_16BE].into_iter().filter(plain).collect();
    if let [one] = fitting[..] { Some(one) } else { None }
}

/// The delimiter that cuts most records of the sample into equally many cells, and how many; a comma where none does.
fn delimiter(sample: &[u8]) -> (u8, usize) {
    let score = |delimiter: &u8| {
        let mut records = Records::new(sample, *delimiter, usize::MAX);
        let (mut record, mut counts) = (TextRecord::default(), Vec::new());
        while counts.len() < SAMPLE_RECORDS && records.next(&mut record).is_ok_and(|is_one| is_one) {
            counts.extend(Some(record.len()).filter(|count| *count > 0));
        }
        let same = |count: usize| counts.iter().filter(|other| **other == count).count();
        let usual = counts.iter().copied().filter(|count| *count > 1).max_by_key(|count| (same(*count), *count));
        usual.map_or((0, 0), |usual| (same(usual), usual))
    };
    // The first of the best, so that a comma wins a tie.
    let best = DELIMITERS.into_iter().rev().map(|delimiter| (score(&delimiter), delimiter));
    let best = best.max_by_key(|(score, _)| *score).filter(|((same, _), _)| *same > 0);
    best.map_or((b',', 1), |((_, usual), delimiter)| (delimiter, usual))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Rows = Vec<(u32, Vec<(u32, String)>)>;

    fn read(bytes: &[u8]) -> Result<(Writing, Rows)> {
        read_within(bytes, &Budget::default())
    }

    fn read_within(bytes: &[u8], budget: &Budget) -> Result<(Writing, Rows)> {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("표.csv");
        std::fs::write(&path, bytes).expect("a file");
        let table = TextTable::open(&Location::from(&path), "표.csv", budget)?;
        let mut rows = Vec::new();
        table.walk("표.csv", |row| {
            rows.push((row.number, row.cells.iter().map(|cell| (cell.col, cell.value.display())).collect()));
            ControlFlow::Continue(())
        })?;
        Ok((table.writing(), rows))
    }

    #[test]
    fn the_encoding_is_found_from_the_bytes() {
        let text = "식별자,상호\nkakao,카카오\n";
        let (cp949, _, _) = EUC_KR.encode(text);
        let utf16: Vec<u8> = "\u{feff}식별자,상호\nkakao,카카오\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let with_mark = format!("\u{feff}{text}");
        let bare: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let files: [(&[u8], &str); 6] = [
            (text.as_bytes(), "UTF-8"),
            (with_mark.as_bytes(), "UTF-8"),
            (&cp949, "CP949"),
            (&utf16, "UTF-16"),
            (&bare, "UTF-16"),
            (&big, "UTF-16"),
        ];
        for (bytes, expected) in files {
            let (writing, rows) = read(bytes).expect("a table");
            assert_eq!(writing.encoding, expected);
            assert_eq!(rows[0].1, [(1, "식별자".to_owned()), (2, "상호".to_owned())], "{expected}");
            assert_eq!(rows[1].1[1].1, "카카오", "{expected}");
        }
        let neither = [b'a', 0xff, 0xff, 0xfe, b'\n'];
        assert_eq!(read(&neither).expect_err("no encoding").key, "input-encoding");
        assert_eq!(read(b"PK\x03\x04\0\0").expect_err("no text").key, "input-encoding");
        // Half of a pair: replaced in silence it would be a wrong cell.
        let half = [&utf16[..], &[0x00, 0xD8, b'a', 0]].concat();
        assert_eq!(read(&half).expect_err("half a pair").key, "input-encoding");
    }

    #[test]
    fn the_delimiter_is_the_one_that_makes_columns() {
        for (text, expected) in [
            ("a,b,c\n1,\"2,5\",3\n", ','),
            ("a\tb\n1,5\t2,5\n", '\t'),
            ("a;b;c\n1,5;2;3\n", ';'),
            ("피해접수 현황\n\na|b|c\n1|2|3\n", '|'),
            ("하나\n둘\n", ','),
        ] {
            assert_eq!(read(text.as_bytes()).expect("a table").0.delimiter, expected, "{text}");
        }
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_shows_them() {
        let text = "a,b\n\n\"one\ntwo\",x\n,,\n\nlast,y";
        for text in [text.to_owned(), format!("{text}\n"), text.replace('\n', "\r\n")] {
            let (_, rows) = read(text.as_bytes()).expect("a table");
            let numbers: Vec<u32> = rows.iter().map(|(number, _)| *number).collect();
            assert_eq!(
                numbers,
                [1, 3, 6],
                "an empty line is a row, a row of empty cells is one without cells: {text:?}"
            );
        }
    }

    #[test]
    fn a_quotation_mark_that_never_closes_is_refused_within_bounds() {
        let text = format!("a,b\n\"{}", "x".repeat(200));
        let budget = Budget { record: 100, ..Budget::default() };
        let error = read_within(text.as_bytes(), &budget).expect_err("an open quotation mark");
        assert_eq!(error.key, "input-open-quote");
        assert!(read(text.as_bytes()).is_ok(), "short enough to be shown where it stands");
    }

    #[test]
    fn line_ends_of_every_kind_are_read() {
        for end in ["\n", "\r\n", "\r"] {
            let (_, rows) = read(format!("a,b{end}1,2{end}").as_bytes()).expect("a table");
            assert_eq!(rows.len(), 2, "{end:?}");
            assert_eq!(rows[1], (2, vec![(1, "1".to_owned()), (2, "2".to_owned())]), "{end:?}");
        }
    }

    #[test]
    fn digits_kept_as_text_are_the_text() {
        for (field, expected) in [
            ("=\"00123\"", Some("00123")),
            ("\"=\"\"00123\"\"\"", Some("00123")),
            ("=\"가 \"\"나\"\" 다\"", Some("가 \"나\" 다")),
            ("=\"\"", None),
            ("=1+2", Some("=1+2")),
            ("=\"a\"&\"b\"", Some("=\"a\"&\"b\"")),
        ] {
            let (_, rows) = read(format!("a,b\n{field},x\n").as_bytes()).expect("a table");
            let found = rows[1].1.iter().find(|(col, _)| *col == 1).map(|(_, text)| text.as_str());
            assert_eq!(found, expected, "{field}");
        }
    }

    #[test]
    fn zeros_are_refused_with_their_lines() {
        let lines = |bytes: &[u8]| {
            let error = read(bytes).expect_err("zeros");
            assert_eq!(error.key, "input-zeros");
            format!("{:?} {:?}", error.args["first"], error.args["last"])
        };
        let of = |text: &str| lines(text.as_bytes());
        let expected = lines(b"a,b\n1\0\0,2\n3,4\n5,6\0\n");
        assert!(expected.contains('2') && expected.contains('4'), "{expected}");
        assert_eq!(of("a,b\r1\0,2\r3,4\r5,6\0\r"), expected);
        let wide: Vec<u8> = "\u{feff}가,나\n1\0,2\n3,4\n5,6\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(lines(&wide), expected);
        assert_eq!(lines(&EUC_KR.encode("가,나\n1\0,2\n3,4\n5,6\0").0), expected);
    }
}
