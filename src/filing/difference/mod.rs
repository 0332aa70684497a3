//! What differs between two filings of one form: by item, and by figure where a value has an id.
//!
//! Both sides are data alone, so a filing of years ago and one of today compare without the case behind either. A value
//! that stands in several places is told once, where the newer filing prints it first; a sentence that differs only in its
//! values is told as those values. Charts are not compared: their data stand in tables.

mod lines;
mod pairs;

pub(super) use self::lines::stable_id;

use std::collections::{BTreeMap, BTreeSet};

use self::lines::{ContentLine, of_body, of_facts, of_texts};
use super::model::{Filing, Inline, Source};

/// What a change is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// A value with an id.
    Value,
    /// Wording, or a cell that is no value.
    Text,
    /// A whole row of a table.
    Row,
    /// The law that an item or the form names as its basis.
    Basis,
    /// A property of the document, named by its key in the JSON of a filing.
    Document,
    /// The data differ in nothing that is compared one by one.
    Other,
}

impl ChangeKind {
    /// The word of the JSON contract.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Text => "text",
            Self::Row => "row",
            Self::Basis => "basis",
            Self::Document => "document",
            Self::Other => "other",
        }
    }
}

/// One side of a change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PrintedValue {
    /// As the filing prints it.
    pub text: String,
    /// Plain value, where there is one.
    pub value: Option<String>,
    /// Type of the value; `text` for wording.
    pub kind: String,
    /// `exact`, `estimate`, `bounded`, `pending` …; empty for wording.
    pub state: String,
}

impl PrintedValue {
    fn words(text: impl Into<String>) -> Self {
        Self { text: text.into(), value: None, kind: "text".to_owned(), state: String::new() }
    }
}

/// Something that is not what it was. Without an old side it was added, without a new one it is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub kind: ChangeKind,
    /// Figure or fact, where it is one; the key of the property of a document.
    pub id: Option<String>,
    /// What it is called in the filing; empty where only its kind says so.
    pub label: String,
    pub old: Option<PrintedValue>,
    pub new: Option<PrintedValue>,
    /// Why, where the newer filing says it (정정 사유).
    pub reason: Option<String>,
}

/// A part of a filing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangePlace {
    /// Title, head, basis.
    Head,
    /// 문서요지.
    Summary,
    Item {
        section: String,
        item: String,
        section_label: String,
        label: String,
    },
    /// Remarks, sender, enclosures.
    Foot,
}

/// What became of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    Added,
    Removed,
    Changed,
}

impl Became {
    /// The word of the JSON contract.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// A part with what changed in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceDifference {
    pub place: ChangePlace,
    pub became: Became,
    pub changes: Vec<Change>,
}

/// All that differs between two filings of one form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    pub places: Vec<PlaceDifference>,
    /// Ids whose source notes changed, though what is printed may not have.
    pub notes: Vec<String>,
}

impl Difference {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty() && self.notes.is_empty()
    }

    /// Every change in print order.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.places.iter().flat_map(|place| &place.changes)
    }

    /// What differs between an older filing and a newer one.
    #[must_use]
    pub fn between(old: &Filing, new: &Filing) -> Self {
        let mut work = DifferenceBuilder {
            old,
            new,
            labels: labels(old, new),
            told: BTreeSet::new(),
            difference: Self::default(),
        };
        work.head();
        work.part(ChangePlace::Summary, of_texts(&old.summary), of_texts(&new.summary), Vec::new());
        work.items();
        work.foot();
        work.sources();
        if work.difference.is_empty() && old != new {
            let other =
                Change { kind: ChangeKind::Other, id: None, label: String::new(), old: None, new: None, reason: None };
            work.difference.places.push(PlaceDifference {
                place: ChangePlace::Foot,
                became: Became::Changed,
                changes: vec![other],
            });
        }
        work.difference
    }
}

/// Filings of both sides brought together by form: those of one name and edition, then those of one name. What has no
/// like on the other side stands alone.
#[must_use]
pub fn pairs<'a>(old: &'a [Filing], new: &'a [Filing]) -> Vec<(Option<&'a Filing>, Option<&'a Filing>)> {
    pairs::filings(old, new)
}

/// Names of figures: those of the newer filing first. The note of a fact names its sheet only.
fn labels(old: &Filing, new: &Filing) -> BTreeMap<String, String> {
    let is_figure = |source: &&Source| !source.formula.is_empty() || !source.inputs.is_empty();
    let of = |filing: &Filing| {
        let named = filing.sources.iter().filter(is_figure);
        named.map(|source| (source.id.clone(), source.label.clone())).collect::<Vec<_>>()
    };
    of(old).into_iter().chain(of(new)).collect()
}

struct DifferenceBuilder<'a> {
    old: &'a Filing,
    new: &'a Filing,
    labels: BTreeMap<String, String>,
    /// Values that were told: an id changes once, however often it is printed.
    told: BTreeSet<(String, Option<PrintedValue>, Option<PrintedValue>)>,
    difference: Difference,
}

impl DifferenceBuilder<'_> {
    fn head(&mut self) {
        let (old, new) = (self.old, self.new);
        let flag = |is: bool| is.to_string();
        let properties = [
            ("title", old.title.clone(), new.title.clone()),
            ("subtitle", old.subtitle.clone(), new.subtitle.clone()),
            ("case_id", old.case_id.clone(), new.case_id.clone()),
            ("stage", old.stage.clone(), new.stage.clone()),
            ("edition", old.edition.clone(), new.edition.clone()),
            ("report_at", old.report_at.clone(), new.report_at.clone()),
            ("law_date", old.law_date.clone(), new.law_date.clone()),
            ("keywords", old.keywords.join(", "), new.keywords.join(", ")),
            ("draft", flag(old.draft), flag(new.draft)),
            ("hypothetical", flag(old.hypothetical), flag(new.hypothetical)),
        ];
        let mut changes: Vec<Change> = properties
            .into_iter()
            .filter(|(_, old, new)| old != new)
            .map(|(key, old, new)| Change {
                kind: ChangeKind::Document,
                id: Some(key.to_owned()),
                label: String::new(),
                old: Some(PrintedValue::words(old)),
                new: Some(PrintedValue::words(new)),
                reason: None,
            })
            .collect();
        changes.extend(basis(&old.basis, &new.basis));
        let (before, after) = (of_facts(&old.head), of_facts(&new.head));
        // What the head prints is told as the head prints it.
        let printed: BTreeSet<String> =
            pairs::changes(before.clone(), after.clone()).into_iter().filter_map(|change| change.id).collect();
        changes.retain(|change| !change.id.as_ref().is_some_and(|key| printed.contains(&format!("case.{key}"))));
        self.part(ChangePlace::Head, before, after, changes);
    }

    fn items(&mut self) {
        let (old, new) = (self.old, self.new);
        let all = |filing: &Filing| {
            let sections = filing.sections.iter();
            sections
                .flat_map(|section| section.items.iter().map(|item| (section.id.clone(), item.id.clone())))
                .collect::<Vec<_>>()
        };
        // In the order of the newer filing; what is gone stands behind what it stood behind.
        for (section, item) in pairs::merged(&all(old), &all(new)) {
            let find = |filing: &Filing| {
                let found = filing.sections.iter().find(|found| found.id == section)?;
                let of_section = found.items.iter().find(|found| found.id == item)?.clone();
                Some((found.label.clone(), of_section))
            };
            let (before, after) = (find(old), find(new));
            let Some((section_label, shown)) = after.as_ref().or(before.as_ref()) else { continue };
            let place = ChangePlace::Item {
                section: section.clone(),
                item: item.clone(),
                section_label: section_label.clone(),
                label: shown.label.clone(),
            };
            let became = match (&before, &after) {
                (None, _) => Became::Added,
                (_, None) => Became::Removed,
                _ => Became::Changed,
            };
            let lines = |side: &Option<(String, super::FilledItem)>| {
                side.as_ref().map(|(_, item)| of_body(&item.content)).unwrap_or_default()
            };
            let mut changes = Vec::new();
            if let (Some((_, before)), Some((_, after))) = (&before, &after) {
                changes.extend(basis(&before.basis, &after.basis));
                changes.extend(words(ChangeKind::Text, &before.heading(), &after.heading()));
            }
            self.add(place, became, lines(&before), lines(&after), changes);
        }
    }

    fn foot(&mut self) {
        let lines = |filing: &Filing| {
            let mut texts = filing.remarks.clone();
            texts.push(filing.sender.clone());
            texts.extend(filing.approval.iter().chain(&filing.dispatch).map(|line| line.value.clone()));
            texts.extend(filing.attachments.iter().map(|line| vec![Inline::Text { text: line.clone() }]));
            texts.retain(|inlines| !inlines.is_empty());
            of_texts(&texts)
        };
        self.part(ChangePlace::Foot, lines(self.old), lines(self.new), Vec::new());
    }

    /// Notes of one id on both sides that lead elsewhere or are computed otherwise. Numbers of notes shift and say nothing.
    fn sources(&mut self) {
        let old: BTreeMap<&str, &Source> = self.old.sources.iter().map(|source| (source.id.as_str(), source)).collect();
        let says = |source: &Source| {
            (source.label.clone(), source.formula.clone(), source.origins.clone(), source.cited.clone())
        };
        let changed =
            self.new.sources.iter().filter(|new| old.get(new.id.as_str()).is_some_and(|old| says(old) != says(new)));
        self.difference.notes = changed.map(|source| source.id.clone()).collect();
    }

    fn part(&mut self, place: ChangePlace, old: Vec<ContentLine>, new: Vec<ContentLine>, changes: Vec<Change>) {
        self.add(place, Became::Changed, old, new, changes);
    }

    fn add(
        &mut self,
        place: ChangePlace,
        became: Became,
        old: Vec<ContentLine>,
        new: Vec<ContentLine>,
        mut changes: Vec<Change>,
    ) {
        changes.extend(pairs::changes(old, new));
        changes.retain_mut(|change| {
            let Some(id) = change.id.clone().filter(|_| change.kind == ChangeKind::Value) else { return true };
            if let Some(label) = self.labels.get(&id) {
                change.label.clone_from(label);
            }
            change.reason = self.new.reason(&id).map(str::to_owned).filter(|_| change.old.is_some());
            self.told.insert((id, change.old.clone(), change.new.clone()))
        });
        if !changes.is_empty() || became != Became::Changed {
            self.difference.places.push(PlaceDifference { place, became, changes });
        }
    }
}

fn words(kind: ChangeKind, old: &str, new: &str) -> Option<Change> {
    let side = |text: &str| (!text.is_empty()).then(|| PrintedValue::words(text));
    let (old, new) = (side(old), side(new));
    (old != new).then(|| Change { kind, id: None, label: String::new(), old, new, reason: None })
}

fn basis(old: &[crate::pack::Citation], new: &[crate::pack::Citation]) -> Option<Change> {
    let text = |all: &[crate::pack::Citation]| {
        all.iter().map(|citation| citation.text.as_str()).collect::<Vec<_>>().join(", ")
    };
    words(ChangeKind::Basis, &text(old), &text(new))
}
