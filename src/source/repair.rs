//! Parts of an xlsx that calamine misreads or does not read, though spreadsheet programs do: rewritten before it sees them.
//!
//! What is mended, in calamine 0.38 (no upstream issue is known of any): parts in UTF-16; white space around a value, of
//! which it makes the first shared text; references of cells that name a row alone; sheets that lead nowhere, and sheets of
//! macros, for which it gives up the workbook; errors of newer
//! programs. Everything else of the part stays as it is.

use std::collections::BTreeMap;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use memchr::memmem;

use super::budget::Budget;
use super::parts::{Parts, normal};
use super::preflight::refusal;
use super::workbook::input;
use super::xml_limits::Skeleton;
use crate::error::Result;

/// What is wrong with a part.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct RepairNeeds {
    /// It is UTF-16.
    pub wide: bool,
    /// White space stands around values.
    pub spaced: bool,
    /// References of cells have no column.
    pub columnless: bool,
    /// Values are errors, some of which may have names that calamine does not know.
    pub has_errors: bool,
}

impl RepairNeeds {
    pub(super) fn is_any(self) -> bool {
        self != Self::default()
    }
}

/// UTF-16, by its mark or by the zeros in its first tag.
pub(super) fn wide(start: &[u8]) -> Option<&'static Encoding> {
    match start {
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => Some(UTF_16LE),
        [0xFE, 0xFF, ..] | [0, b'<', ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether the first cells of a sheet have references without a column.
pub(super) fn is_columnless(start: &[u8]) -> bool {
    memmem::find_iter(start, b"<c r=\"").any(|at| start.get(at + 6).is_some_and(u8::is_ascii_digit))
}

/// The parts that must be another, by their names in lower case.
pub(super) fn parts(
    archive: &mut Parts,
    odd: &BTreeMap<String, RepairNeeds>,
    name: &str,
    budget: &Budget,
) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut mended = BTreeMap::new();
    let mut total = 0;
    for (part, odd) in odd {
        let Some(mut bytes) = archive.whole(part, name)? else { continue };
        if odd.wide {
            blank_declaration(&mut bytes);
            Skeleton::new(budget.depth).feed(&bytes).map_err(|what| refusal(name, what))?;
        }
        // What is UTF-16 was not looked into.
        if odd.spaced || odd.wide {
            pull_space(&mut bytes);
        }
        if odd.columnless || odd.wide {
            blank_references(&mut bytes);
        }
        if odd.has_errors || odd.wide {
            let known = known_errors(&bytes);
            match known {
                Some(known) => bytes = known,
                None if *odd == (RepairNeeds { has_errors: true, ..RepairNeeds::default() }) => continue,
                None => {}
            }
        }
        total += bytes.len() as u64;
        if total > budget.part {
            return Err(input("input-too-large", name).detail("mended"));
        }
        mended.insert(part.clone(), bytes);
    }
    let main = archive.main(name)?;
    let listed = archive.listing(&main, name)?;
    let relations = archive.relations(&main, name)?;
    let leads = |id: &str| {
        let relation = relations.iter().find(|relation| relation.id == id);
        relation.is_some_and(|relation| matches!(&*relation.kind, "worksheet" | "chartsheet" | "dialogsheet"))
    };
    let lost: Vec<&str> = listed.sheets.iter().map(|(_, id)| id.as_str()).filter(|id| !leads(id)).collect();
    if !lost.is_empty() {
        let known = mended.remove(&normal(&main));
        if let Some(mut bytes) = known.map_or_else(|| archive.whole(&main, name), |bytes| Ok(Some(bytes)))? {
            drop_sheets(&mut bytes, &lost);
            mended.insert(normal(&main), bytes);
        }
    }
    Ok(mended)
}

/// Overwrites what a part says of its encoding: it is another one by now.
fn blank_declaration(bytes: &mut [u8]) {
    if bytes.starts_with(b"<?xml")
        && let Some(end) = memmem::find(bytes, b"?>")
    {
        bytes[..end + 2].fill(b' ');
    }
}

/// Pulls the white space around values into their tags, where it says nothing: `<v> 1 </v>` becomes `<v >1</v >`.
fn pull_space(bytes: &mut [u8]) {
    let mut at = 0;
    while let Some(found) = memmem::find(&bytes[at..], b"v>") {
        let end = at + found + 1;
        let name = bytes[..end].iter().rposition(|byte| *byte == b'<').map_or(&[][..], |start| &bytes[start + 1..end]);
        let is_ending = name.starts_with(b"/");
        let is_value = name.rsplit(|byte| *byte == b':').next().is_some_and(|local| matches!(local, b"v" | b"/v"));
        at = end + 1;
        if !is_value {
            continue;
        }
        if is_ending {
            let start = end - 1 - name.len();
            let space = bytes[..start].iter().rev().take_while(|byte| byte.is_ascii_whitespace()).count();
            // The mark stays last: the tag goes before the space.
            bytes[start - space..end].rotate_left(space);
        } else {
            let space = bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            bytes[end..at + space].rotate_left(1);
            at += space;
        }
    }
}

/// Names of errors that the reader knows.
const ERRORS: [&[u8]; 8] = [b"#NULL!", b"#DIV/0!", b"#VALUE!", b"#REF!", b"#NAME?", b"#NUM!", b"#N/A", b"#DATA!"];

/// The part with `#VALUE!` in place of errors that only newer programs have (`#SPILL!`, `#ERROR!`): for such a name the reader
/// gives up the sheet. Nothing when it has none.
fn known_errors(bytes: &[u8]) -> Option<Vec<u8>> {
    /// How long the tag of a cell is, its formula included, behind which its value is looked at.
    const BEFORE: usize = 1 << 14;
    let mut known = Vec::new();
    let mut copied = 0;
    for at in memmem::find_iter(bytes, b"v>#") {
        let start = at + 2;
        let Some(length) = bytes[start..].iter().position(|byte| *byte == b'<') else { break };
        let before = &bytes[start.saturating_sub(BEFORE)..start];
        let cell = [&b"<c "[..], b":c "].iter().filter_map(|tag| memmem::rfind(before, tag)).max();
        let tag = cell.and_then(|cell| before[cell..].split(|byte| *byte == b'>').next()).unwrap_or_default();
        let is_error = [&b"t=\"e\""[..], b"t='e'"].iter().any(|kind| memmem::find(tag, kind).is_some());
        if is_error && !ERRORS.contains(&bytes[start..start + length].trim_ascii()) {
            known.extend_from_slice(&bytes[copied..start]);
            known.extend_from_slice(b"#VALUE!");
            copied = start + length;
        }
    }
    (copied > 0).then(|| [&known[..], &bytes[copied..]].concat())
}

/// Overwrites references of cells that name a row alone: such a cell stands right of the one before.
fn blank_references(bytes: &mut [u8]) {
    let mut at = 0;
    while let Some(found) = memmem::find(&bytes[at..], b"<c r=\"") {
        let start = at + found + 3;
        at = start + 3;
        let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits > 0 && bytes.get(at + digits) == Some(&b'"') {
            bytes[start..=at + digits].fill(b' ');
        }
    }
}

/// Overwrites the entries of sheets whose relations have these ids.
fn drop_sheets(bytes: &mut [u8], ids: &[&str]) {
    let mut at = 0;
    while let Some(found) = memmem::find(&bytes[at..], b"<") {
        let start = at + found;
        let Some(length) = memmem::find(&bytes[start..], b">") else { return };
        at = start + length + 1;
        let tag = String::from_utf8_lossy(&bytes[start..at]).into_owned();
        let mut words = tag[1..].split(|c: char| c.is_whitespace() || matches!(c, '/' | '>'));
        let is_sheet = words.next().is_some_and(|element| element.rsplit(':').next() == Some("sheet"));
        let names = |id: &&str| ["'", "\""].iter().any(|mark| tag.contains(&format!("id={mark}{id}{mark}")));
        if is_sheet && (ids.iter().any(names) || !tag.contains(":id=")) && tag.ends_with("/>") {
            bytes[start..at].fill(b' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(change: impl Fn(&mut [u8]), text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        change(&mut bytes);
        String::from_utf8(bytes).expect("UTF-8")
    }

    #[test]
    fn space_around_values_says_nothing() {
        for (text, expected) in [
            ("<c><v> 1\n</v></c>", "<c><v >1</v\n></c>"),
            ("<x:v>\n\t12</x:v>", "<x:v\n\t>12</x:v>"),
            ("<v>1</v><v></v><v> </v>", "<v>1</v><v></v><v ></v>"),
            ("<cv> 1 </cv>\n<v>2</v>\n", "<cv> 1 </cv>\n<v>2</v>\n"),
        ] {
            assert_eq!(after(pull_space, text), expected);
        }
    }

    #[test]
    fn errors_of_newer_programs_are_errors() {
        let known = |text: &str| known_errors(text.as_bytes()).map(|bytes| String::from_utf8(bytes).expect("UTF-8"));
        let cell = |kind: &str, value: &str| format!("<c r=\"A1\" t=\"{kind}\"><f>A2</f><v>{value}</v></c>");
        for error in ["#SPILL!", "#CALC!", "#ERROR!"] {
            assert_eq!(
                known(&(cell("e", error) + &cell("e", "#N/A"))),
                Some(cell("e", "#VALUE!") + &cell("e", "#N/A"))
            );
            assert_eq!(known(&cell("str", error)), None);
        }
        assert_eq!(known(&cell("e", "#REF!")), None);
    }

    #[test]
    fn references_without_a_column_and_lost_sheets_are_blanked() {
        assert_eq!(after(blank_references, "<c r=\"12\" s=\"1\"><c r=\"A12\">"), "<c        s=\"1\"><c r=\"A12\">");
        let book = "<sheets><sheet name=\"a\" r:id=\"r1\"/><sheet name=\"b\" r:id=\"r11\"/></sheets>";
        let left = after(|bytes| drop_sheets(bytes, &["r1"]), book);
        assert!(!left.contains("\"a\"") && left.contains("\"b\"") && left.len() == book.len(), "{left}");
    }
}
