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
use crate::render::document::{Element, Name, Node};
use crate::render::pdf::TableSet;
use crate::render::pdf::grid::{Cell, Grid, GridRow, Part};
use crate::render::theme::{Across, Look, Sides};

/// Margins of a cell as 한글 sets them: left, right, top, bottom. More air comes from the height of the row.
pub(super) const MARGINS: [i32; 4] = [510, 510, 141, 141];
/// Part of a page up to which a row keeps its height.
const TALLEST: f32 = 0.4;

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
        let set = set.filter(|set| set.widths.len() == grid.columns).unwrap_or_else(|| TableSet {
            widths: even(),
            heights: Vec::new(),
            scale: 1.0,
            wide: false,
        });
        let outer = std::mem::replace(&mut self.scale, set.scale);
        let edges = edges(&widen(&set.widths, &self.needs(&grid)));
        let space = std::mem::take(&mut self.space);
        let mut out = String::new();
        let mut height = 0;
        let least = units(look.size * look.leading * set.scale) + MARGINS[2] + MARGINS[3];
        let most = units(self.theme.page.text_height() * TALLEST);
        let holes = holes(&grid);
        for (number, holes) in holes.iter().enumerate() {
            // A row as tall as on the page, but for one that pages must break: the text alone says how tall that is.
            let own = set.heights.get(number).map_or(0, |height| units(*height));
            let own = if own > most { least } else { own.max(least) };
            self.row(&grid, number, holes, &edges, own, look, &mut out);
            height += own;
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

    /// What the columns need for the cells that stay on one line, points; 0 where none does.
    ///
    /// The page measured them in its own typeface. What sets them here may be wider, above all its spaces.
    fn needs(&self, grid: &Grid<'_>) -> Vec<f32> {
        let mut needs = vec![0.0_f32; grid.columns];
        #[allow(clippy::cast_precision_loss, reason = "small constants")]
        let margins = (MARGINS[0] + MARGINS[1]) as f32 / 100.0 + 1.0;
        for cell in grid.rows.iter().flat_map(|row| &row.cells) {
            if !cell.look.wrap && cell.columns == 1 {
                let need = room(cell.element) * cell.look.size * self.scale + margins;
                needs[cell.column] = needs[cell.column].max(need);
            }
        }
        needs
    }

    /// A row of the height that it has on the page.
    #[allow(clippy::too_many_arguments, reason = "a row of a table with all that the table knows")]
    fn row(
        &mut self,
        grid: &Grid<'_>,
        number: usize,
        holes: &[usize],
        edges: &[i32],
        height: i32,
        look: &Look,
        out: &mut String,
    ) {
        let row = &grid.rows[number];
        out.push_str("<hp:tr>");
        for cell in &row.cells {
            let width = edges[cell.column + cell.columns] - edges[cell.column];
            let list = self.within(|writer| {
                let inner = Look { before: 0.0, after: 0.0, ..cell.look.clone() };
                #[allow(clippy::cast_precision_loss, reason = "widths on paper are far below the limit")]
                let text = (width - MARGINS[0] - MARGINS[1]).max(1) as f32 / 100.0;
                writer.content(cell.element, &inner, Area { x: 0.0, width: text });
            });
            let border = self.shapes.borders.id(border(grid, number, cell, look));
            let ready = Box {
                column: cell.column,
                row: number,
                columns: cell.columns,
                rows: cell.rows,
                width,
                height: height * i32::try_from(cell.rows).unwrap_or(1),
                border,
                is_head: row.part == Part::Head,
                across: cell.look.across,
                margins: None,
                list: &list,
            };
            ready.write(out);
        }
        // A cell that the source leaves out is a hole, which no reader accepts.
        for &column in holes {
            let list = self.within(|writer| writer.blank(look));
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
             horzOffset=\"{}\"/><hp:outMargin left=\"0\" right=\"0\" top=\"{}\" bottom=\"0\"/>{caption}\
             <hp:inMargin left=\"{left}\" right=\"{right}\" top=\"{top}\" bottom=\"{bottom}\"/>{rows}</hp:tbl>",
            id - 1,
            u8::from(around.repeats_head),
            around.rows,
            around.columns,
            around.width.max(1),
            around.height.max(1),
            around.x,
            // Free space above the paragraph would not move the table, which stands at its top.
            units(std::mem::take(&mut self.space)),
        );
        let look = self.theme.initial();
        let shape = ParaShape { align: Alignment::Left, leading: 100, tab: Tab::None, ..ParaShape::of(&look) };
        let para = self.shapes.paragraph(shape);
        let character = self.shapes.character(&Look { size: 1.0, ..look }, 1.0);
        let mut text = Text::default();
        text.object(&table, character);
        let runs = text.finish(character).concat();
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

/// Columns of each row that no cell covers.
fn holes(grid: &Grid<'_>) -> Vec<Vec<usize>> {
    // Rows that each column is still covered from above.
    let mut covered = vec![0_usize; grid.columns];
    let mut holes = Vec::with_capacity(grid.rows.len());
    for row in &grid.rows {
        for cell in &row.cells {
            covered.iter_mut().skip(cell.column).take(cell.columns).for_each(|rows| *rows = cell.rows);
        }
        holes.push((0..grid.columns).filter(|column| covered[*column] == 0).collect());
        for rows in &mut covered {
            *rows = rows.saturating_sub(1);
        }
    }
    holes
}

/// Part of its width that a column gives away at most.
const GIVES: f32 = 0.4;

/// Widths with what some columns need beyond theirs, taken from those that wrap, the widest first.
fn widen(widths: &[f32], needs: &[f32]) -> Vec<f32> {
    let mut widths = widths.to_vec();
    let mut free: Vec<f32> =
        widths.iter().zip(needs).map(|(width, need)| if *need > 0.0 { 0.0 } else { width * GIVES }).collect();
    for at in 0..widths.len() {
        let mut wanted = needs[at] - widths[at];
        while wanted > 0.0 {
            let Some((from, most)) = free.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1)) else { break };
            let taken = wanted.min(most);
            if taken <= 0.0 {
                break;
            }
            free[from] -= taken;
            widths[from] -= taken;
            widths[at] += taken;
            wanted -= taken;
        }
    }
    widths
}

/// How wide the longest line of a cell may be in any typeface of its kind, as a factor of the size.
fn room(element: &Element) -> f32 {
    fn walk(element: &Element, raised: f32, line: &mut f32, longest: &mut f32) {
        for child in &element.children {
            match child {
                Node::Text(text) => *line += raised * text.chars().map(advance).sum::<f32>(),
                Node::Element(child) if child.name == Name::Br || !child.name.is_inline() => {
                    *longest = longest.max(std::mem::take(line));
                    walk(child, raised, line, longest);
                    *longest = longest.max(std::mem::take(line));
                }
                Node::Element(child) => {
                    walk(child, if child.name == Name::Sup { 0.6 } else { raised }, line, longest);
                }
            }
        }
    }
    let (mut line, mut longest) = (0.0, 0.0);
    walk(element, 1.0, &mut line, &mut longest);
    longest.max(line)
}

fn advance(character: char) -> f32 {
    match character {
        ' ' => 0.5,
        '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.32,
        '(' | ')' | '[' | ']' | '-' | '/' => 0.36,
        _ if character.is_ascii_uppercase() => 0.72,
        _ if character.is_ascii() => 0.56,
        _ => 0.9,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_that_must_not_wrap_takes_from_the_widest_that_may() {
        let widths = widen(&[40.0, 100.0, 300.0], &[60.0, 0.0, 0.0]);
        assert_eq!(widths, [60.0, 100.0, 280.0]);
        assert_eq!(widen(&[40.0, 60.0], &[50.0, 70.0]), [40.0, 60.0]);
        let narrow = widen(&[40.0, 60.0], &[400.0, 0.0]);
        assert!((narrow[0] - 64.0).abs() < 0.01 && (narrow[1] - 36.0).abs() < 0.01, "{narrow:?}");
    }
}
