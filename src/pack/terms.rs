//! Closed code lists (`terms.toml` of a pack): what a cell may say and how a page prints it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::fault::{Why, why};
use super::{Assets, broken, parse};
use crate::error::Result;
use crate::lang::Lang;

/// One code.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    pub ko: String,
    pub en: String,
    #[serde(default)]
    pub also: Vec<String>,
}

impl Term {
    /// Its name in a language.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ko => &self.ko,
            Lang::En => &self.en,
        }
    }
}

/// One list; the order of the file is the order of pages.
type List = toml::map::Map<String, toml::Value>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TermsFile {
    #[serde(rename = "schema")]
    _schema: u32,
    /// A pack whose lists stand in for those that this file does not hold: the sheets of a case need them all.
    rest: Option<String>,
    #[serde(default)]
    list: BTreeMap<String, List>,
}

/// All lists.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    lists: BTreeMap<String, Vec<(String, Term)>>,
}

impl Terms {
    pub(super) fn load(assets: &Assets) -> Result<Self> {
        let path = assets.own("terms.toml");
        let file: TermsFile = parse(assets, &path)?;
        let mut lists = match &file.rest {
            Some(id) if id == assets.id() => return Err(broken(&path, why("pack-id", "rest").of(id))),
            Some(id) => Self::load(&assets.clone().for_pack(id))?.lists,
            None => BTreeMap::new(),
        };
        for (name, list) in file.list {
            let mut terms = Vec::new();
            for (code, value) in list {
                let term = value
                    .try_into()
                    .map_err(|error: toml::de::Error| broken(&path, Why::of_toml(error.message()).of(&code)))?;
                terms.push((code, term));
            }
            lists.insert(name, terms);
        }
        Ok(Self { lists })
    }

    /// The codes of a list in page order.
    #[must_use]
    pub fn list(&self, list: &str) -> Option<&[(String, Term)]> {
        self.lists.get(list).map(Vec::as_slice)
    }

    /// One code's names.
    #[must_use]
    pub fn term(&self, list: &str, code: &str) -> Option<&Term> {
        self.list(list)?.iter().find(|(found, _)| found == code).map(|(_, term)| term)
    }

    /// The Korean name, or the code itself for one that no list holds.
    #[must_use]
    pub fn ko<'a>(&'a self, list: &str, code: &'a str) -> &'a str {
        self.term(list, code).map_or(code, |term| &term.ko)
    }
}
