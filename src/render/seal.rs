//! The seal (봉인): what a PDF says of its own making, as a file inside it.
//!
//! Whoever has the PDF alone can check against it that nothing inside was changed or taken out, and by which program and
//! pack it can be made again (`docs/schema/seal.v1.json`). It is no signature: it says what belongs together, not who says so.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::pdf::Attachment;
use super::reading_order::ReadingOrder;
use crate::filing::Filing;
use crate::finding::Counts;

/// Version of the shape; fields are only added within one.
const VERSION: u32 = 1;
/// What the name of a seal ends with.
pub const SEAL: &str = ".seal.json";

/// What made a filing, and from what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Maker {
    pub tool: String,
    pub tool_version: String,
    pub pack: String,
    pub pack_version: String,
    /// One hash over every file of the pack.
    pub pack_sha256: String,
    /// `clean`, `findings` or `indeterminate`.
    pub verdict: String,
    /// What was found, by severity; none in a seal made before it was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub findings: Option<Counts>,
    /// Inputs by neutral label.
    pub inputs: Vec<SealedInput>,
}

/// An input of the case. It has a label, no name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedInput {
    pub label: String,
    pub sha256: String,
    pub bytes: u64,
}

/// A file beside the seal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedFile {
    pub name: String,
    pub sha256: String,
    pub bytes: u64,
}

/// The seal of a PDF.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    pub version: u32,
    pub case: String,
    pub form: String,
    /// Name of the filing's files without their ending.
    pub file: String,
    pub stage: String,
    pub edition: String,
    pub draft: bool,
    pub law_date: String,
    pub report_at: String,
    #[serde(flatten)]
    pub maker: Maker,
    /// Of the words on the pages, joined by spaces, in reading order.
    pub words_sha256: String,
    pub files: Vec<SealedFile>,
}

impl Seal {
    pub(super) fn new(filing: &Filing, maker: &Maker, spoken: &ReadingOrder, files: &[Attachment]) -> Self {
        let file = |file: &Attachment| SealedFile {
            name: file.name.clone(),
            sha256: sha256(&file.bytes),
            bytes: file.bytes.len() as u64,
        };
        let mut files: Vec<SealedFile> = files.iter().map(file).collect();
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Self {
            version: VERSION,
            case: filing.case_id.clone(),
            form: filing.form.clone(),
            file: filing.file.clone(),
            stage: filing.stage.clone(),
            edition: filing.edition.clone(),
            draft: filing.draft,
            law_date: filing.law_date.clone(),
            report_at: filing.report_at.clone(),
            maker: maker.clone(),
            words_sha256: words_sha256(spoken.words.iter().map(String::as_str)),
            files,
        }
    }
}

/// The hash over words.
pub fn words_sha256<'w>(words: impl Iterator<Item = &'w str>) -> String {
    sha256(words.collect::<Vec<_>>().join(" ").as_bytes())
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
