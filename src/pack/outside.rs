//! Texts for people outside the house (`outside.toml`): their parts, in which order parts are left out, and how long each may be.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::phrase::{Choices, Tests};
use super::{Assets, Form, broken, parse};
use crate::error::Result;
use crate::lang::{Lang, Text};

use super::fault::why;

/// `outside.toml` of a pack; empty where it has none.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutsideWords {
    pub schema: u32,
    /// Id of the form that their conditions mean by `form`.
    pub beside: String,
    /// What must hold of a row of the sheet of outages for it to have texts.
    #[serde(default)]
    pub when: Tests,
    /// In front of the text of a draft.
    pub draft: Text,
    pub index: OutsideIndex,
    /// Characters that messages cannot carry, each with what stands for it.
    #[serde(default)]
    pub replace: BTreeMap<char, String>,
    pub text: Vec<OutsideForm>,
}

/// Words of the list that lies beside the texts.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutsideIndex {
    pub title: String,
    /// Around `{file}`, `{label}` and `{bytes}`.
    pub line: String,
    /// Around `{line}` and `{limit}`.
    pub limit: String,
    /// The same of a text that does not fit.
    pub over: String,
    /// Around `{parts}`.
    pub left_out: String,
}

/// A text in one language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutsideForm {
    /// `press`, `sms`, `lms`.
    pub id: String,
    #[serde(deserialize_with = "lang")]
    pub lang: Lang,
    pub label: String,
    /// Stands between two parts.
    pub join: String,
    /// Most bytes in CP949; none for a text that is sent by other ways.
    #[serde(default)]
    pub limit: Option<usize>,
    pub part: Vec<OutsidePart>,
}

impl OutsideForm {
    /// `sms.ko`
    #[must_use]
    pub fn name(&self) -> String {
        let lang = match self.lang {
            Lang::Ko => "ko",
            Lang::En => "en",
        };
        format!("{}.{lang}", self.id)
    }
}

/// What a text says of one thing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutsidePart {
    /// What it is called where it is left out.
    pub id: String,
    /// Its turn to be left out, the smallest first; never without one.
    #[serde(default)]
    pub drop: Option<u8>,
    pub say: Choices,
}

fn lang<'de, D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Lang, D::Error> {
    match String::deserialize(deserializer)?.as_str() {
        "ko" => Ok(Lang::Ko),
        "en" => Ok(Lang::En),
        other => Err(serde::de::Error::unknown_variant(other, &["ko", "en"])),
    }
}

pub(super) fn load(assets: &Assets, forms: &BTreeMap<String, Form>) -> Result<OutsideWords> {
    let path = assets.own("outside.toml");
    if !assets.all().contains(&path) {
        return Ok(OutsideWords::default());
    }
    let words: OutsideWords = parse(assets, &path)?;
    if forms.contains_key(&words.beside) { Ok(words) } else { Err(broken(&path, why("pack-no-form", &words.beside))) }
}
