//! Tables: every place of the grid covered once, sizes that add up, and what lets a table go on over pages.

use roxmltree::Node;

use super::lists::Lists;
use super::{Flaws, number};
use crate::render::hwpx::read::Local as _;
use crate::render::hwpx::table::MARGINS;

/// More places than any table of ours has.
const LARGEST: i64 = 4_000_000;
const TABLE: [&str; 6] = ["sz", "pos", "outMargin", "caption", "inMargin", "tr"];
const CELL: [&str; 5] = ["subList", "cellAddr", "cellSpan", "cellSz", "cellMargin"];

fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|node| node.has_tag_name_local(name))
}

/// The children are those, in that order; a name may repeat.
fn in_order(node: Node<'_, '_>, names: &[&str]) -> bool {
    let order: Vec<Option<usize>> = node
        .children()
        .filter(Node::is_element)
        .map(|child| names.iter().position(|known| *known == child.tag_name().name()))
        .collect();
    order.iter().all(Option::is_some) && order.windows(2).all(|pair| pair[0] <= pair[1])
}

pub(super) fn check(table: Node<'_, '_>, name: &str, lists: &Lists, flaws: &mut Flaws) {
    flaws.ask(in_order(table, &TABLE), name, || "the parts of a table are not in order".into());
    let position = child(table, "pos");
    flaws.ask(position.and_then(|pos| pos.attribute("treatAsChar")) == Some("0"), name, || {
        "a table stands as a character: its rows beyond the paper would vanish".into()
    });
    flaws.ask(table.attribute("pageBreak") == Some("CELL"), name, || "a table does not break between pages".into());
    flaws.ask(table.attribute("textWrap") == Some("TOP_AND_BOTTOM"), name, || "text runs beside a table".into());
    flaws.ask(number(table, "borderFillIDRef").is_some_and(|id| lists.borders.contains(&id)), name, || {
        "a table has a border that is not there".into()
    });
    let inner = margins(child(table, "inMargin"));
    flaws.ask(inner == Some(MARGINS.map(i64::from)), name, || {
        "the cells of a table have other margins than usual".into()
    });
    let rows: Vec<_> = table.children().filter(|node| node.has_tag_name_local("tr")).collect();
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    flaws.ask(number(table, "rowCnt") == Some(count) && count > 0, name, || {
        "a table has other rows than it says".into()
    });
    let columns = number(table, "colCnt").unwrap_or(0);
    if columns < 1 || count < 1 || columns.saturating_mul(count) > LARGEST {
        flaws.add(name, "a table has other columns than it says");
        return;
    }
    let mut grid = Grid::new(count, columns);
    for (number, row) in (0..).zip(&rows) {
        let cells = row.children().filter(|node| node.has_tag_name_local("tc"));
        for cell in cells {
            self::cell(cell, number, &mut grid, inner, name, lists, flaws);
        }
    }
    grid.end(table, name, flaws);
}

fn margins(node: Option<Node<'_, '_>>) -> Option<[i64; 4]> {
    let node = node?;
    Some([number(node, "left")?, number(node, "right")?, number(node, "top")?, number(node, "bottom")?])
}

#[allow(clippy::too_many_arguments, reason = "a cell is held against its table, its row and the lists")]
fn cell(
    cell: Node<'_, '_>,
    row: i64,
    grid: &mut Grid,
    inner: Option<[i64; 4]>,
    name: &str,
    lists: &Lists,
    flaws: &mut Flaws,
) {
    flaws.ask(in_order(cell, &CELL) && cell.children().filter(Node::is_element).count() == CELL.len(), name, || {
        "the parts of a cell are not in order".into()
    });
    flaws.ask(number(cell, "borderFillIDRef").is_some_and(|id| lists.borders.contains(&id)), name, || {
        "a cell has a border that is not there".into()
    });
    let of = |part: &str, attribute: &str| child(cell, part).and_then(|node| number(node, attribute));
    let (Some(column), Some(at)) = (of("cellAddr", "colAddr"), of("cellAddr", "rowAddr")) else {
        flaws.add(name, "a cell has no place");
        return;
    };
    flaws.ask(at == row, name, || "a cell stands in another row than it says".into());
    let (Some(wide), Some(tall)) = (of("cellSpan", "colSpan"), of("cellSpan", "rowSpan")) else {
        flaws.add(name, "a cell has no span");
        return;
    };
    let (width, height) = (of("cellSz", "width").unwrap_or(0), of("cellSz", "height").unwrap_or(0));
    flaws.ask(width > 0 && height > 0, name, || "a cell has no size".into());
    let own = margins(child(cell, "cellMargin"));
    let has_own = cell.attribute("hasMargin") == Some("1");
    flaws.ask(
        own.is_some_and(|own| own.iter().all(|side| (0..=10_000).contains(side))) && (has_own || own == inner),
        name,
        || "a cell has other margins than its table".into(),
    );
    flaws.ask(matches!(cell.attribute("header"), Some("0" | "1")), name, || "a cell is neither head nor body".into());
    let is_head = cell.attribute("header") == Some("1");
    flaws
        .ask(grid.cover((at, column), (tall, wide), width, is_head), name, || "cells overlap or leave the grid".into());
}

/// The places of a table, as its cells cover them.
struct Grid {
    rows: i64,
    columns: i64,
    covered: Vec<bool>,
    /// Width of each column, as far as a cell of it alone says.
    widths: Vec<Option<i64>>,
    /// First column, columns and width of each cell.
    cells: Vec<(i64, i64, i64)>,
    /// Whether each row is head, as its first cell says; and whether all agree.
    heads: Vec<Option<bool>>,
    is_agreed: bool,
}

impl Grid {
    fn new(rows: i64, columns: i64) -> Self {
        let size = |length: i64| usize::try_from(length).unwrap_or(0);
        Self {
            rows,
            columns,
            covered: vec![false; size(rows * columns)],
            widths: vec![None; size(columns)],
            cells: Vec::new(),
            heads: vec![None; size(rows)],
            is_agreed: true,
        }
    }

    fn cover(&mut self, (row, column): (i64, i64), (tall, wide): (i64, i64), width: i64, is_head: bool) -> bool {
        let inside = row >= 0 && column >= 0 && tall >= 1 && wide >= 1;
        if !inside || row.saturating_add(tall) > self.rows || column.saturating_add(wide) > self.columns {
            return false;
        }
        let mut is_free = true;
        for row in row..row + tall {
            for column in column..column + wide {
                let place = usize::try_from(row * self.columns + column).unwrap_or(0);
                is_free &= !std::mem::replace(&mut self.covered[place], true);
            }
        }
        self.cells.push((column, wide, width));
        let head = &mut self.heads[usize::try_from(row).unwrap_or(0)];
        self.is_agreed &= head.is_none_or(|known| known == is_head);
        *head = Some(is_head);
        if wide == 1 {
            self.widths[usize::try_from(column).unwrap_or(0)] = Some(width);
        }
        is_free
    }

    fn end(&self, table: Node<'_, '_>, name: &str, flaws: &mut Flaws) {
        flaws.ask(self.covered.iter().all(|covered| *covered), name, || {
            "the spans of a row do not sum to the columns".into()
        });
        let of = |column: i64, wide: i64| -> Option<i64> {
            let from = usize::try_from(column).ok()?;
            let to = usize::try_from(column + wide).ok()?;
            self.widths.get(from..to)?.iter().copied().sum()
        };
        let is_even = self.cells.iter().all(|(column, wide, width)| of(*column, *wide).is_none_or(|sum| sum == *width));
        flaws.ask(is_even, name, || "a column has more than one width".into());
        let whole = child(table, "sz").and_then(|size| number(size, "width"));
        flaws.ask(of(0, self.columns).is_none_or(|sum| Some(sum) == whole), name, || {
            "the columns do not add up to the table".into()
        });
        let head = self.heads.iter().take_while(|head| **head == Some(true)).count();
        let all = self.heads.iter().filter(|head| **head == Some(true)).count();
        let repeats = table.attribute("repeatHeader") == Some("1");
        flaws.ask(self.is_agreed && head == all && repeats == (head > 0), name, || {
            "the head of a table is not marked as one that repeats".into()
        });
    }
}
