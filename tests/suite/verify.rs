//! `bogo verify`: what was changed, taken out, added or contradicted in a bundle or a PDF is found and named.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use assert_cmd::Command;
use bogo::bundle::verify_bundle;
use bogo::pack::{Assets, Pack};
use lopdf::content::Content;
use lopdf::{Document, IncrementalDocument, Object, StringFormat, dictionary};
use serde_json::Value as Json;
use tempfile::TempDir;

use crate::support::schema;

/// The smallest case, built once.
fn small() -> &'static Path {
    built("first-report-one-sheet")
}

fn built(case: &str) -> &'static Path {
    static BUILT: OnceLock<(TempDir, BTreeMap<String, PathBuf>)> = OnceLock::new();
    let (_, built) = BUILT.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let mut built = BTreeMap::new();
        for case in ["first-report-one-sheet", "kakao-2022-10-15"] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(case);
            bogo().arg("build").arg(folder).arg("--out").arg(dir.path()).arg("-q").assert().success();
            built.insert(case.to_owned(), dir.path().join(case));
        }
        (dir, built)
    });
    &built[case]
}

fn bogo() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bogo"));
    command.env_clear().env("LC_ALL", "C");
    command
}

/// Exit code and document of `bogo verify` over paths.
fn verify(paths: &[&Path]) -> (i32, Json) {
    let output = bogo().arg("verify").args(paths).args(["--message-format", "json"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let json: Json = serde_json::from_str(&text).unwrap_or_else(|why| panic!("{why}: {text}"));
    if json.get("error").is_none() {
        schema::assert_fits("verify.v1.json", "verify", &json);
    }
    (output.status.code().unwrap(), json)
}

/// The failures as `class path code`.
fn failures(json: &Json) -> Vec<String> {
    let text = |failure: &Json, key: &str| failure[key].as_str().unwrap().to_owned();
    let all = json["failures"].as_array().unwrap_or_else(|| panic!("{json:#}"));
    all.iter().map(|one| format!("{} {} {}", text(one, "class"), text(one, "path"), text(one, "code"))).collect()
}

fn notes(json: &Json) -> Vec<&str> {
    json["notes"].as_array().unwrap().iter().map(|note| note["code"].as_str().unwrap()).collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// The files below a folder.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(dir).unwrap().flatten() {
        if entry.path().is_dir() { all.extend(files(&entry.path())) } else { all.push(entry.path()) }
    }
    all.sort();
    all
}

const PDF: &str = "submit/kr-disaster-report.pdf";
const JSON: &str = "submit/kr-disaster-report.json";

#[test]
fn what_was_built_is_whole() {
    for case in ["first-report-one-sheet", "kakao-2022-10-15"] {
        let (code, json) = verify(&[built(case)]);
        assert_eq!((code, json["verdict"].as_str()), (0, Some("clean")), "{json:#}");
        assert!(notes(&json).iter().all(|code| *code == "verify-identical") && !notes(&json).is_empty(), "{json:#}");
        for claim in json["claims"].as_array().unwrap() {
            assert_eq!((claim["pdf_a"].as_str(), claim["pdf_ua"].as_str()), (Some("3A"), Some("1")));
        }
        // What leaves the house holds alone.
        let (code, json) = verify(&[&built(case).join("submit")]);
        assert_eq!(code, 0, "{json:#}");
    }
    let (code, json) = verify(&[&small().join(PDF)]);
    assert_eq!((code, failures(&json).len()), (0, 0), "{json:#}");
    assert_eq!(json["seals"][0]["seal"]["verdict"], "clean");
}

/// A source of numbers, the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

/// Changes one thing in a bundle; says what.
fn mutate(bundle: &Path, seed: u64) -> String {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1);
    for _ in 0..4 {
        random.below(2);
    }
    let all = files(bundle);
    let file = &all[random.below(all.len())];
    let mut bytes = fs::read(file).unwrap();
    let what = random.below(10);
    let at = random.below(bytes.len());
    match what {
        0..=3 => bytes[at] ^= 1 << random.below(8),
        4 => bytes.truncate(at),
        5 => bytes.insert(at, b'0'),
        6 => drop(bytes.remove(at)),
        7 => {
            fs::remove_file(file).unwrap();
            return format!("{seed}: {} removed", file.display());
        }
        8 => {
            fs::rename(file, file.with_file_name("다른 이름.json")).unwrap();
            return format!("{seed}: {} renamed", file.display());
        }
        _ => {
            fs::write(file.with_file_name("덤.txt"), "덤").unwrap();
            return format!("{seed}: a file beside {}", file.display());
        }
    }
    fs::write(file, bytes).unwrap();
    format!("{seed}: {} by {what} at {at}", file.display())
}

#[test]
fn every_mutation_of_a_bundle_is_found() {
    let pack = Pack::load(Assets::embedded()).unwrap();
    let half = |seeds: std::ops::Range<u64>| {
        let dir = tempfile::tempdir().unwrap();
        for seed in seeds {
            let bundle = dir.path().join(seed.to_string());
            copy(small(), &bundle);
            let what = mutate(&bundle, seed);
            let verified = verify_bundle(&pack, &bundle);
            // A bundle without any folder of its own is none.
            let found = verified.map_or(1, |verified| verified.failures.len());
            assert!(found > 0, "{what}");
            fs::remove_dir_all(bundle).unwrap();
        }
    };
    std::thread::scope(|scope| {
        let first = scope.spawn(|| half(0..250));
        half(250..500);
        first.join().unwrap();
    });
}

#[test]
fn a_failure_names_its_file_and_class() {
    let dir = tempfile::tempdir().unwrap();
    let changed = |change: &dyn Fn(&Path)| {
        let bundle = dir.path().join("bundle");
        let _ = fs::remove_dir_all(&bundle);
        copy(small(), &bundle);
        change(&bundle);
        let (code, json) = verify(&[&bundle]);
        assert_eq!(code, 1, "{json:#}");
        failures(&json)
    };
    let append = |file: &'static str| {
        move |bundle: &Path| {
            let mut bytes = fs::read(bundle.join(file)).unwrap();
            bytes.push(b' ');
            fs::write(bundle.join(file), bytes).unwrap();
        }
    };
    assert_eq!(changed(&append("internal/trace.json")), ["changed internal/trace.json verify-changed"]);
    assert_eq!(changed(&append("submit/SHA256SUMS"))[0], "changed submit/SHA256SUMS verify-sums");
    let remove = |bundle: &Path| fs::remove_file(bundle.join("internal/findings.json")).unwrap();
    assert_eq!(changed(&remove), ["missing internal/findings.json verify-missing"]);
    let add = |bundle: &Path| fs::write(bundle.join("submit/덤.pdf"), "덤").unwrap();
    assert!(changed(&add).contains(&"unknown submit/덤.pdf verify-unknown".to_owned()));
    let root = |bundle: &Path| fs::write(bundle.join("README"), "덤").unwrap();
    assert_eq!(changed(&root), ["unknown README verify-unknown"]);
}

/// Whoever writes the hashes anew still leaves the files against one another.
#[test]
fn files_that_contradict_each_other_are_found_behind_true_hashes() {
    let dir = tempfile::tempdir().unwrap();
    let bundle = dir.path().join("bundle");
    for (file, from, to) in [
        (JSON, "가상페이", "가짜페이"),
        ("submit/kr-disaster-report.html", "가상페이", "가짜페이"),
        ("submit/kr-disaster-report.html", "</body>", "<p>덤 12건</p></body>"),
    ] {
        let _ = fs::remove_dir_all(&bundle);
        copy(small(), &bundle);
        let text = fs::read_to_string(bundle.join(file)).unwrap();
        assert!(text.contains(from), "{file} {from}");
        fs::write(bundle.join(file), text.replacen(from, to, 1)).unwrap();
        reseal(&bundle.join("submit"));
        let (code, json) = verify(&[&bundle]);
        assert_eq!(code, 1, "{json:#}");
        assert!(
            failures(&json).iter().all(|one| one.starts_with("contradictory submit/kr-disaster-report")),
            "{json:#}"
        );
    }
}

/// Writes hashes and manifest anew, as whoever hides a change would.
fn reseal(folder: &Path) {
    let sum = |path: &Path| bogo::bundle::sha256_hex(&fs::read(path).unwrap());
    let mut manifest: Json = serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap();
    for output in manifest["outputs"].as_array_mut().unwrap() {
        let path = folder.join(output["path"].as_str().unwrap());
        output["sha256"] = sum(&path).into();
        output["bytes"] = fs::metadata(&path).unwrap().len().into();
    }
    fs::write(folder.join("manifest.json"), serde_json::to_vec_pretty(&manifest).unwrap()).unwrap();
    let names = files(folder).into_iter().filter(|path| !path.ends_with("SHA256SUMS"));
    let line = |path: PathBuf| format!("{}  {}\n", sum(&path), path.file_name().unwrap().to_string_lossy());
    fs::write(folder.join("SHA256SUMS"), names.map(line).collect::<String>()).unwrap();
}

/// A copy of the PDF, changed by another program.
fn altered(dir: &TempDir, alter: impl FnOnce(&mut Document)) -> PathBuf {
    let mut document = Document::load(small().join(PDF)).unwrap();
    alter(&mut document);
    let path = dir.path().join("altered.pdf");
    document.save(&path).unwrap();
    path
}

/// Codes of the digits in the faces of a page, and the pages' contents with one of them turned into the next.
fn turn_digit(document: &mut Document, number: usize) -> bool {
    turn_digit_in(document, None, number)
}

/// The same of the digits that stand in elements of a type.
fn turn_digit_in(document: &mut Document, tag: Option<&str>, number: usize) -> bool {
    let mut left = number;
    let mut open = Vec::new();
    for page in document.get_pages().into_values().collect::<Vec<_>>() {
        let resources = document.get_dictionary(page).unwrap().get(b"Resources").unwrap().as_reference().unwrap();
        let fonts = document.get_dictionary(resources).unwrap().get(b"Font").unwrap().as_dict().unwrap().clone();
        let mut digits: BTreeMap<Vec<u8>, BTreeMap<u16, char>> = BTreeMap::new();
        for (name, font) in &fonts {
            let font = document.get_dictionary(font.as_reference().unwrap()).unwrap();
            let map = document.get_object(font.get(b"ToUnicode").unwrap().as_reference().unwrap()).unwrap();
            let map = map.as_stream().unwrap();
            let text = map.decompressed_content().unwrap_or_else(|_| map.content.clone());
            for line in String::from_utf8(text).unwrap().lines() {
                let Some((code, text)) = line.strip_prefix('<').and_then(|line| line.split_once("> <")) else {
                    continue;
                };
                let text =
                    u16::from_str_radix(text.trim_end_matches('>'), 16).ok().and_then(|c| char::from_u32(c.into()));
                if let Some(digit) = text.filter(char::is_ascii_digit) {
                    digits.entry(name.clone()).or_default().insert(u16::from_str_radix(code, 16).unwrap(), digit);
                }
            }
        }
        let mut content = Content::decode(&document.get_page_content(page)).unwrap();
        let mut face = Vec::new();
        for operation in &mut content.operations {
            match operation.operator.as_str() {
                "Tf" => face = operation.operands[0].as_name().unwrap().to_vec(),
                "BMC" | "BDC" => open.push(operation.operands[0].as_name().unwrap().to_vec()),
                "EMC" => _ = open.pop(),
                _ => {}
            }
            if tag.is_some_and(|tag| open.last().is_none_or(|open| open != tag.as_bytes())) {
                continue;
            }
            let Some(codes) = digits.get(&face).filter(|codes| codes.len() > 1) else { continue };
            let strings = operation.operands.iter_mut().flat_map(|operand| match operand {
                Object::Array(parts) => parts.iter_mut().collect::<Vec<_>>(),
                other => vec![other],
            });
            for string in strings {
                let Object::String(bytes, _) = string else { continue };
                for code in bytes.chunks_exact_mut(2) {
                    let own = u16::from_be_bytes([code[0], code[1]]);
                    if !codes.contains_key(&own) {
                        continue;
                    }
                    if left == 0 {
                        let other = codes.keys().find(|code| **code != own).unwrap().to_be_bytes();
                        code.copy_from_slice(&other);
                        document.change_page_content(page, content.encode().unwrap()).unwrap();
                        return true;
                    }
                    left -= 1;
                }
            }
        }
    }
    false
}

#[test]
fn a_digit_turned_on_a_page_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let mut turned = 0;
    for number in [0, 7, 20, 41, 90, 150] {
        let mut found = false;
        let path = altered(&dir, |document| found = turn_digit(document, number));
        if !found {
            continue;
        }
        turned += 1;
        let (code, json) = verify(&[&path]);
        let all = failures(&json);
        assert_eq!((code, all.len()), (1, 1), "{number}: {json:#}");
        let code = json["failures"][0]["code"].as_str().unwrap();
        assert!(["verify-page", "verify-furniture", "verify-drawing"].contains(&code), "{number}: {json:#}");
        if code == "verify-page" {
            let facts = &json["failures"][0]["facts"];
            assert_ne!(facts["found"], facts["expected"]);
        }
    }
    assert!(turned >= 4, "{turned}");
}

#[test]
fn a_digit_turned_in_a_chart_is_found_and_its_figure_named() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("altered.pdf");
    let mut document = Document::load(built("kakao-2022-10-15").join("submit/kr-relief-report.pdf")).unwrap();
    assert!(turn_digit_in(&mut document, Some("Figure"), 0));
    document.save(&path).unwrap();
    let (code, json) = verify(&[&path]);
    assert_eq!((code, failures(&json).len()), (1, 1), "{json:#}");
    let failure = &json["failures"][0];
    assert_eq!(failure["code"], "verify-drawn-figure", "{json:#}");
    let facts = &failure["facts"];
    assert_eq!((facts["expected"].as_str(), facts["title"].as_str()), (Some("약 45,000건"), Some("접수 누계의 그림")));
    assert!(facts["id"].as_str().unwrap().starts_with("claims."), "{json:#}");
    assert_ne!(facts["found"], facts["expected"]);
}

/// The streams of the files inside, by name.
fn inside(document: &Document) -> BTreeMap<String, lopdf::ObjectId> {
    let specs = document.objects.values().filter_map(|object| object.as_dict().ok());
    let specs = specs.filter(|own| own.get(b"Type").and_then(Object::as_name).is_ok_and(|name| name == b"Filespec"));
    let named = specs.map(|own| {
        let name = lopdf::decode_text_string(own.get(b"UF").unwrap()).unwrap();
        (name, own.get(b"EF").unwrap().as_dict().unwrap().get(b"F").unwrap().as_reference().unwrap())
    });
    named.collect()
}

fn text_inside(document: &Document, id: lopdf::ObjectId) -> String {
    let stream = document.get_object(id).unwrap().as_stream().unwrap();
    String::from_utf8(stream.decompressed_content().unwrap()).unwrap()
}

fn put_inside(document: &mut Document, id: lopdf::ObjectId, text: &str) {
    let stream = document.get_object_mut(id).unwrap().as_stream_mut().unwrap();
    stream.set_plain_content(text.as_bytes().to_vec());
}

#[test]
fn a_value_changed_in_the_data_inside_is_found_whoever_seals_it_anew() {
    let dir = tempfile::tempdir().unwrap();
    for seals in [false, true] {
        for name in ["kr-disaster-report.json", "kr-disaster-report.figures.json"] {
            let path = altered(&dir, |document| {
                let ids = inside(document);
                let text = text_inside(document, ids[name]);
                let at = text.find("\"value\": \"20").unwrap() + "\"value\": \"20".len();
                let mut other = text.clone().into_bytes();
                other[at] = if other[at] == b'1' { b'2' } else { b'1' };
                let other = String::from_utf8(other).unwrap();
                put_inside(document, ids[name], &other);
                if seals {
                    let seal = "kr-disaster-report.seal.json";
                    let sum = |text: &str| bogo::bundle::sha256_hex(text.as_bytes());
                    let anew = text_inside(document, ids[seal]).replace(&sum(&text), &sum(&other));
                    put_inside(document, ids[seal], &anew);
                }
            });
            let (code, json) = verify(&[&path]);
            assert_eq!(code, 1, "{name} {seals}: {json:#}");
            let expected = if seals { "contradictory" } else { "changed" };
            assert!(failures(&json)[0].starts_with(expected), "{name} {seals}: {json:#}");
        }
    }
}

#[test]
fn attachments_that_a_gateway_removed_are_told_as_removed() {
    let dir = tempfile::tempdir().unwrap();
    let strip = |document: &mut Document| {
        let catalogue = document.catalog_mut().unwrap();
        catalogue.remove(b"Names");
        catalogue.remove(b"AF");
        document.prune_objects();
    };
    let path = altered(&dir, strip);
    let (code, json) = verify(&[&path]);
    assert_eq!((code, json["verdict"].as_str()), (2, Some("indeterminate")), "{json:#}");
    assert!(notes(&json).contains(&"verify-removed") && failures(&json).is_empty(), "{json:#}");
    // With the JSON that came apart it holds; with that of another day it does not.
    let (code, json) = verify(&[&path, &small().join(JSON)]);
    assert_eq!((code, failures(&json).len()), (0, 0), "{json:#}");
    let other = dir.path().join("altered.json");
    let text = fs::read_to_string(small().join(JSON)).unwrap();
    fs::write(&other, text.replace("가상페이", "가짜페이")).unwrap();
    let (code, json) = verify(&[&path, &other]);
    assert_eq!(code, 1, "{json:#}");
    // A digit turned on the way is found all the same.
    let path = altered(&dir, |document| {
        strip(document);
        assert!(turn_digit(document, 20));
    });
    let (code, json) = verify(&[&path, &small().join(JSON)]);
    assert_eq!((code, failures(&json).len()), (1, 1), "{json:#}");
}

/// Every object that is the same as another becomes that one, as programs do that save a PDF anew; says how many did.
fn merge_twins(document: &mut Document) -> usize {
    fn point(object: &mut Object, to: &BTreeMap<lopdf::ObjectId, lopdf::ObjectId>) {
        match object {
            Object::Reference(id) => *id = to.get(id).copied().unwrap_or(*id),
            Object::Array(all) => all.iter_mut().for_each(|one| point(one, to)),
            Object::Dictionary(own) => own.iter_mut().for_each(|(_, one)| point(one, to)),
            Object::Stream(stream) => stream.dict.iter_mut().for_each(|(_, one)| point(one, to)),
            _ => {}
        }
    }
    let mut merged = 0;
    loop {
        let (mut known, mut to) = (BTreeMap::new(), BTreeMap::new());
        for (id, object) in &document.objects {
            // Pages are counted, and streams are compared by what is packed in them.
            let is_page = object.as_dict().is_ok_and(|own| own.has(b"Contents"));
            if !is_page && object.as_stream().is_err() {
                let first = *known.entry(format!("{object:?}")).or_insert(*id);
                if first != *id {
                    to.insert(*id, first);
                }
            }
        }
        if to.is_empty() {
            return merged;
        }
        merged += to.len();
        document.objects.retain(|id, _| !to.contains_key(id));
        document.objects.values_mut().for_each(|object| point(object, &to));
    }
}

#[test]
fn a_pdf_whose_twins_another_program_merged_is_read() {
    let dir = tempfile::tempdir().unwrap();
    // A row of two cells that say nothing: as elements of the structure they are one.
    let path = altered(&dir, |document| {
        let element = |document: &Document, kind: &[u8]| {
            let is_one = |object: &Object| {
                object.as_dict().is_ok_and(|own| own.get(b"S").and_then(Object::as_name).is_ok_and(|name| name == kind))
            };
            document.objects.iter().find(|(_, object)| is_one(object)).map(|(id, _)| *id).unwrap()
        };
        let root = element(document, b"Document");
        let cell = dictionary! { "Type" => "StructElem", "S" => "Span", "P" => Object::Reference(root) };
        let twins = [document.add_object(cell.clone()), document.add_object(cell)];
        let kids = document.get_dictionary_mut(root).unwrap().get_mut(b"K").unwrap().as_array_mut().unwrap();
        kids.extend(twins.map(Object::Reference));
        assert!(merge_twins(document) > 0, "no two objects are the same");
    });
    let (code, json) = verify(&[&path]);
    assert_eq!((code, failures(&json)), (0, Vec::new()), "{json:#}");
    assert!(notes(&json).contains(&"verify-repacked"), "{json:#}");
    // A digit turned on the way is found all the same.
    let path = altered(&dir, |document| {
        merge_twins(document);
        assert!(turn_digit(document, 20));
    });
    let (code, json) = verify(&[&path]);
    assert_eq!((code, failures(&json).len()), (1, 1), "{json:#}");
}

#[test]
fn a_pdf_that_cannot_be_read_is_called_so_and_not_changed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("half.pdf");
    let bytes = fs::read(small().join(PDF)).unwrap();
    fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let (code, json) = verify(&[&path]);
    assert_eq!((code, failures(&json)), (1, vec!["unreadable half.pdf verify-pdf-unreadable".to_owned()]), "{json:#}");
    let output = bogo().arg("verify").arg(&path).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("읽을 수 없음 half.pdf"), "{told}");
}

/// The file with something added behind its end.
fn appended(dir: &TempDir, add: impl FnOnce(&mut IncrementalDocument)) -> PathBuf {
    let mut document = IncrementalDocument::load(small().join(PDF)).unwrap();
    add(&mut document);
    let path = dir.path().join("appended.pdf");
    document.save(&path).unwrap();
    path
}

/// A signature as signing software adds it: a field, a value, and nothing else.
fn sign(document: &mut IncrementalDocument) {
    let catalogue = document.get_prev_documents().trailer.get(b"Root").unwrap().as_reference().unwrap();
    document.opt_clone_object_to_new_document(catalogue).unwrap();
    let new = &mut document.new_document;
    let signature = new.add_object(dictionary! {
        "Type" => "Sig", "Filter" => "Adobe.PPKLite", "SubFilter" => "ETSI.CAdES.detached",
        "ByteRange" => vec![0.into(), 10.into(), 20.into(), 10.into()],
        "Name" => Object::string_literal("Director"), "M" => Object::string_literal("D:20261126100000+09'00'"),
        "Contents" => Object::String(vec![0; 16], StringFormat::Hexadecimal),
    });
    let field = new.add_object(dictionary! {
        "Type" => "Annot", "Subtype" => "Widget", "FT" => "Sig", "V" => signature, "T" => Object::string_literal("S1"),
        "Rect" => vec![0.into(), 0.into(), 0.into(), 0.into()],
    });
    let form = dictionary! { "SigFlags" => 3, "Fields" => vec![field.into()] };
    new.get_object_mut(catalogue).unwrap().as_dict_mut().unwrap().set("AcroForm", form);
}

#[test]
fn a_signature_added_later_is_reported_and_survives() {
    let dir = tempfile::tempdir().unwrap();
    let path = appended(&dir, sign);
    let (code, json) = verify(&[&path]);
    assert_eq!((code, failures(&json).len()), (0, 0), "{json:#}");
    assert_eq!(json["signatures"][0]["form"], "ETSI.CAdES.detached");
    assert!(notes(&json).contains(&"verify-signed") && notes(&json).contains(&"verify-identical"), "{json:#}");
    // In the bundle its hash is not that of the manifest, and it is told as signed, not as changed.
    let bundle = dir.path().join("bundle");
    copy(small(), &bundle);
    fs::copy(&path, bundle.join(PDF)).unwrap();
    let (code, json) = verify(&[&bundle]);
    assert_eq!(code, 0, "{json:#}");
}

#[test]
fn what_is_laid_over_a_page_later_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let first = |document: &IncrementalDocument| document.get_prev_documents().get_pages()[&1];
    let path = appended(&dir, |document| {
        sign(document);
        let page = first(document);
        document.opt_clone_object_to_new_document(page).unwrap();
        let note = document.new_document.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "FreeText", "Contents" => Object::string_literal("9"),
            "Rect" => vec![100.into(), 700.into(), 200.into(), 720.into()],
        });
        let page = document.new_document.get_object_mut(page).unwrap().as_dict_mut().unwrap();
        page.set("Annots", vec![note.into()]);
    });
    let (code, json) = verify(&[&path]);
    assert_eq!((code, failures(&json)), (1, vec!["changed appended.pdf verify-annotation".to_owned()]), "{json:#}");
    let path = appended(&dir, |document| {
        let page = first(document);
        let content = document.get_prev_documents().get_page_contents(page)[0];
        let mut whole = document.get_prev_documents().clone();
        assert!(turn_digit(&mut whole, 0));
        let stream = whole.get_object(content).unwrap().clone();
        document.new_document.set_object(content, stream);
    });
    let (code, json) = verify(&[&path]);
    assert_eq!((code, failures(&json).len()), (1, 1), "{json:#}");
}

#[test]
fn what_is_no_filing_is_told_apart_from_what_was_changed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.pdf");
    fs::write(&path, "hello").unwrap();
    let (code, json) = verify(&[&path]);
    assert_eq!((code, json["error"]["key"].as_str()), (2, Some("verify-not-a-pdf")));
    let mut foreign = Document::with_version("1.7");
    let pages = foreign.add_object(dictionary! { "Type" => "Pages", "Kids" => Vec::<Object>::new(), "Count" => 0 });
    let root = foreign.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    foreign.trailer.set("Root", root);
    foreign.save(&path).unwrap();
    let (code, json) = verify(&[&path]);
    assert_eq!((code, failures(&json)), (1, vec!["unknown x.pdf verify-not-ours".to_owned()]), "{json:#}");
    let bytes = fs::read(small().join(PDF)).unwrap();
    for length in [20, 1000, bytes.len() / 2, bytes.len() - 10] {
        fs::write(&path, &bytes[..length]).unwrap();
        let (code, json) = verify(&[&path]);
        assert_eq!(code, 1, "{length}: {json:#}");
    }
    let (code, json) = verify(&[dir.path()]);
    assert_eq!((code, json["error"]["key"].as_str()), (2, Some("verify-not-a-bundle")));
    let (code, json) = verify(&[&dir.path().join("gone.pdf")]);
    assert_eq!((code, json["error"]["key"].as_str()), (2, Some("verify-unreadable")));
}

#[test]
fn the_terminal_says_it_in_sentences() {
    let output = bogo().arg("verify").arg(small()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("온전함") && !text.contains("verify-") && !text.contains('{'), "{text}");
    let dir = tempfile::tempdir().unwrap();
    let path = altered(&dir, |document| assert!(turn_digit(document, 20)));
    for lang in ["ko", "en"] {
        let output = bogo().arg("verify").arg(&path).args(["--lang", lang]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(!text.contains("verify-") && !text.contains('{'), "{text}");
    }
}

/// The pack in a folder, with another text in it: what another version would have.
fn other_pack(dir: &Path) -> PathBuf {
    let pack = dir.join("templates");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &pack);
    let words = pack.join("base/cli.toml");
    let text = fs::read_to_string(&words).unwrap();
    fs::write(&words, format!("# Another version.\n{text}")).unwrap();
    pack
}

#[test]
fn what_another_version_made_is_held_against_its_data_number_by_number() {
    let dir = tempfile::tempdir().unwrap();
    let pack = other_pack(dir.path());
    let bundle = built("kakao-2022-10-15");
    let (code, json) = verify(&[bundle, Path::new("--templates"), &pack]);
    assert_eq!((code, failures(&json)), (0, Vec::new()));
    assert!(notes(&json).contains(&"verify-other-maker"), "{json:#}");
    // Built again by another version it may differ for that alone.
    let (code, json) =
        verify(&[bundle, Path::new("--templates"), &pack, Path::new("--rebuild"), &fixture("kakao-2022-10-15")]);
    assert_eq!((code, failures(&json)), (2, Vec::new()), "{json:#}");
    assert!(notes(&json).contains(&"verify-again-other-maker"), "{json:#}");
    // A digit that the data do not have is found all the same.
    let turned = altered(&dir, |document| assert!(turn_digit(document, 41)));
    let (code, json) = verify(&[&turned, Path::new("--templates"), &pack]);
    assert_eq!((code, failures(&json).len()), (1, 1), "{json:#}");
}

/// Exit code and document of `bogo verify --rebuild`.
fn rebuilt(path: &Path, case: &Path) -> (i32, Json) {
    verify(&[path, Path::new("--rebuild"), case])
}

fn fixture(case: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(case)
}

#[test]
fn what_is_built_again_from_its_case_is_the_same_to_the_byte() {
    for case in ["first-report-one-sheet", "kakao-2022-10-15"] {
        for path in [built(case).to_owned(), built(case).join("submit")] {
            let (code, json) = rebuilt(&path, &fixture(case));
            assert_eq!((code, failures(&json)), (0, Vec::new()), "{}", path.display());
        }
    }
    let (code, json) = rebuilt(&small().join(PDF), &fixture("first-report-one-sheet"));
    assert_eq!(code, 0, "{json:#}");
    assert!(notes(&json).contains(&"verify-again-same"), "{json:#}");
    // Another case is another case.
    let (code, json) = rebuilt(small(), &fixture("kakao-2022-10-15"));
    assert_eq!(code, 1);
    assert!(failures(&json)[0].ends_with("verify-again-case"), "{json:#}");
}

/// Changes one cell of a workbook: the first shared or inline text, or the first number, that reads `from`.
fn edit(workbook: &Path, part: &str, from: &str, to: &str) {
    use std::io::{Read as _, Write as _};
    let bytes = fs::read(workbook).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(fs::File::create(workbook).unwrap());
    let mut edits = 0;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut text = Vec::new();
        entry.read_to_end(&mut text).unwrap();
        if name.contains(part) {
            let whole = String::from_utf8(text).unwrap();
            if edits == 0 && whole.contains(from) {
                edits += 1;
                text = whole.replacen(from, to, 1).into_bytes();
            } else {
                text = whole.into_bytes();
            }
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&text).unwrap();
    }
    out.finish().unwrap();
    assert_eq!(edits, 1, "no cell reads {from}");
}

#[test]
fn a_changed_input_cell_is_named_with_what_it_changes() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    copy(&fixture("kakao-2022-10-15"), &case);
    // 13,198 claims about paid services, as the ministry was told on December 2.
    edit(&case.join("피해와보상.xlsx"), "sheet", ">13198<", ">13199<");
    let bundle = built("kakao-2022-10-15");
    for path in [bundle.to_owned(), bundle.join("submit"), bundle.join("submit/kr-relief-report.pdf")] {
        let (code, json) = rebuilt(&path, &case);
        assert_eq!(code, 1, "{json:#}");
        let failures = failures(&json);
        assert!(failures.iter().any(|one| one == "changed 피해와보상.xlsx verify-again-input"), "{failures:?}");
        let values = json["failures"].as_array().unwrap().iter();
        let messages: Vec<&str> = values
            .filter(|failure| failure["code"] == "verify-again-value-at")
            .map(|failure| failure["message"].as_str().unwrap())
            .collect();
        let told = |message: &&&str| {
            message.contains("13,198")
                && message.contains("13,199")
                && message.contains("피해와보상.xlsx / 피해접수통계 / G8")
        };
        assert_eq!(messages.iter().filter(told).count(), 1, "{messages:#?}");
    }
    // The case is as it was, but somebody wrote another time into case.toml.
    let other = dir.path().join("other");
    copy(&fixture("first-report-one-sheet"), &other);
    let text = fs::read_to_string(other.join("case.toml")).unwrap();
    let line = text.lines().find(|line| line.starts_with("title")).unwrap();
    fs::write(other.join("case.toml"), text.replace(line, "title = \"다른 제목\"")).unwrap();
    let (code, json) = rebuilt(small(), &other);
    assert_eq!(code, 1);
    let failures = failures(&json);
    assert!(failures.iter().any(|one| one == "changed case.toml verify-again-beside"), "{failures:?}");
    assert!(failures.iter().any(|one| one.contains("verify-again-value")), "{failures:?}");
}
