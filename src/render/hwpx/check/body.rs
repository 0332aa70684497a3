//! Sections and paragraphs: definitions, references, fields, notes, pictures, and what no paragraph may hold.

use std::collections::BTreeSet;

use roxmltree::Node;

use super::lists::Lists;
use super::{Flaws, grid, number};
use crate::render::hwpx::archive::Archive;
use crate::render::hwpx::read::{Local as _, parse};

/// The children of a picture, in order.
const PICTURE: [&str; 17] = [
    "offset",
    "orgSz",
    "curSz",
    "flip",
    "rotationInfo",
    "renderingInfo",
    "imgRect",
    "imgClip",
    "inMargin",
    "imgDim",
    "img",
    "effects",
    "sz",
    "pos",
    "outMargin",
    "caption",
    "shapeComment",
];

/// What is seen of all sections together.
#[derive(Default)]
struct Seen {
    paragraphs: BTreeSet<i64>,
    objects: BTreeSet<i64>,
    /// Fields that began and did not end yet, by number.
    fields: BTreeSet<String>,
    links: Vec<i64>,
    notes: i64,
}

pub(super) fn check(archive: &Archive, lists: &Lists, pictures: &BTreeSet<String>, flaws: &mut Flaws) {
    let mut seen = Seen::default();
    let mut used = BTreeSet::new();
    for name in archive.sections() {
        let Some(text) = archive.text(&name) else {
            flaws.add(&name, "it is not text");
            continue;
        };
        let has_odd = |c: char| (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{fffe}' | '\u{ffff}');
        flaws.ask(!text.contains(has_odd) && !text.contains("&#"), &name, || {
            "a character that no paragraph holds".into()
        });
        let Ok(tree) = parse(text, &name) else { continue };
        section(tree.root_element(), &name, lists, flaws);
        for node in tree.root_element().descendants().filter(Node::is_element) {
            match node.tag_name().name() {
                "p" => paragraph(node, &name, lists, &mut seen.paragraphs, flaws),
                "run" => flaws.ask(
                    number(node, "charPrIDRef").is_some_and(|id| lists.characters.contains(&id)),
                    &name,
                    || "a run is set in characters that are not there".into(),
                ),
                "linesegarray" => flaws.add(&name, "lines are broken in advance"),
                "subList" => {
                    flaws.ask(node.children().any(|node| node.has_tag_name_local("p")), &name, || {
                        "a list has no paragraph".into()
                    });
                }
                "tbl" => {
                    object(node, &name, &mut seen.objects, flaws);
                    grid::check(node, &name, lists, flaws);
                }
                "pic" => {
                    object(node, &name, &mut seen.objects, flaws);
                    picture(node, &name, pictures, &mut used, flaws);
                }
                "fieldBegin" | "fieldEnd" => field(node, &name, &mut seen, flaws),
                "footNote" => {
                    seen.notes += 1;
                    let count = seen.notes;
                    flaws.ask(number(node, "number") == Some(count), &name, || {
                        "footnotes are not numbered in turn".into()
                    });
                    flaws.ask(node.descendants().any(|node| node.has_tag_name_local("autoNum")), &name, || {
                        "a footnote has no mark".into()
                    });
                }
                _ => {}
            }
        }
    }
    flaws.ask(seen.fields.is_empty(), "Contents", || "a field does not end".into());
    for link in &seen.links {
        flaws.ask(seen.paragraphs.contains(link), "Contents", || {
            format!("a link leads to paragraph {link}, which is not there")
        });
    }
    for picture in pictures.difference(&used) {
        flaws.add("Contents/content.hpf", format!("the picture `{picture}` stands nowhere"));
    }
}

/// A section begins with its definition.
fn section(root: Node<'_, '_>, name: &str, lists: &Lists, flaws: &mut Flaws) {
    let definitions: Vec<_> = root.descendants().filter(|node| node.has_tag_name_local("secPr")).collect();
    let first = root
        .children()
        .find(|node| node.has_tag_name_local("p"))
        .and_then(|p| p.children().find(|node| node.has_tag_name_local("run")))
        .and_then(|run| run.first_element_child())
        .filter(|node| node.has_tag_name_local("secPr"));
    flaws.ask(definitions.len() == 1 && first.is_some(), name, || {
        "it does not begin with one definition of the section".into()
    });
    let Some(definition) = first else { return };
    flaws.ask(number(definition, "outlineShapeIDRef").is_some_and(|id| lists.numberings.contains(&id)), name, || {
        "its outline is numbered by what is not there".into()
    });
    for border in definition.children().filter(|node| node.has_tag_name_local("pageBorderFill")) {
        flaws.ask(number(border, "borderFillIDRef").is_some_and(|id| lists.borders.contains(&id)), name, || {
            "the page has a border that is not there".into()
        });
    }
    let page = definition.children().find(|node| node.has_tag_name_local("pagePr"));
    let size = |attribute: &str| page.and_then(|page| number(page, attribute)).unwrap_or(0);
    let margin = page.and_then(|page| page.children().find(|node| node.has_tag_name_local("margin")));
    let side = |attribute: &str| margin.and_then(|margin| number(margin, attribute)).unwrap_or(i64::MAX / 4);
    let is_turned = page.and_then(|page| page.attribute("landscape")) == Some("NARROWLY");
    let (width, height) = if is_turned { (size("height"), size("width")) } else { (size("width"), size("height")) };
    let text =
        (width - side("left") - side("right"), height - side("top") - side("bottom") - side("header") - side("footer"));
    flaws.ask(text.0 >= 7_200 && text.1 >= 7_200, name, || "the paper leaves no room for text".into());
    flaws.ask(
        definition.parent().is_some_and(|run| run.descendants().any(|node| node.has_tag_name_local("colPr"))),
        name,
        || "it has no columns".into(),
    );
}

fn paragraph(node: Node<'_, '_>, name: &str, lists: &Lists, seen: &mut BTreeSet<i64>, flaws: &mut Flaws) {
    flaws.ask(number(node, "paraPrIDRef").is_some_and(|id| lists.paragraphs.contains(&id)), name, || {
        "a paragraph has a shape that is not there".into()
    });
    flaws.ask(number(node, "styleIDRef").is_some_and(|id| lists.styles.contains(&id)), name, || {
        "a paragraph has a style that is not there".into()
    });
    flaws.ask(node.children().any(|node| node.has_tag_name_local("run")), name, || "a paragraph has no run".into());
    // Those of heads and feet have none.
    match number(node, "id") {
        Some(0) => {}
        Some(id) => flaws.ask(seen.insert(id), name, || format!("two paragraphs have the number {id}")),
        None => flaws.add(name, "a paragraph has no number"),
    }
    let is_known = |child: &Node<'_, '_>| matches!(child.tag_name().name(), "run");
    flaws.ask(
        node.children()
            .filter(Node::is_element)
            .all(|child| is_known(&child) || child.has_tag_name_local("linesegarray")),
        name,
        || "a paragraph holds what is no run".into(),
    );
}

fn object(node: Node<'_, '_>, name: &str, seen: &mut BTreeSet<i64>, flaws: &mut Flaws) {
    flaws.ask(number(node, "id").is_some_and(|id| seen.insert(id)), name, || {
        "an object has no number of its own".into()
    });
    let size = node.children().find(|node| node.has_tag_name_local("sz"));
    let is_sized = ["width", "height"]
        .iter()
        .all(|side| size.and_then(|size| number(size, side)).is_some_and(|length| length > 0));
    flaws.ask(is_sized, name, || "an object has no size".into());
}

fn picture(
    node: Node<'_, '_>,
    name: &str,
    pictures: &BTreeSet<String>,
    used: &mut BTreeSet<String>,
    flaws: &mut Flaws,
) {
    let image = node
        .children()
        .find(|node| node.has_tag_name_local("img"))
        .and_then(|image| image.attribute("binaryItemIDRef"));
    flaws.ask(image.is_some_and(|image| pictures.contains(image)), name, || "a picture is not in the list".into());
    used.extend(image.map(str::to_owned));
    let words = node.children().find(|node| node.has_tag_name_local("shapeComment")).and_then(|comment| comment.text());
    flaws.ask(words.is_some_and(|words| !words.trim().is_empty()), name, || "a picture has no description".into());
    let order: Vec<usize> = node
        .children()
        .filter(Node::is_element)
        .filter_map(|child| PICTURE.iter().position(|known| *known == child.tag_name().name()))
        .collect();
    flaws.ask(order.windows(2).all(|pair| pair[0] < pair[1]) && order.len() >= PICTURE.len() - 1, name, || {
        "the parts of a picture are not in order".into()
    });
    for side in ["orgSz", "curSz"] {
        let size = node.children().find(|node| node.has_tag_name_local(side));
        let is_sized = ["width", "height"]
            .iter()
            .all(|side| size.and_then(|size| number(size, side)).is_some_and(|length| length > 0));
        flaws.ask(is_sized, name, || "a picture has no size".into());
    }
}

fn field(node: Node<'_, '_>, name: &str, seen: &mut Seen, flaws: &mut Flaws) {
    if node.has_tag_name_local("fieldEnd") {
        let begin = node.attribute("beginIDRef").unwrap_or_default();
        flaws.ask(seen.fields.remove(begin), name, || "a field ends that did not begin".into());
        return;
    }
    let id = node.attribute("id").unwrap_or_default().to_owned();
    flaws.ask(!id.is_empty() && seen.fields.insert(id), name, || "two fields have one number".into());
    let parameters = node.children().find(|node| node.has_tag_name_local("parameters"));
    let count = parameters.map_or(0, |all| all.children().filter(Node::is_element).count());
    flaws.ask(parameters.and_then(|all| number(all, "cnt")) == i64::try_from(count).ok(), name, || {
        "a field has other parameters than it says".into()
    });
    let command =
        node.descendants().find(|node| node.attribute("name") == Some("Command")).and_then(|node| node.text());
    if node.attribute("type") == Some("HYPERLINK") {
        let target = command.and_then(|command| command.strip_prefix("?#")).and_then(|rest| rest.split(';').next());
        match target.and_then(|target| target.parse().ok()) {
            Some(target) => seen.links.push(target),
            None => flaws.add(name, "a link leads nowhere"),
        }
    }
}
