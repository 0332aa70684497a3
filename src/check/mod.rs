//! Rules (점검): one file each, over facts, figures and filings. Know no file format and no layout.

use crate::dossier::Dossier;
use crate::figures::Figures;
use crate::filing::Filing;
use crate::finding::Finding;
use crate::pack::Pack;

/// What a rule may look at.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    pub pack: &'a Pack,
    pub dossier: &'a Dossier,
    pub figures: &'a Figures,
    pub filings: &'a [Filing],
    /// Findings of the stations before: a rule whose cell is already in error stays silent.
    pub before: &'a [Finding],
}

/// What all rules together say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    Clean,
    Findings,
    /// A rule itself failed: never "clean".
    Indeterminate,
}
