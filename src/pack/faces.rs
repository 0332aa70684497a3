//! The typefaces of the pack: which files they are, in the order they are asked for a character, and what they hold.
//!
//! How text looks is the renderer's; here stands only which characters can be printed at all.

use std::borrow::Cow;
use std::collections::BTreeSet;

use harfrust::{Font, ShaperFont};
use serde::Deserialize;

use super::fault::why;
use super::{Assets, broken};
use crate::error::Result;

const PATH: &str = "theme.toml";

/// A typeface in its two weights: paths in the pack.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Family {
    pub regular: String,
    pub bold: String,
    /// How the renderer names it.
    #[serde(default, rename = "name")]
    _name: String,
    #[serde(default, rename = "installed")]
    _installed: Vec<String>,
    #[serde(default, rename = "instead")]
    _instead: Vec<String>,
    #[serde(default, rename = "office")]
    _office: Option<toml::Value>,
}

/// A file of a typeface, opened; what stands inside the program is not copied.
#[must_use]
pub fn open(file: Cow<'static, [u8]>) -> Option<Font> {
    match file {
        Cow::Borrowed(bytes) => Font::new(bytes, 0),
        Cow::Owned(bytes) => Font::new(bytes, 0),
    }
}

/// The typefaces in order: a character is printed in the first that holds it.
#[derive(Debug, Clone)]
pub struct Faces {
    pub families: Vec<Family>,
}

/// What this module reads of the theme.
#[derive(Deserialize)]
struct ThemeFaces {
    font: FaceRow,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FaceRow {
    faces: Vec<Family>,
}

impl Faces {
    pub(super) fn load(assets: &Assets) -> Result<Self> {
        let theme: ThemeFaces = super::parse(assets, PATH)?;
        if theme.font.faces.is_empty() {
            return Err(broken(PATH, why("pack-missing-key", "font.faces")));
        }
        Ok(Self { families: theme.font.faces })
    }

    /// Those of `characters` that no typeface holds in both weights.
    ///
    /// # Errors
    /// A file that is missing or no typeface.
    pub fn lacking(&self, assets: &Assets, characters: &BTreeSet<char>) -> Result<BTreeSet<char>> {
        let mut lacking = characters.clone();
        for family in &self.families {
            lacking = family.lacking(assets, &lacking)?;
        }
        Ok(lacking)
    }
}

impl Family {
    /// Those of `characters` that it does not hold in both weights.
    ///
    /// # Errors
    /// A file that is missing or no typeface.
    pub fn lacking(&self, assets: &Assets, characters: &BTreeSet<char>) -> Result<BTreeSet<char>> {
        let mut held = characters.clone();
        for path in [&self.regular, &self.bold] {
            if held.is_empty() {
                break;
            }
            let font = open(assets.bytes(path)?)
                .ok_or_else(|| broken(path, why("pack-wrong-type", path).expected("TrueType")))?;
            let shaper = ShaperFont::new(&font);
            held.retain(|character| shaper.nominal_glyph(u32::from(*character)).is_some());
        }
        Ok(characters.difference(&held).copied().collect())
    }
}
