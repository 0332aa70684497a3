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

pub use atomic_file::write_atomically;
pub use comparand::{Comparand, comparand, received};
pub use hash::sha256_hex;
pub use intact::{is_intact, manifest_of};
pub use kept_filings::{FILED, kept_filings};
pub use manifest::{Hashed, Input, ManifestFacts, Request, Waiving, hashes, pack_sha256};
pub use new_dir::{create_new, refuse_existing, write_new};
pub use verify::{
    Asked, AttachedData, Class, Differing, Failure, Verified, VerifyMessage, bundle as verify_bundle, messages,
    pdf as verify_pdf, rebuilt, rebuilt_pdf,
};
pub use write::{Folder, seal_folders, write};

/// A file of the bundle, path with `/` below its folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFile {
    pub path: String,
    pub bytes: Vec<u8>,
}

impl OutputFile {
    #[must_use]
    pub fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), bytes: bytes.into() }
    }
}
