//! What a filing says so far: a sentence that speaks of another part of it stands only where that part does.
//!
//! The summary is filled behind the sections and may speak of all of them; an item may speak of what stands before it.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::model::{Body, Inline, ItemState};
use crate::pack::Item;

/// The parts that stand, by the names that tests give them.
#[derive(Debug, Default)]
pub(super) struct AvailableItems {
    names: RefCell<BTreeSet<String>>,
    words: RefCell<Vec<String>>,
}

impl AvailableItems {
    /// Whether a part stands: `item.ID`, `section.ID`, `withheld.GROUND`, `form.blanks`.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.borrow().contains(name)
    }

    /// What the parts that stand are told as, joined; nothing where none is.
    pub(super) fn joined(&self, comma: &str) -> Option<String> {
        let words = self.words.borrow();
        (!words.is_empty()).then(|| words.join(comma))
    }

    /// Keeps an item in mind that has something to say.
    pub(super) fn item(&self, item: &Item, state: ItemState, content: &Body, blank: &str) {
        if !matches!(state, ItemState::Complete | ItemState::Pending) {
            return;
        }
        let mut names = self.names.borrow_mut();
        names.insert(format!("item.{}", item.id));
        if has_blank(content, blank) {
            names.insert("form.blanks".to_owned());
        }
        let mut words = self.words.borrow_mut();
        if let Some(word) = item.told.as_ref().filter(|word| !words.contains(word)) {
            words.push(word.clone());
        }
    }

    /// Keeps a section in mind, once one of its items has something to say.
    pub(super) fn section(&self, id: &str) {
        self.names.borrow_mut().insert(format!("section.{id}"));
    }

    /// Keeps in mind that something is not for the public on a ground.
    pub(super) fn withheld(&self, ground: &str) {
        self.names.borrow_mut().insert(format!("withheld.{ground}"));
    }
}

/// Whether a cell of a table is empty.
fn has_blank(content: &Body, blank: &str) -> bool {
    let Body::Table { table } = content else { return false };
    table.rows.iter().flat_map(|row| &row.cells).any(|cell| is_blank(&cell.content, blank))
}

/// Whether a run is the mark of an empty cell.
pub(super) fn is_blank(content: &[Inline], blank: &str) -> bool {
    matches!(content, [Inline::Text { text }] if text == blank)
}
