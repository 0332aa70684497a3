//! `mapping.toml` beside a case: what headers cannot say. Which sheet is which table, which column is which field, and
//! how a column's cells are to be understood.
//!
//! Everything in it is checked against the tables of the pack when it is read; whether the sheets and columns it names
//! are there is told when they are looked for.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use super::block::names;
use super::header::near_field;
use super::keys::{Keys, Lines, integer};
use super::names::normalise;
use super::schemas::Schemas;
use super::unit::HeaderUnit;
use super::when::{DateForm, DateOrder};
use crate::error::{Error, ErrorKind, Result};
use crate::origin::{Origin, Range, SheetRef, parse_range};
use crate::pack::{FieldType, Pack, SheetSchema};

/// The whole file.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The file itself, for origins.
    pub source: Arc<SheetRef>,
    pub sheets: Vec<SheetPlan>,
}

/// What is settled of the sheets that one `[[sheet]]` speaks of.
#[derive(Debug, Clone)]
pub struct SheetPlan {
    /// `sheet[1]`, and its line.
    pub path: String,
    pub line: usize,
    /// File and sheet by name, `*` for anything; every one where it is not said.
    pub file: Option<String>,
    pub name: Option<String>,
    /// The table, said or meant by the name of the sheet; `None` only where it is not read.
    pub table: Option<Arc<SheetSchema>>,
    /// Not read at all.
    pub skip: bool,
    /// First and last row of the header.
    pub header: Option<(u32, u32)>,
    pub place: Option<TablePlace>,
    /// Columns that are known to be no fields.
    pub ignore: Vec<String>,
    pub fields: Vec<FieldPlan>,
    pub filters: Vec<Filter>,
}

/// Where the table stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TablePlace {
    Cells(Range),
    /// A table or a named range of the workbook.
    Named(String),
}

/// What is settled of one field.
#[derive(Debug, Clone)]
pub struct FieldPlan {
    pub path: String,
    pub line: usize,
    pub field: String,
    pub from: From,
    pub unit: Option<HeaderUnit>,
    /// Their words to ours.
    pub words: BTreeMap<String, String>,
    pub form: DateForm,
}

/// Where a field's values come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum From {
    /// The column that its header names.
    Header,
    /// A header, or the letters of a column.
    Column(String),
    /// Several columns, one after the other.
    Columns(Vec<String>, String),
    /// A day and a time of day.
    DayAndTime(String, String),
    /// A part of a column's cells, counted from 1.
    Part { column: String, mark: String, part: usize },
    /// The same in every row.
    Value(String),
}

/// Which rows are read.
#[derive(Debug, Clone)]
pub struct Filter {
    pub path: String,
    pub line: usize,
    pub column: String,
    pub words: Vec<String>,
    pub keeps: bool,
}

impl Settings {
    /// Reads the file.
    ///
    /// # Errors
    /// Kind Case: not TOML, an unknown key, a value that is none, an unknown table, field or code.
    pub fn parse(text: &str, source: Arc<SheetRef>, schemas: &Schemas, pack: &Pack) -> Result<Self> {
        let lines = Lines::new(text);
        let parsed = DeTable::parse(text).map_err(|error| {
            let line = lines.of(error.span().map_or(0, |span| span.start));
            let twice = error.message().contains("duplicate key");
            let key = if twice { "mapping-key-twice" } else { "mapping-not-toml" };
            Error::new(ErrorKind::Case, key).with("line", line.to_string()).detail(error.message())
        })?;
        let mut top = Keys::new(&lines, pack, "", 0, parsed.into_inner());
        match top.take("schema") {
            Some((_, value)) if integer(&value) == Some(1) => {}
            Some((at, _)) => return Err(top.wrong("mapping-schema", "schema", at)),
            None => return Err(top.wrong("mapping-schema", "schema", 0)),
        }
        let sheets = top.each("sheet")?.into_iter().map(|keys| sheet(keys, schemas)).collect::<Result<_>>()?;
        top.nothing_left()?;
        Ok(Self { source, sheets })
    }

    /// The place of a key, for a finding.
    #[must_use]
    pub fn origin(&self, path: &str) -> Origin {
        Origin::key(&self.source, path)
    }
}

impl SheetPlan {
    /// Whether it speaks of a sheet.
    #[must_use]
    pub fn speaks_of(&self, sheet: &SheetRef) -> bool {
        let fits = |pattern: &Option<String>, name: &str| {
            pattern.as_deref().is_none_or(|pattern| super::names::matches(pattern, name))
        };
        fits(&self.file, &sheet.file) && fits(&self.name, &sheet.sheet)
    }
}

fn sheet(mut keys: Keys<'_>, schemas: &Schemas) -> Result<SheetPlan> {
    let (path, line) = (keys.path.clone(), keys.own_line());
    let file = keys.text("file")?.map(|(_, file)| super::names::compose(&file));
    let name = keys.text("name")?.map(|(_, name)| name);
    let table = match keys.text("table")? {
        None => None,
        Some((at, name)) => {
            let found = schemas.called(&name).cloned();
            let known =
                schemas.sheets.iter().flat_map(|sheet| [sheet.ko.as_str(), sheet.en.as_str(), sheet.id.as_str()]);
            let shown = schemas.sheets.iter().map(|sheet| sheet.ko.as_str()).collect::<Vec<_>>().join(", ");
            Some(found.ok_or_else(|| keys.not_allowed("table", at, &name, known, &shown))?)
        }
    };
    let skip = keys.flag("skip")?;
    let header = header(&mut keys)?;
    let place =
        keys.text("range")?.map(|(_, text)| parse_range(&text).map_or(TablePlace::Named(text), TablePlace::Cells));
    let ignore = keys.texts("ignore")?.unwrap_or_default();
    // Where nothing says which table it is, the name of the sheet must.
    let schema = table.or_else(|| schemas.identify(name.as_deref()?).cloned());
    if schema.is_none() && !skip {
        return Err(keys.wrong("mapping-no-table", "table", keys.at()));
    }
    let mut fields = Vec::new();
    if let Some((at, value)) = keys.take("field") {
        let mut inner = keys.inner("field", at, value)?;
        let schema = schema.as_ref().ok_or_else(|| keys.wrong("mapping-no-table", "table", at))?;
        for (name, at, value) in inner.rest() {
            fields.push(field(&inner, schema, schemas, &name, at, value)?);
        }
    }
    let filters = keys.each("where")?.into_iter().map(filter).collect::<Result<_>>()?;
    keys.nothing_left()?;
    Ok(SheetPlan { path, line, file, name, table: schema, skip, header, place, ignore, fields, filters })
}

/// `header = 3`, or `header = [3, 4]`.
fn header(keys: &mut Keys<'_>) -> Result<Option<(u32, u32)>> {
    const DEEPEST: u32 = 5;
    let Some((at, value)) = keys.take("header") else { return Ok(None) };
    let rows = match &value {
        DeValue::Array(items) => match items.iter().collect::<Vec<_>>().as_slice() {
            [first, last] => integer(first.get_ref()).zip(integer(last.get_ref())),
            _ => None,
        },
        other => integer(other).map(|row| (row, row)),
    };
    let rows = rows.filter(|(first, last)| *first > 0 && first <= last && last - first < DEEPEST);
    rows.map(Some).ok_or_else(|| keys.wrong("mapping-not-rows", "header", at))
}

fn field(
    keys: &Keys<'_>,
    schema: &Arc<SheetSchema>,
    schemas: &Schemas,
    name: &str,
    at: usize,
    value: DeValue<'_>,
) -> Result<FieldPlan> {
    let normal = normalise(name);
    let index =
        schema.field.iter().position(|field| field.id == name || names(field).any(|known| normalise(known) == normal));
    let index = index.ok_or_else(|| {
        let near = near_field(schema, name).map(|at| schema.field[at].id.as_str());
        let shown = schema.field.iter().map(|field| field.id.as_str()).collect::<Vec<_>>().join(", ");
        let known: Vec<&str> = schema.field.iter().flat_map(|field| [field.id.as_str(), field.ko.as_str()]).collect();
        let shown = near.map_or(shown.clone(), |near| format!("{near}, {shown}"));
        keys.not_allowed(name, at, name, known.iter().copied(), &shown)
    })?;
    let schema = &schema.field[index];
    let mut plan = FieldPlan {
        path: format!("{}.{name}", keys.path),
        line: keys.line(at),
        field: schema.id.clone(),
        from: From::Header,
        unit: None,
        words: BTreeMap::new(),
        form: DateForm::default(),
    };
    if let DeValue::String(column) = &value {
        plan.from = From::Column(column.trim().to_owned());
        return Ok(plan);
    }
    let mut inner = keys.inner(name, at, value)?;
    plan.from = from(&mut inner, at)?;
    if let Some((at, written)) = inner.text("unit")? {
        let unit = HeaderUnit::parse(&written).filter(|unit| unit.suits(schema.kind));
        let known = ["원", "천원", "만원", "백만원", "억원", "명", "천명", "%", "분", "시간"];
        let shown = known.join(", ");
        plan.unit = Some(unit.ok_or_else(|| inner.not_allowed("unit", at, &written, known.into_iter(), &shown))?);
    }
    plan.form = form(&mut inner, schema.kind)?;
    if let Some((at, value)) = inner.take("words") {
        let mut words = inner.inner("words", at, value)?;
        for (theirs, at, ours) in words.rest() {
            let DeValue::String(ours) = ours else { return Err(words.wrong("mapping-not-text", &theirs, at)) };
            if let Some(list) = schema.list.as_deref().and_then(|list| schemas.list(list))
                && list.find_all(&ours).is_none()
            {
                let known: Vec<&str> =
                    list.names.iter().map(|(ko, _)| ko.as_str()).chain(list.codes.iter().map(String::as_str)).collect();
                return Err(words.not_allowed(&theirs, at, &ours, known.iter().copied(), &list.allowed().0));
            }
            plan.words.insert(theirs.trim().to_owned(), ours.into_owned());
        }
    }
    inner.nothing_left()?;
    Ok(plan)
}

/// Where the values come from: at most one of the ways.
fn from(keys: &mut Keys<'_>, at: usize) -> Result<From> {
    let column = keys.text("column")?.map(|(_, column)| column);
    let columns = keys.texts("columns")?;
    let with = keys.mark("with")?;
    let (day, time) = (keys.text("day")?, keys.text("time")?);
    let value = keys.text("value")?.map(|(_, value)| value);
    let (split, part) = (keys.mark("split")?, keys.number("part")?);
    let ways = [column.is_some(), columns.is_some(), day.is_some() || time.is_some(), value.is_some()];
    if ways.iter().filter(|way| **way).count() > 1 {
        return Err(keys.wrong("mapping-two-ways", "column", at));
    }
    // What would be passed over in silence: one of split and part, and a mark between columns that nobody names.
    if split.is_some() != part.is_some() || (with.is_some() && columns.is_none()) {
        return Err(keys.wrong("mapping-half-said", "column", at));
    }
    match (column, columns, day.zip(time), value, split.zip(part)) {
        (Some(column), None, None, None, Some((mark, part))) => {
            Ok(From::Part { column, mark, part: usize::try_from(part).unwrap_or(usize::MAX) })
        }
        (Some(column), None, None, None, None) => Ok(From::Column(column)),
        (None, Some(columns), None, None, None) => Ok(From::Columns(columns, with.unwrap_or_else(|| " ".to_owned()))),
        (None, None, Some(((_, day), (_, time))), None, None) => Ok(From::DayAndTime(day, time)),
        (None, None, None, Some(value), None) => Ok(From::Value(value)),
        (None, None, None, None, None) if !ways.contains(&true) => Ok(From::Header),
        // A day without its time, or a mark without the column that it splits.
        _ => Err(keys.wrong("mapping-half-said", "column", at)),
    }
}

fn form(keys: &mut Keys<'_>, kind: FieldType) -> Result<DateForm> {
    const ORDERS: [(&str, DateOrder); 3] = [("ymd", DateOrder::Ymd), ("dmy", DateOrder::Dmy), ("mdy", DateOrder::Mdy)];
    let mut form = DateForm::default();
    let is_date = matches!(kind, FieldType::Date | FieldType::AsOf | FieldType::Moment);
    if let Some((at, written)) = keys.text("date")? {
        let order = ORDERS.iter().find(|(name, _)| is_date && *name == written.to_lowercase()).map(|(_, order)| *order);
        let known = ORDERS.iter().map(|(name, _)| *name);
        form.order = Some(order.ok_or_else(|| keys.not_allowed("date", at, &written, known, "ymd, dmy, mdy"))?);
    }
    if let Some((at, value)) = keys.take("century") {
        let century = integer(&value).filter(|year| is_date && [1900, 2000].contains(year));
        let century = century.and_then(|year| u16::try_from(year).ok());
        form.century = Some(century.ok_or_else(|| keys.wrong("mapping-bad-century", "century", at))?);
    }
    Ok(form)
}

fn filter(mut keys: Keys<'_>) -> Result<Filter> {
    let (path, line) = (keys.path.clone(), keys.own_line());
    let column = keys.text("column")?.map(|(_, column)| column);
    let (is, is_not) = (keys.texts("is")?, keys.texts("is_not")?);
    keys.nothing_left()?;
    let keeps = is.is_some();
    match (column, is, is_not) {
        (Some(column), Some(words), None) | (Some(column), None, Some(words)) => {
            Ok(Filter { path, line, column, words, keeps })
        }
        _ => Err(Error::new(ErrorKind::Case, "mapping-half-filter").with("key", path).with("line", line.to_string())),
    }
}
