//! Puts the words of messages together from data, in Korean or English. Filings are always Korean.
//!
//! `{name}` takes an argument; `{name:을/를}` adds the particle that fits its last syllable, and `'{name}'{:을/를}` that which
//! fits what stands before, behind whatever marks.

use std::collections::BTreeMap;

use crate::finding::Arg;
use crate::korean::particle;

/// Language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    #[default]
    Ko,
    En,
}

/// One text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    pub ko: String,
    pub en: String,
}

impl Text {
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ko => &self.ko,
            Lang::En => &self.en,
        }
    }

    /// The text with its arguments in place.
    #[must_use]
    pub fn fill(&self, lang: Lang, args: &BTreeMap<&'static str, Arg>) -> String {
        fill(self.get(lang), lang, |name| args.get(name))
    }
}

/// Replaces `{name}` and `{name:이/가}`; an argument that is missing stays visible as `{name}`.
pub(crate) fn fill<'a>(text: &str, lang: Lang, arg: impl Fn(&str) -> Option<&'a Arg>) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let Some(length) = rest[open..].find('}') else { break };
        let inside = &rest[open + 1..open + length];
        let (name, pair) = inside.split_once(':').map_or((inside, None), |(name, pair)| (name, Some(pair)));
        match arg(name) {
            None if name.is_empty() && pair.is_some() => {
                let particle = particle(&out, pair.unwrap_or_default()).to_owned();
                out.push_str(if lang == Lang::Ko { &particle } else { "" });
            }
            Some(value) => {
                let word = match (value, lang) {
                    (Arg::Plain(text), _) => text,
                    (Arg::Term { ko, .. }, Lang::Ko) => ko,
                    (Arg::Term { en, .. }, Lang::En) => en,
                };
                out.push_str(word);
                if let Some(pair) = pair {
                    out.push_str(particle(word, pair));
                }
            }
            None => out.push_str(&rest[open..=open + length]),
        }
        rest = &rest[open + length + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particles_follow_the_last_syllable() {
        let text = Text { ko: "{a:이/가} {b:을/를} 넘습니다".into(), en: "{a} exceeds {b}".into() };
        let mut args = BTreeMap::new();
        args.insert("a", Arg::from("시작"));
        args.insert("b", Arg::Term { ko: "합계".into(), en: "the total".into() });
        assert_eq!(text.fill(Lang::Ko, &args), "시작이 합계를 넘습니다");
        assert_eq!(text.fill(Lang::En, &args), "시작 exceeds the total");
        let quoted = Text { ko: "'{b}'{:으로/로} '{a}'{:을/를}".into(), en: "'{a}'".into() };
        args.insert("b", Arg::from("서비스"));
        assert_eq!(quoted.fill(Lang::Ko, &args), "'서비스'로 '시작'을");
    }
}
