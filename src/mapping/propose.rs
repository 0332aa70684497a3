//! Which field a column could be, how sure that is, and why. Proposals for a person: nothing is read by them until
//! `mapping.toml` says so.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::block::names;
use super::kind::{ColumnKind, ColumnTally};
use super::names::normalise;
use super::schemas::Schemas;
use super::unit::HeaderUnit;
use crate::korean::nearest;
use crate::pack::{FieldType, SheetSchema};

/// Why a column is proposed for a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchReason {
    /// The header is a name of the field: it is read without a mapping.
    Name,
    /// `mapping.toml` says so.
    Mapping,
    /// The header is a letter or two off.
    Near,
    /// The header holds the field's name, or the other way round.
    Part,
    /// Most values are words of the field's code list.
    Codes,
    /// The values look as the field's do, and no other column and field are left.
    Type,
}

impl MatchReason {
    /// Key of its sentence.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Mapping => "mapping",
            Self::Near => "near",
            Self::Part => "part",
            Self::Codes => "codes",
            Self::Type => "type",
        }
    }

    /// In percent.
    #[must_use]
    pub fn confidence(self) -> u8 {
        match self {
            Self::Name | Self::Mapping => 100,
            Self::Near => 80,
            Self::Codes => 70,
            Self::Part => 60,
            Self::Type => 40,
        }
    }
}

/// A column for a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proposal {
    /// Position of the field in the schema.
    pub field: usize,
    pub why: MatchReason,
}

/// The best proposals for the columns of a table: each column one field at most, each field one column.
pub(super) fn columns(
    schema: &SheetSchema,
    schemas: &Schemas,
    heads: &BTreeMap<u32, (String, Option<usize>)>,
    tallies: &BTreeMap<u32, ColumnTally>,
) -> BTreeMap<u32, Proposal> {
    let mut found: BTreeMap<u32, Proposal> = BTreeMap::new();
    for (col, (_, field)) in heads {
        if let Some(field) = field.filter(|field| found.values().all(|known| known.field != *field)) {
            found.insert(*col, Proposal { field, why: MatchReason::Name });
        }
    }
    let ways: [(MatchReason, fn(&ColumnContext<'_>, usize) -> bool); 3] =
        [(MatchReason::Near, near), (MatchReason::Codes, codes), (MatchReason::Part, part)];
    for (why, fits) in ways {
        let open: Vec<u32> = heads.keys().filter(|col| !found.contains_key(col)).copied().collect();
        let taken: BTreeSet<usize> = found.values().map(|proposal| proposal.field).collect();
        let mut wanted: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for col in open {
            let look = ColumnContext { schema, schemas, header: &heads[&col].0, tally: tallies.get(&col) };
            let free = (0..schema.field.len()).filter(|field| !taken.contains(field));
            let fields: Vec<usize> = free.filter(|field| look.looks_so(*field) && fits(&look, *field)).collect();
            // A column that could be several fields is no proposal.
            if let [field] = fields.as_slice() {
                wanted.entry(*field).or_default().push(col);
            }
        }
        for (field, columns) in wanted {
            if let [col] = columns.as_slice() {
                found.insert(*col, Proposal { field, why });
            }
        }
    }
    by_type(schema, heads, tallies, &mut found);
    found
}

/// A required field that is still missing, where one column alone looks like it.
fn by_type(
    schema: &SheetSchema,
    heads: &BTreeMap<u32, (String, Option<usize>)>,
    tallies: &BTreeMap<u32, ColumnTally>,
    found: &mut BTreeMap<u32, Proposal>,
) {
    let telling = |kind: FieldType| {
        !matches!(kind, FieldType::Text | FieldType::Link | FieldType::Code | FieldType::Codes | FieldType::Flag)
    };
    let is_open = |field: usize, found: &BTreeMap<u32, Proposal>| found.values().all(|known| known.field != field);
    for (field, about) in schema.field.iter().enumerate() {
        if !about.required || !telling(about.kind) || !is_open(field, found) {
            continue;
        }
        let looks = |col: &&u32| {
            let kind = tallies.get(col).and_then(ColumnTally::kind);
            // An id is unlike its neighbours: every row has another.
            let unique = about.kind != FieldType::Id
                || tallies.get(col).is_some_and(|tally| tally.distinct.len() as u64 == tally.filled || tally.many);
            !found.contains_key(col) && unique && kind.is_some_and(|kind| kind.suits(about.kind))
        };
        let like: Vec<u32> = heads.keys().filter(looks).copied().collect();
        if let [col] = like.as_slice() {
            found.insert(*col, Proposal { field, why: MatchReason::Type });
        }
    }
}

/// What is known of a column.
struct ColumnContext<'a> {
    schema: &'a SheetSchema,
    schemas: &'a Schemas,
    header: &'a str,
    tally: Option<&'a ColumnTally>,
}

impl ColumnContext<'_> {
    /// Whether the values do not speak against a field. An empty column says nothing.
    fn looks_so(&self, field: usize) -> bool {
        let kind = self.tally.and_then(ColumnTally::kind);
        kind.is_none_or(|kind| kind.suits(self.schema.field[field].kind) || kind == ColumnKind::Error)
    }

    fn bare(&self) -> &str {
        HeaderUnit::split(self.header).map_or(self.header, |(bare, _)| bare.trim())
    }
}

fn near(look: &ColumnContext<'_>, field: usize) -> bool {
    nearest(look.bare(), names(&look.schema.field[field])).is_some()
}

fn part(look: &ColumnContext<'_>, field: usize) -> bool {
    const SHORTEST: usize = 2;
    let header = normalise(look.bare());
    names(&look.schema.field[field]).map(normalise).any(|name| {
        let long = |text: &str| text.chars().count() >= SHORTEST;
        long(&name) && long(&header) && (header.contains(&name) || name.contains(&header))
    })
}

fn codes(look: &ColumnContext<'_>, field: usize) -> bool {
    let list = look.schema.field[field].list.as_deref().and_then(|list| look.schemas.list(list));
    let Some((list, tally)) = list.zip(look.tally).filter(|(_, tally)| !tally.many && tally.distinct.len() > 1) else {
        return false;
    };
    let known = tally.distinct.iter().filter(|word| list.find_all(word).is_some()).count();
    known * 2 > tally.distinct.len()
}

/// The table that columns look most like, where no name says which: it must win by a field.
pub(super) fn table(
    schemas: &Schemas,
    headers: &BTreeMap<u32, String>,
    tallies: &BTreeMap<u32, ColumnTally>,
    of: impl Fn(&SheetSchema, &str) -> Option<usize>,
) -> Option<Arc<SheetSchema>> {
    const FEWEST: u32 = 160;
    let score = |schema: &Arc<SheetSchema>| {
        let heads = headers.iter().map(|(col, header)| (*col, (header.clone(), of(schema, header)))).collect();
        let found = columns(schema, schemas, &heads, tallies);
        // Which required fields are there says more than how many notes and sources are.
        let weigh = |proposal: &Proposal| {
            let weight = if schema.field[proposal.field].required { 2 } else { 1 };
            u32::from(proposal.why.confidence()) * weight
        };
        found.values().filter(|proposal| proposal.why != MatchReason::Type).map(weigh).sum::<u32>()
    };
    let mut scored: Vec<(u32, &Arc<SheetSchema>)> =
        schemas.sheets.iter().map(|schema| (score(schema), schema)).collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    match scored.as_slice() {
        [(best, schema), (second, _), ..] if *best >= FEWEST && best > second => Some(Arc::clone(schema)),
        _ => None,
    }
}
