//! The named styles (스타일) of a document, as 한글 names them: what is changed in one changes wherever it is used.

use super::shapes::{Outline, ParaShape, Shapes, Style, Tab};
use super::units::units;
use crate::render::document::Name;
use crate::render::theme::{Colour, Look, Theme};

/// The style of text. Contents made anew list whatever stands in the first style (바탕글), so no text does.
pub(super) const BODY: u32 = 1;
/// 개요 1; those of the other levels follow.
const OUTLINE: u32 = 2;
/// Levels of headings that a document may have.
const LEVELS: u8 = 6;
pub(super) const CAPTION: u32 = 8;
pub(super) const FOOTNOTE: u32 = 9;
pub(super) const RUNNING_HEAD: u32 = 10;
pub(super) const PAGE_NUMBER: u32 = 11;
pub(super) const CONTENTS_HEAD: u32 = 12;
pub(super) const CONTENTS: u32 = 13;

/// The outline style of a heading, by its level from 0.
pub(super) fn outline(level: u8) -> u32 {
    OUTLINE + u32::from(level.min(LEVELS - 1))
}

/// The level of a heading, from 0.
pub(super) fn level(name: Name) -> Option<u8> {
    Some(match name {
        Name::H1 => 0,
        Name::H2 => 1,
        Name::H3 => 2,
        Name::H4 => 3,
        Name::H5 => 4,
        Name::H6 => 5,
        _ => return None,
    })
}

/// The look of what stands on every page beside the content.
pub(super) fn furniture(theme: &Theme, size: f32) -> Look {
    Look { size, colour: Colour(0x6d, 0x78, 0x82), leading: 1.3, ..theme.initial() }
}

/// Lists the styles in the order of their numbers.
pub(super) fn list(shapes: &mut Shapes, theme: &Theme, width: f32) {
    let body = theme.look(&theme.initial(), "body", &[]);
    let of = |element: &str, class: &str| {
        let classes: Vec<String> = if class.is_empty() { Vec::new() } else { vec![class.to_owned()] };
        theme.look(&body, element, &classes)
    };
    let mut add = |name: &'static str, english: &'static str, look: &Look, change: &dyn Fn(&mut ParaShape)| {
        let mut shape = ParaShape::of(look);
        shape.before = units(look.before);
        change(&mut shape);
        let para = shapes.paragraph(shape);
        let character = shapes.character(look, 1.0);
        shapes.styles.push(Style { name, english, para, character });
    };
    add("바탕글", "Normal", &body, &|_| {});
    add("본문", "Body", &of("p", "body"), &|_| {});
    let names = [
        ("개요 1", "Outline 1"),
        ("개요 2", "Outline 2"),
        ("개요 3", "Outline 3"),
        ("개요 4", "Outline 4"),
        ("개요 5", "Outline 5"),
        ("개요 6", "Outline 6"),
    ];
    for (level, (name, english)) in (0..LEVELS).zip(names) {
        let look = of(&format!("h{}", level + 1), "");
        add(name, english, &look, &|shape| {
            shape.outline = Outline::Level(level);
            shape.keep_next = true;
            shape.left = units(look.indent);
        });
    }
    add("캡션", "Caption", &of("caption", ""), &|shape| shape.keep_next = true);
    add("각주", "Footnote", &of("span", "footnote"), &|_| {});
    add("머리말", "Header", &furniture(theme, 8.0), &|_| {});
    let number = Look { align: crate::render::theme::Align::Center, ..furniture(theme, 9.0) };
    add("쪽 번호", "Page Number", &number, &|_| {});
    add("차례 제목", "TOC Heading", &of("h2", ""), &|shape| shape.keep_next = true);
    add("차례 1", "TOC 1", &of("li", ""), &|shape| shape.tab = Tab::Dots(units(width)));
}
