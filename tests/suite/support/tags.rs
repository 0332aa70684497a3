//! A finished PDF read back by another library: its structure tree with the text that stands in it.

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

/// An element of the structure tree.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tag {
    pub id: ObjectId,
    pub name: String,
    /// Text of the element itself and of what it holds, in reading order; parts of blocks are apart by spaces.
    pub text: String,
    pub kids: Vec<Tag>,
    /// Pages (from 1) that its marked content stands on.
    pub pages: Vec<u32>,
    /// Where they begin: page, and points from the top of the paper to the first baseline.
    own_places: Vec<(u32, i64)>,
    /// Page, top and bottom of a figure, points from the top of the paper.
    pub bounds: Option<(u32, i64, i64)>,
    pub alt: Option<String>,
    pub lang: Option<String>,
    pub note: Option<String>,
    pub scope: Option<String>,
    pub columns: i64,
    pub rows: i64,
    /// Annotations that belong to it.
    pub objects: Vec<ObjectId>,
}

impl Tag {
    /// The elements of a type, in reading order, wherever they stand.
    pub(crate) fn all<'t>(&'t self, name: &str, into: &mut Vec<&'t Tag>) {
        if self.name == name {
            into.push(self);
        }
        self.kids.iter().for_each(|kid| kid.all(name, into));
    }

    pub(crate) fn named(&self, name: &str) -> Vec<&Tag> {
        let mut found = Vec::new();
        self.all(name, &mut found);
        found
    }

    /// The words, in reading order.
    pub(crate) fn words(&self) -> Vec<String> {
        self.text.split_whitespace().map(str::to_owned).collect()
    }

    pub(crate) fn line(&self) -> String {
        self.words().join(" ")
    }

    /// Where it and what it holds begin, in reading order.
    pub(crate) fn places(&self) -> Vec<(u32, i64)> {
        let inner = self.kids.iter().flat_map(Tag::places);
        self.own_places.iter().copied().chain(inner).collect()
    }

    /// Every page that it or what it holds stands on.
    pub(crate) fn all_pages(&self) -> Vec<u32> {
        let inner = self.kids.iter().flat_map(Tag::all_pages);
        self.pages.iter().copied().chain(inner).collect()
    }
}

/// The file, opened.
pub(crate) struct Tagged {
    pub document: Document,
    pub root: Tag,
    /// Text of the file's artifacts, by page.
    pub artifacts: BTreeMap<u32, String>,
}

pub(crate) fn read(bytes: &[u8]) -> Tagged {
    let document = Document::load_mem(bytes).expect("another library opens the file");
    let numbers: BTreeMap<ObjectId, u32> = document.get_pages().into_iter().map(|(number, id)| (id, number)).collect();
    let mut marks = BTreeMap::new();
    let mut artifacts = BTreeMap::new();
    for (&id, &number) in &numbers {
        let height = height(&document, id);
        let (own, artifact) = marked(&document, id, height);
        marks.insert(number, own);
        artifacts.insert(number, artifact);
    }
    let catalogue = document.catalog().expect("a catalogue");
    let tree = dictionary(&document, catalogue.get(b"StructTreeRoot").expect("a structure tree"));
    let top =
        tree.get(b"K").and_then(Object::as_array).expect("a root element")[0].as_reference().expect("a reference");
    let reader = Reader { document: &document, numbers: &numbers, marks: &marks };
    let root = reader.element(top);
    Tagged { document, root, artifacts }
}

struct Reader<'d> {
    document: &'d Document,
    numbers: &'d BTreeMap<ObjectId, u32>,
    marks: &'d BTreeMap<u32, BTreeMap<i64, Mark>>,
}

/// A marked content: its text, and where its first baseline is, points from the top of the paper.
#[derive(Debug, Default)]
struct Mark {
    text: String,
    top: Option<i64>,
}

impl Reader<'_> {
    fn element(&self, id: ObjectId) -> Tag {
        let own = self.document.get_dictionary(id).expect("an element");
        let home = own.get(b"Pg").and_then(Object::as_reference).ok().and_then(|page| self.numbers.get(&page)).copied();
        let words = |key: &[u8]| own.get(key).ok().and_then(|text| lopdf::decode_text_string(text).ok());
        let mut tag = Tag {
            id,
            name: name(own, b"S"),
            alt: words(b"Alt"),
            lang: words(b"Lang"),
            note: words(b"ID"),
            columns: 1,
            rows: 1,
            ..Tag::default()
        };
        if let Ok(attributes) = own.get(b"A") {
            let attributes = dictionary(self.document, attributes);
            let number = |key: &[u8]| attributes.get(key).and_then(Object::as_i64).unwrap_or(1);
            (tag.columns, tag.rows) = (number(b"ColSpan"), number(b"RowSpan"));
            if let (Ok(bounds), Some(home)) = (attributes.get(b"BBox").and_then(Object::as_array), home) {
                let height =
                    self.numbers.iter().find(|(_, number)| **number == home).map(|(id, _)| height(self.document, *id));
                let top = |at: usize| from_top(height.expect("a page"), bounds[at].as_float().expect("a number"));
                tag.bounds = Some((home, top(3), top(1)));
            }
            tag.scope = attributes.has(b"Scope").then(|| name(attributes, b"Scope"));
        }
        for kid in own.get(b"K").and_then(Object::as_array).map(Vec::as_slice).unwrap_or_default() {
            match kid {
                Object::Integer(mark) => self.mark(home, *mark, &mut tag),
                Object::Dictionary(kid) if name(kid, b"Type") == "OBJR" => {
                    tag.objects.push(kid.get(b"Obj").and_then(Object::as_reference).expect("an annotation"));
                }
                Object::Dictionary(kid) => {
                    let page = kid.get(b"Pg").and_then(Object::as_reference).ok();
                    let page = page.and_then(|page| self.numbers.get(&page)).copied();
                    self.mark(page, kid.get(b"MCID").and_then(Object::as_i64).expect("a number"), &mut tag);
                }
                kid => {
                    let kid = self.element(kid.as_reference().expect("an element"));
                    let inline = matches!(kid.name.as_str(), "Span" | "Link" | "Reference");
                    tag.text.push_str(if inline { "" } else { "\n" });
                    tag.text.push_str(&kid.text);
                    tag.text.push_str(if inline { "" } else { "\n" });
                    tag.kids.push(kid);
                }
            }
        }
        tag
    }

    fn mark(&self, page: Option<u32>, mark: i64, tag: &mut Tag) {
        let page = page.expect("a page");
        tag.pages.push(page);
        let own = self.marks[&page].get(&mark).unwrap_or_else(|| panic!("no mark {mark} on page {page}"));
        tag.text.push_str(&own.text);
        tag.own_places.extend(own.top.map(|top| (page, top)));
    }
}

/// What is open: a number, an artifact, or text that stands for glyphs.
enum Open {
    Mark(i64),
    Artifact,
    Actual,
    Other,
}

/// Text of every marked content of a page by number, and of its artifacts.
fn marked(document: &Document, page: ObjectId, height: f32) -> (BTreeMap<i64, Mark>, String) {
    let (resources, _) = document.get_page_resources(page).expect("resources");
    let resources = resources.cloned().unwrap_or_else(|| {
        let page = document.get_dictionary(page).expect("a page");
        dictionary(document, page.get(b"Resources").expect("resources")).clone()
    });
    let fonts = dictionary(document, resources.get(b"Font").expect("fonts"));
    let maps: BTreeMap<Vec<u8>, BTreeMap<u16, String>> =
        fonts.iter().map(|(key, font)| (key.clone(), to_unicode(document, dictionary(document, font)))).collect();
    let content = Content::decode(&document.get_page_content(page)).expect("operations");
    let mut marks: BTreeMap<i64, Mark> = BTreeMap::new();
    let mut artifacts = String::new();
    let mut open: Vec<Open> = Vec::new();
    let mut face = Vec::new();
    for operation in &content.operations {
        let properties = operation.operands.get(1).and_then(|object| object.as_dict().ok());
        match operation.operator.as_str() {
            "BMC" | "BDC" => {
                let tag = operation.operands[0].as_name().expect("a name");
                let mark = properties.and_then(|found| found.get(b"MCID").and_then(Object::as_i64).ok());
                let actual = properties.and_then(|found| found.get(b"ActualText").ok());
                let own = match (mark, actual) {
                    (Some(mark), _) => {
                        assert!(!marks.contains_key(&mark), "mark {mark} twice");
                        marks.insert(mark, Mark::default());
                        Open::Mark(mark)
                    }
                    (None, Some(actual)) => {
                        let text = lopdf::decode_text_string(actual).expect("text");
                        push(&open, &text, &mut marks, &mut artifacts);
                        Open::Actual
                    }
                    (None, None) if tag == b"Artifact" => Open::Artifact,
                    (None, None) => Open::Other,
                };
                open.push(own);
            }
            "EMC" => {
                open.pop().expect("something to close");
            }
            "Tm" => {
                let y = operation.operands[5].as_float().expect("a number");
                if let Some(Open::Mark(mark)) = open.iter().rev().find(|open| matches!(open, Open::Mark(_))) {
                    marks.get_mut(mark).expect("open").top.get_or_insert(from_top(height, y));
                }
            }
            "Tf" => face = operation.operands[0].as_name().expect("a face").to_vec(),
            "TJ" | "Tj" if !open.iter().any(|open| matches!(open, Open::Actual)) => {
                let mut text = String::new();
                collect(&operation.operands, &maps[&face], &mut text);
                push(&open, &text, &mut marks, &mut artifacts);
            }
            _ => {}
        }
    }
    assert!(open.is_empty(), "marked content stays open");
    (marks, artifacts)
}

/// Height of a page, points.
fn height(document: &Document, page: ObjectId) -> f32 {
    let page = document.get_dictionary(page).expect("a page");
    page.get(b"MediaBox").and_then(Object::as_array).expect("a paper")[3].as_float().expect("a number")
}

#[allow(clippy::cast_possible_truncation, reason = "points of a page")]
fn from_top(height: f32, y: f32) -> i64 {
    (height - y).round() as i64
}

fn push(open: &[Open], text: &str, marks: &mut BTreeMap<i64, Mark>, artifacts: &mut String) {
    let owner = open.iter().rev().find(|open| matches!(open, Open::Mark(_) | Open::Artifact));
    match owner.expect("text outside marked content") {
        Open::Mark(mark) => marks.get_mut(mark).expect("open").text.push_str(text),
        _ => artifacts.push_str(text),
    }
}

fn collect(operands: &[Object], map: &BTreeMap<u16, String>, text: &mut String) {
    for operand in operands {
        match operand {
            Object::String(bytes, _) => {
                for code in bytes.chunks(2) {
                    let code = u16::from_be_bytes([code[0], code[1]]);
                    text.push_str(map.get(&code).unwrap_or_else(|| panic!("code {code} has no text")));
                }
            }
            Object::Array(operands) => collect(operands, map, text),
            _ => {}
        }
    }
}

/// Codes of a face and the text they stand for.
fn to_unicode(document: &Document, font: &Dictionary) -> BTreeMap<u16, String> {
    let stream = font.get(b"ToUnicode").and_then(Object::as_reference).expect("a map to text");
    let stream = document.get_object(stream).and_then(Object::as_stream).expect("a stream");
    let text = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
    let text = String::from_utf8(text).expect("text");
    let mut map = BTreeMap::new();
    for line in text.lines() {
        let Some((code, text)) = line.strip_prefix('<').and_then(|line| line.split_once("> <")) else { continue };
        let (Ok(code), Some(text)) = (u16::from_str_radix(code, 16), text.strip_suffix('>')) else { continue };
        let units: Vec<u16> =
            (0..text.len() / 4).map(|at| u16::from_str_radix(&text[at * 4..at * 4 + 4], 16).expect("hex")).collect();
        map.insert(code, String::from_utf16(&units).expect("text"));
    }
    map
}

/// A dictionary, directly or by reference.
pub(crate) fn dictionary<'d>(document: &'d Document, object: &'d Object) -> &'d Dictionary {
    match object {
        Object::Reference(id) => document.get_dictionary(*id).expect("a dictionary"),
        object => object.as_dict().expect("a dictionary"),
    }
}

fn name(dictionary: &Dictionary, key: &[u8]) -> String {
    let name = dictionary.get(key).and_then(Object::as_name).unwrap_or_default();
    String::from_utf8_lossy(name).into_owned()
}
