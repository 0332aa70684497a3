//! Files inside the PDF: the data of a filing travels with its pages (PDF/A-3, ISO 19005-3, 6.8).

use lopdf::{Object, dictionary};

use super::finish::{int, name, reference, text};
use super::metadata::Facts;
use super::write::File;
use super::{Attachment, Relation, RenderError};

/// Writes the files; the ids of their specifications, in the order given.
pub(super) fn write(file: &mut File, attachments: &[Attachment], facts: &Facts) -> Result<Vec<u32>, RenderError> {
    let mut ids = Vec::with_capacity(attachments.len());
    for attachment in attachments {
        let parameters = dictionary! { "Size" => int(attachment.bytes.len()), "ModDate" => text(&facts.pdf_date) };
        let dictionary = dictionary! {
            "Type" => name("EmbeddedFile"),
            "Subtype" => name(&attachment.media_type),
            "Params" => Object::Dictionary(parameters),
        };
        let stream = file.stream(dictionary, &attachment.bytes, true)?;
        let streams = dictionary! { "F" => reference(stream), "UF" => reference(stream) };
        ids.push(file.object(&Object::Dictionary(dictionary! {
            "Type" => name("Filespec"),
            "F" => text(&attachment.name),
            "UF" => text(&attachment.name),
            "Desc" => text(&attachment.description),
            "AFRelationship" => name(match attachment.relation {
                Relation::Data => "Data",
                Relation::Supplement => "Supplement",
                Relation::Source => "Source",
            }),
            "EF" => Object::Dictionary(streams),
        })));
    }
    Ok(ids)
}
