//! The list of sheets: where each is, and one more in front.

use std::collections::BTreeMap;

use roxmltree::Document;

use super::Refusal;
use super::archive::CopiedParts;
use super::edit::{Edits, RELATIONS, child, escaped, root};
use super::relations;

pub(super) const NAME: &str = "xl/workbook.xml";

/// `workbook.xml` as it is, and what is to be added.
pub(super) struct Tabs {
    text: String,
    /// Part of each sheet, by its name.
    parts: BTreeMap<String, String>,
    /// The part of the styles.
    pub styles: Option<String>,
    last_id: u32,
    added: Option<(String, String)>,
}

impl Tabs {
    pub(super) fn read(parts: &mut CopiedParts<'_>) -> Result<Self, Refusal> {
        let text = parts.text(NAME)?;
        let listed = relations::listed(parts, NAME)?;
        let target = |target: &str| relations::whole(NAME, target);
        let document = Document::parse(&text).map_err(|_| "copy-shape")?;
        let root = root(&document, "workbook")?;
        // An element that locks nothing, as some libraries always write, protects nothing.
        let is_on = |lock: roxmltree::Attribute<'_, '_>| {
            lock.name().starts_with("lock") && matches!(lock.value(), "1" | "true")
        };
        if child(root, "workbookProtection").is_some_and(|locks| locks.attributes().any(is_on)) {
            return Err("copy-protected");
        }
        let mut tabs = Self { text: String::new(), parts: BTreeMap::new(), styles: None, last_id: 0, added: None };
        for sheet in child(root, "sheets").ok_or("copy-shape")?.children().filter(roxmltree::Node::is_element) {
            let id = sheet.attribute((RELATIONS, "id")).unwrap_or_default();
            let found = listed.iter().find(|(known, ..)| known == id);
            let (Some(name), Some((_, _, part))) = (sheet.attribute("name"), found) else { return Err("copy-shape") };
            tabs.parts.insert(name.to_owned(), target(part));
            tabs.last_id = tabs.last_id.max(sheet.attribute("sheetId").and_then(|id| id.parse().ok()).unwrap_or(0));
        }
        tabs.styles = listed.iter().find(|(_, kind, _)| kind == "styles").map(|(_, _, part)| target(part));
        tabs.text.clone_from(&text);
        Ok(tabs)
    }

    /// The part of a sheet.
    pub(super) fn part(&self, sheet: &str) -> Option<String> {
        self.parts.get(sheet).cloned()
    }

    /// The part of an index that stands in a copy of a copy: one that we wrote and nobody has saved since.
    pub(super) fn index(&self, name: &str) -> Option<String> {
        self.part(name).filter(|part| part.starts_with(super::index::PART))
    }

    /// Whether a sheet has this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.parts.keys().any(|known| known.to_lowercase() == name.to_lowercase())
    }

    /// Puts a sheet in front of all.
    pub(super) fn add(&mut self, name: &str, relation: String) {
        self.added = Some((name.to_owned(), relation));
    }

    pub(super) fn write(self, parts: &mut CopiedParts<'_>) -> Result<(), Refusal> {
        let Some((name, relation)) = self.added else { return Ok(()) };
        let text = self.text;
        let document = Document::parse(&text).map_err(|_| "copy-shape")?;
        let root = root(&document, "workbook")?;
        let sheets = child(root, "sheets").ok_or("copy-shape")?;
        let first = sheets.children().find(roxmltree::Node::is_element).ok_or("copy-shape")?;
        let mut edits = Edits::default();
        let sheet = format!(
            "<sheet xmlns:r=\"{RELATIONS}\" name=\"{}\" sheetId=\"{}\" r:id=\"{relation}\"/>",
            escaped(&name),
            self.last_id + 1
        );
        edits.insert(first.range().start, sheet);
        // Everything that counts sheets counts one more. The sheet that was open stays the one that is open: two sheets
        // marked as open would be a group, in which one edit changes both.
        let next = |number: Option<&str>| number.unwrap_or("0").parse::<u32>().map(|n| (n + 1).to_string());
        let views = child(root, "bookViews").ok_or("copy-shape")?;
        for view in views.children().filter(roxmltree::Node::is_element) {
            let active = next(view.attribute("activeTab")).map_err(|_| "copy-shape")?;
            edits.set(view, &text, "activeTab", &active);
            if view.attribute("firstSheet").is_some() {
                edits.set(view, &text, "firstSheet", "0");
            }
        }
        let names = child(root, "definedNames");
        for name in names.into_iter().flat_map(|names| names.children()).filter(roxmltree::Node::is_element) {
            if let Some(number) = name.attribute("localSheetId") {
                let number = next(Some(number)).map_err(|_| "copy-shape")?;
                edits.set(name, &text, "localSheetId", &number);
            }
        }
        let text = edits.apply(&text);
        parts.put(NAME, text)
    }
}
