//! A finished PDF read back by the structure that a reader with a screen reader follows: words, drawings, files inside.
//!
//! The file is a stranger's: whatever is decompressed, nested or counted has a limit, and what cannot be read says why.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};
use sha2::{Digest, Sha256};

use super::content::{Maps, PageContent};
use super::signature::{self, Signature};

/// Largest file that is read, bytes.
const FILE: usize = 256 << 20;
/// What one stream may become, bytes.
const STREAM: usize = 64 << 20;
/// What all streams together may become, bytes.
const TOTAL: usize = 1 << 30;
/// How deep elements of the structure may lie.
const DEPTH: usize = 100;
/// Most elements of the structure. One object may stand for several that are the same: programs that save a PDF anew merge
/// them.
const ELEMENTS: usize = 5_000_000;
/// Most files inside.
const FILES: usize = 10_000;

/// A word of the pages, where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaggedWord {
    /// From 1.
    pub page: u32,
    pub text: String,
    /// The drawing that it is written in: its place in [`Reading::drawings`].
    pub drawing: Option<usize>,
}

/// A drawing, where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaggedDrawing {
    /// From 1; 0 where nothing is drawn of it.
    pub page: u32,
    /// Its text alternative.
    pub alternative: String,
}

/// A file inside the PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmbeddedFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// What the PDF says it conforms to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims {
    /// Such as `3A` (PDF/A, ISO 19005).
    pub archive: Option<String>,
    /// Such as `1` (PDF/UA, ISO 14289).
    pub accessible: Option<String>,
}

/// A page as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// SHA-256 of the operations that draw it.
    pub operations: String,
    /// What stands around its content: page number, mark of a draft; and text outside any element.
    pub furniture: String,
    /// Annotations that are no signature: type and place.
    pub annotations: Vec<String>,
}

/// A finished PDF, read back.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Of the content, in reading order, without the table of contents.
    pub words: Vec<TaggedWord>,
    /// Of the table of contents, which the paper alone has.
    pub contents: Vec<TaggedWord>,
    /// Of the content, in reading order.
    pub drawings: Vec<TaggedDrawing>,
    pub pages: Vec<Drawn>,
    /// SHA-256 of every typeface inside.
    pub faces: BTreeSet<String>,
    pub files: Vec<EmbeddedFile>,
    /// Title, author and the like.
    pub about: BTreeMap<String, String>,
    pub claims: Claims,
    pub signatures: Vec<Signature>,
}

/// Reads a PDF back.
///
/// # Errors
/// Why it cannot be read, for the verbose.
pub fn read(bytes: &[u8]) -> Result<Reading, String> {
    if bytes.len() > FILE {
        return Err("the file is too large".to_owned());
    }
    // The library's own faults are the file's.
    catch_unwind(AssertUnwindSafe(|| Reader::open(bytes)?.read(bytes)))
        .unwrap_or_else(|_| Err("the reader gave up".to_owned()))
}

struct Reader {
    document: Document,
    /// Pages by object, from 1.
    numbers: BTreeMap<ObjectId, u32>,
    /// What may still be decompressed.
    left: usize,
    reading: Reading,
    contents: BTreeMap<u32, PageContent>,
    /// Elements of the structure so far.
    elements: usize,
    /// The drawing that is being read.
    drawing: Option<usize>,
}

/// Text on its way to words.
type Run = Vec<TaggedText>;

/// Text of a page, and the drawing that it is written in; `\n` of page 0 where a block begins or ends.
struct TaggedText {
    page: u32,
    text: String,
    drawing: Option<usize>,
}

impl Reader {
    fn open(bytes: &[u8]) -> Result<Self, String> {
        let options = LoadOptions::with_max_decompressed_size(STREAM);
        let document = Document::load_mem_with_options(bytes, options).map_err(|error| error.to_string())?;
        if document.is_encrypted() {
            return Err("the file is encrypted".to_owned());
        }
        let numbers = document.get_pages().into_iter().map(|(number, id)| (id, number)).collect();
        Ok(Self {
            document,
            numbers,
            left: TOTAL,
            reading: Reading::default(),
            contents: BTreeMap::new(),
            elements: 0,
            drawing: None,
        })
    }

    fn read(mut self, bytes: &[u8]) -> Result<Reading, String> {
        self.pages()?;
        self.tree()?;
        self.files()?;
        self.about()?;
        self.reading.signatures = signature::all(&self.document, bytes.len());
        Ok(self.reading)
    }

    /// The bytes of a stream.
    fn stream(&mut self, object: &Object) -> Result<Vec<u8>, String> {
        let object = self.direct(object);
        let stream = object.as_stream().map_err(|_| "a stream is missing".to_owned())?;
        let bytes = if stream.dict.has(b"Filter") {
            stream.decompressed_content_with_limit(STREAM.min(self.left)).map_err(|error| error.to_string())?
        } else {
            stream.content.clone()
        };
        self.left = self.left.checked_sub(bytes.len()).ok_or("the streams are too large")?;
        Ok(bytes)
    }

    fn direct<'o>(&'o self, object: &'o Object) -> &'o Object {
        self.document.dereference(object).map_or(object, |(_, object)| object)
    }

    fn dictionary(&self, object: Option<&Object>) -> Dictionary {
        let found = object.map(|object| self.direct(object));
        match found {
            Some(Object::Dictionary(found)) => found.clone(),
            Some(Object::Stream(found)) => found.dict.clone(),
            _ => Dictionary::new(),
        }
    }

    fn array(&self, object: Option<&Object>) -> Vec<Object> {
        match object.map(|object| self.direct(object)) {
            Some(Object::Array(found)) => found.clone(),
            Some(one) if !matches!(one, Object::Null) => vec![one.clone()],
            _ => Vec::new(),
        }
    }

    /// What every page draws.
    fn pages(&mut self) -> Result<(), String> {
        let mut maps: BTreeMap<Vec<u8>, Maps> = BTreeMap::new();
        let pages: Vec<(ObjectId, u32)> = self.numbers.iter().map(|(id, number)| (*id, *number)).collect();
        let mut drawn = BTreeMap::new();
        for (id, number) in pages {
            let page = self.document.get_dictionary(id).map_err(|error| error.to_string())?.clone();
            let mut operations = Vec::new();
            for part in self.array(page.get(b"Contents").ok()) {
                operations.extend(self.stream(&part)?);
                operations.push(b'\n');
            }
            let key = format!("{:?}", page.get(b"Resources").ok()).into_bytes();
            if !maps.contains_key(&key) {
                let found = self.maps(page.get(b"Resources").ok())?;
                maps.insert(key.clone(), found);
            }
            let content = PageContent::read(&operations, &maps[&key])?;
            drawn.insert(
                number,
                Drawn {
                    operations: hash(&operations),
                    furniture: squeezed(&content.furniture),
                    annotations: self.annotations(&page),
                },
            );
            self.contents.insert(number, content);
        }
        self.reading.pages = drawn.into_values().collect();
        Ok(())
    }

    /// Annotations that are no fields of a form: those may be signatures, and are told as such.
    fn annotations(&self, page: &Dictionary) -> Vec<String> {
        let all = self.array(page.get(b"Annots").ok()).into_iter().map(|one| self.dictionary(Some(&one)));
        let shown = all.filter(|one| name(one, b"Subtype") != "Widget" || name(one, b"FT") != "Sig");
        shown.map(|one| format!("{} {:?}", name(&one, b"Subtype"), one.get(b"Rect").ok())).collect()
    }

    /// The typefaces of a page: which text their codes stand for.
    fn maps(&mut self, resources: Option<&Object>) -> Result<Maps, String> {
        let resources = self.dictionary(resources);
        let fonts = self.dictionary(resources.get(b"Font").ok());
        let mut maps = Maps::default();
        for (key, font) in &fonts {
            let font = self.dictionary(Some(font));
            if let Ok(map) = font.get(b"ToUnicode") {
                let text = self.stream(map)?;
                maps.add(key, &String::from_utf8_lossy(&text));
            }
            for own in self.array(font.get(b"DescendantFonts").ok()).into_iter().chain([Object::Dictionary(font)]) {
                let own = self.dictionary(Some(&own));
                let about = self.dictionary(own.get(b"FontDescriptor").ok());
                for part in [b"FontFile".as_slice(), b"FontFile2", b"FontFile3"] {
                    if let Ok(file) = about.get(part) {
                        let bytes = self.stream(file)?;
                        self.reading.faces.insert(hash(&bytes));
                    }
                }
            }
        }
        Ok(maps)
    }

    /// The words in the order of the structure.
    fn tree(&mut self) -> Result<(), String> {
        let catalogue = self.document.catalog().map_err(|error| error.to_string())?;
        let root = self.dictionary(catalogue.get(b"StructTreeRoot").ok());
        let (mut words, mut contents) = (Run::new(), Run::new());
        for kid in self.array(root.get(b"K").ok()) {
            self.element(&kid, 0, &mut words, &mut contents)?;
        }
        self.reading.words = cut(&words);
        self.reading.contents = cut(&contents);
        Ok(())
    }

    fn element(&mut self, object: &Object, depth: usize, words: &mut Run, contents: &mut Run) -> Result<(), String> {
        if depth > DEPTH {
            return Err("the structure is too deep".to_owned());
        }
        self.elements += 1;
        if self.elements > ELEMENTS {
            return Err("the structure is too large".to_owned());
        }
        let own = self.dictionary(Some(object));
        let tag = name(&own, b"S");
        let home = self.number(own.get(b"Pg").ok());
        let around = self.drawing;
        if let Some(alternative) = own.get(b"Alt").ok().and_then(|text| lopdf::decode_text_string(text).ok())
            && tag == "Figure"
        {
            self.drawing = Some(self.reading.drawings.len());
            self.reading.drawings.push(TaggedDrawing { page: home.unwrap_or(0), alternative: squeezed(&alternative) });
        } else if tag == "Caption" {
            // It stands below the drawing, and is text of the page.
            self.drawing = None;
        }
        let kids = self.array(own.get(b"K").ok());
        let holds = |kid: &Object| name(&self.dictionary(Some(kid)), b"S") == "TOC";
        if tag == "Sect" && kids.iter().any(holds) {
            let mut aside = Run::new();
            for kid in &kids {
                self.kid(kid, home, depth, &mut aside, contents)?;
            }
            contents.extend(aside);
            return Ok(());
        }
        let block = !matches!(tag.as_str(), "Span" | "Link" | "Reference");
        let edge = |run: &mut Run| {
            if block {
                run.push(TaggedText { page: 0, text: "\n".to_owned(), drawing: None });
            }
        };
        edge(words);
        for kid in &kids {
            self.kid(kid, home, depth, words, contents)?;
        }
        edge(words);
        self.drawing = around;
        Ok(())
    }

    fn kid(
        &mut self,
        kid: &Object,
        home: Option<u32>,
        depth: usize,
        words: &mut Run,
        contents: &mut Run,
    ) -> Result<(), String> {
        match kid {
            Object::Integer(mark) => self.mark(home, *mark, words),
            Object::Dictionary(own) if name(own, b"Type") == "OBJR" => Ok(()),
            Object::Dictionary(own) if own.has(b"MCID") => {
                let page = self.number(own.get(b"Pg").ok()).or(home);
                let mark = own.get(b"MCID").and_then(Object::as_i64).unwrap_or(-1);
                self.mark(page, mark, words)
            }
            other => self.element(other, depth + 1, words, contents),
        }
    }

    /// The text of a piece of marked content, which belongs to one element only.
    fn mark(&mut self, page: Option<u32>, mark: i64, words: &mut Run) -> Result<(), String> {
        let content = page.and_then(|page| Some((page, self.contents.get_mut(&page)?)));
        let Some((page, content)) = content else { return Err("content of no page".to_owned()) };
        let text = content.marks.remove(&mark).ok_or_else(|| format!("page {page}: no content {mark}"))?;
        words.push(TaggedText { page, text, drawing: self.drawing });
        Ok(())
    }

    fn number(&self, page: Option<&Object>) -> Option<u32> {
        self.numbers.get(&page?.as_reference().ok()?).copied()
    }

    /// The files inside, and marked content that no element holds.
    fn files(&mut self) -> Result<(), String> {
        for (page, content) in self.reading.pages.iter_mut().zip(self.contents.values()) {
            for text in content.marks.values() {
                page.furniture = squeezed(&format!("{} {text}", page.furniture));
            }
        }
        let catalogue = self.document.catalog().map_err(|error| error.to_string())?.clone();
        let names = self.dictionary(catalogue.get(b"Names").ok());
        let tree = self.dictionary(names.get(b"EmbeddedFiles").ok());
        let mut found = Vec::new();
        self.names(&tree, 0, &mut found)?;
        for one in self.array(catalogue.get(b"AF").ok()) {
            found.push(self.dictionary(Some(&one)));
        }
        let mut files: Vec<EmbeddedFile> = Vec::new();
        for about in found {
            let text = |key: &[u8]| about.get(key).ok().and_then(|text| lopdf::decode_text_string(text).ok());
            let named = text(b"UF").or_else(|| text(b"F")).unwrap_or_default();
            let held = self.dictionary(about.get(b"EF").ok());
            let Some(stream) = held.get(b"UF").or_else(|_| held.get(b"F")).ok().cloned() else { continue };
            let bytes = self.stream(&stream)?;
            let file = EmbeddedFile { name: named, bytes };
            if !files.contains(&file) {
                files.push(file);
            }
        }
        self.reading.files = files;
        Ok(())
    }

    fn names(&self, tree: &Dictionary, depth: usize, found: &mut Vec<Dictionary>) -> Result<(), String> {
        if depth > DEPTH || found.len() > FILES {
            return Err("too many files inside".to_owned());
        }
        for pair in self.array(tree.get(b"Names").ok()).chunks(2) {
            if let [_, about] = pair {
                found.push(self.dictionary(Some(about)));
            }
        }
        for kid in self.array(tree.get(b"Kids").ok()) {
            self.names(&self.dictionary(Some(&kid)), depth + 1, found)?;
        }
        Ok(())
    }

    /// Title, people, and what the file claims to be.
    fn about(&mut self) -> Result<(), String> {
        let info = self.dictionary(self.document.trailer.get(b"Info").ok());
        for (key, value) in &info {
            if let Ok(text) = lopdf::decode_text_string(self.direct(value)) {
                self.reading.about.insert(String::from_utf8_lossy(key).into_owned(), text);
            }
        }
        let catalogue = self.document.catalog().map_err(|error| error.to_string())?.clone();
        let Ok(metadata) = catalogue.get(b"Metadata") else { return Ok(()) };
        let packet = String::from_utf8_lossy(&self.stream(metadata)?).into_owned();
        let said = |key: &str| {
            let element = packet.split_once(&format!("<{key}>")).and_then(|(_, rest)| rest.split_once('<'));
            let attribute = || packet.split_once(&format!("{key}=\"")).and_then(|(_, rest)| rest.split_once('"'));
            element.or_else(attribute).map(|(value, _)| value.trim().to_owned()).filter(|value| value.len() < 9)
        };
        let part = said("pdfaid:part");
        let level = said("pdfaid:conformance").unwrap_or_default();
        self.reading.claims =
            Claims { archive: part.map(|part| format!("{part}{level}")), accessible: said("pdfuaid:part") };
        Ok(())
    }
}

/// Words with the page and the drawing that their first letter stands in.
fn cut(run: &Run) -> Vec<TaggedWord> {
    let mut words: Vec<TaggedWord> = Vec::new();
    let mut open = false;
    for TaggedText { page, text, drawing } in run {
        for c in text.chars() {
            if c.is_whitespace() {
                open = false;
            } else if let Some(word) = words.last_mut().filter(|_| open) {
                word.text.push(c);
            } else {
                words.push(TaggedWord { page: *page, text: c.to_string(), drawing: *drawing });
                open = true;
            }
        }
    }
    words
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn name(dictionary: &Dictionary, key: &[u8]) -> String {
    let name = dictionary.get(key).and_then(Object::as_name).unwrap_or_default();
    String::from_utf8_lossy(name).into_owned()
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
