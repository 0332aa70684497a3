//! The typeface inside an HTML page: the glyphs the page uses, as a WOFF of a few tens of kilobytes per face.
//!
//! A page must read as Korean on a machine without Korean fonts, and may fetch nothing. `subsetter` makes the smaller
//! program for PDF, where no character map is needed; a browser needs one, and the tables that name the face. The subset
//! is a modified version in the sense of the OFL, so it does not carry the reserved name.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::Write as _;

use flate2::{Compression, write::ZlibEncoder};
use harfrust::{Font, ShaperFont};
use subsetter::{GlyphRemapper, subset};

use crate::pack::open_face;

/// The name that style sheets have for the typeface at this position.
pub(super) fn family(position: usize) -> String {
    match position {
        0 => "Bogo Text".to_owned(),
        _ => format!("Bogo Text {}", position + 1),
    }
}

/// A `@font-face` rule with the glyphs of `characters` inside, nothing if the font has none of them; `None` when the font
/// cannot be cut down.
#[allow(clippy::ptr_arg, reason = "a face that lies in the program is opened without a copy of it")]
pub(super) fn face(
    font: &Cow<'static, [u8]>,
    family: &str,
    weight: u16,
    characters: &BTreeSet<char>,
) -> Option<String> {
    let loaded = open_face(font.clone())?;
    let shaper = ShaperFont::new(&loaded);
    if !characters.iter().any(|character| shaper.nominal_glyph(u32::from(*character)).is_some()) {
        return Some(String::new());
    }
    let program = woff(&tables(font, family, characters)?)?;
    Some(format!(
        "@font-face{{font-family:\"{family}\";font-weight:{weight};src:url(data:font/woff;base64,{}) format(\"woff\")}}\n",
        base64(&program)
    ))
}

pub(super) type Table = ([u8; 4], Vec<u8>);

/// The tables of the subset, sorted by tag as the format asks.
#[allow(clippy::ptr_arg, reason = "a face that lies in the program is opened without a copy of it")]
pub(super) fn tables(font: &Cow<'static, [u8]>, family: &str, characters: &BTreeSet<char>) -> Option<Vec<Table>> {
    let loaded = open_face(font.clone())?;
    let shaper = ShaperFont::new(&loaded);
    let mut remapper = GlyphRemapper::new();
    let mut map = Vec::new();
    for character in characters {
        if let Some(glyph) = shaper.nominal_glyph(u32::from(*character)) {
            map.push((u32::from(*character), remapper.remap(u16::try_from(glyph.to_u32()).ok()?)));
        }
    }
    let program = subset(font, 0, &remapper).ok()?;
    let keep = [*b"cvt ", *b"fpgm", *b"glyf", *b"head", *b"hhea", *b"hmtx", *b"loca", *b"maxp", *b"prep"];
    let mut tables: Vec<Table> =
        keep.into_iter().filter_map(|tag| Some((tag, table(&program, tag)?.to_vec()))).collect();
    tables.push((*b"OS/2", table(font, *b"OS/2")?.to_vec()));
    tables.push((*b"cmap", character_map(&map)));
    tables.push((*b"name", names(family, &copyright(&loaded))));
    tables.push((*b"post", glyph_names(table(font, *b"post")?)?));
    tables.sort();
    Some(tables)
}

/// A table of a TrueType file (OpenType 1.9, table directory).
fn table(font: &[u8], tag: [u8; 4]) -> Option<&[u8]> {
    let count = usize::from(u16::from_be_bytes(font.get(4..6)?.try_into().ok()?));
    let number = |at: usize| Some(u32::from_be_bytes(font.get(at..at + 4)?.try_into().ok()?) as usize);
    let entry = (0..count).map(|index| 12 + index * 16).find(|at| font.get(*at..at + 4) == Some(&tag))?;
    let offset = number(entry + 8)?;
    font.get(offset..offset.checked_add(number(entry + 12)?)?)
}

/// A `cmap` of one subtable in format 12: every character to its glyph.
fn character_map(map: &[(u32, u16)]) -> Vec<u8> {
    let count = u32::try_from(map.len()).unwrap_or(0);
    let mut out = Vec::new();
    // Version 0, one record: Windows, full Unicode, at byte 12.
    for short in [0_u16, 1, 3, 10, 0, 12, 12, 0] {
        out.extend(short.to_be_bytes());
    }
    for long in [16 + 12 * count, 0, count] {
        out.extend(long.to_be_bytes());
    }
    for (character, glyph) in map {
        for long in [*character, *character, u32::from(*glyph)] {
            out.extend(long.to_be_bytes());
        }
    }
    out
}

/// Whose glyphs they are, as the font says.
fn copyright(font: &Font) -> String {
    let name = font.names().get(0.into()).and_then(|name| name.english_or_first());
    name.map(|name| name.name().to_string()).unwrap_or_default()
}

/// A `name` table: our family, whose glyphs they are, and the licence they are under.
fn names(family: &str, copyright: &str) -> Vec<u8> {
    let full = format!("{family} Subset");
    let postscript = full.replace(' ', "-");
    let records: [(u16, &str); 6] = [
        (0, copyright),
        (1, family),
        (2, "Regular"),
        (4, &full),
        (6, &postscript),
        (13, "SIL Open Font License, Version 1.1"),
    ];
    let (mut out, mut text) = (Vec::new(), Vec::new());
    let short = |number: usize| u16::try_from(number).unwrap_or(u16::MAX).to_be_bytes();
    out.extend([0, 0]);
    out.extend(short(records.len()));
    out.extend(short(6 + 12 * records.len()));
    for (id, words) in records {
        let bytes: Vec<u8> = words.encode_utf16().flat_map(u16::to_be_bytes).collect();
        // Windows, Unicode, English.
        for number in [3, 1, 0x409, id] {
            out.extend(number.to_be_bytes());
        }
        out.extend(short(bytes.len()));
        out.extend(short(text.len()));
        text.extend(bytes);
    }
    out.extend(text);
    out
}

/// A `post` table of version 3: the numbers of the face, no glyph names.
fn glyph_names(post: &[u8]) -> Option<Vec<u8>> {
    let mut out = post.get(..32)?.to_vec();
    out[..4].copy_from_slice(&0x0003_0000_u32.to_be_bytes());
    Some(out)
}

/// The tables as WOFF 1.0 (W3C Recommendation 2012): each deflated where that makes it smaller.
fn woff(tables: &[Table]) -> Option<Vec<u8>> {
    let count = u16::try_from(tables.len()).ok()?;
    let padded = |length: usize| length.div_ceil(4) * 4;
    let long = |number: usize| u32::try_from(number).ok().map(u32::to_be_bytes);
    let sfnt: usize = 12 + 16 * tables.len() + tables.iter().map(|(_, data)| padded(data.len())).sum::<usize>();
    let (mut directory, mut body) = (Vec::new(), Vec::new());
    let start = 44 + 20 * tables.len();
    for (tag, data) in tables {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(data).ok()?;
        let small = encoder.finish().ok()?;
        let stored = if small.len() < data.len() { &small } else { data };
        directory.extend(tag);
        directory.extend(long(start + body.len())?);
        directory.extend(long(stored.len())?);
        directory.extend(long(data.len())?);
        directory.extend(checksum(data).to_be_bytes());
        body.extend(stored);
        body.resize(padded(body.len()), 0);
    }
    let mut out = b"wOFF\x00\x01\x00\x00".to_vec();
    out.extend(long(start + body.len())?);
    out.extend(count.to_be_bytes());
    out.extend([0, 0]);
    out.extend(long(sfnt)?);
    // Version 1.0, no metadata, no private data.
    out.extend([0, 1, 0, 0]);
    out.extend([0; 20]);
    out.extend(directory);
    out.extend(body);
    Some(out)
}

/// The sum of a table's 32-bit words (OpenType 1.9, calculating checksums).
fn checksum(data: &[u8]) -> u32 {
    data.chunks(4).fold(0, |sum: u32, chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}

/// Base64 with padding (RFC 4648, section 4).
pub(super) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = DIGITS[(word >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        // RFC 4648, section 10.
        let texts: Vec<String> = ["", "f", "fo", "foo", "foob"].iter().map(|text| base64(text.as_bytes())).collect();
        assert_eq!(texts, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]);
    }

    #[test]
    fn a_page_carries_its_own_letters_and_no_others() {
        let font = include_bytes!("../../templates/fonts/PretendardGOV-Regular.ttf");
        let tables = tables(&Cow::Borrowed(font), "Bogo Text", &"보고 15:19".chars().collect())
            .expect("the face can be cut down");
        let map = &tables.iter().find(|(tag, _)| tag == b"cmap").expect("a character map").1;
        // Header of 28 bytes, then one group of 12 for each of the seven different characters.
        assert_eq!(map.len(), 28 + 12 * 7);
        let program = woff(&tables).expect("a font file");
        assert!(program.starts_with(b"wOFF") && program.len() < 20_000, "{}", program.len());
    }

    #[test]
    fn a_page_says_whose_letters_they_are() {
        let font = include_bytes!("../../templates/fonts/NotoSerifKR-Regular.ttf");
        let tables =
            tables(&Cow::Borrowed(font), &family(1), &"가".chars().collect()).expect("the face can be cut down");
        let names = &tables.iter().find(|(tag, _)| tag == b"name").expect("names").1;
        let text: Vec<u16> = names.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
        let text = String::from_utf16_lossy(&text);
        assert!(text.contains("Adobe") && text.contains("Bogo Text 2") && text.contains("Open Font License"), "{text}");
    }
}
