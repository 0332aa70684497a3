//! Forms (서식): sections and items of a filing, each with label, requirement and legal basis, as data.
//!
//! A form names facts and figures by path (see [`super::phrase`]); it never computes. `templates/kr/filing.toml` holds
//! what all forms share: the head, remarks, and the words for what is not there.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::phrase::{Choices, Path, Phrase, Piece, Test, Tests, wording};
use super::{Assets, Sheets, Statutes, Terms, broken, parse};
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

/// A sentence; left out when one of its slots is unknown, or when its condition does not hold.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Say {
    pub say: Phrase,
    #[serde(default)]
    pub when: Tests,
}

/// A label and its value.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactRow {
    pub label: String,
    pub value: Choices,
    /// Left out when the value is unknown; otherwise the line says that nothing is known.
    #[serde(default)]
    pub optional: bool,
    #[serde(default)]
    pub when: Tests,
    /// A note under the value (fixed wording).
    #[serde(default)]
    pub note: Option<String>,
}

/// A column of a table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    pub label: String,
    pub value: Choices,
    /// Class of its cells: `num`, `nowrap`, `center`, `narrow`, `wide`.
    #[serde(default)]
    pub class: Option<String>,
    /// Left out when no row has a value in it.
    #[serde(default)]
    pub optional: bool,
}

/// Where the rows of a table or chart come from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Rows {
    /// A sheet: one row per record.
    Sheet(String),
    /// `family:claims.by_harm`: one row per figure of the family.
    Family(String),
    /// `restated:claims`: one row per correction below that id.
    Restated(String),
}

impl TryFrom<String> for Rows {
    type Error = String;

    fn try_from(text: String) -> std::result::Result<Self, String> {
        Ok(match text.split_once(':') {
            Some(("family", family)) => Self::Family(family.to_owned()),
            Some(("restated", front)) => Self::Restated(front.to_owned()),
            Some(_) => return Err(format!("rows = {text}")),
            None => Self::Sheet(text),
        })
    }
}

/// Fixed wording below a table: always, or when its tests hold for the case.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "RawRemark")]
pub struct Remark {
    pub say: String,
    pub when: Tests,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawRemark {
    Always(String),
    When { say: String, when: Tests },
}

impl From<RawRemark> for Remark {
    fn from(raw: RawRemark) -> Self {
        match raw {
            RawRemark::Always(say) => Self { say, when: Tests::default() },
            RawRemark::When { say, when } => Self { say, when },
        }
    }
}

/// A table as data.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableForm {
    pub rows: Rows,
    /// Code list or sheet that names the codes of a family.
    #[serde(default)]
    pub list: Option<String>,
    /// Keep rows for which all hold.
    #[serde(default)]
    pub only: Tests,
    /// Field or figure to order by; codes in the order of their list, `-` in front for falling.
    #[serde(default)]
    pub sort: Option<String>,
    pub columns: Vec<Column>,
    /// A closing row of totals: one phrase per column, empty for none.
    #[serde(default)]
    pub total: Vec<Phrase>,
    /// Fixed wording below the table (rounding rule, reading aid).
    #[serde(default)]
    pub notes: Vec<Remark>,
    /// Who made the table (행정업무규정 시행규칙 제6조②).
    #[serde(default)]
    pub author: Option<Phrase>,
}

/// Which kind of chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChartKind {
    /// Spans of time, one per row of the sheet of interruptions, longest first.
    Spans,
    /// Bars, one per figure of a family.
    Bars,
    /// Points over dates, one per figure of a family whose codes are dates.
    Points,
}

/// A chart as data.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChartForm {
    pub chart: ChartKind,
    pub rows: Rows,
    #[serde(default)]
    pub list: Option<String>,
    #[serde(default)]
    pub only: Tests,
    /// What stands at the side of a span or bar.
    pub label: Choices,
    /// What stands beside it, and gives it its length.
    pub value: Choices,
    /// What the reader would see; the values themselves are added.
    pub alt: Phrase,
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
    Table(TableForm),
    /// A chart with its data.
    Chart(ChartForm),
}

/// One item of a section.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    pub id: String,
    pub label: String,
    pub requirement: Requirement,
    /// Sheet with one such item per record.
    #[serde(default)]
    pub each: Option<String>,
    /// What must hold for the item to be asked for.
    #[serde(default)]
    pub when: Tests,
    /// Ids of articles, or of the demands in the statute files, that ask for it.
    #[serde(default)]
    pub basis: Vec<String>,
    pub content: ItemKind,
    /// Printed when there is nothing to say: an answer in itself (해당 없음), so the item is not missing.
    #[serde(default)]
    pub nothing: Option<String>,
    /// `sheet.field` that would settle it when it is missing.
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
    /// 공개 구분, by edition.
    pub disclosure: BTreeMap<String, String>,
    pub basis: Vec<String>,
    pub keywords: Vec<String>,
    /// 문서요지: what the reader holds, in two or three sentences.
    pub summary: Vec<Say>,
    pub section: Vec<Section>,
    /// 붙임: names; position and copies are put around them.
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

    /// The items in the order of the form.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.section.iter().flat_map(|section| &section.item)
    }
}

/// What all forms share (`templates/kr/filing.toml`).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilingWords {
    #[serde(rename = "schema")]
    _schema: u32,
    /// 파악 중
    pub pending: String,
    /// A fact line without a value.
    pub absent: String,
    /// An empty cell.
    pub blank: String,
    pub stage: StageWords,
    /// 수신, 발신 …
    pub head: Vec<FactRow>,
    /// Remarks on the data.
    pub remark: Vec<Say>,
    /// Joins of lists, such as recipients.
    pub comma: String,
    pub attachment: AttachmentWords,
}

/// Names of the stages; `{n}` is the number of an interim report.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageWords {
    pub initial: String,
    pub interim: String,
    #[serde(rename = "final")]
    pub last: String,
}

/// How 붙임 ends: the copies of each, and the mark that closes the document.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttachmentWords {
    pub copies: String,
    pub end: String,
}

/// What a form's names are held against.
struct Names<'a> {
    sheets: &'a Sheets,
    terms: &'a Terms,
    statutes: &'a Statutes,
}

pub(super) fn words(assets: &Assets) -> Result<FilingWords> {
    parse(assets, "kr/filing.toml")
}

pub(super) fn load(
    assets: &Assets,
    statutes: &Statutes,
    sheets: &Sheets,
    terms: &Terms,
) -> Result<BTreeMap<String, Form>> {
    let names = Names { sheets, terms, statutes };
    let mut forms = BTreeMap::new();
    for path in assets.list("kr/forms", "toml") {
        let form: Form = parse(assets, &path)?;
        names.check(&path, &form).map_err(|why| broken(&path, why))?;
        forms.insert(form.id.clone(), form);
    }
    Ok(forms)
}

type Checked = std::result::Result<(), String>;

impl Names<'_> {
    fn check(&self, path: &str, form: &Form) -> Checked {
        if !path.ends_with(&format!("/{}.toml", form.id)) || !matches!(form.audience.as_str(), "agency" | "internal") {
            return Err(format!("id {} / audience {}", form.id, form.audience));
        }
        let labels = form.section.iter().map(|section| &section.label);
        for text in labels.chain(&form.keywords).chain(&form.attachments).chain([&form.title]) {
            wording(text)?;
        }
        for basis in &form.basis {
            self.basis(basis)?;
        }
        for say in &form.summary {
            self.say(say, None)?;
        }
        let mut ids = std::collections::BTreeSet::new();
        for item in form.items() {
            if !ids.insert(&item.id) {
                return Err(format!("item {} twice", item.id));
            }
            self.item(item).map_err(|why| format!("item {}: {why}", item.id))?;
        }
        Ok(())
    }

    fn item(&self, item: &Item) -> Checked {
        if item.requirement == Requirement::Required && item.basis.is_empty() {
            return Err("required without basis".to_owned());
        }
        item.basis.iter().try_for_each(|basis| self.basis(basis))?;
        for text in [Some(&item.label), item.nothing.as_ref()].into_iter().flatten() {
            wording(text)?;
        }
        if let Some((sheet, field)) = item.from.as_deref().and_then(|from| from.split_once('.')) {
            self.field(sheet, field)?;
        }
        let row = item.each.as_deref();
        if let Some(sheet) = row {
            self.sheet(sheet)?;
        }
        self.tests(&item.when, row)?;
        match &item.content {
            ItemKind::Text { text } => text.iter().try_for_each(|say| self.say(say, row)),
            ItemKind::Facts { facts } => facts.iter().try_for_each(|fact| self.fact(fact, row)),
            ItemKind::Table(table) => self.table(table),
            ItemKind::Chart(chart) => {
                let row = self.rows(&chart.rows, chart.list.as_deref())?;
                self.tests(&chart.only, row)?;
                self.choices(&chart.label, row)?;
                self.choices(&chart.value, row)?;
                self.phrase(&chart.alt, None)
            }
        }
    }

    fn table(&self, table: &TableForm) -> Checked {
        let row = self.rows(&table.rows, table.list.as_deref())?;
        self.tests(&table.only, row)?;
        if let (Some(sort), Some(sheet)) = (&table.sort, row) {
            let path = super::phrase::path(sort.trim_start_matches('-'))?;
            self.path(&path, Some(sheet))?;
        }
        for column in &table.columns {
            wording(&column.label)?;
            self.choices(&column.value, row)?;
        }
        if !table.total.is_empty() && table.total.len() != table.columns.len() {
            return Err("total: one phrase per column".to_owned());
        }
        table.total.iter().chain(&table.author).try_for_each(|phrase| self.phrase(phrase, None))?;
        table.notes.iter().try_for_each(|note| wording(&note.say).and_then(|()| self.tests(&note.when, None)))
    }

    /// The sheet whose fields a row has; `None` for a family.
    fn rows<'r>(&self, rows: &'r Rows, list: Option<&str>) -> std::result::Result<Option<&'r str>, String> {
        if let Some(list) = list
            && self.terms.list(list).is_none()
            && self.sheets.get(list).is_none()
        {
            return Err(format!("list {list}"));
        }
        match rows {
            Rows::Sheet(sheet) => self.sheet(sheet).map(|()| Some(sheet.as_str())),
            Rows::Family(_) | Rows::Restated(_) => Ok(None),
        }
    }

    fn fact(&self, fact: &FactRow, row: Option<&str>) -> Checked {
        wording(&fact.label)?;
        fact.note.iter().try_for_each(|note| wording(note))?;
        self.tests(&fact.when, row)?;
        self.choices(&fact.value, row)
    }

    fn say(&self, say: &Say, row: Option<&str>) -> Checked {
        self.tests(&say.when, row)?;
        self.phrase(&say.say, row)
    }

    fn choices(&self, choices: &Choices, row: Option<&str>) -> Checked {
        choices.0.iter().try_for_each(|choice| {
            self.tests(&choice.when, row)?;
            self.phrase(&choice.phrase, row)
        })
    }

    fn phrase(&self, phrase: &Phrase, row: Option<&str>) -> Checked {
        phrase.cites().try_for_each(|id| self.basis(id))?;
        phrase.slots().try_for_each(|slot| self.path(&slot.path, row))
    }

    fn tests(&self, tests: &Tests, row: Option<&str>) -> Checked {
        tests.0.iter().try_for_each(|test| self.test(test, row))
    }

    fn test(&self, test: &Test, row: Option<&str>) -> Checked {
        match test {
            Test::Not(test) => self.test(test, row),
            Test::Known(path) | Test::Unknown(path) => self.path(path, row),
            Test::Is { path, words, .. } => {
                self.path(path, row)?;
                self.words(path, words, row)
            }
            Test::Same { left, outside: true, .. } => self.path(left, row),
            Test::Same { left, right, outside: false } => self.path(left, row).and_then(|()| self.path(right, row)),
            Test::Rows { sheet, tests, .. } => self.sheet(sheet).and_then(|()| self.tests(tests, Some(sheet))),
        }
    }

    /// The words a code is compared with are codes of its list.
    fn words(&self, path: &Path, words: &[String], row: Option<&str>) -> Checked {
        let (sheet, field) = match (path, row) {
            (Path::Joined { sheet, to, .. }, _) => (sheet.as_str(), to),
            (Path::Named(field), Some(sheet)) => (sheet, field),
            _ => return Ok(()),
        };
        let schema = self.sheets.get(sheet).and_then(|schema| schema.field.iter().find(|found| found.id == *field));
        let Some(list) = schema.and_then(|schema| schema.list.as_deref()) else { return Ok(()) };
        match words.iter().find(|word| self.terms.term(list, word).is_none()) {
            Some(word) => Err(format!("{field}: no code {word}")),
            None => Ok(()),
        }
    }

    /// A path that stands in a row names a field of its sheet; figures are known only when a case is.
    fn path(&self, path: &Path, row: Option<&str>) -> Checked {
        match (path, row) {
            (Path::Named(name), Some(sheet)) if !name.contains('.') => self.field(sheet, name),
            (Path::Joined { field, sheet, to }, Some(row)) => {
                self.field(row, field).and_then(|()| self.field(sheet, to))
            }
            (Path::Joined { sheet, to, .. }, None) => self.field(sheet, to),
            (Path::Figure(pieces), Some(sheet)) => pieces.iter().try_for_each(|piece| match piece {
                Piece::Field(field) => self.field(sheet, field),
                Piece::Text(_) => Ok(()),
            }),
            (Path::Named(_) | Path::Figure(_), _) => Ok(()),
        }
    }

    fn field(&self, sheet: &str, field: &str) -> Checked {
        let known = self.sheets.get(sheet).is_some_and(|schema| schema.index(field).is_some());
        if known { Ok(()) } else { Err(format!("no field {sheet}.{field}")) }
    }

    fn sheet(&self, sheet: &str) -> Checked {
        if self.sheets.get(sheet).is_some() { Ok(()) } else { Err(format!("no sheet {sheet}")) }
    }

    fn basis(&self, id: &str) -> Checked {
        if self.statutes.contains(id) { Ok(()) } else { Err(format!("basis {id}")) }
    }
}
