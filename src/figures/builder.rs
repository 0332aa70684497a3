//! The bench on which figures are made: facts to the left, wording beside it, finished figures to the right.
//!
//! Holds no arithmetic of its own; [`super::sums`] does.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{Figure, Figures};
use crate::dossier::Dossier;
use crate::finding::{Arg, Finding, Severity};
use crate::korean;
use crate::origin::Origin;
use crate::pack::Pack;
use crate::time::AsOf;
use crate::value::{Certainty, Digits, Fact, Field, Value};

/// What every family of figures works with.
pub(super) struct Builder<'a> {
    pub(super) pack: &'a Pack,
    pub(super) dossier: &'a Dossier,
    pub(super) figures: Figures,
    pub(super) findings: Vec<Finding>,
    /// Drafts that yield to others of their id which are still to be made.
    kept: Vec<Draft>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(pack: &'a Pack, dossier: &'a Dossier) -> Self {
        Self { pack, dossier, figures: Figures::default(), findings: Vec::new(), kept: Vec::new() }
    }

    /// Puts the words to a draft and keeps it; the first of an id stays.
    pub(super) fn add(&mut self, draft: Draft) {
        let word = self.pack.figures.get(draft.pattern);
        debug_assert!(word.is_some(), "no wording for {}", draft.pattern);
        let put = |text: &str| crate::lang::fill(text, crate::lang::Lang::Ko, |name| draft.args.get(name));
        let plain = self.label(&draft);
        let (label, id) = match draft.dated {
            Some((day, phrase)) => {
                let label = self.phrase_with(phrase, [("label", plain), ("date", korean::as_of(day))]);
                (label, format!("{}@{day}", draft.id))
            }
            None => (plain, draft.id),
        };
        let formula = word.and_then(|word| word.formula.get(draft.how)).map(|text| put(text)).unwrap_or_default();
        debug_assert!(word.is_none() || !formula.is_empty(), "no formula {} for {}", draft.how, draft.pattern);
        let value = draft.value.as_ref().map(|value| draft.rounding.of(value));
        let formula = if value == draft.value { formula } else { self.phrase_with("rounded", [("formula", formula)]) };
        let mut seen = BTreeSet::new();
        let origins = draft.origins.into_iter().filter(|origin| seen.insert(origin.clone())).collect();
        let certainty = if value.is_some() { draft.certainty } else { Certainty::Exact };
        let unit = word.map(|word| word.unit.clone()).unwrap_or_default();
        let Draft { name, inputs, chosen_by, .. } = draft;
        let mut seen = BTreeSet::new();
        let chosen_by = chosen_by.into_iter().filter(|cell| seen.insert(cell.clone())).collect();
        self.figures.add(Figure { id, label, name, unit, value, certainty, formula, origins, inputs, chosen_by });
    }

    /// Keeps a draft until [`Self::add_kept`].
    pub(super) fn add_later(&mut self, draft: Draft) {
        self.kept.push(draft);
    }

    pub(super) fn add_kept(&mut self) {
        for draft in std::mem::take(&mut self.kept) {
            self.add(draft);
        }
    }

    /// What a draft is called. A pack without the wording shows the id, so that the gap is seen rather than hidden.
    pub(super) fn label(&self, draft: &Draft) -> String {
        let Some(word) = self.pack.figures.get(draft.pattern) else { return draft.id.clone() };
        let label = crate::lang::fill(&word.label, crate::lang::Lang::Ko, |name| draft.args.get(name));
        match &draft.qualifier {
            Some(qualifier) => self.phrase_with("qualified", [("label", label), ("qualifier", qualifier.clone())]),
            None => label,
        }
    }

    /// The unit of a pattern.
    pub(super) fn unit(&self, pattern: &str) -> String {
        self.pack.figures.get(pattern).map(|word| word.unit.clone()).unwrap_or_default()
    }

    /// A value as formulas print it.
    pub(super) fn text(&self, value: &Value, certainty: Certainty, unit: &str) -> String {
        format!("{}{unit}", korean::value(value, certainty, &self.pack.terms))
    }

    /// A field's value as formulas print it, `파악 중` when it is not known.
    pub(super) fn field_text<T: Clone>(&self, field: &Field<T>, unit: &str, value: impl FnOnce(T) -> Value) -> String {
        match field.known() {
            Some(fact) => self.text(&value(fact.value.clone()), fact.certainty, unit),
            None => self.phrase("unknown"),
        }
    }

    /// A finished figure with its unit, `파악 중` when it has no value.
    pub(super) fn shown(&self, id: &str) -> String {
        match self.figures.get(id) {
            Some(Figure { value: Some(value), certainty, unit, .. }) => self.text(value, *certainty, unit),
            _ => self.phrase("unknown"),
        }
    }

    /// A fixed phrase of the pack.
    pub(super) fn phrase(&self, key: &str) -> String {
        self.pack.figures.phrase(key, &BTreeMap::new())
    }

    /// A phrase of the pack with arguments.
    pub(super) fn phrase_with<const N: usize>(&self, key: &str, args: [(&'static str, String); N]) -> String {
        self.pack.figures.phrase(key, &args.into_iter().map(|(name, text)| (name, Arg::from(text))).collect())
    }

    /// Terms side by side as formulas add them: `가 1건 + 나 2건`.
    pub(super) fn joined(&self, terms: &[String]) -> String {
        terms.join(&self.phrase("plus"))
    }

    /// The Korean name of a column, such as `지급 상태`; the field's id where the schema lacks it.
    pub(super) fn column(&self, sheet: &str, field: &str) -> String {
        let schema = self.pack.sheets.get(sheet).and_then(|sheet| Some(&sheet.field[sheet.index(field)?]));
        schema.map_or_else(|| field.to_owned(), |schema| schema.ko.clone())
    }

    /// Says that a figure could not be computed because a number does not fit.
    pub(super) fn overflow(&mut self, id: &str, origin: Option<&Origin>) {
        let finding = Finding::new("FIG01", Severity::Error).with("figure", id);
        self.findings.push(match origin {
            Some(origin) => finding.at(origin),
            None => finding,
        });
    }
}

/// To how many digits the value of a draft is meant.
#[derive(Debug, Clone, Copy)]
enum Rounding {
    None,
    Sum(Digits),
    Ratio(Digits),
}

impl Rounding {
    /// A value without digits that its sources do not have.
    fn of(self, value: &Value) -> Value {
        let round = |number: Decimal| match self {
            Self::None => number,
            Self::Sum(digits) => digits.of_sum(number),
            Self::Ratio(digits) => digits.of_ratio(number),
        };
        match value {
            Value::Count(count) => round((*count).into()).to_u64().map_or_else(|| value.clone(), Value::Count),
            Value::Won(won) => Value::Won(round(*won)),
            Value::Amount { quantity, unit } => Value::Amount { quantity: round(*quantity), unit: unit.clone() },
            Value::Share(share) => Value::Share(round(*share)),
            Value::Number(number) => Value::Number(round(*number)),
            other => other.clone(),
        }
    }
}

/// A figure before its words.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pattern: &'static str,
    id: String,
    how: &'static str,
    value: Option<Value>,
    certainty: Certainty,
    rounding: Rounding,
    args: BTreeMap<&'static str, Arg>,
    origins: Vec<Origin>,
    inputs: Vec<String>,
    chosen_by: Vec<Origin>,
    name: Option<String>,
    /// The day of its value, and the phrase of the label that says which day that is.
    dated: Option<(AsOf, &'static str)>,
    qualifier: Option<String>,
}

impl Draft {
    /// A figure worded as `pattern`, its formula being `how`.
    pub(super) fn new(pattern: &'static str, id: impl Into<String>, how: &'static str) -> Self {
        Self {
            pattern,
            id: id.into(),
            how,
            value: None,
            certainty: Certainty::Exact,
            rounding: Rounding::None,
            args: BTreeMap::new(),
            origins: Vec::new(),
            inputs: Vec::new(),
            chosen_by: Vec::new(),
            name: None,
            dated: None,
            qualifier: None,
        }
    }

    /// Which of the formulas of its pattern it has.
    pub(super) fn how(mut self, how: &'static str) -> Self {
        self.how = how;
        self
    }

    pub(super) fn value(mut self, value: Option<Value>) -> Self {
        self.value = value;
        self
    }

    pub(super) fn count(self, count: impl TryInto<u64>) -> Self {
        let count = count.try_into().ok();
        self.value(count.map(Value::Count))
    }

    pub(super) fn certainty(mut self, certainty: Certainty) -> Self {
        self.certainty = self.certainty.and(certainty);
        self
    }

    /// A sum, difference or middle of values: as certain as they are, and to the last digit of the coarsest estimate.
    pub(super) fn sum_of(mut self, digits: Digits) -> Self {
        self.rounding = Rounding::Sum(digits);
        self.certainty(digits.certainty())
    }

    /// A product, quotient or share of values: as certain as they are, and with no more digits than an estimate among them.
    pub(super) fn ratio_of(mut self, digits: Digits) -> Self {
        self.rounding = Rounding::Ratio(digits);
        self.certainty(digits.certainty())
    }

    pub(super) fn arg(mut self, name: &'static str, text: impl Into<String>) -> Self {
        self.args.insert(name, Arg::Plain(text.into()));
        self
    }

    /// The name of its code, which the label prints as `{name}`.
    pub(super) fn name(mut self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.name = Some(name.clone());
        self.arg("name", name)
    }

    /// The value as it stood on a day: `@day` after the id. The phrase `dated` or `published` says what day that is.
    pub(super) fn dated(mut self, day: Option<(AsOf, &'static str)>) -> Self {
        self.dated = day;
        self
    }

    /// Something that sets it apart from figures of the same wording, such as its channel.
    pub(super) fn qualified(mut self, qualifier: impl Into<String>) -> Self {
        self.qualifier = Some(qualifier.into());
        self
    }

    pub(super) fn origin(mut self, origin: &Origin) -> Self {
        self.origins.push(origin.clone());
        self
    }

    pub(super) fn origins<'o>(mut self, origins: impl IntoIterator<Item = &'o Origin>) -> Self {
        self.origins.extend(origins.into_iter().cloned());
        self
    }

    /// A fact it was computed from: its cell, and its doubt.
    pub(super) fn fact<T>(self, fact: &Fact<T>) -> Self {
        self.origin(&fact.origin).certainty(fact.certainty)
    }

    /// A cell it was computed from, whatever stands there.
    pub(super) fn field<T>(self, field: &Field<T>) -> Self {
        match field.known() {
            Some(fact) => self.fact(fact),
            None => self.origin(field.origin()),
        }
    }

    /// Cells that chose what it is computed from.
    pub(super) fn chosen_by<'o>(mut self, origins: impl IntoIterator<Item = &'o Origin>) -> Self {
        self.chosen_by.extend(origins.into_iter().cloned());
        self
    }

    pub(super) fn input(mut self, id: impl Into<String>) -> Self {
        self.inputs.push(id.into());
        self
    }

    pub(super) fn inputs(mut self, ids: impl IntoIterator<Item = String>) -> Self {
        self.inputs.extend(ids);
        self
    }
}
