//! The archive and its lists: `mimetype` first and as it is, every part named and every name a part, roots and namespaces.

use std::collections::{BTreeMap, BTreeSet};

use super::Flaws;
use crate::render::hwpx::archive::Archive;
use crate::render::hwpx::markup::NAMESPACES;
use crate::render::hwpx::package::MEDIA_TYPE;
use crate::render::hwpx::read::{Local as _, parse};

const LIST: &str = "Contents/content.hpf";
/// Parts that every package has.
const NEEDED: [&str; 9] = [
    "mimetype",
    "version.xml",
    "settings.xml",
    LIST,
    "Contents/header.xml",
    "Preview/PrvText.txt",
    "META-INF/container.xml",
    "META-INF/container.rdf",
    "META-INF/manifest.xml",
];
/// The root element of each part.
const ROOTS: [(&str, &str); 7] = [
    ("version.xml", "HCFVersion"),
    ("settings.xml", "HWPApplicationSetting"),
    (LIST, "package"),
    ("Contents/header.xml", "head"),
    ("META-INF/container.xml", "container"),
    ("META-INF/container.rdf", "RDF"),
    ("META-INF/manifest.xml", "manifest"),
];

/// Checks the parts; the ids of pictures in the list.
pub(super) fn check(archive: &Archive, flaws: &mut Flaws) -> BTreeSet<String> {
    flaws.ask(archive.order.first().is_some_and(|name| name == "mimetype"), "mimetype", || {
        "it is not the first part".into()
    });
    flaws.ask(archive.first_is_stored, "mimetype", || "it is packed".into());
    let kind = archive.parts.get("mimetype").map(Vec::as_slice);
    flaws.ask(kind == Some(MEDIA_TYPE.as_bytes()), "mimetype", || format!("it is not `{MEDIA_TYPE}`"));
    let names: BTreeSet<&String> = archive.order.iter().collect();
    flaws.ask(names.len() == archive.order.len(), "", || "two parts have one name".into());
    for name in NEEDED {
        flaws.ask(archive.parts.contains_key(name), name, || "the part is missing".into());
    }
    let sections = archive.sections();
    flaws.ask(!sections.is_empty(), "Contents/section0.xml", || "the part is missing".into());
    let all = archive.order.iter().filter(|name| name.starts_with("Contents/section")).count();
    flaws.ask(all == sections.len(), "Contents", || "the sections are not numbered in turn".into());
    let preview = archive.text("Preview/PrvText.txt").unwrap_or_default();
    flaws.ask(!preview.trim().is_empty(), "Preview/PrvText.txt", || "it is empty".into());
    for (name, root) in ROOTS
        .iter()
        .map(|(name, root)| ((*name).to_owned(), *root))
        .chain(sections.iter().map(|name| (name.clone(), "sec")))
    {
        let Some(text) = archive.text(&name) else { continue };
        flaws.ask(
            text.starts_with("<?xml ")
                && text.split("?>").next().is_some_and(|front| front.contains("standalone=\"yes\"")),
            &name,
            || "it does not begin with the declaration that it stands alone".into(),
        );
        match parse(text, &name) {
            Err(why) => flaws.add(&name, why),
            Ok(tree) => {
                flaws.ask(tree.root_element().has_tag_name_local(root), &name, || format!("its root is not `{root}`"));
                if matches!(root, "sec" | "head" | "package") {
                    namespaces(text, &name, flaws);
                }
            }
        }
    }
    container(archive, &sections, flaws);
    list(archive, &sections, flaws)
}

/// All namespaces of real files are declared, used or not.
fn namespaces(text: &str, name: &str, flaws: &mut Flaws) {
    let root = text.splitn(3, '<').nth(2).and_then(|rest| rest.split('>').next()).unwrap_or_default();
    for one in NAMESPACES.split(' ') {
        flaws.ask(root.contains(one), name, || format!("it does not declare {one}"));
    }
}

fn container(archive: &Archive, sections: &[String], flaws: &mut Flaws) {
    let place = "META-INF/container.xml";
    if let Some(tree) = archive.text(place).and_then(|text| parse(text, place).ok()) {
        let files: Vec<&str> = tree
            .descendants()
            .filter(|node| node.has_tag_name_local("rootfile"))
            .filter_map(|node| node.attribute("full-path"))
            .collect();
        flaws.ask(files.first() == Some(&LIST), place, || "the list of parts is not its first file".into());
        for file in files {
            flaws.ask(archive.parts.contains_key(file), place, || format!("`{file}` is not there"));
        }
    }
    let place = "META-INF/container.rdf";
    if let Some(text) = archive.text(place) {
        for name in sections.iter().map(String::as_str).chain(["Contents/header.xml"]) {
            flaws.ask(
                ["resource", "about"].iter().all(|of| text.contains(&format!("rdf:{of}=\"{name}\""))),
                place,
                || format!("`{name}` is not named"),
            );
        }
    }
}

/// `content.hpf`: what it names and what is there are the same.
fn list(archive: &Archive, sections: &[String], flaws: &mut Flaws) -> BTreeSet<String> {
    let mut pictures = BTreeSet::new();
    let Some(tree) = archive.text(LIST).and_then(|text| parse(text, LIST).ok()) else { return pictures };
    let mut items: BTreeMap<&str, &str> = BTreeMap::new();
    let mut before = 0;
    for item in tree.descendants().filter(|node| node.has_tag_name_local("item")) {
        let (id, href) = (item.attribute("id").unwrap_or_default(), item.attribute("href").unwrap_or_default());
        flaws.ask(!id.is_empty() && items.insert(id, href).is_none(), LIST, || format!("the id `{id}` is not its own"));
        flaws.ask(archive.parts.contains_key(href), LIST, || format!("`{href}` is not there"));
        let kind = item.attribute("media-type").unwrap_or_default();
        let wanted = match href.rsplit_once('.').map(|(_, ending)| ending) {
            Some("xml") => "application/xml",
            Some("svg") => "image/svg+xml",
            Some("png") => "image/png",
            Some("json") => "application/json",
            _ => kind,
        };
        flaws.ask(!kind.is_empty() && kind == wanted, LIST, || format!("`{href}` is no `{kind}`"));
        if href.starts_with("BinData/") {
            flaws.ask(item.attribute("isEmbeded") == Some("1"), LIST, || format!("`{href}` is not said to be inside"));
            before += 1;
            flaws.ask(id == format!("image{before}"), LIST, || format!("the picture `{id}` is not numbered in turn"));
            pictures.insert(id.to_owned());
        }
    }
    let named: BTreeSet<&str> = items.values().copied().collect();
    for name in &archive.order {
        let is_listed = name.starts_with("Contents/")
            || name.starts_with("BinData/")
            || name.starts_with("Data/")
            || name == "settings.xml";
        flaws.ask(!is_listed || name == LIST || named.contains(name.as_str()), LIST, || {
            format!("`{name}` is not listed")
        });
        let is_known = is_listed
            || name.starts_with("META-INF/")
            || name.starts_with("Preview/")
            || NEEDED.contains(&name.as_str());
        flaws.ask(is_known, name, || "it belongs nowhere".into());
    }
    let spine: Vec<&str> = tree
        .descendants()
        .filter(|node| node.has_tag_name_local("itemref"))
        .filter_map(|node| items.get(node.attribute("idref")?).copied())
        .collect();
    let wanted: Vec<&str> = std::iter::once("Contents/header.xml").chain(sections.iter().map(String::as_str)).collect();
    flaws.ask(spine == wanted, LIST, || "the spine is not the header and the sections in order".into());
    let text = |name: &str| {
        tree.descendants()
            .find(|node| node.has_tag_name_local(name))
            .and_then(|node| node.text())
            .unwrap_or_default()
            .to_owned()
    };
    flaws.ask(!text("title").trim().is_empty(), LIST, || "the document has no title".into());
    flaws.ask(text("language") == "ko", LIST, || "the document has no language".into());
    pictures
}
