//! What bogo sees in a workbook, for `bogo inspect`: tables with their columns, what each looks like and could be.
//!
//! Reads as `check` would, with the mapping that lies beside the file, and holds nothing back; but what it finds here it
//! only shows.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::block::{self, Block, FieldNames};
use super::grid::Grid;
use super::header::field_of;
use super::inspect_planned;
use super::kind::{ColumnKind, ColumnTally};
use super::propose::{self, MatchReason, Proposal};
use super::reader::SheetReader;
use super::report::{self, Report};
use super::schemas::Schemas;
use super::settings::Settings;
use super::table::SheetTables;
use super::totals::rank;
use super::when::{self, DateForm, DateOrder};
use crate::error::Result;
use crate::finding::Finding;
use crate::origin::{Address, Range, SheetRef};
use crate::pack::{Pack, SheetSchema};
use crate::source::{CellValue, Layout, SheetInfo, Workbook};

/// A sheet as it is seen.
#[derive(Debug)]
pub struct SheetSight {
    pub source: Arc<SheetRef>,
    pub hidden: bool,
    /// Last row and last column with a cell.
    pub size: (u32, u32),
    pub layout: Layout,
    pub tables: Vec<TableSight>,
    /// Entries of the mapping that speak of it.
    pub plans: Vec<String>,
    /// The mapping says that it is not read.
    pub skipped: bool,
    /// What is said of a table that the mapping wants and that is not there.
    pub findings: Vec<Finding>,
}

/// What says which table it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The name of the sheet, or of a table or range in it.
    Name,
    /// Its columns, every required one among them.
    Columns,
    /// `mapping.toml`.
    Mapping,
    /// Its columns look most like it: nothing that is read without a mapping.
    Likeness,
    Nothing,
}

impl By {
    /// Key of its sentence.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Columns => "columns",
            Self::Mapping => "mapping",
            Self::Likeness => "likeness",
            Self::Nothing => "nothing",
        }
    }
}

/// A table as it is seen.
#[derive(Debug)]
pub struct TableSight {
    pub schema: Option<Arc<SheetSchema>>,
    pub by: By,
    /// The entry of the mapping that settles it.
    pub plan: Option<String>,
    /// First and last row of the header.
    pub header: (u32, u32),
    pub range: Range,
    /// Records.
    pub rows: u64,
    pub columns: Vec<ColumnSight>,
    /// Required fields without a column.
    pub missing: Vec<usize>,
    /// Totals, units, hidden rows and columns.
    pub findings: Vec<Finding>,
}

/// A column as it is seen.
#[derive(Debug)]
pub struct ColumnSight {
    pub col: u32,
    pub header: String,
    pub unit: Option<String>,
    pub hidden: bool,
    /// Its cells are a person's own, whatever they look like.
    pub personal: bool,
    pub tally: ColumnTally,
    pub proposal: Option<Proposal>,
    /// The order of its open dates, where one alone fits all of them; `None` where several do.
    pub order: Option<DateOrder>,
    /// Words of a coded column that its list does not hold, and which of it each could mean.
    pub unknown: Vec<(String, Option<String>)>,
}

/// Everything in a workbook.
///
/// # Errors
/// Kind Input when a sheet cannot be read.
pub fn look(
    book: &mut Workbook,
    schemas: &Schemas,
    pack: &Pack,
    settings: Option<&Settings>,
) -> Result<Vec<SheetSight>> {
    let sheets = book.sheets.clone();
    let read = sheets
        .iter()
        .filter(|sheet| !pack.worktable.is_own(&sheet.source.sheet) && !pack.settings.is_named(&sheet.source.sheet));
    let see = |sheet: &SheetInfo| {
        let plans = settings.into_iter().flat_map(|settings| settings.sheets.iter().map(move |plan| (settings, plan)));
        let plans: Vec<_> = plans.filter(|(_, plan)| plan.speaks_of(&sheet.source)).collect();
        if plans.is_empty() {
            sight(book, sheet, schemas, pack)
        } else {
            inspect_planned::sight(book, sheet, &plans, schemas, pack)
        }
    };
    read.map(see).collect()
}

/// Last row and last column with a cell.
pub(super) fn size(book: &mut Workbook, sheet: &SheetInfo) -> Result<(u32, u32)> {
    let mut size = (0, 0);
    book.each_row(&sheet.source.sheet, |row| {
        size = (row.number, row.cells.last().map_or(size.1, |cell| cell.col.max(size.1)));
        ControlFlow::Continue(())
    })?;
    Ok(size)
}

/// What the columns of a table look like, how many records it has, and its last row.
pub(super) fn tally(
    book: &mut Workbook,
    reader: &SheetReader,
    block: &Block,
    report: &mut Report<'_>,
) -> Result<(BTreeMap<u32, ColumnTally>, (u64, u32))> {
    let (mut tallies, mut rows, mut last) = (BTreeMap::<u32, ColumnTally>::new(), 0, block.last);
    reader.each_row(book, report, |row, _| {
        rows += 1;
        last = row.number;
        for cell in row.cells.iter().filter(|cell| block.heads.contains_key(&cell.col)) {
            tallies.entry(cell.col).or_default().add(&cell.value);
        }
    })?;
    Ok((tallies, (rows, last)))
}

fn sight(book: &mut Workbook, sheet: &SheetInfo, schemas: &Schemas, pack: &Pack) -> Result<SheetSight> {
    let own = schemas.identify(&sheet.source.sheet);
    let survey = SheetTables::of(book, sheet, own, schemas)?;
    let size = size(book, sheet)?;
    let mut report = Report::new(pack);
    let readers = survey.readers(book, sheet, schemas, |_| true, &mut report);
    let mut tables = Vec::new();
    for (at, reader) in readers.iter().enumerate() {
        let (schema, block) = &survey.tables[at];
        let mut report = Report::new(pack);
        let (tallies, reach) = tally(book, reader, block, &mut report)?;
        let by = if at < survey.named { By::Name } else { By::Columns };
        let mut table = table(Some(schema), by, block, tallies, reach, (schemas, pack), &survey.layout);
        table.findings = report.finish();
        tables.push(table);
    }
    // What was said of headers was said of all tables of the sheet.
    if let Some(first) = tables.first_mut() {
        first.findings.splice(0..0, report.finish());
    } else if let Some(block) = unnamed(&survey.grid) {
        tables.push(likely(book, sheet, own, &block, (schemas, pack), &survey.layout)?);
    }
    let (source, layout) = (Arc::clone(&sheet.source), survey.layout);
    let (plans, skipped, findings) = (Vec::new(), false, Vec::new());
    Ok(SheetSight { source, hidden: sheet.hidden, size, layout, tables, plans, skipped, findings })
}

/// A table that no header of ours announces: the widest row of nothing but texts with rows like it below.
fn unnamed(grid: &Grid) -> Option<Block> {
    const DEEPEST: u32 = 60;
    let candidates = grid.rows.iter().zip(grid.rows.iter().skip(1)).filter(|(row, next)| {
        let is_header = row.number <= DEEPEST && row.cells.len() > 1 && grid.is_text(row.number);
        is_header && next.number - row.number <= 2 && next.cells.len() * 2 >= row.cells.len()
    });
    // The first of the widest.
    let row = candidates.map(|(row, _)| row).rev().max_by_key(|row| row.cells.len())?;
    Some(Block::read(&FieldNames::none(), grid, row.number, row.number, block::ALL_COLUMNS))
}

fn likely(
    book: &mut Workbook,
    sheet: &SheetInfo,
    own: Option<&Arc<SheetSchema>>,
    block: &Block,
    (schemas, pack): (&Schemas, &Pack),
    layout: &Layout,
) -> Result<TableSight> {
    let (mut tallies, mut rows, mut last) = (BTreeMap::<u32, ColumnTally>::new(), 0, block.last);
    book.each_row(&sheet.source.sheet, |row| {
        let own = row.cells.iter().filter(|cell| block.heads.contains_key(&cell.col));
        let names_total = |value: &CellValue<'_>| matches!(value, CellValue::Text(text) if rank(text).is_some());
        let is_total = own.clone().count() < block.heads.len() && own.clone().any(|cell| names_total(&cell.value));
        if row.number > block.last && own.clone().count() > 1 && !is_total {
            rows += 1;
            last = row.number;
            own.for_each(|cell| tallies.entry(cell.col).or_default().add(&cell.value));
        }
        ControlFlow::Continue(())
    })?;
    let headers: BTreeMap<u32, String> = block.heads.iter().map(|(col, head)| (*col, head.text())).collect();
    let schema = own.cloned().or_else(|| propose::table(schemas, &headers, &tallies, field_of));
    let by = if schema.is_some() { By::Likeness } else { By::Nothing };
    Ok(table(schema.as_ref(), by, block, tallies, (rows, last), (schemas, pack), layout))
}

pub(super) fn table(
    schema: Option<&Arc<SheetSchema>>,
    by: By,
    block: &Block,
    mut tallies: BTreeMap<u32, ColumnTally>,
    (rows, last): (u64, u32),
    (schemas, pack): (&Schemas, &Pack),
    layout: &Layout,
) -> TableSight {
    let heads = |schema: &SheetSchema| -> BTreeMap<u32, (String, Option<usize>)> {
        let field =
            |head: &block::Head| head.field.map(|(field, _)| field).or_else(|| field_of(schema, head.levels.last()?));
        block.heads.iter().map(|(col, head)| (*col, (head.text(), field(head)))).collect()
    };
    let proposals =
        schema.map(|schema| propose::columns(schema, schemas, &heads(schema), &tallies)).unwrap_or_default();
    let is_there = |field: usize| proposals.values().any(|proposal| proposal.field == field);
    let required = |schema: &Arc<SheetSchema>| {
        let fields = schema.field.iter().enumerate().filter(|(at, field)| field.required && !is_there(*at));
        fields.map(|(at, _)| at).collect()
    };
    let missing = schema.map(required).unwrap_or_default();
    let column = |(col, head): (&u32, &block::Head)| {
        let tally = tallies.remove(col).unwrap_or_default();
        let proposal = proposals.get(col).copied();
        let list =
            schema.zip(proposal).and_then(|(schema, found)| schemas.list(schema.field[found.field].list.as_deref()?));
        let unknown = list.map(|list| unknown_words(list, &tally)).unwrap_or_default();
        ColumnSight {
            col: *col,
            header: head.text(),
            unit: head.unit.as_ref().map(|unit| unit.written.clone()),
            hidden: layout.hides_column(*col),
            personal: is_personal(pack, &head.text(), schema.zip(proposal)),
            order: (tally.kind() == Some(ColumnKind::OpenDate)).then(|| order(&tally)).flatten(),
            unknown,
            tally,
            proposal,
        }
    };
    let columns = block.heads.iter().map(column).collect();
    let (first_col, last_col) = block.span();
    let first = Address { row: block.first, col: first_col };
    let range = Range { first, last: Address { row: last, col: last_col } };
    let header = (block.first, block.last);
    let (schema, findings) = (schema.cloned(), Vec::new());
    TableSight { schema, by, plan: None, header, range, rows, columns, missing, findings }
}

/// Whether the cells of a column are people's own: its header says so, or the field that it could be does.
fn is_personal(pack: &Pack, header: &str, field: Option<(&Arc<SheetSchema>, Proposal)>) -> bool {
    let of_field = field.is_some_and(|(schema, proposal)| schema.field[proposal.field].personal);
    of_field || report::is_personal(pack, header)
}

/// The one order of year, month and day in which every date of a column is one.
fn order(tally: &ColumnTally) -> Option<DateOrder> {
    const CENTURY: u16 = 2000;
    let reads = |order: &DateOrder| {
        let form = DateForm { order: Some(*order), century: Some(CENTURY) };
        tally.distinct.iter().all(|text| when::date(&CellValue::Text(text.as_str().into()), form).is_ok())
    };
    let orders: Vec<DateOrder> = [DateOrder::Ymd, DateOrder::Dmy, DateOrder::Mdy].into_iter().filter(reads).collect();
    if let [order] = orders.as_slice() { Some(*order) } else { None }
}

/// Words that a list lacks, with the one of its own that each comes close to.
fn unknown_words(list: &super::CodeMap, tally: &ColumnTally) -> Vec<(String, Option<String>)> {
    const MOST: usize = 20;
    let lacks = |word: &&String| list.find_all(word).is_none();
    let near = |word: &String| {
        let names = list.names.iter().flat_map(|(ko, en)| [ko.as_str(), en.as_str()]);
        (super::mask::quoted(word), crate::korean::nearest(word, names).map(str::to_owned))
    };
    let plain = |word: &&String| super::parse::excuse(&CellValue::Text(word.as_str().into()), true).is_none();
    tally.distinct.iter().filter(lacks).filter(plain).take(MOST).map(near).collect()
}

impl TableSight {
    /// Whether `check` reads it as it stands, with the mapping beside it or without one.
    #[must_use]
    pub fn is_read(&self) -> bool {
        matches!(self.by, By::Name | By::Columns | By::Mapping) && self.missing.is_empty()
    }

    /// Whether something in it should be settled in `mapping.toml`.
    #[must_use]
    pub fn wants_mapping(&self) -> bool {
        let open = |column: &ColumnSight| {
            let renamed = column.proposal.is_none_or(|proposal| proposal.why != MatchReason::Name);
            renamed || column.tally.kind() == Some(ColumnKind::OpenDate) || !column.unknown.is_empty()
        };
        self.by != By::Name || !self.missing.is_empty() || self.columns.iter().any(open)
    }
}
