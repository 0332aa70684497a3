//! The sheet of settings (`templates/base/settings.toml`): what `case.toml` says, as rows of a workbook.

use serde::Deserialize;

use super::{Assets, Pack, parse};
use crate::error::Result;
use crate::lang::Text;

const PATH: &str = "base/settings.toml";

/// The sheet and its rows.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingsWords {
    #[serde(rename = "schema")]
    _schema: u32,
    /// Name of the sheet.
    pub sheet: Text,
    pub about: Text,
    pub setting_head: Text,
    pub value_head: Text,
    pub note_head: Text,
    pub setting: Vec<Setting>,
}

/// One row.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// As in `case.toml`, `contact.name` for a key of a table.
    pub key: String,
    pub kind: SettingKind,
    #[serde(default)]
    pub required: bool,
    pub label: Text,
    pub note: Text,
    /// What may be chosen.
    #[serde(default)]
    pub values: Vec<SettingValue>,
}

/// One value of a choice.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingValue {
    pub code: String,
    pub ko: String,
    pub en: String,
}

/// How the value of a setting is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SettingKind {
    Text,
    /// Several texts, separated by commas.
    Texts,
    Number,
    Moment,
    /// A day of the calendar.
    Day,
    Choice,
    Stage,
    /// Titles or ids of forms.
    Forms,
    /// The name of a moment of the sheet 사고.
    Moments,
    /// Names or ids of agencies.
    Agencies,
}

impl SettingsWords {
    pub(super) fn load(assets: &Assets) -> Result<Self> {
        parse(assets, PATH)
    }

    /// Whether a sheet is the one of settings.
    #[must_use]
    pub fn is_named(&self, sheet: &str) -> bool {
        sheet == self.sheet.ko || sheet == self.sheet.en
    }
}

impl Setting {
    /// What may be chosen, as people call it and as `case.toml` does; nothing where anything may be written.
    #[must_use]
    pub fn choices(&self, pack: &Pack) -> Vec<(Vec<String>, String)> {
        let pair = |names: Vec<String>, code: &str| (names, code.to_owned());
        match self.kind {
            SettingKind::Choice => {
                self.values.iter().map(|value| pair(vec![value.ko.clone(), value.en.clone()], &value.code)).collect()
            }
            SettingKind::Forms => {
                let forms = pack.forms.values().filter(|form| pack.filing.letter.as_ref() != Some(&form.id));
                forms.map(|form| pair(vec![form.title.clone(), form.en.clone()], &form.id)).collect()
            }
            SettingKind::Moments => {
                let fields = pack.sheets.get("outage").into_iter().flat_map(|sheet| &sheet.field);
                let moments = fields.filter(|field| field.moment);
                moments.map(|field| pair(vec![field.ko.clone(), field.en.clone()], &field.id)).collect()
            }
            SettingKind::Agencies => {
                pack.agencies.ids().map(|id| pair(pack.agencies.names(id).map(str::to_owned).collect(), id)).collect()
            }
            SettingKind::Text
            | SettingKind::Texts
            | SettingKind::Number
            | SettingKind::Moment
            | SettingKind::Day
            | SettingKind::Stage => Vec::new(),
        }
    }
}
