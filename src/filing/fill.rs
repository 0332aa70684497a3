//! Fills a form: head, summary, sections, remarks, source notes.

use std::borrow::Cow;

use super::amended::Since;
use super::available::AvailableItems;
use super::end_mark;
use super::find::{Context, RowRef, stage_word};
use super::item::{self, Lacks};
use super::model::{FactLine, Filing, FilledSection, Follows, ItemState, Withheld};
use super::notes::{NoteSubject, Notes};
use super::print::{Printed, Printer};
use super::prior_filings::{Before, PriorFiling};
use super::reasons;
use super::sentences;
use super::suppression::Small;
use super::tables::Tables;
use super::withheld::by_ground;
use crate::dossier::{Dossier, Edition};
use crate::error::{Error, ErrorKind, Result};
use crate::figures::Figures;
use crate::korean;
use crate::law;
use crate::law::duties::{Duties, DutyOutcome, Status};
use crate::pack::{Audience, FactRow, Form, Pack, Section};

/// Version of the shape of a filing (`docs/schema/filing.v1.json`).
const VERSION: u32 = 1;

/// What forms are filled from.
#[derive(Debug, Clone, Copy)]
pub struct Material<'a> {
    pub dossier: &'a Dossier,
    pub figures: &'a Figures,
    pub duties: &'a Duties,
}

/// Fills the form `form_id` for a case. What stays in the house has one edition, whatever is asked for.
///
/// # Errors
/// `form-unknown` when the pack has no such form.
pub fn fill(pack: &Pack, material: Material<'_>, form_id: &str, edition: Edition, draft: bool) -> Result<Filing> {
    let form = known(pack, form_id)?;
    let edition = if form.is_internal() { Edition::Internal } else { edition };
    Ok(filled(pack, material, FormPaper { form, about: form, edition, withheld: &[], since: None }, draft))
}

/// Fills the form `form_id`, as it is filed, after what was filed before: what changed since stands in it (정정 이력).
///
/// # Errors
/// `form-unknown` when the pack has no such form.
pub fn fill_after(
    pack: &Pack,
    material: Material<'_>,
    form_id: &str,
    draft: bool,
    kept: &[PriorFiling],
) -> Result<Filing> {
    let first = fill(pack, material, form_id, Edition::Regulator, draft)?;
    let form = known(pack, form_id)?;
    let Some(before) = Before::of(kept, &first).filter(|_| form.audience == Audience::Agency) else { return Ok(first) };
    let since = Since::new(pack, material, before, &first);
    let paper = FormPaper { form, about: form, edition: Edition::Regulator, withheld: &[], since: Some(&since) };
    Ok(filled(pack, material, paper, draft))
}

/// Fills the record of a form that has one: all that it says, and what of it never leaves the house.
///
/// # Errors
/// `form-unknown` when the pack has no such form.
pub fn record(pack: &Pack, material: Material<'_>, form_id: &str, draft: bool) -> Result<Option<Filing>> {
    let has_record = known(pack, form_id)?.has_record();
    has_record.then(|| fill(pack, material, form_id, Edition::Internal, draft)).transpose()
}

/// Fills the letter (제출 공문) that comes with a filing; none where its form needs none or the pack knows none.
///
/// # Errors
/// `form-unknown` when the pack has no such form, or not that of the letter.
pub fn letter(pack: &Pack, material: Material<'_>, filing: &Filing, draft: bool) -> Result<Option<Filing>> {
    letter_since(pack, material, filing, draft, None)
}

fn letter_since(
    pack: &Pack,
    material: Material<'_>,
    filing: &Filing,
    draft: bool,
    since: Option<&Since<'_>>,
) -> Result<Option<Filing>> {
    let about = known(pack, &filing.form)?;
    if about.audience != Audience::Agency || filing.edition != Edition::Regulator.code() {
        return Ok(None);
    }
    let Some(letter) = &pack.filing.letter else { return Ok(None) };
    let form = known(pack, letter)?;
    let withheld = by_ground(&filing.withheld);
    let paper = FormPaper { form, about, edition: Edition::Regulator, withheld: &withheld, since };
    Ok(Some(filled(pack, material, paper, draft)))
}

/// The letter that comes with a filing made by [`fill_after`]: that of an amendment says so as well.
///
/// # Errors
/// `form-unknown` when the pack has no form of the filing, or not that of the letter.
pub fn letter_after(
    pack: &Pack,
    material: Material<'_>,
    filing: &Filing,
    draft: bool,
    kept: &[PriorFiling],
) -> Result<Option<Filing>> {
    let since = Before::of(kept, filing).map(|before| Since { before, amended: Vec::new() });
    letter_since(pack, material, filing, draft, since.as_ref())
}

/// Which paper is filled.
#[derive(Clone, Copy)]
struct FormPaper<'a> {
    form: &'a Form,
    /// The form that a letter comes with; the form itself otherwise.
    about: &'a Form,
    edition: Edition,
    /// What that form keeps from the public.
    withheld: &'a [Withheld],
    since: Option<&'a Since<'a>>,
}

fn known<'a>(pack: &'a Pack, form_id: &str) -> Result<&'a Form> {
    pack.forms.get(form_id).ok_or_else(|| {
        let known: Vec<&str> = pack.forms.keys().map(String::as_str).collect();
        Error::new(ErrorKind::Case, "form-unknown").with("form", form_id).with("known", known.join(", "))
    })
}

/// The days of a filing: the law date is that of the duty it answers, where one asks for it; else that of the case.
fn day_of(pack: &Pack, material: Material<'_>, form: &Form) -> law::LawDay {
    let day = law::day(material.dossier);
    let asks = |outcome: &&DutyOutcome| {
        let answers = pack.duties.get(&outcome.duty).and_then(|duty| duty.form.as_deref()) == Some(form.id.as_str());
        answers && outcome.status != Status::NotRequired
    };
    let earliest = material.duties.outcomes.iter().filter(asks).map(|outcome| outcome.law_date).min();
    match earliest {
        Some(law_date) if !day.hypothetical => law::LawDay { law_date, ..day },
        _ => day,
    }
}

fn filled(pack: &Pack, material: Material<'_>, paper: FormPaper<'_>, draft: bool) -> Filing {
    let Material { dossier, figures, duties } = material;
    let FormPaper { form, about, edition, withheld, since } = paper;
    let day = day_of(pack, material, about);
    let own = dossier.case.smallest;
    let below = match edition {
        Edition::Internal => 0,
        Edition::Public => own.unwrap_or(pack.filing.public.smallest),
        Edition::Regulator => own.unwrap_or(0),
    };
    let small = Small::of(dossier, figures, below);
    let (tables, told) = (Tables::of(dossier), AvailableItems::default());
    let context = Context {
        pack,
        dossier,
        figures,
        duties,
        form,
        about,
        day,
        edition,
        withheld,
        small: &small,
        told: &told,
        since,
    };
    let notes = Notes::new(figures, edition != Edition::Internal, &small, &tables);
    let mut printer = Printer { context, notes, withheld: Vec::new() };
    let mut head = lines(&mut printer, form.head.as_ref().unwrap_or(&pack.filing.head));
    // A letter says that it brings an amendment; what changed stands in the filing itself.
    let since = since.filter(|_| form.id == about.id);
    let amended = pack.filing.amendment.as_ref().filter(|_| since.is_some());
    let wanted = amended.map_or(Cow::Borrowed(&form.section), |words| Cow::Owned(words.behind(&form.section)));
    printer.notes.fill(NoteSubject::Sections);
    let mut sections = sections(&mut printer, &wanted);
    // The summary speaks of what stands below it.
    printer.notes.fill(NoteSubject::Summary);
    let mut summary = sentences::paragraphs(&mut printer, &form.summary, RowRef::Case);
    printer.notes.fill(NoteSubject::Ending);
    let mut remarks = sentences::paragraphs(&mut printer, &pack.filing.remark, RowRef::Case);
    let attachments = attachments(&mut printer, form);
    let mut sender = form.sender.as_ref().map(|sender| match printer.choices(sender, RowRef::Case) {
        Printed::Known(inlines) => inlines,
        Printed::Pending(_) | Printed::Nothing => Vec::new(),
    });
    let mut approval = lines(&mut printer, &form.approval);
    let mut dispatch = lines(&mut printer, &form.dispatch);
    let withheld = printer.withheld;
    let (mut sources, numbers) = printer.notes.finish();
    reasons::note(&mut sources, material, &small);
    for line in head.iter_mut().chain(&mut approval).chain(&mut dispatch) {
        numbers.inlines(&mut line.value);
    }
    for inlines in summary.iter_mut().chain(&mut remarks).chain(&mut sender) {
        numbers.inlines(inlines);
    }
    numbers.sections(&mut sections);
    let closes = form.audience == Audience::Agency && attachments.is_empty();
    let end =
        if closes { end_mark::close(&mut sections, &mut remarks, &pack.filing.attachment) } else { String::new() };
    Filing {
        version: VERSION,
        form: form.id.clone(),
        file: file_name(form, about, edition),
        audience: form.audience,
        title: form.title.clone(),
        subtitle: dossier.case.title.value.clone(),
        case_id: dossier.case.id.clone(),
        internal: edition == Edition::Internal,
        stage: stage_word(pack, dossier.case.stage),
        stage_code: dossier.case.stage.code(),
        edition: edition.code().to_owned(),
        head,
        summary,
        keywords: form.keywords.clone(),
        law_date: day.law_date.to_string(),
        report_at: dossier.case.report_at.value.to_string(),
        basis: context.ground().cite(&about.basis),
        sections,
        sender: sender.unwrap_or_default(),
        approval,
        dispatch,
        attachments,
        sources,
        withheld,
        end,
        follows: since.map(|since| Follows {
            stage: since.before.filing.stage.clone(),
            report_at: since.before.filing.report_at.clone(),
            amendment: since.before.is_amended_at(dossier.case.stage),
            reasons: since.reasons(),
        }),
        remarks,
        draft,
        hypothetical: day.hypothetical,
    }
}

/// A letter and a record lie beside what they belong to, under its name.
fn file_name(form: &Form, about: &Form, edition: Edition) -> String {
    match edition {
        _ if form.id != about.id => format!("{}.letter", about.id),
        Edition::Internal if form.has_record() => format!("{}.record", form.id),
        Edition::Regulator | Edition::Public | Edition::Internal => form.id.clone(),
    }
}

/// Lines above or below the sections.
fn lines(printer: &mut Printer<'_>, rows: &[FactRow]) -> Vec<FactLine> {
    rows.iter()
        .filter(|row| printer.context.holds(&row.when, RowRef::Case))
        .filter(|row| !printer.context.leaves_out(row.withheld.as_ref()))
        .collect::<Vec<_>>()
        .into_iter()
        .filter_map(|row| {
            let (line, tally) = item::line(printer, row, RowRef::Case, Lacks::Absent)?;
            if tally.known > 0 {
                printer.withhold(row.withheld.as_ref(), None, &row.label, None);
            }
            Some(line)
        })
        .collect()
}

/// The sections that have something to say or lack something; numbered after the empty ones are left out.
fn sections(printer: &mut Printer<'_>, sections: &[Section]) -> Vec<FilledSection> {
    let mut filled = Vec::new();
    let is_inside = printer.context.edition == Edition::Internal;
    for section in sections.iter().filter(|section| is_inside || !section.inside) {
        let mut items: Vec<_> = section.item.iter().flat_map(|item| item::fill(printer, item)).collect();
        for (position, item) in items.iter_mut().enumerate() {
            item.mark = korean::item_mark(1, position);
        }
        if !items.is_empty() {
            if items.iter().any(|item| matches!(item.state, ItemState::Complete | ItemState::Pending)) {
                printer.context.told.section(&section.id);
            }
            let mark = korean::item_mark(0, filled.len());
            filled.push(FilledSection { id: section.id.clone(), mark, label: section.label.clone(), items });
        }
    }
    filled
}

/// `1. 산출 근거 1부.`; one enclosure stands without a number. The last ends the document.
fn attachments(printer: &mut Printer<'_>, form: &Form) -> Vec<String> {
    let words = &printer.context.pack.filing.attachment;
    let names: Vec<String> = form.attachments.iter().filter_map(|name| printer.plain(name, RowRef::Case)).collect();
    let many = names.len() > 1;
    let mut lines: Vec<String> = names
        .iter()
        .enumerate()
        .map(|(position, name)| {
            let mark = if many { format!("{} ", korean::item_mark(0, position)) } else { String::new() };
            format!("{mark}{name}{}", words.copies)
        })
        .collect();
    if let Some(last) = lines.last_mut() {
        last.push_str(&words.end);
    }
    lines
}
