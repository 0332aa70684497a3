//! A table as `mapping.toml` settles it: where its header stands, which of its columns each field comes from.

use std::sync::Arc;

use super::block::{self, Block, FieldNames};
use super::grid::Grid;
use super::header::name_row;
use super::names::normalise;
use super::report::Report;
use super::row_transforms::{BEYOND, Made, Shape};
use super::settings::{FieldPlan, From, Settings, SheetPlan, TablePlace};
use super::unit::HeaderUnit;
use super::when::DateForm;
use super::{codes, mask};
use crate::korean::nearest;
use crate::origin::{Origin, Range, SheetRef};
use crate::pack::{FieldType, SheetSchema};
use crate::source::Layout;

/// What the mapping adds to what the header says.
#[derive(Debug, Clone, Default)]
pub(super) struct Settled {
    pub shape: Shape,
    pub forms: Vec<(usize, DateForm)>,
    pub units: Vec<(usize, HeaderUnit)>,
    /// Field, its column for origins, and the column that its value is made in.
    pub made: Vec<(usize, Option<u32>, u32)>,
    /// Field, day and time.
    pub moments: Vec<(usize, u32, u32)>,
    /// Fields with one value for every row, and where it is stated.
    pub values: Vec<(usize, Origin)>,
    /// Columns that are spoken for, or known to be no fields.
    pub spoken: Vec<u32>,
}

/// The table that a plan speaks of; `None` where no header is found.
pub(super) fn find(plan: &SheetPlan, schema: &SheetSchema, grid: &Grid, layout: &Layout) -> Option<Block> {
    let mut names = FieldNames::new(schema);
    for field in &plan.fields {
        let index = schema.index(&field.field)?;
        match &field.from {
            From::Column(column) => names.add(column, index),
            From::Columns(columns, _) => columns.iter().for_each(|column| names.hint(column)),
            From::DayAndTime(day, time) => [day, time].into_iter().for_each(|column| names.hint(column)),
            From::Part { column, .. } => names.hint(column),
            From::Header | From::Value(_) => {}
        }
    }
    let range = match &plan.place {
        Some(TablePlace::Cells(range)) => Some(*range),
        Some(TablePlace::Named(name)) => {
            let known = layout.tables.iter().chain(&layout.names);
            Some(known.clone().find(|(known, _)| normalise(known) == normalise(name)).map(|(_, range)| *range)?)
        }
        None => None,
    };
    let mut block = match (plan.header, range) {
        (Some((first, last)), _) => {
            let span = range.map_or(block::ALL_COLUMNS, |range: Range| (range.first.col, range.last.col));
            let block = Block::read(&names, grid, first, last, span);
            (!block.heads.is_empty()).then_some(block)?
        }
        (None, Some(range)) => block::headed(&names, grid, range)?,
        (None, None) => block::first(&names, grid)?,
    };
    if let Some(range) = range {
        block.until = Some(range.last.row);
    }
    block.forget_hints();
    Some(block)
}

/// Puts each field where the plan wants it; what it names and the header lacks is a finding.
pub(super) fn settle(
    plan: &SheetPlan,
    settings: &Settings,
    schema: &SheetSchema,
    source: &Arc<SheetRef>,
    grid: &Grid,
    block: &mut Block,
    report: &mut Report<'_>,
) -> Settled {
    let mut settled = Settled::default();
    let find = |block: &Block, column: &str, (path, line): (&str, usize), report: &mut Report<'_>| {
        let found = column_of(block, column);
        if found.is_none() {
            missing(settings, (path, line), column, source, grid, block, report);
        }
        found
    };
    for field in &plan.fields {
        let Some(index) = schema.index(&field.field) else { continue };
        let beyond = BEYOND + u32::try_from(index).unwrap_or(0);
        let at = (field.path.as_str(), field.line);
        let mut value_col = None;
        match &field.from {
            From::Header => value_col = own_column(block, index),
            From::Column(column) => {
                value_col = find(block, column, at, report);
                if let Some(col) = value_col {
                    block.release(index);
                    block.assign(col, index);
                }
            }
            From::Value(text) => {
                block.release(index);
                settled.shape.make(beyond, Made::Value(text.clone()));
                settled.made.push((index, None, beyond));
                settled.values.push((index, settings.origin(&field.path)));
                value_col = Some(beyond);
            }
            From::Part { column, mark, part } => {
                if let Some(from) = find(block, column, at, report) {
                    block.release(index);
                    settled.shape.make(beyond, Made::Part { from, mark: mark.clone(), part: *part });
                    settled.made.push((index, Some(from), beyond));
                    settled.spoken.push(from);
                    value_col = Some(beyond);
                }
            }
            From::DayAndTime(day, time) => {
                let columns: Vec<u32> = [day, time].iter().filter_map(|name| find(block, name, at, report)).collect();
                if let [day, time] = columns.as_slice() {
                    block.release(index);
                    value_col = Some(moment(schema, index, (*day, *time), beyond, &mut settled));
                }
            }
            From::Columns(columns, with) => {
                let from: Vec<u32> = columns.iter().filter_map(|name| find(block, name, at, report)).collect();
                if from.len() == columns.len() {
                    block.release(index);
                    settled.made.push((index, from.first().copied(), beyond));
                    settled.spoken.extend(&from);
                    settled.shape.make(beyond, Made::Joined { from, with: with.clone() });
                    value_col = Some(beyond);
                }
            }
        }
        understand(field, index, value_col, &mut settled);
    }
    for filter in &plan.filters {
        if let Some(col) = find(block, &filter.column, (&filter.path, filter.line), report) {
            settled.shape.filter(col, &filter.words, filter.keeps);
            settled.spoken.push(col);
        }
    }
    settled.spoken.extend(plan.ignore.iter().filter_map(|column| column_of(block, column)));
    settled
}

/// How the cells of a field are to be understood.
fn understand(field: &FieldPlan, index: usize, value_col: Option<u32>, settled: &mut Settled) {
    settled.forms.push((index, field.form));
    settled.units.extend(field.unit.clone().map(|unit| (index, unit)));
    if let Some(col) = value_col {
        settled.shape.say(col, field.words.iter());
    }
}

/// A moment of two columns; of a field that is none, their texts one after the other. The column of its value.
fn moment(schema: &SheetSchema, index: usize, (day, time): (u32, u32), beyond: u32, settled: &mut Settled) -> u32 {
    settled.spoken.extend([day, time]);
    if schema.field[index].kind == FieldType::Moment {
        settled.moments.push((index, day, time));
        return day;
    }
    settled.shape.make(beyond, Made::Joined { from: vec![day, time], with: " ".to_owned() });
    settled.made.push((index, Some(day), beyond));
    beyond
}

fn own_column(block: &Block, field: usize) -> Option<u32> {
    block.heads.iter().find(|(_, head)| head.field.is_some_and(|(found, _)| found == field)).map(|(col, _)| *col)
}

/// The column that a header names, as a whole or by its last level; else the one of these letters.
fn column_of(block: &Block, wanted: &str) -> Option<u32> {
    let normal = normalise(wanted);
    let bare = |text: &str| HeaderUnit::split(text).map_or_else(|| normalise(text), |(bare, _)| normalise(bare));
    let whole = |levels: &[String]| normalise(&levels.join(" ")) == normal;
    let leaf = |levels: &[String]| levels.last().is_some_and(|leaf| normalise(leaf) == normal || bare(leaf) == normal);
    let by =
        |fits: &dyn Fn(&[String]) -> bool| block.heads.iter().find(|(_, head)| fits(&head.levels)).map(|(col, _)| *col);
    by(&whole).or_else(|| by(&leaf)).or_else(|| letters(wanted))
}

/// `C` is the third column.
fn letters(text: &str) -> Option<u32> {
    let is_column = (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_uppercase());
    is_column.then(|| text.bytes().fold(0, |col, letter| col * 26 + u32::from(letter - b'A') + 1))
}

fn missing(
    settings: &Settings,
    (path, line): (&str, usize),
    column: &str,
    source: &Arc<SheetRef>,
    grid: &Grid,
    block: &Block,
    report: &mut Report<'_>,
) {
    let texts: Vec<(u32, String)> =
        block.heads.iter().map(|(col, head)| (*col, head.levels.last().cloned().unwrap_or_default())).collect();
    let meant = nearest(column, texts.iter().map(|(_, text)| text.as_str()));
    let finding = Report::finding(codes::NO_SUCH_COLUMN)
        .at(&settings.origin(path))
        .with("line", line.to_string())
        .with("column", mask::quoted(column))
        .with("sheet", source.sheet.as_str())
        .with("hint", report.hint(meant.map(|name| (name, name))));
    let near = texts.iter().find(|(_, text)| Some(text.as_str()) == meant);
    let (col, text) = near.or(texts.first()).cloned().unwrap_or((1, String::new()));
    report.push(finding.related(&Origin::cell(source, name_row(grid, block, col), col), mask::quoted(&text)));
}

/// Entries of the mapping that speak of no sheet of the case.
pub fn unused(settings: &Settings, used: &[bool], report: &mut Report<'_>) {
    for (plan, _) in settings.sheets.iter().zip(used).filter(|(_, used)| !**used) {
        let shown = |text: &Option<String>| text.as_deref().unwrap_or("*").to_owned();
        let finding = Report::finding(codes::SPEAKS_OF_NOTHING)
            .at(&settings.origin(&plan.path))
            .with("line", plan.line.to_string())
            .with("file", shown(&plan.file))
            .with("sheet", shown(&plan.name));
        report.push(match &plan.table {
            Some(table) => finding.with("name", named_table(table)),
            None => finding.with("name", "-"),
        });
    }
}

fn named_table(schema: &SheetSchema) -> crate::finding::Arg {
    super::table::name(schema)
}
