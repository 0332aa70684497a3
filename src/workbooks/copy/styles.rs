//! Styles of marked cells: those that the cells have, with another fill. Old ones keep their numbers.

use std::collections::BTreeMap;

use roxmltree::Document;

use super::Refusal;
use super::archive::CopiedParts;
use super::edit::{Edits, child, root};
use super::tabs::Tabs;
use crate::pack::Pack;

/// Roles that a fill is made for, in the order of the new fills.
const ROLES: [&str; 4] = ["error", "warning", "note", "optional"];

/// The styles of a workbook and the new ones.
pub(super) struct StyleTable {
    name: String,
    text: String,
    fills: usize,
    formats: usize,
    /// New formats by the one they are made from and their role, `None` for one that wraps text.
    made: BTreeMap<(usize, Option<&'static str>), usize>,
    order: Vec<(usize, Option<&'static str>)>,
}

impl StyleTable {
    pub(super) fn read(parts: &mut CopiedParts<'_>, tabs: &Tabs) -> Result<Self, Refusal> {
        let name = tabs.styles.clone().ok_or("copy-shape")?;
        let text = parts.text(&name)?;
        let document = Document::parse(&text).map_err(|_| "copy-shape")?;
        let root = root(&document, "styleSheet")?;
        let count = |list: &str| {
            let found = child(root, list).ok_or("copy-shape")?;
            Ok::<usize, Refusal>(found.children().filter(roxmltree::Node::is_element).count())
        };
        let (fills, formats) = (count("fills")?, count("cellXfs")?);
        Ok(Self { name, text: text.clone(), fills, formats, made: BTreeMap::new(), order: Vec::new() })
    }

    /// The number of the format `base` on the fill of a role.
    pub(super) fn on(&mut self, base: usize, role: &'static str) -> usize {
        self.number(base, Some(role))
    }

    /// The number of the first format with wrapped text.
    pub(super) fn wrapped(&mut self) -> usize {
        self.number(0, None)
    }

    fn number(&mut self, base: usize, role: Option<&'static str>) -> usize {
        let key = (if base < self.formats { base } else { 0 }, role);
        let next = self.formats + self.order.len();
        let (made, order) = (&mut self.made, &mut self.order);
        *made.entry(key).or_insert_with(|| {
            order.push(key);
            next
        })
    }

    pub(super) fn write(self, parts: &mut CopiedParts<'_>, pack: &Pack) -> Result<(), Refusal> {
        let text = self.text;
        let document = Document::parse(&text).map_err(|_| "copy-shape")?;
        let root = root(&document, "styleSheet")?;
        let (fills, formats) = (child(root, "fills").ok_or("copy-shape")?, child(root, "cellXfs").ok_or("copy-shape")?);
        let mut edits = Edits::default();
        let fill = |role: &&str| {
            let colour = pack.worktable.tone(role).fill;
            format!("<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FF{colour:06X}\"/></patternFill></fill>")
        };
        edits.append(fills, &text, &ROLES.iter().map(fill).collect::<String>());
        edits.set(fills, &text, "count", &(self.fills + ROLES.len()).to_string());
        let old: Vec<_> = formats.children().filter(roxmltree::Node::is_element).collect();
        let mut new = String::new();
        for (base, role) in &self.order {
            let node = old.get(*base).ok_or("copy-shape")?;
            new.push_str(&match role {
                None => WRAPPED.to_owned(),
                Some(role) => {
                    let at = ROLES.iter().position(|known| known == role).unwrap_or(0);
                    let mut own = Edits::default();
                    own.set(*node, &text, "fillId", &(self.fills + at).to_string());
                    own.set(*node, &text, "applyFill", "1");
                    own.apply_within(&text, node.range())
                }
            });
        }
        edits.append(formats, &text, &new);
        edits.set(formats, &text, "count", &(self.formats + self.order.len()).to_string());
        let text = edits.apply(&text);
        parts.put(&self.name, text)
    }
}

/// The text of the index: several lines, from the top.
const WRAPPED: &str = "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyAlignment=\"1\">\
    <alignment vertical=\"top\" wrapText=\"1\"/></xf>";
