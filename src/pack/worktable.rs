//! The workbooks that people fill, as data (`templates/base/worktable.toml`): which sheets, which notes, which example.
//!
//! Holds words and names alone: columns and their types are [`super::Sheets`], the writing is the station `workbooks`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::fault::why;
use super::{Assets, FieldType, Sheets, broken, parse};
use crate::error::Result;
use crate::lang::{Lang, Text};

const PATH: &str = "base/worktable.toml";
/// Look of documents, whose palette the workbooks share.
const THEME: &str = "theme.toml";

/// The cell of an example row: the same in both languages, or one for each.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Example {
    Same(String),
    Each(Text),
}

impl Example {
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match self {
            Self::Same(text) => text,
            Self::Each(text) => text.get(lang),
        }
    }
}

/// What the note on one header says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldNote {
    pub ko: String,
    pub en: String,
    #[serde(default)]
    pub ex: Option<Example>,
    /// The same for one kind of case.
    #[serde(default)]
    pub ex_of: BTreeMap<String, Example>,
    /// Sheet whose ids may stand in the column.
    #[serde(default)]
    pub of: Option<String>,
}

impl FieldNote {
    /// The cell of the example row in a case of a kind.
    #[must_use]
    pub fn example(&self, kind: &str, lang: Lang) -> Option<&str> {
        self.ex_of.get(kind).or(self.ex.as_ref()).map(|example| example.get(lang))
    }

    #[must_use]
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ko => &self.ko,
            Lang::En => &self.en,
        }
    }
}

/// What one sheet of a workbook says of itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetNote {
    pub about: Text,
    /// Coded field for which the sheet has a row per code ready.
    #[serde(default)]
    pub ready: Option<String>,
    pub field: BTreeMap<String, FieldNote>,
}

/// One workbook of a new case.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkbookSpec {
    /// Kinds of cases that have it: `incident`, `annual`.
    pub kinds: Vec<String>,
    pub file: Text,
    pub title: Text,
    pub about: Text,
    /// Ids of its sheets, in order.
    pub sheets: Vec<String>,
}

/// What a new `case.toml` says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseNote {
    pub title: Text,
    pub filer: Text,
    pub report_at: String,
    pub forms: Vec<String>,
    pub stage: String,
    pub agency: String,
    #[serde(default)]
    pub anchored: bool,
}

/// Two colours by their names in the palette.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ColourPair {
    fill: String,
    text: String,
}

/// How the workbooks look.
#[derive(Debug, Clone, Deserialize)]
struct WorkbookLook {
    font: String,
    #[serde(flatten)]
    pairs: BTreeMap<String, ColourPair>,
}

/// The words of the first sheet.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    pub name: Text,
    /// Name of the sheet that holds what the drop-downs offer.
    pub lists: Text,
    pub lists_about: Text,
    pub version: Text,
    pub sheets: Text,
    pub sheet_name: Text,
    pub sheet_about: Text,
    pub sheet_columns: Text,
    pub how: Text,
    pub legend_required: Text,
    pub legend_optional: Text,
    pub legend_example: Text,
    pub line: Vec<Text>,
}

#[derive(Debug, Deserialize)]
struct WorkbookTheme {
    palette: BTreeMap<String, String>,
}

/// A fill and the colour of the text on it, each 24 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tone {
    pub fill: u32,
    pub text: u32,
}

/// All of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worktable {
    #[serde(rename = "schema")]
    _schema: u32,
    pub version: u32,
    /// Name under which a workbook carries its version.
    pub stamp: String,
    /// A text that starts with one of these is an example's.
    pub marks: Vec<String>,
    look: WorkbookLook,
    pub guide: Guide,
    label: BTreeMap<String, Text>,
    written: BTreeMap<String, Text>,
    pub book: Vec<WorkbookSpec>,
    pub case: BTreeMap<String, CaseNote>,
    pub anchor: Text,
    /// Sheets that a form needs.
    #[serde(default)]
    form_sheets: BTreeMap<String, Vec<String>>,
    common: BTreeMap<String, FieldNote>,
    sheet: BTreeMap<String, SheetNote>,
    /// Colours by role, resolved.
    #[serde(skip)]
    tones: BTreeMap<String, Tone>,
}

impl Worktable {
    pub(super) fn load(assets: &Assets, sheets: &Sheets) -> Result<Self> {
        let mut table: Self = parse(assets, PATH)?;
        table.check(sheets)?;
        let palette = parse::<WorkbookTheme>(assets, THEME)?.palette;
        let colour = |name: &str| {
            let hex = palette.get(name).and_then(|text| u32::from_str_radix(text.trim_start_matches('#'), 16).ok());
            hex.ok_or_else(|| broken(PATH, why("pack-unknown-word", name)))
        };
        for (role, pair) in &table.look.pairs {
            table.tones.insert(role.clone(), Tone { fill: colour(&pair.fill)?, text: colour(&pair.text)? });
        }
        Ok(table)
    }

    /// Every sheet and field that is named is there, and every sheet of a workbook has its words.
    fn check(&self, sheets: &Sheets) -> Result<()> {
        let known = |id: &str| sheets.get(id).ok_or_else(|| broken(PATH, why("pack-no-sheet", id)));
        for id in self.book.iter().flat_map(|book| &book.sheets).chain(self.form_sheets.values().flatten()) {
            known(id)?;
            if !self.sheet.contains_key(id) {
                return Err(broken(PATH, why("pack-missing-key", id).of("sheet")));
            }
        }
        for (id, note) in &self.sheet {
            let schema = known(id)?;
            let fields = note.field.keys().chain(&note.ready);
            if let Some(field) = fields.into_iter().find(|field| schema.index(field).is_none()) {
                return Err(broken(PATH, why("pack-no-field", field).of(id)));
            }
        }
        let notes = self.sheet.values().flat_map(|sheet| sheet.field.values()).chain(self.common.values());
        for target in notes.filter_map(|note| note.of.as_deref()).filter(|of| !of.is_empty()) {
            known(target)?;
        }
        Ok(())
    }

    /// Typeface of the workbooks.
    #[must_use]
    pub fn font(&self) -> &str {
        &self.look.font
    }

    /// Colours of a role; black on white for one that the file does not name.
    #[must_use]
    pub fn tone(&self, role: &str) -> Tone {
        self.tones.get(role).copied().unwrap_or(Tone { fill: 0x00FF_FFFF, text: 0 })
    }

    /// A word that notes are made of; its key when the file lacks it.
    #[must_use]
    pub fn label<'a>(&'a self, key: &'a str, lang: Lang) -> &'a str {
        self.label.get(key).map_or(key, |text| text.get(lang))
    }

    /// How a cell of a type is written; empty for free text.
    #[must_use]
    pub fn written(&self, kind: FieldType, lang: Lang) -> &str {
        self.written.get(kind.word()).map_or("", |text| text.get(lang))
    }

    /// Workbooks of a kind of case.
    pub fn books(&self, kind: &str) -> impl Iterator<Item = &WorkbookSpec> {
        self.book.iter().filter(move |book| book.kinds.iter().any(|found| found == kind))
    }

    /// The sheets that some forms need; none where one of them needs all, or none is asked for.
    #[must_use]
    pub fn sheets_of(&self, forms: &[String]) -> BTreeSet<&str> {
        let all: Option<Vec<&Vec<String>>> = forms.iter().map(|form| self.form_sheets.get(form)).collect();
        all.unwrap_or_default().into_iter().flatten().map(String::as_str).collect()
    }

    /// Words of a sheet.
    #[must_use]
    pub fn sheet(&self, id: &str) -> Option<&SheetNote> {
        self.sheet.get(id)
    }

    /// The note of a column: its own, or the one that columns of that name share.
    #[must_use]
    pub fn note(&self, sheet: &str, field: &str) -> Option<&FieldNote> {
        self.sheet.get(sheet).and_then(|sheet| sheet.field.get(field)).or_else(|| self.common.get(field))
    }

    /// Whether a text stands in an example.
    #[must_use]
    pub fn is_example(&self, text: &str) -> bool {
        self.marks.iter().any(|mark| text.starts_with(mark.as_str()))
    }

    /// Whether a sheet is one of ours that holds no data: the guide, the lists, or an index of findings.
    #[must_use]
    pub fn is_own(&self, sheet: &str) -> bool {
        let names = [Some(&self.guide.name), Some(&self.guide.lists), self.label.get("index")];
        // 지적 목록 (2): someone kept the index of an earlier copy.
        let numbered = sheet.strip_suffix(')').and_then(|sheet| sheet.rsplit_once(" ("));
        let bare = numbered.filter(|(_, number)| number.parse::<u32>().is_ok()).map_or(sheet, |(bare, _)| bare);
        names.into_iter().flatten().any(|name| [sheet, bare].iter().any(|sheet| *sheet == name.ko || *sheet == name.en))
    }
}
