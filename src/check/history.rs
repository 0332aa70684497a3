//! 제출이력 beside the filings: which rows are about a form, and which stage they say.

use std::sync::Arc;

use super::{CheckInput, say};
use crate::dossier::{Record, Stage};
use crate::filing::{Before, Filing};
use crate::finding::Arg;
use crate::origin::{Origin, SheetRef};
use crate::pack::Audience;

/// Sheet of what was filed.
const SHEET: &str = "filed";
/// Ways of filing that leave a document (`filing_method` in terms.toml).
const DOCUMENTS: [&str; 2] = ["written", "electronic"];

/// The rows about a form: they name one of its duties, the form, or its title.
pub(super) fn rows_of<'a>(subject: &CheckInput<'a>, form: &str, title: &str) -> Vec<&'a Record> {
    let names = names(subject, form, title);
    let rows = subject.dossier.sheet(SHEET).iter();
    rows.filter(|row| row.text("duty").value().is_some_and(|duty| names.contains(&bare(duty)))).collect()
}

fn names(subject: &CheckInput<'_>, form: &str, title: &str) -> Vec<String> {
    let duties = subject.pack.duties.duties.iter().filter(|duty| duty.form.as_deref() == Some(form));
    let names = duties.flat_map(|duty| [duty.id.as_str(), &duty.label.ko, &duty.label.en]);
    names.chain([form, title]).map(bare).collect()
}

/// The stage that a row says.
pub(super) fn stage_of(subject: &CheckInput<'_>, row: &Record) -> Option<Stage> {
    stage(subject, row.text("stage").value()?)
}

/// 최초, 중간 n보, 최종: as the pack words them, or as `case.toml` does.
fn stage(subject: &CheckInput<'_>, text: &str) -> Option<Stage> {
    let words = &subject.pack.filing.stage;
    let text = bare(text);
    let interim = |pattern: &str| {
        let (front, back) = pattern.split_once("{n}")?;
        text.strip_prefix(&bare(front))?.strip_suffix(&bare(back))?.parse().ok()
    };
    match text {
        _ if text == bare(&words.initial) || text == "initial" => Some(Stage::Initial),
        _ if text == bare(&words.last) || text == "final" => Some(Stage::Final),
        _ => interim(&words.interim).or_else(|| interim("interim:{n}")).map(Stage::Interim),
    }
}

/// A stage in both languages.
pub(super) fn word(subject: &CheckInput<'_>, stage: Stage) -> Arg {
    let words = &subject.pack.filing.stage;
    let ko = match stage {
        Stage::Initial => words.initial.clone(),
        Stage::Interim(number) => words.interim.replace("{n}", &number.to_string()),
        Stage::Final => words.last.clone(),
    };
    say::both(ko, stage.code())
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The filings to agencies that follow one of their form, each behind that one.
pub(super) fn followed<'a>(subject: &CheckInput<'a>) -> impl Iterator<Item = (Before<'a>, &'a Filing)> {
    let kept = subject.kept;
    let to_agencies = subject.filings.iter().filter(|filing| filing.audience == Audience::Agency);
    to_agencies.filter_map(move |filing| Some((Before::of(kept, filing)?, filing)))
}

/// A place in a file that was filed: `filed/interim-1/kr-relief-report.json / claims.own`.
pub(super) fn kept_file(path: &str, key: &str) -> Origin {
    let (file, sheet) = (path.to_owned(), String::new());
    let file = SheetRef { file, file_no: 0, sheet, sheet_no: 0, sha256: String::new() };
    Origin::key(&Arc::new(file), key)
}

/// Whether a row is about a document: what was said by telephone or shown to users leaves none to keep.
pub(super) fn is_document(row: &Record) -> bool {
    row.code("method").value().is_none_or(|method| DOCUMENTS.contains(&method.as_str()))
}
