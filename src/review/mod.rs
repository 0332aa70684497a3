//! A review (검토): filings of many filers side by side, for the one who receives them. Each is verified, compared with the
//! others of its case, and asked for what it lacks. Computes nothing that a filing does not say.
//!
//! ```text
//! gather    files to rows: one per filer, case and stage
//! request   the draft of a 보완요구
//! trend     what a case says from stage to stage
//! workbook  the rows as a workbook
//! totals    its closing rows as live formulas
//! sheet     a sheet of one table
//! ```

mod gather;
mod overdue;
mod request;
mod sheet;
mod totals;
mod trend;
mod workbook;

pub use gather::{Gathered, file_name, gather};
pub use request::{RequestParagraph, moment, request};
pub use sheet::SheetWords;
pub use trend::{Trend, TrendChange, trends};
pub use workbook::workbook;

use std::collections::BTreeMap;

use crate::bundle::Failure;
use crate::dossier::Stage;

/// A value as a filing states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedValue {
    /// As printed.
    pub text: String,
    /// `count`, `won`, `share`, `duration` …
    pub kind: String,
    /// Plain value; none where it is bounded or not known.
    pub value: Option<String>,
    /// `exact`, `estimate` …
    pub state: String,
}

/// A form of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewedForm {
    pub id: String,
    pub title: String,
    /// The file it was read from, as named by whoever asked.
    pub path: String,
    pub sha256: String,
}

/// An item that a form asks for and the filing does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking {
    pub form: String,
    pub item: String,
    /// Articles, as the filing cites them.
    pub basis: Vec<String>,
    /// It says 파악 중, in a final filing.
    pub pending: bool,
}

/// A value that two forms of a row state differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilingContradiction {
    /// Label of the value, or of the document.
    pub what: String,
    pub id: String,
    /// Form and what it says.
    pub values: Vec<(String, String)>,
}

/// Something that is late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overdue {
    pub label: String,
    pub id: String,
    /// What the row is called.
    pub name: Option<String>,
    /// The date that has passed; none where the filing states by how much it is late.
    pub due: Option<String>,
    /// The later day on which it was done.
    pub done: Option<String>,
    /// Days, or the filing's own words.
    pub by: String,
    /// Days, where the date is known.
    pub days: Option<i64>,
}

/// What vouches for the numbers of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Assurance {
    /// Every file holds.
    Verified,
    /// Data without anything to hold them against.
    Unverified,
    /// Something does not hold.
    Failed,
}

impl Assurance {
    /// The word of the JSON contract.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Unverified => "unverified",
            Self::Failed => "failed",
        }
    }
}

/// The filings of one filer, case and stage.
#[derive(Debug, Clone)]
pub struct FilingRow {
    pub filer: String,
    pub case: String,
    pub incident: String,
    /// As printed.
    pub stage: String,
    /// Its code; empty where the filings do not tell it.
    pub stage_code: String,
    pub report_at: String,
    pub draft: bool,
    pub forms: Vec<ReviewedForm>,
    /// By id of the measure; one that no form states is not in it.
    pub values: BTreeMap<String, StatedValue>,
    pub overdue: Vec<Overdue>,
    pub lacking: Vec<Lacking>,
    pub contradictions: Vec<FilingContradiction>,
    /// File and what does not hold.
    pub failures: Vec<(String, Failure)>,
    pub standing: Assurance,
}

impl FilingRow {
    /// Whether nothing is to be asked.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.lacking.is_empty() && self.contradictions.is_empty() && self.failures.is_empty() && self.overdue.is_empty()
    }

    /// How many points are overdue, missing, and contradictory or not whole.
    #[must_use]
    pub fn counts(&self) -> [usize; 3] {
        [self.overdue.len(), self.lacking.len(), self.contradictions.len() + self.failures.len()]
    }

    /// Orders the filings of one case: by their moment, then by stage.
    #[must_use]
    pub fn order(&self) -> (&str, u32) {
        let rank = match Stage::of_code(&self.stage_code) {
            Some(Stage::Interim(number)) => number,
            Some(Stage::Final) => u32::MAX,
            Some(Stage::Initial) | None => 0,
        };
        (&self.report_at, rank)
    }

    /// Days of the most late of what has a date.
    #[must_use]
    pub fn days_late(&self) -> Option<i64> {
        self.overdue.iter().filter_map(|overdue| overdue.days).max()
    }
}
