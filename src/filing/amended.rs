//! 정정 이력: the values that a filing prints otherwise than the last one of its form did, each with the row of statistics
//! that says why.
//!
//! What was not known and now is (파악 중) is no correction, nor is a count within the bounds that were told; nor is a
//! moment of the filing itself.

use std::collections::{BTreeMap, BTreeSet};

use super::difference::stable_id;
use super::fill::Material;
use super::model::{Body, Filing, Inline};
use super::prior_filings::Before;
use super::reasons;
use crate::dossier::Record;
use crate::pack::Pack;

/// Longest text that stands in a cell of the table, characters.
const LONGEST: usize = 60;
/// Columns that say which row of a sheet it is.
const NAMES: [&str; 5] = ["name", "title", "service", "function", "target"];
/// Facts of the filing itself: they differ in every two.
const OF_FILING: [&str; 4] = ["case.report_at", "case.next_report_at", "case.stage", "case.doc_no"];
/// Ids of what was filed before, printed as such.
pub(super) const FILED: &str = "filed";

/// A value that is not what it was.
pub(super) struct Amended<'a> {
    /// What it is called.
    pub label: String,
    pub old: Inline,
    pub new: Inline,
    /// The row of statistics behind the new value.
    pub row: Option<&'a Record>,
    /// The row that says why it changed.
    pub why: Option<&'a Record>,
}

/// What a filing follows, and what changed since.
pub(super) struct Since<'a> {
    pub before: Before<'a>,
    pub amended: Vec<Amended<'a>>,
}

impl<'a> Since<'a> {
    /// What `filing`, as it stands without the table, changed of the one before it.
    pub(super) fn new(pack: &Pack, material: Material<'a>, before: Before<'a>, filing: &Filing) -> Self {
        let rows: Vec<&Record> = reasons::rows(material.dossier).collect();
        let mut told = BTreeSet::new();
        let mut amended = Vec::new();
        for (old, new) in changed(before.filing, filing) {
            let id = id_of(new).unwrap_or_default();
            let figure = material.figures.get(id);
            let row = figure.and_then(|figure| reasons::behind(material.figures, figure, &rows));
            // One cell prints under several ids: what it was and is stands once.
            let key = (row.map(|row| row.id.clone()), row.map_or(id, |_| "").to_owned(), text(old), text(new));
            if told.insert(key) {
                let label = figure.map_or_else(|| label(pack, material, id), |figure| figure.label.clone());
                let stated = row.filter(|row| row.text(reasons::REASON).value().is_some());
                let why = stated.or_else(|| reasons::judgement_of(material.dossier, id));
                amended.push(Amended { label, old: shortened(old), new: shortened(new), row, why });
            }
        }
        Self { before, amended }
    }
}

impl Since<'_> {
    /// Why each changed value changed, by id.
    pub(super) fn reasons(&self) -> BTreeMap<String, String> {
        let why = |amended: &Amended<'_>| {
            Some((id_of(&amended.new)?.to_owned(), amended.why?.text(reasons::REASON).value()?.clone()))
        };
        self.amended.iter().filter_map(why).collect()
    }
}

/// Values of one id that two filings print otherwise, in the order of the newer one.
pub fn changed<'f>(old: &'f Filing, new: &'f Filing) -> Vec<(&'f Inline, &'f Inline)> {
    let before = values(old);
    let keys: BTreeMap<_, _> = before.iter().map(|value| (key(value), *value)).collect();
    let pairs = values(new).into_iter().filter_map(|value| Some((*keys.get(&key(value))?, value)));
    pairs
        .filter(|(old, new)| is_said(old) && is_said(new) && text(old) != text(new) && !is_narrowed(old, new))
        .collect()
}

/// Values that a filing printed and the one after it does not, under no id of its own.
pub fn dropped<'f>(old: &'f Filing, new: &Filing) -> Vec<&'f Inline> {
    let now: BTreeSet<_> = new.printed().into_iter().flat_map(|(_, ids)| ids).map(|id| id.id().to_owned()).collect();
    let mut gone = values(old);
    gone.retain(|value| is_said(value) && id_of(value).is_some_and(|id| !now.contains(id)));
    gone
}

/// The values of the items and the summary by id, each once. What a filing says of the one before it is not its own.
fn values(filing: &Filing) -> Vec<&Inline> {
    let mut all: Vec<&Inline> = filing.summary.iter().flatten().collect();
    for item in filing.items() {
        match &item.content {
            Body::Text { paragraphs } => all.extend(paragraphs.iter().flatten()),
            Body::Facts { lines } => all.extend(lines.iter().flat_map(|line| &line.value)),
            Body::Table { table } => {
                all.extend(table.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.content));
            }
            Body::Chart { .. } | Body::None => {}
        }
    }
    let mut seen = BTreeSet::new();
    all.retain(|inline| is_own(inline) && seen.insert(key(inline)));
    all
}

fn is_own(inline: &Inline) -> bool {
    let Inline::Value { figure, value_type, .. } = inline else { return false };
    let Some(id) = stable_id(inline) else { return false };
    let is_name = figure.is_some() && value_type == "code";
    // A difference between two publications is no value of its own.
    let is_difference = id.contains(".restated");
    !is_name && !is_difference && !OF_FILING.contains(&id) && !id.starts_with("filed.")
}

fn key(inline: &Inline) -> (String, String) {
    match inline {
        Inline::Value { value_type, .. } => (id_of(inline).unwrap_or_default().to_owned(), value_type.clone()),
        Inline::Text { .. } | Inline::Cite { .. } => (String::new(), String::new()),
    }
}

/// The figure or fact of a value.
pub fn id_of(inline: &Inline) -> Option<&str> {
    let Inline::Value { figure, fact, .. } = inline else { return None };
    figure.as_deref().or(fact.as_deref())
}

/// Whether the value was known and printed.
fn is_said(inline: &Inline) -> bool {
    matches!(inline, Inline::Value { state, .. } if !matches!(state.as_str(), "pending" | "unknown" | "withheld"))
}

/// A count that was known by bounds and now is one of the counts between them: it says no other thing than before.
fn is_narrowed(old: &Inline, new: &Inline) -> bool {
    let (Inline::Value { text: bounds, state, .. }, Inline::Value { value: Some(value), .. }) = (old, new) else {
        return false;
    };
    let number = |text: &str| -> Option<u64> {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.parse().ok()
    };
    let (Some((least, most)), Ok(value)) = (bounds.split_once(" ~ "), value.parse::<u64>()) else { return false };
    let between = number(least).zip(number(most)).is_some_and(|(least, most)| (least..=most).contains(&value));
    state == "bounded" && between
}

fn text(inline: &Inline) -> String {
    match inline {
        Inline::Text { text } | Inline::Value { text, .. } | Inline::Cite { text, .. } => text.clone(),
    }
}

/// A long text by its beginning.
fn shortened(inline: &Inline) -> Inline {
    let mut short = inline.clone();
    if let Inline::Value { text, .. } = &mut short
        && text.chars().count() > LONGEST
    {
        *text = text.chars().take(LONGEST - 1).chain(['…']).collect();
    }
    short
}

/// What a fact is called: its row by name, and its column.
fn label(pack: &Pack, material: Material<'_>, id: &str) -> String {
    let fact = super::FactIndex::new(pack, material).get(id);
    let column = fact.map(|fact| fact.label).filter(|label| !label.is_empty());
    let Some(column) = column else { return pack.filing.amendment_other() };
    let sheet = id.split_once('.').map_or(id, |(sheet, _)| sheet);
    let mut records = material.dossier.sheet(sheet).iter();
    let record = records.find(|record| id.strip_prefix(record.id.as_str()).is_some_and(|rest| rest.starts_with('.')));
    let named = NAMES.iter().filter_map(|name| record?.text(name).value().cloned());
    named.chain([column]).collect::<Vec<_>>().join(" ")
}
