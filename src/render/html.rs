//! The document of a filing as one self-contained file: the same document with its style sheet.
//!
//! No remote request: the faces stand inside, nothing in the file points outside it, and its policy says so to the browser.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::{Node, ParsingOptions};

use super::policy::{SCRIPT, policy};
use super::theme::{Look, Theme};
use super::{css, line_starts, theme, webfont};
use crate::error::{Error, ErrorKind, Result};
use crate::filing::Filing;
use crate::pack::Pack;

/// A document of [`super::document`] for the screen.
///
/// # Errors
/// A style sheet that names what the theme does not have, or a document without a head.
pub fn html(pack: &Pack, filing: &Filing, document: &str) -> Result<String> {
    styled(pack, &filing.form, document)
}

/// A document with the style sheet and the typefaces inside; `form` is what it is called when it has no head.
pub(super) fn styled(pack: &Pack, form: &str, document: &str) -> Result<String> {
    let theme = theme(pack)?;
    let sheet = css::sheet(pack, &theme)?;
    let faces = faces(pack, &theme, document)?;
    let (head, rest) = document
        .split_once("</head>")
        .ok_or_else(|| Error::new(ErrorKind::Pack, "document-broken").with("form", form).with("why", "</head>"))?;
    let sheet = format!("\n{faces}{sheet}");
    let (policy, rest) = (policy(&sheet), line_starts::join(rest));
    let policy = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\"/>");
    // A page without panels has nothing to close.
    let script = if rest.contains("screen panel") { format!("<script>{SCRIPT}</script>\n") } else { String::new() };
    Ok(format!("{head}{policy}\n<style>{sheet}</style>\n{script}</head>{rest}"))
}

/// The typefaces cut down to what the document sets in them, so that it reads on a machine without Korean fonts.
///
/// The first holds the whole document in both weights: the style sheet of the screen may set any of it in bold. Each other
/// holds what is set in it and what those before it lack.
fn faces(pack: &Pack, theme: &Theme, document: &str) -> Result<String> {
    let mut all: BTreeSet<char> = document.chars().filter(|character| !character.is_control()).collect();
    let set = in_faces(theme, document);
    let mut out = String::new();
    for (position, family) in pack.faces.families.iter().enumerate() {
        let name = webfont::family(position);
        for (path, bold) in [(&family.regular, false), (&family.bold, true)] {
            let mut own = set.get(&(position, bold)).cloned().unwrap_or_default();
            own.extend(&all);
            let weight = if bold { 700 } else { 400 };
            let face = webfont::face(&pack.assets.bytes(path)?, &name, weight, &own);
            out.push_str(&face.ok_or_else(|| super::broken(path, "TrueType"))?);
        }
        all = family.lacking(&pack.assets, &all)?;
    }
    Ok(out)
}

/// The characters set in each typeface and weight, what is for the screen alone included.
fn in_faces(theme: &Theme, document: &str) -> BTreeMap<(usize, bool), BTreeSet<char>> {
    fn walk(node: Node<'_, '_>, look: &Look, theme: &Theme, set: &mut BTreeMap<(usize, bool), BTreeSet<char>>) {
        for child in node.children() {
            if let Some(text) = child.text().filter(|_| child.is_text()) {
                set.entry((usize::from(look.face), look.bold)).or_default().extend(text.chars());
            } else if child.is_element() {
                let classes = child.attribute("class").unwrap_or_default().split_ascii_whitespace();
                let classes: Vec<String> = classes.map(str::to_owned).collect();
                walk(child, &theme.look(look, child.tag_name().name(), &classes), theme, set);
            }
        }
    }
    let mut set = BTreeMap::new();
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    if let Ok(tree) = roxmltree::Document::parse_with_options(document, options) {
        walk(tree.root(), &theme.initial(), theme, &mut set);
    }
    // The first holds everything anyway.
    set.retain(|(position, _), _| *position > 0);
    set
}
