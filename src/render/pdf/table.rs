//! Tables: what the cells hold, measured, and the widths of the columns that follow from it.
//!
//! The rows are laid out in `rows`, the grid of spans is `grid`'s, the choice of widths `columns`'.

use super::columns::{SAMPLE, Sample, Wish, settle, share, shrink, spread};
use super::flow::{Flow, Item, Paper};
use super::grid::{Cell, Grid, MOST_COLUMNS};
use super::layout::{Area, Layout, split_mark};
use super::line::Paragraph;
use super::rows::Setting;
use super::structure::{Extra, NodeId};
use super::{RenderError, TableSet};
use crate::render::document::{Element, Name, Node};
use crate::render::theme::Look;

/// Type of a table is not set smaller than this factor only to spare a broken word.
const SMALLEST: f32 = 0.82;

/// What a cell holds, measured.
pub(super) enum Content {
    /// Text alone, shaped once and broken once.
    Text(Vec<Paragraph>),
    /// Blocks, laid out again for the width.
    Blocks,
}

impl Layout<'_> {
    pub(super) fn table(
        &mut self,
        element: &Element,
        look: &Look,
        area: Area,
        node: NodeId,
        flow: &mut Flow,
    ) -> Result<(), RenderError> {
        let table = self.structure.add(node, self.vocabulary.tag(Name::Table), Extra::None);
        let grid = Grid::new(element, look, self.theme);
        let outer = (self.scale, self.page_height);
        let mut content = self.measure_all(&grid);
        let mut wishes = self.wishes(&grid, &content, look);
        let area = self.lay_paper(&wishes, area, flow).inset(look.indent, 0.0);
        for caption in element.elements().filter(|child| child.name == Name::Caption) {
            self.block(caption, look, area, table, flow)?;
        }
        if grid.columns == 0 {
            self.page_height = outer.1;
            return Ok(());
        }
        let factor = shrink(&wishes, area.width, SMALLEST);
        if factor < 1.0 {
            self.scale = outer.0 * factor;
            content = self.measure_all(&grid);
            wishes = self.wishes(&grid, &content, look);
        }
        let mut widths = share(&wishes, area.width, look.fill);
        if factor >= 1.0 && wishes.iter().map(|wish| wish.most).sum::<f32>() > area.width {
            settle(&mut widths, &wishes, &self.samples(&grid, &content));
        }
        self.tables.insert(
            element.at,
            TableSet { widths: widths.clone(), heights: Vec::new(), scale: self.scale, wide: self.wide },
        );
        let mut edges = vec![area.x];
        for width in widths {
            edges.push(edges.last().copied().unwrap_or(area.x) + width);
        }
        let heights = vec![0.0; grid.rows.len()];
        let mut setting = Setting { grid, content, edges, look, limit: self.page_height, heights };
        let result = self.rows(&mut setting, table, flow);
        if let Some(set) = self.tables.get_mut(&element.at) {
            set.heights = setting.heights;
        }
        (self.scale, self.page_height) = outer;
        result
    }

    /// The area for a table of such columns: paper on its side where words would be broken upright, however small the type.
    fn lay_paper(&mut self, wishes: &[Wish], area: Area, flow: &mut Flow) -> Area {
        let paper = self.theme.page;
        let whole = area.width > paper.text_width() - 1.0;
        let least: f32 = wishes.iter().map(|wish| wish.least).sum();
        if whole && least * SMALLEST > area.width {
            let side = paper.on_its_side();
            // Said for each such table: what is kept with it must know.
            flow.items.push(Item::Paper(Paper::Wide));
            self.wide = true;
            self.page_height = side.text_height();
            return Area { x: area.x, width: side.text_width() };
        }
        if self.wide && whole {
            flow.items.push(Item::Paper(Paper::Upright));
            self.wide = false;
        }
        area
    }

    /// The content of every cell, shaped.
    fn measure_all(&mut self, grid: &Grid<'_>) -> Vec<Vec<Content>> {
        grid.rows
            .iter()
            .map(|row| {
                row.cells
                    .iter()
                    .map(|cell| {
                        let plain = split_mark(cell.element).0.is_none()
                            && cell.element.elements().all(|child| child.name.is_inline());
                        if plain {
                            Content::Text(self.paragraphs(cell.element.children.iter(), &cell.look))
                        } else {
                            Content::Blocks
                        }
                    })
                    .collect()
            })
            .collect()
    }

    fn wishes(&mut self, grid: &Grid<'_>, content: &[Vec<Content>], look: &Look) -> Vec<Wish> {
        let mut wishes = vec![Wish { share: 1.0, ..Wish::default() }; grid.columns.min(MOST_COLUMNS)];
        let mut spanning = Vec::new();
        for (row, contents) in grid.rows.iter().zip(content) {
            for (cell, content) in row.cells.iter().zip(contents) {
                let wish = self.wish(cell, content, look);
                if cell.columns > 1 {
                    spanning.push((cell.column, cell.columns, wish));
                } else if let Some(column) = wishes.get_mut(cell.column) {
                    *column = Wish { share: column.share, ..column.or(wish) };
                    if (wish.share - 1.0).abs() > f32::EPSILON {
                        column.share = wish.share;
                    }
                }
            }
        }
        for (column, columns, wish) in spanning {
            if let Some(columns) = wishes.get_mut(column..column + columns) {
                spread(columns, wish);
            }
        }
        wishes
    }

    /// Some rows of the table, evenly spread, to try widths on.
    fn samples(&self, grid: &Grid<'_>, content: &[Vec<Content>]) -> Vec<Vec<Sample>> {
        let step = grid.rows.len().div_ceil(SAMPLE).max(1);
        let sample = |(cell, content): (&Cell<'_>, &Content)| match content {
            Content::Text(paragraphs) if cell.columns == 1 => Some(Sample {
                column: cell.column,
                text: paragraphs.iter().map(|paragraph| paragraph.words(cell.look.share <= 0.0)).collect(),
                padding: self.padding(&cell.look, 1) + self.padding(&cell.look, 3) + 1.0,
            }),
            _ => None,
        };
        let rows = grid.rows.iter().zip(content).step_by(step);
        rows.map(|(row, contents)| row.cells.iter().zip(contents).filter_map(sample).collect()).collect()
    }

    fn wish(&mut self, cell: &Cell<'_>, content: &Content, look: &Look) -> Wish {
        let mut wish = match content {
            Content::Text(paragraphs) => extent(paragraphs),
            Content::Blocks => self.extent_of(cell.element, &cell.look),
        };
        if cell.look.wrap && cell.look.share <= 0.0 {
            wish.least = wish.seam;
        }
        if !cell.look.wrap {
            wish.least = wish.most;
            wish.firm = wish.most;
        }
        let between = look.between.map_or(0.0, |edge| edge.width);
        // Rounding must not push the last word of the widest cell to a second line.
        let padding = self.padding(&cell.look, 1) + self.padding(&cell.look, 3) + between + 0.1;
        // Numbers need no more than their digits: a free width goes to words.
        let usual = (cell.look.share - 1.0).abs() < f32::EPSILON;
        let share = if !cell.look.wrap && usual { 0.6 } else { cell.look.share };
        Wish { share, ..wish.wider(padding) }
    }

    /// Padding of a cell on a side (top, right, bottom, left), points; a table set smaller gives up air before size.
    pub(super) fn padding(&self, look: &Look, side: usize) -> f32 {
        look.padding[side] * self.scale.powi(3)
    }

    /// The widths that blocks could have.
    fn extent_of(&mut self, element: &Element, look: &Look) -> Wish {
        let (mark, rest) = split_mark(element);
        let mut sides = look.indent + look.padding[1] + look.padding[3];
        if element.name == Name::Td || element.name == Name::Th {
            sides = 0.0;
        }
        if let Some(mark) = mark {
            let paragraphs = self.paragraphs(mark.children.iter(), look);
            sides += (extent(&paragraphs).most + look.size * 0.4 * self.scale).max(look.hang * self.scale);
        }
        let mut widest = Wish::default();
        let mut text: Vec<&Node> = Vec::new();
        for child in rest {
            match child {
                Node::Element(block) if !block.name.is_inline() => {
                    let inner = self.theme.look(look, block.name.as_str(), &block.classes);
                    let own = self.extent_of(block, &inner);
                    widest = widest.or(own);
                    let paragraphs = self.paragraphs(text.drain(..), look);
                    widest = widest.or(extent(&paragraphs));
                }
                _ => text.push(child),
            }
        }
        let paragraphs = self.paragraphs(text.into_iter(), look);
        widest.or(extent(&paragraphs)).wider(sides)
    }
}

/// The widths that paragraphs could have.
fn extent(paragraphs: &[Paragraph]) -> Wish {
    paragraphs.iter().fold(Wish::default(), |wish, paragraph| {
        let Paragraph { widest, word, seam, firm, floor, .. } = *paragraph;
        wish.or(Wish { most: widest, least: word, seam, firm, floor, share: 1.0 })
    })
}
