//! The figures of a filing with their origins, as data beside its pages: what each value is, how it was computed, from
//! where.
//!
//! It says no more than the filing does: origins are the filing's own labels, neutral where it leaves the house
//! (`docs/schema/supplement.v1.json`).

use std::collections::BTreeMap;

use serde::Serialize;

use crate::filing::{Body, FactLine, Filing, Inline, Source};

/// Version of the shape; fields are only added within one.
const VERSION: u32 = 1;

/// The figures of a filing with their origins.
#[derive(Debug, Serialize)]
pub(super) struct Supplement<'a> {
    version: u32,
    form: &'a str,
    case_id: &'a str,
    law_date: &'a str,
    report_at: &'a str,
    figures: Vec<SupplementFigure<'a>>,
}

/// A value with its origin.
#[derive(Debug, Serialize)]
struct SupplementFigure<'a> {
    /// Number of its source note.
    no: u32,
    id: &'a str,
    label: &'a str,
    /// As printed.
    text: &'a str,
    /// Type and plain value of the JSON contract; null with a state when unknown, absent where nothing prints it alone.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    value_type: Option<&'a str>,
    value: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'a str>,
    /// Empty for what is read as it stands.
    formula: &'a str,
    origins: &'a [String],
    /// Ids of the figures that it was computed from.
    from: Vec<&'a str>,
    cited: Option<&'a str>,
}

impl<'a> Supplement<'a> {
    pub(super) fn new(filing: &'a Filing) -> Self {
        let values = values(filing);
        let ids: BTreeMap<u32, &str> = filing.sources.iter().map(|source| (source.no, source.id.as_str())).collect();
        let figure = |source: &'a Source| {
            let value = values.get(source.id.as_str());
            SupplementFigure {
                no: source.no,
                id: &source.id,
                label: &source.label,
                text: &source.text,
                value_type: value.map(|value| value.0),
                value: value.and_then(|value| value.1),
                state: value.map(|value| value.2),
                formula: &source.formula,
                origins: &source.origins,
                from: source.inputs.iter().filter_map(|no| ids.get(no).copied()).collect(),
                cited: source.cited.as_deref(),
            }
        };
        Self {
            version: VERSION,
            form: &filing.form,
            case_id: &filing.case_id,
            law_date: &filing.law_date,
            report_at: &filing.report_at,
            figures: filing.sources.iter().map(figure).collect(),
        }
    }
}

/// Type, plain value and state of every value that the filing prints, by figure or fact.
fn values(filing: &Filing) -> BTreeMap<&str, (&str, Option<&str>, &str)> {
    let mut runs: Vec<&[Inline]> = Vec::new();
    runs.extend(lines_of(&filing.head));
    runs.extend(filing.summary.iter().map(Vec::as_slice));
    for item in filing.items() {
        match &item.content {
            Body::Text { paragraphs } => runs.extend(paragraphs.iter().map(Vec::as_slice)),
            Body::Facts { lines } => runs.extend(lines_of(lines)),
            Body::Table { table } => {
                runs.extend(table.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.content.as_slice()));
            }
            Body::Chart { .. } | Body::None => {}
        }
    }
    let mut values = BTreeMap::new();
    for inline in runs.into_iter().flatten() {
        if let Inline::Value { value_type, value, state, figure, fact, .. } = inline
            && let Some(id) = figure.as_deref().or(fact.as_deref())
        {
            values.entry(id).or_insert((value_type.as_str(), value.as_deref(), state.as_str()));
        }
    }
    values
}

fn lines_of(lines: &[FactLine]) -> impl Iterator<Item = &[Inline]> {
    lines.iter().map(|line| line.value.as_slice())
}
