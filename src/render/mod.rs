//! From a filing to the pages people read.
//!
//! ```text
//! filing ▶ view ▶ page (tera) ▶ document ▶ html   the document with its style sheet
//!          charts                          ▶ pdf    the document laid out on A4
//! ```
//!
//! `document` reads the one well-formed document of a filing back as a typed tree, `theme` holds how each element and class
//! looks. Nothing here computes a figure or decides a rule; words stand in the templates and in `base/words.toml`.

mod charts;
mod css;
pub mod document;
mod html;
mod page;
mod probe;
pub mod pdf;
pub mod theme;
mod view;
mod webfont;
mod text;
mod words;

pub use html::html;
pub use page::document;
pub use probe::templates as template_problems;
pub use text::texts;
pub use view::{place_of, visible};

use crate::error::{Error, Kind, Result};
use crate::filing::Filing;
use crate::pack::Pack;

use self::document::Vocabulary;
use self::theme::Theme;
use self::words::Words;

const REGULAR: &str = "fonts/PretendardGOV-Regular.ttf";
const BOLD: &str = "fonts/PretendardGOV-Bold.ttf";
const THEME: &str = "theme.toml";
const VOCABULARY: &str = "base/vocabulary.toml";

/// A part of the look that cannot be read.
fn broken(path: &str, why: impl std::fmt::Display) -> Error {
    Error::new(Kind::Pack, "pack-broken").with("path", path).with("why", why.to_string())
}

fn theme(pack: &Pack) -> Result<Theme> {
    Theme::parse(&pack.assets.text(THEME)?).map_err(|why| broken(THEME, why))
}

fn vocabulary(pack: &Pack) -> Result<Vocabulary> {
    Vocabulary::parse(&pack.assets.text(VOCABULARY)?).map_err(|why| broken(VOCABULARY, why))
}

/// The filing itself, which travels inside its PDF.
fn data(filing: &Filing, description: String) -> Result<pdf::Attachment> {
    let bytes = serde_json::to_vec_pretty(filing)
        .map_err(|why| Error::new(Kind::Internal, "internal-fault").with("what", "json").detail(why))?;
    let name = format!("{}.json", filing.file);
    Ok(pdf::Attachment { name, media_type: "application/json".to_owned(), description, bytes })
}

/// The document of a filing on A4, with the filing itself inside.
///
/// # Errors
/// A document that leaves the vocabulary, or a character that the typeface lacks: it would print as a blank.
pub fn pdf(pack: &Pack, filing: &Filing, document: &str) -> Result<Vec<u8>> {
    let regular = pack.assets.bytes(REGULAR)?;
    let bold = pack.assets.bytes(BOLD)?;
    let fonts = pdf::FontFiles { regular: &regular, bold: &bold };
    let words = Words::load(pack)?;
    let options = pdf::PdfOptions {
        date: filing.report_at.clone(),
        draft: words.draft.across(filing),
        attachments: vec![data(filing, words.data.description)?],
    };
    let output = pdf::pdf(document, &theme(pack)?, &vocabulary(pack)?, &fonts, &options).map_err(|why| {
        Error::new(Kind::Pack, "document-broken").with("form", filing.form.as_str()).with("why", why.to_string())
    })?;
    match output.missing.first() {
        None => Ok(output.bytes),
        Some(missing) => Err(Error::new(Kind::Input, "character-not-printable")
            .with("character", format!("{} (U+{:04X})", missing.character, u32::from(missing.character)))
            .with("around", missing.around.as_str())),
    }
}
