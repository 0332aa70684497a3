//! Forms (서식): sections and items of a filing, each with label, requirement and legal basis, as data.
//!
//! A form names facts and figures by path; it never computes. Paths:
//! - `claims.total` (a figure id), `outage.title` (a field of the case's outage), `filer.name`, `case.title`,
//!   `case.report_at`, `contact.name`;
//! - in a row: `at` (a field of the row) or `=interruption.{id}.duration` (a figure, `{…}` taken from the row).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Assets, Statutes, broken, parse};
use crate::error::Result;

/// Whether a filing may lack an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Requirement {
    /// A law or a demand asks for it: missing is an error in a final filing.
    Required,
    /// Asked for when its condition holds.
    Conditional,
    /// Good practice: left out silently when there is nothing to say.
    Practice,
}

/// A sentence with figures in braces; left out when one of them is unknown, or when `when` has no value.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Say {
    /// `{path}` prints the value as official style does; `{path:label}` prints a code's name.
    pub say: String,
    #[serde(default)]
    pub when: Option<String>,
}

/// A label and the path of its value.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactRow {
    pub label: String,
    pub value: String,
    /// Printed in front of nothing when the value is unknown: the row says so, or is left out.
    #[serde(default)]
    pub optional: bool,
    /// A note under the value (fixed wording).
    #[serde(default)]
    pub note: Option<String>,
    #[serde(default)]
    pub basis: Vec<String>,
}

/// A column of a table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    pub label: String,
    pub value: String,
    /// Class of its cells: `num`, `nowrap`, `center`, `narrow`, `wide`.
    #[serde(default)]
    pub class: Option<String>,
    /// Left out when no row has a value in it.
    #[serde(default)]
    pub optional: bool,
}

/// What an item holds.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
pub enum ItemKind {
    /// Paragraphs.
    Text { text: Vec<Say> },
    /// A two-column table of labels and values.
    Facts { facts: Vec<FactRow> },
    /// A table with one row per record of a sheet, or per figure of a family.
    Table {
        /// A sheet id (`event`), or `family:claims.by_harm` for one row per code.
        rows: String,
        /// Keep rows where each test holds: `kind = notice`, `kind in notice, report`, `restored_at?` (has a value).
        #[serde(default)]
        only: Vec<String>,
        columns: Vec<Column>,
        /// Figure paths of a closing row of totals, one per column, empty for none.
        #[serde(default)]
        total: Vec<String>,
        /// Fixed wording below the table (rounding rule, reading aid).
        #[serde(default)]
        notes: Vec<String>,
        /// Who made the table (행정업무규정 시행규칙 제6조②).
        #[serde(default)]
        author: Option<String>,
    },
    /// A chart by name, with its data.
    Chart { chart: String, alt: String },
}

/// One item of a section.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    pub id: String,
    pub label: String,
    pub requirement: Requirement,
    /// Path that must have a value for a conditional item to be asked for.
    #[serde(default)]
    pub when: Option<String>,
    /// Ids of articles, or of the demands in the statute files, that ask for it.
    #[serde(default)]
    pub basis: Vec<String>,
    pub content: ItemKind,
    /// What to enter, and where, when it is missing; `sheet.field` the finding points to.
    #[serde(default)]
    pub from: Option<String>,
}

/// One section.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub id: String,
    pub label: String,
    pub item: Vec<Item>,
}

/// A form.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub schema: u32,
    pub id: String,
    pub title: String,
    /// `agency` (leaves the house) or `internal`.
    pub audience: String,
    pub basis: Vec<String>,
    pub keywords: Vec<String>,
    /// 문서요지: what the reader holds, in two or three sentences.
    pub summary: Vec<Say>,
    pub section: Vec<Section>,
    /// 붙임: name and number of copies.
    #[serde(default)]
    pub attachments: Vec<String>,
}

impl Form {
    #[must_use]
    pub fn is_internal(&self) -> bool {
        self.audience == "internal"
    }

    /// Path of its tera template.
    #[must_use]
    pub fn template(&self) -> String {
        format!("kr/forms/{}.html", self.id)
    }
}

pub(super) fn load(assets: &Assets, statutes: &Statutes) -> Result<BTreeMap<String, Form>> {
    let mut forms = BTreeMap::new();
    for path in assets.list("kr/forms", "toml") {
        let form: Form = parse(assets, &path)?;
        if !path.ends_with(&format!("/{}.toml", form.id)) || !matches!(form.audience.as_str(), "agency" | "internal") {
            return Err(broken(&path, format!("id {} / audience {}", form.id, form.audience)));
        }
        let items = || form.section.iter().flat_map(|section| &section.item);
        let bases = form.basis.iter().chain(items().flat_map(|item| &item.basis));
        for basis in bases {
            if !statutes.contains(basis) {
                return Err(broken(&path, format!("basis {basis}")));
            }
        }
        for item in items().filter(|item| item.requirement == Requirement::Required) {
            if item.basis.is_empty() {
                return Err(broken(&path, format!("item {}: required without basis", item.id)));
            }
        }
        forms.insert(form.id.clone(), form);
    }
    Ok(forms)
}
