//! The document of a filing as one self-contained file: the same document with its style sheet.
//!
//! No script, no remote request: the faces stand inside, and nothing in the file points outside it.

use super::{css, theme, webfont};
use crate::error::{Error, Kind, Result};
use crate::filing::Filing;
use crate::pack::Pack;

/// A document of [`super::document`] for the screen.
///
/// # Errors
/// A style sheet that names what the theme does not have, or a document without a head.
pub fn html(pack: &Pack, filing: &Filing, document: &str) -> Result<String> {
    let sheet = css::sheet(pack, &theme(pack)?)?;
    let faces = faces(pack, document)?;
    let (head, rest) = document.split_once("</head>").ok_or_else(|| {
        Error::new(Kind::Pack, "document-broken").with("form", filing.form.as_str()).with("why", "</head>")
    })?;
    Ok(format!("{head}<style>\n{faces}{sheet}</style>\n</head>{rest}"))
}

/// The two faces cut down to the characters of the document, so that it reads on a machine without Korean fonts.
fn faces(pack: &Pack, document: &str) -> Result<String> {
    let characters = document.chars().filter(|character| !character.is_control()).collect();
    let mut out = String::new();
    let Some(family) = pack.faces.families.first() else { return Ok(out) };
    // Of the first typeface alone: a browser has others for what it lacks.
    for (path, weight) in [(&family.regular, 400), (&family.bold, 700)] {
        let font = pack.assets.bytes(path)?;
        out.push_str(&webfont::face(&font, weight, &characters).ok_or_else(|| super::broken(path, "TrueType"))?);
    }
    Ok(out)
}
