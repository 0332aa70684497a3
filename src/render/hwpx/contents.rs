//! Contents (차례) of a document that has them on paper: a field that 한글 makes anew on demand, filled with the headings
//! and the pages that they have in the PDF.

use std::collections::BTreeMap;

use super::section::{Area, Writer};
use super::shapes::{ParaShape, Tab};
use super::styles;
use super::text::Text;
use super::units::units;
use crate::render::document::{Element, Name, Node, squeeze};
use crate::render::pdf::Bookmark;
use crate::render::theme::Look;

/// The ids of the kinds of field: four letters as a number (%toc, %hlk).
const OF_CONTENTS: u32 = 628_387_683;
const OF_LINK: u32 = 627_600_491;
/// Field numbers of contents, beyond those of others.
const FIELD: u32 = 900_000_001;
/// The fine dots of the program's own contents.
const DOTS: u8 = 3;

/// A heading that something may lead to.
#[derive(Debug)]
pub(super) struct Target {
    /// Number of its paragraph.
    pub id: u32,
    /// Level from 0.
    pub level: u8,
    /// The ids of the elements that it is the first heading of.
    pub names: Vec<String>,
    /// Its page in the PDF, if it is known.
    pub page: Option<usize>,
}

/// The headings of a document in order, as the page lists them.
pub(super) fn targets(body: &Element, bookmarks: &[Bookmark]) -> Vec<Target> {
    fn walk(element: &Element, names: &mut Vec<String>, targets: &mut Vec<Target>) {
        names.extend(element.id.as_deref().map(str::to_owned));
        if let Some(level) = styles::level(element.name)
            && !squeeze(&element.text()).is_empty()
        {
            let id = u32::try_from(targets.len() + 1).unwrap_or(u32::MAX);
            targets.push(Target { id, level, names: std::mem::take(names), page: None });
        }
        for child in element.elements().filter(|child| child.name != Name::Nav) {
            walk(child, names, targets);
        }
    }
    let mut targets = Vec::new();
    walk(body, &mut Vec::new(), &mut targets);
    // The bookmarks of the page go down to the third level.
    for (target, bookmark) in targets.iter_mut().filter(|target| target.level < 3).zip(bookmarks) {
        target.page = Some(bookmark.page);
    }
    targets
}

impl Writer<'_> {
    /// The contents, where the page has them.
    pub(super) fn contents(&mut self, nav: &Element, look: &Look, area: Area) {
        if !self.page.contents {
            return;
        }
        self.free(look.before);
        let pages: BTreeMap<String, (u32, Option<usize>)> = self
            .targets
            .iter()
            .flat_map(|target| target.names.iter().map(|name| (name.clone(), (target.id, target.page))))
            .collect();
        let mut begin = Some(begin());
        for child in nav.elements() {
            let inner = self.theme.look(look, child.name.as_str(), &child.classes);
            self.free(inner.before);
            if matches!(child.name, Name::Ol | Name::Ul) {
                for item in child.elements() {
                    self.entry(item, &inner, area, &pages, begin.take());
                }
            } else {
                let shape = self.shapes.character(&inner, 1.0);
                let mut text = Text::default();
                if let Some(begin) = begin.take() {
                    text.control(&begin, shape);
                }
                let nodes: Vec<&Node> = child.children.iter().collect();
                self.inlines(&nodes, &inner, &mut text);
                let before = units(std::mem::take(&mut self.space));
                let para = self.shapes.paragraph(ParaShape { before, keep_next: true, ..ParaShape::of(&inner) });
                let runs = text.finish(shape).concat();
                self.add(para, styles::CONTENTS_HEAD, runs, true);
            }
            self.free(inner.after);
        }
        // The field ends in the last entry.
        if begin.is_none()
            && let Some(last) = self.list.last_mut()
        {
            let end = format!("<hp:fieldEnd beginIDRef=\"{FIELD}\" fieldid=\"{OF_CONTENTS}\"/>");
            let shape = self.shapes.character(look, 1.0);
            last.runs.push_str(&format!("<hp:run charPrIDRef=\"{shape}\"><hp:ctrl>{end}</hp:ctrl></hp:run>"));
        }
        self.free(look.after);
    }

    /// An entry: the words of a heading, dots, its page.
    fn entry(
        &mut self,
        item: &Element,
        look: &Look,
        area: Area,
        pages: &BTreeMap<String, (u32, Option<usize>)>,
        begin: Option<String>,
    ) {
        let own = self.theme.look(look, item.name.as_str(), &item.classes);
        let shape = self.shapes.character(&own, 1.0);
        let link = item.elements().find_map(|child| child.link.as_deref());
        let target = link.and_then(|name| pages.get(name)).copied();
        let mut text = Text::default();
        if let Some(begin) = begin {
            text.control(&begin, shape);
        }
        self.fields += 1;
        let field = FIELD + self.fields;
        if let Some((id, _)) = target {
            text.control(&link_begin(field, id), shape);
        }
        let nodes: Vec<&Node> = item.children.iter().collect();
        self.inlines(&nodes, &own, &mut text);
        if let Some((_, page)) = target {
            text.tab(shape, units(area.width / 2.0), DOTS, 2);
            text.push(&page.map(|page| page.to_string()).unwrap_or_default(), shape);
            text.control(&format!("<hp:fieldEnd beginIDRef=\"{field}\" fieldid=\"{OF_LINK}\"/>"), shape);
        }
        self.free(own.before);
        let before = units(std::mem::take(&mut self.space));
        let para = ParaShape {
            before,
            left: units(area.x + own.indent),
            tab: Tab::Dots(units(area.width)),
            ..ParaShape::of(&own)
        };
        let para = self.shapes.paragraph(para);
        let runs = text.finish(shape).concat();
        self.add(para, styles::CONTENTS, runs, false);
        self.free(own.after);
    }
}

/// The field of contents: made of the outline down to its second level, dotted, with links.
fn begin() -> String {
    format!(
        "<hp:fieldBegin id=\"{FIELD}\" type=\"TABLEOFCONTENTS\" name=\"\" editable=\"1\" dirty=\"0\" zorder=\"-1\" \
         fieldid=\"{OF_CONTENTS}\"><hp:parameters cnt=\"2\" name=\"\"><hp:integerParam name=\"Prop\">8</hp:integerParam>\
         <hp:stringParam name=\"Command\" xml:space=\"preserve\">TableOfContents:set:140:ContentsMake:uint:31 \
         ContentsStyles:wstring:0: ContentsLevel:int:2 ContentsAutoTabRight:int:0 ContentsLeader:int:{DOTS} \
         ContentsHyperlink:bool:1  </hp:stringParam></hp:parameters></hp:fieldBegin>"
    )
}

/// A link to a heading's paragraph.
fn link_begin(field: u32, target: u32) -> String {
    format!(
        "<hp:fieldBegin id=\"{field}\" type=\"HYPERLINK\" name=\"\" editable=\"0\" dirty=\"0\" zorder=\"-1\" \
         fieldid=\"{OF_LINK}\"><hp:parameters cnt=\"5\" name=\"\"><hp:integerParam name=\"Prop\">0</hp:integerParam>\
         <hp:stringParam name=\"Command\">?#{target};0;1;0;</hp:stringParam>\
         <hp:stringParam name=\"Category\">HWPHYPERLINK_TYPE_HWP</hp:stringParam>\
         <hp:stringParam name=\"TargetType\">HWPHYPERLINK_TARGET_OUTLINE</hp:stringParam>\
         <hp:stringParam name=\"DocOpenType\">HWPHYPERLINK_JUMP_CURRENTTAB</hp:stringParam></hp:parameters>\
         </hp:fieldBegin>"
    )
}
