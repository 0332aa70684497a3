//! Forms (서식): sections and items of a filing, each with label, requirement and legal basis, as data.
//!
//! A form names facts and figures by path (see [`super::phrase`]); it never computes. `templates/kr/filing.toml` holds
//! what all forms share: the head, remarks, and the words for what is not there.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::fault::{Why, why};
use super::form_check::PackNames;
use super::phrase::{Choices, Phrase, Tests};
use super::remark::PackRemark;
use super::say::Say;
use super::{Assets, Duty, Sheets, Statutes, Terms, broken, parse};
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

/// A label and its value.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactRow {
    pub label: String,
    pub value: Choices,
    /// Left out when the value is unknown; otherwise the line says that nothing is known.
    #[serde(default)]
    pub optional: bool,
    /// A place that the document leaves open, to be filled by hand: the label alone where the value is unknown.
    #[serde(default)]
    pub open: bool,
    #[serde(default)]
    pub when: Tests,
    /// A note under the value (fixed wording).
    #[serde(default)]
    pub note: Option<PackRemark>,
    /// Left out of the public edition, on this ground (비공개).
    #[serde(default)]
    pub withheld: Option<String>,
}

/// A column of a table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    pub label: String,
    pub value: Choices,
    /// What stands below the value in the same cell, each on its own line, where it is known.
    #[serde(default)]
    pub below: Vec<Choices>,
    /// Class of its cells: `num`, `nowrap`, `center`, `narrow`, `wide`.
    #[serde(default)]
    pub class: Option<String>,
    /// Left out when no row has a value in it.
    #[serde(default)]
    pub optional: bool,
    /// The rows in which it stands out (`danger`): what is late.
    #[serde(default)]
    pub alarm: Option<Tests>,
    /// Its cells are parts of the total below them: the finished page is held against that.
    #[serde(default)]
    pub adds: bool,
    /// Left out of the public edition, on this ground (비공개).
    #[serde(default)]
    pub withheld: Option<String>,
}

/// Where the rows of a table or chart come from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum RowSource {
    /// A sheet: one row per record.
    Sheet(String),
    /// `family:claims.by_harm`: one row per figure of the family.
    Family(String),
    /// `restated:claims`: one row per correction below that id.
    Restated(String),
    /// `duty:kr.outage-notice`: one row per row of the case that the duty is judged for.
    Duty(String),
    /// `duties`: one row per duty, status, recipient and deadline, and for what each has come to.
    Duties,
    /// `agenda`: the rows of `duties` that must be done and are not, the most urgent first, as many as a page shows.
    Agenda,
    /// `withheld`: in a letter, one row per part of its filing that the public edition leaves out.
    Withheld,
    /// `changes`: one row per value that is not what it was in the filing before.
    Changes,
}

impl TryFrom<String> for RowSource {
    type Error = Why;

    fn try_from(text: String) -> std::result::Result<Self, Why> {
        Ok(match text.split_once(':') {
            Some(("family", family)) => Self::Family(family.to_owned()),
            Some(("restated", front)) => Self::Restated(front.to_owned()),
            Some(("duty", duty)) => Self::Duty(duty.to_owned()),
            Some(_) => {
                let known = "sheet, family:…, restated:…, duty:…, duties, agenda, withheld, changes";
                return Err(why("pack-phrase", text).expected(known));
            }
            None if text == "duties" => Self::Duties,
            None if text == "agenda" => Self::Agenda,
            None if text == "withheld" => Self::Withheld,
            None if text == "changes" => Self::Changes,
            None => Self::Sheet(text),
        })
    }
}

/// A table as data.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableForm {
    pub rows: RowSource,
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
    /// Lines that the table has on paper at the least, as printed forms do: those that no row fills stay empty, and the first
    /// of them says that nothing follows (이하 빈칸).
    #[serde(default)]
    pub lines: Option<usize>,
    /// Fixed wording below the table (rounding rule, reading aid).
    #[serde(default)]
    pub notes: Vec<PackRemark>,
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

/// Moments that stand on the axis of a chart of spans, below them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarksForm {
    pub label: String,
    /// A sheet; each row with its moment `at` is a mark.
    pub rows: RowSource,
    #[serde(default)]
    pub only: Tests,
    /// How many there are, as a figure of the case.
    #[serde(default)]
    pub value: Option<Choices>,
}

/// A chart as data.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChartForm {
    pub chart: ChartKind,
    pub rows: RowSource,
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
    /// And where a span is known only by its bounds.
    #[serde(default)]
    pub alt_bounded: Option<Phrase>,
    /// What else happened, on the axis of a chart of spans.
    #[serde(default)]
    pub marks: Vec<MarksForm>,
    /// No more than these many spans, the longest.
    #[serde(default)]
    pub most: Option<usize>,
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
    /// What it is called in English.
    pub en: String,
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
    /// What the summary calls it (`form.tells`), where it has something to say.
    #[serde(default)]
    pub told: Option<String>,
    /// Asked for even in a first report (최초); every other item may still be 파악 중 there.
    #[serde(default)]
    pub first: bool,
    /// Left out of the public edition, on this ground (비공개).
    #[serde(default)]
    pub withheld: Option<String>,
    /// The text of one channel of a notice (`sms`, `app`, `email`, `web`), written as a file of its own too.
    #[serde(default)]
    pub channel: Option<String>,
}

/// One section.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub id: String,
    pub label: String,
    /// What it is called in English.
    pub en: String,
    /// It never leaves the house: a form with such a section is filled twice, and the filing that has it is its record.
    #[serde(default)]
    pub inside: bool,
    pub item: Vec<Item>,
}

/// Whom a form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// It leaves the house for an agency, and comes with a letter.
    Agency,
    /// The letter itself (제출 공문).
    Letter,
    /// A notice that users read.
    Users,
    /// It stays in the house.
    Internal,
}

/// A form.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub schema: u32,
    pub id: String,
    pub title: String,
    /// What it is called in English.
    pub en: String,
    pub audience: Audience,
    /// 공개 구분, by edition.
    pub disclosure: BTreeMap<String, String>,
    pub basis: Vec<String>,
    pub keywords: Vec<String>,
    /// 문서요지: what the reader holds, in two or three sentences.
    pub summary: Vec<Say>,
    pub section: Vec<Section>,
    /// 붙임: names; position and copies are put around them.
    #[serde(default)]
    pub attachments: Vec<Phrase>,
    /// 발신 명의, below the text.
    #[serde(default)]
    pub sender: Option<Choices>,
    /// The lines of its head in place of those that all forms share.
    #[serde(default)]
    pub head: Option<Vec<FactRow>>,
    /// 결문 of a letter: who drew it up, reviewed and approved it.
    #[serde(default)]
    pub approval: Vec<FactRow>,
    /// 결문 of a letter: number and day, address, contact, 공개 구분.
    #[serde(default)]
    pub dispatch: Vec<FactRow>,
}

impl Form {
    #[must_use]
    pub fn is_internal(&self) -> bool {
        self.audience == Audience::Internal
    }

    /// Ids of the grounds on which it leaves something out of the public edition.
    fn grounds(&self) -> impl Iterator<Item = &String> {
        self.items().flat_map(|item| {
            let parts: Vec<&Option<String>> = match &item.content {
                ItemKind::Facts { facts } => facts.iter().map(|fact| &fact.withheld).collect(),
                ItemKind::Table(table) => table.columns.iter().map(|column| &column.withheld).collect(),
                ItemKind::Text { .. } | ItemKind::Chart(_) => Vec::new(),
            };
            item.withheld.iter().chain(parts.into_iter().flatten())
        })
    }

    /// Whether a part of it never leaves the house, so that it comes with a record.
    #[must_use]
    pub fn has_record(&self) -> bool {
        self.section.iter().any(|section| section.inside)
    }

    /// The item that a filled one is made from. One for each row has the id of its row behind its own, which is returned too.
    #[must_use]
    pub fn origin_of<'i>(&self, filled: &'i str) -> Option<(&Item, Option<&'i str>)> {
        let own = self.items().find(|item| item.id == filled).map(|item| (item, None));
        own.or_else(|| {
            let each = self.items().filter(|item| item.each.is_some());
            let mut of_row = each.filter_map(|item| Some((item, filled.strip_prefix(&item.id)?.strip_prefix('.')?)));
            of_row.next().map(|(item, row)| (item, Some(row)))
        })
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
    /// Form of the letter that comes with each filing to an agency, where the agency wants one.
    #[serde(default)]
    pub letter: Option<String>,
    /// 수신, 발신 …
    pub head: Vec<FactRow>,
    /// Remarks on the data.
    pub remark: Vec<Say>,
    /// Joins of lists, such as recipients.
    pub comma: String,
    /// Once under each table that prints computed shares: how they are rounded.
    #[serde(default)]
    pub rounding: Option<String>,
    /// What a page for those who decide shows of what is to be done.
    #[serde(default)]
    pub agenda: AgendaWords,
    /// A long duration: `{n}일`.
    pub days: String,
    /// What stands in place of a small count.
    #[serde(default)]
    pub small: SmallWords,
    /// The public edition.
    #[serde(default)]
    pub public: PublicWords,
    /// Why something is left out of it, by id.
    #[serde(default)]
    pub ground: BTreeMap<String, Ground>,
    pub attachment: AttachmentWords,
    /// 정정 이력, for a filing that follows another of its form.
    #[serde(default)]
    pub amendment: Option<AmendmentWords>,
}

impl FilingWords {
    /// What a value of the filing before is called that no column and no figure names.
    #[must_use]
    pub fn amendment_other(&self) -> String {
        self.amendment.as_ref().map(|words| words.other.clone()).unwrap_or_default()
    }
}

/// What is urgent: how far ahead, and how many rows of it a page shows.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgendaWords {
    /// Days from the time of the report.
    pub days: u32,
    /// Rows.
    pub most: usize,
}

/// What a filing says of the one before it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmendmentWords {
    /// What the filing before is called in the source notes.
    pub note: String,
    /// Where its values come from; `{stage}` is its stage.
    pub origin: String,
    /// A value that no column and no figure names.
    pub other: String,
    /// The section: its items stand in the form's section of its id, or behind the last section.
    pub section: Section,
}

impl AmendmentWords {
    /// The neutral label of the filing before.
    #[must_use]
    pub fn origin(&self, stage: &str) -> String {
        self.origin.replace("{stage}", stage)
    }

    /// The sections of a form with what is said of the filing before.
    #[must_use]
    pub fn behind(&self, sections: &[Section]) -> Vec<Section> {
        let mut all = sections.to_vec();
        match all.iter_mut().find(|section| section.id == self.section.id) {
            Some(own) => own.item.extend(self.section.item.iter().cloned()),
            None => all.push(self.section.clone()),
        }
        all
    }
}

/// Words for counts that would tell of few people.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmallWords {
    /// `{n}{unit} 미만`
    pub below: String,
    /// What else would tell it.
    pub withheld: String,
    /// Under a table with either; holds no digit.
    pub note: String,
}

/// What the public edition does of its own.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicWords {
    /// Counts of people below it are not printed, where the case says nothing of it.
    pub smallest: u64,
}

/// Why something is not for the public (비공개).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// Beside what is withheld, in the edition that holds it.
    pub word: String,
    /// In its place, in the public edition.
    pub public: String,
    /// Ids of articles.
    pub basis: Vec<String>,
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

/// How 붙임 ends: the copies of each, the mark that closes a document, and what an unfilled table says in its next line.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttachmentWords {
    pub copies: String,
    pub end: String,
    /// 이하 빈칸
    #[serde(default)]
    pub below: String,
}

pub(super) fn words(assets: &Assets, forms: &BTreeMap<String, Form>, statutes: &Statutes) -> Result<FilingWords> {
    let path = assets.own("filing.toml");
    let words: FilingWords = parse(assets, &path)?;
    let grounds =
        forms.values().flat_map(Form::grounds).chain(words.head.iter().filter_map(|row| row.withheld.as_ref()));
    for ground in grounds {
        if !words.ground.contains_key(ground) {
            return Err(broken(&path, why("pack-needs", format!("ground.{ground}"))));
        }
    }
    if let Some(id) = words.ground.values().flat_map(|ground| &ground.basis).find(|id| !statutes.contains(id)) {
        return Err(broken(&path, why("pack-no-article", id)));
    }
    match words.letter.as_ref().filter(|letter| !forms.contains_key(*letter)) {
        Some(letter) => Err(broken(&path, why("pack-no-form", letter))),
        None => Ok(words),
    }
}

pub(super) fn load(
    assets: &Assets,
    statutes: &Statutes,
    sheets: &Sheets,
    terms: &Terms,
    duties: &[Duty],
) -> Result<BTreeMap<String, Form>> {
    let paths = assets.list(&assets.own("forms"), "toml");
    let told = BTreeSet::new();
    let names = PackNames { duties, forms: &paths, sheets, terms, statutes, told: &told };
    let mut forms = BTreeMap::new();
    for path in paths.clone() {
        let form: Form = parse(assets, &path)?;
        names.check(&path, &form).map_err(|why| broken(&path, why))?;
        forms.insert(form.id.clone(), form);
    }
    Ok(forms)
}
