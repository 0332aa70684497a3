//! Replays the corpus of every fuzz body: what was once found stays mended.

use std::fs;
use std::path::{Path, PathBuf};

use bogo::fuzz;

/// Every file of a corpus, in the order of names.
fn corpus(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let entries = fs::read_dir(&dir).unwrap_or_else(|error| panic!("{}: {error}", dir.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    assert!(files.len() >= 3, "{target} has a corpus");
    files.into_iter().map(|path| (path.clone(), fs::read(path).expect("a file"))).collect()
}

/// Every target of cargo-fuzz is replayed here.
#[test]
fn every_target_is_replayed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let names = |dir: &str| {
        let entries = fs::read_dir(root.join(dir)).expect("a folder").flatten();
        let mut names: Vec<String> =
            entries.map(|entry| entry.path().file_stem().expect("a name").to_string_lossy().into_owned()).collect();
        names.sort();
        names
    };
    assert_eq!(names("fuzz_targets"), ["amount", "date", "mapping", "table", "text", "workbook"]);
    assert_eq!(names("fuzz_targets"), names("corpus"));
}

#[test]
fn files_of_any_format() {
    let dir = tempfile::tempdir().expect("a folder");
    let read =
        corpus("workbook").into_iter().filter(|(_, bytes)| fuzz::workbook(bytes, &dir.path().join("file")).is_ok());
    assert!(read.count() >= 3, "the good ones are read");
}

#[test]
fn text_files() {
    let dir = tempfile::tempdir().expect("a folder");
    let read =
        corpus("text").into_iter().filter(|(_, bytes)| fuzz::workbook(bytes, &dir.path().join("file.csv")).is_ok());
    assert!(read.count() >= 5, "the good ones are read");
}

#[test]
fn tables_of_a_case() {
    let dir = tempfile::tempdir().expect("a folder");
    let read = corpus("table").into_iter().filter(|(_, bytes)| fuzz::table(bytes, &dir.path().join("case")).is_ok());
    assert!(read.count() >= 10, "the good ones are read");
}

/// Half of the corpus is sound, half is not: both kinds are told from each other.
#[test]
fn mapping_files() {
    let dir = tempfile::tempdir().expect("a folder");
    for (path, bytes) in corpus("mapping") {
        let outcome = fuzz::mapping_file(&bytes, &dir.path().join("case"));
        let wrong = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("wrong-"));
        assert_eq!(outcome.is_err(), wrong, "{}: {outcome:?}", path.display());
    }
}

#[test]
fn dates_and_amounts() {
    for (_, bytes) in corpus("date") {
        fuzz::date(&bytes);
    }
    for (_, bytes) in corpus("amount") {
        fuzz::amount(&bytes);
    }
}
