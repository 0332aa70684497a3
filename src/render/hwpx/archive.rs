//! A package opened: its parts by name, within bounds, whoever made it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use zip::{CompressionMethod, ZipArchive};

use super::package::MEDIA_TYPE;

/// Most parts of a package, and bytes of one and of all when unpacked.
const PARTS: usize = 2_000;
const PART: u64 = 128 << 20;
const ALL: u64 = 512 << 20;

/// The parts of a package.
#[derive(Debug, Default)]
pub(super) struct Archive {
    /// Names in the order of the archive.
    pub order: Vec<String>,
    pub parts: BTreeMap<String, Vec<u8>>,
    /// The first part is not packed.
    pub first_is_stored: bool,
}

impl Archive {
    /// Opens a package; the error says in a few words why it cannot be.
    pub(super) fn open(bytes: &[u8]) -> Result<Self, String> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| "not an archive".to_owned())?;
        if zip.len() > PARTS {
            return Err(format!("{} parts", zip.len()));
        }
        let mut archive = Self::default();
        let mut all = 0;
        for at in 0..zip.len() {
            let mut file = zip.by_index(at).map_err(|_| format!("part {at} cannot be opened"))?;
            if at == 0 {
                archive.first_is_stored = file.compression() == CompressionMethod::Stored;
            }
            let name = file.name().map_err(|_| format!("part {at} has no name"))?.into_owned();
            let mut part = Vec::new();
            file.by_ref().take(PART + 1).read_to_end(&mut part).map_err(|_| format!("`{name}` is damaged"))?;
            all += part.len() as u64;
            if part.len() as u64 > PART || all > ALL {
                return Err(format!("`{name}` is too large"));
            }
            archive.order.push(name.clone());
            archive.parts.insert(name, part);
        }
        Ok(archive)
    }

    /// The text of a part.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        std::str::from_utf8(self.parts.get(name)?).ok()
    }

    /// The names of the sections, in order.
    pub(super) fn sections(&self) -> Vec<String> {
        (0..self.parts.len())
            .map(|number| format!("Contents/section{number}.xml"))
            .take_while(|name| self.parts.contains_key(name))
            .collect()
    }
}

/// Whether a file says that it is a package of this kind.
pub fn is_hwpx(bytes: &[u8]) -> bool {
    // The name of the first part and what it holds stand in front, not packed.
    let front = &bytes[..bytes.len().min(128)];
    front.starts_with(b"PK\x03\x04") && front.windows(MEDIA_TYPE.len()).any(|window| window == MEDIA_TYPE.as_bytes())
}
