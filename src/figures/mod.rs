//! Figures (수치): numbers computed from facts, each with id, value, formula in words and origins. Knows no law, no page.

mod claims;
mod demands;
mod durations;
mod figure;
mod interruptions;
mod notices;
mod payouts;
mod restatements;
mod standards;
mod statistics;
mod sums;
mod builder;

pub use figure::{Figure, Figures};

use crate::dossier::Dossier;
use crate::finding::Finding;
use crate::pack::Pack;
use builder::Builder;

/// Computes every figure that the facts allow. Findings are only about arithmetic that could not be done.
#[must_use]
pub fn compute(pack: &Pack, dossier: &Dossier) -> (Figures, Vec<Finding>) {
    let mut work = Builder::new(pack, dossier);
    durations::compute(&mut work);
    interruptions::compute(&mut work);
    notices::compute(&mut work);
    claims::compute(&mut work);
    statistics::compute(&mut work);
    restatements::compute(&mut work);
    payouts::compute(&mut work);
    standards::compute(&mut work);
    demands::compute(&mut work);
    (work.figures, work.findings)
}

#[cfg(test)]
mod tests;
