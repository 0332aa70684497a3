//! `manifest.json` (`docs/schema/manifest.v1.json`): what made this folder, from what, and what it holds.

use serde::{Deserialize, Serialize};

use super::OutputFile;
use super::hash::sha256_hex;
use crate::error::Result;
use crate::finding::Counts;
use crate::pack::Assets;

/// Version of the shape; fields are only added within one.
const VERSION: u32 = 1;

/// An input of the case. The name stays inside the house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// 원자료 1, 원자료 2 …
    pub label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub sha256: String,
    pub bytes: u64,
}

/// What a manifest says beside its outputs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFacts {
    pub case: String,
    pub tool: String,
    pub tool_version: String,
    pub pack: String,
    pub pack_version: String,
    pub law_date: String,
    pub report_at: String,
    pub stage: String,
    pub edition: String,
    pub draft: bool,
    pub verdict: String,
    pub findings: Counts,
    pub inputs: Vec<Input>,
    /// Templates, forms, rules and fonts: path and SHA-256.
    pub templates: Vec<Hashed>,
    /// The case file and what was read beside the inputs; only inside the house.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<Hashed>,
    /// Findings that somebody answers for; only inside the house: nobody files a list of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<Waiving>,
    /// What was asked for; only inside the house.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Request>,
}

/// A waiver, and the findings that it answers for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiving {
    pub code: String,
    pub places: Vec<String>,
    pub reason: String,
    pub approver: String,
    pub expires: String,
}

/// What a build was asked for, as far as it changes what is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Only these forms, sorted; those of the case when empty.
    pub forms: Vec<String>,
    /// Sorted.
    pub formats: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub law_date: Option<String>,
    pub attach_inputs: bool,
    /// Language of the findings.
    pub lang: String,
}

/// A path with its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hashed {
    pub path: String,
    pub sha256: String,
}

/// Every file of the pack with its hash, sorted by path.
///
/// # Errors
/// When a file of the pack cannot be read.
pub fn hashes(assets: &Assets) -> Result<Vec<Hashed>> {
    assets.all().into_iter().map(|path| Ok(Hashed { sha256: sha256_hex(&assets.bytes(&path)?), path })).collect()
}

/// One hash over every file of a pack: which words, law and look made a filing.
#[must_use]
pub fn pack_sha256(templates: &[Hashed]) -> String {
    let all: String = templates.iter().map(|file| format!("{}  {}\n", file.sha256, file.path)).collect();
    sha256_hex(all.as_bytes())
}

/// A file of the folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ManifestOutput {
    pub path: String,
    pub sha256: String,
    pub bytes: u64,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub version: u32,
    #[serde(flatten)]
    pub facts: ManifestFacts,
    pub outputs: Vec<ManifestOutput>,
}

/// Name of the file that says what a folder is.
pub(super) const MANIFEST: &str = "manifest.json";
/// Name of the file with the hashes of all others.
pub(super) const SUMS: &str = "SHA256SUMS";

/// Adds `manifest.json` and then `SHA256SUMS` over everything, sorted by path.
pub(super) fn seal(files: &mut Vec<OutputFile>, facts: &ManifestFacts) -> serde_json::Result<()> {
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let outputs = files
        .iter()
        .map(|file| ManifestOutput {
            path: file.path.clone(),
            sha256: sha256_hex(&file.bytes),
            bytes: file.bytes.len() as u64,
        })
        .collect();
    let mut manifest = serde_json::to_vec_pretty(&Manifest { version: VERSION, facts: facts.clone(), outputs })?;
    manifest.push(b'\n');
    files.push(OutputFile::new(MANIFEST, manifest));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let sums: String = files.iter().map(|file| format!("{}  {}\n", sha256_hex(&file.bytes), file.path)).collect();
    files.push(OutputFile::new(SUMS, sums));
    Ok(())
}
