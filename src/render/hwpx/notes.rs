//! Footnotes (각주): real ones, at the foot of the page where their mark stands. The program writes the mark, which is the
//! note's own sign.

use super::markup::escaped;
use super::section::Writer;
use super::shapes::ParaShape;
use super::styles;
use super::text::Text;
use super::units::units;
use crate::render::document::{Element, Node, is_space};
use crate::render::pdf::layout::split_mark;
use crate::render::theme::Look;

/// The sign of notes: the one that the wording of the pack uses for all of them.
pub(super) const SIGN: &str = "*";

impl Writer<'_> {
    /// A footnote in the text around it.
    pub(super) fn footnote(&mut self, element: &Element, look: &Look, text: &mut Text) {
        self.notes += 1;
        let number = self.notes;
        let (mark, rest) = split_mark(element);
        let sign = mark.map_or_else(|| SIGN.to_owned(), |mark| mark.text().trim_matches(is_space).to_owned());
        let character = self.shapes.character(look, 1.0);
        let list = self.within(|writer| {
            let mut own = Text::default();
            own.control(&auto_number("FOOTNOTE", number, &sign), character);
            own.begin();
            own.push(" ", character);
            let nodes: Vec<&Node> = rest.iter().collect();
            writer.inlines(&nodes, look, &mut own);
            let hang = units(look.hang);
            let shape = ParaShape { indent: -hang, ..ParaShape::of(look) };
            let para = writer.shapes.paragraph(shape);
            let runs = own.finish(character).concat();
            writer.add(para, styles::FOOTNOTE, runs, false);
        });
        let xml = format!(
            "<hp:footNote number=\"{number}\" suffixChar=\"0\" instId=\"{number}\"><hp:subList id=\"\" \
             textDirection=\"HORIZONTAL\" lineWrap=\"BREAK\" vertAlign=\"TOP\" linkListIDRef=\"0\" \
             linkListNextIDRef=\"0\" textWidth=\"0\" textHeight=\"0\" hasTextRef=\"0\" hasNumRef=\"0\">{list}\
             </hp:subList></hp:footNote>"
        );
        text.control(&xml, character);
    }
}

/// A number that the program writes; of a note, its sign.
pub(super) fn auto_number(kind: &str, number: u32, sign: &str) -> String {
    let (format, sign) = if sign.is_empty() { ("DIGIT", String::new()) } else { ("USER_CHAR", escaped(sign)) };
    format!(
        "<hp:autoNum num=\"{number}\" numType=\"{kind}\"><hp:autoNumFormat type=\"{format}\" userChar=\"{sign}\" \
         prefixChar=\"\" suffixChar=\"\" supscript=\"0\"/></hp:autoNum>"
    )
}
