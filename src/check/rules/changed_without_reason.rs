//! HIST04: a filing prints another value than the last one of its form did, and nothing says why.
//!
//! Where a row of statistics restates an earlier one, the rules of restatements (REP01, REP02) ask for the reason; here are
//! the values that were overwritten. A row of 판단 may say why any value changed.

use std::collections::BTreeSet;

use crate::check::{CheckInput, Checked, history, rule};
use crate::dossier::{Record, Stage};
use crate::filing::{Inline, changed, id_of, judgement_of, statistic_of};
use crate::finding::{Arg, Severity};
use crate::origin::Origin;

rule::rule!("HIST04", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    let mut seen = BTreeSet::new();
    for (before, filing) in history::followed(subject) {
        for (old, new) in changed(before.filing, filing).into_iter().filter(|(old, _)| is_exact(old)) {
            let Some(id) = id_of(new) else { continue };
            let Some(source) = source(subject, id) else { continue };
            let is_judged = judgement_of(subject.dossier, id).is_some();
            if is_judged || source.is_explained(subject, old) || !seen.insert(source.origin().clone()) {
                continue;
            }
            let mut finding = RULE
                .on(source.origin())
                .field(id)
                .with("form", Arg::Plain(filing.title.clone()))
                .with("before", Arg::Plain(text(old)))
                .with("after", Arg::Plain(text(new)))
                .with("stage", Arg::Plain(before.filing.stage.clone()))
                .with("id", Arg::Plain(id.to_owned()))
                .related(&history::kept_file(&before.path(), id), Arg::Plain(text(old)));
            // Before the end values are still being made sure of.
            if subject.dossier.case.stage != Stage::Final {
                finding.severity = Severity::Warning;
            }
            findings.push(finding);
        }
    }
    Ok(findings)
}

/// Where a value stands. What is computed from others is their consequence, and a count of rows grows with them.
enum ReasonSource<'a> {
    /// A row of statistics, and the cell for its reason.
    Statistic(&'a Record, Origin),
    /// A cell of another sheet.
    Cell(Origin),
}

impl ReasonSource<'_> {
    fn origin(&self) -> &Origin {
        match self {
            Self::Statistic(_, origin) | Self::Cell(origin) => origin,
        }
    }

    /// Whether the row gives a reason, or the row with the old value stands beside it: of another day, or published before.
    fn is_explained(&self, subject: &CheckInput<'_>, old: &Inline) -> bool {
        let Self::Statistic(row, _) = self else { return false };
        let Inline::Value { value: Some(value), .. } = old else { return true };
        let is_alike = |other: &&Record| {
            let fields = ALIKE.iter().filter(|field| row.schema.index(field).is_some());
            fields.fold(other.id != row.id, |alike, field| alike && row.get(field).value() == other.get(field).value())
        };
        let mut others = subject.dossier.sheet(&row.schema.id).iter().filter(is_alike);
        row.text("reason").value().is_some() || others.any(|other| says(other, value))
    }
}

/// Columns by which two rows of a sheet are statistics of one thing.
const ALIKE: [&str; 8] = ["channel", "scope", "dimension", "code", "target", "form", "state", "unit"];

fn says(row: &Record, value: &str) -> bool {
    row.fields.iter().filter_map(|field| field.value()?.plain()).any(|plain| plain == value)
}

fn source<'a>(subject: &CheckInput<'a>, id: &str) -> Option<ReasonSource<'a>> {
    if let Some(figure) = subject.figures.get(id) {
        let row = statistic_of(subject.dossier, figure)?;
        let value = figure.value.as_ref()?.plain()?;
        return says(row, &value).then(|| ReasonSource::Statistic(row, row.get("reason").origin().clone()));
    }
    let (sheet, _) = id.split_once('.')?;
    let origin = subject.dossier.sheet(sheet).iter().find_map(|record| {
        let field = id.strip_prefix(record.id.as_str())?.strip_prefix('.')?;
        Some(record.get(field).origin().clone())
    });
    origin.map(ReasonSource::Cell)
}

/// Only numbers, moments and money, and only where the filing before did not say "about": words grow as a case does.
fn is_exact(inline: &Inline) -> bool {
    let Inline::Value { state, value_type, .. } = inline else { return false };
    state == "exact" && !matches!(value_type.as_str(), "text" | "code" | "codes" | "flag")
}

fn text(inline: &Inline) -> String {
    match inline {
        Inline::Text { text } | Inline::Value { text, .. } | Inline::Cite { text, .. } => crate::mapping::quoted(text),
    }
}
