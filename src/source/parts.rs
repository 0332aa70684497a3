//! The parts of an archive by name, and what refers to what in an Office Open XML workbook.
//!
//! Knows the package: relations between parts, the list of sheets, defined names. Does not read a sheet.

use std::collections::BTreeMap;
use std::io::{self, BufReader, Cursor, Read};

use encoding_rs_io::DecodeReaderBytesBuilder;
use quick_xml::events::Event;
use zip::ZipArchive;
use zip::read::ZipFile;

use super::budget::Budget;
use super::layout::reference;
use super::prefetch::fill;
use super::repair;
use super::workbook::input;
use super::xml_stream::{Markup, attribute};
use super::{Location, OpenFile};
use crate::error::Result;
use crate::origin::Range;

/// Most names and most relations of a part that are taken into account.
const MOST: usize = 100_000;

/// An archive whose parts are found whatever the case and the slashes of their names.
pub(super) struct Parts {
    archive: ZipArchive<BufReader<OpenFile>>,
    index: BTreeMap<String, usize>,
    budget: Budget,
}

/// A relation of a part to another one.
pub(super) struct Relation {
    pub id: String,
    /// The last word of its type, such as `worksheet` or `table`.
    pub kind: String,
    /// The part it leads to; empty when it leads out of the archive.
    pub target: String,
}

/// What the main part of a workbook lists.
#[derive(Default)]
pub(super) struct Listing {
    /// Names of sheets and the ids of their relations.
    pub sheets: Vec<(String, String)>,
    /// Name, sheet, range.
    pub names: Vec<(String, String, Range)>,
}

impl Parts {
    pub(super) fn open(location: &Location, name: &str, budget: &Budget) -> Result<Self> {
        let file = location.open().map_err(|error| input("input-unreadable", name).detail(error))?;
        let archive =
            ZipArchive::new(BufReader::new(file)).map_err(|error| input("input-truncated", name).detail(error))?;
        let indexed = (0..archive.len()).filter_map(|index| {
            let part = archive.name_for_index(index)?.ok()?;
            Some((normal(&part), index))
        });
        let index = indexed.collect();
        Ok(Self { archive, index, budget: budget.clone() })
    }

    /// Whether a part lies in a folder, both in lower case.
    pub(super) fn any_below(&self, folder: &str) -> bool {
        self.index.range(folder.to_owned()..).next().is_some_and(|(part, _)| part.starts_with(folder))
    }

    /// The bytes of a part, markup in UTF-8; nothing when there is none.
    pub(super) fn part<'p>(&'p mut self, part: &str, name: &str) -> Result<Option<impl Read + use<'p>>> {
        let Some(index) = self.index.get(&normal(part)) else { return Ok(None) };
        let part = self.archive.by_index(*index).map_err(|error| input("input-truncated", name).detail(error))?;
        Ok(Some(in_utf_8(part).map_err(|error| input("input-truncated", name).detail(error))?))
    }

    /// Most bytes of a record.
    pub(super) fn longest_record(&self) -> u64 {
        self.budget.record
    }

    /// A part as a whole, in UTF-8; nothing when there is none.
    pub(super) fn whole(&mut self, part: &str, name: &str) -> Result<Option<Vec<u8>>> {
        let most = self.budget.part;
        let Some(part) = self.part(part, name)? else { return Ok(None) };
        let mut bytes = Vec::new();
        let read = part.take(most.saturating_add(1)).read_to_end(&mut bytes);
        read.map_err(|error| input("input-truncated", name).detail(error))?;
        if bytes.len() as u64 > most { Err(input("input-too-large", name).detail("part")) } else { Ok(Some(bytes)) }
    }

    /// What a part refers to.
    pub(super) fn relations(&mut self, part: &str, name: &str) -> Result<Vec<Relation>> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let budget = self.budget.clone();
        let Some(rels) = self.part(&format!("{folder}/_rels/{file}.rels"), name)? else { return Ok(Vec::new()) };
        let mut markup = Markup::new(rels, name, &budget);
        let mut relations = Vec::new();
        loop {
            match markup.next()? {
                Event::Eof => return Ok(relations),
                Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "Relationship" => {
                    let is_outside = attribute(&tag, "TargetMode").is_some_and(|mode| mode == "External");
                    let target = attribute(&tag, "Target").unwrap_or_default();
                    let kind = attribute(&tag, "Type").unwrap_or_default();
                    relations.push(Relation {
                        id: attribute(&tag, "Id").unwrap_or_default().into_owned(),
                        kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                        target: if is_outside { String::new() } else { resolve(folder, &target) },
                    });
                    if relations.len() > MOST {
                        return Err(input("input-too-large", name).detail("relations"));
                    }
                }
                _ => {}
            }
        }
    }

    /// The main part of the workbook.
    pub(super) fn main(&mut self, name: &str) -> Result<String> {
        let relations = self.relations("", name)?;
        let main = relations.into_iter().find(|relation| relation.kind == "officeDocument").map(|main| main.target);
        let main = main.filter(|main| self.index.contains_key(&normal(main)));
        Ok(main.unwrap_or_else(|| "xl/workbook.xml".to_owned()))
    }

    /// The sheets and names of the workbook.
    pub(super) fn listing(&mut self, main: &str, name: &str) -> Result<Listing> {
        let mut listing = Listing::default();
        let budget = self.budget.clone();
        let Some(part) = self.part(main, name)? else { return Ok(listing) };
        let mut markup = Markup::new(part, name, &budget);
        let mut open: Option<(String, String)> = None;
        loop {
            match markup.next()? {
                Event::Eof => return Ok(listing),
                Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "sheet" => {
                    let sheet = attribute(&tag, "name").unwrap_or_default().into_owned();
                    // `r:id` beside `sheetId`: the local name is all that tells them apart.
                    listing.sheets.push((sheet, attribute(&tag, "id").unwrap_or_default().into_owned()));
                }
                Event::Start(tag) if tag.local_name().as_ref() == "definedName" => {
                    open = attribute(&tag, "name").map(|name| (name.into_owned(), String::new()));
                }
                Event::Text(text) => {
                    if let Some((_, formula)) = &mut open {
                        formula.push_str(&text);
                    }
                }
                Event::GeneralRef(entity) => {
                    if let Some((_, formula)) = &mut open {
                        formula.push_str(super::xml_stream::entity(&entity));
                    }
                }
                Event::End(tag) if tag.local_name().as_ref() == "definedName" => {
                    // Names of the program's own, such as print areas, say nothing of tables.
                    let named = open.take().filter(|(name, _)| !name.starts_with("_xlnm."));
                    let place = named.and_then(|(name, formula)| Some((name, reference(&formula)?)));
                    listing.names.extend(place.map(|(name, (sheet, range))| (name, sheet, range)));
                }
                _ => {}
            }
            if listing.sheets.len() + listing.names.len() > MOST {
                return Err(input("input-too-large", name).detail("names"));
            }
        }
    }
}

/// The bytes of a part; UTF-16 becomes UTF-8, and anything else stays what it is.
fn in_utf_8(mut part: ZipFile<'_, BufReader<OpenFile>>) -> io::Result<impl Read + use<'_>> {
    let mut start = [0; 2];
    let read = fill(&mut part, &mut start)?;
    let encoding = repair::wide(&start[..read]);
    let whole = Cursor::new(start).take(read as u64).chain(part);
    // Nothing is decoded where nothing is said.
    let mut builder = DecodeReaderBytesBuilder::new();
    Ok(builder.encoding(encoding).bom_sniffing(false).strip_bom(true).build(whole))
}

/// The name of a part as it is looked up.
pub(super) fn normal(part: &str) -> String {
    part.trim_start_matches('/').replace('\\', "/").to_lowercase()
}

/// A target relative to the folder of the part that names it.
fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                path.pop();
            }
            _ => path.push(part),
        }
    }
    path.join("/")
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn targets_are_relative_to_the_part_that_names_them() {
        for (folder, target, expected) in [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl/worksheets", "../tables/table1.xml", "xl/tables/table1.xml"),
            ("xl", "/xl/worksheets/a.xml", "xl/worksheets/a.xml"),
            ("", "xl/workbook.xml", "xl/workbook.xml"),
            ("", "../../x", "x"),
        ] {
            assert_eq!(resolve(folder, target), expected);
        }
    }
}
