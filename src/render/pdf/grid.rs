//! The grid of a table: which cell stands in which row and column, whatever spans its source has.

use crate::render::document::{Element, Name};
use crate::render::theme::{Look, Theme};

/// No table of ours has more; a span cannot ask for more memory than this.
pub(in crate::render) const MOST_COLUMNS: usize = 200;

/// The part of a table that a row belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render) enum Part {
    Head,
    Body,
    Foot,
}

/// A cell in its place.
pub(in crate::render) struct Cell<'d> {
    pub element: &'d Element,
    pub look: Look,
    /// First column, and how many.
    pub column: usize,
    pub columns: usize,
    /// Rows it covers, never beyond its part of the table.
    pub rows: usize,
}

/// A row in its place.
pub(in crate::render) struct GridRow<'d> {
    pub element: &'d Element,
    pub look: Look,
    pub part: Part,
    /// Number of the `thead`, `tbody` or `tfoot` in the table.
    pub group: usize,
    pub cells: Vec<Cell<'d>>,
}

/// A table as a grid.
pub(in crate::render) struct Grid<'d> {
    pub rows: Vec<GridRow<'d>>,
    pub columns: usize,
    /// The elements that hold the rows.
    pub groups: Vec<&'d Element>,
}

impl<'d> Grid<'d> {
    pub(in crate::render) fn new(table: &'d Element, look: &Look, theme: &Theme) -> Self {
        let mut grid = Self { rows: Vec::new(), columns: 0, groups: Vec::new() };
        for group in table.elements() {
            let part = match group.name {
                Name::Thead => Part::Head,
                Name::Tbody => Part::Body,
                Name::Tfoot => Part::Foot,
                _ => continue,
            };
            let group_look = theme.look(look, group.name.as_str(), &group.classes);
            let index = grid.groups.len();
            grid.groups.push(group);
            grid.fill(group, &group_look, part, index, theme);
        }
        grid
    }

    fn fill(&mut self, group: &'d Element, look: &Look, part: Part, index: usize, theme: &Theme) {
        // Rows that each column is still covered from above.
        let mut covered: Vec<usize> = Vec::new();
        let count = group.elements().count();
        for (number, row) in group.elements().enumerate() {
            let row_look = theme.look(look, "tr", &row.classes);
            let mut cells = Vec::new();
            let mut column = 0;
            for element in row.elements() {
                while covered.get(column).is_some_and(|&rows| rows > 0) {
                    column += 1;
                }
                if column >= MOST_COLUMNS {
                    break;
                }
                let wanted = (element.columns as usize).min(MOST_COLUMNS - column);
                // A span stops before a column that is covered from above.
                let columns = (0..wanted)
                    .take_while(|&offset| covered.get(column + offset).is_none_or(|&rows| rows == 0))
                    .count()
                    .max(1);
                let rows = (element.rows as usize).min(count - number).max(1);
                if covered.len() < column + columns {
                    covered.resize(column + columns, 0);
                }
                covered[column..column + columns].fill(rows);
                let look = theme.look(&row_look, element.name.as_str(), &element.classes);
                cells.push(Cell { element, look, column, columns, rows });
                column += columns;
            }
            self.columns = self.columns.max(covered.len());
            for rows in &mut covered {
                *rows = rows.saturating_sub(1);
            }
            self.rows.push(GridRow { element: row, look: row_look, part, group: index, cells });
        }
    }
}
