//! Colours in one worksheet: the marked cells take another style, and cells that were never written come into being.

use std::collections::BTreeMap;

use roxmltree::{Document, Node};

use super::archive::CopiedParts;
use super::edit::{Edits, child, root};
use super::styles::StyleTable;
use super::{Marks, Refusal};
use crate::origin::{Address, column_letters};

/// Gives the marked cells of the sheet `part` their colours.
pub(super) fn mark(
    parts: &mut CopiedParts<'_>,
    part: &str,
    marks: &Marks<'_>,
    styles: &mut StyleTable,
) -> Result<(), Refusal> {
    let text = parts.text(part)?;
    let document = Document::parse(&text).map_err(|_| "copy-shape")?;
    let sheet = root(&document, "worksheet")?;
    if child(sheet, "sheetProtection").is_some() {
        return Err("copy-protected");
    }
    let data = child(sheet, "sheetData").ok_or("copy-shape")?;
    let mut rows: Vec<(u32, Node<'_, '_>)> = Vec::new();
    for row in data.children().filter(Node::is_element) {
        let number = row.attribute("r").and_then(|number| number.parse().ok()).ok_or("copy-shape")?;
        if rows.last().is_some_and(|(last, _)| *last >= number) {
            return Err("copy-shape");
        }
        rows.push((number, row));
    }
    let columns = column_styles(sheet);
    let mut wanted: BTreeMap<u32, Vec<(u32, &'static str)>> = BTreeMap::new();
    for (cell, role) in &marks.colours {
        wanted.entry(cell.row).or_default().push((cell.col, role));
    }
    let mut edits = Edits::default();
    let mut below = String::new();
    for (number, cells) in wanted {
        match rows.binary_search_by_key(&number, |(number, _)| *number) {
            Ok(at) => existing(&mut edits, &text, rows[at].1, number, &cells, &columns, styles)?,
            Err(at) => {
                let cells = cells.iter().map(|(col, role)| new_cell(number, *col, styles.on(of(&columns, *col), role)));
                let row = format!("<row r=\"{number}\">{}</row>", cells.collect::<String>());
                match rows.get(at) {
                    Some((_, next)) => edits.insert(next.range().start, row),
                    None => below.push_str(&row),
                }
            }
        }
    }
    if !below.is_empty() {
        edits.append(data, &text, &below);
    }
    let text = edits.apply(&text);
    parts.put(part, text)
}

/// Marks cells of a row that is there.
fn existing(
    edits: &mut Edits,
    text: &str,
    row: Node<'_, '_>,
    number: u32,
    cells: &[(u32, &'static str)],
    columns: &[(u32, u32, usize)],
    styles: &mut StyleTable,
) -> Result<(), Refusal> {
    let mut there: Vec<(u32, Node<'_, '_>)> = Vec::new();
    for cell in row.children().filter(|node| node.is_element() && node.has_tag_name((super::edit::MAIN, "c"))) {
        let at = cell.attribute("r").and_then(address).filter(|at| at.row == number).ok_or("copy-shape")?;
        there.push((at.col, cell));
    }
    let style = |node: Node<'_, '_>| node.attribute("s").and_then(|style| style.parse::<usize>().ok());
    // A row's own style counts for its cells that were never written.
    let of_row = if row.attribute("customFormat") == Some("1") { style(row) } else { None };
    let mut last = String::new();
    for (col, role) in cells {
        if let Some((_, cell)) = there.iter().find(|(found, _)| found == col) {
            let made = styles.on(style(*cell).unwrap_or(0), role);
            edits.set(*cell, text, "s", &made.to_string());
            continue;
        }
        let made = styles.on(of_row.unwrap_or_else(|| of(columns, *col)), role);
        let cell = new_cell(number, *col, made);
        match there.iter().find(|(found, _)| found > col) {
            Some((_, next)) => edits.insert(next.range().start, cell),
            None => last.push_str(&cell),
        }
    }
    if !last.is_empty() {
        edits.append(row, text, &last);
    }
    Ok(())
}

fn new_cell(row: u32, col: u32, style: usize) -> String {
    format!("<c r=\"{}{row}\" s=\"{style}\"/>", column_letters(col))
}

/// Styles of columns: first, last, style.
fn column_styles(sheet: Node<'_, '_>) -> Vec<(u32, u32, usize)> {
    let columns = child(sheet, "cols").into_iter().flat_map(|columns| columns.children());
    let number = |node: Node<'_, '_>, name: &str| node.attribute(name)?.parse::<u32>().ok();
    let style = |node: Node<'_, '_>| node.attribute("style")?.parse().ok();
    columns.filter_map(|node| Some((number(node, "min")?, number(node, "max")?, style(node)?))).collect()
}

fn of(columns: &[(u32, u32, usize)], col: u32) -> usize {
    columns.iter().find(|(first, last, _)| (*first..=*last).contains(&col)).map_or(0, |(_, _, style)| *style)
}

/// `D14` as row and column.
pub(super) fn address(text: &str) -> Option<Address> {
    let end = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = text.split_at(end);
    let col = letters.bytes().try_fold(0_u32, |col, letter| {
        letter.is_ascii_uppercase().then(|| col.checked_mul(26)?.checked_add(u32::from(letter - b'A') + 1)).flatten()
    })?;
    Some(Address { row: digits.parse().ok()?, col })
}
