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
    /// One workbook that says its own settings, alone.
    File(PathBuf),
    /// By name, `/` between folders.
    Memory(Arc<BTreeMap<String, Arc<[u8]>>>),
}

impl CaseFiles {
    /// The files of a folder. Nothing is opened yet.
    pub fn folder(dir: impl Into<PathBuf>) -> Self {
        Self { root: Root::Folder(dir.into()), reading: Reading::default() }
    }

    /// The case at a path: a folder, or one workbook that says its own settings.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        /// Formats that hold several sheets.
        const WORKBOOKS: [&str; 5] = ["xlsx", "xlsm", "xlsb", "xls", "ods"];
        let path = path.into();
        let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase);
        let is_workbook = ending.is_some_and(|ending| WORKBOOKS.contains(&ending.as_str())) && !path.is_dir();
        let root = if is_workbook { Root::File(path) } else { Root::Folder(path) };
        Self { root, reading: Reading::default() }
    }

    /// The one workbook that the case is, with the name that it goes by.
    #[must_use]
    pub fn alone(&self) -> Option<(String, Location)> {
        let Root::File(path) = &self.root else { return None };
        let name = path.file_name().map(|name| crate::korean::compose(&name.to_string_lossy()))?;
        Some((name, Location::Disk(path.clone())))
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
            Root::File(_) | Root::Memory(_) => None,
        }
    }

    /// What messages call the case.
    #[must_use]
    pub fn shown(&self) -> String {
        match &self.root {
            Root::Folder(path) | Root::File(path) => path.display().to_string(),
            Root::Memory(_) => String::new(),
        }
    }

    /// Where the file of a name is. On the disk it may not be there.
    ///
    /// # Errors
    /// `NotFound` in memory.
    pub fn location(&self, name: &str) -> io::Result<Location> {
        match &self.root {
            Root::Folder(dir) => Ok(Location::Disk(dir.join(name))),
            Root::File(_) => {
                let own = self.alone().filter(|(own, _)| own == name);
                own.map(|(_, location)| location).ok_or(io::ErrorKind::NotFound.into())
            }
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
            Root::Folder(_) | Root::File(_) => None,
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
        Self::at(dir)
    }
}

impl From<&PathBuf> for CaseFiles {
    fn from(dir: &PathBuf) -> Self {
        Self::at(dir)
    }
}

impl From<&CaseFiles> for CaseFiles {
    fn from(files: &CaseFiles) -> Self {
        files.clone()
    }
}
