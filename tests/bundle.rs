//! The finished bundle of the Kakao case, read from outside: conformity, text, schemas, neutrality, length.

#[path = "support/schema.rs"]
mod schema;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use page_validation::{ValidationOptions, ValidationProfile, validate_pdf_bytes};
use serde_json::Value as Json;
use tempfile::TempDir;

const FILINGS: [&str; 3] = ["submit/kr-incident-report", "submit/kr-relief-report", "internal/executive-summary"];

/// Builds the case once, clean and as a draft.
fn bundles() -> &'static [PathBuf; 2] {
    static BUNDLES: OnceLock<(TempDir, [PathBuf; 2])> = OnceLock::new();
    let (_, bundles) = BUNDLES.get_or_init(|| {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15");
        for draft in [false, true] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_bogo"));
            command.arg("build").arg(&case).arg("--quiet").arg("--out").arg(dir.path());
            if draft {
                command.arg("--draft");
            }
            assert!(command.output().expect("it runs").status.success());
        }
        let bundles = [dir.path().join("kakao-2022-10-15"), dir.path().join("kakao-2022-10-15.draft")];
        (dir, bundles)
    });
    bundles
}

fn read(bundle: &Path, name: &str) -> Vec<u8> {
    fs::read(bundle.join(name)).unwrap_or_else(|_| panic!("{name} is in the bundle"))
}

fn json(bundle: &Path, name: &str) -> Json {
    serde_json::from_slice(&read(bundle, name)).expect("JSON")
}

/// Text of every page as a reader extracts it, without white space: a line break is not a word's end.
fn pdf_text(bytes: &[u8]) -> (usize, String) {
    let document = lopdf::Document::load_mem(bytes).expect("a PDF");
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    let text = document.extract_text(&pages).expect("text");
    (pages.len(), text.chars().filter(|c| !c.is_whitespace()).collect())
}

#[test]
fn every_pdf_conforms_to_pdf_a_and_pdf_ua() {
    for bundle in bundles() {
        for filing in FILINGS {
            let bytes = read(bundle, &format!("{filing}.pdf"));
            for profile in [ValidationProfile::PdfUa1, ValidationProfile::PdfA3a] {
                let report = validate_pdf_bytes(&bytes, &ValidationOptions::default().profile(profile)).expect("a PDF");
                assert!(report.is_compliant, "{filing} {profile:?}: {:#?}", report.failures);
            }
        }
    }
}

#[test]
fn every_value_of_a_filing_stands_in_its_pdf() {
    let [bundle, _] = bundles();
    for filing in FILINGS {
        let (_, text) = pdf_text(&read(bundle, &format!("{filing}.pdf")));
        let data = json(bundle, &format!("{filing}.json"));
        let mut values = Vec::new();
        collect(&data["sections"], &mut values);
        assert!(values.len() > 20, "{filing}");
        for value in values {
            let bare: String = value.chars().filter(|c| !c.is_whitespace()).collect();
            // A cell's paragraphs may be laid out apart; a value as printed must stand in one piece.
            assert!(bare.contains('\n') || text.contains(&bare), "{filing}: {value}");
        }
    }
}

/// The printed text of every figure and moment below `json`; the drawings of charts are pictures with an alternative.
fn collect(json: &Json, out: &mut Vec<String>) {
    match json {
        Json::Array(items) => items.iter().for_each(|item| collect(item, out)),
        Json::Object(map) if map.contains_key("chart") => {}
        Json::Object(map) => {
            let typed = |name: &str| map.get(name).and_then(Json::as_str);
            if typed("kind") == Some("value") && typed("type") != Some("text") {
                out.extend(typed("text").map(str::to_owned));
            }
            map.values().for_each(|value| collect(value, out));
        }
        _ => {}
    }
}

#[test]
fn the_summary_is_at_most_two_pages() {
    let [bundle, draft] = bundles();
    for bundle in [bundle, draft] {
        let (pages, _) = pdf_text(&read(bundle, "internal/executive-summary.pdf"));
        assert!(pages <= 2, "{pages} pages");
    }
}

#[test]
fn what_the_bundle_holds_is_what_the_schemas_say() {
    for bundle in bundles() {
        for filing in FILINGS {
            schema::assert_fits("filing.v1.json", filing, &json(bundle, &format!("{filing}.json")));
        }
        schema::assert_fits("check.v1.json", "findings", &json(bundle, "internal/findings.json"));
        for folder in ["submit", "internal"] {
            schema::assert_fits("manifest.v1.json", folder, &json(bundle, &format!("{folder}/manifest.json")));
        }
        for figure in json(bundle, "internal/trace.json")["figures"].as_array().expect("figures") {
            let mut figure = figure.clone();
            figure["version"] = 1.into();
            schema::assert_fits("trace.v1.json", "trace", &figure);
        }
    }
}

#[test]
fn what_leaves_the_house_names_no_file_of_the_house() {
    for bundle in bundles() {
        for entry in fs::read_dir(bundle.join("submit")).expect("a folder").flatten() {
            let bytes = fs::read(entry.path()).expect("a file");
            let text = String::from_utf8_lossy(&bytes);
            for name in ["사건.xlsx", "피해와보상.xlsx", "case.toml"] {
                assert!(!text.contains(name), "{}: {name}", entry.path().display());
            }
            if entry.path().extension().is_some_and(|extension| extension == "pdf") {
                let (_, text) = pdf_text(&bytes);
                assert!(!text.contains(".xlsx"), "{}", entry.path().display());
            }
        }
    }
}

#[test]
fn a_draft_says_so_on_every_page() {
    let [_, draft] = bundles();
    for filing in FILINGS {
        let document = lopdf::Document::load_mem(&read(draft, &format!("{filing}.pdf"))).expect("a PDF");
        for page in document.get_pages().keys() {
            let text = document.extract_text(&[*page]).expect("text");
            assert!(text.contains("초안"), "{filing} page {page}");
        }
        let html = String::from_utf8(read(draft, &format!("{filing}.html"))).expect("text");
        assert!(html.contains("초안"), "{filing}");
    }
}
