//! Code lists as lookup tables: a code by its Korean or English name, its other names, or itself.

use std::collections::HashMap;

use super::names::normalise;
use crate::pack::Term;

/// One list, ready for lookup.
#[derive(Debug, Clone)]
pub struct CodeMap {
    /// Codes in page order.
    pub codes: Vec<String>,
    /// Korean and English names in the same order.
    pub names: Vec<(String, String)>,
    by_name: HashMap<String, usize>,
}

impl CodeMap {
    #[must_use]
    pub fn new(terms: &[(String, Term)]) -> Self {
        let mut by_name = HashMap::new();
        for (index, (code, term)) in terms.iter().enumerate() {
            let names = [code, &term.ko, &term.en].into_iter().chain(&term.also);
            for name in names {
                // As written first: a name of punctuation alone, such as "-", has no normal form.
                by_name.entry(name.clone()).or_insert(index);
                by_name.entry(normalise(name)).or_insert(index);
            }
        }
        by_name.remove("");
        let names = terms.iter().map(|(_, term)| (term.ko.clone(), term.en.clone())).collect();
        Self { codes: terms.iter().map(|(code, _)| code.clone()).collect(), names, by_name }
    }

    /// Position of the code that a cell names.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<usize> {
        self.by_name.get(text).or_else(|| self.by_name.get(&normalise(text))).copied()
    }

    /// The codes that a cell names, separated by commas, semicolons or line breaks.
    #[must_use]
    pub fn find_all(&self, text: &str) -> Option<Vec<usize>> {
        if let Some(one) = self.find(text) {
            return Some(vec![one]);
        }
        let parts = text.split([',', ';', '\n', '、', '，']).map(str::trim).filter(|part| !part.is_empty());
        let mut found = Vec::new();
        for part in parts {
            let index = self.find(part)?;
            if !found.contains(&index) {
                found.push(index);
            }
        }
        (!found.is_empty()).then_some(found)
    }

    /// Korean names, for a message: `일반 이용자, 소상공인`.
    #[must_use]
    pub fn allowed(&self) -> (String, String) {
        let join = |pick: fn(&(String, String)) -> &str| self.names.iter().map(pick).collect::<Vec<_>>().join(", ");
        (join(|(ko, _)| ko), join(|(_, en)| en))
    }
}
