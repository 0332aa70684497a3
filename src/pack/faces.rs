//! The typefaces of the pack: which files they are, in the order they are asked for a character, and what they hold.
//!
//! How text looks is the renderer's; here stands only which characters can be printed at all.

use std::collections::BTreeSet;

use harfrust::{Font, ShaperFont};
use serde::Deserialize;

use super::why::why;
use super::{Assets, broken};
use crate::error::Result;

const PATH: &str = "theme.toml";

/// A typeface in its two weights: paths in the pack.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Family {
    pub regular: String,
    pub bold: String,
}

/// The typefaces in order: a character is printed in the first that holds it.
#[derive(Debug, Clone)]
pub struct Faces {
    pub families: Vec<Family>,
}

/// What this module reads of the theme.
#[derive(Deserialize)]
struct Theme {
    font: FontRow,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FontRow {
    faces: Vec<Family>,
}

impl Faces {
    pub(super) fn load(assets: &Assets) -> Result<Self> {
        let theme: Theme = super::parse(assets, PATH)?;
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
            if lacking.is_empty() {
                break;
            }
            let mut held = lacking.clone();
            for path in [&family.regular, &family.bold] {
                let bytes = assets.bytes(path)?.into_owned();
                let font = Font::new(bytes, 0)
                    .ok_or_else(|| broken(path, why("pack-wrong-type", path).expected("TrueType")))?;
                let shaper = ShaperFont::new(&font);
                held.retain(|character| shaper.nominal_glyph(u32::from(*character)).is_some());
            }
            lacking.retain(|character| !held.contains(character));
        }
        Ok(lacking)
    }
}
