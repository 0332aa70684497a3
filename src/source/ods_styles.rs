//! The cell styles of an open document spreadsheet: their number formats, and whether they strike text through.
//!
//! A format is written there as elements. It is turned into the code that other workbooks hold, and read as theirs are.

use std::cell::RefCell;
use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use super::cell_formats::Format;
use super::workbook::input;
use super::xml_stream::{attribute, entity, number};
use crate::error::Result;

/// Most styles that are taken into account.
const MOST: usize = 500_000;
/// How far a style may be from the one that it inherits its format from.
const GENERATIONS: usize = 16;
/// Most places for digits of a format, and most parts of one.
const PLACES: u32 = 30;
const PARTS: usize = 200;

/// Styles by name.
#[derive(Debug, Default)]
pub(super) struct OdsStyles {
    /// Formats of numbers, dates and times.
    data: BTreeMap<String, Data>,
    cells: BTreeMap<String, CellStyle>,
    /// The data style that is being read.
    open: Option<(String, Data)>,
    /// The cell style that is being read.
    open_cell: Option<String>,
    /// Formats of cell styles that were asked for, and those of currencies.
    known: RefCell<BTreeMap<String, Format>>,
}

#[derive(Debug, Default)]
struct CellStyle {
    data: Option<String>,
    parent: Option<String>,
    struck: Option<bool>,
}

/// A number format.
#[derive(Debug, Default, Clone)]
struct Data {
    code: String,
    is_percent: bool,
    /// The first unit of time counts on beyond its round.
    counts_on: bool,
    /// Other formats, and when they hold instead.
    maps: Vec<(String, String)>,
    /// Text that is being read.
    text: Option<(TextTarget, String)>,
    /// Digits before the point that are being read, and what stands among them by its place from the right.
    whole: Option<(String, Vec<(usize, String)>, String)>,
    parts: usize,
}

/// Whose text is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TextTarget {
    Text,
    Currency,
    /// Among digits, so many of them to its right.
    Digits(usize),
}

impl OdsStyles {
    /// Takes a tag of a list of styles into account.
    pub(super) fn take(&mut self, event: &Event<'_>, name: &str) -> Result<()> {
        match event {
            Event::Start(tag) => self.element(tag, false),
            Event::Empty(tag) => self.element(tag, true),
            Event::End(tag) => self.end(tag.local_name().as_ref()),
            Event::Text(text) => self.text(text),
            Event::GeneralRef(name) => self.text(entity(name)),
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
                let data = Data {
                    is_percent: kind == "percentage-style",
                    counts_on: attribute(tag, "truncate-on-overflow").is_some_and(|value| value == "false"),
                    code: if kind == "text-style" { "@".to_owned() } else { String::new() },
                    ..Data::default()
                };
                self.open = text("name").map(|name| (name, data));
                if is_empty {
                    self.end(kind);
                }
            }
            "style" if attribute(tag, "family").is_some_and(|family| family == "table-cell") => {
                if let Some(name) = text("name") {
                    let style =
                        CellStyle { data: text("data-style-name"), parent: text("parent-style-name"), struck: None };
                    self.cells.insert(name.clone(), style);
                    self.open_cell = (!is_empty).then_some(name);
                }
            }
            "text-properties" => {
                let struck = attribute(tag, "text-line-through-style").map(|line| line != "none");
                let struck = struck.or_else(|| attribute(tag, "text-line-through-type").map(|line| line != "none"));
                if let (Some(struck), Some(style)) = (struck, &self.open_cell)
                    && let Some(style) = self.cells.get_mut(style)
                {
                    style.struck = Some(struck);
                }
                if let Some((_, data)) = self.open.as_mut().filter(|_| attribute(tag, "color").is_some()) {
                    data.code.push_str("[Red]");
                }
            }
            _ => {
                if let Some((_, data)) = &mut self.open {
                    data.parts += 1;
                    if data.parts <= PARTS {
                        data.element(tag);
                        if is_empty {
                            data.end(local.as_ref());
                        }
                    }
                }
            }
        }
    }

    fn end(&mut self, kind: &str) {
        if is_data_style(kind) {
            self.data.extend(self.open.take());
        } else if kind == "style" {
            self.open_cell = None;
        } else if let Some((_, data)) = &mut self.open {
            data.end(kind);
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((_, Data { text: Some((_, read)), .. })) = &mut self.open {
            read.push_str(text);
        }
    }

    /// The format of a cell style, its own or inherited.
    pub(super) fn format(&self, style: &str) -> Format {
        if let Some(known) = self.known.borrow().get(style) {
            return known.clone();
        }
        let (mut data, mut struck) = (None, None);
        let mut next = Some(style);
        for _ in 0..GENERATIONS {
            let Some(found) = next.and_then(|style| self.cells.get(style)) else { break };
            data = data.or(found.data.as_deref());
            struck = struck.or(found.struck);
            next = found.parent.as_deref();
        }
        let code = data.and_then(|data| self.code(data)).unwrap_or_default();
        let format = Format::of(&code).struck(struck == Some(true));
        self.known.borrow_mut().insert(style.to_owned(), format.clone());
        format
    }

    /// The code of a format, those that hold under a condition first.
    fn code(&self, data: &str) -> Option<String> {
        let own = self.data.get(data)?;
        let of_map = |(condition, name): &(String, String)| {
            let mapped = &self.data.get(name)?.code;
            Some(format!("[{condition}]{mapped};"))
        };
        Some(own.maps.iter().filter_map(of_map).collect::<String>() + &own.code)
    }

    /// The format of a cell whose type is money of some country. Won needs no name.
    pub(super) fn in_currency(&self, format: Format, currency: &str) -> Format {
        if currency.is_empty() || currency.eq_ignore_ascii_case("KRW") || format.has_words() {
            return format;
        }
        let key = format!("\0{currency}");
        let mut known = self.known.borrow_mut();
        let named = known.entry(key).or_insert_with(|| Format::of(&format!("[${currency}] General")));
        named.clone().struck(format.struck)
    }
}

impl Data {
    fn element(&mut self, tag: &BytesStart<'_>) {
        let places = |name: &str| number(tag, name).map(|places| places.min(PLACES) as usize);
        let is_long = attribute(tag, "style").is_some_and(|style| style == "long");
        let pair = |short: &str, long: &str| if is_long { long.to_owned() } else { short.to_owned() };
        match tag.local_name().as_ref() {
            "map" => {
                let condition = attribute(tag, "condition").map(|text| text.replace("value()", ""));
                let style = attribute(tag, "apply-style-name").map(std::borrow::Cow::into_owned);
                self.maps.extend(condition.zip(style));
            }
            "text" => self.text = Some((TextTarget::Text, String::new())),
            "currency-symbol" => self.text = Some((TextTarget::Currency, String::new())),
            "embedded-text" => self.text = places("position").map(|at| (TextTarget::Digits(at), String::new())),
            "number" | "scientific-number" => {
                let decimals = places("decimal-places");
                let least = places("min-integer-digits").unwrap_or(0);
                let is_grouped = attribute(tag, "grouping").is_some_and(|value| value == "true");
                let factor = attribute(tag, "display-factor").and_then(|factor| factor.parse::<f64>().ok());
                let mut behind = String::new();
                if let Some(decimals) = decimals.filter(|decimals| *decimals > 0) {
                    let kept = places("min-decimal-places").unwrap_or(decimals).min(decimals);
                    let replaced = attribute(tag, "decimal-replacement").is_some();
                    behind = format!(
                        ".{}",
                        if replaced { "#".repeat(decimals) } else { "0".repeat(kept) + &"#".repeat(decimals - kept) }
                    );
                }
                let mut left = factor.unwrap_or(1.0);
                while left >= 1_000.0 {
                    behind.push(',');
                    left /= 1_000.0;
                }
                if let Some(power) = places("min-exponent-digits") {
                    behind += &format!("E+{}", "0".repeat(power));
                }
                let is_general = decimals.is_none() && least <= 1 && !is_grouped && behind.is_empty();
                let width = if is_grouped { least.max(4) } else { least.max(1) };
                let whole = if is_general && tag.local_name().as_ref() == "number" {
                    "General".to_owned()
                } else {
                    grouped(&("#".repeat(width - least) + &"0".repeat(least)), is_grouped)
                };
                self.whole = Some((whole, Vec::new(), behind));
            }
            "fraction" => {
                let above = "?".repeat(places("min-numerator-digits").unwrap_or(1).max(1));
                let below = attribute(tag, "denominator-value").map_or_else(
                    || "?".repeat(places("min-denominator-digits").unwrap_or(1).max(1)),
                    std::borrow::Cow::into_owned,
                );
                let whole = if places("min-integer-digits").is_some() { "# " } else { "" };
                self.code += &format!("{whole}{above}/{below}");
            }
            "year" => self.code += &pair("yy", "yyyy"),
            "era" => self.code += "g",
            "month" if attribute(tag, "textual").is_some_and(|value| value == "true") => {
                self.code += &pair("mmm", "mmmm");
            }
            "month" => self.code += &pair("m", "mm"),
            "day" => self.code += &pair("d", "dd"),
            "day-of-week" => self.code += &pair("ddd", "dddd"),
            "hours" => self.time(&pair("h", "hh")),
            "minutes" => self.time(&pair("m", "mm")),
            "seconds" => {
                self.time(&pair("s", "ss"));
                if let Some(places) = places("decimal-places").filter(|places| *places > 0) {
                    self.code += &format!(".{}", "0".repeat(places));
                }
            }
            "am-pm" => self.code += "AM/PM",
            _ => {}
        }
    }

    /// A unit of time; of those that count on the first.
    fn time(&mut self, letters: &str) {
        let counts = std::mem::take(&mut self.counts_on);
        self.code += &if counts { format!("[{letters}]") } else { letters.to_owned() };
    }

    fn end(&mut self, kind: &str) {
        match kind {
            "text" | "currency-symbol" | "embedded-text" => match self.text.take() {
                Some((TextTarget::Text, text)) => self.words(&text),
                Some((TextTarget::Currency, text)) if text.contains(']') => self.words(&text),
                Some((TextTarget::Currency, text)) => self.code += &format!("[${text}]"),
                Some((TextTarget::Digits(at), text)) => {
                    if let Some((_, among, _)) = &mut self.whole {
                        among.push((at, text));
                    }
                }
                None => {}
            },
            "number" | "scientific-number" => {
                if let Some((whole, mut among, behind)) = self.whole.take() {
                    // From the right, so that the places further left stay where they are.
                    among.sort();
                    let mut digits: Vec<String> = whole.chars().map(String::from).collect();
                    let count = digits.len();
                    for (at, text) in among.into_iter().filter(|(at, _)| *at <= count) {
                        if let Some(digit) = digits.get_mut(count - at) {
                            *digit = quoted(&text) + digit;
                        }
                    }
                    self.code += &(digits.concat() + &behind);
                }
            }
            _ => {}
        }
    }

    /// Text beside the digits. The sign of a percentage stands in it.
    fn words(&mut self, text: &str) {
        match text.split_once('%').filter(|_| std::mem::take(&mut self.is_percent)) {
            Some((before, after)) => self.code += &format!("{}%{}", quoted(before), quoted(after)),
            None => self.code += &quoted(text),
        }
    }
}

fn grouped(places: &str, is_grouped: bool) -> String {
    let count = places.len();
    let comma = |at: usize| if is_grouped && at > 0 && (count - at).is_multiple_of(3) { "," } else { "" };
    places.char_indices().map(|(at, place)| format!("{}{place}", comma(at))).collect()
}

/// Text as a code quotes it.
fn quoted(text: &str) -> String {
    let parts: Vec<String> =
        text.split('"').map(|part| if part.is_empty() { String::new() } else { format!("\"{part}\"") }).collect();
    parts.join("\\\"")
}

fn is_data_style(kind: &str) -> bool {
    matches!(
        kind,
        "number-style"
            | "currency-style"
            | "percentage-style"
            | "date-style"
            | "time-style"
            | "text-style"
            | "boolean-style"
    )
}
