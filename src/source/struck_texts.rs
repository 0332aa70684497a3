//! Texts that the cells of an xlsx share and of which a part is struck through: the reader joins the runs of a text and drops how
//! they look.

use std::collections::HashSet;

use memchr::memmem;
use quick_xml::events::Event;

use super::budget::Budget;
use super::parts::Parts;
use super::xml_stream::{Markup, attribute, entity};
use crate::error::Result;

/// The shared texts of a workbook with a run that is struck through, as the reader joins them.
pub(super) fn read(parts: &mut Parts, name: &str, budget: &Budget) -> Result<HashSet<String>> {
    let main = parts.main(name)?;
    let relations = parts.relations(&main, name)?;
    let Some(table) = relations.into_iter().find(|relation| relation.kind == "sharedStrings") else {
        return Ok(HashSet::new());
    };
    let Some(bytes) = parts.whole(&table.target, name)? else { return Ok(HashSet::new()) };
    if memmem::find(&bytes, b"strike").is_none() {
        return Ok(HashSet::new());
    }
    texts(Markup::new(bytes.as_slice(), name, budget))
}

fn texts(mut markup: Markup<'_, &[u8]>) -> Result<HashSet<String>> {
    let mut found = HashSet::new();
    let (mut text, mut is_struck) = (String::new(), false);
    // Inside a text, and inside of what is read aloud.
    let (mut in_text, mut is_spoken) = (false, false);
    loop {
        match markup.next()? {
            Event::Eof => return Ok(found),
            Event::Start(tag) => match tag.local_name().as_ref() {
                "si" => (text, is_struck) = (String::new(), false),
                "t" => in_text = true,
                "rPh" => is_spoken = true,
                "strike" => is_struck |= attribute(&tag, "val").is_none_or(|on| on != "0" && on != "false"),
                _ => {}
            },
            Event::Empty(tag) if tag.local_name().as_ref() == "strike" => {
                is_struck |= attribute(&tag, "val").is_none_or(|on| on != "0" && on != "false");
            }
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => in_text = false,
                "rPh" => is_spoken = false,
                "si" if is_struck => {
                    found.insert(std::mem::take(&mut text).trim().to_owned());
                }
                _ => {}
            },
            Event::Text(piece) if in_text && !is_spoken => text.push_str(&piece),
            Event::GeneralRef(piece) if in_text && !is_spoken => text.push_str(entity(&piece)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_struck_when_one_of_its_runs_is() {
        let table = "<sst><si><r><t>앞 </t></r><r><rPr><strike/></rPr><t>취소 &amp; 끝</t></r></si><si><t>홀로</t></si>\
            <si><r><rPr><strike val=\"0\"/></rPr><t>그대로</t></r></si>\
            <si><r><rPr><strike val=\"1\"></strike></rPr><t>漢</t></r><rPh sb=\"0\" eb=\"1\"><t>한</t></rPh></si></sst>";
        let found = texts(Markup::new(table.as_bytes(), "표", &Budget::default())).expect("markup");
        let mut found: Vec<_> = found.into_iter().collect();
        found.sort();
        assert_eq!(found, ["漢", "앞 취소 & 끝"]);
    }
}
