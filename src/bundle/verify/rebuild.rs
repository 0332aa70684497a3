//! A bundle, or a PDF, held against what was built again from its case: inputs by their hashes, files byte by byte.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Class, Verified, VerifyMessage, folder, revisions};
use crate::bundle::manifest::{Input, MANIFEST, Manifest, ManifestFacts, Request, SUMS, pack_sha256, seal};
use crate::bundle::write::Folder;
use crate::error::{Error, ErrorKind, Result};
use crate::render::Seal;
use crate::render::hwpx::is_hwpx;

/// What a build was asked for, as far as what was received tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub case: String,
    pub draft: bool,
    pub request: Request,
}

impl Asked {
    /// From a bundle or one of its folders; nothing when no manifest can be read.
    #[must_use]
    pub fn of_folder(dir: &Path) -> Option<Self> {
        let received = received(dir).ok()?;
        let manifest = |folder: &ReceivedFiles| read_manifest(&folder.files);
        let all: Vec<Manifest> = received.iter().filter_map(manifest).collect();
        let facts = &all.first()?.facts;
        let told = all.iter().find_map(|manifest| manifest.facts.request.clone());
        let request = told.unwrap_or_else(|| guessed(facts, &received));
        Some(Self { case: facts.case.clone(), draft: facts.draft, request })
    }

    /// From what a PDF says of its making.
    #[must_use]
    pub fn of_seal(seal: &Seal) -> Self {
        let is_data = |name: &str| name.rsplit('.').next() == Some("json");
        let request = Request {
            forms: vec![seal.form.clone()],
            formats: vec!["hwpx".to_owned(), "pdf".to_owned()],
            stage: None,
            edition: Some(seal.edition.clone()),
            law_date: None,
            attach_inputs: seal.files.iter().any(|file| !is_data(&file.name)),
            lang: "ko".to_owned(),
        };
        Self { case: seal.case.clone(), draft: seal.draft, request }
    }
}

/// What was asked for when only a folder that left the house is there: its files tell.
fn guessed(facts: &ManifestFacts, received: &[ReceivedFiles]) -> Request {
    let names = || received.iter().flat_map(|folder| folder.files.keys()).filter(|name| *name != MANIFEST);
    let part = |name: &String, last: bool| {
        let mut parts = name.split('.');
        if last { parts.next_back() } else { parts.next() }.unwrap_or_default().to_owned()
    };
    let known = ["html", "hwpx", "json", "pdf", "txt", "xlsx"];
    let formats: BTreeSet<String> =
        names().map(|name| part(name, true)).filter(|ending| known.contains(&ending.as_str())).collect();
    let forms: BTreeSet<String> = names().filter(|name| *name != SUMS).map(|name| part(name, false)).collect();
    Request {
        forms: forms.into_iter().collect(),
        formats: formats.into_iter().collect(),
        stage: Some(facts.stage.clone()),
        edition: Some(facts.edition.clone()),
        law_date: None,
        attach_inputs: false,
        lang: "ko".to_owned(),
    }
}

/// A folder as it was received.
struct ReceivedFiles {
    /// As it lies in the bundle; empty where it was handed over alone.
    name: String,
    files: BTreeMap<String, Vec<u8>>,
}

impl ReceivedFiles {
    fn prefix(&self) -> String {
        if self.name.is_empty() { String::new() } else { format!("{}/", self.name) }
    }
}

fn received(dir: &Path) -> Result<Vec<ReceivedFiles>> {
    let read = |dir: &Path, name: &str| {
        // What cannot belong there was told when the folder was verified by itself.
        folder::contents(dir, &mut Verified::default()).map(|files| ReceivedFiles { name: name.to_owned(), files })
    };
    if dir.join(MANIFEST).symlink_metadata().is_ok() {
        return Ok(vec![read(dir, "")?]);
    }
    let folders = folder::FOLDERS.iter().map(|name| (*name, dir.join(name)));
    let folders = folders.filter(|(_, path)| path.symlink_metadata().is_ok_and(|about| about.is_dir()));
    folders.map(|(name, path)| read(&path, name)).collect()
}

fn read_manifest(files: &BTreeMap<String, Vec<u8>>) -> Option<Manifest> {
    serde_json::from_slice(files.get(MANIFEST)?).ok()
}

/// A file that came out different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing {
    /// As the bundle names it.
    pub path: String,
    pub found: Vec<u8>,
    pub made: Vec<u8>,
}

/// Holds the bundle in `dir`, or one of its folders, against the folders that were built again. Returns the files that
/// differ because an input does: what they say is the caller's to tell apart.
///
/// # Errors
/// When the folder cannot be read, or the folders not be sealed.
pub fn rebuilt(dir: &Path, rebuilt: Vec<Folder>, verified: &mut Verified) -> Result<Vec<Differing>> {
    let rebuilt = sealed(rebuilt)?;
    let mut differing = Vec::new();
    let mut received = received(dir)?;
    // Where the key to the names of inputs is, it says them.
    received.sort_by_key(|folder| folder.name != "internal");
    let names = names(&rebuilt);
    let mut causes = None;
    for folder in &received {
        let manifest = read_manifest(&folder.files);
        let made = match (&manifest, folder.name.as_str()) {
            (Some(manifest), "") => rebuilt.iter().find(|made| made.facts.edition == manifest.facts.edition),
            (_, name) => rebuilt.iter().find(|made| made.name == name),
        };
        let (Some(manifest), Some(made)) = (manifest, made) else { continue };
        // The same inputs made every folder: what became of them is told once.
        let caused = *causes.get_or_insert_with(|| causes_told(&manifest.facts, &made.facts, &names, verified));
        let told: BTreeSet<String> = verified.failures.iter().map(|failure| failure.path.clone()).collect();
        for (path, bytes) in files_of(folder, made) {
            let place = format!("{}{path}", folder.prefix());
            match bytes {
                (Some(found), Some(made)) if revisions::first(found).0 == made => {}
                _ if told.contains(&place) => {}
                (Some(found), Some(made)) if caused => {
                    differing.push(Differing { path: place, found: found.to_vec(), made: made.to_vec() });
                }
                // Both say what the files are, which is told of the files.
                (Some(_), Some(_)) if path == MANIFEST || path == SUMS => {}
                (Some(_), Some(_)) => verified.fail(Class::Changed, &place, VerifyMessage::new("verify-again-bytes")),
                (Some(_), None) => verified.fail(Class::Unknown, &place, VerifyMessage::new("verify-again-unknown")),
                (None, _) => verified.fail(Class::Missing, &place, VerifyMessage::new("verify-again-missing")),
            }
        }
        // Where every file is as it should be, what lists them must be so too.
        let differs = [MANIFEST, SUMS].iter().any(|name| folder.files.get(*name) != made.files.get(*name));
        if differs && !caused && verified.failures.is_empty() {
            verified.fail(
                Class::Changed,
                &format!("{}{MANIFEST}", folder.prefix()),
                VerifyMessage::new("verify-again-bytes"),
            );
        }
    }
    Ok(differing)
}

/// Holds a PDF or HWPX against the one of its name in what was built again.
///
/// # Errors
/// When the folders cannot be sealed.
pub fn rebuilt_pdf(
    bytes: &[u8],
    path: &str,
    seal: &Seal,
    rebuilt: Vec<Folder>,
    verified: &mut Verified,
) -> Result<Option<Differing>> {
    let rebuilt = sealed(rebuilt)?;
    let name = format!("{}.{}", seal.file, if is_hwpx(bytes) { "hwpx" } else { "pdf" });
    let Some((folder, made)) = rebuilt
        .iter()
        .filter(|folder| folder.facts.edition == seal.edition)
        .find_map(|folder| Some((folder, folder.files.get(&name)?)))
    else {
        verified.fail(Class::Unknown, path, VerifyMessage::new("verify-again-unknown"));
        return Ok(None);
    };
    let sealed = seal.maker.inputs.iter().map(|input| Input {
        label: input.label.clone(),
        name: None,
        sha256: input.sha256.clone(),
        bytes: input.bytes,
    });
    let before = ManifestFacts {
        inputs: sealed.collect(),
        tool_version: seal.maker.tool_version.clone(),
        ..folder.facts.clone()
    };
    // A seal lists the workbooks alone, and one hash over the pack.
    let made_inputs = folder.facts.inputs.iter().filter(|input| input.label != MAPPING_LABEL).cloned().collect();
    let facts = ManifestFacts { inputs: made_inputs, ..folder.facts.clone() };
    let mut caused = causes_told(&before, &facts, &names(&rebuilt), verified);
    if pack_sha256(&folder.facts.templates) != seal.maker.pack_sha256 {
        other_maker(&before, verified);
        caused = true;
    }
    let found = revisions::first(bytes).0;
    if found == made.as_slice() {
        verified.note(path, VerifyMessage::new("verify-again-same"));
    } else if caused {
        return Ok(Some(Differing { path: path.to_owned(), found: found.to_vec(), made: made.clone() }));
    } else if verified.failures.is_empty() {
        verified.fail(Class::Changed, path, VerifyMessage::new("verify-again-bytes"));
    }
    Ok(None)
}

/// How a manifest labels the mapping, which is no input of its own.
const MAPPING_LABEL: &str = "대응표";

/// A folder as it would have been written.
struct Sealed {
    name: String,
    files: BTreeMap<String, Vec<u8>>,
    facts: ManifestFacts,
}

fn sealed(folders: Vec<Folder>) -> Result<Vec<Sealed>> {
    let seal = |mut folder: Folder| {
        let fault = |why| Error::new(ErrorKind::Internal, "internal-fault").with("what", "json").detail(why);
        seal(&mut folder.files, &folder.facts).map_err(fault)?;
        let files = folder.files.into_iter().map(|file| (file.path, file.bytes)).collect();
        Ok(Sealed { name: folder.name, files, facts: folder.facts })
    };
    folders.into_iter().map(seal).collect()
}

/// Names of the inputs by their labels.
fn names(rebuilt: &[Sealed]) -> BTreeMap<String, String> {
    let inputs = rebuilt.iter().flat_map(|folder| &folder.facts.inputs);
    inputs.filter_map(|input| Some((input.label.clone(), input.name.clone()?))).collect()
}

/// Every file on either side, the sums and the manifest last.
fn files_of<'a>(
    folder: &'a ReceivedFiles,
    made: &'a Sealed,
) -> impl Iterator<Item = (&'a str, (Option<&'a [u8]>, Option<&'a [u8]>))> {
    let paths: BTreeSet<&String> = folder.files.keys().chain(made.files.keys()).collect();
    paths.into_iter().map(|path| {
        let found = folder.files.get(path).map(Vec::as_slice);
        (path.as_str(), (found, made.files.get(path).map(Vec::as_slice)))
    })
}

/// Tells which inputs are not what they were, and whether anything else than what was received is the reason that files
/// come out different.
fn causes_told(
    before: &ManifestFacts,
    now: &ManifestFacts,
    names: &BTreeMap<String, String>,
    verified: &mut Verified,
) -> bool {
    let count = verified.failures.len();
    let by_label = |inputs: &[Input]| -> BTreeMap<String, Input> {
        inputs.iter().map(|input| (input.label.clone(), input.clone())).collect()
    };
    let (old, new) = (by_label(&before.inputs), by_label(&now.inputs));
    let labels: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for label in labels {
        let named = |input: &Input| input.name.clone().or_else(|| names.get(label).cloned());
        let name = |input: &Input| named(input).unwrap_or_else(|| label.clone());
        match (old.get(label), new.get(label)) {
            (Some(old), Some(new)) if old.sha256 == new.sha256 => {}
            (Some(old), Some(new)) => {
                let said = VerifyMessage::new("verify-again-input").with("label", label.as_str());
                let said = said.with("was", short(&old.sha256)).with("is", short(&new.sha256));
                verified.fail(Class::Changed, &name(new), said);
            }
            (Some(old), None) => verified.fail(
                Class::Missing,
                &old.name.clone().unwrap_or_else(|| label.clone()),
                VerifyMessage::new("verify-again-no-input"),
            ),
            (None, Some(new)) => {
                verified.fail(Class::Unknown, &name(new), VerifyMessage::new("verify-again-new-input"));
            }
            (None, None) => {}
        }
    }
    // A folder that left the house does not know what was read beside the inputs.
    if before.request.is_some() {
        beside_told(before, now, verified);
    }
    let mut caused = verified.failures.len() > count;
    if (&before.tool_version, &before.templates) != (&now.tool_version, &now.templates) {
        other_maker(before, verified);
        caused = true;
    }
    caused
}

/// The case file and what else is read beside the inputs.
fn beside_told(before: &ManifestFacts, now: &ManifestFacts, verified: &mut Verified) {
    let is_input = |path: &str| now.inputs.iter().any(|input| input.name.as_deref() == Some(path));
    let of = |facts: &ManifestFacts| -> BTreeMap<String, String> {
        let beside = facts.beside.iter().filter(|file| !is_input(&file.path));
        beside.map(|file| (file.path.clone(), file.sha256.clone())).collect()
    };
    let (old, new) = (of(before), of(now));
    for path in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
        match (old.get(path), new.get(path)) {
            (Some(was), Some(is)) if was == is => {}
            (Some(was), Some(is)) => {
                let said = VerifyMessage::new("verify-again-beside").with("was", short(was)).with("is", short(is));
                verified.fail(Class::Changed, path, said);
            }
            (Some(_), None) => verified.fail(Class::Missing, path, VerifyMessage::new("verify-again-no-input")),
            (None, _) => verified.fail(Class::Unknown, path, VerifyMessage::new("verify-again-new-input")),
        }
    }
}

/// Another version or another pack made it: bytes may differ for that alone.
fn other_maker(before: &ManifestFacts, verified: &mut Verified) {
    let maker = format!("{} {} · {} {}", before.tool, before.tool_version, before.pack, before.pack_version);
    verified.note(MANIFEST, VerifyMessage::new("verify-again-other-maker").with("maker", maker));
    verified.indeterminate = true;
}

/// As much of a hash as tells two apart for a reader.
fn short(sha256: &str) -> &str {
    sha256.get(..12).unwrap_or(sha256)
}
