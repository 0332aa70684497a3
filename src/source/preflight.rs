//! A look at a file before any library opens it: what it is, sizes against budgets, counts against bytes.
//!
//! A reader holds much of a file whole, and calamine 0.38 can end the process on a small one (tafia/calamine#693). Everything
//! here works in bounded memory.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Read};
use std::panic::resume_unwind;
use std::sync::{Arc, mpsc};
use std::thread;

use memchr::memmem;
use zip::ZipArchive;

use super::budget::Budget;
use super::ole::Compound;
use super::parts::Parts;
use super::prefetch::{MARKED, Planner, PrefetchPlan, SPACED, fill};
use super::repair::{self, RepairNeeds};
use super::sheet_metadata::SheetMetadata;
use super::sniff::{self, Nature};
use super::workbook::{guarded, input};
use super::xlsb::Binary;
use super::xlsx::Streamed;
use super::xml_limits::Skeleton;
use super::{Location, OpenFile};
use super::{ods_scan, shared_strings, text, unstreamed, xls_scan, xlsb_scan};
use crate::error::{Error, Result};

/// Most tags in the table of cell formats; each becomes some hundred bytes.
const STYLE_TAGS: u64 = 500_000;
/// Below this, it does not matter from how little an archive unfolds.
const RATIO_BYTES: u64 = 256 << 20;

/// What a file was found to be, what was seen on the way, and the reader of one that was opened meanwhile.
pub(super) enum Recognised {
    Xlsx(Box<Streamed>),
    Xlsb(Box<Binary>),
    /// What a child process reads.
    Held(unstreamed::WholeFormat, SheetMetadata),
    Text,
}

/// What was seen of an xlsx that need not be looked for again.
#[derive(Debug, Clone, Default)]
pub(super) struct XlsxObservations {
    /// Parts of sheets without merges, hidden rows, hidden columns and formulas without a value.
    pub plain: BTreeSet<String>,
    /// The workbook has links to others.
    pub external_links: bool,
    /// Bytes of the texts that cells share.
    pub shared_text: u64,
}

/// Says what a file is, whatever its name, and refuses what a reader must not be given.
pub(super) fn examine(path: &Location, name: &str, budget: &Budget) -> Result<Recognised> {
    let unreadable = |error: std::io::Error| input("input-unreadable", name).detail(error);
    let file = path.open().map_err(unreadable)?;
    let bytes = file.length().map_err(unreadable)?;
    let nature = sniff::nature(path, text::is_text(path, name)).map_err(unreadable)?;
    if bytes > if nature == Nature::Text { budget.text } else { budget.file } {
        return Err(too_large(name, "file"));
    }
    match nature {
        Nature::Empty => Err(input("input-empty", name)),
        Nature::Other(key) => Err(input(key, name)),
        Nature::Text => Ok(Recognised::Text),
        Nature::Archive => guarded(name, || archive(path, file, name, budget)),
        Nature::Compound => guarded(name, || compound(file, name, budget)),
    }
}

fn too_large(name: &str, what: &str) -> Error {
    input("input-too-large", name).detail(what)
}

/// A compound file: an old workbook, one sealed with a password, or a document of another program.
fn compound(file: OpenFile, name: &str, budget: &Budget) -> Result<Recognised> {
    let mut compound = Compound::open(file, name)?;
    let has = |streams: &[&str]| streams.iter().any(|stream| compound.holds(stream));
    if has(&["encryptedpackage", "encryptioninfo"]) {
        return Err(input("input-protected", name));
    }
    // The newer stream first: a workbook saved for two generations of Excel holds both.
    if let Some(stream) = ["workbook", "book"].into_iter().find(|stream| compound.holds(stream)) {
        let (beside, format) = xls_scan::scan(&mut compound, stream, name, budget)?;
        return Ok(Recognised::Held(format, beside));
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
struct ArchivePart {
    index: usize,
    /// In lower case, with slashes.
    name: String,
    packed: u64,
    /// As the directory says; its reader gives no more.
    bytes: u64,
    /// Its bones are counted when it is read.
    is_ahead: bool,
}

impl ArchivePart {
    /// Worth a second thread.
    fn is_long(&self) -> bool {
        self.packed >= LONG_PART
    }

    /// Whether it is read row by row. What a reader holds whole is none, in whichever folder it lies.
    fn is_sheet(&self) -> bool {
        let is_held = ["sharedstrings.xml", "styles.xml"].iter().any(|held| self.name.ends_with(held));
        self.name.contains("/worksheets/") && !is_held
    }

    /// What other programs put into a workbook is not read, whatever its size.
    fn is_markup(&self) -> bool {
        let ending = self.name.rsplit('.').next().unwrap_or_default();
        matches!(ending, "xml" | "rels") && !self.name.starts_with("customxml/")
    }
}

fn archive(path: &Location, file: OpenFile, name: &str, budget: &Budget) -> Result<Recognised> {
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
        let (packed, bytes) = (part.compressed_size(), part.size());
        parts.push(ArchivePart { index, name: part_name, packed, bytes, is_ahead: false });
    }
    match kind(&mut archive, &parts, name)? {
        ArchiveKind::Xlsx => Ok(Recognised::Xlsx(Box::new(streamed(path, &mut archive, parts, name, budget)?))),
        ArchiveKind::Xlsb => {
            Sizes::of(&mut archive, &parts, name, budget)?;
            let mut parts = Parts::open(path, name, budget)?;
            let book = xlsb_scan::scan(&mut parts, name, budget)?;
            Ok(Recognised::Xlsb(Box::new(book.ready(parts, path, name))))
        }
        ArchiveKind::Ods => {
            Sizes::of(&mut archive, &parts, name, budget)?;
            let (beside, format) = ods_scan::scan(&mut Parts::open(path, name, budget)?, name, budget)?;
            Ok(Recognised::Held(format, beside))
        }
    }
}

/// A workbook is opened as soon as all but its sheets was looked into, and they are looked into meanwhile.
fn streamed(
    path: &Location,
    archive: &mut ZipArchive<BufReader<OpenFile>>,
    mut parts: Vec<ArchivePart>,
    name: &str,
    budget: &Budget,
) -> Result<Streamed> {
    let truncated = |error: std::io::Error| input("input-truncated", name).detail(error);
    let mut plan = PrefetchPlan::default();
    if let Some(mut planner) = Planner::new(archive, path).map_err(truncated)? {
        for part in parts.iter_mut().filter(|part| part.is_long() && part.is_markup()) {
            part.is_ahead = planner.put(part.index, part.bytes);
        }
        plan = planner.finish();
    }
    let (sheets, others): (Vec<_>, Vec<_>) = parts.into_iter().partition(ArchivePart::is_sheet);
    let mut sizes = Sizes::default();
    sizes.add(archive, &others, name, budget)?;
    // Its reader holds these whole.
    sizes.settle(name, budget)?;
    let (looked, book) = rayon::join(
        || sizes.add(archive, &sheets, name, budget).and_then(|()| sizes.settle(name, budget)),
        || Streamed::open(path, name, &Arc::new(plan), budget.depth),
    );
    looked?;
    match book {
        Ok(book) if sizes.odd.is_empty() => Ok(book.with(sizes.seen)),
        book => {
            let parts: Vec<_> = others.into_iter().chain(sheets).collect();
            mended(path, archive, &parts, &sizes.odd, name, budget)?.map_or(book, Ok).map(|book| book.with(sizes.seen))
        }
    }
}

/// The workbook with those of its parts written anew that its reader cannot read; nothing when there are none.
fn mended(
    path: &Location,
    archive: &mut ZipArchive<BufReader<OpenFile>>,
    parts: &[ArchivePart],
    odd: &BTreeMap<String, RepairNeeds>,
    name: &str,
    budget: &Budget,
) -> Result<Option<Streamed>> {
    let mut anew = repair::parts(&mut Parts::open(path, name, budget)?, odd, name, budget)?;
    let planner = Planner::new(archive, path).map_err(|error| input("input-truncated", name).detail(error))?;
    let (Some(mut planner), false) = (planner, anew.is_empty()) else { return Ok(None) };
    for part in parts {
        let is_in = match anew.remove(&part.name) {
            Some(bytes) => planner.replace(part.index, bytes),
            None => !part.is_ahead || planner.put(part.index, part.bytes),
        };
        if !is_in {
            return Err(input("input-spaced", name).detail(&part.name));
        }
    }
    Streamed::open(path, name, &Arc::new(planner.finish()), budget.depth).map(Some)
}

/// What the parts become, and what was seen of them.
#[derive(Default)]
struct Sizes {
    total: u64,
    packed: u64,
    seen: XlsxObservations,
    /// Parts that must be written anew for their reader.
    odd: BTreeMap<String, RepairNeeds>,
}

impl Sizes {
    /// Of all parts of an archive.
    fn of(
        archive: &mut ZipArchive<BufReader<OpenFile>>,
        parts: &[ArchivePart],
        name: &str,
        budget: &Budget,
    ) -> Result<Self> {
        let mut sizes = Self::default();
        sizes.add(archive, parts, name, budget)?;
        sizes.settle(name, budget)?;
        Ok(sizes)
    }

    /// Counts what parts become, and notes which of them tell nothing beside their cells.
    fn add(
        &mut self,
        archive: &mut ZipArchive<BufReader<OpenFile>>,
        parts: &[ArchivePart],
        name: &str,
        budget: &Budget,
    ) -> Result<()> {
        for part in parts {
            let counted = unpacked(archive, part, name, budget)?;
            self.total += counted.bytes;
            self.packed += part.packed;
            // What is told in UTF-16 was not looked for.
            if !counted.tells && !counted.odd.wide {
                self.seen.plain.insert(part.name.clone());
            }
            if counted.odd.is_any() {
                self.odd.insert(part.name.clone(), counted.odd);
            }
            if self.total > budget.total || counted.tags > STYLE_TAGS {
                return Err(too_large(name, &part.name));
            }
            if part.name.ends_with("sharedstrings.xml") {
                let head =
                    archive.by_index(part.index).map_err(|error| input("input-truncated", name).detail(error))?;
                shared_strings::check(head, counted.bytes, name)?;
                self.seen.shared_text += counted.bytes;
            }
            self.seen.external_links |= part.name.starts_with("xl/externallinks/");
        }
        Ok(())
    }

    /// Refuses an archive that becomes too much of too little.
    fn settle(&self, name: &str, budget: &Budget) -> Result<()> {
        let is_bomb = self.total > RATIO_BYTES && self.total / self.packed.max(1) > budget.ratio;
        if is_bomb { Err(too_large(name, "ratio")) } else { Ok(()) }
    }
}

/// A format of workbooks in archives.
enum ArchiveKind {
    Xlsx,
    Xlsb,
    Ods,
}

/// Says which format an archive is by its parts.
fn kind(archive: &mut ZipArchive<BufReader<OpenFile>>, parts: &[ArchivePart], name: &str) -> Result<ArchiveKind> {
    let has = |wanted: &str| parts.iter().any(|part| part.name.ends_with(wanted));
    let below = |folder: &str| parts.iter().any(|part| part.name.starts_with(folder));
    if has("workbook.xml") {
        return Ok(ArchiveKind::Xlsx);
    }
    if has("workbook.bin") {
        return Ok(ArchiveKind::Xlsb);
    }
    let mut media = String::new();
    if let Some(part) = parts.iter().find(|part| part.name == "mimetype") {
        let part = archive.by_index(part.index).map_err(|error| input("input-truncated", name).detail(error))?;
        part.take(256).read_to_string(&mut media).map_err(|error| input("input-truncated", name).detail(error))?;
    }
    if media.contains("opendocument.spreadsheet") && has("content.xml") {
        return Ok(ArchiveKind::Ods);
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

/// What was counted while a part was unpacked and thrown away.
#[derive(Default)]
struct PartCounts {
    bytes: u64,
    tags: u64,
    /// Something stands there that the sheet says beside its cells.
    tells: bool,
    odd: RepairNeeds,
}

/// Bytes without which a sheet has neither hidden rows nor columns, merges, or a formula without a value. A row or a
/// column without height or width counts as hidden.
const TELLING: [&[u8]; 7] = [b"hidden=", b"mergeCell ", b" ht=\"0", b" width=\"0", b"f></", b"/></c>", b"/></x:c>"];
/// The longest of them.
const LONGEST_TELLING: usize = 10;
/// Bytes that are looked at together.
const CHUNK: usize = 1 << 16;
/// Chunks that may wait between unpacking and looking.
const AHEAD: usize = 8;
/// A part of this many packed bytes is worth a second thread.
const LONG_PART: u64 = 1 << 20;

fn unpacked(
    archive: &mut ZipArchive<BufReader<OpenFile>>,
    part: &ArchivePart,
    name: &str,
    budget: &Budget,
) -> Result<PartCounts> {
    let truncated = |error: &dyn std::fmt::Display| input("input-truncated", name).detail(error);
    let limit = if part.is_sheet() { budget.sheet } else { budget.part };
    let reader = archive.by_index(part.index).map_err(|error| truncated(&error))?;
    let mut reader = reader.take(limit.saturating_add(1));
    let mut look = PartScan {
        finders: TELLING.map(memmem::Finder::new),
        bones: (part.is_markup() && !part.is_ahead).then(|| Skeleton::new(budget.depth)),
        is_styles: part.name.ends_with("styles.xml"),
        is_markup: part.is_markup(),
        may_hold_cells: part.is_markup() && !part.name.contains("/charts/"),
        limit,
        end: [0; LONGEST_TELLING],
        counted: PartCounts::default(),
    };
    let outcome = if part.is_long() { look.beside(&mut reader) } else { look.through(&mut reader) };
    match outcome.map_err(|error| truncated(&error))? {
        Err(what) => Err(refusal(name, what)),
        Ok(()) if look.counted.bytes > limit => Err(too_large(name, &part.name)),
        Ok(()) => Ok(look.counted),
    }
}

/// Why markup was refused, in the words of [`Skeleton::feed`].
pub(super) fn refusal(name: &str, what: &'static str) -> Error {
    match what {
        "document type" => input("input-broken", name).detail(what),
        SPACED => input("input-spaced", name),
        MARKED => input("input-marked", name),
        _ => too_large(name, what),
    }
}

/// Looks at a part while it is unpacked.
struct PartScan {
    finders: [memmem::Finder<'static>; TELLING.len()],
    /// Nothing where they are counted elsewhere or matter to nobody.
    bones: Option<Skeleton>,
    is_styles: bool,
    is_markup: bool,
    /// A sheet, wherever it lies.
    may_hold_cells: bool,
    /// Bytes of the part.
    limit: u64,
    /// The last bytes so far, so that nothing falls between two chunks.
    end: [u8; LONGEST_TELLING],
    counted: PartCounts,
}

/// What a part is refused for, if it could be unpacked.
type Outcome = std::io::Result<std::result::Result<(), &'static str>>;

/// Room for a chunk, with the end of the one before in front.
fn room() -> Vec<u8> {
    vec![0; LONGEST_TELLING + CHUNK]
}

impl PartScan {
    /// Looks at a chunk behind the room for the end of the one before; says whether to go on.
    fn at(&mut self, buffer: &mut [u8]) -> std::result::Result<bool, &'static str> {
        buffer[..LONGEST_TELLING].copy_from_slice(&self.end);
        self.counted.tells = self.counted.tells || self.finders.iter().any(|finder| finder.find(buffer).is_some());
        self.end.copy_from_slice(&buffer[buffer.len() - LONGEST_TELLING..]);
        let chunk = &buffer[LONGEST_TELLING..];
        if self.counted.bytes == 0 && self.is_markup {
            self.counted.odd.wide = repair::wide(chunk).is_some();
            self.counted.odd.columnless = self.may_hold_cells && repair::is_columnless(chunk);
            if self.counted.odd.wide {
                // They are counted when it is written anew.
                self.bones = None;
            }
        }
        self.counted.bytes += chunk.len() as u64;
        if self.is_styles {
            self.counted.tags += chunk.iter().map(|byte| u64::from(*byte == b'<')).sum::<u64>();
        }
        if self.counted.bytes > self.limit {
            return Ok(false);
        }
        if let Some(bones) = &mut self.bones {
            bones.feed(chunk)?;
            self.counted.odd.spaced = bones.is_spaced && self.may_hold_cells;
            self.counted.odd.has_errors = bones.has_error && self.may_hold_cells;
            // calamine 0.38 reads nothing of such a value; hardly a program writes one.
            if bones.is_marked && self.may_hold_cells {
                return Err(MARKED);
            }
        }
        Ok(!chunk.is_empty())
    }

    /// To the end of a part, or to what it is refused for.
    fn through(&mut self, reader: &mut impl Read) -> Outcome {
        let mut buffer = room();
        loop {
            let read = fill(reader, &mut buffer[LONGEST_TELLING..])?;
            match self.at(&mut buffer[..LONGEST_TELLING + read]) {
                Ok(true) => {}
                Ok(false) => return Ok(Ok(())),
                Err(what) => return Ok(Err(what)),
            }
        }
    }

    /// The same with a thread of its own for the looking, a few chunks behind: a long part keeps two cores busy.
    fn beside(&mut self, reader: &mut impl Read) -> Outcome {
        let (filled, chunks) = mpsc::sync_channel::<(Vec<u8>, usize)>(AHEAD);
        let (returned, used) = mpsc::channel::<Vec<u8>>();
        thread::scope(|scope| {
            let looking = scope.spawn(move || {
                for (mut buffer, read) in chunks {
                    if !self.at(&mut buffer[..LONGEST_TELLING + read])? {
                        break;
                    }
                    // Whoever unpacks has come to the end.
                    let _ = returned.send(buffer);
                }
                Ok(())
            });
            let unpacked = loop {
                let mut buffer = used.try_recv().unwrap_or_else(|_| room());
                match fill(reader, &mut buffer[LONGEST_TELLING..]) {
                    Err(error) => break Err(error),
                    Ok(0) => break Ok(()),
                    // Whoever looks has seen enough; why, it says itself.
                    Ok(read) if filled.send((buffer, read)).is_err() => break Ok(()),
                    Ok(_) => {}
                }
            };
            drop(filled);
            let looked = looking.join().unwrap_or_else(|panic| resume_unwind(panic));
            unpacked.map(|()| looked)
        })
    }
}
