//! FORM01: an item that the form requires has nothing to say. Names the article that asks for it.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::{Checked, Subject, rule, say};
use crate::dossier::Stage;
use crate::filing::{Barrier, Filing, FilledItem, ItemState, barrier};
use crate::finding::{Arg, Finding, Severity};
use crate::mapping::codes::UNKNOWN_SHEET;
use crate::origin::Origin;
use crate::pack::Requirement;

rule::rule!("FORM01", Error);

fn check(subject: &Subject<'_>) -> Checked {
    // Two forms that lack the same cell have one root cause.
    let mut lacking: BTreeMap<String, Vec<(&Filing, &FilledItem)>> = BTreeMap::new();
    for filing in subject.filings {
        for item in filing.items().filter(|item| item.state == ItemState::Missing) {
            let key = item.from.clone().unwrap_or_else(|| format!("{}.{}", filing.form, item.id));
            lacking.entry(key).or_default().push((filing, item));
        }
    }
    let told = lacking.iter().filter(|(from, _)| !is_consequence(subject, from));
    Ok(told.filter_map(|(_, items)| finding(subject, items)).collect())
}

/// Whether the item is empty only because of what an earlier station already calls wrong: its sheet went unread for
/// its name, or its column is filled while cells that lead to it cannot be read.
fn is_consequence(subject: &Subject<'_>, from: &str) -> bool {
    let Some((sheet, field)) = from.split_once('.') else { return false };
    let errors = || subject.before.iter().filter(|finding| finding.severity == Severity::Error);
    let rows = subject.dossier.sheet(sheet);
    let is_filled = rows.iter().any(|record| record.get(field).known().is_some());
    let is_unread = || errors().any(|finding| finding.code == UNKNOWN_SHEET && finding.field.as_deref() == Some(sheet));
    (is_filled && errors().next().is_some()) || (rows.is_empty() && is_unread())
}

fn finding(subject: &Subject<'_>, items: &[(&Filing, &FilledItem)]) -> Option<Finding> {
    let (filing, item) = items.iter().find(|(_, item)| item.requirement == Requirement::Required).or(items.first())?;
    let titles: BTreeSet<&str> = items.iter().map(|(filing, _)| filing.title.as_str()).collect();
    let forms: Vec<Arg> = titles.into_iter().map(|title| Arg::Plain(title.to_owned())).collect();
    let basis: Vec<&str> = item.basis.iter().map(|citation| citation.text.as_str()).collect();
    let mut finding = Finding::new(RULE.code, RULE.severity)
        .with("item", Arg::Plain(item.label.clone()))
        .with("form", if forms.len() > 1 { say::list(&forms) } else { Arg::Plain(filing.title.clone()) })
        .with("basis", Arg::Plain(if basis.is_empty() { "-".to_owned() } else { basis.join(", ") }));
    let barrier = barrier_of(subject, filing, item);
    let place = barrier.as_ref().map(|barrier| (barrier.sheet.as_str(), barrier.field.as_str()));
    let place = place.or_else(|| item.from.as_deref()?.split_once('.'));
    finding = finding.with("where", place_name(subject, place));
    finding.law = item.basis.iter().map(|citation| citation.id.clone()).collect();
    finding.field.clone_from(&item.from);
    finding.origin = match barrier {
        Some(barrier) => Some(barrier.cell),
        None => item.from.as_deref().and_then(|from| cell(subject, from)),
    };
    // Only a final report must be complete: an earlier one is never held up.
    if subject.dossier.case.stage != Stage::Final || item.requirement != Requirement::Required {
        finding.severity = Severity::Warning;
    }
    Some(finding)
}

/// The first empty cell of the column that would settle the item. A filled one is never what is missing.
fn cell(subject: &Subject<'_>, from: &str) -> Option<Origin> {
    let (sheet, field) = from.split_once('.')?;
    let empty = subject.dossier.sheet(sheet).iter().find(|record| record.get(field).known().is_none());
    empty.map(|record| record.get(field).origin().clone())
}

/// What keeps rows out of the item, where its own column is filled.
fn barrier_of(subject: &Subject<'_>, filing: &Filing, item: &FilledItem) -> Option<Barrier> {
    let (sheet, field) = item.from.as_deref()?.split_once('.')?;
    let rows = subject.dossier.sheet(sheet);
    let is_filled = !rows.is_empty() && rows.iter().all(|record| record.get(field).known().is_some());
    let Subject { pack, dossier, figures, .. } = subject;
    is_filled.then(|| barrier(pack, dossier, figures, &filing.form, &item.id))?
}

/// `사고 시트의 '장애 인지' 칸`
fn place_name(subject: &Subject<'_>, place: Option<(&str, &str)>) -> Arg {
    let place = place.and_then(|(sheet, field)| {
        let sheet = subject.pack.sheets.get(sheet)?;
        let field = sheet.field.get(sheet.index(field)?)?;
        Some(say::both(
            format!("'{}' 시트의 '{}'", sheet.ko, field.ko),
            format!("'{}' of the sheet '{}'", field.en, sheet.en),
        ))
    });
    place.unwrap_or_else(|| say::both("해당 시트", "the sheet it belongs to"))
}
