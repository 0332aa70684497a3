//! The shape of the code: imports point one way along the flow, law and wording stay out of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The stations from left to right; each may import only what stands before it. `workbooks` are those that people
/// fill and correct in: it knows cells and how they are masked, and must know no fact, filing or page.
const FLOW: [&str; 15] = [
    "source",
    "mapping",
    "workbooks",
    "dossier",
    "figures",
    "law",
    "filing",
    "check",
    "lineage",
    "render",
    "proof",
    "bundle",
    "review",
    "pipeline",
    "cli",
];

/// Beside the flow: importable by all, importing no station.
const BESIDE: [&str; 8] = ["error", "finding", "korean", "lang", "origin", "pack", "time", "value"];

fn sources(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a folder of the package").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
}

/// The top-level modules a file names with `crate::`, its tests included.
fn imports(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        let names = match rest.strip_prefix('{') {
            Some(group) => group.split('}').next().unwrap_or_default().split(',').map(str::trim).collect(),
            None => vec![rest],
        };
        for name in names {
            found.insert(name.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect());
        }
    }
    found
}

#[test]
fn imports_point_one_way() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut wrong = Vec::new();
    for path in &files {
        let relative = path.strip_prefix(&root).expect("below src");
        let first = relative.components().next().expect("a name").as_os_str().to_string_lossy();
        let station = first.trim_end_matches(".rs").to_owned();
        let text = fs::read_to_string(path).expect("a source file");
        for import in imports(&text) {
            let target = FLOW.iter().position(|name| *name == import);
            let back = match FLOW.iter().position(|name| *name == station) {
                Some(here) => target.is_some_and(|target| target > here),
                None if BESIDE.contains(&station.as_str()) => target.is_some(),
                None => false,
            };
            if back {
                wrong.push(format!("{}: {station} imports {import}", relative.display()));
            }
        }
    }
    assert!(files.len() > 40, "the sources were found");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_module_says_what_it_is_for() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let silent: Vec<_> =
        files.iter().filter(|path| !fs::read_to_string(path).expect("a source file").starts_with("//!")).collect();
    assert!(silent.is_empty(), "{silent:#?}");
}

/// An article's number changes; code knows articles by id only.
#[test]
fn no_article_number_stands_in_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut wrong = Vec::new();
    for path in files.into_iter().filter(|path| !path.ends_with("tests.rs")) {
        let text = fs::read_to_string(&path).expect("a source file");
        for (number, line) in text.lines().enumerate().take_while(|(_, line)| !line.contains("#[cfg(test)]")) {
            let code = line.split("//").next().unwrap_or_default();
            let cites = code.match_indices('제').any(|(at, _)| {
                let rest = &code[at + '제'.len_utf8()..];
                let digits = rest.chars().take_while(char::is_ascii_digit).count();
                digits > 0 && rest[digits..].starts_with('조')
            });
            if cites {
                wrong.push(format!("{}:{}: {}", path.display(), number + 1, line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What the architecture page sends a reader to is there, modules of this program included.
#[test]
fn the_architecture_page_names_what_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/architecture.md")).expect("the page");
    let modules = fs::read_to_string(root.join("tests/suite/main.rs")).expect("the tests");
    let quoted: Vec<&str> = page.split('`').skip(1).step_by(2).collect();
    let is_path = |word: &&&str| ["src/", "templates/", "tests/", "docs/"].iter().any(|front| word.starts_with(front));
    let is_literal = |word: &&&str| !word.contains(['*', ' ']) && !word.contains("CODE");
    let paths: Vec<&&str> = quoted.iter().filter(is_path).filter(is_literal).collect();
    let tests: Vec<&&str> = quoted.iter().filter(|word| word.ends_with("::") && !word.contains(' ')).collect();
    assert!(paths.len() > 40 && tests.len() > 15, "{} paths, {} tests", paths.len(), tests.len());
    let gone = paths.into_iter().filter(|path| !root.join(path).exists());
    let untested = tests.into_iter().filter(|test| !modules.contains(&format!("mod {};", test.trim_end_matches("::"))));
    let wrong: Vec<&&str> = gone.chain(untested).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}
