//! The file as bytes: numbered objects, packed small ones, cross references.
//!
//! Objects are lopdf's; the thousands of structure elements come as finished text instead, because a dictionary of lopdf for
//! each would take a hundred times the memory, and lopdf saves only what it holds whole. What objects mean is not known here.

use std::io::Write as _;

use flate2::{Compression, write::ZlibEncoder};
use lopdf::{Dictionary, Object, Stream, StringFormat, dictionary};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::RenderError;

/// Small objects that share a stream.
const PACK: usize = 256;
/// Of zlib: beyond it, time doubles for a hundredth of the size.
const LEVEL: u32 = 6;

/// Where an object is.
#[derive(Clone, Copy)]
enum Entry {
    Reserved,
    At(usize),
    Packed { stream: u32, index: usize },
}

/// Small objects that become one stream.
struct Pack {
    id: u32,
    count: usize,
    /// Ids and offsets, as the stream begins.
    head: Vec<u8>,
    text: Vec<u8>,
}

/// A file under construction. Ids are given in order, so the same calls give the same bytes.
pub(super) struct File {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
    pack: Vec<(u32, usize)>,
    packed: Vec<u8>,
    full: Vec<Pack>,
    failed: bool,
}

impl File {
    pub(super) fn new() -> Self {
        // The comment marks the file as binary for transports that ask.
        let bytes = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
        Self {
            bytes,
            entries: vec![Entry::Reserved],
            pack: Vec::new(),
            packed: Vec::new(),
            full: Vec::new(),
            failed: false,
        }
    }

    /// An id for an object to come.
    pub(super) fn reserve(&mut self) -> u32 {
        self.entries.push(Entry::Reserved);
        u32::try_from(self.entries.len() - 1).unwrap_or(u32::MAX)
    }

    /// Ids in a row; the first.
    pub(super) fn reserve_many(&mut self, count: usize) -> u32 {
        let first = self.entries.len();
        self.entries.resize(first + count, Entry::Reserved);
        u32::try_from(first).unwrap_or(u32::MAX)
    }

    /// A small object under a new id.
    pub(super) fn object(&mut self, object: &Object) -> u32 {
        let id = self.reserve();
        self.put(id, object);
        id
    }

    /// A small object under a reserved id.
    pub(super) fn put(&mut self, id: u32, object: &Object) {
        self.put_with(id, |out| write_object(out, object).is_ok());
    }

    /// A small object that `write` writes as text.
    pub(super) fn put_with(&mut self, id: u32, write: impl FnOnce(&mut Vec<u8>) -> bool) {
        self.pack.push((id, self.packed.len()));
        self.failed |= !write(&mut self.packed);
        self.packed.push(b'\n');
        if self.pack.len() >= PACK {
            self.flush();
        }
    }

    /// A stream under a new id.
    pub(super) fn stream(
        &mut self,
        dictionary: Dictionary,
        content: &[u8],
        compress: bool,
    ) -> Result<u32, RenderError> {
        let id = self.reserve();
        let mut stream = Stream::new(dictionary, content.to_vec());
        if compress {
            self::compress(&mut stream)?;
        }
        self.put_stream(id, stream);
        Ok(id)
    }

    /// A finished stream under a reserved id.
    pub(super) fn put_stream(&mut self, id: u32, stream: Stream) {
        self.begin(id);
        self.failed |= write_object(&mut self.bytes, &Object::Dictionary(stream.dict)).is_err();
        self.bytes.extend(b"stream\n");
        self.bytes.extend(stream.content);
        // Both bytes of the line end: after data that ends in a carriage return, a line feed alone would read as one line end
        // with it, and the data as one byte short.
        self.bytes.extend(b"\r\nendstream\nendobj\n");
    }

    fn begin(&mut self, id: u32) {
        if let Some(entry) = self.entries.get_mut(id as usize) {
            *entry = Entry::At(self.bytes.len());
        }
        self.failed |= writeln!(self.bytes, "{id} 0 obj").is_err();
    }

    /// Closes a pack.
    fn flush(&mut self) {
        if self.pack.is_empty() {
            return;
        }
        let stream_id = self.reserve();
        let mut head = Vec::new();
        let count = self.pack.len();
        for (index, (id, offset)) in std::mem::take(&mut self.pack).into_iter().enumerate() {
            if let Some(entry) = self.entries.get_mut(id as usize) {
                *entry = Entry::Packed { stream: stream_id, index };
            }
            self.failed |= write!(head, "{id} {offset} ").is_err();
        }
        self.full.push(Pack { id: stream_id, count, head, text: std::mem::take(&mut self.packed) });
    }

    /// Writes the packs, compressed side by side.
    fn put_packs(&mut self) -> Result<(), RenderError> {
        let packs = std::mem::take(&mut self.full);
        let streams: Result<Vec<_>, RenderError> = packs
            .into_par_iter()
            .map(|Pack { id, count, mut head, mut text }| {
                let first = head.len();
                head.append(&mut text);
                let dictionary = dictionary! {
                    "Type" => Object::Name(b"ObjStm".to_vec()),
                    "N" => i64::try_from(count).unwrap_or(0),
                    "First" => i64::try_from(first).unwrap_or(0),
                };
                let mut stream = Stream::new(dictionary, head);
                compress(&mut stream)?;
                Ok((id, stream))
            })
            .collect();
        for (id, stream) in streams? {
            self.put_stream(id, stream);
        }
        Ok(())
    }

    /// Closes the file: cross references and an identity that follows from the content alone.
    pub(super) fn finish(mut self, root: u32, info: u32) -> Result<Vec<u8>, RenderError> {
        self.flush();
        self.put_packs()?;
        let id = self.reserve();
        let start = self.bytes.len();
        if let Some(entry) = self.entries.get_mut(id as usize) {
            *entry = Entry::At(start);
        }
        let mut table = Vec::with_capacity(self.entries.len() * 7);
        for entry in &self.entries {
            let (kind, place, index) = match *entry {
                Entry::Reserved => (0_u8, 0_u32, 0_u16),
                Entry::At(at) => (1, u32::try_from(at).unwrap_or(u32::MAX), 0),
                Entry::Packed { stream, index } => (2, stream, u16::try_from(index).unwrap_or(u16::MAX)),
            };
            table.push(kind);
            table.extend(place.to_be_bytes());
            table.extend(index.to_be_bytes());
        }
        let identity = Sha256::digest(&self.bytes)[..16].to_vec();
        let reference = |id: u32| Object::Reference((id, 0));
        let dictionary = dictionary! {
            "Type" => Object::Name(b"XRef".to_vec()),
            "Size" => i64::try_from(self.entries.len()).unwrap_or(0),
            "W" => vec![Object::Integer(1), Object::Integer(4), Object::Integer(2)],
            "Root" => reference(root),
            "Info" => reference(info),
            "ID" => vec![
                Object::String(identity.clone(), StringFormat::Hexadecimal),
                Object::String(identity, StringFormat::Hexadecimal),
            ],
        };
        let mut stream = Stream::new(dictionary, table);
        compress(&mut stream)?;
        self.put_stream(id, stream);
        self.failed |= write!(self.bytes, "startxref\n{start}\n%%EOF\n").is_err();
        // Offsets are four bytes; a report of four gigabytes is a mistake.
        if self.failed || u32::try_from(self.bytes.len()).is_err() {
            return Err(RenderError::Write("an object could not be written".to_owned()));
        }
        Ok(self.bytes)
    }
}

/// Compresses a stream; one that would not shrink stays as it is.
pub(super) fn compress(stream: &mut Stream) -> Result<(), RenderError> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(stream.content.len() / 3), Compression::new(LEVEL));
    let compressed = encoder.write_all(&stream.content).and_then(|()| encoder.finish());
    let compressed = compressed.map_err(|error| RenderError::Write(error.to_string()))?;
    if compressed.len() + 24 < stream.content.len() {
        stream.dict.set("Filter", Object::Name(b"FlateDecode".to_vec()));
        stream.set_content(compressed);
    }
    Ok(())
}

/// An object as the file has it. A stream is only its dictionary.
pub(super) fn write_object(out: &mut Vec<u8>, object: &Object) -> std::io::Result<()> {
    match object {
        Object::Null => out.write_all(b"null"),
        Object::Boolean(value) => write!(out, "{value}"),
        Object::Integer(value) => write!(out, "{value}"),
        Object::Real(value) => write!(out, "{value}"),
        Object::Name(name) => write_name(out, name),
        Object::String(bytes, StringFormat::Hexadecimal) => {
            out.push(b'<');
            for byte in bytes {
                write!(out, "{byte:02X}")?;
            }
            out.write_all(b">")
        }
        Object::String(bytes, StringFormat::Literal) => {
            out.push(b'(');
            for &byte in bytes {
                if matches!(byte, b'(' | b')' | b'\\') {
                    out.push(b'\\');
                }
                if byte == b'\r' { out.extend(b"\\r") } else { out.push(byte) }
            }
            out.write_all(b")")
        }
        Object::Array(objects) => {
            out.push(b'[');
            for object in objects {
                write_object(out, object)?;
                out.push(b' ');
            }
            out.write_all(b"]")
        }
        Object::Dictionary(dictionary) => write_dictionary(out, dictionary),
        Object::Stream(stream) => write_dictionary(out, &stream.dict),
        Object::Reference((id, generation)) => write!(out, "{id} {generation} R"),
    }
}

fn write_dictionary(out: &mut Vec<u8>, dictionary: &Dictionary) -> std::io::Result<()> {
    out.write_all(b"<<")?;
    for (key, value) in dictionary {
        write_name(out, key)?;
        out.push(b' ');
        write_object(out, value)?;
    }
    out.write_all(b">>")
}

fn write_name(out: &mut Vec<u8>, name: &[u8]) -> std::io::Result<()> {
    out.push(b'/');
    for &byte in name {
        if byte.is_ascii_alphanumeric() || b"-+_.".contains(&byte) {
            out.push(byte);
        } else {
            write!(out, "#{byte:02X}")?;
        }
    }
    Ok(())
}
