//! A table of `mapping.toml` whose keys are taken out one by one; what is left at the end nobody knows, and is refused
//! with its line and the key that was probably meant.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mask;
use super::report::hint;
use crate::error::{Error, ErrorKind, Result};
use crate::korean::nearest;
use crate::pack::Pack;

/// Where the lines of a text end. Every table and field asks for its line, and counting anew each time would make a long
/// file a slow one.
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub(super) fn new(text: &str) -> Self {
        Self(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).collect())
    }

    /// The line of a place in the text, from 1.
    pub(super) fn of(&self, at: usize) -> usize {
        self.0.partition_point(|end| *end < at) + 1
    }
}

/// A table with the place of each key in the text.
pub(super) struct Keys<'t> {
    lines: &'t Lines,
    pack: &'t Pack,
    /// The path of the table, such as `sheet[1].field`.
    pub path: String,
    /// Where the table stands in the text.
    at: usize,
    left: BTreeMap<String, (usize, DeValue<'t>)>,
    asked: Vec<&'static str>,
}

impl<'t> Keys<'t> {
    pub(super) fn new(lines: &'t Lines, pack: &'t Pack, path: &str, at: usize, table: DeTable<'t>) -> Self {
        let pairs = table.into_iter();
        let left = pairs.map(|(key, value)| (key.get_ref().to_string(), (key.span().start, value.into_inner())));
        Self { lines, pack, path: path.to_owned(), at, left: left.collect(), asked: Vec::new() }
    }

    /// The line of a place in the text.
    pub(super) fn line(&self, at: usize) -> usize {
        self.lines.of(at)
    }

    /// The line of the table itself.
    pub(super) fn own_line(&self) -> usize {
        self.line(self.at)
    }

    /// Where the table stands in the text.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    fn full(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// An error at a place: `mapping.toml {line}행: {key} …`.
    pub(super) fn wrong(&self, message: &'static str, key: &str, at: usize) -> Error {
        let error = Error::new(ErrorKind::Case, message).with("key", self.full(key));
        error.with("line", self.line(at).to_string())
    }

    /// A value that is none of those allowed.
    pub(super) fn not_allowed<'a>(
        &self,
        key: &str,
        at: usize,
        value: &str,
        known: impl Iterator<Item = &'a str> + Clone,
        shown: &str,
    ) -> Error {
        let meant = nearest(value, known);
        let error = self.wrong("mapping-bad-value", key, at).with("value", mask::quoted(value));
        error.with("allowed", shown).with("hint", hint(self.pack, meant.map(|name| (name, name))))
    }

    pub(super) fn take(&mut self, key: &'static str) -> Option<(usize, DeValue<'t>)> {
        self.asked.push(key);
        self.left.remove(key)
    }

    /// Takes every key, whatever it is called, in their order: of tables whose keys are names of the user's.
    pub(super) fn rest(&mut self) -> Vec<(String, usize, DeValue<'t>)> {
        let left = std::mem::take(&mut self.left).into_iter();
        let mut rest: Vec<_> = left.map(|(key, (at, value))| (key, at, value)).collect();
        rest.sort_by_key(|(_, at, _)| *at);
        rest
    }

    pub(super) fn text(&mut self, key: &'static str) -> Result<Option<(usize, String)>> {
        match self.take(key) {
            None => Ok(None),
            Some((at, DeValue::String(text))) if !text.trim().is_empty() => Ok(Some((at, text.trim().to_owned()))),
            Some((at, _)) => Err(self.wrong("mapping-not-text", key, at)),
        }
    }

    /// A text whose white space at its ends means something, such as what stands between two parts.
    pub(super) fn mark(&mut self, key: &'static str) -> Result<Option<String>> {
        match self.take(key) {
            None => Ok(None),
            Some((_, DeValue::String(text))) if !text.is_empty() => Ok(Some(text.into_owned())),
            Some((at, _)) => Err(self.wrong("mapping-not-text", key, at)),
        }
    }

    /// One text, or a list of them.
    pub(super) fn texts(&mut self, key: &'static str) -> Result<Option<Vec<String>>> {
        let Some((at, value)) = self.take(key) else { return Ok(None) };
        let texts: Option<Vec<String>> = match value {
            DeValue::String(text) => Some(vec![text.into_owned()]),
            DeValue::Array(items) => items.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect(),
            _ => None,
        };
        let texts = texts.map(|texts| texts.iter().map(|text| text.trim().to_owned()).collect::<Vec<_>>());
        let whole = texts.filter(|texts| !texts.is_empty() && texts.iter().all(|text| !text.is_empty()));
        whole.map(Some).ok_or_else(|| self.wrong("mapping-not-list", key, at))
    }

    /// A whole number from 1.
    pub(super) fn number(&mut self, key: &'static str) -> Result<Option<u32>> {
        let Some((at, value)) = self.take(key) else { return Ok(None) };
        let number = integer(&value).filter(|number| *number > 0);
        number.map(Some).ok_or_else(|| self.wrong("mapping-not-number", key, at))
    }

    pub(super) fn flag(&mut self, key: &'static str) -> Result<bool> {
        match self.take(key) {
            None => Ok(false),
            Some((_, DeValue::Boolean(flag))) => Ok(flag),
            Some((at, _)) => Err(self.wrong("mapping-not-flag", key, at)),
        }
    }

    /// A table inside this one.
    pub(super) fn inner(&self, key: &str, at: usize, value: DeValue<'t>) -> Result<Keys<'t>> {
        match value {
            DeValue::Table(table) => Ok(Keys::new(self.lines, self.pack, &self.full(key), at, table)),
            _ => Err(self.wrong("mapping-not-table", key, at)),
        }
    }

    /// The tables of an array, `[[key]]`.
    pub(super) fn each(&mut self, key: &'static str) -> Result<Vec<Keys<'t>>> {
        let Some((at, value)) = self.take(key) else { return Ok(Vec::new()) };
        let DeValue::Array(items) = value else { return Err(self.wrong("mapping-not-table", key, at)) };
        let table = |(number, item): (usize, Spanned<DeValue<'t>>)| {
            let at = item.span().start;
            self.inner(&format!("{key}[{number}]"), at, item.into_inner())
        };
        (1..).zip(items).map(table).collect()
    }

    /// Refuses the first key that nobody asked for.
    pub(super) fn nothing_left(&self) -> Result<()> {
        let Some((key, (at, _))) = self.left.iter().min_by_key(|(_, (at, _))| *at) else { return Ok(()) };
        let meant = nearest(key, self.asked.iter().copied());
        let hint = hint(self.pack, meant.map(|name| (name, name)));
        Err(self.wrong("mapping-key-unknown", key, *at).with("hint", hint))
    }
}

/// A whole number of a value.
pub(super) fn integer(value: &DeValue<'_>) -> Option<u32> {
    match value {
        DeValue::Integer(number) => number.as_str().replace('_', "").parse().ok(),
        _ => None,
    }
}
