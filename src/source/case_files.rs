//! The files of one case, in a folder or in memory, and how they are read.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Location, Reading, Workbook};
use crate::error::Result;

/// The files of one case: its case file, what lies beside it, its inputs, and what was filed before.
#[derive(Debug, Clone)]
pub struct CaseFiles {
    root: Root,
    /// How workbooks and text tables are read.
    pub reading: Reading,
}

#[derive(Debug, Clone)]
enum Root {
    Folder(PathBuf),
    /// By name, `/` between folders.
    Memory(Arc<BTreeMap<String, Arc<[u8]>>>),
}

impl CaseFiles {
    /// The files of a folder. Nothing is opened yet.
    pub fn folder(dir: impl Into<PathBuf>) -> Self {
        Self { root: Root::Folder(dir.into()), reading: Reading::default() }
    }

    /// Files in memory, by the names that they would have in a folder (`case.toml`, `사건.xlsx`, `filed/초기/SHA256SUMS`).
    pub fn memory<N: Into<String>, B: Into<Arc<[u8]>>>(files: impl IntoIterator<Item = (N, B)>) -> Self {
        let files = files.into_iter().map(|(name, bytes)| (name.into(), bytes.into())).collect();
        Self { root: Root::Memory(Arc::new(files)), reading: Reading::default() }
    }

    /// The same files, read in another way.
    #[must_use]
    pub fn read_with(self, reading: Reading) -> Self {
        Self { reading, ..self }
    }

    /// The folder; nothing for files in memory.
    #[must_use]
    pub fn dir(&self) -> Option<&Path> {
        match &self.root {
            Root::Folder(dir) => Some(dir),
            Root::Memory(_) => None,
        }
    }

    /// What messages call the case.
    #[must_use]
    pub fn shown(&self) -> String {
        self.dir().map_or_else(String::new, |dir| dir.display().to_string())
    }

    /// Where the file of a name is. On the disk it may not be there.
    ///
    /// # Errors
    /// `NotFound` in memory.
    pub fn location(&self, name: &str) -> io::Result<Location> {
        match &self.root {
            Root::Folder(dir) => Ok(Location::Disk(dir.join(name))),
            Root::Memory(files) => {
                files.get(name).map(|bytes| Location::Memory(Arc::clone(bytes))).ok_or(io::ErrorKind::NotFound.into())
            }
        }
    }

    /// The whole file of a name, when it holds no more than `most` bytes.
    ///
    /// # Errors
    /// `NotFound`, `FileTooLarge`, or what the operating system says.
    pub fn read(&self, name: &str, most: u64) -> io::Result<Vec<u8>> {
        self.location(name)?.read(most)
    }

    /// Names and bytes of the files in memory whose names begin so, in name order; none of a folder.
    pub fn in_memory(&self, front: &str) -> impl Iterator<Item = (&str, &Arc<[u8]>)> {
        let files = match &self.root {
            Root::Folder(_) => None,
            Root::Memory(files) => Some(files),
        };
        let named = files.into_iter().flat_map(|files| files.iter());
        named.filter_map(move |(name, bytes)| name.starts_with(front).then_some((name.as_str(), bytes)))
    }

    /// Opens the workbook or text table of a name, as input number `no`.
    ///
    /// # Errors
    /// As [`Workbook::open`].
    pub fn workbook(&self, name: &str, no: u32) -> Result<Workbook> {
        let location =
            self.location(name).map_err(|error| super::workbook::input("input-unreadable", name).detail(error))?;
        Workbook::open(location, name, no, &self.reading)
    }
}

impl From<&Path> for CaseFiles {
    fn from(dir: &Path) -> Self {
        Self::folder(dir)
    }
}

impl From<&PathBuf> for CaseFiles {
    fn from(dir: &PathBuf) -> Self {
        Self::folder(dir)
    }
}

impl From<&CaseFiles> for CaseFiles {
    fn from(files: &CaseFiles) -> Self {
        files.clone()
    }
}
