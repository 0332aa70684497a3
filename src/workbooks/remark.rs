//! A finding in words, as it stands in a workbook that people correct from.

use crate::finding::Severity;
use crate::lang::Lang;
use crate::origin::Origin;
use crate::pack::Pack;

/// One finding with its words; nothing in it may be personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingRemark {
    pub code: &'static str,
    pub severity: Severity,
    pub title: String,
    /// What was found and what was expected.
    pub message: String,
    /// How to fix it.
    pub help: String,
    /// The articles behind it.
    pub law: String,
    /// The cells to look at; `None` when the whole case lacks something.
    pub origin: Option<Origin>,
    /// Other cells that belong to the story.
    pub related: Vec<Origin>,
}

impl FindingRemark {
    /// Whether its cells are in a file of the case.
    pub(super) fn is_in(&self, file: &str) -> bool {
        self.origin.as_ref().is_some_and(|origin| origin.sheet.file == file)
    }

    /// What the note on its cell says.
    pub(super) fn words(&self, pack: &Pack, lang: Lang) -> String {
        let label = |key| pack.worktable.label(key, lang);
        let mut text = format!("[{}] {}: {}\n{}", self.code, label(self.role()), self.title, self.message);
        if !self.help.is_empty() {
            text.push_str(&format!("\n{}: {}", label("fix"), self.help));
        }
        text
    }

    /// Role of the colours of its severity.
    pub(super) fn role(&self) -> &'static str {
        self.severity.word()
    }
}
