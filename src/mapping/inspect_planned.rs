//! What bogo sees of a sheet that `mapping.toml` speaks of: the tables as it settles them, in place of what could be guessed.

use std::sync::Arc;

use super::inspect::{By, SheetSight, TableSight, size, table, tally};
use super::propose::{MatchReason, Proposal};
use super::reader::SheetReader;
use super::report::Report;
use super::schemas::Schemas;
use super::settings::{Settings, SheetPlan};
use super::table::SheetTables;
use crate::error::Result;
use crate::pack::Pack;
use crate::source::{SheetInfo, Workbook};

/// A sheet that the mapping speaks of: the tables that it settles, and nothing else.
pub(super) fn sight(
    book: &mut Workbook,
    sheet: &SheetInfo,
    plans: &[(&Settings, &SheetPlan)],
    schemas: &Schemas,
    pack: &Pack,
) -> Result<SheetSight> {
    let layout = book.layout(&sheet.source.sheet)?;
    let size = size(book, sheet)?;
    let (mut tables, mut findings) = (Vec::new(), Vec::new());
    for (settings, plan) in plans.iter().filter(|(_, plan)| !plan.skip) {
        let mut report = Report::new(pack);
        let Some((reader, block)) = SheetTables::settled(book, sheet, (settings, plan), schemas, &mut report)? else {
            findings.extend(report.finish());
            continue;
        };
        let (tallies, reach) = tally(book, &reader, &block, &mut report)?;
        let mut table = table(Some(&reader.schema), By::Mapping, &block, tallies, reach, (schemas, pack), &layout);
        settle(&mut table, &reader, plan);
        table.findings = report.finish();
        tables.push(table);
    }
    let skipped = plans.iter().all(|(_, plan)| plan.skip);
    let plans = plans.iter().map(|(_, plan)| plan.path.clone()).collect();
    let source = Arc::clone(&sheet.source);
    Ok(SheetSight { source, hidden: sheet.hidden, size, layout, tables, plans, skipped, findings })
}

/// Puts in what the mapping says in place of what could be guessed.
fn settle(table: &mut TableSight, reader: &SheetReader, plan: &SheetPlan) {
    let schema = &reader.schema;
    let fields = 0..schema.field.len();
    table.plan = Some(plan.path.clone());
    let lacks = |field: &usize| schema.field[*field].required && !reader.columns.has(*field);
    table.missing = fields.clone().filter(lacks).collect();
    for column in &mut table.columns {
        let field = fields.clone().find(|field| reader.columns.sources(*field).contains(&column.col));
        column.proposal = field.map(|field| {
            let is_said = plan.fields.iter().any(|said| said.field == schema.field[field].id);
            Proposal { field, why: if is_said { MatchReason::Mapping } else { MatchReason::Name } }
        });
        column.order = field.and_then(|field| reader.form(field).order).or(column.order);
        let is_open = field.is_some_and(|field| reader.columns.sources(field) == [column.col]);
        if !is_open {
            column.unknown.clear();
        }
        column.personal |= field.is_some_and(|field| schema.field[field].personal);
    }
}
