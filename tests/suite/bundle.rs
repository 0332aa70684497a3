//! The finished bundle of the Kakao case, read from outside: conformity, text, schemas, neutrality, length.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use page_validation::{ValidationOptions, ValidationProfile, validate_pdf_bytes};
use serde_json::Value as Json;
use tempfile::TempDir;

use crate::support::schema;

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
        let html = String::from_utf8(read(bundle, &format!("{filing}.html"))).expect("UTF-8");
        let (mut values, mut folded) = (Vec::new(), Vec::new());
        for section in data["sections"].as_array().expect("sections") {
            // What a page has no room for is folded on the screen, and in the data.
            let is_folded = section["id"].as_str().is_some_and(|id| id.starts_with("annex-"));
            collect(section, if is_folded { &mut folded } else { &mut values });
        }
        assert!(values.len() > 10, "{filing}: {}", values.len());
        assert_eq!(!folded.is_empty(), filing.ends_with("executive-summary"), "{filing}");
        let screen: String = html.chars().filter(|c| !c.is_whitespace() && *c != '\u{2060}').collect();
        for value in folded {
            let bare: String = value.chars().filter(|c| !c.is_whitespace()).collect();
            assert!(screen.contains(&bare), "{filing} on the screen: {value}");
        }
        for value in values {
            let bare: String = value.chars().filter(|c| !c.is_whitespace()).collect();
            // A cell's paragraphs may be laid out apart; a value as printed must stand in one piece.
            assert!(bare.contains('\n') || text.contains(&bare), "{filing}: {value}");
        }
    }
}

/// The printed text of every figure and moment below `json`, in charts as well.
fn collect(json: &Json, out: &mut Vec<String>) {
    match json {
        Json::Array(items) => items.iter().for_each(|item| collect(item, out)),
        Json::Object(map) => {
            let typed = |name: &str| map.get(name).and_then(Json::as_str);
            let is_drawn = map.contains_key("label") && map.contains_key("text") && map.contains_key("figure");
            if is_drawn || typed("kind") == Some("value") && typed("type") != Some("text") {
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

/// Files inside a PDF: name, relationship, content.
fn attachments(bytes: &[u8]) -> Vec<(String, String, Vec<u8>)> {
    let document = lopdf::Document::load_mem(bytes).expect("a PDF");
    let files = document.catalog().expect("a catalogue").get(b"AF").and_then(lopdf::Object::as_array).expect("files");
    let file = |file: &lopdf::Object| {
        let own = document.get_dictionary(file.as_reference().expect("a reference")).expect("a specification");
        let name = lopdf::decode_text_string(own.get(b"UF").expect("a name")).expect("text");
        let relation = own.get(b"AFRelationship").and_then(lopdf::Object::as_name).expect("a relationship");
        let stream = own.get(b"EF").and_then(lopdf::Object::as_dict).expect("a file").get(b"F").expect("a stream");
        let stream = document.get_object(stream.as_reference().expect("a reference")).expect("a stream");
        let stream = stream.as_stream().expect("a stream");
        let content = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
        (name, String::from_utf8_lossy(relation).into_owned(), content)
    };
    files.iter().map(file).collect()
}

#[test]
fn a_pdf_carries_its_data_and_its_figures_with_neutral_origins() {
    for bundle in bundles() {
        for filing in FILINGS {
            let files = attachments(&read(bundle, &format!("{filing}.pdf")));
            let base = filing.rsplit('/').next().expect("a name");
            let found: Vec<_> = files.iter().map(|(name, relation, _)| (name.as_str(), relation.as_str())).collect();
            let [figures, data, seal] = ["figures.json", "json", "seal.json"].map(|ending| format!("{base}.{ending}"));
            let expected = [(&figures, "Supplement"), (&data, "Data"), (&seal, "Supplement")];
            assert_eq!(found, expected.map(|(name, relation)| (name.as_str(), relation)));
            let supplement: Json = serde_json::from_slice(&files[0].2).expect("JSON");
            schema::assert_fits("supplement.v1.json", filing, &supplement);
            let own: Json = serde_json::from_slice(&files[1].2).expect("JSON");
            assert_eq!(own, json(bundle, &format!("{filing}.json")), "{filing}: the data inside is the data beside");
            assert_eq!(supplement["figures"].as_array().map(Vec::len), own["sources"].as_array().map(Vec::len));
            assert!(supplement["figures"].as_array().expect("figures").iter().any(|figure| figure["state"] == "exact"));
            if filing.starts_with("submit") {
                for (name, _, content) in &files {
                    assert!(!String::from_utf8_lossy(content).contains(".xlsx"), "{filing}: {name}");
                }
            }
        }
    }
}

#[test]
fn inputs_travel_inside_when_asked_for_and_never_in_a_public_edition() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15");
    let build = |case: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bogo"));
        command.arg("build").arg(case).args(["--quiet", "--format", "pdf", "--attach-inputs", "--out"]).arg(dir.path());
        command.output().expect("it runs")
    };
    assert!(build(&case).status.success());
    let bundle = dir.path().join("kakao-2022-10-15");
    let sources = |name: &str| {
        let bytes = read(&bundle, name);
        let report = validate_pdf_bytes(&bytes, &ValidationOptions::default().profile(ValidationProfile::PdfA3a));
        assert!(report.expect("a PDF").is_compliant, "{name}");
        let mut files = attachments(&bytes);
        files.retain(|(_, relation, _)| relation == "Source");
        files
    };
    let inside = sources("internal/executive-summary.pdf");
    let outside = sources("submit/kr-incident-report.pdf");
    assert!(inside.len() >= 2 && inside.len() == outside.len());
    assert!(inside.iter().any(|(name, _, content)| {
        let original = fs::read_dir(&case)
            .expect("the case")
            .flatten()
            .find(|entry| name.ends_with(&*entry.file_name().to_string_lossy()));
        original.is_some_and(|entry| fs::read(entry.path()).expect("an input") == *content)
    }));
    assert!(outside.iter().all(|(name, _, _)| name.starts_with("원자료 ")), "{:?}", outside[0].0);
    assert_eq!(sources("submit/kr-incident-report.letter.pdf").len(), 0);

    let public = dir.path().join("case");
    fs::create_dir(&public).expect("a folder");
    for entry in fs::read_dir(&case).expect("the case").flatten().filter(|entry| entry.path().is_file()) {
        fs::copy(entry.path(), public.join(entry.file_name())).expect("a copy");
    }
    let toml = fs::read_to_string(public.join("case.toml")).expect("the case file");
    let toml: String =
        toml.lines().filter(|line| !line.starts_with("edition")).map(|line| format!("{line}\n")).collect();
    fs::write(public.join("case.toml"), format!("edition = \"public\"\n{toml}")).expect("ours");
    let refused = build(&public);
    assert_eq!(refused.status.code(), Some(2), "{}", String::from_utf8_lossy(&refused.stderr));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("공개본"));
}
