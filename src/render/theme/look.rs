//! A row with every name resolved, and how rows come together: what is inherited, what is initial, what a class sets.

use super::Theme;
use super::file::{Across, Align, BorderRow, Keep, PaddingRow, Stack, ThemeRow};
use super::paint::{Colour, Edge, Sides};

/// A row with every name resolved: what the layout reads.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    pub size: f32,
    pub bold: bool,
    /// Position of the typeface among those of the package.
    pub face: u8,
    /// The classes with rows of `[inside]` that it stands in, as bits in their order.
    pub(in crate::render) inside: u32,
    pub leading: f32,
    pub before: f32,
    pub after: f32,
    pub indent: f32,
    pub hang: f32,
    pub align: Align,
    pub across: Across,
    pub colour: Colour,
    pub background: Option<Colour>,
    pub border: Sides<Option<Edge>>,
    pub padding: Sides<f32>,
    pub keep: Keep,
    pub page_break: bool,
    pub wrap: bool,
    pub share: f32,
    pub rise: f32,
    pub stack: Stack,
    pub gap: f32,
    pub between: Option<Edge>,
    pub fill: bool,
}

impl Theme {
    /// The look of the root before any row.
    pub fn initial(&self) -> Look {
        Look {
            size: 10.5,
            bold: false,
            face: 0,
            inside: 0,
            leading: 1.6,
            before: 0.0,
            after: 0.0,
            indent: 0.0,
            hang: 0.0,
            align: Align::Left,
            across: Across::Middle,
            colour: Colour(0, 0, 0),
            background: None,
            border: [None; 4],
            padding: [0.0; 4],
            keep: Keep::Normal,
            page_break: false,
            wrap: true,
            share: 1.0,
            rise: 0.0,
            stack: Stack::Down,
            gap: 0.0,
            between: None,
            fill: true,
        }
    }

    /// The look of an element inside `parent`: the element's row, its classes in the order written, then the rows of the
    /// element inside the classes around it.
    pub fn look(&self, parent: &Look, element: &str, classes: &[String]) -> Look {
        let mut look = Look {
            size: parent.size,
            bold: parent.bold,
            face: parent.face,
            inside: parent.inside,
            leading: parent.leading,
            align: parent.align,
            colour: parent.colour,
            wrap: parent.wrap,
            rise: parent.rise,
            ..self.initial()
        };
        if let Some(row) = self.elements.get(element) {
            self.apply(&mut look, row);
        }
        for class in classes {
            if let Some(row) = self.classes.get(class) {
                self.apply(&mut look, row);
            }
        }
        for (at, (class, rows)) in self.inside.iter().enumerate() {
            if let Some(row) = rows.get(element).filter(|_| parent.inside >> at & 1 == 1) {
                self.apply(&mut look, row);
            }
            if classes.contains(class) {
                look.inside |= 1 << at;
            }
        }
        look
    }

    /// Sets what the row states. Names were checked in [`Theme::parse`], so a failed lookup keeps the earlier value.
    fn apply(&self, look: &mut Look, row: &ThemeRow) {
        fn set<T>(target: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *target = value;
            }
        }
        set(&mut look.size, row.size);
        look.size = (look.size * row.scale.unwrap_or(1.0)).clamp(1.0, 200.0);
        set(&mut look.bold, row.weight.map(|weight| weight >= 600));
        set(&mut look.face, row.face.as_ref().and_then(|name| self.face(name)));
        set(&mut look.leading, row.leading);
        set(&mut look.before, row.before);
        set(&mut look.after, row.after);
        set(&mut look.indent, row.indent);
        set(&mut look.hang, row.hang);
        set(&mut look.align, row.align);
        set(&mut look.across, row.across);
        set(&mut look.colour, row.colour.as_ref().and_then(|name| self.colour(name).ok()));
        if let Some(name) = &row.background {
            look.background = self.colour(name).ok();
        }
        match &row.border {
            Some(BorderRow::All(text)) => look.border = [self.edge(text).ok().flatten(); 4],
            Some(BorderRow::Some { top, right, bottom, left }) => {
                for (slot, text) in look.border.iter_mut().zip([top, right, bottom, left]) {
                    if let Some(text) = text {
                        *slot = self.edge(text).ok().flatten();
                    }
                }
            }
            None => {}
        }
        match row.padding {
            Some(PaddingRow::All(all)) => look.padding = [all; 4],
            Some(PaddingRow::Sides(sides)) => look.padding = sides,
            None => {}
        }
        set(&mut look.keep, row.keep);
        set(&mut look.page_break, row.page_break);
        set(&mut look.wrap, row.wrap);
        set(&mut look.share, row.share);
        set(&mut look.rise, row.rise);
        set(&mut look.stack, row.stack);
        set(&mut look.gap, row.gap);
        if let Some(text) = &row.between {
            look.between = self.edge(text).ok().flatten();
        }
        set(&mut look.fill, row.fill);
    }
}
