//! The faces in the file: subset programs, codes, widths and the way back to text.
//!
//! Codes are `shape`'s (one for each pair of glyph and text); a map from code to glyph stands in the file, so two codes may
//! share a glyph. Nothing is shaped or measured here.

use std::fmt::Write as _;

use harfrust::Font;
use lopdf::{Dictionary, Object, StringFormat, dictionary};
use sha2::{Digest, Sha256};
use subsetter::{GlyphRemapper, subset};

use super::RenderError;
use super::shape::Code;
use super::write::File;

/// Number of the PostScript name in the `name` table.
const POSTSCRIPT_NAME: u16 = 6;

/// Writes a face; the id of its dictionary.
pub(super) fn write(file: &mut File, data: &[u8], font: &Font, bold: bool, codes: &[Code]) -> Result<u32, RenderError> {
    let mut remapper = GlyphRemapper::new();
    let mut glyphs = Vec::with_capacity(codes.len() * 2);
    for code in codes {
        glyphs.extend(remapper.remap(code.glyph).to_be_bytes());
    }
    let program = subset(data, 0, &remapper).map_err(|error| RenderError::Font(error.to_string()))?;
    let name = format!("{}+{}", tag(codes), base_name(font, bold));

    let program_id = file.stream(dictionary! { "Length1" => integer(program.len()) }, &program, true)?;
    let map_id = file.stream(Dictionary::new(), &glyphs, true)?;
    let unicode_id = file.stream(Dictionary::new(), to_unicode(codes).as_bytes(), true)?;

    let metrics = font.metrics();
    let unit = 1000.0 / f64::from(font.units_per_em().max(1));
    let bounds = &metrics.bounds;
    let bounds =
        [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(|value| thousandths(value.to_f64() * unit));
    let (ascent, descent) = metrics.hhea_line.map_or((950, -250), |line| {
        (thousandths(line.ascender.to_f64() * unit), thousandths(line.descender.to_f64() * unit))
    });
    let descriptor = file.object(&Object::Dictionary(dictionary! {
        "Type" => name_of("FontDescriptor"),
        "FontName" => name_of(&name),
        // Symbolic: the codes are ours, not those of a Latin encoding.
        "Flags" => 4,
        "FontBBox" => bounds.iter().map(|&value| Object::Integer(value)).collect::<Vec<_>>(),
        "ItalicAngle" => 0,
        "Ascent" => ascent,
        "Descent" => descent,
        "CapHeight" => metrics.cap_height.map_or(ascent, |height| thousandths(height.to_f64() * unit)),
        "StemV" => if bold { 166 } else { 88 },
        "FontFile2" => Object::Reference((program_id, 0)),
    }));
    let widths: Vec<Object> = codes.iter().map(|code| Object::Integer(i64::from(code.advance))).collect();
    let descendant = file.object(&Object::Dictionary(dictionary! {
        "Type" => name_of("Font"),
        "Subtype" => name_of("CIDFontType2"),
        "BaseFont" => name_of(&name),
        "CIDSystemInfo" => Object::Dictionary(dictionary! {
            "Registry" => Object::String(b"Adobe".to_vec(), StringFormat::Literal),
            "Ordering" => Object::String(b"Identity".to_vec(), StringFormat::Literal),
            "Supplement" => 0,
        }),
        "FontDescriptor" => Object::Reference((descriptor, 0)),
        "DW" => 1000,
        "W" => vec![Object::Integer(0), Object::Array(widths)],
        "CIDToGIDMap" => Object::Reference((map_id, 0)),
    }));
    Ok(file.object(&Object::Dictionary(dictionary! {
        "Type" => name_of("Font"),
        "Subtype" => name_of("Type0"),
        "BaseFont" => name_of(&name),
        "Encoding" => name_of("Identity-H"),
        "DescendantFonts" => vec![Object::Reference((descendant, 0))],
        "ToUnicode" => Object::Reference((unicode_id, 0)),
    })))
}

fn name_of(text: &str) -> Object {
    Object::Name(text.as_bytes().to_vec())
}

fn integer(value: usize) -> Object {
    Object::Integer(i64::try_from(value).unwrap_or(i64::MAX))
}

#[allow(clippy::cast_possible_truncation, reason = "font units are within 16 bits")]
fn thousandths(value: f64) -> i64 {
    value.round() as i64
}

/// Six capital letters from what the subset holds.
fn tag(codes: &[Code]) -> String {
    let mut hash = Sha256::new();
    for code in codes {
        hash.update(code.glyph.to_be_bytes());
        hash.update(code.text.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect()
}

/// The PostScript name of the face.
fn base_name(font: &Font, bold: bool) -> String {
    let name: String = font
        .names()
        .get(POSTSCRIPT_NAME.into())
        .and_then(|name| name.english_or_first())
        .map(|name| name.name().chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect())
        .unwrap_or_default();
    match (name.is_empty(), bold) {
        (false, _) => name,
        (true, false) => "Text-Regular".to_owned(),
        (true, true) => "Text-Bold".to_owned(),
    }
}

/// The map from codes back to text.
fn to_unicode(codes: &[Code]) -> String {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    let entries: Vec<(usize, &Code)> = codes.iter().enumerate().skip(1).collect();
    // The format allows a hundred entries at a time.
    for part in entries.chunks(100) {
        let _ = writeln!(map, "{} beginbfchar", part.len());
        for (number, code) in part {
            let _ = write!(map, "<{number:04X}> <");
            // A glyph that continues a cluster stands for nothing of its own.
            let text = if code.text.is_empty() { "\u{200b}" } else { &code.text };
            for unit in text.encode_utf16() {
                let _ = write!(map, "{unit:04X}");
            }
            map.push_str(">\n");
        }
        map.push_str("endbfchar\n");
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    map
}
