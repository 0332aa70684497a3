//! The document of a filing as one self-contained file: the same document with its style sheet.
//!
//! No script, no remote request: fonts are named, not fetched, and nothing in the file points outside it.

use super::{css, theme};
use crate::error::{Error, Kind, Result};
use crate::filing::Filing;
use crate::pack::Pack;

/// A document of [`super::document`] for the screen.
///
/// # Errors
/// A style sheet that names what the theme does not have, or a document without a head.
pub fn html(pack: &Pack, filing: &Filing, document: &str) -> Result<String> {
    let sheet = css::sheet(pack, &theme(pack)?)?;
    let (head, rest) = document.split_once("</head>").ok_or_else(|| {
        Error::new(Kind::Pack, "document-broken").with("form", filing.form.as_str()).with("why", "</head>")
    })?;
    Ok(format!("{head}<style>\n{sheet}</style>\n</head>{rest}"))
}
