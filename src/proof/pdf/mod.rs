//! A finished PDF, read back and held against what it should say.
//!
//! ```text
//! read       the file: structure, drawings, files inside, claims
//! content    a page's operations as text
//! signature  what other software signed
//! ```

mod content;
mod read;
mod signature;

pub use read::{Claims, Drawn, EmbeddedFile, Reading, TaggedDrawing, TaggedWord, read};
pub use signature::Signature;

use std::collections::BTreeSet;

use super::ProofProblem;
use crate::filing::Filing;
use crate::render::{DrawingWords, ReadingOrder};

/// Words shown on each side of a difference.
const AROUND: usize = 3;
/// Most words of a difference that are shown.
const SHOWN: usize = 12;

/// Where the pages of a PDF say something else than its document; nothing where they agree word for word.
///
/// What is written in a drawing is held against the drawing that the document shows, text by text, so that a figure is
/// named; everything else is one text in reading order.
#[must_use]
pub fn words(reading: &Reading, spoken: &ReadingOrder) -> Vec<ProofProblem> {
    let mut problems = Vec::new();
    let read: Vec<&TaggedWord> = reading.words.iter().filter(|word| word.drawing.is_none()).collect();
    let is_drawn = |at: usize| spoken.drawings.iter().any(|drawing| drawing.words.contains(&at));
    let written = spoken.words.iter().enumerate().filter(|(at, _)| !is_drawn(*at));
    problems.extend(difference(&read, &written.map(|(_, word)| word.as_str()).collect::<Vec<_>>()));
    let alternatives: Vec<&str> = reading.drawings.iter().map(|drawing| drawing.alternative.as_str()).collect();
    let written: Vec<&str> = spoken.drawings.iter().map(|drawing| drawing.alternative.as_str()).collect();
    if alternatives != written {
        let at = alternatives.iter().zip(&written).position(|(read, written)| read != written);
        let at = at.unwrap_or(alternatives.len().min(written.len()));
        let text = |all: &[&str]| all.get(at).copied().unwrap_or_default().to_owned();
        problems.push(ProofProblem::Page { page: 0, expected: text(&written), found: text(&alternatives) });
        return problems;
    }
    for (at, (found, drawing)) in reading.drawings.iter().zip(&spoken.drawings).enumerate() {
        let read: Vec<&TaggedWord> = reading.words.iter().filter(|word| word.drawing == Some(at)).collect();
        problems.extend(drawn(&read, found.page, drawing));
    }
    problems
}

/// The first text of a drawing that its page does not say as the document does.
fn drawn(read: &[&TaggedWord], page: u32, drawing: &DrawingWords) -> Option<ProofProblem> {
    let mut rest = read;
    let problem = |figure: Option<&String>, expected: &str, found: String| ProofProblem::Drawing {
        page,
        title: drawing.title.clone(),
        figure: figure.cloned(),
        expected: expected.to_owned(),
        found,
    };
    let said = |words: &[&TaggedWord]| words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    for (figure, text) in &drawing.texts {
        let (own, others) = rest.split_at(text.split_whitespace().count().min(rest.len()));
        if !text.split_whitespace().eq(own.iter().map(|word| word.text.as_str())) {
            return Some(problem(figure.as_ref(), text, said(own)));
        }
        rest = others;
    }
    (!rest.is_empty()).then(|| problem(None, "", said(&rest[..rest.len().min(SHOWN)])))
}

/// The first stretch of words that differs, from where both agree to where they agree again.
fn difference(read: &[&TaggedWord], written: &[&str]) -> Option<ProofProblem> {
    let same = read.iter().zip(written).take_while(|(read, written)| read.text == **written).count();
    if same == read.len() && same == written.len() {
        return None;
    }
    let (rest, other) = (&read[same..], &written[same..]);
    let tail = rest.iter().rev().zip(other.iter().rev()).take_while(|(read, written)| read.text == **written).count();
    let from = same.saturating_sub(AROUND);
    let texts: Vec<&str> = read.iter().map(|word| word.text.as_str()).collect();
    let cut = |all: &[&str]| {
        let to = (all.len() - tail).saturating_add(AROUND).min(all.len()).min(from + SHOWN);
        all[from.min(to)..to].join(" ")
    };
    let page = read.get(same).or(read.last()).map_or(0, |word| word.page);
    Some(ProofProblem::Page { page, expected: cut(written), found: cut(&texts) })
}

/// Numbers on the pages that nothing in the filing says: all that can be told of a PDF that another version made.
#[must_use]
pub fn numbers(reading: &Reading, filing: &Filing) -> Vec<ProofProblem> {
    let mut known = BTreeSet::new();
    // Whatever the filing holds, wherever it holds it.
    if let Ok(json) = serde_json::to_value(filing) {
        collect(&json, &mut known);
    }
    let notes: BTreeSet<String> = filing.sources.iter().map(|source| source.no.to_string()).collect();
    let is_known = |token: &str| known.contains(token) || is_small(token);
    let loose = |word: &&TaggedWord| {
        tokens(&word.text).any(|token| !is_known(token) && !without_mark(token, &notes).any(is_known))
    };
    let words = reading.words.iter().filter(loose);
    words.map(|word| ProofProblem::LooseNumber { text: format!("{} (p. {})", word.text, word.page) }).collect()
}

fn collect(json: &serde_json::Value, known: &mut BTreeSet<String>) {
    match json {
        serde_json::Value::String(text) => known.extend(tokens(text).map(str::to_owned)),
        serde_json::Value::Array(all) => all.iter().for_each(|one| collect(one, known)),
        serde_json::Value::Object(all) => all.values().for_each(|one| collect(one, known)),
        serde_json::Value::Number(number) => {
            known.insert(number.to_string());
        }
        _ => {}
    }
}

/// Numbers in a text: digits with what stands between digits.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_numeric() || matches!(c, ',' | '.' | ':')))
        .map(|token| token.trim_matches([',', '.', ':']))
        .filter(|token| !token.is_empty())
}

/// A token without the number of a source note: its mark stands behind a number without a space between them.
fn without_mark<'t>(token: &'t str, notes: &'t BTreeSet<String>) -> impl Iterator<Item = &'t str> {
    let cuts = token.char_indices().skip(1).map(|(at, _)| token.split_at(at));
    cuts.filter(|(_, mark)| notes.contains(*mark)).map(|(number, _)| number.trim_matches([',', '.', ':']))
}

/// A number of an item, a table, a note: the form's own counting.
fn is_small(token: &str) -> bool {
    token.chars().count() <= 2 && token.chars().all(|c| c.is_ascii_digit() || !c.is_ascii())
}
