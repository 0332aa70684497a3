//! The sheet in front of a copy: every finding, and a link to its cell.

use super::archive::CopiedParts;
use super::edit::{MAIN, escaped};
use super::styles::StyleTable;
use super::tabs::{self, Tabs};
use super::{MOST, Refusal, relations};
use crate::lang::Lang;
use crate::origin::column_letters;
use crate::pack::Pack;
use crate::workbooks::{FindingRemark, escape_formula, index};

/// Front of the name of its part.
pub(super) const PART: &str = "xl/worksheets/sheetBogo";
/// Row of the heads, counted from 1.
const HEAD: usize = 5;

/// Adds the index; its type goes to `types`.
pub(super) fn add(
    parts: &mut CopiedParts<'_>,
    book: &mut Tabs,
    styles: &mut StyleTable,
    types: &mut String,
    (pack, file, remarks, lang): (&Pack, &str, &[&FindingRemark], Lang),
) -> Result<(), Refusal> {
    let label = |key: &'static str| pack.worktable.label(key, lang);
    // In a copy of a copy the new index takes the place of the old one.
    let earlier = book.index(label("index"));
    let name = if earlier.is_some() { label("index").to_owned() } else { free(book, label("index"))? };
    let part = earlier.clone().unwrap_or_else(|| parts.free(PART, ".xml"));
    let (plain, head) = (styles.wrapped(), styles.on(0, "optional"));
    let mut rows = String::new();
    let mut links = String::new();
    let mut row = |number: usize, cells: &[(&str, usize)]| {
        rows.push_str(&format!("<row r=\"{number}\">"));
        for (col, (text, style)) in (1_u32..).zip(cells) {
            let text = escape_formula(text);
            rows.push_str(&format!(
                "<c r=\"{}{number}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                column_letters(col),
                escaped(&text)
            ));
        }
        rows.push_str("</row>");
    };
    row(1, &[(file, 0)]);
    row(2, &[(label("copy_about"), 0)]);
    let heads: Vec<(&str, usize)> = index::COLUMNS.iter().map(|(key, _)| (label(key), head)).collect();
    row(HEAD, &heads);
    for (number, remark) in (HEAD + 1..).zip(remarks.iter().take(MOST)) {
        let (place, cell) = index::place(remark);
        let badge = styles.on(0, remark.role());
        let texts = [&place, &cell, &remark.title, &remark.message, &remark.help, &remark.law];
        let mut cells = vec![(label(remark.role()), badge), (remark.code, plain)];
        cells.extend(texts.into_iter().map(|text| (text.as_str(), plain)));
        row(number, &cells);
        if remark.origin.as_ref().and_then(crate::origin::Origin::address).is_some() {
            let target = format!("'{}'!{cell}", place.replace('\'', "''"));
            links.push_str(&format!("<hyperlink ref=\"D{number}\" location=\"{}\"/>", escaped(&target)));
        }
    }
    let columns: String = (1..)
        .zip(index::COLUMNS)
        .map(|(number, (_, width))| {
            format!("<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>")
        })
        .collect();
    let links = if links.is_empty() { links } else { format!("<hyperlinks>{links}</hyperlinks>") };
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"{MAIN}\">\
         <sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"{HEAD}\" topLeftCell=\"A{}\" \
         activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>\
         <cols>{columns}</cols><sheetData>{rows}</sheetData>{links}</worksheet>",
        HEAD + 1
    );
    parts.put(&part, text)?;
    if earlier.is_some() {
        return Ok(());
    }
    types.push_str(&format!(
        "<Override PartName=\"/{part}\" \
         ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
    ));
    let relation = relations::add(parts, tabs::NAME, "worksheet", &part)?;
    book.add(&name, relation);
    Ok(())
}

/// A name that no sheet has: someone may keep the index of an earlier copy.
fn free(book: &Tabs, name: &str) -> Result<String, Refusal> {
    const MOST: u32 = 100;
    let names = std::iter::once(name.to_owned()).chain((2..MOST).map(|number| format!("{name} ({number})")));
    names.into_iter().find(|name| !book.has(name)).ok_or("copy-shape")
}
