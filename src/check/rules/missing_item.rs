//! FORM01: an item that the form requires has nothing to say, or the text of a notice does not tell it. Names the article
//! that asks for it.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::{Record, Stage};
use crate::filing::{Barrier, Filing, FilledItem, ItemState, Lack, barrier};
use crate::finding::{Arg, Finding, Severity};
use crate::mapping::codes::UNKNOWN_SHEET;
use crate::origin::Origin;
use crate::pack::{Audience, Requirement};

rule::rule!("FORM01", Error);

/// An item that lacks content, in one filing.
struct Gap<'a> {
    filing: &'a Filing,
    /// The filled item that shows it: the one itself, or the text that does not tell it.
    shown: &'a FilledItem,
    label: &'a str,
    requirement: Requirement,
    /// `sheet.field` that would settle it.
    from: Option<&'a str>,
    /// The row that it lacks content for, where it is asked of each.
    row: Option<&'a str>,
    is_told: bool,
}

impl Gap<'_> {
    /// Two forms that lack the same cell have one root cause.
    fn key(&self) -> (String, Option<String>) {
        let from = self.from.map_or_else(|| format!("{}.{}", self.filing.form, self.shown.id), str::to_owned);
        (from, self.row.map(str::to_owned))
    }

    /// Whether users would be told less than the law asks for. What stays in the house is told nobody.
    fn is_notice(&self) -> bool {
        let is_asked = self.requirement != Requirement::Practice && !self.shown.basis.is_empty();
        self.filing.audience == Audience::Users && !self.filing.internal && is_asked
    }
}

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut gaps: BTreeMap<(String, Option<String>), Vec<Gap<'_>>> = BTreeMap::new();
    for filing in subject.filings {
        for item in filing.items().filter(|item| item.state == ItemState::Missing) {
            let own = item.lacks.is_empty().then(|| itself(subject, filing, item));
            let untold = item.lacks.iter().filter_map(|lack| untold(subject, filing, item, lack));
            for gap in own.into_iter().chain(untold) {
                gaps.entry(gap.key()).or_default().push(gap);
            }
        }
    }
    let found = gaps.iter().filter(|((from, row), _)| !is_consequence(subject, from, row.as_deref()));
    Ok(found.filter_map(|(_, gaps)| finding(subject, gaps)).collect())
}

fn itself<'a>(subject: &CheckInput<'a>, filing: &'a Filing, item: &'a FilledItem) -> Gap<'a> {
    let form = subject.pack.forms.get(&filing.form);
    let row = form.and_then(|form| form.origin_of(&item.id)).and_then(|(_, row)| row);
    Gap {
        filing,
        shown: item,
        label: &item.label,
        requirement: item.requirement,
        from: item.from.as_deref(),
        row,
        is_told: false,
    }
}

/// What a text does not tell of an item, which for a text of each row is that of its row.
fn untold<'a>(subject: &CheckInput<'a>, filing: &'a Filing, text: &'a FilledItem, lack: &'a Lack) -> Option<Gap<'a>> {
    let form = subject.pack.forms.get(&filing.form)?;
    let (item, _) = form.origin_of(&lack.item)?;
    let of_text = form.origin_of(&text.id).and_then(|(_, row)| row).filter(|_| item.each.is_some());
    let (label, from, row) = (item.label.as_str(), item.from.as_deref(), lack.row.as_deref().or(of_text));
    Some(Gap { filing, shown: text, label, requirement: item.requirement, from, row, is_told: true })
}

/// Whether the item is empty only because of what an earlier station already calls wrong: its sheet went unread for
/// its name, or its column is filled while cells that lead to it cannot be read. The cell of one row says it itself.
fn is_consequence(subject: &CheckInput<'_>, from: &str, row: Option<&str>) -> bool {
    let Some((sheet, field)) = from.split_once('.') else { return false };
    let errors = || subject.before.iter().filter(|finding| finding.severity == Severity::Error);
    let rows = subject.dossier.sheet(sheet);
    let is_filled = row.is_none() && rows.iter().any(|record| record.get(field).known().is_some());
    let is_unread = || errors().any(|finding| finding.code == UNKNOWN_SHEET && finding.field.as_deref() == Some(sheet));
    (is_filled && errors().next().is_some()) || (rows.is_empty() && is_unread())
}

fn finding(subject: &CheckInput<'_>, gaps: &[Gap<'_>]) -> Option<Finding> {
    // A page that lacks an item says it better than the texts that follow from it.
    let required = |gap: &&Gap<'_>| gap.requirement == Requirement::Required;
    let itself = gaps.iter().filter(|gap| !gap.is_told);
    let gap = itself.clone().find(required).or_else(|| itself.clone().next()).or_else(|| gaps.iter().find(required));
    let gap = gap.or(gaps.first())?;
    let titles: BTreeSet<&str> = gaps.iter().map(|gap| gap.filing.title.as_str()).collect();
    let forms: Vec<Arg> = titles.into_iter().map(|title| Arg::Plain(title.to_owned())).collect();
    let basis: Vec<&str> = gap.shown.basis.iter().map(|citation| citation.text.as_str()).collect();
    let mut finding = Finding::new(RULE.code, RULE.severity)
        .with("item", Arg::Plain(item_name(gap, gaps)))
        .with("form", if forms.len() > 1 { say::list(&forms) } else { Arg::Plain(gap.filing.title.clone()) })
        .with("basis", Arg::Plain(if basis.is_empty() { "-".to_owned() } else { basis.join(", ") }));
    let barrier = barrier_of(subject, gap);
    finding = finding.with("where", place_name(subject, gap, barrier.as_ref()));
    finding.law = gap.shown.basis.iter().map(|citation| citation.id.clone()).collect();
    finding.field = gap.from.map(str::to_owned);
    finding.origin = barrier.map(|barrier| barrier.cell).or_else(|| cell(subject, gap));
    // Only a final report must be complete: an earlier one is never held up. A notice is what the law lists, whenever it
    // is sent.
    let is_final = subject.dossier.case.stage == Stage::Final && gap.requirement == Requirement::Required;
    if !is_final && !gaps.iter().any(Gap::is_notice) {
        finding.severity = Severity::Warning;
    }
    Some(finding)
}

/// The item; with the texts that do not tell it where the page itself has it.
fn item_name(gap: &Gap<'_>, gaps: &[Gap<'_>]) -> String {
    if !gap.is_told {
        return gap.label.to_owned();
    }
    let mut texts: Vec<&str> = Vec::new();
    for gap in gaps {
        if !texts.contains(&gap.shown.label.as_str()) {
            texts.push(&gap.shown.label);
        }
    }
    format!("{}({})", gap.label, texts.join(" · "))
}

/// What keeps rows out of the item, where its own column is filled.
fn barrier_of(subject: &CheckInput<'_>, gap: &Gap<'_>) -> Option<Barrier> {
    let (sheet, field) = gap.from?.split_once('.')?;
    let rows = subject.dossier.sheet(sheet);
    let is_filled = !rows.is_empty() && rows.iter().all(|record| record.get(field).known().is_some());
    let CheckInput { pack, dossier, figures, .. } = subject;
    is_filled.then(|| barrier(pack, dossier, figures, &gap.filing.form, &gap.shown.id))?
}

/// The cell that would settle it: that of its row or of the filer, else the first of the column. A filled one is never
/// what is missing.
fn cell(subject: &CheckInput<'_>, gap: &Gap<'_>) -> Option<Origin> {
    let (sheet, field) = gap.from?.split_once('.')?;
    if sheet == CONTACT {
        return Some(subject.dossier.case.origin(gap.from?));
    }
    let rows = subject.dossier.sheet(sheet);
    // Of companies the form asks the filer.
    let filer = || subject.dossier.filer().map(|filer| &filer.record).filter(|record| record.schema.id == sheet);
    let own = gap.row.and_then(|row| rows.iter().find(|record| record.id == row)).or_else(filer);
    let is_empty = |record: &&Record| record.get(field).known().is_none();
    let empty = own.filter(is_empty).or_else(|| rows.iter().find(is_empty));
    empty.map(|record| record.get(field).origin().clone())
}

/// The person in charge, as `case.toml` names them.
const CONTACT: &str = "contact";

/// `사고 시트의 '장애 인지' 칸`
fn place_name(subject: &CheckInput<'_>, gap: &Gap<'_>, barrier: Option<&Barrier>) -> Arg {
    let of_barrier = barrier.map(|barrier| (barrier.sheet.as_str(), barrier.field.as_str()));
    let place = of_barrier.or_else(|| gap.from?.split_once('.')).and_then(|(sheet, field)| {
        if sheet == CONTACT {
            let key = format!("{sheet}.{field}");
            let setting = subject.pack.settings.setting.iter().find(|setting| setting.key == key)?;
            let (sheet, label) = (&subject.pack.settings.sheet, &setting.label);
            return Some(say::both(
                format!("'{}'의 '{}'({key})", sheet.ko, label.ko),
                format!("'{}' ({key}) of '{}'", label.en, sheet.en),
            ));
        }
        let sheet = subject.pack.sheets.get(sheet)?;
        let field = sheet.field.get(sheet.index(field)?)?;
        Some(say::both(
            format!("'{}' 시트의 '{}'", sheet.ko, field.ko),
            format!("'{}' of the sheet '{}'", field.en, sheet.en),
        ))
    });
    place.unwrap_or_else(|| say::both("해당 시트", "the sheet it belongs to"))
}
