//! The structure of the document for people who do not see it: a compact tree of our own until it is written.
//!
//! Nodes are made in layout, joined to their parents when first painted (so that the order of the tree is the order of
//! reading), and written by `finish`. A node costs some sixty bytes; a dictionary of lopdf would cost 1.6 KB.

use std::collections::BTreeMap;

/// A node of the tree.
pub(super) type NodeId = u32;

/// Painted, but no part of the document: repeated heads, rules, page numbers.
pub(super) const ARTIFACT: NodeId = u32::MAX;

/// What a node has below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kid {
    Node(NodeId),
    /// Marked content `id` of page `page`, from 0.
    Mark {
        page: u32,
        id: u32,
    },
    /// Annotation `index` of the file, on page `page`.
    Object {
        page: u32,
        index: u32,
    },
}

/// What a reader is told of a node beyond its type.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Extra {
    None,
    /// A data cell over several columns or rows.
    Cell {
        columns: u32,
        rows: u32,
    },
    /// A header cell.
    Head {
        columns: u32,
        rows: u32,
        row: bool,
    },
    /// Text alternative, and once painted the box on its page: left, bottom, right, top in points.
    Figure {
        alternative: String,
        bounds: Option<[f32; 4]>,
    },
    /// A list; items carry their own marks.
    List {
        ordered: bool,
    },
    /// A note, which has a name of its own in the file (ISO 14289-1, 7.9).
    Note,
}

#[derive(Debug, Clone)]
pub(super) struct StructureNode {
    pub tag: u8,
    pub parent: NodeId,
    joined: bool,
    pub extra: Extra,
    pub kids: Vec<Kid>,
}

#[derive(Debug)]
pub(super) struct Structure {
    pub nodes: Vec<StructureNode>,
    pub tags: Vec<String>,
    /// For each page, the node of each marked content.
    pub marks: Vec<Vec<NodeId>>,
    /// The node of each annotation.
    pub objects: Vec<NodeId>,
    /// Languages of nodes, where they are not that of the document.
    pub languages: BTreeMap<NodeId, Box<str>>,
}

impl Structure {
    /// A tree with its root, node 0.
    pub(super) fn new() -> Self {
        let mut structure = Self {
            nodes: Vec::new(),
            tags: Vec::new(),
            marks: Vec::new(),
            objects: Vec::new(),
            languages: BTreeMap::new(),
        };
        structure.add(ARTIFACT, "Document", Extra::None);
        structure
    }

    /// A node below `parent`; an empty tag is the parent itself. Below an artifact everything is artifact.
    pub(super) fn add(&mut self, parent: NodeId, tag: &str, extra: Extra) -> NodeId {
        if (tag.is_empty() || parent == ARTIFACT) && !self.nodes.is_empty() {
            return parent;
        }
        let tag = self.tags.iter().position(|known| known == tag).unwrap_or_else(|| {
            self.tags.push(tag.to_owned());
            self.tags.len() - 1
        });
        let id = u32::try_from(self.nodes.len()).unwrap_or(ARTIFACT);
        self.nodes.push(StructureNode {
            tag: u8::try_from(tag).unwrap_or(0),
            parent,
            joined: false,
            extra,
            kids: Vec::new(),
        });
        id
    }

    /// Joins a node, and what is above it, to the tree.
    pub(super) fn join(&mut self, id: NodeId) {
        let Some(node) = self.nodes.get_mut(id as usize) else { return };
        if node.joined {
            return;
        }
        node.joined = true;
        let parent = node.parent;
        if parent != ARTIFACT {
            self.join(parent);
            if let Some(parent) = self.nodes.get_mut(parent as usize) {
                parent.kids.push(Kid::Node(id));
            }
        }
    }

    /// A new marked content of `page` for the node; its number on the page.
    pub(super) fn mark(&mut self, id: NodeId, page: usize) -> u32 {
        self.join(id);
        if self.marks.len() <= page {
            self.marks.resize_with(page + 1, Vec::new);
        }
        let marks = &mut self.marks[page];
        let number = u32::try_from(marks.len()).unwrap_or(u32::MAX);
        marks.push(id);
        if let Some(node) = self.nodes.get_mut(id as usize) {
            node.kids.push(Kid::Mark { page: u32::try_from(page).unwrap_or(u32::MAX), id: number });
        }
        number
    }

    /// A new annotation of `page` that belongs to the node.
    pub(super) fn object(&mut self, id: NodeId, page: usize) {
        self.join(id);
        let index = u32::try_from(self.objects.len()).unwrap_or(u32::MAX);
        self.objects.push(id);
        if let Some(node) = self.nodes.get_mut(id as usize) {
            node.kids.push(Kid::Object { page: u32::try_from(page).unwrap_or(u32::MAX), index });
        }
    }

    /// Says in which language a node is; none is that of what stands around it.
    pub(super) fn language(&mut self, id: NodeId, language: Option<&str>) {
        if let Some(language) = language.filter(|_| id != ARTIFACT) {
            self.languages.insert(id, language.into());
        }
    }

    /// Whether the node was painted or holds what was.
    pub(super) fn is_joined(&self, id: NodeId) -> bool {
        self.nodes.get(id as usize).is_some_and(|node| node.joined)
    }
}
