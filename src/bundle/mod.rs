//! The bundle (제출 묶음): files with their hashes and a manifest, written in one step. Knows no rule and no form.

mod fresh;
mod hash;
mod intact;
mod kept;
mod manifest;
mod place;
mod put;
mod side;
mod verify;
mod write;

pub use fresh::{fresh, is_fresh};
pub use hash::sha256_hex;
pub use intact::{is_intact, made};
pub use kept::{FILED, kept};
pub use manifest::{Hashed, Input, ManifestFacts, Request, Waiving, hashes, pack_sha256};
pub use put::put;
pub use side::{Side, received, side};
pub use verify::{
    Asked, Beside, Class, Differing, Failure, Said, Verified, again, again_pdf, bundle as verify_bundle,
    pdf as verify_pdf, told,
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
