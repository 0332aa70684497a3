//! An HWPX verified by what it carries. It is the copy that people edit, so what differs from its data is told by paragraph
//! and value as an edit.

use super::pdf::{Carried, is_ours, loose};
use super::{AttachedData, Class, Verified, VerifyMessage};
use crate::error::Result;
use crate::pack::Pack;
use crate::proof::hwpx::{Edit, edits};
use crate::proof::pdf::{self as reread, EmbeddedFile, TaggedWord};
use crate::render::hwpx::{Place, Reading, read};
use crate::render::{self, words_sha256};

/// Edits told at most: beyond, it is another document.
const MOST: usize = 100;

/// Verifies an HWPX; `path` is what it is called in what is said of it.
///
/// # Errors
/// When the pack cannot be read. What is wrong with the file is a failure.
pub fn hwpx(pack: &Pack, bytes: &[u8], path: &str, beside: AttachedData<'_>) -> Result<Verified> {
    let mut verified = Verified { files: 1, ..Verified::default() };
    let reading = match read(bytes) {
        Ok(reading) => reading,
        Err(why) => {
            verified.fail(Class::Unreadable, path, VerifyMessage::new("verify-hwpx-unreadable").with("why", why));
            return Ok(verified);
        }
    };
    let inside = carried(&reading);
    verified.words = inside.words.len();
    let Some(carried) = Carried::of(&inside, path, beside, &mut verified) else { return Ok(verified) };
    if let Some(seal) = &carried.seal {
        verified.seals.push((path.to_owned(), seal.clone()));
    }
    let maker = carried.seal.as_ref().map(|seal| &seal.maker);
    let is_same_maker = maker.map_or(Ok(true), |maker| is_ours(maker, pack))?;
    if !is_same_maker {
        let before = verified.failures.len();
        let maker = maker.map(|maker| format!("{} {}", maker.tool, maker.tool_version)).unwrap_or_default();
        verified.note(path, VerifyMessage::new("verify-other-maker").with("maker", maker));
        loose(&inside, &carried.filing, path, &mut verified);
        let own = words_sha256(reading.words());
        if carried.seal.as_ref().is_some_and(|seal| seal.words_sha256 != own) && verified.failures.len() == before {
            verified.fail(Class::Changed, path, VerifyMessage::new("verify-words"));
        }
        return Ok(verified);
    }
    let made = render::document(pack, &carried.filing)
        .and_then(|document| render::hwpx(pack, &carried.filing, &document, None, maker));
    let Ok(made) = made else {
        verified.fail(Class::Changed, path, VerifyMessage::new("verify-data-unprintable"));
        return Ok(verified);
    };
    if made == bytes {
        verified.note(path, VerifyMessage::new("verify-identical"));
        return Ok(verified);
    }
    let Ok(expected) = read(&made) else {
        verified.indeterminate = true;
        return Ok(verified);
    };
    tell(&reading, &expected, path, &mut verified);
    Ok(verified)
}

/// What a package holds, as the files of any other document.
fn carried(reading: &Reading) -> reread::Reading {
    let words = reading.lines.iter().flat_map(|line| {
        let page = u32::try_from(line.place.paragraph).unwrap_or(u32::MAX);
        line.text.split_whitespace().map(move |word| TaggedWord { page, drawing: None, text: word.to_owned() })
    });
    let files = reading.files.iter().map(|(name, bytes)| EmbeddedFile { name: name.clone(), bytes: bytes.clone() });
    let mut inside = reread::Reading { words: words.collect(), files: files.collect(), ..reread::Reading::default() };
    if reading.program == "bogo" {
        inside.about.insert("Producer".to_owned(), "bogo hwpx".to_owned());
    }
    inside
}

/// Tells what was edited; that it was only saved again, where nothing was.
fn tell(found: &Reading, expected: &Reading, path: &str, verified: &mut Verified) {
    let before = verified.failures.len();
    for edit in edits(found, expected).iter().take(MOST) {
        verified.fail(Class::Changed, path, said(edit));
    }
    let pairs = found.alternatives.iter().zip(&expected.alternatives).filter(|(found, expected)| found != expected);
    for (found, expected) in pairs {
        let said = VerifyMessage::new("verify-alternative").with("found", found.as_str());
        verified.fail(Class::Changed, path, said.with("expected", expected.as_str()));
    }
    if found.alternatives.len() != expected.alternatives.len() {
        let said = VerifyMessage::new("verify-edited-pictures").with("found", found.alternatives.len().to_string());
        verified.fail(Class::Changed, path, said.with("expected", expected.alternatives.len().to_string()));
    }
    let head = |reading: &Reading| reading.furniture.iter().map(|text| text.trim().to_owned()).collect::<Vec<_>>();
    if head(found) != head(expected) {
        let said = VerifyMessage::new("verify-edited-head").with("found", head(found).join(" "));
        verified.fail(Class::Changed, path, said.with("expected", head(expected).join(" ")));
    }
    if verified.failures.len() == before {
        verified.note(path, VerifyMessage::new("verify-saved-again"));
    }
}

fn said(edit: &Edit) -> VerifyMessage {
    let Place { paragraph, heading, cell } = &edit.place;
    let (key, in_cell) = match (edit.expected.is_empty(), edit.found.is_empty(), edit.is_value) {
        (true, _, _) => ("verify-edited-added", "verify-edited-added-cell"),
        (_, true, _) => ("verify-edited-removed", "verify-edited-removed-cell"),
        (_, _, true) => ("verify-edited-value", "verify-edited-value-cell"),
        _ => ("verify-edited", "verify-edited-cell"),
    };
    let mut said = VerifyMessage::new(if cell.is_some() { in_cell } else { key })
        .with("paragraph", paragraph.to_string())
        .with("heading", if heading.is_empty() { "-" } else { heading.as_str() });
    if let Some((table, row, column)) = cell {
        said = said.with("table", table.to_string()).with("row", row.to_string()).with("column", column.to_string());
    }
    if !edit.expected.is_empty() {
        said = said.with("expected", edit.expected.as_str());
    }
    if !edit.found.is_empty() {
        said = said.with("found", edit.found.as_str());
    }
    said
}
