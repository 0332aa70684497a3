//! What the cells of folded rows name: codes of closed lists, rows of other sheets; each text is looked up once.

use std::collections::HashMap;
use std::sync::Arc;

use super::references::Ids;
use crate::mapping::{CodeMap, Parsed, compose, excuse};
use crate::source::CellValue;
use crate::value::Digits;

/// Claims and what they claim, all of them and the filer's own.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RunningSum {
    pub rows: u64,
    pub won: i128,
    /// How exactly the amounts in it are known.
    pub digits: Digits,
    pub own_rows: u64,
    pub own_won: i128,
    pub own_digits: Digits,
}

/// What a row claims: nothing where its amount is not known.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Claimed {
    pub won: i128,
    /// Of an estimate.
    pub digits: Option<Digits>,
}

impl RunningSum {
    pub(super) fn add(&mut self, claimed: Claimed, own: bool) {
        self.rows += 1;
        self.won += claimed.won;
        if let Some(digits) = claimed.digits {
            self.digits = self.digits.join(digits);
        }
        if own {
            self.own_rows += 1;
            self.own_won += claimed.won;
            if let Some(digits) = claimed.digits {
                self.own_digits = self.own_digits.join(digits);
            }
        }
    }
}

/// A dimension whose codes are a closed list.
pub(super) struct Coded {
    pub name: &'static str,
    pub field: usize,
    pub list: Arc<CodeMap>,
    /// Position in the list by the cell as written.
    seen: HashMap<String, Option<usize>>,
    /// One sum per code, and one more for empty cells.
    pub sums: Vec<RunningSum>,
}

impl Coded {
    pub(super) fn new(name: &'static str, field: usize, list: Arc<CodeMap>) -> Self {
        let sums = vec![RunningSum::default(); list.codes.len() + 1];
        Self { name, field, list, seen: HashMap::new(), sums }
    }

    /// Position of the code that a cell names.
    pub(super) fn find(&mut self, text: &str) -> Option<usize> {
        if let Some(found) = self.seen.get(text) {
            return *found;
        }
        let found = self.list.find(text);
        self.seen.insert(text.to_owned(), found);
        found
    }
}

/// A cell that names a row of another sheet.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ResolvedName {
    /// Position among the names seen.
    Known(usize),
    /// A dash or another word for nothing.
    Nothing,
    Unresolved,
}

/// Names of rows of another sheet as the cells write them.
#[derive(Default)]
pub(super) struct NameLookup {
    seen: HashMap<String, ResolvedName>,
    pub ids: Vec<String>,
}

impl NameLookup {
    /// The row that a cell names. Without rows to choose from every name stands for itself.
    pub(super) fn find(&mut self, text: &str, ids: &Ids) -> ResolvedName {
        if let Some(found) = self.seen.get(text) {
            return *found;
        }
        let plain = compose(text);
        if matches!(excuse(&CellValue::Text(text.into()), true), Some(Parsed::Blank | Parsed::Pending)) {
            self.seen.insert(text.to_owned(), ResolvedName::Nothing);
            return ResolvedName::Nothing;
        }
        let id = match () {
            () if ids.is_empty() || ids.contains(&plain) => Some(plain),
            () => ids.by_name(&plain).map(str::to_owned),
        };
        let named = id.map_or(ResolvedName::Unresolved, |id| {
            ResolvedName::Known(self.ids.iter().position(|known| *known == id).unwrap_or_else(|| {
                self.ids.push(id);
                self.ids.len() - 1
            }))
        });
        self.seen.insert(text.to_owned(), named);
        named
    }
}
