//! The layout of a sheet of an Office Open XML workbook, in one pass over its part.

use std::io::Read;

use quick_xml::events::{BytesStart, Event};

use super::budget::Budget;
use super::layout::{LAST_COLUMN, LAST_ROW, Layout, add_run, address, range, settle};
use super::long_numbers::LongNumbers;
use super::parts::{Parts, normal};
use super::workbook::input;
use super::xml_stream::{Markup, attribute, is_on, number};
use crate::error::Result;
use crate::origin::{Address, Range};

/// Most merges, runs of hidden rows, or tables of a sheet; each takes some dozen bytes.
const MOST: usize = 1_000_000;

/// What `sheet` says about itself.
///
/// A part for which `is_plain` holds is known to have nothing to tell and is not read.
pub(super) fn read(
    parts: &mut Parts,
    sheet: &str,
    is_plain: impl Fn(&str) -> bool,
    name: &str,
    budget: &Budget,
) -> Result<Layout> {
    let main = parts.main(name)?;
    let listing = parts.listing(&main, name)?;
    let mut layout = Layout::default();
    let Some((_, id)) = listing.sheets.iter().find(|(found, _)| found == sheet) else { return Ok(layout) };
    let relations = parts.relations(&main, name)?;
    let Some(part) = relations.into_iter().find(|relation| relation.id == *id) else { return Ok(layout) };
    for relation in parts.relations(&part.target, name)? {
        if relation.kind == "table" {
            layout.tables.extend(table(parts, &relation.target, name, budget)?);
        }
    }
    let here = listing.names.into_iter().filter(|(_, place, _)| place == sheet);
    layout.names = here.map(|(name, _, range)| (name, range)).collect();
    layout.visibility_known = true;
    if is_plain(&normal(&part.target)) {
        return Ok(layout);
    }
    if let Some(part) = parts.part(&part.target, name)? {
        scan(Markup::new(part, name, budget), &mut layout, name)?;
        settle(&mut layout.hidden_rows);
        settle(&mut layout.hidden_columns);
    }
    Ok(layout)
}

/// The numbers of a sheet that a double does not hold.
pub(super) fn long_numbers(parts: &mut Parts, sheet: &str, name: &str, budget: &Budget) -> Result<LongNumbers> {
    let mut long = LongNumbers::default();
    let main = parts.main(name)?;
    let listing = parts.listing(&main, name)?;
    let Some((_, id)) = listing.sheets.iter().find(|(found, _)| found == sheet) else { return Ok(long) };
    let relations = parts.relations(&main, name)?;
    let Some(part) = relations.into_iter().find(|relation| relation.id == *id) else { return Ok(long) };
    let Some(part) = parts.part(&part.target, name)? else { return Ok(long) };
    let mut markup = Markup::new(part, name, budget);
    let mut at = Address { row: 0, col: 0 };
    let mut value: Option<String> = None;
    loop {
        match markup.next()? {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "row" => at = Address { row: number(&tag, "r").unwrap_or(at.row.saturating_add(1)), col: 0 },
                "c" => {
                    place(&tag, &mut at);
                }
                "v" => value = Some(String::new()),
                _ => {}
            },
            Event::Text(text) => value.iter_mut().for_each(|value| value.push_str(&text)),
            Event::End(tag) if tag.local_name().as_ref() == "v" => {
                if let Some(text) = value.take() {
                    long.add(at.row, at.col, &text);
                }
            }
            _ => {}
        }
    }
    long.settle();
    Ok(long)
}

/// A table of the spreadsheet program.
fn table(parts: &mut Parts, part: &str, name: &str, budget: &Budget) -> Result<Option<(String, Range)>> {
    let Some(part) = parts.part(part, name)? else { return Ok(None) };
    let mut markup = Markup::new(part, name, budget);
    loop {
        match markup.next()? {
            Event::Eof => return Ok(None),
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "table" => {
                let called = attribute(&tag, "displayName").or_else(|| attribute(&tag, "name"));
                let place = attribute(&tag, "ref").and_then(|text| range(&text));
                return Ok(called.map(std::borrow::Cow::into_owned).zip(place));
            }
            _ => {}
        }
    }
}

/// The cell whose tags are being read.
struct LayoutElement {
    at: Address,
    has_formula: bool,
    has_value: bool,
    /// A formula that gives text, which may be none.
    is_text: bool,
}

fn scan<R: Read>(mut markup: Markup<'_, R>, layout: &mut Layout, name: &str) -> Result<()> {
    let mut at = Address { row: 0, col: 0 };
    let mut cell: Option<LayoutElement> = None;
    let mut in_value = false;
    loop {
        match markup.next()? {
            Event::Eof => return Ok(()),
            Event::Start(tag) => match tag.local_name().as_ref() {
                "c" => {
                    let is_text = attribute(&tag, "t").is_some_and(|kind| kind == "str");
                    let at = place(&tag, &mut at);
                    cell = Some(LayoutElement { at, has_formula: false, has_value: false, is_text });
                }
                "v" => {
                    in_value = true;
                    if let Some(open) = &mut cell {
                        open.has_value |= open.is_text;
                    }
                }
                _ => take(&tag, layout, &mut at, &mut cell),
            },
            Event::Empty(tag) => match tag.local_name().as_ref() {
                "c" => {
                    place(&tag, &mut at);
                }
                "v" => {
                    if let Some(open) = &mut cell {
                        open.has_value |= open.is_text;
                    }
                }
                _ => take(&tag, layout, &mut at, &mut cell),
            },
            // An empty value is none: so a program writes a formula that it did not compute.
            Event::Text(text) if in_value && !text.trim_ascii().is_empty() => {
                if let Some(open) = &mut cell {
                    open.has_value = true;
                }
            }
            Event::End(tag) if tag.local_name().as_ref() == "v" => in_value = false,
            Event::End(tag) if tag.local_name().as_ref() == "c" => {
                if let Some(LayoutElement { at, has_formula: true, has_value: false, .. }) = cell.take()
                    && (1..=LAST_ROW).contains(&at.row)
                    && (1..=LAST_COLUMN).contains(&at.col)
                {
                    layout.add_uncomputed(at);
                }
            }
            _ => {}
        }
        if layout.merges.len() > MOST || layout.hidden_rows.len() > MOST || layout.hidden_columns.len() > MOST {
            return Err(input("input-too-large", name).detail("merges"));
        }
    }
}

/// Where a cell stands: where it says, or right of the one before.
fn place(tag: &BytesStart<'_>, at: &mut Address) -> Address {
    at.col = at.col.saturating_add(1);
    if let Some(said) = attribute(tag, "r").and_then(|text| address(&text)) {
        *at = said;
    }
    *at
}

fn take(tag: &BytesStart<'_>, layout: &mut Layout, at: &mut Address, cell: &mut Option<LayoutElement>) {
    match tag.local_name().as_ref() {
        "row" => {
            let row = number(tag, "r").unwrap_or(at.row.saturating_add(1));
            *at = Address { row, col: 0 };
            let is_flat = attribute(tag, "ht").is_some_and(|height| height.parse() == Ok(0.0_f64));
            if (1..=LAST_ROW).contains(&row) && (is_flat || is_on(tag, "hidden")) {
                add_run(&mut layout.hidden_rows, row, row);
            }
        }
        "col" => {
            let is_flat = attribute(tag, "width").is_some_and(|width| width.parse() == Ok(0.0_f64));
            let (first, last) = (number(tag, "min").unwrap_or(0), number(tag, "max").unwrap_or(0).min(LAST_COLUMN));
            if (1..=last).contains(&first) && (is_flat || is_on(tag, "hidden")) {
                add_run(&mut layout.hidden_columns, first, last);
            }
        }
        "mergeCell" => layout.merges.extend(attribute(tag, "ref").and_then(|text| range(&text))),
        "f" => cell.iter_mut().for_each(|cell| cell.has_formula = true),
        "is" => cell.iter_mut().for_each(|cell| cell.has_value = true),
        _ => {}
    }
}
