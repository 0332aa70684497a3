//! The bundle (제출 묶음): files with their hashes and a manifest, written in one step. Knows no rule and no form.

mod new_dir;
mod hash;
mod intact;
mod kept_filings;
mod manifest;
mod atomic_dir;
mod atomic_file;
mod comparand;
mod verify;
mod write;

pub use atomic_file::put;
pub use comparand::{Side, received, side};
pub use hash::sha256_hex;
pub use intact::{is_intact, made};
pub use kept_filings::{FILED, kept};
pub use manifest::{Hashed, Input, ManifestFacts, Request, Waiving, hashes, pack_sha256};
pub use new_dir::{fresh, is_fresh};
pub use verify::{
    Asked, Beside, Class, Differing, Failure, Said, Verified, bundle as verify_bundle, messages, pdf as verify_pdf,
    rebuilt, rebuilt_pdf,
};
pub use write::{Folder, write};

/// A file of the bundle, path with `/` below its folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub path: String,
    pub bytes: Vec<u8>,
}

impl File {
    #[must_use]
    pub fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), bytes: bytes.into() }
    }
}
