//! What a package says: its text by paragraph with where each stands, its pictures by their words, the data inside.
//!
//! It reads what any program writes, not only ours: a copy that somebody edited is read by this.

use std::collections::BTreeMap;

use roxmltree::Node;

use super::archive::Archive;
use super::package::DATA;

/// Objects inside objects: deeper documents are not read further.
const DEEPEST: usize = 64;

/// A paragraph as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub text: String,
    pub place: Place,
    /// It is written in a picture.
    pub is_drawn: bool,
}

/// Where a paragraph stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Number of the paragraph in the document, from 1; those in tables count.
    pub paragraph: usize,
    /// The heading above it; empty before the first.
    pub heading: String,
    /// Table of the document, row and column, each from 1.
    pub cell: Option<(usize, usize, usize)>,
}

/// A package, read.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// In reading order, without contents, running heads and page numbers.
    pub lines: Vec<Line>,
    /// Descriptions of pictures, in order.
    pub alternatives: Vec<String>,
    /// What stands on every page.
    pub furniture: Vec<String>,
    /// Names and bytes of the data inside.
    pub files: Vec<(String, Vec<u8>)>,
    /// The program that wrote it last.
    pub program: String,
}

impl Reading {
    /// The words of the text in order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().flat_map(|line| line.text.split_whitespace())
    }
}

/// Reads a package; the error says in a few words why it cannot be read.
pub fn read(bytes: &[u8]) -> Result<Reading, String> {
    let archive = Archive::open(bytes)?;
    let header = archive.text("Contents/header.xml").ok_or("it has no header")?;
    let header = parse(header, "header")?;
    let styles: Vec<(&str, bool)> = header
        .descendants()
        .filter(|node| node.has_tag_name_local("style"))
        .map(|style| {
            let names = [style.attribute("name"), style.attribute("engName")];
            let is_heading = names.iter().flatten().any(|name| name.starts_with("개요") || name.starts_with("Outline"));
            (style.attribute("id").unwrap_or_default(), is_heading)
        })
        .collect();
    let sections = archive.sections();
    if sections.is_empty() {
        return Err("it has no section".to_owned());
    }
    let pictures = pictures(&archive);
    let mut reader = Reader {
        pictures: &pictures,
        styles: &styles,
        reading: Reading::default(),
        place: Place::default(),
        tables: 0,
        sign: String::new(),
        contents: None,
    };
    for name in sections {
        let text = archive.text(&name).ok_or_else(|| format!("`{name}` is not text"))?;
        let section = parse(text, &name)?;
        reader.list(section.root_element(), 0);
    }
    let mut reading = reader.reading;
    let data =
        archive.parts.iter().filter_map(|(name, part)| Some((name.strip_prefix(DATA)?.to_owned(), part.clone())));
    reading.files = data.collect();
    let version = archive.text("version.xml").and_then(|text| {
        parse(text, "version.xml")
            .ok()
            .map(|version| version.root_element().attribute("application").unwrap_or_default().to_owned())
    });
    reading.program = version.unwrap_or_default();
    Ok(reading)
}

/// Reads a part as XML.
pub(super) fn parse<'t>(text: &'t str, name: &str) -> Result<roxmltree::Document<'t>, String> {
    roxmltree::Document::parse(text).map_err(|error| format!("`{name}` is not well-formed: line {}", error.pos().row))
}

/// Names without their namespace: editions of the standard differ in it.
pub(super) trait Local {
    fn has_tag_name_local(&self, name: &str) -> bool;
}

impl Local for Node<'_, '_> {
    fn has_tag_name_local(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}

/// What is written in each picture that is a drawing, by its id in the list of parts.
fn pictures(archive: &Archive) -> BTreeMap<String, Vec<String>> {
    const LIST: &str = "Contents/content.hpf";
    let mut pictures = BTreeMap::new();
    let Some(list) = archive.text(LIST).and_then(|text| parse(text, LIST).ok()) else { return pictures };
    for item in list.descendants().filter(|node| node.has_tag_name_local("item")) {
        let (Some(id), Some(href)) = (item.attribute("id"), item.attribute("href")) else { continue };
        let Some(svg) = archive.text(href).filter(|_| item.attribute("media-type") == Some("image/svg+xml")) else {
            continue;
        };
        let Ok(svg) = parse(svg, href) else { continue };
        let text = |node: Node<'_, '_>| -> String {
            node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect()
        };
        let texts = svg.descendants().filter(|node| node.has_tag_name_local("text")).map(text).collect();
        pictures.insert(id.to_owned(), texts);
    }
    pictures
}

struct Reader<'a> {
    pictures: &'a BTreeMap<String, Vec<String>>,
    /// Numbers of styles, and whether they are headings.
    styles: &'a [(&'a str, bool)],
    reading: Reading,
    place: Place,
    tables: usize,
    /// The sign of footnotes.
    sign: String,
    /// The field of contents that is open, by its number.
    contents: Option<String>,
}

impl Reader<'_> {
    /// The paragraphs of a list.
    fn list(&mut self, list: Node<'_, '_>, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        for paragraph in list.children().filter(|node| node.has_tag_name_local("p")) {
            self.paragraph(paragraph, depth);
        }
    }

    fn paragraph(&mut self, paragraph: Node<'_, '_>, depth: usize) {
        self.place.paragraph += 1;
        let style = paragraph.attribute("styleIDRef").unwrap_or_default();
        let is_heading = self.styles.iter().any(|(id, is_heading)| *id == style && *is_heading);
        if is_heading {
            let text: String = paragraph.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect();
            self.place.heading = text.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        let mut text = String::new();
        for run in paragraph.children().filter(|node| node.has_tag_name_local("run")) {
            for child in run.children().filter(Node::is_element) {
                self.content(child, &mut text, depth);
            }
        }
        self.line(&mut text);
    }

    /// Ends a line.
    fn line(&mut self, text: &mut String) {
        let own = std::mem::take(text);
        if self.contents.is_none() && !own.trim().is_empty() {
            self.reading.lines.push(Line { text: own, place: self.place.clone(), is_drawn: false });
        }
    }

    fn content(&mut self, node: Node<'_, '_>, text: &mut String, depth: usize) {
        match node.tag_name().name() {
            "t" => characters(node, text, depth),
            "ctrl" => node.children().filter(Node::is_element).for_each(|one| self.control(one, text, depth)),
            "tbl" => {
                self.line(text);
                self.table(node, depth);
            }
            "secPr" => {
                let format = node.descendants().find(|node| node.has_tag_name_local("footNotePr"));
                let format =
                    format.and_then(|format| format.children().find(|node| node.has_tag_name_local("autoNumFormat")));
                format.and_then(|format| format.attribute("userChar")).unwrap_or_default().clone_into(&mut self.sign);
            }
            // Objects: pictures by their words, boxes by their text.
            _ => {
                let comment = node.children().find(|node| node.has_tag_name_local("shapeComment"));
                if node.has_tag_name_local("pic") {
                    let words = comment.and_then(|comment| comment.text()).unwrap_or_default();
                    self.reading.alternatives.push(words.split_whitespace().collect::<Vec<_>>().join(" "));
                    let image = node.children().find(|node| node.has_tag_name_local("img"));
                    let drawn = image.and_then(|image| self.pictures.get(image.attribute("binaryItemIDRef")?));
                    self.line(text);
                    for text in drawn.into_iter().flatten() {
                        let line = Line { text: text.clone(), place: self.place.clone(), is_drawn: true };
                        self.reading.lines.push(line);
                    }
                }
                for list in node.children().filter(Node::is_element).flat_map(|inner| inner.children()) {
                    if list.has_tag_name_local("subList") {
                        self.line(text);
                        self.list(list, depth + 1);
                    }
                }
            }
        }
    }

    fn control(&mut self, node: Node<'_, '_>, text: &mut String, depth: usize) {
        let list = || node.children().filter(|node| node.has_tag_name_local("subList"));
        match node.tag_name().name() {
            "footNote" | "endNote" => {
                text.push_str(&self.sign.clone());
                self.line(text);
                let place = self.place.clone();
                list().for_each(|list| self.list(list, depth + 1));
                self.place = Place { paragraph: self.place.paragraph, ..place };
            }
            "header" | "footer" => {
                let words: String = node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect();
                self.reading.furniture.push(words);
            }
            "autoNum" => {
                let format = node.children().find(|node| node.has_tag_name_local("autoNumFormat"));
                let sign = format.and_then(|format| format.attribute("userChar")).filter(|sign| !sign.is_empty());
                text.push_str(sign.or(node.attribute("num")).unwrap_or_default());
            }
            "fieldBegin" if node.attribute("type") == Some("TABLEOFCONTENTS") => {
                self.contents = node.attribute("id").map(str::to_owned);
            }
            "fieldEnd" if self.contents.is_some() && self.contents.as_deref() == node.attribute("beginIDRef") => {
                // The line under way is the last of the contents.
                text.clear();
                self.contents = None;
            }
            _ => {}
        }
    }

    fn table(&mut self, table: Node<'_, '_>, depth: usize) {
        self.tables += 1;
        let number = self.tables;
        let outer = self.place.clone();
        for caption in table.children().filter(|node| node.has_tag_name_local("caption")) {
            caption
                .children()
                .filter(|node| node.has_tag_name_local("subList"))
                .for_each(|list| self.list(list, depth + 1));
        }
        for row in table.children().filter(|node| node.has_tag_name_local("tr")) {
            for cell in row.children().filter(|node| node.has_tag_name_local("tc")) {
                let address = cell.children().find(|node| node.has_tag_name_local("cellAddr"));
                let at = |name: &str| {
                    address.and_then(|address| address.attribute(name)?.parse::<usize>().ok()).unwrap_or(0) + 1
                };
                let inner = Some((number, at("rowAddr"), at("colAddr")));
                for list in cell.children().filter(|node| node.has_tag_name_local("subList")) {
                    self.place.cell = inner;
                    self.list(list, depth + 1);
                }
            }
        }
        // A heading in a box is that of what follows in the box.
        self.place = Place { paragraph: self.place.paragraph, ..outer };
    }
}

/// The characters of a text, with those that are elements.
fn characters(node: Node<'_, '_>, text: &mut String, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    for child in node.children() {
        if child.is_text() {
            text.push_str(child.text().unwrap_or_default());
        } else if child.is_element() {
            match child.tag_name().name() {
                "tab" => text.push('\t'),
                "lineBreak" => text.push('\n'),
                "nbSpace" => text.push('\u{a0}'),
                "fwSpace" => text.push(' '),
                "hyphen" => text.push('-'),
                _ => characters(child, text, depth + 1),
            }
        }
    }
}
