//! Whether a bundle in its place is whole: every line of its sums true, no file missing and none beside them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::hash::sha256_hex;
use super::manifest::ManifestFacts;

/// Folders of a bundle.
pub(super) const FOLDERS: [&str; 3] = ["submit", "public", "internal"];
/// The file with the hashes of all others of its folder.
const SUMS: &str = "SHA256SUMS";

/// Whether the bundle at `path` is as it was written.
#[must_use]
pub fn is_intact(path: &Path) -> bool {
    let Ok(entries) = fs::read_dir(path) else { return false };
    let names: Vec<String> = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    !names.is_empty() && names.iter().all(|name| FOLDERS.contains(&name.as_str()) && is_whole(&path.join(name)))
}

fn is_whole(folder: &Path) -> bool {
    let Ok(sums) = fs::read_to_string(folder.join(SUMS)) else { return false };
    let mut listed = BTreeSet::from([SUMS.to_owned()]);
    for line in sums.lines() {
        let Some((sum, name)) = line.split_once("  ") else { return false };
        if fs::read(folder.join(name)).map_or(true, |bytes| sha256_hex(&bytes) != sum) {
            return false;
        }
        listed.insert(name.to_owned());
    }
    let mut found = BTreeSet::new();
    files(folder, "", &mut found);
    found == listed
}

/// Files below a folder, `/` between folders.
fn files(folder: &Path, prefix: &str, out: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            files(&entry.path(), &format!("{name}/"), out);
        } else {
            out.insert(name);
        }
    }
}

/// What the manifest of the inside of a bundle says; nothing when it cannot be read as one.
#[must_use]
pub fn manifest_of(path: &Path) -> Option<ManifestFacts> {
    serde_json::from_slice(&fs::read(path.join("internal/manifest.json")).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_is_whole_only_as_it_was_written() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let folder = root.path().join("submit");
        fs::create_dir(&folder).expect("a folder");
        fs::write(folder.join("a.txt"), "abc").expect("a file");
        let sums = format!("{}  a.txt\n", sha256_hex(b"abc"));
        fs::write(folder.join(SUMS), &sums).expect("a file");
        assert!(is_intact(root.path()));
        fs::write(folder.join("b.txt"), "more").expect("a file");
        assert!(!is_intact(root.path()), "a file that no line names");
        fs::remove_file(folder.join("b.txt")).expect("the file");
        fs::write(folder.join("a.txt"), "abd").expect("a file");
        assert!(!is_intact(root.path()), "another content");
        fs::remove_file(folder.join("a.txt")).expect("the file");
        assert!(!is_intact(root.path()), "a file that is gone");
        assert!(!is_intact(&root.path().join("nowhere")));
    }
}
