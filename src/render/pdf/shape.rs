//! From words to glyphs, once per word and face.
//!
//! Every word is shaped by harfrust and remembered; the glyphs of the whole document lie in one arena, so that a line is a
//! few ranges of it. Codes of glyphs in the page (`Glyph::code`) are given here, in order of first use: one for each pair of
//! glyph and text, so that two characters that share a glyph (`·` and `ㆍ`) are still copied and searched as themselves.
//! Lines, sizes in points and fonts as files are not known here.

use std::collections::HashMap;
use std::ops::Range;

use harfrust::{Buffer, Direction, Feature, Font, GlyphId, Script, ShapeOptions, ShapePlan, ShaperFont, Tag, shape};

/// A glyph of a shaped word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    /// Code in the page's text, per face.
    pub code: u16,
    /// Advance with kerning, thousandths of the size.
    pub advance: i16,
    /// Bytes of text that begin with this glyph; 0 continues the glyph before.
    pub bytes: u16,
}

/// What a code of a face stands for.
#[derive(Debug, Clone)]
pub(super) struct Code {
    /// Glyph of the whole font.
    pub glyph: u16,
    /// The text it is copied and searched as.
    pub text: Box<str>,
    /// Advance without kerning, thousandths of the size.
    pub advance: i16,
}

/// The glyphs of a word.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// In the arena.
    pub glyphs: Range<u32>,
    /// Characters that the face lacks.
    pub missing: Box<[char]>,
}

/// A face ready for shaping.
struct Face<'a> {
    font: ShaperFont<'a, 'static>,
    korean: ShapePlan,
    latin: ShapePlan,
    upem: i32,
    codes: Vec<Code>,
    by_character: HashMap<(u16, char), u16>,
    by_text: HashMap<(u16, Box<str>), u16>,
    /// Stands in for a character that the face lacks.
    stand_in: u16,
    words: HashMap<Box<str>, Word>,
}

/// Shapes words with the faces of a document.
pub(super) struct Shaper<'a> {
    /// Regular and bold of each family, in the order they are asked for a character.
    faces: Vec<Face<'a>>,
    buffer: Option<Buffer>,
    features: Vec<Feature>,
    pub arena: Vec<Glyph>,
}

impl<'a> Shaper<'a> {
    /// `fonts` are the regular and the bold face of each family.
    pub(super) fn new(fonts: &'a [[Font; 2]]) -> Self {
        // One character, one glyph: contextual forms would draw `->` as an arrow and `3x4` as a product, which the
        // data does not say.
        let off = |tag: &[u8; 4]| Feature::new(Tag::new(tag), 0, ..);
        let features = vec![off(b"calt"), off(b"liga"), off(b"clig")];
        Self {
            faces: fonts.iter().flatten().map(|font| Face::new(font, &features)).collect(),
            buffer: Some(Buffer::new()),
            features,
            arena: Vec::new(),
        }
    }

    /// The codes of a face in order; the index is the code.
    pub(super) fn codes(&self, face: u8) -> &[Code] {
        self.faces.get(usize::from(face)).map_or(&[], |face| &face.codes)
    }

    /// A word in parts, each of a family that holds its characters: `own` is asked before the others, and left with what
    /// none holds.
    pub(super) fn parts<'t>(&self, own: u8, bold: bool, text: &'t str) -> Vec<(u8, &'t str)> {
        let first = usize::from(own);
        let families = std::iter::once(first).chain((0..self.faces.len() / 2).filter(move |family| *family != first));
        let family = |character: char| {
            let holds = |family: &usize| {
                let face = self.faces.get(family * 2 + usize::from(bold));
                face.is_some_and(|face| face.font.nominal_glyph(u32::from(character)).is_some())
            };
            u8::try_from(families.clone().find(holds).unwrap_or(first)).unwrap_or(0)
        };
        let mut parts: Vec<(u8, &str)> = Vec::new();
        let mut start = 0;
        let mut last = None;
        for (at, character) in text.char_indices() {
            let own = family(character);
            if let Some(before) = last.filter(|before| *before != own) {
                parts.push((before, &text[start..at]));
                start = at;
            }
            last = Some(own);
        }
        parts.extend(last.map(|family| (family, &text[start..])));
        parts
    }

    /// More than one family can be asked.
    pub(super) fn has_fallback(&self) -> bool {
        self.faces.len() > 2
    }

    /// Shapes a word in face `face` (twice the family, one more for bold), or remembers it.
    pub(super) fn word(&mut self, face: u8, text: &str) -> Word {
        let Some(face) = self.faces.get_mut(usize::from(face)) else {
            return Word { glyphs: 0..0, missing: text.chars().collect() };
        };
        if let Some(word) = face.words.get(text) {
            return word.clone();
        }
        let buffer = self.buffer.take().unwrap_or_default();
        let (word, buffer) = face.shape(text, buffer, &self.features, &mut self.arena);
        self.buffer = Some(buffer);
        face.words.insert(text.into(), word.clone());
        word
    }
}

impl<'a> Face<'a> {
    fn new(font: &'a Font, features: &[Feature]) -> Self {
        let plan = |script| ShapePlan::new(font, Direction::LeftToRight, Some(script), None, features);
        let shaper = ShaperFont::new(font);
        // 〓 is the printers' sign for a missing sort.
        let stand_in = ['〓', '□', '?']
            .into_iter()
            .find_map(|sign| shaper.nominal_glyph(u32::from(sign)))
            .map_or(0, |glyph| u16::try_from(glyph.to_u32()).unwrap_or(0));
        let mut face = Self {
            korean: plan(Script::HANGUL),
            latin: plan(Script::LATIN),
            upem: i32::from(font.units_per_em()).max(1),
            font: shaper,
            codes: Vec::new(),
            by_character: HashMap::new(),
            by_text: HashMap::new(),
            stand_in,
            words: HashMap::new(),
        };
        // Code 0 is .notdef by definition; no text uses it.
        face.codes.push(Code {
            glyph: 0,
            text: "".into(),
            advance: face.thousandths(face.font.glyph_h_advance(GlyphId::new(0))),
        });
        face
    }

    fn thousandths(&self, units: i32) -> i16 {
        let scaled = (i64::from(units) * 2000 + i64::from(self.upem)).div_euclid(2 * i64::from(self.upem));
        i16::try_from(scaled).unwrap_or(i16::MAX)
    }

    fn shape(
        &mut self,
        text: &str,
        mut buffer: Buffer,
        features: &[Feature],
        arena: &mut Vec<Glyph>,
    ) -> (Word, Buffer) {
        buffer.clear();
        buffer.push_str(text);
        let korean = text.chars().any(is_hangul);
        buffer.set_direction(Direction::LeftToRight);
        buffer.set_script(Some(if korean { Script::HANGUL } else { Script::LATIN }));
        let plan = if korean { &self.korean } else { &self.latin };
        let start = u32::try_from(arena.len()).unwrap_or(u32::MAX);
        let mut missing = Vec::new();
        let options = ShapeOptions::new().plan(Some(plan)).features(features);
        if shape(&self.font, &mut buffer, options).is_ok() {
            let glyphs: Vec<(u32, u32, i32)> = buffer
                .glyph_infos()
                .iter()
                .zip(buffer.glyph_positions())
                .map(|(info, position)| (info.glyph_id, info.cluster, position.x_advance))
                .collect();
            for (index, &(glyph, cluster, units)) in glyphs.iter().enumerate() {
                let begins = index == 0 || glyphs[index - 1].1 != cluster;
                let end =
                    glyphs[index..].iter().find(|next| next.1 != cluster).map_or(text.len(), |next| next.1 as usize);
                let piece = if begins { text.get(cluster as usize..end).unwrap_or_default() } else { "" };
                let mut glyph = u16::try_from(glyph).unwrap_or(0);
                let mut shown = self.thousandths(units);
                if glyph == 0 {
                    missing.extend(piece.chars());
                    glyph = self.stand_in;
                    shown = self.thousandths(self.font.glyph_h_advance(GlyphId::new(u32::from(glyph))));
                }
                let code = self.code(glyph, piece);
                arena.push(Glyph { code, advance: shown, bytes: u16::try_from(piece.len()).unwrap_or(u16::MAX) });
            }
        }
        let end = u32::try_from(arena.len()).unwrap_or(u32::MAX);
        (Word { glyphs: start..end, missing: missing.into() }, buffer)
    }

    /// The code for a glyph that shows `text`, given on first use.
    fn code(&mut self, glyph: u16, text: &str) -> u16 {
        let mut characters = text.chars();
        let single = match (characters.next(), characters.next()) {
            (Some(character), None) => Some(character),
            _ => None,
        };
        let known = match single {
            Some(character) => self.by_character.get(&(glyph, character)).copied(),
            None => self.by_text.get(&(glyph, Box::from(text))).copied(),
        };
        if let Some(code) = known {
            return code;
        }
        let Ok(code) = u16::try_from(self.codes.len()) else { return 0 };
        let advance = self.thousandths(self.font.glyph_h_advance(GlyphId::new(u32::from(glyph))));
        self.codes.push(Code { glyph, text: text.into(), advance });
        match single {
            Some(character) => self.by_character.insert((glyph, character), code),
            None => self.by_text.insert((glyph, text.into()), code),
        };
        code
    }
}

/// Hangul syllables and letters.
fn is_hangul(character: char) -> bool {
    matches!(character, '\u{ac00}'..='\u{d7ff}' | '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{a960}'..='\u{a97f}')
}
