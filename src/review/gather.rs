//! From what was received to rows: each file verified, the forms of one filer, case and stage together.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::overdue::overdue;
use super::{Assurance, FilingContradiction, FilingRow, Lacking, ReviewedForm, StatedValue};
use crate::bundle::{self, Failure};
use crate::dossier::{Edition, Stage};
use crate::error::Result;
use crate::filing::{Filing, Inline, ItemState};
use crate::pack::{Audience, Pack, ReviewMeasure, ReviewWords, means};

/// A filing with the file it came from.
struct ReceivedFile {
    path: String,
    filing: Filing,
    standing: Assurance,
}

/// What the filings of a row have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    filer: String,
    incident: String,
    case: String,
    stage: String,
    stage_code: String,
}

/// What came of the files.
#[derive(Debug, Default)]
pub struct Gathered {
    /// By filer, incident and stage.
    pub rows: Vec<FilingRow>,
    /// Files in which no filing can be read, with what does not hold.
    pub unread: Vec<(String, Vec<Failure>)>,
}

/// Reads and verifies every file. Their order makes no difference.
///
/// # Errors
/// When a path is neither a bundle, a PDF nor the JSON of a filing, or cannot be read at all.
pub fn gather(pack: &Pack, paths: &[PathBuf]) -> Result<Gathered> {
    let mut received: Vec<ReceivedFile> = Vec::new();
    let mut failures: Vec<(String, Failure)> = Vec::new();
    let mut gathered = Gathered::default();
    let mut sorted = paths.to_vec();
    sorted.sort();
    sorted.dedup();
    for path in &sorted {
        let side = bundle::received(pack, path)?;
        let shown = path.display().to_string();
        // What stays in the house, records of notices included, is nobody else's to review.
        let leaves =
            |filing: &Filing| filing.audience != Audience::Internal && filing.edition != Edition::Internal.code();
        let filings: Vec<Filing> = side.filings.into_iter().filter(leaves).collect();
        let standing = match () {
            () if !side.failures.is_empty() || side.indeterminate => Assurance::Failed,
            () if side.verified => Assurance::Verified,
            () => Assurance::Unverified,
        };
        if filings.is_empty() {
            gathered.unread.push((shown, side.failures));
            continue;
        }
        failures.extend(side.failures.into_iter().map(|failure| (shown.clone(), failure)));
        received.extend(filings.into_iter().map(|filing| ReceivedFile { path: shown.clone(), filing, standing }));
    }
    received.retain(|one| one.filing.edition != Edition::Internal.code());
    let mut groups: BTreeMap<Key, Vec<ReceivedFile>> = BTreeMap::new();
    for one in received {
        let filing = &one.filing;
        let key = Key {
            filer: filer(filing),
            incident: filing.subtitle.clone(),
            case: filing.case_id.clone(),
            stage: filing.stage.clone(),
            stage_code: filing.stage_code.clone(),
        };
        groups.entry(key).or_default().push(one);
    }
    gathered.rows = groups.into_iter().map(|(key, group)| row(&pack.review, key, group, &failures)).collect();
    Ok(gathered)
}

/// Who files: the first company that the head names, else the case itself.
fn filer(filing: &Filing) -> String {
    let is_name = |id: &str| id.starts_with("entity.") && id.rsplit('.').next() == Some("name");
    let named = filing.inlines().find_map(|inline| match inline {
        Inline::Value { text, fact: Some(id), .. } if is_name(id) => Some(text.clone()),
        _ => None,
    });
    named.unwrap_or_else(|| filing.case_id.clone())
}

fn row(
    words: &ReviewWords,
    Key { filer, incident, case, stage, stage_code }: Key,
    group: Vec<ReceivedFile>,
    failures: &[(String, Failure)],
) -> FilingRow {
    let paths: BTreeSet<String> = group.iter().map(|one| one.path.clone()).collect();
    let standing = group.iter().map(|one| one.standing).max().unwrap_or(Assurance::Unverified);
    let mut contradictions = Vec::new();
    let filings = once(group, &mut contradictions);
    contradictions.extend(between_forms(&filings));
    let report_at = filings.iter().map(|(_, filing)| filing.report_at.clone()).max().unwrap_or_default();
    let all = || filings.iter().map(|(_, filing)| filing);
    let every: Vec<&Filing> = all().collect();
    let is_form = |filing: &&Filing| filing.audience != Audience::Letter;
    let forms =
        filings.iter().filter(|(_, filing)| filing.audience != Audience::Letter).map(|(path, filing)| ReviewedForm {
            id: filing.form.clone(),
            title: filing.title.clone(),
            path: path.clone(),
            sha256: data_sha256(filing),
        });
    FilingRow {
        forms: forms.collect(),
        values: words
            .measure
            .iter()
            .filter_map(|measure| Some((measure.id.clone(), stated(measure, &every)?)))
            .collect(),
        overdue: overdue(&words.overdue, &every, &report_at),
        lacking: all().filter(is_form).flat_map(lacking).collect(),
        contradictions,
        failures: failures.iter().filter(|(path, _)| paths.contains(path)).cloned().collect(),
        standing,
        draft: all().any(|filing| filing.draft),
        filer,
        case,
        incident,
        stage,
        stage_code,
        report_at,
    }
}

/// The hash of a filing's data, the same whether it came as PDF or JSON.
fn data_sha256(filing: &Filing) -> String {
    bundle::sha256_hex(&serde_json::to_vec(filing).unwrap_or_default())
}

/// Each form once, however often it was received; the one that is filed before the one for the public. Two that are not
/// the same are a contradiction.
fn once(mut group: Vec<ReceivedFile>, contradictions: &mut Vec<FilingContradiction>) -> Vec<(String, Filing)> {
    let is_public = |one: &ReceivedFile| one.filing.edition == Edition::Public.code();
    group.sort_by(|a, b| (&a.filing.file, is_public(a), &a.path).cmp(&(&b.filing.file, is_public(b), &b.path)));
    let mut kept: Vec<(String, Filing)> = Vec::new();
    for one in group {
        match kept.iter().find(|(_, filing)| filing.file == one.filing.file) {
            None => kept.push((one.path, one.filing)),
            Some((path, filing)) if filing.edition == one.filing.edition && *filing != one.filing => {
                let values = vec![(filing.title.clone(), path.clone()), (one.filing.title.clone(), one.path)];
                contradictions.push(FilingContradiction {
                    what: filing.title.clone(),
                    id: filing.file.clone(),
                    values,
                });
            }
            Some(_) => {}
        }
    }
    kept
}

/// Values that two forms state differently.
fn between_forms(filings: &[(String, Filing)]) -> Vec<FilingContradiction> {
    let mut stated: BTreeMap<(&str, &str), Vec<(&Filing, &str, &str)>> = BTreeMap::new();
    for (_, filing) in filings {
        for inline in filing.inlines() {
            let Inline::Value { text, value_type, value: Some(value), figure: Some(id), state, .. } = inline else {
                continue;
            };
            if state != "withheld" {
                stated.entry((id, value_type)).or_default().push((filing, value, text));
            }
        }
    }
    let mut found = Vec::new();
    for ((id, _), all) in stated {
        let mut by_form: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (filing, value, _) in &all {
            by_form.entry(filing.file.as_str()).or_default().insert(value);
        }
        // A form may say a value in several ways, such as the days of a correction: another form contradicts it where they
        // have nothing in common.
        let sets: Vec<&BTreeSet<&str>> = by_form.values().collect();
        if sets.windows(2).any(|pair| pair[0].is_disjoint(pair[1])) {
            let label = all.iter().find_map(|(filing, ..)| label(filing, id)).unwrap_or_else(|| id.to_owned());
            let mut said: Vec<(String, String)> =
                all.iter().map(|(filing, _, text)| (filing.title.clone(), (*text).to_owned())).collect();
            said.sort();
            said.dedup();
            found.push(FilingContradiction { what: label, id: id.to_owned(), values: said });
        }
    }
    found
}

/// What a value is called where the filing says where it comes from.
pub(super) fn label(filing: &Filing, id: &str) -> Option<String> {
    filing.sources.iter().find(|source| source.id == id).map(|source| source.label.clone())
}

/// The value of a measure: the first of its ids that any form states; of several rows the largest.
fn stated(measure: &ReviewMeasure, filings: &[&Filing]) -> Option<StatedValue> {
    measure.ids.iter().find_map(|pattern| {
        let values = filings.iter().flat_map(|filing| filing.inlines()).filter_map(|inline| match inline {
            Inline::Value { text, value_type, value, state, figure, fact, .. }
                if figure.as_ref().or(fact.as_ref()).is_some_and(|id| means(pattern, id))
                    && !matches!(state.as_str(), "pending" | "unknown") =>
            {
                let (kind, state) = (value_type.clone(), state.clone());
                Some(StatedValue { text: text.clone(), kind, value: value.clone(), state })
            }
            _ => None,
        });
        values.max_by(|a, b| number(a).total_cmp(&number(b)))
    })
}

/// A number to order by; what has none stands first.
pub(super) fn number(stated: &StatedValue) -> f64 {
    let Some(value) = &stated.value else { return f64::NEG_INFINITY };
    match stated.kind.as_str() {
        "duration" => hours(value).unwrap_or(f64::NEG_INFINITY),
        _ => value.parse().unwrap_or(f64::NEG_INFINITY),
    }
}

/// Hours of an ISO 8601 duration of hours, minutes and seconds.
pub(super) fn hours(text: &str) -> Option<f64> {
    let mut rest = text.strip_prefix("PT")?;
    let mut hours = 0.0;
    for (sign, weight) in [('H', 1.0), ('M', 60.0), ('S', 3600.0)] {
        if let Some((number, behind)) = rest.split_once(sign) {
            hours += number.parse::<f64>().ok()? / weight;
            rest = behind;
        }
    }
    rest.is_empty().then_some(hours)
}

/// Items that a form asks for and that say nothing; in a final filing also those that are still open.
fn lacking(filing: &Filing) -> Vec<Lacking> {
    let is_final = Stage::of_code(&filing.stage_code) == Some(Stage::Final);
    let items = filing.items().filter_map(|item| {
        let pending = item.state == ItemState::Pending && is_final;
        (item.state == ItemState::Missing || pending).then(|| Lacking {
            form: filing.title.clone(),
            item: item.label.clone(),
            basis: item.basis.iter().map(|citation| citation.text.clone()).collect(),
            pending,
        })
    });
    items.collect()
}

/// Names of files as a reader knows them.
#[must_use]
pub fn file_name(path: &str) -> String {
    Path::new(path).file_name().map_or_else(|| path.to_owned(), |name| name.to_string_lossy().into_owned())
}
