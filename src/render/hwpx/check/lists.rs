//! The header: every list as long as it says, numbered in turn, referring to what is there, within the ranges of the format.

use std::collections::BTreeSet;

use roxmltree::Node;

use super::{Flaws, is_colour, number};
use crate::render::hwpx::archive::Archive;
use crate::render::hwpx::read::{Local as _, parse};

const PART: &str = "Contents/header.xml";
/// The number of a character shape that is none.
const NO_SHAPE: i64 = 4_294_967_295;

/// Numbers that the text may refer to.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pub characters: BTreeSet<i64>,
    pub paragraphs: BTreeSet<i64>,
    pub borders: BTreeSet<i64>,
    pub styles: BTreeSet<i64>,
    pub numberings: BTreeSet<i64>,
}

pub(super) fn check(archive: &Archive, flaws: &mut Flaws) -> Lists {
    let mut lists = Lists::default();
    let Some(tree) = archive.text(PART).and_then(|text| parse(text, PART).ok()) else { return lists };
    let root = tree.root_element();
    flaws.ask(number(root, "secCnt") == i64::try_from(archive.sections().len()).ok(), PART, || {
        "it counts other sections than there are".into()
    });
    for (name, one) in [
        ("fontfaces", "fontface"),
        ("borderFills", "borderFill"),
        ("charProperties", "charPr"),
        ("tabProperties", "tabPr"),
        ("numberings", "numbering"),
        ("paraProperties", "paraPr"),
        ("styles", "style"),
    ] {
        let Some(list) = root.descendants().find(|node| node.has_tag_name_local(name)) else {
            flaws.add(PART, format!("`{name}` is missing"));
            continue;
        };
        let all: Vec<_> = list.children().filter(|node| node.has_tag_name_local(one)).collect();
        let count = i64::try_from(all.len()).unwrap_or(0);
        flaws.ask(number(list, "itemCnt") == Some(count) && count > 0, PART, || {
            format!("`{name}` is not as long as it says")
        });
        let first = i64::from(matches!(one, "borderFill" | "numbering"));
        let ids: Vec<Option<i64>> = all.iter().map(|node| number(*node, "id")).collect();
        if one != "fontface" {
            flaws.ask(ids.iter().zip(first..).all(|(id, wanted)| *id == Some(wanted)), PART, || {
                format!("`{name}` is not numbered in turn")
            });
        }
        let ids = ids.into_iter().flatten().collect();
        match one {
            "charPr" => lists.characters = ids,
            "paraPr" => lists.paragraphs = ids,
            "borderFill" => lists.borders = ids,
            "style" => lists.styles = ids,
            "numbering" => lists.numberings = ids,
            _ => {}
        }
    }
    let tabs: BTreeSet<i64> = all(root, "tabPr").filter_map(|node| number(node, "id")).collect();
    let fonts = typefaces(root, flaws);
    all(root, "borderFill").for_each(|node| border(node, flaws));
    all(root, "charPr").for_each(|node| character(node, fonts, &lists, flaws));
    all(root, "paraPr").for_each(|node| paragraph(node, &tabs, &lists, flaws));
    all(root, "style").for_each(|node| style(node, &lists, flaws));
    all(root, "paraHead").for_each(|node| {
        let shape = number(node, "charPrIDRef");
        flaws.ask(shape.is_some_and(|id| id == NO_SHAPE || lists.characters.contains(&id)), PART, || {
            "a number is set in characters that are not there".into()
        });
        flaws.ask(number(node, "level").is_some_and(|level| (1..=10).contains(&level)), PART, || {
            "a number is of no level".into()
        });
    });
    lists
}

fn all<'a, 'i>(root: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    root.descendants().filter(move |node| node.has_tag_name_local(name))
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|node| node.has_tag_name_local(name))
}

/// How many typefaces each script has.
fn typefaces(root: Node<'_, '_>, flaws: &mut Flaws) -> i64 {
    let scripts: Vec<_> = all(root, "fontface").collect();
    let names: BTreeSet<_> = scripts.iter().filter_map(|node| node.attribute("lang")).collect();
    flaws.ask(scripts.len() == 7 && names.len() == 7, PART, || "typefaces are not named for seven scripts".into());
    let mut fewest = i64::MAX;
    for script in scripts {
        let fonts: Vec<_> = script.children().filter(|node| node.has_tag_name_local("font")).collect();
        let count = i64::try_from(fonts.len()).unwrap_or(0);
        flaws.ask(number(script, "fontCnt") == Some(count) && count > 0, PART, || {
            "a script has other typefaces than it says".into()
        });
        flaws.ask(fonts.iter().zip(0..).all(|(font, id)| number(*font, "id") == Some(id)), PART, || {
            "typefaces are not numbered in turn".into()
        });
        for font in &fonts {
            flaws.ask(font.attribute("face").is_some_and(|face| !face.trim().is_empty()), PART, || {
                "a typeface has no name".into()
            });
            flaws.ask(font.attribute("isEmbedded") == Some("0"), PART, || "a typeface is embedded".into());
        }
        fewest = fewest.min(count);
    }
    if fewest == i64::MAX { 0 } else { fewest }
}

fn border(node: Node<'_, '_>, flaws: &mut Flaws) {
    for side in ["leftBorder", "rightBorder", "topBorder", "bottomBorder"] {
        let Some(line) = child(node, side) else {
            flaws.add(PART, format!("a border has no `{side}`"));
            continue;
        };
        let is_kind = matches!(line.attribute("type"), Some("NONE" | "SOLID" | "DASH" | "DOT" | "DOUBLE_SLIM"));
        let width = line
            .attribute("width")
            .and_then(|width| width.strip_suffix(" mm"))
            .and_then(|width| width.parse::<f32>().ok());
        flaws.ask(is_kind && width.is_some_and(|width| (0.1..=5.0).contains(&width)), PART, || {
            "a line is of no kind or width".into()
        });
        flaws.ask(line.attribute("color").is_some_and(is_colour), PART, || "a line has no colour".into());
    }
    for brush in all(node, "winBrush") {
        flaws.ask(brush.attribute("faceColor").is_some_and(is_colour), PART, || "a fill has no colour".into());
    }
}

fn character(node: Node<'_, '_>, fonts: i64, lists: &Lists, flaws: &mut Flaws) {
    flaws.ask(number(node, "height").is_some_and(|height| (100..=40_000).contains(&height)), PART, || {
        "characters have no size".into()
    });
    flaws.ask(node.attribute("textColor").is_some_and(is_colour), PART, || "characters have no colour".into());
    flaws.ask(number(node, "borderFillIDRef").is_some_and(|id| lists.borders.contains(&id)), PART, || {
        "characters have a border that is not there".into()
    });
    let within = |name: &str, low: i64, high: i64| {
        child(node, name).is_some_and(|child| {
            let mut values = child.attributes().map(|one| one.value().parse::<i64>().ok());
            child.attributes().len() == 7
                && values.all(|value| value.is_some_and(|value| (low..=high).contains(&value)))
        })
    };
    flaws.ask(within("fontRef", 0, fonts - 1), PART, || "characters have a typeface that is not there".into());
    flaws.ask(
        within("ratio", 50, 200)
            && within("spacing", -50, 50)
            && within("relSz", 10, 250)
            && within("offset", -100, 100),
        PART,
        || "characters are outside of what the format can set".into(),
    );
}

fn paragraph(node: Node<'_, '_>, tabs: &BTreeSet<i64>, lists: &Lists, flaws: &mut Flaws) {
    flaws.ask(number(node, "tabPrIDRef").is_some_and(|id| tabs.contains(&id)), PART, || {
        "a paragraph has tabs that are not there".into()
    });
    let border = child(node, "border").and_then(|border| number(border, "borderFillIDRef"));
    flaws.ask(border.is_some_and(|id| lists.borders.contains(&id)), PART, || {
        "a paragraph has a border that is not there".into()
    });
    let heading = child(node, "heading");
    let level = heading.and_then(|heading| number(heading, "level"));
    flaws.ask(level.is_some_and(|level| (0..=9).contains(&level)), PART, || "a paragraph is of no level".into());
    if let Some(heading) = heading.filter(|heading| matches!(heading.attribute("type"), Some("NUMBER" | "BULLET"))) {
        flaws.ask(number(heading, "idRef").is_some_and(|id| lists.numberings.contains(&id)), PART, || {
            "a paragraph has a numbering that is not there".into()
        });
    }
    let align = child(node, "align").and_then(|align| align.attribute("horizontal"));
    flaws.ask(matches!(align, Some("LEFT" | "CENTER" | "RIGHT" | "JUSTIFY")), PART, || {
        "a paragraph is aligned to nothing".into()
    });
    for spacing in all(node, "lineSpacing") {
        flaws.ask(number(spacing, "value").is_some_and(|value| (30..=500).contains(&value)), PART, || {
            "the lines of a paragraph have no distance".into()
        });
    }
    // Each length stands twice, once in halves for readers that count so.
    let Some(switch) = child(node, "switch") else {
        flaws.add(PART, "a paragraph has no margins");
        return;
    };
    let lengths = |name: &str| -> Option<Vec<i64>> {
        let margin = child(child(switch, name)?, "margin")?;
        margin.children().filter(Node::is_element).map(|one| number(one, "value")).collect()
    };
    let (new, old) = (lengths("case"), lengths("default"));
    let is_double = new.as_ref().zip(old.as_ref()).is_some_and(|(new, old)| {
        new.len() == 5 && old.len() == 5 && new.iter().zip(old).all(|(new, old)| new * 2 == *old)
    });
    flaws.ask(is_double, PART, || "the margins of a paragraph are not the same for every reader".into());
}

fn style(node: Node<'_, '_>, lists: &Lists, flaws: &mut Flaws) {
    let within = |name: &str, ids: &BTreeSet<i64>| number(node, name).is_some_and(|id| ids.contains(&id));
    flaws.ask(
        within("paraPrIDRef", &lists.paragraphs)
            && within("charPrIDRef", &lists.characters)
            && within("nextStyleIDRef", &lists.styles),
        PART,
        || "a style refers to what is not there".into(),
    );
    flaws
        .ask(node.attribute("name").is_some_and(|name| !name.trim().is_empty()), PART, || "a style has no name".into());
    flaws.ask(node.attribute("langID") == Some("1042"), PART, || "a style is not Korean".into());
}
