//! Every PDF of every fixture, read back by another library and held against its document: the same headings, tables,
//! lists, drawings and notes, the same words in the same order, links that lead where they say.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;

use bogo::filing::{Filing, Material};
use bogo::pack::{Assets, Pack};
use bogo::{dossier, figures, filing, law, render};
use lopdf::Object;
use page_validation::{ValidationOptions, ValidationProfile, validate_pdf_bytes};
use roxmltree::Node;

use crate::support::tags;
use crate::support::tags::{Tag, Tagged, dictionary};

/// A document and the file made of it.
struct Made {
    name: String,
    document: String,
    bytes: Vec<u8>,
}

/// The filings of the case with their letters, as final and as draft.
fn made() -> &'static [Made] {
    static MADE: OnceLock<Vec<Made>> = OnceLock::new();
    MADE.get_or_init(|| {
        let pack = Pack::load(Assets::embedded()).unwrap();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
        let mut cases: Vec<_> = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
        cases.retain(|case| case.join("case.toml").is_file());
        cases.sort();
        let mut made = Vec::new();
        for case in cases {
            let (dossier, _) = dossier::load(&case, &pack).unwrap();
            let (figures, _) = figures::compute(&pack, &dossier);
            let duties = law::duties::examine(&pack, &dossier, &figures, None);
            let material = Material { dossier: &dossier, figures: &figures, duties: &duties };
            // The mark of a draft is the same on every form: one case shows it.
            let kakao = case.ends_with("kakao-2022-10-15");
            for draft in if kakao { vec![false, true] } else { vec![false] } {
                for form in &dossier.case.forms {
                    let own = filing::fill(&pack, material, form, bogo::dossier::Edition::Regulator, draft).unwrap();
                    let letter = filing::letter(&pack, material, &own, draft).unwrap();
                    made.extend(std::iter::once(own).chain(letter).map(|filing| make(&pack, &filing)));
                }
            }
        }
        made
    })
}

fn make(pack: &Pack, filing: &Filing) -> Made {
    let document = render::document(pack, filing).unwrap();
    let bytes = render::pdf(pack, filing, &document, &[], None).unwrap();
    let name = format!("{} {}{}", filing.case_id, filing.file, if filing.draft { " (draft)" } else { "" });
    Made { name, document, bytes }
}

fn each(mut look: impl FnMut(&Made, &Tagged, Node<'_, '_>)) {
    assert!(made().len() >= 8, "{}", made().len());
    for made in made() {
        let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
        let tree = roxmltree::Document::parse_with_options(&made.document, options).unwrap();
        let body = tree.descendants().find(|node| node.has_tag_name(name("body"))).unwrap();
        look(made, &tags::read(&made.bytes), body);
    }
}

fn name(local: &str) -> (&'static str, &str) {
    ("http://www.w3.org/1999/xhtml", local)
}

fn local<'a>(node: Node<'a, '_>) -> &'a str {
    node.tag_name().name()
}

fn classes<'a>(node: Node<'a, '_>) -> impl Iterator<Item = &'a str> {
    node.attribute("class").unwrap_or_default().split_ascii_whitespace()
}

/// On the page: neither for the screen alone nor the contents, which have a test of their own.
fn on_page(node: Node<'_, '_>) -> bool {
    !node.ancestors().any(|node| {
        node.is_element()
            && (matches!(local(node), "aside" | "nav" | "svg") || classes(node).any(|class| class == "screen"))
    })
}

const BLOCKS: [&str; 22] = [
    "header",
    "main",
    "footer",
    "section",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "p",
    "ol",
    "ul",
    "li",
    "table",
    "caption",
    "tr",
    "th",
    "td",
    "figcaption",
    "figure",
];

/// The text of an element as the page has it: blocks and line breaks part words.
fn text(node: Node<'_, '_>, into: &mut String) {
    for child in node.children() {
        if child.is_text() {
            into.push_str(child.text().unwrap_or_default());
        } else if child.is_element() && local(child) == "svg" {
            for drawn in drawn(child) {
                into.push_str(&format!("\n{drawn}\n"));
            }
        } else if child.is_element() && on_page(child) {
            let footnote = classes(child).any(|class| class == "footnote");
            let block = BLOCKS.contains(&local(child)) || local(child) == "br" || footnote;
            into.push_str(if block { "\n" } else { "" });
            text(child, into);
            into.push_str(if block { "\n" } else { "" });
        }
    }
}

/// What is written in a drawing, in its order.
fn drawn<'a>(svg: Node<'a, '_>) -> Vec<&'a str> {
    let texts = svg.descendants().filter(|node| node.is_element() && local(*node) == "text");
    texts.map(|text| text.text().unwrap_or_default()).collect()
}

fn words(node: Node<'_, '_>) -> Vec<String> {
    let mut all = String::new();
    text(node, &mut all);
    all.split_whitespace().map(str::to_owned).collect()
}

fn line(node: Node<'_, '_>) -> String {
    words(node).join(" ")
}

fn elements<'a, 'i>(body: Node<'a, 'i>, names: &[&str]) -> Vec<Node<'a, 'i>> {
    body.descendants()
        .filter(|node| node.is_element() && names.contains(&local(*node)) && on_page_or_drawing(*node))
        .collect()
}

/// As [`on_page`], drawings themselves included.
fn on_page_or_drawing(node: Node<'_, '_>) -> bool {
    if local(node) == "svg" { node.parent().is_some_and(on_page) } else { on_page(node) }
}

/// The tree without its contents.
fn without_contents(tag: &Tag) -> Vec<String> {
    let contents: Vec<String> = contents(tag).map(Tag::words).unwrap_or_default();
    let all = tag.words();
    if contents.is_empty() {
        return all;
    }
    let at = all.windows(contents.len()).position(|window| window == contents).expect("the contents stand together");
    [&all[..at], &all[at + contents.len()..]].concat()
}

/// The part of the tree that holds the table of contents.
fn contents(tag: &Tag) -> Option<&Tag> {
    tag.named("Sect").into_iter().find(|sect| sect.kids.iter().any(|kid| kid.name == "TOC"))
}

#[test]
fn the_words_are_those_of_the_document_in_its_order() {
    each(|made, file, body| {
        let (read, written) = (without_contents(&file.root), words(body));
        let differ = read.iter().zip(&written).position(|(read, written)| read != written);
        let at = differ.unwrap_or_else(|| read.len().min(written.len()));
        let around =
            |words: &[String]| words[at.saturating_sub(8).min(words.len())..(at + 8).min(words.len())].join(" ");
        assert!(read == written, "{}: word {at}\nPDF  {}\nHTML {}", made.name, around(&read), around(&written));
        assert!(read.len() > 50, "{}", made.name);
    });
}

#[test]
fn english_words_are_spans_of_their_language() {
    let mut found = BTreeSet::new();
    each(|made, file, body| {
        let read: Vec<String> = file
            .root
            .named("Span")
            .into_iter()
            .filter(|span| span.lang.as_deref() == Some("en"))
            .map(Tag::line)
            .collect();
        let written: Vec<String> = elements(body, &["span"])
            .into_iter()
            .filter(|node| node.attribute("lang") == Some("en"))
            .map(line)
            .collect();
        let (contents, _): (Vec<_>, Vec<_>) = contents(&file.root)
            .into_iter()
            .flat_map(|toc| toc.named("Span"))
            .partition(|span| span.lang.as_deref() == Some("en"));
        assert_eq!(read.len(), written.len() + contents.len(), "{}", made.name);
        assert!(!contents.is_empty() || read == written, "{}", made.name);
        found.extend(read);
    });
    assert!(found.len() >= 3 && found.contains("DynamoDB"), "{found:?}");
}

/// Headings in reading order: level and words.
fn headings(tag: &Tag, read: &mut Vec<(String, String)>) {
    if matches!(tag.name.as_str(), "H1" | "H2" | "H3" | "H4" | "H5" | "H6") {
        read.push((tag.name.to_lowercase(), tag.line()));
    }
    tag.kids.iter().for_each(|kid| headings(kid, read));
}

#[test]
fn the_headings_are_those_of_the_document() {
    each(|made, file, body| {
        let mut read = Vec::new();
        headings(&file.root, &mut read);
        if contents(&file.root).is_some() {
            let at = read.iter().position(|(_, text)| text == "차례").expect("the contents have a heading");
            read.remove(at);
        }
        let written: Vec<_> = elements(body, &["h1", "h2", "h3", "h4", "h5", "h6"])
            .into_iter()
            .map(|node| (local(node).to_owned(), line(node)))
            .collect();
        assert_eq!(read, written, "{}", made.name);
        assert!(!read.is_empty());
    });
}

/// A cell: header or not, which way it points, what it spans, what it says.
type Cell = (bool, String, i64, i64, String);

#[test]
fn the_tables_are_those_of_the_document_cell_by_cell() {
    each(|made, file, body| {
        let read: Vec<Vec<(String, Vec<Cell>)>> = file
            .root
            .named("Table")
            .into_iter()
            .map(|table| {
                let groups = table.kids.iter().filter(|kid| kid.name != "Caption");
                groups
                    .flat_map(|group| group.kids.iter().map(move |row| (group, row)))
                    .map(|(group, row)| {
                        assert_eq!(row.name, "TR");
                        let cells = row.kids.iter().map(|cell| {
                            let head = cell.name == "TH";
                            assert!(head || cell.name == "TD", "{}", cell.name);
                            (head, cell.scope.clone().unwrap_or_default(), cell.columns, cell.rows, cell.line())
                        });
                        (group.name.to_lowercase(), cells.collect())
                    })
                    .collect()
            })
            .collect();
        let written: Vec<Vec<(String, Vec<Cell>)>> = elements(body, &["table"])
            .into_iter()
            .map(|table| {
                elements(table, &["tr"])
                    .into_iter()
                    .map(|row| {
                        let cells = elements(row, &["th", "td"]).into_iter().map(|cell| {
                            let scope = match cell.attribute("scope") {
                                Some("col") => "Column",
                                Some("row") => "Row",
                                _ => "",
                            };
                            let span = |key: &str| cell.attribute(key).map_or(1, |span| span.parse::<i64>().unwrap());
                            let (columns, rows) = (span("colspan"), span("rowspan"));
                            (local(cell) == "th", scope.to_owned(), columns, rows, line(cell))
                        });
                        (local(row.parent().unwrap()).to_owned(), cells.collect())
                    })
                    .collect()
            })
            .collect();
        assert_eq!(read, written, "{}", made.name);
        let captions = |tags: Vec<&Tag>| tags.into_iter().map(Tag::line).collect::<Vec<_>>();
        let written: Vec<String> = elements(body, &["caption", "figcaption"]).into_iter().map(line).collect();
        assert_eq!(captions(file.root.named("Caption")), written, "{}", made.name);
    });
}

#[test]
fn what_is_written_in_a_chart_is_text_of_its_figure() {
    let mut charts = 0;
    each(|made, file, body| {
        let figures = file.root.named("Figure");
        let svgs = elements(body, &["svg"]);
        assert_eq!(figures.len(), svgs.len(), "{}", made.name);
        for (figure, svg) in figures.into_iter().zip(svgs) {
            let caption: usize = figure.kids.iter().map(|kid| kid.words().len()).sum();
            let read = figure.words();
            let written: Vec<&str> = drawn(svg).into_iter().flat_map(str::split_whitespace).collect();
            assert_eq!(read[..read.len() - caption], written, "{}", made.name);
            assert!(written.len() >= 4, "{}: {written:?}", made.name);
            charts += 1;
        }
    });
    assert!(charts >= 4, "{charts}");
}

#[test]
fn drawings_and_notes_are_those_of_the_document() {
    each(|made, file, body| {
        let read: Vec<String> = file.root.named("Figure").iter().filter_map(|figure| figure.alt.clone()).collect();
        let written: Vec<String> = elements(body, &["svg"])
            .into_iter()
            .map(|svg| {
                let words = svg.children().filter(|node| matches!(local(*node), "title" | "desc"));
                let words =
                    words.map(|node| node.text().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" "));
                words.collect::<Vec<_>>().join(". ")
            })
            .collect();
        assert_eq!(read, written, "{}", made.name);
        let notes = file.root.named("Note");
        let names: BTreeSet<_> = notes.iter().filter_map(|note| note.note.clone()).collect();
        assert_eq!(names.len(), notes.len(), "{}: every note has a name of its own", made.name);
        let written: Vec<String> = elements(body, &["p", "span"])
            .into_iter()
            .filter(|node| classes(*node).any(|class| class == "note" || class == "footnote"))
            .map(line)
            .collect();
        assert_eq!(notes.iter().map(|note| note.line()).collect::<Vec<_>>(), written, "{}", made.name);
    });
}

/// The page that a link's annotation leads to, and what it is described as.
fn leads(file: &Tagged, link: &Tag) -> (u32, String) {
    assert!(!link.objects.is_empty(), "a link without its annotation: {}", link.line());
    let mut found = BTreeSet::new();
    for &id in &link.objects {
        let own = file.document.get_dictionary(id).unwrap();
        let contents = lopdf::decode_text_string(own.get(b"Contents").unwrap()).unwrap();
        let target = own.get(b"Dest").and_then(Object::as_array).unwrap()[0].as_reference().unwrap();
        let pages = file.document.get_pages();
        let page = pages.iter().find(|(_, page)| **page == target).map(|(number, _)| *number).expect("a page");
        // The way back from the annotation to its element.
        let key = own.get(b"StructParent").and_then(Object::as_i64).unwrap();
        assert_eq!(parent(file, key), link.id, "{}", link.line());
        found.insert((page, contents));
    }
    assert_eq!(found.len(), 1, "the parts of a link lead to one place");
    found.into_iter().next().unwrap()
}

/// The element that the parent tree has under a key.
fn parent(file: &Tagged, key: i64) -> lopdf::ObjectId {
    let root = dictionary(&file.document, file.document.catalog().unwrap().get(b"StructTreeRoot").unwrap());
    let numbers = dictionary(&file.document, root.get(b"ParentTree").unwrap()).get(b"Nums").unwrap();
    let numbers = numbers.as_array().unwrap();
    let at = numbers.chunks(2).find(|pair| pair[0].as_i64().is_ok_and(|own| own == key)).expect("a key");
    at[1].as_reference().unwrap()
}

#[test]
fn a_number_behind_a_value_leads_to_its_source_and_back() {
    let mut leading = 0;
    each(|made, file, body| {
        let toc: BTreeSet<_> =
            contents(&file.root).into_iter().flat_map(|toc| toc.named("Reference")).map(|tag| tag.id).collect();
        let references: Vec<&Tag> =
            file.root.named("Reference").into_iter().filter(|tag| !toc.contains(&tag.id)).collect();
        let written = elements(body, &["sup"]);
        assert_eq!(references.len(), written.len(), "{}", made.name);
        // A star stands for a note at the foot of a page.
        let numbered: Vec<&Tag> = references.into_iter().filter(|tag| tag.line() != "*").collect();
        assert_eq!(numbered.len(), written.iter().filter(|node| line(**node) != "*").count(), "{}", made.name);
        for reference in numbered {
            let [link] = reference.named("Link")[..] else { panic!("{}: no link in {}", made.name, reference.line()) };
            let (page, description) = leads(file, link);
            assert!(description.contains(&link.line()) && description.len() > link.line().len(), "{description}");
            let number = link.line();
            let holds = |tag: &&Tag| tag.words().contains(&number) && tag.all_pages().contains(&page);
            assert!(file.root.named("TR").iter().any(holds), "{}: {number} leads to page {page}", made.name);
        }
    });
    each(|_, file, _| assert!(file.root.named("Link").iter().all(|link| leads(file, link).0 > 0)));
    for made in made() {
        leading += tags::read(&made.bytes).root.named("Link").len();
    }
    assert!(leading > 100, "{leading}");
}

#[test]
fn a_long_document_has_contents_with_the_numbers_of_its_pages() {
    let mut long = 0;
    each(|made, file, body| {
        let pages = file.document.get_pages().len();
        let nav = body.descendants().find(|node| local(*node) == "nav");
        let Some(toc) = contents(&file.root) else {
            assert!(pages <= 8 || nav.is_none(), "{}: {pages} pages and no contents", made.name);
            return;
        };
        long += 1;
        assert!(pages > 6, "{}: {pages}", made.name);
        let entries = toc.named("TOCI");
        let written: Vec<_> = nav.unwrap().descendants().filter(|node| local(*node) == "li").collect();
        assert_eq!(entries.len(), written.len(), "{}", made.name);
        let headings = file.root.named("H2");
        for (entry, written) in entries.into_iter().zip(written) {
            let mut title = String::new();
            written.descendants().filter(Node::is_text).for_each(|node| title.push_str(node.text().unwrap()));
            let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
            let number = entry.line().strip_prefix(&title).unwrap().trim().parse::<u32>().unwrap();
            let heading = headings.iter().find(|heading| heading.line() == title).expect("its heading");
            assert_eq!(heading.all_pages().first(), Some(&number), "{}: {title}", made.name);
            assert_eq!(leads(file, entry.named("Link")[0]).0, number, "{}: {title}", made.name);
        }
    });
    assert!(long >= 4, "{long}");
}

#[test]
fn every_file_conforms_and_is_small() {
    for made in made() {
        for profile in [ValidationProfile::PdfUa1, ValidationProfile::PdfA3a] {
            let report = validate_pdf_bytes(&made.bytes, &ValidationOptions::default().profile(profile)).unwrap();
            assert!(report.is_compliant, "{} {profile:?}: {:#?}", made.name, report.failures);
        }
        let file = tags::read(&made.bytes);
        let attached: usize = file
            .document
            .objects
            .values()
            .filter_map(|object| object.as_stream().ok())
            .filter(|stream| {
                stream.dict.get(b"Type").and_then(Object::as_name).is_ok_and(|name| name == b"EmbeddedFile")
            })
            .map(|stream| stream.content.len())
            .sum();
        assert!(attached > 0, "{}", made.name);
        assert!(made.bytes.len() - attached <= 400 * 1024, "{}: {}", made.name, made.bytes.len() - attached);
    }
}

#[test]
fn what_stands_outside_the_text_is_header_number_and_mark() {
    each(|made, file, _| {
        let count = file.artifacts.len();
        for (&page, artifact) in &file.artifacts {
            let number = format!("{count}-{page}");
            assert!(count == 1 || artifact.contains(&number), "{}: page {page}: {artifact}", made.name);
            assert_eq!(artifact.contains("초안"), made.name.ends_with("(draft)"), "{}: page {page}", made.name);
        }
    });
}

#[test]
fn a_draft_prints_the_number_of_what_cannot_be_printed_and_nothing_else_is_made_with_it() {
    let pack = Pack::load(Assets::embedded()).unwrap();
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15");
    let (dossier, _) = dossier::load(&case, &pack).unwrap();
    let (figures, _) = figures::compute(&pack, &dossier);
    let duties = law::duties::examine(&pack, &dossier, &figures, None);
    let material = Material { dossier: &dossier, figures: &figures, duties: &duties };
    let of = |draft: bool| {
        let mut filing =
            filing::fill(&pack, material, "executive-summary", bogo::dossier::Edition::Regulator, draft).unwrap();
        filing.title = "화재\u{1f525} 보고".to_owned();
        filing
    };
    let draft = make(&pack, &of(true));
    assert_eq!(tags::read(&draft.bytes).root.named("H1")[0].line(), "화재[U+1F525] 보고");
    let last = of(false);
    let document = render::document(&pack, &last).unwrap();
    let refused = render::pdf(&pack, &last, &document, &[], None).unwrap_err();
    assert_eq!(refused.key, "character-not-printable");
}
