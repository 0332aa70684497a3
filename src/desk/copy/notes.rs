//! Notes of one worksheet: their texts, the drawing that shows them, and the relations to both.

use roxmltree::Document;

use super::archive::Parts;
use super::edit::{Edits, MAIN, RELATIONS, escaped, root};
use super::{Marks, Refusal, relations};
use crate::desk::note::lines;
use crate::lang::Lang;
use crate::origin::Address;
use crate::pack::Pack;

/// Columns of text in a note, its width, and the height of a line, in points.
const COLUMNS: usize = 44;
const WIDTH: usize = 240;
const LINE: usize = 13;
/// What stands below the drawing of notes in a worksheet.
const BELOW: [&str; 8] =
    ["legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst"];

/// Adds the notes of `marks` to the sheet `part`; types of new parts go to `types`.
pub(super) fn add(
    parts: &mut Parts<'_>,
    part: &str,
    marks: &Marks<'_>,
    types: &mut String,
    pack: &Pack,
    lang: Lang,
) -> Result<(), Refusal> {
    let is_note = |kind: &str| matches!(kind, "comments" | "threadedComment" | "vmlDrawing");
    if relations::listed(parts, part)?.iter().any(|(_, kind, _)| is_note(kind)) {
        return Err("copy-comments");
    }
    let notes: Vec<(Address, String)> = marks
        .notes
        .iter()
        .map(|(at, remarks)| {
            let words = remarks.iter().map(|remark| remark.words(pack, lang)).collect::<Vec<_>>();
            (*at, words.join("\n\n"))
        })
        .collect();
    let (texts, drawing) = (parts.free("xl/commentsBogo", ".xml"), parts.free("xl/drawings/vmlDrawingBogo", ".vml"));
    parts.put(&texts, comments(&notes))?;
    parts.put(&drawing, shapes(&notes))?;
    types.push_str(&format!(
        "<Override PartName=\"/{texts}\" \
         ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml\"/>"
    ));
    relations::add(parts, part, "comments", &texts)?;
    let relation = relations::add(parts, part, "vmlDrawing", &drawing)?;
    let text = parts.text(part)?;
    let document = Document::parse(&text).map_err(|_| "copy-shape")?;
    let sheet = root(&document, "worksheet")?;
    if sheet.children().any(|child| child.has_tag_name((MAIN, "legacyDrawing"))) {
        return Err("copy-comments");
    }
    let mut edits = Edits::default();
    let element = format!("<legacyDrawing xmlns:r=\"{RELATIONS}\" r:id=\"{relation}\"/>");
    let below = sheet.children().find(|child| BELOW.iter().any(|name| child.has_tag_name((MAIN, *name))));
    match below {
        Some(below) => edits.insert(below.range().start, element),
        None => edits.append(sheet, &text, &element),
    }
    let text = edits.apply(&text);
    parts.put(part, text)
}

fn comments(notes: &[(Address, String)]) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <comments xmlns=\"{MAIN}\"><authors><author>bogo</author></authors><commentList>"
    );
    for (at, text) in notes {
        out.push_str(&format!(
            "<comment ref=\"{at}\" authorId=\"0\"><text><t xml:space=\"preserve\">{}</t></text></comment>",
            escaped(text)
        ));
    }
    out + "</commentList></comments>"
}

fn shapes(notes: &[(Address, String)]) -> String {
    let mut out = String::from(
        "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" \
         xmlns:x=\"urn:schemas-microsoft-com:office:excel\">\
         <v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\">\
         <v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>",
    );
    for (number, (at, text)) in (1_025_u32..).zip(notes) {
        let height = LINE * (lines(text, COLUMNS) + 1);
        let (row, column) = (at.row - 1, at.col - 1);
        out.push_str(&format!(
            "<v:shape id=\"_x0000_s{number}\" type=\"#_x0000_t202\" style=\"position:absolute;margin-left:60pt;\
             margin-top:1pt;width:{WIDTH}pt;height:{height}pt;z-index:{};visibility:hidden\" fillcolor=\"#ffffe1\" \
             o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/>\
             <v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\"/>\
             <x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>\
             <x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>",
            number - 1_024
        ));
    }
    out + "</xml>"
}
