//! From a filing to the pages people read.
//!
//! ```text
//! filing ▶ view ▶ page (tera) ▶ document ▶ html   the document with its style sheet
//!        ▶ charts ▶ scene ▶ svg ▲
//!                         ▶──────────────▶ pdf    the document laid out on A4
//!        ▶ xlsx   its tables alone, to compute with
//! ```
//!
//! `document` reads the one well-formed document of a filing back as a typed tree, `theme` holds how each element and class
//! looks. Nothing here computes a figure or decides a rule; words stand in the templates and in `base/words.toml`.

mod charts;
mod css;
mod difference;
mod review;
pub mod document;
mod html;
pub mod hwpx;
mod line_starts;
mod policy;
mod language;
mod page;
mod pages;
mod template_lint;
pub mod pdf;
pub mod scene;
mod seal;
mod reading_order;
pub mod theme;
mod supplement;
mod view;
mod webfont;
mod text;
mod words;
mod xlsx;

pub use difference::{Compared, ComparedForm, ComparedPart, ComparedRow, ComparedSide, difference};
pub use html::html;
pub use page::document;
pub use pages::{Pages, pages};
pub use policy::{SCRIPT, policy};
pub use reading_order::{DrawingWords, ReadingOrder, reading_order};
pub use review::{HeadLine, Reviewed, ReviewedCell, ReviewedPart, ReviewedSection, ReviewedTable, review};
pub use seal::{Maker, SEAL, Seal, SealedFile, SealedInput, words_sha256};
pub use template_lint::templates as template_problems;
pub use text::texts;
pub use view::{place_of, visible};
pub use xlsx::xlsx;

use crate::error::{Error, ErrorKind, Result};
use crate::filing::{Body, Filing};
use crate::pack::{Family, Pack};

use self::document::Vocabulary;
use self::pdf::Relation;
use self::scene::Scene;
use self::supplement::Supplement;
use self::theme::Theme;
use self::words::Words;

const THEME: &str = "theme.toml";
const VOCABULARY: &str = "base/vocabulary.toml";

/// A part of the look that cannot be read.
fn broken(path: &str, why: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::Pack, "pack-broken").with("path", path).with("why", why.to_string())
}

fn theme(pack: &Pack) -> Result<Theme> {
    Theme::parse(&pack.assets.text(THEME)?).map_err(|why| broken(THEME, why))
}

fn vocabulary(pack: &Pack) -> Result<Vocabulary> {
    Vocabulary::parse(&pack.assets.text(VOCABULARY)?).map_err(|why| broken(VOCABULARY, why))
}

/// A JSON file that travels inside a PDF.
fn attached(
    name: String,
    value: &impl serde::Serialize,
    relation: Relation,
    description: String,
) -> Result<pdf::Attachment> {
    let bytes = serde_json::to_vec_pretty(value)
        .map_err(|why| Error::new(ErrorKind::Internal, "internal-fault").with("what", "json").detail(why))?;
    Ok(pdf::Attachment { name, media_type: "application/json".to_owned(), description, relation, bytes })
}

/// An input of the case as it stands, to travel inside a PDF under `name`.
///
/// # Errors
/// When the words of the renderer cannot be read.
pub fn input(pack: &Pack, name: String, bytes: Vec<u8>) -> Result<pdf::Attachment> {
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let media_type = match ending.as_str() {
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsm" => "application/vnd.ms-excel.sheet.macroEnabled.12",
        "xls" => "application/vnd.ms-excel",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        "csv" => "text/csv",
        _ => "application/octet-stream",
    };
    let description = Words::load(pack)?.data.input;
    Ok(pdf::Attachment { name, media_type: media_type.to_owned(), description, relation: Relation::Source, bytes })
}

/// The charts of a filing, drawn: what its document shows as SVG and its PDF paints.
///
/// # Errors
/// When theme or words of the pack cannot be read.
pub fn scenes(pack: &Pack, filing: &Filing) -> Result<Vec<Scene>> {
    let (theme, words) = (theme(pack)?, Words::load(pack)?);
    let charts = filing.items().filter_map(|item| match &item.content {
        Body::Chart { chart } => Some(chart),
        Body::Text { .. } | Body::Facts { .. } | Body::Table { .. } | Body::None => None,
    });
    charts.map(|chart| charts::draw(chart, &theme, &words.chart)).collect()
}

/// The document of a filing on A4, with the filing itself, its figures with their origins and `inputs` inside; with a seal
/// over all of it when its `maker` is told.
///
/// A draft shows the number of a character that no typeface holds; anything else with one is refused.
///
/// # Errors
/// A document that leaves the vocabulary, or a character that no typeface holds: it would print as a blank.
pub fn pdf(
    pack: &Pack,
    filing: &Filing,
    document: &str,
    inputs: &[pdf::Attachment],
    maker: Option<&Maker>,
) -> Result<Vec<u8>> {
    laid(pack, filing, document, inputs, maker).map(|output| output.bytes)
}

/// What travels inside a document: the filing, its figures with their origins, `inputs`, and with a `maker` a seal over all
/// of it.
fn carried(
    pack: &Pack,
    filing: &Filing,
    document: &str,
    inputs: &[pdf::Attachment],
    maker: Option<&Maker>,
) -> Result<Vec<pdf::Attachment>> {
    let words = Words::load(pack)?;
    let mut attachments = vec![
        attached(format!("{}.json", filing.file), filing, Relation::Data, words.data.description)?,
        attached(
            format!("{}.figures.json", filing.file),
            &Supplement::new(filing),
            Relation::Supplement,
            words.data.figures,
        )?,
    ];
    attachments.extend(inputs.iter().cloned());
    if let Some(maker) = maker {
        let seal = Seal::new(filing, maker, &reading_order(pack, document)?, &attachments);
        let name = format!("{}{SEAL}", filing.file);
        attachments.push(attached(name, &seal, Relation::Supplement, words.data.seal)?);
    }
    Ok(attachments)
}

/// The document of a filing as HWPX, with the filing itself, its figures with their origins and a seal inside.
///
/// It is set like the `page` that [`laid`] makes of the same document; without one, it is laid out for this.
///
/// # Errors
/// A document that leaves the vocabulary, or one that no page can be made of.
pub fn hwpx(
    pack: &Pack,
    filing: &Filing,
    document: &str,
    page: Option<&pdf::PdfOutput>,
    maker: Option<&Maker>,
) -> Result<Vec<u8>> {
    let made;
    let page = if let Some(page) = page {
        page
    } else {
        made = laid(pack, filing, document, &[], None)?;
        &made
    };
    let words = Words::load(pack)?;
    let options = hwpx::HwpxOptions {
        date: filing.report_at.clone(),
        draft: words.draft.across(filing),
        attachments: carried(pack, filing, document, &[], maker)?,
    };
    hwpx::hwpx(document, &theme(pack)?, &vocabulary(pack)?, page, &options).map_err(|why| {
        Error::new(ErrorKind::Pack, "document-broken").with("form", filing.form.as_str()).with("why", why.to_string())
    })
}

/// The document of a filing on A4, with what is known of its pages.
///
/// # Errors
/// Those of [`pdf()`].
pub fn laid(
    pack: &Pack,
    filing: &Filing,
    document: &str,
    inputs: &[pdf::Attachment],
    maker: Option<&Maker>,
) -> Result<pdf::PdfOutput> {
    let read = |family: &Family| {
        let (regular, bold) = (pack.assets.bytes(&family.regular)?, pack.assets.bytes(&family.bold)?);
        Ok(pdf::FontFiles { regular, bold })
    };
    let fonts = pack.faces.families.iter().map(read).collect::<Result<Vec<_>>>()?;
    let words = Words::load(pack)?;
    let (theme, vocabulary) = (theme(pack)?, vocabulary(pack)?);
    let lay = |document: &str, drawings: Vec<Scene>| {
        let attachments = carried(pack, filing, document, inputs, maker)?;
        let options = pdf::PdfOptions {
            date: filing.report_at.clone(),
            draft: words.draft.across(filing),
            link: words.link.description.clone(),
            attachments,
            drawings,
        };
        pdf::pdf(document, &theme, &vocabulary, &fonts, &options).map_err(|why| {
            Error::new(ErrorKind::Pack, "document-broken")
                .with("form", filing.form.as_str())
                .with("why", why.to_string())
        })
    };
    let scenes = scenes(pack, filing)?;
    let mut output = lay(document, scenes.clone())?;
    if filing.draft && !output.missing.is_empty() {
        let (document, scenes) = shown(document, &scenes, &output.missing);
        output = lay(&document, scenes)?;
    }
    match output.missing.first() {
        None => Ok(output),
        Some(missing) => Err(Error::new(ErrorKind::Input, "character-not-printable")
            .with("character", format!("{} (U+{:04X})", missing.character, u32::from(missing.character)))
            .with("around", missing.around.as_str())),
    }
}

/// The document and its drawings with the numbers of characters that no typeface holds.
fn shown(document: &str, scenes: &[Scene], missing: &[pdf::Missing]) -> (String, Vec<Scene>) {
    let (mut document, mut scenes) = (document.to_owned(), scenes.to_vec());
    for character in missing.iter().map(|missing| missing.character) {
        let number = format!("[U+{:04X}]", u32::from(character));
        document = document.replace(character, &number);
        scenes = scenes.iter().map(|scene| scene.replaced(character, &number)).collect();
    }
    (document, scenes)
}
