//! The product as a library: a case from memory gives the bytes that the program writes from a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bogo::pack::{Assets, Pack};
use bogo::pipeline::{Bundler, Order, examine};
use bogo::source::CaseFiles;

use crate::support::bogo;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// Every file below a folder by its path in it.
fn tree(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![(dir.to_owned(), String::new())];
    while let Some((dir, front)) = open.pop() {
        for entry in fs::read_dir(dir).expect("a folder").flatten() {
            let name = format!("{front}{}", entry.file_name().to_str().expect("UTF-8"));
            if entry.path().is_dir() {
                open.push((entry.path(), format!("{name}/")));
            } else {
                files.insert(name, fs::read(entry.path()).expect("a file"));
            }
        }
    }
    files
}

/// Two bundles file by file; a test does not print megabytes.
fn assert_same(made: &BTreeMap<String, Vec<u8>>, written: &BTreeMap<String, Vec<u8>>, what: &str) {
    assert_eq!(made.keys().collect::<Vec<_>>(), written.keys().collect::<Vec<_>>(), "{what}");
    let other: Vec<_> = made.iter().filter(|(name, bytes)| written[*name] != **bytes).map(|(name, _)| name).collect();
    assert!(other.is_empty(), "{what}: {other:?}");
}

#[test]
fn a_case_in_memory_gives_the_bundle_that_the_program_writes() {
    let pack = Pack::load(Assets::embedded()).expect("the pack");
    for name in ["kakao-2022-10-15", "first-report-one-sheet"] {
        let out = tempfile::tempdir().expect("a folder");
        bogo().arg("build").arg(fixture(name)).arg("--out").arg(out.path()).assert().success();
        let case = CaseFiles::memory(tree(&fixture(name)));
        let order = Order::default();
        let examined = examine(&case, &pack, &order.options).expect("it can be examined");
        let bundler = Bundler::new(&pack, order).expect("a pack");
        assert!(bundler.accepts(&examined));
        let made = bundler.bundle(&examined).expect("a bundle");
        let folder = out.path().join(&made.name);
        assert_same(&made.files().expect("sealed"), &tree(&folder), name);
    }
}

#[test]
fn what_cannot_be_streamed_is_read_alike_with_and_without_a_child() {
    let pack = Pack::load(Assets::embedded()).expect("the pack");
    let kakao = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/kakao");
    let ending = |name: &str| [".xls", ".ods"].iter().any(|ending| name.ends_with(ending));
    let files = tree(&kakao);
    assert!(files.keys().any(|name| ending(name)), "{:?}", files.keys());
    for kind in [".xls", ".ods"] {
        let case = tempfile::tempdir().expect("a folder");
        let text = fs::read_to_string(fixture("kakao-2022-10-15").join("case.toml")).expect("a case file");
        let mut names = Vec::new();
        for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(kind)) {
            let name = name.replace('/', "-");
            fs::write(case.path().join(&name), bytes).expect("a file");
            names.push(format!("{name:?}"));
        }
        let from = text.find("files = [").expect("inputs");
        let to = from + text[from..].find(']').expect("a list");
        let text = format!("{}files = [{}{}", &text[..from], names.join(", "), &text[to..]);
        fs::write(case.path().join("case.toml"), text).expect("a file");
        let child = crate::support::as_the_program(bogo::source::Budget::default());
        let read = |case: CaseFiles| examine(case, &pack, &Order::default().options).expect("it can be examined");
        let apart = read(CaseFiles::folder(case.path()).read_with(child));
        let here = read(CaseFiles::memory(tree(case.path())));
        assert!(apart.figures.iter().count() > 40, "{kind}: {} figures", apart.figures.iter().count());
        assert_eq!(format!("{:?}", apart.figures), format!("{:?}", here.figures), "{kind}");
        assert_eq!(format!("{:?}", apart.findings), format!("{:?}", here.findings), "{kind}");
    }
}
