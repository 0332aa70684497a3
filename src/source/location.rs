//! Where the bytes of a file are, on the disk or in memory, and how files are read.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Budget;

/// Where the bytes of a file are.
#[derive(Debug, Clone)]
pub enum Location {
    Disk(PathBuf),
    Memory(Arc<[u8]>),
}

/// A file open for reading, wherever its bytes are.
#[derive(Debug)]
pub enum OpenFile {
    Disk(File),
    Memory(Cursor<Arc<[u8]>>),
}

/// How files are read.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// How much a file may cost before it is refused.
    pub budget: Budget,
    /// The program that reads xls and ods in a process of its own, under limits of the operating system. Without one, and
    /// for files in memory, they are read in this process, under the same budget but without those limits.
    pub child: Option<PathBuf>,
}

impl Location {
    /// Opens the file at its start.
    ///
    /// # Errors
    /// As the operating system says; a file in memory always opens.
    pub fn open(&self) -> io::Result<OpenFile> {
        match self {
            Self::Disk(path) => {
                let file = File::open(path)?;
                if !file.metadata()?.is_file() {
                    return Err(io::Error::other("no regular file"));
                }
                Ok(OpenFile::Disk(file))
            }
            Self::Memory(bytes) => Ok(OpenFile::Memory(Cursor::new(Arc::clone(bytes)))),
        }
    }

    /// The whole file, when it holds no more than `most` bytes.
    ///
    /// # Errors
    /// As [`Self::open`], and `FileTooLarge`.
    pub fn read(&self, most: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open()?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > most { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
    }

    /// What the file is called on the disk.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Disk(path) => Some(path),
            Self::Memory(_) => None,
        }
    }
}

impl From<&Path> for Location {
    fn from(path: &Path) -> Self {
        Self::Disk(path.to_owned())
    }
}

impl From<&PathBuf> for Location {
    fn from(path: &PathBuf) -> Self {
        Self::Disk(path.clone())
    }
}

impl OpenFile {
    /// Bytes of the file.
    ///
    /// # Errors
    /// As the operating system says.
    pub fn length(&self) -> io::Result<u64> {
        match self {
            Self::Disk(file) => Ok(file.metadata()?.len()),
            Self::Memory(bytes) => Ok(bytes.get_ref().len() as u64),
        }
    }
}

impl Read for OpenFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Disk(file) => file.read(buffer),
            Self::Memory(bytes) => bytes.read(buffer),
        }
    }
}

impl Seek for OpenFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Self::Disk(file) => file.seek(to),
            Self::Memory(bytes) => bytes.seek(to),
        }
    }
}
