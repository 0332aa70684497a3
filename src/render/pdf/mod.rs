//! A document on A4: laid out, painted, tagged, in one pass from XHTML to bytes.
//!
//! ```text
//! document ▶ layout ▶ pages ▶ paint ▶ finish ▶ write
//! tree       strips   sheets  ops     tags     bytes
//!            line, breaking, shape · table, grid, columns, rows · footnote, feet · chart · furniture · structure, outline, fonts, icc, attach
//! ```
//!
//! The same input gives the same bytes: no clock, no randomness, no order of a hash map reaches the file. What the document
//! says is not known here, only what it is: headings, paragraphs, tables, figures.

mod annotate;
mod attach;
mod blocks;
mod breaking;
mod chart;
mod columns;
mod contents;
mod feet;
mod finish;
mod flow;
mod fonts;
mod footnote;
mod furniture;
pub(super) mod grid;
mod icc;
pub(super) mod layout;
mod line;
mod metadata;
mod outline;
mod pages;
mod paint;
mod rows;
mod shape;
mod span;
mod structure;
mod table;
mod write;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;

use harfrust::Font;
use rayon::prelude::*;

use self::chart::Charts;
use self::furniture::furniture;
use self::layout::Layout;
use self::metadata::{Facts, dates};
use self::paint::{Artifact, Painter, face_name};
use self::shape::Shaper;
use super::document::{Document, DocumentError, Vocabulary};
use super::scene::Scene;
use super::theme::Theme;
use crate::pack::open_face;

/// Pages translated at a time: enough to share the work, few enough to hold.
const BATCH: usize = 8;
/// Characters of text shown around a missing one.
const AROUND: usize = 24;

/// A typeface of a document in its two weights, as TrueType files.
#[derive(Debug, Clone)]
pub struct FontFiles {
    pub regular: Cow<'static, [u8]>,
    pub bold: Cow<'static, [u8]>,
}

impl FontFiles {
    /// A typeface that stands inside the program.
    pub const fn inside(regular: &'static [u8], bold: &'static [u8]) -> Self {
        Self { regular: Cow::Borrowed(regular), bold: Cow::Borrowed(bold) }
    }
}

/// What a PDF needs beyond the document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PdfOptions {
    /// Date of creation, RFC 3339. The clock is never read.
    pub date: String,
    /// Printed large and light across every page: 초안.
    pub draft: Option<String>,
    /// What a link is described as, around `{text}`: its own words. Empty is those words alone.
    pub link: String,
    /// Files that travel inside the PDF (PDF/A-3): the data of the filing.
    pub attachments: Vec<Attachment>,
    /// The charts of the document; each is painted where the document holds its SVG.
    pub drawings: Vec<Scene>,
}

/// A file inside the PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// File name, as a reader saves it.
    pub name: String,
    /// `application/json`
    pub media_type: String,
    /// What it is, for people.
    pub description: String,
    pub relation: Relation,
    pub bytes: Vec<u8>,
}

/// What a file inside the PDF is to its pages (ISO 19005-3, 6.8; ISO 32000-2, 7.11.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The data that the pages show.
    Data,
    /// More than the pages show: how each value came about.
    Supplement,
    /// What the pages were made from.
    Source,
}

/// A finished PDF.
#[derive(Debug, Clone)]
pub struct PdfOutput {
    pub bytes: Vec<u8>,
    pub pages: usize,
    /// Headings in print order, as the bookmarks have them.
    pub headings: Vec<Bookmark>,
    /// Characters that the faces lack; each stands as 〓 on the page. Empty in every document that may leave the house.
    pub missing: Vec<Missing>,
    /// The document has a table of contents on paper.
    pub contents: bool,
    /// How its tables are set, by where each begins in the document ([`Element::at`](super::document::Element::at)).
    pub tables: BTreeMap<usize, TableSet>,
    /// How tall its boxes and rows of tiles are, points, by where each begins.
    pub boxes: BTreeMap<usize, f32>,
}

/// How a table is set on the page: what another format needs to set it alike.
#[derive(Debug, Clone, PartialEq)]
pub struct TableSet {
    /// Of the columns, points.
    pub widths: Vec<f32>,
    /// Of the rows, points.
    pub heights: Vec<f32>,
    /// Its type and cells are smaller by this factor.
    pub scale: f32,
    /// It stands on paper that lies on its side.
    pub wide: bool,
}

/// A heading and the page that it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bookmark {
    /// 1 to 3.
    pub level: u8,
    pub title: String,
    /// From 1.
    pub page: usize,
}

/// A character that no face holds, with the text it stands in. Each character is reported once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    pub character: char,
    pub around: String,
}

impl Missing {
    fn note(all: &mut Vec<Self>, character: char, text: &str) {
        if all.iter().any(|known| known.character == character) {
            return;
        }
        let at = text.find(character).unwrap_or(0);
        let before = text[..at].chars().rev().take(AROUND).count();
        let around = text.chars().skip(text[..at].chars().count() - before).take(2 * AROUND + 1).collect();
        all.push(Self { character, around });
    }
}

/// Why no PDF could be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// The document is not well-formed or leaves the vocabulary.
    #[error("{0}")]
    Document(#[from] DocumentError),
    /// A face cannot be read or subset.
    #[error("the typeface cannot be used: {0}")]
    Font(String),
    /// A drawing of the document is none of [`PdfOptions::drawings`], or has no size.
    #[error("line {line}: the drawing is none of the charts of the document")]
    Drawing { line: u32 },
    /// The date is not RFC 3339.
    #[error("`{0}` is not a date in RFC 3339 form")]
    Date(String),
    /// The file could not be put together.
    #[error("the PDF could not be written: {0}")]
    Write(String),
}

/// The faces of every family, regular and bold.
fn open(fonts: &[FontFiles]) -> Result<Vec<[Font; 2]>, RenderError> {
    let face = |data: &Cow<'static, [u8]>| {
        open_face(data.clone()).ok_or_else(|| RenderError::Font("not a TrueType file".to_owned()))
    };
    fonts.iter().map(|family| Ok([face(&family.regular)?, face(&family.bold)?])).collect()
}

/// Lays a document out and writes it as a tagged PDF (PDF/UA-1, PDF/A-3a).
///
/// ```
/// use bogo::render::document::Vocabulary;
/// use bogo::render::pdf::{FontFiles, PdfOptions, pdf};
/// use bogo::render::theme::Theme;
///
/// let theme = Theme::parse(include_str!("../../../templates/theme.toml")).unwrap();
/// let vocabulary = Vocabulary::parse(include_str!("../../../templates/base/vocabulary.toml")).unwrap();
/// let fonts = [
///     FontFiles::inside(
///         include_bytes!("../../../templates/fonts/PretendardGOV-Regular.ttf"),
///         include_bytes!("../../../templates/fonts/PretendardGOV-Bold.ttf"),
///     ),
///     FontFiles::inside(
///         include_bytes!("../../../templates/fonts/NotoSerifKR-Regular.ttf"),
///         include_bytes!("../../../templates/fonts/NotoSerifKR-Bold.ttf"),
///     ),
/// ];
/// let options = PdfOptions { date: "2023-01-06T10:00:00+09:00".to_owned(), ..PdfOptions::default() };
/// let document = "<html><head><title>보고</title></head><body><h1>장애 결과 보고</h1></body></html>";
/// let output = pdf(document, &theme, &vocabulary, &fonts, &options).unwrap();
/// assert_eq!(output.pages, 1);
/// assert!(output.missing.is_empty());
/// ```
pub fn pdf(
    document: &str,
    theme: &Theme,
    vocabulary: &Vocabulary,
    fonts: &[FontFiles],
    options: &PdfOptions,
) -> Result<PdfOutput, RenderError> {
    let document = Document::read(document, vocabulary, theme)?;
    document.check_headings()?;
    let (pdf_date, xmp_date) = dates(&options.date)?;
    let loaded = open(fonts)?;
    if loaded.len() < theme.faces.len().max(1) {
        return Err(RenderError::Font(format!("{} typefaces, the theme names {}", loaded.len(), theme.faces.len())));
    }

    let mut layout = Layout::new(theme, vocabulary, Shaper::new(&loaded), Charts::new(&options.drawings));
    let items = layout.document(&document)?;
    let feet = std::mem::take(&mut layout.feet);
    let mut cut = pages::cut(items, feet, &theme.page, layout.headings.len(), layout.spans.anchors());
    let count = cut.sheets.len();
    let Layout {
        mut shaper,
        mut inks,
        mut segments,
        mut structure,
        headings,
        charts,
        mut missing,
        spans,
        tables,
        boxes,
        is_long,
        ..
    } = layout;
    contents::number(&mut cut, &mut shaper, &mut inks, &mut segments);
    let papers = cut.sheets.iter().map(|sheet| sheet.paper).enumerate();
    let artifacts: Vec<Vec<Artifact>> = papers
        .map(|(page, paper)| {
            furniture(&document.title, options, page, count, &paper, &mut shaper, &mut inks, &mut missing)
        })
        .collect();

    paint::marks(&cut.sheets, &mut structure, &spans);
    let mut file = write::File::new();
    let plan = finish::Plan::new(&mut file, count, structure.objects.len());
    let painter = Painter {
        glyphs: &shaper.arena,
        codes: (0..u8::try_from(loaded.len() * 2).unwrap_or(u8::MAX)).map(|face| shaper.codes(face)).collect(),
        inks: &inks,
        segments: &segments,
        charts: &charts.all,
        structure: &structure,
    };
    let batches: Result<Vec<_>, _> = cut
        .sheets
        .par_chunks(BATCH)
        .zip(artifacts.par_chunks(BATCH))
        .map(|(sheets, artifacts)| painter.streams(sheets, artifacts))
        .collect();
    let mut first = 0;
    for ((number, sheet), stream) in cut.sheets.iter().enumerate().zip(batches?.into_iter().flatten()) {
        let last = first + annotate::count(sheet, &spans);
        finish::page(&mut file, &plan, number, &sheet.paper, stream, first..last);
        first = last;
    }
    annotate::links(&mut file, &plan, &cut, &spans, &options.link);
    let mut faces = Vec::new();
    let files = fonts.iter().flat_map(|family| [&family.regular, &family.bold]);
    for ((face, data), font) in (0_u8..).zip(files).zip(loaded.iter().flatten()) {
        let codes = shaper.codes(face);
        // Code 0 alone: the face is not used.
        if codes.len() > 1 {
            faces.push((face_name(face), fonts::write(&mut file, data, font, face % 2 == 1, codes)?));
        }
    }
    let facts = Facts {
        title: document.title,
        author: document.author,
        description: document.description,
        keywords: document.keywords.join(", "),
        creator: concat!("bogo ", env!("CARGO_PKG_VERSION")).to_owned(),
        producer: concat!("bogo ", env!("CARGO_PKG_VERSION"), " with printpdf and lopdf").to_owned(),
        pdf_date,
        xmp_date,
    };
    let outline = outline::outline(&mut file, &plan, &headings, &cut);
    let mut attachments = options.attachments.clone();
    // The names of embedded files are looked up in order.
    attachments.sort_by(|a, b| a.name.cmp(&b.name));
    let bytes = finish::document(file, &plan, &faces, &structure, outline, &attachments, &facts)?;
    let headings = headings.into_iter().zip(&cut.targets);
    let headings = headings.map(|(heading, target)| Bookmark {
        level: heading.level,
        title: heading.title,
        page: target.page + 1,
    });
    Ok(PdfOutput { bytes, pages: count, headings: headings.collect(), missing, contents: is_long, tables, boxes })
}
