//! Editions: what is filed, what the public may see, what stays in the house. A marker stands in every text of a case, so that
//! whatever reaches a page, an attachment, metadata or an alternative says which column it came from.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use bogo::pack::{Assets, FieldType, Pack};
use fixtures::book;
use serde_json::Value as Json;

use crate::support::{Case, bogo};

/// Columns that pages for everyone print: what happened, which services, which measures, what users were told and paid.
const PUBLIC: &[&str] = &[
    "channel.entity",
    "channel.extension_reason",
    "channel.name",
    "channel.note",
    "channel.source",
    "claim_count.code",
    "claim_count.note",
    "claim_count.reason",
    "claim_count.source",
    "contact.department",
    "demand.authority",
    "demand.cause",
    "demand.doc_no",
    "demand.plan",
    "demand.result",
    "demand.source",
    "demand.text",
    "entity.business_no",
    "entity.name",
    "entity.registration_no",
    "entity.representative",
    "entity.source",
    "entity.support_contact",
    "entity.traffic_period",
    "entity.users_period",
    "event.asserted_by",
    "event.note",
    "event.source",
    "event.what",
    "event.who",
    "interruption.function",
    "interruption.note",
    "interruption.region",
    "interruption.service",
    "interruption.source",
    "interruption.symptom",
    "notice.audience",
    "notice.source",
    "notice.text",
    "outage.alert_level",
    "outage.cause",
    "outage.damage",
    "outage.further_plan",
    "outage.note",
    "outage.place",
    "outage.plan_followed",
    "outage.recovery_plan",
    "outage.response",
    "outage.source",
    "outage.stated_duration_basis",
    "outage.symptom",
    "outage.title",
    "outage.user_advice",
    "outage.users_share_method",
    "payout_count.note",
    "payout_count.reason",
    "payout_count.scope",
    "payout_count.source",
    "payout_count.target",
    "payout_count.value_basis",
    "request.doc_no",
    "request.item",
    "request.source",
    "standard.documents",
    "standard.ground",
    "standard.note",
    "standard.procedure",
    "standard.scheme",
    "standard.service",
    "standard.source",
    "standard.target",
];

/// Columns that the public does not see, on the grounds that the forms state.
const WITHHELD: &[&str] = &[
    "contact.email",
    "contact.name",
    "contact.phone",
    "demand.evidence",
    "demand.owner",
    "entity.officer",
    "redundancy.component",
    "redundancy.drill",
    "redundancy.manual",
    "redundancy.mode",
    "redundancy.note",
    "redundancy.sites",
    "redundancy.source",
    "request.answer",
    "request.evidence",
    "request.owner",
];

fn pack() -> Pack {
    Pack::load(Assets::embedded()).unwrap_or_else(|error| panic!("{error}"))
}

/// A word of letters that stands nowhere else.
fn marker(number: usize) -> String {
    let letter = |n: usize| char::from(b'A' + u8::try_from(n % 26).expect("a letter"));
    format!("QZ{}{}{}ZQ", letter(number / 676), letter(number / 26), letter(number))
}

/// Puts a marker into every text of every sheet, each column its own, columns that the case lacks included; and into
/// `case.toml`. Returns column by marker.
fn plant(case: &Case, pack: &Pack) -> BTreeMap<String, String> {
    let mut columns = BTreeMap::new();
    let mut new = |name: String| {
        let marker = marker(columns.len());
        columns.insert(marker.clone(), name);
        marker
    };
    for schema in &pack.sheets.sheet {
        let path = case.path().join("source").join(format!("{}.csv", schema.ko));
        let Ok(mut rows) = book::rows(&path) else { continue };
        let place = |rows: &Vec<Vec<String>>, field: &bogo::pack::FieldSchema| {
            let same =
                |name: &String, header: &String| bogo::mapping::normalise(name) == bogo::mapping::normalise(header);
            rows[0].iter().position(|header| {
                same(&field.ko, header) || same(&field.en, header) || field.also.iter().any(|name| same(name, header))
            })
        };
        for field in schema.field.iter().filter(|field| field.kind == FieldType::Text) {
            let marker = new(format!("{}.{}", schema.id, field.id));
            let at = place(&rows, field).unwrap_or_else(|| {
                rows[0].push(field.ko.clone());
                rows[0].len() - 1
            });
            for row in rows[1..].iter_mut().filter(|row| row.iter().any(|cell| !cell.is_empty())) {
                row.resize(row.len().max(at + 1), String::new());
                let text = format!("{} {marker}", row[at]);
                text.trim().clone_into(&mut row[at]);
            }
        }
        let width = rows[0].len();
        for row in &mut rows {
            row.resize(width, String::new());
        }
        let line = |cells: &Vec<String>| {
            let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            quoted.join(",") + "\n"
        };
        fs::write(&path, rows.iter().map(line).collect::<String>()).expect("the source is ours");
    }
    case.write(None);
    let path = case.path().join("case.toml");
    let text = fs::read_to_string(&path).expect("the case");
    let (before, _) = text.split_once("[contact]").unwrap_or((&text, ""));
    let contact: String = ["name", "department", "phone", "email"]
        .iter()
        .map(|key| format!("{key} = \"{}\"\n", new(format!("contact.{key}"))))
        .collect();
    fs::write(&path, format!("{before}[contact]\n{contact}")).expect("ours");
    columns
}

/// Everything that a file holds, as a reader, a search or a curious person would find it.
fn texts(path: &Path) -> Vec<String> {
    let bytes = fs::read(path).expect("a file");
    let mut texts = vec![path.file_name().expect("a name").to_string_lossy().into_owned()];
    texts.push(String::from_utf8_lossy(&bytes).into_owned());
    if path.extension().is_some_and(|ending| ending == "pdf") {
        let reading = bogo::proof::pdf::read(&bytes).expect("a PDF");
        texts.extend(reading.words.iter().map(|word| word.text.clone()));
        texts.extend(reading.drawings.iter().map(|drawing| drawing.alternative.clone()));
        for file in &reading.files {
            texts.push(file.name.clone());
            texts.push(String::from_utf8_lossy(&file.bytes).into_owned());
        }
        // Metadata, bookmarks, names, and whatever else a stream or a string holds.
        let document = lopdf::Document::load_mem(&bytes).expect("a PDF");
        for object in document.objects.values() {
            if let Ok(stream) = object.as_stream() {
                let content = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
                texts.push(String::from_utf8_lossy(&content).into_owned());
            }
            strings(object, &mut texts);
        }
    }
    texts
}

/// The text strings of an object, as UTF-16 where they say so.
fn strings(object: &lopdf::Object, texts: &mut Vec<String>) {
    match object {
        lopdf::Object::String(bytes, _) if bytes.starts_with(&[0xFE, 0xFF]) => {
            let units: Vec<u16> =
                bytes[2..].chunks(2).map(|pair| u16::from_be_bytes([pair[0], *pair.get(1).unwrap_or(&0)])).collect();
            texts.push(String::from_utf16_lossy(&units));
        }
        lopdf::Object::String(bytes, _) => texts.push(String::from_utf8_lossy(bytes).into_owned()),
        lopdf::Object::Array(objects) => objects.iter().for_each(|object| strings(object, texts)),
        lopdf::Object::Dictionary(dictionary) => dictionary.iter().for_each(|(_, object)| strings(object, texts)),
        lopdf::Object::Stream(stream) => stream.dict.iter().for_each(|(_, object)| strings(object, texts)),
        _ => {}
    }
}

fn files(dir: &Path) -> Vec<std::path::PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(dir).expect("a folder").flatten() {
        if entry.path().is_dir() { all.extend(files(&entry.path())) } else { all.push(entry.path()) }
    }
    all.sort();
    all
}

/// The columns whose marker is found in what lies in a folder of the bundle.
fn seen(dir: &Path, columns: &BTreeMap<String, String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for path in files(dir) {
        for text in texts(&path) {
            found.extend(columns.iter().filter(|(marker, _)| text.contains(*marker)).map(|(_, name)| name.clone()));
        }
    }
    found
}

fn build(case: &Case, pack: &Pack, edition: &str) -> std::path::PathBuf {
    let mut command = bogo();
    command.current_dir(case.path()).args(["build", ".", "--draft", "-q", "--edition", edition]);
    for form in pack.forms.keys().filter(|form| *form != "kr-submission-letter") {
        command.args(["--form", form]);
    }
    let output = command.output().expect("it runs");
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&output.stderr));
    case.out().join("kakao-2022-10-15.draft")
}

#[test]
fn the_public_sees_what_is_for_the_public_and_nothing_else() {
    let (case, pack) = (Case::kakao(), pack());
    let columns = plant(&case, &pack);
    let bundle = build(&case, &pack, "public");
    let (filed, public) = (seen(&bundle.join("submit"), &columns), seen(&bundle.join("public"), &columns));
    let listed: BTreeSet<String> = PUBLIC.iter().map(|&name| name.to_owned()).collect();
    assert_eq!(public, listed, "what the public sees");
    let withheld: BTreeSet<String> = WITHHELD.iter().map(|&name| name.to_owned()).collect();
    assert_eq!(filed.difference(&public).cloned().collect::<BTreeSet<_>>(), withheld, "what it does not");
}

#[test]
fn names_of_files_and_sheets_stand_inside_the_house_alone() {
    let case = Case::kakao();
    for edition in ["public", "internal"] {
        let output = bogo().current_dir(case.path()).args(["build", ".", "-q", "--edition", edition]).output();
        assert!(output.expect("it runs").status.success());
        let bundle = case.out().join("kakao-2022-10-15");
        let names = ["사건.xlsx", "피해와보상.xlsx"];
        let tells = |folder: &str| {
            let texts: Vec<String> = files(&bundle.join(folder)).iter().flat_map(|path| texts(path)).collect();
            let own = case.path().display().to_string();
            names.iter().any(|name| texts.iter().any(|text| text.contains(name) || text.contains(&own)))
        };
        assert!(!tells("submit"), "{edition}");
        assert!(tells("internal"), "{edition}");
        if edition == "public" {
            assert!(!tells("public"));
        } else {
            let page = fs::read_to_string(bundle.join("internal/kr-relief-report.html")).expect("a page");
            assert!(page.contains("피해와보상.xlsx"), "the internal edition names its cells");
        }
    }
}

#[test]
fn what_is_withheld_is_marked_where_it_stands_and_asked_to_be_protected() {
    let case = Case::kakao();
    let output = bogo().current_dir(case.path()).args(["build", ".", "-q", "--edition", "public"]).output();
    assert!(output.expect("it runs").status.success());
    let bundle = case.out().join("kakao-2022-10-15");
    let json =
        |name: &str| -> Json { serde_json::from_slice(&fs::read(bundle.join(name)).expect("a filing")).expect("JSON") };
    let filed = json("submit/kr-incident-report.json");
    let withheld = filed["withheld"].as_array().expect("what is withheld");
    assert!(withheld.len() >= 2, "{withheld:#?}");
    // Where no line may end stands a joiner, which prints nothing, or a space that is kept.
    let page = |name: &str| {
        let text = fs::read_to_string(bundle.join(name)).expect("a page");
        text.replace('\u{2060}', "").replace('\u{a0}', " ")
    };
    let public_page = page("public/kr-incident-report.html");
    let letter = page("submit/kr-incident-report.letter.html");
    let page = page("submit/kr-incident-report.html");
    let public = json("public/kr-incident-report.json");
    assert!(public.get("withheld").is_none() && !bundle.join("public/kr-incident-report.letter.html").exists());
    for part in withheld {
        let text = |key: &str| part[key].as_str().unwrap_or_default().to_owned();
        let article = part["basis"][0]["text"].as_str().expect("a ground");
        let name = part["part"].as_str().map_or_else(|| text("label"), str::to_owned);
        assert!(letter.contains(&name) && letter.contains(&text("word")) && letter.contains(article), "{part:#}");
        if part["part"].is_null() && !part["item"].is_null() {
            assert!(page.contains(&format!("공개 구분: {}", text("word"))), "{part:#}");
            let at = format!("id=\"i-{}\"", text("item"));
            let (_, item) = public_page.split_once(&at).unwrap_or_else(|| panic!("{at}"));
            let (item, _) = item.split_once("</section>").expect("its end");
            assert!(item.contains("공개하지 아니함") && item.contains(article) && !item.contains("<table"), "{item}");
        }
    }
    // Nothing that is not withheld is asked for.
    let asked = letter.split("보호를 요청합니다").nth(1).expect("the request");
    let asked = asked.split("</section>").next().expect("its end");
    let grounds: BTreeSet<&str> = withheld.iter().map(|part| part["word"].as_str().expect("a word")).collect();
    assert_eq!(asked.matches("비공개(").count(), grounds.len(), "{asked}");
    let name = |part: &Json| part["part"].as_str().or(part["label"].as_str()).expect("a name").to_owned();
    let names: BTreeSet<String> = withheld.iter().map(name).collect();
    let lists = asked.split("비공개(").skip(1).filter_map(|one| one.split_once("): "));
    let parts: usize = lists.map(|(_, list)| list.split(" (").next().expect("parts").split(", ").count()).sum();
    assert_eq!(parts, names.len(), "{asked}");
}
