//! A bundle's folders verified: every file against its hash, the hashes against the manifest, the files against one another.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;
use std::path::Path;

use super::{AttachedData, Class, Verified, VerifyMessage, hwpx, messages, pdf};
use crate::bundle::manifest::{MANIFEST, Manifest, SUMS};
use crate::bundle::{comparand, hashes, pack_sha256, sha256_hex};
use crate::error::{Error, ErrorKind, Result};
use crate::filing::Filing;
use crate::pack::Pack;
use crate::proof::Disagrees;
use crate::{proof, render};

/// Folders that a bundle may hold.
pub(super) const FOLDERS: [&str; 3] = ["internal", "public", "submit"];
/// Largest file that is read, bytes; and most files of a folder.
const FILE: u64 = 512 << 20;
const FILES: usize = 10_000;
/// How deep folders may lie in one another.
const DEPTH: usize = 8;

/// Verifies a bundle, or one of its folders that was handed over alone.
///
/// # Errors
/// When `dir` is neither, or cannot be read at all.
pub fn bundle(pack: &Pack, dir: &Path) -> Result<Verified> {
    let mut verified = Verified::default();
    if dir.join(MANIFEST).symlink_metadata().is_ok() || dir.join(SUMS).symlink_metadata().is_ok() {
        folder(pack, dir, "", &mut verified)?;
        return Ok(verified);
    }
    let mut facts = Vec::new();
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).map_err(|error| unreadable(dir, &error))? {
        let entry = entry.map_err(|error| unreadable(dir, &error))?;
        found.push((entry.file_name().to_string_lossy().into_owned(), entry.path()));
    }
    found.sort();
    let is_bundle = found.iter().any(|(name, path)| FOLDERS.contains(&name.as_str()) && path.is_dir());
    if !is_bundle {
        return Err(Error::new(ErrorKind::Input, "verify-not-a-bundle").with("path", dir.display().to_string()));
    }
    for (name, path) in found {
        if FOLDERS.contains(&name.as_str()) && path.symlink_metadata().is_ok_and(|about| about.is_dir()) {
            facts.extend(folder(pack, &path, &format!("{name}/"), &mut verified)?.map(|manifest| (name, manifest)));
        } else {
            verified.fail(Class::Unknown, &name, VerifyMessage::new("verify-unknown"));
        }
    }
    // One build wrote them all.
    if let Some((first, manifest)) = facts.first() {
        for (name, other) in &facts[1..] {
            let same = |a: &Manifest| {
                let inputs: Vec<_> =
                    a.facts.inputs.iter().map(|input| (input.label.clone(), input.sha256.clone())).collect();
                let facts = &a.facts;
                (
                    facts.case.clone(),
                    facts.tool_version.clone(),
                    facts.pack_version.clone(),
                    facts.law_date.clone(),
                    inputs,
                )
            };
            if same(manifest) != same(other) {
                let said = VerifyMessage::new("verify-folders").with("first", format!("{first}/{MANIFEST}"));
                verified.fail(Class::Contradictory, &format!("{name}/{MANIFEST}"), said);
            }
        }
    }
    Ok(verified)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    Error::new(ErrorKind::Input, "verify-unreadable").with("path", path.display().to_string()).detail(error)
}

/// Verifies one folder and returns its manifest when it can be read.
fn folder(pack: &Pack, dir: &Path, prefix: &str, verified: &mut Verified) -> Result<Option<Manifest>> {
    let before = verified.failures.len();
    let mut files = BTreeMap::new();
    walk(dir, "", 0, prefix, &mut files, verified)?;
    let sums = sums(&files, prefix, verified);
    let mut changed = BTreeSet::new();
    for (path, hash) in &sums {
        match files.get(path) {
            None => verified.fail(Class::Missing, &format!("{prefix}{path}"), VerifyMessage::new("verify-missing")),
            Some(bytes) if sha256_hex(bytes) == *hash => {}
            // Signed later: the file as it was made stands in front, and what follows is told where the PDF is read.
            Some(bytes)
                if path.strip_suffix(".pdf").is_some() && sha256_hex(super::revisions::first(bytes).0) == *hash => {}
            Some(_) => {
                changed.insert(path.clone());
            }
        }
    }
    for path in files.keys().filter(|path| *path != SUMS && !sums.contains_key(*path)) {
        verified.fail(Class::Unknown, &format!("{prefix}{path}"), VerifyMessage::new("verify-unknown"));
    }
    let manifest = manifest(&files, &sums, prefix, verified);
    documents(pack, &files, &changed, manifest.as_ref(), prefix, verified)?;
    // What a changed file has become was told where it is a PDF; every other is named as changed.
    for path in &changed {
        let path = format!("{prefix}{path}");
        let is_told = verified.failures[before..].iter().any(|failure| failure.path == path);
        let is_noted = verified.notes.iter().any(|(of, said)| *of == path && matches!(said.key, "verify-removed"));
        if !is_told && !is_noted {
            verified.fail(Class::Changed, &path, VerifyMessage::new("verify-changed"));
        }
    }
    // What a change breaks was told; data that were changed with everything around them still have to agree.
    if verified.failures.len() == before {
        together(&files, prefix, verified);
    }
    verified.files += files.len();
    Ok(manifest)
}

/// The files of a folder by their paths in it.
pub(super) fn contents(dir: &Path, verified: &mut Verified) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    walk(dir, "", 0, "", &mut files, verified)?;
    Ok(files)
}

/// The filings of a folder against themselves and one another.
fn together(files: &BTreeMap<String, Vec<u8>>, prefix: &str, verified: &mut Verified) {
    let filings = comparand::filings(files);
    for one in proof::reconcile(&filings.iter().collect::<Vec<_>>()) {
        let said = messages::disagreement(&one);
        let path = format!("{prefix}{}", one.file);
        // Published numbers need not add up, and a filing prints them as they were published.
        if matches!(one.kind, Disagrees::Total | Disagrees::Share) {
            verified.note(&path, said);
        } else {
            verified.fail(Class::Contradictory, &path, said);
        }
    }
}

/// Reads the files of a folder. Links are not followed.
pub(in crate::bundle) fn walk(
    dir: &Path,
    below: &str,
    depth: usize,
    prefix: &str,
    files: &mut BTreeMap<String, Vec<u8>>,
    verified: &mut Verified,
) -> Result<()> {
    let mut is_empty = true;
    for entry in fs::read_dir(dir).map_err(|error| unreadable(dir, &error))? {
        let entry = entry.map_err(|error| unreadable(dir, &error))?;
        is_empty = false;
        let path = format!("{below}{}", entry.file_name().to_string_lossy());
        let about = entry.path().symlink_metadata().map_err(|error| unreadable(&entry.path(), &error))?;
        if about.is_dir() && depth < DEPTH {
            walk(&entry.path(), &format!("{path}/"), depth + 1, prefix, files, verified)?;
        } else if about.is_file() && about.len() <= FILE && files.len() < FILES {
            let mut bytes = Vec::new();
            let read = fs::File::open(entry.path()).and_then(|file| file.take(FILE).read_to_end(&mut bytes));
            read.map_err(|error| unreadable(&entry.path(), &error))?;
            files.insert(path, bytes);
        } else {
            verified.fail(Class::Unknown, &format!("{prefix}{path}"), VerifyMessage::new("verify-unknown"));
        }
    }
    if is_empty && depth > 0 {
        verified.fail(Class::Unknown, &format!("{prefix}{below}"), VerifyMessage::new("verify-unknown"));
    }
    Ok(())
}

/// The hashes of `SHA256SUMS`, as our own writer writes them and nothing else.
fn sums(files: &BTreeMap<String, Vec<u8>>, prefix: &str, verified: &mut Verified) -> BTreeMap<String, String> {
    let place = format!("{prefix}{SUMS}");
    let Some(bytes) = files.get(SUMS) else {
        verified.fail(Class::Missing, &place, VerifyMessage::new("verify-missing"));
        return BTreeMap::new();
    };
    let mut sums = BTreeMap::new();
    let text = String::from_utf8_lossy(bytes);
    for line in text.lines() {
        if let Some((hash, path)) = line.split_once("  ") {
            sums.insert(path.to_owned(), hash.to_owned());
        }
    }
    let written: String = sums.iter().map(|(path, hash)| format!("{hash}  {path}\n")).collect();
    let is_hash =
        |hash: &String| hash.len() == 64 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if written.as_bytes() != bytes.as_slice() || !sums.values().all(is_hash) {
        verified.fail(Class::Changed, &place, VerifyMessage::new("verify-sums"));
    }
    sums
}

/// The manifest, which lists the same files with the same hashes.
fn manifest(
    files: &BTreeMap<String, Vec<u8>>,
    sums: &BTreeMap<String, String>,
    prefix: &str,
    verified: &mut Verified,
) -> Option<Manifest> {
    let place = format!("{prefix}{MANIFEST}");
    let Some(bytes) = files.get(MANIFEST) else {
        if !sums.contains_key(MANIFEST) {
            verified.fail(Class::Missing, &place, VerifyMessage::new("verify-missing"));
        }
        return None;
    };
    let Ok(manifest) = serde_json::from_slice::<Manifest>(bytes) else {
        verified.fail(Class::Changed, &place, VerifyMessage::new("verify-manifest"));
        return None;
    };
    let listed: BTreeMap<&str, &str> =
        manifest.outputs.iter().map(|output| (output.path.as_str(), output.sha256.as_str())).collect();
    let summed: BTreeMap<&str, &str> =
        sums.iter().filter(|(path, _)| *path != MANIFEST).map(|(path, hash)| (path.as_str(), hash.as_str())).collect();
    let differ = listed.iter().find(|(path, hash)| summed.get(*path) != Some(hash)).map(|(path, _)| *path);
    let differ = differ.or_else(|| summed.keys().find(|path| !listed.contains_key(*path)).copied());
    if let Some(path) = differ.filter(|_| !sums.is_empty()) {
        verified.fail(Class::Contradictory, &place, VerifyMessage::new("verify-manifest-sums").with("name", path));
    }
    Some(manifest)
}

/// Each filing's files against its data.
fn documents(
    pack: &Pack,
    files: &BTreeMap<String, Vec<u8>>,
    changed: &BTreeSet<String>,
    manifest: Option<&Manifest>,
    prefix: &str,
    verified: &mut Verified,
) -> Result<()> {
    let is_ours = match manifest {
        Some(manifest) => {
            manifest.facts.tool_version == env!("CARGO_PKG_VERSION")
                && pack_sha256(&manifest.facts.templates) == pack_sha256(&hashes(&pack.assets)?)
        }
        None => false,
    };
    for (path, bytes) in files {
        let place = format!("{prefix}{path}");
        let document = path.rsplit_once('.').filter(|(_, ending)| matches!(*ending, "pdf" | "hwpx"));
        if let Some((stem, ending)) = document {
            let json = files.get(&format!("{stem}.json")).map(Vec::as_slice);
            let verify = if ending == "pdf" { pdf } else { hwpx };
            let mut part = verify(pack, bytes, &place, AttachedData { json })?;
            // A file that is as it was made may yet be what was not made here.
            if let Some(manifest) = manifest {
                let seals = std::mem::take(&mut part.seals);
                for (of, seal) in seals {
                    let sealed: Vec<_> = seal.maker.inputs.iter().map(|input| (&input.label, &input.sha256)).collect();
                    let listed: Vec<_> =
                        manifest.facts.inputs.iter().map(|input| (&input.label, &input.sha256)).collect();
                    let counts = seal.maker.findings.unwrap_or(manifest.facts.findings);
                    if (&seal.maker.verdict, counts) != (&manifest.facts.verdict, manifest.facts.findings)
                        || !sealed.iter().all(|input| listed.contains(input))
                    {
                        part.fail(Class::Contradictory, &of, VerifyMessage::new("verify-seal-manifest"));
                    }
                    part.seals.push((of, seal));
                }
            }
            part.files = 0;
            verified.take(part);
        }
        let Some(stem) = path.strip_suffix(".json").filter(|stem| files.contains_key(&format!("{stem}.html"))) else {
            continue;
        };
        let html = &files[&format!("{stem}.html")];
        let page = format!("{prefix}{stem}.html");
        let Ok(filing) = serde_json::from_slice::<Filing>(bytes) else {
            verified.fail(Class::Changed, &place, VerifyMessage::new("verify-data-unreadable"));
            continue;
        };
        let text = String::from_utf8_lossy(html);
        if let Some(problem) = proof::html(&text, &filing).first() {
            verified.fail(Class::Contradictory, &page, messages::problem(problem));
        } else if is_ours {
            let made = render::document(pack, &filing).and_then(|document| render::html(pack, &filing, &document));
            if made.as_ref().map(String::as_bytes).ok() != Some(html.as_slice())
                && !changed.contains(&format!("{stem}.html"))
            {
                verified.fail(Class::Contradictory, &page, VerifyMessage::new("verify-html-differs"));
            }
        }
    }
    Ok(())
}
