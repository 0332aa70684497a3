//! The rows of a table: strips that pages can part, and the head for every page.
//!
//! A row is one strip and is not divided unless no page could hold it. Rows tied by a `rowspan` are one strip while they are
//! few. A table of many pages is one node of the structure; its repeated heads are no part of it.

use std::ops::Range;

use super::RenderError;
use super::flow::{Draw, Flow, Item, Strip, flatten, height};
use super::grid::{Cell, Grid, GridRow, Part};
use super::layout::{Area, Layout};
use super::structure::{Extra, NodeId};
use super::table::Content;
use crate::render::document::{Name, Scope};
use crate::render::theme::{Across, Edge, Look};

/// Rows tied by a span stay together up to this part of a page.
const TIED: f32 = 0.35;
/// A table up to this part of a page is not divided.
const SMALL: f32 = 0.2;
/// A row from this part of a page on may stand alone at the edge of one.
const TALL: f32 = 0.08;

/// A table with its columns decided.
pub(super) struct Setting<'d> {
    pub grid: Grid<'d>,
    pub content: Vec<Vec<Content>>,
    /// Left edges of the columns and the right edge of the last, points.
    pub edges: Vec<f32>,
    pub look: &'d Look,
    /// Room that a row may take, points.
    pub limit: f32,
    /// Of the rows, as far as they are laid out; points.
    pub heights: Vec<f32>,
}

/// A laid out cell.
#[derive(Default)]
struct Filled {
    items: Vec<Item>,
    height: f32,
    node: NodeId,
}

impl Layout<'_> {
    /// All rows of a table, part by part.
    pub(super) fn rows(
        &mut self,
        setting: &mut Setting<'_>,
        table: NodeId,
        flow: &mut Flow,
    ) -> Result<(), RenderError> {
        let groups: Vec<NodeId> = setting
            .grid
            .groups
            .iter()
            .map(|group| self.structure.add(table, self.vocabulary.tag(group.name), Extra::None))
            .collect();
        let head = setting.grid.rows.iter().take_while(|row| row.part == Part::Head).count();
        let first = flow.len();
        if head > 0 {
            let strips = self.tied(setting, 0..head, &groups)?;
            let height: f32 = strips.iter().map(|strip| strip.height).sum();
            // A head that takes half a page is not worth repeating, and may need pages of its own.
            if height <= self.page_height * 0.4 {
                let whole = stack(strips);
                flow.strip(Strip { keep: true, ..whole.clone() });
                setting.limit = self.page_height - height;
                flow.items.push(Item::Head(Box::new(whole)));
                self.body(setting, head, &groups, flow)?;
                flow.items.push(Item::HeadEnd);
            } else {
                flow.items.extend(strips.into_iter().map(Item::Strip));
                self.body(setting, head, &groups, flow)?;
            }
        } else {
            self.body(setting, 0, &groups, flow)?;
        }
        flow.keep_from(first, self.page_height * SMALL, false);
        // The bottom edge belongs to the last row.
        if let Some(edge) = setting.look.border[2]
            && let Some(Item::Strip(strip)) =
                flow.items[first..].iter_mut().rev().find(|item| matches!(item, Item::Strip(_)))
        {
            let (left, right) = setting.ends();
            strip.draws.push(rule(left, strip.height - edge.width / 2.0, right - left, edge));
        }
        Ok(())
    }

    fn body(
        &mut self,
        setting: &mut Setting<'_>,
        from: usize,
        groups: &[NodeId],
        flow: &mut Flow,
    ) -> Result<(), RenderError> {
        let count = setting.grid.rows.len();
        let start = flow.len();
        let mut row = from;
        while row < count {
            let mut end = row + 1;
            let mut at = row;
            while at < end {
                let reach = setting.grid.rows[at].cells.iter().map(|cell| at + cell.rows).max().unwrap_or(end);
                end = end.max(reach).min(count);
                at += 1;
            }
            for strip in self.tied(setting, row..end, groups)? {
                flow.strip(strip);
            }
            row = end;
        }
        // The first two rows stay with the head, the last two together: no single low row at the edge of a page.
        let strips: Vec<usize> = (start..flow.len()).filter(|&at| matches!(flow.items[at], Item::Strip(_))).collect();
        if strips.len() > 2 {
            let first = strips.first().copied();
            let last = strips.get(strips.len() - 2).copied();
            for at in [first, last].into_iter().flatten() {
                if let Some(Item::Strip(strip)) = flow.items.get_mut(at) {
                    strip.keep = strip.height < self.page_height * TALL;
                }
            }
        }
        Ok(())
    }

    /// Rows tied by spans: one strip, or one for each row where that would be too tall.
    fn tied(
        &mut self,
        setting: &mut Setting<'_>,
        rows: Range<usize>,
        groups: &[NodeId],
    ) -> Result<Vec<Strip>, RenderError> {
        let mut filled = Vec::with_capacity(rows.len());
        for row in rows.clone() {
            filled.push(self.fill_row(setting, row, groups)?);
        }
        let heights = heights(setting, &rows, &filled, true);
        setting.heights[rows.clone()].copy_from_slice(&heights);
        if rows.len() == 1 || heights.iter().sum::<f32>() <= self.page_height * TIED {
            if heights.iter().sum::<f32>() <= setting.limit {
                let strips = self.draw(setting, &rows, filled, &heights, true);
                return Ok(vec![stack(strips)]);
            }
            return Ok(self.divide(setting, rows.start, filled.pop().unwrap_or_default()));
        }
        // Too many: each row for itself, a spanning cell in its first row.
        let heights = self::heights(setting, &rows, &filled, false);
        let mut strips = Vec::new();
        // Cells that reach into the rows below: their last row, their height, and what to draw again on another page.
        let mut reaching: Vec<(usize, f32, Vec<Draw>)> = Vec::new();
        for (offset, (row, cells)) in rows.clone().zip(filled).enumerate() {
            let height = heights[offset];
            let mut again = Vec::new();
            reaching.retain(|(end, ..)| *end > row);
            for (end, needed, draws) in &reaching {
                let room: f32 = heights.iter().skip(offset).take(end - row).sum();
                // Where the rows that are left are too low for it, it would run into what follows; and the rest of them may
                // stand on a later page, so that it must fit this one by itself.
                if *needed <= room.min(setting.limit * 0.5) {
                    again.extend(draws.iter().cloned());
                }
            }
            reaching.extend(self.reaching(setting, row, &cells));
            let from = strips.len();
            if height <= setting.limit {
                strips.extend(self.draw(setting, &(row..row + 1), vec![cells], &[height], false));
            } else {
                strips.extend(self.divide(setting, row, cells));
            }
            if let Some(first) = strips.get_mut(from) {
                first.again = again;
            }
        }
        Ok(strips)
    }

    /// The cells of a row that reach into the rows below, as they are drawn again.
    fn reaching(&self, setting: &Setting<'_>, row: usize, filled: &[Filled]) -> Vec<(usize, f32, Vec<Draw>)> {
        let cells = setting.grid.rows[row].cells.iter().zip(filled).filter(|(cell, _)| cell.rows > 1);
        cells
            .map(|(cell, content)| {
                let (_, mut draws) = flatten(content.items.clone());
                draws.retain(|draw| matches!(draw, Draw::Text { .. }));
                for draw in &mut draws {
                    draw.shift(0.0, self.padding(&cell.look, 0));
                }
                (row + cell.rows, content.height, draws)
            })
            .collect()
    }

    fn fill_row(&mut self, setting: &Setting<'_>, row: usize, groups: &[NodeId]) -> Result<Vec<Filled>, RenderError> {
        let GridRow { cells, element, group, .. } = &setting.grid.rows[row];
        let parent = groups.get(*group).copied().unwrap_or(0);
        let node = self.structure.add(parent, self.vocabulary.tag(element.name), Extra::None);
        self.structure.language(node, element.lang.as_deref());
        self.anchors.extend(self.spans.anchor(element));
        let mut filled = Vec::with_capacity(cells.len());
        // What stands in a cell turns no paper.
        let wide = std::mem::replace(&mut self.wide, false);
        for (cell, content) in cells.iter().zip(&setting.content[row]) {
            let (columns, rows) = (u32::try_from(cell.columns).unwrap_or(1), u32::try_from(cell.rows).unwrap_or(1));
            let extra = if cell.element.name == Name::Th {
                // A header in the body points along its row unless it says otherwise.
                let in_head = setting.grid.rows[row].part == Part::Head;
                Extra::Head { columns, rows, row: cell.element.scope.map_or(!in_head, |scope| scope == Scope::Row) }
            } else if columns > 1 || rows > 1 {
                Extra::Cell { columns, rows }
            } else {
                Extra::None
            };
            let node = self.structure.add(node, self.vocabulary.tag(cell.element.name), extra);
            self.structure.language(node, cell.element.lang.as_deref());
            self.anchors.extend(self.spans.anchor(cell.element));
            let mut flow = Flow::default();
            let padding = (self.padding(&cell.look, 3), self.padding(&cell.look, 1));
            let area = setting.area(cell, padding);
            match content {
                Content::Text(paragraphs) => {
                    for paragraph in paragraphs {
                        self.paragraph(paragraph, &cell.look, area, node, &mut flow);
                    }
                }
                Content::Blocks => self.content(cell.element, &cell.look, area, (node, node), &mut flow)?,
            }
            while matches!(flow.items.last(), Some(Item::Space(_))) {
                flow.items.pop();
            }
            let skip = usize::from(matches!(flow.items.first(), Some(Item::Space(_))));
            flow.items.drain(..skip);
            let padding = self.padding(&cell.look, 0) + self.padding(&cell.look, 2);
            // An empty cell is as tall as a line, so that an empty row is seen.
            let line = cell.look.size * self.scale * cell.look.leading;
            filled.push(Filled { height: height(&flow.items).max(line) + padding, items: flow.items, node });
        }
        self.wide = wide;
        Ok(filled)
    }

    /// Paints rows as strips. `spanning`: cells may reach into the rows below.
    fn draw(
        &mut self,
        setting: &Setting<'_>,
        rows: &Range<usize>,
        filled: Vec<Vec<Filled>>,
        heights: &[f32],
        spanning: bool,
    ) -> Vec<Strip> {
        let mut strips = Vec::with_capacity(rows.len());
        for ((offset, row), cells) in rows.clone().enumerate().zip(filled) {
            let own = heights[offset];
            let grid_row = &setting.grid.rows[row];
            let mut strip = Strip { height: own, draws: Vec::with_capacity(cells.len() * 2 + 4), ..Strip::default() };
            let mut texts = Vec::with_capacity(cells.len());
            for (cell, content) in grid_row.cells.iter().zip(cells) {
                let reach = if spanning {
                    heights.get(offset..offset + cell.rows).map_or(own, |rows| rows.iter().sum())
                } else {
                    own
                };
                self.paint_cell(setting, grid_row, cell, content, reach, &mut strip.draws, &mut texts);
            }
            setting.top_rule(row, &mut strip.draws);
            strip.draws.append(&mut texts);
            strips.push(strip);
        }
        strips
    }

    #[allow(clippy::too_many_arguments, reason = "a cell is painted from all of its table")]
    fn paint_cell(
        &mut self,
        setting: &Setting<'_>,
        row: &GridRow<'_>,
        cell: &Cell<'_>,
        content: Filled,
        reach: f32,
        fills: &mut Vec<Draw>,
        texts: &mut Vec<Draw>,
    ) {
        let (left, right) = setting.span(cell);
        if let Some(colour) = cell.look.background.or(row.look.background) {
            fills.push(Draw::Fill { x: left, y: 0.0, width: right - left, height: reach, colour });
        }
        setting.cell_rules(cell, reach, row, fills);
        let free = (reach - content.height).max(0.0);
        let shift = self.padding(&cell.look, 0)
            + match cell.look.across {
                Across::Top => 0.0,
                Across::Middle => free / 2.0,
            };
        let (_, draws) = flatten(content.items);
        if draws.is_empty() {
            texts.push(Draw::Place { node: content.node });
        }
        for mut draw in draws {
            draw.shift(0.0, shift);
            if matches!(draw, Draw::Fill { .. } | Draw::Rule { .. }) { fills.push(draw) } else { texts.push(draw) }
        }
    }

    /// A row taller than any page: its cells go on over as many strips as they need.
    fn divide(&mut self, setting: &Setting<'_>, row: usize, cells: Vec<Filled>) -> Vec<Strip> {
        let grid_row = &setting.grid.rows[row];
        let mut rest: Vec<std::vec::IntoIter<Item>> = Vec::new();
        let mut nodes = Vec::new();
        for cell in cells {
            rest.push(cell.items.into_iter());
            nodes.push(cell.node);
        }
        let mut held: Vec<Option<Item>> = rest.iter().map(|_| None).collect();
        let mut strips = Vec::new();
        loop {
            let mut filled = Vec::with_capacity(rest.len());
            let mut any = false;
            for (index, cell) in grid_row.cells.iter().enumerate() {
                let padding = self.padding(&cell.look, 0) + self.padding(&cell.look, 2);
                // Frames inside such a cell are dropped: their text is what counts.
                let mut part = Vec::new();
                let mut used = padding;
                while let Some(item) = held[index].take().or_else(|| rest[index].next()) {
                    let own = match &item {
                        Item::Strip(strip) => strip.height,
                        Item::Space(points) => *points,
                        _ => continue,
                    };
                    if used + own > setting.limit * 0.98 && part.iter().any(|item| matches!(item, Item::Strip(_))) {
                        held[index] = Some(item);
                        break;
                    }
                    used += own;
                    part.push(item);
                }
                any |= !part.is_empty() || held[index].is_some();
                filled.push(Filled { height: height(&part) + padding, items: part, node: nodes[index] });
            }
            if !any {
                break;
            }
            let own = filled.iter().map(|cell| cell.height).fold(0.0, f32::max);
            strips.extend(self.draw(setting, &(row..row + 1), vec![filled], &[own], false));
        }
        strips
    }
}

impl Setting<'_> {
    /// Left and right edge of a cell.
    fn span(&self, cell: &Cell<'_>) -> (f32, f32) {
        let last = self.edges.len() - 1;
        (self.edges[cell.column.min(last)], self.edges[(cell.column + cell.columns).min(last)])
    }

    /// Left and right edge of the table.
    fn ends(&self) -> (f32, f32) {
        (self.edges[0], self.edges[self.edges.len() - 1])
    }

    /// Where the content of a cell stands.
    fn area(&self, cell: &Cell<'_>, padding: (f32, f32)) -> Area {
        let (left, right) = self.span(cell);
        Area { x: left, width: right - left }.inset(padding.0, padding.1)
    }

    /// The top edge of the table, above its first row and so above repeated heads.
    fn top_rule(&self, row: usize, fills: &mut Vec<Draw>) {
        if row == 0
            && let Some(edge) = self.look.border[0]
        {
            let (left, right) = self.ends();
            fills.push(rule(left, -edge.width / 2.0, right - left, edge));
        }
    }

    /// The line below a cell and the one that parts it from the next column.
    fn cell_rules(&self, cell: &Cell<'_>, reach: f32, row: &GridRow<'_>, fills: &mut Vec<Draw>) {
        let (left, right) = self.span(cell);
        if let Some(edge) = row.look.border[2] {
            // Inside the row: what the row below paints behind its text must not cover it.
            fills.push(rule(left, reach - edge.width, right - left, edge));
        }
        if let Some(edge) = self.look.between
            && right < self.ends().1 - 0.01
        {
            fills.push(Draw::Rule {
                x: right - edge.width / 2.0,
                y: 0.0,
                width: edge.width,
                height: reach,
                colour: edge.colour,
            });
        }
    }
}

fn rule(x: f32, y: f32, width: f32, edge: Edge) -> Draw {
    Draw::Rule { x, y, width, height: edge.width, colour: edge.colour }
}

/// Strips of rows one below the other as one.
fn stack(strips: Vec<Strip>) -> Strip {
    let mut strips = strips.into_iter();
    let Some(mut whole) = strips.next() else { return Strip::default() };
    // Behind text of the row above lies nothing of the rows below, so boxes need no sorting.
    for strip in strips {
        for mut draw in strip.draws {
            draw.shift(0.0, whole.height);
            whole.draws.push(draw);
        }
        whole.height += strip.height;
    }
    whole
}

/// Heights of tied rows; with `spanning`, the last row of a span grows until the cell fits.
fn heights(setting: &Setting<'_>, rows: &Range<usize>, filled: &[Vec<Filled>], spanning: bool) -> Vec<f32> {
    let mut heights = vec![0.0_f32; rows.len()];
    for (offset, (row, cells)) in rows.clone().zip(filled).enumerate() {
        for (cell, content) in setting.grid.rows[row].cells.iter().zip(cells) {
            if cell.rows == 1 || !spanning {
                heights[offset] = heights[offset].max(content.height);
            }
        }
    }
    if spanning {
        for (offset, (row, cells)) in rows.clone().zip(filled).enumerate() {
            for (cell, content) in setting.grid.rows[row].cells.iter().zip(cells).filter(|(cell, _)| cell.rows > 1) {
                let end = (offset + cell.rows).min(heights.len());
                let sum: f32 = heights[offset..end].iter().sum();
                if let Some(last) = heights[offset..end].last_mut() {
                    *last += (content.height - sum).max(0.0);
                }
            }
        }
    }
    heights
}
