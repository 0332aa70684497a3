//! Rereads what was rendered and reconciles it with the filing. Knows nothing of how it was made.

mod html;
pub mod hwpx;
mod ledger;
pub mod pdf;
mod reconcile;

pub use html::html;
pub use reconcile::{Disagreement, PrintKind as Disagrees, reconcile};

/// Something on a page that the filing does not account for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProofProblem {
    /// It cannot be read as a tree.
    NotWellFormed { why: String },
    /// A number without figure, fact, citation, item mark or note.
    LooseNumber { text: String },
    /// A figure or fact that the filing does not print.
    UnknownId { id: String, text: String },
    /// An id that no source note accounts for.
    NoSource { id: String, text: String },
    /// The page prints something else than the filing says under this id.
    Different { id: String, text: String },
    /// One id, two values.
    Contradiction { id: String, one: String, other: String },
    /// A number that does not open its origin.
    NoOrigin { id: String, text: String },
    /// A mark, citation or note that is not one of the filing's.
    Unaccounted { what: &'static str, text: String },
    /// A link to a place that is not in the document.
    DeadLink { target: String },
    /// A paragraph of an editable copy says something else than its document.
    Paragraph { expected: String, found: String },
    /// A page says something else than its document; page 0 is a drawing's text alternative.
    Page { page: u32, expected: String, found: String },
    /// A drawing says something else than that of its document. `figure` is the id of the figure that the text belongs to;
    /// none for a tick, for fixed wording, and for what the document does not say at all.
    Drawing { page: u32, title: String, figure: Option<String>, expected: String, found: String },
    /// Something that would leave the file: a script, a remote address.
    Outside { what: String },
}
