//! XML parts of an archive as a stream of tags, in bounded memory: no piece longer and no nesting deeper than a budget,
//! no document types, no entities of its own.

use std::borrow::Cow;
use std::io::{self, BufReader, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::budget::Budget;
use super::limited_reader::{Budgeted, Since};
use super::workbook::input;
use crate::error::{Error, Result};

/// Longest piece of markup or text; a cell holds at most 32,767 characters.
const PIECE_BYTES: usize = 1 << 20;

/// The tags and texts of a part.
pub(super) struct Markup<'n, R> {
    reader: Reader<BufReader<Budgeted<R>>>,
    since: Since,
    buffer: Vec<u8>,
    depth: u64,
    deepest: u64,
    /// Every element must end, and in order.
    is_strict: bool,
    name: &'n str,
}

impl<'n, R: Read> Markup<'n, R> {
    /// Reads `part` of the file that the case calls `name`.
    pub(super) fn new(part: R, name: &'n str, budget: &Budget) -> Self {
        let (part, since) = Budgeted::new(part, PIECE_BYTES);
        let mut reader = Reader::from_reader(BufReader::with_capacity(1 << 15, part));
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_unmatched_ends = true;
        Self { reader, since, buffer: Vec::new(), depth: 0, deepest: budget.depth, is_strict: false, name }
    }

    /// As [`Self::new`]; elements that do not end are refused, for readers that would wait for their end.
    pub(super) fn strict(part: R, name: &'n str, budget: &Budget) -> Self {
        let mut markup = Self::new(part, name, budget);
        markup.reader.config_mut().check_end_names = true;
        markup.reader.config_mut().allow_unmatched_ends = false;
        markup.is_strict = true;
        markup
    }

    /// The next tag or text; `Eof` at the end.
    pub(super) fn next(&mut self) -> Result<Event<'_>> {
        self.buffer.clear();
        self.since.set(0);
        let name = self.name;
        let event = self.reader.read_event_into(&mut self.buffer).map_err(|error| broken(name, &error))?;
        match &event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::Eof if self.is_strict && self.depth > 0 => {
                return Err(input("input-truncated", name).detail("an element without its end"));
            }
            Event::DocType(_) => return Err(input("input-broken", name).detail("document type")),
            _ => {}
        }
        if self.depth > self.deepest {
            return Err(input("input-too-large", name).detail("depth"));
        }
        Ok(event)
    }
}

fn broken(name: &str, error: &quick_xml::Error) -> Error {
    let over = matches!(error, quick_xml::Error::Io(error) if error.kind() == io::ErrorKind::QuotaExceeded);
    input(if over { "input-too-large" } else { "input-broken" }, name).detail(error)
}

/// The value of an attribute, whatever prefix its name has.
pub(super) fn attribute<'t>(tag: &'t BytesStart<'_>, wanted: &str) -> Option<Cow<'t, str>> {
    let found =
        tag.attributes().with_checks(false).flatten().find(|found| found.key.local_name().as_ref() == wanted)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok()
}

/// Whether an attribute says yes.
pub(super) fn is_on(tag: &BytesStart<'_>, wanted: &str) -> bool {
    attribute(tag, wanted).is_some_and(|value| value == "1" || value == "true")
}

/// A number in an attribute.
pub(super) fn number(tag: &BytesStart<'_>, wanted: &str) -> Option<u32> {
    attribute(tag, wanted)?.parse().ok()
}

/// What one of the five entities stands for; nothing for a character given by number or for any other.
pub(super) fn entity(name: &str) -> &'static str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
}
