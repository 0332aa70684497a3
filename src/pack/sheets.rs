//! The sheets of a case as data (`templates/base/sheets.toml`): columns, their names and their types.

use serde::Deserialize;

use super::fault::why;
use super::{Assets, Terms, broken, parse};
use crate::error::Result;
use crate::lang::Lang;

const PATH: &str = "base/sheets.toml";

/// What a cell of a column may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldType {
    Text,
    /// One code of the field's list.
    Code,
    /// Several codes of the field's list.
    Codes,
    /// An identifier: text that is compared, never printed as prose.
    Id,
    Count,
    Won,
    /// Decimal in the unit of its row.
    Amount,
    /// Decimal without a unit of its row: floor area, megawatts.
    Number,
    /// Percent.
    Share,
    Moment,
    Date,
    /// A day, or a time of it where a day has several.
    #[serde(rename = "as_of")]
    AsOf,
    Duration,
    Flag,
    Link,
}

impl FieldType {
    /// The word of `sheets.toml`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Code => "code",
            Self::Codes => "codes",
            Self::Id => "id",
            Self::Count => "count",
            Self::Won => "won",
            Self::Amount => "amount",
            Self::Number => "number",
            Self::Share => "share",
            Self::Moment => "moment",
            Self::Date => "date",
            Self::AsOf => "as_of",
            Self::Duration => "duration",
            Self::Flag => "flag",
            Self::Link => "link",
        }
    }
}

/// A column.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldSchema {
    pub id: String,
    pub ko: String,
    pub en: String,
    #[serde(default)]
    pub also: Vec<String>,
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// Code list in `terms.toml`, for `code` and `codes`.
    #[serde(default)]
    pub list: Option<String>,
    /// A row without it is a finding.
    #[serde(default)]
    pub required: bool,
    /// A field of the row that makes up for it: where that one is filled, this one need not be.
    #[serde(default)]
    pub unless: Option<String>,
    /// "파악 중" may stand here.
    #[serde(default)]
    pub pending: bool,
    /// A named moment of an outage, usable as an anchor.
    #[serde(default)]
    pub moment: bool,
    #[serde(default)]
    pub personal: bool,
    /// Holds an office's contact: a phone or a mail address may stand here.
    #[serde(default)]
    pub contact: bool,
    /// The column of the same sheet that says which period the value is of.
    #[serde(default)]
    pub period: Option<String>,
}

/// A sheet.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetSchema {
    pub id: String,
    pub ko: String,
    pub en: String,
    #[serde(default)]
    pub also: Vec<String>,
    /// The field that names a row; unique in the case.
    #[serde(default)]
    pub key: Option<String>,
    /// The field that people call a row by.
    #[serde(default)]
    pub title: Option<String>,
    /// Rows are folded as they stream and never held.
    #[serde(default)]
    pub fold: bool,
    pub field: Vec<FieldSchema>,
}

impl FieldSchema {
    /// Name of the column in a language.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ko => &self.ko,
            Lang::En => &self.en,
        }
    }
}

impl SheetSchema {
    /// Name of the sheet in a language.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ko => &self.ko,
            Lang::En => &self.en,
        }
    }

    /// Position of a field among the sheet's fields.
    #[must_use]
    pub fn index(&self, field: &str) -> Option<usize> {
        self.field.iter().position(|schema| schema.id == field)
    }
}

/// All sheets.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheets {
    pub schema: u32,
    /// Parts of headers of columns about a person: such a column is never read, sampled or quoted.
    #[serde(default)]
    pub personal: Vec<String>,
    pub sheet: Vec<SheetSchema>,
}

impl Sheets {
    pub(super) fn load(assets: &Assets) -> Result<Self> {
        parse(assets, PATH)
    }

    /// A sheet by id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&SheetSchema> {
        self.sheet.iter().find(|sheet| sheet.id == id)
    }

    /// Every code column names a list that exists.
    pub(super) fn check_lists(&self, terms: &Terms) -> Result<()> {
        for sheet in &self.sheet {
            for field in &sheet.field {
                let coded = matches!(field.kind, FieldType::Code | FieldType::Codes);
                let known = field.list.as_deref().is_some_and(|list| terms.list(list).is_some());
                if coded != field.list.is_some() || (coded && !known) {
                    let list = field.list.as_deref().unwrap_or("list");
                    return Err(broken(PATH, why("pack-no-list", list).of(&field.id)));
                }
                if field.period.as_deref().is_some_and(|column| sheet.index(column).is_none()) {
                    return Err(broken(
                        PATH,
                        why("pack-no-field", field.period.as_deref().unwrap_or_default()).of(&field.id),
                    ));
                }
            }
        }
        Ok(())
    }
}
