//! From the text of a document to its tree, held against vocabulary and theme on the way.

use std::ops::Range;

use roxmltree::Node as XmlNode;

use super::vocabulary::Name;
use super::{Document, DocumentError, Drawing, DrawnText, Element, Node, Scope, Vocabulary, is_space, squeeze};
use crate::render::theme::Theme;

/// Spans beyond this are a mistake, not a table.
const LARGEST_SPAN: u32 = 1000;
/// Elements inside elements: deeper documents are refused, so that no walk over the tree can exhaust the stack.
const DEEPEST: usize = 48;

/// Reads one document.
pub(super) struct Reader<'a> {
    xml: &'a roxmltree::Document<'a>,
    text: &'a str,
    vocabulary: &'a Vocabulary,
    theme: &'a Theme,
    lines: Vec<usize>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        xml: &'a roxmltree::Document<'a>,
        text: &'a str,
        vocabulary: &'a Vocabulary,
        theme: &'a Theme,
    ) -> Self {
        Self { xml, text, vocabulary, theme, lines: line_starts(text) }
    }

    pub(super) fn document(&self) -> Result<Document, DocumentError> {
        let root = self.xml.root_element();
        if self.name(root)? != Name::Html {
            return Err(self.error(root, "a document begins with `html`".to_owned()));
        }
        let mut document = Document {
            title: String::new(),
            author: String::new(),
            description: String::new(),
            keywords: Vec::new(),
            body: self.blank(Name::Body, root),
        };
        let mut body = None;
        for child in root.children().filter(XmlNode::is_element) {
            let name = self.name(child)?;
            self.check_parent(child, name, Name::Html)?;
            if name == Name::Head {
                self.head(child, &mut document)?;
            } else {
                body = self.element(child, Name::Html, 0)?;
            }
        }
        document.body = body.ok_or_else(|| self.error(root, "the document has no `body`".to_owned()))?;
        if document.title.is_empty() {
            return Err(self.error(root, "the document has no `title`: a reader needs its name".to_owned()));
        }
        Ok(document)
    }

    fn head(&self, head: XmlNode<'_, '_>, document: &mut Document) -> Result<(), DocumentError> {
        for child in head.children().filter(XmlNode::is_element) {
            let name = self.name(child)?;
            self.check_parent(child, name, Name::Head)?;
            match name {
                Name::Title => document.title = squeeze(&all_text(child)),
                Name::Meta => {
                    let content = squeeze(child.attribute("content").unwrap_or_default());
                    match child.attribute("name") {
                        Some("author") => document.author = content,
                        Some("description") => document.description = content,
                        Some("keywords") => {
                            document.keywords =
                                content.split(',').map(squeeze).filter(|word| !word.is_empty()).collect();
                        }
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// `None`: the element is for the screen.
    fn element(&self, node: XmlNode<'_, '_>, parent: Name, depth: usize) -> Result<Option<Element>, DocumentError> {
        let name = self.name(node)?;
        self.check_parent(node, name, parent)?;
        if depth > DEEPEST {
            return Err(self.error(node, format!("elements stand more than {DEEPEST} deep")));
        }
        let mut element = self.blank(name, node);
        for class in node.attribute("class").unwrap_or_default().split_ascii_whitespace() {
            if self.theme.class(class).is_none() {
                return Err(self.error(node, format!("class `{class}` is not in the theme")));
            }
            element.classes.push(class.to_owned());
        }
        let given = |key: &str| node.attribute(key).map(str::trim).filter(|value| !value.is_empty()).map(Box::from);
        element.id = given("id");
        element.lang = given("lang");
        // `data-page` is where a link leads on the page, where what it opens on the screen is not printed.
        let leads = node.attribute("data-page").or_else(|| node.attribute("href")).filter(|_| name == Name::A);
        element.link = leads.and_then(|target| target.trim().strip_prefix('#')).map(Box::from);
        if name == Name::Svg {
            element.drawing = Some(Box::new(self.drawing(node)?));
        } else {
            element.columns = self.span(node, "colspan")?;
            element.rows = self.span(node, "rowspan")?;
            element.scope = match node.attribute("scope") {
                Some("row" | "rowgroup") => Some(Scope::Row),
                Some(_) => Some(Scope::Column),
                None => None,
            };
            element.children = self.children(node, name, depth)?;
        }
        // Checked all the same: an error on the screen is an error.
        let screen = self.vocabulary.is_for_screen(name);
        Ok((!screen && !element.has_class("screen")).then_some(element))
    }

    fn children(&self, node: XmlNode<'_, '_>, name: Name, depth: usize) -> Result<Vec<Node>, DocumentError> {
        let mut children = Vec::new();
        for child in node.children() {
            if child.is_element() {
                children.extend(self.element(child, name, depth + 1)?.map(Node::Element));
            } else if child.is_text() {
                let text = child.text().unwrap_or_default();
                if name.holds_text() {
                    children.push(Node::Text(text.to_owned()));
                } else if !text.chars().all(is_space) {
                    return Err(self.error(child, format!("`{}` holds no text of its own", name.as_str())));
                }
            }
        }
        Ok(children)
    }

    fn drawing(&self, svg: XmlNode<'_, '_>) -> Result<Drawing, DocumentError> {
        let (mut words, mut texts) = (Vec::new(), Vec::new());
        for node in svg.descendants().filter(|node| node.is_element() && *node != svg) {
            let name = self.name(node)?;
            let parent = node.parent_element().map_or(Ok(Name::Svg), |parent| self.name(parent))?;
            self.check_parent(node, name, parent)?;
            if node.parent() == Some(svg) && matches!(name, Name::Title | Name::Desc) {
                words.push(squeeze(&all_text(node)));
            }
            if name == Name::Text {
                let figure = node.attribute("data-figure").map(Box::from);
                texts.push(DrawnText { figure, text: squeeze(&all_text(node)) });
            }
        }
        words.retain(|word| !word.is_empty());
        let Some(title) = words.first().cloned() else {
            return Err(self.error(svg, "a drawing needs a `title` or `desc`: its text alternative".to_owned()));
        };
        let source = self.text.get(svg.range()).unwrap_or_default().to_owned();
        Ok(Drawing { source, title, alternative: words.join(". "), texts })
    }

    fn span(&self, node: XmlNode<'_, '_>, attribute: &str) -> Result<u32, DocumentError> {
        let Some(text) = node.attribute(attribute) else { return Ok(1) };
        text.trim()
            .parse()
            .ok()
            .filter(|span| (1..=LARGEST_SPAN).contains(span))
            .ok_or_else(|| self.error(node, format!("{attribute} is `{text}`, expected 1 to {LARGEST_SPAN}")))
    }

    fn name(&self, node: XmlNode<'_, '_>) -> Result<Name, DocumentError> {
        let written = node.tag_name().name();
        self.vocabulary
            .named(written)
            .ok_or_else(|| self.error(node, format!("element `{written}` is not in the vocabulary")))
    }

    fn check_parent(&self, node: XmlNode<'_, '_>, name: Name, parent: Name) -> Result<(), DocumentError> {
        if self.vocabulary.allows(name, parent) {
            return Ok(());
        }
        Err(self.error(node, format!("`{}` may not stand in `{}`", name.as_str(), parent.as_str())))
    }

    fn blank(&self, name: Name, node: XmlNode<'_, '_>) -> Element {
        Element {
            name,
            classes: Vec::new(),
            children: Vec::new(),
            line: self.line(node.range()),
            at: node.range().start,
            columns: 1,
            rows: 1,
            scope: None,
            id: None,
            link: None,
            lang: None,
            drawing: None,
        }
    }

    /// `text_pos_at` of the parser counts from the start each time; a table of thousands of rows cannot afford that.
    fn line(&self, range: Range<usize>) -> u32 {
        u32::try_from(self.lines.partition_point(|&start| start <= range.start)).unwrap_or(u32::MAX)
    }

    fn error(&self, node: XmlNode<'_, '_>, message: String) -> DocumentError {
        DocumentError { line: self.line(node.range()), message }
    }
}

fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

fn all_text(node: XmlNode<'_, '_>) -> String {
    node.descendants().filter(XmlNode::is_text).filter_map(|text| text.text()).collect()
}
