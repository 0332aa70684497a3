//! The parts of a workbook held against one another: what is referred to is there, is declared, and has one name.

use std::collections::{BTreeMap, BTreeSet};

use fixtures::archive;
use roxmltree::{Document, Node};

/// The texts of the parts that are markup, by name.
pub(crate) fn texts(bytes: &[u8]) -> BTreeMap<String, String> {
    let is_text = |name: &str| [".xml", ".rels", ".vml"].iter().any(|ending| name.ends_with(ending));
    let parts = archive::parts(bytes).into_iter().filter(|(name, _)| is_text(name));
    parts.map(|(name, bytes)| (name, String::from_utf8(bytes).expect("text"))).collect()
}

fn elements<'a, 'i>(document: &'a Document<'i>, name: &'a str) -> impl Iterator<Item = Node<'a, 'i>> {
    document.descendants().filter(move |node| node.is_element() && node.tag_name().name() == name)
}

/// What a relation's target means below the part that has it.
pub(crate) fn resolved(part: &str, target: &str) -> String {
    if let Some(whole) = target.strip_prefix('/') {
        return whole.to_owned();
    }
    let mut steps: Vec<&str> = part.split('/').collect();
    steps.pop();
    for step in target.split('/') {
        if step == ".." {
            steps.pop();
        } else {
            steps.push(step);
        }
    }
    steps.join("/")
}

/// Everything that is wrong with a package.
pub(crate) fn faults(bytes: &[u8]) -> Vec<String> {
    let all: Vec<String> = archive::parts(bytes).into_iter().map(|(name, _)| name).collect();
    let texts = texts(bytes);
    let mut faults = Vec::new();
    if all.iter().collect::<BTreeSet<_>>().len() != all.len() {
        faults.push("a part stands twice".to_owned());
    }
    let types = Document::parse(&texts["[Content_Types].xml"]).expect("XML");
    let declared = |name: &str| {
        let ending = name.rsplit('.').next().unwrap_or_default();
        let whole = format!("/{name}");
        elements(&types, "Override").any(|node| node.attribute("PartName") == Some(&whole))
            || elements(&types, "Default").any(|node| node.attribute("Extension") == Some(ending))
    };
    for node in elements(&types, "Override") {
        let name = node.attribute("PartName").unwrap_or_default().trim_start_matches('/');
        if !all.iter().any(|part| part == name) {
            faults.push(format!("{name} is declared and not there"));
        }
    }
    faults.extend(all.iter().filter(|name| !declared(name)).map(|name| format!("{name} has no type")));
    for (name, text) in &texts {
        let Ok(document) = Document::parse(text) else {
            faults.push(format!("{name} is not well-formed"));
            continue;
        };
        if is_a(name, "rels") {
            let of = name.replace("_rels/", "").replace(".rels", "");
            let mut ids = BTreeSet::new();
            for node in elements(&document, "Relationship") {
                let (id, target) =
                    (node.attribute("Id").unwrap_or_default(), node.attribute("Target").unwrap_or_default());
                if !ids.insert(id.to_owned()) {
                    faults.push(format!("{name}: {id} twice"));
                }
                let there = all.contains(&resolved(&of, target));
                if node.attribute("TargetMode") != Some("External") && !there {
                    faults.push(format!("{name}: {target} is not there"));
                }
            }
        }
        faults.extend(twice(name, document.descendants().filter_map(|node| node.attribute("id"))));
        faults.extend(twice(name, elements(&document, "comment").filter_map(|node| node.attribute("ref"))));
        let authors = elements(&document, "author").count();
        let strange = elements(&document, "comment").filter(|node| {
            let author = node.attribute("authorId").and_then(|id| id.parse::<usize>().ok());
            author.is_none_or(|author| author >= authors)
        });
        faults.extend(strange.map(|_| format!("{name}: an author who is nobody")));
        faults.extend(elements(&document, "legacyDrawing").skip(1).map(|_| format!("{name}: two drawings of notes")));
    }
    faults
}

fn twice<'a>(name: &str, ids: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut known = BTreeSet::new();
    ids.filter(|id| !known.insert(*id)).map(|id| format!("{name}: {id} twice")).collect()
}

/// Whether the name of a part ends so.
fn is_a(name: &str, ending: &str) -> bool {
    name.rsplit('.').next() == Some(ending)
}

/// Notes of every sheet: part, cell and text.
pub(crate) fn notes(bytes: &[u8]) -> Vec<(String, String, String)> {
    let mut notes = Vec::new();
    for (name, text) in texts(bytes).iter().filter(|(name, _)| name.contains("comments") && is_a(name, "xml")) {
        let document = Document::parse(text).expect("XML");
        for node in elements(&document, "comment") {
            let words: String = node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect();
            notes.push((name.clone(), node.attribute("ref").unwrap_or_default().to_owned(), words));
        }
    }
    notes
}

/// Cells, as `C3`, for which a drawing has a box.
pub(crate) fn boxes(bytes: &[u8], drawing: &str) -> BTreeSet<String> {
    let texts = texts(bytes);
    let document = Document::parse(&texts[drawing]).expect("XML");
    let number = |node: Node<'_, '_>, name: &str| {
        let found = node.children().find(|child| child.tag_name().name() == name)?;
        found.text()?.trim().parse::<u32>().ok()
    };
    let cell = |node| {
        Some(format!("{}{}", bogo::origin::column_letters(number(node, "Column")? + 1), number(node, "Row")? + 1))
    };
    elements(&document, "ClientData").filter_map(cell).collect()
}
