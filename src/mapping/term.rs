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

    /// Position of the code that a cell names: as it stands, without a number before it (`2. 소상공인`, `②소상공인`), or
    /// without a remark in brackets behind it (`소상공인(음식점)`).
    #[must_use]
    pub fn find(&self, text: &str) -> Option<usize> {
        let exactly = |text: &str| self.by_name.get(text).or_else(|| self.by_name.get(&normalise(text))).copied();
        exactly(text).or_else(|| {
            let bare = without_number(text);
            exactly(bare).or_else(|| exactly(without_remark(bare)?))
        })
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

/// `02. 소상공인`, `2) 소상공인`, `02_소상공인`, `②소상공인` without what counts them.
fn without_number(text: &str) -> &str {
    let text = text.trim_start();
    if let Some(rest) = text.strip_prefix(|c: char| ('①'..='⑳').contains(&c)) {
        return rest.trim_start();
    }
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let counted = (1..=2).contains(&(text.len() - rest.len()));
    let marked = rest.strip_prefix(['.', ')', '_', '-', ':']);
    marked.filter(|_| counted).map_or(text, str::trim_start)
}

/// What stands before a remark in brackets.
fn without_remark(text: &str) -> Option<&str> {
    let text = text.trim_end();
    let open = text.find(['(', '（', '['])?;
    (open > 0 && text.ends_with([')', '）', ']'])).then(|| text[..open].trim_end())
}
