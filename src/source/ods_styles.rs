//! Which cell styles of an open document spreadsheet show percentages, times of day or elapsed time.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use super::format::Format;
use super::markup::attribute;
use super::workbook::input;
use crate::error::Result;

/// Most styles that are taken into account.
const MOST: usize = 500_000;
/// How far a style may be from the one that it inherits its format from.
const GENERATIONS: usize = 16;

/// Styles by name.
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// Formats of numbers, dates and times.
    data: BTreeMap<String, Format>,
    /// Cell styles: their own data style and the style they inherit from.
    cells: BTreeMap<String, (Option<String>, Option<String>)>,
    /// The data style that is being read.
    open: Option<(String, Format)>,
}

impl Styles {
    /// Takes a tag of a list of styles into account.
    pub(super) fn take(&mut self, event: &Event<'_>, name: &str) -> Result<()> {
        match event {
            Event::Start(tag) => self.element(tag, false),
            Event::Empty(tag) => self.element(tag, true),
            Event::End(tag) if is_data_style(tag.local_name().as_ref()) => self.close(),
            _ => {}
        }
        if self.data.len() + self.cells.len() > MOST {
            return Err(input("input-too-large", name).detail("styles"));
        }
        Ok(())
    }

    fn element(&mut self, tag: &BytesStart<'_>, is_empty: bool) {
        let text = |name: &str| attribute(tag, name).map(std::borrow::Cow::into_owned);
        let local = tag.local_name();
        match local.as_ref() {
            kind if is_data_style(kind) => {
                let elapsed = attribute(tag, "truncate-on-overflow").is_some_and(|value| value == "false");
                let format = Format { percent: kind == "percentage-style", clock: false, elapsed };
                self.open = text("name").map(|name| (name, format));
                if is_empty {
                    self.close();
                }
            }
            "hours" => self.open.iter_mut().for_each(|(_, format)| format.clock = true),
            "style" if attribute(tag, "family").is_some_and(|family| family == "table-cell") => {
                if let Some(name) = text("name") {
                    self.cells.insert(name, (text("data-style-name"), text("parent-style-name")));
                }
            }
            _ => {}
        }
    }

    fn close(&mut self) {
        if let Some((name, format)) = self.open.take() {
            self.data.insert(name, format);
        }
    }

    /// The format of a cell style, its own or inherited.
    pub(super) fn format(&self, style: &str) -> Format {
        let mut style = style;
        for _ in 0..GENERATIONS {
            match self.cells.get(style) {
                Some((Some(data), _)) => return self.data.get(data).copied().unwrap_or_default(),
                Some((None, Some(parent))) => style = parent,
                _ => break,
            }
        }
        Format::default()
    }
}

fn is_data_style(kind: &str) -> bool {
    matches!(kind, "percentage-style" | "date-style" | "time-style")
}
