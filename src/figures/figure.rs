//! One computed number, and the ordered set of them.

use std::collections::BTreeMap;

use crate::origin::Origin;
use crate::value::{Certainty, Value};

/// A number computed from facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// `noun.noun[.code][@as_of]`, such as `claims.by_harm.paid_service@2022-12-29`.
    pub id: String,
    /// What it is, in Korean, such as `피해 접수 합계`.
    pub label: String,
    /// The name of its code alone, such as `유료 서비스 피해`: what a table of its family prints in the first column.
    pub name: Option<String>,
    /// What follows the printed number, such as `건`; empty where the value's type already says it.
    pub unit: String,
    /// `None` when a fact it needs is not known.
    pub value: Option<Value>,
    pub certainty: Certainty,
    /// How it was computed, in words, with its numbers: `당사 87,195건 + 계열회사 17,921건`.
    pub formula: String,
    /// The cells it was computed from directly.
    pub origins: Vec<Origin>,
    /// The figures it was computed from.
    pub inputs: Vec<String>,
    /// Cells that chose what it was computed from, such as the days by which one publication is the latest. Printed on no
    /// page: they say nothing of its value.
    pub chosen_by: Vec<Origin>,
}

/// All figures of a case by id.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    figures: BTreeMap<String, Figure>,
}

impl Figures {
    /// Adds a figure; the first of an id stays.
    pub fn add(&mut self, figure: Figure) {
        self.figures.entry(figure.id.clone()).or_insert(figure);
    }

    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Figure> {
        self.figures.get(id)
    }

    /// The value, when known.
    #[must_use]
    pub fn value(&self, id: &str) -> Option<&Value> {
        self.get(id)?.value.as_ref()
    }

    /// Figures whose id is `family` plus one more part, in id order: `claims.by_harm` gives `claims.by_harm.*`, not the
    /// dated `claims.by_harm.*@2022-12-29`.
    pub fn family<'a>(&'a self, family: &'a str) -> impl Iterator<Item = (&'a str, &'a Figure)> {
        self.figures.values().filter_map(move |figure| {
            let code = figure.id.strip_prefix(family)?.strip_prefix('.')?;
            (!code.contains(['.', '@'])).then_some((code, figure))
        })
    }

    pub fn iter(&self) -> impl Iterator<Item = &Figure> {
        self.figures.values()
    }
}
