//! What the header lists and the text refers to by number: character shapes, paragraph shapes, borders with fills, tabs.
//!
//! Each is kept once. Numbers follow the order of first use, so equal documents have equal numbers.

use std::collections::BTreeMap;

use super::units::{line, units};
use crate::render::theme::{Align, Colour, Edge, Look, Sides};

/// How characters look.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CharShape {
    /// Hundredths of a point.
    pub height: i32,
    pub bold: bool,
    /// Position of the typeface.
    pub face: u8,
    pub colour: Colour,
    pub raised: bool,
}

/// What a paragraph is to the outline (개요).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outline {
    None,
    /// Level from 0; the program writes its number.
    Level(u8),
}

/// How a paragraph stands. Lengths in HWPUNIT.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ParaShape {
    pub align: Alignment,
    pub outline: Outline,
    pub left: i32,
    /// First line against the others; negative hangs.
    pub indent: i32,
    pub before: i32,
    pub after: i32,
    /// Distance of lines, percent of the size.
    pub leading: i32,
    pub keep_next: bool,
    pub tab: Tab,
}

/// The alignments in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Alignment {
    Left,
    Center,
    Right,
    Justify,
}

impl Alignment {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Left => "LEFT",
            Self::Center => "CENTER",
            Self::Right => "RIGHT",
            Self::Justify => "JUSTIFY",
        }
    }
}

impl From<Align> for Alignment {
    fn from(align: Align) -> Self {
        match align {
            Align::Left => Self::Left,
            Align::Center => Self::Center,
            Align::Right => Self::Right,
            Align::Justify => Self::Justify,
        }
    }
}

/// The tab stops of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tab {
    /// None of its own.
    None,
    /// A right one with dots, at this distance: contents.
    Dots(i32),
}

/// Lines around and a fill behind: of a cell, a table, a page.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct BorderFill {
    /// Top, right, bottom, left.
    pub sides: Sides<Option<(&'static str, Colour)>>,
    pub fill: Option<Colour>,
}

impl BorderFill {
    pub(super) fn new(sides: &Sides<Option<Edge>>, fill: Option<Colour>) -> Self {
        let side =
            |edge: &Option<Edge>| edge.filter(|edge| edge.width > 0.0).map(|edge| (line(edge.width), edge.colour));
        let [top, right, bottom, left] = sides;
        Self { sides: [side(top), side(right), side(bottom), side(left)], fill }
    }
}

/// Things kept once, by number.
#[derive(Debug)]
pub(super) struct Pool<T> {
    numbers: BTreeMap<T, u32>,
    all: Vec<T>,
    /// The number of the first.
    first: u32,
}

impl<T: Ord + Clone> Pool<T> {
    pub(super) fn new(first: u32) -> Self {
        Self { numbers: BTreeMap::new(), all: Vec::new(), first }
    }

    pub(super) fn id(&mut self, one: T) -> u32 {
        if let Some(&known) = self.numbers.get(&one) {
            return known;
        }
        let number = self.first + u32::try_from(self.all.len()).unwrap_or(u32::MAX - self.first);
        self.all.push(one.clone());
        self.numbers.insert(one, number);
        number
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        (self.first..).zip(&self.all)
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }
}

/// A named style (스타일).
#[derive(Debug)]
pub(super) struct Style {
    pub name: &'static str,
    pub english: &'static str,
    pub para: u32,
    pub character: u32,
}

/// Everything that the header lists.
#[derive(Debug)]
pub(super) struct Shapes {
    pub characters: Pool<CharShape>,
    pub paragraphs: Pool<ParaShape>,
    pub borders: Pool<BorderFill>,
    pub tabs: Pool<Tab>,
    pub styles: Vec<Style>,
}

impl Shapes {
    pub(super) fn new() -> Self {
        let mut shapes = Self {
            characters: Pool::new(0),
            paragraphs: Pool::new(0),
            borders: Pool::new(1),
            tabs: Pool::new(0),
            styles: Vec::new(),
        };
        // Characters and paragraphs without lines refer to the first.
        shapes.borders.id(BorderFill::default());
        shapes.tabs.id(Tab::None);
        shapes
    }

    pub(super) fn character(&mut self, look: &Look, scale: f32) -> u32 {
        self.characters.id(CharShape {
            height: units(look.size * scale).max(100),
            bold: look.bold,
            face: look.face,
            colour: look.colour,
            raised: look.rise > 0.0,
        })
    }

    pub(super) fn paragraph(&mut self, shape: ParaShape) -> u32 {
        self.tabs.id(shape.tab);
        self.paragraphs.id(shape)
    }
}

impl ParaShape {
    /// The shape of a paragraph of this look, without indents and free space.
    pub(super) fn of(look: &Look) -> Self {
        Self {
            align: look.align.into(),
            outline: Outline::None,
            left: 0,
            indent: 0,
            before: 0,
            after: 0,
            leading: units(look.leading).max(50),
            keep_next: false,
            tab: Tab::None,
        }
    }
}
