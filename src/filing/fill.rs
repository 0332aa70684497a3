//! Fills a form: head, summary, sections, remarks, source notes.

use super::find::{Context, Row, stage_word};
use super::item;
use super::model::{FactLine, Filing, FilledSection, Inline};
use super::notes::Notes;
use super::print::{Printed, Printer, plain_text};
use crate::dossier::Dossier;
use crate::error::{Error, Kind, Result};
use crate::figures::Figures;
use crate::korean;
use crate::law;
use crate::pack::{FactRow, Form, Pack, Say, Section};

/// Version of the shape of a filing (`docs/schema/filing.v1.json`).
const VERSION: u32 = 1;

/// Fills the form `form_id` for a case.
///
/// # Errors
/// `form-unknown` when the pack has no such form.
pub fn fill(pack: &Pack, dossier: &Dossier, figures: &Figures, form_id: &str, draft: bool) -> Result<Filing> {
    let Some(form) = pack.forms.get(form_id) else {
        let known: Vec<&str> = pack.forms.keys().map(String::as_str).collect();
        return Err(Error::new(Kind::Case, "form-unknown").with("form", form_id).with("known", known.join(", ")));
    };
    let day = law::day(dossier);
    let context = Context { pack, dossier, figures, form, day };
    let mut printer = Printer { context, notes: Notes::new(figures, !form.is_internal()) };
    let mut head = head(&mut printer, &pack.filing.head);
    let mut summary = says(&mut printer, &form.summary);
    let mut sections = sections(&mut printer, &form.section);
    let mut remarks = says(&mut printer, &pack.filing.remark);
    let (sources, numbers) = printer.notes.finish();
    for line in &mut head {
        numbers.inlines(&mut line.value);
    }
    for inlines in summary.iter_mut().chain(&mut remarks) {
        numbers.inlines(inlines);
    }
    numbers.sections(&mut sections);
    Ok(Filing {
        version: VERSION,
        form: form.id.clone(),
        title: form.title.clone(),
        subtitle: dossier.case.title.value.clone(),
        case_id: dossier.case.id.clone(),
        internal: form.is_internal(),
        stage: stage_word(pack, dossier.case.stage),
        edition: dossier.case.edition.clone(),
        head,
        summary,
        keywords: form.keywords.clone(),
        law_date: day.law_date.to_string(),
        report_at: dossier.case.report_at.value.to_string(),
        basis: law::cite(pack, dossier, day, &form.basis),
        sections,
        attachments: attachments(pack, form),
        sources,
        remarks,
        draft,
    })
}

fn head(printer: &mut Printer<'_>, rows: &[FactRow]) -> Vec<FactLine> {
    rows.iter()
        .filter(|row| printer.context.holds(&row.when, Row::Case))
        .collect::<Vec<_>>()
        .into_iter()
        .filter_map(|row| item::line(printer, row, Row::Case).map(|(line, _)| line))
        .collect()
}

fn says(printer: &mut Printer<'_>, says: &[Say]) -> Vec<Vec<Inline>> {
    says.iter().filter_map(|say| self::say(printer, say, Row::Case)).collect()
}

/// A sentence whose condition holds and whose values are known.
pub(super) fn say(printer: &mut Printer<'_>, say: &Say, row: Row<'_>) -> Option<Vec<Inline>> {
    if !printer.context.holds(&say.when, row) {
        return None;
    }
    match printer.phrase(&say.say, row) {
        Printed::Known(inlines) => Some(inlines).filter(|inlines| !plain_text(inlines).is_empty()),
        Printed::Pending(_) | Printed::Nothing => None,
    }
}

/// The sections that have something to say or lack something; numbered after the empty ones are left out.
fn sections(printer: &mut Printer<'_>, sections: &[Section]) -> Vec<FilledSection> {
    let mut filled = Vec::new();
    for section in sections {
        let mut items: Vec<_> = section.item.iter().flat_map(|item| item::fill(printer, item)).collect();
        for (position, item) in items.iter_mut().enumerate() {
            item.mark = korean::item_mark(1, position);
        }
        if !items.is_empty() {
            let mark = korean::item_mark(0, filled.len());
            filled.push(FilledSection { id: section.id.clone(), mark, label: section.label.clone(), items });
        }
    }
    filled
}

/// `1. 산출 근거 1부.`; one enclosure stands without a number. The last ends the document.
fn attachments(pack: &Pack, form: &Form) -> Vec<String> {
    let words = &pack.filing.attachment;
    let many = form.attachments.len() > 1;
    let mut lines: Vec<String> = form
        .attachments
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
