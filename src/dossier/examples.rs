//! Example rows of a workbook that `bogo new` made: an untouched one says nothing, as an empty sheet does.
//!
//! A row counts as untouched when each of its cells says what the worktable put there. One that somebody wrote into is read
//! as any other row, and its marks are a finding. Where the case is still the example as a whole, its filer included, the
//! rows are read: a draft shows what a filing would look like.

use std::str::FromStr;

use rust_decimal::Decimal;

use super::Case;
use crate::lang::Lang;
use crate::mapping;
use crate::origin::Origin;
use crate::pack::{Pack, SheetSchema, Worktable};
use crate::value::{Field, Value};

/// An example row that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Id of its sheet.
    pub sheet: String,
    pub row: Origin,
}

/// Tells example rows from what somebody wrote.
#[derive(Clone, Copy)]
pub(super) struct Examples<'p> {
    table: &'p Worktable,
    /// Kind of the case: examples differ by it.
    kind: &'p str,
    is_tutorial: bool,
}

impl<'p> Examples<'p> {
    pub(super) fn new(pack: &'p Pack, case: &'p Case) -> Self {
        let table = &pack.worktable;
        Self { table, kind: &case.kind, is_tutorial: table.is_example(&case.filer.value) }
    }

    /// Whether a text stands in an example, whatever became of its row.
    pub(super) fn is_example(&self, text: &str) -> bool {
        self.table.is_example(text)
    }

    /// Whether a text makes its row one that may be left out: cheap, and asked of every row.
    pub(super) fn is_marked(&self, text: &str) -> bool {
        !self.is_tutorial && self.table.is_example(text)
    }

    /// Whether the row is an example as the worktable wrote it.
    pub(super) fn is_untouched(&self, schema: &SheetSchema, fields: &[Field<Value>]) -> bool {
        let marked = |field: &Field<Value>| matches!(field.value(), Some(Value::Text(text)) if self.is_marked(text));
        fields.iter().any(marked) && [Lang::Ko, Lang::En].into_iter().any(|lang| self.is_as_made(schema, fields, lang))
    }

    fn is_as_made(&self, schema: &SheetSchema, fields: &[Field<Value>], lang: Lang) -> bool {
        schema.field.iter().zip(fields).all(|(column, field)| {
            let note = self.table.note(&schema.id, &column.id);
            let example = note.and_then(|note| note.example(self.kind, lang));
            match (field, example) {
                // A column that somebody deleted is no column that somebody filled.
                (Field::Blank(_), _) | (Field::Pending(_), Some(_)) => true,
                (Field::Known(fact), Some(example)) => says(&fact.value, example),
                (Field::Pending(_) | Field::Known(_), None) => false,
            }
        })
    }
}

/// Whether a value is what the text of an example comes to.
fn says(value: &Value, example: &str) -> bool {
    match value {
        Value::Moment(moment) => mapping::stated_moment(example).is_some_and(|stated| stated == *moment),
        Value::Flag(flag) => example == if *flag { "yes" } else { "no" },
        Value::Codes { codes, .. } => example.split(',').map(str::trim).eq(codes.iter().map(String::as_str)),
        Value::Count(_) | Value::Won(_) | Value::Amount { .. } | Value::Share(_) | Value::Number(_) => {
            let number = |text: &str| Decimal::from_str(text).ok();
            number(example).is_some() && number(example) == value.plain().as_deref().and_then(number)
        }
        other => other.plain().as_deref() == Some(example),
    }
}
