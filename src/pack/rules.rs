//! Wording of findings (`templates/base/rules/<CODE>.toml`): title, message, help and explanation, Korean and English.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::fault::why;
use super::{Assets, broken, parse};
use crate::error::Result;
use crate::lang::Text;

/// The headings of `bogo explain CODE`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleText {
    /// What it checks.
    pub what: Text,
    /// Why it matters.
    pub why: Text,
    /// A small example that fails.
    pub example: Text,
    /// How to fix it.
    pub fix: Text,
}

/// One rule's wording.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleWording {
    pub code: String,
    /// First version with the rule.
    pub since: String,
    pub severity: String,
    pub title: Text,
    /// One sentence with `{arguments}`: what was found, what was expected.
    pub message: Text,
    /// How to fix it, one sentence.
    pub help: Text,
    pub explain: RuleText,
    /// Ids of articles behind the rule.
    #[serde(default)]
    pub law: Vec<String>,
    /// Why nobody may waive it; absent where somebody may.
    #[serde(default)]
    pub unwaivable: Option<Text>,
    /// Codes of rules that a reader should know too.
    #[serde(default)]
    pub related: Vec<String>,
}

/// All rules by code.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    rules: BTreeMap<String, RuleWording>,
}

impl Rules {
    pub(super) fn load(assets: &Assets) -> Result<Self> {
        let mut rules = BTreeMap::new();
        for path in assets.list("base/rules", "toml") {
            let rule: RuleWording = parse(assets, &path)?;
            if !path.ends_with(&format!("/{}.toml", rule.code)) {
                return Err(broken(&path, why("pack-id", &rule.code).expected(&path)));
            }
            rules.insert(rule.code.clone(), rule);
        }
        Ok(Self { rules })
    }

    #[must_use]
    pub fn get(&self, code: &str) -> Option<&RuleWording> {
        self.rules.get(code)
    }

    pub fn iter(&self) -> impl Iterator<Item = &RuleWording> {
        self.rules.values()
    }
}
