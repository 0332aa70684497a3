//! The texts of notes: a list of our own, or ours among those that are there.

use roxmltree::{Document, Node};

use super::Refusal;
use super::edit::{Edits, MAIN, child, escaped, root};
use super::notes::Notes;
use super::worksheet::address;
use crate::origin::Address;

const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// Who our notes are by.
const AUTHOR: &str = "bogo";

/// A list of nothing but ours.
pub(super) fn fresh(notes: &Notes) -> String {
    let own: String = notes.iter().map(|(at, text)| comment(*at, text, 0)).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <comments xmlns=\"{MAIN}\"><authors><author>{AUTHOR}</author></authors><commentList>{own}</commentList></comments>"
    )
}

fn comment(at: Address, text: &str, author: usize) -> String {
    let text = escaped(text);
    format!("<comment ref=\"{at}\" authorId=\"{author}\"><text><t xml:space=\"preserve\">{text}</t></text></comment>")
}

/// The cells that have a note.
pub(super) fn cells(source: &str) -> Result<Vec<Address>, Refusal> {
    let document = Document::parse(source).map_err(|_| "copy-shape")?;
    listed(root(&document, "comments")?).map(|(at, _)| at.ok_or("copy-shape")).collect()
}

/// Every note and its cell.
fn listed<'a, 'i>(root: Node<'a, 'i>) -> impl Iterator<Item = (Option<Address>, Node<'a, 'i>)> {
    let list = child(root, "commentList").into_iter().flat_map(|list| list.children());
    let notes = list.filter(|node| node.has_tag_name((MAIN, "comment")));
    notes.map(|node| (node.attribute("ref").and_then(address), node))
}

/// The list with ours: below the text of a note that its cell has, at the end where it has none.
pub(super) fn merged(source: &str, notes: &Notes) -> Result<String, Refusal> {
    let document = Document::parse(source).map_err(|_| "copy-shape")?;
    let root = root(&document, "comments")?;
    let (authors, list) =
        (child(root, "authors").ok_or("copy-shape")?, child(root, "commentList").ok_or("copy-shape")?);
    let names: Vec<&str> =
        authors.children().filter(Node::is_element).map(|node| node.text().unwrap_or_default()).collect();
    let author = names.iter().position(|name| *name == AUTHOR);
    let there: Vec<(Option<Address>, Node<'_, '_>)> = listed(root).collect();
    let mut edits = Edits::default();
    let mut new = String::new();
    for (at, text) in notes {
        match there.iter().find(|(found, _)| *found == Some(*at)) {
            Some((_, note)) => below(&mut edits, source, *note, text)?,
            None => new.push_str(&comment(*at, text, author.unwrap_or(names.len()))),
        }
    }
    if !new.is_empty() {
        if author.is_none() {
            edits.append(authors, source, &format!("<author>{AUTHOR}</author>"));
        }
        edits.append(list, source, &new);
    }
    Ok(edits.apply(source))
}

/// Adds a text below that of a note; one that it holds already, as a copy of a copy does, is not said twice.
fn below(edits: &mut Edits, source: &str, note: Node<'_, '_>, text: &str) -> Result<(), Refusal> {
    let whole = child(note, "text").ok_or("copy-shape")?;
    let said: String = whole.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect();
    let as_read = |text: &str| text.replace("\r\n", "\n");
    if as_read(&said).contains(text) {
        return Ok(());
    }
    let pieces: Vec<Node<'_, '_>> = whole.children().filter(Node::is_element).collect();
    let last_run = pieces.iter().rfind(|node| node.has_tag_name((MAIN, "r")));
    let gap = if said.is_empty() { "" } else { "\n\n" };
    let ours = format!("{gap}{}", escaped(text));
    match (last_run, pieces.iter().find(|node| node.has_tag_name((MAIN, "t")))) {
        // A run of its own: what ours looks like is not what theirs does.
        (Some(run), _) => edits.insert(run.range().end, format!("<r><t xml:space=\"preserve\">{ours}</t></r>")),
        (None, Some(plain)) => {
            if plain.attribute((XML, "space")).is_none() {
                edits.set(*plain, source, "xml:space", "preserve");
            }
            edits.append(*plain, source, &ours);
        }
        (None, None) if pieces.is_empty() => {
            edits.append(whole, source, &format!("<t xml:space=\"preserve\">{ours}</t>"));
        }
        (None, None) => return Err("copy-shape"),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(inside: &str) -> String {
        format!(
            "<comments xmlns=\"{MAIN}\"><authors><author>김</author></authors><commentList>{inside}</commentList></comments>"
        )
    }

    fn texts(source: &str) -> Vec<(String, String, String)> {
        let document = Document::parse(source).expect("XML");
        let attribute = |node: Node<'_, '_>, name: &str| node.attribute(name).unwrap_or_default().to_owned();
        let text =
            |node: Node<'_, '_>| node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect();
        listed(document.root_element())
            .map(|(_, node)| (attribute(node, "ref"), attribute(node, "authorId"), text(node)))
            .collect()
    }

    #[test]
    fn ours_stand_below_theirs_however_theirs_are_written() {
        let theirs = "<comment ref=\"A1\" authorId=\"0\"><text><t>하나</t></text></comment>\
                      <comment ref=\"B2\" authorId=\"0\"><text><r><rPr><b/></rPr><t>둘</t></r><r><t>셋</t></r></text></comment>\
                      <comment ref=\"C3\" authorId=\"0\"><text/></comment><comment ref=\"E5\" authorId=\"0\"><text><t/></text></comment>";
        let source = list(theirs);
        let at = |row, col| Address { row, col };
        let notes: Notes =
            [at(1, 1), at(2, 2), at(3, 3), at(4, 4)].into_iter().map(|at| (at, "<지적> & 더".to_owned())).collect();
        let once = merged(&source, &notes).expect("a list");
        let expected = [
            ("A1", "0", "하나\n\n<지적> & 더"),
            ("B2", "0", "둘셋\n\n<지적> & 더"),
            ("C3", "0", "<지적> & 더"),
            ("E5", "0", ""),
            ("D4", "1", "<지적> & 더"),
        ];
        let expected = expected.map(|(at, author, text)| (at.to_owned(), author.to_owned(), text.to_owned()));
        assert_eq!(texts(&once), expected);
        assert!(once.contains("<r><rPr><b/></rPr><t>둘</t></r>"), "what was there stays as it was written");
        assert_eq!(merged(&once, &notes).as_deref(), Ok(once.as_str()), "what is said is not said twice");
    }

    #[test]
    fn a_list_of_another_shape_is_refused() {
        let notes: Notes = vec![(Address { row: 1, col: 1 }, "지적".to_owned())];
        let odd = list("<comment ref=\"A1\" authorId=\"0\"><text><odd/></text></comment>");
        for source in ["<comments/>", "<no", odd.as_str()] {
            assert_eq!(merged(source, &notes), Err("copy-shape"), "{source}");
        }
    }
}
