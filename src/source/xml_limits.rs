//! The bones of an XML part, counted while its bytes pass: how deep its elements lie in one another and how long its
//! longest piece is.
//!
//! Readers hold each piece whole and remember every element that is open, whatever they were told to check. This sees
//! what they will see, byte by byte as they cut it, and reads nothing else.

use memchr::{memchr, memchr3};

/// Longest tag, comment or text; a cell holds at most 32,767 characters.
const PIECE_BYTES: usize = 1 << 20;

/// Where the last byte stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MarkupState {
    Text,
    /// Behind `<`.
    Open,
    /// Behind `<!`.
    Bang,
    Comment,
    Data,
    Instruction,
    /// In a tag, `true` for one that ends an element.
    Tag(bool),
    /// In an attribute's value, with its quotation mark.
    Quoted(bool, u8),
}

/// The bones of a part.
#[derive(Debug)]
pub(super) struct Skeleton {
    state: MarkupState,
    depth: u64,
    deepest: u64,
    /// Bytes of the piece so far.
    piece: usize,
    /// The last two bytes.
    last: [u8; 2],
    /// The last tag began the value of a cell.
    in_value: bool,
    /// White space stood around the value of a cell.
    pub is_spaced: bool,
    /// The value of a cell began as the name of an error does.
    pub has_error: bool,
    /// A remark, or a piece of plain data, stood in the value of a cell.
    pub is_marked: bool,
}

impl Skeleton {
    /// Elements may lie `deepest` deep.
    pub(super) fn new(deepest: u64) -> Self {
        Self {
            state: MarkupState::Text,
            depth: 0,
            deepest,
            piece: 0,
            last: [0; 2],
            in_value: false,
            is_spaced: false,
            has_error: false,
            is_marked: false,
        }
    }

    /// Takes the next bytes; says what is too much.
    pub(super) fn feed(&mut self, chunk: &[u8]) -> Result<(), &'static str> {
        let mut at = 0;
        while at < chunk.len() {
            let rest = &chunk[at..];
            let step = match self.state {
                MarkupState::Text => {
                    let end = text_end(rest);
                    if self.in_value {
                        let last = end.map_or(0, |end| self.before(chunk, at + end)[1]);
                        self.has_error |= rest[0] == b'#';
                        self.is_spaced |= rest[0].is_ascii_whitespace() || last.is_ascii_whitespace();
                    }
                    self.until(end, rest, MarkupState::Open)
                }
                MarkupState::Open => {
                    let (state, step) = match rest[0] {
                        b'!' => (MarkupState::Bang, 1),
                        b'?' => (MarkupState::Instruction, 1),
                        b'/' => (MarkupState::Tag(true), 1),
                        _ => (MarkupState::Tag(false), 0),
                    };
                    self.state = state;
                    step
                }
                MarkupState::Bang => {
                    self.is_marked |= self.in_value;
                    self.state = match rest[0] {
                        b'-' => MarkupState::Comment,
                        b'[' => MarkupState::Data,
                        _ => return Err("document type"),
                    };
                    0
                }
                MarkupState::Comment | MarkupState::Data | MarkupState::Instruction => {
                    let end = memchr(b'>', rest);
                    // Two bytes before the mark decide whether it ends the piece.
                    let before = end.map(|end| self.before(chunk, at + end));
                    let length = self.piece + end.unwrap_or(0);
                    let ends = before.is_some_and(|before| match self.state {
                        MarkupState::Comment => before == *b"--" && length >= 4,
                        MarkupState::Data => before == *b"]]",
                        _ => before[1] == b'?',
                    });
                    let next = if ends { MarkupState::Text } else { self.state };
                    self.until(end, rest, next)
                }
                MarkupState::Tag(ends) => match tag_end(rest) {
                    // Most tags end in the chunk they begin in: one look from end to end.
                    Some(mark) => {
                        self.tag(ends, self.before(chunk, at + mark))?;
                        self.until(Some(mark), rest, MarkupState::Text)
                    }
                    None => self.tag_in_parts(ends, rest, chunk, at)?,
                },
                MarkupState::Quoted(ends, quote) => self.until(memchr(quote, rest), rest, MarkupState::Tag(ends)),
            };
            if self.piece > PIECE_BYTES {
                return Err("markup");
            }
            at += step;
        }
        self.last = self.before(chunk, chunk.len());
        Ok(())
    }

    /// Goes on behind `mark` in the next state, or to the end of the bytes; returns how far that is.
    fn until(&mut self, mark: Option<usize>, rest: &[u8], next: MarkupState) -> usize {
        let step = mark.map_or(rest.len(), |mark| mark + 1);
        let is_new = mark.is_some() && matches!((self.state, next), (MarkupState::Text, _) | (_, MarkupState::Text));
        self.piece = if is_new { 0 } else { self.piece + step };
        if mark.is_some() {
            self.state = next;
        }
        step
    }

    /// A tag that the chunk does not hold to its end: up to its next mark.
    fn tag_in_parts(&mut self, ends: bool, rest: &[u8], chunk: &[u8], at: usize) -> Result<usize, &'static str> {
        let mark = memchr3(b'>', b'"', b'\'', rest);
        let next = match mark.map(|mark| (mark, rest[mark])) {
            Some((mark, b'>')) => {
                self.tag(ends, self.before(chunk, at + mark))?;
                MarkupState::Text
            }
            Some((_, quote)) => MarkupState::Quoted(ends, quote),
            None => self.state,
        };
        Ok(self.until(mark, rest, next))
    }

    /// The two bytes before a place in a chunk.
    fn before(&self, chunk: &[u8], at: usize) -> [u8; 2] {
        match at {
            0 => self.last,
            1 => [self.last[1], chunk[0]],
            _ => [chunk[at - 2], chunk[at - 1]],
        }
    }

    /// A tag ends, before whose mark two bytes stand.
    fn tag(&mut self, ends: bool, before: [u8; 2]) -> Result<(), &'static str> {
        let is_empty = before[1] == b'/';
        self.in_value = !ends && matches!(before, [b'<' | b':', b'v']);
        if ends {
            self.depth = self.depth.saturating_sub(1);
        } else if !is_empty {
            self.depth += 1;
        }
        if self.depth > self.deepest { Err("depth") } else { Ok(()) }
    }
}

/// Bytes that are looked at one by one before a search takes over: cells and their tags are shorter than a search is dear.
const SHORT: usize = 24;
/// Longest tag that is looked at in one go.
const TAG: usize = 512;

/// Where text ends and markup begins.
fn text_end(rest: &[u8]) -> Option<usize> {
    let (near, far) = rest.split_at(rest.len().min(SHORT));
    let found = near.iter().position(|byte| *byte == b'<');
    found.or_else(|| memchr(b'<', far).map(|at| near.len() + at))
}

/// Where a tag ends, past whatever is in quotation marks; nothing when it does not end here, or not soon.
fn tag_end(rest: &[u8]) -> Option<usize> {
    let near = &rest[..rest.len().min(TAG)];
    let mut at = 0;
    while let Some(&byte) = near.get(at) {
        match byte {
            b'>' => return Some(at),
            b'"' | b'\'' => at += 1 + near[at + 1..].iter().position(|next| *next == byte)?,
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of a text, however it is cut.
    fn said(text: &str, deepest: u64) -> Result<(), &'static str> {
        let whole = Skeleton::new(deepest).feed(text.as_bytes());
        for size in 1..4 {
            let mut skeleton = Skeleton::new(deepest);
            let cut = text.as_bytes().chunks(size).try_for_each(|chunk| skeleton.feed(chunk));
            assert_eq!(cut, whole, "{text} in pieces of {size}");
        }
        whole
    }

    #[test]
    fn elements_are_counted_as_a_reader_counts_them() {
        for (text, deepest) in [
            ("<?xml version=\"1.0\"?><a><b/><b></b></a>", 2),
            ("<a><b x=\"/>\"/><b x='>'></b></a>", 2),
            ("<a><!-- <b><c><d> --><![CDATA[<e><f><g>]]></a>", 1),
            ("<a>/>/>/><b>/></b></a>", 2),
            ("<a></a \"><b><c><d>\"><b></b>", 1),
            ("<!--><b><c>--><a/>", 0),
            ("<?><b><c>?></c></b>", 2),
            ("<!----><b><!--->--></b>", 1),
        ] {
            assert_eq!(said(text, deepest), Ok(()), "{text}");
            if deepest > 0 {
                assert_eq!(said(text, deepest - 1), Err("depth"), "{text}");
            }
        }
    }

    #[test]
    fn white_space_around_values_is_seen_however_they_are_cut() {
        for (text, is_spaced) in [
            ("<c><v>1</v>\n</c>", false),
            ("<c><v>\n1</v></c>", true),
            ("<c><v>1 </v></c>", true),
            ("<c><x:v> 1</x:v></c>", true),
            ("<c>\n<f> a </f><t> b </t><v>2</v>\n</c>", false),
        ] {
            for size in 1..=text.len() {
                let mut skeleton = Skeleton::new(9);
                text.as_bytes().chunks(size).try_for_each(|chunk| skeleton.feed(chunk)).expect("sound");
                assert_eq!(skeleton.is_spaced, is_spaced, "{text} in pieces of {size}");
            }
        }
    }

    #[test]
    fn long_pieces_and_document_types_are_refused() {
        let long = "x".repeat(PIECE_BYTES + 2);
        for text in [format!("<a>{long}"), format!("<a b=\"{long}"), format!("<!--{long}"), format!("<![CDATA[{long}")]
        {
            let mut skeleton = Skeleton::new(9);
            let told = text.as_bytes().chunks(1 << 16).try_for_each(|chunk| skeleton.feed(chunk));
            assert_eq!(told, Err("markup"), "{}", &text[..9]);
        }
        let mut many = Skeleton::new(9);
        let piece = format!("<a/>{}", "x".repeat(PIECE_BYTES / 2));
        assert_eq!((0..9).try_for_each(|_| many.feed(piece.as_bytes())), Ok(()), "each piece counts alone");
        assert_eq!(said("<!DOCTYPE a>", 9), Err("document type"));
    }
}
