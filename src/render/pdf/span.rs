//! Elements inside a line that a reader is told of: links, references to notes, words of another language.
//!
//! A paragraph may be shaped before its place in the tree is known (a cell is measured first), so a span waits here as
//! what it is, and becomes a node when its first words are painted. Places that links lead to are counted here too.

use std::collections::BTreeMap;

use super::structure::{Extra, NodeId, Structure};
use crate::render::document::Element;

/// A span that waits for its node.
#[derive(Debug, Clone)]
struct Span {
    /// The span around it; 0 for the paragraph.
    parent: u32,
    tag: Box<str>,
    lang: Option<Box<str>>,
    /// Where a link leads: number of its place.
    link: Option<u32>,
    /// What is read of a link where its text alone would say little.
    text: Box<str>,
    node: Option<NodeId>,
}

/// The spans of a document, and the places that links lead to.
#[derive(Debug, Default)]
pub(super) struct Spans {
    all: Vec<Span>,
    /// Ids that stand on the page and that a link leads to.
    anchors: BTreeMap<Box<str>, u32>,
}

/// A link as the file needs it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link<'a> {
    pub node: NodeId,
    /// Number of the place.
    pub anchor: u32,
    pub text: &'a str,
}

impl Spans {
    /// Spans of a document whose links lead to what it holds.
    pub(super) fn new(body: &Element) -> Self {
        fn walk<'e>(element: &'e Element, links: &mut Vec<&'e str>, ids: &mut Vec<&'e str>) {
            links.extend(element.link.as_deref());
            ids.extend(element.id.as_deref());
            element.elements().for_each(|child| walk(child, links, ids));
        }
        let (mut links, mut ids) = (Vec::new(), Vec::new());
        walk(body, &mut links, &mut ids);
        links.sort_unstable();
        let mut anchors = BTreeMap::new();
        for id in ids.into_iter().filter(|id| links.binary_search(id).is_ok()) {
            let number = u32::try_from(anchors.len()).unwrap_or(u32::MAX);
            anchors.entry(Box::from(id)).or_insert(number);
        }
        Self { all: Vec::new(), anchors }
    }

    /// Number of places that links lead to.
    pub(super) fn anchors(&self) -> usize {
        self.anchors.len()
    }

    /// The place that an element is, if a link leads to it.
    pub(super) fn anchor(&self, element: &Element) -> Option<u32> {
        self.anchors.get(element.id.as_deref()?).copied()
    }

    /// Where an element leads, if it is a link to something on the page.
    pub(super) fn target(&self, element: &Element) -> Option<u32> {
        self.anchors.get(element.link.as_deref()?).copied()
    }

    /// The span of an inline element inside `parent`; `parent` itself where a reader need not be told.
    pub(super) fn open(&mut self, parent: u32, element: &Element, class_tag: Option<&str>) -> u32 {
        let link = self.target(element);
        let tag = match (link, class_tag) {
            (Some(_), _) => "Link",
            (None, Some(tag)) => tag,
            (None, None) => "Span",
        };
        if link.is_none() && class_tag.is_none() && element.lang.is_none() {
            return parent;
        }
        let text = if link.is_some() { crate::render::document::squeeze(&element.text()) } else { String::new() };
        let span = Span { parent, tag: tag.into(), lang: element.lang.clone(), link, text: text.into(), node: None };
        self.all.push(span);
        u32::try_from(self.all.len()).unwrap_or(0)
    }

    /// The node of a span whose paragraph is `paragraph`.
    pub(super) fn node(&mut self, span: u32, paragraph: NodeId, structure: &mut Structure) -> NodeId {
        let Some(index) = (span as usize).checked_sub(1) else { return paragraph };
        let Some(found) = self.all.get(index) else { return paragraph };
        if let Some(node) = found.node {
            return node;
        }
        let (tag, lang) = (found.tag.clone(), found.lang.clone());
        let parent = self.node(found.parent, paragraph, structure);
        let node = structure.add(parent, &tag, Extra::None);
        structure.language(node, lang.as_deref());
        if let Some(found) = self.all.get_mut(index) {
            found.node = Some(node);
        }
        node
    }

    /// The link that a span is, or stands in.
    pub(super) fn link_around(&self, mut span: u32) -> Option<u32> {
        while let Some(found) = (span as usize).checked_sub(1).and_then(|index| self.all.get(index)) {
            if found.link.is_some() {
                return Some(span);
            }
            span = found.parent;
        }
        None
    }

    /// A painted link.
    pub(super) fn link(&self, span: u32) -> Option<Link<'_>> {
        let found = self.all.get((span as usize).checked_sub(1)?)?;
        Some(Link { node: found.node?, anchor: found.link?, text: &found.text })
    }
}
