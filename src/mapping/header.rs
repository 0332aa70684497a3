//! Which column of a table is which field, and what its header lacks. Where the table stands is [`super::block`]'s.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::block::{Block, Head, names};
use super::grid::Grid;
use super::moment_columns::pairs;
use super::names::{normalise, unmarked};
use super::plan::Settled;
use super::report::Report;
use super::row_transforms::Shape;
use super::unit::{HeaderMeasure, HeaderUnit};
use super::when::DateForm;
use super::{codes, mask};
use crate::finding::Arg;
use crate::korean::nearest;
use crate::origin::{Address, Origin, Range, SheetRef, column_letters};
use crate::pack::{FieldSchema, SheetSchema};

/// Where the columns of a table are.
#[derive(Debug, Clone)]
pub struct Columns {
    /// First row of the header.
    pub header_first: u32,
    /// Its last row, one of units included; records begin below.
    pub header_row: u32,
    /// Last row of the table, where another begins below.
    pub until: Option<u32>,
    /// Column of each field of the schema, in its order.
    pub of_field: Vec<Option<u32>>,
    /// Column with the time of day of each field whose moment stands in two columns.
    pub time_of_field: Vec<Option<u32>>,
    /// Header of each field as the sheet writes it; the Korean name where it has none.
    pub headers: Vec<String>,
    /// Field of each column, by column number.
    pub of_column: Vec<Option<usize>>,
    /// The unit of each field that its cells are converted from.
    pub units: Vec<Option<HeaderUnit>>,
    /// How the dates of each field are written, as far as that is settled.
    pub forms: Vec<DateForm>,
    /// Where a field that is the same in every row is stated.
    pub values: Vec<Option<Origin>>,
    /// What is done to every row before it is read.
    pub(super) shape: Shape,
    /// The column beyond those of the sheet in which a field's value is made.
    pub(super) made: Vec<Option<u32>>,
    /// Cells above the headers.
    pub titles: Vec<(Address, String)>,
    /// What stands above each column, level by level, as a repeated header says it again.
    pub(super) levels: Vec<(u32, Vec<String>)>,
    /// First and last column of the table, unknown columns included.
    pub(super) width: (u32, u32),
}

impl Columns {
    /// Whether a field has values: a column, or one value for every row.
    #[must_use]
    pub fn has(&self, field: usize) -> bool {
        self.of_field[field].is_some() || self.values[field].is_some()
    }

    /// The column that a field's values are read from, one that is made among them.
    #[must_use]
    pub fn value_column(&self, field: usize) -> Option<u32> {
        self.made[field].or(self.of_field[field])
    }

    /// The columns of the sheet that a field's values come from: its own, the one with its time of day, those that the
    /// mapping makes it of.
    #[must_use]
    pub fn sources(&self, field: usize) -> Vec<u32> {
        let own = self.of_field[field].into_iter().chain(self.time_of_field[field]);
        let mut sources: Vec<u32> =
            own.chain(self.made[field].into_iter().flat_map(|col| self.shape.sources(col))).collect();
        sources.sort_unstable();
        sources.dedup();
        sources
    }

    /// Whether a field's values come from a column, times of day and what the mapping works on among them.
    pub(super) fn reads(&self, col: u32) -> bool {
        let of_field = || self.of_field.contains(&Some(col)) || self.time_of_field.contains(&Some(col));
        self.of_column.get(col as usize).copied().flatten().is_some() || of_field() || self.shape.reads(col)
    }

    /// Columns that are not read as the field whose name they bear, and what the sheet writes above them.
    pub fn misnamed(&self, schema: &SheetSchema) -> impl Iterator<Item = (u32, String)> {
        let is_own = |col: u32, levels: &[String]| {
            let read = self.of_column.get(col as usize).copied().flatten();
            let named = levels.last().and_then(|leaf| field_of(schema, leaf));
            read.is_some() && (read == named || read == field_of(schema, &levels.join(" ")))
        };
        let others = self.levels.iter().filter(move |(col, levels)| !is_own(*col, levels));
        others.map(|(col, levels)| (*col, levels.join(" ")))
    }

    /// What the sheet writes above a column; its letters where that is nothing.
    pub(super) fn header_of(&self, col: u32) -> String {
        let levels = self.levels.iter().find(|(at, _)| *at == col).map(|(_, levels)| levels.join(" / "));
        levels.filter(|text| !text.is_empty()).map_or_else(|| column_letters(col), |text| mask::quoted(&text))
    }

    /// First and last column that is a field.
    #[must_use]
    pub fn span(&self) -> (u32, u32) {
        let known = || self.of_field.iter().flatten().copied();
        (known().min().unwrap_or(1), known().max().unwrap_or(1))
    }
}

impl Columns {
    /// Puts in what the mapping settles.
    fn settle(&mut self, settled: &Settled) {
        for (field, day, time) in &settled.moments {
            (self.of_field[*field], self.time_of_field[*field]) = (Some(*day), Some(*time));
            self.of_column[*day as usize] = Some(*field);
        }
        for (field, col, beyond) in &settled.made {
            // The header of what is made stays that of the column it is made from.
            self.of_field[*field] = *col;
            self.made[*field] = Some(*beyond);
            self.of_column.resize(self.of_column.len().max(*beyond as usize + 1), None);
            self.of_column[*beyond as usize] = Some(*field);
        }
        for (field, origin) in &settled.values {
            self.values[*field] = Some(origin.clone());
        }
        for (field, form) in &settled.forms {
            self.forms[*field] = *form;
        }
        for (field, unit) in &settled.units {
            self.units[*field] = Some(unit.clone());
        }
    }
}

/// Assigns the columns of a table to fields; findings go to `report`.
pub(super) fn assign(
    schema: &SheetSchema,
    sheet: &Arc<SheetRef>,
    grid: &Grid,
    block: &Block,
    others: &[&Block],
    settled: &Settled,
    report: &mut Report<'_>,
) -> Columns {
    let (first, last) = block.span();
    let mut columns = Columns {
        header_first: block.first,
        header_row: block.last,
        until: block.until,
        of_field: vec![None; schema.field.len()],
        time_of_field: vec![None; schema.field.len()],
        headers: schema.field.iter().map(|field| field.ko.clone()).collect(),
        of_column: vec![None; last as usize + 1],
        units: vec![None; schema.field.len()],
        forms: vec![DateForm::default(); schema.field.len()],
        values: vec![None; schema.field.len()],
        shape: settled.shape.clone(),
        made: vec![None; schema.field.len()],
        titles: titles(grid, block, others),
        levels: block.heads.iter().map(|(col, head)| (*col, head.levels.clone())).collect(),
        width: (first, last),
    };
    let mut strays = Vec::new();
    let headers: Vec<(u32, String)> = block.heads.iter().map(|(col, head)| (*col, head.levels.join(" "))).collect();
    let mut pairs = pairs(schema, &headers);
    pairs.retain(|pair| !settled.spoken.contains(&pair.day) && !settled.spoken.contains(&pair.time));
    for pair in &pairs {
        columns.time_of_field[pair.field] = Some(pair.time);
    }
    for (&col, head) in block.heads.iter().filter(|(col, _)| pairs.iter().all(|pair| pair.time != **col)) {
        let origin = Origin::cell(sheet, name_row(grid, block, col), col);
        let day = pairs.iter().find(|pair| pair.day == col).map(|pair| pair.field);
        let Some(field) = day.or(head.field.map(|(field, _)| field)) else {
            if !settled.spoken.contains(&col) {
                strays.push((head, origin));
            }
            continue;
        };
        match columns.of_field[field] {
            None => {
                columns.of_field[field] = Some(col);
                columns.of_column[col as usize] = Some(field);
                columns.headers[field] = head.text();
                columns.units[field] = head.unit.clone().filter(|unit| unit.suits(schema.field[field].kind));
            }
            Some(before) => report.push(
                Report::finding(codes::DUPLICATE_COLUMN)
                    .at(&origin)
                    .field(format!("{}.{}", schema.id, schema.field[field].id))
                    .with("column", mask::quoted(&head.text()))
                    .with("name", named(&schema.field[field]))
                    .related(
                        &Origin::cell(sheet, name_row(grid, block, before), before),
                        columns.headers[field].as_str(),
                    ),
            ),
        }
    }
    columns.settle(settled);
    unknown(schema, &strays, &columns, report);
    missing(schema, sheet, &strays, &columns, report);
    title_units(schema, &mut columns);
    convert(schema, sheet, grid, block, &mut columns, report);
    columns
}

/// The row of a column's own name: the lowest one of the header that says something, units aside.
pub(super) fn name_row(grid: &Grid, block: &Block, col: u32) -> u32 {
    let says = |row: &u32| {
        let cell = grid.row(*row).and_then(|row| row.get(col)).map(crate::source::CellValue::display);
        cell.is_some_and(|text| HeaderUnit::parse(&text).is_none())
    };
    (block.first..=block.last).rev().find(says).unwrap_or(block.last)
}

/// The cells above a table, up to the table above it. What stands above two tables side by side belongs to that in
/// whose columns it begins.
fn titles(grid: &Grid, block: &Block, others: &[&Block]) -> Vec<(Address, String)> {
    let (first, last) = block.span();
    let spans = |other: &&&Block, col: u32| (other.span().0..=other.span().1).contains(&col);
    let is_theirs = |col: u32| !(first..=last).contains(&col) && others.iter().any(|other| spans(&other, col));
    let is_above = |other: &&&Block| other.last < block.first && other.span().0 <= last && first <= other.span().1;
    let ended = others.iter().filter(is_above).map(|other| other.until.unwrap_or(other.last)).max().unwrap_or(0);
    let above = grid.rows.iter().filter(|row| row.number > ended && row.number < block.first);
    let cells = above.flat_map(|row| row.cells.iter().map(|cell| (row.number, cell)));
    cells
        .filter(|(_, cell)| !is_theirs(cell.col))
        .filter_map(|(row, cell)| match &cell.value {
            crate::source::CellValue::Text(text) => Some((Address { row, col: cell.col }, text.to_string())),
            _ => None,
        })
        .collect()
}

/// A header of no field. One that is a letter off a required field which is missing is told once, as that field's fault.
fn unknown(schema: &SheetSchema, strays: &[(&Head, Origin)], columns: &Columns, report: &mut Report<'_>) {
    let mut told = BTreeSet::new();
    for (head, origin) in strays {
        let header = head.text();
        if report.is_personal(&header) {
            let finding = Report::finding(codes::PERSONAL_COLUMN).at(origin);
            report.push(finding.field(schema.id.clone()).with("column", mask::quoted(&header)));
            continue;
        }
        let meant = meant(schema, head);
        let is_missing = |at: &usize| schema.field[*at].required && columns.of_field[*at].is_none();
        if meant.filter(is_missing).is_some_and(|at| told.insert(at)) {
            continue;
        }
        let names = meant.map(|at| (schema.field[at].ko.as_str(), schema.field[at].en.as_str()));
        let finding = Report::finding(codes::UNKNOWN_COLUMN)
            .at(origin)
            .with("column", mask::quoted(&head.text()))
            .with("hint", report.hint(names));
        report.push(finding);
    }
}

/// The field whose name a header comes close to: as a whole, by its last level, or without what stands in brackets.
fn meant(schema: &SheetSchema, head: &Head) -> Option<usize> {
    let bare = |text: &str| text.split(['(', '[', '（', '［']).next().unwrap_or(text).trim().to_owned();
    let leaf = head.levels.last().cloned().unwrap_or_default();
    [head.levels.join(" "), leaf.clone(), bare(&leaf)].iter().find_map(|text| near_field(schema, text))
}

/// The field that a header names, its unit at the end left out.
pub(super) fn field_of(schema: &SheetSchema, header: &str) -> Option<usize> {
    let find = |name: &str| {
        let name = normalise(name);
        schema.field.iter().position(|field| names(field).any(|known| normalise(known) == name))
    };
    let bare = |text: &str| HeaderUnit::split(text).and_then(|(bare, _)| find(bare).or_else(|| find(unmarked(bare)?)));
    let plain = unmarked(header);
    find(header).or_else(|| find(plain?)).or_else(|| bare(header)).or_else(|| bare(plain?))
}

/// The field that a text names or comes close to.
pub(super) fn near_field(schema: &SheetSchema, text: &str) -> Option<usize> {
    let normal = normalise(text);
    let exact = schema.field.iter().position(|field| names(field).any(|known| normalise(known) == normal));
    exact.filter(|_| !normal.is_empty()).or_else(|| {
        let name = nearest(text, schema.field.iter().flat_map(names))?;
        schema.field.iter().position(|field| names(field).any(|known| known == name))
    })
}

fn missing(
    schema: &SheetSchema,
    sheet: &Arc<SheetRef>,
    strays: &[(&Head, Origin)],
    columns: &Columns,
    report: &mut Report<'_>,
) {
    let (first, last) = columns.span();
    let row = columns.header_row;
    let range = Range { first: Address { row, col: first }, last: Address { row, col: last } };
    for (index, field) in schema.field.iter().enumerate() {
        if !field.required || columns.has(index) {
            continue;
        }
        let stray = strays.iter().find(|(head, _)| meant(schema, head) == Some(index));
        let origin = stray.map_or_else(|| Origin::range(sheet, range), |(_, origin)| origin.clone());
        report.push(
            Report::finding(codes::MISSING_COLUMN)
                .at(&origin)
                .field(format!("{}.{}", schema.id, field.id))
                .with("column", named(field)),
        );
    }
}

/// What a title says of units holds for every column below that says nothing itself.
fn title_units(schema: &SheetSchema, columns: &mut Columns) {
    let stated: Vec<HeaderUnit> = columns.titles.iter().flat_map(|(_, title)| HeaderUnit::of_title(title)).collect();
    for (index, field) in schema.field.iter().enumerate() {
        let has_column = columns.has(index) && columns.units[index].is_none();
        // A title's multiplier alone leaves open what it multiplies; a title speaks of figures, not of elapsed times.
        let suits = |unit: &&HeaderUnit| {
            unit.suits(field.kind)
                && !matches!(unit.measure, HeaderMeasure::Any | HeaderMeasure::Time | HeaderMeasure::Nothing)
        };
        if has_column {
            columns.units[index] = stated.iter().rev().find(suits).cloned();
        }
    }
}

/// Says once for every statement of a unit which columns are converted by it.
fn convert(
    schema: &SheetSchema,
    sheet: &Arc<SheetRef>,
    grid: &Grid,
    block: &Block,
    columns: &mut Columns,
    report: &mut Report<'_>,
) {
    let mut told: Vec<(Origin, &'static str, HeaderUnit, Vec<(String, String)>)> = Vec::new();
    for (index, field) in schema.field.iter().enumerate() {
        let Some(unit) = columns.units[index].take().filter(HeaderUnit::converts) else { continue };
        let Some(col) = columns.of_field[index] else { continue };
        let own = block.heads.get(&col).is_some_and(|head| head.unit.as_ref() == Some(&unit));
        let title = columns.titles.iter().rev().find(|(_, title)| HeaderUnit::of_title(title).contains(&unit));
        let at = match title.filter(|_| !own) {
            Some((at, _)) => *at,
            None => unit_cell(grid, block, col),
        };
        // A converted time is no surprise below a header of minutes: a bare number there had no meaning without it.
        let code = if unit.measure == HeaderMeasure::Foreign { codes::FOREIGN_MONEY } else { codes::SCALED_UNIT };
        if unit.measure != HeaderMeasure::Time {
            let (origin, names) = (Origin::cell(sheet, at.row, at.col), (field.ko.clone(), field.en.clone()));
            match told.iter_mut().find(|(known, ..)| *known == origin) {
                Some((.., fields)) => fields.push(names),
                None => told.push((origin, code, unit.clone(), vec![names])),
            }
        }
        // Once the header is in error its cells need not be: they are read as they stand.
        columns.units[index] = Some(unit).filter(|unit| unit.measure != HeaderMeasure::Foreign);
    }
    for (origin, code, unit, fields) in told {
        let join = |pick: fn(&(String, String)) -> &str| fields.iter().map(pick).collect::<Vec<_>>().join(", ");
        let named = Arg::Term { ko: join(|(ko, _)| ko), en: join(|(_, en)| en) };
        let finding = Report::finding(code).at(&origin).with("columns", named);
        let factor = crate::korean::grouped(&unit.factor);
        report.push(finding.with("value", mask::quoted(&unit.written)).with("factor", factor));
    }
}

/// The cell of the header that states a column's unit.
fn unit_cell(grid: &Grid, block: &Block, col: u32) -> Address {
    let states = |row: &u32| {
        let cell = grid.row(*row).and_then(|row| row.get(col)).map(crate::source::CellValue::display);
        cell.is_some_and(|text| HeaderUnit::parse(&text).is_some() || HeaderUnit::split(&text).is_some())
    };
    let row = (block.first..=block.last).rev().find(states).unwrap_or(block.last);
    Address { row, col }
}

pub(super) fn named(field: &FieldSchema) -> Arg {
    Arg::Term { ko: field.ko.clone(), en: field.en.clone() }
}
