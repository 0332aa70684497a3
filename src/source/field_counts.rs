//! How a text file falls into rows, and where it falls apart: rows of another width, and lines that look like rows inside
//! a cell.
//!
//! A quotation mark too many swallows rows in silence, and a delimiter too many moves every cell behind it. Neither can be
//! seen in the cells; both can be seen in the lines.

use std::io::Read;

use memchr::memchr_iter;

use super::layout::LAST_ROW;
use super::records::{RecordStop, Records, TextRecord};

/// Most runs of rows, and most cells with rows in them, that are kept.
const MOST: usize = 100_000;
/// A line with this many fields or more, as many as the table has columns, is a row. Prose has commas too: where there are
/// fewer, its first field must look like the row's own.
const PLAIN_WIDTH: usize = 5;

/// How a text file is cut into rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordCut {
    /// Rows of one width after another, to the last row of the file.
    pub runs: Vec<RowRun>,
    /// Cells that hold what looks like rows.
    pub swallowed: Vec<Swallowed>,
    /// The last line has its end.
    pub has_end: bool,
}

/// Rows of one width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowRun {
    /// First and last row, counted from 1.
    pub rows: (u32, u32),
    /// First and last line, counted from 1.
    pub lines: (u64, u64),
    /// How many fields each has; an empty line has none.
    pub fields: u32,
}

/// A cell that holds what looks like rows, or whose quotation mark never closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swallowed {
    pub row: u32,
    pub col: u32,
    /// First and last line of the row.
    pub lines: (u64, u64),
    /// The file ends inside the cell.
    pub is_open: bool,
}

impl RecordCut {
    /// How many fields a row has; nothing behind the last one.
    #[must_use]
    pub fn width(&self, row: u32) -> Option<u32> {
        self.run(row).map(|run| run.fields)
    }

    /// First and last line of a row, or of the rows like it beside it where some of them have several lines.
    #[must_use]
    pub fn lines(&self, row: u32) -> Option<(u64, u64)> {
        let run = self.run(row)?;
        let is_even = run.lines.1 - run.lines.0 == u64::from(run.rows.1 - run.rows.0);
        let line = run.lines.0 + u64::from(row - run.rows.0);
        Some(if is_even { (line, line) } else { run.lines })
    }

    fn run(&self, row: u32) -> Option<&RowRun> {
        let after = self.runs.partition_point(|run| run.rows.0 <= row);
        self.runs[..after].last().filter(|run| row <= run.rows.1)
    }

    /// Whether a row is shorter than others because its program left out empty columns at the end, as Excel does for
    /// sixteen rows at a time.
    #[must_use]
    pub fn is_trimmed(&self, row: u32) -> bool {
        const BLOCK: u32 = 16;
        let last = self.runs.last().map_or(0, |run| run.rows.1);
        let first = row.saturating_sub(1) / BLOCK * BLOCK + 1;
        let end = first.saturating_add(BLOCK - 1).min(last);
        self.has_end && self.run(row).is_some_and(|run| run.rows.0 <= first && end <= run.rows.1)
    }

    fn add(&mut self, row: u32, record: &TextRecord) {
        let fields = u32::try_from(record.len()).unwrap_or(u32::MAX);
        let has_room = self.runs.len() < MOST;
        match self.runs.last_mut().filter(|run| run.fields == fields) {
            Some(run) => (run.rows.1, run.lines.1) = (row, record.lines.1),
            None if has_room => self.runs.push(RowRun { rows: (row, row), lines: record.lines, fields }),
            // So many runs are told as they are.
            None => {}
        }
        self.has_end = record.has_end;
    }
}

/// Reads a table to its end. `width` is how many fields its rows usually have.
pub(super) fn read<R: Read>(mut records: Records<R>, delimiter: u8, width: usize) -> Result<RecordCut, RecordStop> {
    let (mut cut, mut record) = (RecordCut::default(), TextRecord::default());
    let mut row = 0;
    while records.next(&mut record)? {
        row += 1;
        if row > LAST_ROW {
            break;
        }
        cut.add(row, &record);
        let held = if record.is_open {
            Some(record.len() - 1)
        } else {
            let mut long = record.long_fields();
            long.find(|(index, goes_on)| *goes_on || holds_rows(&record, *index, delimiter, width)).map(|(at, _)| at)
        };
        if let Some(index) = held.filter(|_| cut.swallowed.len() < MOST) {
            let col = u32::try_from(index + 1).unwrap_or(u32::MAX);
            cut.swallowed.push(Swallowed { row, col, lines: record.lines, is_open: record.is_open });
        }
    }
    Ok(cut)
}

/// Whether a line of a field, behind its first one, has the form of a row. The last one goes on in the fields that follow.
fn holds_rows(record: &TextRecord, index: usize, delimiter: u8, width: usize) -> bool {
    let text = record.field(index);
    let mut lines = text.split(|byte| matches!(byte, b'\n' | b'\r'));
    let head = lines.next().unwrap_or_default();
    let own = if index == 0 { head } else { record.field(0) };
    let marks = |line: &[u8]| memchr_iter(delimiter, line).count();
    // A mark before the first cell of a row swallows that row as well.
    if index == 0 && width >= PLAIN_WIDTH && marks(head) + 1 == width {
        return true;
    }
    let mut lines = lines.peekable();
    while let Some(line) = lines.next() {
        let marks = marks(line);
        let behind = if lines.peek().is_none() { record.len() - index - 1 } else { 0 };
        let is_like = || {
            let first = line.split(|byte| *byte == delimiter).next().unwrap_or_default();
            shape(first) == shape(own.split(|byte| *byte == delimiter).next().unwrap_or_default())
        };
        if width > 1 && marks > 0 && marks + 1 + behind == width && (width >= PLAIN_WIDTH || is_like()) {
            return true;
        }
    }
    false
}

/// Letters, digits and other characters in the order in which they change.
fn shape(text: &[u8]) -> Vec<u8> {
    let kind = |byte: &u8| match byte {
        b'0'..=b'9' => b'9',
        b'a'..=b'z' | b'A'..=b'Z' => b'a',
        0x80.. => b'*',
        other => *other,
    };
    let mut kinds: Vec<u8> = text.trim_ascii().iter().map(kind).collect();
    kinds.dedup();
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, width: usize) -> RecordCut {
        read(Records::new(text.as_bytes(), b',', 1 << 20), b',', width).expect("memory")
    }

    fn swallowed(text: &str, width: usize) -> Vec<(u32, u32, (u64, u64), bool)> {
        let told = |cell: &Swallowed| (cell.row, cell.col, cell.lines, cell.is_open);
        cut(text, width).swallowed.iter().map(told).collect()
    }

    #[test]
    fn rows_inside_a_cell_are_seen_wherever_the_mark_opens_and_closes() {
        let head = "번호,일자,상태,금액,비고\n";
        for (rows, lines) in [
            ("1,2,3,4,\"메모\n2,2,3,4,\n3,2,3,4,끝\"\n4,2,3,4,\n", (2, 4)),
            ("1,2,3,4,\"메모\n2,2,3,4,끝\"\n", (2, 3)),
            // Closed where another cell opens.
            ("1,2,\"접수,4,메모\n2,2,\"접수\",4,끝\n", (2, 3)),
            ("1,2,\"접수,4,메모\n2,2,접수\",4,끝\n", (2, 3)),
            ("\"1,2,접수,4,메모\n2\",2,접수,4,끝\n", (2, 3)),
            ("1,\"2\n2,2,3,4,5\n\",접수,4,끝\n", (2, 4)),
        ] {
            let found = swallowed(&format!("{head}{rows}"), 5);
            assert_eq!(found.iter().map(|(.., lines, _)| *lines).collect::<Vec<_>>(), [lines], "{rows}");
        }
        assert_eq!(swallowed(&format!("{head}1,2,3,\"4,\n2,2,3,4,\n"), 5), [(2, 4, (2, 3), true)]);
        assert_eq!(swallowed("식별자,내용\no1,\"가\no2,나\"\n", 2), [(2, 2, (2, 3), false)]);
    }

    #[test]
    fn lines_of_prose_in_a_cell_are_no_rows() {
        let head = "번호,일자,상태,금액,비고\n";
        for rows in [
            "1,2,3,4,\"첫 줄\n둘째 줄, 그리고\n셋째 줄\"\n",
            "\"1\n가\",2,3,4,5\n",
            "1,2,\"하나, 둘\n셋\",4,5\n",
            "1,2,\"\"\"하나\"\"\n셋\",\"4\",5\n",
        ] {
            assert_eq!(swallowed(&format!("{head}{rows}"), 5), [], "{rows}");
        }
        assert_eq!(swallowed("식별자,내용\no1,\"첫 줄\n둘째, 줄\"\n", 2), []);
        assert_eq!(swallowed("내용\n\"첫 줄\n둘째 줄\"\n", 1), []);
    }

    #[test]
    fn widths_are_kept_in_runs_and_sixteen_rows_may_be_trimmed_together() {
        let wide = "a,b,c\n".repeat(16);
        let found = cut(&format!("{wide}{}a,b,c\n", "a,b\n".repeat(16)), 3);
        let runs: Vec<_> = found.runs.iter().map(|run| (run.rows, run.fields)).collect();
        assert_eq!(runs, [((1, 16), 3), ((17, 32), 2), ((33, 33), 3)]);
        assert!(found.is_trimmed(20) && found.width(34).is_none());
        let last = cut(&format!("{wide}a,b\na,b\n"), 3);
        assert!(last.is_trimmed(17) && last.is_trimmed(18));
        for (text, row) in [
            (format!("{wide}a,b\na,b"), 17),
            (format!("{wide}a,b,c\na,b\n"), 18),
            (format!("{}a,b\n", "a,b,c\n".repeat(15)), 16),
        ] {
            assert!(!cut(&text, 3).is_trimmed(row), "{text}");
        }
    }
}
