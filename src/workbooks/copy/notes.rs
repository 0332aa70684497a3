//! Notes of one worksheet: where its texts and the drawing that shows them are, or come to be.
//!
//! A note that a cell has already stays, with ours below it. Threads of comments are parts of their own and stay as they
//! are: programs that know them show the thread, the others the note.

use roxmltree::Document;

use super::archive::CopiedParts;
use super::edit::{Edits, MAIN, RELATIONS, root};
use super::{Marks, Refusal, comments, relations, shapes};
use crate::lang::Lang;
use crate::origin::Address;
use crate::pack::Pack;

/// What stands below the drawing of notes in a worksheet.
const BELOW: [&str; 8] =
    ["legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst"];

/// Notes to be written, each with its cell.
pub(super) type Notes = Vec<(Address, String)>;

/// Adds the notes of `marks` to the sheet `part`; types of new parts go to `types`.
pub(super) fn add(
    parts: &mut CopiedParts<'_>,
    part: &str,
    marks: &Marks<'_>,
    types: &mut String,
    pack: &Pack,
    lang: Lang,
) -> Result<(), Refusal> {
    let words = |remarks: &Vec<&crate::workbooks::FindingRemark>| {
        remarks.iter().map(|remark| remark.words(pack, lang)).collect::<Vec<_>>().join("\n\n")
    };
    let notes: Notes = marks.notes.iter().map(|(at, remarks)| (*at, words(remarks))).collect();
    if notes.is_empty() {
        return Ok(());
    }
    let listed = relations::listed(parts, part)?;
    let texts: Vec<&str> =
        listed.iter().filter(|(_, kind, _)| kind == "comments").map(|(.., target)| target.as_str()).collect();
    let known = match texts.as_slice() {
        [] => {
            let texts = parts.free("xl/commentsBogo", ".xml");
            parts.put(&texts, comments::fresh(&notes))?;
            types.push_str(&format!(
                "<Override PartName=\"/{texts}\" \
                 ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml\"/>"
            ));
            relations::add(parts, part, "comments", &texts)?;
            Vec::new()
        }
        [texts] => {
            let texts = relations::whole(part, texts);
            let text = parts.text(&texts)?;
            parts.put(&texts, comments::merged(&text, &notes)?)?;
            comments::cells(&text)?
        }
        _ => return Err("copy-shape"),
    };
    draw(parts, part, &notes, known)
}

/// Gives each note the shape that shows it. `known` are the cells that had a note before.
fn draw(parts: &mut CopiedParts<'_>, part: &str, notes: &Notes, known: Vec<Address>) -> Result<(), Refusal> {
    let text = parts.text(part)?;
    let document = Document::parse(&text).map_err(|_| "copy-shape")?;
    let sheet = root(&document, "worksheet")?;
    if let Some(drawing) = sheet.children().find(|child| child.has_tag_name((MAIN, "legacyDrawing"))) {
        let id = drawing.attribute((RELATIONS, "id")).ok_or("copy-shape")?;
        let listed = relations::listed(parts, part)?;
        let (.., target) = listed.iter().find(|(found, ..)| found == id).ok_or("copy-shape")?;
        let drawing = relations::whole(part, target);
        let text = parts.text(&drawing)?;
        return parts.put(&drawing, shapes::merged(&text, notes)?);
    }
    // Notes without a drawing are seen nowhere: they get one with ours.
    let mut notes = notes.clone();
    let bare = known.into_iter().filter(|at| notes.iter().all(|(own, _)| own != at)).collect::<Vec<_>>();
    notes.extend(bare.into_iter().map(|at| (at, String::new())));
    let drawing = parts.free("xl/drawings/vmlDrawingBogo", ".vml");
    parts.put(&drawing, shapes::fresh(&notes))?;
    let relation = relations::add(parts, part, "vmlDrawing", &drawing)?;
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
