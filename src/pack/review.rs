//! Words and ids of `bogo review` (`templates/base/review.toml`): which values of a filing stand side by side, and how a filer is
//! asked to complete one.

use serde::Deserialize;

use super::{Assets, parse};
use crate::error::Result;
use crate::lang::Text;

const PATH: &str = "base/review.toml";

/// What is compared, and the words of the draft.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewWords {
    #[serde(rename = "schema")]
    _schema: u32,
    pub measure: Vec<ReviewMeasure>,
    pub overdue: OverdueIds,
    pub request: RequestWords,
}

/// A value of each filing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewMeasure {
    pub id: String,
    /// Ids of figures or facts, the first that a filing holds; `*` is one part of an id.
    pub ids: Vec<String>,
    pub name: Text,
    /// Whether the values of several filers make a sum.
    #[serde(default)]
    pub adds: bool,
}

/// Which values tell that something is late.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OverdueIds {
    /// By how much something is late.
    pub late: Vec<String>,
    /// Rows that have a day to be done at.
    pub row: Vec<OverdueRow>,
}

/// A row with a day, and what says that it was done.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OverdueRow {
    /// The stem of its ids; `*` is one part.
    pub row: String,
    /// The field that names it.
    #[serde(default)]
    pub name: Option<String>,
    /// The day.
    pub due: String,
    /// The day on which it was done.
    #[serde(default)]
    pub done_on: Option<String>,
    /// Its state, and the codes of a state that is done.
    pub state: String,
    pub done: Vec<String>,
}

/// The draft of a 보완요구, in Korean as every official document.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestWords {
    pub title: String,
    pub draft: String,
    pub from: String,
    pub to: String,
    pub subject: String,
    pub related: String,
    pub lead: String,
    pub missing: String,
    pub missing_one: String,
    pub missing_basis: String,
    pub pending_one: String,
    pub contradictions: String,
    pub contradiction_one: String,
    pub failures: String,
    pub failure_one: String,
    pub overdue: String,
    pub overdue_date: String,
    pub overdue_done: String,
    /// A row by its kind and its name.
    pub overdue_named: String,
    pub overdue_late: String,
    /// Behind a line that stands for several.
    pub several: String,
    pub end: String,
}

impl ReviewWords {
    pub(super) fn load(assets: &Assets) -> Result<Self> {
        parse(assets, PATH)
    }
}

/// Whether an id is one that a pattern means: `*` stands for one part.
#[must_use]
pub fn means(pattern: &str, id: &str) -> bool {
    let (mut wanted, mut found) = (pattern.split('.'), id.split('.'));
    loop {
        match (wanted.next(), found.next()) {
            (None, None) => return true,
            (Some("*"), Some(_)) => {}
            (Some(wanted), Some(found)) if wanted == found => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::means;

    #[test]
    fn a_star_is_one_part() {
        assert!(means("outage.*.duration", "outage.pangyo.duration"));
        assert!(!means("outage.*.duration", "outage.duration"));
        assert!(!means("outage.*.duration", "outage.pangyo.duration.a__b"));
        assert!(means("claims.total", "claims.total"));
    }
}
