//! REP05: a text says "n of m" with another m than the one before, and nothing says why: a share of one cannot be held
//! against a share of the other.

use super::restatements::is_reason;
use crate::check::{CheckInput, Checked, history, rule, say};
use crate::dossier::Record;
use crate::filing::{Inline, changed, id_of, judgement_of};
use crate::finding::{Finding, Severity};
use crate::korean::arithmetic::{ArithmeticTerm, counter, parts};
use crate::value::spread;

rule::rule!("REP05", Warning);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = in_timeline(subject);
    findings.extend(between_filings(subject));
    Ok(findings)
}

/// Two texts speak of one whole when they count the same in the same outage.
fn are_alike(a: &ArithmeticTerm<'_>, b: &ArithmeticTerm<'_>) -> bool {
    counter(&a.whole) == counter(&b.whole) && a.noun == b.noun
}

fn is_other(a: &ArithmeticTerm<'_>, b: &ArithmeticTerm<'_>) -> bool {
    let (of_a, of_b) = (spread(a.whole.value, a.whole.certainty), spread(b.whole.value, b.whole.certainty));
    of_a.1 < of_b.0 || of_b.1 < of_a.0
}

/// The rows of 경과 in the order of their moments.
fn in_timeline(subject: &CheckInput<'_>) -> Vec<Finding> {
    let mut rows: Vec<&Record> = subject.dossier.sheet("event").iter().collect();
    rows.sort_by_key(|row| row.moment("at").value().copied());
    let texts: Vec<(&Record, String)> =
        rows.into_iter().filter_map(|row| Some((row, row.text("what").value()?.clone()))).collect();
    let mut findings = Vec::new();
    for (index, (row, text)) in texts.iter().enumerate() {
        for part in parts(text) {
            let earlier = texts[..index].iter().rev().filter(|(other, _)| {
                other.text("outage").value() == row.text("outage").value()
                    && other.text("asserted_by").value() == row.text("asserted_by").value()
            });
            let before = earlier.flat_map(|(other, text)| parts(text).into_iter().map(move |part| (*other, part)));
            let Some((other, before)) = { before }.find(|(_, before)| are_alike(before, &part)) else { continue };
            if is_other(&before, &part) && !row.text("note").value().is_some_and(|note| is_reason(subject, note)) {
                let finding = finding(RULE.at(row, "what"), &before, &part);
                findings.push(finding.related(other.get("what").origin(), said(&before)));
            }
        }
    }
    findings
}

/// A text of a filing that says another whole than the last one of its form did.
fn between_filings(subject: &CheckInput<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for (before, filing) in history::followed(subject) {
        for (old, new) in changed(before.filing, filing) {
            let (Some(id), Inline::Value { text: old, .. }, Inline::Value { text: new, .. }) = (id_of(new), old, new)
            else {
                continue;
            };
            let (old, new) = (parts(old), parts(new));
            let pair = new.iter().find_map(|new| {
                let alike = old.iter().find(|old| are_alike(old, new))?;
                let is_kept = old.iter().any(|old| are_alike(old, new) && !is_other(old, new));
                (!is_kept).then_some((alike, new))
            });
            let (Some((old, new)), Some(origin)) = (pair, cell(subject, id)) else { continue };
            let seen = findings.iter().any(|finding| finding.origin.as_ref() == Some(&origin));
            if judgement_of(subject.dossier, id).is_some() || seen {
                continue;
            }
            let on = RULE.on(&origin).field(id);
            findings.push(finding(on, old, new).related(&history::kept_file(&before.path(), id), said(old)));
        }
    }
    findings
}

/// The cell of a fact.
fn cell(subject: &CheckInput<'_>, id: &str) -> Option<crate::origin::Origin> {
    let (sheet, _) = id.split_once('.')?;
    subject.dossier.sheet(sheet).iter().find_map(|record| {
        let field = id.strip_prefix(record.id.as_str())?.strip_prefix('.')?;
        Some(record.get(field).origin().clone())
    })
}

fn said(part: &ArithmeticTerm<'_>) -> crate::finding::Arg {
    let counter = counter(&part.whole).unwrap_or_default();
    let text = format!("{}{counter} {}", crate::korean::grouped(&part.whole.value), part.noun);
    say::quote(text.trim_end())
}

fn finding(on: Finding, before: &ArithmeticTerm<'_>, after: &ArithmeticTerm<'_>) -> Finding {
    let mut finding = on.with("before", said(before)).with("after", said(after));
    finding.severity = Severity::Warning;
    finding
}
