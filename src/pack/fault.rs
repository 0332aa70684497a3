//! What is wrong with a file of the pack: the key of a sentence, the name that is at fault, and where it stands.
//!
//! A reader of a file says only what is wrong and with which name; the line is found afterwards, in the text itself.

use std::collections::BTreeMap;
use std::fmt::Display;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Message;
use crate::error::{Error, ErrorKind};
use crate::finding::Arg;
use crate::lang::Lang;

/// Marks the parts of a [`Why`] that travels through serde as text.
const MARK: char = '\u{1f}';
/// The library's own words for keys and types that do not fit: front, end of the name, key of our sentence.
const SERDE: [(&str, &str, &str); 6] = [
    ("unknown field `", "`", "pack-unknown-key"),
    ("missing field `", "`", "pack-missing-key"),
    ("unknown variant `", "`", "pack-unknown-word"),
    ("invalid type: ", ", expected ", "pack-wrong-type"),
    ("invalid value: ", ", expected ", "pack-wrong-type"),
    ("duplicate key", "\u{1f}", "pack-key-twice"),
];
const EXPECTED: [&str; 2] = [", expected one of ", ", expected "];

/// Why a file is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// Key of the sentence in `templates/base/cli.toml`.
    key: String,
    /// Id of the row, item or parameter around it.
    of: Option<String>,
    /// What is at fault, as it stands in the file.
    name: String,
    /// What was expected, or a near name.
    expected: String,
}

/// Something wrong with `name`.
pub(super) fn why(key: &str, name: impl Display) -> Why {
    Why { key: key.to_owned(), of: None, name: name.to_string(), expected: String::new() }
}

impl Why {
    pub(super) fn expected(mut self, expected: impl Display) -> Self {
        self.expected = expected.to_string();
        self
    }

    /// Inside the thing with that id; the innermost counts.
    pub(super) fn of(mut self, id: &str) -> Self {
        self.of.get_or_insert_with(|| id.to_owned());
        self
    }

    /// A library's words on a TOML file.
    pub(super) fn of_toml(message: &str) -> Self {
        if let [key, of, name, expected] = message.split(MARK).collect::<Vec<_>>()[..] {
            let of = Some(of.to_owned()).filter(|of| !of.is_empty());
            return Self { key: key.to_owned(), of, name: name.to_owned(), expected: expected.to_owned() };
        }
        for (front, end, key) in SERDE {
            let Some(rest) = message.strip_prefix(front) else { continue };
            let name = rest.split(end).next().unwrap_or_default();
            let expected = EXPECTED.iter().find_map(|mark| message.split_once(mark)).map_or("", |(_, rest)| rest);
            return why(key, name.trim_matches('`')).expected(expected.replace('`', ""));
        }
        why(if message.starts_with("data did not match") { "pack-no-shape" } else { "pack-not-toml" }, "")
    }

    /// An error about the file `path`.
    pub(super) fn error(self, path: &str) -> Error {
        let key = KEYS.iter().find(|key| **key == self.key).copied().unwrap_or("pack-not-toml");
        let error = Error::new(ErrorKind::Pack, key).with("path", path).with("name", self.name);
        let error = error.with("expected", self.expected);
        match self.of {
            Some(of) => error.with("of", of),
            None => error,
        }
    }
}

/// Sentences of what may be wrong, by key.
pub(super) const KEYS: &[&str] = &[
    "pack-unknown-key",
    "pack-missing-key",
    "pack-unknown-word",
    "pack-wrong-type",
    "pack-key-twice",
    "pack-no-shape",
    "pack-not-toml",
    "pack-id",
    "pack-twice",
    "pack-no-article",
    "pack-no-agency",
    "pack-place-repealed",
    "pack-place-repealed",
    "pack-no-method",
    "pack-no-sheet",
    "pack-no-field",
    "pack-no-list",
    "pack-no-code",
    "pack-no-fact",
    "pack-no-parameter",
    "pack-test-type",
    "pack-literal",
    "pack-dates",
    "pack-dates-start",
    "pack-repealed",
    "pack-versions",
    "pack-exactly-one",
    "pack-needs",
    "pack-digit",
    "pack-phrase",
    "pack-no-row",
    "pack-no-duty",
    "pack-no-form",
    "pack-no-item",
    "pack-heading",
    "pack-untold",
    "pack-no-act",
    "pack-no-account",
    "pack-retired",
];

/// As text, so that serde can carry it; [`Why::of_toml`] reads it back.
impl Display for Why {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let of = self.of.as_deref().unwrap_or_default();
        write!(f, "{}{MARK}{of}{MARK}{}{MARK}{}", self.key, self.name, self.expected)
    }
}

/// The plain text of an argument.
pub(super) fn argument<'a>(error: &'a Error, name: &str) -> Option<&'a str> {
    match error.args.get(name) {
        Some(Arg::Plain(text)) => Some(text),
        _ => None,
    }
}

/// Byte at which what an error names stands in its file. The start where it names nothing that stands there.
pub(super) fn place(text: &str, error: &Error) -> usize {
    if let Some(at) = argument(error, "at").and_then(|at| at.parse().ok()) {
        return at;
    }
    let (tree, _) = DeTable::parse_recoverable(text);
    let root = DeValue::Table(tree.into_inner());
    let root = Spanned::new(0..text.len(), root);
    let needle = argument(error, "name").unwrap_or_default();
    let mut around = Vec::new();
    if let Some(of) = argument(error, "of") {
        tables(&root, of, &mut around);
    }
    let inside = around.iter().find_map(|(table, _)| find(table, needle));
    inside.or_else(|| around.first().map(|(_, at)| *at)).or_else(|| find(&root, needle)).unwrap_or(0)
}

/// Tables called `id`: by their key `id`, or by the key they stand under. With the byte where that name stands.
fn tables<'v, 'i>(value: &'v Spanned<DeValue<'i>>, id: &str, found: &mut Vec<(&'v Spanned<DeValue<'i>>, usize)>) {
    match value.get_ref() {
        DeValue::Table(table) => {
            let own = table.iter().find(|(key, value)| key.get_ref() == "id" && value.get_ref().as_str() == Some(id));
            found.extend(own.map(|(key, _)| (value, key.span().start)));
            for (key, inner) in table {
                if key.get_ref() == id {
                    found.push((inner, key.span().start));
                }
                tables(inner, id, found);
            }
        }
        DeValue::Array(items) => items.iter().for_each(|item| tables(item, id, found)),
        _ => {}
    }
}

/// Where a key or a text that holds `needle` stands: as a whole before as a part.
fn find(value: &Spanned<DeValue<'_>>, needle: &str) -> Option<usize> {
    if needle.is_empty() {
        return None;
    }
    let whole = |text: &str| text == needle;
    let part = |text: &str| {
        let word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        text.match_indices(needle)
            .any(|(at, _)| !text[..at].ends_with(word) && !text[at + needle.len()..].starts_with(word))
            || (text.contains(needle) && needle.contains(|c: char| !word(c) && c != '.'))
    };
    search(value, &whole).or_else(|| search(value, &part))
}

fn search(value: &Spanned<DeValue<'_>>, fits: &dyn Fn(&str) -> bool) -> Option<usize> {
    match value.get_ref() {
        DeValue::Table(table) => table.iter().find_map(|(key, inner)| {
            let own = fits(key.get_ref()).then(|| key.span().start);
            own.or_else(|| search(inner, fits))
        }),
        DeValue::Array(items) => items.iter().find_map(|item| search(item, fits)),
        DeValue::String(text) => fits(text).then(|| value.span().start),
        DeValue::Integer(number) => fits(number.as_str()).then(|| value.span().start),
        DeValue::Datetime(date) => fits(&date.to_string()).then(|| value.span().start),
        _ => None,
    }
}

/// The line of a byte, counted from 1.
pub(super) fn line(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// The sentence of an error in both languages, with the thing it stands in.
pub(super) fn sentence(error: &Error, messages: &BTreeMap<String, Message>) -> Option<Arg> {
    let text = &messages.get(error.key)?.text;
    let of = argument(error, "of").map(|of| format!("`{of}`: ")).unwrap_or_default();
    let say = |lang| format!("{of}{}", text.fill(lang, &error.args));
    Some(Arg::Term { ko: say(Lang::Ko), en: say(Lang::En) })
}
