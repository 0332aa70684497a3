//! From text to lines: collapsed white space, glyphs with their places, and the choice of breaks for a width.
//!
//! The rules of breaking are `breaking`'s, the glyphs `shape`'s. Blocks, cells and pages are not known here.

use std::ops::Range;

use super::breaking::{Ease, places};
use super::shape::Shaper;
use crate::render::document::is_space;
use crate::render::theme::{Colour, Look};

/// Sizes of type that a short word measures: three syllables.
const SHORT: f32 = 2.8;
/// By how much a space may grow in a line that is flush on both sides, in sizes of type: beyond it, white rivers run down.
const WIDER: f32 = 0.28;

/// How a run of text is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ink {
    pub bold: bool,
    /// Number of the family.
    pub family: u8,
    /// Points.
    pub size: f32,
    pub colour: Colour,
    /// Above the baseline, points.
    pub rise: f32,
}

impl Ink {
    pub(super) fn of(look: &Look, scale: f32) -> Self {
        let size = look.size * scale;
        Self { bold: look.bold, family: look.face, size, colour: look.colour, rise: look.rise * size }
    }

    /// Its face: twice the family, one more for bold.
    pub(super) fn face(&self) -> u8 {
        self.family * 2 + u8::from(self.bold)
    }
}

/// The inks of a document, each once.
#[derive(Debug, Default)]
pub(super) struct Inks {
    pub all: Vec<Ink>,
}

impl Inks {
    pub(super) fn id(&mut self, ink: Ink) -> u16 {
        // Few looks exist and the last ones are asked for again.
        let at = self.all.iter().rposition(|known| *known == ink).unwrap_or_else(|| {
            self.all.push(ink);
            self.all.len() - 1
        });
        u16::try_from(at).unwrap_or(u16::MAX)
    }
}

/// Glyphs of one ink that follow one another in the arena.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    pub start: u32,
    pub count: u16,
    pub ink: u16,
}

/// Text of a paragraph while it is collected: white space collapsed, inks side by side.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub content: String,
    pub runs: Vec<Run>,
    /// Places that links lead to: where in `content`, and which.
    pub anchors: Vec<(usize, u32)>,
    /// Footnotes: where in `content` their reference ends, and which.
    pub feet: Vec<(usize, u32)>,
}

/// A run of one ink inside one element of the tree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    /// Where it ends in the content.
    pub end: usize,
    pub ink: u16,
    /// Its [`super::span::Spans`]; 0 where the paragraph alone holds it.
    pub span: u32,
}

impl Text {
    /// Adds a run that stands in its paragraph alone.
    pub(super) fn push(&mut self, written: &str, ink: u16) {
        self.push_in(written, ink, 0);
    }

    /// Adds a run as written in the document.
    pub(super) fn push_in(&mut self, written: &str, ink: u16, span: u32) {
        for character in written.chars() {
            if is_space(character) {
                if !self.content.is_empty() && !self.content.ends_with(' ') {
                    self.content.push(' ');
                }
            } else if !character.is_control() {
                self.content.push(character);
            }
        }
        match self.runs.last_mut() {
            Some(last) if last.ink == ink && last.span == span => last.end = self.content.len(),
            _ => self.runs.push(Run { end: self.content.len(), ink, span }),
        }
    }

    /// Nothing to draw.
    pub(super) fn is_blank(&self) -> bool {
        self.content.trim_matches(' ').is_empty() && self.feet.is_empty()
    }
}

/// A glyph in its paragraph.
#[derive(Debug, Clone, Copy)]
struct Set {
    arena: u32,
    /// Left edge from the start of the paragraph were it one line, points.
    x: f32,
    ink: u16,
    space: bool,
}

/// A paragraph without its width: glyphs in a row and the places where lines may begin.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    glyphs: Vec<Set>,
    /// Index of the glyph that would begin a line.
    places: Vec<(u32, Ease)>,
    /// The other glyphs that begin a character, where no rule allows a break but a very narrow line needs one.
    /// All glyphs unless a character has several.
    clusters: Option<Vec<bool>>,
    /// Where the span changes: first glyph and span. Empty where no element stands inside the paragraph.
    spans: Vec<(usize, u32)>,
    /// Places that links lead to: glyph and place.
    pub anchors: Vec<(usize, u32)>,
    /// Footnotes: glyph before which they are read, and which.
    pub feet: Vec<(usize, u32)>,
    /// A line break of the document ends it: what follows is not part of its last word.
    pub broken: bool,
    end: f32,
    /// Width on one line, points.
    pub widest: f32,
    /// Width of the widest piece between easy breaks, points.
    pub word: f32,
    /// The same when the seams of compounds are broken too: a date stands above its time, points.
    pub seam: f32,
    /// Width of the widest piece that is broken only as a last resort (a number, a date, a name in Latin letters, a word
    /// of three syllables), points.
    pub firm: f32,
    /// Width of the widest single character, points.
    pub floor: f32,
}

/// A line of a paragraph.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub glyphs: Range<usize>,
    /// Without the space at its end, points.
    pub width: f32,
}

impl Paragraph {
    /// Shapes a text. `missing` is told of characters that the face lacks.
    pub(super) fn new(
        text: &Text,
        inks: &mut Inks,
        shaper: &mut Shaper<'_>,
        missing: &mut dyn FnMut(char, &str),
    ) -> Self {
        let content = text.content.trim_end_matches(' ');
        let mut paragraph = Self::default();
        paragraph.glyphs.reserve(content.len() / 2);
        let mut offsets: Vec<u32> = Vec::with_capacity(content.len() / 2);
        let mut x = 0.0_f32;
        let mut start = 0;
        for &Run { end, ink, span } in &text.runs {
            let end = end.min(content.len());
            if span != paragraph.spans.last().map_or(0, |last| last.1) && start < end {
                paragraph.spans.push((paragraph.glyphs.len(), span));
            }
            let Some(look) = inks.all.get(usize::from(ink)).copied() else { continue };
            let unit = look.size / 1000.0;
            while start < end {
                let rest = &content[start..end];
                let space = rest.starts_with(' ');
                let length = if space { 1 } else { rest.find(' ').unwrap_or(rest.len()) };
                let word = shaper.word(look.face(), &rest[..length]);
                let mut at = start;
                let mut set = |glyphs: Range<u32>, ink: u16, shaper: &Shaper<'_>| {
                    for arena in glyphs {
                        let glyph = shaper.arena[arena as usize];
                        paragraph.glyphs.push(Set { arena, x, ink, space });
                        offsets.push(u32::try_from(at).unwrap_or(u32::MAX));
                        if glyph.bytes == 0 {
                            let index = paragraph.glyphs.len() - 1;
                            let clusters = paragraph.clusters.get_or_insert_with(Vec::new);
                            clusters.resize(index, true);
                            clusters.push(false);
                        }
                        at += usize::from(glyph.bytes);
                        let advance = f32::from(glyph.advance) * unit;
                        paragraph.floor = paragraph.floor.max(advance);
                        x += advance;
                    }
                };
                if word.missing.is_empty() || !shaper.has_fallback() {
                    word.missing.iter().for_each(|&character| missing(character, content));
                    set(word.glyphs, ink, shaper);
                } else {
                    // The family lacks something: another may hold it.
                    for (family, part) in shaper.parts(look.family, look.bold, &rest[..length]) {
                        let own = Ink { family, ..look };
                        let word = shaper.word(own.face(), part);
                        word.missing.iter().for_each(|&character| missing(character, content));
                        set(word.glyphs, inks.id(own), shaper);
                    }
                }
                start += length;
            }
        }
        for &(at, anchor) in &text.anchors {
            let glyph = offsets.partition_point(|&offset| (offset as usize) < at).min(offsets.len().saturating_sub(1));
            paragraph.anchors.push((glyph, anchor));
        }
        for &(at, foot) in &text.feet {
            paragraph.feet.push((offsets.partition_point(|&offset| (offset as usize) < at), foot));
        }
        paragraph.end = x;
        paragraph.widest = x;
        let mut index = 0;
        for place in places(content) {
            while offsets.get(index).is_some_and(|&offset| (offset as usize) < place.at) {
                index += 1;
            }
            if offsets.get(index).is_some_and(|&offset| offset as usize == place.at) && place.ease < Ease::Last {
                paragraph.places.push((u32::try_from(index).unwrap_or(u32::MAX), place.ease));
            }
        }
        paragraph.word = paragraph.widest_piece(|ease| ease == Ease::Word);
        paragraph.seam = paragraph.widest_piece(|ease| ease <= Ease::Seam);
        let size = paragraph.size(&(0..paragraph.glyphs.len()), inks);
        paragraph.firm = paragraph.widest_piece(|ease| ease != Ease::Glued).max(paragraph.word.min(size * SHORT));
        paragraph
    }

    /// The pieces between words, or with `seams` between the parts of compounds too: width, and that with the space behind.
    pub(super) fn words(&self, seams: bool) -> Vec<(f32, f32)> {
        let ease = if seams { Ease::Seam } else { Ease::Word };
        let places = self.places.iter().filter(|place| place.1 <= ease).map(|place| place.0 as usize);
        let mut words = Vec::new();
        let mut from = 0;
        for at in places.chain([self.glyphs.len()]) {
            let end = self.glyphs.get(at).map_or(self.end, |set| set.x);
            if let Some(first) = self.glyphs.get(from) {
                words.push((self.width(from..at), end - first.x));
            }
            from = at;
        }
        words
    }

    /// Width of the widest piece between places of such ease, points.
    fn widest_piece(&self, breaks: impl Fn(Ease) -> bool) -> f32 {
        let mut widest = 0.0_f32;
        let mut from = 0;
        for at in self.places.iter().filter(|place| breaks(place.1)).map(|place| place.0 as usize) {
            widest = widest.max(self.width(from..at));
            from = at;
        }
        widest.max(self.width(from..self.glyphs.len()))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.glyphs.is_empty() && self.feet.is_empty()
    }

    /// Number of glyphs.
    pub(super) fn len(&self) -> usize {
        self.glyphs.len()
    }

    /// The glyphs as ranges of the arena, one ink each.
    pub(super) fn segments(&self, glyphs: Range<usize>, into: &mut Vec<Segment>) {
        for set in self.glyphs.get(glyphs).unwrap_or_default() {
            match into.last_mut() {
                Some(last)
                    if last.ink == set.ink
                        && last.start + u32::from(last.count) == set.arena
                        && last.count < u16::MAX =>
                {
                    last.count += 1;
                }
                _ => into.push(Segment { start: set.arena, count: 1, ink: set.ink }),
            }
        }
    }

    /// No element stands inside it and no footnote belongs to it: most paragraphs.
    pub(super) fn is_plain(&self) -> bool {
        self.spans.is_empty() && self.feet.is_empty()
    }

    /// Number of spaces in a range.
    pub(super) fn spaces(&self, glyphs: Range<usize>) -> usize {
        self.glyphs.get(glyphs).unwrap_or_default().iter().filter(|set| set.space).count()
    }

    /// Number of spaces between the words of a line; the one at its end parts nothing.
    fn gaps(&self, line: Range<usize>) -> f32 {
        let glyphs = self.glyphs.get(line.clone()).unwrap_or_default();
        let end = glyphs.iter().rposition(|set| !set.space).map_or(0, |at| at + 1);
        #[allow(clippy::cast_precision_loss, reason = "a line holds a hundred spaces at most")]
        let gaps = self.spaces(line.start..line.start + end) as f32;
        gaps
    }

    /// Footnotes that are read before a glyph.
    pub(super) fn feet_at(&self, glyph: usize) -> impl Iterator<Item = u32> {
        self.feet.iter().filter(move |(at, _)| *at == glyph).map(|(_, foot)| *foot)
    }

    /// The parts of a range that stand in different spans, in order.
    pub(super) fn pieces(&self, glyphs: &Range<usize>) -> Vec<(Range<usize>, u32)> {
        let span = self.spans.partition_point(|&(at, _)| at <= glyphs.start);
        let mut current = span.checked_sub(1).and_then(|at| self.spans.get(at)).map_or(0, |found| found.1);
        let mut from = glyphs.start;
        let mut pieces = Vec::with_capacity(1);
        for &(at, next) in self.spans.get(span..).unwrap_or_default().iter().take_while(|(at, _)| *at < glyphs.end) {
            pieces.push((from..at, current));
            (from, current) = (at, next);
        }
        pieces.push((from..glyphs.end, current));
        // A footnote is read where it stands.
        for &(at, _) in &self.feet {
            if let Some(index) = pieces.iter().position(|(piece, _)| piece.start < at && at < piece.end) {
                let (piece, span) = pieces[index].clone();
                pieces.splice(index..=index, [(piece.start..at, span), (at..piece.end, span)]);
            }
        }
        pieces
    }

    /// Points from the left edge of one glyph to that of another.
    pub(super) fn distance(&self, from: usize, to: usize) -> f32 {
        let x = |at: usize| self.glyphs.get(at).map_or(self.end, |set| set.x);
        x(to) - x(from)
    }

    /// Lines of `width` points with free space spread as evenly as the words allow, so that few spaces must grow: the breaks
    /// of all lines are chosen together (Knuth and Plass, Breaking Paragraphs into Lines, 1981), between words alone. Where a
    /// word is wider than the line, [`Self::lines`] decides. `size` is that of the type, points.
    pub(super) fn even_lines(&self, width: f32, size: f32) -> Vec<Line> {
        let limit = width + 0.01;
        if self.word > limit || self.widest <= limit {
            return self.lines(width);
        }
        let count = self.glyphs.len();
        let words = self.places.iter().filter(|place| place.1 == Ease::Word).map(|place| place.0 as usize);
        let words = words.filter(|&at| at > 0 && at < count);
        let breaks: Vec<usize> = std::iter::once(0).chain(words).chain([count]).collect();
        // The least cost of the lines before each break, and where the last of them begins.
        let mut best: Vec<(f32, usize)> = vec![(f32::INFINITY, 0); breaks.len()];
        best[0].0 = 0.0;
        for to in 1..breaks.len() {
            for from in (0..to).rev() {
                let line = breaks[from]..breaks[to];
                let free = limit - self.width(line.clone());
                if free < 0.0 {
                    break;
                }
                let cost = best[from].0 + self.looseness(line, free, size);
                if cost < best[to].0 {
                    best[to] = (cost, from);
                }
            }
        }
        if best.last().is_none_or(|last| last.0.is_infinite()) {
            return self.lines(width);
        }
        let mut lines = Vec::new();
        let mut to = breaks.len() - 1;
        while to > 0 {
            let glyphs = breaks[best[to].1]..breaks[to];
            lines.push(Line { width: self.width(glyphs.clone()), glyphs });
            to = best[to].1;
        }
        lines.reverse();
        lines
    }

    /// What free space of a line costs: little while its spaces can take it, much beyond.
    fn looseness(&self, line: Range<usize>, free: f32, size: f32) -> f32 {
        /// Each line costs, so that none is opened for nothing; a last line of a word or less a little more.
        const LINE: f32 = 1.0;
        const SHORT_LAST: f32 = 1.5;
        if line.end == self.glyphs.len() {
            return if self.width(line) < size * 3.0 { LINE + SHORT_LAST } else { LINE };
        }
        let spaces = self.gaps(line);
        let ratio = free / (spaces * size * WIDER).max(size * 0.1);
        LINE + ratio * ratio * ratio
    }

    /// Points by which each space of a line grows so that the line fills `width`; 0 where that would tear it open.
    pub(super) fn stretch(&self, line: &Line, width: f32, size: f32) -> f32 {
        let spaces = self.gaps(line.glyphs.clone());
        let each = (width - line.width).max(0.0) / spaces.max(1.0);
        if spaces > 0.0 && each <= size * WIDER { each } else { 0.0 }
    }

    /// Chooses the breaks for lines of `width` points.
    pub(super) fn lines(&self, width: f32) -> Vec<Line> {
        // Sums of thousands of advances differ in the last bit.
        let width = width + 0.01;
        let mut lines = Vec::new();
        let mut start = 0;
        let mut place = 0;
        while start < self.glyphs.len() {
            let end = self.line_end(start, width, &mut place);
            lines.push(Line { glyphs: start..end, width: self.width(start..end) });
            start = end;
        }
        lines
    }

    /// Where the line that begins at `start` ends. Always beyond `start`. `first` is the first place after it.
    fn line_end(&self, start: usize, width: f32, first: &mut usize) -> usize {
        let count = self.glyphs.len();
        if self.width(start..count) <= width {
            return count;
        }
        while self.places.get(*first).is_some_and(|place| place.0 as usize <= start) {
            *first += 1;
        }
        // The last place of each ease that fits.
        let mut best: [Option<usize>; 4] = [None; 4];
        for &(at, ease) in &self.places[*first..] {
            let at = at as usize;
            if self.width(start..at) > width {
                break;
            }
            if let Some(slot) = best.get_mut(ease as usize) {
                *slot = Some(at);
            }
        }
        let [word, seam, ..] = best;
        if let Some(word) = word {
            // A seam may fill a line that would otherwise stay mostly empty.
            return match seam {
                Some(seam) if seam > word && self.width(start..word) < width * 0.5 => seam,
                _ => word,
            };
        }
        best.into_iter().flatten().next().unwrap_or_else(|| self.last_resort(start, width))
    }

    /// The last character that fits, at least one.
    fn last_resort(&self, start: usize, width: f32) -> usize {
        let count = self.glyphs.len();
        let begins =
            |at: usize| self.clusters.as_ref().is_none_or(|clusters| clusters.get(at).copied().unwrap_or(true));
        let fits = self.glyphs[start..].partition_point(|set| set.x - self.glyphs[start].x <= width) + start;
        let mut end = fits.saturating_sub(1).clamp(start + 1, count);
        while end > start + 1 && end < count && !begins(end) {
            end -= 1;
        }
        while end < count && !begins(end) {
            end += 1;
        }
        end
    }

    /// Points from the first glyph to the end of the last that is no space.
    pub(super) fn width(&self, glyphs: Range<usize>) -> f32 {
        let Some(first) = self.glyphs.get(glyphs.start) else { return 0.0 };
        let mut end = glyphs.end.min(self.glyphs.len());
        while end > glyphs.start && self.glyphs[end - 1].space {
            end -= 1;
        }
        if end <= glyphs.start {
            return 0.0;
        }
        self.glyphs.get(end).map_or(self.end, |next| next.x) - first.x
    }

    /// The largest size of type among the glyphs, points.
    pub(super) fn size(&self, glyphs: &Range<usize>, inks: &Inks) -> f32 {
        let mut largest = 0.0_f32;
        let mut last = None;
        for set in self.glyphs.get(glyphs.clone()).unwrap_or_default() {
            if last != Some(set.ink) {
                last = Some(set.ink);
                largest = largest.max(inks.all.get(usize::from(set.ink)).map_or(0.0, |ink| ink.size));
            }
        }
        largest
    }
}
