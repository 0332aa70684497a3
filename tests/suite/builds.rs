//! Every fixture builds: clean, whole, conforming, each filing to an agency with its letter; and under another day's law
//! only as a draft that says so.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use page_validation::{ValidationOptions, ValidationProfile, validate_pdf_bytes};
use serde_json::Value as Json;
use tempfile::TempDir;

use crate::support::schema;

const HYPOTHETICAL: &str = "가정 적용(제출용 아님)";

/// Folders of fixtures that hold a case.
fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder)
        .expect("fixtures")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.join("case.toml").is_file())
        .collect();
    cases.sort();
    assert!(!cases.is_empty());
    cases
}

fn build(case: &Path, out: &Path, more: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bogo"));
    let run = command.arg("build").arg(case).arg("--out").arg(out).args(more).output().expect("it runs");
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{}: {said}", case.display());
}

/// The bundle of each fixture, built once.
fn bundles() -> &'static [PathBuf] {
    static BUNDLES: OnceLock<(TempDir, Vec<PathBuf>)> = OnceLock::new();
    let (_, bundles) = BUNDLES.get_or_init(|| {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let bundles = fixtures().into_iter().map(|case| {
            build(&case, dir.path(), &["--quiet"]);
            dir.path().join(id(&case))
        });
        let bundles = bundles.collect();
        (dir, bundles)
    });
    bundles
}

fn id(case: &Path) -> String {
    let text = fs::read_to_string(case.join("case.toml")).expect("a case file");
    let table: toml::Table = text.parse().expect("TOML");
    table["id"].as_str().expect("an id").to_owned()
}

/// Files of a bundle with an ending.
fn files(bundle: &Path, ending: &str) -> Vec<PathBuf> {
    let folders = ["submit", "internal"].map(|folder| bundle.join(folder));
    let entries = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|found| found == ending));
    files.sort();
    files
}

/// The filings of a bundle.
fn filings(bundle: &Path) -> Vec<(PathBuf, Json)> {
    let json = |path: PathBuf| {
        let data = serde_json::from_slice(&fs::read(&path).expect("a file")).expect("JSON");
        (path, data)
    };
    files(bundle, "json").into_iter().map(json).filter(|(_, data): &(_, Json)| data.get("form").is_some()).collect()
}

#[test]
fn every_pdf_of_every_fixture_conforms_to_pdf_a_and_pdf_ua() {
    for bundle in bundles() {
        let pdfs = files(bundle, "pdf");
        assert!(!pdfs.is_empty(), "{}", bundle.display());
        for pdf in pdfs {
            let bytes = fs::read(&pdf).expect("a file");
            for profile in [ValidationProfile::PdfUa1, ValidationProfile::PdfA3a] {
                let report = validate_pdf_bytes(&bytes, &ValidationOptions::default().profile(profile)).expect("a PDF");
                assert!(report.is_compliant, "{} {profile:?}: {:#?}", pdf.display(), report.failures);
            }
        }
    }
}

#[test]
fn every_filing_fits_its_schema_and_lacks_no_required_item() {
    for bundle in bundles() {
        for (path, filing) in filings(bundle) {
            schema::assert_fits("filing.v1.json", &path.display().to_string(), &filing);
            let items = filing["sections"].as_array().expect("sections").iter();
            let items = items.flat_map(|section| section["items"].as_array().expect("items"));
            for item in items {
                assert_ne!(item["state"], "missing", "{}: {}", path.display(), item["id"]);
            }
        }
    }
}

#[test]
fn each_filing_to_an_agency_comes_with_a_letter_that_names_it() {
    let mut letters = 0;
    for bundle in bundles() {
        let filings = filings(bundle);
        let stems: BTreeSet<&str> = filings.iter().filter_map(|(_, filing)| filing["file"].as_str()).collect();
        for (path, filing) in &filings {
            let form = filing["form"].as_str().expect("a form");
            let letter = format!("{form}.letter");
            assert_eq!(filing["audience"] == "agency", stems.contains(letter.as_str()), "{}", path.display());
            if filing["audience"] != "agency" {
                continue;
            }
            letters += 1;
            // Each law protects what is submitted under it, and no other.
            let said = serde_json::to_string(&filings.iter().find(|(_, other)| other["file"] == letter.as_str()))
                .expect("JSON");
            let of_stability = ["kr-incident-report", "kr-data-response", "kr-stability-annual"].contains(&form);
            assert!(of_stability || !said.contains("tba.stability-data-protection"), "{form}");
            assert!(form == "kr-datacentre-report" || !said.contains("icna.data-protection"), "{form}");
            let asked = ["kr-disaster-report", "kr-datacentre-report", "kr-intrusion-report", "kr-stability-annual"];
            assert!(!asked.contains(&form) || !said.contains("related.requests"), "{form}: it answers no request");
            let (_, letter) = filings.iter().find(|(_, other)| other["file"] == letter.as_str()).expect("a letter");
            let title = filing["title"].as_str().expect("a title");
            let enclosed = letter["attachments"].as_array().expect("attachments");
            assert!(enclosed.iter().any(|line| line.as_str().is_some_and(|line| line.contains(title))), "{letter:#}");
            assert!(letter["head"].as_array().is_some_and(|head| head.iter().any(|line| line["label"] == "수신")));
            assert!(!letter["sender"].as_array().expect("a sender").is_empty());
            let pdf = lopdf::Document::load(path.with_file_name(format!("{form}.letter.pdf"))).expect("a PDF");
            assert_eq!(pdf.get_pages().len(), 1, "{form}: nobody signs a page of its own");
            for ending in ["pdf", "html", "json"] {
                assert!(path.with_file_name(format!("{form}.letter.{ending}")).is_file());
            }
        }
    }
    assert!(letters > 1);
}

#[test]
fn another_days_law_makes_a_draft_that_says_so_on_every_page() {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15");
    let dir = tempfile::tempdir().expect("a temporary folder");
    build(&case, dir.path(), &["--quiet", "--law-date", "2026-11-22"]);
    let names: Vec<String> = fs::read_dir(dir.path())
        .expect("a folder")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into())
        .collect();
    assert_eq!(names, ["kakao-2022-10-15.draft"], "nothing else is written");
    let bundle = dir.path().join("kakao-2022-10-15.draft");
    for (path, filing) in filings(&bundle) {
        assert_eq!((&filing["draft"], &filing["hypothetical"]), (&Json::Bool(true), &Json::Bool(true)));
        assert_eq!(filing["law_date"], "2026-11-22", "{}", path.display());
        let html = fs::read_to_string(path.with_extension("html")).expect("a page");
        assert!(html.contains(HYPOTHETICAL), "{}", path.display());
        let document = lopdf::Document::load(path.with_extension("pdf")).expect("a PDF");
        for page in document.get_pages().keys() {
            let text: String = document.extract_text(&[*page]).expect("text").split_whitespace().collect();
            assert!(text.contains("가정적용(제출용아님)"), "{} page {page}", path.display());
        }
    }
    // The law of that day is cited: the notice stands under its latest number.
    let report = fs::read_to_string(bundle.join("submit/kr-incident-report.json")).expect("a filing");
    assert!(report.contains("제37조의21") && !report.contains("제37조의11"));
}
