//! Charts as pictures, with their words as the description (개체 설명문) that is read aloud.

use super::markup::escaped;
use super::section::{Area, Picture, Writer};
use super::shapes::{Alignment, ParaShape};
use super::styles;
use super::text::Text;
use super::units::units;
use crate::render::document::{Drawing, Element, Name};
use crate::render::theme::Look;

/// Part of a page that a drawing may fill.
const TALLEST: f32 = 0.6;

impl Writer<'_> {
    /// A figure: its drawing, then the caption that belongs to it.
    pub(super) fn figure(&mut self, element: &Element, look: &Look, area: Area) {
        let last = element.elements().count().saturating_sub(1);
        for (at, child) in element.elements().enumerate() {
            match (&child.drawing, child.name) {
                (Some(drawing), Name::Svg) => self.drawing(drawing, look, area, at < last),
                _ => self.block(child, look, area),
            }
        }
    }

    /// The typefaces of a drawing: those that a word processor has, then ours.
    fn faces(&self) -> String {
        let first = self.theme.faces.first();
        let names = first.iter().flat_map(|face| face.office.names.iter().chain(&face.installed));
        names.map(|name| format!("'{name}'")).chain(["sans-serif".to_owned()]).collect::<Vec<_>>().join(", ")
    }

    fn drawing(&mut self, drawing: &Drawing, look: &Look, area: Area, keep: bool) {
        let (width, height) = size(&drawing.source).unwrap_or((680.0, 200.0));
        let limit = self.theme.page.text_height() * TALLEST;
        let scale = (area.width / width).min(limit / height);
        let (width, height) = (units(width * scale).max(1), units(height * scale).max(1));
        let id = format!("image{}", self.pictures.len() + 1);
        self.objects += 1;
        let xml = picture(self.objects, &id, width, height, &drawing.alternative);
        self.pictures.push(Picture { id, bytes: alone(&drawing.source, &self.faces()).into_bytes() });
        let shape = self.shapes.character(look, 1.0);
        let before = units(std::mem::take(&mut self.space));
        let para = ParaShape { align: Alignment::Center, before, leading: 100, keep_next: keep, ..ParaShape::of(look) };
        let para = self.shapes.paragraph(para);
        let mut text = Text::default();
        text.object(&xml, shape);
        let runs = text.finish(shape).concat();
        self.add(para, styles::BODY, runs, keep);
    }
}

/// A drawing as a file of its own: with its namespace, its size, and typefaces that are there.
fn alone(source: &str, faces: &str) -> String {
    let Some((tag, rest)) = source.split_once('>') else { return source.to_owned() };
    let Some((width, height)) = size(source) else { return source.to_owned() };
    let view = format!("0 0 {width} {height}");
    let end = if tag.ends_with('/') { "/>" } else { ">" };
    format!(
        "{}<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"{view}\" \
         font-family=\"{}\"{end}{rest}",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        escaped(faces),
    )
}

/// Width and height of a drawing, in its own units.
fn size(source: &str) -> Option<(f32, f32)> {
    let tag = source.split('>').next()?;
    let view = tag.split_once("viewBox=\"")?.1.split('"').next()?;
    let mut numbers = view.split_ascii_whitespace().filter_map(|number| number.parse::<f32>().ok());
    let (_, _, width, height) = (numbers.next()?, numbers.next()?, numbers.next()?, numbers.next()?);
    (width > 0.0 && height > 0.0).then_some((width, height))
}

/// A picture that stands in the text as a character does, so that it stays with its caption.
fn picture(number: u32, id: &str, width: i32, height: i32, alternative: &str) -> String {
    let none = "e1=\"1\" e2=\"0\" e3=\"0\" e4=\"0\" e5=\"1\" e6=\"0\"";
    format!(
        "<hp:pic id=\"{number}\" zOrder=\"{}\" numberingType=\"PICTURE\" textWrap=\"TOP_AND_BOTTOM\" \
         textFlow=\"BOTH_SIDES\" lock=\"0\" dropcapstyle=\"None\" href=\"\" groupLevel=\"0\" instid=\"{number}\" \
         reverse=\"0\"><hp:offset x=\"0\" y=\"0\"/><hp:orgSz width=\"{width}\" height=\"{height}\"/>\
         <hp:curSz width=\"{width}\" height=\"{height}\"/><hp:flip horizontal=\"0\" vertical=\"0\"/>\
         <hp:rotationInfo angle=\"0\" centerX=\"{}\" centerY=\"{}\" rotateimage=\"1\"/>\
         <hp:renderingInfo><hc:transMatrix {none}/><hc:scaMatrix {none}/><hc:rotMatrix {none}/></hp:renderingInfo>\
         <hp:imgRect><hc:pt0 x=\"0\" y=\"0\"/><hc:pt1 x=\"{width}\" y=\"0\"/><hc:pt2 x=\"{width}\" y=\"{height}\"/>\
         <hc:pt3 x=\"0\" y=\"{height}\"/></hp:imgRect>\
         <hp:imgClip left=\"0\" right=\"{width}\" top=\"0\" bottom=\"{height}\"/>\
         <hp:inMargin left=\"0\" right=\"0\" top=\"0\" bottom=\"0\"/>\
         <hp:imgDim dimwidth=\"{width}\" dimheight=\"{height}\"/>\
         <hc:img binaryItemIDRef=\"{id}\" bright=\"0\" contrast=\"0\" effect=\"REAL_PIC\" alpha=\"0\"/><hp:effects/>\
         <hp:sz width=\"{width}\" widthRelTo=\"ABSOLUTE\" height=\"{height}\" heightRelTo=\"ABSOLUTE\" protect=\"0\"/>\
         <hp:pos treatAsChar=\"1\" affectLSpacing=\"0\" flowWithText=\"1\" allowOverlap=\"0\" holdAnchorAndSO=\"0\" \
         vertRelTo=\"PARA\" horzRelTo=\"COLUMN\" vertAlign=\"TOP\" horzAlign=\"LEFT\" vertOffset=\"0\" horzOffset=\"0\"/>\
         <hp:outMargin left=\"0\" right=\"0\" top=\"0\" bottom=\"0\"/><hp:shapeComment>{}</hp:shapeComment></hp:pic>",
        number - 1,
        width / 2,
        height / 2,
        escaped(alternative),
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_drawing_says_how_large_it_is() {
        assert_eq!(super::size("<svg viewBox=\"0 0 680 201\" role=\"img\"><g/></svg>"), Some((680.0, 201.0)));
        assert_eq!(super::size("<svg viewBox=\"0 0 0 201\">"), None);
        assert_eq!(super::size("<svg>"), None);
        let alone = super::alone("<svg viewBox=\"0 0 680 201\" role=\"img\"><g/></svg>", "'함초롬돋움'");
        assert!(alone.contains("width=\"680\" height=\"201\"") && alone.ends_with("\"><g/></svg>"), "{alone}");
        assert!(roxmltree::Document::parse(&alone).is_ok(), "{alone}");
    }
}
