//! What a section is set on and what stands on each of its pages: paper and margins, running head, page numbers, the mark
//! of a draft.

use super::markup::escaped;
use super::notes::{SIGN, auto_number};
use super::section::{Paragraph, Writer};
use super::shapes::{Alignment, ParaShape};
use super::styles;
use super::units::units;
use crate::render::theme::{Colour, Look};

/// A4 as 한글 writes it, width and height.
const A4: (i32, i32) = (59_528, 84_188);
/// Where running head and page number stand from the edges of the paper.
const EDGE: f32 = 28.35;

/// What stands on every page.
#[derive(Debug)]
pub(super) struct Furniture {
    /// The definition of a section upright, and of one on its side.
    pub upright: String,
    pub wide: String,
    /// Controls of the first section: head and foot hold for those that follow.
    pub controls: String,
}

impl Writer<'_> {
    /// The furniture of a document; `draft` is what is printed across a draft.
    pub(super) fn furniture(&mut self, title: &str, draft: Option<&str>) -> Furniture {
        let head = styles::furniture(self.theme, 8.0);
        let width = self.theme.page.text_width();
        let mut controls = String::new();
        let mut runs = String::new();
        if let Some(draft) = draft {
            let mark = Look { size: 12.0, bold: true, colour: Colour(0xbd, 0x2c, 0x0f), ..head.clone() };
            let shape = self.shapes.character(&mark, 1.0);
            runs = format!("<hp:run charPrIDRef=\"{shape}\"><hp:t>{} </hp:t></hp:run>", escaped(draft));
        }
        let shape = self.shapes.character(&head, 1.0);
        runs.push_str(&format!("<hp:run charPrIDRef=\"{shape}\"><hp:t>{}</hp:t></hp:run>", escaped(title)));
        let para = self.shapes.paragraph(ParaShape::of(&head));
        controls.push_str(&band("header", 1, styles::RUNNING_HEAD, para, &runs, width));
        if self.page.pages > 1 {
            let foot = styles::furniture(self.theme, 9.0);
            let shape = self.shapes.character(&foot, 1.0);
            let para = self.shapes.paragraph(ParaShape { align: Alignment::Center, ..ParaShape::of(&foot) });
            let number = |kind: &str, count: usize| auto_number(kind, u32::try_from(count).unwrap_or(1), "");
            let runs = format!(
                "<hp:run charPrIDRef=\"{shape}\"><hp:ctrl>{}</hp:ctrl><hp:t>-</hp:t><hp:ctrl>{}</hp:ctrl></hp:run>",
                number("TOTAL_PAGE", self.page.pages),
                number("PAGE", 1)
            );
            controls.push_str(&band("footer", 2, styles::PAGE_NUMBER, para, &runs, width));
        }
        Furniture { upright: self.section(false, draft.is_none()), wide: self.section(true, false), controls }
    }

    /// The definition of a section. The first page of the document has no running head, but a draft says so on each.
    fn section(&self, is_wide: bool, hides_head: bool) -> String {
        let paper = self.theme.page;
        let [top, right, bottom, left] = paper.margin.map(units);
        let edge = units(EDGE).min(top).min(bottom);
        let near = |own: i32, usual: i32| if (own - usual).abs() < 5 { usual } else { own };
        let (width, height) = (near(units(paper.width), A4.0), near(units(paper.height), A4.1));
        // Width and height are those of the paper upright; the word says that it is turned.
        let landscape = if is_wide { "NARROWLY" } else { "WIDELY" };
        let mut out = format!(
            "<hp:secPr id=\"\" textDirection=\"HORIZONTAL\" spaceColumns=\"1134\" tabStop=\"8000\" tabStopVal=\"4000\" \
             tabStopUnit=\"HWPUNIT\" outlineShapeIDRef=\"1\" memoShapeIDRef=\"0\" textVerticalWidthHead=\"0\" \
             masterPageCnt=\"0\"><hp:grid lineGrid=\"0\" charGrid=\"0\" wonggojiFormat=\"0\"/>\
             <hp:startNum pageStartsOn=\"BOTH\" page=\"0\" pic=\"0\" tbl=\"0\" equation=\"0\"/>\
             <hp:visibility hideFirstHeader=\"{}\" hideFirstFooter=\"0\" hideFirstMasterPage=\"0\" border=\"SHOW_ALL\" \
             fill=\"SHOW_ALL\" hideFirstPageNum=\"0\" hideFirstEmptyLine=\"0\" showLineNumber=\"0\"/>\
             <hp:lineNumberShape restartType=\"0\" countBy=\"0\" distance=\"0\" startNumber=\"0\"/>\
             <hp:pagePr landscape=\"{landscape}\" width=\"{width}\" height=\"{height}\" gutterType=\"LEFT_ONLY\">\
             <hp:margin header=\"{}\" footer=\"{}\" gutter=\"0\" left=\"{left}\" right=\"{right}\" top=\"{edge}\" \
             bottom=\"{edge}\"/></hp:pagePr>",
            u8::from(hides_head),
            top - edge,
            bottom - edge,
        );
        let sign = escaped(SIGN);
        out.push_str(&format!(
            "<hp:footNotePr><hp:autoNumFormat type=\"USER_CHAR\" userChar=\"{sign}\" prefixChar=\"\" suffixChar=\"\" \
             supscript=\"1\"/><hp:noteLine length=\"-1\" type=\"SOLID\" width=\"0.12 mm\" color=\"#B1B8BE\"/>\
             <hp:noteSpacing betweenNotes=\"283\" belowLine=\"567\" aboveLine=\"850\"/>\
             <hp:numbering type=\"CONTINUOUS\" newNum=\"1\"/><hp:placement place=\"EACH_COLUMN\" beneathText=\"0\"/>\
             </hp:footNotePr><hp:endNotePr><hp:autoNumFormat type=\"DIGIT\" userChar=\"\" prefixChar=\"\" \
             suffixChar=\")\" supscript=\"0\"/><hp:noteLine length=\"14692344\" type=\"SOLID\" width=\"0.12 mm\" \
             color=\"#000000\"/><hp:noteSpacing betweenNotes=\"0\" belowLine=\"567\" aboveLine=\"850\"/>\
             <hp:numbering type=\"CONTINUOUS\" newNum=\"1\"/><hp:placement place=\"END_OF_DOCUMENT\" beneathText=\"0\"/>\
             </hp:endNotePr>"
        ));
        for kind in ["BOTH", "EVEN", "ODD"] {
            out.push_str(&format!(
                "<hp:pageBorderFill type=\"{kind}\" borderFillIDRef=\"1\" textBorder=\"PAPER\" headerInside=\"0\" \
                 footerInside=\"0\" fillArea=\"PAPER\"><hp:offset left=\"1417\" right=\"1417\" top=\"1417\" \
                 bottom=\"1417\"/></hp:pageBorderFill>"
            ));
        }
        out + "</hp:secPr><hp:ctrl><hp:colPr id=\"\" type=\"NEWSPAPER\" layout=\"LEFT\" colCount=\"1\" sameSz=\"1\" \
               sameGap=\"0\"/></hp:ctrl>"
    }
}

/// A running head or foot: one paragraph.
fn band(name: &str, id: u32, style: u32, shape: u32, runs: &str, width: f32) -> String {
    let align = if name == "header" { "TOP" } else { "BOTTOM" };
    let mut list = String::new();
    let paragraph = Paragraph { id: 0, shape, style, page_break: false, keep_next: false, runs: runs.to_owned() };
    paragraph.write(&mut list, "");
    format!(
        "<hp:ctrl><hp:{name} id=\"{id}\" applyPageType=\"BOTH\"><hp:subList id=\"\" textDirection=\"HORIZONTAL\" \
         lineWrap=\"BREAK\" vertAlign=\"{align}\" linkListIDRef=\"0\" linkListNextIDRef=\"0\" textWidth=\"{}\" \
         textHeight=\"{}\" hasTextRef=\"0\" hasNumRef=\"0\">{list}</hp:subList></hp:{name}></hp:ctrl>",
        units(width),
        units(EDGE),
    )
}
