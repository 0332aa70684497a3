//! Boxes: a summary (요약), a warning, key figures side by side. The format has no box that text flows in and pages may
//! break, so each is a table of one row without lines of its own.

use super::section::{Area, Writer};
use super::shapes::BorderFill;
use super::table::{Around, Box};
use super::units::units;
use crate::render::document::Element;
use crate::render::theme::{Across, Look, Stack};

impl Writer<'_> {
    /// A block with a fill, lines or padding.
    pub(super) fn frame(&mut self, element: &Element, look: &Look, area: Area) {
        let area = area.inset(look.indent, 0.0);
        let edge = |side: usize| look.border[side].map_or(0.0, |edge| edge.width);
        let [top, right, bottom, left] = [0, 1, 2, 3].map(|side| look.padding[side] + edge(side));
        let inner = Area { x: 0.0, width: (area.width - left - right).max(1.0) };
        let flat =
            Look { background: None, border: [None; 4], padding: [0.0; 4], before: 0.0, after: 0.0, ..look.clone() };
        let list = self.within(|writer| {
            if look.stack == Stack::Row {
                writer.tiles(element, &flat, inner);
            } else {
                writer.content(element, &flat, inner);
            }
            if writer.list.is_empty() {
                writer.blank(&flat);
            }
        });
        let border = self.shapes.borders.id(BorderFill::new(&look.border, look.background));
        let own = self.page.boxes.get(&element.at).copied().unwrap_or(look.size * look.leading + top + bottom);
        let (width, height) = (units(area.width), units(own));
        let mut rows = "<hp:tr>".to_owned();
        let ready = Box {
            column: 0,
            row: 0,
            columns: 1,
            rows: 1,
            width,
            height,
            border,
            is_head: false,
            across: Across::Top,
            margins: Some([left, right, top, bottom].map(units)),
            list: &list,
        };
        ready.write(&mut rows);
        rows.push_str("</hp:tr>");
        let around =
            Around { rows: 1, columns: 1, width, height, x: units(area.x), repeats_head: false, caption: None };
        self.place(&around, &rows);
    }

    /// Children side by side in equal shares, the gaps between them as cells without anything.
    pub(super) fn tiles(&mut self, element: &Element, look: &Look, area: Area) {
        let area = area.inset(look.indent, 0.0);
        let tiles: Vec<&Element> = element.elements().filter(|child| !child.name.is_inline()).collect();
        if tiles.is_empty() {
            self.content(element, look, area);
            return;
        }
        #[allow(clippy::cast_precision_loss, reason = "a row holds a handful of tiles")]
        let count = tiles.len() as f32;
        let share = ((area.width - look.gap * (count - 1.0)) / count).max(1.0);
        let gap = units(look.gap).max(1);
        let mut rows = "<hp:tr>".to_owned();
        let mut height = self.page.boxes.get(&element.at).map_or(1, |height| units(*height));
        let (mut column, mut cells) = (0, Vec::new());
        for (at, tile) in tiles.iter().enumerate() {
            if at > 0 {
                let list = self.within(|writer| writer.blank(look));
                cells.push((column, gap, BorderFill::default(), [0; 4], list));
                column += 1;
            }
            let own = self.theme.look(look, tile.name.as_str(), &tile.classes);
            let edge = |side: usize| own.border[side].map_or(0.0, |edge| edge.width);
            let [top, right, bottom, left] = [0, 1, 2, 3].map(|side| own.padding[side] + edge(side));
            let inner = Area { x: 0.0, width: (share - left - right).max(1.0) };
            let flat = Look { background: None, border: [None; 4], padding: [0.0; 4], before: 0.0, ..own.clone() };
            let list = self.within(|writer| {
                writer.content(tile, &flat, inner);
                if writer.list.is_empty() {
                    writer.blank(&flat);
                }
            });
            height = height.max(units(own.size * own.leading + top + bottom));
            let border = BorderFill::new(&own.border, own.background);
            cells.push((column, units(share), border, [left, right, top, bottom].map(units), list));
            column += 1;
        }
        let width = cells.iter().map(|cell| cell.1).sum();
        for (column, width, border, margins, list) in &cells {
            let border = self.shapes.borders.id(border.clone());
            let ready = Box {
                column: *column,
                row: 0,
                columns: 1,
                rows: 1,
                width: *width,
                height,
                border,
                is_head: false,
                across: Across::Top,
                margins: Some(*margins),
                list,
            };
            ready.write(&mut rows);
        }
        rows.push_str("</hp:tr>");
        let around =
            Around { rows: 1, columns: column, width, height, x: units(area.x), repeats_head: false, caption: None };
        self.place(&around, &rows);
    }
}
