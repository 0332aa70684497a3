//! A drawing of the cells around a finding, aligned by display width: a Hangul syllable takes two columns.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};
use unicode_width::UnicodeWidthStr;

use crate::finding::Finding;
use crate::mapping::{codes, quoted};
use crate::origin::{Address, Origin, column_letters};
use crate::source::{self, CaseFiles, Excerpt, Reach};

/// Widest and narrowest a drawn cell gets, in terminal columns.
const CELL_WIDTH: usize = 18;
const CELL_NARROW: usize = 8;
/// Columns of a terminal where none is known.
const USUAL: usize = 80;
/// From so many columns on, two cells are drawn on each side instead of one.
const WIDE: usize = 100;
/// What stands in a cell that is not shown.
const VEIL: &str = "***";

/// The cells around the findings of a case, read once per file however many findings there are.
#[derive(Debug, Default)]
pub(super) struct Drawings {
    /// By file, sheet and cell.
    grids: BTreeMap<(String, String, Address), Excerpt>,
    /// Columns that a drawing may take.
    room: usize,
}

impl Drawings {
    /// Reads what is around the first `most` findings, for a terminal of `room` columns. A file that cannot be read again leaves
    /// its findings without a drawing; so does a sheet whose columns are not known, for any of them may be about persons.
    pub(super) fn read(findings: &[&Finding], most: usize, files: &CaseFiles, room: Option<usize>) -> Self {
        let room = room.unwrap_or(USUAL);
        let reach = Reach { rows: 1, columns: if room >= WIDE { 2 } else { 1 } };
        let mut wanted: BTreeMap<&str, BTreeSet<(&str, Address)>> = BTreeMap::new();
        let mut hidden = BTreeSet::new();
        for (no, finding) in findings.iter().enumerate() {
            let Some((origin, at)) = finding.origin.as_ref().and_then(|origin| Some((origin, origin.address()?)))
            else {
                continue;
            };
            if matches!(finding.code, codes::PERSONAL_COLUMN | codes::UNKNOWN_COLUMN) {
                hidden.insert((origin.sheet.file.as_str(), origin.sheet.sheet.as_str(), at.col, at.row));
            }
            if no < most && !matches!(finding.code, codes::UNKNOWN_SHEET | codes::NO_HEADER) {
                wanted.entry(&origin.sheet.file).or_default().insert((&origin.sheet.sheet, at));
            }
        }
        // Columns of no field are drawn with their headers alone.
        let is_hidden = |file: &str, sheet: &str, at: Address| {
            let below = |(of, on, col, row): &(&str, &str, u32, u32)| {
                (*of, *on, *col) == (file, sheet, at.col) && at.row > *row
            };
            hidden.iter().any(below)
        };
        let mut grids = BTreeMap::new();
        for (file, places) in wanted {
            let places: Vec<(&str, Address)> = places.into_iter().collect();
            let Ok(found) = source::excerpts(files, file, &places, reach) else { continue };
            for ((sheet, at), mut grid) in places.into_iter().zip(found) {
                for (at, text) in grid.iter_mut().flatten() {
                    // A drawing may reach a log: whatever looks like personal data is masked.
                    let veil = is_hidden(file, sheet, *at) && !text.is_empty();
                    *text = if veil { VEIL.to_owned() } else { quoted(text) };
                }
                grids.insert((file.to_owned(), sheet.to_owned(), at), grid);
            }
        }
        Self { grids, room }
    }

    /// The same cells for machines, row by row: row number, and what stands in each column that is not empty.
    pub(super) fn json(&self, origin: &Origin) -> Json {
        let grid = origin
            .address()
            .and_then(|at| self.grids.get(&(origin.sheet.file.clone(), origin.sheet.sheet.clone(), at)));
        let row = |row: &Vec<(Address, String)>| {
            let filled = row.iter().filter(|(_, text)| !text.is_empty());
            let cells: Map<String, Json> = filled.map(|(at, text)| (column_letters(at.col), json!(text))).collect();
            json!({ "row": row.first().map_or(0, |(at, _)| at.row), "cells": cells })
        };
        grid.map_or(Json::Null, |grid| grid.iter().map(row).collect())
    }

    /// The drawing of the cells around `origin`; empty when there is nothing to draw.
    pub(super) fn of(&self, origin: &Origin, here: &str, paint: impl Fn(&str) -> String) -> String {
        let Some(target) = origin.address() else { return String::new() };
        let key = (origin.sheet.file.clone(), origin.sheet.sheet.clone(), target);
        self.grids.get(&key).map_or_else(String::new, |grid| draw(grid, target, here, self.room, paint))
    }
}

/// `grid` holds rows of (address, text as displayed).
fn draw(
    grid: &[Vec<(Address, String)>],
    target: Address,
    here: &str,
    room: usize,
    paint: impl Fn(&str) -> String,
) -> String {
    let Some(columns) = grid.first().map(|row| row.iter().map(|(at, _)| at.col).collect::<Vec<_>>()) else {
        return String::new();
    };
    let gutter = grid.iter().flatten().map(|(at, _)| at.row.to_string().len()).max().unwrap_or(1).max(4);
    let mark = format!("   <- {here}");
    // What is left for the cells beside row numbers, bars and the mark.
    let bars = 5 + 3 * columns.len().saturating_sub(1);
    let left = room.saturating_sub(gutter + bars + mark.width()) / columns.len().max(1);
    let widest = left.clamp(CELL_NARROW, CELL_WIDTH);
    let widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(index, col)| {
            let cells = grid.iter().filter_map(|row| row.get(index)).map(|(_, text)| text.width());
            cells.max().unwrap_or(0).max(column_letters(*col).len()).clamp(3, widest)
        })
        .collect();
    let mut out = String::new();
    let head: Vec<String> =
        columns.iter().zip(&widths).map(|(col, width)| fit(&column_letters(*col), *width)).collect();
    out.push_str(format!("  {:gutter$} | {}", "", head.join(" | ")).trim_end());
    out.push('\n');
    for row in grid {
        let Some((first, _)) = row.first() else { continue };
        let texts: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|((at, text), width)| {
                let cell = fit(text, *width);
                if *at == target { paint(&cell) } else { cell }
            })
            .collect();
        let mark = if first.row == target.row { mark.as_str() } else { "" };
        out.push_str(format!("  {:>gutter$} | {}{mark}", first.row, texts.join(" | ")).trim_end());
        out.push('\n');
    }
    out
}

/// Text cut or padded to a display width.
fn fit(text: &str, width: usize) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut out = String::new();
    if text.width() <= width {
        out.push_str(&text);
    } else {
        // The width of the whole, not of its signs: a family of four is one picture of two columns.
        for c in text.chars() {
            out.push(c);
            if out.width() + 1 > width {
                out.pop();
                break;
            }
        }
        out.push('…');
    }
    out.push_str(&" ".repeat(width.saturating_sub(out.width())));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hangul_takes_two_columns_in_a_drawing() {
        let at = |row, col| Address { row, col };
        let grid = vec![
            vec![(at(13, 3), "카카오톡".to_owned()), (at(13, 4), "2022. 10. 15. 17:05".to_owned())],
            vec![(at(14, 3), "a".to_owned()), (at(14, 4), "x".to_owned())],
        ];
        let drawn = draw(&grid, at(14, 4), "여기", 80, str::to_owned);
        let lines: Vec<&str> = drawn.lines().collect();
        let bar = |line: &str| {
            line.char_indices().filter(|(_, c)| *c == '|').map(|(i, _)| line[..i].width()).collect::<Vec<_>>()
        };
        assert_eq!(bar(lines[0]), bar(lines[1]));
        assert_eq!(bar(lines[1]), bar(lines[2]));
        assert!(lines[2].ends_with("<- 여기"), "{drawn}");
    }

    #[test]
    fn a_long_cell_is_cut_with_a_sign() {
        assert_eq!(fit("가나다라", 5), "가나…");
        assert_eq!(fit("가", 5), "가   ");
        assert_eq!(fit("ＡＢＣ", 5), "ＡＢ…");
        assert_eq!(fit("a\nb", 5), "a b  ");
    }

    #[test]
    fn every_cell_of_a_column_is_as_wide_whatever_is_in_it() {
        for text in
            ["가", "ＡＢＣ가나다라마", "👨\u{200d}👩\u{200d}👧 가족과 함께", "e\u{301}tude", "", "tab\tend", "①②③④⑤⑥⑦⑧"]
        {
            assert_eq!(fit(text, 10).width(), 10, "{text}");
        }
    }

    #[test]
    fn a_drawing_stays_within_the_terminal() {
        let long = "아주 긴 설명이 들어 있는 칸".to_owned();
        for (room, columns) in [(80, 3_u32), (120, 5), (60, 3)] {
            let row = |row: u32| (1..=columns).map(|col| (Address { row, col }, long.clone())).collect();
            let grid: Excerpt = vec![row(1_048_575), row(1_048_576)];
            let drawn = draw(&grid, Address { row: 1_048_576, col: 2 }, "여기", room, str::to_owned);
            assert!(drawn.lines().all(|line| line.width() <= room), "{room}: {drawn}");
        }
    }
}
