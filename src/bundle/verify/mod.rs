//! Verifies (검증) a bundle, or a PDF alone: that it is whole, that its parts agree, that it is what its makers' program makes
//! of its own data. No network, no case, no trust in who sent it.
//!
//! ```text
//! folder   hashes of a folder, its manifest, its files against one another
//! hwpx     an HWPX by what it carries, and what was edited in it
//! pdf      a PDF by what it carries: data, seal, pages
//! page     two PDFs page by page
//! messages what a proof found, in sentences
//! rebuild  all of it against what was built again from the case
//! ```

mod rebuild;
mod folder;
mod hwpx;
mod page;
mod pdf;
mod revisions;
pub mod messages;

pub use folder::bundle;
pub(super) use folder::walk;
pub use hwpx::hwpx;
pub use pdf::{AttachedData, pdf};
pub use rebuild::{Asked, Differing, rebuilt, rebuilt_pdf};

use std::collections::BTreeMap;

use crate::proof::pdf::{Claims, Signature};
use crate::render::Seal;

/// A PDF as it was first made, without what was added to it later.
pub(super) fn first_revision(bytes: &[u8]) -> &[u8] {
    revisions::first(bytes).0
}

/// What kind of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// It belongs there and is not there.
    Missing,
    /// It is not what it was.
    Changed,
    /// Nothing accounts for it.
    Unknown,
    /// Two parts say different things.
    Contradictory,
    /// It cannot be read, so nothing can be said of it.
    Unreadable,
}

impl Class {
    /// The word of the JSON contract.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Changed => "changed",
            Self::Unknown => "unknown",
            Self::Contradictory => "contradictory",
            Self::Unreadable => "unreadable",
        }
    }
}

/// A sentence of `templates/base/messages.toml` with what fills it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyMessage {
    pub key: &'static str,
    pub args: BTreeMap<&'static str, String>,
}

impl VerifyMessage {
    #[must_use]
    pub fn new(key: &'static str) -> Self {
        Self { key, args: BTreeMap::new() }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.args.insert(name, value.into());
        self
    }
}

/// Something that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub class: Class,
    /// The file, with `/` below what was verified.
    pub path: String,
    pub said: VerifyMessage,
}

/// What was verified, and what came of it.
#[derive(Debug, Clone, Default)]
pub struct Verified {
    pub failures: Vec<Failure>,
    /// What a reader should know that is no failure, by file.
    pub notes: Vec<(String, VerifyMessage)>,
    /// Files that were read and held against something.
    pub files: usize,
    /// Words on pages that were held against their data.
    pub words: usize,
    /// What each PDF says of its making.
    pub seals: Vec<(String, Seal)>,
    pub claims: Vec<(String, Claims)>,
    pub signatures: Vec<(String, Signature)>,
    /// Too little is left to say that it holds.
    pub indeterminate: bool,
}

impl Verified {
    /// Adds a failure.
    pub fn fail(&mut self, class: Class, path: &str, said: VerifyMessage) {
        self.failures.push(Failure { class, path: path.to_owned(), said });
    }

    /// Adds what is no failure.
    pub fn note(&mut self, path: &str, said: VerifyMessage) {
        self.notes.push((path.to_owned(), said));
    }

    /// Takes over what came of a part that lies below `folder`.
    fn take(&mut self, part: Self) {
        self.failures.extend(part.failures);
        self.notes.extend(part.notes);
        self.files += part.files;
        self.words += part.words;
        self.seals.extend(part.seals);
        self.claims.extend(part.claims);
        self.signatures.extend(part.signatures);
        self.indeterminate |= part.indeterminate;
    }
}
