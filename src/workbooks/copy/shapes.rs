//! The drawing of notes (VML): one box per note, hidden until someone points at its cell.

use roxmltree::{Document, Node};

use super::Refusal;
use super::edit::Edits;
use super::notes::Notes;
use crate::origin::Address;
use crate::workbooks::note::lines;

const V: &str = "urn:schemas-microsoft-com:vml";
const O: &str = "urn:schemas-microsoft-com:office:office";
const X: &str = "urn:schemas-microsoft-com:office:excel";
/// The shape that notes are drawn with, by the id that every program gives it.
const KIND: &str = "_x0000_t202";
/// Front of the ids of shapes, and the last number that no shape of a sheet bears.
const SHAPE: &str = "_x0000_s";
const BEFORE: u32 = 1_024;

/// Columns of text in a note, its width, and the heights of a line and of a row of the sheet, in points.
const COLUMNS: usize = 44;
const WIDTH: usize = 240;
const LINE: usize = 13;
const ROW: usize = 15;

/// A drawing of nothing but ours.
pub(super) fn fresh(notes: &Notes) -> String {
    let shapes: String = (BEFORE + 1..).zip(notes).map(|(number, (at, text))| shape(number, *at, text, "")).collect();
    format!("<xml xmlns:v=\"{V}\" xmlns:o=\"{O}\" xmlns:x=\"{X}\">{}{shapes}</xml>", kind(""))
}

/// The drawing with a box for every note that has none; one that has grows with its text.
pub(super) fn merged(source: &str, notes: &Notes) -> Result<String, Refusal> {
    let document = Document::parse(source).map_err(|_| "copy-shape")?;
    let root = document.root_element();
    // Others may write the same names with other prefixes; then ours state their own.
    let own = [("v", V), ("o", O), ("x", X)].map(|(prefix, name)| {
        if root.lookup_namespace_uri(Some(prefix)) == Some(name) {
            String::new()
        } else {
            format!(" xmlns:{prefix}=\"{name}\"")
        }
    });
    let own = own.concat();
    let ids = || root.descendants().filter_map(|node| node.attribute("id"));
    let mut last = ids().filter_map(|id| id.strip_prefix(SHAPE)?.parse().ok()).max().unwrap_or(BEFORE).max(BEFORE);
    let there: Vec<(Address, Node<'_, '_>)> = root.descendants().filter_map(note).collect();
    let mut edits = Edits::default();
    let mut new = String::new();
    for (at, text) in notes {
        if let Some((_, data)) = there.iter().find(|(found, _)| found == at) {
            grow(&mut edits, *data, text);
        } else {
            last = last.checked_add(1).ok_or("copy-shape")?;
            new.push_str(&shape(last, *at, text, &own));
        }
    }
    if !new.is_empty() {
        if !ids().any(|id| id == KIND) {
            new.insert_str(0, &kind(&own));
        }
        edits.append(root, source, &new);
    }
    Ok(edits.apply(source))
}

/// The cell of a note, and the element that says so.
fn note<'a, 'i>(node: Node<'a, 'i>) -> Option<(Address, Node<'a, 'i>)> {
    let is_note = node.has_tag_name((X, "ClientData")) && node.attribute("ObjectType") == Some("Note");
    let number = |name: &str| part(node, name)?.text()?.trim().parse::<u32>().ok()?.checked_add(1);
    Some((Address { row: number("Row").filter(|_| is_note)?, col: number("Column")? }, node))
}

fn part<'a, 'i>(data: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    data.children().find(|child| child.has_tag_name((X, name)))
}

/// Moves the lower edge of a box down by the rows that a text takes. One whose edges are written otherwise keeps them:
/// it can be scrolled.
fn grow(edits: &mut Edits, data: Node<'_, '_>, text: &str) {
    const EDGE: usize = 6;
    let Some(written) = part(data, "Anchor").and_then(|anchor| anchor.first_child()).filter(Node::is_text) else {
        return;
    };
    let Some(mut edges) = written.text().map(|text| text.split(',').map(str::trim).collect::<Vec<_>>()) else { return };
    let rows = ((lines(text, COLUMNS) + 1) * LINE).div_ceil(ROW);
    let lower = edges.get(EDGE).and_then(|edge| edge.parse::<usize>().ok());
    if let Some(lower) = lower.and_then(|lower| lower.checked_add(rows)).filter(|_| edges.len() == 8) {
        let lower = lower.to_string();
        edges[EDGE] = &lower;
        edits.replace(written.range(), edges.join(", "));
    }
}

fn kind(own: &str) -> String {
    format!(
        "<v:shapetype{own} id=\"{KIND}\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\">\
         <v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>"
    )
}

fn shape(number: u32, at: Address, text: &str, own: &str) -> String {
    let height = LINE * (lines(text, COLUMNS) + 1).max(4);
    let (row, column) = (at.row - 1, at.col - 1);
    format!(
        "<v:shape{own} id=\"{SHAPE}{number}\" type=\"#{KIND}\" style=\"position:absolute;margin-left:60pt;\
         margin-top:1pt;width:{WIDTH}pt;height:{height}pt;z-index:{};visibility:hidden\" fillcolor=\"#ffffe1\" \
         o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/>\
         <v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\"/>\
         <x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>\
         <x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>",
        number - BEFORE
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(source: &str) -> Vec<String> {
        let document = Document::parse(source).expect("XML");
        document.descendants().filter_map(|node| node.attribute("id")).map(str::to_owned).collect()
    }

    #[test]
    fn boxes_are_added_beside_those_that_are_there_and_those_grow() {
        let theirs = |prefix: &str| {
            format!(
                "<xml xmlns:v=\"{V}\" xmlns:o=\"{O}\" xmlns:{prefix}=\"{X}\"><v:shape id=\"_x0000_s2050\">\
                 <{prefix}:ClientData ObjectType=\"Note\"><{prefix}:Anchor>1, 15, 0, 2, 3, 15, 4, 9</{prefix}:Anchor>\
                 <{prefix}:Row>0</{prefix}:Row><{prefix}:Column>0</{prefix}:Column></{prefix}:ClientData></v:shape></xml>"
            )
        };
        let at = |row, col| Address { row, col };
        let notes: Notes = vec![(at(1, 1), "지적\n둘째 줄".to_owned()), (at(2, 3), "지적".to_owned())];
        for prefix in ["x", "excel"] {
            let done = merged(&theirs(prefix), &notes).expect("a drawing");
            assert_eq!(ids(&done), ["_x0000_s2050", "_x0000_t202", "_x0000_s2051"], "{done}");
            assert!(done.contains(":Anchor>1, 15, 0, 2, 3, 15, 7, 9</"), "{done}");
            let document = Document::parse(&done).expect("XML");
            let cells: Vec<Address> = document.descendants().filter_map(note).map(|(at, _)| at).collect();
            assert_eq!(cells, [at(1, 1), at(2, 3)]);
        }
        assert_eq!(merged("<xml><br></xml>", &notes), Err("copy-shape"));
    }
}
