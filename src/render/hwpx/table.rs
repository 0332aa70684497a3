//! Tables: the grid of the page with the page's widths, lines and fills.
//!
//! A table stands in a paragraph of its own, not as a character (`treatAsChar=0`), and may break within a row
//! (`pageBreak=CELL`): one that is taller than the paper would lose its rows otherwise. Its head is repeated, which needs a
//! mark on the table and on each cell of the head.

use super::section::{Area, Writer};
use super::shapes::{Alignment, BorderFill, ParaShape, Tab};
use super::styles;
use super::text::Text;
use super::units::{edges, units};
use crate::render::document::{Element, Name};
use crate::render::pdf::TableSet;
use crate::render::pdf::grid::{Cell, Grid, GridRow, Part};
use crate::render::theme::{Across, Look, Sides};

/// Margins of a cell as 한글 sets them: left, right, top, bottom. Free space beyond belongs to the paragraphs.
pub(super) const MARGINS: [i32; 4] = [510, 510, 141, 141];
/// Type of the paragraph that a table stands in: nothing is set in it.
const HOST: i32 = 100;

/// A cell, ready.
pub(super) struct Box<'c> {
    pub column: usize,
    pub row: usize,
    pub columns: usize,
    pub rows: usize,
    pub width: i32,
    pub height: i32,
    pub border: u32,
    pub is_head: bool,
    pub across: Across,
    /// Left, right, top, bottom; those of the table if none.
    pub margins: Option<[i32; 4]>,
    pub list: &'c str,
}

impl Box<'_> {
    pub(super) fn write(&self, out: &mut String) {
        let [left, right, top, bottom] = self.margins.unwrap_or(MARGINS);
        out.push_str(&format!(
            "<hp:tc name=\"\" header=\"{}\" hasMargin=\"{}\" protect=\"0\" editable=\"0\" dirty=\"0\" \
             borderFillIDRef=\"{}\"><hp:subList id=\"\" textDirection=\"HORIZONTAL\" lineWrap=\"BREAK\" vertAlign=\"{}\" \
             linkListIDRef=\"0\" linkListNextIDRef=\"0\" textWidth=\"0\" textHeight=\"0\" hasTextRef=\"0\" \
             hasNumRef=\"0\">{}</hp:subList><hp:cellAddr colAddr=\"{}\" rowAddr=\"{}\"/>\
             <hp:cellSpan colSpan=\"{}\" rowSpan=\"{}\"/><hp:cellSz width=\"{}\" height=\"{}\"/>\
             <hp:cellMargin left=\"{left}\" right=\"{right}\" top=\"{top}\" bottom=\"{bottom}\"/></hp:tc>",
            u8::from(self.is_head),
            u8::from(self.margins.is_some()),
            self.border,
            match self.across {
                Across::Top => "TOP",
                Across::Middle => "CENTER",
            },
            self.list,
            self.column,
            self.row,
            self.columns,
            self.rows,
            self.width.max(1),
            self.height.max(1),
        ));
    }
}

/// A table around its rows.
pub(super) struct Around {
    pub rows: usize,
    pub columns: usize,
    pub width: i32,
    pub height: i32,
    /// From the left edge of the text.
    pub x: i32,
    pub repeats_head: bool,
    pub caption: Option<String>,
}

impl Writer<'_> {
    pub(super) fn table(&mut self, element: &Element, look: &Look, area: Area) {
        let set = self.page.tables.get(&element.at).cloned();
        if self.depth == 0 && set.as_ref().is_some_and(|set| set.wide) {
            self.turn(true);
        } else if self.depth == 0 {
            self.turn(false);
        }
        let area = if self.depth == 0 { Area { width: self.text_width() - area.x, ..area } } else { area };
        let area = area.inset(look.indent, 0.0);
        for caption in element.elements().filter(|child| child.name == Name::Caption) {
            self.block(caption, look, area);
        }
        let grid = Grid::new(element, look, self.theme);
        if grid.columns == 0 || grid.rows.is_empty() {
            return;
        }
        #[allow(clippy::cast_precision_loss, reason = "a table has two hundred columns at most")]
        let even = || vec![area.width / grid.columns as f32; grid.columns];
        let set = set
            .filter(|set| set.widths.len() == grid.columns)
            .unwrap_or_else(|| TableSet { widths: even(), scale: 1.0, wide: false });
        let outer = std::mem::replace(&mut self.scale, set.scale);
        let edges = edges(&set.widths);
        let space = std::mem::take(&mut self.space);
        let mut out = String::new();
        let mut height = 0;
        for number in 0..grid.rows.len() {
            height += self.row(&grid, number, &edges, look, &mut out);
        }
        self.scale = outer;
        self.space = space;
        let around = Around {
            rows: grid.rows.len(),
            columns: grid.columns,
            width: edges.last().copied().unwrap_or(1),
            height,
            x: units(area.x),
            repeats_head: grid.rows.first().is_some_and(|row| row.part == Part::Head),
            caption: None,
        };
        self.place(&around, &out);
    }

    /// A row; the least height that it has.
    fn row(&mut self, grid: &Grid<'_>, number: usize, edges: &[i32], look: &Look, out: &mut String) -> i32 {
        let row = &grid.rows[number];
        let mut lists = Vec::with_capacity(row.cells.len());
        let mut height = units(look.size * look.leading * self.scale);
        for cell in &row.cells {
            let (list, own) = self.cell(cell, edges);
            if cell.rows == 1 {
                height = height.max(own);
            }
            lists.push(list);
        }
        out.push_str("<hp:tr>");
        for (cell, list) in row.cells.iter().zip(&lists) {
            let border = self.shapes.borders.id(border(grid, number, cell, look));
            let ready = Box {
                column: cell.column,
                row: number,
                columns: cell.columns,
                rows: cell.rows,
                width: edges[cell.column + cell.columns] - edges[cell.column],
                height: height * i32::try_from(cell.rows).unwrap_or(1),
                border,
                is_head: row.part == Part::Head,
                across: cell.look.across,
                margins: None,
                list,
            };
            ready.write(out);
        }
        // A cell that the source leaves out is a hole, which no reader accepts.
        for column in holes(grid, number) {
            let shape = self.shapes.character(look, self.scale);
            let para = self.shapes.paragraph(ParaShape::of(look));
            let list = self.within(|writer| writer.add(para, styles::BODY, Text::default().finish(shape), false));
            let border = self.shapes.borders.id(BorderFill::default());
            let ready = Box {
                column,
                row: number,
                columns: 1,
                rows: 1,
                width: edges[column + 1] - edges[column],
                height,
                border,
                is_head: row.part == Part::Head,
                across: Across::Middle,
                margins: None,
                list: &list,
            };
            ready.write(out);
        }
        out.push_str("</hp:tr>");
        height
    }

    /// What a cell holds, and the least height that it needs.
    fn cell(&mut self, cell: &Cell<'_>, edges: &[i32]) -> (String, i32) {
        let look = &cell.look;
        let small = self.scale.powi(3);
        // The page sets half of what leading adds above a line and half below; the format all of it below, but for the
        // last line of a cell, which has none.
        let lead = units(look.size * (look.leading - 1.0) * self.scale / 2.0);
        let above = (units(look.padding[0] * small) + lead - MARGINS[2]).max(0);
        let below = (units(look.padding[2] * small) + lead - MARGINS[3]).max(0);
        #[allow(clippy::cast_precision_loss, reason = "widths on paper are far below the limit")]
        let width = (edges[cell.column + cell.columns] - edges[cell.column] - MARGINS[0] - MARGINS[1]) as f32 / 100.0;
        let list = self.within(|writer| {
            let inner = Look { before: 0.0, after: 0.0, ..look.clone() };
            writer.content(cell.element, &inner, Area { x: 0.0, width: width.max(1.0) });
            writer.pad(above, below);
        });
        (list, units(look.size * self.scale) + above + below + MARGINS[2] + MARGINS[3])
    }

    /// Writes a list of paragraphs of its own: a cell's, a note's.
    pub(super) fn within(&mut self, write: impl FnOnce(&mut Self)) -> String {
        let (list, space) = (std::mem::take(&mut self.list), std::mem::take(&mut self.space));
        self.depth += 1;
        write(self);
        self.depth -= 1;
        self.space = space;
        let own = std::mem::replace(&mut self.list, list);
        let mut out = String::new();
        for paragraph in own {
            paragraph.write(&mut out, "");
        }
        out
    }

    /// Free space above the first and below the last paragraph of the list under way.
    pub(super) fn pad(&mut self, above: i32, below: i32) {
        let last = self.list.len().saturating_sub(1);
        for at in [0, last] {
            let Some(paragraph) = self.list.get(at) else { return };
            let Some(mut shape) = self.shapes.paragraphs.get(paragraph.shape).cloned() else { return };
            if at == 0 {
                shape.before = above;
            }
            if at == last {
                shape.after = below;
            }
            let id = self.shapes.paragraph(shape);
            self.list[at].shape = id;
            if at == last {
                return;
            }
        }
    }

    /// Puts rows into a table, and the table into a paragraph.
    pub(super) fn place(&mut self, around: &Around, rows: &str) {
        self.objects += 1;
        let id = self.objects;
        let [left, right, top, bottom] = MARGINS;
        let border = self.shapes.borders.id(BorderFill::default());
        let caption = around.caption.as_deref().unwrap_or_default();
        let table = format!(
            "<hp:tbl id=\"{id}\" zOrder=\"{}\" numberingType=\"TABLE\" textWrap=\"TOP_AND_BOTTOM\" \
             textFlow=\"BOTH_SIDES\" lock=\"0\" dropcapstyle=\"None\" pageBreak=\"CELL\" repeatHeader=\"{}\" \
             rowCnt=\"{}\" colCnt=\"{}\" cellSpacing=\"0\" borderFillIDRef=\"{border}\" noAdjust=\"0\">\
             <hp:sz width=\"{}\" widthRelTo=\"ABSOLUTE\" height=\"{}\" heightRelTo=\"ABSOLUTE\" protect=\"0\"/>\
             <hp:pos treatAsChar=\"0\" affectLSpacing=\"0\" flowWithText=\"1\" allowOverlap=\"0\" holdAnchorAndSO=\"0\" \
             vertRelTo=\"PARA\" horzRelTo=\"COLUMN\" vertAlign=\"TOP\" horzAlign=\"LEFT\" vertOffset=\"0\" \
             horzOffset=\"{}\"/><hp:outMargin left=\"0\" right=\"0\" top=\"0\" bottom=\"0\"/>{caption}\
             <hp:inMargin left=\"{left}\" right=\"{right}\" top=\"{top}\" bottom=\"{bottom}\"/>{rows}</hp:tbl>",
            id - 1,
            u8::from(around.repeats_head),
            around.rows,
            around.columns,
            around.width.max(1),
            around.height.max(1),
            around.x,
        );
        let look = self.theme.initial();
        let shape = ParaShape {
            align: Alignment::Left,
            before: units(std::mem::take(&mut self.space)),
            leading: 100,
            tab: Tab::None,
            ..ParaShape::of(&look)
        };
        let para = self.shapes.paragraph(shape);
        let character = self.shapes.character(&Look { size: 1.0, ..look }, 1.0);
        debug_assert!(HOST == 100);
        let mut text = Text::default();
        text.object(&table, character);
        let runs = text.finish(character);
        self.add(para, styles::BODY, runs, false);
    }
}

/// The lines around a cell and the fill behind it, as the page draws them: rules below rows, between columns, at the top
/// and the bottom of the table.
fn border(grid: &Grid<'_>, number: usize, cell: &Cell<'_>, look: &Look) -> BorderFill {
    let row: &GridRow<'_> = &grid.rows[number];
    let last = number + cell.rows;
    let above = if number == 0 { look.border[0] } else { grid.rows[number - 1].look.border[2] };
    let below = if last >= grid.rows.len() {
        look.border[2].or(grid.rows[grid.rows.len() - 1].look.border[2])
    } else {
        grid.rows[last - 1].look.border[2]
    };
    let left = look.between.filter(|_| cell.column > 0);
    let right = look.between.filter(|_| cell.column + cell.columns < grid.columns);
    let sides: Sides<_> = [above, right, below, left];
    BorderFill::new(&sides, cell.look.background.or(row.look.background))
}

/// Columns of a row that no cell covers.
fn holes(grid: &Grid<'_>, number: usize) -> Vec<usize> {
    let mut covered = vec![false; grid.columns];
    for (at, row) in grid.rows.iter().enumerate().take(number + 1) {
        for cell in row.cells.iter().filter(|cell| at + cell.rows > number) {
            covered.iter_mut().skip(cell.column).take(cell.columns).for_each(|one| *one = true);
        }
    }
    covered.iter().enumerate().filter(|(_, covered)| !**covered).map(|(column, _)| column).collect()
}
