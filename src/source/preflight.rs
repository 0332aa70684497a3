//! A look at a file before any library opens it: what it is, sizes against budgets, counts against bytes.
//!
//! The reader loads shared strings whole, trusts their declared count, and holds each piece of markup while it reads
//! it; a few kilobytes made for the purpose would exhaust memory. Everything here works in bounded memory.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, Read};
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::mpsc;
use std::thread;

use memchr::memmem;
use zip::ZipArchive;

use super::beside::Beside;
use super::budget::Budget;
use super::ole::Compound;
use super::parts::Parts;
use super::skeleton::Skeleton;
use super::sniff::{self, Nature};
use super::workbook::{guarded, input};
use super::{ods_scan, text, xls_scan, xlsb_scan};
use crate::error::{Error, Result};

/// Most tags in the table of cell formats; each becomes some hundred bytes.
const STYLE_TAGS: u64 = 500_000;
/// Below this, it does not matter from how little an archive unfolds.
const RATIO_BYTES: u64 = 256 << 20;
/// Room for declared strings that may be taken before any is read.
const ROOM_BYTES: u64 = 32 << 20;
/// Where the root element of a part must have been seen.
const HEAD_BYTES: u64 = 64 << 10;
/// Room that one declared string takes before any is read.
const BYTES_PER_STRING: u64 = 24;
/// The shortest entry of a table of shared strings, `<si/>`.
const SHORTEST_STRING: u64 = 5;

/// What a file was found to be, and what was seen on the way.
pub(super) enum Found {
    Xlsx(Seen),
    Xlsb(Beside),
    Ods(Beside),
    Xls(Beside),
    Text,
}

/// What was seen of an xlsx that need not be looked for again.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    /// Parts of sheets without merges, hidden rows, hidden columns and formulas without a value.
    pub plain: BTreeSet<String>,
    /// The workbook has links to others.
    pub external_links: bool,
    /// Bytes of the texts that cells share.
    pub shared_text: u64,
}

/// Says what a file is, whatever its name, and refuses what a reader must not be given.
pub(super) fn examine(path: &Path, name: &str, budget: &Budget) -> Result<Found> {
    let unreadable = |error: std::io::Error| input("input-unreadable", name).detail(error);
    let file = File::open(path).map_err(unreadable)?;
    let about = file.metadata().map_err(unreadable)?;
    if !about.is_file() {
        return Err(input("input-unreadable", name).detail("no regular file"));
    }
    let nature = sniff::nature(path, text::is_text(path)).map_err(unreadable)?;
    if about.len() > if nature == Nature::Text { budget.text } else { budget.file } {
        return Err(too_large(name, "file"));
    }
    match nature {
        Nature::Empty => Err(input("input-empty", name)),
        Nature::Other(key) => Err(input(key, name)),
        Nature::Text => Ok(Found::Text),
        Nature::Archive => guarded(name, || archive(path, file, name, budget)),
        Nature::Compound => guarded(name, || compound(file, name, budget)),
    }
}

fn too_large(name: &str, what: &str) -> Error {
    input("input-too-large", name).detail(what)
}

/// A compound file: an old workbook, one sealed with a password, or a document of another program.
fn compound(file: File, name: &str, budget: &Budget) -> Result<Found> {
    let mut compound = Compound::open(file, name)?;
    let has = |streams: &[&str]| streams.iter().any(|stream| compound.holds(stream));
    if has(&["encryptedpackage", "encryptioninfo"]) {
        return Err(input("input-protected", name));
    }
    // The newer stream first: a workbook saved for two generations of Excel holds both.
    if let Some(stream) = ["workbook", "book"].into_iter().find(|stream| compound.holds(stream)) {
        return Ok(Found::Xls(xls_scan::scan(&mut compound, stream, name, budget)?));
    }
    Err(input(
        match () {
            () if has(&["worddocument", "fileheader", "hwpsummaryinformation"]) => "input-is-document",
            () if has(&["powerpoint document"]) => "input-is-slides",
            () => "input-not-workbook",
        },
        name,
    ))
}

/// A part of an archive as its directory describes it.
struct Part {
    index: usize,
    /// In lower case, with slashes.
    name: String,
    packed: u64,
}

fn archive(path: &Path, file: File, name: &str, budget: &Budget) -> Result<Found> {
    let truncated = |error: zip::result::ZipError| input("input-truncated", name).detail(error);
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(truncated)?;
    if archive.len() as u64 > budget.parts {
        return Err(too_large(name, "parts"));
    }
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(truncated)?;
        if part.encrypted() {
            return Err(input("input-protected", name));
        }
        let part_name = part.name().map_err(truncated)?.to_lowercase().replace('\\', "/");
        parts.push(Part { index, name: part_name, packed: part.compressed_size() });
    }
    let kind = kind(&mut archive, &parts, name)?;
    let seen = sizes(&mut archive, &parts, name, budget)?;
    match kind {
        Kind::Xlsx => Ok(Found::Xlsx(seen)),
        Kind::Xlsb => Ok(Found::Xlsb(xlsb_scan::scan(&mut Parts::open(path, name, budget)?, name, budget)?)),
        Kind::Ods => Ok(Found::Ods(ods_scan::scan(&mut Parts::open(path, name, budget)?, name, budget)?)),
    }
}

/// Counts what the parts become, and notes which of them tell nothing beside their cells.
fn sizes(archive: &mut ZipArchive<BufReader<File>>, parts: &[Part], name: &str, budget: &Budget) -> Result<Seen> {
    let (mut total, mut packed) = (0_u64, 0_u64);
    let mut seen = Seen::default();
    for part in parts {
        let counted = inflated(archive, part, name, budget)?;
        total += counted.bytes;
        packed += part.packed;
        if !counted.tells {
            seen.plain.insert(part.name.clone());
        }
        if total > budget.total || counted.tags > STYLE_TAGS {
            return Err(too_large(name, &part.name));
        }
        if part.name.ends_with("sharedstrings.xml") {
            shared_strings(archive, part.index, counted.bytes, name)?;
            seen.shared_text += counted.bytes;
        }
        seen.external_links |= part.name.starts_with("xl/externallinks/");
    }
    if total > RATIO_BYTES && total / packed.max(1) > budget.ratio {
        return Err(too_large(name, "ratio"));
    }
    Ok(seen)
}

/// A format of workbooks in archives.
enum Kind {
    Xlsx,
    Xlsb,
    Ods,
}

/// Says which format an archive is by its parts.
fn kind(archive: &mut ZipArchive<BufReader<File>>, parts: &[Part], name: &str) -> Result<Kind> {
    let has = |wanted: &str| parts.iter().any(|part| part.name.ends_with(wanted));
    let below = |folder: &str| parts.iter().any(|part| part.name.starts_with(folder));
    if has("workbook.xml") {
        return Ok(Kind::Xlsx);
    }
    if has("workbook.bin") {
        return Ok(Kind::Xlsb);
    }
    let mut media = String::new();
    if let Some(part) = parts.iter().find(|part| part.name == "mimetype") {
        let part = archive.by_index(part.index).map_err(|error| input("input-truncated", name).detail(error))?;
        part.take(256).read_to_string(&mut media).map_err(|error| input("input-truncated", name).detail(error))?;
    }
    if media.contains("opendocument.spreadsheet") && has("content.xml") {
        return Ok(Kind::Ods);
    }
    let is_document = media.contains("opendocument.text") || media.contains("hwp") || below("word/");
    let is_slides = media.contains("opendocument.presentation") || below("ppt/");
    let key = match () {
        () if is_document => "input-is-document",
        () if is_slides => "input-is-slides",
        () if !media.is_empty() || has(".iwa") => "input-other-format",
        () => "input-is-archive",
    };
    Err(input(key, name))
}

/// What was counted while a part was inflated and thrown away.
#[derive(Default)]
struct Counted {
    bytes: u64,
    tags: u64,
    /// Something stands there that the sheet says beside its cells.
    tells: bool,
}

/// Bytes without which a sheet has neither hidden rows nor columns, merges, or a formula without a value. A row or a
/// column without height or width counts as hidden.
const TELLING: [&[u8]; 7] = [b"hidden=", b"mergeCell ", b" ht=\"0", b" width=\"0", b"f></", b"/></c>", b"/></x:c>"];
/// The longest of them.
const LONGEST_TELLING: usize = 10;
/// Bytes that are looked at together.
const CHUNK: usize = 1 << 16;
/// Chunks that may wait between inflating and feeding.
const AHEAD: usize = 8;
/// A part of this many packed bytes is worth a second thread.
const LONG_PART: u64 = 1 << 20;

fn inflated(archive: &mut ZipArchive<BufReader<File>>, part: &Part, name: &str, budget: &Budget) -> Result<Counted> {
    let (index, packed, part) = (part.index, part.packed, part.name.as_str());
    let truncated = |error: &dyn std::fmt::Display| input("input-truncated", name).detail(error);
    let limit = if part.contains("/worksheets/") { budget.sheet } else { budget.part };
    let reader = archive.by_index(index).map_err(|error| truncated(&error))?.take(limit.saturating_add(1));
    // What other programs put into a workbook is not read, whatever its size.
    let ending = part.rsplit('.').next().unwrap_or_default();
    let is_markup = matches!(ending, "xml" | "rels") && !part.starts_with("customxml/");
    let mut skeleton = is_markup.then(|| Skeleton::new(budget.depth));
    let mut feed = |chunk: &[u8]| skeleton.as_mut().map_or(Ok(()), |skeleton| skeleton.feed(chunk));
    let mut looker = Looker { is_styles: part.ends_with("styles.xml"), limit, ..Looker::new(reader) };
    let outcome = if packed < LONG_PART {
        let mut buffer = room();
        loop {
            match looker.next(&mut buffer).map_err(|error| truncated(&error))? {
                None => break Ok(()),
                Some(chunk) => {
                    if let Err(what) = feed(chunk) {
                        break Err(what);
                    }
                }
            }
        }
    } else {
        looker.beside(feed).map_err(|error| truncated(&error))?
    };
    match outcome {
        Err("document type") => Err(input("input-broken", name).detail("document type")),
        Err(what) => Err(too_large(name, what)),
        Ok(()) if looker.counted.bytes > limit => Err(too_large(name, part)),
        Ok(()) => Ok(looker.counted),
    }
}

/// Inflates a part and counts what passes.
struct Looker<R> {
    reader: R,
    finders: [memmem::Finder<'static>; TELLING.len()],
    is_styles: bool,
    /// Bytes of the part.
    limit: u64,
    /// How many bytes of the buffer the last chunk took.
    last: usize,
    counted: Counted,
}

/// Room for a chunk, with the end of the one before in front, so that nothing falls between them.
fn room() -> Vec<u8> {
    vec![0; LONGEST_TELLING + CHUNK]
}

impl<R: Read> Looker<R> {
    fn new(reader: R) -> Self {
        let finders = TELLING.map(memmem::Finder::new);
        Self { reader, finders, is_styles: false, limit: 0, last: 0, counted: Counted::default() }
    }

    /// The next chunk of the part; nothing at its end, or when it is longer than it may be.
    fn next<'b>(&mut self, buffer: &'b mut [u8]) -> std::io::Result<Option<&'b [u8]>> {
        buffer.copy_within(self.last..self.last + LONGEST_TELLING, 0);
        self.fill(buffer)
    }

    fn fill<'b>(&mut self, buffer: &'b mut [u8]) -> std::io::Result<Option<&'b [u8]>> {
        let mut read = 0;
        while read < CHUNK {
            match self.reader.read(&mut buffer[LONGEST_TELLING + read..])? {
                0 => break,
                more => read += more,
            }
        }
        self.last = read;
        let all = &buffer[..LONGEST_TELLING + read];
        self.counted.tells = self.counted.tells || self.finders.iter().any(|finder| finder.find(all).is_some());
        self.counted.bytes += read as u64;
        let chunk = &all[LONGEST_TELLING..];
        if self.is_styles {
            self.counted.tags += chunk.iter().map(|byte| u64::from(*byte == b'<')).sum::<u64>();
        }
        Ok((read > 0 && self.counted.bytes <= self.limit).then_some(chunk))
    }

    /// The same with `feed` on a thread of its own, a few chunks behind: a long sheet keeps two cores busy.
    fn beside(
        &mut self,
        mut feed: impl FnMut(&[u8]) -> std::result::Result<(), &'static str> + Send,
    ) -> std::io::Result<std::result::Result<(), &'static str>> {
        let (filled, chunks) = mpsc::sync_channel::<(Vec<u8>, usize)>(AHEAD);
        let (returned, used) = mpsc::channel::<Vec<u8>>();
        thread::scope(|scope| {
            let feeding = scope.spawn(move || {
                for (buffer, length) in chunks {
                    feed(&buffer[LONGEST_TELLING..LONGEST_TELLING + length])?;
                    // Whoever inflates has come to the end.
                    let _ = returned.send(buffer);
                }
                Ok(())
            });
            let mut end = [0; LONGEST_TELLING];
            let inflated = loop {
                let mut buffer = used.try_recv().unwrap_or_else(|_| room());
                buffer[..LONGEST_TELLING].copy_from_slice(&end);
                match self.fill(&mut buffer) {
                    Err(error) => break Err(error),
                    Ok(None) => break Ok(()),
                    Ok(Some(_)) => {}
                }
                end.copy_from_slice(&buffer[self.last..self.last + LONGEST_TELLING]);
                // A chunk that was refused ends the feeding; why, it says itself.
                if filled.send((buffer, self.last)).is_err() {
                    break Ok(());
                }
            };
            drop(filled);
            let fed = feeding.join().unwrap_or_else(|panic| resume_unwind(panic));
            inflated.map(|()| fed)
        })
    }
}

/// The declared count of shared strings against the bytes that could hold them.
fn shared_strings(archive: &mut ZipArchive<BufReader<File>>, index: usize, bytes: u64, name: &str) -> Result<()> {
    let part = archive.by_index(index).map_err(|error| input("input-truncated", name).detail(error))?;
    let mut head = Vec::new();
    part.take(HEAD_BYTES).read_to_end(&mut head).map_err(|error| input("input-truncated", name).detail(error))?;
    let head = String::from_utf8_lossy(&head);
    let Some(tag) = root_element(&head) else { return Err(input("input-broken", name).detail("sst")) };
    let Some(declared) = attribute(tag, "uniqueCount") else { return Ok(()) };
    let declared = declared.parse::<u64>().unwrap_or(u64::MAX);
    let room = declared.saturating_mul(BYTES_PER_STRING);
    if room > ROOM_BYTES && declared > bytes / SHORTEST_STRING {
        return Err(input("input-broken", name).detail(format!("uniqueCount {declared} in {bytes} bytes")));
    }
    Ok(())
}

/// The first tag after declarations and white space; nothing when a comment or anything else stands before it.
fn root_element(head: &str) -> Option<&str> {
    let mut rest = head.trim_start_matches('\u{feff}').trim_start();
    while let Some(inside) = rest.strip_prefix("<?") {
        rest = inside.split_once("?>")?.1.trim_start();
    }
    let tag = rest.strip_prefix('<')?.split_once('>')?.0;
    let element = tag.split(|c: char| c.is_whitespace() || c == '/').next()?;
    (element.rsplit(':').next()? == "sst").then_some(tag)
}

/// The value of an attribute in a tag.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let rest = tag.split_once(name)?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest[1..].split_once(quote).map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_element_is_found_behind_declarations_only() {
        let head = "\u{feff}<?xml version=\"1.0\"?>\n<sst count=\"3\" uniqueCount = '2'><si/>";
        assert_eq!(root_element(head).and_then(|tag| attribute(tag, "uniqueCount")), Some("2"));
        assert_eq!(root_element("<!-- <sst uniqueCount=\"1\"> --><sst uniqueCount=\"9\">"), None);
        assert!(root_element("<x:sst>").is_some());
    }
}
