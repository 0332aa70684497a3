//! A look at an open document spreadsheet (ods): repeats, nesting and sizes before the reader multiplies them, and what it
//! does not tell.
//!
//! Reads the styles and the content once, in bounded memory. Values are the reader's business.

use std::io::Read;

use quick_xml::events::{BytesStart, Event};

use super::budget::Budget;
use super::cell_formats::Format;
use super::layout::{self, LAST_COLUMN, LAST_ROW, add_run, settle};
use super::ods_styles::OdsStyles;
use super::parts::Parts;
use super::sheet_metadata::{SheetBeside, SheetMetadata};
use super::unstreamed;
use super::workbook::input;
use super::xml_stream::{Markup, attribute};
use crate::error::{Error, Result};
use crate::origin::{Address, Range};

/// Rows of a repeated number whose digits are kept.
const REPEATED: u32 = 1_000;
/// Most merges and most runs of columns of a sheet.
const MOST: usize = 1_000_000;

/// Looks through a spreadsheet.
pub(super) fn scan(parts: &mut Parts, name: &str, budget: &Budget) -> Result<(SheetMetadata, unstreamed::WholeFormat)> {
    sealed(parts, name, budget)?;
    let mut styles = OdsStyles::default();
    if let Some(part) = parts.part("styles.xml", name)? {
        let mut markup = Markup::strict(part, name, budget);
        while let Some(event) = piece(&mut markup)? {
            styles.take(&event, name)?;
        }
    }
    let mut beside = SheetMetadata { has_types: true, ..SheetMetadata::default() };
    let Some(part) = parts.part("content.xml", name)? else { return Err(input("input-not-workbook", name)) };
    let mut markup = Markup::strict(part, name, budget);
    let mut open: Option<(String, OdsSheet<'_>)> = None;
    let mut named: Vec<(bool, String, String)> = Vec::new();
    // Paragraphs that are open: text outside them is no cell's.
    let (mut paragraphs, mut is_spaced) = (0_u32, false);
    while let Some(event) = piece(&mut markup)? {
        match &event {
            Event::Start(tag) if matches!(tag.local_name().as_ref(), "p" | "h") => paragraphs += 1,
            Event::End(tag) if matches!(tag.local_name().as_ref(), "p" | "h") => {
                paragraphs = paragraphs.saturating_sub(1);
            }
            Event::Text(_) => is_spaced |= paragraphs == 0 && open.is_some(),
            Event::Comment(_) | Event::PI(_) => is_spaced |= open.is_some(),
            _ => {}
        }
        if let Some((_, sheet)) = &mut open {
            match &event {
                Event::End(tag) if tag.local_name().as_ref() == "table" => {
                    if let Some((sheet, read)) = open.take() {
                        beside.sheets.insert(sheet, read.finish());
                    }
                }
                Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "table" => {
                    return Err(input("input-broken", name).detail("a table in a table"));
                }
                Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "table-source" => {
                    beside.external_links = true;
                }
                event => sheet.take(event, &styles)?,
            }
            continue;
        }
        match &event {
            Event::Start(tag) if tag.name().as_ref() == "table:table" => {
                let called = attribute(tag, "name").unwrap_or_default().into_owned();
                open = Some((called, OdsSheet::new(name, budget)));
            }
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                kind @ ("named-range" | "database-range") => {
                    let is_table = kind == "database-range";
                    let place = attribute(tag, if is_table { "target-range-address" } else { "cell-range-address" });
                    let called = attribute(tag, "name").unwrap_or_default().into_owned();
                    named.extend(place.map(|place| (is_table, called, place.into_owned())));
                }
                _ => styles.take(&event, name)?,
            },
            event => styles.take(event, name)?,
        }
        if named.len() > MOST {
            return Err(input("input-too-large", name).detail("names"));
        }
    }
    for (is_table, called, place) in named {
        let Some((sheet, range)) = reference(&place) else { continue };
        let Some(found) = beside.sheets.get_mut(&sheet) else { continue };
        // Ranges that the program made itself for a filter have no name of a person's.
        match (is_table, called.starts_with("__")) {
            (_, true) => {}
            (true, false) => found.layout.tables.push((called, range)),
            (false, false) => found.layout.names.push((called, range)),
        }
    }
    Ok((beside, if is_spaced { unstreamed::WholeFormat::SpacedOds } else { unstreamed::WholeFormat::Ods }))
}

/// The sheet and the range of a reference such as `$'2022 접수'.$A$1:.$D$9`.
fn reference(text: &str) -> Option<(String, Range)> {
    let text = text.strip_prefix('$').unwrap_or(text);
    let (sheet, cells) = if let Some(quoted) = text.strip_prefix('\'') {
        // A mark inside the name is doubled.
        let end = quoted.match_indices("'.").map(|(at, _)| at).find(|at| !quoted[..*at].ends_with('\''))?;
        (quoted[..end].replace("''", "'"), &quoted[end + 2..])
    } else {
        let (sheet, cells) = text.split_once('.')?;
        (sheet.to_owned(), cells)
    };
    let (first, last) = cells.split_once(':').unwrap_or((cells, cells));
    let last = last.rsplit_once('.').map_or(last, |(_, last)| last);
    Some((sheet, layout::range(&format!("{first}:{last}"))?))
}

/// The next piece; nothing at the end.
fn piece<'m, R: Read>(markup: &'m mut Markup<'_, R>) -> Result<Option<Event<'m>>> {
    let event = markup.next()?;
    Ok((!matches!(event, Event::Eof)).then_some(event))
}

/// Refuses a spreadsheet sealed with a password: its manifest says how its parts are encrypted.
fn sealed(parts: &mut Parts, name: &str, budget: &Budget) -> Result<()> {
    let Some(part) = parts.part("META-INF/manifest.xml", name)? else { return Ok(()) };
    let mut markup = Markup::strict(part, name, budget);
    while let Some(event) = piece(&mut markup)? {
        if let Event::Start(tag) | Event::Empty(tag) = event
            && tag.local_name().as_ref() == "encryption-data"
        {
            return Err(input("input-protected", name));
        }
    }
    Ok(())
}

/// A cell whose content is being read.
struct OdsElement {
    col: u32,
    repeat: u32,
    has_formula: bool,
    has_value: bool,
    is_number: bool,
    format: Format,
    /// The number as the file writes it.
    value: Option<String>,
    /// The beginning of what the cell was seen to show; nothing where the file does not say.
    shown: Option<String>,
}

/// How much of what a cell shows is kept.
const SHOWN: usize = 16;

impl OdsElement {
    /// The format of a number. The program computes some without a style of the file: what it showed tells them.
    fn shown_as(self) -> Format {
        let is = |value: &str| self.value.as_deref() == Some(value);
        match self.shown.as_deref() {
            _ if !self.is_number => self.format.of_text(),
            _ if self.format.says() => self.format,
            Some("TRUE") if is("1") => Format::of("\"TRUE\"").struck(self.format.struck),
            Some("FALSE") if is("0") => Format::of("\"FALSE\"").struck(self.format.struck),
            Some("") if self.value.is_some() && !is("0") => Format::of(";;;").struck(self.format.struck),
            _ => self.format,
        }
    }
}

/// A sheet while its rows are read.
struct OdsSheet<'b> {
    beside: SheetBeside,
    /// Formats of columns, where cells have none of their own.
    columns: Vec<(u32, u32, Format)>,
    /// The next column of the list of columns, counted from 1.
    next_column: u32,
    /// First and last row of the row element that is being read, counted from 1.
    row: (u32, u32),
    /// The next column of the row.
    col: u32,
    cell: Option<OdsElement>,
    /// The furthest column that holds something, and the last row.
    reach: (u32, u32),
    /// Cells as the reader will hold them before rows are repeated.
    written: u64,
    cells: u64,
    spaces: u64,
    name: &'b str,
    budget: &'b Budget,
}

impl<'b> OdsSheet<'b> {
    fn new(name: &'b str, budget: &'b Budget) -> Self {
        Self {
            beside: SheetBeside::default(),
            columns: Vec::new(),
            next_column: 1,
            row: (0, 0),
            col: 1,
            cell: None,
            reach: (0, 0),
            written: 0,
            cells: 0,
            spaces: 0,
            name,
            budget,
        }
    }

    fn finish(mut self) -> SheetBeside {
        settle(&mut self.beside.layout.hidden_rows);
        settle(&mut self.beside.layout.hidden_columns);
        self.beside.long.settle();
        self.beside.layout.visibility_known = true;
        self.beside
    }

    fn take(&mut self, event: &Event<'_>, styles: &OdsStyles) -> Result<()> {
        match event {
            Event::Start(tag) => self.element(tag, styles, false),
            Event::Empty(tag) => self.element(tag, styles, true),
            Event::Text(text) => {
                if let Some(cell) = &mut self.cell {
                    cell.has_value |= !text.trim().is_empty();
                    if let Some(shown) = cell.shown.as_mut().filter(|shown| shown.len() < SHOWN) {
                        shown.push_str(text);
                    }
                }
                Ok(())
            }
            Event::GeneralRef(_) => {
                if let Some(cell) = &mut self.cell {
                    cell.has_value = true;
                    cell.shown = None;
                }
                Ok(())
            }
            Event::End(tag) => match tag.local_name().as_ref() {
                "table-cell" | "covered-table-cell" => self.close(),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn element(&mut self, tag: &BytesStart<'_>, styles: &OdsStyles, is_empty: bool) -> Result<()> {
        match tag.local_name().as_ref() {
            "table-column" => self.column(tag, styles),
            "table-row" => {
                let repeat = self.repeats(tag, "number-rows-repeated")?;
                let first = self.row.1.saturating_add(1);
                self.row = (first, first.saturating_add(repeat - 1));
                self.col = 1;
                let last = self.row.1.min(LAST_ROW);
                if is_hidden(tag) && first <= last {
                    add_run(&mut self.beside.layout.hidden_rows, first, last);
                }
                self.limits()
            }
            "table-cell" | "covered-table-cell" => {
                self.open(tag, styles)?;
                if is_empty { self.close() } else { Ok(()) }
            }
            "p" => {
                if let Some(cell) = &mut self.cell {
                    cell.shown.get_or_insert_default();
                }
                Ok(())
            }
            // Blanks are written as a number of blanks.
            "s" => {
                self.spaces += u64::from(self.repeats(tag, "c")?);
                if self.spaces > self.budget.string { Err(self.too_large("blanks")) } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }

    fn column(&mut self, tag: &BytesStart<'_>, styles: &OdsStyles) -> Result<()> {
        let repeat = self.repeats(tag, "number-columns-repeated")?;
        let first = self.next_column;
        self.next_column = first.saturating_add(repeat);
        let last = (self.next_column - 1).min(LAST_COLUMN);
        if first <= last {
            if is_hidden(tag) {
                add_run(&mut self.beside.layout.hidden_columns, first, last);
            }
            let style = attribute(tag, "default-cell-style-name");
            let format = style.map_or_else(Format::default, |style| styles.format(&style));
            self.columns.push((first, last, format));
        }
        self.limits()
    }

    fn open(&mut self, tag: &BytesStart<'_>, styles: &OdsStyles) -> Result<()> {
        let repeat = self.repeats(tag, "number-columns-repeated")?;
        let col = self.col;
        self.col = col.saturating_add(repeat);
        let span = |name: &str| attribute(tag, name).and_then(|value| value.parse::<u32>().ok()).unwrap_or(1);
        let (wide, high) = (span("number-columns-spanned"), span("number-rows-spanned"));
        if wide.max(high) > 1 && wide.min(high) > 0 {
            let first = Address { row: self.row.0, col };
            let last = Address { row: first.row.saturating_add(high - 1), col: col.saturating_add(wide - 1) };
            if last.row <= LAST_ROW && last.col <= LAST_COLUMN {
                self.beside.layout.merges.push(Range { first, last });
            }
        }
        let kind = attribute(tag, "value-type").unwrap_or_default();
        let own = attribute(tag, "style-name").map(|style| styles.format(&style));
        let of_column = || {
            let after = self.columns.partition_point(|(first, ..)| *first <= col);
            self.columns[..after].last().filter(|(_, last, _)| col <= *last).map(|(.., format)| format.clone())
        };
        let format = own.or_else(of_column).unwrap_or_default();
        let format = match (kind.as_ref(), attribute(tag, "currency")) {
            ("percentage", _) if !format.says() => Format::of("0%").struck(format.struck),
            ("currency", Some(currency)) => styles.in_currency(format, &currency),
            _ => format,
        };
        self.cell = Some(OdsElement {
            col,
            repeat,
            has_formula: attribute(tag, "formula").is_some(),
            has_value: !kind.is_empty(),
            is_number: matches!(kind.as_ref(), "float" | "percentage" | "currency" | "date" | "time"),
            format,
            value: attribute(tag, "value").map(std::borrow::Cow::into_owned),
            shown: None,
        });
        self.spaces = 0;
        Ok(())
    }

    fn close(&mut self) -> Result<()> {
        let Some(cell) = self.cell.take() else { return Ok(()) };
        if !cell.has_value && !cell.has_formula {
            return Ok(());
        }
        let (first, last) = self.row;
        let last_col = cell.col.saturating_add(cell.repeat - 1);
        if last > LAST_ROW || last_col > LAST_COLUMN || u64::from(last_col) > self.budget.columns {
            return Err(self.too_large("columns"));
        }
        // A formula that gives an empty text has an empty paragraph, and no type.
        if !cell.has_value && cell.shown.is_none() {
            // Repeats of one formula are as many formulas, of which the first tells enough.
            self.beside.layout.add_uncomputed(Address { row: first, col: cell.col });
        }
        self.reach = (self.reach.0.max(last), self.reach.1.max(last_col));
        self.written += u64::from(last_col);
        self.cells += u64::from(cell.repeat) * u64::from(last - first + 1);
        if let Some(value) = &cell.value {
            for row in first..=last.min(first.saturating_add(REPEATED)) {
                self.beside.long.add(row, cell.col, value);
            }
        }
        let columns = cell.col..=last_col;
        let format = cell.shown_as();
        for col in columns {
            if !self.beside.formats.add(col, first, last, &format) {
                return Err(self.too_large("formats"));
            }
        }
        self.limits()
    }

    /// A positive number of repeats; one where nothing is said.
    fn repeats(&self, tag: &BytesStart<'_>, name: &str) -> Result<u32> {
        let Some(value) = attribute(tag, name) else { return Ok(1) };
        value.parse().ok().filter(|number| *number > 0).ok_or_else(|| input("input-broken", self.name).detail(name))
    }

    fn limits(&self) -> Result<()> {
        let area = u64::from(self.reach.0) * u64::from(self.reach.1);
        // The reader counts the cells of a row up to its last filled one, row by row, before it puts them in place.
        let layout = &self.beside.layout;
        if area > self.budget.held
            || self.written > self.budget.held.saturating_mul(4)
            || self.cells > self.budget.cells
        {
            return Err(self.too_large("cells"));
        }
        let most = layout.merges.len().max(layout.hidden_rows.len()).max(self.columns.len());
        if most > MOST { Err(self.too_large("merges")) } else { Ok(()) }
    }

    fn too_large(&self, what: &str) -> Error {
        input("input-too-large", self.name).detail(what)
    }
}

/// Collapsed by hand or filtered out.
fn is_hidden(tag: &BytesStart<'_>) -> bool {
    attribute(tag, "visibility").is_some_and(|value| value == "collapse" || value == "filter")
}

#[cfg(test)]
mod tests {
    use super::reference;

    #[test]
    fn references_name_their_sheet_once() {
        let told = |text: &str| reference(text).map(|(sheet, range)| format!("{sheet}/{range}"));
        assert_eq!(told("$시트1.$A$4:.$A$20").as_deref(), Some("시트1/A4:A20"));
        assert_eq!(told("'2022''s 접수.'.A1").as_deref(), Some("2022's 접수./A1"));
        assert_eq!(told("$'접수 현황'.$A$1:'접수 현황'.$D$9").as_deref(), Some("접수 현황/A1:D9"));
        assert_eq!(told("$시트1.#REF!"), None);
    }
}
