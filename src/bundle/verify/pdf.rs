//! A PDF verified by what it carries: its data against its pages, its seal against its data, and where this program and
//! pack made it, every byte against what they make of the same data again.

use super::{Class, Verified, VerifyMessage, messages, page, revisions};
use crate::bundle::{hashes, pack_sha256, sha256_hex};
use crate::error::Result;
use crate::filing::Filing;
use crate::pack::Pack;
use crate::proof;
use crate::proof::pdf::{self as reread, EmbeddedFile, Reading};
use crate::render::{self, Maker, SEAL, Seal, words_sha256};

/// What lies beside a PDF.
#[derive(Debug, Clone, Copy, Default)]
pub struct AttachedData<'a> {
    /// The JSON of the filing, from the bundle or sent apart.
    pub json: Option<&'a [u8]>,
}

/// Verifies a PDF; `path` is what it is called in what is said of it.
///
/// # Errors
/// When the pack cannot be read. What is wrong with the PDF is a failure.
pub fn pdf(pack: &Pack, bytes: &[u8], path: &str, beside: AttachedData<'_>) -> Result<Verified> {
    let mut verified = Verified { files: 1, ..Verified::default() };
    let (mut first, mut has_more) = revisions::first(bytes);
    let mut read = reread::read(first);
    // A file saved anew for the web holds the mark of an end in its middle: it is one revision as a whole.
    if has_more
        && read.is_err()
        && let Ok(whole) = reread::read(bytes)
    {
        (first, has_more, read) = (bytes, false, Ok(whole));
    }
    let reading = match read {
        Ok(reading) => reading,
        Err(why) => {
            let said =
                VerifyMessage::new(if has_more { "verify-revision-unreadable" } else { "verify-pdf-unreadable" });
            verified.fail(Class::Unreadable, path, said.with("why", why));
            return Ok(verified);
        }
    };
    verified.words = reading.words.len();
    verified.claims.push((path.to_owned(), reading.claims.clone()));
    if has_more {
        later(&reading, bytes, path, &mut verified);
    } else {
        verified.signatures.extend(reading.signatures.iter().map(|one| (path.to_owned(), one.clone())));
    }
    let Some(carried) = Carried::of(&reading, path, beside, &mut verified) else { return Ok(verified) };
    if let Some(seal) = &carried.seal {
        verified.seals.push((path.to_owned(), seal.clone()));
    }
    pages(pack, &reading, &carried, first, path, &mut verified)?;
    Ok(verified)
}

/// What was added behind the end: told when it is a signature, a failure when it changes what is read.
fn later(first: &Reading, bytes: &[u8], path: &str, verified: &mut Verified) {
    match reread::read(bytes) {
        Err(why) => {
            verified.fail(Class::Unreadable, path, VerifyMessage::new("verify-revision-unreadable").with("why", why));
        }
        Ok(last) => {
            let before = verified.failures.len();
            let differ = first.words.iter().zip(&last.words).find(|(before, after)| before != after);
            if let Some((before, after)) = differ {
                let said = VerifyMessage::new("verify-later-words").with("page", after.page.to_string());
                let said = said.with("expected", before.text.as_str()).with("found", after.text.as_str());
                verified.fail(Class::Changed, path, said);
            } else if first.words.len() != last.words.len() {
                verified.fail(Class::Changed, path, VerifyMessage::new("verify-structure"));
            } else {
                page::compare(&last, first, path, verified);
            }
            if verified.failures.len() == before && last.files != first.files {
                verified.fail(Class::Changed, path, VerifyMessage::new("verify-later-files"));
            }
            if verified.failures.len() == before {
                let signed = !last.signatures.is_empty();
                verified.note(path, VerifyMessage::new(if signed { "verify-signed" } else { "verify-appended" }));
            }
            verified.signatures.extend(last.signatures.into_iter().map(|one| (path.to_owned(), one)));
        }
    }
}

/// The data that a PDF carries, read.
pub(super) struct Carried<'r> {
    pub(super) filing: Filing,
    pub(super) seal: Option<Seal>,
    /// Other files inside: inputs of the case.
    inputs: Vec<&'r EmbeddedFile>,
    /// Files that were inside are not any more.
    is_stripped: bool,
}

impl<'r> Carried<'r> {
    pub(super) fn of(
        reading: &'r Reading,
        path: &str,
        beside: AttachedData<'_>,
        verified: &mut Verified,
    ) -> Option<Self> {
        let inside = |ending: &str| reading.files.iter().find(|file| file.name.ends_with(ending));
        let sealed = inside(SEAL);
        let ours = reading.about.get("Producer").is_some_and(|producer| producer.starts_with("bogo "));
        if sealed.is_none() && beside.json.is_none() && !ours && reading.files.is_empty() {
            verified.fail(Class::Unknown, path, VerifyMessage::new("verify-not-ours"));
            return None;
        }
        let seal = sealed.and_then(|file| serde_json::from_slice::<Seal>(&file.bytes).ok());
        match (sealed, &seal) {
            (Some(file), None) => {
                verified.fail(
                    Class::Changed,
                    path,
                    VerifyMessage::new("verify-seal-unreadable").with("name", file.name.as_str()),
                );
            }
            (None, _) if !reading.files.is_empty() => {
                verified.fail(Class::Missing, path, VerifyMessage::new("verify-seal-missing"));
            }
            _ => {}
        }
        if let Some((seal, file)) = seal.as_ref().zip(sealed) {
            files_as_sealed(reading, seal, &file.name, path, verified);
        }
        let stem = sealed.and_then(|file| file.name.strip_suffix(SEAL).map(str::to_owned));
        let own = match &stem {
            Some(stem) => inside(&format!("{stem}.json")).filter(|file| file.name == format!("{stem}.json")),
            None => reading.files.iter().find(|file| serde_json::from_slice::<Filing>(&file.bytes).is_ok()),
        };
        let is_stripped = reading.files.is_empty();
        if is_stripped {
            verified.note(path, VerifyMessage::new("verify-removed"));
        }
        let bytes = match (own, beside.json) {
            (Some(own), Some(beside)) => {
                if own.bytes.trim_ascii_end() != beside.trim_ascii_end() {
                    verified.fail(Class::Contradictory, path, VerifyMessage::new("verify-json-differs"));
                }
                own.bytes.as_slice()
            }
            (Some(own), None) => own.bytes.as_slice(),
            (None, Some(beside)) => beside,
            (None, None) => {
                // What is missing beside a seal was told from the seal.
                verified.indeterminate = true;
                return None;
            }
        };
        let Ok(filing) = serde_json::from_slice::<Filing>(bytes) else {
            verified.fail(Class::Changed, path, VerifyMessage::new("verify-data-unreadable"));
            return None;
        };
        if seal.as_ref().is_some_and(|seal| !agree(seal, &filing)) {
            verified.fail(Class::Contradictory, path, VerifyMessage::new("verify-seal-filing"));
        }
        let parts = [".json", ".figures.json", SEAL].map(|ending| format!("{}{ending}", filing.file));
        let inputs = reading.files.iter().filter(|file| !parts.contains(&file.name)).collect();
        Some(Self { filing, seal, inputs, is_stripped })
    }
}

/// Every file inside is the one that was sealed.
fn files_as_sealed(reading: &Reading, seal: &Seal, own: &str, path: &str, verified: &mut Verified) {
    for sealed in &seal.files {
        let found: Vec<&EmbeddedFile> = reading.files.iter().filter(|file| file.name == sealed.name).collect();
        let said = |key: &'static str| VerifyMessage::new(key).with("name", sealed.name.as_str());
        match found.as_slice() {
            [] => verified.fail(Class::Missing, path, said("verify-inside-missing")),
            [file] if sha256_hex(&file.bytes) == sealed.sha256 => {}
            _ => verified.fail(Class::Changed, path, said("verify-inside-changed")),
        }
    }
    for file in &reading.files {
        if file.name != own && !seal.files.iter().any(|sealed| sealed.name == file.name) {
            verified.fail(
                Class::Unknown,
                path,
                VerifyMessage::new("verify-inside-unknown").with("name", file.name.as_str()),
            );
        }
    }
}

/// The seal and the filing speak of the same document.
fn agree(seal: &Seal, filing: &Filing) -> bool {
    let sealed = [&seal.case, &seal.form, &seal.file, &seal.stage, &seal.edition, &seal.law_date, &seal.report_at];
    let filed = [
        &filing.case_id,
        &filing.form,
        &filing.file,
        &filing.stage,
        &filing.edition,
        &filing.law_date,
        &filing.report_at,
    ];
    sealed == filed && seal.draft == filing.draft
}

/// The pages against the data.
fn pages(
    pack: &Pack,
    reading: &Reading,
    carried: &Carried<'_>,
    bytes: &[u8],
    path: &str,
    verified: &mut Verified,
) -> Result<()> {
    let before = verified.failures.len();
    let filing = &carried.filing;
    let maker = carried.seal.as_ref().map(|seal| &seal.maker);
    let is_same_maker = match maker {
        Some(maker) => is_ours(maker, pack)?,
        // Nothing says who made it: if this program did, its pages say so below.
        None => true,
    };
    let own_words = words_sha256(reading.words.iter().map(|word| word.text.as_str()));
    let words_changed = carried.seal.as_ref().is_some_and(|seal| seal.words_sha256 != own_words);
    if !is_same_maker {
        let maker = maker.map(|maker| format!("{} {}", maker.tool, maker.tool_version)).unwrap_or_default();
        verified.note(path, VerifyMessage::new("verify-other-maker").with("maker", maker));
        loose(reading, filing, path, verified);
        if words_changed && verified.failures.len() == before {
            verified.fail(Class::Changed, path, VerifyMessage::new("verify-words"));
        }
        return Ok(());
    }
    let attached: Vec<_> = carried
        .inputs
        .iter()
        .map(|file| render::input(pack, file.name.clone(), file.bytes.clone()))
        .collect::<Result<_>>()?;
    // Data that no template can print are not data that this program wrote.
    let made = render::document(pack, filing)
        .and_then(|document| render::pdf(pack, filing, &document, &attached, maker).map(|pdf| (document, pdf)));
    let Ok((document, rebuilt)) = made else {
        verified.fail(Class::Changed, path, VerifyMessage::new("verify-data-unprintable"));
        return Ok(());
    };
    if rebuilt == bytes {
        verified.note(path, VerifyMessage::new("verify-identical"));
        return Ok(());
    }
    let spoken = render::reading_order(pack, &document)?;
    for problem in reread::words(reading, &spoken) {
        verified.fail(Class::Contradictory, path, messages::problem(&problem));
    }
    if verified.failures.len() > before {
        return Ok(());
    }
    let Ok(expected) = reread::read(&rebuilt) else {
        verified.indeterminate = true;
        return Ok(());
    };
    page::compare(reading, &expected, path, verified);
    for file in &expected.files {
        let found = reading.files.iter().find(|found| found.name == file.name);
        // What a changed file is was told from the seal.
        if found.is_some_and(|found| found.bytes != file.bytes) && verified.failures.len() == before {
            let said = VerifyMessage::new("verify-inside-contradicts").with("name", file.name.as_str());
            verified.fail(Class::Contradictory, path, said);
        }
    }
    if words_changed && verified.failures.len() == before {
        verified.fail(Class::Contradictory, path, VerifyMessage::new("verify-words"));
    }
    if verified.failures.len() > before {
        return Ok(());
    }
    match damage(bytes, &rebuilt) {
        Some(at) => verified.fail(Class::Changed, path, VerifyMessage::new("verify-bytes").with("at", at.to_string())),
        None if !carried.is_stripped => verified.note(path, VerifyMessage::new("verify-repacked")),
        None => {}
    }
    Ok(())
}

/// Where a file was damaged: all but a small stretch of it is as it was made. Software that saves a PDF anew leaves no such
/// likeness.
fn damage(found: &[u8], made: &[u8]) -> Option<usize> {
    let front = found.iter().zip(made).take_while(|(a, b)| a == b).count();
    let back = found[front..].iter().rev().zip(made[front.min(made.len())..].iter().rev());
    let back = back.take_while(|(a, b)| a == b).count();
    (front + back > made.len() / 10 * 9).then_some(front)
}

/// Whether this program with this pack is the one that made it.
pub(super) fn is_ours(maker: &Maker, pack: &Pack) -> Result<bool> {
    let own = maker.tool == "bogo" && maker.tool_version == env!("CARGO_PKG_VERSION");
    Ok(own && maker.pack == pack.manifest.id && maker.pack_sha256 == pack_sha256(&hashes(&pack.assets)?))
}

/// Numbers that the data do not hold.
pub(super) fn loose(reading: &Reading, filing: &Filing, path: &str, verified: &mut Verified) {
    for problem in proof::pdf::numbers(reading, filing) {
        verified.fail(Class::Contradictory, path, messages::problem(&problem));
    }
}
