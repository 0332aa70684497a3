//! An archive whose long parts are unpacked on a thread of their own, ahead of whoever reads them.
//!
//! A reader of workbooks unpacks, cuts and converts on one thread. Here a long part stands as if it had been stored, behind
//! the bytes of the file, with a directory that says so; what is read of it was unpacked on another core, and no byte is
//! handed on before the bones of the markup up to it were counted.

use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;

use zip::{CompressionMethod, ZipArchive};

use super::xml_limits::Skeleton;
use super::{Location, OpenFile};

/// Bytes of a record of the directory before the name (APPNOTE 4.3.12), and of a part's own header (4.3.7).
const RECORD: usize = 46;
const HEADER: usize = 30;
/// The zip64 field of a record, which gives sizes that a stored part states in the record itself (4.5.3).
const ZIP64: u16 = 1;
/// Bytes that are unpacked together: the reader wakes whoever unpacks once for each.
const CHUNK: usize = 1 << 18;
/// Zeros between the parts and the directory. Whoever looks for its end reads back over the longest comment there could be
/// (4.3.16), which would have to be unpacked.
const GAP: u64 = 1 << 17;
/// Chunks that may wait.
const AHEAD: usize = 4;

/// Why a part with white space around its values is refused.
pub(super) const SPACED: &str = "white space around values";
/// Why a part with markup in its values is refused.
pub(super) const MARKED: &str = "markup in values";

/// Why a reader was refused what it asked for, in the words of [`Skeleton::feed`].
pub(super) type Refused = Arc<OnceLock<&'static str>>;

/// Where everything stands in an archive with stored long parts; without any, in the file as it is.
#[derive(Debug, Default)]
pub(super) struct PrefetchPlan {
    /// Bytes of the file.
    file: u64,
    parts: Vec<LongPart>,
    /// Where the parts end.
    end: u64,
    directory: Vec<u8>,
}

#[derive(Debug)]
struct LongPart {
    /// Its number in the archive.
    index: usize,
    /// What stands in its place, where that was written anew.
    bytes: Option<Vec<u8>>,
    /// Where its header stands.
    start: u64,
    header: Vec<u8>,
    /// Behind its last byte.
    end: u64,
}

/// A plan in the making.
pub(super) struct Planner {
    plan: PrefetchPlan,
    records: Vec<DirectoryRecord>,
}

/// A record of the directory of the file.
struct DirectoryRecord {
    /// Its fields of fixed length.
    fixed: [u8; RECORD],
    name: Vec<u8>,
    /// Extra fields and comment.
    rest: Vec<u8>,
    /// Nothing is lost when the part stands elsewhere, stored.
    is_plain: bool,
    is_packed: bool,
}

impl Planner {
    /// Reads the directory of an archive.
    ///
    /// Nothing when it is one whose records do not lie open: then its parts are read as they are.
    pub(super) fn new<R: Read + Seek>(archive: &mut ZipArchive<R>, path: &Location) -> io::Result<Option<Self>> {
        let file = path.open()?;
        let bytes = file.length()?;
        let mut file = BufReader::new(file);
        if archive.offset() != 0 || archive.len() >= usize::from(u16::MAX) || u32::try_from(bytes).is_err() {
            return Ok(None);
        }
        let mut records = Vec::with_capacity(archive.len());
        for index in 0..archive.len() {
            let part = archive.by_index_raw(index).map_err(io::Error::other)?;
            let is_packed = part.compression() == CompressionMethod::Deflated;
            file.seek(SeekFrom::Start(part.central_header_start()))?;
            records.push(DirectoryRecord::read(&mut file, is_packed)?);
        }
        let plan = PrefetchPlan { file: bytes, end: bytes, ..PrefetchPlan::default() };
        Ok(Some(Self { plan, records }))
    }

    /// Puts a part of at most so many bytes into the plan; says whether it can stand there: every place is a number of 32
    /// bits.
    pub(super) fn put(&mut self, index: usize, bytes: u64) -> bool {
        self.records[index].is_packed && self.place(index, bytes, None)
    }

    /// Puts bytes in the place of a part; says whether they can stand there.
    pub(super) fn replace(&mut self, index: usize, bytes: Vec<u8>) -> bool {
        let size = bytes.len() as u64;
        self.records[index].fixed[16..20].copy_from_slice(&crc_32(&bytes).to_le_bytes());
        self.place(index, size, Some(bytes))
    }

    fn place(&mut self, index: usize, bytes: u64, own: Option<Vec<u8>>) -> bool {
        let record = &self.records[index];
        let header = (HEADER + record.name.len()) as u64;
        let directory = self.records.iter().map(DirectoryRecord::len).sum::<usize>() as u64;
        let ends = [header, bytes, GAP, directory].into_iter().fold(self.plan.end, u64::saturating_add);
        let (true, Ok(_), Ok(start), Ok(size)) =
            (record.is_plain, u32::try_from(ends), u32::try_from(self.plan.end), u32::try_from(bytes))
        else {
            return false;
        };
        let header = self.records[index].store(start, size);
        let end = self.plan.end + header.len() as u64 + bytes;
        self.plan.parts.push(LongPart { index, bytes: own, start: self.plan.end, header, end });
        self.plan.end = end;
        true
    }

    /// The plan with its directory.
    pub(super) fn finish(self) -> PrefetchPlan {
        let Self { mut plan, records } = self;
        if plan.parts.is_empty() {
            return PrefetchPlan::default();
        }
        for record in &records {
            for bytes in [&record.fixed[..], &record.name, &record.rest] {
                plan.directory.extend_from_slice(bytes);
            }
        }
        let count = u16::try_from(records.len()).unwrap_or(u16::MAX).to_le_bytes();
        let number = |value: u64| u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes();
        let (size, start) = (number(plan.directory.len() as u64), number(plan.end + GAP));
        // The end of the directory (4.3.16): one disk, no comment.
        for field in [&b"PK\x05\x06"[..], &[0; 4], &count, &count, &size, &start, &[0; 2]] {
            plan.directory.extend_from_slice(field);
        }
        plan
    }
}

impl DirectoryRecord {
    fn read(file: &mut impl Read, is_packed: bool) -> io::Result<Self> {
        let mut fixed = [0; RECORD];
        file.read_exact(&mut fixed)?;
        let length = |at: usize| usize::from(u16::from_le_bytes([fixed[at], fixed[at + 1]]));
        let (mut name, mut rest) = (vec![0; length(28)], vec![0; length(30) + length(32)]);
        file.read_exact(&mut name)?;
        file.read_exact(&mut rest)?;
        // Any other field may give the part another name.
        let is_plain = fixed.starts_with(b"PK\x01\x02") && holds_sizes_alone(&rest[..length(30)]);
        Ok(Self { fixed, name, rest, is_plain, is_packed })
    }

    fn len(&self) -> usize {
        RECORD + self.name.len() + self.rest.len()
    }

    /// Says that the part stands stored at `start`; returns the header that stands there.
    fn store(&mut self, start: u32, size: u32) -> Vec<u8> {
        let mut set = |at: usize, bytes: &[u8]| self.fixed[at..at + bytes.len()].copy_from_slice(bytes);
        // Stored, neither extra fields nor comment, on the first disk.
        set(10, &[0; 2]);
        set(20, &size.to_le_bytes());
        set(24, &size.to_le_bytes());
        set(30, &[0; 6]);
        set(42, &start.to_le_bytes());
        // Sizes follow no data.
        self.fixed[8] &= !8;
        self.rest.clear();
        // The header repeats the record from the version to the length of the extra fields.
        [b"PK\x03\x04", &self.fixed[6..32], &self.name].concat()
    }
}

/// Whether extra fields state nothing but sizes.
fn holds_sizes_alone(mut fields: &[u8]) -> bool {
    while let [low, high, size_low, size_high, more @ ..] = fields {
        let size = usize::from(u16::from_le_bytes([*size_low, *size_high]));
        match more.get(size..) {
            Some(next) if u16::from_le_bytes([*low, *high]) == ZIP64 => fields = next,
            _ => return false,
        }
    }
    fields.is_empty()
}

/// A file as a reader of archives sees it. Parts of the plan stand in it as if stored.
pub(super) struct Ahead {
    path: Location,
    plan: Arc<PrefetchPlan>,
    /// Elements may lie so deep in one another.
    depth: u64,
    refused: Refused,
    file: OpenFile,
    /// Where the file stands.
    file_at: u64,
    at: u64,
    length: u64,
    /// Never locked: it lets handles of one workbook be opened side by side.
    stream: Mutex<Option<PrefetchStream>>,
}

impl Ahead {
    pub(super) fn open(path: &Location, plan: &Arc<PrefetchPlan>, depth: u64) -> io::Result<Self> {
        let file = path.open()?;
        let length = if plan.parts.is_empty() { file.length()? } else { plan.end + GAP + plan.directory.len() as u64 };
        let (path, plan) = (path.clone(), Arc::clone(plan));
        Ok(Self {
            path,
            plan,
            depth,
            refused: Refused::default(),
            file,
            file_at: 0,
            at: 0,
            length,
            stream: Mutex::default(),
        })
    }

    /// Where it is said why a part was refused.
    pub(super) fn refused(&self) -> Refused {
        Arc::clone(&self.refused)
    }

    fn read_file(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.file_at != self.at {
            self.file_at = self.file.seek(SeekFrom::Start(self.at))?;
        }
        let read = self.file.read(buffer)?;
        self.file_at += read as u64;
        Ok(read)
    }

    fn read_part(&mut self, no: usize, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let stream = self.stream.get_mut().map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
        // The one before ends before the next begins.
        let here = stream.take().filter(|stream| stream.no == no && stream.start <= offset);
        let stream = stream.insert(if let Some(here) = here {
            here
        } else {
            let (path, index) = (self.path.clone(), self.plan.parts[no].index);
            PrefetchStream::start(no, path, index, Skeleton::new(self.depth))?
        });
        stream.read(offset, buffer).map_err(|fault| match fault {
            PrefetchFault::Unreadable(error) => error,
            PrefetchFault::Refused(what) => {
                let _ = self.refused.set(what);
                io::Error::other(what)
            }
        })
    }
}

impl Read for Ahead {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let plan = Arc::clone(&self.plan);
        let no = plan.parts.partition_point(|part| part.end <= self.at);
        let read = match plan.parts.get(no) {
            _ if plan.parts.is_empty() => self.read_file(buffer)?,
            _ if self.at < plan.file => {
                let room = within(plan.file - self.at, buffer.len());
                self.read_file(&mut buffer[..room])?
            }
            Some(part) => {
                let header = part.header.len() as u64;
                match (self.at - part.start).checked_sub(header) {
                    None => copy(&part.header, self.at - part.start, buffer),
                    Some(offset) if part.bytes.is_some() => {
                        copy(part.bytes.as_deref().unwrap_or_default(), offset, buffer)
                    }
                    Some(offset) => {
                        let room = within(part.end - self.at, buffer.len());
                        self.read_part(no, offset, &mut buffer[..room])?
                    }
                }
            }
            None => match (self.at - plan.end).checked_sub(GAP) {
                None => {
                    let room = within(plan.end + GAP - self.at, buffer.len());
                    buffer[..room].fill(0);
                    room
                }
                Some(offset) => copy(&plan.directory, offset, buffer),
            },
        };
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Ahead {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// The checksum of a part (APPNOTE 4.4.7).
fn crc_32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg());
    !bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)))
}

/// How much of a buffer `left` bytes fill.
fn within(left: u64, room: usize) -> usize {
    usize::try_from(left).map_or(room, |left| left.min(room))
}

/// What stands at a place of `bytes`, as far as it goes.
fn copy(bytes: &[u8], at: u64, buffer: &mut [u8]) -> usize {
    let rest = usize::try_from(at).ok().and_then(|at| bytes.get(at..)).unwrap_or_default();
    let read = rest.len().min(buffer.len());
    buffer[..read].copy_from_slice(&rest[..read]);
    read
}

/// The bytes of one part, from its start.
struct PrefetchStream {
    no: usize,
    chunks: Receiver<Result<Vec<u8>, PrefetchFault>>,
    used: Sender<Vec<u8>>,
    chunk: Vec<u8>,
    /// Where the chunk stands in the part.
    start: u64,
    ended: bool,
}

/// Why there is no next chunk.
enum PrefetchFault {
    Unreadable(io::Error),
    /// In the words of [`Skeleton::feed`].
    Refused(&'static str),
}

impl From<io::Error> for PrefetchFault {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error)
    }
}

impl PrefetchStream {
    fn start(no: usize, path: Location, index: usize, bones: Skeleton) -> io::Result<Self> {
        let (filled, chunks) = mpsc::sync_channel(AHEAD);
        let (used, returned) = mpsc::channel();
        // It ends with the part, or when nobody takes its chunks any more.
        thread::Builder::new().spawn(move || {
            if let Err(fault) = unpack(&path, index, bones, &filled, &returned) {
                let _ = filled.send(Err(fault));
            }
        })?;
        Ok(Self { no, chunks, used, chunk: Vec::new(), start: 0, ended: false })
    }

    /// Bytes from `offset` on, at or behind the chunk; nothing at the end.
    fn read(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, PrefetchFault> {
        while !self.ended && offset >= self.start + self.chunk.len() as u64 {
            // A thread that went without a word met a fault of the library's.
            let next =
                self.chunks.recv().map_err(|_| PrefetchFault::from(io::Error::from(io::ErrorKind::InvalidData)))??;
            self.start += self.chunk.len() as u64;
            self.ended = next.is_empty();
            let _ = self.used.send(std::mem::replace(&mut self.chunk, next));
        }
        Ok(copy(&self.chunk, offset - self.start, buffer))
    }
}

/// Unpacks a part chunk by chunk, an empty one at the end.
fn unpack(
    path: &Location,
    index: usize,
    mut bones: Skeleton,
    filled: &SyncSender<Result<Vec<u8>, PrefetchFault>>,
    returned: &Receiver<Vec<u8>>,
) -> Result<(), PrefetchFault> {
    let mut archive = ZipArchive::new(BufReader::new(path.open()?)).map_err(io::Error::other)?;
    let mut part = archive.by_index(index).map_err(io::Error::other)?;
    loop {
        let mut chunk = returned.try_recv().unwrap_or_default();
        chunk.resize(CHUNK, 0);
        let read = fill(&mut part, &mut chunk)?;
        chunk.truncate(read);
        bones.feed(&chunk).map_err(PrefetchFault::Refused)?;
        // A reader would take such a value for another one.
        if bones.is_spaced {
            return Err(PrefetchFault::Refused(SPACED));
        }
        // And this one for nothing.
        if bones.is_marked {
            return Err(PrefetchFault::Refused(MARKED));
        }
        let ended = chunk.is_empty();
        if filled.send(Ok(chunk)).is_err() || ended {
            return Ok(());
        }
    }
}

/// Fills a buffer as far as there are bytes.
pub(super) fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(more) => filled += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
