//! Remarks (주): fixed wording below a table or a value, and what must be there for it to be said.

use serde::Deserialize;

use super::phrase::Tests;

/// What a remark may speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Has {
    /// An empty cell.
    Blank,
    /// An estimate (약).
    Estimate,
    /// A value known only by its bounds.
    Bounded,
    /// More than one row.
    Rows,
}

/// Fixed wording below a table or a value: always, or where what it speaks of is there.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "RawRemark")]
pub struct PackRemark {
    pub say: String,
    /// Tests that hold: for a table those of the case, for a value those of its row.
    pub when: Tests,
    /// Label of a column that the table shows.
    pub column: Option<String>,
    /// What a cell of that column, or of any, holds.
    pub has: Option<Has>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawRemark {
    Always(String),
    Where(RawWhere),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWhere {
    say: String,
    #[serde(default)]
    when: Tests,
    #[serde(default)]
    column: Option<String>,
    #[serde(default)]
    has: Option<Has>,
}

impl From<RawRemark> for PackRemark {
    fn from(raw: RawRemark) -> Self {
        match raw {
            RawRemark::Always(say) => Self { say, when: Tests::default(), column: None, has: None },
            RawRemark::Where(RawWhere { say, when, column, has }) => Self { say, when, column, has },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_says_what_it_speaks_of_or_is_refused() {
        #[derive(Deserialize)]
        struct RemarkTable {
            notes: Vec<PackRemark>,
        }
        let read = |text: &str| toml::from_str::<RemarkTable>(text).map(|table| table.notes);
        let notes = read("notes = ['늘', { say = '빈칸', column = '복구', has = 'blank' }]").expect("remarks");
        assert_eq!((notes[0].has, notes[1].has), (None, Some(Has::Blank)));
        assert_eq!(notes[1].column.as_deref(), Some("복구"));
        assert!(read("notes = [{ say = '빈칸', if = 'blank' }]").is_err(), "a misspelt key is no remark for always");
    }
}
