//! Relations between parts, and the types of new ones.

use roxmltree::Document;

use super::Refusal;
use super::archive::CopiedParts;
use super::edit::{Edits, escaped};

const EMPTY: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"/>";

/// The part that holds the relations of a part.
pub(super) fn of(part: &str) -> String {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    format!("{folder}/_rels/{name}.rels")
}

/// The whole name of the part that a relation of `part` leads to.
pub(super) fn whole(part: &str, target: &str) -> String {
    if let Some(whole) = target.strip_prefix('/') {
        return whole.to_owned();
    }
    let mut folders: Vec<&str> = part.split('/').collect();
    folders.pop();
    for step in target.split('/') {
        match step {
            ".." => {
                folders.pop();
            }
            "." => {}
            step => folders.push(step),
        }
    }
    folders.join("/")
}

/// Adds a relation from `part` to `target`, both whole names, and returns its id.
pub(super) fn add(parts: &mut CopiedParts<'_>, part: &str, kind: &str, target: &str) -> Result<String, Refusal> {
    let target = match target.strip_prefix("xl/") {
        Some(inside) if part == super::tabs::NAME => inside.to_owned(),
        Some(inside) if part.starts_with("xl/worksheets/") => format!("../{inside}"),
        _ => format!("/{target}"),
    };
    let name = of(part);
    let text = if parts.has(&name) { parts.text(&name)? } else { EMPTY.to_owned() };
    let id = (1..u32::MAX).map(|number| format!("rIdBogo{number}")).find(|id| !text.contains(id.as_str()));
    let id = id.unwrap_or_default();
    let document = Document::parse(&text).map_err(|_| "copy-shape")?;
    let mut edits = Edits::default();
    let kind = format!("{}/{kind}", super::edit::RELATIONS);
    let relation = format!("<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{}\"/>", escaped(&target));
    edits.append(document.root_element(), &text, &relation);
    let text = edits.apply(&text);
    parts.put(&name, text)?;
    Ok(id)
}

/// Targets of the relations of a part: id, kind (its last word) and target.
pub(super) fn listed(parts: &mut CopiedParts<'_>, part: &str) -> Result<Vec<(String, String, String)>, Refusal> {
    let name = of(part);
    if !parts.has(&name) {
        return Ok(Vec::new());
    }
    let text = parts.text(&name)?;
    let document = Document::parse(&text).map_err(|_| "copy-shape")?;
    let relations = document.root_element().children().filter(roxmltree::Node::is_element);
    let attribute = |node: roxmltree::Node<'_, '_>, name: &str| node.attribute(name).unwrap_or_default().to_owned();
    let last = |kind: String| kind.rsplit('/').next().unwrap_or_default().to_owned();
    Ok(relations
        .map(|node| (attribute(node, "Id"), last(attribute(node, "Type")), attribute(node, "Target")))
        .collect())
}

/// Adds types of new parts, and the ending of drawings of notes.
pub(super) fn types(parts: &mut CopiedParts<'_>, types: &str) -> Result<(), Refusal> {
    const NAME: &str = "[Content_Types].xml";
    let text = parts.text(NAME)?;
    let document = Document::parse(&text).map_err(|_| "copy-shape")?;
    let has_vml = document
        .root_element()
        .children()
        .any(|node| node.attribute("Extension").is_some_and(|ending| ending.eq_ignore_ascii_case("vml")));
    let vml = "<Default Extension=\"vml\" ContentType=\"application/vnd.openxmlformats-officedocument.vmlDrawing\"/>";
    let mut edits = Edits::default();
    edits.append(document.root_element(), &text, &format!("{}{types}", if has_vml { "" } else { vml }));
    let text = edits.apply(&text);
    parts.put(NAME, text)
}
