//! Blocks that are no text: tiles side by side, and figures with their drawings.

use super::RenderError;
use super::flow::{Draw, Flow, Frame, Item, Strip, flatten};
use super::layout::{Area, Layout};
use super::structure::{Extra, NodeId};
use crate::render::document::{Element, Name};
use crate::render::theme::Look;

impl Layout<'_> {
    /// Children side by side in equal shares, as tall as the tallest.
    pub(super) fn tiles(
        &mut self,
        element: &Element,
        look: &Look,
        area: Area,
        node: NodeId,
        flow: &mut Flow,
    ) -> Result<(), RenderError> {
        let tiles: Vec<&Element> = element.elements().filter(|child| !child.name.is_inline()).collect();
        if tiles.is_empty() {
            return self.content(element, look, area, (node, node), flow);
        }
        #[allow(clippy::cast_precision_loss, reason = "a row holds a handful of tiles")]
        let number = tiles.len() as f32;
        let width = ((area.width - look.gap * (number - 1.0)) / number).max(1.0);
        let mut strip = Strip::default();
        let mut boxes = Vec::new();
        let mut x = area.x;
        let headings = self.headings.len();
        for &tile in &tiles {
            let mut inner = Flow::default();
            self.block(tile, look, Area { x, width }, node, &mut inner)?;
            let outer = self.theme.look(look, tile.name.as_str(), &tile.classes);
            let framed = matches!(inner.items.iter().find(|item| !matches!(item, Item::Space(_))), Some(Item::Open(_)));
            let frame = Frame::of(&outer, x, width).filter(|_| framed);
            if frame.is_some() {
                // The frame is drawn below, as tall as the row.
                for item in &mut inner.items {
                    if let Item::Open(frame) = item {
                        frame.background = None;
                        frame.border = [None; 4];
                        break;
                    }
                }
            }
            let (height, draws) = flatten(inner.items);
            strip.height = strip.height.max(height);
            strip.draws.extend(draws);
            boxes.extend(frame);
            x += width + look.gap;
        }
        if strip.height > self.page_height {
            // No page holds such tiles side by side: one below the other, they can be parted.
            self.headings.truncate(headings);
            for tile in tiles {
                self.block(tile, look, area, node, flow)?;
            }
            return Ok(());
        }
        let mut fills = Vec::new();
        for frame in boxes {
            frame.fills(0.0, strip.height, &mut fills);
        }
        strip.draws.splice(0..0, fills);
        flow.strip(strip);
        Ok(())
    }

    /// A figure: drawings and captions as one node, tables beside it as their own.
    pub(super) fn figure(
        &mut self,
        element: &Element,
        look: &Look,
        area: Area,
        node: NodeId,
        flow: &mut Flow,
    ) -> Result<(), RenderError> {
        let alternative =
            element.elements().find_map(|child| child.drawing.as_ref()).map(|drawing| drawing.alternative.clone());
        let figure = match alternative {
            Some(alternative) => {
                self.structure.add(node, self.vocabulary.tag(Name::Figure), Extra::Figure { alternative, bounds: None })
            }
            None => node,
        };
        for child in element.elements() {
            match child.name {
                Name::Svg => {
                    let Some(drawing) = &child.drawing else { continue };
                    let limit = self.page_height * 0.6;
                    let (index, width, height) = self.drawing(drawing, child.line, area.width, limit)?;
                    let x = area.x + (area.width - width) / 2.0;
                    let draw = Draw::Chart { x, y: 0.0, width, height, index, node: figure };
                    // The caption below belongs to it.
                    flow.strip(Strip { height, keep: true, draws: vec![draw], ..Strip::default() });
                    let last = element.elements().last().is_some_and(|last| std::ptr::eq(last, child));
                    if last && let Some(Item::Strip(strip)) = flow.items.last_mut() {
                        strip.keep = false;
                    }
                }
                Name::Figcaption => self.block(child, look, area, figure, flow)?,
                _ => self.block(child, look, area, node, flow)?,
            }
        }
        Ok(())
    }
}
