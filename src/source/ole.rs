//! Compound files (OLE2): which streams there are, and the bytes of one, in bounded memory.
//!
//! A chain of sectors may be cut, run in a circle or leave the file; each is an error here, before a library follows it.

use std::collections::BTreeMap;
use std::io::{self, Read, Seek, SeekFrom};

use super::OpenFile;
use super::workbook::input;
use crate::error::{Error, Result};

/// Sector numbers from here on are marks.
const FIRST_MARK: u32 = 0xFFFF_FFFA;
const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
/// Streams below this size lie in small sectors.
const SMALL_STREAM: u64 = 4096;
const SMALL_SECTOR: u64 = 64;
const ENTRY_BYTES: usize = 128;
/// The type of the root among the entries.
const ROOT: u8 = 5;
/// Most entries of the directory.
const ENTRIES: usize = 10_000;

/// A stretch of a stream that lies together in the file.
#[derive(Debug, Clone, Copy)]
struct Extent {
    /// Where it begins in the stream.
    start: u64,
    /// Where it begins in the file.
    at: u64,
    bytes: u64,
}

/// A compound file whose directory was read.
pub(super) struct Compound {
    file: OpenFile,
    /// Streams by lower-case name: first sector and size.
    streams: BTreeMap<String, (u32, u64)>,
    /// First sector and size of the stream in which small streams lie: the root's, whatever it is called.
    root: (u32, u64),
    fat: Vec<u32>,
    small_fat: Vec<u32>,
    /// The stream in which small streams lie.
    small: Vec<Extent>,
    sector: u64,
}

impl Compound {
    pub(super) fn open(mut file: OpenFile, name: &str) -> Result<Self> {
        let broken = |what: &str| input("input-truncated", name).detail(what);
        let unreadable = |error: io::Error| truncated(name, &error);
        let bytes = file.length().map_err(unreadable)?;
        let mut header = [0; 512];
        file.read_exact(&mut header).map_err(unreadable)?;
        let sector: u64 = match short(&header, 30) {
            9 => 512,
            12 => 4096,
            _ => return Err(broken("sector size")),
        };
        // A sector of the file for each entry; the header takes the place of one.
        let most = usize::try_from(bytes / sector).map_err(|_| broken("size"))?;
        let mut compound = Self {
            file,
            streams: BTreeMap::new(),
            root: (END_OF_CHAIN, 0),
            fat: Vec::new(),
            small_fat: Vec::new(),
            small: Vec::new(),
            sector,
        };
        for table in compound.tables(&header, most, name)? {
            let table = compound.sector(table).map_err(unreadable)?;
            compound.fat.extend(longs(&table));
        }
        let directory = compound.chain(long(&header, 48), None, name)?;
        compound.read_directory(&directory, name)?;
        let (root, size) = compound.root;
        if size > 0 {
            // Some writers state another size than the chain has; what is beyond it is not asked for.
            compound.small = compound.chain(root, None, name)?;
        }
        let small_fat = compound.chain_or_none(long(&header, 60), name)?;
        let mut table = Vec::new();
        // Four bytes for each small sector that the file could hold.
        compound.reader(small_fat).take(bytes / 16 + sector).read_to_end(&mut table).map_err(unreadable)?;
        compound.small_fat = longs(&table).collect();
        Ok(compound)
    }

    /// The sectors that hold the table of chains, those of the header first.
    fn tables(&mut self, header: &[u8], most: usize, name: &str) -> Result<Vec<u32>> {
        let broken = |what: &str| input("input-truncated", name).detail(what);
        let mut tables: Vec<u32> = (0..109).map(|index| long(header, 76 + 4 * index)).collect();
        let mut next = long(header, 68);
        let mut hops = 0;
        while next < FIRST_MARK {
            hops += 1;
            if hops > most {
                return Err(broken("a circle of tables"));
            }
            let table = self.sector(next).map_err(|error| truncated(name, &error))?;
            tables.extend(longs(&table));
            next = tables.pop().unwrap_or(END_OF_CHAIN);
        }
        tables.retain(|table| *table < FIRST_MARK);
        let mut sorted = tables.clone();
        sorted.sort_unstable();
        let is_twice = sorted.windows(2).any(|pair| pair[0] == pair[1]);
        // A table of one sector speaks of at least a hundred others.
        if is_twice || tables.len() > most / 100 + 109 {
            return Err(broken("too many tables"));
        }
        Ok(tables)
    }

    fn sector(&mut self, number: u32) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; usize::try_from(self.sector).unwrap_or(512)];
        self.file.seek(SeekFrom::Start((u64::from(number) + 1) * self.sector))?;
        self.file.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn read_directory(&mut self, directory: &[Extent], name: &str) -> Result<()> {
        // Version 3 leaves the upper half of a size undefined.
        let has_high = self.sector != 512;
        let mut reader = io::BufReader::new(self.reader(directory.to_vec()));
        let mut entry = [0; ENTRY_BYTES];
        let mut streams = BTreeMap::new();
        let mut root = None;
        for _ in 0..ENTRIES {
            if reader.read_exact(&mut entry).is_err() {
                break;
            }
            let length = usize::from(short(&entry, 64)).min(64) / 2;
            let units: Vec<u16> =
                (0..length).map(|index| short(&entry, 2 * index)).take_while(|unit| *unit != 0).collect();
            let called = String::from_utf16_lossy(&units).to_lowercase();
            let high = if has_high { u64::from(long(&entry, 124)) << 32 } else { 0 };
            let size = high | u64::from(long(&entry, 120));
            let place = (long(&entry, 116), size);
            // The first entry is the root (MS-CFB 2.6.2), and says so by its type.
            if entry[66] == ROOT && root.is_none() {
                root = Some(place);
            } else if !called.is_empty() {
                streams.entry(called).or_insert(place);
            }
        }
        drop(reader);
        self.root = root.unwrap_or(self.root);
        if streams.is_empty() {
            return Err(input("input-truncated", name).detail("no directory"));
        }
        self.streams = streams;
        Ok(())
    }

    /// Whether there is a stream or a storage of this name, in lower case.
    pub(super) fn holds(&self, stream: &str) -> bool {
        self.streams.contains_key(stream)
    }

    /// The bytes of a stream, in lower case; nothing when there is none.
    pub(super) fn stream(&mut self, stream: &str, name: &str) -> Result<Option<OleStream<'_>>> {
        let Some((first, size)) = self.streams.get(stream).copied() else { return Ok(None) };
        let extents = if size < SMALL_STREAM {
            self.small_chain(first, size, name)?
        } else {
            self.chain(first, Some(size), name)?
        };
        Ok(Some(self.reader(extents)))
    }

    fn reader(&mut self, extents: Vec<Extent>) -> OleStream<'_> {
        let bytes = extents.last().map_or(0, |extent| extent.start + extent.bytes);
        OleStream { file: &mut self.file, extents, at: 0, bytes }
    }

    fn chain_or_none(&self, first: u32, name: &str) -> Result<Vec<Extent>> {
        if first >= FIRST_MARK { Ok(Vec::new()) } else { self.chain(first, None, name) }
    }

    /// The sectors from `first` on, as far as `size` reaches.
    fn chain(&self, first: u32, size: Option<u64>, name: &str) -> Result<Vec<Extent>> {
        let place = |sector: u32| Some((u64::from(sector) + 1) * self.sector);
        follow(first, size, &self.fat, self.sector, place, name)
    }

    fn small_chain(&self, first: u32, size: u64, name: &str) -> Result<Vec<Extent>> {
        let place = |sector: u32| {
            let start = u64::from(sector) * SMALL_SECTOR;
            let extent =
                self.small.iter().find(|extent| start >= extent.start && start < extent.start + extent.bytes)?;
            Some(extent.at + (start - extent.start))
        };
        follow(first, Some(size), &self.small_fat, SMALL_SECTOR, place, name)
    }
}

/// Follows a chain of sectors; neighbours become one extent.
fn follow(
    first: u32,
    size: Option<u64>,
    fat: &[u32],
    sector: u64,
    place: impl Fn(u32) -> Option<u64>,
    name: &str,
) -> Result<Vec<Extent>> {
    let broken = |what: &str| input("input-truncated", name).detail(what);
    let mut extents: Vec<Extent> = Vec::new();
    let (mut next, mut start) = (first, 0);
    for _ in 0..=fat.len() {
        let left = size.map_or(sector, |size| size.saturating_sub(start).min(sector));
        if next == END_OF_CHAIN || left == 0 {
            return if size.is_some_and(|size| start < size) { Err(broken("a short chain")) } else { Ok(extents) };
        }
        let at = place(next).ok_or_else(|| broken("a sector outside"))?;
        match extents.last_mut() {
            Some(extent) if extent.at + extent.bytes == at => extent.bytes += left,
            _ => extents.push(Extent { start, at, bytes: left }),
        }
        start += left;
        next = *fat.get(next as usize).ok_or_else(|| broken("a sector outside"))?;
    }
    Err(broken("a circle of sectors"))
}

/// A stream of a compound file.
pub(super) struct OleStream<'c> {
    file: &'c mut OpenFile,
    extents: Vec<Extent>,
    at: u64,
    bytes: u64,
}

impl Read for OleStream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.bytes || buffer.is_empty() {
            return Ok(0);
        }
        let after = self.extents.partition_point(|extent| extent.start <= self.at);
        let Some(extent) = self.extents[..after].last() else { return Ok(0) };
        let into = self.at - extent.start;
        let most = usize::try_from(extent.bytes - into).unwrap_or(usize::MAX).min(buffer.len());
        self.file.seek(SeekFrom::Start(extent.at + into))?;
        let read = self.file.read(&mut buffer[..most])?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for OleStream<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.bytes.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

fn truncated(name: &str, error: &io::Error) -> Error {
    input("input-truncated", name).detail(error)
}

/// Two bytes, the lower one first; zero beyond the end.
pub(super) fn short(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |pair| u16::from_le_bytes([pair[0], pair[1]]))
}

/// Four bytes, the lowest one first; zero beyond the end.
pub(super) fn long(bytes: &[u8], at: usize) -> u32 {
    u32::from(short(bytes, at)) | (u32::from(short(bytes, at + 2)) << 16)
}

fn longs(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|four| long(four, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_of_sectors_end_within_the_file() {
        let place = |sector: u32| (sector < 4).then_some(u64::from(sector) * 10);
        let follow = |first, size, fat: &[u32]| {
            let found = follow(first, size, fat, 10, place, "표").map_err(|error| error.key);
            found.map(|extents| extents.iter().map(|extent| (extent.at, extent.bytes)).collect::<Vec<_>>())
        };
        let fat = [1, 3, END_OF_CHAIN, 2];
        assert_eq!(follow(0, None, &fat), Ok(vec![(0, 20), (30, 10), (20, 10)]));
        assert_eq!(follow(0, Some(25), &fat), Ok(vec![(0, 20), (30, 5)]), "no more than the stream has");
        for (name, size, fat) in [
            ("it ends early", Some(50), &[1, 3, END_OF_CHAIN, 2][..]),
            ("it follows itself", None, &[0, 0, 0, 0]),
            ("it comes back", None, &[1, 2, 0, 0]),
            ("it leaves the file", None, &[1, 9, 0, 0]),
            ("it leaves its table", None, &[1, 3]),
        ] {
            assert_eq!(follow(0, size, fat), Err("input-truncated"), "{name}");
        }
    }
}
