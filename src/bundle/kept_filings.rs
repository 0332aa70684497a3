//! What a case keeps of what was filed (`filed/<stage>/`): the copied `submit` folder of each bundle, read only as far as
//! its own hashes hold. Nothing is written there; links are not followed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;
use std::path::Path;

use super::comparand::filings;
use super::manifest::{MANIFEST, Manifest, SUMS};
use super::sha256_hex;
use super::verify::first_revision;
use crate::dossier::Stage;
use crate::error::{Error, ErrorKind, Result};
use crate::filing::{HistoryFault, PriorFiling};
use crate::source::CaseFiles;

/// The folder of a case that keeps what was filed.
pub const FILED: &str = "filed";
/// Most files, and bytes of all of them together.
const FILES: usize = 10_000;
const BYTES: u64 = 1 << 30;
/// How deep folders may lie in one another.
const DEPTH: usize = 8;

/// Reads every stage that a case keeps, in name order; none where it keeps nothing.
///
/// # Errors
/// `input-unreadable` when a file cannot be read, `filed-too-much` when there is more than a case files.
pub fn kept_filings(files: &CaseFiles, case_id: &str) -> Result<Vec<PriorFiling>> {
    let Some(dir) = files.dir() else { return Ok(in_memory(files, case_id)) };
    let root = dir.join(FILED);
    match root.symlink_metadata() {
        Err(_) => return Ok(Vec::new()),
        Ok(found) if found.is_dir() => {}
        Ok(_) => return Ok(vec![strange(FILED.to_owned())]),
    }
    let mut reader = KeptFilingReader { left: BYTES, files: 0 };
    let mut all = Vec::new();
    for (name, path) in entries(&root, FILED)? {
        let folder = format!("{FILED}/{name}");
        if path.symlink_metadata().is_ok_and(|found| found.is_dir()) {
            let mut files = BTreeMap::new();
            let mut faults = Vec::new();
            reader.walk(&path, &folder, "", 0, &mut files, &mut faults)?;
            all.push(stage(folder, &files, faults, case_id));
        } else if !name.starts_with('.') {
            all.push(strange(folder));
        }
    }
    Ok(all)
}

/// The stages that files in memory keep.
fn in_memory(files: &CaseFiles, case_id: &str) -> Vec<PriorFiling> {
    let mut stages: BTreeMap<String, BTreeMap<String, Vec<u8>>> = BTreeMap::new();
    for (name, bytes) in files.in_memory(&format!("{FILED}/")) {
        if let Some((folder, path)) = name[FILED.len() + 1..].split_once('/') {
            stages.entry(format!("{FILED}/{folder}")).or_default().insert(path.to_owned(), bytes.to_vec());
        }
    }
    stages.into_iter().map(|(folder, files)| stage(folder, &files, Vec::new(), case_id)).collect()
}

/// Something that is no folder, where there should be one.
fn strange(folder: String) -> PriorFiling {
    let faults = vec![(folder.clone(), HistoryFault::Unknown)];
    PriorFiling { folder, stage: None, filings: Vec::new(), faults }
}

fn entries(dir: &Path, shown: &str) -> Result<Vec<(String, std::path::PathBuf)>> {
    let read = fs::read_dir(dir).map_err(|why| unreadable(shown, why))?;
    let mut found = Vec::new();
    for entry in read {
        let entry = entry.map_err(|why| unreadable(shown, why))?;
        found.push((entry.file_name().to_string_lossy().into_owned(), entry.path()));
    }
    found.sort();
    Ok(found)
}

fn unreadable(name: &str, why: std::io::Error) -> Error {
    Error::new(ErrorKind::Input, "input-unreadable").with("file", name).detail(why)
}

/// Reads within one budget for all stages.
struct KeptFilingReader {
    left: u64,
    files: usize,
}

impl KeptFilingReader {
    fn walk(
        &mut self,
        dir: &Path,
        folder: &str,
        below: &str,
        depth: usize,
        files: &mut BTreeMap<String, Vec<u8>>,
        faults: &mut Vec<(String, HistoryFault)>,
    ) -> Result<()> {
        for (name, path) in entries(dir, folder)? {
            let inside = format!("{below}{name}");
            let shown = format!("{folder}/{inside}");
            let about = path.symlink_metadata().map_err(|why| unreadable(&shown, why))?;
            if about.is_dir() && depth < DEPTH {
                self.walk(&path, folder, &format!("{inside}/"), depth + 1, files, faults)?;
            } else if about.is_file() {
                files.insert(inside, self.read(&path, &shown)?);
            } else {
                faults.push((shown, HistoryFault::Unknown));
            }
        }
        Ok(())
    }

    fn read(&mut self, path: &Path, shown: &str) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let read = fs::File::open(path).and_then(|file| file.take(self.left + 1).read_to_end(&mut bytes));
        read.map_err(|why| unreadable(shown, why))?;
        self.files += 1;
        let length = bytes.len() as u64;
        if self.files > FILES || length > self.left {
            return Err(Error::new(ErrorKind::Input, "filed-too-much").with("file", shown));
        }
        self.left -= length;
        Ok(bytes)
    }
}

/// The filings of a stage, as far as its own hashes hold.
fn stage(
    folder: String,
    files: &BTreeMap<String, Vec<u8>>,
    mut faults: Vec<(String, HistoryFault)>,
    case_id: &str,
) -> PriorFiling {
    let told = |path: &str| format!("{folder}/{path}");
    let Some(sums) = files.get(SUMS).map(|bytes| sums(bytes)) else {
        faults.push((told(SUMS), HistoryFault::Missing));
        return PriorFiling { folder, stage: None, filings: Vec::new(), faults };
    };
    for (path, hash) in &sums {
        match files.get(path) {
            None => faults.push((told(path), HistoryFault::Missing)),
            Some(bytes) if is_as_made(path, bytes, hash) => {}
            Some(_) => faults.push((told(path), HistoryFault::Changed)),
        }
    }
    let listed: BTreeSet<&String> = sums.keys().collect();
    let unlisted = files.keys().filter(|path| *path != SUMS && !listed.contains(path));
    faults.extend(unlisted.map(|path| (told(path), HistoryFault::Unknown)));
    let manifest = files.get(MANIFEST).and_then(|bytes| serde_json::from_slice::<Manifest>(bytes).ok());
    match &manifest {
        None if !faults.iter().any(|(path, _)| *path == told(MANIFEST)) => {
            let fault = if files.contains_key(MANIFEST) { HistoryFault::Changed } else { HistoryFault::Missing };
            faults.push((told(MANIFEST), fault));
        }
        Some(manifest) if manifest.facts.case != case_id => faults.push((told(MANIFEST), HistoryFault::Foreign)),
        _ => {}
    }
    faults.sort();
    let filings = if faults.is_empty() { filings(files) } else { Vec::new() };
    let stage = manifest.and_then(|manifest| Stage::of_code(&manifest.facts.stage));
    PriorFiling { folder, stage, filings, faults }
}

/// A file as it was made; a PDF may have been signed since.
fn is_as_made(path: &str, bytes: &[u8], hash: &str) -> bool {
    let is_pdf = Path::new(path).extension().is_some_and(|ending| ending == "pdf");
    sha256_hex(bytes) == hash || (is_pdf && sha256_hex(first_revision(bytes)) == hash)
}

fn sums(bytes: &[u8]) -> BTreeMap<String, String> {
    let text = String::from_utf8_lossy(bytes);
    let line = |line: &str| line.split_once("  ").map(|(hash, path)| (path.to_owned(), hash.to_owned()));
    text.lines().filter_map(line).collect()
}
