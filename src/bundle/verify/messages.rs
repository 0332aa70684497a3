//! What a proof found, as sentences of the catalogue.

use super::VerifyMessage;
use crate::proof::{Disagreement, Disagrees, ProofProblem};

/// The sentence on something that a filing does not account for.
#[must_use]
pub fn problem(problem: &ProofProblem) -> VerifyMessage {
    let said = |key: &'static str, args: &[(&'static str, &str)]| {
        args.iter().fold(VerifyMessage::new(key), |said, (name, value)| said.with(name, *value))
    };
    match problem {
        ProofProblem::NotWellFormed { why: _ } => VerifyMessage::new("verify-not-well-formed"),
        ProofProblem::LooseNumber { text } => said("verify-number", &[("found", text)]),
        ProofProblem::UnknownId { id, text } => said("verify-id-unknown", &[("id", id), ("found", text)]),
        ProofProblem::NoSource { id, text } => said("verify-source-missing", &[("id", id), ("found", text)]),
        ProofProblem::Different { id, text } => said("verify-says-otherwise", &[("id", id), ("found", text)]),
        ProofProblem::Contradiction { id, one, other } => {
            said("verify-two-values", &[("id", id), ("one", one), ("other", other)])
        }
        ProofProblem::NoOrigin { id, text } => said("verify-origin-missing", &[("id", id), ("found", text)]),
        ProofProblem::Unaccounted { what, text } => {
            let key = match *what {
                "citation" => "verify-citation",
                "enclosure" => "verify-enclosure",
                "text alternative" => "verify-alternative-number",
                _ => "verify-unaccounted",
            };
            said(key, &[("found", text)])
        }
        ProofProblem::DeadLink { target } => said("verify-link", &[("target", target)]),
        ProofProblem::Page { page: 0, expected, found } => {
            said("verify-alternative", &[("expected", expected), ("found", found)])
        }
        ProofProblem::Page { page, expected, found } => {
            said("verify-page", &[("page", &page.to_string()), ("expected", expected), ("found", found)])
        }
        ProofProblem::Paragraph { expected, found } => {
            said("verify-paragraph", &[("expected", expected), ("found", found)])
        }
        ProofProblem::Drawing { page, title, figure, expected, found } => {
            let (key, id) = match figure {
                Some(id) => ("verify-drawn-figure", id.as_str()),
                None => ("verify-drawn-text", ""),
            };
            let page = page.to_string();
            said(key, &[("page", &page), ("title", title), ("id", id), ("expected", expected), ("found", found)])
        }
        ProofProblem::Outside { what } => said("verify-outside", &[("found", what)]),
    }
}

/// The sentence on two statements that do not agree.
#[must_use]
pub fn disagreement(one: &Disagreement) -> VerifyMessage {
    let key = match one.kind {
        Disagrees::Value => "verify-disagrees-value",
        Disagrees::Total => "verify-disagrees-total",
        Disagrees::Share => "verify-disagrees-share",
        Disagrees::Chart => "verify-disagrees-chart",
        Disagrees::Forms => "verify-disagrees-forms",
    };
    let said = VerifyMessage::new(key).with("place", one.place.as_str()).with("id", one.id.as_str());
    said.with("printed", one.printed.as_str()).with("expected", one.expected.as_str())
}
