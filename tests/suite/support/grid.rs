//! A table with its place in a sheet: titles above, merged headers, blank rows and columns, and what is typed where.

use std::collections::BTreeMap;

use bogo::pack::{FieldType, Pack};
use serde::Deserialize;

#[derive(Deserialize, Clone, Default)]
#[serde(deny_unknown_fields, default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a line of its own in the data")]
pub(crate) struct Layout {
    titles: Vec<String>,
    merge: bool,
    above: u32,
    left: u32,
    gaps: bool,
    group: bool,
    tall: bool,
}

#[derive(Deserialize, Clone, Debug, PartialEq)]
#[serde(untagged)]
pub(crate) enum Typed {
    Number(f64),
    Text(String),
}

/// A cell as it stands in the file.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    Blank,
    Text(String),
    Number(f64),
    Moment(String),
    Error(String),
}

/// A table of the base: headers and rows, cells trimmed.
pub(crate) fn table(text: &str) -> Vec<Vec<String>> {
    let line = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect();
    text.lines().filter(|text| !text.trim().is_empty()).map(line).collect()
}

/// A table with its place in the sheet.
pub(crate) struct Grid {
    pub(crate) cells: BTreeMap<(u32, u32), Cell>,
    /// Merged ranges: first and last row and column, with the text.
    pub(crate) merged: Vec<(u32, u32, u32, u32, String)>,
    /// Row of each row of data; the header's first.
    pub(crate) rows: Vec<u32>,
    pub(crate) columns: BTreeMap<String, u32>,
}

impl Grid {
    /// Lays a table out; rows and columns count from 1.
    pub(crate) fn new(sheet: &str, table: &[Vec<String>], layout: &Layout, pack: &Pack) -> Self {
        let width = u32::try_from(table[0].len()).expect("few");
        let (first, last) = (layout.left + 1, layout.left + width);
        let mut grid = Self { cells: BTreeMap::new(), merged: Vec::new(), rows: Vec::new(), columns: BTreeMap::new() };
        for (row, title) in (1..).zip(&layout.titles) {
            if layout.merge {
                grid.merged.push((row, first, row, last, title.clone()));
            }
            grid.cells.insert((row, first), Cell::Text(title.clone()));
        }
        let mut row = u32::try_from(layout.titles.len()).expect("few") + layout.above + 1;
        if layout.group {
            let middle = first + width / 2;
            for (from, to, text) in [(first, middle - 1, "기본 정보"), (middle, last, "상세 정보")] {
                grid.merged.push((row, from, row, to, text.to_owned()));
                grid.cells.insert((row, from), Cell::Text(text.to_owned()));
            }
            row += 1;
        }
        let schema = pack.sheets.sheet.iter().find(|schema| schema.ko == sheet).expect("a sheet of the pack");
        for (col, header) in (first..).zip(&table[0]) {
            grid.columns.insert(header.clone(), col);
            grid.cells.insert((row, col), Cell::Text(header.clone()));
            if layout.tall {
                grid.merged.push((row, col, row + 1, col, header.clone()));
            }
        }
        grid.rows.push(row);
        row += u32::from(layout.tall);
        for line in &table[1..] {
            row += 1 + u32::from(layout.gaps);
            grid.rows.push(row);
            for ((col, header), text) in (first..).zip(&table[0]).zip(line) {
                let field = schema.field.iter().find(|field| field.ko == *header || field.also.contains(header));
                let kind = field.unwrap_or_else(|| panic!("{sheet} has no column {header}")).kind;
                grid.cells.insert((row, col), cell(text, kind));
            }
        }
        grid
    }

    /// The place of a column and a row of data. A column that is new stands behind the last.
    pub(crate) fn place(&mut self, column: &str, row: i32) -> (u32, u32) {
        let next = self.columns.values().max().expect("columns") + 1;
        let col = *self.columns.entry(column.to_owned()).or_insert(next);
        match usize::try_from(row) {
            Ok(row) => (self.rows[row], col),
            Err(_) => (1, *self.columns.values().min().expect("columns")),
        }
    }

    pub(crate) fn put(&mut self, (row, col): (u32, u32), typed: &Typed) {
        let cell = match typed {
            Typed::Number(number) => Cell::Number(*number),
            Typed::Text(text) if text.is_empty() => Cell::Blank,
            Typed::Text(text) if text.starts_with('#') => Cell::Error(text.clone()),
            Typed::Text(text) => Cell::Text(text.clone()),
        };
        self.merged
            .retain(|(from, left, to, right, _)| !((*from..=*to).contains(&row) && (*left..=*right).contains(&col)));
        self.cells.insert((row, col), cell);
    }
}

/// A cell of the base as its column's type has it.
fn cell(text: &str, kind: FieldType) -> Cell {
    let numeric = matches!(kind, FieldType::Count | FieldType::Won | FieldType::Amount | FieldType::Share);
    let dated = matches!(kind, FieldType::Moment | FieldType::Date);
    match text.parse::<f64>() {
        _ if text.is_empty() => Cell::Blank,
        Ok(number) if numeric => Cell::Number(number),
        _ if dated => Cell::Moment(text.to_owned()),
        _ => Cell::Text(text.to_owned()),
    }
}
