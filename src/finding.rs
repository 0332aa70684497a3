//! A finding (지적 사항): something about the user's data, with its code, place and what the wording needs.
//!
//! The words themselves are data (`templates/base/rules/<CODE>.toml`) and are put together by [`crate::lang`].

use std::collections::BTreeMap;

use crate::origin::Origin;

/// How bad a finding is. An error is what the filer can correct; only errors stop a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Error,
    Warning,
    Note,
}

impl Severity {
    /// The word of the JSON contract and of the terminal.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// How many findings there are of each severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Counts {
    pub error: usize,
    pub warning: usize,
    pub note: usize,
}

impl Counts {
    /// Counts findings.
    #[must_use]
    pub fn of(findings: &[Finding]) -> Self {
        let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
        Self { error: count(Severity::Error), warning: count(Severity::Warning), note: count(Severity::Note) }
    }
}

/// A value that the wording of a finding puts in place of `{name}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// The same in every language: a quoted cell, a number, a date.
    Plain(String),
    /// A term with its Korean and English name.
    Term { ko: String, en: String },
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Plain(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

/// Another cell that belongs to the story, with a word on why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    pub origin: Origin,
    /// What stands there, such as `105,117`.
    pub label: Arg,
}

/// Something about the user's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Stable code, such as `TIME01`; never changes meaning.
    pub code: &'static str,
    pub severity: Severity,
    /// The cell to look at; `None` only when the whole case lacks something.
    pub origin: Option<Origin>,
    pub related: Vec<Related>,
    /// The field in the model, such as `interruption.restored_at`.
    pub field: Option<String>,
    /// Ids of articles, such as `tba-ed.outage-notice`; printed as numbered on the law date.
    pub law: Vec<String>,
    pub args: BTreeMap<&'static str, Arg>,
}

impl Finding {
    #[must_use]
    pub fn new(code: &'static str, severity: Severity) -> Self {
        Self { code, severity, origin: None, related: Vec::new(), field: None, law: Vec::new(), args: BTreeMap::new() }
    }

    #[must_use]
    pub fn at(mut self, origin: &Origin) -> Self {
        self.origin = Some(origin.clone());
        self
    }

    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    #[must_use]
    pub fn law(mut self, article: &str) -> Self {
        self.law.push(article.to_owned());
        self
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.insert(name, value.into());
        self
    }

    #[must_use]
    pub fn related(mut self, origin: &Origin, label: impl Into<Arg>) -> Self {
        self.related.push(Related { origin: origin.clone(), label: label.into() });
        self
    }
}

/// The one order in which findings are printed: by place, then code, then severity.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| (&a.origin, a.code, a.severity, &a.field).cmp(&(&b.origin, b.code, b.severity, &b.field)));
}
