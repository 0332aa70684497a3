//! What makes pages a document: structure, metadata, colour profile, catalogue.
//!
//! PDF/UA-1 and PDF/A-3a ask for most of it. Nothing is laid out or painted here.

use std::fmt::Write as _;
use std::io::Write as _;
use std::ops::Range;

use lopdf::{Dictionary, Object, Stream, StringFormat, dictionary};

use super::metadata::{Facts, xmp};
use super::paint::round;
use super::structure::{Extra, Kid, Structure};
use super::write::{File, write_object};
use super::{Attachment, RenderError, attach, icc};
use crate::render::theme::Page;

/// Ids that pages and structure share.
pub(super) struct Plan {
    /// First of the pages, which follow one another.
    pub pages: u32,
    pub count: usize,
    tree: u32,
    resources: u32,
    /// First of the annotations, which follow one another.
    annotations: u32,
}

impl Plan {
    /// Ids for pages, and for the annotations of all of them.
    pub(super) fn new(file: &mut File, count: usize, annotations: usize) -> Self {
        Self {
            tree: file.reserve(),
            resources: file.reserve(),
            pages: file.reserve_many(count),
            count,
            annotations: file.reserve_many(annotations),
        }
    }

    pub(super) fn annotation(&self, index: usize) -> u32 {
        self.annotations + u32::try_from(index).unwrap_or(0)
    }
}

pub(super) fn name(text: &str) -> Object {
    Object::Name(text.as_bytes().to_vec())
}

pub(super) fn reference(id: u32) -> Object {
    Object::Reference((id, 0))
}

pub(super) fn int(value: usize) -> Object {
    Object::Integer(i64::try_from(value).unwrap_or(i64::MAX))
}

/// Text for people: ASCII as it is, everything else as UTF-16.
pub(super) fn text(value: &str) -> Object {
    if value.is_ascii() {
        Object::String(value.as_bytes().to_vec(), StringFormat::Literal)
    } else {
        let mark = [0xFE, 0xFF].into_iter();
        Object::String(mark.chain(value.encode_utf16().flat_map(u16::to_be_bytes)).collect(), StringFormat::Hexadecimal)
    }
}

/// A page with its finished content.
/// `annotations` are the numbers of those on it.
pub(super) fn page(
    file: &mut File,
    plan: &Plan,
    number: usize,
    paper: &Page,
    content: Stream,
    annotations: Range<usize>,
) {
    let contents = file.reserve();
    file.put_stream(contents, content);
    let index = u32::try_from(number).unwrap_or(0);
    let mut page = dictionary! {
            "Type" => name("Page"),
            "Parent" => reference(plan.tree),
            "MediaBox" => vec![0.into(), 0.into(), Object::Real(round(paper.width)), Object::Real(round(paper.height))],
            "Resources" => reference(plan.resources),
            "Contents" => reference(contents),
            "StructParents" => int(number),
            "Tabs" => name("S"),
    };
    if !annotations.is_empty() {
        page.set("Annots", annotations.map(|index| reference(plan.annotation(index))).collect::<Vec<_>>());
    }
    file.put(plan.pages + index, &Object::Dictionary(page));
}

/// The rest of the document; `fonts` are the faces in use by resource name, `outline` is the root of the bookmarks.
pub(super) fn document(
    mut file: File,
    plan: &Plan,
    fonts: &[(String, u32)],
    structure: &Structure,
    outline: Option<u32>,
    attachments: &[Attachment],
    facts: &Facts,
) -> Result<Vec<u8>, RenderError> {
    let faces: Dictionary = fonts.iter().map(|(key, id)| (key.as_bytes().to_vec(), reference(*id))).collect();
    file.put(plan.resources, &Object::Dictionary(dictionary! { "Font" => Object::Dictionary(faces) }));
    let kids: Vec<Object> =
        (0..u32::try_from(plan.count).unwrap_or(0)).map(|index| reference(plan.pages + index)).collect();
    file.put(
        plan.tree,
        &Object::Dictionary(dictionary! { "Type" => name("Pages"), "Count" => int(plan.count), "Kids" => kids }),
    );

    let tree = write_structure(&mut file, plan, structure);
    let files = attach::write(&mut file, attachments, facts)?;
    let profile = file.stream(dictionary! { "N" => 3 }, &icc::srgb(), true)?;
    let intent = file.object(&Object::Dictionary(dictionary! {
        "Type" => name("OutputIntent"),
        "S" => name("GTS_PDFA1"),
        "OutputConditionIdentifier" => text("sRGB IEC61966-2.1"),
        "Info" => text("sRGB IEC61966-2.1"),
        "RegistryName" => text("http://www.color.org"),
        "DestOutputProfile" => reference(profile),
    }));
    let metadata = file.stream(
        dictionary! { "Type" => name("Metadata"), "Subtype" => name("XML") },
        xmp(facts).as_bytes(),
        false,
    )?;
    let labels = Object::Dictionary(dictionary! {
        "Nums" => vec![0.into(), Object::Dictionary(dictionary! { "S" => name("D") })],
    });
    let mut catalogue = dictionary! {
        "Type" => name("Catalog"),
        "Pages" => reference(plan.tree),
        "Lang" => text("ko-KR"),
        "MarkInfo" => Object::Dictionary(dictionary! { "Marked" => true }),
        "StructTreeRoot" => reference(tree),
        "ViewerPreferences" => Object::Dictionary(dictionary! { "DisplayDocTitle" => true }),
        "Metadata" => reference(metadata),
        "OutputIntents" => vec![reference(intent)],
        "PageLabels" => labels,
    };
    if let Some(outline) = outline {
        catalogue.set("Outlines", reference(outline));
        catalogue.set("PageMode", name("UseOutlines"));
    }
    if !files.is_empty() {
        let mut names = Vec::new();
        for (attachment, &id) in attachments.iter().zip(&files) {
            names.extend([text(&attachment.name), reference(id)]);
        }
        let tree = Object::Dictionary(dictionary! { "Names" => names });
        catalogue.set("Names", Object::Dictionary(dictionary! { "EmbeddedFiles" => tree }));
        catalogue.set("AF", files.iter().map(|&id| reference(id)).collect::<Vec<_>>());
    }
    let root = file.object(&Object::Dictionary(catalogue));
    let mut info = dictionary! {
        "Title" => text(&facts.title),
        "Creator" => text(&facts.creator),
        "Producer" => text(&facts.producer),
        "CreationDate" => text(&facts.pdf_date),
        "ModDate" => text(&facts.pdf_date),
    };
    for (key, value) in [("Author", &facts.author), ("Subject", &facts.description), ("Keywords", &facts.keywords)] {
        if !value.is_empty() {
            info.set(key, text(value));
        }
    }
    let info = file.object(&Object::Dictionary(info));
    file.finish(root, info)
}

/// The structure tree; the id of its root.
fn write_structure(file: &mut File, plan: &Plan, structure: &Structure) -> u32 {
    let root = file.reserve();
    let parents = file.reserve();
    let first = file.reserve_many(structure.nodes.len());
    let id = |node: u32| first + node;
    for (index, node) in structure.nodes.iter().enumerate() {
        let own = u32::try_from(index).unwrap_or(u32::MAX);
        if !structure.is_joined(own) && own != 0 {
            continue;
        }
        let parent = if own == 0 { root } else { id(node.parent) };
        let tag = structure.tags.get(usize::from(node.tag)).map_or("Span", String::as_str);
        file.put_with(id(own), |out| {
            write!(out, "<</Type/StructElem/S/{tag}/P {parent} 0 R").is_ok()
                && write_kids(out, plan, &node.kids, first)
                && write_extra(out, &node.extra, own)
                && structure.languages.get(&own).is_none_or(|language| {
                    out.write_all(b"/Lang").is_ok() && write_object(out, &text(language)).is_ok()
                })
                && out.write_all(b">>").is_ok()
        });
    }
    file.put_with(parents, |out| {
        let mut nums = String::from("<</Nums[");
        for (page, marks) in structure.marks.iter().enumerate() {
            let _ = write!(nums, "{page}[");
            for &node in marks {
                let _ = write!(nums, "{} 0 R ", id(node));
            }
            nums.push(']');
        }
        for (index, &node) in structure.objects.iter().enumerate() {
            let _ = write!(nums, "{} {} 0 R ", plan.count + index, id(node));
        }
        nums.push_str("]>>");
        out.write_all(nums.as_bytes()).is_ok()
    });
    let mut tree = dictionary! {
        "Type" => name("StructTreeRoot"),
        "K" => vec![reference(id(0))],
        "ParentTree" => reference(parents),
        "ParentTreeNextKey" => int(plan.count + structure.objects.len()),
    };
    let notes =
        (0_u32..).zip(&structure.nodes).filter(|(own, node)| node.extra == Extra::Note && structure.is_joined(*own));
    let names: Vec<Object> = notes.flat_map(|(own, _)| [text(&note_name(own)), reference(id(own))]).collect();
    if !names.is_empty() {
        tree.set("IDTree", Object::Dictionary(dictionary! { "Names" => names }));
    }
    file.put(root, &Object::Dictionary(tree));
    root
}

/// Name of a note in the file; in order of the numbers, as a tree of names must be.
fn note_name(node: u32) -> String {
    format!("note-{node:010}")
}

/// Kids of a node: marks on its own page as numbers, on others with their page.
fn write_kids(out: &mut Vec<u8>, plan: &Plan, kids: &[Kid], first: u32) -> bool {
    let home = kids.iter().find_map(|kid| match kid {
        Kid::Mark { page, .. } => Some(*page),
        Kid::Node(_) | Kid::Object { .. } => None,
    });
    let mut written = String::new();
    if let Some(page) = home {
        let _ = write!(written, "/Pg {} 0 R", plan.pages + page);
    }
    written.push_str("/K[");
    for kid in kids {
        let _ = match *kid {
            Kid::Node(node) => write!(written, "{} 0 R ", first + node),
            Kid::Mark { page, id } if Some(page) == home => write!(written, "{id} "),
            Kid::Object { page, index } => {
                let (page, object) = (plan.pages + page, plan.annotations + index);
                write!(written, "<</Type/OBJR/Pg {page} 0 R/Obj {object} 0 R>>")
            }
            Kid::Mark { page, id } => write!(written, "<</Type/MCR/Pg {} 0 R/MCID {id}>>", plan.pages + page),
        };
    }
    written.push(']');
    out.write_all(written.as_bytes()).is_ok()
}

fn write_extra(out: &mut Vec<u8>, extra: &Extra, own: u32) -> bool {
    let spans = |columns: u32, rows: u32| {
        let mut written = String::new();
        if columns > 1 {
            let _ = write!(written, "/ColSpan {columns}");
        }
        if rows > 1 {
            let _ = write!(written, "/RowSpan {rows}");
        }
        written
    };
    match extra {
        Extra::None => true,
        Extra::Note => write!(out, "/ID({})", note_name(own)).is_ok(),
        Extra::List { ordered } => {
            // 가나다 has no name in the standard; what counts is that the order means something.
            let numbering = if *ordered { "Decimal" } else { "Disc" };
            write!(out, "/A<</O/List/ListNumbering/{numbering}>>").is_ok()
        }
        Extra::Cell { columns, rows } => write!(out, "/A<</O/Table{}>>", spans(*columns, *rows)).is_ok(),
        Extra::Head { columns, rows, row } => {
            let scope = if *row { "Row" } else { "Column" };
            write!(out, "/A<</O/Table/Scope/{scope}{}>>", spans(*columns, *rows)).is_ok()
        }
        Extra::Figure { alternative, bounds } => {
            let written = write!(out, "/Alt").is_ok() && write_object(out, &text(alternative)).is_ok();
            let bounds = bounds.unwrap_or_default();
            let [left, bottom, right, top] = bounds;
            written && write!(out, "/A<</O/Layout/Placement/Block/BBox[{left} {bottom} {right} {top}]>>").is_ok()
        }
    }
}
