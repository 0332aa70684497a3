//! Links as annotations: boxes that lead from one place of the document to another.
//!
//! Each belongs to the `Link` of the tree that holds its words (ISO 14289-1, 7.18.5). Nothing leads outside the file.

use lopdf::{Object, dictionary};

use super::finish::{Plan, int, name, reference, text};
use super::pages::{Cut, Sheet};
use super::paint::round;
use super::span::Spans;
use super::write::File;

/// Space above the line that a link leads to, points: it does not stand at the very edge of the window.
const ABOVE: f32 = 6.0;

/// Number of annotations on a page.
pub(super) fn count(sheet: &Sheet, spans: &Spans) -> usize {
    sheet.links.iter().filter(|link| spans.link(link.span).is_some()).count()
}

/// Writes the annotations of every page. `description` says where a link leads, around `{text}`: its own words.
pub(super) fn links(file: &mut File, plan: &Plan, cut: &Cut, spans: &Spans, description: &str) {
    let mut index = 0;
    for (number, sheet) in cut.sheets.iter().enumerate() {
        for area in &sheet.links {
            let Some(link) = spans.link(area.span) else { continue };
            let target = cut.anchors.get(link.anchor as usize).copied().unwrap_or_default();
            let height = cut.height(target);
            let page = plan.pages + u32::try_from(target.page).unwrap_or(0);
            let top = sheet.paper.height - area.y;
            let rect = [area.x, top - area.height, area.x + area.width, top];
            let contents =
                if description.is_empty() { link.text.to_owned() } else { description.replace("{text}", link.text) };
            file.put(
                plan.annotation(index),
                &Object::Dictionary(dictionary! {
                    "Type" => name("Annot"),
                    "Subtype" => name("Link"),
                    "Rect" => rect.map(|value| Object::Real(round(value))).to_vec(),
                    "Border" => vec![0.into(), 0.into(), 0.into()],
                    // Printed, as an archive asks of every annotation; there is nothing to see.
                    "F" => 4,
                    "P" => reference(plan.pages + u32::try_from(number).unwrap_or(0)),
                    "Contents" => text(&contents),
                    "StructParent" => int(plan.count + index),
                    "Dest" => vec![
                        reference(page),
                        name("XYZ"),
                        Object::Real(0.0),
                        Object::Real(round((height - target.y + ABOVE).min(height))),
                        Object::Null,
                    ],
                }),
            );
            index += 1;
        }
    }
}
