//! Tables: cells into rows, rows into strips that pages can part, the head for every page.
//!
//! A row is one strip and is not divided unless no page could hold it. Rows tied by a `rowspan` are one strip while they are
//! few. A table of many pages is one node of the structure; its repeated heads are no part of it.

use std::ops::Range;

use super::RenderError;
use super::columns::{SAMPLE, Sample, Wish, settle, share, shrink, spread};
use super::flow::{Draw, Flow, Item, Strip, flatten, height};
use super::grid::{Cell, Grid, GridRow, MOST_COLUMNS, Part};
use super::layout::{Area, Layout, split_mark};
use super::line::Paragraph;
use super::structure::{Extra, NodeId};
use crate::render::document::{Element, Name, Node, Scope};
use crate::render::theme::{Across, Edge, Look};

/// Type of a table is not set smaller than this factor only to spare a broken word.
const SMALLEST: f32 = 0.82;
/// Rows tied by a span stay together up to this part of a page.
const TIED: f32 = 0.35;

/// What a cell holds, measured.
enum Content {
    /// Text alone, shaped once and broken once.
    Text(Vec<Paragraph>),
    /// Blocks, laid out again for the width.
    Blocks,
}

/// A table with its columns decided.
struct Setting<'d> {
    grid: Grid<'d>,
    content: Vec<Vec<Content>>,
    /// Left edges of the columns and the right edge of the last, points.
    edges: Vec<f32>,
    look: &'d Look,
    /// Room that a row may take, points.
    limit: f32,
}

/// A laid out cell.
struct Filled {
    items: Vec<Item>,
    height: f32,
    node: NodeId,
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
        let area = area.inset(look.indent, 0.0);
        for caption in element.elements().filter(|child| child.name == Name::Caption) {
            self.block(caption, look, area, table, flow)?;
        }
        let grid = Grid::new(element, look, self.theme);
        if grid.columns == 0 {
            return Ok(());
        }
        let outer = self.scale;
        let mut content = self.measure_all(&grid);
        let mut wishes = self.wishes(&grid, &content, look);
        let factor = shrink(&wishes, area.width, SMALLEST);
        if factor < 1.0 {
            self.scale = outer * factor;
            content = self.measure_all(&grid);
            wishes = self.wishes(&grid, &content, look);
        }
        let mut widths = share(&wishes, area.width, look.fill);
        if factor >= 1.0 && wishes.iter().map(|wish| wish.most).sum::<f32>() > area.width {
            settle(&mut widths, &wishes, &self.samples(&grid, &content));
        }
        let mut edges = vec![area.x];
        for width in widths {
            edges.push(edges.last().copied().unwrap_or(area.x) + width);
        }
        let mut setting = Setting { grid, content, edges, look, limit: self.page_height };
        let result = self.rows(&mut setting, table, flow);
        self.scale = outer;
        result
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
                    column.most = column.most.max(wish.most);
                    column.least = column.least.max(wish.least);
                    column.floor = column.floor.max(wish.floor);
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
                text: extent(paragraphs).0,
                padding: (cell.look.padding[1] + cell.look.padding[3]) * self.scale + 1.0,
            }),
            _ => None,
        };
        let rows = grid.rows.iter().zip(content).step_by(step);
        rows.map(|(row, contents)| row.cells.iter().zip(contents).filter_map(sample).collect()).collect()
    }

    fn wish(&mut self, cell: &Cell<'_>, content: &Content, look: &Look) -> Wish {
        let (mut most, mut least, mut floor) = match content {
            Content::Text(paragraphs) => extent(paragraphs),
            Content::Blocks => self.extent_of(cell.element, &cell.look),
        };
        if !cell.look.wrap {
            least = most;
        }
        let padding =
            (cell.look.padding[1] + cell.look.padding[3]) * self.scale + look.between.map_or(0.0, |edge| edge.width);
        // Rounding must not push the last word of the widest cell to a second line.
        most += padding + 0.1;
        least += padding + 0.1;
        floor += padding + 0.1;
        // Numbers need no more than their digits: a free width goes to words.
        let share = if !cell.look.wrap && (cell.look.share - 1.0).abs() < f32::EPSILON { 0.6 } else { cell.look.share };
        Wish { most, least, floor, share }
    }

    /// Most, least and floor of blocks.
    fn extent_of(&mut self, element: &Element, look: &Look) -> (f32, f32, f32) {
        let (mark, rest) = split_mark(element);
        let mut sides = look.indent + look.padding[1] + look.padding[3];
        if element.name == Name::Td || element.name == Name::Th {
            sides = 0.0;
        }
        if let Some(mark) = mark {
            let paragraphs = self.paragraphs(mark.children.iter(), look);
            sides += (extent(&paragraphs).0 + look.size * 0.4 * self.scale).max(look.hang * self.scale);
        }
        let mut sum = (0.0_f32, 0.0_f32, 0.0_f32);
        let mut text: Vec<&Node> = Vec::new();
        let widen = |sum: &mut (f32, f32, f32), other: (f32, f32, f32)| {
            *sum = (sum.0.max(other.0), sum.1.max(other.1), sum.2.max(other.2));
        };
        for child in rest {
            match child {
                Node::Element(block) if !block.name.is_inline() => {
                    let inner = self.theme.look(look, block.name.as_str(), &block.classes);
                    let own = self.extent_of(block, &inner);
                    widen(&mut sum, own);
                    let paragraphs = self.paragraphs(text.drain(..), look);
                    widen(&mut sum, extent(&paragraphs));
                }
                _ => text.push(child),
            }
        }
        let paragraphs = self.paragraphs(text.into_iter(), look);
        widen(&mut sum, extent(&paragraphs));
        (sum.0 + sides, sum.1 + sides, sum.2 + sides)
    }

    /// All rows of a table, part by part.
    fn rows(&mut self, setting: &mut Setting<'_>, table: NodeId, flow: &mut Flow) -> Result<(), RenderError> {
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
        // The first two rows stay with the head, the last two together: no single row at the edge of a page.
        let strips: Vec<usize> = (start..flow.len()).filter(|&at| matches!(flow.items[at], Item::Strip(_))).collect();
        if strips.len() > 2 {
            let first = strips.first().copied();
            let last = strips.get(strips.len() - 2).copied();
            for at in [first, last].into_iter().flatten() {
                if let Some(Item::Strip(strip)) = flow.items.get_mut(at) {
                    strip.keep = strip.height < self.page_height * 0.3;
                }
            }
        }
        Ok(())
    }

    /// Rows tied by spans: one strip, or one for each row where that would be too tall.
    fn tied(
        &mut self,
        setting: &Setting<'_>,
        rows: Range<usize>,
        groups: &[NodeId],
    ) -> Result<Vec<Strip>, RenderError> {
        let mut filled = Vec::with_capacity(rows.len());
        for row in rows.clone() {
            filled.push(self.fill_row(setting, row, groups)?);
        }
        let heights = heights(setting, &rows, &filled, true);
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
        for ((row, cells), height) in rows.clone().zip(filled).zip(heights) {
            if height <= setting.limit {
                strips.extend(self.draw(setting, &(row..row + 1), vec![cells], &[height], false));
            } else {
                strips.extend(self.divide(setting, row, cells));
            }
        }
        Ok(strips)
    }

    fn fill_row(&mut self, setting: &Setting<'_>, row: usize, groups: &[NodeId]) -> Result<Vec<Filled>, RenderError> {
        let GridRow { cells, element, group, .. } = &setting.grid.rows[row];
        let parent = groups.get(*group).copied().unwrap_or(0);
        let node = self.structure.add(parent, self.vocabulary.tag(element.name), Extra::None);
        let mut filled = Vec::with_capacity(cells.len());
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
            let mut flow = Flow::default();
            let area = setting.area(cell, self.scale);
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
            let padding = (cell.look.padding[0] + cell.look.padding[2]) * self.scale;
            // An empty cell is as tall as a line, so that an empty row is seen.
            let line = cell.look.size * self.scale * cell.look.leading;
            filled.push(Filled { height: height(&flow.items).max(line) + padding, items: flow.items, node });
        }
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
            let mut strip = Strip { height: own, keep: false, draws: Vec::with_capacity(cells.len() * 2 + 4) };
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
        let shift = cell.look.padding[0] * self.scale
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
                let padding = (cell.look.padding[0] + cell.look.padding[2]) * self.scale;
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
    fn area(&self, cell: &Cell<'_>, scale: f32) -> Area {
        let (left, right) = self.span(cell);
        let padding = (cell.look.padding[3] * scale, cell.look.padding[1] * scale);
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

/// Most, least and floor of paragraphs.
fn extent(paragraphs: &[Paragraph]) -> (f32, f32, f32) {
    paragraphs.iter().fold((0.0, 0.0, 0.0), |(most, least, floor), paragraph| {
        (f32::max(most, paragraph.widest), f32::max(least, paragraph.word), f32::max(floor, paragraph.floor))
    })
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
