//! What a proof found, as sentences of the catalogue.

use super::Said;
use crate::proof::{Disagreement, Disagrees, Problem};

/// The sentence on something that a filing does not account for.
#[must_use]
pub fn problem(problem: &Problem) -> Said {
    let said = |key: &'static str, args: &[(&'static str, &str)]| {
        args.iter().fold(Said::new(key), |said, (name, value)| said.with(name, *value))
    };
    match problem {
        Problem::NotWellFormed { why: _ } => Said::new("verify-not-well-formed"),
        Problem::LooseNumber { text } => said("verify-number", &[("found", text)]),
        Problem::UnknownId { id, text } => said("verify-id-unknown", &[("id", id), ("found", text)]),
        Problem::NoSource { id, text } => said("verify-source-missing", &[("id", id), ("found", text)]),
        Problem::Different { id, text } => said("verify-says-otherwise", &[("id", id), ("found", text)]),
        Problem::Contradiction { id, one, other } => {
            said("verify-two-values", &[("id", id), ("one", one), ("other", other)])
        }
        Problem::NoOrigin { id, text } => said("verify-origin-missing", &[("id", id), ("found", text)]),
        Problem::Unaccounted { what, text } => {
            let key = match *what {
                "citation" => "verify-citation",
                "enclosure" => "verify-enclosure",
                "text alternative" => "verify-alternative-number",
                _ => "verify-unaccounted",
            };
            said(key, &[("found", text)])
        }
        Problem::DeadLink { target } => said("verify-link", &[("target", target)]),
        Problem::Page { page: 0, expected, found } => {
            said("verify-alternative", &[("expected", expected), ("found", found)])
        }
        Problem::Page { page, expected, found } => {
            said("verify-page", &[("page", &page.to_string()), ("expected", expected), ("found", found)])
        }
        Problem::Drawing { page, title, figure, expected, found } => {
            let (key, id) = match figure {
                Some(id) => ("verify-drawn-figure", id.as_str()),
                None => ("verify-drawn-text", ""),
            };
            let args = [("page", page.to_string()), ("title", title.clone()), ("id", id.to_owned())];
            let said = args.into_iter().fold(Said::new(key), |said, (name, value)| said.with(name, value));
            said.with("expected", expected.as_str()).with("found", found.as_str())
        }
        Problem::Outside { what } => said("verify-outside", &[("found", what)]),
    }
}

/// The sentence on two statements that do not agree.
#[must_use]
pub fn disagreement(one: &Disagreement) -> Said {
    let key = match one.kind {
        Disagrees::Value => "verify-disagrees-value",
        Disagrees::Total => "verify-disagrees-total",
        Disagrees::Share => "verify-disagrees-share",
        Disagrees::Chart => "verify-disagrees-chart",
        Disagrees::Forms => "verify-disagrees-forms",
    };
    let said = Said::new(key).with("place", one.place.as_str()).with("id", one.id.as_str());
    said.with("printed", one.printed.as_str()).with("expected", one.expected.as_str())
}
