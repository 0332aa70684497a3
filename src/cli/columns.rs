//! A table on a terminal. Its columns give way until it fits, the widest first, and their cells break into lines; a table
//! that would be all breaks becomes one block per row, each value behind its label. Nothing is cut.

use super::console::{Console, Stream};
use super::wrapping::{cell_lines, flowed, shown_width, widest_word};

/// Columns between two cells.
const GAP: usize = 2;
/// A word wider than this may be broken in a cell.
const LONG_WORD: usize = 24;
/// Lines of the tallest row that still reads as one.
const TALLEST: usize = 8;

/// What stands in a cell, and its ANSI style.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    text: String,
    style: Option<&'static str>,
}

impl Cell {
    /// A cell; control characters, which would move the cursor, are blanks.
    pub(super) fn new(text: &str) -> Self {
        let text = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        Self { text, style: None }
    }

    pub(super) fn styled(text: &str, style: &'static str) -> Self {
        Self { style: Some(style), ..Self::new(text) }
    }
}

/// Heads and rows, every row as long as the heads.
#[derive(Debug)]
pub(super) struct Table {
    pub heads: Vec<String>,
    /// ANSI style of the heads.
    pub head_style: &'static str,
    pub rows: Vec<Vec<Cell>>,
    /// Blanks before each line.
    pub indent: usize,
}

impl Table {
    /// The table as wide as the stream shows; where no width is known every cell is one line.
    pub(super) fn draw(&self, console: &Console, stream: Stream) -> String {
        let room = console.columns(stream);
        let paint = |style: &str, text: &str| console.style(stream, style, text);
        match self.widths(room.map(|room| room.saturating_sub(self.indent))) {
            Some(widths) => self.grid(&widths, &paint),
            None => self.blocks(room, &paint),
        }
    }

    /// Columns of each column; nothing when the table does not fit as one.
    fn widths(&self, room: Option<usize>) -> Option<Vec<usize>> {
        let widest = |of: &dyn Fn(&str) -> usize| -> Vec<usize> {
            let cells = |at: usize| self.rows.iter().filter_map(move |row| row.get(at)).map(|cell| cell.text.as_str());
            let heads = self.heads.iter().enumerate();
            heads.map(|(at, head)| cells(at).chain([head.as_str()]).map(of).max().unwrap_or(0)).collect()
        };
        let mut widths = widest(&shown_width);
        let Some(room) = room else { return Some(widths) };
        let least = widest(&|text| widest_word(text).min(LONG_WORD));
        let gaps = GAP * widths.len().saturating_sub(1);
        let total = |widths: &[usize]| widths.iter().sum::<usize>() + gaps;
        if total(&least) > room {
            return None;
        }
        while total(&widths) > room {
            let loose = widths.iter_mut().zip(&least).filter(|(width, least)| **width > **least);
            let (width, _) = loose.max_by_key(|(width, _)| **width)?;
            *width -= 1;
        }
        let height = |row: &Vec<Cell>| {
            row.iter().zip(&widths).map(|(cell, width)| cell_lines(&cell.text, *width).len()).max().unwrap_or(0)
        };
        self.rows.iter().all(|row| height(row) <= TALLEST).then_some(widths)
    }

    fn grid(&self, widths: &[usize], paint: &dyn Fn(&str, &str) -> String) -> String {
        let heads: Vec<Cell> = self.heads.iter().map(|head| Cell::styled(head, self.head_style)).collect();
        let mut out = String::new();
        for row in [&heads].into_iter().chain(&self.rows) {
            let cells: Vec<Vec<String>> =
                row.iter().zip(widths).map(|(cell, width)| cell_lines(&cell.text, *width)).collect();
            for at in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
                // Blanks are due only before a cell that has something to say.
                let (mut line, mut due) = (String::new(), self.indent);
                for ((cell, lines), width) in row.iter().zip(&cells).zip(widths) {
                    let text = lines.get(at).map_or("", String::as_str);
                    if !text.is_empty() {
                        line.push_str(&" ".repeat(due));
                        due = 0;
                        line.push_str(&cell.style.map_or_else(|| text.to_owned(), |style| paint(style, text)));
                    }
                    due += width.saturating_sub(shown_width(text)) + GAP;
                }
                out.push_str(&line);
                out.push('\n');
            }
        }
        out
    }

    /// A row as a block: its first cell above, the others below it.
    fn blocks(&self, room: Option<usize>, paint: &dyn Fn(&str, &str) -> String) -> String {
        let mut out = String::new();
        for (no, row) in self.rows.iter().enumerate() {
            if no > 0 {
                out.push('\n');
            }
            for (at, (head, cell)) in
                self.heads.iter().zip(row).enumerate().filter(|(_, (_, cell))| !cell.text.is_empty())
            {
                let pad = " ".repeat(self.indent + if at == 0 { 0 } else { 2 });
                let value = cell.style.map_or_else(|| cell.text.clone(), |style| paint(style, &cell.text));
                out.push_str(&flowed(&format!("{pad}{}: {value}\n", paint(self.head_style, head)), room));
            }
        }
        out
    }
}
