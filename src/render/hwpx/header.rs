//! `Contents/header.xml`: typefaces, borders, shapes, numbering and styles, each list with its count.

use super::markup::{DECLARATION, NAMESPACES, escaped};
use super::numbering::numbering;
use super::shapes::{Alignment, BorderFill, CharShape, Outline, ParaShape, Shapes, Tab};
use crate::render::theme::{Colour, Face};

/// The scripts that the format names typefaces for.
const SCRIPTS: [&str; 7] = ["HANGUL", "LATIN", "HANJA", "JAPANESE", "OTHER", "SYMBOL", "USER"];
/// The language of every style: Korean, as the format numbers languages.
const KOREAN: u32 = 1042;

/// The header of a document of so many sections.
pub(super) fn header(shapes: &Shapes, faces: &[Face], sections: usize) -> String {
    let mut out = format!(
        "{DECLARATION}<hh:head {NAMESPACES} version=\"1.5\" secCnt=\"{sections}\">\
         <hh:beginNum page=\"1\" footnote=\"1\" endnote=\"1\" pic=\"1\" tbl=\"1\" equation=\"1\"/><hh:refList>"
    );
    out.push_str(&typefaces(faces));
    out.push_str(&list("borderFills", shapes.borders.len(), shapes.borders.iter().map(|(id, one)| border(id, one))));
    let characters = shapes.characters.iter().map(|(id, one)| character(id, one, faces));
    out.push_str(&list("charProperties", shapes.characters.len(), characters));
    out.push_str(&list("tabProperties", shapes.tabs.len(), shapes.tabs.iter().map(|(id, one)| tab(id, *one))));
    out.push_str(&numbering());
    let tab = |wanted: Tab| shapes.tabs.iter().find(|(_, one)| **one == wanted).map_or(0, |(id, _)| id);
    let paragraphs = shapes.paragraphs.iter().map(|(id, one)| paragraph(id, one, tab(one.tab)));
    out.push_str(&list("paraProperties", shapes.paragraphs.len(), paragraphs));
    let styles = shapes.styles.iter().enumerate().map(|(id, style)| {
        format!(
            "<hh:style id=\"{id}\" type=\"PARA\" name=\"{}\" engName=\"{}\" paraPrIDRef=\"{}\" charPrIDRef=\"{}\" \
             nextStyleIDRef=\"{}\" langID=\"{KOREAN}\" lockForm=\"0\"/>",
            style.name,
            style.english,
            style.para,
            style.character,
            // What follows a heading is text.
            if style.name.starts_with("개요") { super::styles::BODY } else { u32::try_from(id).unwrap_or(0) },
        )
    });
    out.push_str(&list("styles", shapes.styles.len(), styles));
    out.push_str(
        "</hh:refList><hh:compatibleDocument targetProgram=\"HWP201X\"><hh:layoutCompatibility/>\
         </hh:compatibleDocument><hh:docOption><hh:linkinfo path=\"\" pageInherit=\"0\" footnoteInherit=\"0\"/>\
         </hh:docOption><hh:trackchageConfig flags=\"56\"/></hh:head>",
    );
    out
}

fn list(name: &str, count: usize, items: impl Iterator<Item = String>) -> String {
    format!("<hh:{name} itemCnt=\"{count}\">{}</hh:{name}>", items.collect::<String>())
}

/// Names alone: no typeface is embedded. What is not installed is set in the second name of its kind.
fn typefaces(faces: &[Face]) -> String {
    let mut fonts = String::new();
    for (id, face) in faces.iter().enumerate() {
        let mut names = face.office.names.iter();
        let first = names.next().map_or("함초롬돋움", String::as_str);
        fonts.push_str(&format!("<hh:font id=\"{id}\" face=\"{}\" type=\"TTF\" isEmbedded=\"0\">", escaped(first)));
        if let Some(second) = names.next() {
            fonts.push_str(&format!("<hh:substFont face=\"{}\" type=\"TTF\" isEmbedded=\"0\"/>", escaped(second)));
        }
        let family = if face.name == "serif" { "FCAT_MYUNGJO" } else { "FCAT_GOTHIC" };
        fonts.push_str(&format!(
            "<hh:typeInfo familyType=\"{family}\" weight=\"6\" proportion=\"4\" contrast=\"0\" strokeVariation=\"1\" \
             armStyle=\"1\" letterform=\"1\" midline=\"1\" xHeight=\"1\"/></hh:font>"
        ));
    }
    let count = faces.len();
    let face = |script: &str| format!("<hh:fontface lang=\"{script}\" fontCnt=\"{count}\">{fonts}</hh:fontface>");
    list("fontfaces", SCRIPTS.len(), SCRIPTS.iter().map(|script| face(script)))
}

fn hex(colour: Colour) -> String {
    format!("#{:02X}{:02X}{:02X}", colour.0, colour.1, colour.2)
}

fn border(id: u32, border: &BorderFill) -> String {
    let mut out = format!(
        "<hh:borderFill id=\"{id}\" threeD=\"0\" shadow=\"0\" centerLine=\"NONE\" breakCellSeparateLine=\"0\">\
         <hh:slash type=\"NONE\" Crooked=\"0\" isCounter=\"0\"/><hh:backSlash type=\"NONE\" Crooked=\"0\" isCounter=\"0\"/>"
    );
    let [top, right, bottom, left] = border.sides;
    for (name, side) in [("left", left), ("right", right), ("top", top), ("bottom", bottom)] {
        let (kind, width, colour) = match side {
            Some((width, colour)) => ("SOLID", width, colour),
            None => ("NONE", "0.1 mm", Colour(0, 0, 0)),
        };
        out.push_str(&format!("<hh:{name}Border type=\"{kind}\" width=\"{width}\" color=\"{}\"/>", hex(colour)));
    }
    out.push_str("<hh:diagonal type=\"NONE\" width=\"0.1 mm\" color=\"#000000\"/>");
    if let Some(fill) = border.fill {
        out.push_str(&format!(
            "<hc:fillBrush><hc:winBrush faceColor=\"{}\" hatchColor=\"#FFFFFF\" alpha=\"0\"/></hc:fillBrush>",
            hex(fill)
        ));
    }
    out + "</hh:borderFill>"
}

/// A value for each script: one for those of full width, one for the others.
fn scripts(name: &str, wide: impl std::fmt::Display, other: impl std::fmt::Display) -> String {
    format!(
        "<hh:{name} hangul=\"{wide}\" latin=\"{other}\" hanja=\"{wide}\" japanese=\"{wide}\" other=\"{other}\" \
         symbol=\"{other}\" user=\"{other}\"/>"
    )
}

fn character(id: u32, shape: &CharShape, faces: &[Face]) -> String {
    let face = usize::from(shape.face).min(faces.len().saturating_sub(1));
    let office = faces.get(face).map(|face| face.office.clone()).unwrap_or_default();
    let mut out = format!(
        "<hh:charPr id=\"{id}\" height=\"{}\" textColor=\"{}\" shadeColor=\"none\" useFontSpace=\"1\" useKerning=\"0\" \
         symMark=\"NONE\" borderFillIDRef=\"1\">",
        shape.height,
        hex(shape.colour)
    );
    out.push_str(&scripts("fontRef", face, face));
    out.push_str(&scripts("ratio", office.ratio, 100));
    out.push_str(&scripts("spacing", office.spacing, 0));
    out.push_str(&scripts("relSz", 100, 100));
    out.push_str(&scripts("offset", 0, 0));
    if shape.bold {
        out.push_str("<hh:bold/>");
    }
    out.push_str(
        "<hh:underline type=\"NONE\" shape=\"SOLID\" color=\"#000000\"/><hh:strikeout shape=\"NONE\" color=\"#000000\"/>\
         <hh:outline type=\"NONE\"/><hh:shadow type=\"NONE\" color=\"#C0C0C0\" offsetX=\"10\" offsetY=\"10\"/>",
    );
    if shape.raised {
        out.push_str("<hh:supscript/>");
    }
    out + "</hh:charPr>"
}

fn tab(id: u32, tab: Tab) -> String {
    match tab {
        Tab::None => format!("<hh:tabPr id=\"{id}\" autoTabLeft=\"0\" autoTabRight=\"0\"/>"),
        // Written twice as every length of a paragraph is: old readers count in halves.
        Tab::Dots(at) => format!(
            "<hh:tabPr id=\"{id}\" autoTabLeft=\"0\" autoTabRight=\"0\"><hp:switch><hp:case \
             hp:required-namespace=\"http://www.hancom.co.kr/hwpml/2016/HwpUnitChar\"><hh:tabItem pos=\"{at}\" \
             type=\"RIGHT\" leader=\"DASH\" unit=\"HWPUNIT\"/></hp:case><hp:default><hh:tabItem pos=\"{}\" \
             type=\"RIGHT\" leader=\"DASH\"/></hp:default></hp:switch></hh:tabPr>",
            at * 2
        ),
    }
}

fn paragraph(id: u32, shape: &ParaShape, tab: u32) -> String {
    let (kind, level, reference) = match shape.outline {
        Outline::None => ("NONE", 0, 0),
        Outline::Level(level) => ("OUTLINE", level, 0),
    };
    // Contents run to the right edge: nothing there is to be stretched.
    let align = if matches!(shape.tab, Tab::Dots(_)) { Alignment::Left } else { shape.align };
    let margins = |factor: i32| {
        format!(
            "<hh:margin><hc:intent value=\"{}\" unit=\"HWPUNIT\"/><hc:left value=\"{}\" unit=\"HWPUNIT\"/>\
             <hc:right value=\"0\" unit=\"HWPUNIT\"/><hc:prev value=\"{}\" unit=\"HWPUNIT\"/>\
             <hc:next value=\"{}\" unit=\"HWPUNIT\"/></hh:margin>\
             <hh:lineSpacing type=\"PERCENT\" value=\"{}\" unit=\"HWPUNIT\"/>",
            shape.indent * factor,
            shape.left * factor,
            shape.before * factor,
            shape.after * factor,
            shape.leading
        )
    };
    format!(
        "<hh:paraPr id=\"{id}\" tabPrIDRef=\"{tab}\" condense=\"0\" fontLineHeight=\"0\" snapToGrid=\"1\" \
         suppressLineNumbers=\"0\" checked=\"0\" textDir=\"LTR\"><hh:align horizontal=\"{}\" vertical=\"BASELINE\"/>\
         <hh:heading type=\"{kind}\" idRef=\"{reference}\" level=\"{level}\"/>\
         <hh:breakSetting breakLatinWord=\"KEEP_WORD\" breakNonLatinWord=\"{KOREAN_WORDS}\" widowOrphan=\"0\" \
         keepWithNext=\"{}\" keepLines=\"0\" pageBreakBefore=\"0\" lineWrap=\"BREAK\"/>\
         <hh:autoSpacing eAsianEng=\"0\" eAsianNum=\"0\"/>\
         <hp:switch><hp:case hp:required-namespace=\"http://www.hancom.co.kr/hwpml/2016/HwpUnitChar\">{}</hp:case>\
         <hp:default>{}</hp:default></hp:switch>\
         <hh:border borderFillIDRef=\"1\" offsetLeft=\"0\" offsetRight=\"0\" offsetTop=\"0\" offsetBottom=\"0\" \
         connect=\"0\" ignoreMargin=\"0\"/></hh:paraPr>",
        align.word(),
        u8::from(shape.keep_next),
        margins(1),
        margins(2),
    )
}

/// Korean lines break between words (어절). What the word of the format means is told in `STANDARDS.md`.
const KOREAN_WORDS: &str = "BREAK_WORD";
