//! A look at a workbook's archive before the reader opens it: kind of file, sizes against budgets, counts against bytes.
//!
//! The reader loads shared strings whole, trusts their declared count, and holds each piece of markup while it reads
//! it; a few kilobytes made for the purpose would exhaust memory. Everything here works in bounded memory.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use memchr::memmem;
use zip::ZipArchive;

use super::workbook::{guarded, input};
use crate::error::{Error, Result};

/// Largest file, in bytes.
const FILE_BYTES: u64 = 1 << 30;
/// Most parts in an archive.
const PARTS: usize = 10_000;
/// Largest sheet once inflated: a million rows of ten columns are about a quarter of it.
const SHEET_BYTES: u64 = 2 << 30;
/// Largest part of any other kind: the reader holds shared strings whole.
const HELD_BYTES: u64 = 512 << 20;
/// Most tags in the table of cell formats; each becomes some hundred bytes.
const STYLE_TAGS: u64 = 500_000;
/// All parts once inflated.
const TOTAL_BYTES: u64 = 4 << 30;
/// Below this, sizes cannot do harm and are not counted.
const HARMLESS_BYTES: u64 = 256 << 20;
/// Most that a byte of deflate can become.
const DEFLATE_LIMIT: u64 = 1_032;
/// Longest piece of markup in a part too large to be harmless; a cell holds at most 32,767 characters.
const MARKUP_BYTES: usize = 1 << 20;
/// Where the root element of a part must have been seen.
const HEAD_BYTES: u64 = 64 << 10;
/// Room that one declared string takes before any is read.
const BYTES_PER_STRING: u64 = 24;
/// The shortest entry of a table of shared strings, `<si/>`.
const SHORTEST_STRING: u64 = 5;

const OLE2: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Whether a file begins as an archive or an OLE2 container does, whatever its name says.
pub(super) fn is_container(path: &Path) -> std::io::Result<bool> {
    let mut magic = Vec::new();
    File::open(path)?.take(OLE2.len() as u64).read_to_end(&mut magic)?;
    Ok(magic.starts_with(b"PK\x03\x04") || magic == OLE2)
}

/// What was seen on the way that need not be looked for again.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Parts of sheets without merges, hidden rows, hidden columns and formulas without a value.
    pub plain: BTreeSet<String>,
    /// The workbook has links to others.
    pub external_links: bool,
}

/// Refuses what the reader must not be given.
pub(super) fn check(path: &Path, name: &str) -> Result<Seen> {
    let unreadable = |error: std::io::Error| input("input-unreadable", name).detail(error);
    let mut file = File::open(path).map_err(unreadable)?;
    let bytes = file.metadata().map_err(unreadable)?.len();
    if bytes == 0 {
        return Err(input("input-empty", name));
    }
    if bytes > FILE_BYTES {
        return Err(too_large(name, "file"));
    }
    let mut magic = [0; 8];
    let read = file.read(&mut magic).map_err(unreadable)?;
    file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    if read == magic.len() && magic == OLE2 {
        let encrypted = holds_encrypted_package(&mut file).map_err(unreadable)?;
        return Err(input(if encrypted { "input-protected" } else { "input-old-format" }, name));
    }
    if !magic.starts_with(b"PK") {
        return Err(input("input-not-workbook", name));
    }
    guarded(name, || archive(BufReader::new(file), name))
}

fn too_large(name: &str, what: &str) -> Error {
    input("input-too-large", name).detail(what)
}

/// Whether an OLE2 file is a workbook sealed with a password rather than one of the old format.
fn holds_encrypted_package(file: &mut File) -> std::io::Result<bool> {
    let wanted: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut window = Vec::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(false);
        }
        window.extend_from_slice(&buffer[..read]);
        if window.windows(wanted.len()).any(|bytes| bytes == wanted) {
            return Ok(true);
        }
        window.drain(..window.len().saturating_sub(wanted.len()));
    }
}

fn archive(file: BufReader<File>, name: &str) -> Result<Seen> {
    let mut archive = ZipArchive::new(file).map_err(|error| input("input-truncated", name).detail(error))?;
    if archive.len() > PARTS {
        return Err(too_large(name, "parts"));
    }
    let truncated = |error: zip::result::ZipError| input("input-truncated", name).detail(error);
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(truncated)?;
        if part.encrypted() {
            return Err(input("input-protected", name));
        }
        let part_name = part.name().map_err(truncated)?.to_lowercase().replace('\\', "/");
        parts.push((index, part_name, part.compressed_size(), part.size()));
    }
    kind(&parts, name)?;
    let can_become = |packed: u64, declared: u64| packed.saturating_mul(DEFLATE_LIMIT).max(declared);
    let most = parts.iter().fold(0_u64, |sum, (_, _, packed, size)| sum.saturating_add(can_become(*packed, *size)));
    let mut total = 0;
    let external_links = parts.iter().any(|(_, part, ..)| part.starts_with("xl/externallinks/"));
    let mut seen = Seen { external_links, ..Seen::default() };
    for (index, part, packed, size) in &parts {
        let mut real = can_become(*packed, *size);
        let styles = part.ends_with("styles.xml");
        if most > HARMLESS_BYTES || styles {
            let counted = inflated(&mut archive, *index, part, name)?;
            real = counted.bytes;
            total += real;
            if !counted.tells {
                seen.plain.insert(part.clone());
            }
            if total > TOTAL_BYTES || (styles && counted.tags > STYLE_TAGS) {
                return Err(too_large(name, part));
            }
        }
        if part.ends_with("sharedstrings.xml") {
            shared_strings(&mut archive, *index, real, name)?;
        }
    }
    Ok(seen)
}

/// Says which other format an archive is, when it is no xlsx.
fn kind(parts: &[(usize, String, u64, u64)], name: &str) -> Result<()> {
    let has = |wanted: &str| parts.iter().any(|(_, part, ..)| part.ends_with(wanted));
    if has("workbook.xml") {
        return Ok(());
    }
    let other = has("workbook.bin") || has("content.xml") || has("document.xml");
    Err(input(if other { "input-other-format" } else { "input-not-workbook" }, name))
}

/// What was counted while a part was inflated and thrown away.
#[derive(Default)]
struct Counted {
    bytes: u64,
    tags: u64,
    /// Bytes since the last end of a piece of markup.
    open: usize,
    /// A comment or a declaration is held whole, however many tags it pretends to hold.
    declares: bool,
    /// Something stands there that the sheet says beside its cells.
    tells: bool,
}

/// Bytes without which a sheet has neither hidden rows nor columns, merges, or a formula without a value. A row or a
/// column without height or width counts as hidden.
const TELLING: [&[u8]; 7] = [b"hidden=", b"mergeCell ", b" ht=\"0", b" width=\"0", b"f></", b"/></c>", b"/></x:c>"];
/// The longest of them.
const LONGEST_TELLING: usize = 10;

fn inflated(archive: &mut ZipArchive<BufReader<File>>, index: usize, part: &str, name: &str) -> Result<Counted> {
    let truncated = |error: &dyn std::fmt::Display| input("input-truncated", name).detail(error);
    let limit = if part.contains("/worksheets/") { SHEET_BYTES } else { HELD_BYTES };
    let mut reader = archive.by_index(index).map_err(|error| truncated(&error))?.take(limit + 1);
    let (is_markup, is_styles) =
        (Path::new(part).extension().is_some_and(|kind| kind == "xml"), part.ends_with("styles.xml"));
    let mut buffer = vec![0; LONGEST_TELLING + (1 << 16)];
    let finders = TELLING.map(memmem::Finder::new);
    let (mut counted, mut before) = (Counted::default(), 0_u8);
    loop {
        // The end of the chunk before stands in front of this one, so that nothing falls between them.
        let read = reader.read(&mut buffer[LONGEST_TELLING..]).map_err(|error| truncated(&error))?;
        if read == 0 {
            return Ok(counted);
        }
        let all = &buffer[..LONGEST_TELLING + read];
        counted.tells = counted.tells || finders.iter().any(|finder| finder.find(all).is_some());
        let chunk = &all[LONGEST_TELLING..];
        counted.bytes += read as u64;
        if is_markup {
            let last = chunk.iter().rposition(|byte| *byte == b'>');
            counted.open = last.map_or(counted.open + read, |last| read - last);
            counted.declares |= declares(chunk, before);
            before = chunk.last().copied().unwrap_or(0);
        }
        if is_styles {
            counted.tags += chunk.iter().map(|byte| u64::from(*byte == b'<')).sum::<u64>();
        }
        let is_suspicious = counted.open > MARKUP_BYTES || counted.declares;
        if counted.bytes > limit || (counted.bytes > HARMLESS_BYTES && is_suspicious) {
            return Err(too_large(name, part));
        }
        buffer.copy_within(read..LONGEST_TELLING + read, 0);
    }
}

/// Whether `<!` stands in a chunk that follows the byte `before`.
fn declares(chunk: &[u8], before: u8) -> bool {
    chunk.contains(&b'!')
        && (chunk.windows(2).any(|pair| pair == b"<!") || (before == b'<' && chunk.first() == Some(&b'!')))
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
    if room > HARMLESS_BYTES / 8 && declared > bytes / SHORTEST_STRING {
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

    #[test]
    fn a_declaration_is_seen_across_chunks() {
        assert!(declares(b"a<!--", b'>'));
        assert!(declares(b"!--", b'<'));
        assert!(!declares(b"Sheet1!A1", b'>'));
    }
}
