//! Tables in text files: comma, tab, semicolon or bar between the cells, in UTF-8, UTF-16 or CP949.
//!
//! Encoding and delimiter are found from the content and told to whoever reads; nothing is replaced in silence. Records
//! are streamed, and a quotation mark that never closes cannot fill the memory.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use encoding_rs::{DecoderResult, EUC_KR, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;

use super::budget::Budget;
use super::budgeted::Budgeted;
use super::cell::{Cell, Row};
use super::workbook::{input, text_cell};
use crate::error::{Error, Result};

/// Endings of files that are read as text.
const ENDINGS: [&str; 3] = ["csv", "tsv", "txt"];
/// Last column of a spreadsheet.
const LAST_COLUMN: usize = 16_384;
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
    path: PathBuf,
    encoding: &'static Encoding,
    delimiter: u8,
    /// Most bytes of one record.
    record: usize,
}

/// Whether the name of a file says that it is text.
pub(super) fn is_text(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase);
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

impl TextTable {
    /// Finds encoding and delimiter.
    pub(super) fn open(path: &Path, name: &str, budget: &Budget) -> Result<Self> {
        let unreadable = |error: io::Error| input("input-unreadable", name).detail(error);
        let file = File::open(path).map_err(unreadable)?;
        let bytes = file.metadata().map_err(unreadable)?.len();
        if bytes == 0 {
            return Err(input("input-empty", name));
        }
        if bytes > budget.text {
            return Err(input("input-too-large", name).detail("file"));
        }
        let record = usize::try_from(budget.record).unwrap_or(usize::MAX);
        let encoding = encoding(file).map_err(unreadable)?.ok_or_else(|| input("input-encoding", name))?;
        let table = Self { path: path.to_owned(), encoding, delimiter: b',', record };
        let mut sample = String::new();
        // A character cut off at the end of the sample is of no matter to its delimiters.
        let head = table.decoded().map_err(unreadable)?.take(SAMPLE_BYTES);
        let mut head = BufReader::new(head);
        let mut raw = Vec::new();
        head.read_to_end(&mut raw).map_err(unreadable)?;
        sample.push_str(&String::from_utf8_lossy(&raw));
        Ok(Self { delimiter: delimiter(&sample), ..table })
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
        let file = File::open(&self.path)?;
        Ok(DecodeReaderBytesBuilder::new().encoding(Some(self.encoding)).bom_override(true).build(BufReader::new(file)))
    }

    /// Hands every record with a cell in it to `take`, until it breaks off. Rows are numbered as a spreadsheet program
    /// shows the file: an empty line is a row, a line break inside quotation marks is not.
    pub(super) fn walk(&self, name: &str, mut take: impl FnMut(&Row<'_>) -> ControlFlow<()>) -> Result<()> {
        let unreadable = |error: io::Error| input("input-unreadable", name).detail(error);
        // A last line without its end would count differently.
        let inner = self.decoded().map_err(unreadable)?.chain(io::Cursor::new(b"\n"));
        let (budget, since) = Budgeted::new(inner, self.record);
        // One kind of line end, so that lines are counted alike; the other half of a pair is white space.
        let mut builder = csv::ReaderBuilder::new();
        builder.terminator(csv::Terminator::Any(b'\n'));
        let mut reader = builder.delimiter(self.delimiter).has_headers(false).flexible(true).from_reader(budget);
        let mut record = csv::StringRecord::new();
        let (mut number, mut last_line) = (0_u64, 1_u64);
        loop {
            match reader.read_record(&mut record) {
                Ok(false) => return Ok(()),
                Ok(true) => since.set(0),
                Err(error) => return Err(broken(name, &error)),
            }
            let breaks = record.iter().map(|field| field.bytes().filter(|byte| *byte == b'\n').count() as u64);
            let line = reader.position().line();
            // Empty lines before the record, the record itself, less the line breaks inside it.
            number += line.saturating_sub(last_line).saturating_sub(breaks.sum::<u64>()).max(1);
            last_line = line;
            if record.len() > LAST_COLUMN {
                return Err(input("input-too-large", name).detail("columns"));
            }
            let number = u32::try_from(number).map_err(|_| input("input-too-large", name).detail("rows"))?;
            let cells =
                record.iter().zip(1..).filter_map(|(field, col)| text_cell(field).map(|value| Cell { col, value }));
            let row = Row { number, cells: cells.collect(), struck: Vec::new() };
            if !row.cells.is_empty() && take(&row).is_break() {
                return Ok(());
            }
        }
    }
}

fn broken(name: &str, error: &csv::Error) -> Error {
    let over = matches!(error.kind(), csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::QuotaExceeded);
    input(if over { "input-open-quote" } else { "input-broken" }, name).detail(error)
}

/// By its byte-order mark; without one UTF-16 where zero bytes make it plain, else the first of UTF-8 and CP949. Every
/// byte of the file must have a meaning: nothing is replaced in silence.
fn encoding(mut file: File) -> io::Result<Option<&'static Encoding>> {
    let mut buffer = vec![0; 1 << 16];
    let mut read = fill(&mut file, &mut buffer)?;
    let start = &buffer[..read];
    let candidates = match (Encoding::for_bom(start), start.contains(&0)) {
        (Some((encoding, _)), _) => vec![encoding],
        (None, true) => unmarked_utf_16(start).into_iter().collect(),
        (None, false) => vec![UTF_8, EUC_KR],
    };
    let mut trials: Vec<_> =
        candidates.into_iter().map(|encoding| (encoding, encoding.new_decoder_without_bom_handling())).collect();
    loop {
        let chunk = &buffer[..read];
        let has_zero = chunk.contains(&0);
        trials.retain_mut(|(encoding, decoder)| {
            let mut out = String::with_capacity(decoder.max_utf8_buffer_length(chunk.len()).unwrap_or(1 << 18));
            let (result, _) = decoder.decode_to_string_without_replacement(chunk, &mut out, read == 0);
            let is_wide = *encoding == UTF_16LE || *encoding == UTF_16BE;
            !matches!(result, DecoderResult::Malformed(..)) && (is_wide || !has_zero)
        });
        if read == 0 || trials.is_empty() {
            return Ok(trials.first().map(|(encoding, _)| *encoding));
        }
        read = fill(&mut file, &mut buffer)?;
    }
}

/// As many bytes as there are, up to the size of the buffer.
fn fill(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(filled)
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
            && !out.contains(is_odd)
    };
    let fitting: Vec<_> = [UTF_16LE, UTF_16BE].into_iter().filter(plain).collect();
    if let [one] = fitting[..] { Some(one) } else { None }
}

/// The delimiter that cuts most records of the sample into equally many cells; a comma where none does.
fn delimiter(sample: &str) -> u8 {
    let score = |delimiter: &u8| {
        let mut builder = csv::ReaderBuilder::new();
        let mut reader = builder.delimiter(*delimiter).has_headers(false).flexible(true).from_reader(sample.as_bytes());
        let records = reader.records().take(SAMPLE_RECORDS).map_while(std::result::Result::ok);
        let counts: Vec<usize> = records.map(|record| record.len()).collect();
        let usual = counts.iter().copied().max_by_key(|count| {
            let same = counts.iter().filter(|other| *other == count).count();
            (if *count > 1 { same } else { 0 }, *count)
        });
        let usual = usual.unwrap_or(1);
        let same = counts.iter().filter(|count| **count == usual).count();
        if usual > 1 { (same, usual) } else { (0, 0) }
    };
    // The first of the best, so that a comma wins a tie.
    DELIMITERS.into_iter().rev().max_by_key(score).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    type Rows = Vec<(u32, Vec<(u32, String)>)>;

    fn read(bytes: &[u8]) -> Result<(Writing, Rows)> {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("표.csv");
        std::fs::write(&path, bytes).expect("a file");
        let table = TextTable::open(&path, "표.csv", &Budget::default())?;
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
        assert_eq!(read(b"PK\0\0").expect_err("no text").key, "input-encoding");
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
        let mut bytes = b"a,b\n\"".to_vec();
        bytes.resize((16 << 20) + (1 << 20), b'x');
        assert_eq!(read(&bytes).expect_err("an open quotation mark").key, "input-open-quote");
    }
}
