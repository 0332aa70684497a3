//! What a page's operations say: the text of every piece of marked content, and of what stands outside.

use std::collections::BTreeMap;

use lopdf::{Object, content};

/// Most operations of a page.
const OPERATIONS: usize = 5_000_000;
/// Most pieces of marked content inside one another.
const DEPTH: usize = 64;

/// Text that the codes of each typeface stand for.
#[derive(Debug, Default)]
pub(super) struct Maps(BTreeMap<Vec<u8>, BTreeMap<u16, String>>);

impl Maps {
    /// Adds a typeface by its map to text (ISO 32000-1, 9.10.3), in the form that our writer and most others give it.
    pub(super) fn add(&mut self, face: &[u8], map: &str) {
        let own = self.0.entry(face.to_vec()).or_default();
        for line in map.lines() {
            let Some((code, text)) = line.trim().strip_prefix('<').and_then(|line| line.split_once('>')) else {
                continue;
            };
            let text = text.trim().strip_prefix('<').and_then(|text| text.strip_suffix('>'));
            let (Ok(code), Some(text)) = (u16::from_str_radix(code, 16), text) else { continue };
            let unit = |at: usize| text.get(at * 4..at * 4 + 4).and_then(|unit| u16::from_str_radix(unit, 16).ok());
            let units: Vec<u16> = (0..text.len() / 4).filter_map(unit).collect();
            own.insert(code, String::from_utf16_lossy(&units));
        }
    }
}

/// The text of a page.
#[derive(Debug, Default)]
pub(super) struct PageContent {
    /// By the number that the structure names it by.
    pub marks: BTreeMap<i64, String>,
    /// Of artifacts, and of text that nothing holds.
    pub furniture: String,
}

/// What is open.
enum Open {
    Mark(i64),
    /// Text that stands for the glyphs inside.
    Actual,
    Other,
}

impl PageContent {
    pub(super) fn read(operations: &[u8], maps: &Maps) -> Result<Self, String> {
        let operations = content::Content::decode(operations).map_err(|error| error.to_string())?.operations;
        if operations.len() > OPERATIONS {
            return Err("a page draws too much".to_owned());
        }
        let mut read = Self::default();
        let mut open: Vec<Open> = Vec::new();
        let mut face: &[u8] = &[];
        for operation in &operations {
            match operation.operator.as_str() {
                "BMC" | "BDC" => {
                    let properties = operation.operands.get(1).and_then(|object| object.as_dict().ok());
                    let mark = properties.and_then(|found| found.get(b"MCID").and_then(Object::as_i64).ok());
                    let actual = properties.and_then(|found| found.get(b"ActualText").ok());
                    let next = if let Some(mark) = mark {
                        if read.marks.insert(mark, String::new()).is_some() {
                            return Err(format!("content {mark} stands twice"));
                        }
                        Open::Mark(mark)
                    } else if let Some(actual) = actual {
                        read.push(&open, &lopdf::decode_text_string(actual).unwrap_or_default());
                        Open::Actual
                    } else {
                        Open::Other
                    };
                    open.push(next);
                    if open.len() > DEPTH {
                        return Err("marked content is too deep".to_owned());
                    }
                }
                "EMC" => {
                    open.pop();
                }
                "Tf" => face = operation.operands.first().and_then(|face| face.as_name().ok()).unwrap_or_default(),
                "TJ" | "Tj" | "'" | "\"" if !open.iter().any(|open| matches!(open, Open::Actual)) => {
                    let mut text = String::new();
                    collect(&operation.operands, maps.0.get(face), &mut text);
                    read.push(&open, &text);
                }
                _ => {}
            }
        }
        Ok(read)
    }

    fn push(&mut self, open: &[Open], text: &str) {
        let mark = open.iter().rev().find_map(|open| if let Open::Mark(mark) = open { Some(mark) } else { None });
        match mark.and_then(|mark| self.marks.get_mut(mark)) {
            Some(own) => own.push_str(text),
            None => self.furniture.push_str(text),
        }
    }
}

/// The text of codes; a code without text is a sign of its own, never nothing.
fn collect(operands: &[Object], map: Option<&BTreeMap<u16, String>>, text: &mut String) {
    for operand in operands {
        match operand {
            Object::String(bytes, _) => {
                for code in bytes.chunks(2) {
                    let code = u16::from_be_bytes([code[0], code.get(1).copied().unwrap_or(0)]);
                    text.push_str(map.and_then(|map| map.get(&code)).map_or("\u{fffd}", String::as_str));
                }
            }
            Object::Array(operands) => {
                for operand in operands {
                    // An array holds strings and numbers only.
                    if matches!(operand, Object::String(..)) {
                        collect(std::slice::from_ref(operand), map, text);
                    }
                }
            }
            _ => {}
        }
    }
}
