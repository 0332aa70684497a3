//! Wording of figures (`templates/base/figures.toml`): what each is called, its unit, and its formula in words.
//!
//! Which figures exist, and how they are computed, is code; what they say is data. Placeholders are `{name}` and, with the
//! particle that fits, `{name:은/는}`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;

use super::fault::why;
use super::{Assets, broken, parse};
use crate::error::Result;
use crate::finding::Arg;
use crate::lang::{Lang, Text, fill};

const PATH: &str = "base/figures.toml";

/// The wording of the figures whose id fits a pattern.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FigureWord {
    /// Id with `*` in place of a code and `**` in place of one part or more: `claims.by_*.*`, `claims.**.share`.
    pub id: String,
    /// Other patterns with the same wording.
    #[serde(default)]
    pub also: Vec<String>,
    pub label: String,
    /// Printed after the number; empty where the value's type already says it.
    #[serde(default)]
    pub unit: String,
    /// Formula by the way the figure was computed, such as `stated` or `sum`.
    pub formula: BTreeMap<String, String>,
}

impl FigureWord {
    fn patterns(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.id.as_str()).chain(self.also.iter().map(String::as_str))
    }
}

/// Figures that belong together, in the order of the reference.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct FigureGroup {
    title: Text,
    about: Text,
    figure: Vec<FigureWord>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FiguresFile {
    schema: u32,
    phrase: BTreeMap<String, String>,
    group: Vec<FigureGroup>,
}

/// All wording of figures.
#[derive(Debug, Clone, Default)]
pub struct FigureWords {
    groups: Vec<FigureGroup>,
    /// Position of a pattern: group, figure.
    at: BTreeMap<String, (usize, usize)>,
    phrases: BTreeMap<String, String>,
}

impl FigureWords {
    pub(super) fn load(assets: &Assets) -> Result<Self> {
        let file: FiguresFile = parse(assets, PATH)?;
        if file.schema != 1 {
            return Err(broken(PATH, why("pack-needs", "schema")));
        }
        let mut at = BTreeMap::new();
        for (group_no, group) in file.group.iter().enumerate() {
            for (no, word) in group.figure.iter().enumerate() {
                let texts = word.formula.values().chain([&word.label]);
                if word.formula.is_empty() || !texts.into_iter().all(|text| is_well_formed(text)) {
                    return Err(broken(PATH, why("pack-needs", "label, formula").of(&word.id)));
                }
                for pattern in word.patterns() {
                    if at.insert(pattern.to_owned(), (group_no, no)).is_some() {
                        return Err(broken(PATH, why("pack-twice", pattern)));
                    }
                }
            }
        }
        if let Some((name, _)) = file.phrase.iter().find(|(_, text)| !is_well_formed(text)) {
            return Err(broken(PATH, why("pack-needs", name)));
        }
        Ok(Self { groups: file.group, at, phrases: file.phrase })
    }

    /// The wording of a pattern, such as `claims.by_*.*`.
    #[must_use]
    pub fn get(&self, pattern: &str) -> Option<&FigureWord> {
        let (group, no) = self.at.get(pattern)?;
        self.groups.get(*group)?.figure.get(*no)
    }

    /// The wording of a figure by its own id. Of several patterns that fit, the one with the fewest `*`.
    #[must_use]
    pub fn of(&self, id: &str) -> Option<&FigureWord> {
        let stem = id.split_once('@').map_or(id, |(stem, _)| stem);
        let parts: Vec<&str> = stem.split('.').collect();
        let fitting = self.at.keys().filter(|pattern| fits(&pattern.split('.').collect::<Vec<_>>(), &parts));
        self.get(fitting.min_by_key(|pattern| pattern.matches('*').count())?)
    }

    /// Every wording in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &FigureWord> {
        self.groups.iter().flat_map(|group| &group.figure)
    }

    /// A phrase that formulas share, with its arguments in place; its key where the pack lacks it.
    #[must_use]
    pub fn phrase(&self, key: &str, args: &BTreeMap<&'static str, Arg>) -> String {
        let text = self.phrases.get(key).map_or(key, String::as_str);
        fill(text, Lang::Ko, |name| args.get(name))
    }

    /// The reference of figures (`docs/figures.md`).
    #[must_use]
    pub fn reference(&self) -> String {
        let mut out = String::from(REFERENCE_HEAD);
        for group in &self.groups {
            let _ = write!(out, "\n## {} ({})\n\n{}\n\n", group.title.en, group.title.ko, group.about.en);
            out.push_str("| Id | Label | Unit | Formula |\n|---|---|---|---|\n");
            for word in &group.figure {
                let formulas: Vec<String> = word
                    .formula
                    .iter()
                    .map(|(how, text)| if word.formula.len() > 1 { format!("{how}: {text}") } else { text.clone() })
                    .collect();
                let formula = formulas.join("<br>").replace('|', "\\|");
                let ids: Vec<String> = word.patterns().map(|id| format!("`{id}`")).collect();
                let _ = writeln!(out, "| {} | {} | {} | {} |", ids.join("<br>"), word.label, word.unit, formula);
            }
        }
        out
    }
}

const REFERENCE_HEAD: &str = "\
# Figures

Every number that bogo computes, by id. Generated from `templates/base/figures.toml`; do not edit.

- `*` stands for a code of a list, an id of the case, or a part of one (`by_*`: `by_claimant`, `by_fee`, `by_harm`,
  `by_service`, `by_state`, `by_sector`, `by_day`), `**` for one part or more. An id from free text keeps its letters;
  anything else becomes `_`.
- `@2022-12-29` after an id is the value as it stood in the publication of that day; where one publication gives values of
  several days, the day they stand for. Without it, the current value: the latest day, in its latest publication.
- A value that a missing fact leaves open is null, never zero. A count published only as a share is bounded by the whole
  counts that round to that share. A sum with an estimate in it is an estimate.
- The formula is printed beside the number, with the numbers it names in place of `{…}`. Where there are several, the word
  in front says how the figure was computed.
- Shares are exact; they are rounded where they are printed.
";

/// Whether every brace opens a name of ASCII letters and closes it.
fn is_well_formed(text: &str) -> bool {
    let mut rest = text;
    while let Some(open) = rest.find(['{', '}']) {
        let Some(inside) = rest[open..].strip_prefix('{') else { return false };
        let Some((inside, after)) = inside.split_once('}') else { return false };
        let name = inside.split_once(':').map_or(inside, |(name, _)| name);
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
            return false;
        }
        rest = after;
    }
    true
}

/// Whether the parts of an id fit those of a pattern. `*` takes one part or the rest of one, `**` one part or more.
fn fits(pattern: &[&str], id: &[&str]) -> bool {
    match (pattern.split_first(), id.split_first()) {
        (None, None) => true,
        (Some((&"**", rest)), Some(_)) => (1..=id.len()).any(|taken| fits(rest, &id[taken..])),
        (Some((want, patterns)), Some((part, parts))) => {
            let fitting = match want.split_once('*') {
                Some((front, back)) => {
                    part.len() > front.len() + back.len() && part.starts_with(front) && part.ends_with(back)
                }
                None => want == part,
            };
            fitting && fits(patterns, parts)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_take_codes_part_by_part() {
        let fits = |pattern: &str, id: &str| {
            super::fits(&pattern.split('.').collect::<Vec<_>>(), &id.split('.').collect::<Vec<_>>())
        };
        assert!(fits("claims.by_*.*", "claims.by_harm.paid_service"));
        assert!(fits("claims.**.share", "claims.own.share"));
        assert!(fits("claims.**.share", "claims.by_harm.paid_service.share"));
        assert!(!fits("claims.**.share", "claims.share"));
        assert!(!fits("claims.by_*.*", "claims.by_harm.paid_service.share"));
        assert!(!fits("claims.by_*.*", "claims.own.paid_service"));
    }

    #[test]
    fn placeholders_are_names_in_braces() {
        assert!(is_well_formed("{own} + {affiliate:을/를}"));
        assert!(!is_well_formed("{own"));
        assert!(!is_well_formed("own}"));
        assert!(!is_well_formed("{당사}"));
        assert!(!is_well_formed("{}"));
    }
}
