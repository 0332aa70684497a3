//! Everything that some cells became: facts, figures, places of filings; or why they became nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::leave_one_out::{Alone, Omitted, columns_by_row, covers_row, unit};
use super::{Role, SeenCell, Sight};
use crate::dossier::Record;
use crate::figures::{Figure, Figures};
use crate::filing::{Filing, Spot};
use crate::origin::Origin;
use crate::value::Field;

/// A fact that was read from the cells.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FactUse {
    pub id: String,
    /// Table and column, in Korean.
    pub label: String,
}

/// How a figure depends on cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Via {
    /// It is computed from their value.
    Value,
    /// Their row is counted or looked at in it.
    Row,
    /// They decide what it is computed from: without them it would be another.
    Choice,
    /// It is computed from such figures.
    Figures,
}

impl Via {
    /// The word of the JSON contract.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Row => "row",
            Self::Choice => "choice",
            Self::Figures => "figures",
        }
    }
}

/// A figure that the cells feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureUse {
    pub id: String,
    pub via: Via,
    /// The fed figures that it is computed from, where it is by way of them.
    pub through: Vec<String>,
}

/// A place of a filing that prints one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceUse {
    /// Name of the filing's files.
    pub file: String,
    pub form: String,
    pub title: String,
    /// Id, mark and label of the section and of the item; none for what stands outside of them.
    pub section: Option<[String; 3]>,
    pub item: Option<[String; 3]>,
    /// `head`, `summary`, `item` or `foot`.
    pub spot: &'static str,
    /// What is printed there of them.
    pub ids: Vec<String>,
}

/// Why cells became nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnusedReason {
    /// What the cell is to its table says it.
    Role(Role),
    /// It holds what could not be read, which a finding says.
    NotUnderstood,
    /// It was read, and nothing of this case asks for it.
    NotAsked,
}

/// What became of some cells.
#[derive(Debug)]
pub struct Uses<'a> {
    pub cells: Vec<SeenCell<'a>>,
    pub facts: Vec<FactUse>,
    pub figures: Vec<FigureUse>,
    pub places: Vec<PlaceUse>,
    /// Why there is no figure and no place.
    pub unused: Option<UnusedReason>,
}

/// Finds everything that the cells of `sight` feed.
#[must_use]
pub fn uses<'a>(subject: &'a mut Omitted<'_>, filings: &[Filing], sight: &Sight) -> Uses<'a> {
    let places = places(subject, sight, &[Role::Field, Role::Blank]);
    let facts = facts(subject.dossier.records.values().flatten(), &places);
    let figures = figures(subject, sight, &places);
    let ids: BTreeSet<&str> =
        facts.iter().map(|fact| fact.id.as_str()).chain(figures.iter().map(|figure| figure.id.as_str())).collect();
    let printed = filings.iter().flat_map(|filing| printed(filing, &ids)).collect::<Vec<_>>();
    let cells = sight.cells(subject.dossier);
    let unused = (figures.is_empty() && printed.is_empty()).then(|| why(&cells, &facts));
    Uses { cells, facts, figures, places: printed, unused }
}

/// Where the values that are read from the cells are said to stand: of a moment in two cells, or a value that the mapping
/// makes of several, in one of them.
fn places(subject: &Omitted<'_>, sight: &Sight, roles: &[Role]) -> BTreeSet<Origin> {
    let mut places = BTreeSet::new();
    for seen in sight.cells(subject.dossier) {
        if let Some(table) = seen.table.filter(|_| roles.contains(&seen.role)) {
            places.extend(seen.fields.iter().map(|field| table.origin(seen.at.row, *field)));
        }
    }
    places
}

fn facts<'r>(records: impl Iterator<Item = &'r Record>, places: &BTreeSet<Origin>) -> Vec<FactUse> {
    let mut found = BTreeSet::new();
    for record in records {
        for (schema, field) in record.schema.field.iter().zip(&record.fields) {
            if !matches!(field, Field::Blank(_)) && places.contains(field.origin()) && !schema.personal {
                let label = format!("{} {}", record.schema.ko, schema.ko);
                found.insert(FactUse { id: record.fact_id(&schema.id), label });
            }
        }
    }
    found.into_iter().collect()
}

fn figures(subject: &mut Omitted<'_>, sight: &Sight, places: &BTreeSet<Origin>) -> Vec<FigureUse> {
    let mut direct: BTreeMap<String, Via> = BTreeMap::new();
    let mut feed = |id: &str, via: Via| {
        let known = direct.entry(id.to_owned()).or_insert(via);
        *known = via.min(*known);
    };
    // An empty cell feeds what says that it is empty, and not what counts its row.
    let filled = self::places(subject, sight, &[Role::Field]);
    // Held rows: the cell itself, or a row that is named as a whole.
    for figure in subject.figures.iter() {
        for origin in figure.origins.iter().filter(|origin| origin.rows.is_none()) {
            if places.contains(origin) {
                feed(&figure.id, Via::Value);
            } else if filled.iter().any(|place| lies_in(place, origin)) {
                feed(&figure.id, Via::Row);
            }
        }
    }
    // What the cell was looked at for, whatever came of it.
    for figure in subject.figures.iter().filter(|figure| figure.chosen_by.iter().any(|cell| places.contains(cell))) {
        feed(&figure.id, Via::Choice);
    }
    // Folded rows: what the row counts in alone.
    for table in subject.folded(sight) {
        for (number, columns) in columns_by_row(sight, subject.dossier, &subject.dossier.tables[table]) {
            let Some(row) = sight.rows.iter().find(|row| row.number == number) else { continue };
            let alone = subject.alone(table, row, &columns);
            for figure in subject.figures.iter().filter(|figure| is_fold_over(figure, sight, number)) {
                if let Some(via) = counted(figure, &alone, sight, number) {
                    feed(&figure.id, via);
                }
            }
        }
    }
    // Statistics that are added up over a range of rows.
    let held: BTreeSet<u32> = filled.iter().filter_map(Origin::address).map(|at| at.row).collect();
    if subject.folded(sight).is_empty() {
        for figure in subject.figures.iter() {
            if held.iter().any(|row| is_fold_over(figure, sight, *row)) {
                feed(&figure.id, Via::Row);
            }
        }
    }
    let changed = subject.without(places);
    let derived = derived(subject.figures, direct.keys().cloned().collect());
    let chosen: Vec<String> =
        changed.into_iter().filter(|id| !direct.contains_key(id) && !derived.contains(id)).collect();
    direct.extend(chosen.into_iter().map(|id| (id, Via::Choice)));
    let all = derived_from(subject.figures, &direct);
    all.into_iter().collect()
}

/// Whether a cell lies in a range of more than one.
fn lies_in(place: &Origin, range: &Origin) -> bool {
    place.address().is_some_and(|at| range.covers(&place.sheet, at))
}

/// Whether a figure folds a range of rows that has this one in it.
fn is_fold_over(figure: &Figure, sight: &Sight, row: u32) -> bool {
    let folds = |origin: &&Origin| origin.rows.is_some();
    figure.origins.iter().filter(folds).any(|origin| covers_row(origin, &sight.target.sheet, row))
}

/// How a fold takes a row in: by its filter as the row does alone; without a filter it looks at every row.
fn counted(figure: &Figure, alone: &Alone, sight: &Sight, row: u32) -> Option<Via> {
    let mut over = figure.origins.iter().filter(|origin| covers_row(origin, &sight.target.sheet, row));
    // An amount in a unit of its own bears that unit in its id only beside others.
    let stems = |id: &str| figure.id.strip_prefix(id).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let same =
        alone.counts.iter().find(|(id, of)| **id == figure.id || (of.is_some() && stems(id) && **of == unit(figure)));
    match same {
        Some((id, _)) if alone.decides.contains(id) => Some(Via::Value),
        Some(_) => Some(Via::Row),
        None => over.any(|origin| origin.filter.is_none()).then_some(Via::Row),
    }
}

/// Ids of the figures that are computed from some, directly or not.
fn derived(figures: &Figures, mut from: BTreeSet<String>) -> BTreeSet<String> {
    let first = from.clone();
    loop {
        let more: Vec<String> = figures
            .iter()
            .filter(|figure| !from.contains(&figure.id) && figure.inputs.iter().any(|input| from.contains(input)))
            .map(|figure| figure.id.clone())
            .collect();
        if more.is_empty() {
            return from.difference(&first).cloned().collect();
        }
        from.extend(more);
    }
}

/// The fed figures, each with how it is fed; those that are computed from others name them.
fn derived_from(figures: &Figures, direct: &BTreeMap<String, Via>) -> Vec<FigureUse> {
    let derived = derived(figures, direct.keys().cloned().collect());
    let is_fed = |id: &String| direct.contains_key(id) || derived.contains(id);
    let one = |figure: &Figure| {
        let via = direct.get(&figure.id).copied().or(derived.contains(&figure.id).then_some(Via::Figures))?;
        let through = match via {
            Via::Figures => figure.inputs.iter().filter(|input| is_fed(input)).cloned().collect(),
            Via::Value | Via::Row | Via::Choice => Vec::new(),
        };
        Some(FigureUse { id: figure.id.clone(), via, through })
    };
    let mut all: Vec<FigureUse> = figures.iter().filter_map(one).collect();
    all.sort_by(|a, b| (a.via, &a.id).cmp(&(b.via, &b.id)));
    all
}

/// The places of a filing that print one of the ids.
fn printed(filing: &Filing, wanted: &BTreeSet<&str>) -> Vec<PlaceUse> {
    let place = |(spot, ids): (Spot<'_>, Vec<crate::filing::PrintedId<'_>>)| {
        let mut here: Vec<String> = Vec::new();
        for id in ids.iter().map(|id| id.id()).filter(|id| wanted.contains(id)) {
            if !here.iter().any(|known| known == id) {
                here.push(id.to_owned());
            }
        }
        let triple = |id: &str, mark: &str, label: &str| [id, mark, label].map(str::to_owned);
        let (spot, section, item) = match spot {
            Spot::Head => ("head", None, None),
            Spot::Summary => ("summary", None, None),
            Spot::Foot => ("foot", None, None),
            Spot::Item { section, item } => (
                "item",
                Some(triple(&section.id, &section.mark, &section.label)),
                Some(triple(&item.id, &item.mark, &item.label)),
            ),
        };
        let (file, form, title) = (filing.file.clone(), filing.form.clone(), filing.title.clone());
        (!here.is_empty()).then_some(PlaceUse { file, form, title, section, item, spot, ids: here })
    };
    filing.printed().into_iter().filter_map(place).collect()
}

/// Why nothing came of the cells: the first of them speaks for all.
fn why(cells: &[SeenCell<'_>], facts: &[FactUse]) -> UnusedReason {
    let Some(first) = cells.iter().find(|seen| seen.role == Role::Field).or(cells.first()) else {
        return UnusedReason::Role(Role::Blank);
    };
    match first.role {
        Role::Field if facts.is_empty() && !is_folded(first) => UnusedReason::NotUnderstood,
        Role::Field => UnusedReason::NotAsked,
        other => UnusedReason::Role(other),
    }
}

/// Rows of these tables leave no facts behind, whatever is in them.
fn is_folded(seen: &SeenCell<'_>) -> bool {
    seen.table.is_some_and(|table| table.schema.fold || table.schema.id == "payout")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_lies_in_a_range_of_its_sheet_alone() {
        use std::sync::Arc;

        use crate::origin::{Address, Place, Range, SheetRef};

        let sheet = |no: u32| {
            let (file, sheet, sha256) = ("a.xlsx".to_owned(), "s".to_owned(), String::new());
            Arc::new(SheetRef { file, file_no: 1, sheet, sheet_no: no, sha256 })
        };
        let range = Range { first: Address { row: 2, col: 1 }, last: Address { row: 9, col: 4 } };
        let all = Origin::range(&sheet(1), range);
        assert!(matches!(all.place, Place::Cells(_)));
        assert!(lies_in(&Origin::cell(&sheet(1), 2, 4), &all) && lies_in(&Origin::cell(&sheet(1), 9, 1), &all));
        for (no, row, col) in [(1, 1, 1), (1, 10, 1), (1, 2, 5), (2, 2, 4)] {
            assert!(!lies_in(&Origin::cell(&sheet(no), row, col), &all), "{no} {row} {col}");
        }
    }
}
