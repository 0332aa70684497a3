//! An error: the tool could not do its work (exit 2). What is wrong *in* the data is a finding, not an error.

use std::collections::BTreeMap;

use crate::finding::Arg;

/// What kind of thing stood in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// A file that cannot be read as what it claims to be.
    Input,
    /// `case.toml` is missing or says what it must not.
    Case,
    /// A pack or template is broken.
    Pack,
    /// The result cannot be written.
    Output,
    /// A fault of bogo itself.
    Internal,
}

/// The tool could not work. Words come from `templates/base/messages.toml` under `key`.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{key}: {args:?} {detail:?}")]
pub struct Error {
    pub kind: ErrorKind,
    /// Key of the sentence and its remedy.
    pub key: &'static str,
    pub args: BTreeMap<&'static str, Arg>,
    /// A library's own words, shown only under `--verbose`.
    pub detail: Option<String>,
    /// Others of the same step: where several files fail, each is told.
    pub also: Vec<Self>,
}

impl Error {
    #[must_use]
    pub fn new(kind: ErrorKind, key: &'static str) -> Self {
        Self { kind, key, args: BTreeMap::new(), detail: None, also: Vec::new() }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.insert(name, value.into());
        self
    }

    /// The first of several errors, with the others behind it; nothing when there is none.
    #[must_use]
    pub fn together(errors: Vec<Self>) -> Option<Self> {
        let mut errors = errors.into_iter();
        let mut first = errors.next()?;
        first.also.extend(errors);
        Some(first)
    }

    /// Keeps a library's message for `--verbose`.
    #[must_use]
    pub fn detail(mut self, cause: impl std::fmt::Display) -> Self {
        self.detail = Some(cause.to_string());
        self
    }
}

pub type Result<T> = std::result::Result<T, Error>;
