//! What a filled form holds. This is also the JSON of a filing (`docs/schema/filing.v1.json`): fields are only added.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::pack::{Audience, Citation, Requirement};

/// A run of text. Every number and every text from a cell carries the id of its figure or fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Inline {
    /// Fixed wording of the form; holds no digit of its own, item marks and citations excepted.
    Text { text: String },
    /// A value from a figure or a fact, printed in official style.
    Value {
        /// As printed: `105,116건`, `127시간 33분`, `파악 중`.
        text: String,
        /// Type and plain value of the JSON contract; null with a state when unknown.
        #[serde(rename = "type")]
        value_type: String,
        value: Option<String>,
        /// `exact`, `estimate`, `bounded`, `pending` or `unknown`.
        state: String,
        /// Id of the figure, when it is one.
        figure: Option<String>,
        /// Id of the fact, when it is one: `interruption.melon.started_at`.
        fact: Option<String>,
        /// Number of its source note in [`Filing::sources`].
        source: Option<u32>,
    },
    /// A citation of law as numbered on the law date.
    Cite { text: String, article: String },
}

/// Whether an item says what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemState {
    Complete,
    /// 파악 중, allowed before the final stage.
    Pending,
    /// Nothing to say: the page prints 해당 없음 or leaves it out.
    Empty,
    Missing,
}

/// A label with its value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FactLine {
    pub label: String,
    pub value: Vec<Inline>,
    pub note: Option<String>,
}

/// A column's head.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnHead {
    pub label: String,
    /// `num`, `nowrap`, `center`, `narrow`, `wide` or empty.
    pub class: String,
    /// Its cells add up to its total.
    #[serde(default, skip_serializing_if = "is_not")]
    pub adds: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_not(flag: &bool) -> bool {
    !*flag
}

/// A table cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableCell {
    pub content: Vec<Inline>,
    pub class: String,
}

/// A table row; `total` closes a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableRow {
    pub total: bool,
    pub cells: Vec<TableCell>,
}

/// A table of records or of a figure family.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    pub caption: String,
    pub columns: Vec<ColumnHead>,
    pub rows: Vec<TableRow>,
    pub notes: Vec<String>,
    pub author: Option<String>,
}

/// A span of time on a chart, such as an interruption: exact part and uncertain part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChartSpan {
    pub label: String,
    /// Seconds from the chart's origin.
    pub from: i64,
    /// Surely until.
    pub sure: i64,
    /// At most until.
    pub latest: i64,
    /// Printed beside the bar: `10시간 1분`.
    pub text: String,
    pub figure: Option<String>,
}

/// Moments of one kind on the axis of spans: the notices, or the reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartMarks {
    pub label: String,
    /// Seconds from the chart's origin, rising.
    pub at: Vec<i64>,
    /// Printed beside them: `14회`; empty for nothing.
    pub text: String,
    pub figure: Option<String>,
}

/// A bar of a composition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChartBar {
    pub label: String,
    pub value: Decimal,
    /// Printed beside the bar.
    pub text: String,
    pub figure: Option<String>,
}

/// A point of a series over dates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChartPoint {
    /// ISO date.
    pub date: String,
    pub label: String,
    pub value: Decimal,
    pub text: String,
    pub figure: Option<String>,
}

/// Data of a chart, exact; drawing is the renderer's. The same data stands in a table of the filing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "chart", rename_all = "lowercase")]
pub enum Chart {
    /// Services down over time. `ticks` are seconds with their printed dates.
    Spans {
        title: String,
        alt: String,
        spans: Vec<ChartSpan>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        marks: Vec<ChartMarks>,
        ticks: Vec<(i64, String)>,
    },
    /// Parts of a whole, or amounts side by side.
    Bars { title: String, alt: String, bars: Vec<ChartBar> },
    /// A count by date.
    Points { title: String, alt: String, points: Vec<ChartPoint> },
}

/// What an item holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "body", rename_all = "lowercase")]
pub enum Body {
    Text {
        paragraphs: Vec<Vec<Inline>>,
    },
    Facts {
        lines: Vec<FactLine>,
    },
    Table {
        table: Table,
    },
    Chart {
        chart: Chart,
    },
    /// Nothing to print.
    None,
}

/// An item of the form that a text was to tell and does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lack {
    /// Id of the item in its form.
    pub item: String,
    /// Stem of the fact ids of the row that it is not told of; none where it is told of nothing at all.
    pub row: Option<String>,
}

/// An item of the form with its content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FilledItem {
    pub id: String,
    /// Item mark: `가.`
    pub mark: String,
    pub label: String,
    /// What it is about, where each of several rows has one: the name of its row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<Inline>,
    pub requirement: Requirement,
    pub basis: Vec<Citation>,
    pub state: ItemState,
    pub content: Body,
    /// `sheet.field` that would settle a missing item.
    pub from: Option<String>,
    /// Channel of a notice whose text it is.
    pub channel: Option<String>,
    /// What a text of a notice does not tell of what the law asks a notice for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<Lack>,
}

/// The words of a run.
pub(super) fn plain_text(inlines: &[Inline]) -> String {
    inlines
        .iter()
        .map(|inline| match inline {
            Inline::Text { text } | Inline::Value { text, .. } | Inline::Cite { text, .. } => text.as_str(),
        })
        .collect()
}

impl FilledItem {
    /// Its label, with the name of the row that it is about.
    #[must_use]
    pub fn heading(&self) -> String {
        match plain_text(&self.about) {
            about if about.is_empty() => self.label.clone(),
            about => format!("{}: {about}", self.label),
        }
    }
}

/// A section with its items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FilledSection {
    pub id: String,
    /// Item mark: `1.`
    pub mark: String,
    pub label: String,
    pub items: Vec<FilledItem>,
}

/// A source note: where one value of the filing comes from (산출 근거).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// From 1, in order of first use.
    pub no: u32,
    /// Figure or fact id, or the stem of a row's fact ids.
    pub id: String,
    /// Type of the value, `row` where the facts of a row share a note, `text` for what paper prints without a note.
    pub kind: String,
    pub label: String,
    pub text: String,
    /// Empty for a fact that is read as it stands.
    pub formula: String,
    /// Neutral labels in an agency filing, file / sheet / cell in an internal one.
    pub origins: Vec<String>,
    /// Numbers of the notes of the figures it was computed from, where they are on the page too.
    pub inputs: Vec<u32>,
    /// The source that the sheet's own 출처 column names, when it does.
    pub cited: Option<String>,
    /// Why the value is not what it was published as before (정정 사유), as the row behind it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What a filing comes after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Follows {
    /// Stage of the filing before, as it prints it.
    pub stage: String,
    pub report_at: String,
    /// Whether it corrects that stage (정정) rather than being the next.
    pub amendment: bool,
    /// Why values changed since, by the id of the figure or fact.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub reasons: BTreeMap<String, String>,
}

/// A part that the public edition leaves out (비공개).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Withheld {
    /// Id of the item that it is, or stands in; none for a line of the head.
    pub item: Option<String>,
    /// What that item or line is called.
    pub label: String,
    /// The line or column, where it is not the whole item.
    pub part: Option<String>,
    /// 비공개, with the kind of its ground.
    pub word: String,
    pub basis: Vec<Citation>,
}

/// A form filled for a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Filing {
    /// Version of this shape.
    pub version: u32,
    /// Form id.
    pub form: String,
    /// Name of its files without their ending: the form's id, `kr-incident-report.letter` or `kr-outage-notice.record`.
    pub file: String,
    pub audience: Audience,
    pub title: String,
    /// Case title, such as `판교 데이터센터 화재로 인한 서비스 장애`.
    pub subtitle: String,
    pub case_id: String,
    /// Whether it stays inside the house.
    pub internal: bool,
    /// As printed: `최초`, `중간 2보`, `최종`.
    pub stage: String,
    /// `initial`, `interim:2`, `final`; empty in a filing made before it was told.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub stage_code: String,
    pub edition: String,
    /// 수신, 발신, 문서번호, 기준 시각, 담당, 공개 구분 …: in print order.
    pub head: Vec<FactLine>,
    /// 문서요지.
    pub summary: Vec<Vec<Inline>>,
    pub keywords: Vec<String>,
    /// The law date: its day numbers every citation.
    pub law_date: String,
    pub report_at: String,
    /// Legal basis of the form as numbered on the law date.
    pub basis: Vec<Citation>,
    pub sections: Vec<FilledSection>,
    /// 발신 명의, below the text of a letter.
    pub sender: Vec<Inline>,
    /// Who drew a letter up, reviewed and approved it; absent in any other form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approval: Vec<FactLine>,
    /// 시행, 주소, 전화, 공개 구분 … at the foot of a letter; absent in any other form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dispatch: Vec<FactLine>,
    /// 붙임, printed as given, ending with 끝.
    pub attachments: Vec<String>,
    pub sources: Vec<Source>,
    /// What the public edition leaves out; empty in that edition itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<Withheld>,
    /// The mark that ends the document (끝.) where it stands below the last item; empty where 붙임 or the last words carry it.
    pub end: String,
    /// The filing of the same form that it follows, where the case keeps one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<Follows>,
    /// Fixed remarks on the data, such as that rows are synthesised.
    pub remarks: Vec<Vec<Inline>>,
    pub draft: bool,
    /// Filled under another day's law (가정 적용): never fit for filing.
    pub hypothetical: bool,
}

impl Filing {
    /// The items in print order.
    pub fn items(&self) -> impl Iterator<Item = &FilledItem> {
        self.sections.iter().flat_map(|section| &section.items)
    }

    /// Why the value of an id is not what it was published as before, where the filing says it.
    #[must_use]
    pub fn reason(&self, id: &str) -> Option<&str> {
        let noted = self.sources.iter().find(|source| source.id == id).and_then(|source| source.reason.as_deref());
        noted.or_else(|| self.follows.as_ref()?.reasons.get(id).map(String::as_str))
    }
}
