//! The sentences of a text: which are said, and which items of the form the text leaves untold.

use std::collections::BTreeSet;

use super::find::RowRef;
use super::model::{Inline, Lack, plain_text};
use super::print::{Printed, Printer, push_text};
use super::rows::TableLine;
use crate::pack::{PhraseChoice, Say, Wording};

/// What a list of sentences came to.
#[derive(Debug, Default)]
pub(super) struct SaidSentences {
    pub paragraphs: Vec<Vec<Inline>>,
    /// Items that it was to tell and does not.
    pub lacks: Vec<Lack>,
}

/// What came of a sentence in one place.
enum Came {
    Said(Vec<Inline>),
    /// Its condition does not hold.
    NotAsked,
    /// A value of it is not known.
    Nothing,
}

/// Says the sentences in their order. Headings stand where something is told below them.
pub(super) fn all(printer: &mut Printer<'_>, says: &[Say], row: RowRef<'_>) -> SaidSentences {
    let mut told: BTreeSet<&str> = BTreeSet::new();
    let mut lacks = Vec::new();
    let mut lines: Vec<(&Say, Vec<Inline>)> = Vec::new();
    for say in says {
        for (came, of) in each(printer, say, row) {
            match came {
                Came::Said(inlines) => {
                    told.extend(say.tells.iter().map(String::as_str));
                    lines.push((say, inlines));
                }
                // One of several rows says nothing: what is told of the others does not tell of it.
                Came::Nothing => lacks.extend(of.iter().flat_map(|line| untold(printer, say, line))),
                Came::NotAsked => {}
            }
        }
    }
    let mut wanted: Vec<&str> = Vec::new();
    for item in says.iter().flat_map(|say| &say.tells) {
        if !wanted.contains(&item.as_str()) {
            wanted.push(item);
        }
    }
    let is_untold = |item: &&str| !told.contains(*item) && lacks.iter().all(|lack: &Lack| lack.item != **item);
    let untold: Vec<Lack> =
        wanted.into_iter().filter(is_untold).map(|item| Lack { item: item.to_owned(), row: None }).collect();
    lacks.extend(untold);
    let stands = |say: &Say| say.heads.is_empty() || say.heads.iter().any(|item| told.contains(item.as_str()));
    SaidSentences {
        paragraphs: lines.into_iter().filter(|(say, _)| stands(say)).map(|(_, line)| line).collect(),
        lacks,
    }
}

/// The paragraphs alone, for sentences that tell no item.
pub(super) fn paragraphs(printer: &mut Printer<'_>, says: &[Say], row: RowRef<'_>) -> Vec<Vec<Inline>> {
    all(printer, says, row).paragraphs
}

/// A sentence once, or once for each of its rows with that row.
fn each<'a>(printer: &mut Printer<'a>, say: &Say, row: RowRef<'_>) -> Vec<(Came, Option<TableLine<'a>>)> {
    let Some(rows) = &say.rows else { return vec![(one(printer, say, row), None)] };
    let lines = printer.context.lines(rows, None, &say.only, None, row);
    lines.into_iter().map(|line| (one(printer, say, line.row()), Some(line))).collect()
}

/// The items that a sentence does not tell of a row: those whose own cell there is empty, else all that it was to tell.
fn untold(printer: &Printer<'_>, say: &Say, line: &TableLine<'_>) -> Vec<Lack> {
    let TableLine::Record(record) = line else { return Vec::new() };
    let form = printer.context.form;
    let is_empty = |item: &&String| {
        let from = form.items().find(|known| known.id == **item).and_then(|known| known.from.as_deref());
        let cell = from.and_then(|from| from.split_once('.')).filter(|(sheet, _)| *sheet == record.schema.id);
        cell.is_some_and(|(_, field)| record.get(field).known().is_none())
    };
    let empty: Vec<&String> = say.tells.iter().filter(is_empty).collect();
    let untold = if empty.is_empty() { say.tells.iter().collect() } else { empty };
    untold.into_iter().map(|item| Lack { item: item.clone(), row: Some(record.id.clone()) }).collect()
}

fn one(printer: &mut Printer<'_>, say: &Say, row: RowRef<'_>) -> Came {
    if !printer.context.holds(&say.when, row) {
        return Came::NotAsked;
    }
    // A part that is said leaves its source note; where another cannot be said, none of them may.
    if !say.then.is_empty() && printer.aside(|printer| whole(printer, say, row)).is_none() {
        return Came::Nothing;
    }
    match whole(printer, say, row) {
        Some(inlines) if !plain_text(&inlines).is_empty() => Came::Said(inlines),
        _ => Came::Nothing,
    }
}

/// The sentence with what stands right behind it; nothing where a part of it cannot be said.
fn whole(printer: &mut Printer<'_>, say: &Say, row: RowRef<'_>) -> Option<Vec<Inline>> {
    let mut whole = Vec::new();
    for wording in std::iter::once(&say.say).chain(&say.then) {
        join(&mut whole, part(printer, wording, row)?);
    }
    Some(whole)
}

/// The first alternative whose tests hold and whose values are known.
fn part(printer: &mut Printer<'_>, wording: &Wording, row: RowRef<'_>) -> Option<Vec<Inline>> {
    let context = printer.context;
    let mut choices = wording.0.iter().filter(|choice: &&PhraseChoice| context.holds(&choice.when, row));
    choices.find_map(|choice| match printer.phrase(&choice.phrase, row) {
        Printed::Known(inlines) => Some(inlines),
        Printed::Nothing if choice.phrase.0.is_empty() => Some(Vec::new()),
        Printed::Pending(_) | Printed::Nothing => None,
    })
}

/// Two runs in one; wording that meets wording is one.
fn join(whole: &mut Vec<Inline>, more: Vec<Inline>) {
    for inline in more {
        match inline {
            Inline::Text { text } => push_text(whole, &text),
            other => whole.push(other),
        }
    }
}
